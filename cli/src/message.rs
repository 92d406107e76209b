//! What commands have to say: values that the printer turns into text or JSON.
//!
//! Imports the toolchain's diagnostics; prints nothing.

use std::fmt;
use std::path::{Path, PathBuf};

use naga_toolchain::diagnostic::Diagnostic;
use serde::{Deserialize, Serialize};

use crate::exit::Exit;

/// Trouble that is not about the content of a shader: the command itself, or a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Trouble {
    /// The exit code it asks for.
    pub(crate) exit: Exit,
    /// The file it is about.
    pub(crate) path: Option<PathBuf>,
    /// The value and the rule.
    pub(crate) message: String,
    /// The remedy.
    pub(crate) help: Option<String>,
}

impl Trouble {
    /// The command makes no sense.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Usage,
            path: None,
            message: message.into(),
            help: None,
        }
    }

    /// A file could not be read or written: `cannot read`, and the system's reason.
    pub(crate) fn file(path: &Path, what: &str, error: &std::io::Error) -> Self {
        Self::file_text(path, format!("{what}: {}", reason(error)))
    }

    /// A file cannot be used for a reason that the system does not know.
    pub(crate) fn file_text(path: &Path, message: impl Into<String>) -> Self {
        Self {
            exit: Exit::File,
            path: Some(path.to_owned()),
            message: message.into(),
            help: None,
        }
    }

    /// A panic in this program.
    pub(crate) fn internal(panic: &str) -> Self {
        Self {
            exit: Exit::Internal,
            path: None,
            message: format!("internal error: {panic}"),
            help: Some(format!(
                "this is a fault of pywgpu-naga {}, not of the shader: please report it with the \
                 shader and the command",
                env!("CARGO_PKG_VERSION")
            )),
        }
    }

    /// Names the file.
    pub(crate) fn about(mut self, path: &Path) -> Self {
        self.path = Some(path.to_owned());
        self
    }

    /// Says what to do.
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{}: ", path.display())?;
        }
        f.write_str(&self.message)
    }
}

/// The system's words without the error number, which helps nobody.
pub(crate) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.rfind(" (os error ") {
        Some(at) => text.get(..at).unwrap_or(&text).to_owned(),
        None => text,
    }
}

/// One thing a command says while it works, in the order it is to be told.
#[derive(Debug)]
pub(crate) enum Event {
    /// Something about a shader.
    Diagnostic(Diagnostic),
    /// Something about the command or a file.
    Trouble(Trouble),
    /// A fact for those who asked for detail (`-v`).
    Detail(String),
    /// The product, for standard output.
    Text(String),
    /// The product as bytes that are not text, for standard output.
    Bytes(Vec<u8>),
    /// The last line of a batch.
    Summary(String),
}

/// Where a command sends what it has to say.
pub(crate) trait Sink: Send {
    /// Tells one thing.
    fn tell(&mut self, event: Event);

    /// So many of so many files are done.
    fn progress(&mut self, done: usize, total: usize);

    /// Whether details ([`Event::Detail`]) are told at all.
    fn wants_detail(&self) -> bool;

    /// Whether standard output is a terminal, which no binary may reach.
    fn stdout_is_terminal(&self) -> bool;
}

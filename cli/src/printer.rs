//! The only place that writes to standard output and standard error, besides `main`.
//!
//! Products go to standard output as they are; everything else goes to standard error in the
//! form that was asked for. Whether a stream is a terminal and what the environment says of
//! colour is known only here.

use std::env;
use std::io::{self, IsTerminal as _, Write as _};

use naga_toolchain::diagnostic::{Diagnostic, Severity};
use naga_toolchain::render::{self, Styling};

use crate::args::{ColorChoice, Common, MessageFormat};
use crate::exit::Exit;
use crate::message::{Event, Sink, Trouble, reason};
use crate::report::Message;

/// Below so many files no progress is shown: it would only flicker.
const PROGRESS_FROM: usize = 20;

/// Writes what commands say.
#[derive(Debug)]
pub(crate) struct Printer {
    common: Common,
    color: bool,
    stderr_is_terminal: bool,
    /// Standard output cannot be written any more; nobody reads it, or the disk is full.
    stdout_gone: bool,
    failed: Exit,
    progress_shown: bool,
}

impl Printer {
    /// A printer for this process.
    pub(crate) fn new(common: Common) -> Self {
        let stderr_is_terminal = io::stderr().is_terminal();
        Self {
            common,
            color: wants_color(common.color, stderr_is_terminal),
            stderr_is_terminal,
            stdout_gone: false,
            failed: Exit::Done,
            progress_shown: false,
        }
    }

    /// Ends all output; the exit code of the program, given that of the command.
    pub(crate) fn finish(mut self, exit: Exit) -> Exit {
        self.hide_progress();
        if !self.stdout_gone {
            let result = io::stdout().lock().flush();
            self.note_stdout(result);
        }
        exit.max(self.failed)
    }

    fn stdout(&mut self, bytes: &[u8]) {
        if self.stdout_gone {
            return;
        }
        self.hide_progress();
        let result = io::stdout().lock().write_all(bytes);
        self.note_stdout(result);
    }

    fn note_stdout(&mut self, result: io::Result<()>) {
        let Err(error) = result else { return };
        self.stdout_gone = true;
        // Whoever closed the pipe has read enough.
        if error.kind() != io::ErrorKind::BrokenPipe {
            self.failed = Exit::File;
            self.trouble(&Trouble {
                exit: Exit::File,
                path: None,
                message: format!("cannot write standard output: {}", reason(&error)),
                help: None,
            });
        }
    }

    /// Standard error may be closed or full; there is nobody left to tell.
    fn stderr(&mut self, text: &str) {
        self.hide_progress();
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    fn json(&mut self, message: &Message) {
        if let Ok(mut line) = serde_json::to_string(message) {
            line.push('\n');
            self.stderr(&line);
        }
    }

    fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        if self.common.quiet && diagnostic.severity != Severity::Error {
            return;
        }
        match self.common.format {
            MessageFormat::Human => {
                let styling = Styling {
                    color: self.color,
                    ..Styling::default()
                };
                let text = render::human(std::slice::from_ref(diagnostic), styling);
                self.stderr(&text);
            }
            MessageFormat::Short => {
                let text = render::short(diagnostic) + "\n";
                self.stderr(&text);
            }
            MessageFormat::Json => self.json(&Message::from(diagnostic)),
        }
    }

    fn trouble(&mut self, trouble: &Trouble) {
        match self.common.format {
            MessageFormat::Human => {
                let text = self.human_trouble(trouble);
                self.stderr(&text);
            }
            MessageFormat::Short => {
                let path = match &trouble.path {
                    Some(path) => format!("{}: ", path.display()),
                    None => String::new(),
                };
                let first = trouble.message.lines().next().unwrap_or_default();
                let text = format!("{path}error[{}]: {first}\n", trouble.exit.name());
                self.stderr(&cleaned(&text));
            }
            MessageFormat::Json => self.json(&Message::from(trouble)),
        }
    }

    fn human_trouble(&self, trouble: &Trouble) -> String {
        let (red, bold, plain) = if self.color {
            ("\u{1b}[1;31m", "\u{1b}[1m", "\u{1b}[0m")
        } else {
            ("", "", "")
        };
        let text = cleaned(&trouble.to_string());
        let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
        let mut text = format!("{red}error{plain}{bold}: {first}{plain}\n");
        if !rest.is_empty() {
            text.push_str(rest);
            text.push('\n');
        }
        if let Some(help) = &trouble.help {
            text.push_str(&format!(" = help: {}\n", cleaned(help)));
        }
        text.push('\n');
        text
    }

    fn hide_progress(&mut self) {
        if self.progress_shown {
            self.progress_shown = false;
            let _ = io::stderr().lock().write_all(b"\r\x1b[K");
        }
    }
}

impl Sink for Printer {
    fn tell(&mut self, event: Event) {
        match event {
            Event::Diagnostic(diagnostic) => self.diagnostic(&diagnostic),
            Event::Trouble(trouble) => self.trouble(&trouble),
            Event::Detail(text) => {
                if self.wants_detail() {
                    self.stderr(&(cleaned(&text) + "\n"));
                }
            }
            Event::Summary(text) => {
                if !self.common.quiet && self.common.format != MessageFormat::Json {
                    self.stderr(&(text + "\n"));
                }
            }
            Event::Text(text) => self.stdout(text.as_bytes()),
            Event::Bytes(bytes) => self.stdout(&bytes),
        }
    }

    fn progress(&mut self, done: usize, total: usize) {
        if !self.stderr_is_terminal || self.common.quiet || total < PROGRESS_FROM {
            return;
        }
        // Each line costs a system call: a hundred are enough.
        let step = (total / 100).max(1);
        if done < total && done.is_multiple_of(step) {
            let mut stderr = io::stderr().lock();
            let _ = write!(stderr, "\r\x1b[K{done}/{total} files");
            let _ = stderr.flush();
            self.progress_shown = true;
        }
    }

    fn wants_detail(&self) -> bool {
        self.common.verbose && !self.common.quiet && self.common.format != MessageFormat::Json
    }

    fn stdout_is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }
}

/// Without what could confuse a terminal, line by line.
fn cleaned(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (line, end) = match line.strip_suffix('\n') {
            Some(line) => (line, "\n"),
            None => (line, ""),
        };
        cleaned.push_str(&render::clean(line));
        cleaned.push_str(end);
    }
    cleaned
}

fn wants_color(choice: ColorChoice, is_terminal: bool) -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if set("NO_COLOR") => false,
        ColorChoice::Auto => {
            let forced = env::var_os("CLICOLOR_FORCE")
                .is_some_and(|value| !value.is_empty() && value != "0");
            let dumb = env::var_os("TERM").is_some_and(|value| value == "dumb");
            forced || (is_terminal && !dumb)
        }
    }
}

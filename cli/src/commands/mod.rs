//! One file a command. A command tells a sink what it finds and returns an exit code.

mod completions;
mod ir;
mod man;
mod reflect;
mod schema;
mod targets;
mod translate;
mod validate;

use std::thread;

use naga_disk::Disk;
use naga_toolchain::check::Checked;
use naga_toolchain::diagnostic::Diagnostic;
use naga_toolchain::link;
use naga_toolchain::options::Options;
use naga_toolchain::source::Source;
use std::path::{Path, PathBuf};

use crate::args::{Command, Common, ConfigFormat, Job};
use crate::config::{self, Resolved};
use crate::config_text;
use crate::exit::Exit;
use crate::inputs::{self, Found, Input, LoadError};
use crate::interrupt;
use crate::isolate;
use crate::message::{Event, Sink, Trouble};
use crate::outputs;
use crate::pipeline::{self, Said};

/// Runs a command.
pub(crate) fn run(command: &Command, common: Common, sink: &mut dyn Sink) -> Exit {
    match command {
        Command::Translate(args) => translate::run(args, sink),
        Command::Validate(args) => validate::run(args, common, sink),
        Command::Reflect(args) => reflect::run(args, sink),
        Command::Ir(args) => ir::run(args, sink),
        Command::Targets { targets, json } => targets::run(targets, *json, sink),
        Command::Schema(name) => schema::run(*name, sink),
        Command::Completions(shell) => completions::run(*shell, sink),
        Command::Man(args) => man::run(args, sink),
    }
}

fn fail(trouble: Trouble, sink: &mut dyn Sink) -> Exit {
    let exit = trouble.exit;
    sink.tell(Event::Trouble(trouble));
    exit
}

/// The options of a command that reads shaders, and what it is to read.
///
/// # Errors
///
/// The exit code, when there is nothing to go on with: trouble was told, or the options were
/// only to be printed.
fn prepare(job: &Job, sink: &mut dyn Sink) -> Result<(Resolved, Found), Exit> {
    let resolved = options(job, sink)?;
    Ok((resolved, inputs::find(job)))
}

fn options(job: &Job, sink: &mut dyn Sink) -> Result<Resolved, Exit> {
    let resolved = config::resolve(&job.options).map_err(|trouble| fail(trouble, sink))?;
    let Some(format) = job.options.print_config else {
        return Ok(resolved);
    };
    let text = match format {
        ConfigFormat::Toml => config_text::toml(&resolved.options),
        ConfigFormat::Json => config_text::json(&resolved.options),
    };
    match text {
        Ok(text) => {
            sink.tell(Event::Text(text));
            Err(Exit::Done)
        }
        Err(error) => Err(fail(Trouble::internal(&error.to_string()), sink)),
    }
}

/// Has interrupts take back what is staged.
pub(crate) fn obey_interrupts(inputs: interrupt::Inputs, sink: &mut dyn Sink) {
    if let Err(error) = interrupt::obey(inputs) {
        sink.tell(Event::Detail(format!(
            "an interrupt will leave temporary files: {error}"
        )));
    }
}

/// Tells what could not be found; the gravest of it.
fn tell_troubles(found: &Found, sink: &mut dyn Sink) -> Exit {
    let mut gravest = Exit::Done;
    for trouble in &found.troubles {
        gravest = gravest.max(trouble.exit);
        sink.tell(Event::Trouble(trouble.clone()));
    }
    gravest
}

/// How many files are worked on at a time.
fn workers(job: &Job, files: usize) -> usize {
    if files <= 1 {
        // Asking for the number of cores reads half a dozen files of the system.
        return 1;
    }
    job.jobs
        .unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from))
}

/// An input as far as `pipeline::read` brought it.
pub(crate) struct Read {
    pub(crate) source: Option<Source>,
    /// The other files that went into it.
    pub(crate) files: Vec<PathBuf>,
    pub(crate) checked: Option<Checked>,
    pub(crate) said: Said,
    pub(crate) trouble: Option<Trouble>,
}

impl Read {
    fn exit(&self) -> Exit {
        let trouble = self.trouble.as_ref().map_or(Exit::Done, |each| each.exit);
        self.said.exit().max(trouble)
    }
}

/// Loads, links, parses, checks and transforms an input.
pub(crate) fn read(input: &Input, options: &Options) -> Read {
    read_loaded(inputs::load(input, options.limits.source_bytes), options)
}

/// The same for commands that go on with the module here: a text that ends the process ends another
/// one first.
pub(crate) fn read_probed(input: &Input, options: &Options) -> Read {
    let loaded = inputs::load(input, options.limits.source_bytes);
    let probed = match &loaded {
        Ok(source) => isolate::probe(input, source, options),
        Err(_) => Ok(()),
    };
    read_loaded(probed.map_err(LoadError::Trouble).and(loaded), options)
}

/// Links, parses, checks and transforms what was loaded.
pub(crate) fn read_loaded(loaded: Result<Source, LoadError>, options: &Options) -> Read {
    let mut read = Read {
        source: None,
        files: Vec::new(),
        checked: None,
        said: Said::default(),
        trouble: None,
    };
    match loaded {
        Err(LoadError::Trouble(trouble)) => read.trouble = Some(trouble),
        Err(LoadError::Diagnostic(diagnostic)) => read.said.add([*diagnostic]),
        Ok(source) => {
            let linked = link::link(&source, options, &Disk).and_then(|linked| {
                read.files = linked.files;
                pipeline::read(&linked.source, options)
            });
            match linked {
                Ok(checked) => {
                    read.said.add(checked.warnings().iter().cloned());
                    read.checked = Some(checked);
                }
                Err(failure) => read.said.add(failure.into_diagnostics()),
            }
            read.source = Some(source);
        }
    }
    read
}

fn tell_said(
    diagnostics: Vec<Diagnostic>,
    trouble: Option<Trouble>,
    sink: &mut (impl Sink + ?Sized),
) {
    for diagnostic in diagnostics {
        sink.tell(Event::Diagnostic(diagnostic));
    }
    if let Some(trouble) = trouble {
        sink.tell(Event::Trouble(trouble));
    }
}

/// Sends a whole text to a file or to standard output.
fn deliver(text: String, output: Option<&Path>, sink: &mut dyn Sink) -> Exit {
    match output.filter(|path| *path != Path::new("-")) {
        None => {
            sink.tell(Event::Text(text));
            Exit::Done
        }
        Some(path) => {
            let written = outputs::stage(path, text.as_bytes())
                .and_then(|staged| outputs::commit(&mut [staged]));
            match written {
                Ok(()) => {
                    sink.tell(Event::Detail(format!("wrote {}", path.display())));
                    Exit::Done
                }
                Err(trouble) => fail(trouble, sink),
            }
        }
    }
}

/// A JSON document as text.
fn document(value: &impl serde::Serialize) -> Result<String, Trouble> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|error| Trouble::internal(&error.to_string()))?;
    text.push('\n');
    Ok(text)
}

/// `1 file`, `2 files`.
fn count(number: usize, what: &str) -> String {
    if number == 1 {
        format!("1 {what}")
    } else {
        format!("{number} {what}s")
    }
}

/// How many inputs ended in which way, for the last line.
#[derive(Debug, Default)]
struct Tally {
    exits: Vec<Exit>,
}

impl Tally {
    fn add(&mut self, exit: Exit) {
        self.exits.push(exit);
    }

    fn gravest(&self) -> Exit {
        self.exits.iter().copied().max().unwrap_or(Exit::Done)
    }

    /// `3 of 5 files verb: 1 rejected, 1 unsupported`.
    fn text(&self, verb: &str) -> String {
        let of = |wanted: Exit| self.exits.iter().filter(|&&exit| exit == wanted).count();
        let all = self.exits.len();
        let done = of(Exit::Done);
        if done == all {
            return format!("{} {verb}", count(all, "file"));
        }
        let failed: Vec<String> = Exit::ALL
            .iter()
            .filter(|(exit, _)| *exit != Exit::Done && of(*exit) > 0)
            .map(|(exit, _)| {
                let word = match exit {
                    Exit::File => "not readable or writable",
                    Exit::Usage => "without what was asked for",
                    Exit::Limit => "beyond a limit",
                    Exit::Internal => "with internal errors",
                    other => other.name(),
                };
                format!("{} {word}", of(*exit))
            })
            .collect();
        format!(
            "{done} of {} {verb}: {}",
            count(all, "file"),
            failed.join(", ")
        )
    }
}

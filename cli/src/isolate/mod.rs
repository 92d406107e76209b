//! Each input in a process of its own (`--isolate`), so that what kills or never ends a process
//! costs one file. HLSL always, where the toolchain itself does not see to it and the system can: the
//! C++ that reads it ends the process on some texts.
//!
//! The process is this program again, called with a word that nobody types. It gets the order and
//! the input on its standard input and answers on its standard output; it writes no file, so that
//! there is nothing to take back when it dies. What it answers goes the same way as if the work
//! had been done here.

mod process;
mod wire;

use std::ffi::OsStr;
use std::io::Read as _;
use std::path::Path;

use naga_toolchain::OUTLIVES_GLSLANG;
use naga_toolchain::guard;
use naga_toolchain::options::Options;
use naga_toolchain::source::{Language, Source};

use crate::args::{Isolation, Job};
use crate::inputs::Input;
use crate::message::Trouble;
use crate::panics;
use crate::work::{self, Order, Worked};

pub(crate) use process::abandon;

/// The first word on the command line of a process for one input.
const WORKER: &str = "\u{1}one-input";

/// An order, made ready to be sent.
pub(crate) struct Isolated {
    /// Whether it is sent for every input, or for those that need it.
    is_for_all: bool,
    limits: Isolation,
    /// Bytes that a source may have.
    most: u64,
    order: String,
}

/// What a process may use where nobody asked for one.
const CUSTOMARY: Isolation = Isolation {
    seconds: 60,
    mebibytes: 1024,
};

fn needs_process(input: &Input) -> bool {
    cfg!(unix) && !OUTLIVES_GLSLANG && input.language == Some(Language::Hlsl)
}

/// Makes the order ready, if inputs are to be isolated.
///
/// # Errors
///
/// When this system cannot keep the limits.
pub(crate) fn prepare(
    job: &Job,
    order: &Order,
    inputs: &[Input],
) -> Result<Option<Isolated>, Trouble> {
    let limits = match job.isolation {
        Some(limits) => limits,
        None if inputs.iter().any(needs_process) => CUSTOMARY,
        None => return Ok(None),
    };
    if !cfg!(unix) {
        return Err(Trouble::usage(
            "--isolate cannot limit the memory of a process on this system",
        ));
    }
    Ok(Some(Isolated {
        is_for_all: job.isolation.is_some(),
        limits,
        most: order.options.limits.source_bytes,
        order: wire::write_order(order, limits)?,
    }))
}

/// Works on an input, here or in a process of its own.
pub(crate) fn work(input: &Input, order: &Order, isolated: Option<&Isolated>) -> Worked {
    match isolated.filter(|isolated| isolated.is_for_all || needs_process(input)) {
        None => work::work(input, order),
        Some(isolated) => match send(input, isolated) {
            Ok(worked) => worked,
            Err(trouble) => Worked::failed(trouble.about(Path::new(&input.name))),
        },
    }
}

/// Reads a source in a process of its own if it may end the process, so that it ends that one.
///
/// # Errors
///
/// When the process died or could not be had.
pub(crate) fn probe(input: &Input, source: &Source, options: &Options) -> Result<(), Trouble> {
    if !needs_process(input) {
        return Ok(());
    }
    let order = Order {
        options: options.clone(),
        plans: Vec::new(),
    };
    let order = wire::write_order(&order, CUSTOMARY)?;
    let content = source.as_text().as_bytes().to_vec();
    let request = wire::write_request(&order, input, Some(content))?;
    process::run(WORKER, request, CUSTOMARY)
        .map(|_| ())
        .map_err(|trouble| trouble.about(Path::new(&input.name)))
}

fn send(input: &Input, isolated: &Isolated) -> Result<Worked, Trouble> {
    // Standard input is ours; the other process has another one.
    let mut content = None;
    if input.path.is_none() {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .take(isolated.most.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| Trouble::file(Path::new(&input.name), "cannot read", &error))?;
        content = Some(bytes);
    }
    let request = wire::write_request(&isolated.order, input, content)?;
    let answer = process::run(WORKER, request, isolated.limits)?;
    wire::read_answer(&answer)
}

/// Whether this is a process for one input.
pub(crate) fn is_worker() -> bool {
    std::env::args_os().nth(1).as_deref() == Some(OsStr::new(WORKER))
}

/// Does what the order says; the answer.
///
/// # Errors
///
/// An order that cannot be read, or a panic.
pub(crate) fn obey(request: &[u8]) -> Result<Vec<u8>, Trouble> {
    let (order, limits, input, content) = wire::read_request(request)?;
    process::limit(limits);
    // This process is for one source as it is.
    #[cfg(feature = "glslang")]
    naga_toolchain::read_hlsl_here();
    let worked = guard::on_large_stack(|| {
        panics::catch(|| match content {
            Some(content) => work::work_on(&input, &order, content),
            None => work::work(&input, &order),
        })
    })
    .map_err(|error| Trouble::internal(&format!("the system gives no thread: {error}")))?
    .map_err(|panic| Trouble::internal(&panic))?;
    wire::write_answer(&worked)
}

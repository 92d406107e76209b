//! Each input in a process of its own (`--isolate`), so that what kills or never ends a process
//! costs one file.
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

use naga_toolchain::guard;

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
    limits: Isolation,
    /// Bytes that a source may have.
    most: u64,
    order: String,
}

/// Makes the order ready, if inputs are to be isolated.
///
/// # Errors
///
/// When this system cannot keep the limits.
pub(crate) fn prepare(job: &Job, order: &Order) -> Result<Option<Isolated>, Trouble> {
    let Some(limits) = job.isolation else {
        return Ok(None);
    };
    if !cfg!(unix) {
        return Err(Trouble::usage(
            "--isolate cannot limit the memory of a process on this system",
        ));
    }
    Ok(Some(Isolated {
        limits,
        most: order.options.limits.source_bytes,
        order: wire::write_order(order, limits)?,
    }))
}

/// Works on an input, here or in a process of its own.
pub(crate) fn work(input: &Input, order: &Order, isolated: Option<&Isolated>) -> Worked {
    match isolated {
        None => work::work(input, order),
        Some(isolated) => match send(input, isolated) {
            Ok(worked) => worked,
            Err(trouble) => Worked::failed(trouble.about(Path::new(&input.name))),
        },
    }
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

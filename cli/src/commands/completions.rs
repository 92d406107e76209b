//! `completions`: a script that completes the command line.

use clap_complete::Shell;

use crate::args;
use crate::exit::Exit;
use crate::message::{Event, Sink};

/// Runs the command.
pub(super) fn run(shell: Shell, sink: &mut dyn Sink) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(), "pywgpu-naga", &mut script);
    sink.tell(Event::Bytes(script));
    Exit::Done
}

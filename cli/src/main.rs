//! `pywgpu-naga`, the command line over `naga-toolchain`.
//!
//! Data first, print last: `args` reads words, `config` and `inputs` read files, `pipeline` and
//! `batch` make results, and only this file and the [`printer`] it owns print or exit.

mod args;
mod batch;
mod commands;
mod config;
mod config_text;
mod destination;
mod exit;
#[cfg(all(glslang_waits, not(test)))]
mod glslang;
mod inputs;
mod interrupt;
mod isolate;
mod message;
mod names;
mod outputs;
mod panics;
mod pipeline;
mod printer;
mod report;
mod work;

use std::process::ExitCode;

use exit::Exit;

// Shaders are many small allocations: a batch takes a tenth less CPU with it.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use interrupt::Inputs;
use message::Trouble;

fn main() -> ExitCode {
    panics::install();
    #[cfg(all(glslang_waits, not(test)))]
    glslang::start_when_needed();
    let exit = match panics::catch(run) {
        Ok(exit) => exit,
        Err(panic) => {
            outputs::abandon();
            let trouble = Trouble::internal(&panic);
            let help = trouble.help.clone().unwrap_or_default();
            stderr(&format!("error: {trouble}\n = help: {help}\n"));
            trouble.exit
        }
    };
    end(exit)
}

/// Ends the program without taking down what the C++ of glslang keeps: nobody needs it any more.
#[cfg(unix)]
fn end(exit: Exit) -> ExitCode {
    use std::io::Write as _;
    // A reader that is gone was told of already.
    let _ = std::io::stdout().flush();
    signal_hook::low_level::exit(exit.code().into())
}

#[cfg(not(unix))]
fn end(exit: Exit) -> ExitCode {
    ExitCode::from(exit.code())
}

fn run() -> Exit {
    if isolate::is_worker() {
        return worker();
    }
    let args = match args::parse(std::env::args_os()) {
        Ok(args) => args,
        Err(error) => {
            // Whether the reader of the help is still there does not matter.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Done
            };
        }
    };
    let mut printer = printer::Printer::new(args.common);
    interrupt::set_end(interrupted);
    if let Some(inputs) = to_be_taken_back(&args.command) {
        commands::obey_interrupts(inputs, &mut printer);
    }
    let exit = commands::run(&args.command, args.common, &mut printer);
    outputs::tidy();
    printer.finish(exit)
}

/// One input in a process of its own: the order comes from standard input, what came of it goes
/// to standard output.
fn worker() -> Exit {
    use std::io::{Read as _, Write as _};
    let mut order = Vec::new();
    let done = std::io::stdin()
        .lock()
        .read_to_end(&mut order)
        .map_err(|error| Trouble::internal(&error.to_string()))
        .and_then(|_| isolate::obey(&order))
        .and_then(|answer| {
            std::io::stdout()
                .lock()
                .write_all(&answer)
                .map_err(|error| Trouble::internal(&error.to_string()))
        });
    match done {
        Ok(()) => Exit::Done,
        Err(trouble) => {
            stderr(&format!("{trouble}\n"));
            trouble.exit
        }
    }
}

/// Whether an interrupt has something to take back, for the commands that do not know better when
/// they have looked for their inputs.
fn to_be_taken_back(command: &args::Command) -> Option<Inputs> {
    match command {
        args::Command::Reflect(reflect) => reflect.output.is_some().then_some(Inputs::One),
        args::Command::Ir(ir) => ir.output.is_some().then_some(Inputs::One),
        args::Command::Man(man) => man.out_dir.is_some().then_some(Inputs::One),
        args::Command::Translate(_)
        | args::Command::Validate(_)
        | args::Command::Targets { .. }
        | args::Command::Schema(_)
        | args::Command::Completions(_) => None,
    }
}

#[expect(clippy::exit, reason = "main owns the end of the program")]
fn interrupted() {
    stderr("\ninterrupted\n");
    std::process::exit(i32::from(Exit::Interrupted.code()));
}

/// Standard error may be gone; then nobody is left to tell.
fn stderr(text: &str) {
    use std::io::Write as _;
    let _ = std::io::stderr().write_all(text.as_bytes());
}

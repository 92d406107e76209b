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
mod inputs;
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

// Shaders are many small allocations: a batch takes less CPU with it, a single file more.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use message::{Event, Sink as _, Trouble};

fn main() -> ExitCode {
    panics::install();
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
    if writes_files(&args.command)
        && let Err(error) = ctrlc::set_handler(interrupted)
    {
        printer.tell(Event::Detail(format!(
            "an interrupt will leave temporary files: {error}"
        )));
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

/// Whether an interrupt has something to take back.
fn writes_files(command: &args::Command) -> bool {
    match command {
        args::Command::Translate(translate) => {
            translate.job.isolation.is_some()
                || translate.output.is_some()
                || translate.out_dir.is_some()
                || translate.report.is_some()
        }
        args::Command::Reflect(reflect) => reflect.output.is_some(),
        args::Command::Ir(ir) => ir.output.is_some(),
        args::Command::Man(man) => man.out_dir.is_some(),
        args::Command::Validate(validate) => validate.job.isolation.is_some(),
        args::Command::Targets { .. }
        | args::Command::Schema(_)
        | args::Command::Completions(_) => false,
    }
}

#[expect(clippy::exit, reason = "main owns the end of the program")]
fn interrupted() {
    isolate::abandon();
    outputs::abandon();
    stderr("\ninterrupted\n");
    std::process::exit(i32::from(Exit::Interrupted.code()));
}

/// Standard error may be gone; then nobody is left to tell.
fn stderr(text: &str) {
    use std::io::Write as _;
    let _ = std::io::stderr().write_all(text.as_bytes());
}

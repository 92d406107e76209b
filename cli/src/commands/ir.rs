//! `ir`: the intermediate representation, as text or DOT.

use naga_toolchain::emit::Content;
use naga_toolchain::target::{Target, TargetLanguage};
use naga_toolchain::{guard, ir_text};

use super::{deliver, fail, prepare, read_probed, tell_said, tell_troubles};
use crate::args::Ir;
use crate::exit::Exit;
use crate::message::{Sink, Trouble};
use crate::panics;
use crate::pipeline::{self, Plan};

/// Runs the command.
pub(super) fn run(args: &Ir, sink: &mut dyn Sink) -> Exit {
    let (resolved, found) = match prepare(&args.job, sink) {
        Ok(prepared) => prepared,
        Err(exit) => return exit,
    };
    let troubles = tell_troubles(&found, sink);
    let input = match found.inputs.as_slice() {
        [only] => only,
        [] => return troubles,
        several => {
            let trouble = Trouble::usage(format!(
                "`ir` shows one shader, and {} were found",
                several.len()
            ));
            return fail(trouble, sink);
        }
    };
    let plan = Plan {
        target: Target::new(TargetLanguage::Dot),
        options: resolved.options.clone(),
        split: false,
        stage: None,
    };
    let worked = guard::on_large_stack(|| {
        panics::catch(|| {
            let mut read = read_probed(input, &resolved.options);
            let text = read.checked.take().and_then(|checked| {
                if !args.dot {
                    return Some(ir_text::write(&checked));
                }
                let made = pipeline::write(&checked, &plan, &mut read.said);
                let product = made.products.into_iter().next()?;
                match product.output.content {
                    Content::Text(text) => Some(text),
                    Content::Words(_) => None,
                }
            });
            read.said.judge(args.job.warnings);
            (read, text)
        })
    });
    let (read, text) = match worked {
        Ok(Ok(done)) => done,
        Ok(Err(panic)) => return fail(Trouble::internal(&panic), sink),
        Err(error) => {
            return fail(
                Trouble::internal(&format!("the system gives no thread: {error}")),
                sink,
            );
        }
    };
    let exit = read.exit().max(troubles);
    tell_said(read.said.diagnostics, read.trouble, sink);
    match text {
        Some(text) if exit == Exit::Done => deliver(text, args.output.as_deref(), sink),
        _ => exit,
    }
}

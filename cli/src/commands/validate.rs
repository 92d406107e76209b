//! `validate`: is a shader right, and could targets express it?

use naga_toolchain::source::Language;

use super::{Tally, document, fail, prepare, tell_said, tell_troubles, workers};
use crate::args::{Common, MessageFormat, Validate};
use crate::batch;
use crate::exit::Exit;
use crate::interrupt::Inputs;
use crate::isolate;
use crate::message::{Event, Sink, Trouble};
use crate::pipeline::Plan;
use crate::report::{Generator, Message, SCHEMA_VERSION, TargetVerdict, Verdict, Verdicts};
use crate::work::Order;

/// What was found of one input.
struct Found {
    language: Option<Language>,
    exit: Exit,
    diagnostics: Vec<naga_toolchain::diagnostic::Diagnostic>,
    trouble: Option<Trouble>,
    targets: Vec<TargetVerdict>,
}

/// Runs the command.
pub(super) fn run(args: &Validate, common: Common, sink: &mut dyn Sink) -> Exit {
    let (resolved, found) = match prepare(&args.job, sink) {
        Ok(prepared) => prepared,
        Err(exit) => return exit,
    };
    let plans: Vec<Plan> = args
        .targets
        .iter()
        .map(|&target| Plan {
            target,
            options: resolved.for_target(target),
            split: false,
            stage: None,
        })
        .collect();
    let order = Order {
        options: resolved.options,
        plans,
    };
    let isolated = match isolate::prepare(&args.job, &order, &found.inputs) {
        Ok(isolated) => isolated,
        Err(trouble) => return fail(trouble, sink),
    };
    if isolated.is_some() {
        super::obey_interrupts(Inputs::Many, sink);
    }
    let is_document = common.format == MessageFormat::Json;
    let troubles = if is_document {
        found
            .troubles
            .iter()
            .map(|trouble| trouble.exit)
            .max()
            .unwrap_or(Exit::Done)
    } else {
        tell_troubles(&found, sink)
    };
    let total = found.inputs.len();
    let mut tally = Tally::default();
    let mut verdicts = Vec::new();
    let ran = batch::run(
        &found.inputs,
        workers(&args.job, total),
        |input| {
            let mut worked = isolate::work(input, &order, isolated.as_ref());
            worked.said.judge(args.job.warnings);
            let targets = worked
                .made
                .iter()
                .map(|made| {
                    let version = made
                        .products
                        .first()
                        .and_then(|product| product.output.version)
                        .map(|version| version.to_string());
                    TargetVerdict::new(made.target, version, made.exit)
                })
                .collect();
            Found {
                language: worked.language,
                exit: worked.exit(),
                diagnostics: worked.said.diagnostics,
                trouble: worked.trouble,
                targets,
            }
        },
        |index, result| {
            let result = result.unwrap_or_else(|panic| Found {
                language: None,
                exit: Exit::Internal,
                diagnostics: Vec::new(),
                trouble: Some(Trouble::internal(&panic)),
                targets: Vec::new(),
            });
            tally.add(result.exit);
            let file = found
                .inputs
                .get(index)
                .map(|input| input.name.clone())
                .unwrap_or_default();
            if is_document {
                let messages = result.diagnostics.iter().map(Message::from);
                verdicts.push(Verdict {
                    file,
                    language: result.language,
                    status: result.exit.name(),
                    targets: result.targets,
                    messages: messages
                        .chain(result.trouble.as_ref().map(Message::from))
                        .collect(),
                });
            } else {
                tell_said(result.diagnostics, result.trouble, sink);
                sink.tell(Event::Detail(format!(
                    "{file}: {}",
                    describe(result.exit, &result.targets)
                )));
            }
            sink.progress(index + 1, total);
        },
    );
    if let Err(trouble) = ran {
        return fail(trouble, sink);
    }
    let exit = tally.gravest().max(troubles);
    if is_document {
        let verdicts = Verdicts {
            schema_version: SCHEMA_VERSION,
            generator: Generator::this(),
            inputs: verdicts,
            messages: found.troubles.iter().map(Message::from).collect(),
            exit_code: exit.code(),
        };
        match document(&verdicts) {
            Ok(text) => sink.tell(Event::Text(text)),
            Err(trouble) => return fail(trouble, sink),
        }
    } else if total > 1 {
        sink.tell(Event::Summary(tally.text("valid")));
    }
    exit
}

/// `valid`, or `valid; msl 2.4, glsl cannot express it`.
fn describe(exit: Exit, targets: &[TargetVerdict]) -> String {
    let mut text = match exit {
        Exit::Done | Exit::Unsupported => "valid".to_owned(),
        other => other.name().to_owned(),
    };
    for (index, target) in targets.iter().enumerate() {
        text.push_str(if index == 0 { "; " } else { ", " });
        text.push_str(&target.target);
        match (&target.version, target.status == Exit::Done.name()) {
            (Some(version), true) if !target.target.contains(':') => {
                text.push_str(&format!(" {version}"));
            }
            (_, true) => {}
            (_, false) => text.push_str(": no"),
        }
    }
    text
}

//! `reflect`: what a host program must know, as tables or JSON.

use naga_toolchain::diagnostic::Diagnostic;
use naga_toolchain::reflect;

use super::{
    Tally, deliver, document, fail, prepare, read_probed, tell_said, tell_troubles, workers,
};
use crate::args::Reflect;
use crate::batch;
use crate::exit::Exit;
use crate::message::{Sink, Trouble};
use crate::pipeline::{self, Plan};
use crate::report::{OutputReport, Reflected};

struct Found {
    exit: Exit,
    diagnostics: Vec<Diagnostic>,
    trouble: Option<Trouble>,
    reflected: Option<Reflected>,
}

/// Runs the command.
pub(super) fn run(args: &Reflect, sink: &mut dyn Sink) -> Exit {
    let (resolved, found) = match prepare(&args.job, sink) {
        Ok(prepared) => prepared,
        Err(exit) => return exit,
    };
    let troubles = tell_troubles(&found, sink);
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
    let mut tally = Tally::default();
    let mut all = Vec::new();
    let total = found.inputs.len();
    let ran = batch::run(
        &found.inputs,
        workers(&args.job, total),
        |input| {
            let mut read = read_probed(input, &resolved.options);
            let mut reflected = None;
            if let Some(checked) = read.checked.take() {
                match reflect::reflect(&checked) {
                    Ok(reflection) => {
                        let targets = plans
                            .iter()
                            .flat_map(|plan| {
                                pipeline::write(&checked, plan, &mut read.said).products
                            })
                            .map(|product| OutputReport::new(&product.output, None))
                            .collect();
                        reflected = Some(Reflected {
                            reflection,
                            targets,
                        });
                    }
                    Err(failure) => read.said.add(failure.into_diagnostics()),
                }
            }
            read.said.judge(args.job.warnings);
            Found {
                exit: read.exit(),
                diagnostics: read.said.diagnostics,
                trouble: read.trouble,
                reflected,
            }
        },
        |index, result| {
            let result = result.unwrap_or_else(|panic| Found {
                exit: Exit::Internal,
                diagnostics: Vec::new(),
                trouble: Some(Trouble::internal(&panic)),
                reflected: None,
            });
            tally.add(result.exit);
            tell_said(result.diagnostics, result.trouble, sink);
            // A target that cannot express the shader leaves the reflection true.
            if matches!(result.exit, Exit::Done | Exit::Unsupported) {
                all.extend(result.reflected);
            }
            sink.progress(index + 1, total);
        },
    );
    if let Err(trouble) = ran {
        return fail(trouble, sink);
    }
    let exit = tally.gravest().max(troubles);
    if all.is_empty() && exit != Exit::Done {
        return exit;
    }
    let text = if args.json {
        match all.as_slice() {
            [only] if found.is_single => document(only),
            several => document(&several),
        }
    } else {
        Ok(tables(&all))
    };
    match text {
        Ok(text) => exit.max(deliver(text, args.output.as_deref(), sink)),
        Err(trouble) => fail(trouble, sink),
    }
}

fn tables(all: &[Reflected]) -> String {
    let mut text = String::new();
    for Reflected {
        reflection,
        targets,
    } in all
    {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&reflect::table(reflection));
        for target in targets {
            text.push_str(&slots(target));
        }
    }
    text
}

/// The slots of one product as a table.
fn slots(output: &OutputReport) -> String {
    let mut title = output.target.clone();
    if let Some(version) = &output.version {
        title.push_str(&format!(" {version}"));
    }
    if let [only] = output.entry_points.as_slice() {
        title.push_str(&format!(", {}", only.name));
    }
    let or_dash = |number: Option<u32>| number.map_or("-".to_owned(), |number| number.to_string());
    let mut rows = vec![
        [
            "name",
            "group",
            "binding",
            "slot",
            "index",
            "space",
            "emitted name",
            "entry point",
        ]
        .map(str::to_owned),
    ];
    for slot in &output.slots {
        rows.push([
            slot.name.clone(),
            or_dash(slot.group),
            or_dash(slot.binding),
            slot.class.clone(),
            slot.index.to_string(),
            or_dash(slot.space),
            slot.emitted_name.clone().unwrap_or_else(|| "-".to_owned()),
            slot.entry_point.clone().unwrap_or_else(|| "-".to_owned()),
        ]);
    }
    let mut text = format!("\nSlots in {title}\n");
    if output.slots.is_empty() {
        text.push_str("  none\n");
        return text;
    }
    let widths: Vec<usize> = (0..8)
        .map(|column| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or_default()
                .min(reflect::MOST_WIDTH)
        })
        .collect();
    for row in &rows {
        let mut line = String::from(" ");
        for (cell, width) in row.iter().zip(&widths) {
            let space = width.saturating_sub(cell.chars().count());
            line.push_str(&format!(" {cell}{} ", " ".repeat(space)));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

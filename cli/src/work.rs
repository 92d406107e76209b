//! What is done to one input, here or in a process of its own.

use std::path::{Path, PathBuf};

use naga_toolchain::check::Checked;
use naga_toolchain::options::Options;
use naga_toolchain::source::{Language, Source, Stage};

use crate::commands::{Read, read, read_loaded};
use crate::exit::Exit;
use crate::inputs::{self, Input};
use crate::message::Trouble;
use crate::pipeline::{self, Made, Plan, Said};

/// What is to be done to every input.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) options: Options,
    pub(crate) plans: Vec<Plan>,
}

/// What came of an input.
#[derive(Debug, Default)]
pub(crate) struct Worked {
    /// The language it was read as.
    pub(crate) language: Option<Language>,
    /// The other files that went into it.
    pub(crate) files: Vec<PathBuf>,
    pub(crate) said: Said,
    pub(crate) trouble: Option<Trouble>,
    pub(crate) made: Vec<Made>,
}

impl Worked {
    /// An input of which nothing came.
    pub(crate) fn failed(trouble: Trouble) -> Self {
        Self {
            trouble: Some(trouble),
            ..Self::default()
        }
    }

    /// The exit code that it asks for.
    pub(crate) fn exit(&self) -> Exit {
        let trouble = self.trouble.as_ref().map_or(Exit::Done, |each| each.exit);
        self.said.exit().max(trouble)
    }
}

/// Reads an input and writes it in every target.
pub(crate) fn work(input: &Input, order: &Order) -> Worked {
    finish(input, order, read(input, &order.options))
}

/// The same with the content at hand.
pub(crate) fn work_on(input: &Input, order: &Order, content: Vec<u8>) -> Worked {
    let loaded = inputs::decode(input, content);
    finish(input, order, read_loaded(loaded, &order.options))
}

fn finish(input: &Input, order: &Order, mut read: Read) -> Worked {
    let mut made = Vec::new();
    if let Some(checked) = read.checked.take() {
        for plan in &order.plans {
            if let Some(trouble) = missing_stage(&checked, plan, input) {
                read.trouble = Some(trouble);
                break;
            }
            made.push(pipeline::write(&checked, plan, &mut read.said));
        }
    }
    Worked {
        language: read.source.as_ref().map(Source::language),
        files: read.files,
        said: read.said,
        trouble: read.trouble,
        made,
    }
}

/// What is wrong when the name of the output asks for a stage that the shader does not have.
fn missing_stage(checked: &Checked, plan: &Plan, input: &Input) -> Option<Trouble> {
    let stage = plan.stage?;
    let entry_points = &checked.module().entry_points;
    if entry_points
        .iter()
        .any(|each| Stage::from(each.stage) == stage)
    {
        return None;
    }
    let known: Vec<String> = entry_points
        .iter()
        .map(|each| format!("{} ({})", each.name, Stage::from(each.stage)))
        .collect();
    let trouble = Trouble::usage(format!(
        "the name of the output asks for a {stage} entry point, and the shader has none"
    ));
    Some(
        trouble
            .about(Path::new(&input.name))
            .with_help(format!("there are: {}", known.join(", "))),
    )
}

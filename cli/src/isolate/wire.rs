//! Orders and answers between processes, as JSON: plain copies of what both sides hold.

use std::path::PathBuf;

use naga_toolchain::codes;
use naga_toolchain::diagnostic::{Diagnostic, Kind, Label, Phase, Severity};
use naga_toolchain::emit::{Content, EmittedEntryPoint, Output, Slot, TextureSampler};
use naga_toolchain::options::Options;
use naga_toolchain::source::{Language, Source, Stage};
use naga_toolchain::target::{Target, TargetLanguage};
use serde::{Deserialize, Serialize};

use crate::args::Isolation;
use crate::exit::Exit;
use crate::inputs::Input;
use crate::message::Trouble;
use crate::pipeline::{Made, Plan, Product, Said};
use crate::work::{Order, Worked};

#[derive(Serialize, Deserialize)]
struct OrderWire {
    seconds: u32,
    mebibytes: u32,
    options: Options,
    /// JSON has no infinite numbers.
    overrides: Vec<(String, u64)>,
    plans: Vec<PlanWire>,
}

#[derive(Serialize, Deserialize)]
struct PlanWire {
    target: String,
    split: bool,
    stage: Option<Stage>,
}

#[derive(Serialize, Deserialize)]
struct InputWire {
    path: Option<PathBuf>,
    name: String,
    folder: PathBuf,
    language: Option<Language>,
    content: Option<Vec<u8>>,
}

#[derive(Serialize, Deserialize)]
struct AnswerWire {
    language: Option<Language>,
    files: Vec<PathBuf>,
    sources: Vec<SourceWire>,
    diagnostics: Vec<DiagnosticWire>,
    trouble: Option<Trouble>,
    made: Vec<MadeWire>,
}

#[derive(Serialize, Deserialize)]
struct SourceWire {
    name: String,
    language: Language,
    text: String,
    bytes: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct DiagnosticWire {
    code: String,
    severity: Severity,
    phase: Phase,
    kind: Kind,
    message: String,
    source: usize,
    labels: Vec<LabelWire>,
    notes: Vec<String>,
    help: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct LabelWire {
    source: usize,
    start: usize,
    end: usize,
    message: String,
    primary: bool,
}

#[derive(Serialize, Deserialize)]
struct MadeWire {
    target: String,
    exit: Exit,
    products: Vec<ProductWire>,
}

#[derive(Serialize, Deserialize)]
struct ProductWire {
    entry_point: Option<(String, Stage)>,
    language: TargetLanguage,
    version: Option<String>,
    content: Content,
    entry_points: Vec<EmittedEntryPoint>,
    slots: Vec<Slot>,
    texture_samplers: Vec<TextureSampler>,
    diagnostics: Vec<DiagnosticWire>,
}

fn internal(error: impl std::fmt::Display) -> Trouble {
    Trouble::internal(&format!("the message between processes is broken: {error}"))
}

/// An order, sent before each input.
///
/// # Errors
///
/// What JSON cannot hold.
pub(super) fn write_order(order: &Order, limits: Isolation) -> Result<String, Trouble> {
    let mut options = order.options.clone();
    let overrides = std::mem::take(&mut options.transform.overrides)
        .into_iter()
        .map(|(name, value)| (name, value.to_bits()))
        .collect();
    let wire = OrderWire {
        seconds: limits.seconds,
        mebibytes: limits.mebibytes,
        options,
        overrides,
        plans: order
            .plans
            .iter()
            .map(|plan| PlanWire {
                target: plan.target.to_string(),
                split: plan.split,
                stage: plan.stage,
            })
            .collect(),
    };
    serde_json::to_string(&wire).map_err(internal)
}

#[derive(Serialize)]
struct RequestOut<'a> {
    order: &'a str,
    input: InputWire,
}

#[derive(Deserialize)]
struct RequestIn {
    /// JSON in JSON: the same text goes before every input.
    order: String,
    input: InputWire,
}

/// An order with an input.
///
/// # Errors
///
/// What JSON cannot hold.
pub(super) fn write_request(
    order: &str,
    input: &Input,
    content: Option<Vec<u8>>,
) -> Result<Vec<u8>, Trouble> {
    let Input {
        path,
        name,
        folder,
        language,
        size: _,
    } = input.clone();
    serde_json::to_vec(&RequestOut {
        order,
        input: InputWire {
            path,
            name,
            folder,
            language,
            content,
        },
    })
    .map_err(internal)
}

/// The order, its limits, the input, and its content where that is sent along.
pub(super) type Request = (Order, Isolation, Input, Option<Vec<u8>>);

/// Reads an order.
///
/// # Errors
///
/// What is no order.
pub(super) fn read_request(bytes: &[u8]) -> Result<Request, Trouble> {
    let RequestIn { order, input } = serde_json::from_slice(bytes).map_err(internal)?;
    let OrderWire {
        seconds,
        mebibytes,
        mut options,
        overrides,
        plans,
    } = serde_json::from_str(&order).map_err(internal)?;
    options.transform.overrides = overrides
        .into_iter()
        .map(|(name, bits)| (name, f64::from_bits(bits)))
        .collect();
    let plans = plans
        .into_iter()
        .map(|plan| {
            let target = target(&plan.target)?;
            let mut options = options.clone();
            target.apply(&mut options);
            Ok(Plan {
                target,
                options,
                split: plan.split,
                stage: plan.stage,
            })
        })
        .collect::<Result<_, Trouble>>()?;
    let InputWire {
        path,
        name,
        folder,
        language,
        content,
    } = input;
    let input = Input {
        path,
        name,
        folder,
        language,
        size: None,
    };
    let limits = Isolation { seconds, mebibytes };
    Ok((Order { options, plans }, limits, input, content))
}

fn target(text: &str) -> Result<Target, Trouble> {
    text.parse()
        .map_err(|_| internal(format!("`{text}` is no target")))
}

/// The sources that diagnostics speak of, each once.
#[derive(Default)]
struct Sources(Vec<Source>);

impl Sources {
    fn index(&mut self, source: &Source) -> usize {
        if let Some(index) = self.0.iter().position(|each| each == source) {
            return index;
        }
        self.0.push(source.clone());
        self.0.len() - 1
    }

    fn diagnostic(&mut self, diagnostic: &Diagnostic) -> DiagnosticWire {
        let Diagnostic {
            code,
            severity,
            phase,
            kind,
            message,
            source,
            labels,
            notes,
            help,
        } = diagnostic;
        DiagnosticWire {
            code: (*code).to_owned(),
            severity: *severity,
            phase: *phase,
            kind: *kind,
            message: message.clone(),
            source: self.index(source),
            labels: labels
                .iter()
                .map(|label| {
                    let Label {
                        source,
                        span,
                        message,
                        primary,
                    } = label;
                    LabelWire {
                        source: self.index(source),
                        start: span.start,
                        end: span.end,
                        message: message.clone(),
                        primary: *primary,
                    }
                })
                .collect(),
            notes: notes.clone(),
            help: help.clone(),
        }
    }

    fn all(&mut self, diagnostics: &[Diagnostic]) -> Vec<DiagnosticWire> {
        diagnostics
            .iter()
            .map(|each| self.diagnostic(each))
            .collect()
    }
}

/// What came of an input.
///
/// # Errors
///
/// What JSON cannot hold.
pub(super) fn write_answer(worked: &Worked) -> Result<Vec<u8>, Trouble> {
    let Worked {
        language,
        files,
        said,
        trouble,
        made,
    } = worked;
    let mut sources = Sources::default();
    let diagnostics = sources.all(&said.diagnostics);
    let made = made
        .iter()
        .map(|made| MadeWire {
            target: made.target.to_string(),
            exit: made.exit,
            products: made
                .products
                .iter()
                .map(|product| product_wire(product, &mut sources))
                .collect(),
        })
        .collect();
    let sources = sources
        .0
        .iter()
        .map(|source| SourceWire {
            name: source.name().to_owned(),
            language: source.language(),
            text: source.as_text().to_owned(),
            bytes: if source.language().is_text() {
                Vec::new()
            } else {
                source.as_bytes().to_owned()
            },
        })
        .collect();
    serde_json::to_vec(&AnswerWire {
        language: *language,
        files: files.clone(),
        sources,
        diagnostics,
        trouble: trouble.clone(),
        made,
    })
    .map_err(internal)
}

fn product_wire(product: &Product, sources: &mut Sources) -> ProductWire {
    let Product {
        target: _,
        entry_point,
        output,
    } = product;
    let Output {
        language,
        version,
        content,
        entry_points,
        slots,
        texture_samplers,
        diagnostics,
    } = output;
    ProductWire {
        entry_point: entry_point.clone(),
        language: *language,
        version: version.map(|version| version.to_string()),
        content: content.clone(),
        entry_points: entry_points.clone(),
        slots: slots.clone(),
        texture_samplers: texture_samplers.clone(),
        diagnostics: sources.all(diagnostics),
    }
}

/// Reads what came of an input.
///
/// # Errors
///
/// What is no answer.
pub(super) fn read_answer(bytes: &[u8]) -> Result<Worked, Trouble> {
    let answer: AnswerWire = serde_json::from_slice(bytes).map_err(internal)?;
    let sources: Vec<Source> = answer
        .sources
        .into_iter()
        .map(|source| {
            if source.language.is_text() {
                Source::text(source.name, source.language, source.text)
            } else {
                Source::binary(source.name, source.bytes)
            }
        })
        .collect();
    Ok(Worked {
        language: answer.language,
        files: answer.files,
        said: Said::of(diagnostics(answer.diagnostics, &sources)?),
        trouble: answer.trouble,
        made: answer
            .made
            .into_iter()
            .map(|made| {
                let target = target(&made.target)?;
                let products = made
                    .products
                    .into_iter()
                    .map(|wire| product(wire, target, &sources))
                    .collect::<Result<_, Trouble>>()?;
                Ok(Made {
                    target,
                    products,
                    exit: made.exit,
                })
            })
            .collect::<Result<_, Trouble>>()?,
    })
}

fn product(wire: ProductWire, asked: Target, sources: &[Source]) -> Result<Product, Trouble> {
    let version = match &wire.version {
        None => None,
        Some(version) => target(&format!("{}:{version}", wire.language))?.version,
    };
    Ok(Product {
        target: asked,
        entry_point: wire.entry_point,
        output: Output {
            language: wire.language,
            version,
            content: wire.content,
            entry_points: wire.entry_points,
            slots: wire.slots,
            texture_samplers: wire.texture_samplers,
            diagnostics: diagnostics(wire.diagnostics, sources)?,
        },
    })
}

fn diagnostics(wires: Vec<DiagnosticWire>, sources: &[Source]) -> Result<Vec<Diagnostic>, Trouble> {
    let source = |index: usize| {
        sources
            .get(index)
            .cloned()
            .ok_or_else(|| internal("a source is missing"))
    };
    wires
        .into_iter()
        .map(|wire| {
            let entry = codes::find(&wire.code)
                .ok_or_else(|| internal(format!("`{}` is no code", wire.code)))?;
            Ok(Diagnostic {
                code: entry.code,
                severity: wire.severity,
                phase: wire.phase,
                kind: wire.kind,
                message: wire.message,
                source: source(wire.source)?,
                labels: wire
                    .labels
                    .into_iter()
                    .map(|label| {
                        Ok(Label {
                            source: source(label.source)?,
                            span: label.start..label.end,
                            message: label.message,
                            primary: label.primary,
                        })
                    })
                    .collect::<Result<_, Trouble>>()?,
                notes: wire.notes,
                help: wire.help,
            })
        })
        .collect()
}

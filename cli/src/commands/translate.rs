//! `translate`: shaders in, products out.
//!
//! Every file is worked on alone and its products staged under temporary names. When all are
//! known, clashes are looked for, and only then products are put in their places.

use std::path::{Path, PathBuf};

use naga_toolchain::emit::{Content, Output, Slot};
use naga_toolchain::source::Language;
use naga_toolchain::target::Target;

use super::{Tally, count, deliver, document, fail, prepare, tell_said, tell_troubles, workers};
use crate::args::{Translate, Warnings};
use crate::batch;
use crate::destination::{self, Claims, Destination};
use crate::exit::Exit;
use crate::inputs::{Found, Input};
use crate::interrupt::Inputs;
use crate::isolate;
use crate::message::{Event, Sink, Trouble};
use crate::outputs::{self, Staged};
use crate::pipeline::{Plan, Product};
use crate::report::{Generator, InputReport, Message, OutputReport, Report, SCHEMA_VERSION};
use crate::work::{Order, Worked};

/// Runs the command.
pub(super) fn run(args: &Translate, sink: &mut dyn Sink) -> Exit {
    let (resolved, found) = match prepare(&args.job, sink) {
        Ok(prepared) => prepared,
        Err(exit) => return exit,
    };
    let (destination, targets) = match ask(args, &found, sink) {
        Ok(asked) => asked,
        Err(trouble) => return fail(trouble, sink),
    };
    let plans: Vec<Plan> = targets
        .into_iter()
        .map(|target| Plan {
            target,
            options: resolved.for_target(target),
            split: args.split,
            stage: destination
                .stage()
                .filter(|_| target.language.is_per_entry_point()),
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
    obey_interrupts(args, &found, isolated.is_some(), sink);
    let troubles = tell_troubles(&found, sink);
    let total = found.inputs.len();
    let staging = Staging {
        destination,
        is_of_many: total > 1,
        keeps_facts: sink.wants_detail() || args.report.is_some(),
        warnings: args.job.warnings,
    };
    let mut results = Vec::with_capacity(total);
    let ran = batch::run(
        &found.inputs,
        workers(&args.job, total),
        |input| {
            let worked = isolate::work(input, &order, isolated.as_ref());
            staging.stage(input, worked)
        },
        |index, result| {
            let input = found.inputs.get(index);
            let mut result = result.unwrap_or_else(|panic| Done::panicked(input, &panic));
            result.tell(sink);
            results.push(result);
            sink.progress(index + 1, total);
        },
    );
    if let Err(trouble) = ran {
        return fail(trouble, sink);
    }

    if let Err(trouble) = claim_all(&found, &results) {
        // Dropping the results takes back what was staged.
        return fail(trouble, sink).max(troubles);
    }
    let mut tally = Tally::default();
    for result in &mut results {
        result.commit(sink);
        tally.add(result.exit);
    }
    let written: usize = results
        .iter()
        .filter(|result| result.exit == Exit::Done)
        .map(|result| result.products.len())
        .sum();
    let mut exit = tally.gravest().max(troubles);
    if let Some(path) = &args.depfile {
        exit = exit.max(write_depfile(path, &results, &resolved.files, sink));
    }
    if total > 1 {
        let verb = format!("translated, {} written", count(written, "file"));
        sink.tell(Event::Summary(tally.text(&verb)));
    }
    if let Some(path) = &args.report {
        exit = exit.max(write_report(path, &results, &found, exit, sink));
    }
    exit
}

fn obey_interrupts(args: &Translate, found: &Found, isolates: bool, sink: &mut dyn Sink) {
    let writes_files = args.output.is_some() || args.out_dir.is_some() || args.report.is_some();
    if isolates || (writes_files && found.inputs.len() > 1) {
        super::obey_interrupts(Inputs::Many, sink);
    } else if writes_files {
        super::obey_interrupts(Inputs::One, sink);
    }
}

/// What the command asks for, as far as it can be told without reading a shader.
fn ask(
    args: &Translate,
    found: &Found,
    sink: &dyn Sink,
) -> Result<(Destination, Vec<Target>), Trouble> {
    let destination = Destination::new(args, &found.inputs)?;
    let targets = destination::targets(args)?;
    if destination.is_single() {
        let products = found.inputs.len().max(1) * targets.len();
        if products > 1 {
            return Err(too_many(&format!(
                "{} in {}",
                count(found.inputs.len(), "file"),
                count(targets.len(), "target")
            )));
        }
    }
    let stdout = matches!(destination, Destination::Stdout);
    if stdout
        && sink.stdout_is_terminal()
        && let Some(binary) = targets.iter().find(|target| target.language.is_binary())
    {
        return Err(Trouble::usage(format!(
            "{binary} is binary and standard output is a terminal"
        ))
        .with_help("write it to a file with -o FILE, or ask for `--to spirv-asm`"));
    }
    if stdout && args.depfile.is_some() {
        return Err(Trouble::usage(
            "--depfile needs files: add -o FILE or --out-dir DIR",
        ));
    }
    if stdout && args.report.as_deref() == Some(Path::new("-")) {
        return Err(
            Trouble::usage("the report and the product cannot both go to standard output")
                .with_help("add -o FILE or --out-dir DIR, or name a file for --report"),
        );
    }
    Ok((destination, targets))
}

fn too_many(what: &str) -> Trouble {
    Trouble::usage(format!("several products ({what}) do not fit one output"))
        .with_help("write them into a folder with --out-dir DIR, or choose one entry point with -e")
}

/// One input when all its work is done.
struct Done {
    file: String,
    input: Option<PathBuf>,
    /// What else its products were made from.
    files: Vec<PathBuf>,
    language: Option<Language>,
    exit: Exit,
    diagnostics: Vec<naga_toolchain::diagnostic::Diagnostic>,
    trouble: Option<Trouble>,
    messages: Vec<Message>,
    products: Vec<(Product, Option<PathBuf>)>,
    staged: Vec<Staged>,
}

/// How products are staged.
struct Staging {
    destination: Destination,
    is_of_many: bool,
    /// Whether slots and entry points are told when all is done.
    keeps_facts: bool,
    warnings: Warnings,
}

impl Staging {
    /// Stages what came of an input.
    fn stage(&self, input: &Input, mut worked: Worked) -> Done {
        worked.said.judge(self.warnings);
        let mut done = Done {
            file: input.name.clone(),
            input: input.path.clone(),
            language: worked.language,
            exit: worked.exit(),
            files: worked.files,
            diagnostics: worked.said.diagnostics,
            trouble: worked.trouble,
            messages: Vec::new(),
            products: Vec::new(),
            staged: Vec::new(),
        };
        if done.exit != Exit::Done {
            return done;
        }
        let count = worked.made.iter().map(|made| made.products.len()).sum();
        if self.destination.is_single() && count > 1 {
            let products = worked.made.iter().flat_map(|made| &made.products);
            let names: Vec<&str> = products
                .filter_map(|product| product.entry_point.as_ref())
                .map(|(name, _)| name.as_str())
                .collect();
            let trouble = too_many(&format!("entry points {}", names.join(", ")));
            return done.failed(trouble.about(Path::new(&input.name)));
        }
        done.products.reserve_exact(count);
        for mut product in worked.made.into_iter().flat_map(|made| made.products) {
            let path = self.destination.path(input, &product);
            if let Some(path) = &path {
                match self.stage_product(path, &mut product.output) {
                    Ok(staged) => done.staged.push(staged),
                    Err(trouble) => return done.failed(trouble),
                }
            }
            done.products.push((product, path));
        }
        done
    }

    /// Stages one product. What is in a file, or of interest to nobody, need not stay in memory
    /// until the last of a thousand is done.
    fn stage_product(&self, path: &Path, output: &mut Output) -> Result<Staged, Trouble> {
        let content = std::mem::replace(&mut output.content, Content::Text(String::new()));
        output.diagnostics = Vec::new();
        if !self.keeps_facts {
            output.slots = Vec::new();
            output.entry_points = Vec::new();
            output.texture_samplers = Vec::new();
        }
        let bytes = content.to_bytes();
        match self.is_of_many {
            true => outputs::stage_of_many(path, &bytes),
            false => outputs::stage(path, &bytes),
        }
    }
}

impl Done {
    fn failed(mut self, trouble: Trouble) -> Self {
        self.exit = self.exit.max(trouble.exit);
        self.trouble = Some(trouble);
        self.products.clear();
        self.staged.clear();
        self
    }

    fn panicked(input: Option<&Input>, panic: &str) -> Self {
        let file = input.map(|input| input.name.clone()).unwrap_or_default();
        let trouble = Trouble::internal(panic).about(Path::new(&file));
        Self {
            file,
            input: None,
            files: Vec::new(),
            language: None,
            exit: Exit::Done,
            diagnostics: Vec::new(),
            trouble: None,
            messages: Vec::new(),
            products: Vec::new(),
            staged: Vec::new(),
        }
        .failed(trouble)
    }

    fn tell(&mut self, sink: &mut dyn Sink) {
        let diagnostics = std::mem::take(&mut self.diagnostics);
        let trouble = self.trouble.take();
        self.messages.extend(diagnostics.iter().map(Message::from));
        self.messages.extend(trouble.as_ref().map(Message::from));
        tell_said(diagnostics, trouble, sink);
    }

    /// Puts the products in their places.
    fn commit(&mut self, sink: &mut dyn Sink) {
        if self.exit != Exit::Done {
            return;
        }
        if let Err(trouble) = outputs::commit(&mut self.staged) {
            self.exit = trouble.exit;
            self.messages.push(Message::from(&trouble));
            sink.tell(Event::Trouble(trouble));
            return;
        }
        let detail = sink.wants_detail();
        for (product, path) in &mut self.products {
            if detail {
                let place = match path {
                    Some(path) => path.display().to_string(),
                    None => "standard output".to_owned(),
                };
                let title = title(product);
                sink.tell(Event::Detail(format!("{} -> {place} ({title})", self.file)));
                for slot in &product.output.slots {
                    sink.tell(Event::Detail(format!("  {}", slot_text(slot))));
                }
            }
            if path.is_none() {
                sink.tell(match &mut product.output.content {
                    Content::Text(text) => Event::Text(std::mem::take(text)),
                    words @ Content::Words(_) => Event::Bytes(words.to_bytes().into_owned()),
                });
            }
        }
    }
}

/// `MSL 2.4`, or `GLSL es300, main`.
fn title(product: &Product) -> String {
    let mut text = product.target.language.title().to_owned();
    if let Some(version) = product.output.version {
        text.push_str(&format!(" {version}"));
    }
    if let Some((name, _)) = &product.entry_point {
        text.push_str(&format!(", {name}"));
    }
    text
}

/// `@group(0) @binding(1) image -> texture 1`.
fn slot_text(slot: &Slot) -> String {
    let mut text = String::new();
    if let (Some(group), Some(binding)) = (slot.group, slot.binding) {
        text.push_str(&format!("@group({group}) @binding({binding}) "));
    }
    text.push_str(&format!("{} -> {} {}", slot.name, slot.class, slot.index));
    if let Some(space) = slot.space {
        text.push_str(&format!(", space {space}"));
    }
    if let Some(name) = &slot.emitted_name {
        text.push_str(&format!(", named {name}"));
    }
    if let Some(entry_point) = &slot.entry_point {
        text.push_str(&format!(" (in {entry_point})"));
    }
    text
}

fn claim_all(found: &Found, results: &[Done]) -> Result<(), Trouble> {
    let mut claims = Claims::new(found);
    for result in results {
        // Each product with a path is staged, in the same order.
        let mut staged = result.staged.iter();
        for (product, path) in &result.products {
            if let Some(path) = path
                && staged.next().is_none_or(Staged::replaces_file)
            {
                claims.claim(path, &result.file, product)?;
            }
        }
    }
    Ok(())
}

fn write_depfile(path: &Path, results: &[Done], options: &[PathBuf], sink: &mut dyn Sink) -> Exit {
    let mut text = String::new();
    for result in results {
        let Some(input) = result.input.as_ref().filter(|_| result.exit == Exit::Done) else {
            continue;
        };
        let outputs: Vec<String> = result
            .products
            .iter()
            .filter_map(|(_, path)| path.as_deref().map(make_word))
            .collect();
        if outputs.is_empty() {
            continue;
        }
        text.push_str(&outputs.join(" "));
        text.push(':');
        for input in std::iter::once(input).chain(&result.files).chain(options) {
            text.push(' ');
            text.push_str(&make_word(input));
        }
        text.push('\n');
    }
    deliver(text, Some(path), sink)
}

/// A path as make reads it.
fn make_word(path: &Path) -> String {
    let mut word = String::new();
    for letter in path.to_string_lossy().chars() {
        match letter {
            ' ' | '#' | ':' | '\\' => word.extend(['\\', letter]),
            '$' => word.push_str("$$"),
            _ => word.push(letter),
        }
    }
    word
}

fn write_report(
    path: &Path,
    results: &[Done],
    found: &Found,
    exit: Exit,
    sink: &mut dyn Sink,
) -> Exit {
    let inputs = results
        .iter()
        .map(|result| InputReport {
            file: result.file.clone(),
            language: result.language,
            status: result.exit.name(),
            outputs: result
                .products
                .iter()
                .filter(|_| result.exit == Exit::Done)
                .map(|(product, path)| {
                    let path = path.as_ref().map(|path| path.display().to_string());
                    OutputReport::new(&product.output, path)
                })
                .collect(),
            messages: result.messages.clone(),
        })
        .collect();
    let report = Report {
        schema_version: SCHEMA_VERSION,
        generator: Generator::this(),
        inputs,
        messages: found.troubles.iter().map(Message::from).collect(),
        exit_code: exit.code(),
    };
    match document(&report) {
        Ok(text) => deliver(text, Some(path), sink),
        Err(trouble) => fail(trouble, sink),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn make_words_are_escaped() {
        assert_eq!(make_word(Path::new("a b#$c.wgsl")), "a\\ b\\#$$c.wgsl");
    }
}

//! The same twice, and no panic through the pipeline, whatever the input.
//!
//! The mutations come from a fixed seed in a fixed number: a run is the same on every machine,
//! slow or fast. Panics inside naga that became internal errors are told, not failed: the guard
//! is there for them.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that fails may panic"
)]

mod common;

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};

use common::inputs::{self, Input};
use naga_toolchain::diagnostic::{Diagnostic, Failure, Kind};
use naga_toolchain::emit::{Content, Output};
use naga_toolchain::options::Options;
use naga_toolchain::source::{Language, Source};
use naga_toolchain::target::TargetLanguage;

/// Mutants of each file.
const MUTANTS_OF_TEXT: usize = 6;
const MUTANTS_OF_WORDS: usize = 24;

/// Numbers that look random (Marsaglia's xorshift), from a fixed seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).expect("a small number");
        usize::try_from(self.next() % limit).expect("it was a usize")
    }
}

/// Everything that the pipeline makes of a source.
type Answer = Result<Vec<Result<Output, Failure>>, Failure>;

fn answer(source: &Source, options: &Options) -> Answer {
    let checked = common::read(source, options)?;
    let products = TargetLanguage::ALL
        .into_iter()
        .flat_map(|language| common::write(&checked, language, options))
        .map(|product| product.result)
        .collect();
    Ok(products)
}

#[test]
fn the_same_input_gives_the_same_answer() {
    let folders = ["wgsl", "glsl", "spirv"];
    let good = folders
        .into_iter()
        .flat_map(|each| inputs::find("in", each));
    let bad = folders
        .into_iter()
        .flat_map(|each| inputs::find("errors", each));
    common::on_large_stack(|| {
        for input in good.chain(bad) {
            // Sources are compared by content: the second is another one with the same.
            let again = match input.source.language() {
                Language::Spirv => {
                    Source::binary(input.source.name(), input.source.as_bytes().to_vec())
                }
                language => Source::text(input.source.name(), language, input.source.as_text()),
            };
            let first = answer(&input.source, &input.options);
            let second = answer(&again, &input.options);
            assert!(first == second, "{} differs", input.source.name());
        }
    });
}

/// Runs mutants; counts what became of them and collects where naga panicked.
#[derive(Default)]
struct Tally {
    mutants: usize,
    valid: usize,
    refused: usize,
    /// Place of the panic, and how often.
    internal: BTreeMap<String, usize>,
    /// What went through the guard.
    escaped: Vec<String>,
}

impl Tally {
    fn run(&mut self, source: &Source, options: &Options, mutation: &str) {
        self.mutants += 1;
        let caught = panic::catch_unwind(AssertUnwindSafe(|| answer(source, options)));
        let Ok(answer) = caught else {
            self.escaped.push(format!("{}: {mutation}", source.name()));
            return;
        };
        let failures: Vec<Failure> = match answer {
            Ok(products) => {
                self.valid += 1;
                products.into_iter().filter_map(Result::err).collect()
            }
            Err(failure) => {
                self.refused += 1;
                vec![failure]
            }
        };
        for failure in failures {
            let errors = failure.diagnostics().iter().filter(|each| each.is_error());
            assert!(errors.clone().count() > 0, "{mutation}: no error");
            for error in errors.filter(|each| each.kind == Kind::Internal) {
                *self.internal.entry(place(error)).or_default() += 1;
            }
        }
    }

    fn finish(self, what: &str) {
        println!(
            "{what}: {} mutants, {} valid, {} refused, {} internal errors",
            self.mutants,
            self.valid,
            self.refused,
            self.internal.values().sum::<usize>()
        );
        for (place, count) in &self.internal {
            println!("  {count} × {place}");
        }
        assert!(self.escaped.is_empty(), "{}", self.escaped.join("\n"));
        // Mutants that are all refused at the first token would test nothing behind it.
        assert!(self.valid > 0 && self.refused > 0);
    }
}

fn place(error: &Diagnostic) -> String {
    format!("{} | {}", error.message, error.notes.join(" | "))
}

/// The tokens of a text, roughly: words, numbers, runs of space, single other characters.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        _ if c.is_alphanumeric() || c == '_' || c == '.' => 0,
        _ if c.is_whitespace() => 1,
        _ => 2,
    };
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        let now = kind(c);
        if at > start && (before != Some(now) || now == 2) {
            tokens.push(&text[start..at]);
            start = at;
        }
        before = Some(now);
    }
    tokens.push(&text[start..]);
    tokens
}

/// A text with a token gone, doubled, exchanged for another, or with two tokens swapped.
fn mutate_text(text: &str, random: &mut Random) -> (String, String) {
    let mut tokens = tokens(text);
    let solid: Vec<usize> = (0..tokens.len())
        .filter(|&index| !tokens[index].trim().is_empty())
        .collect();
    let at = solid[random.below(solid.len())];
    let other = solid[random.below(solid.len())];
    let what = match random.below(4) {
        0 => {
            let gone = tokens.remove(at);
            format!("without `{gone}` (token {at})")
        }
        1 => {
            let token = tokens[at];
            tokens.insert(at, token);
            format!("with `{token}` twice (token {at})")
        }
        2 => {
            let mutation = format!("`{}` for `{}` (token {at})", tokens[other], tokens[at]);
            tokens[at] = tokens[other];
            mutation
        }
        _ => {
            tokens.swap(at, other);
            format!("tokens {at} and {other} swapped")
        }
    };
    (tokens.concat(), what)
}

fn fuzz_text(folder: &str, seed: u64) {
    let inputs = inputs::find("in", folder);
    let mut random = Random(seed);
    let tally = common::on_large_stack(|| {
        let mut tally = Tally::default();
        for input in &inputs {
            for _ in 0..MUTANTS_OF_TEXT {
                let (text, mutation) = mutate_text(input.source.as_text(), &mut random);
                let source = Source::text(input.source.name(), input.source.language(), text);
                tally.run(&source, &input.options, &mutation);
            }
        }
        tally
    });
    tally.finish(folder);
}

#[test]
fn mutated_wgsl_does_not_panic_through() {
    fuzz_text("wgsl", 0x9e37_79b9_7f4a_7c15);
}

#[test]
fn mutated_glsl_does_not_panic_through() {
    fuzz_text("glsl", 0xd1b5_4a32_d192_ed03);
}

/// The words of an input that is SPIR-V assembly.
fn words(input: &Input) -> Vec<u32> {
    naga_toolchain::spirv_text::assemble(input.source.as_text()).expect("the input is right")
}

#[test]
fn mutated_spirv_does_not_panic_through() {
    let inputs = inputs::find("in", "spirv");
    let mut random = Random(0xa076_1d64_78bd_642f);
    let tally = common::on_large_stack(|| {
        let mut tally = Tally::default();
        for input in &inputs {
            let right = words(input);
            for _ in 0..MUTANTS_OF_WORDS {
                let mut words = right.clone();
                // The header is for other tests: damage there is found at once.
                let at = 5 + random.below(words.len() - 5);
                let mutation = match random.below(4) {
                    0 => {
                        words.truncate(at);
                        format!("cut at word {at}")
                    }
                    1 => {
                        let word = words.remove(at);
                        format!("without word {at} ({word})")
                    }
                    _ => {
                        let bit = random.below(8);
                        words[at] ^= 1 << bit;
                        format!("bit {bit} of word {at} flipped")
                    }
                };
                let bytes = Content::Words(words).to_bytes().into_owned();
                let source = Source::binary(input.source.name(), bytes);
                tally.run(&source, &input.options, &mutation);
            }
        }
        tally
    });
    tally.finish("spirv");
}

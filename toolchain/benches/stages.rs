//! Where the time of a translation goes: every stage alone, each target, and all of it.
//!
//! The inputs are shaders of this repository, small to large, in the languages that are read.
//! A stage is measured on what the stage before it made, on a worker with the large stack, as
//! the command line runs it. Throughput is in bytes of the source.
//!
//! ```text
//! cargo bench -p naga-toolchain --bench stages -- 'emit/msl'
//! ```

#![allow(clippy::panic, reason = "a bench may fail loudly")]

use std::hint::black_box;
use std::path::Path;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};
use naga_toolchain::check::{Checked, check};
use naga_toolchain::diagnostic::Failure;
use naga_toolchain::emit::{Output, emit};
use naga_toolchain::guard::on_large_stack;
use naga_toolchain::options::Options;
use naga_toolchain::parse::{Parsed, parse};
use naga_toolchain::reflect::reflect;
use naga_toolchain::render::{Styling, human};
use naga_toolchain::source::{Source, guess};
use naga_toolchain::target::TargetLanguage;
use naga_toolchain::transform::transform;

/// From a dozen lines to a physically based mesh shader.
const INPUTS: [&str; 7] = [
    "tests/in/wgsl/fragment_outputs.wgsl",
    "shaders/vfx/blur.wgsl",
    "shaders/examples/lit_mesh.wgsl",
    "shaders/terrain/hillshade.wgsl",
    "tests/in/wgsl/pbr_lit_mesh.wgsl",
    "shaders/examples/mandelbrot.comp",
    "tests/in/spirv/lighting.spvasm",
];

/// An input with errors in several places, for the price of finding and telling them.
const ERRORS: &str = "tests/errors/wgsl/unknown_names_in_three_functions.wgsl";

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn read(name: &str) -> Source {
    let text = std::fs::read_to_string(root().join(name))
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    let (Some(language), _) = guess(name) else {
        panic!("{name}: no language");
    };
    Source::text(name, language, text)
}

fn ok<T>(result: Result<T, Failure>) -> T {
    result.unwrap_or_else(|failure| panic!("{:?}", failure.diagnostics()))
}

fn parsed(source: &Source, options: &Options) -> Parsed {
    ok(parse(source, options))
}

fn checked(source: &Source, options: &Options) -> Checked {
    ok(check(parsed(source, options), options))
}

/// Every product of a target: one, or one an entry point.
fn written(checked: &Checked, language: TargetLanguage, options: &Options) -> Vec<Output> {
    if language.is_per_entry_point() {
        (0..checked.module().entry_points.len())
            .map(|index| ok(emit(checked, language, Some(index), options)))
            .collect()
    } else {
        vec![ok(emit(checked, language, None, options))]
    }
}

fn each_input(
    criterion: &mut Criterion,
    group: &str,
    mut bench: impl FnMut(&mut criterion::Bencher<'_>, &Source),
) {
    let mut group = criterion.benchmark_group(group);
    for name in INPUTS {
        let source = read(name);
        let short = name.rsplit('/').next().unwrap_or(name);
        group.throughput(Throughput::Bytes(source.as_bytes().len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(short), &source, &mut bench);
    }
    group.finish();
}

fn stages(criterion: &mut Criterion) {
    let options = Options::default();
    each_input(criterion, "parse", |bencher, source| {
        bencher.iter(|| parsed(black_box(source), &options));
    });
    each_input(criterion, "check", |bencher, source| {
        bencher.iter_batched(
            || parsed(source, &options),
            |parsed| ok(check(parsed, &options)),
            BatchSize::SmallInput,
        );
    });
    let mut compact = Options::default();
    compact.transform.compact = true;
    each_input(criterion, "transform", |bencher, source| {
        let checked = checked(source, &compact);
        bencher.iter_batched(
            || checked.clone(),
            |checked| ok(transform(checked, &compact)),
            BatchSize::SmallInput,
        );
    });
    each_input(criterion, "reflect", |bencher, source| {
        let checked = checked(source, &options);
        bencher.iter(|| ok(reflect(black_box(&checked))));
    });
}

fn targets(criterion: &mut Criterion) {
    let options = Options::default();
    // Nobody waits for DOT, which is for looking into a module.
    let shipped = |language: &TargetLanguage| *language != TargetLanguage::Dot;
    for language in TargetLanguage::ALL.into_iter().filter(shipped) {
        each_input(criterion, &format!("emit/{language}"), |bencher, source| {
            let checked = checked(source, &options);
            bencher.iter(|| written(black_box(&checked), language, &options));
        });
    }
}

fn whole(criterion: &mut Criterion) {
    let options = Options::default();
    each_input(criterion, "whole/msl", |bencher, source| {
        bencher.iter(|| {
            let checked = checked(black_box(source), &options);
            let checked = ok(transform(checked, &options));
            written(&checked, TargetLanguage::Msl, &options)
        });
    });
    let source = read(ERRORS);
    criterion.bench_function("whole/errors", |bencher| {
        bencher.iter(|| {
            let Err(failure) = parse(black_box(&source), &options) else {
                panic!("{ERRORS} has no errors");
            };
            human(failure.diagnostics(), Styling::default())
        });
    });
}

fn main() {
    // On one worker, so that no call starts a thread of its own.
    let ran = on_large_stack(|| {
        let mut criterion = Criterion::default().configure_from_args();
        stages(&mut criterion);
        targets(&mut criterion);
        whole(&mut criterion);
        criterion.final_summary();
    });
    if let Err(error) = ran {
        panic!("no worker: {error}");
    }
}

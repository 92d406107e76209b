//! Shaders mean the same after every way through the toolchain: they are run, and what they leave
//! is compared. See the README of this folder.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that fails may panic and say why"
)]

use std::collections::BTreeMap;
use std::sync::OnceLock;

use execution::case::{self, Case, Distribution};
use execution::check::{self, Wrong};
use execution::gpu::Gpu;
use execution::random::Random;
use execution::route::{self, Code, Program};
use execution::subject::{self, Subject};
use execution::{compare, data, dxc};
use naga_toolchain::source::Language;

/// The device, or none where there is none and none is asked for.
fn gpu() -> Option<&'static Gpu> {
    static GPU: OnceLock<Result<Gpu, String>> = OnceLock::new();
    match GPU.get_or_init(Gpu::open) {
        Ok(gpu) => Some(gpu),
        Err(error) if std::env::var_os("CI").is_none() => {
            eprintln!("skipped: {error}");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// The cases of a language; of them the one that the environment names, to look at it alone.
fn cases(is_wanted: fn(Language) -> bool) -> Vec<Case> {
    let only = std::env::var("CASE").unwrap_or_default();
    case::all()
        .expect("the cases can be read")
        .into_iter()
        .filter(|case| is_wanted(case.language) && case.name.contains(&only))
        .collect()
}

/// Runs the shaders of a language; `least` translations must come about and be held against them.
fn run(is_wanted: fn(Language) -> bool, least: usize) {
    let Some(gpu) = gpu() else { return };
    let cases = cases(is_wanted);
    let mut wrong: Vec<Wrong> = Vec::new();
    let mut programs: BTreeMap<&str, usize> = BTreeMap::new();
    // Of a shader of our own at least one translation shows something, if none is known to be wrong.
    let mut idle: Vec<&str> = Vec::new();
    for case in &cases {
        let (ran, found) = check::check(gpu, case);
        if let Some(ran) = ran {
            if ran.routes.is_empty() && case.settings.faults.is_empty() {
                idle.push(&case.name);
            }
            for route in ran.routes {
                *programs.entry(route).or_insert(0) += 1;
            }
            for (route, why) in ran.declined {
                eprintln!("{} ({route}): {}", case.name, why.trim_end());
            }
            for route in ran.healed {
                eprintln!("{} ({route}): no longer a fault", case.name);
            }
        }
        wrong.extend(found);
    }
    eprintln!("{} shaders on {}: {programs:?}", cases.len(), gpu.title);
    if std::env::var_os("CASE").is_none() {
        let held: usize = programs.values().sum();
        assert!(held >= least, "only {held} translations were run");
    }
    let wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(idle.is_empty(), "not translated in any way: {idle:?}");
}

#[test]
fn wgsl_means_the_same() {
    run(|language| language == Language::Wgsl, 140);
}

#[test]
fn glsl_means_the_same() {
    run(|language| language == Language::Glsl, 20);
}

#[test]
fn hlsl_means_the_same() {
    if !dxc::is_here() {
        eprintln!("skipped: there is no compiler of HLSL; `make judges` brings one");
        return;
    }
    run(|language| language == Language::Hlsl, 20);
}

#[test]
fn spirv_means_the_same() {
    run(
        |language| matches!(language, Language::Spirv | Language::SpirvAssembly),
        50,
    );
}

#[test]
fn there_are_enough_shaders_of_every_language() {
    let cases = cases(|_| true);
    let of = |wanted| cases.iter().filter(|case| case.language == wanted).count();
    let counts = [Language::Wgsl, Language::Glsl, Language::SpirvAssembly].map(of);
    if std::env::var_os("CASE").is_none() {
        assert!(cases.len() >= 60, "{} shaders", cases.len());
        assert!(counts.iter().all(|count| *count >= 15), "{counts:?}");
    }
}

/// Programs that differ in one sign, in one unit of a float, in one index are told apart.
#[test]
fn planted_faults_are_found() {
    let Some(gpu) = gpu() else { return };
    let planted = [
        ("wgsl/integers.wgsl", "a - b, a * b", "b - a, a * b"),
        ("wgsl/floats.wgsl", "v * w - 1.0", "v * w - 1.00001"),
        ("wgsl/matrices.wgsl", "t.m42[i + 1u]", "t.m42[i + 2u]"),
        (
            "wgsl/storage_textures.wgsl",
            "fract(texel)",
            "fract(texel.yxzw)",
        ),
        ("wgsl/structs.wgsl", "b.y = 42u", "b.z = 42u"),
    ];
    for (name, right, wrong) in planted {
        let case = case::all()
            .expect("the cases can be read")
            .into_iter()
            .find(|case| case.name.ends_with(name))
            .expect(name);
        let source = subject::source(&case).expect(name);
        let text = source.as_text().replace(right, wrong);
        assert_ne!(text, source.as_text(), "{name}");
        let subject =
            Subject::read(source, None, &route::options(&case).expect("options")).expect(name);
        let given = route::as_given(&case, &subject).expect(name);
        let mut random = Random::new(name, 1);
        let inputs = data::invent(
            &subject.reflection,
            subject.entry_point().expect(name),
            &case.settings,
            Distribution::Small,
            &mut random,
        )
        .expect(name);
        let run = |program: &Program| gpu.prepare(program).and_then(|ready| ready.run(&inputs));
        let expected = run(&given).expect(name);
        let again = run(&given).expect(name);
        assert!(compare::differences(&inputs, &expected, &again, None).is_empty());
        let fault = Program {
            code: Code::Wgsl(text),
            ..given
        };
        let found = run(&fault).expect(name);
        let told = compare::differences(&inputs, &expected, &found, None);
        assert!(!told.is_empty(), "{name}: {wrong} is not found");
    }
}

#[test]
fn floats_are_compared_in_steps_from_one_to_the_next() {
    let ulp = |a: f32, b: f32| compare::ulp(32, a.to_bits().into(), b.to_bits().into());
    assert_eq!(ulp(1.0, 1.0), Some(0));
    assert_eq!(ulp(1.0, 1.0 + f32::EPSILON), Some(1));
    assert_eq!(ulp(2.0, 2.0 - f32::EPSILON), Some(1));
    assert_eq!(ulp(0.0, -0.0), Some(0));
    assert_eq!(ulp(f32::from_bits(1), -f32::from_bits(2)), Some(3));
    assert_eq!(ulp(f32::MAX, f32::INFINITY), Some(1));
    assert_eq!(ulp(f32::NAN, -f32::NAN), Some(0));
    assert_eq!(ulp(f32::NAN, 1.0), None);
    assert_eq!(compare::ulp(16, 0x3c00, 0x3c02), Some(2));
    assert_eq!(
        compare::ulp(64, 1.0_f64.to_bits(), 1.0_f64.to_bits() + 3),
        Some(3)
    );
}

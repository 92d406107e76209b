//! Vertex and fragment shaders draw the same after every way through the toolchain. See the README
//! of this folder.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that fails may panic and say why"
)]

use std::collections::BTreeMap;
use std::sync::OnceLock;

use execution::check::Wrong;
use execution::draw::case::{self, DrawCase};
use execution::draw::check;
use execution::dxc;
use execution::gpu::Gpu;
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
fn cases(is_wanted: fn(Language) -> bool) -> Vec<DrawCase> {
    let only = std::env::var("CASE").unwrap_or_default();
    case::all()
        .expect("the cases can be read")
        .into_iter()
        .filter(|case| {
            case.files
                .first()
                .is_some_and(|file| is_wanted(file.language))
        })
        .filter(|case| case.name.contains(&only))
        .collect()
}

/// Draws the shaders of a language; `least` translations must come about and be held against them.
fn draw(is_wanted: fn(Language) -> bool, least: usize) {
    let Some(gpu) = gpu() else { return };
    let cases = cases(is_wanted);
    let mut wrong: Vec<Wrong> = Vec::new();
    let mut programs: BTreeMap<&str, usize> = BTreeMap::new();
    for case in &cases {
        let (drawn, found) = check::check(gpu, case);
        if let Some(drawn) = drawn {
            for route in drawn.routes {
                *programs.entry(route).or_insert(0) += 1;
            }
            for (route, why) in drawn.declined {
                eprintln!("{} ({route}): {}", case.name, why.trim_end());
            }
            for route in drawn.healed {
                eprintln!("{} ({route}): no longer a fault", case.name);
            }
        }
        wrong.extend(found);
    }
    eprintln!("{} shaders on {}: {programs:?}", cases.len(), gpu.title);
    let wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    if std::env::var_os("CASE").is_none() {
        let held: usize = programs.values().sum();
        assert!(held >= least, "only {held} translations were drawn");
    }
}

#[test]
fn wgsl_draws_the_same() {
    draw(|language| language == Language::Wgsl, 300);
}

#[test]
fn glsl_draws_the_same() {
    draw(|language| language == Language::Glsl, 200);
}

#[test]
fn hlsl_draws_the_same() {
    if !dxc::is_here() {
        eprintln!("skipped: there is no compiler of HLSL; `make judges` brings one");
        return;
    }
    draw(|language| language == Language::Hlsl, 42);
}

#[test]
fn spirv_draws_the_same() {
    draw(
        |language| matches!(language, Language::Spirv | Language::SpirvAssembly),
        80,
    );
}

#[test]
fn there_are_enough_shaders_of_every_language() {
    if std::env::var_os("CASE").is_some() {
        return;
    }
    let cases = cases(|_| true);
    let own = cases
        .iter()
        .filter(|case| case.name.starts_with("tests/execution/"))
        .count();
    assert!(own >= 40, "{own} shaders of this folder");
    let of = |wanted| {
        let language = |case: &&DrawCase| case.files.first().map(|file| file.language);
        cases
            .iter()
            .filter(|case| language(case) == Some(wanted))
            .count()
    };
    let counts = [
        Language::Wgsl,
        Language::Glsl,
        Language::Hlsl,
        Language::SpirvAssembly,
    ]
    .map(of);
    assert!(counts.iter().all(|count| *count >= 5), "{counts:?}");
}

/// Varyings that are swapped, three units of a float, a y coordinate upside down, depth and a
/// fragment that is thrown away are told apart.
#[test]
fn planted_faults_are_found() {
    let Some(gpu) = gpu() else { return };
    let planted = [
        (
            "wgsl/interpolation.wgsl",
            "vec4f(corner, number, w)",
            "vec4f(corner.yx, number, w)",
        ),
        (
            "wgsl/interpolation.wgsl",
            "in.plain;",
            "in.plain * 1.0000003576;",
        ),
        (
            "wgsl/interpolation.wgsl",
            "@interpolate(linear)",
            "@interpolate(perspective)",
        ),
        (
            "wgsl/vertex_inputs.wgsl",
            "vec4f(place.xy,",
            "vec4f(place.x, -place.y,",
        ),
        (
            "wgsl/vertex_inputs.wgsl",
            "vec2u(vertex, instance)",
            "vec2u(instance, vertex)",
        ),
        ("wgsl/depth_discard.wgsl", "ring * 0.25", "ring * 0.2500001"),
        ("wgsl/depth_discard.wgsl", "&& front", "&& !front"),
        (
            "wgsl/textures.wgsl",
            "at.xy, 1.0, vec2i(-3, 2)",
            "at.xy, 1.0, vec2i(-3, 3)",
        ),
        (
            "wgsl/sample_rate.wgsl",
            "perspective, sample",
            "perspective, center",
        ),
    ];
    for (name, right, wrong) in planted {
        let case = case::all()
            .expect("the cases can be read")
            .into_iter()
            .find(|case| case.name.ends_with(name))
            .expect(name);
        let told = check::planted(gpu, &case, right, wrong).expect(name);
        assert!(!told.is_empty(), "{name}: {wrong} is not found");
    }
}

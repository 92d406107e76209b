//! Every shader of `tests/in` in every target, compared with what was approved.
//!
//! WGSL goes to every language, GLSL and HLSL to MSL and WGSL, SPIR-V to WGSL. An output is one file,
//! `tests/out/<language>/<input>[.<entry point>].<extension>.snap`; its first lines, as a comment
//! of the language, tell version, entry points, slots and warnings. What a language cannot
//! express is approved as the reason that is given.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails may panic"
)]

mod common;

use std::fmt::Write as _;

use common::approve::Approved;
use common::inputs::{self, Input};
use common::{Product, lines};
use naga_toolchain::diagnostic::{Failure, Kind};
use naga_toolchain::emit::{Content, Output, Slot};
use naga_toolchain::target::TargetLanguage;

/// Where the pipeline does not do what a sidecar says, and why that is known. An entry that
/// nothing needs fails, so that the list follows the pipeline and the sidecars.
const KNOWN: &[(&str, &str, Known)] = &[
    // HLSL has no square root of doubles.
    ("wgsl/float64_orbit.wgsl", "hlsl", Known::Declined),
    // Core GLSL has no level or bias with a comparison of cubes and arrays.
    ("wgsl/shadow_cascades.wgsl", "glsl", Known::Declined),
    ("wgsl/textures_sampled.wgsl", "glsl", Known::Declined),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    /// Declined, though the sidecar does not leave the family out.
    Declined,
    /// Written, though the sidecar leaves the family out because what is written is wrong.
    Written,
    /// Declined with an internal error instead of a reason.
    Internal,
}

#[test]
fn msl() {
    approve(TargetLanguage::Msl, &["wgsl", "glsl", "hlsl"]);
}

#[test]
fn hlsl() {
    approve(TargetLanguage::Hlsl, &["wgsl"]);
}

#[test]
fn glsl() {
    approve(TargetLanguage::Glsl, &["wgsl"]);
}

#[test]
fn spirv() {
    approve(TargetLanguage::SpirvAsm, &["wgsl"]);
}

#[test]
fn wgsl() {
    approve(TargetLanguage::Wgsl, &["wgsl", "glsl", "hlsl", "spirv"]);
}

/// The family of a language: its name in sidecars and its folder under `tests/out`.
fn family(language: TargetLanguage) -> &'static str {
    match language {
        TargetLanguage::Spirv | TargetLanguage::SpirvAsm => TargetLanguage::Spirv.name(),
        TargetLanguage::Msl
        | TargetLanguage::Hlsl
        | TargetLanguage::Glsl
        | TargetLanguage::Wgsl
        | TargetLanguage::Dot => language.name(),
    }
}

fn approve(language: TargetLanguage, folders: &[&str]) {
    let family = family(language);
    let mut approved = Approved::new(family);
    for folder in folders {
        for input in inputs::find("in", folder) {
            approve_input(&mut approved, &input, language, family);
        }
    }
    assert!(approved.count() > 50, "only {} outputs", approved.count());
    approved.finish();
}

fn approve_input(approved: &mut Approved, input: &Input, language: TargetLanguage, family: &str) {
    let name = input.source.name();
    let made = common::on_large_stack(|| {
        let checked = common::read(&input.source, &input.options)?;
        Ok::<_, Failure>(common::write(&checked, language, &input.options))
    });
    let products = match made {
        Ok(products) => products,
        Err(failure) => {
            approved.problem(format!("{name} is an input to write, but:\n{failure}"));
            return;
        }
    };
    let expressed = input.families.contains(family);
    let found = what_is_odd(&products, expressed);
    let known = KNOWN
        .iter()
        .find(|(input, of, _)| (*input, *of) == (name, family))
        .map(|(.., known)| *known);
    if found != known {
        approved.problem(format!(
            "{name}: {language} is {found:?} with regard to the sidecar, known: {known:?}"
        ));
    }
    for product in products {
        let Product {
            entry_point,
            result,
        } = product;
        let output_name = match &entry_point {
            Some((entry_point, stage)) => {
                format!("{}.{entry_point}.{}", input.file, stage.extension())
            }
            None => format!("{}.{}", input.file, language.extension()),
        };
        let text = match &result {
            Ok(output) => told(output, name),
            Err(failure) => format!("declined:\n{}", lines(failure.diagnostics())),
        };
        approved.compare(&output_name, &text);
    }
}

/// Where products and sidecar disagree, if they do.
fn what_is_odd(products: &[Product], expressed: bool) -> Option<Known> {
    let kinds: Vec<Kind> = products
        .iter()
        .filter_map(|product| product.result.as_ref().err())
        .map(Failure::kind)
        .collect();
    if kinds.iter().any(|&kind| kind != Kind::Unsupported) {
        return Some(Known::Internal);
    }
    match (expressed, kinds.is_empty()) {
        (true, false) => Some(Known::Declined),
        (false, true) => Some(Known::Written),
        (true, true) | (false, false) => None,
    }
}

/// An output as it is approved: a comment with what goes beside the text, then the text.
fn told(output: &Output, name: &str) -> String {
    let Output {
        language,
        version,
        content,
        entry_points,
        slots,
        texture_samplers,
        diagnostics,
    } = output;
    let Content::Text(text) = content else {
        panic!("{name}: {language} is no text");
    };
    let mut head = match version {
        Some(version) => format!("{} {version} of {name}\n", language.title()),
        None => format!("{} of {name}\n", language.title()),
    };
    for each in entry_points {
        let _ = write!(head, "{} {}", each.stage, each.name);
        if each.emitted_name != each.name {
            let _ = write!(head, " is called {}", each.emitted_name);
        }
        head.push('\n');
    }
    for slot in slots {
        let _ = writeln!(head, "{}", told_slot(slot));
    }
    for each in texture_samplers {
        let sampler = each.sampler.as_deref().unwrap_or("no sampler");
        let _ = writeln!(
            head,
            "{} joins {} and {sampler}",
            each.emitted_name, each.texture
        );
    }
    head.push_str(&lines(diagnostics));
    let comment = match language {
        TargetLanguage::SpirvAsm | TargetLanguage::Spirv => ";",
        TargetLanguage::Msl
        | TargetLanguage::Hlsl
        | TargetLanguage::Glsl
        | TargetLanguage::Wgsl
        | TargetLanguage::Dot => "//",
    };
    let head: String = head
        .lines()
        .map(|line| format!("{comment} {line}\n"))
        .collect();
    format!("{head}\n{text}")
}

fn told_slot(slot: &Slot) -> String {
    let Slot {
        name,
        group,
        binding,
        entry_point,
        class,
        space,
        index,
        emitted_name,
    } = slot;
    let mut text = String::new();
    if let (Some(group), Some(binding)) = (group, binding) {
        let _ = write!(text, "@group({group}) @binding({binding}) ");
    }
    let _ = write!(text, "{name} → {class} {index}");
    if let Some(space) = space {
        let _ = write!(text, " space {space}");
    }
    if let Some(emitted_name) = emitted_name {
        let _ = write!(text, " as {emitted_name}");
    }
    if let Some(entry_point) = entry_point {
        let _ = write!(text, " in {entry_point}");
    }
    text
}

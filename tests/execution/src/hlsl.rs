//! HLSL on Vulkan: registers become bindings, and what naga adds as constant buffers is bound, too.

use naga_toolchain::options::Options;
use naga_toolchain::options::binding::{HlslResource, HlslTarget};
use naga_toolchain::options::version::BindingMode;
use naga_toolchain::source::Stage;
use naga_toolchain::target::TargetVersion;
use wgpu::{BindingType, BufferBindingType};

use crate::data::Origin;
use crate::route::{Bound, Program, Stop};
use crate::subject::Subject;

/// Where immediates come from: no source has a group of this number.
pub const IMMEDIATES: Origin = (u32::MAX, 0);
/// Where the numbers of workgroups come from.
pub const WORKGROUPS: Origin = (u32::MAX, 1);

fn register(register: usize) -> HlslTarget {
    HlslTarget {
        register: u32::try_from(register).unwrap_or(u32::MAX),
        ..HlslTarget::default()
    }
}

/// Gives all registers numbers of their own: as bindings, those of every class are one set.
pub fn number(from: &Subject, options: &mut Options) {
    let bindings = &from.reflection.bindings;
    options.transform.bindings = BindingMode::Auto;
    options.hlsl.binding_map = bindings
        .iter()
        .enumerate()
        .map(|(number, each)| HlslResource {
            group: each.group,
            binding: each.binding,
            target: register(number),
        })
        .collect();
    options.hlsl.immediates_target = Some(register(bindings.len()));
    options.hlsl.special_constants_binding = Some(register(bindings.len() + 1));
}

/// The profile that a shader of a version is compiled for.
#[must_use]
pub fn profile(stage: Stage, version: Option<TargetVersion>) -> String {
    let model = match version {
        Some(TargetVersion::Hlsl(model)) => model.to_string(),
        _ => "6.0".to_owned(),
    };
    let stage = match stage {
        Stage::Vertex => "vs",
        Stage::Fragment => "ps",
        _ => "cs",
    };
    format!("{stage}_{}", model.replace('.', "_"))
}

/// Where a product has what is no resource of its source, and what that is.
pub fn added(from: &Subject) -> impl Iterator<Item = (Origin, Origin)> + use<> {
    let number = u32::try_from(from.reflection.bindings.len()).unwrap_or(u32::MAX - 1);
    [((0, number), IMMEDIATES), ((0, number + 1), WORKGROUPS)].into_iter()
}

/// Binds what is no resource of the source, or says why the program is not run.
///
/// # Errors
///
/// Arrays of samplers: naga takes them from a heap, for which Vulkan has nothing.
pub fn bind(program: &mut Program, from: &Subject, text: &str) -> Result<(), Stop> {
    if text.contains("nagaSamplerHeap") || text.contains("nagaComparisonSamplerHeap") {
        return Err(Stop::Declined(
            "samplers in arrays come from a heap in HLSL, and none is bound here".to_owned(),
        ));
    }
    for ((group, binding), origin) in added(from) {
        if origin == IMMEDIATES && program.immediate_size == 0 {
            continue;
        }
        program.resources.push(Bound {
            group,
            binding,
            origin,
            ty: BindingType::Buffer {
                ty: BufferBindingType::Uniform,
                has_dynamic_offset: false,
                min_binding_size: None,
            },
            loose: Vec::new(),
        });
    }
    program.immediate_size = 0;
    Ok(())
}

/// The text as Vulkan can bind it: samplers have registers of their own, and what passes between
/// stages stands at the locations that the semantics of naga name.
///
/// naga reads each sampler from a heap by an index that the host keeps in a buffer; the places in
/// that buffer are the numbers of [`number`], so that the plain registers are free. DXC would count
/// locations in the order of the declarations.
#[must_use]
pub fn for_vulkan(text: &str, from: &Subject) -> String {
    let dual = from
        .entry_point()
        .is_ok_and(|each| each.dual_source_blending);
    let mut made = String::with_capacity(text.len());
    for line in text.lines() {
        if line.contains("SamplerHeap[2048]") || line.contains("SamplerIndexArray : register") {
            continue;
        }
        match plain_sampler(line) {
            Some(plain) => made.push_str(&plain),
            None => made.push_str(&with_locations(line, dual)),
        }
        made.push('\n');
    }
    made
}

/// `static const SamplerState s = nagaSamplerHeap[nagaGroup0SamplerIndexArray[3]];` as a register.
fn plain_sampler(line: &str) -> Option<String> {
    let rest = line.strip_prefix("static const Sampler")?;
    let (declared, place) = rest.split_once(" = naga")?;
    let (_, index) = place.split_once("SamplerIndexArray[")?;
    let index: u32 = index.strip_suffix("]];")?.parse().ok()?;
    Some(format!("Sampler{declared} : register(s{index});"))
}

/// Gives each declaration with a semantic of naga's the location in it.
fn with_locations(line: &str, dual: bool) -> String {
    let mut made = String::with_capacity(line.len());
    let mut rest = line;
    let semantics: &[&str] = if dual {
        &[" : LOC", " : SV_Target"]
    } else {
        &[" : LOC"]
    };
    while let Some((at, semantic)) = semantics
        .iter()
        .filter_map(|each| Some((rest.find(each)?, *each)))
        .min()
    {
        let (before, after) = rest.split_at(at);
        let digits: String = after
            .get(semantic.len()..)
            .unwrap_or_default()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        let start = before
            .rfind(['(', ',', '{', ';'])
            .map_or(0, |index| index + 1);
        let start = before
            .get(start..)
            .map_or(start, |text| start + text.len() - text.trim_start().len());
        let attribute = match semantic {
            " : LOC" => format!("[[vk::location({digits})]] "),
            _ => format!("[[vk::location(0), vk::index({digits})]] "),
        };
        // A result has its semantic after the arguments.
        let is_result = before.ends_with(')');
        made.push_str(before.get(..start).unwrap_or_default());
        if !is_result {
            made.push_str(&attribute);
        }
        made.push_str(before.get(start..).unwrap_or_default());
        let (kept, left) = after.split_at(semantic.len() + digits.len());
        made.push_str(kept);
        rest = left;
    }
    made.push_str(rest);
    made
}

//! HLSL on Vulkan: registers become bindings, and what naga adds as constant buffers is bound, too.

use naga_toolchain::options::Options;
use naga_toolchain::options::binding::{HlslResource, HlslTarget};
use naga_toolchain::options::version::BindingMode;
use naga_toolchain::reflect::model::ResourceClass;
use naga_toolchain::target::TargetVersion;
use wgpu::{BindingType, BufferBindingType};

use crate::data::Origin;
use crate::route::{Bound, Program, Stop, Subject};

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

/// The registers of what is no resource of the source, and where it comes from.
#[must_use]
pub fn added(from: &Subject) -> [(u32, Origin); 2] {
    let number = u32::try_from(from.reflection.bindings.len()).unwrap_or(u32::MAX - 1);
    [(number, IMMEDIATES), (number + 1, WORKGROUPS)]
}

/// The profile that a compute shader of a version is compiled for.
#[must_use]
pub fn profile(version: Option<TargetVersion>) -> String {
    let model = match version {
        Some(TargetVersion::Hlsl(model)) => model.to_string(),
        _ => "6.0".to_owned(),
    };
    format!("cs_{}", model.replace('.', "_"))
}

/// Binds what is no resource of the source, or says why the program is not run.
///
/// # Errors
///
/// Samplers: naga takes them from a heap, for which Vulkan has nothing.
pub fn bind(program: &mut Program, from: &Subject) -> Result<(), Stop> {
    let bindings = &from.reflection.bindings;
    let is_sampler = |class| {
        matches!(
            class,
            ResourceClass::Sampler | ResourceClass::ComparisonSampler
        )
    };
    if bindings.iter().any(|each| is_sampler(each.class)) {
        return Err(Stop::Declined(
            "samplers come from a heap in HLSL, and none is bound here".to_owned(),
        ));
    }
    for (binding, origin) in added(from) {
        if origin == IMMEDIATES && program.immediate_size == 0 {
            continue;
        }
        program.resources.push(Bound {
            group: 0,
            binding,
            origin,
            ty: BindingType::Buffer {
                ty: BufferBindingType::Uniform,
                has_dynamic_offset: false,
                min_binding_size: None,
            },
        });
    }
    program.immediate_size = 0;
    Ok(())
}

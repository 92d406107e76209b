//! What lies outside naga's module, told in one plain sentence.

use std::collections::HashMap;

use rspirv::spirv::{
    BuiltIn, Capability, Decoration, Dim, ExecutionModel, GlslStd450Op, Op, StorageClass,
};

use super::compare::compares;
use super::draft::{Draft, Function, Inst, entry_point};
use super::{Settings, byte, image_atomic, mesh, ray, shape, words};

/// A kind of entry point, in the plural.
pub(super) fn stage_name(model: u32) -> &'static str {
    match ExecutionModel::from_u32(model) {
        Some(ExecutionModel::Vertex) => "vertex stages",
        Some(ExecutionModel::Fragment) => "fragment stages",
        Some(ExecutionModel::GLCompute) => "compute stages",
        Some(ExecutionModel::TessellationControl | ExecutionModel::TessellationEvaluation) => {
            "tessellation stages"
        }
        Some(ExecutionModel::Geometry) => "geometry stages",
        Some(ExecutionModel::Kernel) => "OpenCL kernels",
        Some(ExecutionModel::TaskEXT) => "task stages of this form",
        Some(ExecutionModel::MeshEXT) => "mesh stages of this form",
        Some(ExecutionModel::TaskNV) => "task stages of `SPV_NV_mesh_shader`",
        Some(ExecutionModel::MeshNV) => "mesh stages of `SPV_NV_mesh_shader`",
        Some(
            ExecutionModel::RayGenerationKHR
            | ExecutionModel::IntersectionKHR
            | ExecutionModel::AnyHitKHR
            | ExecutionModel::ClosestHitKHR
            | ExecutionModel::MissKHR
            | ExecutionModel::CallableKHR,
        ) => "ray-tracing stages",
        None => "stages of this kind",
    }
}

/// What keeps a module out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outside {
    /// The subject and verb of a sentence that ends in "not supported".
    pub(crate) what: String,
    /// The id of what it is about: a type, a variable, a value, the function of an entry point.
    pub(crate) id: u32,
}

fn outside(id: u32, what: impl Into<String>) -> Outside {
    Outside {
        what: what.into(),
        id,
    }
}

/// The first thing that keeps a module out, the gravest kinds first.
pub(crate) fn find(words: &[u32], settings: Settings) -> Option<Outside> {
    let draft = Draft::read(words)?;
    let subtle = |(id, what): (u32, String)| outside(id, what);
    stages(&draft)
        .or_else(|| types(&draft))
        .or_else(|| storage(&draft))
        .or_else(|| instructions(&draft))
        .or_else(|| outputs(&draft))
        .or_else(|| inputs(&draft))
        .or_else(|| kernels(&draft))
        .or_else(|| samplers(&draft))
        .or_else(|| ray::what_is_outside(&draft).map(subtle))
        .or_else(|| image_atomic::what_is_outside(&draft).map(subtle))
        .or_else(|| byte::what_is_outside(draft, settings).map(subtle))
        .or_else(|| mesh::what_is_outside(Draft::read(words)?, settings).map(subtle))
}

/// Memory that variables share in ways that would be read as something else, where naga would take
/// the module.
pub(crate) fn overlay(words: &[u32]) -> Option<Outside> {
    let declared = Capability::WorkgroupMemoryExplicitLayoutKHR as u32;
    if !shape::declares(words, declared) {
        return None;
    }
    let (id, what) = words::what_is_outside(&Draft::read(words)?)?;
    Some(outside(id, what))
}

fn stages(draft: &Draft) -> Option<Outside> {
    let ours = [
        ExecutionModel::Vertex as u32,
        ExecutionModel::Fragment as u32,
        ExecutionModel::GLCompute as u32,
        ExecutionModel::MeshEXT as u32,
        ExecutionModel::TaskEXT as u32,
    ];
    if draft
        .entry_points
        .iter()
        .any(|inst| ours.contains(&inst.arg(0)))
    {
        return None;
    }
    let entry = entry_point(draft.entry_points.first()?);
    let what = format!("{} (`{}`) are", stage_name(entry.model), entry.name);
    Some(outside(entry.function, what))
}

fn types(draft: &Draft) -> Option<Outside> {
    draft.globals.iter().find_map(|inst| {
        let what = match inst.op {
            Op::TypeImage if inst.arg(1) == Dim::DimBuffer as u32 => {
                "texel buffers (`samplerBuffer`, `imageBuffer`) are"
            }
            Op::TypeImage
                if inst.arg(4) == 1
                    && inst.arg(5) == 2
                    && inst.arg(1) != Dim::DimSubpassData as u32 =>
            {
                "storage images with several samples are"
            }
            Op::TypeCooperativeMatrixKHR | Op::TypeCooperativeMatrixNV => {
                "cooperative matrices in SPIR-V are"
            }
            Op::TypeVector if inst.arg(1) > 4 => "vectors of more than four components are",
            Op::TypeVectorIdEXT => "vectors of any length, and cooperative ones, are",
            Op::TypeTensorARM => "tensors are",
            Op::TypeUntypedPointerKHR => "untyped pointers, as descriptor heaps have them, are",
            Op::TypeForwardPointer => "buffer references (pointers to memory) are",
            _ => return None,
        };
        Some(outside(inst.id, what))
    })
}

fn storage(draft: &Draft) -> Option<Outside> {
    draft.globals.iter().find_map(|inst| {
        if !matches!(inst.op, Op::Variable | Op::TypePointer) {
            return None;
        }
        let what = match StorageClass::from_u32(inst.arg(0))? {
            StorageClass::PhysicalStorageBuffer => "buffer references (pointers to memory) are",
            StorageClass::CrossWorkgroup | StorageClass::Generic => "OpenCL kernels are",
            StorageClass::RayPayloadKHR
            | StorageClass::IncomingRayPayloadKHR
            | StorageClass::HitAttributeKHR
            | StorageClass::CallableDataKHR
            | StorageClass::IncomingCallableDataKHR
            | StorageClass::ShaderRecordBufferKHR => "ray-tracing stages are",
            StorageClass::TileImageEXT => "tile images are",
            StorageClass::AtomicCounter => "atomic counters are",
            _ => return None,
        };
        Some(outside(inst.id, what))
    })
}

fn instructions(draft: &Draft) -> Option<Outside> {
    let insts = draft.functions.iter().flat_map(Function::insts);
    for inst in insts {
        let what = match inst.op {
            Op::PtrAccessChain
            | Op::InBoundsPtrAccessChain
            | Op::PtrEqual
            | Op::PtrNotEqual
            | Op::PtrDiff => "arithmetic on pointers is".to_owned(),
            Op::BeginInvocationInterlockEXT | Op::EndInvocationInterlockEXT => {
                "fragment shader interlock is".to_owned()
            }
            Op::ImageSampleWeightedQCOM
            | Op::ImageBoxFilterQCOM
            | Op::ImageBlockMatchSSDQCOM
            | Op::ImageBlockMatchSADQCOM
            | Op::ImageBlockMatchWindowSSDQCOM
            | Op::ImageBlockMatchWindowSADQCOM
            | Op::ImageBlockMatchGatherSSDQCOM
            | Op::ImageBlockMatchGatherSADQCOM => "image processing of Qualcomm is".to_owned(),
            Op::ControlBarrierArriveINTEL | Op::ControlBarrierWaitINTEL => {
                "a barrier in two halves is".to_owned()
            }
            Op::GroupNonUniformPartitionEXT => "parting a subgroup by values is".to_owned(),
            Op::ExtInst if is_pull_model(draft, inst) => {
                "interpolating an input at another place is".to_owned()
            }
            Op::ExtInst if is_frexp_of_doubles(draft, inst) => {
                "`frexp` of 64-bit floats is".to_owned()
            }
            Op::ReadClockKHR => "reading the clock is".to_owned(),
            _ => continue,
        };
        return Some(outside(inst.id, what));
    }
    None
}

/// Whether it is one of the functions that take an input at another place of the pixel.
fn is_pull_model(draft: &Draft, inst: &Inst) -> bool {
    Some(inst.arg(0)) == draft.glsl_set()
        && matches!(
            GlslStd450Op::from_u32(inst.arg(1)),
            Some(
                GlslStd450Op::InterpolateAtCentroid
                    | GlslStd450Op::InterpolateAtSample
                    | GlslStd450Op::InterpolateAtOffset
            )
        )
}

fn is_frexp_of_doubles(draft: &Draft, inst: &Inst) -> bool {
    Some(inst.arg(0)) == draft.glsl_set()
        && matches!(
            GlslStd450Op::from_u32(inst.arg(1)),
            Some(GlslStd450Op::Frexp | GlslStd450Op::FrexpStruct)
        )
        && draft.float(draft.type_of(inst.arg(2))) == Some(64)
}

/// Samplers that compare, taken out of arrays: naga has a type for one alone.
fn samplers(draft: &Draft) -> Option<Outside> {
    let mut from: HashMap<u32, u32> = HashMap::new();
    for inst in draft.functions.iter().flat_map(Function::insts) {
        let source = match inst.op {
            Op::AccessChain | Op::InBoundsAccessChain | Op::Load => inst.arg(0),
            Op::SampledImage => inst.arg(1),
            op if compares(op) => {
                let joined = from.get(&inst.arg(0)).copied().unwrap_or_default();
                let loaded = from.get(&joined).copied().unwrap_or_default();
                let variable = from.get(&loaded).copied().unwrap_or_default();
                let ty = draft.pointee(draft.type_of(variable));
                let is_array =
                    matches!(draft.op_of(ty), Some(Op::TypeArray | Op::TypeRuntimeArray));
                if is_array && draft.op_of(draft.type_of(joined)) == Some(Op::TypeSampler) {
                    let what = "arrays of samplers that compare depths are";
                    return Some(outside(variable, what));
                }
                continue;
            }
            _ => continue,
        };
        from.insert(inst.id, source);
    }
    None
}

/// Distances that the stage before has computed: no target hands them on.
fn inputs(draft: &Draft) -> Option<Outside> {
    draft.variables().into_iter().find_map(|variable| {
        let built_in = BuiltIn::from_u32(draft.number(variable.id, Decoration::BuiltIn)?)?;
        let is_distance = matches!(built_in, BuiltIn::ClipDistance | BuiltIn::CullDistance);
        (is_distance && variable.is(StorageClass::Input)).then(|| {
            let what = format!("reading the built-in `{built_in:?}` is");
            outside(variable.id, what)
        })
    })
}

/// Outputs with a built-in that no target can write.
fn outputs(draft: &Draft) -> Option<Outside> {
    let has_mesh = draft
        .entry_points
        .iter()
        .any(|inst| inst.arg(0) == ExecutionModel::MeshEXT as u32);
    draft.variables().into_iter().find_map(|variable| {
        // Those of mesh stages are looked at with the stages.
        if has_mesh || !variable.is(StorageClass::Output) {
            return None;
        }
        let built_in = BuiltIn::from_u32(draft.number(variable.id, Decoration::BuiltIn)?)?;
        let is_known = matches!(
            built_in,
            BuiltIn::Position
                | BuiltIn::PointSize
                | BuiltIn::ClipDistance
                | BuiltIn::CullDistance
                | BuiltIn::FragDepth
                | BuiltIn::SampleMask
        );
        (!is_known).then(|| {
            outside(
                variable.id,
                format!("writing the built-in `{built_in:?}` is"),
            )
        })
    })
}

fn kernels(draft: &Draft) -> Option<Outside> {
    draft
        .capabilities
        .iter()
        .any(|inst| inst.arg(0) == Capability::Kernel as u32)
        .then(|| outside(0, "OpenCL kernels are"))
}

//! Calls that stand for what SPIR-V cannot say, or naga cannot hear.
//!
//! A pass puts a call of a function of its own where the meaning belongs. Once naga has read the
//! module, [`super::repair`] puts the meaning into the place of the call and takes the function
//! out again.

use rspirv::spirv::{FunctionControl, Op};

use super::draft::{Block, Draft, Function, Inst};
use super::mesh::repair::Stage;
use super::short;

/// What a call stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Marker {
    /// The number of layers of an image.
    LayerCount,
    /// A loop is left from within a switch: the branch behind it goes to the end of the loop.
    LeaveLoop,
    /// A float that loses what a 16-bit one does not hold.
    QuantizeToF16,
    /// An atomic operation on a texel: image, coordinate, layer if there are any, value.
    ImageAtomic(Texel),
    /// The least or the greatest of what is in memory and a value takes its place: pointer, variable
    /// that has what is there and will have what was, value; and of how many bytes.
    AtomicChoice(Choice, u8),
    /// A load from an element of an array of images: image, coordinate, then what it reads.
    ImageLoad(Reads),
    /// A store to such an element: image, coordinate, layer if there are any, value.
    ImageStore {
        /// Whether there are layers.
        arrayed: bool,
    },
    /// The start of a ray query: query, acceleration structure, flags, mask, origin, least
    /// distance, direction, greatest distance.
    RayInitialize,
    /// A step of a ray query, which says whether there is a candidate.
    RayProceed,
    /// A hit made by the shader: query, distance.
    RayGenerate,
    /// The candidate is taken.
    RayConfirm,
    /// The end of a ray query.
    RayTerminate,
    /// The candidate of a ray query.
    RayCandidate,
    /// What a ray query hit.
    RayCommitted,
}

/// What a load from an image is told besides a coordinate, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Reads {
    /// A layer.
    pub(crate) arrayed: bool,
    /// A sample.
    pub(crate) sample: bool,
    /// A level.
    pub(crate) level: bool,
}

/// Which of two integers is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Choice {
    /// The least, or the greatest.
    pub(crate) least: bool,
    /// Whether their bits are those of signed numbers.
    pub(crate) signed: bool,
}

/// What an atomic operation does with a texel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Texel {
    Add,
    And,
    InclusiveOr,
    ExclusiveOr,
    Min,
    Max,
}

/// A type of naga's that its front end does not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opaque {
    /// A ray query.
    RayQuery,
    /// An acceleration structure.
    AccelerationStructure,
    /// What is told of a candidate or a hit of a ray query.
    Intersection,
}

/// Something to do to naga's module.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Repair {
    /// Calls of the function with this name stand for something else.
    Marker {
        /// The function's name.
        function: String,
        /// What its calls stand for.
        marker: Marker,
    },
    /// A variable is an array of buffers.
    BindingArray {
        /// Its id; in the end its number among all variables of the module.
        variable: u32,
        /// Whether it has no length.
        unbounded: bool,
    },
    /// A constant has a value that the reader does not take.
    Value {
        /// Which constant.
        place: short::Place,
        /// Its value.
        value: naga::Literal,
    },
    /// Numbers of a workgroup size are overrides.
    WorkgroupSize {
        /// The entry point; none means all of them.
        entry_point: Option<String>,
        /// The ids of the overrides.
        ids: [Option<u32>; 3],
    },
    /// A compute stage is a mesh or task stage.
    Stage(Stage),
    /// The type with this name is another one.
    Opaque {
        /// The name of the type that stands in for it.
        stand_in: String,
        /// The type.
        becomes: Opaque,
    },
}

/// The function whose calls are a marker: one for each marker and types.
pub(super) fn function(draft: &mut Draft, marker: Marker, result: u32, params: &[u32]) -> u32 {
    let args: Vec<u32> = std::iter::once(result)
        .chain(params.iter().copied())
        .collect();
    let ty = draft.define(Op::TypeFunction, 0, args);
    let name = format!("{marker:?}_marker_{ty}");
    if let Some(&id) = draft.markers.get(&name) {
        return id;
    }
    let end = if draft.op_of(result) == Some(Op::TypeVoid) {
        Inst::bare(Op::Return, [])
    } else {
        let null = draft.define(Op::ConstantNull, result, []);
        Inst::bare(Op::ReturnValue, [null])
    };
    let id = draft.fresh();
    let params = params
        .iter()
        .map(|&ty| Inst::new(Op::FunctionParameter, ty, draft.value(ty), []))
        .collect();
    let label = draft.fresh();
    draft.functions.push(Function {
        def: Inst::new(Op::Function, result, id, [FunctionControl::NONE.bits(), ty]),
        params,
        blocks: vec![Block {
            label,
            insts: vec![end],
        }],
    });
    draft.set_name(id, &name);
    draft.markers.insert(name.clone(), id);
    draft.repairs.push(Repair::Marker {
        function: name,
        marker,
    });
    id
}

//! Names of SPIR-V that rspirv's tables do not hold.
//!
//! Three gaps: alternative names of opcodes (rspirv has them as constants that cannot be looked up
//! at run time; the list here is of names only, their numbers stay rspirv's), the enumerants of
//! the two debug-info instruction sets whose operands are not ids, and the words with which the
//! grammar's built-in variables are customarily called.
//!
//! Imports rspirv only. The lookups over these tables are in `grammar` and `friendly`.

use rspirv::grammar::OperandKind;
use rspirv::spirv::{BuiltIn, Op};

macro_rules! op_aliases {
    ($($name:ident)*) => {
        &[$((stringify!($name), Op::$name)),*]
    };
}

/// Alternative opcode names, without their `Op`.
pub(super) const OP_ALIASES: &[(&str, Op)] = op_aliases! {
    SDotKHR UDotKHR SUDotKHR SDotAccSatKHR UDotAccSatKHR SUDotAccSatKHR
    TypeCooperativeVectorNV GroupNonUniformPartitionNV ReportIntersectionNV
    TypeAccelerationStructureNV RayQueryGetClusterIdNV DemoteToHelperInvocationEXT
    DecorateStringGOOGLE MemberDecorateStringGOOGLE
    ArbitraryFloatSinCosPiINTEL ArbitraryFloatCastINTEL ArbitraryFloatCastFromIntINTEL
    ArbitraryFloatCastToIntINTEL ArbitraryFloatAddINTEL ArbitraryFloatSubINTEL
    ArbitraryFloatMulINTEL ArbitraryFloatDivINTEL ArbitraryFloatGTINTEL ArbitraryFloatGEINTEL
    ArbitraryFloatLTINTEL ArbitraryFloatLEINTEL ArbitraryFloatEQINTEL ArbitraryFloatRecipINTEL
    ArbitraryFloatRSqrtINTEL ArbitraryFloatCbrtINTEL ArbitraryFloatHypotINTEL
    ArbitraryFloatSqrtINTEL
    FixedSqrtINTEL FixedRecipINTEL FixedRsqrtINTEL FixedSinINTEL FixedCosINTEL FixedSinCosINTEL
    FixedSinPiINTEL FixedCosPiINTEL FixedSinCosPiINTEL FixedLogINTEL FixedExpINTEL
    PtrCastToCrossWorkgroupINTEL CrossWorkgroupCastToPtrINTEL
    ReadPipeBlockingINTEL WritePipeBlockingINTEL FPGARegINTEL
    TaskSequenceCreateINTEL TaskSequenceAsyncINTEL TaskSequenceGetINTEL TaskSequenceReleaseINTEL
    TypeTaskSequenceINTEL
};

/// An enumeration: name, value, and how many integer parameters follow the enumerant.
pub(super) type NamedValues = &'static [(&'static str, u32, usize)];

/// An enumeration that rspirv names and does not list.
pub(super) struct ExtraEnum {
    pub(super) kind: OperandKind,
    pub(super) is_mask: bool,
    pub(super) values: NamedValues,
}

const DEBUG_INFO_FLAGS: NamedValues = &[
    ("FlagIsProtected", 0x1, 0),
    ("FlagIsPrivate", 0x2, 0),
    ("FlagIsPublic", 0x3, 0),
    ("FlagIsLocal", 0x4, 0),
    ("FlagIsDefinition", 0x8, 0),
    ("FlagFwdDecl", 0x10, 0),
    ("FlagArtificial", 0x20, 0),
    ("FlagExplicit", 0x40, 0),
    ("FlagPrototyped", 0x80, 0),
    ("FlagObjectPointer", 0x100, 0),
    ("FlagStaticMember", 0x200, 0),
    ("FlagIndirectVariable", 0x400, 0),
    ("FlagLValueReference", 0x800, 0),
    ("FlagRValueReference", 0x1000, 0),
    ("FlagIsOptimized", 0x2000, 0),
    ("FlagIsEnumClass", 0x4000, 0),
    ("FlagTypePassByValue", 0x8000, 0),
    ("FlagTypePassByReference", 0x1_0000, 0),
];

const COMPOSITE_TYPES: NamedValues = &[("Class", 0, 0), ("Structure", 1, 0), ("Union", 2, 0)];

const TYPE_QUALIFIERS: NamedValues = &[
    ("ConstType", 0, 0),
    ("VolatileType", 1, 0),
    ("RestrictType", 2, 0),
    ("AtomicType", 3, 0),
];

const OPERATIONS: NamedValues = &[
    ("Deref", 0, 0),
    ("Plus", 1, 0),
    ("Minus", 2, 0),
    ("PlusUconst", 3, 1),
    ("BitPiece", 4, 2),
    ("Swap", 5, 0),
    ("Xderef", 6, 0),
    ("StackValue", 7, 0),
    ("Constu", 8, 1),
    ("Fragment", 9, 2),
];

const OPENCL_ENCODINGS: NamedValues = &[
    ("Unspecified", 0, 0),
    ("Address", 1, 0),
    ("Boolean", 2, 0),
    ("Float", 3, 0),
    ("Signed", 4, 0),
    ("SignedChar", 5, 0),
    ("Unsigned", 6, 0),
    ("UnsignedChar", 7, 0),
];

/// The older set leaves out the value 3, hence a table of its own.
const OLD_ENCODINGS: NamedValues = &[
    ("Unspecified", 0, 0),
    ("Address", 1, 0),
    ("Boolean", 2, 0),
    ("Float", 4, 0),
    ("Signed", 5, 0),
    ("SignedChar", 6, 0),
    ("Unsigned", 7, 0),
    ("UnsignedChar", 8, 0),
];

const IMPORTED_ENTITIES: NamedValues = &[("ImportedModule", 0, 0), ("ImportedDeclaration", 1, 0)];

/// The enumerations of `DebugInfo` and `OpenCL.DebugInfo.100`.
pub(super) const EXTRA_ENUMS: &[ExtraEnum] = {
    use rspirv::grammar::debuginfo::ExtOperandKind as Old;
    use rspirv::grammar::opencl_debuginfo_100::ExtOperandKind as OpenCl;

    const fn table(kind: OperandKind, is_mask: bool, values: NamedValues) -> ExtraEnum {
        ExtraEnum {
            kind,
            is_mask,
            values,
        }
    }
    const fn old(kind: Old) -> OperandKind {
        OperandKind::Debuginfo(kind)
    }
    const fn opencl(kind: OpenCl) -> OperandKind {
        OperandKind::OpenclDebuginfo100(kind)
    }

    &[
        table(old(Old::DebugInfoFlags), true, DEBUG_INFO_FLAGS),
        table(
            old(Old::DebugBaseTypeAttributeEncoding),
            false,
            OLD_ENCODINGS,
        ),
        table(old(Old::DebugCompositeType), false, COMPOSITE_TYPES),
        table(old(Old::DebugTypeQualifier), false, TYPE_QUALIFIERS),
        table(old(Old::DebugOperation), false, OPERATIONS),
        table(opencl(OpenCl::DebugInfoFlags), true, DEBUG_INFO_FLAGS),
        table(
            opencl(OpenCl::DebugBaseTypeAttributeEncoding),
            false,
            OPENCL_ENCODINGS,
        ),
        table(opencl(OpenCl::DebugCompositeType), false, COMPOSITE_TYPES),
        table(opencl(OpenCl::DebugTypeQualifier), false, TYPE_QUALIFIERS),
        table(opencl(OpenCl::DebugOperation), false, OPERATIONS),
        table(
            opencl(OpenCl::DebugImportedEntity),
            false,
            IMPORTED_ENTITIES,
        ),
    ]
};

/// What a variable decorated as `built_in` is called, if it has a customary name: that of GLSL for
/// those of GLSL, else that of the grammar.
pub(super) fn built_in_name(built_in: BuiltIn) -> Option<String> {
    let renamed = match built_in {
        BuiltIn::VertexId => "gl_VertexID",
        BuiltIn::InstanceId => "gl_InstanceID",
        BuiltIn::PrimitiveId => "gl_PrimitiveID",
        BuiltIn::InvocationId => "gl_InvocationID",
        BuiltIn::SampleId => "gl_SampleID",
        BuiltIn::NumWorkgroups => "gl_NumWorkGroups",
        BuiltIn::WorkgroupSize => "gl_WorkGroupSize",
        BuiltIn::WorkgroupId => "gl_WorkGroupID",
        BuiltIn::LocalInvocationId => "gl_LocalInvocationID",
        BuiltIn::GlobalInvocationId => "gl_GlobalInvocationID",
        BuiltIn::SubgroupEqMask => "SubgroupEqMaskKHR",
        BuiltIn::SubgroupGeMask => "SubgroupGeMaskKHR",
        BuiltIn::SubgroupGtMask => "SubgroupGtMaskKHR",
        BuiltIn::SubgroupLeMask => "SubgroupLeMaskKHR",
        BuiltIn::SubgroupLtMask => "SubgroupLtMaskKHR",
        BuiltIn::Position
        | BuiltIn::PointSize
        | BuiltIn::ClipDistance
        | BuiltIn::CullDistance
        | BuiltIn::Layer
        | BuiltIn::ViewportIndex
        | BuiltIn::TessLevelOuter
        | BuiltIn::TessLevelInner
        | BuiltIn::TessCoord
        | BuiltIn::PatchVertices
        | BuiltIn::FragCoord
        | BuiltIn::PointCoord
        | BuiltIn::FrontFacing
        | BuiltIn::SamplePosition
        | BuiltIn::SampleMask
        | BuiltIn::FragDepth
        | BuiltIn::HelperInvocation
        | BuiltIn::LocalInvocationIndex
        | BuiltIn::VertexIndex
        | BuiltIn::InstanceIndex
        | BuiltIn::BaseInstance => return Some(format!("gl_{built_in:?}")),
        BuiltIn::WorkDim
        | BuiltIn::GlobalSize
        | BuiltIn::EnqueuedWorkgroupSize
        | BuiltIn::GlobalOffset
        | BuiltIn::GlobalLinearId
        | BuiltIn::SubgroupSize
        | BuiltIn::SubgroupMaxSize
        | BuiltIn::NumSubgroups
        | BuiltIn::NumEnqueuedSubgroups
        | BuiltIn::SubgroupId
        | BuiltIn::SubgroupLocalInvocationId => return Some(format!("{built_in:?}")),
        _ => return None,
    };
    Some(renamed.to_owned())
}

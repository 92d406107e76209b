//! What each target has: for every [`Feature`] the version it came with, or why it never will.
//!
//! These tables are the one place that knows about versions. They follow the languages'
//! specifications and, where naga's writers can do less, the writers.

use super::features::{Feature, Features};
use crate::options::version::{GlslVersion, MslVersion, ShaderModel, SpirvVersion};

/// What a feature asks of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need<V> {
    /// Every version has it.
    Any,
    /// This version and later ones have it.
    Since(V),
    /// No version has it; why, or what to do instead, where that is worth saying.
    Never(&'static str),
}

/// The target's own default, used with `auto` unless the shader needs more.
pub(crate) const MSL_DEFAULT: MslVersion = MslVersion::V2_4;
/// See [`MSL_DEFAULT`].
pub(crate) const HLSL_DEFAULT: ShaderModel = ShaderModel::V6_0;
/// See [`MSL_DEFAULT`].
pub(crate) const GLSL_DEFAULT: GlslVersion = GlslVersion::Core450;
/// See [`MSL_DEFAULT`].
pub(crate) const SPIRV_DEFAULT: SpirvVersion = SpirvVersion::V1_3;

/// The smallest version from `default` on that has everything used.
///
/// Features that no version has are left to the caller's own check.
pub(crate) fn version_for<V: Copy + Ord>(
    features: &Features,
    default: V,
    need: fn(Feature) -> Need<V>,
) -> V {
    features
        .iter()
        .filter_map(|(feature, _)| match need(feature) {
            Need::Since(version) => Some(version),
            Need::Any | Need::Never(_) => None,
        })
        .fold(default, Ord::max)
}

/// What MSL has.
pub(crate) const fn msl(feature: Feature) -> Need<MslVersion> {
    use MslVersion::{V1_2, V2_0, V2_1, V2_2, V2_3, V2_4, V3_0, V3_1, V3_2, V4_0};
    match feature {
        Feature::Float64 => Need::Never("Metal has no double"),
        Feature::DepthTexture1d => Need::Never("use a 2D texture of one row"),
        Feature::Int64AtomicOther => {
            Need::Never("Metal has only min and max on 64-bit atomics, without their result")
        }
        Feature::RayTracingStages
        | Feature::CullDistance
        | Feature::NinthColourOutput => Need::Never(""),
        Feature::WritableStorageBufferInFragment
        | Feature::WritableStorageTextureInFragment
        | Feature::ReadWriteStorageTexture
        | Feature::BaseVertexOrInstance
        | Feature::InstanceIndex
        | Feature::DualSourceBlending => Need::Since(V1_2),
        Feature::BindingArray => Need::Since(V2_0),
        Feature::Subgroup
        | Feature::SubgroupQuad
        | Feature::SubgroupBarrier
        | Feature::InvariantPosition => Need::Since(V2_1),
        Feature::Int64 | Feature::ViewIndex => Need::Since(V2_2),
        Feature::PrimitiveIndex | Feature::Barycentric | Feature::CooperativeMatrix => {
            Need::Since(V2_3)
        }
        Feature::RayQuery | Feature::AccelerationStructure | Feature::Int64AtomicMinMax => {
            Need::Since(V2_4)
        }
        Feature::MeshStages
        | Feature::MeshPoints
        | Feature::Float32Atomic
        | Feature::BindingArrayOfReadWriteTextures => Need::Since(V3_0),
        Feature::TextureAtomic | Feature::TextureAtomic64 => Need::Since(V3_1),
        Feature::CoherentBuffer => Need::Since(V3_2),
        Feature::PerVertexInput => Need::Since(V4_0),
        Feature::ComputeStage
        | Feature::Float16
        | Feature::Int16
        | Feature::StorageBuffer
        | Feature::StorageTexture
        | Feature::ExtendedStorageFormat
        | Feature::ReadWriteFormat
        | Feature::Determinant
        | Feature::SampleMask
        | Feature::EarlyDepthOutput
        | Feature::Bgra8Storage
        | Feature::CubeArrayTexture
        | Feature::MultisampledTexture
        | Feature::MultisampledArrayTexture
        | Feature::RowArrayTexture
        | Feature::ExternalTexture
        | Feature::ArrayOfArrays
        | Feature::RuntimeArray
        | Feature::NonStructImmediate
        | Feature::GatherCompare
        | Feature::TextureGather
        | Feature::DepthTextureLoad
        | Feature::CubeOffset
        | Feature::CubeArrayDepthGradient
        | Feature::ShadowLod
        | Feature::SampleCountQuery
        | Feature::LevelCountQuery
        | Feature::StorageTextureSizeQuery
        | Feature::ClipDistance
        | Feature::SampleShading
        | Feature::WorkgroupSizeBuiltin
        | Feature::PointSize
        | Feature::PointCoord
        | Feature::LinearInterpolation
        | Feature::SampleInterpolation
        | Feature::FirstSampling
        | Feature::WideVarying
        | Feature::ManyOutputs
        | Feature::MeshMemory
        | Feature::WorkgroupMemory
        // Replaced before the writer sees it.
        | Feature::MatrixInverse
        | Feature::OuterProduct
        | Feature::FloatToInt16
        | Feature::DrawIndex
        | Feature::PackedDotProduct
        | Feature::Pack4x8
        | Feature::PackHalf
        | Feature::ClampToEdge
        | Feature::UniformBindingArray
        | Feature::TextureAtomicInArray
        | Feature::BitFunctions
        | Feature::WideBitFunctions
        | Feature::DepthTextureSample
        | Feature::Float64Math
        | Feature::HalfFrexp
        | Feature::SwitchFallThrough => Need::Any,
    }
}

/// What HLSL has.
pub(crate) const fn hlsl(feature: Feature) -> Need<ShaderModel> {
    use ShaderModel::{V6_0, V6_1, V6_2, V6_5, V6_6};
    match feature {
        Feature::WideVarying => Need::Never("split them into 32-bit numbers"),
        Feature::MeshPoints => Need::Never("Direct3D's mesh stages give lines and triangles"),
        Feature::NinthColourOutput => Need::Never("Direct3D has 8 render targets"),
        Feature::ManyOutputs => Need::Never("Direct3D has 32 rows of four"),
        Feature::WorkgroupMemory => Need::Never("Direct3D has 32 KiB for a workgroup"),
        Feature::MeshMemory => Need::Never(
            "what the stage gives is kept there until all invocations are through: give it in more workgroups",
        ),
        Feature::Float64Math => Need::Never("HLSL has only abs, min, max, clamp and fma of doubles"),
        Feature::SubgroupBarrier => Need::Never("HLSL has no barrier of a wave"),
        Feature::RayTracingStages
        | Feature::CooperativeMatrix
        | Feature::PointCoord => Need::Never(""),
        Feature::Subgroup | Feature::SubgroupQuad | Feature::Int64 => Need::Since(V6_0),
        Feature::ViewIndex | Feature::Barycentric | Feature::PerVertexInput => Need::Since(V6_1),
        Feature::Float16 | Feature::Int16 => Need::Since(V6_2),
        Feature::MeshStages | Feature::RayQuery | Feature::AccelerationStructure => {
            Need::Since(V6_5)
        }
        Feature::Int64AtomicMinMax | Feature::Int64AtomicOther | Feature::TextureAtomic64 => {
            Need::Since(V6_6)
        }
        Feature::ComputeStage
        | Feature::Float64
        | Feature::TextureAtomic
        | Feature::StorageBuffer
        | Feature::WritableStorageBufferInFragment
        | Feature::StorageTexture
        | Feature::WritableStorageTextureInFragment
        | Feature::ReadWriteStorageTexture
        | Feature::ExtendedStorageFormat
        | Feature::ReadWriteFormat
        | Feature::Determinant
        | Feature::SampleMask
        | Feature::EarlyDepthOutput
        | Feature::Bgra8Storage
        | Feature::Float32Atomic
        | Feature::NonStructImmediate
        | Feature::CubeArrayTexture
        | Feature::MultisampledTexture
        | Feature::MultisampledArrayTexture
        | Feature::RowArrayTexture
        | Feature::ExternalTexture
        | Feature::BindingArray
        | Feature::BindingArrayOfReadWriteTextures
        | Feature::ArrayOfArrays
        | Feature::RuntimeArray
        | Feature::GatherCompare
        | Feature::TextureGather
        | Feature::DepthTextureLoad
        | Feature::DepthTexture1d
        | Feature::CubeOffset
        | Feature::CoherentBuffer
        | Feature::CubeArrayDepthGradient
        | Feature::ShadowLod
        | Feature::SampleCountQuery
        | Feature::LevelCountQuery
        | Feature::StorageTextureSizeQuery
        | Feature::ClipDistance
        | Feature::CullDistance
        | Feature::PrimitiveIndex
        | Feature::SampleShading
        | Feature::InstanceIndex
        // Replaced before the writer sees it.
        | Feature::MatrixInverse
        | Feature::OuterProduct
        | Feature::FloatToInt16
        | Feature::DrawIndex
        | Feature::WorkgroupSizeBuiltin
        | Feature::PointSize
        | Feature::BaseVertexOrInstance
        | Feature::InvariantPosition
        | Feature::LinearInterpolation
        | Feature::SampleInterpolation
        | Feature::FirstSampling
        | Feature::DualSourceBlending
        | Feature::PackedDotProduct
        | Feature::Pack4x8
        | Feature::PackHalf
        | Feature::ClampToEdge
        | Feature::UniformBindingArray
        | Feature::TextureAtomicInArray
        | Feature::BitFunctions
        | Feature::WideBitFunctions
        | Feature::DepthTextureSample
        | Feature::HalfFrexp
        | Feature::SwitchFallThrough => Need::Any,
    }
}

/// What SPIR-V has.
pub(crate) const fn spirv(feature: Feature) -> Need<SpirvVersion> {
    use SpirvVersion::{V1_3, V1_4, V1_6};
    match feature {
        Feature::TextureAtomicInArray => {
            Need::Never("naga writes them on a copy of the texture, which SPIR-V does not allow")
        }
        Feature::UniformBindingArray => {
            Need::Never("give the array a struct that nothing else holds")
        }
        Feature::Subgroup | Feature::SubgroupQuad | Feature::SubgroupBarrier => Need::Since(V1_3),
        Feature::MeshStages
        | Feature::MeshPoints
        | Feature::RayQuery
        | Feature::AccelerationStructure
        | Feature::RayTracingStages => Need::Since(V1_4),
        Feature::CooperativeMatrix => Need::Since(V1_6),
        Feature::ComputeStage
        | Feature::Float16
        | Feature::Float64
        | Feature::Int16
        | Feature::Int64
        | Feature::Int64AtomicMinMax
        | Feature::Int64AtomicOther
        | Feature::Float32Atomic
        | Feature::TextureAtomic
        | Feature::TextureAtomic64
        | Feature::StorageBuffer
        | Feature::WritableStorageBufferInFragment
        | Feature::StorageTexture
        | Feature::WritableStorageTextureInFragment
        | Feature::ReadWriteStorageTexture
        | Feature::ExtendedStorageFormat
        | Feature::ReadWriteFormat
        | Feature::Determinant
        | Feature::SampleMask
        | Feature::EarlyDepthOutput
        | Feature::Bgra8Storage
        | Feature::CubeArrayTexture
        | Feature::MultisampledTexture
        | Feature::MultisampledArrayTexture
        | Feature::RowArrayTexture
        | Feature::BindingArray
        | Feature::BindingArrayOfReadWriteTextures
        | Feature::ArrayOfArrays
        | Feature::RuntimeArray
        | Feature::NonStructImmediate
        | Feature::GatherCompare
        | Feature::TextureGather
        | Feature::DepthTextureLoad
        | Feature::DepthTexture1d
        | Feature::CubeOffset
        | Feature::CoherentBuffer
        | Feature::CubeArrayDepthGradient
        | Feature::ShadowLod
        | Feature::SampleCountQuery
        | Feature::LevelCountQuery
        | Feature::StorageTextureSizeQuery
        | Feature::MatrixInverse
        | Feature::OuterProduct
        | Feature::ClipDistance
        | Feature::CullDistance
        | Feature::ViewIndex
        | Feature::PrimitiveIndex
        | Feature::SampleShading
        | Feature::Barycentric
        | Feature::PerVertexInput
        | Feature::BaseVertexOrInstance
        | Feature::InstanceIndex
        | Feature::WorkgroupSizeBuiltin
        | Feature::PointSize
        | Feature::PointCoord
        | Feature::DrawIndex
        | Feature::InvariantPosition
        | Feature::LinearInterpolation
        | Feature::SampleInterpolation
        | Feature::FirstSampling
        | Feature::WideVarying
        | Feature::NinthColourOutput
        | Feature::ManyOutputs
        | Feature::MeshMemory
        | Feature::WorkgroupMemory
        | Feature::DualSourceBlending
        // Replaced before the writer sees it.
        | Feature::ExternalTexture
        | Feature::PackedDotProduct
        | Feature::Pack4x8
        | Feature::PackHalf
        | Feature::ClampToEdge
        | Feature::FloatToInt16
        | Feature::BitFunctions
        | Feature::WideBitFunctions
        | Feature::DepthTextureSample
        | Feature::Float64Math
        | Feature::HalfFrexp
        | Feature::SwitchFallThrough => Need::Any,
    }
}

/// What WGSL has; it has no versions, so nothing is `Since`.
pub(crate) const fn wgsl<V>(feature: Feature) -> Need<V> {
    match feature {
        Feature::RayQuery => Need::Never("naga writes no ray queries as WGSL"),
        Feature::DepthTexture1d => Need::Never("use a 2D texture of one row"),
        Feature::RowArrayTexture => Need::Never("use a 2D array texture of one row"),
        Feature::MultisampledArrayTexture => Need::Never("use a texture for each layer"),
        // Its exponent is an integer of 16 bits in naga's module, which WGSL does not have.
        Feature::HalfFrexp => Need::Never("convert to f32 first"),
        Feature::BaseVertexOrInstance
        | Feature::CullDistance
        | Feature::PointCoord
        | Feature::SwitchFallThrough => Need::Never(""),
        _ => Need::Any,
    }
}

/// What GLSL has: the desktop and the ES version it came with, each perhaps never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GlslNeed {
    /// First desktop version.
    pub(crate) desktop: Option<GlslVersion>,
    /// First ES version.
    pub(crate) es: Option<GlslVersion>,
    /// Whether WebGL 2 has it although it is ES 3.00.
    pub(crate) webgl: bool,
    /// Why it is missing, where that is worth saying.
    pub(crate) why: &'static str,
}

impl GlslNeed {
    const ANY: Self = Self {
        desktop: Some(GlslVersion::Core140),
        es: Some(GlslVersion::Es300),
        webgl: true,
        why: "",
    };

    /// From these versions on.
    pub(in crate::emit) const fn since(desktop: GlslVersion, es: GlslVersion) -> Self {
        Self {
            desktop: Some(desktop),
            es: Some(es),
            webgl: false,
            why: "",
        }
    }

    /// From this version on, and never in OpenGL ES.
    pub(in crate::emit) const fn desktop(desktop: GlslVersion) -> Self {
        Self {
            desktop: Some(desktop),
            es: None,
            webgl: false,
            why: "",
        }
    }

    const fn never(why: &'static str) -> Self {
        Self {
            desktop: None,
            es: None,
            webgl: false,
            why,
        }
    }

    /// Whether `version` has it.
    pub(crate) fn holds_for(self, version: GlslVersion) -> bool {
        match version {
            GlslVersion::WebGl => self.webgl,
            GlslVersion::Es300 | GlslVersion::Es310 | GlslVersion::Es320 => {
                self.es.is_some_and(|first| version >= first)
            }
            GlslVersion::Core140
            | GlslVersion::Core150
            | GlslVersion::Core330
            | GlslVersion::Core400
            | GlslVersion::Core410
            | GlslVersion::Core420
            | GlslVersion::Core430
            | GlslVersion::Core440
            | GlslVersion::Core450
            | GlslVersion::Core460 => self.desktop.is_some_and(|first| version >= first),
        }
    }
}

/// What GLSL has.
pub(crate) const fn glsl(feature: Feature) -> GlslNeed {
    use GlslVersion::{
        Core140, Core150, Core330, Core400, Core420, Core430, Core450, Core460, Es300, Es310, Es320,
    };
    match feature {
        Feature::Float16
        | Feature::Int16
        | Feature::Int64
        | Feature::Int64AtomicMinMax
        | Feature::Int64AtomicOther => GlslNeed {
            why: "OpenGL has them by extensions, OpenGL ES has none",
            ..GlslNeed::desktop(Core450)
        },
        Feature::Bgra8Storage => GlslNeed::never("use rgba8unorm and swap the channels"),
        Feature::BindingArray
        | Feature::BindingArrayOfReadWriteTextures
        | Feature::TextureAtomicInArray
        | Feature::UniformBindingArray => {
            GlslNeed::never(
                "OpenGL has no separate arrays of bindings; one of up to 64 elements is written as a variable \
                 for each, and one without a length is if `--transform-binding-array-lengths` or \
                 `--transform-assumed-binding-array-length` gives it one",
            )
        }
        Feature::DepthTexture1d => GlslNeed::never("use a 2D texture of one row"),
        Feature::DepthTextureLoad => GlslNeed::never(
            "GLSL cannot fetch from a shadow sampler: declare the texture as texture_2d<f32>",
        ),
        Feature::DepthTextureSample => GlslNeed::never(
            "GLSL reads a shadow sampler only with a comparison: declare the texture as texture_2d<f32>",
        ),
        Feature::CubeOffset => GlslNeed::never("GLSL has no offsets on cube textures"),
        Feature::CubeArrayDepthGradient => {
            GlslNeed::never("GLSL has no textureGrad for samplerCubeArrayShadow")
        }
        Feature::MeshStages
        | Feature::MeshPoints
        | Feature::RayTracingStages
        | Feature::RayQuery
        | Feature::AccelerationStructure
        | Feature::CooperativeMatrix
        | Feature::CullDistance
        | Feature::PerVertexInput
        | Feature::FirstSampling
        | Feature::TextureAtomic64 => GlslNeed::never(""),
        Feature::ComputeStage | Feature::TextureAtomic => GlslNeed::since(Core420, Es310),
        Feature::Float64 => GlslNeed::desktop(Core150),
        Feature::StorageBuffer
        | Feature::WritableStorageBufferInFragment
        | Feature::RuntimeArray
        | Feature::TextureGather
        | Feature::GatherCompare => GlslNeed::since(Core400, Es310),
        Feature::StorageTexture
        | Feature::WritableStorageTextureInFragment
        | Feature::ReadWriteStorageTexture
        | Feature::CubeArrayTexture
        | Feature::ArrayOfArrays => GlslNeed::since(Core140, Es310),
        Feature::ExtendedStorageFormat => GlslNeed {
            why: "some hosts of OpenGL ES have it by the extension GL_NV_image_formats",
            ..GlslNeed::desktop(Core140)
        },
        Feature::ReadWriteFormat => GlslNeed {
            why: "OpenGL ES lets shaders read and write textures of one 32-bit number alone",
            ..GlslNeed::desktop(Core140)
        },
        Feature::Determinant => GlslNeed {
            webgl: true,
            ..GlslNeed::since(Core150, Es300)
        },
        Feature::SampleMask => GlslNeed::since(Core400, Es310),
        Feature::EarlyDepthOutput => GlslNeed::desktop(Core140),
        Feature::RowArrayTexture => GlslNeed::desktop(Core140),
        Feature::MultisampledTexture | Feature::MultisampledArrayTexture => {
            GlslNeed::since(Core150, Es310)
        }
        Feature::Subgroup | Feature::SubgroupQuad | Feature::SubgroupBarrier => {
            GlslNeed::since(Core430, Es310)
        }
        Feature::StorageTextureSizeQuery => GlslNeed::since(Core430, Es310),
        Feature::SampleCountQuery => GlslNeed::desktop(Core150),
        Feature::LevelCountQuery | Feature::LinearInterpolation => GlslNeed::desktop(Core140),
        Feature::ShadowLod => GlslNeed::since(Core330, Es300),
        Feature::SampleInterpolation => GlslNeed::since(Core400, Es320),
        Feature::SampleShading => GlslNeed::since(Core400, Es300),
        Feature::ClipDistance => GlslNeed::since(Core140, Es300),
        Feature::DualSourceBlending => GlslNeed::since(Core330, Es300),
        Feature::ViewIndex => GlslNeed {
            webgl: true,
            ..GlslNeed::since(Core140, Es310)
        },
        Feature::PrimitiveIndex => GlslNeed::since(Core150, Es310),
        Feature::Barycentric => GlslNeed::since(Core450, Es320),
        Feature::BaseVertexOrInstance | Feature::DrawIndex => GlslNeed::desktop(Core460),
        Feature::WorkgroupSizeBuiltin => GlslNeed::since(Core420, Es310),
        Feature::CoherentBuffer
        | Feature::WideVarying
        | Feature::NinthColourOutput
        | Feature::ManyOutputs
        | Feature::MeshMemory
        | Feature::WorkgroupMemory
        | Feature::NonStructImmediate
        | Feature::InstanceIndex
        | Feature::MatrixInverse
        | Feature::OuterProduct
        | Feature::PointSize
        | Feature::PointCoord
        | Feature::InvariantPosition
        // Replaced before the writer sees it, or where the version lacks it.
        | Feature::ExternalTexture
        | Feature::ClampToEdge
        | Feature::Float32Atomic
        | Feature::BitFunctions
        | Feature::WideBitFunctions
        | Feature::Pack4x8
        | Feature::PackHalf
        | Feature::PackedDotProduct
        | Feature::FloatToInt16
        | Feature::Float64Math
        | Feature::HalfFrexp
        | Feature::SwitchFallThrough => GlslNeed::ANY,
    }
}

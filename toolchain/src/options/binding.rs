//! Slots of resources, as people write them into maps: flat entries, one a resource.

use std::borrow::Cow;
use std::num::NonZeroU32;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::value::{OptionValue, from_json};

/// A resource of the source: `@group(group) @binding(binding)`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// `@group`, the descriptor set.
    pub group: u32,
    /// `@binding`.
    pub binding: u32,
}

impl Resource {
    /// naga's word for it.
    #[must_use]
    pub const fn to_naga(self) -> naga::ResourceBinding {
        naga::ResourceBinding {
            group: self.group,
            binding: self.binding,
        }
    }
}

impl From<naga::ResourceBinding> for Resource {
    fn from(binding: naga::ResourceBinding) -> Self {
        Self {
            group: binding.group,
            binding: binding.binding,
        }
    }
}

/// Metal slots of one entry point, or of all (`naga::back::msl::EntryPointResources`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MslEntryPoint {
    /// The entry point; without it the slots hold for every entry point that has none of its own.
    pub entry_point: Option<String>,
    /// Slots by resource.
    pub resources: Vec<MslResource>,
    /// `[[buffer(n)]]` of immediates (push constants).
    pub immediates_buffer: Option<u8>,
    /// `[[buffer(n)]]` of the sizes of buffers that end in a runtime-sized array.
    pub sizes_buffer: Option<u8>,
}

/// Metal slots of one resource (`naga::back::msl::BindTarget`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MslResource {
    /// `@group`.
    pub group: u32,
    /// `@binding`.
    pub binding: u32,
    /// `[[buffer(n)]]`: of a buffer, or of the argument buffer of a binding array.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buffer: Option<u8>,
    /// `[[texture(n)]]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub texture: Option<u8>,
    /// `[[sampler(n)]]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampler: Option<u8>,
    /// Index into `inline_samplers`, instead of `sampler`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inline_sampler: Option<u8>,
    /// The three planes and the parameters of an external texture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_texture: Option<MslExternalTexture>,
    /// Whether a storage buffer is declared writable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mutable: Option<bool>,
}

/// Metal slots of an external texture (`naga::back::msl::BindExternalTextureTarget`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MslExternalTexture {
    /// `[[texture(n)]]` of each plane.
    pub planes: [u8; 3],
    /// `[[buffer(n)]]` of the parameters.
    pub params: u8,
}

/// The number of elements of an unbounded binding array.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArrayLength {
    /// `@group`.
    pub group: u32,
    /// `@binding`.
    pub binding: u32,
    /// Number of elements.
    pub count: u32,
}

/// A register of HLSL (`naga::back::hlsl::BindTarget`); its class follows from the resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HlslTarget {
    /// `spaceN`.
    pub space: u8,
    /// Register number; for a sampler, its place in the group's sampler index buffer.
    pub register: u32,
    /// Number of elements of an unbounded binding array.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binding_array_size: Option<u32>,
    /// Place in the buffer of dynamic offsets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dynamic_storage_buffer_offsets_index: Option<u32>,
    /// Whether indexing into it is restricted (needs `restrict_indexing`).
    #[serde(default)]
    pub restrict_indexing: bool,
}

impl HlslTarget {
    /// naga's word for it.
    #[must_use]
    pub const fn to_naga(self) -> naga::back::hlsl::BindTarget {
        naga::back::hlsl::BindTarget {
            space: self.space,
            register: self.register,
            binding_array_size: self.binding_array_size,
            dynamic_storage_buffer_offsets_index: self.dynamic_storage_buffer_offsets_index,
            restrict_indexing: self.restrict_indexing,
        }
    }
}

/// The register of one resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HlslResource {
    /// `@group`.
    pub group: u32,
    /// `@binding`.
    pub binding: u32,
    /// Its register.
    pub target: HlslTarget,
}

/// The registers of an external texture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HlslExternalTexture {
    /// `@group`.
    pub group: u32,
    /// `@binding`.
    pub binding: u32,
    /// `t` registers of the planes.
    pub planes: [HlslTarget; 3],
    /// `b` register of the parameters.
    pub params: HlslTarget,
}

/// The two sampler heaps that every sampler is looked up in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HlslSamplerHeap {
    /// `s` register of the heap of filtering samplers.
    pub standard_samplers: HlslTarget,
    /// `s` register of the heap of comparison samplers.
    pub comparison_samplers: HlslTarget,
}

/// The sampler index buffer of one group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HlslSamplerBuffer {
    /// `@group`.
    pub group: u32,
    /// `t` register of the buffer.
    pub target: HlslTarget,
}

/// The constant buffer of dynamic offsets of one group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HlslOffsets {
    /// `@group`.
    pub index: u32,
    /// `spaceN`.
    pub space: u8,
    /// `b` register.
    pub register: u32,
    /// Number of offsets.
    pub size: u32,
}

/// The texture, image or buffer unit of one resource in GLSL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GlslResource {
    /// `@group`.
    pub group: u32,
    /// `@binding`.
    pub binding: u32,
    /// `layout(binding = unit)`.
    pub unit: u8,
}

/// The descriptor of one resource in SPIR-V (`naga::back::spv::BindingInfo`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpirvResource {
    /// `@group`.
    pub group: u32,
    /// `@binding`.
    pub binding: u32,
    /// `DescriptorSet`.
    pub descriptor_set: u32,
    /// `Binding`.
    pub descriptor_binding: u32,
    /// Number of elements of an unbounded binding array.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binding_array_size: Option<u32>,
}

/// Limits on what a task shader may dispatch (`naga::back::TaskDispatchLimits`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskDispatchLimits {
    /// Workgroups along one axis.
    pub max_mesh_workgroups_per_dim: u32,
    /// Workgroups in all.
    pub max_mesh_workgroups_total: u32,
}

impl TaskDispatchLimits {
    /// naga's word for it.
    #[must_use]
    pub const fn to_naga(self) -> naga::back::TaskDispatchLimits {
        naga::back::TaskDispatchLimits {
            max_mesh_workgroups_per_dim: self.max_mesh_workgroups_per_dim,
            max_mesh_workgroups_total: self.max_mesh_workgroups_total,
        }
    }
}

/// How a vertex buffer advances.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StepMode {
    /// Not at all.
    Constant,
    /// With each vertex.
    #[default]
    Vertex,
    /// With each instance.
    Instance,
}

/// One attribute in a vertex buffer (`naga::back::msl::AttributeMapping`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VertexAttribute {
    /// `@location` in the shader.
    pub shader_location: u32,
    /// Bytes from the start of a vertex.
    pub offset: u32,
    /// WebGPU's name of the format, such as `float32x3`.
    pub format: VertexFormat,
}

/// A vertex buffer (`naga::back::msl::VertexBufferMapping`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VertexBuffer {
    /// `[[buffer(n)]]`.
    pub id: u32,
    /// Bytes from one vertex to the next.
    pub stride: u32,
    /// How it advances.
    #[serde(default)]
    pub step_mode: StepMode,
    /// What is in it.
    pub attributes: Vec<VertexAttribute>,
}

/// A vertex format by WebGPU's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct VertexFormat {
    name: String,
    #[serde(skip)]
    format: naga_types::VertexFormat,
}

impl VertexFormat {
    /// naga's word for it.
    #[must_use]
    pub const fn to_naga(&self) -> naga_types::VertexFormat {
        self.format
    }
}

impl<'de> Deserialize<'de> for VertexFormat {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::{Error, IntoDeserializer, value};
        let name = String::deserialize(deserializer)?;
        let text: value::StrDeserializer<'_, value::Error> = name.as_str().into_deserializer();
        let format = naga_types::VertexFormat::deserialize(text).map_err(D::Error::custom)?;
        Ok(Self { name, format })
    }
}

impl JsonSchema for VertexFormat {
    fn schema_name() -> Cow<'static, str> {
        "VertexFormat".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "WebGPU's name of the format, such as float32x3 or unorm8x4.",
        })
    }
}

/// A sampler written into the Metal text (`naga::back::msl::sampler::InlineSampler`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct InlineSampler {
    /// Coordinates in texels instead of 0 to 1.
    pub pixel_coordinates: bool,
    /// Address mode along u, v, w.
    pub address: [AddressMode; 3],
    /// Colour beyond the border.
    pub border_color: BorderColor,
    /// Filter for magnification.
    pub mag_filter: Filter,
    /// Filter for minification.
    pub min_filter: Filter,
    /// Filter between mip levels; none: only the first level.
    pub mip_filter: Option<Filter>,
    /// Smallest and largest level of detail.
    pub lod_clamp: Option<[f32; 2]>,
    /// Largest anisotropy.
    pub max_anisotropy: Option<NonZeroU32>,
    /// Comparison function.
    pub compare: Compare,
}

/// Address mode of an inline sampler.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words of the Metal Shading Language")]
pub enum AddressMode {
    Repeat,
    MirroredRepeat,
    #[default]
    ClampToEdge,
    ClampToZero,
    ClampToBorder,
}

/// Border colour of an inline sampler.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words of the Metal Shading Language")]
pub enum BorderColor {
    #[default]
    TransparentBlack,
    OpaqueBlack,
    OpaqueWhite,
}

/// Filter of an inline sampler.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words of the Metal Shading Language")]
pub enum Filter {
    #[default]
    Nearest,
    Linear,
}

/// Comparison function of an inline sampler.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words of the Metal Shading Language")]
pub enum Compare {
    #[default]
    Never,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    Always,
}

impl InlineSampler {
    /// naga's word for it.
    #[must_use]
    pub fn to_naga(&self) -> naga::back::msl::sampler::InlineSampler {
        use naga::back::msl::sampler as naga;
        let address = |mode| match mode {
            AddressMode::Repeat => naga::Address::Repeat,
            AddressMode::MirroredRepeat => naga::Address::MirroredRepeat,
            AddressMode::ClampToEdge => naga::Address::ClampToEdge,
            AddressMode::ClampToZero => naga::Address::ClampToZero,
            AddressMode::ClampToBorder => naga::Address::ClampToBorder,
        };
        let filter = |filter| match filter {
            Filter::Nearest => naga::Filter::Nearest,
            Filter::Linear => naga::Filter::Linear,
        };
        naga::InlineSampler {
            coord: if self.pixel_coordinates {
                naga::Coord::Pixel
            } else {
                naga::Coord::Normalized
            },
            address: self.address.map(address),
            border_color: match self.border_color {
                BorderColor::TransparentBlack => naga::BorderColor::TransparentBlack,
                BorderColor::OpaqueBlack => naga::BorderColor::OpaqueBlack,
                BorderColor::OpaqueWhite => naga::BorderColor::OpaqueWhite,
            },
            mag_filter: filter(self.mag_filter),
            min_filter: filter(self.min_filter),
            mip_filter: self.mip_filter.map(filter),
            lod_clamp: self.lod_clamp.map(|[low, high]| low..high),
            max_anisotropy: self.max_anisotropy,
            compare_func: match self.compare {
                Compare::Never => naga::CompareFunc::Never,
                Compare::Less => naga::CompareFunc::Less,
                Compare::LessEqual => naga::CompareFunc::LessEqual,
                Compare::Greater => naga::CompareFunc::Greater,
                Compare::GreaterEqual => naga::CompareFunc::GreaterEqual,
                Compare::Equal => naga::CompareFunc::Equal,
                Compare::NotEqual => naga::CompareFunc::NotEqual,
                Compare::Always => naga::CompareFunc::Always,
            },
        }
    }
}

/// The name of a SPIR-V capability, such as `Shader`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct SpirvCapability {
    name: String,
    #[serde(skip)]
    #[schemars(skip)]
    capability: naga::back::spv::Capability,
}

impl SpirvCapability {
    /// naga's word for it.
    #[must_use]
    pub const fn to_naga(&self) -> naga::back::spv::Capability {
        self.capability
    }

    fn from_name(name: &str) -> Result<Self, String> {
        name.parse()
            .map(|capability| Self {
                name: name.to_owned(),
                capability,
            })
            .map_err(|()| format!("`{name}` is not a SPIR-V capability (such as Shader or Int64)"))
    }
}

impl<'de> Deserialize<'de> for SpirvCapability {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::from_name(&name).map_err(serde::de::Error::custom)
    }
}

impl OptionValue for Vec<SpirvCapability> {
    const KIND: &'static str = "NAMES";

    fn from_text(text: &str) -> Result<Self, String> {
        text.split([',', ' '])
            .filter(|word| !word.is_empty())
            .map(SpirvCapability::from_name)
            .collect()
    }
}

macro_rules! json_values {
    ($($type:ty),* $(,)?) => {$(
        impl OptionValue for $type {
            const KIND: &'static str = "JSON";

            fn from_text(text: &str) -> Result<Self, String> {
                from_json(text)
            }
        }
    )*};
}

json_values!(
    HlslSamplerHeap,
    HlslTarget,
    TaskDispatchLimits,
    Vec<ArrayLength>,
    Vec<GlslResource>,
    Vec<HlslExternalTexture>,
    Vec<HlslOffsets>,
    Vec<HlslResource>,
    Vec<HlslSamplerBuffer>,
    Vec<InlineSampler>,
    Vec<MslEntryPoint>,
    Vec<Resource>,
    Vec<SpirvResource>,
    Vec<VertexBuffer>,
);

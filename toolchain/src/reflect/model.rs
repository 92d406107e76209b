//! The data of a reflection: plain values that serialise as they stand.
//!
//! Sizes, offsets, alignments and strides are in bytes. Types are spelled as in WGSL, whatever
//! the source language. A struct goes by the name that [`StructLayout::name`] has; `null` always
//! means "there is none", and each field is always written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::source::{Language, Stage};

/// Version of the shape of [`Reflection`]: grows when a field changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 1;

/// What a host program must know of a shader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reflection {
    /// Version of the shape of this value.
    pub schema_version: u32,
    /// What made it.
    pub generator: Generator,
    /// What it is about.
    pub source: SourceInfo,
    /// Names of the capabilities that the shader needs beyond the core of the IR.
    pub capabilities: Vec<String>,
    /// The entry points, in the order of the source.
    pub entry_points: Vec<EntryPoint>,
    /// The resources with a group and a binding, in that order.
    pub bindings: Vec<Binding>,
    /// The immediates (push constants).
    pub immediates: Vec<Immediates>,
    /// The overrides (specialisation constants) that a host can set.
    pub overrides: Vec<Override>,
    /// The variables that no host sees: private, workgroup, payloads.
    pub globals: Vec<Global>,
    /// The layouts of structs that can lie in a buffer.
    pub structs: Vec<StructLayout>,
}

/// The programs that made a reflection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Generator {
    /// Version of this toolchain.
    pub toolchain: String,
    /// Version of naga.
    pub naga: String,
}

/// The source that was reflected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceInfo {
    /// What messages call it.
    pub name: String,
    /// Its language.
    pub language: Language,
}

/// An entry point and what it uses, also through the functions it calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryPoint {
    /// Name.
    pub name: String,
    /// Stage.
    pub stage: Stage,
    /// Size of a workgroup; for compute, task and mesh stages.
    pub workgroup_size: Option<WorkgroupSize>,
    /// Bytes of workgroup memory as WebGPU counts them against its limit: each variable rounded
    /// up to 16. None when an override without a default decides.
    pub workgroup_memory: Option<u64>,
    /// Depth test before the fragment stage, where the source asks for it.
    pub early_depth_test: Option<EarlyDepthTest>,
    /// Whether a fragment may be discarded.
    pub may_discard: bool,
    /// Whether it writes two sources for blending.
    pub dual_source_blending: bool,
    /// Inputs; members of structs stand one by one.
    pub inputs: Vec<Varying>,
    /// Outputs; members of structs stand one by one.
    pub outputs: Vec<Varying>,
    /// Resources used.
    pub bindings: Vec<BindingUse>,
    /// Textures with the samplers they are sampled with.
    pub texture_samplers: Vec<TextureSampler>,
    /// Immediates used.
    pub immediates: Option<ImmediatesUse>,
    /// Keys of the overrides that the entry point depends on.
    pub overrides: Vec<String>,
    /// Names of the variables of [`Reflection::globals`] used.
    pub globals: Vec<String>,
    /// Payload between the task and the mesh stage, by the name in [`Reflection::globals`].
    pub task_payload: Option<String>,
    /// Payload that a ray brings, by the name in [`Reflection::globals`].
    pub incoming_ray_payload: Option<String>,
    /// What a mesh shader gives out.
    pub mesh: Option<Mesh>,
}

/// The size of a workgroup.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkgroupSize {
    /// Invocations along x, with overrides at their defaults; none without a default.
    pub x: Option<u32>,
    /// Invocations along y.
    pub y: Option<u32>,
    /// Invocations along z.
    pub z: Option<u32>,
    /// The axes that overrides decide.
    pub overrides: Vec<WorkgroupAxis>,
}

/// An axis of a workgroup that overrides decide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkgroupAxis {
    /// The axis.
    pub axis: Axis,
    /// The expression, as WGSL.
    pub expression: String,
    /// Keys of the overrides in it.
    pub overrides: Vec<String>,
}

/// An axis of a workgroup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Axis {
    /// First.
    X,
    /// Second.
    Y,
    /// Third.
    Z,
}

/// When depth is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EarlyDepthTest {
    /// Always before the shader.
    Force,
    /// May be before it: the shader only makes depth greater.
    AllowGreaterEqual,
    /// May be before it: the shader only makes depth less.
    AllowLessEqual,
    /// May be before it: the shader leaves depth as it is.
    AllowUnchanged,
}

/// One input or output of a stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Varying {
    /// Name of the argument or of the member; none for a plain result.
    pub name: Option<String>,
    /// The struct it is a member of.
    #[serde(rename = "struct")]
    pub in_struct: Option<String>,
    /// `@location`.
    pub location: Option<u32>,
    /// Name of the built-in value, as in WGSL.
    pub builtin: Option<String>,
    /// Type.
    #[serde(rename = "type")]
    pub ty: String,
    /// Scalar type of its components, such as `f32`; none for arrays of them.
    pub scalar: Option<String>,
    /// Number of components: 1 for a scalar.
    pub components: Option<u32>,
    /// `perspective`, `linear`, `flat` or `per_vertex`.
    pub interpolation: Option<String>,
    /// `center`, `centroid`, `sample`, `first` or `either`.
    pub sampling: Option<String>,
    /// `@blend_src`.
    pub blend_src: Option<u32>,
    /// Whether there is one for each primitive of a mesh rather than for each vertex.
    pub per_primitive: bool,
    /// Whether a position is `@invariant`.
    pub invariant: bool,
}

/// What is done to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Use {
    /// Its content is read.
    Read,
    /// Its content is written.
    Write,
    /// Atomic operations are done on a texture (on a buffer they count as read and write).
    Atomic,
    /// It is asked for its size or the like, or merely named.
    Query,
}

/// A resource that an entry point uses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BindingUse {
    /// `@group`.
    pub group: u32,
    /// `@binding`.
    pub binding: u32,
    /// Name.
    pub name: Option<String>,
    /// What is done to it.
    pub uses: Vec<Use>,
}

/// A resource by its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BindingRef {
    /// `@group`.
    pub group: u32,
    /// `@binding`.
    pub binding: u32,
    /// Name.
    pub name: Option<String>,
}

/// A texture and a sampler that are used together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TextureSampler {
    /// The texture.
    pub texture: BindingRef,
    /// The sampler.
    pub sampler: BindingRef,
}

/// The immediates that an entry point reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImmediatesUse {
    /// Name of the variable.
    pub name: Option<String>,
    /// The bytes that must be set, without padding, in steps of four.
    pub ranges: Vec<ByteRange>,
}

/// A range of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByteRange {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// What a mesh shader gives out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mesh {
    /// `points`, `lines` or `triangles`.
    pub topology: String,
    /// Most vertices, with overrides at their defaults.
    pub max_vertices: Option<u32>,
    /// Most primitives, with overrides at their defaults.
    pub max_primitives: Option<u32>,
    /// Keys of the overrides that decide the two.
    pub overrides: Vec<String>,
    /// Outputs of each vertex.
    pub vertex_outputs: Vec<Varying>,
    /// Outputs of each primitive.
    pub primitive_outputs: Vec<Varying>,
}

/// The kinds of resources that a binding can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ResourceClass {
    /// Uniform buffer.
    UniformBuffer,
    /// Storage buffer.
    StorageBuffer,
    /// Texture to sample or load from.
    SampledTexture,
    /// Depth texture.
    DepthTexture,
    /// Texture with several samples a texel (depth textures among them).
    MultisampledTexture,
    /// Texture to load from and store to without a sampler.
    StorageTexture,
    /// External (video) texture.
    ExternalTexture,
    /// Sampler.
    Sampler,
    /// Sampler that compares with a reference depth.
    ComparisonSampler,
    /// Acceleration structure for rays.
    AccelerationStructure,
}

impl ResourceClass {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UniformBuffer => "uniform-buffer",
            Self::StorageBuffer => "storage-buffer",
            Self::SampledTexture => "sampled-texture",
            Self::DepthTexture => "depth-texture",
            Self::MultisampledTexture => "multisampled-texture",
            Self::StorageTexture => "storage-texture",
            Self::ExternalTexture => "external-texture",
            Self::Sampler => "sampler",
            Self::ComparisonSampler => "comparison-sampler",
            Self::AccelerationStructure => "acceleration-structure",
        }
    }
}

/// What may be done to a resource, as declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// Reading.
    Read,
    /// Writing.
    Write,
    /// Both.
    ReadWrite,
}

impl Access {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::ReadWrite => "read-write",
        }
    }
}

/// A resource with a group and a binding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Binding {
    /// `@group`, descriptor set.
    pub group: u32,
    /// `@binding`.
    pub binding: u32,
    /// Name; none for an unnamed block or a stripped module.
    pub name: Option<String>,
    /// Kind of resource.
    pub class: ResourceClass,
    /// Type.
    #[serde(rename = "type")]
    pub ty: String,
    /// Declared access; none for samplers.
    pub access: Option<Access>,
    /// Whether the variable is declared coherent.
    pub coherent: bool,
    /// Whether the variable is declared volatile.
    pub volatile: bool,
    /// Set for an array of resources; all else then speaks of one element.
    pub binding_array: Option<Count>,
    /// Set for buffers.
    pub buffer: Option<Buffer>,
    /// Set for textures.
    pub texture: Option<Texture>,
    /// Stages of the entry points that use it.
    pub stages: Vec<Stage>,
    /// Names of the entry points that use it.
    pub used_by: Vec<String>,
}

/// How many elements an array has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// The number, with overrides at their defaults; none when the host decides it, or an
    /// override without a default.
    pub count: Option<u32>,
    /// Whether the number is not fixed in the shader: a runtime-sized array.
    pub runtime_sized: bool,
    /// Keys of the overrides that decide it.
    pub overrides: Vec<String>,
}

/// The memory behind a buffer binding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Buffer {
    /// The minimum binding size of WebGPU: with one element of a runtime-sized array.
    pub min_size: u32,
    /// Set when the buffer ends in a runtime-sized array: with `n` elements it needs
    /// `offset + n * stride` bytes, and never fewer than `min_size`.
    pub runtime_array: Option<RuntimeArray>,
    /// How the content lies.
    pub layout: TypeLayout,
}

/// The runtime-sized array at the end of a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuntimeArray {
    /// Where it starts.
    pub offset: u32,
    /// From one element to the next.
    pub stride: u32,
}

/// What a texture binding must be given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Texture {
    /// View dimension as WebGPU names it: `1d`, `2d`, `2d-array`, `cube`, `cube-array`, `3d`.
    pub view_dimension: String,
    /// Dimension alone: `1d`, `2d`, `3d` or `cube`.
    pub dimension: String,
    /// Whether it has layers.
    pub arrayed: bool,
    /// Whether it has several samples a texel.
    pub multisampled: bool,
    /// What a texel gives: `float`, `sint`, `uint` or `depth`.
    pub sample_type: String,
    /// Texel format of a storage texture, such as `rgba8unorm`.
    pub format: Option<String>,
    /// Whether atomic operations are allowed on a storage texture.
    pub atomic: bool,
}

/// Immediates (push constants).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Immediates {
    /// Name.
    pub name: Option<String>,
    /// How they lie.
    pub layout: TypeLayout,
    /// Names of the entry points that use them.
    pub used_by: Vec<String>,
}

/// An override (specialisation constant).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// What a host calls it when it sets the value: the id where there is one, else the name.
    pub key: String,
    /// Name.
    pub name: Option<String>,
    /// `@id`.
    pub id: Option<u16>,
    /// Type.
    #[serde(rename = "type")]
    pub ty: String,
    /// Default; with the defaults of other overrides where it depends on them.
    pub default: Option<ScalarValue>,
    /// The default as it is written, as WGSL.
    pub default_expression: Option<String>,
    /// Keys of the overrides that the default depends on.
    pub depends_on: Vec<String>,
    /// Whether a value must be given.
    pub required: bool,
}

/// The value of a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ScalarValue {
    /// Boolean.
    Bool(bool),
    /// Integer.
    Int(i64),
    /// Integer too large for the former.
    Uint(u64),
    /// Float.
    Float(f64),
}

/// A variable that no host sees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Global {
    /// Name, unique in the module; described where the source gives none.
    pub name: String,
    /// Address space, as in WGSL.
    pub space: String,
    /// Type.
    #[serde(rename = "type")]
    pub ty: String,
    /// Size, with overrides at their defaults; none when an override without a default decides.
    pub size: Option<u64>,
    /// Keys of the overrides that decide the size.
    pub overrides: Vec<String>,
    /// Names of the entry points that use it.
    pub used_by: Vec<String>,
}

/// The layout of a struct.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StructLayout {
    /// Name, unique in the module: a second `Light` is `Light#2`, one without a name `struct#1`.
    pub name: String,
    /// Name in the source.
    pub source_name: Option<String>,
    /// Size, padding at the end included; with one element of a runtime-sized array.
    pub size: u32,
    /// Alignment that the types of the members ask for.
    pub align: u32,
    /// Whether it ends in a runtime-sized array.
    pub runtime_sized: bool,
    /// Address spaces of the variables that hold it: `uniform`, `storage`, `immediate`, ….
    pub spaces: Vec<String>,
    /// Members, in order.
    pub members: Vec<Member>,
}

/// A member of a struct.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Name.
    pub name: Option<String>,
    /// Where it starts in the struct.
    pub offset: u32,
    /// Bytes between its end and the next member, or the end of the struct.
    pub padding_after: u32,
    /// How it lies.
    pub layout: TypeLayout,
}

/// How a value lies in memory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TypeLayout {
    /// Type.
    #[serde(rename = "type")]
    pub ty: String,
    /// Size; with one element of a runtime-sized array.
    pub size: u32,
    /// Alignment of the type.
    pub align: u32,
    /// What it is made of.
    pub shape: Shape,
}

/// What a value in memory is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Shape {
    /// One number.
    Scalar {
        /// Its type, such as `f32`.
        scalar: String,
    },
    /// One number for atomic operations.
    Atomic {
        /// Its type.
        scalar: String,
    },
    /// Numbers side by side.
    Vector {
        /// Their type.
        scalar: String,
        /// How many.
        components: u32,
    },
    /// Columns that are vectors.
    Matrix {
        /// Type of the numbers.
        scalar: String,
        /// How many columns.
        columns: u32,
        /// How many numbers in a column.
        rows: u32,
        /// From one column to the next.
        column_stride: u32,
    },
    /// Elements of one type.
    Array {
        /// From one element to the next.
        stride: u32,
        /// How many.
        count: Count,
        /// One element.
        element: Box<TypeLayout>,
    },
    /// A struct, laid out in [`Reflection::structs`].
    Struct {
        /// Its name there.
        name: String,
    },
    /// Nothing that a host can lay out.
    Opaque,
}

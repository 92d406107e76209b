//! The one definition of every option.
//!
//! Each field is written once, in the `options!` list below, with its type, default and
//! sentence. From that list come the structs (serde: the TOML or JSON config file), the JSON
//! schema, and the table [`FIELDS`] from which a command line or another language makes its
//! flags and keywords. Most fields are fields of naga of the same name; `None` (`auto`) lets
//! the pipeline choose and say what it chose.
//!
//! No file is opened here; text becomes values in [`value`] and [`set`] only.

pub mod binding;
pub mod set;
pub mod value;
pub mod version;

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use naga::valid::{Capabilities, ShaderStages, SubgroupOperationSet, ValidationFlags};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::source::Stage;
use binding::{
    ArrayLength, GlslResource, HlslExternalTexture, HlslOffsets, HlslResource, HlslSamplerBuffer,
    HlslSamplerHeap, HlslTarget, InlineSampler, MslEntryPoint, Resource, SpirvCapability,
    SpirvResource, TaskDispatchLimits, VertexBuffer,
};
use set::{FlagSet, NamedFlags};
use value::OptionValue;
use version::{
    BindingMode, BoundsCheck, GlslFrontEnd, GlslVersion, Legalise, Linker, MslVersion, ShaderModel,
    SpirvVersion, StorageTexel, SubgroupMatrices, ZeroInitialize,
};

/// What is known of one option without a value of it.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The section it stands in, such as `msl`.
    pub section: &'static str,
    /// Its name in the section, such as `lang_version`.
    pub name: &'static str,
    /// What it does.
    pub doc: &'static str,
    /// What its value is called.
    pub kind: &'static str,
    /// Whether it can be given without a value, meaning `true`.
    pub is_switch: bool,
    names: fn() -> Vec<String>,
    default: fn() -> String,
}

impl Field {
    /// The command line's name for it, without dashes: `msl-lang-version`.
    #[must_use]
    pub fn flag(&self) -> String {
        format!("{}-{}", self.section, self.name).replace('_', "-")
    }

    /// The names its value is chosen from, when it is a closed set.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        (self.names)()
    }

    /// Its default, as text.
    #[must_use]
    pub fn default_text(&self) -> String {
        (self.default)()
    }

    /// The sentence of the documentation, on one line.
    #[must_use]
    pub fn sentence(&self) -> String {
        self.doc.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Why an option could not be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionError {
    /// There is no such section or field.
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// The value does not fit.
    Value {
        /// `section.field`.
        name: String,
        /// The value.
        value: String,
        /// What the field takes.
        rule: String,
    },
}

impl std::fmt::Display for OptionError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown { name } => write!(f, "there is no option `{name}`"),
            Self::Value { name, value, rule } => {
                write!(f, "`{value}` does not fit `{name}`: {rule}")
            }
        }
    }
}

impl std::error::Error for OptionError {}

macro_rules! options {
    ($(
        $(#[doc = $section_doc:literal])*
        $section:ident: $type:ident {
            $(
                $(#[doc = $doc:literal])*
                $field:ident: $value:ty = $default:expr,
            )*
        }
    )*) => {
        $(
            $(#[doc = $section_doc])*
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
            #[serde(default, deny_unknown_fields)]
            pub struct $type {
                $(
                    $(#[doc = $doc])*
                    pub $field: $value,
                )*
            }

            impl Default for $type {
                fn default() -> Self {
                    Self { $($field: $default,)* }
                }
            }
        )*

        /// Every option of the pipeline.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct Options {
            $(
                $(#[doc = $section_doc])*
                pub $section: $type,
            )*
        }

        /// The table of all options, in the order of their definition.
        pub const FIELDS: &[Field] = &[$($(
            Field {
                section: stringify!($section),
                name: stringify!($field),
                doc: concat!($($doc, "\n"),*),
                kind: <$value as OptionValue>::KIND,
                is_switch: <$value as OptionValue>::IS_SWITCH,
                names: <$value as OptionValue>::names,
                default: || { let value: $value = $default; value::to_text(&value) },
            },
        )*)*];

        /// The sections with their sentences.
        pub const SECTIONS: &[(&str, &str)] = &[
            $((stringify!($section), concat!($($section_doc, "\n"),*)),)*
        ];

        impl Options {
            /// Sets one option from text.
            ///
            /// # Errors
            ///
            /// An unknown option, or a value that does not fit.
            pub fn set(&mut self, section: &str, name: &str, text: &str) -> Result<(), OptionError> {
                match (section, name) {
                    $($(
                        (stringify!($section), stringify!($field)) => {
                            self.$section.$field = <$value as OptionValue>::from_text(text)
                                .map_err(|rule| OptionError::Value {
                                    name: format!("{section}.{name}"),
                                    value: text.to_owned(),
                                    rule,
                                })?;
                            Ok(())
                        }
                    )*)*
                    _ => Err(OptionError::Unknown { name: format!("{section}.{name}") }),
                }
            }

            /// Sets one option from a value as it stands in a config file.
            ///
            /// # Errors
            ///
            /// An unknown option, or a value that does not fit.
            pub fn set_json(
                &mut self,
                section: &str,
                name: &str,
                json: serde_json::Value,
            ) -> Result<(), OptionError> {
                match (section, name) {
                    $($(
                        (stringify!($section), stringify!($field)) => {
                            let value = json.to_string();
                            self.$section.$field = serde_json::from_value::<$value>(json)
                                .map_err(|error| OptionError::Value {
                                    name: format!("{section}.{name}"),
                                    value,
                                    rule: error.to_string(),
                                })?;
                            Ok(())
                        }
                    )*)*
                    _ => Err(OptionError::Unknown { name: format!("{section}.{name}") }),
                }
            }
        }
    };
}

options! {
    /// How WGSL is read.
    wgsl_in: WgslIn {
        /// Keeps doc comments in the module.
        parse_doc_comments: bool = false,
        /// What the front end may assume of the device; limits which `enable` directives it takes.
        capabilities: FlagSet<Capabilities> = FlagSet(Capabilities::all()),
        /// What resolves imports and conditions; `auto`: `wesl` for files called `.wesl`, else none.
        linker: Option<Linker> = None,
        /// Definitions for the linker: features of `@if`, values of `#if` and `#{NAME}`.
        defines: BTreeMap<String, String> = BTreeMap::new(),
        /// Folders with modules (naga_oil) or packages (WESL), in their order.
        module_paths: Vec<String> = Vec::new(),
        /// Folders of packages, by name.
        packages: BTreeMap<String, String> = BTreeMap::new(),
        /// The folder that `package::` means; `auto`: the nearest above the file that fits.
        package_root: Option<String> = None,
        /// What matrices of subgroups (`enable subgroup_matrix`) become.
        subgroup_matrices: SubgroupMatrices = SubgroupMatrices::Portable,
    }

    /// How GLSL is read, and HLSL.
    glsl_in: GlslIn {
        /// Which front end reads GLSL; `auto`: naga's, and glslang what that refuses.
        front_end: GlslFrontEnd = GlslFrontEnd::Auto,
        /// The stage of the source; `auto`: from its name or a `#pragma shader_stage(...)`.
        stage: Option<Stage> = None,
        /// Preprocessor definitions.
        defines: BTreeMap<String, String> = BTreeMap::new(),
        /// Folders in which `#include` looks for files, in their order.
        include_paths: Vec<String> = Vec::new(),
        /// Takes a source with `mainImage` as on Shadertoy: adds `main` and the uniforms of that site.
        shadertoy: bool = false,
    }

    /// How SPIR-V is read.
    spirv_in: SpirvIn {
        /// Flips the y coordinate of the position, as Vulkan's clip space differs.
        adjust_coordinate_space: bool = true,
        /// Refuses modules that declare a capability naga does not list.
        strict_capabilities: bool = false,
        /// When a module is rewritten before it is read.
        legalise: Legalise = Legalise::Auto,
        /// Makes specialisation constants ordinary ones, with the values they are given or their default values, where a
        /// module is rewritten; otherwise they are overrides where that is possible.
        freeze_constants: bool = false,
        /// The format of storage images that are declared without one; one that holds numbers of
        /// another kind than the image stays `auto`.
        storage_format: StorageTexel = StorageTexel::Auto,
        /// Prefix of files to which the front end writes its control-flow graphs, for debugging.
        block_ctx_dump_prefix: Option<String> = None,
    }

    /// How large, deep and costly a shader may be; a higher number raises a limit.
    limits: Limits {
        /// Bytes of a source.
        source_bytes: u64 = 8 << 20,
        /// Brackets, blocks and control flow inside each other.
        nesting: u32 = 500,
        /// Operators that an expression needs one after the other.
        expression_depth: u32 = 4_000,
        /// Branches of one `else if` chain.
        branches: u32 = 500,
        /// Declarations at module scope.
        declarations: u32 = 20_000,
        /// Tokens of one function, and of everything outside of functions.
        tokens: u32 = 200_000,
        /// Tokens that the macros of a GLSL source may become.
        macro_tokens: u64 = 200_000,
        /// Ids of a SPIR-V module, used or not.
        spirv_ids: u32 = 0x3f_ffff,
        /// The highest group or binding number of a resource.
        binding: u32 = u32::MAX,
        /// The highest location of an input or output.
        location: u32 = 10_000,
        /// Facts that validation keeps: functions and calls times what they could use.
        facts: u64 = 100_000_000,
        /// Elements of arrays that a target has to take one by one.
        elements: u64 = 1_000_000,
        /// Bytes of a product.
        output_bytes: u64 = 64 << 20,
    }

    /// What is validated.
    validate: Validate {
        /// The parts that are checked; leaving one out can make a writer fail.
        flags: FlagSet<ValidationFlags> = FlagSet(ValidationFlags::all()),
        /// What a module may use.
        capabilities: FlagSet<Capabilities> = FlagSet(Capabilities::default_set()),
        /// The stages in which subgroup operations may stand.
        subgroup_stages: FlagSet<ShaderStages> = FlagSet(ShaderStages::all()),
        /// The subgroup operations a module may use.
        subgroup_operations: FlagSet<SubgroupOperationSet> = FlagSet(SubgroupOperationSet::all()),
    }

    /// What is done to a module before it is written.
    transform: Transform {
        /// The only entry point to keep.
        entry_point: Option<String> = None,
        /// New names of entry points, by old name.
        rename: BTreeMap<String, String> = BTreeMap::new(),
        /// Values of overrides (specialisation constants), by name or number: `4` or `@4`.
        overrides: BTreeMap<String, f64> = BTreeMap::new(),
        /// Refuses an override without default and value, instead of a warning and the value 1.
        require_override_values: bool = false,
        /// Drops everything no entry point reaches.
        compact: bool = false,
        /// Where the slots of resources come from.
        bindings: BindingMode = BindingMode::Auto,
        /// Storage buffers with a dynamic offset, which HLSL reads from a constant buffer.
        dynamic_storage_buffers: Vec<Resource> = Vec::new(),
        /// Lengths of arrays of bindings that have none, for targets that ask for one (GLSL; HLSL for buffers).
        binding_array_lengths: Vec<ArrayLength> = Vec::new(),
        /// Length that such targets take, with a warning, for those that are not named; 0: none, and they are refused.
        assumed_binding_array_length: u32 = 16,
    }

    /// What written code does with indices out of bounds (MSL and SPIR-V).
    bounds_check: BoundsChecks {
        /// For arrays, vectors and matrices.
        index: BoundsCheck = BoundsCheck::Unchecked,
        /// For arrays, vectors and matrices in uniform and storage buffers.
        buffer: BoundsCheck = BoundsCheck::Unchecked,
        /// For texel loads.
        image_load: BoundsCheck = BoundsCheck::Unchecked,
        /// For arrays of bindings.
        binding_array: BoundsCheck = BoundsCheck::Unchecked,
    }

    /// How MSL is written.
    msl: Msl {
        /// Version of the language; `auto`: 2.4, or what the shader needs.
        lang_version: Option<MslVersion> = None,
        /// Slots of resources, by entry point.
        per_entry_point_map: Vec<MslEntryPoint> = Vec::new(),
        /// Samplers written into the text, for `inline_sampler` in the map.
        inline_samplers: Vec<InlineSampler> = Vec::new(),
        /// Names varyings as SPIRV-Cross does, so that stages from both can be linked.
        spirv_cross_compatibility: bool = false,
        /// Writes placeholders for bindings without a slot (with `bindings = "map"`).
        fake_missing_bindings: bool = false,
        /// Starts workgroup memory as zero.
        zero_initialize_workgroup_memory: bool = true,
        /// Keeps the compiler from assuming that loops end.
        force_loop_bounding: bool = true,
        /// Largest mesh grid a task shader may ask for; more becomes none.
        task_dispatch_limits: Option<TaskDispatchLimits> = None,
        /// Checks the primitive indices of mesh shaders.
        mesh_shader_primitive_indices_clamp: bool = true,
        /// Guards integer division against zero and overflow.
        emit_int_div_checks: bool = true,
        /// Checks the order of calls on ray queries.
        ray_query_initialization_tracking: bool = true,
        /// Writes `[[point_size]]` from vertex shaders, as drawing points needs.
        allow_and_force_point_size: bool = false,
        /// Reads vertex buffers in the shader instead of through `[[stage_in]]`.
        vertex_pulling_transform: bool = false,
        /// Layout of the vertex buffers, for `vertex_pulling_transform`.
        vertex_buffer_mappings: Vec<VertexBuffer> = Vec::new(),
        /// Lengths of unbounded binding arrays, which Metal cannot ask for.
        binding_array_length_map: Vec<ArrayLength> = Vec::new(),
    }

    /// How HLSL is written.
    hlsl: Hlsl {
        /// Shader model; `auto`: 6.0, or what the shader needs.
        shader_model: Option<ShaderModel> = None,
        /// Registers of resources.
        binding_map: Vec<HlslResource> = Vec::new(),
        /// Takes group and binding as space and register where no slot is known (with `bindings = "map"`).
        fake_missing_bindings: bool = false,
        /// `b` register of first vertex, first instance and workgroup counts; `auto`: when used.
        special_constants_binding: Option<HlslTarget> = None,
        /// `b` register of immediates; `auto`: when used.
        immediates_target: Option<HlslTarget> = None,
        /// `s` registers of the sampler heaps.
        sampler_heap_target: Option<HlslSamplerHeap> = None,
        /// `t` registers of the sampler index buffers, by group.
        sampler_buffer_binding_map: Vec<HlslSamplerBuffer> = Vec::new(),
        /// `b` registers of dynamic storage buffer offsets, by group.
        dynamic_storage_buffer_offsets_targets: Vec<HlslOffsets> = Vec::new(),
        /// Registers of external textures.
        external_texture_binding_map: Vec<HlslExternalTexture> = Vec::new(),
        /// Starts workgroup memory as zero.
        zero_initialize_workgroup_memory: bool = true,
        /// Restricts indexing of vectors, matrices and arrays to their size.
        restrict_indexing: bool = true,
        /// Keeps the compiler from assuming that loops end.
        force_loop_bounding: bool = true,
        /// Largest mesh grid a task shader may ask for; more becomes none.
        task_dispatch_limits: Option<TaskDispatchLimits> = None,
        /// Checks the primitive indices of mesh shaders.
        mesh_shader_primitive_indices_clamp: bool = true,
        /// Checks the order of calls on ray queries.
        ray_query_initialization_tracking: bool = true,
        /// A fragment entry point of the module: vertex outputs it does not read are left out.
        fragment_entry_point: Option<String> = None,
    }

    /// How GLSL is written.
    glsl: Glsl {
        /// Version and profile; `auto`: 450, or what the shader needs.
        version: Option<GlslVersion> = None,
        /// Flags of the writer.
        writer_flags: FlagSet<naga::back::glsl::WriterFlags> = FlagSet(NamedFlags::default_set()),
        /// Units of resources.
        binding_map: Vec<GlslResource> = Vec::new(),
        /// Starts workgroup memory as zero.
        zero_initialize_workgroup_memory: bool = true,
        /// Number of views of `OVR_multiview`.
        multiview: Option<NonZeroU32> = None,
    }

    /// How SPIR-V is written.
    spirv: Spirv {
        /// Version; `auto`: 1.3, or what the shader needs.
        lang_version: Option<SpirvVersion> = None,
        /// Flags of the writer.
        flags: FlagSet<naga::back::spv::WriterFlags> = FlagSet(NamedFlags::default_set()),
        /// Takes group and binding as they are where no descriptor is known (with `bindings = "map"`).
        fake_missing_bindings: bool = false,
        /// Descriptors of resources.
        binding_map: Vec<SpirvResource> = Vec::new(),
        /// SPIR-V capabilities the module may declare; `auto`: all.
        capabilities: Option<Vec<SpirvCapability>> = None,
        /// How workgroup memory starts as zero.
        zero_initialize_workgroup_memory: ZeroInitialize = ZeroInitialize::Polyfill,
        /// Keeps the compiler from assuming that loops end.
        force_loop_bounding: bool = true,
        /// Checks the order of calls on ray queries.
        ray_query_initialization_tracking: bool = true,
        /// Checks the arguments of `traceRay`.
        trace_ray_argument_validation: bool = true,
        /// Declares f16 inputs and outputs as such instead of converting through f32.
        use_storage_input_output_16: bool = true,
        /// Puts the source text and lines into the module.
        debug_info: bool = false,
        /// Largest mesh grid a task shader may ask for; more becomes none.
        task_dispatch_limits: Option<TaskDispatchLimits> = None,
        /// Checks the primitive indices of mesh shaders.
        mesh_shader_primitive_indices_clamp: bool = true,
        /// Guards integer division against zero and overflow.
        emit_int_div_checks: bool = true,
    }

    /// How WGSL is written.
    wgsl: Wgsl {
        /// Writes the type of every declaration.
        explicit_types: bool = false,
        /// Gives each element of an array of bindings a variable of its own: WGSL of browsers has no
        /// such arrays. `auto`: of a source in another language, if all arrays are chosen from by constants.
        split_binding_arrays: Option<bool> = None,
    }

    /// How Graphviz DOT is written.
    dot: Dot {
        /// Draws control flow only, no expressions.
        cfg_only: bool = false,
    }
}

/// The number of an override where a key is one, with or without the `@` of its attribute; else its name.
pub(crate) fn override_key(key: &str) -> &str {
    match key.strip_prefix('@') {
        Some(number) if number.parse::<u32>().is_ok() => number,
        _ => key,
    }
}

impl OptionValue for Stage {
    const KIND: &'static str = "STAGE";

    fn names() -> Vec<String> {
        Self::GLSL
            .iter()
            .map(|stage| stage.name().to_owned())
            .collect()
    }

    fn from_text(text: &str) -> Result<Self, String> {
        Self::from_name(text).ok_or_else(|| {
            format!(
                "expected one of: {}",
                <Self as OptionValue>::names().join(", ")
            )
        })
    }
}

impl OptionValue for f64 {
    const KIND: &'static str = "NUMBER";

    fn from_text(text: &str) -> Result<Self, String> {
        match text {
            "true" => Ok(1.0),
            "false" => Ok(0.0),
            _ => text
                .parse()
                .map_err(|_| "expected a number, true or false".to_owned()),
        }
    }
}

impl Options {
    /// Reads options from a TOML text, such as a config file.
    ///
    /// # Errors
    ///
    /// What TOML or the definition does not allow, with the line.
    pub fn from_toml(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// Reads options from a JSON text.
    ///
    /// # Errors
    ///
    /// What JSON or the definition does not allow, with the line.
    pub fn from_json(text: &str) -> Result<Self, String> {
        value::from_json(text)
    }

    /// The JSON schema of a config file.
    #[must_use]
    pub fn json_schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }

    /// Keeps or flips the y coordinate everywhere it could be touched.
    pub fn set_coordinate_space(&mut self, adjust: bool) {
        self.spirv_in.adjust_coordinate_space = adjust;
        self.spirv.flags.0.set(
            naga::back::spv::WriterFlags::ADJUST_COORDINATE_SPACE,
            adjust,
        );
        self.glsl.writer_flags.0.set(
            naga::back::glsl::WriterFlags::ADJUST_COORDINATE_SPACE,
            adjust,
        );
    }
}

#[cfg(test)]
mod tests;

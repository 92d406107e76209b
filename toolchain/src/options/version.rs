//! Versions of the target languages, and the other small closed sets.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::value::OptionValue;

/// A closed set of names: the enum, its words, and the text form from one list.
macro_rules! closed_set {
    (
        $(#[$meta:meta])*
        pub enum $type:ident ($kind:literal) {
            $($(#[$doc:meta])* $variant:ident = $word:literal $(| $alias:literal)*,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $type {
            $(
                $(#[$doc])*
                #[serde(rename = $word $(, alias = $alias)*)]
                $variant,
            )*
        }

        impl $type {
            /// Every member, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word for it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }

        impl OptionValue for $type {
            const KIND: &'static str = $kind;

            fn names() -> Vec<String> {
                Self::ALL.iter().map(|member| member.name().to_owned()).collect()
            }

            fn from_text(text: &str) -> Result<Self, String> {
                match text.to_ascii_lowercase().as_str() {
                    $($word $(| $alias)* => Ok(Self::$variant),)*
                    _ => Err(format!("expected one of: {}", Self::names().join(", "))),
                }
            }
        }
    };
}

closed_set! {
    /// A version of the Metal Shading Language.
    pub enum MslVersion ("VERSION") {
        /// iOS 8.
        V1_0 = "1.0",
        /// macOS 10.11, iOS 9.
        V1_1 = "1.1",
        /// macOS 10.12, iOS 10.
        V1_2 = "1.2",
        /// macOS 10.13, iOS 11.
        V2_0 = "2.0",
        /// macOS 10.14, iOS 12.
        V2_1 = "2.1",
        /// macOS 10.15, iOS 13.
        V2_2 = "2.2",
        /// macOS 11, iOS 14.
        V2_3 = "2.3",
        /// macOS 12, iOS 15.
        V2_4 = "2.4",
        /// macOS 13, iOS 16.
        V3_0 = "3.0",
        /// macOS 14, iOS 17.
        V3_1 = "3.1",
        /// macOS 15, iOS 18.
        V3_2 = "3.2",
        /// macOS 26, iOS 26.
        V4_0 = "4.0",
    }
}

impl MslVersion {
    /// Major and minor number.
    #[must_use]
    pub const fn numbers(self) -> (u8, u8) {
        match self {
            Self::V1_0 => (1, 0),
            Self::V1_1 => (1, 1),
            Self::V1_2 => (1, 2),
            Self::V2_0 => (2, 0),
            Self::V2_1 => (2, 1),
            Self::V2_2 => (2, 2),
            Self::V2_3 => (2, 3),
            Self::V2_4 => (2, 4),
            Self::V3_0 => (3, 0),
            Self::V3_1 => (3, 1),
            Self::V3_2 => (3, 2),
            Self::V4_0 => (4, 0),
        }
    }
}

closed_set! {
    /// A Direct3D shader model.
    pub enum ShaderModel ("MODEL") {
        /// Direct3D 11.
        V5_0 = "5.0" | "5_0" | "50",
        /// Direct3D 12 with FXC.
        V5_1 = "5.1" | "5_1" | "51",
        /// Wave operations, 64-bit integers.
        V6_0 = "6.0" | "6_0" | "60",
        /// Barycentrics, view index.
        V6_1 = "6.1" | "6_1" | "61",
        /// 16-bit types.
        V6_2 = "6.2" | "6_2" | "62",
        /// Ray tracing pipelines.
        V6_3 = "6.3" | "6_3" | "63",
        /// Packed dot products.
        V6_4 = "6.4" | "6_4" | "64",
        /// Mesh shaders, ray queries.
        V6_5 = "6.5" | "6_5" | "65",
        /// 64-bit atomics.
        V6_6 = "6.6" | "6_6" | "66",
        /// Advanced texture operations.
        V6_7 = "6.7" | "6_7" | "67",
        /// Work graphs.
        V6_8 = "6.8" | "6_8" | "68",
        /// Shader execution reordering.
        V6_9 = "6.9" | "6_9" | "69",
    }
}

impl ShaderModel {
    /// naga's word for it.
    #[must_use]
    pub const fn to_naga(self) -> naga::back::hlsl::ShaderModel {
        use naga::back::hlsl::ShaderModel as Naga;
        match self {
            Self::V5_0 => Naga::V5_0,
            Self::V5_1 => Naga::V5_1,
            Self::V6_0 => Naga::V6_0,
            Self::V6_1 => Naga::V6_1,
            Self::V6_2 => Naga::V6_2,
            Self::V6_3 => Naga::V6_3,
            Self::V6_4 => Naga::V6_4,
            Self::V6_5 => Naga::V6_5,
            Self::V6_6 => Naga::V6_6,
            Self::V6_7 => Naga::V6_7,
            Self::V6_8 => Naga::V6_8,
            Self::V6_9 => Naga::V6_9,
        }
    }
}

closed_set! {
    /// A version and profile of GLSL.
    pub enum GlslVersion ("VERSION") {
        /// OpenGL 3.1.
        Core140 = "140" | "core140",
        /// OpenGL 3.2.
        Core150 = "150" | "core150",
        /// OpenGL 3.3.
        Core330 = "330" | "core330",
        /// OpenGL 4.0.
        Core400 = "400" | "core400",
        /// OpenGL 4.1.
        Core410 = "410" | "core410",
        /// OpenGL 4.2.
        Core420 = "420" | "core420",
        /// OpenGL 4.3.
        Core430 = "430" | "core430",
        /// OpenGL 4.4.
        Core440 = "440" | "core440",
        /// OpenGL 4.5.
        Core450 = "450" | "core450",
        /// OpenGL 4.6.
        Core460 = "460" | "core460",
        /// OpenGL ES 3.0.
        Es300 = "es300" | "300es",
        /// OpenGL ES 3.1.
        Es310 = "es310" | "310es",
        /// OpenGL ES 3.2.
        Es320 = "es320" | "320es",
        /// WebGL 2.
        WebGl = "webgl" | "webgl2" | "webgl300",
    }
}

impl GlslVersion {
    /// naga's word for it.
    #[must_use]
    pub const fn to_naga(self) -> naga::back::glsl::Version {
        use naga::back::glsl::Version;
        match self {
            Self::Core140 => Version::Desktop(140),
            Self::Core150 => Version::Desktop(150),
            Self::Core330 => Version::Desktop(330),
            Self::Core400 => Version::Desktop(400),
            Self::Core410 => Version::Desktop(410),
            Self::Core420 => Version::Desktop(420),
            Self::Core430 => Version::Desktop(430),
            Self::Core440 => Version::Desktop(440),
            Self::Core450 => Version::Desktop(450),
            Self::Core460 => Version::Desktop(460),
            Self::Es300 => Version::new_gles(300),
            Self::Es310 => Version::new_gles(310),
            Self::Es320 => Version::new_gles(320),
            Self::WebGl => Version::Embedded {
                version: 300,
                is_webgl: true,
            },
        }
    }
}

closed_set! {
    /// A version of SPIR-V.
    pub enum SpirvVersion ("VERSION") {
        /// Vulkan 1.0.
        V1_0 = "1.0",
        /// Between Vulkan 1.0 and 1.1.
        V1_1 = "1.1",
        /// Between Vulkan 1.0 and 1.1.
        V1_2 = "1.2",
        /// Vulkan 1.1.
        V1_3 = "1.3",
        /// Vulkan 1.1 with `VK_KHR_spirv_1_4`.
        V1_4 = "1.4",
        /// Vulkan 1.2.
        V1_5 = "1.5",
        /// Vulkan 1.3.
        V1_6 = "1.6",
    }
}

impl SpirvVersion {
    /// Major and minor number.
    #[must_use]
    pub const fn numbers(self) -> (u8, u8) {
        match self {
            Self::V1_0 => (1, 0),
            Self::V1_1 => (1, 1),
            Self::V1_2 => (1, 2),
            Self::V1_3 => (1, 3),
            Self::V1_4 => (1, 4),
            Self::V1_5 => (1, 5),
            Self::V1_6 => (1, 6),
        }
    }
}

closed_set! {
    /// What the written code does with an index that is out of bounds.
    pub enum BoundsCheck ("POLICY") {
        /// Uses some other index that is in bounds.
        Restrict = "restrict",
        /// Reads zero and writes nothing.
        ReadZeroSkipWrite = "read-zero-skip-write" | "readzeroskipwrite",
        /// Checks nothing.
        Unchecked = "unchecked",
    }
}

impl BoundsCheck {
    /// naga's word for it.
    #[must_use]
    pub const fn to_naga(self) -> naga::proc::BoundsCheckPolicy {
        use naga::proc::BoundsCheckPolicy as Naga;
        match self {
            Self::Restrict => Naga::Restrict,
            Self::ReadZeroSkipWrite => Naga::ReadZeroSkipWrite,
            Self::Unchecked => Naga::Unchecked,
        }
    }
}

closed_set! {
    /// How workgroup memory in SPIR-V starts as zero.
    pub enum ZeroInitialize ("MODE") {
        /// By an initialiser: Vulkan 1.3 or `VK_KHR_zero_initialize_workgroup_memory`.
        Native = "native",
        /// By assignments and a barrier.
        Polyfill = "polyfill",
        /// Not at all.
        None = "none",
    }
}

impl ZeroInitialize {
    /// naga's word for it.
    #[must_use]
    pub const fn to_naga(self) -> naga::back::spv::ZeroInitializeWorkgroupMemoryMode {
        use naga::back::spv::ZeroInitializeWorkgroupMemoryMode as Naga;
        match self {
            Self::Native => Naga::Native,
            Self::Polyfill => Naga::Polyfill,
            Self::None => Naga::None,
        }
    }
}

closed_set! {
    /// What reads GLSL.
    pub enum GlslFrontEnd ("NAME") {
        /// naga's front end, and glslang for what it refuses.
        Auto = "auto",
        /// naga's front end alone.
        Naga = "naga",
        /// glslang alone, then naga's SPIR-V front end.
        Glslang = "glslang",
    }
}

closed_set! {
    /// What puts WGSL together from several files.
    pub enum Linker ("LINKER") {
        /// WESL: `import`, `@if`.
        Wesl = "wesl",
        /// The preprocessor of Bevy: `#import`, `#ifdef`.
        NagaOil = "naga-oil" | "naga_oil",
    }
}

closed_set! {
    /// What matrices of subgroups in WGSL become.
    pub enum SubgroupMatrices ("MODE") {
        /// Structs that every invocation computes as a whole, which every target takes.
        Portable = "portable",
        /// naga's cooperative matrices: hardware's, in SPIR-V and MSL; floating components, 8 by 8 or 16 by 16.
        Native = "native",
    }
}

closed_set! {
    /// When SPIR-V is rewritten before naga reads it.
    pub enum Legalise ("MODE") {
        /// When naga refuses it as it is, or would read it wrongly.
        Auto = "auto",
        /// Never.
        Off = "off",
        /// Everything that can be rewritten is.
        Always = "always",
    }
}

closed_set! {
    /// The format of a storage texture, as WGSL calls it.
    pub enum StorageTexel ("FORMAT") {
        /// Four components of 32 bits, of the kind that the shader reads and writes.
        Auto = "auto",
        /// `r32float`.
        R32Float = "r32float",
        /// `r32uint`.
        R32Uint = "r32uint",
        /// `r32sint`.
        R32Sint = "r32sint",
        /// `rgba8unorm`.
        Rgba8Unorm = "rgba8unorm",
        /// `rgba8snorm`.
        Rgba8Snorm = "rgba8snorm",
        /// `rgba8uint`.
        Rgba8Uint = "rgba8uint",
        /// `rgba8sint`.
        Rgba8Sint = "rgba8sint",
        /// `rgba16float`.
        Rgba16Float = "rgba16float",
        /// `rgba16uint`.
        Rgba16Uint = "rgba16uint",
        /// `rgba16sint`.
        Rgba16Sint = "rgba16sint",
        /// `rg32float`.
        Rg32Float = "rg32float",
        /// `rg32uint`.
        Rg32Uint = "rg32uint",
        /// `rg32sint`.
        Rg32Sint = "rg32sint",
        /// `rgba32float`.
        Rgba32Float = "rgba32float",
        /// `rgba32uint`.
        Rgba32Uint = "rgba32uint",
        /// `rgba32sint`.
        Rgba32Sint = "rgba32sint",
        /// `r8unorm`.
        R8Unorm = "r8unorm",
        /// `r8snorm`.
        R8Snorm = "r8snorm",
        /// `r8uint`.
        R8Uint = "r8uint",
        /// `r8sint`.
        R8Sint = "r8sint",
        /// `r16unorm`.
        R16Unorm = "r16unorm",
        /// `r16snorm`.
        R16Snorm = "r16snorm",
        /// `r16uint`.
        R16Uint = "r16uint",
        /// `r16sint`.
        R16Sint = "r16sint",
        /// `r16float`.
        R16Float = "r16float",
        /// `rg8unorm`.
        Rg8Unorm = "rg8unorm",
        /// `rg8snorm`.
        Rg8Snorm = "rg8snorm",
        /// `rg8uint`.
        Rg8Uint = "rg8uint",
        /// `rg8sint`.
        Rg8Sint = "rg8sint",
        /// `rg16unorm`.
        Rg16Unorm = "rg16unorm",
        /// `rg16snorm`.
        Rg16Snorm = "rg16snorm",
        /// `rg16uint`.
        Rg16Uint = "rg16uint",
        /// `rg16sint`.
        Rg16Sint = "rg16sint",
        /// `rg16float`.
        Rg16Float = "rg16float",
        /// `rgba16unorm`.
        Rgba16Unorm = "rgba16unorm",
        /// `rgba16snorm`.
        Rgba16Snorm = "rgba16snorm",
        /// `rgb10a2unorm`.
        Rgb10a2Unorm = "rgb10a2unorm",
        /// `rgb10a2uint`.
        Rgb10a2Uint = "rgb10a2uint",
        /// `rg11b10ufloat`.
        Rg11b10Ufloat = "rg11b10ufloat",
    }
}

closed_set! {
    /// Where slots of resources come from.
    pub enum BindingMode ("MODE") {
        /// Every binding gets a slot, counted per target; slots given by maps are kept.
        Auto = "auto",
        /// Group and binding numbers of the source are the slots.
        Keep = "keep",
        /// Only what the maps say; a binding they do not name is an error.
        Map = "map",
    }
}

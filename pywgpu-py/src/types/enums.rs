//! The closed sets of wgpu by the names that WebGPU gives their values.
//!
//! One list makes both directions, so that a value cannot be read and not be told.

use pyo3::prelude::*;
use pyo3::types::PyString;

use super::convert::{Fit, FromPy, Misfit, with_article};

/// An enum whose values have names.
pub(crate) trait Named: Copy + 'static {
    /// Name of the set.
    const SET: &'static str;
    /// All values with their names.
    const NAMES: &'static [(&'static str, Self)];

    /// The name of a value.
    fn name(self) -> &'static str;
}

/// The value of this name.
pub(crate) fn by_name<T: Named>(name: &str) -> Option<T> {
    T::NAMES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| *value)
}

/// The names of a set, for a message.
pub(crate) fn listed<T: Named>() -> String {
    let names: Vec<String> = T::NAMES
        .iter()
        .map(|(name, _)| format!("\"{name}\""))
        .collect();
    names.join(", ")
}

fn read<T: Named>(value: &Bound<'_, PyAny>) -> Fit<T> {
    let expected = || format!("{}: one of {}", with_article(T::SET), listed::<T>());
    let text = value
        .cast::<PyString>()
        .map_err(|_| Misfit::wrong_type(value, &expected()))?;
    by_name(text.to_str()?).ok_or_else(|| Misfit::wrong_value(value, &expected()))
}

macro_rules! names {
    ($($type:ty as $set:literal { $($name:literal: $variant:pat = $value:expr),* $(,)? })*) => {
        $(
            impl Named for $type {
                const SET: &'static str = $set;
                const NAMES: &'static [(&'static str, Self)] = &[$(($name, $value)),*];

                fn name(self) -> &'static str {
                    match self {
                        $($variant => $name,)*
                    }
                }
            }

            impl<'py> FromPy<'py> for $type {
                fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
                    read(value)
                }
            }
        )*

        /// Every set with the names of its values.
        pub(crate) fn all_sets() -> Vec<(&'static str, Vec<&'static str>)> {
            vec![$(
                ($set, <$type as Named>::NAMES.iter().map(|(name, _)| *name).collect()),
            )*]
        }
    };
}

macro_rules! plain {
    ($($type:ident as $set:literal { $($name:literal: $variant:ident),* $(,)? })*) => {
        names! {
            $(wgpu::$type as $set { $($name: wgpu::$type::$variant = wgpu::$type::$variant),* })*
            wgpu::BufferBindingType as "BufferBindingType" {
                "uniform": wgpu::BufferBindingType::Uniform = wgpu::BufferBindingType::Uniform,
                "storage": wgpu::BufferBindingType::Storage { read_only: false }
                    = wgpu::BufferBindingType::Storage { read_only: false },
                "read-only-storage": wgpu::BufferBindingType::Storage { read_only: true }
                    = wgpu::BufferBindingType::Storage { read_only: true },
            }
            wgpu::TextureSampleType as "TextureSampleType" {
                "float": wgpu::TextureSampleType::Float { filterable: true }
                    = wgpu::TextureSampleType::Float { filterable: true },
                "unfilterable-float": wgpu::TextureSampleType::Float { filterable: false }
                    = wgpu::TextureSampleType::Float { filterable: false },
                "depth": wgpu::TextureSampleType::Depth = wgpu::TextureSampleType::Depth,
                "sint": wgpu::TextureSampleType::Sint = wgpu::TextureSampleType::Sint,
                "uint": wgpu::TextureSampleType::Uint = wgpu::TextureSampleType::Uint,
            }
        }
    };
}

plain! {
    AddressMode as "AddressMode" {
        "clamp-to-edge": ClampToEdge,
        "repeat": Repeat,
        "mirror-repeat": MirrorRepeat,
        "clamp-to-border": ClampToBorder,
    }
    AccelerationStructureUpdateMode as "AccelerationStructureUpdateMode" {
        "build": Build,
        "prefer-update": PreferUpdate,
    }
    Backend as "Backend" {
        "noop": Noop,
        "vulkan": Vulkan,
        "metal": Metal,
        "dx12": Dx12,
        "gl": Gl,
        "browser-web-gpu": BrowserWebGpu,
    }
    BlendFactor as "BlendFactor" {
        "zero": Zero,
        "one": One,
        "src": Src,
        "one-minus-src": OneMinusSrc,
        "src-alpha": SrcAlpha,
        "one-minus-src-alpha": OneMinusSrcAlpha,
        "dst": Dst,
        "one-minus-dst": OneMinusDst,
        "dst-alpha": DstAlpha,
        "one-minus-dst-alpha": OneMinusDstAlpha,
        "src-alpha-saturated": SrcAlphaSaturated,
        "constant": Constant,
        "one-minus-constant": OneMinusConstant,
        "src1": Src1,
        "one-minus-src1": OneMinusSrc1,
        "src1-alpha": Src1Alpha,
        "one-minus-src1-alpha": OneMinusSrc1Alpha,
    }
    BlendOperation as "BlendOperation" {
        "add": Add,
        "subtract": Subtract,
        "reverse-subtract": ReverseSubtract,
        "min": Min,
        "max": Max,
    }
    CompareFunction as "CompareFunction" {
        "never": Never,
        "less": Less,
        "equal": Equal,
        "less-equal": LessEqual,
        "greater": Greater,
        "not-equal": NotEqual,
        "greater-equal": GreaterEqual,
        "always": Always,
    }
    CompositeAlphaMode as "CompositeAlphaMode" {
        "auto": Auto,
        "opaque": Opaque,
        "premultiplied": PreMultiplied,
        "postmultiplied": PostMultiplied,
        "inherit": Inherit,
    }
    CooperativeScalarType as "CooperativeScalarType" {
        "f32": F32,
        "f16": F16,
        "i32": I32,
        "u32": U32,
    }
    DeviceType as "DeviceType" {
        "other": Other,
        "integrated-gpu": IntegratedGpu,
        "discrete-gpu": DiscreteGpu,
        "virtual-gpu": VirtualGpu,
        "cpu": Cpu,
    }
    ErrorFilter as "ErrorFilter" {
        "out-of-memory": OutOfMemory,
        "validation": Validation,
        "internal": Internal,
    }
    ExternalTextureFormat as "ExternalTextureFormat" {
        "rgba": Rgba,
        "nv12": Nv12,
        "yu12": Yu12,
    }
    Face as "Face" {
        "front": Front,
        "back": Back,
    }
    FilterMode as "FilterMode" {
        "nearest": Nearest,
        "linear": Linear,
    }
    FrontFace as "FrontFace" {
        "ccw": Ccw,
        "cw": Cw,
    }
    IndexFormat as "IndexFormat" {
        "uint16": Uint16,
        "uint32": Uint32,
    }
    MapMode as "MapMode" {
        "read": Read,
        "write": Write,
    }
    MipmapFilterMode as "MipmapFilterMode" {
        "nearest": Nearest,
        "linear": Linear,
    }
    PolygonMode as "PolygonMode" {
        "fill": Fill,
        "line": Line,
        "point": Point,
    }
    PowerPreference as "PowerPreference" {
        "none": None,
        "low-power": LowPower,
        "high-performance": HighPerformance,
    }
    PresentMode as "PresentMode" {
        "auto-vsync": AutoVsync,
        "auto-no-vsync": AutoNoVsync,
        "fifo": Fifo,
        "fifo-relaxed": FifoRelaxed,
        "immediate": Immediate,
        "mailbox": Mailbox,
    }
    PrimitiveTopology as "PrimitiveTopology" {
        "point-list": PointList,
        "line-list": LineList,
        "line-strip": LineStrip,
        "triangle-list": TriangleList,
        "triangle-strip": TriangleStrip,
    }
    SamplerBindingType as "SamplerBindingType" {
        "filtering": Filtering,
        "non-filtering": NonFiltering,
        "comparison": Comparison,
    }
    SamplerBorderColor as "SamplerBorderColor" {
        "transparent-black": TransparentBlack,
        "opaque-black": OpaqueBlack,
        "opaque-white": OpaqueWhite,
        "zero": Zero,
    }
    StencilOperation as "StencilOperation" {
        "keep": Keep,
        "zero": Zero,
        "replace": Replace,
        "invert": Invert,
        "increment-clamp": IncrementClamp,
        "decrement-clamp": DecrementClamp,
        "increment-wrap": IncrementWrap,
        "decrement-wrap": DecrementWrap,
    }
    StorageTextureAccess as "StorageTextureAccess" {
        "write-only": WriteOnly,
        "read-only": ReadOnly,
        "read-write": ReadWrite,
        "atomic": Atomic,
    }
    StoreOp as "StoreOp" {
        "store": Store,
        "discard": Discard,
    }
    SurfaceColorSpace as "SurfaceColorSpace" {
        "auto": Auto,
        "srgb": Srgb,
        "extended-srgb-linear": ExtendedSrgbLinear,
        "display-p3": DisplayP3,
        "bt2100-pq": Bt2100Pq,
        "bt2100-hlg": Bt2100Hlg,
        "extended-srgb": ExtendedSrgb,
        "extended-display-p3": ExtendedDisplayP3,
    }
    TextureAspect as "TextureAspect" {
        "all": All,
        "stencil-only": StencilOnly,
        "depth-only": DepthOnly,
        "plane0": Plane0,
        "plane1": Plane1,
        "plane2": Plane2,
    }
    TextureDimension as "TextureDimension" {
        "1d": D1,
        "2d": D2,
        "3d": D3,
    }
    TextureViewDimension as "TextureViewDimension" {
        "1d": D1,
        "2d": D2,
        "2d-array": D2Array,
        "cube": Cube,
        "cube-array": CubeArray,
        "3d": D3,
    }
    VertexStepMode as "VertexStepMode" {
        "vertex": Vertex,
        "instance": Instance,
    }
}

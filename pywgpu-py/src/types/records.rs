//! Descriptors that hold plain data only. Those that name GPU objects are read where the objects
//! are (`api`).

use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};

use super::convert::{Fit, FromPy, Misfit, Record, is_sequence, record};

record!(wgpu::PrimitiveState as "PrimitiveState" {
    topology = wgpu::PrimitiveTopology::TriangleList,
    strip_index_format = None,
    front_face = wgpu::FrontFace::Ccw,
    cull_mode = None,
    unclipped_depth = false,
    polygon_mode = wgpu::PolygonMode::Fill,
    conservative = false,
});

record!(wgpu::MultisampleState as "MultisampleState" {
    count = 1,
    mask = !0,
    alpha_to_coverage_enabled = false,
});

record!(wgpu::StencilFaceState as "StencilFaceState" {
    compare = wgpu::CompareFunction::Always,
    fail_op = wgpu::StencilOperation::Keep,
    depth_fail_op = wgpu::StencilOperation::Keep,
    pass_op = wgpu::StencilOperation::Keep,
});

record!(wgpu::StencilState as "StencilState" {
    front = wgpu::StencilFaceState::IGNORE,
    back = wgpu::StencilFaceState::IGNORE,
    // WebGPU's: with wgpu's 0, faces that are given would do nothing.
    read_mask = !0,
    write_mask = !0,
});

record!(wgpu::DepthBiasState as "DepthBiasState" {
    constant = 0,
    slope_scale = 0.0,
    clamp = 0.0,
});

record!(wgpu::DepthStencilState as "DepthStencilState" {
    format,
    depth_write_enabled = None,
    depth_compare = None,
    stencil = wgpu::StencilState::default(),
    bias = wgpu::DepthBiasState::default(),
});

record!(wgpu::BlendComponent as "BlendComponent" {
    src_factor = wgpu::BlendFactor::One,
    dst_factor = wgpu::BlendFactor::Zero,
    operation = wgpu::BlendOperation::Add,
});

/// A blend state, or the name of one of wgpu's constants.
impl<'py> FromPy<'py> for wgpu::BlendState {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        if let Ok(name) = value.cast::<PyString>() {
            return match name.to_str()? {
                "replace" => Ok(Self::REPLACE),
                "alpha-blending" => Ok(Self::ALPHA_BLENDING),
                "premultiplied-alpha-blending" => Ok(Self::PREMULTIPLIED_ALPHA_BLENDING),
                "additive" => Ok(Self::ADDITIVE),
                _ => Err(Misfit::wrong_value(
                    value,
                    "a BlendState, or \"replace\", \"alpha-blending\", \
                     \"premultiplied-alpha-blending\" or \"additive\"",
                )),
            };
        }
        let py = value.py();
        let record = Record::open(value, "BlendState", &["color", "alpha"])?;
        Ok(Self {
            color: record.field(
                pyo3::intern!(py, "color"),
                Some(wgpu::BlendComponent::REPLACE),
            )?,
            alpha: record.field(
                pyo3::intern!(py, "alpha"),
                Some(wgpu::BlendComponent::REPLACE),
            )?,
        })
    }
}

/// A colour target, or only its format.
impl<'py> FromPy<'py> for wgpu::ColorTargetState {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        if value.is_instance_of::<PyString>() {
            return wgpu::TextureFormat::from_py(value).map(Into::into);
        }
        let py = value.py();
        let record = Record::open(
            value,
            "ColorTargetState",
            &["format", "blend", "write_mask"],
        )?;
        Ok(Self {
            format: record.field(pyo3::intern!(py, "format"), None)?,
            blend: record.field(pyo3::intern!(py, "blend"), Some(None))?,
            write_mask: record.field(
                pyo3::intern!(py, "write_mask"),
                Some(wgpu::ColorWrites::ALL),
            )?,
        })
    }
}

record!(wgpu::VertexAttribute as "VertexAttribute" {
    format,
    offset = 0,
    shader_location,
});

/// A vertex buffer with owned attributes, as wgpu's borrows them.
pub(crate) struct VertexBuffer {
    pub(crate) array_stride: u64,
    pub(crate) step_mode: wgpu::VertexStepMode,
    pub(crate) attributes: Vec<wgpu::VertexAttribute>,
}

record!(VertexBuffer as "VertexBufferLayout" {
    array_stride,
    step_mode = wgpu::VertexStepMode::Vertex,
    attributes = Vec::new(),
});

impl VertexBuffer {
    pub(crate) fn layout(&self) -> wgpu::VertexBufferLayout<'_> {
        wgpu::VertexBufferLayout {
            array_stride: self.array_stride,
            step_mode: self.step_mode,
            attributes: &self.attributes,
        }
    }
}

record!(wgpu::ImageSubresourceRange as "ImageSubresourceRange" {
    aspect = wgpu::TextureAspect::All,
    base_mip_level = 0,
    mip_level_count = None,
    base_array_layer = 0,
    array_layer_count = None,
});

record!(wgpu::TexelCopyBufferLayout as "TexelCopyBufferLayout" {
    offset = 0,
    bytes_per_row = None,
    rows_per_image = None,
});

record!(wgpu::RenderBundleDepthStencil as "RenderBundleDepthStencil" {
    format,
    depth_read_only = false,
    stencil_read_only = false,
});

record!(wgpu::ExternalTextureTransferFunction as "ExternalTextureTransferFunction" {
    a = 1.0,
    b = 1.0,
    g = 1.0,
    k = 1.0,
});

record!(wgpu::BlasTriangleGeometrySizeDescriptor as "BlasTriangleGeometrySizeDescriptor" {
    vertex_format,
    vertex_count,
    index_format = None,
    index_count = None,
    flags = wgpu::AccelerationStructureGeometryFlags::empty(),
});

record!(wgpu::BlasAABBGeometrySizeDescriptor as "BlasAABBGeometrySizeDescriptor" {
    primitive_count,
    flags = wgpu::AccelerationStructureGeometryFlags::empty(),
});

record!(wgpu::SurfaceConfiguration as "SurfaceConfiguration" {
    usage = wgpu::TextureUsages::RENDER_ATTACHMENT,
    format,
    color_space = wgpu::SurfaceColorSpace::Auto,
    width,
    height,
    present_mode = wgpu::PresentMode::Fifo,
    desired_maximum_frame_latency = 2,
    alpha_mode = wgpu::CompositeAlphaMode::Auto,
    view_formats = Vec::new(),
});

/// One to three integers as a tuple, which is by far the most frequent form.
#[inline]
fn of_tuple(value: &Bound<'_, PyAny>, default: u32) -> Option<Fit<[u32; 3]>> {
    let tuple = value.cast_exact::<PyTuple>().ok()?;
    let length = tuple.len();
    if !(1..=3).contains(&length) {
        return None;
    }
    let mut numbers = [default; 3];
    for (index, number) in numbers.iter_mut().enumerate().take(length) {
        // The iterator would ask for the length again.
        let item = tuple.get_borrowed_item(index).ok()?;
        match u32::from_py(&item) {
            Ok(given) => *number = given,
            Err(misfit) => return Some(Err(misfit.at_index(index))),
        }
    }
    Some(Ok(numbers))
}

/// A sequence of one to three integers, or a record.
fn triple<'py>(
    value: &Bound<'py, PyAny>,
    what: &str,
    fields: [&str; 3],
    default: u32,
) -> Fit<[u32; 3]> {
    if let Some(fit) = of_tuple(value, default) {
        return fit;
    }
    let mut numbers = [default; 3];
    if is_sequence(value) {
        let items = Vec::<u32>::from_py(value)?;
        if items.is_empty() || items.len() > 3 {
            return Err(Misfit::wrong_value(value, "one to three integers"));
        }
        for (number, item) in numbers.iter_mut().zip(items) {
            *number = item;
        }
        return Ok(numbers);
    }
    let record = Record::open_or(value, "one to three integers", what, &fields)?;
    for (index, (number, field)) in numbers.iter_mut().zip(fields).enumerate() {
        let name = PyString::new(value.py(), field);
        // The width alone has no default.
        let fallback = (default == 0 || index > 0).then_some(default);
        *number = record.field(&name, fallback)?;
    }
    Ok(numbers)
}

/// `(width, height, layers)` with trailing ones left out, an integer for a width, or a record.
impl<'py> FromPy<'py> for wgpu::Extent3d {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        let [width, height, depth_or_array_layers] = if let Some(fit) = of_tuple(value, 1) {
            fit?
        } else if value.is_instance_of::<pyo3::types::PyInt>() {
            [u32::from_py(value)?, 1, 1]
        } else {
            triple(
                value,
                "Extent3d",
                ["width", "height", "depth_or_array_layers"],
                1,
            )?
        };
        Ok(Self {
            width,
            height,
            depth_or_array_layers,
        })
    }
}

impl<'py> FromPy<'py> for wgpu::Origin3d {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        let [x, y, z] = triple(value, "Origin3d", ["x", "y", "z"], 0)?;
        Ok(Self { x, y, z })
    }
}

/// `(r, g, b, a)`, or a record.
impl<'py> FromPy<'py> for wgpu::Color {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        if is_sequence(value) {
            let numbers = Vec::<f64>::from_py(value)?;
            return match numbers[..] {
                [r, g, b] => Ok(Self { r, g, b, a: 1.0 }),
                [r, g, b, a] => Ok(Self { r, g, b, a }),
                _ => Err(Misfit::wrong_value(
                    value,
                    "three or four numbers: red, green, blue, alpha",
                )),
            };
        }
        let py = value.py();
        let record = Record::open_or(
            value,
            "three or four numbers",
            "Color",
            &["r", "g", "b", "a"],
        )?;
        Ok(Self {
            r: record.field(pyo3::intern!(py, "r"), None)?,
            g: record.field(pyo3::intern!(py, "g"), None)?,
            b: record.field(pyo3::intern!(py, "b"), None)?,
            a: record.field(pyo3::intern!(py, "a"), Some(1.0))?,
        })
    }
}

struct BufferBinding {
    r#type: wgpu::BufferBindingType,
    has_dynamic_offset: bool,
    min_binding_size: Option<std::num::NonZeroU64>,
}

struct TextureBinding {
    sample_type: wgpu::TextureSampleType,
    view_dimension: wgpu::TextureViewDimension,
    multisampled: bool,
}

record!(TextureBinding as "texture binding" {
    sample_type = wgpu::TextureSampleType::Float { filterable: true },
    view_dimension = wgpu::TextureViewDimension::D2,
    multisampled = false,
});

struct StorageTextureBinding {
    access: wgpu::StorageTextureAccess,
    format: wgpu::TextureFormat,
    view_dimension: wgpu::TextureViewDimension,
}

record!(StorageTextureBinding as "storage texture binding" {
    access = wgpu::StorageTextureAccess::WriteOnly,
    format,
    view_dimension = wgpu::TextureViewDimension::D2,
});

struct AccelerationStructureBinding {
    vertex_return: bool,
}

record!(AccelerationStructureBinding as "acceleration structure binding" {
    vertex_return = false,
});

/// `type` is a keyword of Rust, and `ty` its name in wgpu: both are read.
impl<'py> FromPy<'py> for BufferBinding {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        let py = value.py();
        let record = Record::open(
            value,
            "buffer binding",
            &["type", "ty", "has_dynamic_offset", "min_binding_size"],
        )?;
        let default = wgpu::BufferBindingType::Uniform;
        let ty = match record.get(pyo3::intern!(py, "ty"))? {
            Some(_) => record.field(pyo3::intern!(py, "ty"), Some(default))?,
            None => record.field(pyo3::intern!(py, "type"), Some(default))?,
        };
        // WebGPU writes "no minimum" as 0.
        let minimum: Option<u64> =
            record.field(pyo3::intern!(py, "min_binding_size"), Some(None))?;
        Ok(Self {
            r#type: ty,
            has_dynamic_offset: record
                .field(pyo3::intern!(py, "has_dynamic_offset"), Some(false))?,
            min_binding_size: minimum.and_then(std::num::NonZeroU64::new),
        })
    }
}

struct SamplerBinding(wgpu::SamplerBindingType);

impl<'py> FromPy<'py> for SamplerBinding {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        if value.is_instance_of::<PyString>() {
            return wgpu::SamplerBindingType::from_py(value).map(Self);
        }
        let py = value.py();
        let record = Record::open(value, "sampler binding", &["type", "ty"])?;
        let default = wgpu::SamplerBindingType::Filtering;
        match record.get(pyo3::intern!(py, "ty"))? {
            Some(_) => record.field(pyo3::intern!(py, "ty"), Some(default)),
            None => record.field(pyo3::intern!(py, "type"), Some(default)),
        }
        .map(Self)
    }
}

/// The kinds of bindings by the names of their fields in WebGPU.
const KINDS: [&str; 6] = [
    "buffer",
    "sampler",
    "texture",
    "storage_texture",
    "acceleration_structure",
    "external_texture",
];

fn binding_type(kind: &str, value: &Bound<'_, PyAny>) -> Fit<wgpu::BindingType> {
    Ok(match kind {
        "buffer" => {
            let buffer = BufferBinding::from_py(value)?;
            wgpu::BindingType::Buffer {
                ty: buffer.r#type,
                has_dynamic_offset: buffer.has_dynamic_offset,
                min_binding_size: buffer.min_binding_size,
            }
        }
        "sampler" => wgpu::BindingType::Sampler(SamplerBinding::from_py(value)?.0),
        "texture" => {
            let texture = TextureBinding::from_py(value)?;
            wgpu::BindingType::Texture {
                sample_type: texture.sample_type,
                view_dimension: texture.view_dimension,
                multisampled: texture.multisampled,
            }
        }
        "storage_texture" => {
            let texture = StorageTextureBinding::from_py(value)?;
            wgpu::BindingType::StorageTexture {
                access: texture.access,
                format: texture.format,
                view_dimension: texture.view_dimension,
            }
        }
        "acceleration_structure" => wgpu::BindingType::AccelerationStructure {
            vertex_return: AccelerationStructureBinding::from_py(value)?.vertex_return,
        },
        _ => wgpu::BindingType::ExternalTexture,
    })
}

/// A binding by its kind: `{"buffer": {...}}`, or a model with a field `kind`.
fn tagged(value: &Bound<'_, PyAny>) -> Fit<wgpu::BindingType> {
    if let Ok(name) = value.cast::<PyString>() {
        let name = name.to_str()?.replace('-', "_");
        if name == "external_texture" {
            return Ok(wgpu::BindingType::ExternalTexture);
        }
    }
    let expected = "a binding type: {\"buffer\": {…}} or the like, with one of buffer, sampler, \
                    texture, storage_texture, acceleration_structure, external_texture";
    if let Ok(dict) = value.cast::<pyo3::types::PyDict>() {
        if let Some(kind) = dict.get_item("kind")? {
            let kind = String::from_py(&kind)?.replace('-', "_");
            if !KINDS.contains(&kind.as_str()) {
                return Err(Misfit::wrong_value(value, expected));
            }
            let rest = dict.copy()?;
            rest.del_item("kind")?;
            return binding_type(&kind, rest.as_any());
        }
        for kind in KINDS {
            if let Some(inner) = dict.get_item(kind)? {
                return binding_type(kind, &inner).map_err(|e| e.in_field(kind));
            }
        }
        return Err(Misfit::wrong_value(value, expected));
    }
    if let Some(kind) = value.getattr_opt("kind")? {
        let kind = String::from_py(&kind)?.replace('-', "_");
        if KINDS.contains(&kind.as_str()) {
            return binding_type(&kind, value);
        }
    }
    for kind in KINDS {
        if let Some(inner) = value.getattr_opt(kind)?
            && !inner.is_none()
        {
            return binding_type(kind, &inner).map_err(|e| e.in_field(kind));
        }
    }
    Err(Misfit::wrong_type(value, expected))
}

impl<'py> FromPy<'py> for wgpu::BindingType {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        tagged(value)
    }
}

/// `ty` as in wgpu, or the field of the kind as in WebGPU (`buffer=…`, `texture=…`).
impl<'py> FromPy<'py> for wgpu::BindGroupLayoutEntry {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        let py = value.py();
        let record = Record::open(
            value,
            "BindGroupLayoutEntry",
            &[
                "binding",
                "visibility",
                "ty",
                "count",
                "buffer",
                "sampler",
                "texture",
                "storage_texture",
                "acceleration_structure",
                "external_texture",
            ],
        )?;
        let mut ty = None;
        if let Some(given) = record.get(pyo3::intern!(py, "ty"))?
            && !given.is_none()
        {
            ty = Some(tagged(&given).map_err(|e| e.in_field("ty"))?);
        }
        if ty.is_none() {
            for kind in KINDS {
                if let Some(inner) = record.get(&PyString::intern(py, kind))?
                    && !inner.is_none()
                {
                    ty = Some(binding_type(kind, &inner).map_err(|e| e.in_field(kind))?);
                    break;
                }
            }
        }
        Ok(Self {
            binding: record.field(pyo3::intern!(py, "binding"), None)?,
            visibility: record.field(pyo3::intern!(py, "visibility"), None)?,
            ty: ty.ok_or_else(|| Misfit::missing("ty"))?,
            count: record.field(pyo3::intern!(py, "count"), Some(None))?,
        })
    }
}

/// `"occlusion"`, `"timestamp"`, or the flags of a statistics query.
impl<'py> FromPy<'py> for wgpu::QueryType {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        let expected = "\"occlusion\", \"timestamp\" or PipelineStatisticsTypes flags";
        if let Ok(name) = value.cast::<PyString>() {
            match name.to_str()? {
                "occlusion" => return Ok(Self::Occlusion),
                "timestamp" => return Ok(Self::Timestamp),
                _ => {}
            }
        }
        if let Ok(dict) = value.cast::<pyo3::types::PyDict>()
            && let Some(inner) = dict.get_item("pipeline-statistics")?
        {
            return wgpu::PipelineStatisticsTypes::from_py(&inner).map(Self::PipelineStatistics);
        }
        wgpu::PipelineStatisticsTypes::from_py(value)
            .map(Self::PipelineStatistics)
            .map_err(|_| Misfit::wrong_value(value, expected))
    }
}

/// A struct of overrides: constants by name, as a mapping, for a pipeline stage.
pub(crate) struct Constants(pub(crate) Vec<(String, f64)>);

impl<'py> FromPy<'py> for Constants {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        let mut constants = Vec::new();
        if let Ok(mapping) = value.cast::<pyo3::types::PyMapping>() {
            for item in mapping.items()?.iter() {
                let (key, number) = <(Bound<'py, PyAny>, Bound<'py, PyAny>)>::from_py(&item)?;
                // An `@id` may be given as a number.
                let name = match key.cast::<PyString>() {
                    Ok(name) => name.to_str()?.to_owned(),
                    Err(_) => u16::from_number(&key)?.to_string(),
                };
                let number = if number.is_instance_of::<pyo3::types::PyBool>() {
                    f64::from(u8::from(bool::from_py(&number)?))
                } else {
                    f64::from_py(&number).map_err(|e| e.in_field(&name))?
                };
                constants.push((name, number));
            }
            return Ok(Self(constants));
        }
        Ok(Self(Vec::<(String, f64)>::from_py(value)?))
    }
}

trait FromNumber: Sized {
    fn from_number(value: &Bound<'_, PyAny>) -> Fit<Self>;
}

impl FromNumber for u16 {
    fn from_number(value: &Bound<'_, PyAny>) -> Fit<Self> {
        let number = u32::from_py(value)?;
        Self::try_from(number).map_err(|_| Misfit::wrong_value(value, "an override id below 65536"))
    }
}

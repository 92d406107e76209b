//! What the layout of a pipeline says of a resource.

use naga_toolchain::reflect::model::{Access, Binding, ResourceClass};
use wgpu::{
    BindingType, BufferBindingType, SamplerBindingType, StorageTextureAccess, TextureSampleType,
    TextureViewDimension,
};

use crate::data;

/// The type of a binding, from the reflection.
///
/// # Errors
///
/// A resource that is not bound here.
pub fn binding_type(binding: &Binding) -> Result<BindingType, String> {
    let buffer = |ty| BindingType::Buffer {
        ty,
        has_dynamic_offset: false,
        min_binding_size: None,
    };
    let texture = || {
        binding
            .texture
            .as_ref()
            .ok_or("a texture without a description")
    };
    let dimension = |name: &str| match name {
        "1d" => Ok(TextureViewDimension::D1),
        "2d" => Ok(TextureViewDimension::D2),
        "2d-array" => Ok(TextureViewDimension::D2Array),
        "cube" => Ok(TextureViewDimension::Cube),
        "cube-array" => Ok(TextureViewDimension::CubeArray),
        "3d" => Ok(TextureViewDimension::D3),
        other => Err(format!("no view of dimension {other}")),
    };
    Ok(match binding.class {
        ResourceClass::UniformBuffer => buffer(BufferBindingType::Uniform),
        ResourceClass::StorageBuffer => buffer(BufferBindingType::Storage {
            read_only: binding.access == Some(Access::Read),
        }),
        ResourceClass::SampledTexture
        | ResourceClass::DepthTexture
        | ResourceClass::MultisampledTexture => {
            let texture = texture()?;
            BindingType::Texture {
                sample_type: match texture.sample_type.as_str() {
                    "float" => TextureSampleType::Float {
                        filterable: !texture.multisampled,
                    },
                    "sint" => TextureSampleType::Sint,
                    "uint" => TextureSampleType::Uint,
                    "depth" => TextureSampleType::Depth,
                    other => return Err(format!("no samples of {other}")),
                },
                view_dimension: dimension(&texture.view_dimension)?,
                multisampled: texture.multisampled,
            }
        }
        ResourceClass::StorageTexture => {
            let texture = texture()?;
            let format = texture.format.as_deref().unwrap_or_default();
            BindingType::StorageTexture {
                access: match binding.access {
                    _ if texture.atomic => StorageTextureAccess::Atomic,
                    Some(Access::Read) => StorageTextureAccess::ReadOnly,
                    Some(Access::Write) => StorageTextureAccess::WriteOnly,
                    Some(Access::ReadWrite) | None => StorageTextureAccess::ReadWrite,
                },
                format: data::format(format)?,
                view_dimension: dimension(&texture.view_dimension)?,
            }
        }
        ResourceClass::Sampler => BindingType::Sampler(SamplerBindingType::Filtering),
        ResourceClass::ComparisonSampler => BindingType::Sampler(SamplerBindingType::Comparison),
        ResourceClass::ExternalTexture | ResourceClass::AccelerationStructure => {
            return Err(format!("{} is not bound here", binding.class.name()));
        }
    })
}

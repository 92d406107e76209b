//! The resources of programs on the device: made from the inputs, bound, and read again.

use std::collections::BTreeMap;

use wgpu::util::DeviceExt as _;

use crate::data::{Inputs, Origin};
use crate::gpu::{Gpu, Outputs};
use crate::hlsl;
use crate::route::Bound;
use crate::samples;

/// Resources by group; a group that has none is empty.
pub(crate) fn groups(resources: &[Bound]) -> Vec<Vec<&Bound>> {
    let mut groups: Vec<Vec<&Bound>> = Vec::new();
    for each in resources {
        let index = each.group as usize;
        if groups.len() <= index {
            groups.resize(index + 1, Vec::new());
        }
        if let Some(group) = groups.get_mut(index) {
            group.push(each);
        }
    }
    for group in &mut groups {
        group.sort_by_key(|each| each.binding);
    }
    groups
}

/// The numbers that wgpu gives the bindings of a group on Vulkan: without gaps.
pub(crate) fn dense(groups: &[Vec<&Bound>]) -> BTreeMap<Origin, Origin> {
    groups
        .iter()
        .flat_map(|group| {
            group
                .iter()
                .zip(0..)
                .map(|(each, index)| ((each.group, each.binding), (each.group, index)))
        })
        .collect()
}

pub(crate) fn layout(
    gpu: &Gpu,
    group: &[&Bound],
    visibility: wgpu::ShaderStages,
    filter: wgpu::FilterMode,
) -> wgpu::BindGroupLayout {
    let entries: Vec<wgpu::BindGroupLayoutEntry> = group
        .iter()
        .map(|each| wgpu::BindGroupLayoutEntry {
            binding: each.binding,
            visibility,
            ty: bound_as(each.ty, filter),
            count: None,
        })
        .collect();
    gpu.device
        .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: None,
            entries: &entries,
        })
}

/// What the layout says of it. Where nothing is filtered, the layout promises that: then integers
/// may be gathered, and depths be read as floats, which is what GLSL has.
fn bound_as(ty: wgpu::BindingType, filter: wgpu::FilterMode) -> wgpu::BindingType {
    let filters = filter == wgpu::FilterMode::Linear;
    match ty {
        wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering) if !filters => {
            wgpu::BindingType::Sampler(wgpu::SamplerBindingType::NonFiltering)
        }
        wgpu::BindingType::Texture {
            sample_type: wgpu::TextureSampleType::Float { filterable: true },
            view_dimension,
            multisampled,
        } if !filters => wgpu::BindingType::Texture {
            sample_type: wgpu::TextureSampleType::Float { filterable: false },
            view_dimension,
            multisampled,
        },
        ty => ty,
    }
}

fn sampler(gpu: &Gpu, filter: wgpu::FilterMode, ty: wgpu::SamplerBindingType) -> wgpu::Sampler {
    let comparison = ty == wgpu::SamplerBindingType::Comparison;
    gpu.device.create_sampler(&wgpu::SamplerDescriptor {
        address_mode_u: wgpu::AddressMode::Repeat,
        address_mode_v: wgpu::AddressMode::MirrorRepeat,
        mag_filter: filter,
        min_filter: filter,
        mipmap_filter: wgpu::MipmapFilterMode::Nearest,
        compare: comparison.then_some(wgpu::CompareFunction::LessEqual),
        ..Default::default()
    })
}
/// A resource on the device.
pub(crate) enum Resource {
    Buffer(wgpu::Buffer),
    Texture(wgpu::Texture),
}

/// A buffer with these bytes. `create_buffer_init` panics where the device has no memory left.
fn filled(gpu: &Gpu, contents: &[u8], usage: wgpu::BufferUsages) -> wgpu::Buffer {
    let mut padded = contents.to_vec();
    padded.resize(contents.len().next_multiple_of(4), 0);
    let buffer = gpu.device.create_buffer(&wgpu::BufferDescriptor {
        label: None,
        size: padded.len() as u64,
        usage: usage | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    });
    gpu.queue.write_buffer(&buffer, 0, &padded);
    buffer
}

/// Puts the inputs of these resources on the device.
pub(crate) fn upload(gpu: &Gpu, bound: &[Bound], inputs: &Inputs) -> BTreeMap<Origin, Resource> {
    let device = &gpu.device;
    let mut resources = BTreeMap::new();
    for (origin, data) in &inputs.buffers {
        let mut contents = data.bytes.clone();
        let is_uniform = bound.iter().any(|each| {
            each.origin == *origin
                && matches!(
                    each.ty,
                    wgpu::BindingType::Buffer {
                        ty: wgpu::BufferBindingType::Uniform,
                        ..
                    }
                )
        });
        if is_uniform {
            contents.resize(contents.len().next_multiple_of(16), 0);
        }
        let usage = wgpu::BufferUsages::STORAGE
            | wgpu::BufferUsages::UNIFORM
            | wgpu::BufferUsages::COPY_SRC;
        let buffer = filled(gpu, &contents, usage);
        resources.insert(*origin, Resource::Buffer(buffer));
    }
    let counts: Vec<u8> = inputs
        .groups
        .iter()
        .flat_map(|count| count.to_le_bytes())
        .collect();
    for (origin, bytes) in [
        (hlsl::IMMEDIATES, &inputs.immediates),
        (hlsl::WORKGROUPS, &counts),
    ] {
        if bound.iter().any(|each| each.origin == origin) {
            let mut contents = match bound.iter().find(|each| !each.loose.is_empty()) {
                Some(each) if origin == hlsl::IMMEDIATES => loose(each, inputs),
                _ => bytes.clone(),
            };
            contents.resize(contents.len().next_multiple_of(16).max(16), 0);
            let buffer = filled(gpu, &contents, wgpu::BufferUsages::UNIFORM);
            resources.insert(origin, Resource::Buffer(buffer));
        }
    }
    for (origin, data) in &inputs.textures {
        if data.samples > 1 {
            let texture = samples::texture(gpu, data);
            resources.insert(*origin, Resource::Texture(texture));
            continue;
        }
        let stored = bound.iter().any(|each| {
            each.origin == *origin && matches!(each.ty, wgpu::BindingType::StorageTexture { .. })
        });
        let atomic = bound.iter().any(|each| {
            each.origin == *origin
                && matches!(
                    each.ty,
                    wgpu::BindingType::StorageTexture {
                        access: wgpu::StorageTextureAccess::Atomic,
                        ..
                    }
                )
        });
        let mut usage = wgpu::TextureUsages::COPY_DST;
        if stored {
            usage |= wgpu::TextureUsages::STORAGE_BINDING | wgpu::TextureUsages::COPY_SRC;
        } else {
            usage |= wgpu::TextureUsages::TEXTURE_BINDING;
        }
        if atomic {
            usage |= wgpu::TextureUsages::STORAGE_ATOMIC;
        }
        let descriptor = wgpu::TextureDescriptor {
            label: None,
            size: data.size,
            mip_level_count: data.levels.len() as u32,
            sample_count: 1,
            dimension: data.dimension,
            format: data.format,
            usage,
            view_formats: &[],
        };
        let texture = device.create_texture_with_data(
            &gpu.queue,
            &descriptor,
            wgpu::util::TextureDataOrder::MipMajor,
            &data.levels.concat(),
        );
        resources.insert(*origin, Resource::Texture(texture));
    }
    resources
}

/// The immediates as a block of loose uniforms has them.
fn loose(bound: &Bound, inputs: &Inputs) -> Vec<u8> {
    let end = bound.loose.last().map_or(0, |last| last + 8);
    let mut contents = vec![0; end];
    for (to, (from, size)) in bound.loose.iter().zip(&inputs.immediate_places) {
        let bytes = inputs.immediates.get(*from..from + size);
        if let (Some(to), Some(bytes)) = (contents.get_mut(*to..to + size), bytes) {
            to.copy_from_slice(bytes);
        }
    }
    contents
}

/// Makes the bind groups of these resources.
///
/// # Errors
///
/// A resource that was not uploaded.
pub(crate) fn bind(
    gpu: &Gpu,
    bound: &[Bound],
    layouts: &[wgpu::BindGroupLayout],
    resources: &BTreeMap<Origin, Resource>,
    filter: wgpu::FilterMode,
) -> Result<Vec<wgpu::BindGroup>, String> {
    let mut made = Vec::new();
    for (group, layout) in groups(bound).iter().zip(layouts) {
        let mut views = BTreeMap::new();
        let mut samplers = BTreeMap::new();
        for each in group {
            match (each.ty, resources.get(&each.origin)) {
                (wgpu::BindingType::Sampler(ty), _) => {
                    samplers.insert(each.binding, sampler(gpu, filter, ty));
                }
                (
                    wgpu::BindingType::Texture { view_dimension, .. }
                    | wgpu::BindingType::StorageTexture { view_dimension, .. },
                    Some(Resource::Texture(texture)),
                ) => {
                    let view = texture.create_view(&wgpu::TextureViewDescriptor {
                        dimension: Some(view_dimension),
                        ..Default::default()
                    });
                    views.insert(each.binding, view);
                }
                (_, Some(Resource::Buffer(_))) => {}
                (ty, _) => {
                    return Err(format!("nothing for {ty:?} of {:?}", each.origin));
                }
            }
        }
        let entries: Vec<wgpu::BindGroupEntry<'_>> = group
            .iter()
            .filter_map(|each| {
                let resource = match (views.get(&each.binding), resources.get(&each.origin)) {
                    (Some(view), _) => wgpu::BindingResource::TextureView(view),
                    (None, Some(Resource::Buffer(buffer))) => buffer.as_entire_binding(),
                    _ => wgpu::BindingResource::Sampler(samplers.get(&each.binding)?),
                };
                Some(wgpu::BindGroupEntry {
                    binding: each.binding,
                    resource,
                })
            })
            .collect();
        let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout,
            entries: &entries,
        });
        made.push(group);
    }
    Ok(made)
}

/// Copies what a program may have written to where it can be read.
pub(crate) fn copy(
    gpu: &Gpu,
    encoder: &mut wgpu::CommandEncoder,
    origin: Origin,
    resource: &Resource,
    inputs: &Inputs,
) -> Option<Read> {
    let target = |size: usize| {
        gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: None,
            size: size as u64,
            usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
            mapped_at_creation: false,
        })
    };
    match resource {
        Resource::Buffer(buffer) => {
            let data = inputs.buffers.get(&origin).filter(|data| data.writable)?;
            let to = target(buffer.size() as usize);
            encoder.copy_buffer_to_buffer(buffer, 0, &to, 0, buffer.size());
            Some(Read {
                origin,
                buffer: to,
                is_texture: false,
                row: data.bytes.len(),
                pitch: 0,
            })
        }
        Resource::Texture(texture) => {
            let data = inputs.textures.get(&origin).filter(|data| data.writable)?;
            let size = data.size;
            let rows = (size.height * size.depth_or_array_layers) as usize;
            let row = data.levels.first()?.len() / rows.max(1);
            let pitch = row.next_multiple_of(256);
            let to = target(pitch * rows);
            encoder.copy_texture_to_buffer(
                texture.as_image_copy(),
                wgpu::TexelCopyBufferInfo {
                    buffer: &to,
                    layout: wgpu::TexelCopyBufferLayout {
                        offset: 0,
                        bytes_per_row: Some(pitch as u32),
                        rows_per_image: Some(size.height),
                    },
                },
                size,
            );
            Some(Read {
                origin,
                buffer: to,
                is_texture: true,
                row,
                pitch,
            })
        }
    }
}

/// A copy to be read when the work is done.
pub(crate) struct Read {
    pub(crate) origin: Origin,
    pub(crate) buffer: wgpu::Buffer,
    pub(crate) is_texture: bool,
    /// Bytes that count, of a row or of the whole buffer.
    pub(crate) row: usize,
    /// Bytes from one row to the next.
    pub(crate) pitch: usize,
}

/// Waits for the copies and takes them.
///
/// # Errors
///
/// What wgpu says.
pub(crate) fn collect(gpu: &Gpu, reads: Vec<Read>) -> Result<Outputs, String> {
    let mut outputs = Outputs::default();
    for read in &reads {
        read.buffer.map_async(wgpu::MapMode::Read, .., |_| ());
    }
    gpu.device
        .poll(wgpu::PollType::wait_indefinitely())
        .map_err(|error| error.to_string())?;
    for read in reads {
        let view = read
            .buffer
            .get_mapped_range(..)
            .map_err(|error| error.to_string())?;
        if read.is_texture {
            let rows = view
                .chunks(read.pitch)
                .flat_map(|row| row.iter().take(read.row));
            outputs
                .textures
                .insert(read.origin, rows.copied().collect());
        } else {
            let bytes = view.iter().take(read.row).copied().collect();
            outputs.buffers.insert(read.origin, bytes);
        }
    }
    Ok(outputs)
}

//! Textures with several samples: nothing can be copied to them, so that each sample is drawn.

use wgpu::util::DeviceExt as _;
use wgpu::{Extent3d, TextureFormat, TextureUsages};

use crate::data::TextureData;
use crate::gpu::Gpu;

/// Draws one layer of a texture.
const CODE: &str = "
@group(0) @binding(0) var given: texture_2d_array<KIND>;
struct Corner {
    @builtin(position) place: vec4<f32>,
    @location(0) @interpolate(flat, either) layer: u32,
}
@vertex
fn corner(@builtin(vertex_index) number: u32, @builtin(instance_index) layer: u32) -> Corner {
    let place = vec2(f32(number % 2u), f32(number / 2u)) * 4.0 - 1.0;
    return Corner(vec4(place, 0.0, 1.0), layer);
}
@fragment
fn texel(in: Corner) -> RESULT {
    return textureLoad(given, vec2<u32>(in.place.xy), in.layer, 0)PART;
}
";

/// The texture with these texels, whose samples are one after the other.
pub(crate) fn texture(gpu: &Gpu, data: &TextureData) -> wgpu::Texture {
    let device = &gpu.device;
    let is_depth = data.format.is_depth_stencil_format();
    let (kind, result, part) = match data.format.sample_type(None, None) {
        Some(wgpu::TextureSampleType::Sint) => ("i32", "@location(0) vec4<i32>", ""),
        Some(wgpu::TextureSampleType::Uint) => ("u32", "@location(0) vec4<u32>", ""),
        _ if is_depth => ("f32", "@builtin(frag_depth) f32", ".r"),
        _ => ("f32", "@location(0) vec4<f32>", ""),
    };
    let code = CODE
        .replace("KIND", kind)
        .replace("RESULT", result)
        .replace("PART", part);
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: None,
        source: wgpu::ShaderSource::Wgsl(code.into()),
    });
    let given = layers(gpu, data, is_depth);
    let descriptor = wgpu::TextureDescriptor {
        label: None,
        size: data.size,
        mip_level_count: 1,
        sample_count: data.samples,
        dimension: data.dimension,
        format: data.format,
        usage: TextureUsages::TEXTURE_BINDING | TextureUsages::RENDER_ATTACHMENT,
        view_formats: &[],
    };
    let made = device.create_texture(&descriptor);
    let view = made.create_view(&wgpu::TextureViewDescriptor::default());
    let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    for sample in 0..data.samples {
        let depth = is_depth.then(|| wgpu::DepthStencilState {
            format: data.format,
            depth_write_enabled: Some(true),
            depth_compare: Some(wgpu::CompareFunction::Always),
            stencil: wgpu::StencilState::default(),
            bias: wgpu::DepthBiasState::default(),
        });
        let color = [Some(wgpu::ColorTargetState::from(data.format))];
        let pipeline = device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: None,
            layout: None,
            vertex: wgpu::VertexState {
                module: &module,
                entry_point: Some("corner"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                buffers: &[],
            },
            primitive: wgpu::PrimitiveState::default(),
            depth_stencil: depth,
            multisample: wgpu::MultisampleState {
                count: data.samples,
                // The others keep what they have.
                mask: 1 << sample,
                alpha_to_coverage_enabled: false,
            },
            fragment: Some(wgpu::FragmentState {
                module: &module,
                entry_point: Some("texel"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                targets: if is_depth { &[] } else { &color },
            }),
            multiview_mask: None,
            cache: None,
        });
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout: &pipeline.get_bind_group_layout(0),
            entries: &[wgpu::BindGroupEntry {
                binding: 0,
                resource: wgpu::BindingResource::TextureView(&given),
            }],
        });
        let color = wgpu::RenderPassColorAttachment {
            view: &view,
            depth_slice: None,
            resolve_target: None,
            ops: operations(sample, wgpu::Color::BLACK),
        };
        let depth = wgpu::RenderPassDepthStencilAttachment {
            view: &view,
            depth_ops: Some(operations(sample, 0.0)),
            stencil_ops: None,
        };
        let colors = [Some(color)];
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            color_attachments: if is_depth { &[] } else { &colors },
            depth_stencil_attachment: is_depth.then_some(depth),
            ..Default::default()
        });
        pass.set_pipeline(&pipeline);
        pass.set_bind_group(0, &group, &[]);
        pass.draw(0..3, sample..sample + 1);
    }
    gpu.queue.submit([encoder.finish()]);
    made
}

/// The first sample clears the others.
fn operations<V>(sample: u32, value: V) -> wgpu::Operations<V> {
    wgpu::Operations {
        load: match sample {
            0 => wgpu::LoadOp::Clear(value),
            _ => wgpu::LoadOp::Load,
        },
        store: wgpu::StoreOp::Store,
    }
}

/// The samples as layers of a texture; depths as floats, because depths are not copied either.
fn layers(gpu: &Gpu, data: &TextureData, is_depth: bool) -> wgpu::TextureView {
    let bytes = data.levels.concat();
    let bytes = if is_depth {
        let depths = bytes.as_chunks::<2>().0.iter();
        let floats = depths.map(|bytes| f32::from(u16::from_le_bytes(*bytes)) / 65535.0);
        floats.flat_map(f32::to_le_bytes).collect()
    } else {
        bytes
    };
    let descriptor = wgpu::TextureDescriptor {
        label: None,
        size: Extent3d {
            depth_or_array_layers: data.samples,
            ..data.size
        },
        mip_level_count: 1,
        sample_count: 1,
        dimension: data.dimension,
        format: if is_depth {
            TextureFormat::R32Float
        } else {
            data.format
        },
        usage: TextureUsages::TEXTURE_BINDING | TextureUsages::COPY_DST,
        view_formats: &[],
    };
    gpu.device
        .create_texture_with_data(
            &gpu.queue,
            &descriptor,
            wgpu::util::TextureDataOrder::LayerMajor,
            &bytes,
        )
        .create_view(&wgpu::TextureViewDescriptor {
            dimension: Some(wgpu::TextureViewDimension::D2Array),
            ..Default::default()
        })
}

//! Draws into targets of the harness and reads them again.

use std::collections::BTreeMap;

use wgpu::util::DeviceExt as _;

use crate::data::{Inputs, Origin, TextureData};
use crate::draw::program::Pipeline;
use crate::draw::scene::{DEPTH, Frame, SIZE, Scene, TARGETS, Target};
use crate::gpu::{Gpu, Outputs};
use crate::resources::{self, Resource, dense, groups};

/// What the targets hold where nothing is drawn.
const CLEAR: f64 = 77.0;
/// What is behind everything where depth is tested.
const BEHIND: f32 = 0.5;

/// A pipeline that is compiled.
#[derive(Debug)]
pub struct Ready<'a> {
    gpu: &'a Gpu,
    scene: &'a Scene,
    pipeline: &'a Pipeline,
    compiled: wgpu::RenderPipeline,
    layouts: Vec<wgpu::BindGroupLayout>,
}

/// Compiles a pipeline.
///
/// # Errors
///
/// What wgpu or the driver says.
pub fn prepare<'a>(
    gpu: &'a Gpu,
    scene: &'a Scene,
    pipeline: &'a Pipeline,
) -> Result<Ready<'a>, String> {
    let groups = groups(&pipeline.resources);
    let numbers = dense(&groups);
    gpu.tried(|| {
        let vertex = gpu.module(&pipeline.vertex, &numbers);
        let fragment = gpu.module(&pipeline.fragment, &numbers);
        let layouts: Vec<wgpu::BindGroupLayout> = groups
            .iter()
            .map(|group| {
                resources::layout(
                    gpu,
                    group,
                    wgpu::ShaderStages::VERTEX_FRAGMENT,
                    scene.filter,
                )
            })
            .collect();
        let layout = gpu
            .device
            .create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: None,
                bind_group_layouts: &layouts.iter().map(Some).collect::<Vec<_>>(),
                immediate_size: immediates(pipeline),
            });
        let buffers = [Some(wgpu::VertexBufferLayout {
            array_stride: scene.stride.into(),
            step_mode: wgpu::VertexStepMode::Vertex,
            attributes: &scene.attributes,
        })];
        let targets: Vec<Option<wgpu::ColorTargetState>> = scene
            .targets
            .iter()
            .map(|target| target.as_ref().map(|target| state(target, scene.dual)))
            .collect();
        let compiled = gpu
            .device
            .create_render_pipeline(&wgpu::RenderPipelineDescriptor {
                label: None,
                layout: Some(&layout),
                vertex: wgpu::VertexState {
                    module: &vertex,
                    entry_point: Some(&pipeline.vertex.entry_point),
                    compilation_options: Default::default(),
                    buffers: if scene.attributes.is_empty() {
                        &[]
                    } else {
                        &buffers
                    },
                },
                primitive: wgpu::PrimitiveState {
                    topology: scene.topology,
                    ..Default::default()
                },
                depth_stencil: Some(wgpu::DepthStencilState {
                    format: wgpu::TextureFormat::Depth32Float,
                    depth_write_enabled: Some(true),
                    depth_compare: Some(if scene.depth_test {
                        wgpu::CompareFunction::Less
                    } else {
                        wgpu::CompareFunction::Always
                    }),
                    stencil: wgpu::StencilState::default(),
                    bias: wgpu::DepthBiasState::default(),
                }),
                multisample: wgpu::MultisampleState {
                    count: scene.samples,
                    ..Default::default()
                },
                fragment: Some(wgpu::FragmentState {
                    module: &fragment,
                    entry_point: Some(&pipeline.fragment.entry_point),
                    compilation_options: Default::default(),
                    targets: &targets,
                }),
                multiview_mask: None,
                cache: None,
            });
        Ready {
            gpu,
            scene,
            pipeline,
            compiled,
            layouts,
        }
    })
}

fn immediates(pipeline: &Pipeline) -> u32 {
    let (vertex, fragment) = (&pipeline.vertex, &pipeline.fragment);
    vertex.immediate_size.max(fragment.immediate_size)
}

fn state(target: &Target, dual: bool) -> wgpu::ColorTargetState {
    let component = wgpu::BlendComponent {
        src_factor: wgpu::BlendFactor::One,
        dst_factor: wgpu::BlendFactor::Src1,
        operation: wgpu::BlendOperation::Add,
    };
    wgpu::ColorTargetState {
        format: target.format,
        blend: dual.then_some(wgpu::BlendState {
            color: component,
            alpha: component,
        }),
        write_mask: wgpu::ColorWrites::from_bits_truncate((1 << target.components) - 1),
    }
}

impl Ready<'_> {
    /// Draws once.
    ///
    /// # Errors
    ///
    /// What wgpu says, or a resource that is not among the inputs.
    pub fn run(&self, frame: &Frame) -> Result<Outputs, String> {
        let gpu = self.gpu;
        let uploaded =
            gpu.tried(|| resources::upload(gpu, &self.pipeline.resources, &frame.inputs))?;
        let all = frame.all();
        let reads = gpu.tried(|| -> Result<Vec<resources::Read>, String> {
            let textures: BTreeMap<Origin, wgpu::Texture> = frame
                .targets
                .iter()
                .map(|(origin, data)| (*origin, self.target(data)))
                .collect();
            let mut encoder = gpu.device.create_command_encoder(&Default::default());
            self.draw(&mut encoder, frame, &uploaded, &textures)?;
            let mut reads = Vec::new();
            for (origin, resource) in &uploaded {
                let read = resources::copy(gpu, &mut encoder, *origin, resource, &all);
                reads.extend(read);
            }
            for (origin, texture) in textures {
                if self.scene.samples > 1 {
                    reads.push(self.samples(&mut encoder, origin, &texture, &all)?);
                } else {
                    let texture = Resource::Texture(texture);
                    reads.extend(resources::copy(gpu, &mut encoder, origin, &texture, &all));
                }
            }
            gpu.queue.submit([encoder.finish()]);
            Ok(reads)
        })??;
        resources::collect(gpu, reads)
    }

    fn target(&self, data: &TextureData) -> wgpu::Texture {
        self.gpu.device.create_texture(&wgpu::TextureDescriptor {
            label: None,
            size: data.size,
            mip_level_count: 1,
            sample_count: self.scene.samples,
            dimension: data.dimension,
            format: data.format,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT
                | if self.scene.samples > 1 {
                    wgpu::TextureUsages::TEXTURE_BINDING
                } else {
                    wgpu::TextureUsages::COPY_SRC
                },
            view_formats: &[],
        })
    }

    fn draw(
        &self,
        encoder: &mut wgpu::CommandEncoder,
        frame: &Frame,
        uploaded: &BTreeMap<Origin, Resource>,
        textures: &BTreeMap<Origin, wgpu::Texture>,
    ) -> Result<(), String> {
        let scene = self.scene;
        let views: BTreeMap<Origin, wgpu::TextureView> = textures
            .iter()
            .map(|(origin, texture)| (*origin, texture.create_view(&Default::default())))
            .collect();
        let clear = wgpu::Color {
            r: CLEAR,
            g: CLEAR,
            b: CLEAR,
            a: CLEAR,
        };
        let attachments: Vec<Option<wgpu::RenderPassColorAttachment<'_>>> = (0
            ..scene.targets.len() as u32)
            .map(|location| {
                let view = views.get(&(u32::MAX, TARGETS + location))?;
                Some(wgpu::RenderPassColorAttachment {
                    view,
                    depth_slice: None,
                    resolve_target: None,
                    ops: wgpu::Operations {
                        load: wgpu::LoadOp::Clear(clear),
                        store: wgpu::StoreOp::Store,
                    },
                })
            })
            .collect();
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: None,
            color_attachments: &attachments,
            depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                view: views.get(&DEPTH).ok_or("no depth")?,
                depth_ops: Some(wgpu::Operations {
                    load: wgpu::LoadOp::Clear(if scene.depth_test { BEHIND } else { 1.0 }),
                    store: wgpu::StoreOp::Store,
                }),
                stencil_ops: None,
            }),
            ..Default::default()
        });
        pass.set_pipeline(&self.compiled);
        let bound = resources::bind(
            self.gpu,
            &self.pipeline.resources,
            &self.layouts,
            uploaded,
            scene.filter,
        )?;
        for (group, index) in bound.iter().zip(0..) {
            pass.set_bind_group(index, group, &[]);
        }
        let vertices;
        if !scene.attributes.is_empty() {
            vertices = self
                .gpu
                .device
                .create_buffer_init(&wgpu::util::BufferInitDescriptor {
                    label: None,
                    contents: &frame.vertices,
                    usage: wgpu::BufferUsages::VERTEX,
                });
            pass.set_vertex_buffer(0, vertices.slice(..));
        }
        let size = immediates(self.pipeline) as usize;
        if size > 0 {
            let end = size.min(frame.inputs.immediates.len());
            pass.set_immediates(0, frame.inputs.immediates.get(..end).unwrap_or_default());
        }
        let vertices = scene.first_vertex..scene.first_vertex + scene.vertices;
        pass.draw(
            vertices,
            scene.first_instance..scene.first_instance + scene.instances,
        );
        Ok(())
    }

    /// Copies the samples of a target, which only a shader can read.
    fn samples(
        &self,
        encoder: &mut wgpu::CommandEncoder,
        origin: Origin,
        texture: &wgpu::Texture,
        all: &Inputs,
    ) -> Result<resources::Read, String> {
        let device = &self.gpu.device;
        let data = all.textures.get(&origin).ok_or("no target")?;
        let bytes = data.levels.first().map_or(0, Vec::len);
        let kind = match texture.format().sample_type(None, None) {
            Some(wgpu::TextureSampleType::Sint) => "texture_multisampled_2d<i32>",
            Some(wgpu::TextureSampleType::Uint) => "texture_multisampled_2d<u32>",
            Some(wgpu::TextureSampleType::Depth) => "texture_depth_multisampled_2d",
            _ => "texture_multisampled_2d<f32>",
        };
        let samples = self.scene.samples;
        let components = bytes as u32 / (SIZE * SIZE * samples * 4);
        let stores: String = (0..components)
            .map(|component| {
                let part = match (origin, component) {
                    (DEPTH, _) => String::new(),
                    _ => format!("[{component}]"),
                };
                format!("kept[at + {component}u] = bitcast<u32>(texel{part});\n")
            })
            .collect();
        let text = format!(
            "@group(0) @binding(0) var image: {kind};\n\
             @group(0) @binding(1) var<storage, read_write> kept: array<u32>;\n\
             @compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {{\n\
             for (var sample = 0u; sample < {samples}u; sample++) {{\n\
             let at = ((id.y * {SIZE}u + id.x) * {samples}u + sample) * {components}u;\n\
             let texel = textureLoad(image, id.xy, sample);\n{stores}}}\n}}\n"
        );
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: None,
            source: wgpu::ShaderSource::Wgsl(text.into()),
        });
        let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: None,
            layout: None,
            module: &module,
            entry_point: None,
            compilation_options: Default::default(),
            cache: None,
        });
        let buffer = |usage| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: None,
                size: bytes as u64,
                usage,
                mapped_at_creation: false,
            })
        };
        let kept = buffer(wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC);
        let to = buffer(wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST);
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout: &pipeline.get_bind_group_layout(0),
            entries: &[
                wgpu::BindGroupEntry {
                    binding: 0,
                    resource: wgpu::BindingResource::TextureView(
                        &texture.create_view(&Default::default()),
                    ),
                },
                wgpu::BindGroupEntry {
                    binding: 1,
                    resource: kept.as_entire_binding(),
                },
            ],
        });
        let mut pass = encoder.begin_compute_pass(&Default::default());
        pass.set_pipeline(&pipeline);
        pass.set_bind_group(0, &group, &[]);
        pass.dispatch_workgroups(SIZE / 8, SIZE / 8, 1);
        drop(pass);
        encoder.copy_buffer_to_buffer(&kept, 0, &to, 0, bytes as u64);
        Ok(resources::Read {
            origin,
            buffer: to,
            is_texture: true,
            row: bytes,
            pitch: bytes,
        })
    }
}

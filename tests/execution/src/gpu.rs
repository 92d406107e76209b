//! A device, and programs run on it.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use wgpu::util::DeviceExt as _;

use crate::data::{Inputs, Origin};
use crate::hlsl;
use crate::route::{Bound, Code, Program};
use crate::words;

/// What a program left in the resources that it may write.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outputs {
    /// Bytes of buffers.
    pub buffers: BTreeMap<Origin, Vec<u8>>,
    /// Bytes of textures, rows and layers without gaps.
    pub textures: BTreeMap<Origin, Vec<u8>>,
}

/// A Vulkan device.
#[derive(Debug)]
pub struct Gpu {
    device: wgpu::Device,
    queue: wgpu::Queue,
    /// What it is, in words.
    pub title: String,
}

/// A program that is compiled.
#[derive(Debug)]
pub struct Ready<'a> {
    gpu: &'a Gpu,
    program: &'a Program,
    pipeline: wgpu::ComputePipeline,
    layouts: Vec<wgpu::BindGroupLayout>,
}

/// Waits for what is ready: futures of wgpu are, except in a browser.
fn now<T>(future: impl Future<Output = T>) -> Result<T, String> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Ok(value),
        Poll::Pending => Err("a future of wgpu is not ready".to_owned()),
    }
}

impl Gpu {
    /// Opens the processor's Vulkan device, or any other when there is none.
    ///
    /// # Errors
    ///
    /// Why there is none.
    #[allow(
        unsafe_code,
        reason = "the feature that lets SPIR-V through is marked so"
    )]
    pub fn open() -> Result<Self, String> {
        let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle();
        descriptor.backends = wgpu::Backends::VULKAN;
        descriptor.flags = wgpu::InstanceFlags::empty();
        let instance = wgpu::Instance::new(descriptor);
        let adapters = now(instance.enumerate_adapters(wgpu::Backends::VULKAN))?;
        let is_software =
            |each: &&wgpu::Adapter| each.get_info().device_type == wgpu::DeviceType::Cpu;
        let adapter = adapters
            .iter()
            .find(is_software)
            .or_else(|| adapters.first())
            .ok_or("no Vulkan adapter; `make setup` installs one that needs no GPU")?;
        let info = adapter.get_info();
        // SAFETY: shaders of this crate are valid; they are judged before.
        let experimental = unsafe { wgpu::ExperimentalFeatures::enabled() };
        let (device, queue) = now(adapter.request_device(&wgpu::DeviceDescriptor {
            label: None,
            required_features: adapter.features(),
            required_limits: adapter.limits(),
            experimental_features: experimental,
            memory_hints: wgpu::MemoryHints::MemoryUsage,
            trace: wgpu::Trace::Off,
        }))?
        .map_err(|error| error.to_string())?;
        Ok(Self {
            device,
            queue,
            title: format!("{} ({} {})", info.name, info.driver, info.driver_info),
        })
    }

    /// Does something and tells the error of wgpu, if there is one.
    fn tried<T>(&self, work: impl FnOnce() -> T) -> Result<T, String> {
        let validation = self.device.push_error_scope(wgpu::ErrorFilter::Validation);
        let internal = self.device.push_error_scope(wgpu::ErrorFilter::Internal);
        let value = work();
        let errors = [now(internal.pop())?, now(validation.pop())?];
        match errors.into_iter().flatten().next() {
            Some(error) => Err(error.to_string()),
            None => Ok(value),
        }
    }

    /// Compiles a program.
    ///
    /// # Errors
    ///
    /// What wgpu or the driver says.
    pub fn prepare<'a>(&'a self, program: &'a Program) -> Result<Ready<'a>, String> {
        let groups = groups(program);
        let numbers = dense(&groups);
        self.tried(|| {
            let module = self.module(program, &numbers);
            let layouts: Vec<wgpu::BindGroupLayout> =
                groups.iter().map(|group| self.layout(group)).collect();
            let layout = self
                .device
                .create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                    label: None,
                    bind_group_layouts: &layouts.iter().map(Some).collect::<Vec<_>>(),
                    immediate_size: program.immediate_size,
                });
            let constants: Vec<(&str, f64)> = program
                .constants
                .iter()
                .map(|(key, value)| (key.as_str(), *value))
                .collect();
            let pipeline = self
                .device
                .create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                    label: None,
                    layout: Some(&layout),
                    module: &module,
                    entry_point: Some(&program.entry_point),
                    compilation_options: wgpu::PipelineCompilationOptions {
                        constants: &constants,
                        ..Default::default()
                    },
                    cache: None,
                });
            Ready {
                gpu: self,
                program,
                pipeline,
                layouts,
            }
        })
    }

    #[allow(unsafe_code, reason = "SPIR-V goes to the driver without a look at it")]
    fn module(&self, program: &Program, numbers: &BTreeMap<Origin, Origin>) -> wgpu::ShaderModule {
        match &program.code {
            Code::Wgsl(text) => self
                .device
                .create_shader_module(wgpu::ShaderModuleDescriptor {
                    label: None,
                    source: wgpu::ShaderSource::Wgsl(text.into()),
                }),
            Code::Spirv(words) => {
                let mut words = words.clone();
                words::rebind(&mut words, numbers);
                let descriptor = wgpu::ShaderModuleDescriptorPassthrough {
                    entry_points: vec![wgpu::PassthroughShaderEntryPoint {
                        name: program.entry_point.as_str().into(),
                        workgroup_size: (1, 1, 1),
                    }]
                    .into(),
                    spirv: Some(words.into()),
                    ..Default::default()
                };
                // SAFETY: the words were validated by SPIRV-Tools or come from glslang.
                unsafe { self.device.create_shader_module_passthrough(descriptor) }
            }
        }
    }

    fn layout(&self, group: &[&Bound]) -> wgpu::BindGroupLayout {
        let entries: Vec<wgpu::BindGroupLayoutEntry> = group
            .iter()
            .map(|each| wgpu::BindGroupLayoutEntry {
                binding: each.binding,
                visibility: wgpu::ShaderStages::COMPUTE,
                ty: each.ty,
                count: None,
            })
            .collect();
        self.device
            .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
                label: None,
                entries: &entries,
            })
    }

    fn sampler(&self, ty: wgpu::SamplerBindingType) -> wgpu::Sampler {
        let comparison = ty == wgpu::SamplerBindingType::Comparison;
        self.device.create_sampler(&wgpu::SamplerDescriptor {
            address_mode_u: wgpu::AddressMode::Repeat,
            address_mode_v: wgpu::AddressMode::MirrorRepeat,
            mag_filter: wgpu::FilterMode::Linear,
            min_filter: wgpu::FilterMode::Linear,
            mipmap_filter: wgpu::MipmapFilterMode::Nearest,
            compare: comparison.then_some(wgpu::CompareFunction::LessEqual),
            ..Default::default()
        })
    }
}

/// The resources of a program by group; a group that has none is empty.
fn groups(program: &Program) -> Vec<Vec<&Bound>> {
    let mut groups: Vec<Vec<&Bound>> = Vec::new();
    for each in &program.resources {
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
fn dense(groups: &[Vec<&Bound>]) -> BTreeMap<Origin, Origin> {
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

enum Resource {
    Buffer(wgpu::Buffer),
    Texture(wgpu::Texture),
}

impl Ready<'_> {
    /// Runs the program once.
    ///
    /// # Errors
    ///
    /// What wgpu says, or a resource that is not among the inputs.
    pub fn run(&self, inputs: &Inputs) -> Result<Outputs, String> {
        let resources = self.gpu.tried(|| self.upload(inputs))?;
        let mut reads = Vec::new();
        self.gpu.tried(|| -> Result<(), String> {
            let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
            self.dispatch(&mut encoder, inputs, &resources)?;
            for (origin, resource) in &resources {
                reads.extend(self.copy(&mut encoder, *origin, resource, inputs));
            }
            self.gpu.queue.submit([encoder.finish()]);
            Ok(())
        })??;
        let mut outputs = Outputs::default();
        for read in &reads {
            read.buffer.map_async(wgpu::MapMode::Read, .., |_| ());
        }
        self.gpu
            .device
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

    fn upload(&self, inputs: &Inputs) -> BTreeMap<Origin, Resource> {
        let device = &self.gpu.device;
        let mut resources = BTreeMap::new();
        for (origin, data) in &inputs.buffers {
            let mut contents = data.bytes.clone();
            let is_uniform = self.program.resources.iter().any(|each| {
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
            let buffer = device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
                label: None,
                contents: &contents,
                usage: wgpu::BufferUsages::STORAGE
                    | wgpu::BufferUsages::UNIFORM
                    | wgpu::BufferUsages::COPY_SRC,
            });
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
            if self
                .program
                .resources
                .iter()
                .any(|each| each.origin == origin)
            {
                let mut contents = bytes.clone();
                contents.resize(contents.len().next_multiple_of(16), 0);
                let buffer = device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
                    label: None,
                    contents: &contents,
                    usage: wgpu::BufferUsages::UNIFORM,
                });
                resources.insert(origin, Resource::Buffer(buffer));
            }
        }
        for (origin, data) in &inputs.textures {
            let stored = self.program.resources.iter().any(|each| {
                each.origin == *origin
                    && matches!(each.ty, wgpu::BindingType::StorageTexture { .. })
            });
            let atomic = self.program.resources.iter().any(|each| {
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
                &self.gpu.queue,
                &descriptor,
                wgpu::util::TextureDataOrder::MipMajor,
                &data.levels.concat(),
            );
            resources.insert(*origin, Resource::Texture(texture));
        }
        resources
    }

    fn dispatch(
        &self,
        encoder: &mut wgpu::CommandEncoder,
        inputs: &Inputs,
        resources: &BTreeMap<Origin, Resource>,
    ) -> Result<(), String> {
        let device = &self.gpu.device;
        let mut pass = encoder.begin_compute_pass(&Default::default());
        pass.set_pipeline(&self.pipeline);
        for ((group, layout), index) in groups(self.program).iter().zip(&self.layouts).zip(0..) {
            let mut views = BTreeMap::new();
            let mut samplers = BTreeMap::new();
            for each in group {
                match (each.ty, resources.get(&each.origin)) {
                    (wgpu::BindingType::Sampler(ty), _) => {
                        samplers.insert(each.binding, self.gpu.sampler(ty));
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
            let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: None,
                layout,
                entries: &entries,
            });
            pass.set_bind_group(index, &group, &[]);
        }
        if self.program.immediate_size > 0 {
            let end = (self.program.immediate_size as usize).min(inputs.immediates.len());
            pass.set_immediates(0, inputs.immediates.get(..end).unwrap_or_default());
        }
        let [x, y, z] = inputs.groups;
        pass.dispatch_workgroups(x, y, z);
        Ok(())
    }

    fn copy(
        &self,
        encoder: &mut wgpu::CommandEncoder,
        origin: Origin,
        resource: &Resource,
        inputs: &Inputs,
    ) -> Option<Read> {
        let target = |size: usize| {
            self.gpu.device.create_buffer(&wgpu::BufferDescriptor {
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
}

/// A copy to be read when the work is done.
struct Read {
    origin: Origin,
    buffer: wgpu::Buffer,
    is_texture: bool,
    /// Bytes that count, of a row or of the whole buffer.
    row: usize,
    /// Bytes from one row to the next.
    pitch: usize,
}

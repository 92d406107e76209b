//! A device, and programs run on it.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use crate::data::{Inputs, Origin};
use crate::resources::{self, Resource, dense, groups};
use crate::route::{Code, Program};

use crate::words;

/// What a program left in the resources that it may write.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outputs {
    /// Bytes of buffers.
    pub buffers: BTreeMap<Origin, Vec<u8>>,
    /// Bytes of textures, rows and layers without gaps.
    pub textures: BTreeMap<Origin, Vec<u8>>,
}

/// How compute shaders sample: the nearest texel, as weights are rounded by drivers and compilers.
const FILTER: wgpu::FilterMode = wgpu::FilterMode::Nearest;

/// A Vulkan device.
#[derive(Debug)]
pub struct Gpu {
    pub(crate) device: wgpu::Device,
    pub(crate) queue: wgpu::Queue,
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
    pub(crate) fn tried<T>(&self, work: impl FnOnce() -> T) -> Result<T, String> {
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
        let groups = groups(&program.resources);
        let numbers = dense(&groups);
        self.tried(|| {
            let module = self.module(program, &numbers);
            let layouts: Vec<wgpu::BindGroupLayout> = groups
                .iter()
                .map(|group| resources::layout(self, group, wgpu::ShaderStages::COMPUTE, FILTER))
                .collect();
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
    pub(crate) fn module(
        &self,
        program: &Program,
        numbers: &BTreeMap<Origin, Origin>,
    ) -> wgpu::ShaderModule {
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
}

impl Ready<'_> {
    /// Runs the program once.
    ///
    /// # Errors
    ///
    /// What wgpu says, or a resource that is not among the inputs.
    pub fn run(&self, inputs: &Inputs) -> Result<Outputs, String> {
        let resources = self
            .gpu
            .tried(|| resources::upload(self.gpu, &self.program.resources, inputs))?;
        let mut reads = Vec::new();
        self.gpu.tried(|| -> Result<(), String> {
            let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
            self.dispatch(&mut encoder, inputs, &resources)?;
            for (origin, resource) in &resources {
                reads.extend(resources::copy(
                    self.gpu,
                    &mut encoder,
                    *origin,
                    resource,
                    inputs,
                ));
            }
            self.gpu.queue.submit([encoder.finish()]);
            Ok(())
        })??;
        resources::collect(self.gpu, reads)
    }

    fn dispatch(
        &self,
        encoder: &mut wgpu::CommandEncoder,
        inputs: &Inputs,
        resources: &BTreeMap<Origin, Resource>,
    ) -> Result<(), String> {
        let mut pass = encoder.begin_compute_pass(&Default::default());
        pass.set_pipeline(&self.pipeline);
        let bound = resources::bind(
            self.gpu,
            &self.program.resources,
            &self.layouts,
            resources,
            FILTER,
        )?;
        for (group, index) in bound.iter().zip(0..) {
            pass.set_bind_group(index, group, &[]);
        }
        if self.program.immediate_size > 0 {
            let end = (self.program.immediate_size as usize).min(inputs.immediates.len());
            pass.set_immediates(0, inputs.immediates.get(..end).unwrap_or_default());
        }
        let [x, y, z] = inputs.groups;
        pass.dispatch_workgroups(x, y, z);
        Ok(())
    }
}

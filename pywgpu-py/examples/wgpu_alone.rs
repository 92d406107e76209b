//! The floor of what a call can cost: the calls of `benches/pywgpu_calls.py`, made to wgpu from Rust.
//!
//! Prints a JSON object: microseconds of CPU time of the calling thread by the name of the row,
//! the median of the rounds. It imports wgpu only; `pywgpu_calls.py --alone PROGRAM` puts the
//! figures beside those from Python.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;

use nix::time::{ClockId, clock_gettime};
use wgpu::util::{BufferInitDescriptor, DeviceExt as _};

const ROUNDS: usize = 9;

const COMPUTE: &str = "
@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read_write> b: array<u32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) i: vec3<u32>) {
  if (i.x < arrayLength(&b)) { b[i.x] = a[i.x] * 2u; }
}
";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The objects that the timed calls work on.
struct Scene {
    device: wgpu::Device,
    queue: wgpu::Queue,
    a: wgpu::Buffer,
    b: wgpu::Buffer,
    shader: wgpu::ShaderModule,
    pipeline: wgpu::ComputePipeline,
    group: wgpu::BindGroup,
    /// Of the size that is read, to be mapped.
    staging: wgpu::Buffer,
}

fn main() -> Result<()> {
    let scene = futures(Scene::new())?;
    let mut text = String::from("{");
    for (name, times, call) in CALLS {
        let mut rounds = Vec::with_capacity(ROUNDS);
        for round in 0..=ROUNDS {
            let start = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)?;
            for _ in 0..times {
                call(&scene)?;
            }
            let spent = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)? - start;
            // The first one warms up.
            if round > 0 {
                let nanoseconds = spent.tv_sec() * 1_000_000_000 + spent.tv_nsec();
                rounds.push(nanoseconds as f64 / 1e3 / f64::from(times));
            }
            scene.device.poll(wgpu::PollType::wait_indefinitely())?;
        }
        rounds.sort_by(f64::total_cmp);
        let comma = if text.len() > 1 { ", " } else { "" };
        write!(text, "{comma}\"{name}\": {:.3}", rounds[ROUNDS / 2])?;
    }
    writeln!(std::io::stdout(), "{text}}}")?;
    Ok(())
}

/// Waits for what wgpu has ready at once on a native system.
fn futures<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

impl Scene {
    async fn new() -> Result<Self> {
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        let adapter = instance
            .request_adapter(&wgpu::RequestAdapterOptions::default())
            .await?;
        let (device, queue) = adapter
            .request_device(&wgpu::DeviceDescriptor::default())
            .await?;
        let buffer = |size, usage| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: None,
                size,
                usage,
                mapped_at_creation: false,
            })
        };
        let storage = wgpu::BufferUsages::STORAGE
            | wgpu::BufferUsages::COPY_DST
            | wgpu::BufferUsages::COPY_SRC;
        let a = buffer(4096, storage);
        let b = buffer(4096, storage);
        let staging = buffer(
            64,
            wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
        );
        let shader = module(&device);
        let pipeline = pipeline(&device, &shader);
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout: &pipeline.get_bind_group_layout(0),
            entries: &[entry(0, &a), entry(1, &b)],
        });
        Ok(Self {
            device,
            queue,
            a,
            b,
            shader,
            pipeline,
            group,
            staging,
        })
    }

    fn one_dispatch(&self) -> wgpu::CommandBuffer {
        let mut encoder = self.device.create_command_encoder(&Default::default());
        let mut pass = encoder.begin_compute_pass(&Default::default());
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &self.group, &[]);
        pass.dispatch_workgroups(1, 1, 1);
        drop(pass);
        encoder.finish()
    }

    /// A copy, a mapping, and the wait for it: the least that wgpu lets one read with.
    fn read(&self) -> Result<()> {
        let mut encoder = self.device.create_command_encoder(&Default::default());
        encoder.copy_buffer_to_buffer(&self.b, 0, &self.staging, 0, 64);
        let index = self.queue.submit([encoder.finish()]);
        self.staging.map_async(wgpu::MapMode::Read, .., |_| {});
        self.device.poll(wgpu::PollType::Wait {
            submission_index: Some(index),
            timeout: None,
        })?;
        let sum: u32 = {
            let view = self.staging.get_mapped_range(..)?;
            view.iter().map(|&byte| u32::from(byte)).sum()
        };
        std::hint::black_box(sum);
        self.staging.unmap();
        Ok(())
    }
}

fn module(device: &wgpu::Device) -> wgpu::ShaderModule {
    device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: None,
        source: wgpu::ShaderSource::Wgsl(COMPUTE.into()),
    })
}

fn pipeline(device: &wgpu::Device, shader: &wgpu::ShaderModule) -> wgpu::ComputePipeline {
    device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: None,
        layout: None,
        module: shader,
        entry_point: Some("main"),
        compilation_options: Default::default(),
        cache: None,
    })
}

fn entry(binding: u32, buffer: &wgpu::Buffer) -> wgpu::BindGroupEntry<'_> {
    wgpu::BindGroupEntry {
        binding,
        resource: buffer.as_entire_binding(),
    }
}

type Call = fn(&Scene) -> Result<()>;

/// The name of a row, how many to time together, and the call.
const CALLS: [(&str, u32, Call); 13] = [
    ("create_buffer_1KiB", 1000, |scene| {
        let _ = scene.device.create_buffer(&wgpu::BufferDescriptor {
            label: None,
            size: 1024,
            usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        Ok(())
    }),
    ("create_buffer_with_data_1KiB", 500, |scene| {
        let _ = scene.device.create_buffer_init(&BufferInitDescriptor {
            label: None,
            contents: &[0; 1024],
            usage: wgpu::BufferUsages::STORAGE,
        });
        Ok(())
    }),
    ("create_texture_64x64", 300, |scene| {
        let _ = scene.device.create_texture(&wgpu::TextureDescriptor {
            label: None,
            size: wgpu::Extent3d {
                width: 64,
                height: 64,
                depth_or_array_layers: 1,
            },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: wgpu::TextureFormat::Rgba8Unorm,
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
            view_formats: &[],
        });
        Ok(())
    }),
    ("create_bind_group_2_buffers", 1000, |scene| {
        let _ = scene.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout: &scene.pipeline.get_bind_group_layout(0),
            entries: &[entry(0, &scene.a), entry(1, &scene.b)],
        });
        Ok(())
    }),
    ("create_shader_module_wgsl", 200, |scene| {
        let _ = module(&scene.device);
        Ok(())
    }),
    ("create_compute_pipeline_auto", 30, |scene| {
        let _ = pipeline(&scene.device, &scene.shader);
        Ok(())
    }),
    ("write_buffer_64B", 1000, |scene| {
        scene.queue.write_buffer(&scene.a, 0, &[0; 64]);
        Ok(())
    }),
    ("write_buffer_4KiB", 1000, |scene| {
        scene.queue.write_buffer(&scene.a, 0, &[0; 4096]);
        Ok(())
    }),
    ("encode_empty_pass_and_finish", 500, |scene| {
        let mut encoder = scene.device.create_command_encoder(&Default::default());
        drop(encoder.begin_compute_pass(&Default::default()));
        let _ = encoder.finish();
        Ok(())
    }),
    ("submit_empty", 500, |scene| {
        scene.queue.submit([]);
        Ok(())
    }),
    ("encode_and_submit_1_dispatch", 200, |scene| {
        scene.queue.submit([scene.one_dispatch()]);
        Ok(())
    }),
    ("dispatch_and_read_64B", 100, |scene| {
        scene.queue.submit([scene.one_dispatch()]);
        scene.read()
    }),
    ("read_buffer_64B", 100, Scene::read),
];

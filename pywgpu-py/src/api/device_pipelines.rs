//! Making shaders and pipelines with a device.

use std::num::NonZeroU32;
use std::path::PathBuf;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::Label;
use super::common_pipeline::{
    Bindings, Compilation, ComputeStage, Layout, MeshStage, Stage, TaskStage,
};
use super::compute_pipeline::ComputePipeline;
use super::device::Device;
use super::pipeline_cache::PipelineCache;
use super::pipeline_layout::PipelineLayout;
use super::render_pipeline::RenderPipeline;
use super::shader_module::{self, ShaderModule};
use crate::core::error::ValidationError;
use crate::core::guard::call;
use crate::core::life::Held;
use crate::hal::{host, trusted};
use crate::types::convert::{Fit, FromPy, arguments};
use crate::types::records::{Constants, VertexBuffer};

struct VertexStage<'py> {
    stage: Stage<'py>,
    buffers: Vec<Option<VertexBuffer>>,
}

impl<'py> FromPy<'py> for VertexStage<'py> {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        Ok(Self {
            stage: Stage::read(value, "VertexState")?,
            buffers: Stage::list(value, "buffers")?,
        })
    }
}

struct FragmentStage<'py> {
    stage: Stage<'py>,
    targets: Vec<Option<wgpu::ColorTargetState>>,
}

impl<'py> FromPy<'py> for FragmentStage<'py> {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        Ok(Self {
            stage: Stage::read(value, "FragmentState")?,
            targets: Stage::list(value, "targets")?,
        })
    }
}

/// The modules of some stages, each of which knows the constants that it is given.
fn checked_modules<'a, 'py: 'a>(
    stages: impl Iterator<Item = &'a Stage<'py>>,
    call: &str,
) -> PyResult<Vec<&'a ShaderModule>> {
    stages
        .map(|stage| {
            let module = stage.module.get();
            stage.options.check(module, call)?;
            Ok(module)
        })
        .collect()
}

impl Device {
    /// That everything a pipeline is made of belongs to this device.
    fn check_pipeline(
        &self,
        call: &str,
        modules: &[&ShaderModule],
        layout: Option<&Bound<'_, PipelineLayout>>,
        cache: Option<&Bound<'_, PipelineCache>>,
    ) -> PyResult<()> {
        for module in modules {
            self.shared.same(&module.shared, call, "a shader")?;
        }
        if let Some(layout) = layout {
            self.shared.same(&layout.get().shared, call, "the layout")?;
            if let Some((group, gap)) = layout.get().gap
                && modules.iter().any(|module| module.is_raw_spirv)
            {
                return Err(ValidationError::new_err(format!(
                    "{call}: layout: group {group} has no binding {gap}, but a greater one; a \
                     shader that is passed through as SPIR-V would find other resources there, \
                     because wgpu counts the bindings of each group from 0 on Vulkan; number them \
                     without gaps in the layout and in the shader, or use create_shader_module"
                )));
            }
        }
        if let Some(cache) = cache {
            self.shared.same(&cache.get().shared, call, "the cache")?;
        }
        Ok(())
    }
}

#[pymethods]
impl Device {
    /// A compute pipeline.
    ///
    /// Args:
    ///     descriptor: The arguments as one object: a `ComputePipelineDescriptor` or a dict.
    ///     label: Name in messages.
    ///     layout: A layout, or `"auto"` for the one that the shader implies.
    ///     module: The shader.
    ///     entry_point: Name of the entry point; may be left out where there is one for compute.
    ///     compilation_options: `constants` and whether memory of workgroups starts with zeros.
    ///     constants: Values of overrides, by `@id` where they have one and by name otherwise.
    ///     cache: A pipeline cache.
    ///     compute: `{"module": …, "entry_point": …, "constants": …}` in place of these, as in WebGPU.
    ///
    /// Raises:
    ///     ValidationError: There is no such entry point or override, or the layout does not fit.
    #[pyo3(signature = (descriptor = None, *, label = None, layout = None, module = None, entry_point = None, compilation_options = None, constants = None, cache = None, compute = None))]
    fn create_compute_pipeline<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
        layout: Option<&Bound<'py, PyAny>>,
        module: Option<&Bound<'py, PyAny>>,
        entry_point: Option<&Bound<'py, PyAny>>,
        compilation_options: Option<&Bound<'py, PyAny>>,
        constants: Option<&Bound<'py, PyAny>>,
        cache: Option<&Bound<'py, PyAny>>,
        compute: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<ComputePipeline> {
        arguments!(py, "create_compute_pipeline", descriptor;
            label: Label = None,
            layout: Layout<'py> = Layout(None),
            module: Option<Bound<'py, ShaderModule>> = None,
            entry_point: Option<String> = None,
            compilation_options: Option<super::common_pipeline::CompilationOptions> = None,
            constants: Option<Constants> = None,
            cache: Option<Bound<'py, PipelineCache>> = None,
            compute: Option<ComputeStage<'py>> = None,
        );
        const CALL: &str = "create_compute_pipeline";
        let device = self.shared.usable()?;
        let stage = match (module, compute) {
            (Some(module), None) => Stage {
                module,
                entry_point,
                options: Compilation::merged(compilation_options, constants),
            },
            (None, Some(stage)) => stage.0,
            (Some(_), Some(_)) | (None, None) => {
                return Err(PyTypeError::new_err(format!(
                    "{CALL}: expected either `module` or `compute`; got {}",
                    "both or none of them"
                )));
            }
        };
        let module = stage.module.get();
        self.check_pipeline(CALL, &[module], layout.0.as_ref(), cache.as_ref())?;
        stage.options.check(module, CALL)?;
        let bindings = Bindings::of([&stage], layout.0.as_ref());
        let (layout, cache) = (layout.0.map(Bound::unbind), cache.map(Bound::unbind));
        let inner = py.detach(|| {
            let constants = stage.options.constants();
            call(|| {
                device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                    label: label.as_deref(),
                    layout: layout.as_ref().map(|layout| &*layout.get().inner),
                    module: &module.inner,
                    entry_point: stage.entry_point.as_deref(),
                    compilation_options: stage.options.options(&constants),
                    cache: cache.as_ref().map(|cache| &*cache.get().inner),
                })
            })
        })?;
        Ok(ComputePipeline {
            inner: Held::new(inner),
            shared: self.shared.clone(),
            bindings,
            label,
        })
    }

    /// A render pipeline.
    ///
    /// Args:
    ///     descriptor: The arguments as one object: a `RenderPipelineDescriptor` or a dict.
    ///     label: Name in messages.
    ///     layout: A layout, or `"auto"` for the one that the shaders imply.
    ///     vertex: `{"module": …, "entry_point": …, "constants": …, "buffers": […]}`, or a module. A buffer is
    ///         `{"array_stride": bytes, "step_mode": "vertex", "attributes": […]}`, an attribute
    ///         `{"format": "float32x3", "offset": bytes, "shader_location": …}`.
    ///     primitive: `{"topology": …, "cull_mode": …, "front_face": …, "strip_index_format": …}`.
    ///     depth_stencil: `{"format": …, "depth_write_enabled": …, "depth_compare": …, "stencil": …}`.
    ///     multisample: `{"count": samples, "mask": …, "alpha_to_coverage_enabled": …}`.
    ///     fragment: `{"module": …, "entry_point": …, "constants": …, "targets": […]}`. A target is a format, or
    ///         `{"format": …, "blend": …, "write_mask": …}`.
    ///     multiview_mask: Layers that are drawn at once, with the feature `multiview`.
    ///     cache: A pipeline cache.
    ///
    /// Raises:
    ///     ValidationError: There is no such entry point or override, or stages, layout and formats do not
    ///         go together.
    #[pyo3(signature = (descriptor = None, *, label = None, layout = None, vertex = None, primitive = None, depth_stencil = None, multisample = None, fragment = None, multiview_mask = None, cache = None))]
    fn create_render_pipeline<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
        layout: Option<&Bound<'py, PyAny>>,
        vertex: Option<&Bound<'py, PyAny>>,
        primitive: Option<&Bound<'py, PyAny>>,
        depth_stencil: Option<&Bound<'py, PyAny>>,
        multisample: Option<&Bound<'py, PyAny>>,
        fragment: Option<&Bound<'py, PyAny>>,
        multiview_mask: Option<&Bound<'py, PyAny>>,
        cache: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<RenderPipeline> {
        arguments!(py, "create_render_pipeline", descriptor;
            label: Label = None,
            layout: Layout<'py> = Layout(None),
            vertex: VertexStage<'py>,
            primitive = wgpu::PrimitiveState::default(),
            depth_stencil = None,
            multisample = wgpu::MultisampleState::default(),
            fragment: Option<FragmentStage<'py>> = None,
            multiview_mask: Option<NonZeroU32> = None,
            cache: Option<Bound<'py, PipelineCache>> = None,
        );
        const CALL: &str = "create_render_pipeline";
        let device = self.shared.usable()?;
        let stages = [Some(&vertex.stage), fragment.as_ref().map(|it| &it.stage)];
        let stages = || stages.into_iter().flatten();
        let modules = checked_modules(stages(), CALL)?;
        self.check_pipeline(CALL, &modules, layout.0.as_ref(), cache.as_ref())?;
        let bindings = Bindings::of(stages(), layout.0.as_ref());
        let (layout, cache) = (layout.0.map(Bound::unbind), cache.map(Bound::unbind));
        let VertexStage { stage, buffers } = vertex;
        let (vertex, vertex_entry) = (stage.module.unbind(), stage.entry_point);
        let vertex_options = stage.options;
        let fragment = fragment.map(|fragment| {
            let FragmentStage { stage, targets } = fragment;
            (
                stage.module.unbind(),
                stage.entry_point,
                stage.options,
                targets,
            )
        });
        let inner = py.detach(|| {
            let buffers: Vec<Option<wgpu::VertexBufferLayout<'_>>> = buffers
                .iter()
                .map(|buffer| buffer.as_ref().map(VertexBuffer::layout))
                .collect();
            let vertex_constants = vertex_options.constants();
            let fragment_constants = fragment.as_ref().map(|fragment| fragment.2.constants());
            let fragment_constants = fragment_constants.unwrap_or_default();
            call(|| {
                device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
                    label: label.as_deref(),
                    layout: layout.as_ref().map(|layout| &*layout.get().inner),
                    vertex: wgpu::VertexState {
                        module: &vertex.get().inner,
                        entry_point: vertex_entry.as_deref(),
                        compilation_options: vertex_options.options(&vertex_constants),
                        buffers: &buffers,
                    },
                    primitive,
                    depth_stencil,
                    multisample,
                    fragment: fragment.as_ref().map(|(module, entry, options, targets)| {
                        wgpu::FragmentState {
                            module: &module.get().inner,
                            entry_point: entry.as_deref(),
                            compilation_options: options.options(&fragment_constants),
                            targets,
                        }
                    }),
                    multiview_mask,
                    cache: cache.as_ref().map(|cache| &*cache.get().inner),
                })
            })
        })?;
        Ok(RenderPipeline {
            inner: Held::new(inner),
            shared: self.shared.clone(),
            bindings,
            label,
        })
    }

    /// A pipeline with a mesh shader in place of vertices.
    #[pyo3(signature = (descriptor = None, *, label = None, layout = None, task = None, mesh = None, primitive = None, depth_stencil = None, multisample = None, fragment = None, multiview = None, cache = None))]
    fn create_mesh_pipeline<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
        layout: Option<&Bound<'py, PyAny>>,
        task: Option<&Bound<'py, PyAny>>,
        mesh: Option<&Bound<'py, PyAny>>,
        primitive: Option<&Bound<'py, PyAny>>,
        depth_stencil: Option<&Bound<'py, PyAny>>,
        multisample: Option<&Bound<'py, PyAny>>,
        fragment: Option<&Bound<'py, PyAny>>,
        multiview: Option<&Bound<'py, PyAny>>,
        cache: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<RenderPipeline> {
        arguments!(py, "create_mesh_pipeline", descriptor;
            label: Label = None,
            layout: Layout<'py> = Layout(None),
            task: Option<TaskStage<'py>> = None,
            mesh: MeshStage<'py>,
            primitive = wgpu::PrimitiveState::default(),
            depth_stencil = None,
            multisample = wgpu::MultisampleState::default(),
            fragment: Option<FragmentStage<'py>> = None,
            multiview: Option<NonZeroU32> = None,
            cache: Option<Bound<'py, PipelineCache>> = None,
        );
        const CALL: &str = "create_mesh_pipeline";
        let device = self.shared.usable()?;
        let stages = [
            Some(&mesh.0),
            task.as_ref().map(|it| &it.0),
            fragment.as_ref().map(|it| &it.stage),
        ];
        let stages = || stages.into_iter().flatten();
        let modules = checked_modules(stages(), CALL)?;
        self.check_pipeline(CALL, &modules, layout.0.as_ref(), cache.as_ref())?;
        let bindings = Bindings::of(stages(), layout.0.as_ref());
        let (layout, cache) = (layout.0.map(Bound::unbind), cache.map(Bound::unbind));
        let owned = |stage: Stage<'py>| (stage.module.unbind(), stage.entry_point, stage.options);
        let task = task.map(|task| owned(task.0));
        let (mesh, mesh_entry, mesh_options) = owned(mesh.0);
        let fragment = fragment.map(|fragment| {
            let FragmentStage { stage, targets } = fragment;
            (
                stage.module.unbind(),
                stage.entry_point,
                stage.options,
                targets,
            )
        });
        let inner = py.detach(|| {
            let task_constants = task
                .as_ref()
                .map(|task| task.2.constants())
                .unwrap_or_default();
            let mesh_constants = mesh_options.constants();
            let fragment_constants = fragment.as_ref().map(|fragment| fragment.2.constants());
            let fragment_constants = fragment_constants.unwrap_or_default();
            call(|| {
                device.create_mesh_pipeline(&wgpu::MeshPipelineDescriptor {
                    label: label.as_deref(),
                    layout: layout.as_ref().map(|layout| &*layout.get().inner),
                    task: task
                        .as_ref()
                        .map(|(module, entry, options)| wgpu::TaskState {
                            module: &module.get().inner,
                            entry_point: entry.as_deref(),
                            compilation_options: options.options(&task_constants),
                        }),
                    mesh: wgpu::MeshState {
                        module: &mesh.get().inner,
                        entry_point: mesh_entry.as_deref(),
                        compilation_options: mesh_options.options(&mesh_constants),
                    },
                    primitive,
                    depth_stencil,
                    multisample,
                    fragment: fragment.as_ref().map(|(module, entry, options, targets)| {
                        wgpu::FragmentState {
                            module: &module.get().inner,
                            entry_point: entry.as_deref(),
                            compilation_options: options.options(&fragment_constants),
                            targets,
                        }
                    }),
                    multiview,
                    cache: cache.as_ref().map(|cache| &*cache.get().inner),
                })
            })
        })?;
        Ok(RenderPipeline {
            inner: Held::new(inner),
            shared: self.shared.clone(),
            bindings,
            label,
        })
    }

    /// A shader.
    ///
    /// `source` is WGSL, GLSL or HLSL text, SPIR-V bytes, the path of a file (`pathlib.Path`), a
    /// module of the package `naga`, or a descriptor with `source` and `label`. The language of a
    /// text is `language`, or follows from the extension of `path` or of the label, and is WGSL
    /// otherwise; GLSL and HLSL need their `stage`. What a text includes or imports is looked for
    /// beside `path`, and in `include_paths` (GLSL, HLSL) or `module_paths` (WGSL with a
    /// `linker`). All other keywords are those of `naga.parse_wgsl`, `naga.parse_glsl`, ….
    #[pyo3(signature = (source, *, label = None, language = None, path = None, stage = None, defines = None, **options))]
    fn create_shader_module<'py>(
        &self,
        py: Python<'py>,
        source: &Bound<'py, PyAny>,
        label: Option<String>,
        language: Option<String>,
        path: Option<PathBuf>,
        stage: Option<String>,
        defines: Option<Bound<'py, PyDict>>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<ShaderModule> {
        let given = shader_module::Given {
            label,
            language,
            path,
            stage,
            defines,
            options,
            checks: None,
        };
        shader_module::create(py, &self.shared, source, given)
    }

    /// A shader that runs with fewer checks, or with none: a wrong one can do anything.
    #[pyo3(signature = (source, *, label = None, language = None, path = None, stage = None, defines = None, bounds_checks = false, force_loop_bounding = false, other_checks = false, **options))]
    fn create_shader_module_trusted<'py>(
        &self,
        py: Python<'py>,
        source: &Bound<'py, PyAny>,
        label: Option<String>,
        language: Option<String>,
        path: Option<PathBuf>,
        stage: Option<String>,
        defines: Option<Bound<'py, PyDict>>,
        bounds_checks: bool,
        force_loop_bounding: bool,
        other_checks: bool,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<ShaderModule> {
        let checks = trusted::runtime_checks(bounds_checks, force_loop_bounding, other_checks);
        let given = shader_module::Given {
            label,
            language,
            path,
            stage,
            defines,
            options,
            checks: Some(checks),
        };
        shader_module::create(py, &self.shared, source, given)
    }

    /// A shader in the driver's own language, which nothing looks into; needs the feature
    /// `"passthrough-shaders"`.
    ///
    /// `entry_points` is a list of `(name, (x, y, z))` with the workgroup sizes. A pipeline of it
    /// needs a `layout` of its own, with the numbers wgpu gives the driver: for SPIR-V the bindings
    /// of each group count from 0 without gaps, and a layout with gaps is refused.
    #[pyo3(signature = (*, label = None, entry_points = Vec::new(), spirv = None, dxil = None, hlsl = None, metallib = None, msl = None, glsl = None, wgsl = None))]
    fn create_shader_module_passthrough(
        &self,
        label: Option<String>,
        entry_points: Vec<(String, (u32, u32, u32))>,
        spirv: Option<&Bound<'_, PyAny>>,
        dxil: Option<Vec<u8>>,
        hlsl: Option<String>,
        metallib: Option<Vec<u8>>,
        msl: Option<String>,
        glsl: Option<String>,
        wgsl: Option<String>,
    ) -> PyResult<ShaderModule> {
        const CALL: &str = "create_shader_module_passthrough";
        let device = self.shared.usable()?;
        let spirv = spirv
            .map(|spirv| {
                host::with_bytes(spirv, CALL, "spirv", |bytes| {
                    shader_module::words(bytes, CALL)
                })
            })
            .transpose()?;
        let descriptor = wgpu::ShaderModuleDescriptorPassthrough {
            label: label.as_deref(),
            entry_points: entry_points
                .into_iter()
                .map(|(name, workgroup_size)| wgpu::PassthroughShaderEntryPoint {
                    name: name.into(),
                    workgroup_size,
                })
                .collect(),
            spirv: spirv.map(Into::into),
            dxil: dxil.map(Into::into),
            hlsl: hlsl.map(Into::into),
            metallib: metallib.map(Into::into),
            msl: msl.map(Into::into),
            glsl: glsl.map(Into::into),
            wgsl: wgsl.map(Into::into),
        };
        let is_raw_spirv = descriptor.spirv.is_some();
        let inner = call(|| trusted::passthrough(device, descriptor))?;
        Ok(ShaderModule::opaque(
            inner,
            is_raw_spirv,
            &self.shared,
            label,
        ))
    }
}

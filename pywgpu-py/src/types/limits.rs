//! Limits of adapters and devices: a mapping from wgpu's names to integers.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use super::convert::{Fit, FromPy, Misfit};

/// The fields of [`wgpu::Limits`]; the struct is taken apart, so a new one must be added here.
macro_rules! limits {
    ($($field:ident),* $(,)?) => {
        /// The names of all limits.
        pub(crate) const NAMES: &[&str] = &[$(stringify!($field)),*];

        /// Limits as a dict.
        pub(crate) fn to_py<'py>(
            py: Python<'py>,
            limits: &wgpu::Limits,
        ) -> PyResult<Bound<'py, PyDict>> {
            let wgpu::Limits { $($field),* } = limits;
            let dict = PyDict::new(py);
            $(dict.set_item(stringify!($field), *$field)?;)*
            Ok(dict)
        }

        fn set<'py>(
            limits: &mut wgpu::Limits,
            name: &str,
            value: &Bound<'py, PyAny>,
        ) -> Fit<()> {
            match name {
                $(stringify!($field) => limits.$field = FromPy::from_py(value)
                    .map_err(|e: Box<Misfit>| e.in_field(name))?,)*
                _ => return Err(Misfit::value(format!(
                    "there is no limit `{name}`; `adapter.limits` lists those that there are"
                ))),
            }
            Ok(())
        }
    };
}

limits! {
    max_texture_dimension_1d,
    max_texture_dimension_2d,
    max_texture_dimension_3d,
    max_texture_array_layers,
    max_bind_groups,
    max_bind_groups_plus_vertex_buffers,
    max_bindings_per_bind_group,
    max_dynamic_uniform_buffers_per_pipeline_layout,
    max_dynamic_storage_buffers_per_pipeline_layout,
    max_sampled_textures_per_shader_stage,
    max_samplers_per_shader_stage,
    max_storage_buffers_per_shader_stage,
    max_storage_textures_per_shader_stage,
    max_uniform_buffers_per_shader_stage,
    max_binding_array_elements_per_shader_stage,
    max_binding_array_acceleration_structure_elements_per_shader_stage,
    max_binding_array_sampler_elements_per_shader_stage,
    max_uniform_buffer_binding_size,
    max_storage_buffer_binding_size,
    max_vertex_buffers,
    max_buffer_size,
    max_vertex_attributes,
    max_vertex_buffer_array_stride,
    max_inter_stage_shader_variables,
    min_uniform_buffer_offset_alignment,
    min_storage_buffer_offset_alignment,
    max_color_attachments,
    max_color_attachment_bytes_per_sample,
    max_compute_workgroup_storage_size,
    max_compute_invocations_per_workgroup,
    max_compute_workgroup_size_x,
    max_compute_workgroup_size_y,
    max_compute_workgroup_size_z,
    max_compute_workgroups_per_dimension,
    max_immediate_size,
    max_non_sampler_bindings,
    max_task_workgroup_total_count,
    max_task_workgroups_per_dimension,
    max_mesh_workgroup_total_count,
    max_mesh_workgroups_per_dimension,
    max_task_invocations_per_workgroup,
    max_task_invocations_per_dimension,
    max_mesh_invocations_per_workgroup,
    max_mesh_invocations_per_dimension,
    max_task_payload_size,
    max_mesh_output_vertices,
    max_mesh_output_primitives,
    max_mesh_output_layers,
    max_mesh_multiview_view_count,
    max_blas_primitive_count,
    max_blas_geometry_count,
    max_tlas_instance_count,
    max_acceleration_structures_per_shader_stage,
    max_buffers_and_acceleration_structures_per_shader_stage,
    max_multiview_view_count,
    max_ray_dispatch_count,
    max_ray_recursion_depth,
}

/// The limits asked for, over those given.
pub(crate) fn requested(value: &Bound<'_, PyAny>, mut limits: wgpu::Limits) -> Fit<wgpu::Limits> {
    if let Ok(dict) = value.cast::<PyDict>() {
        for (key, number) in dict {
            let name = key
                .cast::<PyString>()
                .map_err(|_| Misfit::wrong_type(&key, "the name of a limit"))?;
            // WebGPU's JSON spelling, with hyphens, is understood too.
            let name = name.to_str()?.replace('-', "_");
            if !number.is_none() {
                set(&mut limits, &name, &number)?;
            }
        }
        return Ok(limits);
    }
    let mut found = false;
    for name in NAMES {
        if let Some(number) = value.getattr_opt(*name)? {
            found = true;
            if !number.is_none() {
                set(&mut limits, name, &number)?;
            }
        }
    }
    if found {
        Ok(limits)
    } else {
        Err(Misfit::wrong_type(
            value,
            "limits: a dict from names to integers",
        ))
    }
}

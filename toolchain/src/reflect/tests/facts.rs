//! Facts about small shaders, written by hand.

use super::{MESH, REDUCE, checked, of, wgsl};
use crate::reflect::model::{
    Access, Axis, ByteRange, EarlyDepthTest, EntryPoint, Reflection, ResourceClass, ScalarValue,
    Use,
};
use crate::reflect::reflect_with;
use crate::source::{Language, Stage};

fn entry_point<'a>(reflection: &'a Reflection, name: &str) -> &'a EntryPoint {
    reflection
        .entry_points
        .iter()
        .find(|it| it.name == name)
        .unwrap()
}

fn used(entry_point: &EntryPoint) -> Vec<(&str, &[Use])> {
    entry_point
        .bindings
        .iter()
        .map(|it| (it.name.as_deref().unwrap(), it.uses.as_slice()))
        .collect()
}

#[test]
fn uses_are_found_through_calls() {
    let reflection = wgsl(REDUCE);
    assert_eq!(
        used(entry_point(&reflection, "reduce")),
        [
            ("samples", [Use::Read].as_slice()),
            ("totals", &[Use::Read, Use::Write]),
            ("image", &[Use::Write]),
        ]
    );
    assert_eq!(
        used(entry_point(&reflection, "clear")),
        [
            ("samples", [Use::Query].as_slice()),
            ("totals", &[Use::Write]),
        ]
    );
    assert_eq!(
        entry_point(&reflection, "reduce").globals,
        ["tile", "ready", "seed"]
    );
    assert_eq!(reflection.bindings[1].used_by, ["reduce", "clear"]);
    assert_eq!(reflection.bindings[1].stages, [Stage::Compute]);
}

#[test]
fn textures_are_paired_with_samplers_through_arguments() {
    let reflection = wgsl(MESH);
    let pairs: Vec<_> = entry_point(&reflection, "fragment_main")
        .texture_samplers
        .iter()
        .map(|it| {
            (
                it.texture.name.as_deref().unwrap(),
                it.sampler.name.as_deref().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        pairs,
        [
            ("shadow_map", "shadow_sampler"),
            ("albedo", "linear_sampler")
        ]
    );
    assert!(
        entry_point(&reflection, "vertex_main")
            .texture_samplers
            .is_empty()
    );
}

#[test]
fn inputs_and_outputs_are_flattened() {
    let reflection = wgsl(MESH);
    let vertex = entry_point(&reflection, "vertex_main");
    let inputs: Vec<_> = vertex
        .inputs
        .iter()
        .map(|it| {
            (
                it.location,
                it.builtin.as_deref(),
                it.name.as_deref().unwrap(),
                it.ty.as_str(),
                it.in_struct.as_deref(),
                it.components,
            )
        })
        .collect();
    assert_eq!(
        inputs,
        [
            (
                Some(0),
                None,
                "position",
                "vec3<f32>",
                Some("VertexIn"),
                Some(3)
            ),
            (
                Some(1),
                None,
                "normal",
                "vec3<f32>",
                Some("VertexIn"),
                Some(3)
            ),
            (Some(2), None, "uv", "vec2<f32>", Some("VertexIn"), Some(2)),
            (
                None,
                Some("instance_index"),
                "instance",
                "u32",
                None,
                Some(1)
            ),
        ]
    );
    assert!(vertex.inputs.iter().all(|it| it.interpolation.is_none()));
    assert!(vertex.outputs[0].invariant);
    assert_eq!(vertex.outputs[2].interpolation.as_deref(), Some("linear"));
    assert_eq!(vertex.outputs[2].sampling.as_deref(), Some("centroid"));
    assert_eq!(vertex.outputs[3].interpolation.as_deref(), Some("flat"));
    let fragment = entry_point(&reflection, "fragment_main");
    assert!(fragment.may_discard);
    assert_eq!(fragment.outputs.len(), 1);
    assert_eq!(fragment.outputs[0].location, Some(0));
    assert_eq!(fragment.outputs[0].name, None);
}

#[test]
fn immediates_have_a_layout_and_the_bytes_in_use() {
    let reflection = wgsl(MESH);
    assert_eq!(reflection.immediates.len(), 1);
    assert_eq!(reflection.immediates[0].layout.size, 16);
    assert_eq!(reflection.immediates[0].used_by, ["vertex_main"]);
    let ranges = &entry_point(&reflection, "vertex_main")
        .immediates
        .as_ref()
        .unwrap()
        .ranges;
    assert_eq!(
        ranges,
        &[
            ByteRange { start: 0, end: 4 },
            ByteRange { start: 8, end: 16 }
        ]
    );
    assert_eq!(entry_point(&reflection, "fragment_main").immediates, None);
}

#[test]
fn overrides_decide_sizes() {
    let reflection = wgsl(REDUCE);
    let size = entry_point(&reflection, "reduce")
        .workgroup_size
        .as_ref()
        .unwrap();
    assert_eq!((size.x, size.y, size.z), (Some(64), None, Some(1)));
    let axes: Vec<_> = size
        .overrides
        .iter()
        .map(|it| (it.axis, it.expression.as_str(), it.overrides.join("")))
        .collect();
    assert_eq!(
        axes,
        [
            (Axis::X, "width", "3".to_owned()),
            (Axis::Y, "rows", "rows".to_owned())
        ]
    );
    // 64 elements of 16 bytes, and one atomic rounded up to 16.
    assert_eq!(
        entry_point(&reflection, "reduce").workgroup_memory,
        Some(64 * 16 + 16)
    );
    assert_eq!(entry_point(&reflection, "clear").workgroup_memory, Some(0));
    assert_eq!(
        entry_point(&reflection, "reduce").overrides,
        ["3", "rows", "gain", "cells"]
    );
    assert!(entry_point(&reflection, "clear").overrides.is_empty());

    let tile = &reflection.globals[0];
    assert_eq!(
        (tile.ty.as_str(), tile.size),
        ("array<vec3<f32>, width>", Some(1024))
    );
    let overrides: Vec<_> = reflection
        .overrides
        .iter()
        .map(|it| (it.key.as_str(), it.default, it.required))
        .collect();
    assert_eq!(
        overrides,
        [
            ("3", Some(ScalarValue::Int(64)), false),
            ("rows", None, true),
            ("gain", Some(ScalarValue::Float(0.1)), false),
            ("cells", Some(ScalarValue::Int(129)), false),
            ("unused_switch", Some(ScalarValue::Bool(true)), false),
        ]
    );
    assert_eq!(reflection.overrides[3].depends_on, ["3"]);
}

#[test]
fn override_expressions_are_evaluated() {
    let reflection = wgsl(
        "override a: i32 = 6;
         override b = select(1, (a << 2u) / 5 % 3, a > 3);
         override c = f32(a) * 0.5;
         override d = -max(a, 9) & 12;
         override e = u32(c) == 3u && !false;
         override f = a / (b - 1);
         var<workgroup> tile: array<u32, a * 2>;
         @compute @workgroup_size(min(a, 4)) fn main() { tile[0] = u32(f); }",
    );
    let values: Vec<_> = reflection.overrides.iter().map(|it| it.default).collect();
    assert_eq!(
        values,
        [
            Some(ScalarValue::Int(6)),
            Some(ScalarValue::Int(24 / 5 % 3)),
            Some(ScalarValue::Float(3.0)),
            Some(ScalarValue::Int(-9 & 12)),
            Some(ScalarValue::Bool(true)),
            // Division by zero: there is a default, but it has no value.
            None,
        ]
    );
    assert!(!reflection.overrides[5].required);
    let main = entry_point(&reflection, "main");
    assert_eq!(main.workgroup_size.as_ref().unwrap().x, Some(4));
    assert_eq!(main.workgroup_memory, Some(48));
    assert_eq!(reflection.globals[0].ty, "array<u32, a * 2i>");
    assert_eq!(reflection.globals[0].overrides, ["a"]);
    assert_eq!(main.overrides, ["a", "b", "f"]);
}

#[test]
fn sizes_with_the_values_of_overrides() {
    let checked = checked(
        "test.wgsl",
        Language::Wgsl,
        "override a: u32 = 2;
         override b = a * 3;
         @id(7) override c: i32;
         var<workgroup> tile: array<f32, b>;
         @compute @workgroup_size(a + 1, b, u32(c)) fn main() { tile[0] = 1.0; }",
    );
    let sizes = |given: &[(&str, f64)]| {
        let given = given.iter().map(|(key, value)| ((*key).to_owned(), *value));
        let reflection = reflect_with(&checked, &given.collect()).unwrap();
        let main = entry_point(&reflection, "main");
        let size = main.workgroup_size.as_ref().unwrap();
        ([size.x, size.y, size.z], main.workgroup_memory)
    };
    assert_eq!(sizes(&[]), ([Some(3), Some(6), None], Some(32)));
    assert_eq!(sizes(&[("a", 4.0)]), ([Some(5), Some(12), None], Some(48)));
    assert_eq!(
        sizes(&[("b", 1.0), ("7", 9.0)]),
        ([Some(3), Some(1), Some(9)], Some(16))
    );
}

#[test]
fn resource_classes() {
    let reflection = wgsl(
        "enable wgpu_binding_array;
         enable wgpu_ray_query;
         struct U { a: vec4<f32> }
         @group(0) @binding(0) var<uniform> uniform_buffer: U;
         @group(0) @binding(1) var<storage> storage_buffer: array<u32>;
         @group(0) @binding(2) var<storage, read_write> written_buffer: U;
         @group(0) @binding(3) var sampled: texture_3d<u32>;
         @group(0) @binding(4) var depth: texture_depth_cube;
         @group(0) @binding(5) var multisampled: texture_multisampled_2d<i32>;
         @group(0) @binding(6) var depth_multisampled: texture_depth_multisampled_2d;
         @group(0) @binding(7) var storage_texture: texture_storage_2d_array<r32uint, read_write>;
         @group(0) @binding(8) var video: texture_external;
         @group(0) @binding(9) var plain: sampler;
         @group(0) @binding(10) var comparison: sampler_comparison;
         @group(0) @binding(11) var scene: acceleration_structure;
         @group(1) @binding(0) var many: binding_array<texture_2d<f32>, 8>;
         @group(1) @binding(1) var any: binding_array<sampler>;
         @group(1) @binding(2) var<storage> buffers: binding_array<U, 3>;",
    );
    use ResourceClass as Class;
    let classes: Vec<_> = reflection
        .bindings
        .iter()
        .map(|it| (it.name.as_deref().unwrap(), it.class, it.access))
        .collect();
    let read = Some(Access::Read);
    assert_eq!(
        classes,
        [
            ("uniform_buffer", Class::UniformBuffer, read),
            ("storage_buffer", Class::StorageBuffer, read),
            (
                "written_buffer",
                Class::StorageBuffer,
                Some(Access::ReadWrite)
            ),
            ("sampled", Class::SampledTexture, read),
            ("depth", Class::DepthTexture, read),
            ("multisampled", Class::MultisampledTexture, read),
            ("depth_multisampled", Class::MultisampledTexture, read),
            (
                "storage_texture",
                Class::StorageTexture,
                Some(Access::ReadWrite)
            ),
            ("video", Class::ExternalTexture, read),
            ("plain", Class::Sampler, None),
            ("comparison", Class::ComparisonSampler, None),
            ("scene", Class::AccelerationStructure, read),
            ("many", Class::SampledTexture, read),
            ("any", Class::Sampler, None),
            ("buffers", Class::StorageBuffer, read),
        ]
    );
    let textures: Vec<_> = reflection
        .bindings
        .iter()
        .filter_map(|it| it.texture.as_ref())
        .map(|it| {
            (
                it.view_dimension.as_str(),
                it.sample_type.as_str(),
                it.multisampled,
                it.format.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        textures,
        [
            ("3d", "uint", false, None),
            ("cube", "depth", false, None),
            ("2d", "sint", true, None),
            ("2d", "depth", true, None),
            ("2d-array", "uint", false, Some("r32uint")),
            ("2d", "float", false, None),
            ("2d", "float", false, None),
        ]
    );
    let counts: Vec<_> = reflection
        .bindings
        .iter()
        .filter_map(|it| it.binding_array.as_ref())
        .map(|it| (it.count, it.runtime_sized))
        .collect();
    assert_eq!(counts, [(Some(8), false), (None, true), (Some(3), false)]);
    assert_eq!(
        reflection.bindings[14].buffer.as_ref().unwrap().min_size,
        16
    );
    assert_eq!(reflection.bindings[1].buffer.as_ref().unwrap().min_size, 4);
    // naga's own structs for rays and external textures are nobody's layout.
    let names: Vec<_> = reflection
        .structs
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(names, ["U"]);
}

#[test]
fn mesh_stages_say_what_they_give_out() {
    let reflection = wgsl(
        "enable wgpu_mesh_shader;
         struct Payload { mask: u32, visible: bool }
         var<task_payload> payload: Payload;
         @task @payload(payload) @workgroup_size(4, 2)
         fn amplify() -> @builtin(mesh_task_size) vec3<u32> {
             payload.mask = 1u;
             return vec3(1u, 1u, 1u);
         }
         struct Corner { @builtin(position) at: vec4<f32>, @location(0) color: vec4<f32> }
         struct Face {
             @builtin(triangle_indices) corners: vec3<u32>,
             @builtin(cull_primitive) hidden: bool,
             @location(1) @per_primitive tint: vec4<f32>,
         }
         struct Out {
             @builtin(vertices) vertices: array<Corner, 3>,
             @builtin(primitives) faces: array<Face, 1>,
             @builtin(vertex_count) vertex_count: u32,
             @builtin(primitive_count) face_count: u32,
         }
         var<workgroup> out: Out;
         @mesh(out) @payload(payload) @workgroup_size(1)
         fn build() {
             out.vertex_count = 3u;
             out.face_count = payload.mask;
         }",
    );
    let amplify = entry_point(&reflection, "amplify");
    assert_eq!(amplify.stage, Stage::Task);
    assert_eq!(amplify.task_payload.as_deref(), Some("payload"));
    assert_eq!(amplify.workgroup_size.as_ref().unwrap().y, Some(2));
    assert_eq!(
        amplify.outputs[0].builtin.as_deref(),
        Some("mesh_task_size")
    );
    let mesh = entry_point(&reflection, "build").mesh.as_ref().unwrap();
    assert_eq!(mesh.topology, "triangles");
    assert_eq!((mesh.max_vertices, mesh.max_primitives), (Some(3), Some(1)));
    let names: Vec<_> = mesh
        .vertex_outputs
        .iter()
        .map(|it| it.name.as_deref().unwrap())
        .collect();
    assert_eq!(names, ["at", "color"]);
    assert!(mesh.primitive_outputs[2].per_primitive);
    assert_eq!(
        mesh.primitive_outputs[1].builtin.as_deref(),
        Some("cull_primitive")
    );
}

#[test]
fn glsl_blocks_are_reflected_too() {
    let reflection = of(
        "shade.frag",
        Language::Glsl,
        "#version 450
         layout(early_fragment_tests) in;
         layout(set = 1, binding = 2) uniform Scene { mat4 view; vec3 eye; float time; };
         layout(set = 1, binding = 3) buffer Data { uint count; vec2 items[]; } data;
         layout(location = 0) in vec2 uv;
         layout(location = 0) out vec4 color;
         void main() { data.items[0] = uv; color = view * vec4(eye * time, 1.0); }",
    );
    let buffers: Vec<_> = reflection
        .bindings
        .iter()
        .map(|it| {
            (
                it.group,
                it.binding,
                it.ty.as_str(),
                it.buffer.as_ref().unwrap().min_size,
            )
        })
        .collect();
    assert_eq!(buffers, [(1, 2, "Scene", 80), (1, 3, "Data", 16)]);
    let main = entry_point(&reflection, "main");
    assert_eq!(main.stage, Stage::Fragment);
    assert_eq!(main.early_depth_test, Some(EarlyDepthTest::Force));
    assert_eq!(main.inputs[0].ty, "vec2<f32>");
    assert_eq!(main.outputs[0].location, Some(0));
}

#[test]
fn structs_of_one_name_are_told_apart() {
    // As SPIR-V and GLSL allow; here through naga's own construction.
    let names = crate::ir_text::spelling::unique(
        [Some("A"), None, Some("A"), Some("A#2"), None, Some("B")].into_iter(),
        "struct",
    );
    assert_eq!(names, ["A", "struct#1", "A#3", "A#2", "struct#2", "B"]);
}

#[test]
fn a_table_holds_names_of_any_length() {
    let name = "n".repeat(70_000);
    let reflection = wgsl(&format!(
        "@group(0) @binding(0) var<uniform> {name}: vec4f;
        @group(0) @binding(1) var<uniform> short: vec4f;
        @compute @workgroup_size(1) fn main() {{ var both = {name} + short; }}"
    ));
    let table = crate::reflect::table(&reflection);
    let lengths = |name: &str| -> Vec<usize> {
        let rows = table.lines().filter(|line| line.contains(name));
        rows.map(str::len).collect()
    };
    assert!(lengths(&name).iter().any(|&length| length > 70_000));
    // Not every row is as long as the longest.
    let shortest = lengths("short").into_iter().min().unwrap();
    assert!(shortest < 2 * crate::reflect::MOST_WIDTH, "{shortest}");
}

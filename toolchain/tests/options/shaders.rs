//! Shaders that more than one target is asked for.

pub(crate) const NOTHING: &str = "@compute @workgroup_size(1) fn main() {}";

pub(crate) const VERTEX: &str = "
struct Out { @builtin(position) at: vec4<f32>, @location(0) color: vec3<f32> }
@vertex fn main(@location(0) at: vec3<f32>, @builtin(vertex_index) index: u32) -> Out {
    return Out(vec4(at, 1.0), vec3(f32(index)));
}";

pub(crate) const BUFFERS: &str = "
@group(0) @binding(0) var<uniform> scale: vec4<f32>;
@group(0) @binding(3) var<storage, read_write> data: array<vec4<f32>>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    data[id.x] = data[id.x] * scale;
}";

pub(crate) const SAMPLED: &str = "
@group(0) @binding(0) var image: texture_2d<f32>;
@group(0) @binding(1) var smp: sampler;
@fragment fn main(@location(0) uv: vec2<f32>) -> @location(0) vec4<f32> {
    return textureSample(image, smp, uv);
}";

pub(crate) const LOADED: &str = "
@group(0) @binding(0) var image: texture_2d<f32>;
@fragment fn main(@builtin(position) at: vec4<f32>) -> @location(0) vec4<f32> {
    return textureLoad(image, vec2<i32>(at.xy), 0);
}";

pub(crate) const EXTERNAL: &str = "
@group(0) @binding(0) var video: texture_external;
@fragment fn main(@builtin(position) at: vec4<f32>) -> @location(0) vec4<f32> {
    return textureLoad(video, vec2<u32>(at.xy));
}";

pub(crate) const IMMEDIATES: &str = "
struct Push { shift: vec4<f32> }
var<immediate> push: Push;
@fragment fn main() -> @location(0) vec4<f32> { return push.shift; }";

pub(crate) const WORKGROUP: &str = "
var<workgroup> shared_sum: array<u32, 4>;
@group(0) @binding(0) var<storage, read_write> out: array<u32, 4>;
@compute @workgroup_size(4) fn main(@builtin(local_invocation_index) index: u32) {
    shared_sum[index] += index;
    workgroupBarrier();
    out[index] = shared_sum[3u - index];
}";

pub(crate) const LOOP: &str = "
@group(0) @binding(0) var<storage, read_write> out: u32;
@compute @workgroup_size(1) fn main() {
    loop { out += 1u; if out > 7u { break; } }
}";

pub(crate) const DIVISION: &str = "
@group(0) @binding(0) var<storage, read_write> out: vec2<i32>;
@compute @workgroup_size(1) fn main() { out.x = out.x / out.y; }";

pub(crate) const LOCAL_INDEX: &str = "
@fragment fn main(@location(0) @interpolate(flat) index: u32) -> @location(0) vec4<f32> {
    var table = array<f32, 4>(0.0, 1.0, 2.0, 3.0);
    return vec4(table[index]);
}";

pub(crate) const BINDING_ARRAY: &str = "
enable wgpu_binding_array;
@group(0) @binding(0) var images: binding_array<texture_2d<f32>>;
@fragment fn main(@location(0) @interpolate(flat) index: u32) -> @location(0) vec4<f32> {
    return textureLoad(images[index], vec2(0, 0), 0);
}";

pub(crate) const TASK: &str = "
enable wgpu_mesh_shader;
struct Payload { mask: u32 }
var<task_payload> payload: Payload;
@task @payload(payload) @workgroup_size(1)
fn amplify() -> @builtin(mesh_task_size) vec3<u32> {
    payload.mask = 1u;
    return vec3(1u, 1u, 1u);
}";

pub(crate) const MESH: &str = "
enable wgpu_mesh_shader;
struct Corner { @builtin(position) at: vec4<f32> }
struct Face { @builtin(triangle_indices) corners: vec3<u32> }
struct Out {
    @builtin(vertices) vertices: array<Corner, 3>,
    @builtin(primitives) faces: array<Face, 1>,
    @builtin(vertex_count) vertex_count: u32,
    @builtin(primitive_count) face_count: u32,
}
var<workgroup> out: Out;
@mesh(out) @workgroup_size(1)
fn build() {
    out.vertex_count = 3u;
    out.face_count = 1u;
    out.vertices[0].at = vec4(0.0);
    out.faces[0].corners = vec3(0u, 1u, 2u);
}";

pub(crate) const RAY_QUERY: &str = "
enable wgpu_ray_query;
@group(0) @binding(0) var scene: acceleration_structure;
@group(0) @binding(1) var<storage, read_write> out: f32;
@compute @workgroup_size(1) fn main() {
    var query: ray_query;
    rayQueryInitialize(&query, scene, RayDesc(RAY_FLAG_NONE, 0xFFu, 0.0, 1.0, vec3(0.0), vec3(1.0)));
    while rayQueryProceed(&query) {}
    out = rayQueryGetCommittedIntersection(&query).t;
}";

// Skeletal animation: dual path. `vs_skinned` blends four joint matrices per vertex;
// `skin_positions` does the same in compute with vertices packed as 16-bit floats.

struct Joint {
    matrix_: mat4x4<f32>,
    inverse_bind: mat4x4<f32>,
}

struct View {
    projection: mat4x4<f32>,
    view: mat4x4<f32>,
}

struct PackedVertex {
    position_xy: u32,
    position_zw: u32,
    joints: u32,
    weights: u32,
}

@group(0) @binding(0) var<uniform> view: View;
@group(1) @binding(0) var<storage, read> joints: array<Joint>;
@group(1) @binding(1) var<storage, read> packed: array<PackedVertex>;
@group(1) @binding(2) var<storage, read_write> skinned: array<vec4<f32>>;

struct Attributes {
    @location(0) position: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(4) joint_ids: vec4<u32>,
    @location(5) joint_weights: vec4<f32>,
}

struct Out {
    @location(0) normal: vec3<f32>,
    @builtin(position) position: vec4<f32>,
}

fn joint_matrix(index: u32) -> mat4x4<f32> {
    let last = arrayLength(&joints) - 1u;
    let i = min(index, last);
    return joints[i].matrix_ * joints[i].inverse_bind;
}

fn blend(ids: vec4<u32>, weights: vec4<f32>) -> mat4x4<f32> {
    let w = weights / max(dot(weights, vec4<f32>(1.0)), 1e-6);
    return joint_matrix(ids.x) * w.x
        + joint_matrix(ids.y) * w.y
        + joint_matrix(ids.z) * w.z
        + joint_matrix(ids.w) * w.w;
}

@vertex
fn vs_skinned(a: Attributes) -> Out {
    let skin = blend(a.joint_ids, a.joint_weights);
    let world = skin * vec4<f32>(a.position, 1.0);
    let linear_part = mat3x3<f32>(skin[0].xyz, skin[1].xyz, skin[2].xyz);
    var out: Out;
    out.normal = normalize(linear_part * a.normal);
    out.position = view.projection * view.view * world;
    return out;
}

@fragment
fn fs_normals(in: Out) -> @location(0) vec4<f32> {
    return vec4<f32>(in.normal * 0.5 + 0.5, 1.0);
}

fn unpack_ids(bits: u32) -> vec4<u32> {
    return (vec4<u32>(bits) >> vec4<u32>(0u, 8u, 16u, 24u)) & vec4<u32>(0xffu);
}

@compute @workgroup_size(64)
fn skin_positions(@builtin(global_invocation_id) gid: vec3<u32>) {
    if gid.x >= min(arrayLength(&packed), arrayLength(&skinned)) {
        return;
    }
    let v = packed[gid.x];
    let p = vec4<f32>(unpack2x16float(v.position_xy), unpack2x16float(v.position_zw));
    let m = blend(unpack_ids(v.joints), unpack4x8unorm(v.weights));
    skinned[gid.x] = m * vec4<f32>(p.xyz, 1.0);
}

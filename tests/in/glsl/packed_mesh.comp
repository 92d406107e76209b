#version 460
#extension GL_EXT_scalar_block_layout : require

// A mesh as files have it: positions and normals of three floats without gaps, bounds to be found.

layout(local_size_x = 64) in;

struct Vertex {
    vec3 position;
    vec3 normal;
    vec2 uv;
};

layout(set = 0, binding = 0, scalar) uniform Frame {
    float time;
    vec3 wind;
    mat3 turn;
    float weights[6];
    layout(row_major) mat3x4 placement;
} frame;

layout(set = 0, binding = 1, scalar) readonly buffer Mesh {
    uint flags;
    vec3 origin;
    Vertex vertices[];
} mesh;

layout(set = 0, binding = 2, scalar) buffer Result {
    layout(offset = 16) uint hits[3];
    layout(offset = 4) ivec2 extent;
    layout(offset = 12) uint most;
    layout(offset = 0) int least;
    layout(offset = 28) vec3 positions[];
} result;

layout(push_constant, scalar) uniform Draw {
    uint first;
    vec3 tint;
} draw;

float sway(Vertex vertex, float amount) {
    return dot(vertex.normal, frame.wind) * amount + vertex.uv.y;
}

void main() {
    uint index = draw.first + gl_GlobalInvocationID.x;
    if (index >= mesh.vertices.length()) {
        return;
    }
    Vertex vertex = mesh.vertices[index];
    vec3 moved = frame.turn * (vertex.position - mesh.origin);
    moved += draw.tint * sway(vertex, frame.weights[index % 6u]) * frame.time;
    moved.x += (frame.placement * moved).w;
    result.positions[index] = moved;
    result.positions[index].z *= frame.placement[1].y;
    atomicAdd(result.hits[index % 3u], 1u);
    atomicMax(result.most, uint(result.positions.length()));
    atomicMin(result.least, int(floor(moved.x)));
    if (index == 0u) {
        result.extent = ivec2(frame.wind.xy);
    }
}

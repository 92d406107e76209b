#version 460
#extension GL_EXT_shared_memory_block : require

// Workgroup memory seen in two ways: counts for one half of the work, weights for the other.

layout(local_size_x = 64) in;

shared Counts {
    uint total;
    uint counts[64];
} as_counts;

shared Weights {
    float scale;
    vec4 weights[12];
} as_weights;

layout(set = 0, binding = 0) buffer Data { uint data[]; };
layout(set = 0, binding = 1) writeonly buffer Result { float result[]; };

void main() {
    uint index = gl_LocalInvocationIndex;
    if (index == 0u) {
        as_counts.total = 0u;
    }
    as_counts.counts[index] = data[gl_GlobalInvocationID.x];
    barrier();
    atomicAdd(as_counts.total, as_counts.counts[index ^ 1u] & 3u);
    barrier();
    uint sum = as_counts.total;
    barrier();
    if (index < 12u) {
        as_weights.weights[index] = vec4(index) / float(sum + 1u);
    }
    as_weights.scale = 0.5;
    barrier();
    result[gl_GlobalInvocationID.x] = as_weights.weights[index % 12u][index & 3u] * as_weights.scale;
}

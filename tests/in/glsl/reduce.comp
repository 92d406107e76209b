// Sums and finds the maximum of 256 floats per workgroup in shared memory. One
// invocation loads one element.
#version 450

layout(local_size_x = 256, local_size_y = 1, local_size_z = 1) in;

layout(std430, set = 0, binding = 0) readonly buffer Source {
    float values[];
};

layout(std430, set = 0, binding = 1) buffer Result {
    vec2 partials[];
} result;

layout(set = 0, binding = 2) uniform Params {
    uint count;
    float scale;
} params;

shared float sums[256];
shared float maxima[256];

void main() {
    uint lane = gl_LocalInvocationID.x;
    uint i = gl_GlobalInvocationID.x;
    float v = 0.0;
    if (i < params.count && i < uint(values.length())) {
        v = values[i] * params.scale;
    }
    sums[lane] = v;
    maxima[lane] = v;
    barrier();
    for (uint stride = 128u; stride > 0u; stride >>= 1) {
        if (lane < stride) {
            sums[lane] += sums[lane + stride];
            maxima[lane] = max(maxima[lane], maxima[lane + stride]);
        }
        barrier();
    }
    if (lane == 0u) {
        result.partials[gl_WorkGroupID.x] = vec2(sums[0], maxima[0]);
    }
}

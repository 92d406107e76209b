#version 450
#extension GL_EXT_nonuniform_qualifier : require

// An array of uniform buffers before one of storage buffers of any number, with atomics in them.

layout(local_size_x = 64) in;

layout(set = 0, binding = 0) uniform Weights { vec4 weight; } weights[4];
layout(set = 0, binding = 1) buffer Bins { uint total; uint counts[]; } bins[];

void main() {
    uint which = gl_GlobalInvocationID.x % 4u;
    uint bin = uint(dot(weights[which].weight, vec4(1.0))) % uint(bins[which].counts.length());
    atomicAdd(bins[which].counts[bin], 1u);
    atomicAdd(bins[which].total, 1u);
}

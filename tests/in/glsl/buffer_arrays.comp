#version 450
#extension GL_EXT_nonuniform_qualifier : require

// Arrays of storage buffers, whose last member has any length: one of known size, one of any.

layout(local_size_x = 64) in;

layout(set = 0, binding = 0) readonly buffer Source { uint count; vec4 values[]; } sources[3];
layout(set = 0, binding = 1) buffer Sink { uint written; float values[]; } sinks[];

void main() {
    uint index = gl_GlobalInvocationID.x;
    uint which = index % 3u;
    if (index < uint(sources[which].values.length())) {
        vec4 value = sources[which].values[index];
        sinks[which].values[index] = dot(value, vec4(1.0)) / float(sources[which].count);
        atomicAdd(sinks[which].written, 1u);
    }
}

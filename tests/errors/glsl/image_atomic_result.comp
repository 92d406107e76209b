#version 450
layout(local_size_x = 1) in;
layout(set = 0, binding = 0, r32ui) uniform uimage2D heads;
layout(set = 0, binding = 1) buffer Next { uint next[]; };

void main() {
    imageAtomicAdd(heads, ivec2(0), 1u);
    next[0] = imageAtomicAdd(heads, ivec2(gl_GlobalInvocationID.xy), 1u);
}

#version 450
// What `half_bits.wgsl` means.
layout(local_size_x = 8) in;

layout(std430, set = 0, binding = 0) readonly buffer Given { uvec2 given[]; };
layout(std430, set = 0, binding = 1) buffer Kept { uvec4 kept[]; };

uint usual(uint word) { return (word & 0x83ff83ffu) | 0x3c003c00u; }
uint turned(uint word) { return word << 16 | word >> 16; }

void main() {
    uint i = gl_GlobalInvocationID.x;
    uint a = usual(given[i].x);
    uint b = usual(given[i].y);
    kept[i] = uvec4(turned(a), a, turned(b), a);
}

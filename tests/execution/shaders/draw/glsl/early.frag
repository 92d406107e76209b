// Depth is tested before the shader writes to memory.
#version 450

layout(early_fragment_tests) in;
layout(std430, set = 0, binding = 0) buffer Seen { uint total; uint rows[64]; } seen;
layout(set = 0, binding = 1, r32ui) uniform uimage2D counts;
layout(location = 0) in vec4 at;
layout(location = 0) out vec4 color;

void main() {
    atomicAdd(seen.total, 1u);
    atomicMax(seen.rows[int(gl_FragCoord.y)], uint(gl_FragCoord.x));
    imageAtomicAdd(counts, ivec2(gl_FragCoord.xy) & 15, 3u);
    color = at;
}

// Integers and floats that are not interpolated, a block of inputs, outputs of several kinds.
#version 450

layout(location = 0) flat in uvec4 a;
layout(location = 1) flat in vec3 b;
layout(location = 2) in Block { vec2 uv; flat ivec2 numbers; noperspective vec3 straight; } block;

layout(location = 0) out uvec3 whole;
layout(location = 3) out ivec2 more;
layout(location = 1) out vec4 color;

void main() {
    whole = a.xyz + a.w;
    more = block.numbers - ivec2(gl_FragCoord.xy);
    color = vec4(b.xy, 0.0, b.z) + vec4(block.uv, 0.0, 0.0) + vec4(0.0, block.straight);
}

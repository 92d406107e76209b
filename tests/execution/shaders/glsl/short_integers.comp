#version 450
// Integers of 16 bits and their constants, which naga's reader takes only from memory.
#extension GL_EXT_shader_explicit_arithmetic_types : require
layout(local_size_x = 16) in;

layout(set = 0, binding = 0) readonly buffer Source {
    uint words[64];
};

layout(set = 0, binding = 1) writeonly buffer Results {
    uvec4 results[16][4];
};

const int16_t TABLE[4] = int16_t[4](-1s, 300s, -32768s, 77s);

void main() {
    uint i = gl_GlobalInvocationID.x;
    uint16_t u = uint16_t(words[i]);
    int16_t s = int16_t(int(words[i + 16u]));
    u16vec2 pair = u16vec2(u, uint16_t(words[i + 32u])) * 3us;
    results[i][0] = uvec4(uint(u + 65000us), uint(int(s - 1000s)), uvec2(pair));
    results[i][1] = uvec4(uint(u / 7us), uint(int(s / 7s)), uint(u >> 3us), uint(int(s >> 2s)));
    // Bytes of shorts, and back.
    i8vec2 halves = unpack8(s);
    results[i][3] = uvec4(
        uint(int(int16_t(int8_t(s)))), uint(uint16_t(uint8_t(u))), uint(int(halves.x)) ^ uint(int(halves.y)) << 8,
        uint(pack16(u8vec2(uint8_t(u >> 8us), uint8_t(i)))));
    results[i][2] = uvec4(
        uint(int(TABLE[i % 4u])), uint(u > 40000us), uint(s < -5s), uint(int(max(s, TABLE[(i + 1u) % 4u]))));
}

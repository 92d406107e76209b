#version 450
// Integers of 8 bits: as they are computed, cast, packed, compared, and as they lie in buffers.
#extension GL_EXT_shader_explicit_arithmetic_types : require
#extension GL_EXT_scalar_block_layout : require
layout(local_size_x = 16) in;

layout(set = 0, binding = 0, scalar) readonly buffer Source {
    uint words[64];
} source;

layout(set = 0, binding = 1, scalar) buffer Bytes {
    uint8_t head;
    i8vec3 signs;
    uint8_t unsigned_bytes[48];
    u8vec4 quads[16];
    int8_t signed_bytes[];
} bytes;

layout(set = 0, binding = 2) writeonly buffer Results {
    uvec4 results[16][8];
};

struct Mixed {
    int8_t small;
    uint8_t other;
    float wide;
};

uint8_t twice(uint8_t value) {
    return value + value;
}

void main() {
    uint i = gl_GlobalInvocationID.x;
    uint word = source.words[i];
    u8vec4 u = unpack8(word);
    i8vec4 s = unpack8(int(source.words[i + 16u]));
    u8vec4 v = unpack8(source.words[i + 32u]) | uint8_t(1);

    u8vec4 sum = u + v * uint8_t(3) - u8vec4(uint8_t(i));
    i8vec4 product = s * i8vec4(v) - s;
    results[i][0] = uvec4(sum);
    results[i][1] = uvec4(ivec4(product));
    results[i][2] = uvec4(uvec4(u / v).xy, ivec4(s / max(abs(s), i8vec4(1))).xy);
    results[i][3] = uvec4(uvec4(u % v).x, uint(int(-s.x)), uint(int(~s.y)), uint(~u.z));
    results[i][4] = uvec4(uint(u.x << 3), uint(int(s.y >> 2)), uint(u.z >> 1), uint(int(s.w << 4)));
    results[i][5] = uvec4(
        uint(u.x < v.x) | uint(s.x < s.y) << 1 | uint(u.y == v.y) << 2 | uint(int8_t(u.z) < s.z) << 3,
        uint(min(u.x, v.x)) + uint(int(clamp(s.x, s.y, int8_t(100)))),
        pack32(sum),
        uint(pack32(product)));
    results[i][6] = uvec4(uint(u.x) * 257u, uint(int(s.x) * 3), uint(float(u.y)), uint(int(float(s.y))));
    results[i][7] = uvec4(
        uint(int(int8_t(u.x))), uint(uint8_t(s.x)), uint(uint8_t(float(i) * 3.5)), uint(int(int8_t(int(word)))));

    Mixed mixed = Mixed(s.z, twice(u.w), 1.0);
    uint8_t spread[4] = uint8_t[4](u.x, v.x, mixed.other, uint8_t(7));

    // Neighbours write the other bytes of the same word.
    bytes.unsigned_bytes[i] = spread[i % 4u];
    bytes.unsigned_bytes[47u - i] = u.y;
    bytes.quads[i] = sum;
    bytes.quads[i].w = v.z;
    bytes.signed_bytes[i * 2u] = mixed.small;
    bytes.signed_bytes[i * 2u + 1u] = int8_t(bytes.unsigned_bytes[16u + i % 8u]);
    if (i == 0u) {
        bytes.head = bytes.head + uint8_t(200);
        bytes.signs = i8vec3(-bytes.signs.zyx);
    }
}

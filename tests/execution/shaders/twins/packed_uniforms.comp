#version 450
#extension GL_EXT_scalar_block_layout : require
#extension GL_EXT_shader_16bit_storage : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
// What `packed_uniforms.wgsl` means, with the layout that storage buffers have.
layout(local_size_x = 4) in;

struct Pair {
    uint a;
    int b;
};

layout(std430, set = 0, binding = 0) uniform Packed {
    uint first;
    Pair pair;
    uint last;
    uint many[7];
    Pair pairs[3];
    ivec2 vectors[3];
    uvec3 triple;
    uint after;
    mat2 columns;
    float16_t halves[5];
    f16vec3 small;
};
layout(std430, set = 0, binding = 1) uniform Plain { uint plain[6]; };
struct Twelve { uint of[12]; };
layout(std430, set = 0, binding = 2) buffer Results { Twelve results[]; };

uint sum(Pair each) { return each.a + uint(each.b); }

uint bits(float16_t each) {
    float wide = float(each);
    return abs(wide) >= 0.0001 && abs(wide) <= 65504.0 ? packHalf2x16(vec2(wide, 0.0)) : 0u;
}

void main() {
    uint i = gl_GlobalInvocationID.x;
    results[i].of[0] = first + last;
    results[i].of[1] = many[i % 7u] ^ many[6];
    results[i].of[2] = sum(pair) + sum(pairs[i % 3u]);
    results[i].of[3] = pairs[(i + 1u) % 3u].a - uint(pairs[2].b);
    results[i].of[4] = uint(vectors[i % 3u].y * vectors[1].x);
    results[i].of[5] = triple[i % 3u] + triple.z;
    results[i].of[6] = after;
    results[i].of[7] = plain[i % 6u] + plain[5];
    results[i].of[8] = many[(i * 5u) % 7u];
    results[i].of[9] = floatBitsToUint(columns[i % 2u].y) | floatBitsToUint(columns[1].x);
    results[i].of[10] = bits(halves[i % 5u]) ^ (bits(halves[3]) << 16u);
    results[i].of[11] = bits(small[i % 3u]);
}

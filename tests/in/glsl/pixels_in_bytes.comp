#version 460
#extension GL_EXT_shader_8bit_storage : require
#extension GL_EXT_shader_16bit_storage : require
#extension GL_EXT_shader_explicit_arithmetic_types_int8 : require

// Pixels of four bytes, masks of one: blended in 8 bits and written back beside those of others.

layout(local_size_x = 8, local_size_y = 8) in;

layout(set = 0, binding = 0) readonly buffer Source { u8vec4 source[]; };
layout(set = 0, binding = 1) readonly buffer Mask { uint8_t mask[]; };
layout(set = 0, binding = 2) buffer Picture { u8vec4 picture[]; };
layout(set = 0, binding = 3) buffer Deltas { int8_t deltas[]; };
layout(set = 0, binding = 4) uniform Size { ivec2 size; uint8_t threshold; };

uint8_t mix_bytes(uint8_t from, uint8_t to, uint8_t share) {
    uint sum = uint(from) * (255u - uint(share)) + uint(to) * uint(share);
    return uint8_t((sum + 127u) / 255u);
}

void main() {
    ivec2 at = ivec2(gl_GlobalInvocationID.xy);
    if (any(greaterThanEqual(at, size))) {
        return;
    }
    int index = at.y * size.x + at.x;
    u8vec4 pixel = source[index];
    uint8_t share = mask[index];
    if (share < threshold) {
        share = uint8_t(0);
    }
    u8vec4 old = picture[index];
    picture[index] = u8vec4(
        mix_bytes(old.r, pixel.r, share),
        mix_bytes(old.g, pixel.g, share),
        mix_bytes(old.b, pixel.b, share),
        max(old.a, pixel.a));
    deltas[index] = int8_t(pixel.r) - int8_t(old.r);
}

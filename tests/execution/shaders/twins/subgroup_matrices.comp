#version 450
#extension GL_EXT_shader_16bit_storage : require
// What `subgroup_matrices.wgsl` means: component by component, each from where it is in memory.
layout(local_size_x = 8) in;

layout(std430, set = 0, binding = 0) readonly buffer Bytes { uint bytes[256]; };
layout(std430, set = 0, binding = 1) readonly buffer Words { int words[256]; };
layout(std430, set = 0, binding = 2) readonly buffer Triples { vec4 triples[40]; };
layout(std430, set = 0, binding = 3) readonly buffer Halves { uint count; uint halves[96]; };
layout(std430, set = 0, binding = 4) buffer Products { uint products[64]; };
layout(std430, set = 0, binding = 5) buffer Small { uint small[32]; };
layout(std430, set = 0, binding = 6) buffer OutTriples { int out_triples[160]; };
layout(std430, set = 0, binding = 7) buffer Sums { float sums[]; };
layout(std430, set = 0, binding = 8) buffer Wide { uint wide[192]; };
layout(std430, set = 0, binding = 9) buffer Packed { uint packed[32]; };
layout(std430, set = 0, binding = 10) buffer Twos { uint twos[64]; };
layout(std430, set = 0, binding = 11) buffer Mixed { uint mixed[16]; };

uint byte_of(uint word, uint at) { return (word >> (8u * at)) & 255u; }

// The byte at an address.
uint in_bytes(uint address) { return byte_of(bytes[address / 4u], address % 4u); }
int in_words(uint address) {
    int each = int(byte_of(uint(words[address / 4u]), address % 4u));
    return each > 127 ? each - 256 : each;
}
float half_at(uint index) { return unpackHalf2x16(halves[index / 2u] >> (16u * (index % 2u))).x; }
uint masked(uint half_index) { return ((bytes[half_index / 2u] & 0x03ff03ffu) >> (16u * (half_index % 2u))) & 0xffffu; }

int wrapped(int value) {
    int low = value & 255;
    return low > 127 ? low - 256 : low;
}

void main() {
    if (gl_LocalInvocationIndex != 0u) return;
    for (uint r = 0u; r < 8u; r++) {
        for (uint c = 0u; c < 8u; c++) {
            uint sum = 0u;
            for (uint k = 0u; k < 8u; k++) {
                sum += in_bytes((3u + r) * 16u + k) * in_bytes((20u + c * 2u) * 16u + k);
            }
            products[r * 8u + c] = sum;
        }
    }
    for (uint r = 0u; r < 8u; r++) {
        for (uint c = 0u; c < 8u; c++) {
            int sum = -1;
            for (uint k = 0u; k < 8u; k++) {
                // The first is in columns, 24 bytes from one to the next.
                sum += in_words(5u * 4u + k * 24u + r) * in_words(80u * 4u + k * 8u + c);
            }
            int first = wrapped(wrapped(sum) + 127);
            uint address = r * 16u + c;
            uint shift = 8u * (address % 4u);
            small[address / 4u] = (small[address / 4u] & ~(255u << shift)) | (uint(first & 255) << shift);
            int second = wrapped(wrapped(sum) + 128);
            address = r * 8u + c;
            shift = 8u * (address % 4u);
            mixed[address / 4u] = (mixed[address / 4u] & ~(255u << shift)) | (uint(second & 255) << shift);
        }
    }
    for (uint r = 0u; r < 8u; r++) {
        for (uint c = 0u; c < 5u; c++) {
            uint from = (1u + c * 3u) * 4u + r;
            int bits = from % 4u == 3u ? 0 : floatBitsToInt(triples[from / 4u][from % 4u]);
            uint to = (2u + r * 4u) * 4u + c;
            if (to % 4u != 3u) out_triples[to] = bits * 3;
        }
    }
    for (uint r = 0u; r < 8u; r++) {
        for (uint c = 0u; c < 8u; c++) {
            for (uint k = 0u; k < 2u; k++) {
                float sum = k == 0u ? 0.0 : 0.5;
                for (uint i = 0u; i < 8u; i++) {
                    sum += half_at(k * 8u + r * 16u + i) * half_at(k * 64u + i * 8u + c);
                }
                sums[k == 0u ? c * 8u + r : 64u + r * 10u + c] = sum;
            }
            uint half_bits = masked(24u + c * 8u + r);
            uint to = r * 8u + c;
            uint shift = 16u * (to % 2u);
            packed[to / 2u] = (packed[to / 2u] & ~(0xffffu << shift)) | (half_bits << shift);
        }
    }
    for (uint r = 0u; r < 8u; r++) {
        for (uint c = 0u; c < 16u; c++) {
            uint sum = 0u;
            for (uint k = 0u; k < 4u; k++) {
                sum += uint(words[7u + r * 4u + k]) * uint(words[100u + k * 20u + c]);
            }
            wide[r * 24u + c] = sum;
        }
    }
    for (uint at = 0u; at < 64u; at++) twos[at] = floatBitsToUint(2.0);
}

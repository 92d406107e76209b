#version 450
#extension GL_EXT_shader_explicit_arithmetic_types : require
#extension GL_KHR_shader_subgroup_arithmetic : require
#extension GL_EXT_shader_subgroup_extended_types_int64 : require
// Masks of 64 bits joined over a subgroup, beside sums of 16 bits that run over and doubles.

layout(local_size_x = 32) in;

layout(set = 0, binding = 0) buffer Votes {
    int64_t masks[32];
    i64vec2 pairs[32];
    double scale;
    double totals[32];
} votes;
layout(set = 0, binding = 1) buffer Samples {
    uint16_t left[32];
    uint16_t right[32];
    int16_t signed_left[32];
    uint widened[32];
    float16_t halves[32];
} samples;

void main() {
    uint lane = gl_LocalInvocationIndex;
    votes.masks[lane] = subgroupAnd(votes.masks[lane]);
    votes.pairs[lane] = subgroupXor(votes.pairs[lane]);
    votes.totals[lane] = votes.scale * 2.5 + double(votes.masks[lane] & 4611686018427387904l);
    uint16_t sum = samples.left[lane] + samples.right[lane];
    samples.widened[lane] = uint(samples.left[lane] + samples.right[lane]) + uint(~sum);
    samples.halves[lane] = int16BitsToFloat16(samples.signed_left[lane] * int16_t(3));
}

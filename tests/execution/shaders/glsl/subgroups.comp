#version 450
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_vote : require
#extension GL_KHR_shader_subgroup_arithmetic : require
#extension GL_KHR_shader_subgroup_ballot : require
#extension GL_KHR_shader_subgroup_shuffle : require
// What naga's module has no operation for, used so that what is left depends on the size of
// subgroups only. One third of the invocations takes part in the second half.

layout(local_size_x = 32) in;

layout(set = 0, binding = 0, std430) readonly buffer Numbers { int numbers[]; };
struct Result { int values[40]; };
layout(set = 0, binding = 1, std430) buffer Results { Result results[]; };

int sum(uvec4 mask) {
    return int(mask.x) + int(mask.y) * 3 + int(mask.z) * 5 + int(mask.w) * 7;
}

void main() {
    int n = numbers[gl_GlobalInvocationID.x] & 1023;
    n -= 300;
    uint u = uint(n) * 2654435761u;
    float f = float(n) * 0.25;
    bool b = (n & 1) == 1;
    bvec3 bv = bvec3((n & 1) == 0, (n & 2) == 0, n > 100);
    int v[40];
    for (int i = 0; i < 40; i++) v[i] = 0;
    v[0] = subgroupElect() ? 1 : 0;
    v[1] = int(subgroupAllEqual(n)) + int(subgroupAllEqual(b)) * 2 + int(subgroupAllEqual(7)) * 4;
    v[2] = int(subgroupBroadcastFirst(b));
    v[3] = int(subgroupBroadcast(b, 2u));
    bvec3 other = subgroupShuffle(bv, gl_SubgroupInvocationID ^ 1u);
    v[4] = int(other.x) + int(other.y) * 2 + int(other.z) * 4;
    v[5] = int(subgroupAnd(b)) + int(subgroupOr(b)) * 2 + int(subgroupXor(b)) * 4;
    v[6] = subgroupInclusiveMin(n);
    v[7] = subgroupExclusiveMin(n);
    v[8] = subgroupInclusiveMax(n);
    v[9] = subgroupExclusiveMax(n);
    v[10] = int(subgroupInclusiveAnd(u | 0xf0u));
    v[11] = int(subgroupExclusiveOr(u & 0xff00ffu));
    v[12] = int(subgroupInclusiveXor(u));
    v[13] = int(subgroupExclusiveXor(u));
    v[14] = int(subgroupInclusiveMin(u));
    v[15] = int(subgroupExclusiveMax(u));
    v[16] = floatBitsToInt(subgroupInclusiveMax(f));
    v[17] = floatBitsToInt(subgroupExclusiveMin(f));
    ivec2 pair = subgroupInclusiveMin(ivec2(n, -n));
    v[18] = pair.x * 31 + pair.y;
    v[19] = sum(gl_SubgroupEqMask) + sum(gl_SubgroupLtMask) * 11;
    v[20] = sum(gl_SubgroupLeMask) + sum(gl_SubgroupGeMask) * 11;
    v[21] = sum(gl_SubgroupGtMask);
    uvec4 ballot = subgroupBallot(b);
    v[22] = int(subgroupInverseBallot(ballot)) + int(subgroupBallotBitExtract(ballot, 3u)) * 2;
    v[23] = int(subgroupBallotBitCount(ballot)) + int(subgroupBallotInclusiveBitCount(ballot)) * 100
        + int(subgroupBallotExclusiveBitCount(ballot)) * 10000;
    if (ballot != uvec4(0)) {
        v[24] = int(subgroupBallotFindLSB(ballot)) + int(subgroupBallotFindMSB(ballot)) * 100;
    }
    if (gl_SubgroupInvocationID % 3u == 1u) {
        v[25] = subgroupElect() ? 1 : 0;
        v[26] = subgroupInclusiveMin(n);
        v[27] = subgroupExclusiveMax(n);
        v[28] = int(subgroupInclusiveXor(u));
        v[29] = int(subgroupXor(b)) + int(subgroupInclusiveOr(b)) * 2 + int(subgroupExclusiveAnd(b)) * 4;
        v[30] = int(subgroupAllEqual(n & 1)) + int(subgroupAllEqual(f));
        v[31] = int(subgroupShuffle(b, gl_SubgroupInvocationID));
    }
    results[gl_GlobalInvocationID.x].values = v;
}

#version 450
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_vote : require
#extension GL_KHR_shader_subgroup_arithmetic : require
#extension GL_KHR_shader_subgroup_ballot : require
#extension GL_KHR_shader_subgroup_quad : require
#extension GL_KHR_shader_subgroup_shuffle : require
#ifndef APART
#extension GL_KHR_shader_subgroup_clustered : require
#endif
// A workgroup of two dimensions, in which the numbers of invocations and subgroups are counted;
// quads, and clusters.

layout(local_size_x = 8, local_size_y = 4) in;

layout(set = 0, binding = 0, std430) readonly buffer Numbers { int numbers[]; };
struct Result { int values[20]; };
layout(set = 0, binding = 1, std430) buffer Results { Result results[]; };

#ifdef APART
// The driver takes every cluster for the whole subgroup: with shuffles, for the run as given.
int neighbour(int n, uint by) { return subgroupShuffle(n, gl_SubgroupInvocationID ^ by); }
int clusterAdd(int n, uint size) {
    for (uint by = 1u; by < size; by *= 2u) n += neighbour(n, by);
    return n;
}
int clusterMin(int n, uint size) {
    for (uint by = 1u; by < size; by *= 2u) n = min(n, neighbour(n, by));
    return n;
}
bool clusterXor(bool b, uint size) { return (clusterAdd(int(b), size) & 1) == 1; }
bool clusterAnd(bool b, uint size) { return clusterAdd(int(b), size) == int(size); }
int clusterMul(int n, uint size) {
    for (uint by = 1u; by < size; by *= 2u) n *= neighbour(n, by);
    return n;
}
float clusterMax(float f, uint size) {
    for (uint by = 1u; by < size; by *= 2u) f = max(f, subgroupShuffle(f, gl_SubgroupInvocationID ^ by));
    return f;
}
#define subgroupClusteredAdd clusterAdd
#define subgroupClusteredMin clusterMin
#define subgroupClusteredXor clusterXor
#define subgroupClusteredAnd clusterAnd
#define subgroupClusteredMul clusterMul
#define subgroupClusteredMax clusterMax
#endif

void main() {
    uint index = gl_WorkGroupID.x * 32u + gl_LocalInvocationIndex;
    int n = (numbers[index] & 1023) - 300;
    bool b = (n & 1) == 1;
    int v[20];
    for (int i = 0; i < 20; i++) v[i] = 0;
    v[0] = int(gl_SubgroupInvocationID);
    v[1] = int(gl_SubgroupID);
    v[2] = int(gl_SubgroupLtMask.x);
    v[3] = int(subgroupInverseBallot(uvec4(0x5a5au, 0u, 0u, 0u)));
    v[4] = int(subgroupQuadBroadcast(b, 1u));
    v[5] = subgroupQuadSwapHorizontal(n);
    v[6] = int(subgroupQuadSwapDiagonal(b));
    v[7] = subgroupClusteredAdd(n, 4u);
    v[8] = subgroupClusteredMin(n, 2u);
    v[9] = int(subgroupClusteredXor(b, 4u)) + int(subgroupClusteredAnd(b, 4u)) * 2;
    v[10] = subgroupClusteredMul(n | 1, 1u);
    v[11] = floatBitsToInt(subgroupClusteredMax(float(n), 8u));
    results[index].values = v;
}

// Shared memory with barriers, atomics on shared and buffer memory whose order does not matter.
#version 450

layout(local_size_x = 64) in;

layout(std430, binding = 0) readonly buffer Numbers { uint numbers[]; };
layout(std430, binding = 1) buffer Totals { uint total; int least; uint most; uint bits; uint parity; uint swaps; } totals;
layout(std430, binding = 2) buffer Groups { uvec4 groups[]; };

shared uint line[64];
shared uint hits[8];
shared struct { uint sum; int low; } both;

void main() {
    uint i = gl_LocalInvocationIndex;
    uint n = numbers[gl_GlobalInvocationID.x];
    if (i < 8u) hits[i] = 0u;
    if (i == 0u) { both.sum = 0u; both.low = 0x7fffffff; }
    line[i] = n;
    memoryBarrierShared();
    barrier();
    atomicAdd(hits[n & 7u], 1u);
    atomicAdd(both.sum, n);
    atomicMin(both.low, int(n));
    for (uint step = 32u; step > 0u; step >>= 1) {
        if (i < step) line[i] ^= line[i + step] + step;
        barrier();
    }
    atomicAdd(totals.total, n);
    atomicMin(totals.least, int(n));
    atomicMax(totals.most, n);
    atomicOr(totals.bits, n & 0xffu);
    atomicXor(totals.parity, n);
    uint before;
    do {
        before = totals.swaps;
    } while (atomicCompSwap(totals.swaps, before, before + n * 5u) != before);
    if (i < 8u) groups[gl_WorkGroupID.x * 8u + i] = uvec4(hits[i], line[0], both.sum, uint(both.low));
}

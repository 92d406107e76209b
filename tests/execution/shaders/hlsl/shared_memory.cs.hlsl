// Memory of the group with barriers, atomic operations on it and on a buffer of bytes.
StructuredBuffer<uint> given : register(t0);
RWStructuredBuffer<uint> sums : register(u1);
RWByteAddressBuffer bytes : register(u2);

groupshared uint scratch[64];
groupshared uint most;

[numthreads(64, 1, 1)]
void main(uint3 id : SV_DispatchThreadID, uint index : SV_GroupIndex, uint3 group : SV_GroupID) {
    if (index == 0u) {
        most = 0u;
    }
    scratch[index] = given[id.x] & 0xffffu;
    GroupMemoryBarrierWithGroupSync();
    uint before;
    InterlockedMax(most, scratch[index], before);
    for (uint offset = 1u; offset < 64u; offset <<= 1u) {
        uint other = index >= offset ? scratch[index - offset] : 0u;
        GroupMemoryBarrierWithGroupSync();
        scratch[index] += other;
        GroupMemoryBarrierWithGroupSync();
    }
    sums[id.x] = scratch[index] + most;
    uint old;
    bytes.InterlockedAdd((id.x % 8u) * 4u, scratch[index], old);
    if (index == 63u) {
        bytes.Store2(64u + group.x * 8u, uint2(most, scratch[63]));
    }
}

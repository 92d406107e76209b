// A compute shader: group-shared memory, barriers, read-write buffers.
RWStructuredBuffer<uint> values : register(u0);

groupshared uint scratch[128];

[numthreads(128, 1, 1)]
void main(uint3 id : SV_DispatchThreadID, uint index : SV_GroupIndex) {
    scratch[index] = values[id.x];
    GroupMemoryBarrierWithGroupSync();
    for (uint offset = 1; offset < 128; offset <<= 1) {
        uint before = index >= offset ? scratch[index - offset] : 0;
        GroupMemoryBarrierWithGroupSync();
        scratch[index] += before;
        GroupMemoryBarrierWithGroupSync();
    }
    values[id.x] = scratch[index];
}

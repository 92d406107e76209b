// Atomic operations with plain numbers, which have the sign of the memory.
RWByteAddressBuffer left : register(u0);
RWStructuredBuffer<uint> counts : register(u1);
RWStructuredBuffer<int> signs : register(u2);

[numthreads(8, 1, 1)]
void main(uint lane : SV_GroupIndex) {
    uint before;
    left.InterlockedMax(lane * 12, 7, before);
    left.InterlockedMin(lane * 12 + 4, 7, before);
    left.Store(lane * 12 + 8, before);
    InterlockedMax(counts[lane], 7, before);
    InterlockedMin(counts[lane + 8], 1000, before);
    int old;
    InterlockedMax(signs[lane], -3, old);
    InterlockedMin(signs[lane + 8], 7, old);
}

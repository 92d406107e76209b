// What HLSL means otherwise than GLSL: sizes of byte address buffers in bytes, prefixes that leave their
// lane out, remainders with the sign of the number.

ByteAddressBuffer given : register(t0);
StructuredBuffer<float4> numbers : register(t1);
RWByteAddressBuffer left : register(u2);

uint size_of(ByteAddressBuffer buffer) {
    uint size;
    buffer.GetDimensions(size);
    return size;
}

[numthreads(16, 1, 1)]
void main(uint lane : SV_GroupIndex) {
    int4 n = asint(given.Load4(lane * 16));
    float4 f = numbers[lane];
    uint own, count, stride;
    if (lane < 32) left.GetDimensions(own);
    numbers.GetDimensions(count, stride);
    uint4 sums = uint4(WavePrefixSum(lane), WavePrefixProduct((lane & 1) + 1), WavePrefixCountBits(n.x > 0), WaveActiveSum(n.y));
    left.Store4(lane * 64, sums);
    left.Store4(lane * 64 + 16, uint4(size_of(given), own, count, stride));
    left.Store4(lane * 64 + 32, asuint(int4(n.x % 7, n.y % -5, n.z % (abs(n.w) + 1), n.w / 3)));
    left.Store4(lane * 64 + 48, asuint(float4(fmod(f.x, 1.5), f.y % 0.75, fmod(f.z, abs(f.w) + 0.5), frac(f.w))));
}

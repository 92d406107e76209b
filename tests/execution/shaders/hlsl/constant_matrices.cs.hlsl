// Matrices of one whole number, and bits of constants within each other.
RWByteAddressBuffer left : register(u0);

static float3x4 outer = (float3x4)3;

[numthreads(1, 1, 1)]
void main() {
    float4x4 none = (float4x4)0;
    float2x2 some = (float2x2)-2;
    uint seen = left.Load(0);
    left.Store(0, uint(outer[seen % 3u].w + none[seen & 3u].x));
    left.Store(4, asuint(int(some[seen & 1u].y)));
    left.Store(8, asuint(5u ^ asuint(int(-4))));
    left.Store(12, asuint(abs(-3) << 2));
}

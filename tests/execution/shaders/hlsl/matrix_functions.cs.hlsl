// Functions that go element by element through matrices.
ByteAddressBuffer given : register(t0);
RWByteAddressBuffer made : register(u1);

[numthreads(4, 1, 1)]
void main(uint3 id : SV_DispatchThreadID)
{
    float4 n = float4(given.Load4(id.x * 16) & 63u) * 0.25 - 8.0;
    float2x3 m = float2x3(n.x, n.y, n.z, n.w, -1.5, 0.25);
    float2x3 k = lerp(abs(m), floor(m), 0.5);
    k = max(k, -4.0) + min(m, k) - frac(m);
    k = clamp(k, -6.0, 6.0) - saturate(m) + step(m, k);
    k = mad(k, m, ceil(k));
    made.Store3(id.x * 32, asuint(k[0]));
    made.Store3(id.x * 32 + 16, asuint(k[1]));
}

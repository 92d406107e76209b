// Floats: functions whose results are exact, swizzles as targets, conversions.
struct Sample {
    float3 position;
    float weight;
    int2 cell;
    uint flags;
    // Rounds the struct up to what Vulkan would: D3D packs its elements closer.
    uint rest;
};

StructuredBuffer<Sample> samples : register(t0);
RWStructuredBuffer<Sample> results : register(u1);

// An integer constant that is called as a float is elsewhere.
uint thrice(uint number) {
    const uint bits = number * 3u;
    return bits;
}

[numthreads(32, 1, 1)]
void main(uint3 id : SV_DispatchThreadID) {
    Sample s = samples[id.x];
    Sample r;
    r.position = abs(s.position).zxy;
    r.position.xz = max(s.position.yy, float2(s.weight, 0.5)) - min(s.position.xz, 1.5);
    r.weight = saturate(s.weight) + floor(s.position.x) * ceil(s.position.y) + step(0.25, s.weight);
    r.cell = int2(trunc(s.position.xy)) + sign(s.cell);
    r.cell.y = clamp(r.cell.y, -7, 7);
    bool3 above = s.position > float3(0.0, 1.0, -1.0);
    r.flags = (all(above) ? 1u : 0u) | (any(above) ? 2u : 0u) | uint(above.y) << 4;
    r.rest = s.rest;
    r.flags += uint(abs(s.position.z) * 4.0) + asuint(s.weight) % 16u;
    float bits = s.weight * 0.5;
    r.flags += asuint(bits) % 16u + thrice(id.x);
    results[id.x] = r;
}

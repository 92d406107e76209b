// Textures and samplers as parameters: one function for several of them, handed on, compared in one place and
// read, gathered and measured in another, and out of a function that writes.
Texture2D<float4> first : register(t0);
Texture2D<float4> second : register(t1);
Texture2D<float> depths : register(t2);
SamplerState nearest : register(s0);
SamplerComparisonState against : register(s1);
RWTexture2D<uint> marks : register(u3);
RWStructuredBuffer<float4> colours : register(u4);
RWStructuredBuffer<uint4> sizes : register(u5);

uint2 measured(Texture2D<float4> picture) {
    uint width, height;
    picture.GetDimensions(width, height);
    return uint2(width, height);
}

uint2 measured(Texture2D<float> picture) {
    uint width, height;
    picture.GetDimensions(width, height);
    return uint2(width, height);
}

float4 picked(Texture2D<float4> picture, SamplerState way, float2 at) {
    return picture.SampleLevel(way, at, 0.0) + picture.Load(int3(measured(picture) / 4u, 1));
}

float4 mixed(Texture2D<float4> one, Texture2D<float4> other, SamplerState way, float2 at) {
    return picked(one, way, at) - 2.0 * picked(other, way, at.yx);
}

float lit(Texture2D<float> map, SamplerComparisonState way, float2 at, float depth) {
    return map.SampleCmpLevelZero(way, at, depth);
}

float plain(Texture2D<float> map, SamplerState way, float2 at) {
    return map.SampleLevel(way, at, 0.0);
}

void mark(RWTexture2D<uint> where_to, uint2 at, uint what) {
    where_to[at] = what;
}

[numthreads(8, 8, 1)]
void main(uint3 id : SV_DispatchThreadID, uint index : SV_GroupIndex) {
    float2 at = (float2(id.xy) + 0.25) / 8.0;
    colours[index] = mixed(first, second, nearest, at);
    colours[64u + index] = float4(lit(depths, against, at, 0.5), plain(depths, nearest, at), 0.0, 1.0);
    colours[128u + index] = depths.GatherCmp(against, (float2(id.xy) + 1.0) / 16.0, 0.25);
    sizes[index] = uint4(measured(second), measured(depths));
    mark(marks, id.xy, index * 3u);
}

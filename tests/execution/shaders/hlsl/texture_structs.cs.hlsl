// Structs that hold textures and samplers: in each other, made by functions, handed over, changed and
// filled; functions that return textures.
Texture2D<float4> first : register(t0);
Texture2D<float4> second : register(t1);
SamplerState apart : register(s0);
RWStructuredBuffer<float4> results : register(u0);
cbuffer Numbers : register(b5) {
    float4 tint;
    uint which;
};

struct Image {
    Texture2D<float4> texels;
    SamplerState by;
    float4 scale;

    float4 at(float2 place) {
        return texels.SampleLevel(by, place * scale.xy, 0);
    }
};

struct Layers {
    Image base, top;
    float weight;
};

Image made(Texture2D<float4> texels, float4 scale) {
    Image image;
    image.texels = texels;
    image.by = apart;
    image.scale = scale;
    return image;
}

Layers layers(float weight) {
    Layers both;
    both.base = made(first, 1);
    both.top = both.base;
    both.top.texels = second;
    both.weight = weight;
    return both;
}

float4 blended(Layers both, float2 place) {
    float4 base = both.base.texels.SampleLevel(both.base.by, place, 0);
    float4 top = both.top.at(place.yx) + both.top.texels.Load(int3(1, 2, 0));
    return base + top * both.weight;
}

void exchange(inout Image one, inout Image other) {
    Image kept = one;
    one = other;
    other = kept;
    one.scale *= 2;
}

void fill(out Image image, float scale) {
    image = made(second, scale);
}

Texture2D<float4> back() {
    return second;
}

[numthreads(4, 4, 1)]
void main(uint3 id : SV_DispatchThreadID, uint index : SV_GroupIndex) {
    float2 place = (float2(id.xy) + float2(0.25, 0.75)) / 4.0;
    float4 sum = blended(layers(2), place) - blended(layers(3), place.yx);
    Image one = made(first, 1);
    Image other;
    fill(other, 0.5);
    sum += one.at(place) - 2 * other.at(place);
    exchange(one, other);
    sum += 4 * one.at(place) - 8 * other.at(place) + tint * which;
    sum += back().SampleLevel(apart, place, 0) * back()[id.xy];
    results[index] = sum;
}

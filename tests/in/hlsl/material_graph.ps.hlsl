// A material as a graph of nodes makes it: textures travel in structs, which macros and functions build and nodes get;
// an array of weights that is written flat, a method on a shared instance, and textures with a bias in one dimension.
#define DECLARE_IMAGE(name) Texture2D name; SamplerState name##Sampler
#define IMAGE(name) makeImage(name, name##Sampler, name##Transform)

struct Image {
    Texture2D texels;
    SamplerState filter;
    Texture2D spare; // Nothing is put in.
    float4 transform;

    float2 placed(float2 uv) { return uv * transform.xy + transform.zw; }
    float4 read(float2 uv) { return texels.Sample(filter, placed(uv)); }
};

struct Layer {
    Image color;
    Image mask;
    float weight;
};

cbuffer Material : register(b0) {
    float4 baseTransform;
    float4 detailTransform;
    float4 tint;
    float threshold;
};

DECLARE_IMAGE(base);
DECLARE_IMAGE(detail);
Texture1D ramp;
SamplerState rampSampler;
Texture2D<float> shadows;
SamplerComparisonState shadowSampler;

Image makeImage(Texture2D texels, SamplerState filter, float4 transform) {
    Image image;
    image.texels = texels;
    image.filter = filter;
    image.transform = transform;
    return image;
}

Layer makeLayer(Image color, Image mask, float weight) {
    Layer layer;
    layer.color = color;
    layer.mask = mask;
    layer.weight = weight;
    return layer;
}

struct Random {
    static const uint Factor = 1664525;
    uint state;

    float next(float scale) {
        state = state * Factor + 1013904223;
        return (state >> 8) * (1.0 / 16777216.0) * scale;
    }
    float centred() { return next(2) - 1; }
};

static Random random;
static const float2 offsets[3] = { -1, 0, 1, 0, 0, 1 };

float4 blurred(Layer layer, float2 uv) {
    float4 sum = 0;
    [unroll]
    for (int step = 0; step < 3; ++step) {
        sum += layer.color.texels.Sample(layer.color.filter, uv + offsets[step] * 0.01);
    }
    return sum * layer.mask.read(uv).r * layer.weight;
}

Texture2D chosen(bool base_first) {
    return base;
}

float4 main(float4 place : SV_Position, float2 uv : TEXCOORD0, float3 lit : TEXCOORD1) : SV_Target {
    random.state = asuint(place.x) ^ asuint(place.y);
    Image color = IMAGE(base);
    Layer layer = makeLayer(color, IMAGE(detail), 0.5);
    float4 sum = color.read(uv) * tint + blurred(layer, uv + random.centred() * 0.001);
    [branch]
    if (sum.a > threshold) {
        Image again = IMAGE(detail);
        sum += again.read(uv * 2);
    }
    float3x3 turned = tint.x * tint.y;
    turned[0] = sum.xyz;
    sum.xyz = mul(turned, sum.xyz);
    sum += chosen(true).SampleLevel(color.filter, uv, 0);
    sum *= ramp.SampleBias(rampSampler, sum.x, -0.5);
    return sum * shadows.SampleCmp(shadowSampler, lit.xy, lit.z);
}

// A leaf that is lit on both sides, in the words of Direct3D 9.
#define FACE VFACE

sampler2D Leaf : register(s0);
float3 Sun;

struct Varyings
{
    float4 position : SV_Position;
    float2 uv : TEXCOORD0;
    float3 normal : TEXCOORD1;
    half facing : FACE;
};

float3 toViewer(Varyings i)
{
    return normalize(i.normal) * i.facing;
}

float4 main(Varyings i) : COLOR
{
    float4 color = tex2D(Leaf, i.uv);
    float light = saturate(dot(toViewer(i), Sun));
    float3 tint = i.facing > 0 ? float3(1.0, 1.0, 1.0) : float3(0.6, 0.9, 0.5);
    return float4(color.rgb * tint * light, color.a);
}

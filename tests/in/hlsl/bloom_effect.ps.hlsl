// A post effect in the words of Direct3D 9: samplers that hold their textures, annotations, a technique.
#define SAMPLE(image, at) tex2D(image, at)

texture SceneTexture < string ResourceName = "scene > 0"; >;

sampler2D Scene = sampler_state
{
    Texture = <SceneTexture>;
    MinFilter = LINEAR;
    MagFilter = LINEAR;
    AddressU = CLAMP;
};

sampler2D Grime : register(s1);
samplerCUBE Sky : register(s2);
uniform sampler3D Grading : register(s3);

float Threshold < string UIWidget = "slider"; float UIMin = 0.0; float UIMax = 1.0; > = 0.7;
float2 Texel < string UIName = "One texel"; > = float2(0.001, 0.001);
float3 Tint = { 1.0, 0.9, 0.8 };

static const float Weights[3] = { 0.25, 0.5, 0.25 };

struct Varyings
{
    float4 position : POSITION0;
    float2 uv : TEXCOORD0;
    float3 normal : TEXCOORD1;
    float4 projected : TEXCOORD2;
};

Varyings corners(float4 position : POSITION0, float2 uv : TEXCOORD0)
{
    Varyings result;
    result.position = position;
    result.uv = uv;
    result.normal = float3(uv, 1.0);
    result.projected = position.xyww;
    return result;
}

float3 bright(sampler2D image, float2 at)
{
    return max(SAMPLE(image, at).rgb - Threshold, 0.0);
}

float3 blurred(sampler2D image, const float2 at, float2 along)
{
    float3 sum = 0;
    [unroll]
    for (int i = -1; i <= 1; i++)
    {
        sum += bright(image, at + along * i) * Weights[i + 1];
    }
    return sum;
}

float4 main(Varyings input) : COLOR0
{
    float4 colour = tex2D(Scene, input.uv);
    float3 bloom = blurred(Scene, input.uv, float2(Texel.x, 0.0)) + blurred(Scene, input.uv, float2(0.0, Texel.y));
    bloom *= 1.0 - tex2Dlod(Grime, float4(input.uv, 0.0, 2.0)).r * tex2Dbias(Grime, float4(input.uv, 0.0, -1.0)).g;
    bloom += texCUBE(Sky, input.normal) * tex2Dproj(Grime, input.projected).b;
    bloom += tex2D(Grime, input.uv, ddx(input.uv), ddy(input.uv)).a;
    colour.rgb = tex3D(Grading, saturate(colour.rgb + bloom * Tint)).rgb;
    clip(colour.a - 0.01);
    return colour;
}

technique Bloom
{
    pass Only
    {
        VertexShader = compile vs_3_0 corners();
        PixelShader = compile ps_3_0 main();
    }
}

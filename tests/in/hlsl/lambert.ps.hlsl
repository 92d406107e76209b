// A pixel shader: constant buffer, texture and sampler, semantics.
cbuffer Light : register(b0) {
    float4x4 shadow_matrix;
    float3 direction;
    float ambient;
    float4 colour;
};

Texture2D<float4> albedo : register(t1);
SamplerState linear_sampler : register(s2);

struct Varyings {
    float4 position : SV_Position;
    float3 normal : NORMAL;
    float2 uv : TEXCOORD0;
};

float4 main(Varyings input) : SV_Target {
    float3 n = normalize(input.normal);
    float4 base = albedo.Sample(linear_sampler, input.uv);
    float diffuse = saturate(dot(n, direction)) + ambient;
    float4 p = mul(shadow_matrix, float4(n, 1.0));
    return float4(base.rgb * colour.rgb * diffuse + p.xyz * 0.01, base.a);
}

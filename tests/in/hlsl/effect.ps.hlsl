// A file of effects: states and techniques beside the shader, constants as Direct3D packs them, and several
// elements of a matrix at a time.
Texture2D<float4> albedo : register(t0);
SamplerState smooth_sampler : register(s0) {
    Filter = MIN_MAG_MIP_LINEAR;
    AddressU = Wrap; // and only there
};
SamplerState near_sampler = sampler_state { AddressU = Clamp; };
BlendState no_blending { BlendEnable[0] = FALSE; };

cbuffer Look : register(b0) {
    float amount;
    float3 tint;
    float2 offsets[3];
    float gain;
    float3x3 turn;
    float bias;
    float4x4 view;
};

float4 main(float4 position : SV_Position, float2 uv : TEXCOORD0) : SV_Target {
    float4 colour = albedo.Sample(smooth_sampler, uv) + albedo.Sample(near_sampler, uv + offsets[1]);
    float3 away = view._m03_m13_m23 + mul(turn, tint) * gain;
    return float4(lerp(colour.rgb, away, amount) + bias, colour.a);
}

technique11 Render {
    pass P0 {
        SetBlendState(no_blending, float4(0, 0, 0, 0), 0xffffffff);
        SetPixelShader(CompileShader(ps_5_0, main()));
    }
}

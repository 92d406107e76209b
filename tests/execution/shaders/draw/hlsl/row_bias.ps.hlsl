// One-dimensional textures with a bias: the level is chosen by the distance of pixels.
Texture1D<float4> row : register(t0);
SamplerState apart : register(s0);

float4 main(float4 place : SV_Position, [[vk::location(0)]] float2 uv : TEXCOORD0) : SV_Target {
    float4 near = row.SampleBias(apart, uv.x * 0.25, -1);
    return near + 2 * row.SampleBias(apart, uv.y, 1.5) + 4 * row.SampleBias(apart, uv.x + uv.y, uv.x, 1);
}

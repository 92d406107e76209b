// `hlsl/old_samplers.cs.hlsl` with textures and samplers apart.
[[vk::binding(0, 0)]] Texture2D<float4> image;
[[vk::binding(1, 0)]] SamplerState image_sampler;
[[vk::binding(2, 0)]] Texture2D<float4> ramp;
[[vk::binding(3, 0)]] SamplerState grades;
[[vk::binding(6, 0)]] RWStructuredBuffer<float4> left;

[numthreads(8, 1, 1)]
void main(uint3 id : SV_DispatchThreadID) {
    float2 at = float2(id.x % 5u, id.x % 3u) / 8.0 + 0.03;
    float4 sum = image.SampleLevel(image_sampler, at, 0.0) + image.SampleLevel(image_sampler, at.yx, 0.0);
    sum -= ramp.SampleLevel(grades, at, 0.0);
    left[id.x] = sum + image.SampleGrad(image_sampler, at, 0.0, 0.0);
}

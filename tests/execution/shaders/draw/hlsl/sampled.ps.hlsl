// Textures and samplers of HLSL.
Texture2D<float4> picture : register(t0);
Texture2DArray<float4> sheet : register(t1);
TextureCube<float4> sky : register(t2);
Texture3D<float4> volume : register(t3);
Texture2D<float> depths : register(t4);
SamplerState near : register(s5);
SamplerComparisonState compare : register(s6);

float4 main([[vk::location(0)]] float4 at : TEXCOORD0, float4 place : SV_Position) : SV_Target0 {
    float4 color = picture.Sample(near, at.xy) + picture.SampleLevel(near, at.yx, 1.0, int2(1, -2)) * 2.0;
    color += sheet.SampleBias(near, float3(at.xy, 2.0), 0.5) + sky.SampleGrad(near, at.xyz - 0.5, 0.1, 0.2);
    color += volume.SampleLevel(near, at.zxy, 0.0) + picture.Load(int3(int2(place.xy) & 7, 1)) + picture.GatherGreen(near, at.xy);
    color.x += depths.SampleCmpLevelZero(compare, at.xy, at.z);
    return color;
}

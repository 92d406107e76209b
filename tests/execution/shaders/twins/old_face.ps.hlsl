// `draw/hlsl/old_face.ps.hlsl` in the words of Direct3D 10.
float4 main(
    [[vk::location(0)]] float3 normal : TEXCOORD0,
    [[vk::location(1)]] float2 at : TEXCOORD1,
    bool is_front : SV_IsFrontFace
) : SV_Target0 {
    float side = is_front ? 2.0 : -2.0;
    return float4(normal * side, side) + float4(at, is_front ? 3.0 : 5.0, 0.0);
}

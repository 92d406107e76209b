// Every modifier of HLSL, differences, and fragments that are thrown away.
struct In {
    [[vk::location(0)]] linear float2 plain : A;
    [[vk::location(1)]] noperspective float3 straight : B;
    [[vk::location(2)]] nointerpolation float2 first : C;
    [[vk::location(3)]] centroid float2 inside : D;
    [[vk::location(4)]] sample float2 each : E;
};

float4 main(In i, uint number : SV_SampleIndex, out float depth : SV_Depth) : SV_Target0 {
    clip(i.plain.x - 0.2);
    depth = frac(i.plain.y);
    return float4(i.inside + i.first, ddx(i.straight.x) + i.straight.y, ddy_fine(i.straight.z) + number) + i.each.xyxy;
}

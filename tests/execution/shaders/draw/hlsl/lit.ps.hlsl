// A fragment shader of HLSL beside `lit.vs.hlsl`.
struct In {
    float4 position : SV_Position;
    [[vk::location(0)]] float3 normal : NORMAL;
    [[vk::location(1)]] nointerpolation uint2 kinds : KINDS;
    [[vk::location(2)]] float4 color : COLOR;
};

struct Out {
    float4 color : SV_Target0;
    uint2 kinds : SV_Target1;
};

Out main(In i, bool front : SV_IsFrontFace) {
    Out o;
    o.color = i.color + float4(i.normal, front ? 1.0 : 0.0);
    o.kinds = i.kinds * 3;
    return o;
}

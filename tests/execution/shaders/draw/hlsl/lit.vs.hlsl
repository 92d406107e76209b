// A vertex shader of HLSL with a block of constants, arrays and integers.
struct Light { float3 color; float power; };

cbuffer Scene : register(b0) {
    row_major float4x4 view;
    float3x3 turn;
    Light lights[2];
    float4 weights[3];
};

struct In {
    [[vk::location(0)]] float4 place : POSITION;
    [[vk::location(1)]] float3 normal : NORMAL;
    [[vk::location(2)]] uint2 kinds : BLENDINDICES;
};

struct Out {
    float4 position : SV_Position;
    [[vk::location(0)]] float3 normal : NORMAL;
    [[vk::location(1)]] nointerpolation uint2 kinds : KINDS;
    [[vk::location(2)]] float4 color : COLOR;
};

Out main(In i, uint number : SV_VertexID) {
    Out o;
    float4 place = mul(view, float4(i.place.xyz, 1.0));
    o.position = float4(place.xy, abs(place.z) * 0.4, 1.0);
    o.normal = mul(i.normal, turn);
    o.kinds = i.kinds + number;
    o.color = float4(lights[number & 1].color, lights[i.kinds.x & 1].power) * weights[number % 3];
    return o;
}

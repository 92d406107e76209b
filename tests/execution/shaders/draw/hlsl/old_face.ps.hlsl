// The face as Direct3D 9 tells it: a number, positive at the front.
#define FACE vface

struct In {
    [[vk::location(0)]] float3 normal : TEXCOORD0;
    float side : FACE;
    [[vk::location(1)]] float2 at : TEXCOORD1;
};

float4 turned(In i) {
    return float4(i.normal * i.side, i.side);
}

float4 main(In i) : SV_Target0 {
    float vface = i.side >= 0.0 ? 3.0 : 5.0;
    i.side *= 2.0;
    return turned(i) + float4(i.at, vface, 0.0);
}

// What follows a struct in a constant buffer: Direct3D puts it right behind the last member, also
// where WGSL would have a place for it further on.
struct Light {
    float power;
};

struct Pair {
    float2 near;
    Light light;
};

cbuffer Lights : register(b0) {
    int first;
    Light one;
    int behind;
    int2 both;
    Light some[2];
    float3 beside;
    Pair pair;
    float last;
};

RWByteAddressBuffer left : register(u1);

[numthreads(2, 1, 1)]
void main(uint3 id : SV_DispatchThreadID) {
    uint at = id.x * 40u;
    left.Store4(at, uint4(first, asuint(one.power), behind, both.x));
    left.Store4(at + 16u, uint4(both.y, asuint(some[id.x].power), asuint(beside.yz)));
    left.Store2(at + 32u, uint2(asuint(pair.light.power), asuint(last)));
}

// Constants as Direct3D packs them: vectors behind numbers, and what follows an array, a matrix or a
// struct in its last register.
struct Ray {
    float3 from;
    float length;
    float2 at;
};

struct Path {
    Ray first;
    float steps[2];
    float left;
};

cbuffer Packed : register(b0) {
    float speed;
    float3 along;
    float2 jitter[4];
    uint flags;
    Path paths[2];
    float2 behind;
    float3x3 turn;
    float after;
    row_major float2x3 rows[2];
    uint last;
};

// The same struct in a block that needs no packing.
cbuffer Plain : register(b1) {
    Path path;
    float4 whole;
};

RWByteAddressBuffer left : register(u2);

[numthreads(4, 1, 1)]
void main(uint3 id : SV_DispatchThreadID) {
    uint i = id.x & 1u;
    Path one = paths[i];
    uint at = id.x * 64u;
    left.Store4(at, uint4(asuint(speed), asuint(along)));
    left.Store4(at + 16u, uint4(asuint(jitter[id.x & 3u]), flags, asuint(one.left)));
    left.Store4(at + 32u, uint4(asuint(one.steps[i]), asuint(behind), asuint(turn[2][i])));
    left.Store4(at + 48u, uint4(asuint(after), asuint(rows[i][1].z), last, asuint(path.left + whole.y)));
}

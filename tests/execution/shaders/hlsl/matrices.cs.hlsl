// Matrices of both orders in a constant buffer, and what HLSL counts as rows: indices and products.
cbuffer Camera : register(b0) {
    float4x4 world;
    row_major float3x4 model;
    float3x3 turn;
    float3 offset;
    float scale;
    float4 weights[3];
};

StructuredBuffer<float4> points : register(t1);
RWStructuredBuffer<float4> moved : register(u2);

[numthreads(16, 1, 1)]
void main(uint3 id : SV_DispatchThreadID) {
    float4 p = points[id.x];
    float4 a = mul(world, p);
    float4 b = mul(p, world);
    float3 c = mul(model, p);
    float3 d = mul(turn, p.xyz + offset) * scale;
    float4 row = world[id.x % 4u];
    float cell = model[1][2] + turn._m02 + world._12;
    moved[id.x * 3u] = a + b;
    moved[id.x * 3u + 1u] = float4(c - d, cell) * weights[id.x % 3u];
    moved[id.x * 3u + 2u] = row + transpose(world)[1] + float4(determinant(turn), 0, 0, 1);
}

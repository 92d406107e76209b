// Numbers that are computed and become matrices.
RWStructuredBuffer<float4> results : register(u0);
StructuredBuffer<float4> numbers : register(t0);

float4 rows(float4x4 m) {
    return m[0] + 2 * m[1] + 4 * m[2] + 8 * m[3];
}

[numthreads(8, 1, 1)]
void main(uint3 id : SV_DispatchThreadID) {
    float4 given = numbers[id.x];
    float4x4 whole = given.x + given.y;
    float4x4 other = given.z > 0 ? given.x : given.w;
    int count = int(given.x);
    float3x3 small = count;
    small += given.z * 2;
    small = (float3x3)(given.w - 1) + small;
    whole -= other;
    results[id.x] = rows(whole) + rows((float4x4)abs(given.y)) + float4(small[0] + small[1] * 2 + small[2] * 4, small[2][2]);
}

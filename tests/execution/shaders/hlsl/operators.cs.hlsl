// What HLSL's operators mean and glslang's do not: integers are computed with floats before these become
// integers, `*` of matrices goes element by element, and `sign` is an integer.

struct Step {
    int count;
    uint2 at;
    float2x3 turn;
};

StructuredBuffer<int4> given : register(t0);
RWStructuredBuffer<int> left : register(u1);

int twice(int x) { return 2 * x; }
float twice(float x) { return 3.0 * x; }

[numthreads(8, 1, 1)]
void main(uint lane : SV_GroupIndex) {
    int4 n = given[lane] & 31;
    float f = n.x - 7.5;
    int sums[2] = { n.y, n.z };
    sums[0] *= 0.5;
    sums[lane & 1] -= f / 4.0;
    Step step;
    step.count = n.w;
    step.count /= 2.5;
    step.at = uint2(n.xy);
    step.at *= 1.5;
    step.at.y += 0.75 * n.z;
    for (int i = 1; i < 20; i *= 2.5) step.count += i;
    step.turn = float2x3(f, 1, 2, 3, n.y, 5);
    float2x3 other = float2x3(2, f, 3, 4, 0.5, 6);
    float2x3 both = step.turn * other;
    step.turn *= other;
    float3x2 turned = transpose(other);
    float2x2 product = mul(other, turned);
    int3 signs = sign(float3(f, n.x - 7, -f)) / 2 + sign(n.xyz - 7);
    left[lane * 16] = sums[0];
    left[lane * 16 + 1] = sums[1];
    left[lane * 16 + 2] = step.count;
    left[lane * 16 + 3] = step.at.x;
    left[lane * 16 + 4] = step.at.y;
    left[lane * 16 + 5] = asint(both[0].x);
    left[lane * 16 + 6] = asint(both[1].z);
    left[lane * 16 + 7] = asint(step.turn[1].y);
    left[lane * 16 + 8] = asint(product[0].y);
    left[lane * 16 + 9] = signs.x;
    left[lane * 16 + 10] = signs.y;
    left[lane * 16 + 11] = signs.z;
    left[lane * 16 + 12] = twice(sign(f));
    left[lane * 16 + 13] = asint(sign(f));
    left[lane * 16 + 14] = 7 / (sign(f) * 2);
}

// Integers: wrapping, shifts, signs, bits and comparisons, on vectors and alone.
struct Pair {
    int a;
    uint b;
};

StructuredBuffer<Pair> pairs : register(t0);
RWStructuredBuffer<int4> signed_ : register(u1);
RWStructuredBuffer<uint4> unsigned_ : register(u2);

[numthreads(32, 1, 1)]
void main(uint3 id : SV_DispatchThreadID) {
    Pair p = pairs[id.x];
    uint other = pairs[(id.x * 7u + 3u) % 32u].b;
    int shift = int(p.b & 15u);
    signed_[id.x] = int4(p.a + int(other), p.a * 3 - int(p.b), p.a >> shift, -p.a);
    uint4 u = uint4(p.b + other, p.b * other, p.b << uint(shift), ~p.b);
    u.x ^= reversebits(other);
    u.y += countbits(p.b) * 1000u + firstbitlow(p.b | 256u);
    u.z = p.b > other ? max(u.z, 9u) : min(u.z, 70000u);
    u.w = asuint(p.a) & 0xffff00ffu | (p.a < 0 ? 0x1200u : 0x3400u);
    unsigned_[id.x] = u.wzyx;
}

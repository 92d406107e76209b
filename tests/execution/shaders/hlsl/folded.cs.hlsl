// What a compiler may compute by itself: remainders, bits of integers, sums of products, comparisons of vectors.
ByteAddressBuffer given : register(t0);
RWByteAddressBuffer made : register(u1);

static const float LEFT = fmod(-1.25, 4.0);
static const int STEPS = 3;
static const int2 PAIR = int2(5, -9);
#define SPAN float2(-7.5, 7.5)

[numthreads(4, 1, 1)]
void main(uint3 id : SV_DispatchThreadID)
{
    int number = asint(given.Load(id.x * 4));
    uint at = id.x * 40;
    made.Store(at, asuint(LEFT + fmod(fmod(-9.0, 5.0), 3.0)));
    made.Store(at + 4, asuint(STEPS * -2));
    made.Store(at + 8, asuint((int2(-5, 6) + 1).y) + uint(asint(7u << 2)));
    made.Store(at + 12, asuint(mad(number, 3, -1)));
    made.Store(at + 16, asuint(fmod(SPAN, 2.0).x));
    made.Store(at + 20, asuint((int)(STEPS > 2)));
    made.Store(at + 24, asuint(mad(uint3(1, 2, 3), uint(number), 5u).z));
    made.Store(at + 28, asuint(number % -7) + asuint(-8 % 3));
    bool2 less = int2(5, -9) < int2(1, 3);
    bool3 most = 2.0 * float3(1, 2, 3) >= float3(4, 3, 6);
    made.Store(at + 32, (less.x ? 1 : 0) + (less.y ? 2 : 0) + (any(PAIR < 0) ? 4 : 0) + (all(1 > PAIR) ? 8 : 0));
    made.Store(at + 36, (most.x ? 1 : 0) + (most.y ? 2 : 0) + (most.z ? 4 : 0) + (PAIR.y <= -9 ? 8 : 0));
}

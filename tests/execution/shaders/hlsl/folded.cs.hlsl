// What a compiler may compute by itself: remainders, bits of integers, sums of products.
ByteAddressBuffer given : register(t0);
RWByteAddressBuffer made : register(u1);

static const float LEFT = fmod(-1.25, 4.0);
static const int STEPS = 3;
#define SPAN float2(-7.5, 7.5)

[numthreads(4, 1, 1)]
void main(uint3 id : SV_DispatchThreadID)
{
    int number = asint(given.Load(id.x * 4));
    uint at = id.x * 32;
    made.Store(at, asuint(LEFT + fmod(fmod(-9.0, 5.0), 3.0)));
    made.Store(at + 4, asuint(STEPS * -2));
    made.Store(at + 8, asuint((int2(-5, 6) + 1).y) + uint(asint(7u << 2)));
    made.Store(at + 12, asuint(mad(number, 3, -1)));
    made.Store(at + 16, asuint(fmod(SPAN, 2.0).x));
    made.Store(at + 20, asuint((int)(STEPS > 2)));
    made.Store(at + 24, asuint(mad(uint3(1, 2, 3), uint(number), 5u).z));
    made.Store(at + 28, asuint(number % -7) + asuint(-8 % 3));
}

// Literals of 64 bits, alone and behind macros, and what is converted to such numbers.
RWByteAddressBuffer parts : register(u0);
ByteAddressBuffer bits : register(t1);

#define BIT(n) (1ull << (n))
static const uint64_t GOLDEN = 0x9E3779B97F4A7C15ull;

[numthreads(4, 1, 1)]
void main(uint3 id : SV_DispatchThreadID)
{
    uint shift = bits.Load(id.x * 4) & 31;
    uint64_t all = 20015998343868ull;
    parts.Store(id.x * 40, uint(all >> shift));
    parts.Store(id.x * 40 + 4, uint(GOLDEN >> 32));
    parts.Store(id.x * 40 + 8, uint(BIT(40) >> (shift + 9)));
    parts.Store(id.x * 40 + 12, uint((all * 0x100000001ull) >> 32));

    uint number = bits.Load(id.x * 4) & 0xffff;
    uint64_t wide = ((uint64_t)number << 33) + uint64_t(number) + (uint64_t)(number > 3);
    wide ^= (uint64_t)-(int)number * 5 + ((uint64_t)1 << 35);
    parts.Store(id.x * 40 + 16, uint(wide));
    parts.Store(id.x * 40 + 20, uint(wide >> 32));
    wide = uint64_t(float(number) * 65536.0 * 65536.0) * (uint64_t)2.5;
    parts.Store(id.x * 40 + 24, uint(wide));
    parts.Store(id.x * 40 + 28, uint(wide >> 32));
}

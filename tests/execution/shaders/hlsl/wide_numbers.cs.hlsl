// Literals of 64 bits, alone and behind macros.
RWByteAddressBuffer parts : register(u0);
ByteAddressBuffer bits : register(t1);

#define BIT(n) (1ull << (n))
static const uint64_t GOLDEN = 0x9E3779B97F4A7C15ull;

[numthreads(4, 1, 1)]
void main(uint3 id : SV_DispatchThreadID)
{
    uint shift = bits.Load(id.x * 4) & 31;
    uint64_t all = 20015998343868ull;
    parts.Store(id.x * 16, uint(all >> shift));
    parts.Store(id.x * 16 + 4, uint(GOLDEN >> 32));
    parts.Store(id.x * 16 + 8, uint(BIT(40) >> (shift + 9)));
    parts.Store(id.x * 16 + 12, uint((all * 0x100000001ull) >> 32));
}

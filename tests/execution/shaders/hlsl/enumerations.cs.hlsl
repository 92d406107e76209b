// Enumerations. DXC makes no SPIR-V of the constants of those with a scope.
ByteAddressBuffer given : register(t0);
RWByteAddressBuffer made : register(u1);

enum Color
{
    Red,
    Green = 3, // of the light
    Blue,
};

enum Flags : uint
{
    None = 0,
    Near = 1u << 2,
    Far = Near << 1,
    Both = Near | Far,
};

static const uint SIZES[4] = { 7, 5, 3, 2 };

Color next(Color color)
{
    switch (color)
    {
        case Red: return Green;
        case Color::Green: return Blue;
        default: return Red;
    }
}

[numthreads(4, 1, 1)]
void main(uint3 id : SV_DispatchThreadID)
{
    uint number = given.Load(id.x * 4);
    Color color = (Color)(number % 5);
    uint flags = (number & 1) != 0 ? uint(Both) : uint(Far);
    made.Store(id.x * 16, (uint)next(color));
    made.Store(id.x * 16 + 4, flags);
    made.Store(id.x * 16 + 8, flags == (uint)Both ? SIZES[(uint)next(color) % 4] : 9);
    made.Store(id.x * 16 + 12, color == Color::Red || color > Green);
}

// Functions of newer shader models, of bytes in words, and built-in ones that give back another type.
StructuredBuffer<int4> numbers : register(t0);
RWStructuredBuffer<int4> left : register(u1);
RWStructuredBuffer<float4> floats : register(u2);

[numthreads(4, 1, 1)]
void main(uint3 id : SV_DispatchThreadID) {
    int4 number = numbers[id.x];
    uint one = pack_u8(asuint(number));
    uint other = pack_s8(number.wzyx);
    uint clamped = pack_clamp_u8(number) ^ pack_clamp_s8(number * 3);
    int4 sum = int4(dot4add_u8packed(one, other, 7u), dot4add_i8packed(one, other, -7), clamped, 0);
    sum += unpack_s8s32(other) - asint(unpack_u8u32(one));
    left[id.x] = sum;
    float value = float(number.x % 1000) * 0.37 + 1.5;
    int exponent;
    float mantissa = frexp(value, exponent);
    uint whole;
    float part = modf(abs(value), whole);
    floats[id.x] = float4(mantissa, float(exponent), part, float(whole));
}

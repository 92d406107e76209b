// Numbers of several types in byte address buffers.
ByteAddressBuffer given : register(t0);
RWByteAddressBuffer made : register(u1);

#define NUMBER(at) given.Load<float>(at)

[numthreads(2, 1, 1)]
void main(uint3 id : SV_DispatchThreadID)
{
    uint at = id.x * 16;
    float4 numbers = given.Load<uint4>(at);
    int2 pair = given.Load<int2>(at + 8) - 7;
    at *= 4;
    made.Store<float4>(at, numbers * 0.5);
    made.Store<int2>(at + 16, pair / 2);
    made.Store<float>(at + 24, pair.x);
    made.Store<uint>(at + 28, numbers.y);
    made.Store<float3>(at + 32, (float3)given.Load<uint>(given.Load<uint>(0) & 4));
    made.Store<int>(at + 44, asint(NUMBER(4)));
}

// A buffer that is read only, and assigned to.
StructuredBuffer<float> numbers : register(t0);

[numthreads(64, 1, 1)]
void main(uint3 id : SV_DispatchThreadID) {
    numbers[id.x] = 1;
}

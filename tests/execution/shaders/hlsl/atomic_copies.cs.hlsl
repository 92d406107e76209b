// Structs with a number of an atomic operation that are copied within memory, and not looked at otherwise: naga
// takes that alone.

struct Slot {
    int count;
    float plain[2];
};

RWStructuredBuffer<Slot> memory : register(u0);
RWStructuredBuffer<int> left : register(u1);

[numthreads(8, 1, 1)]
void main(uint lane : SV_GroupIndex) {
    int before;
    InterlockedAdd(memory[lane].count, 3, before);
    memory[lane + 8] = memory[lane];
    left[lane] = before;
}

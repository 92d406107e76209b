#version 450
// Structs that hold a number of an atomic operation, loaded and stored as a whole: from memory to
// variables, back, and from one place in memory to another, in few numbers and in many.
layout(local_size_x = 8) in;

struct Pair {
    uint count;
    uint other;
};

struct Slot {
    Pair pairs[2];
    int least;
    float kept;
};

struct Table {
    Slot slots[8];
    uint total;
};

layout(std430, binding = 0) buffer Memory { Slot memory[8]; };
layout(std430, binding = 1) writeonly buffer Results { uint results[8][4]; };
shared Slot shared_slots[8];
shared Table tables[8];

uint sum(Slot slot) {
    return slot.pairs[0].count + 3u * slot.pairs[1].other + uint(slot.least) + uint(int(slot.kept * 64.0));
}

void main() {
    uint i = gl_LocalInvocationIndex;
    uint before = atomicExchange(memory[i].pairs[1].count, 77u);
    Slot slot = memory[i];
    slot.pairs[0].other = before;
    shared_slots[i] = slot;
    atomicMin(shared_slots[i].least, -3);
    atomicAdd(shared_slots[i].pairs[0].count, i);
    memory[i].pairs[0] = memory[i].pairs[1];
    Table table;
    for (uint n = 0u; n < 8u; n++) {
        table.slots[n] = shared_slots[i];
    }
    table.total = sum(slot);
    tables[i] = table;
    atomicXor(tables[i].slots[i].pairs[1].other, 0x55u);
    barrier();
    Slot next = shared_slots[(i + 1u) % 8u];
    Table copied = tables[(i + 3u) % 8u];
    results[i][0] = before;
    results[i][1] = sum(next);
    results[i][2] = copied.total;
    results[i][3] = sum(copied.slots[i]) + sum(copied.slots[(i + 3u) % 8u]);
}

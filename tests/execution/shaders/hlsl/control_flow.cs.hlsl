// Control flow: loops that are left early, nested conditions, a switch, functions with `out` and `inout`.
StructuredBuffer<uint> given : register(t0);
RWStructuredBuffer<uint> found : register(u1);

void divide(uint a, uint b, out uint quotient, inout uint left) {
    quotient = a / b;
    left += a % b;
}

uint collatz(uint n) {
    uint steps = 0;
    [loop]
    while (n != 1u) {
        if (steps > 60u) {
            return 1000u + n % 97u;
        }
        n = (n & 1u) == 0u ? n / 2u : 3u * n + 1u;
        steps++;
    }
    return steps;
}

[numthreads(16, 2, 1)]
void main(uint3 id : SV_DispatchThreadID, uint index : SV_GroupIndex, uint3 group : SV_GroupID) {
    uint at = group.x * 32u + index;
    uint value = given[at] % 4096u + 1u;
    uint total = collatz(value);
    for (uint i = 0; i < 12u; i++) {
        if (i == value % 5u) {
            continue;
        }
        uint quotient;
        divide(value + i, i + 1u, quotient, total);
        switch (quotient % 4u) {
        case 0:
            total += 1u;
            break;
        case 1:
        case 2:
            total = total * 3u + id.y;
            break;
        default:
            total ^= i;
            break;
        }
        if (total > 100000u) {
            break;
        }
    }
    do {
        total = total * 5u + 1u;
    } while (total % 8u != 0u);
    found[at] = total;
}

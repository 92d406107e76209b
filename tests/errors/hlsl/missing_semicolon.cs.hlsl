RWStructuredBuffer<uint> values : register(u0);
[numthreads(1, 1, 1)]
void main() {
    values[0] = 1u
}

#version 450
// What `shared_pointers.wgsl` means, without functions.
layout(local_size_x = 4) in;

struct Cell {
    uint counts[4];
    mat2 rows;
    ivec4 tail;
};

layout(std430, set = 0, binding = 0) readonly buffer Given { uint given[]; };
layout(std430, set = 0, binding = 1) buffer Grid { Cell cells[8]; uint total; };
layout(std430, set = 0, binding = 2) buffer Lengths { uint lengths[]; };
layout(std140, set = 0, binding = 3) uniform Weights { uvec4 weights[3]; };

shared uint sums[8];
shared uint cell_counts[4];

#define PUT(c, k, v) { uint w = (v); uint o = (k); cells[c].counts[o] += w; cells[c].counts[(o + 1u) % 4u] ^= w; }
#define FILL(c, k, v) { uint n = (v); uint p = (k); PUT(c, p, n) PUT(c, 3u - p, n >> 3u) \
    cells[c].tail.z = int(n & 255u) - 128; cells[c].tail.w += 1; cells[c].rows[p % 2u].y = float(n % 17u); }

void main() {
    uint i = gl_LocalInvocationIndex;
    if (i == 0u) {
        for (int k = 0; k < 8; k++) sums[k] = 0u;
        for (int k = 0; k < 4; k++) cell_counts[k] = 0u;
    }
    barrier();
    uint value = given[(i * 3u) % uint(given.length())] + weights[i % 3u][i % 4u] % 1000u + weights[1][2] % 1000u;
    sums[i] += value;
    sums[i + 4u] += i + 1u;
    if (i == 0u) {
        cell_counts[1] = value + 7u;
        cell_counts[value % 4u] = 9u;
    }
    barrier();
    uint before = sums[3u - i] + sums[i + 4u];
    lengths[i] = before + cell_counts[i] * 16u + (value % 4u == 2u ? value : 0u);
    if (i < 2u) {
        uint first = i * 4u;
        uint v = value + before;
        FILL(first, v % 4u, v)
        FILL((first + 1u) ^ 1u, (v + 1u) % 4u, v * 3u)
    }
}

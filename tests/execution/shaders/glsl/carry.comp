// Sums with carry, differences with borrow, products of twice the width, and numbers of 64 bits made
// of them. One invocation treats one pair of numbers.
#version 450

layout(local_size_x = 32) in;

layout(std430, binding = 0) readonly buffer Numbers { uvec4 numbers[]; };
layout(std430, binding = 1) buffer Sums { uvec4 sums[]; };
layout(std430, binding = 2) buffer Products { ivec4 products[]; };

void main() {
    uint id = gl_GlobalInvocationID.x;
    uvec4 n = numbers[id];
    uint carry;
    uint low = uaddCarry(n.x, n.z, carry);
    uint high = n.y + n.w + carry;
    uint borrow;
    uint difference = usubBorrow(n.x, n.y, borrow);
    sums[id] = uvec4(low, high, difference, borrow);
    uint most, least;
    umulExtended(n.x, n.y, most, least);
    int above, below;
    imulExtended(int(n.z), int(n.w), above, below);
    products[id] = ivec4(int(most), int(least), above, below);
    uvec2 carries;
    uvec2 both = uaddCarry(n.xy, n.zw, carries);
    sums[id].z ^= both.x + carries.y * 3u;
}

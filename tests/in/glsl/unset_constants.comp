#version 450
// Specialisation constants that wait for values: by default integers are divided by zero.
layout(local_size_x = 32) in;
layout(constant_id = 0) const uint width = 16;
layout(constant_id = 1) const uint lanes = 1;
layout(constant_id = 2) const uint stride = 0;
const uint lines = lanes / width;
const uint share = 8u / lines;
layout(binding = 0) buffer Data { uint data[]; };
shared uint sums[width * share];
void main() {
    uint i = gl_LocalInvocationIndex;
    sums[i % width] = data[i];
    barrier();
    data[i] = sums[0] + i / lines + i % lines;
    data[i + 64] = i / stride + i % (stride * 2u);
    ivec2 both = ivec2(i) / ivec2(lines, 3);
    data[i + 32] = uint(both.x + both.y);
}

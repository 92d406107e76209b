// Doubles beside floats: arithmetic, comparisons, conversions, vectors.
#version 450

layout(local_size_x = 16) in;

layout(std430, binding = 0) readonly buffer Numbers { dvec2 numbers[]; };
layout(std430, binding = 1) buffer Results { double doubles[][4]; };
layout(std430, binding = 2) buffer Rounded { vec4 rounded[]; };

void main() {
    uint id = gl_GlobalInvocationID.x;
    dvec2 n = numbers[id];
    doubles[id][0] = n.x * n.y + 0.1LF;
    doubles[id][1] = n.x / (abs(n.y) + 1.0LF) - sqrt(abs(n.x));
    doubles[id][2] = max(n.x, n.y) + floor(n.x) * double(float(n.y));
    doubles[id][3] = dot(n, n.yx) + (n.x < n.y ? 3.0LF : double(int(id)));
    rounded[id] = vec4(n, n * 0.5LF);
}

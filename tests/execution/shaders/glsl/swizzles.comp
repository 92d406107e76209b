// Writes through swizzles of vectors in buffers, structs and matrices, out and inout arguments that are
// swizzles, arrays and elements, arrays of arrays, lengths.
#version 450

layout(local_size_x = 16) in;

struct Item { vec4 color; vec3 normal; float weight; ivec2 cell[2]; };

layout(std430, set = 2, binding = 1) buffer Items { uint count; Item items[]; };
layout(std430, set = 0, binding = 0) readonly buffer Inputs { vec4 inputs[]; };

void split(in vec3 v, out vec2 a, inout float b) {
    a = v.yx;
    b += v.z;
}

float sum(float values[4]) {
    float s = 0.0;
    for (int i = 0; i < values.length(); i++) s += values[i];
    return s;
}

void main() {
    uint id = gl_GlobalInvocationID.x;
    vec4 v = inputs[id];
    Item item = items[id];
    item.color.zx = v.xy;
    item.color.rgb.gr += vec2(1.0, 2.0);
    split(v.wzy, item.normal.zx, item.weight);
    split(v.xyz, item.color.gb, item.normal.y);
    float grid[2][4] = float[2][4](float[4](1.0, 2.0, 3.0, 4.0), float[4](v.x, v.y, v.z, v.w));
    grid[id & 1u][id & 3u] = -v.x;
    item.weight += sum(grid[1]) * sum(grid[0]);
    item.cell[id & 1u].y = int(grid.length() * 10 + grid[0].length());
    mat3 m = mat3(v.xyz, v.yzw, v.zwx);
    m[1].yz = m[2].xy;
    m[0].x *= 2.0;
    item.normal += m * vec3(1.0, -1.0, 0.5);
    items[id] = item;
    items[id].color.a = float(items.length());
    items[id].cell[1].x++;
    if (id == 0u) count = uint(items.length());
}

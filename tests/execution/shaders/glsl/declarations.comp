// Declarations of GLSL that mean something else elsewhere: arrays of arrays of every form, in blocks,
// variables and parameters, and global variables whose first value is no constant.
#version 450

layout(local_size_x = 8) in;
layout(constant_id = 3) const float GAIN = 1.5;

layout(std430, binding = 0) readonly buffer Given {
    vec4 table[3][2][4];
    float flat_table[2][3];
    vec4 rest[];
} given;
layout(std430, binding = 1) buffer Left {
    vec4 table[2][4];
    int counts[4][2];
    vec4 rest[][3];
} left;

struct Step { float rise; float run; };

float first = GAIN * 2.0;
float gains[2] = float[](GAIN, 0.25);
Step steps[2] = Step[](Step(1.0, 2.0), Step(GAIN, 3.0));
vec2 slope = vec2(sin(0.5), GAIN);

float total(float values[2][3]) {
    float sum = 0.0;
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 3; j++) sum += values[i][j] * float(i * 3 + j + 1);
    return sum;
}

void main() {
    uint id = gl_GlobalInvocationID.x;
    float local[2][3] = given.flat_table;
    float[3] rows[2];
    rows[0] = local[1];
    rows[1] = float[3](1.0, 2.0, 3.0);
    local[1][2] = float(id);
    vec4 sum = given.table[2][id & 1u][3] + given.table[1][1][id & 3u] * first;
    left.rest[id][0] = given.rest[id] * gains[id & 1u] + sum;
    left.rest[id][1] = vec4(total(local), rows[id & 1u][2], slope);
    left.rest[id][2] = vec4(steps[id & 1u].rise, steps[1].run, rows[0][0], rows[1][1]);
    if (id < 8u) {
        left.table[id >> 2u][id & 3u] = sum * 0.5;
        left.counts[id >> 1u][id & 1u] = int(id) * 7;
    }
}

// Specialisation constants of every type, in sizes, expressions and conditions, and push constants.
#version 450

layout(local_size_x_id = 5, local_size_y = 2) in;
layout(constant_id = 1) const int COUNT = 3;
layout(constant_id = 2) const float SCALE = 0.5;
layout(constant_id = 3) const bool FLIP = false;
layout(constant_id = 4) const uint MASK = 0xffu;
const int TWICE = COUNT * 2 + 1;

layout(push_constant) uniform Push { vec4 tint; uint shift; float gain[3]; } push;

layout(std430, binding = 0) buffer Data { vec4 data[]; };

void main() {
    uint id = gl_GlobalInvocationID.y * gl_NumWorkGroups.x * gl_WorkGroupSize.x + gl_GlobalInvocationID.x;
    float table[TWICE];
    for (int i = 0; i < TWICE; i++) table[i] = float(i * i);
    vec4 v = data[id] * SCALE + push.tint;
    if (FLIP) v = v.wzyx;
    v.x += table[int(id) % TWICE] + float((id << push.shift) & MASK);
    data[id] = v * push.gain[id % 3u];
}

#version 450
// Push constants whose arrays and structs lie closer together than constant buffers can have them.
struct Pair {
    float weight;
    int count;
};

layout(push_constant) uniform Push {
    layout(offset = 16) float first;
    mat3x2 turn;
    float many[3];
    Pair pairs[3];
    vec2 places[2];
    vec3 tail;
} push;

layout(location = 0) in vec4 vertex;
layout(location = 1) in ivec2 which;
layout(location = 0) out vec4 numbers;
layout(location = 1) out vec4 more;
layout(location = 2) flat out ivec2 counts;

void main() {
    int i = which.x % 3;
    Pair pair = push.pairs[i];
    Pair all[3] = push.pairs;
    numbers = vec4(push.first, push.many[i], push.many[1], pair.weight);
    more = vec4(push.turn * vertex.xyz, push.places[which.y & 1]) + push.tail.zyxz;
    counts = ivec2(pair.count + all[2].count, push.pairs[1].count);
    gl_Position = vec4(vertex.xy + push.turn[i] * 0.125, 0.5, 1.0);
    gl_PointSize = 1.0;
}

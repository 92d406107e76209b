#version 450
// Second moments of points by outer products, in one of several buffers.
layout(local_size_x = 64) in;

struct Moment {
    mat3 spread;
    vec3 centre;
    uint count;
};

layout(set = 0, binding = 0) readonly buffer Points {
    vec4 at[];
} points;

layout(set = 0, binding = 1) buffer Moments {
    Moment of[];
} moments[4];

void main() {
    uint index = gl_GlobalInvocationID.x;
    vec3 p = points.at[index].xyz;
    uint which = uint(points.at[index].w) % 4u;
    uint part = index % 16u;
    moments[which].of[part].spread += outerProduct(p, p);
    moments[which].of[part].centre += p * 0.5;
    atomicAdd(moments[which].of[part].count, 1u);
    if (index == 0u) {
        moments[3].of[0].centre.x += float(moments[2].of.length());
    }
}

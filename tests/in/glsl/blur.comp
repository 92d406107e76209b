// Separable Gaussian blur of a storage image through shared memory: one invocation makes
// one pixel of one row.
#version 450

layout(local_size_x = 64) in;

layout(constant_id = 3) const float SIGMA = 4.0;
const int RADIUS = 6;

layout(set = 0, binding = 0, rgba16f) uniform readonly image2D u_source;
layout(set = 0, binding = 1, rgba16f) uniform writeonly image2D u_target;
layout(push_constant) uniform Push {
    ivec2 direction;
    ivec2 size;
} push;

shared vec4 line[76];

ivec2 pixel(int along, int across) {
    return push.direction.x != 0 ? ivec2(along, across) : ivec2(across, along);
}

vec4 fetch(ivec2 p) {
    return imageLoad(u_source, clamp(p, ivec2(0), push.size - 1));
}

void main() {
    int base = int(gl_WorkGroupID.x) * 64 - RADIUS;
    int across = int(gl_WorkGroupID.y);
    int lane = int(gl_LocalInvocationID.x);
    for (int i = lane; i < 64 + 2 * RADIUS; i += 64) {
        line[i] = fetch(pixel(base + i, across));
    }
    barrier();

    vec4 sum = vec4(0.0);
    float total = 0.0;
    for (int k = -RADIUS; k <= RADIUS; k++) {
        float w = exp(-float(k * k) / (2.0 * SIGMA * SIGMA));
        sum += line[lane + RADIUS + k] * w;
        total += w;
    }
    ivec2 p = pixel(base + RADIUS + lane, across);
    if (all(lessThan(p, push.size))) {
        imageStore(u_target, p, sum / total);
    }
}

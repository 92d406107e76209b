// One step of an n-body simulation: one invocation integrates one body against tiles of
// bodies in shared memory.
#version 450

layout(local_size_x = 64) in;

struct Body {
    vec4 position;
    vec4 velocity;
};

layout(std430, set = 0, binding = 0) readonly buffer In {
    Body bodies_in[];
};
layout(std430, set = 0, binding = 1) buffer Out {
    Body bodies_out[];
};
layout(set = 0, binding = 2) uniform Sim {
    float dt;
    float softening;
    uint count;
} sim;

shared vec4 tile[64];

vec3 pull(vec3 a, vec4 b) {
    vec3 d = b.xyz - a;
    float inv = inversesqrt(dot(d, d) + sim.softening);
    return d * (b.w * inv * inv * inv);
}

void main() {
    uint id = gl_GlobalInvocationID.x;
    uint me = min(id, sim.count - 1u);
    vec4 p = bodies_in[me].position;
    vec3 acceleration = vec3(0.0);
    for (uint first = 0u; first < sim.count; first += 64u) {
        uint j = first + gl_LocalInvocationID.x;
        tile[gl_LocalInvocationID.x] = j < sim.count ? bodies_in[j].position : vec4(0.0);
        barrier();
        for (int k = 0; k < 64; k++) {
            acceleration += pull(p.xyz, tile[k]);
        }
        barrier();
    }
    if (id >= sim.count) {
        return;
    }
    Body b = bodies_in[me];
    b.velocity.xyz += acceleration * sim.dt;
    b.position.xyz += b.velocity.xyz * sim.dt;
    bodies_out[id] = b;
}

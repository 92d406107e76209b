// Moves one particle by curl noise and wraps it in a box. Preprocessor conditionals and
// macros choose the noise.
#version 450
#define USE_CURL 1
#define HASH(n) fract(sin(n) * 43758.5453)

layout(local_size_x = 128) in;

struct Particle {
    vec3 position;
    float life;
    vec3 velocity;
    float size;
};

layout(std430, set = 0, binding = 0) buffer Particles {
    Particle particles[];
};

layout(std140, set = 0, binding = 1) uniform Settings {
    vec3 box_min;
    float dt;
    vec3 box_max;
    float strength;
    mat3 flow;
    float decay[4];
} settings;

float noise(vec3 p) {
    vec3 i = floor(p);
    vec3 f = fract(p);
    f = f * f * (3.0 - 2.0 * f);
    float n = dot(i, vec3(1.0, 57.0, 113.0));
    float a = mix(mix(HASH(n), HASH(n + 1.0), f.x), mix(HASH(n + 57.0), HASH(n + 58.0), f.x), f.y);
    float b = mix(mix(HASH(n + 113.0), HASH(n + 114.0), f.x), mix(HASH(n + 170.0), HASH(n + 171.0), f.x), f.y);
    return mix(a, b, f.z);
}

#if USE_CURL
vec3 flow_at(vec3 p) {
    const float e = 0.1;
    float dx = noise(p + vec3(e, 0.0, 0.0)) - noise(p - vec3(e, 0.0, 0.0));
    float dy = noise(p + vec3(0.0, e, 0.0)) - noise(p - vec3(0.0, e, 0.0));
    float dz = noise(p + vec3(0.0, 0.0, e)) - noise(p - vec3(0.0, 0.0, e));
    return vec3(dy - dz, dz - dx, dx - dy) / (2.0 * e);
}
#else
vec3 flow_at(vec3 p) {
    return vec3(noise(p));
}
#endif

vec3 wrap(vec3 p) {
    vec3 size = settings.box_max - settings.box_min;
    return settings.box_min + mod(p - settings.box_min, size);
}

void main() {
    uint i = gl_GlobalInvocationID.x;
    if (i >= uint(particles.length())) {
        return;
    }
    Particle p = particles[i];
    p.velocity += settings.flow * flow_at(p.position) * settings.strength * settings.dt;
    p.velocity *= exp(-settings.decay[i % 4u] * settings.dt);
    p.position = wrap(p.position + p.velocity * settings.dt);
    p.life = max(p.life - settings.dt, 0.0);
    p.size = smoothstep(0.0, 1.0, p.life);
    particles[i] = p;
}

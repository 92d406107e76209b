#version 450
// Blocks whose members lie where no type of naga begins: scalar layout, tight matrices, rows, offsets
// out of order, structs of twelve bytes, and arrays of them with and without a length.
#extension GL_EXT_scalar_block_layout : require
layout(local_size_x = 32) in;

struct Particle {
    vec3 position;
    float mass;
    vec3 velocity;
};

struct Pair {
    vec2 at;
    uint count;
};

layout(set = 0, binding = 0, scalar) uniform Settings {
    float scale;
    vec3 offset;
    mat3 turn;
    float weights[5];
    layout(row_major) mat2x3 rows;
    Pair pairs[3];
    ivec3 last;
} settings;

layout(set = 0, binding = 1, scalar) readonly buffer Source {
    uint first;
    mat3x2 tight;
    Particle few[2];
    vec3 points[];
} source;

layout(set = 0, binding = 2, scalar) buffer Target {
    layout(offset = 24) vec3 late;
    layout(offset = 4) vec2 early;
    layout(offset = 36) layout(row_major) mat3 matrix;
    layout(offset = 72) float one;
    layout(offset = 76) Particle particles[];
} target;

layout(set = 0, binding = 3, scalar) buffer Counts {
    uint first;
    uvec3 before;
    uint total;
    int sum;
    Pair tallies[4];
} counts;

layout(set = 0, binding = 4) writeonly buffer Lengths {
    uint lengths[4];
};

void main() {
    uint i = gl_GlobalInvocationID.x;
    Particle p = source.few[i % 2u];
    p.position = settings.turn * source.points[i] + settings.offset * settings.scale;
    p.velocity.yz = source.points[i + 1u].xy + settings.rows[i % 2u].zx;
    p.velocity.x = settings.weights[i % 5u] + settings.rows[1][i % 3u];
    p.mass += settings.pairs[i % 3u].at.y;
    target.particles[i] = p;
    target.particles[i].velocity[i % 3u] = source.tight[i % 3u][i % 2u];
    atomicAdd(counts.total, settings.pairs[i % 3u].count & 7u);
    atomicAdd(counts.sum, int(i) - 100);
    atomicOr(counts.tallies[i % 4u].count, 1u << (i % 32u));
    if (i == 0u) {
        target.late = vec3(settings.last);
        target.early = source.tight * vec3(1.0, 2.0, 3.0);
        target.matrix = settings.turn;
        target.matrix[1] = settings.offset;
        target.matrix[2][0] = settings.scale;
        target.one = float(source.first & 1023u);
        lengths[0] = uint(source.points.length());
        lengths[1] = uint(target.particles.length());
        lengths[2] = counts.before.x + counts.before.z;
    }
}

// Uniform blocks as std140 lays them out: small matrices, rows first, arrays of scalars and structs, nested.
#version 450

struct Light { vec3 color; float power; mat3 turn; float falloff[3]; };

layout(std140, set = 0, binding = 0) uniform Scene {
    mat3 normal;
    layout(row_major) mat4x3 rows;
    mat2 small;
    float weights[5];
    vec2 steps[3];
    Light lights[2];
    layout(row_major) mat2x3 more[2];
    ivec3 counts;
    float last;
} scene;

layout(std430, set = 0, binding = 1) readonly buffer Table { vec3 colors[4]; float values[]; } table;

layout(location = 0) in vec4 at;
layout(location = 0) out vec4 a;
layout(location = 1) out vec4 b;

void main() {
    int i = int(gl_FragCoord.x) % 2;
    Light light = scene.lights[i];
    a = vec4(scene.normal * light.color + scene.rows * at, light.power + light.falloff[i + 1]);
    b = vec4(scene.small * scene.steps[i + 1], scene.weights[i * 2 + 1], scene.last)
        + vec4(scene.more[i] * at.xy, float(scene.counts.z)) + vec4(light.turn[2] + table.colors[i + 1], table.values[i + 3]);
}

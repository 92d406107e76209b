#version 450
// A light whose reach by angle is a depth texture of one dimension, with one row for each lamp in a
// second one.
layout(set = 0, binding = 0) uniform texture1D reach;
layout(set = 0, binding = 1) uniform samplerShadow nearer;
layout(set = 0, binding = 2) uniform sampler1DArrayShadow lamps;

layout(location = 0) in vec3 direction;
layout(location = 1) flat in int lamp;
layout(location = 0) out vec4 colour;

void main() {
    float angle = atan(direction.y, direction.x) * 0.15915494 + 0.5;
    float far = length(direction);
    float lit = texture(sampler1DShadow(reach, nearer), vec3(angle, 0.0, far));
    lit += textureLod(sampler1DShadow(reach, nearer), vec3(angle, 0.0, far * 0.5), 0.0);
    lit *= texture(lamps, vec3(angle, float(lamp), far));
    int width = textureSize(lamps, 0).x;
    colour = vec4(vec3(lit), float(width) / 256.0);
}

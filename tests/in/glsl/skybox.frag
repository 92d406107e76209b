// Colours one pixel of the sky from a cube map, with a sun disc and horizon haze.
#version 450

layout(location = 0) in vec3 v_ray;
layout(location = 0) out vec4 o_colour;

layout(set = 0, binding = 0) uniform Sky {
    mat4 inverse_view_projection;
    vec4 sun;
} sky;
layout(set = 0, binding = 1) uniform textureCube u_sky;
layout(set = 0, binding = 2) uniform sampler u_sampler;

const float HORIZON = 0.12;

float disc(vec3 d, vec3 sun, float size) {
    float c = dot(d, sun);
    return smoothstep(1.0 - size, 1.0 - size * 0.9, c);
}

void main() {
    vec3 d = normalize(v_ray);
    vec3 c = textureLod(samplerCube(u_sky, u_sampler), d, 0.0).rgb;
    float haze = exp(-abs(d.y) / HORIZON);
    c = mix(c, vec3(0.7, 0.75, 0.8), haze);
    c += vec3(1.0, 0.9, 0.7) * disc(d, sky.sun.xyz, 0.0005) * sky.sun.w;
    o_colour = vec4(c, 1.0);
}

// Includes: beside the file, in a folder, once, under a condition.
#version 450
#extension GL_GOOGLE_include_directive : require

#define WITH_FOG 1
#include "include/lighting.glsl"
#include "include/noise.glsl"
#if WITH_FOG
#include "include/fog.glsl"
#else
#include "include/none.glsl"
#endif

layout(location = 0) in vec3 v_normal;
layout(location = 1) in vec3 v_position;
layout(location = 0) out vec4 o_colour;

void main() {
    vec3 colour = lambert(normalize(v_normal)) * (0.8 + 0.2 * noise(v_position.xz));
    o_colour = vec4(fogged(colour, length(v_position)), 1.0);
}

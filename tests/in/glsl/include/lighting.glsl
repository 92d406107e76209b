#ifndef LIGHTING_GLSL
#define LIGHTING_GLSL
#include "noise.glsl"

layout(set = 0, binding = 0) uniform Sun {
    vec4 direction;
    vec4 colour;
} sun;

vec3 lambert(vec3 n) {
    return max(dot(n, sun.direction.xyz), 0.0) * sun.colour.rgb;
}
#endif

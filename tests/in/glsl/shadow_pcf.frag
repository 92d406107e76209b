// Looks one fragment up in a shadow map with 16 Poisson taps and a comparison sampler.
#version 450

layout(location = 0) in vec4 v_shadow_position;
layout(location = 1) in vec3 v_colour;
layout(location = 0) out vec4 o_colour;

layout(set = 0, binding = 0) uniform texture2D u_shadow;
layout(set = 0, binding = 1) uniform samplerShadow u_compare;
layout(set = 0, binding = 2) uniform Params {
    vec2 texel;
    float bias;
    float softness;
} params;

const vec2 POISSON[8] = vec2[8](
    vec2(-0.326, -0.406), vec2(-0.840, -0.074), vec2(-0.696, 0.457), vec2(-0.203, 0.621),
    vec2(0.962, -0.195), vec2(0.473, -0.480), vec2(0.519, 0.767), vec2(0.185, -0.893)
);

float visibility(vec3 p) {
    float sum = 0.0;
    vec2 disk[8] = POISSON;
    for (int i = 0; i < 8; ++i) {
        vec2 offset = disk[i] * params.texel * params.softness;
        vec3 c = vec3(p.xy + offset, p.z - params.bias);
        sum += textureLod(sampler2DShadow(u_shadow, u_compare), c, 0.0);
    }
    return sum / 8.0;
}

void main() {
    vec3 p = v_shadow_position.xyz / v_shadow_position.w;
    p.xy = p.xy * 0.5 + 0.5;
    float lit = 1.0;
    bvec2 outside = bvec2(p.x < 0.0 || p.x > 1.0, p.y < 0.0 || p.y > 1.0);
    if (!any(outside)) {
        lit = visibility(p);
    }
    o_colour = vec4(v_colour * mix(0.25, 1.0, lit), 1.0);
}

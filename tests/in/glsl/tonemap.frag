// Grades one pixel: specialization constants choose the curve and gamma, push constants
// carry the exposure.
#version 450

layout(constant_id = 0) const int CURVE = 1;
layout(constant_id = 1) const float GAMMA = 2.2;
layout(constant_id = 5) const bool DITHER = true;
layout(constant_id = 6) const uint SEED = 17u;

layout(location = 0) in vec2 v_uv;
layout(location = 0) out vec4 o_colour;

layout(set = 0, binding = 0) uniform texture2D u_hdr;
layout(set = 0, binding = 1) uniform texture3D u_lut;
layout(set = 0, binding = 2) uniform sampler u_sampler;

layout(push_constant) uniform Push {
    float exposure;
    float vignette;
    vec2 resolution;
} push;

vec3 uncharted(vec3 x) {
    const float A = 0.15, B = 0.50, C = 0.10, D = 0.20, E = 0.02, F = 0.30;
    return ((x * (A * x + C * B) + D * E) / (x * (A * x + B) + D * F)) - E / F;
}

vec3 curve(vec3 c) {
    switch (CURVE) {
    case 0:
        return clamp(c, 0.0, 1.0);
    case 1:
        return c / (1.0 + c);
    case 2: {
        vec3 white = uncharted(vec3(11.2));
        return uncharted(c * 2.0) / white;
    }
    default:
        break;
    }
    return vec3(1.0) - exp(-c);
}

float noise(uvec2 p) {
    uint h = p.x * 1597334673u ^ p.y * 3812015801u ^ SEED;
    h *= 1103515245u;
    return float(h >> 8) / 16777216.0;
}

void main() {
    vec3 c = texture(sampler2D(u_hdr, u_sampler), v_uv).rgb * exp2(push.exposure);
    c = curve(c);
    c = pow(c, vec3(1.0 / GAMMA));
    c = texture(sampler3D(u_lut, u_sampler), c).rgb;
    vec2 d = v_uv - vec2(0.5);
    c *= 1.0 - push.vignette * dot(d, d);
    if (DITHER) {
        c += (noise(uvec2(v_uv * push.resolution)) - 0.5) / 255.0;
    }
    o_colour = vec4(c, 1.0);
}

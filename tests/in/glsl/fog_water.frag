// Water with scrolling ripples, Fresnel and exponential fog for one fragment.
#version 450

layout(location = 0) in vec3 v_world;
layout(location = 1) in vec2 v_uv;
layout(location = 0) out vec4 o_colour;

layout(set = 0, binding = 0) uniform Scene {
    vec4 camera_time;
    vec4 fog_colour_density;
    vec4 deep_colour;
    vec4 sun;
} scene;
layout(set = 0, binding = 1) uniform texture2D u_ripples;
layout(set = 0, binding = 2) uniform textureCube u_sky;
layout(set = 0, binding = 3) uniform sampler u_sampler;

vec3 ripple(vec2 uv, float scale, vec2 velocity) {
    vec2 p = uv * scale + velocity * scene.camera_time.w;
    vec2 dx = dFdx(p);
    vec2 dy = dFdy(p);
    return textureGrad(sampler2D(u_ripples, u_sampler), p, dx, dy).xzy * 2.0 - 1.0;
}

float fresnel(float cosine) {
    const float F0 = 0.02;
    return F0 + (1.0 - F0) * pow(1.0 - cosine, 5.0);
}

void main() {
    vec3 n = vec3(0.0, 1.0, 0.0);
    float amplitude = 0.4;
    float scale = 4.0;
    int octave = 0;
    do {
        n += ripple(v_uv, scale, vec2(0.03, 0.02) * float(octave + 1)) * amplitude;
        amplitude *= 0.5;
        scale *= 2.0;
        octave++;
    } while (octave < 3);
    n = normalize(n);

    vec3 v = normalize(scene.camera_time.xyz - v_world);
    vec3 r = reflect(-v, n);
    r.y = abs(r.y);
    vec3 sky = textureLod(samplerCube(u_sky, u_sampler), r, 2.0).rgb;
    float glint = pow(max(dot(r, normalize(scene.sun.xyz)), 0.0), 256.0) * scene.sun.w;
    vec3 c = mix(scene.deep_colour.rgb, sky, fresnel(clamp(dot(n, v), 0.0, 1.0))) + glint;

    float distance_to_eye = distance(scene.camera_time.xyz, v_world);
    float fog = 1.0 - exp(-distance_to_eye * scene.fog_colour_density.w);
    o_colour = vec4(mix(c, scene.fog_colour_density.rgb, fog), 1.0);
}

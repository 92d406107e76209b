// Shades one fragment of a mesh: Blinn-Phong with up to eight lights, normal map and
// alpha test. Separate textures and samplers.
#version 450
#define MAX_LIGHTS 8
#define SQUARE(x) ((x) * (x))

layout(location = 0) in vec3 v_world;
layout(location = 1) in vec3 v_normal;
layout(location = 2) in vec4 v_tangent;
layout(location = 3) in vec2 v_uv;
layout(location = 4) flat in uint v_material;

layout(location = 0) out vec4 o_colour;
layout(location = 1) out vec4 o_bright;

struct Light {
    vec4 position;
    vec4 colour;
    float range;
    float inner;
    float outer;
    int kind;
};

struct Material {
    vec4 diffuse;
    vec4 specular;
};

layout(set = 0, binding = 0) uniform Camera {
    mat4 view;
    mat4 projection;
    vec4 position;
    float time;
} camera;

layout(std140, set = 0, binding = 1) uniform Lights {
    vec4 ambient;
    int count;
    Light items[MAX_LIGHTS];
} lights;

layout(std430, set = 1, binding = 0) readonly buffer Materials {
    Material materials[];
};

layout(set = 1, binding = 1) uniform texture2D u_diffuse;
layout(set = 1, binding = 2) uniform texture2D u_normal;
layout(set = 1, binding = 3) uniform sampler u_sampler;

vec3 perturbed_normal() {
    vec3 n = normalize(v_normal);
    vec3 t = normalize(v_tangent.xyz - n * dot(n, v_tangent.xyz));
    vec3 b = cross(n, t) * v_tangent.w;
    vec3 s = texture(sampler2D(u_normal, u_sampler), v_uv).xyz * 2.0 - 1.0;
    return normalize(mat3(t, b, n) * s);
}

float attenuation(Light light, float d) {
    float x = clamp(1.0 - SQUARE(SQUARE(d / light.range)), 0.0, 1.0);
    return SQUARE(x) / (SQUARE(d) + 1.0);
}

void add_light(Light light, vec3 n, vec3 v, vec4 specular, inout vec3 diffuse_sum, inout vec3 specular_sum) {
    vec3 l = light.position.xyz;
    float a = 1.0;
    if (light.kind != 0) {
        l = light.position.xyz - v_world;
        float d = length(l);
        l /= max(d, 0.0001);
        a = attenuation(light, d);
    }
    float n_l = max(dot(n, l), 0.0);
    vec3 h = normalize(l + v);
    diffuse_sum += light.colour.rgb * (n_l * a);
    specular_sum += light.colour.rgb * specular.rgb * (pow(max(dot(n, h), 0.0), specular.a) * a * step(0.0001, n_l));
}

void main() {
    Material m = materials[v_material];
    vec4 base = texture(sampler2D(u_diffuse, u_sampler), v_uv) * m.diffuse;
    if (base.a < 0.5) {
        discard;
    }
    vec3 n = perturbed_normal();
    if (!gl_FrontFacing) {
        n = -n;
    }
    vec3 v = normalize(camera.position.xyz - v_world);
    vec3 diffuse = lights.ambient.rgb;
    vec3 specular = vec3(0.0);
    for (int i = 0; i < MAX_LIGHTS; i++) {
        if (i >= lights.count) {
            break;
        }
        add_light(lights.items[i], n, v, m.specular, diffuse, specular);
    }
    vec3 colour = base.rgb * diffuse + specular;
    float luma = dot(colour, vec3(0.2126, 0.7152, 0.0722));
    o_colour = vec4(colour, base.a);
    o_bright = luma > 1.0 ? vec4(colour, 1.0) : vec4(0.0);
}

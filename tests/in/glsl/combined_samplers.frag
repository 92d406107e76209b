// Combined image samplers: plain, arrayed, cube, shadow, as arguments of a function; bindings and
// locations left to the compiler, one binding given.
#version 450

uniform sampler2D base_colour;
layout(binding = 1) uniform sampler2DShadow shadow_map;
uniform samplerCube environment;
uniform sampler2DArray layers;

layout(std140) uniform Light {
    mat4 shadow_matrix;
    vec4 direction;
    vec4 colour;
} light;

in vec3 world_position;
in vec3 normal;
in vec2 uv;
flat in int layer;

out vec4 colour;

vec3 sampled(sampler2D image, vec2 at, float level) {
    return textureLod(image, at, level).rgb;
}

float lit(vec3 position) {
    vec4 p = light.shadow_matrix * vec4(position, 1.0);
    return texture(shadow_map, p.xyz / p.w);
}

void main() {
    vec3 n = normalize(normal);
    vec3 albedo = texture(base_colour, uv).rgb * texture(layers, vec3(uv, float(layer))).rgb;
    albedo = mix(albedo, sampled(base_colour, uv, 3.0), 0.25);
    vec3 reflected = textureLod(environment, reflect(-light.direction.xyz, n), 2.0).rgb;
    float diffuse = max(dot(n, light.direction.xyz), 0.0) * lit(world_position);
    vec2 texel = 1.0 / vec2(textureSize(base_colour, 0));
    colour = vec4(albedo * diffuse * light.colour.rgb + 0.1 * reflected + vec3(texel, 0.0), 1.0);
}

#version 450
// A surface whose inputs are a block with a place for each member: arrays and matrices among them, and two that share one.

layout(location = 0) in Surface {
    layout(location = 0) vec3 position;
    layout(location = 1) vec4 weights[2];
    layout(location = 3) mat3 frame;
    layout(location = 6, component = 0) vec2 place;
    layout(location = 6, component = 2) float fade;
    layout(location = 7) flat uint layer;
} surface;

layout(set = 0, binding = 0) uniform Light {
    vec3 direction;
    float strength;
} light;

layout(location = 0) out vec4 colour;

void main() {
    vec3 normal = normalize(surface.frame * vec3(surface.place * 2.0 - 1.0, 1.0));
    float lit = max(dot(normal, light.direction), 0.0) * light.strength;
    vec4 blended = mix(surface.weights[0], surface.weights[1], surface.fade);
    colour = vec4(blended.rgb * lit, blended.a) + vec4(surface.position, float(surface.layer)) * 0.125;
}

#version 450
struct Light { vec3 position; float range; };
layout(location = 0) out vec4 colour;
void main() {
    Light light = Light(vec3(0.0), 1.0);
    colour = vec4(light.radius);
}

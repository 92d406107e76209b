#version 450

// A round, shaded particle: what is drawn of a point depends on the place in it.

layout(set = 0, binding = 0) uniform texture2D ramp;
layout(set = 0, binding = 1) uniform sampler smoothly;

layout(location = 0) in float age;
layout(location = 1) in vec4 tint;
layout(location = 0) out vec4 color;

void main() {
    vec2 place = gl_PointCoord * 2.0 - 1.0;
    float across = dot(place, place);
    if (across > 1.0) {
        discard;
    }
    vec3 normal = vec3(place, sqrt(1.0 - across));
    float light = max(dot(normal, normalize(vec3(0.4, 0.5, 0.8))), 0.1);
    color = texture(sampler2D(ramp, smoothly), vec2(age, 1.0 - across)) * tint * light;
}

#version 450
// A depth that is written after an early test, which then counts for nothing.
layout(early_fragment_tests) in;
layout(depth_greater) out float gl_FragDepth;

layout(location = 0) in vec3 place;
layout(location = 0) out vec4 colour;

void main() {
    colour = vec4(place, 1.0);
    if (place.x > 0.25) {
        gl_FragDepth = 0.75;
        return;
    }
    gl_FragDepth = 0.5 + place.y * 0.25;
}

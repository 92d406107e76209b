// What `varyings.vert` gives.
#version 450

struct Surface { vec3 normal; float rough; mat2 turn; };

layout(location = 0) in mat3 turned;
layout(location = 3) in vec2 places[3];
layout(location = 6) flat in ivec3 whole;
layout(location = 7) in Surface surface;
layout(location = 12, component = 0) in vec2 left;
layout(location = 12, component = 2) in vec2 right;
layout(location = 13, component = 1) noperspective in float middle;

layout(location = 0) out vec4 color;
layout(location = 1) out ivec4 numbers;
layout(location = 2) out vec3 normal;
layout(location = 3) out vec4 rest;

void main() {
    color = vec4(turned * surface.normal, surface.rough);
    numbers = ivec4(whole, gl_FrontFacing ? 5 : -5);
    normal = turned[2] + vec3(places[0], 0.0) + vec3(places[2].yx, places[1].x);
    rest = vec4(surface.turn * left, right) * middle;
}

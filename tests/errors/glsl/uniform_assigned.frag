#version 330
// A uniform in no block that is assigned to.
uniform float time;
out vec4 colour;

void main() {
    time = 1.0;
    colour = vec4(time);
}

// Two sources of one target.
#version 450

layout(location = 0) in vec4 at;
layout(location = 0, index = 0) out vec4 color;
layout(location = 0, index = 1) out vec4 weight;

void main() {
    color = at * 0.75;
    weight = vec4(at.zw, 0.5, at.x);
}

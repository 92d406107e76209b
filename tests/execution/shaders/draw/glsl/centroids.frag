// Centroids without anything that asks for every sample.
#version 450

layout(location = 0) centroid in vec4 inside;
layout(location = 1) in vec4 middle;
layout(location = 0) out vec4 color;
layout(location = 1) out vec4 other;

void main() {
    color = inside;
    other = middle;
}

// Each sample by itself: its number, its place, varyings at it, at the centroid, and masks.
#version 450

layout(location = 0) sample in vec2 each;
layout(location = 1) centroid in vec2 inside;
layout(location = 2) centroid noperspective in float straight;
layout(location = 3) noperspective sample in vec2 both;

layout(location = 0) out vec4 color;
layout(location = 1) out ivec2 numbers;
layout(location = 2) out vec4 more;

void main() {
    color = vec4(each, inside);
    numbers = ivec2(gl_SampleID, gl_SampleMaskIn[0]);
    more = vec4(straight, both, 1.0);
    gl_SampleMask[0] = int(gl_FragCoord.x) & 15 | gl_SampleMaskIn[0] & 1;
}

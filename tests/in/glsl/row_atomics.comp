#version 450
// Counts in an array of one-dimensional images, one layer for each channel.
layout(local_size_x = 64) in;

layout(binding = 0) uniform sampler2D picture;
layout(binding = 1, r32ui) uniform uimage1DArray counts;
layout(binding = 2, r32i) uniform iimage1D brightest;

void main() {
    ivec2 place = ivec2(gl_GlobalInvocationID.xy);
    uvec3 colour = uvec3(clamp(texelFetch(picture, place, 0).rgb, 0.0, 1.0) * 255.0);
    for (int channel = 0; channel < 3; channel++) {
        imageAtomicAdd(counts, ivec2(int(colour[channel]), channel), 1u);
    }
    imageAtomicMax(brightest, place.y, int(colour.r + colour.g + colour.b));
}

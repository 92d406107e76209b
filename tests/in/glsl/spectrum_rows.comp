#version 450
// Smooths the rows of a stack of spectra; a counter that other groups see tells how many are done.

layout(local_size_x = 64) in;

layout(set = 0, binding = 0, rgba16f) uniform readonly image1DArray before;
layout(set = 0, binding = 1, rgba16f) uniform writeonly image1DArray after;
layout(set = 0, binding = 2) coherent buffer Progress {
    uint done;
    uint peaks[];
} progress;
layout(set = 0, binding = 3) coherent readonly buffer Limits {
    vec4 least;
} limits;

void main() {
    ivec2 size = imageSize(before);
    ivec2 place = ivec2(gl_GlobalInvocationID.xy);
    if (place.x >= size.x || place.y >= size.y) {
        return;
    }
    vec4 sum = imageLoad(before, place) * 2.0;
    sum += imageLoad(before, ivec2(max(place.x - 1, 0), place.y));
    sum += imageLoad(before, ivec2(min(place.x + 1, size.x - 1), place.y));
    vec4 smoothed = max(sum * 0.25, limits.least);
    imageStore(after, place, smoothed);
    if (smoothed.a > 1.0) {
        uint slot = atomicAdd(progress.done, 1u);
        progress.peaks[slot] = uint(place.x);
    }
}

// Arrays whose elements std140 puts 16 bytes apart, alone, in structs and indexed by a variable.
#version 450

struct Band {
    float edges[3];
    vec2 range;
};

layout(std140, set = 0, binding = 0) uniform Histogram {
    float weights[8];
    vec2 offsets[4];
    Band bands[2];
    int count;
} histogram;

layout(location = 0) in vec2 uv;
layout(location = 0) out vec4 colour;

void main() {
    float total = 0.0;
    for (int i = 0; i < histogram.count; i++) {
        total += histogram.weights[i] * dot(uv, histogram.offsets[i & 3]);
    }
    Band band = histogram.bands[histogram.count & 1];
    colour = vec4(total, band.edges[2], band.range);
}

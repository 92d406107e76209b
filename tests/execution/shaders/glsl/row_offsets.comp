#version 450
// A texture of one dimension, sampled with an offset.
layout(local_size_x = 8) in;
layout(set = 0, binding = 0) uniform texture1D row;
layout(set = 0, binding = 1) uniform sampler nearest;
layout(std430, set = 0, binding = 2) buffer Colours { vec4 colours[]; };

void main() {
    uint id = gl_GlobalInvocationID.x;
    float at = (float(id) + 0.5) / 8.0;
    colours[id] = textureLodOffset(sampler1D(row, nearest), at, 0.0, 2)
        + 8.0 * textureLodOffset(sampler1D(row, nearest), at, 0.0, -1);
}

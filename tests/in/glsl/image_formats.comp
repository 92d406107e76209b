// Copies one texel through storage images of many formats and dimensions.
#version 450
#extension GL_EXT_samplerless_texture_functions : require

layout(local_size_x = 8, local_size_y = 8) in;

layout(set = 0, binding = 0, rgba8) uniform readonly image2D u_rgba8;
layout(set = 0, binding = 1, r32f) uniform image2D u_r32f;
layout(set = 0, binding = 2, rgba32ui) uniform writeonly uimage2D u_rgba32ui;
layout(set = 0, binding = 3, rgba16i) uniform writeonly iimage2D u_rgba16i;
layout(set = 0, binding = 4, rgba32f) uniform writeonly image3D u_volume;
layout(set = 0, binding = 5, rg32f) uniform writeonly image2DArray u_array;
layout(set = 0, binding = 6, r32ui) uniform uimage2D u_counts;
layout(set = 1, binding = 0) uniform utexture2D u_labels;
layout(set = 1, binding = 1) uniform texture2DMS u_samples;

void main() {
    ivec2 p = ivec2(gl_GlobalInvocationID.xy);
    ivec2 size = imageSize(u_rgba8);
    if (any(greaterThanEqual(p, size))) {
        return;
    }
    vec4 c = imageLoad(u_rgba8, p);
    float previous = imageLoad(u_r32f, p).r;
    imageStore(u_r32f, p, vec4(mix(previous, c.r, 0.1)));
    uvec4 bits = uvec4(c * 255.0 + 0.5);
    imageStore(u_rgba32ui, p, bits);
    imageStore(u_rgba16i, p, ivec4(bits) - 128);
    vec4 resolved = vec4(0.0);
    for (int s = 0; s < 4; s++) {
        resolved += texelFetch(u_samples, p, s);
    }
    uvec4 label = texelFetch(u_labels, p, 0);
    for (int z = 0; z < 4; z++) {
        imageStore(u_volume, ivec3(p, z), resolved * 0.25 + c * float(z));
        imageStore(u_array, ivec3(p, z), vec4(c.rg, 0.0, 0.0));
    }
    uint count = imageLoad(u_counts, p).r;
    imageStore(u_counts, p, uvec4(count + label.x));
}

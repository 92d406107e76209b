#version 450
// What `integer_volume.comp` means.
layout(local_size_x = 4, local_size_y = 4) in;

layout(set = 0, binding = 0) uniform utexture3D volume;
layout(set = 0, binding = 1) uniform sampler apart;
layout(set = 1, binding = 0) buffer Results { uvec4 results[16][2]; };

void main() {
    vec2 place = (vec2(gl_LocalInvocationID.xy) + vec2(0.25, 0.75)) / 4.0;
    vec3 size = vec3(textureSize(usampler3D(volume, apart), 0));
    results[gl_LocalInvocationIndex][0] = texelFetch(usampler3D(volume, apart), ivec3(vec3(place.yx, place.x) * size), 0);
    results[gl_LocalInvocationIndex][1] = texelFetch(usampler3D(volume, apart), ivec3(vec3(place, place.y) * size), 0);
}

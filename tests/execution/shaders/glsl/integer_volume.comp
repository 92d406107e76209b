#version 450
// A volume of integers that is sampled, on which lavapipe ends.
layout(local_size_x = 4, local_size_y = 4) in;

layout(set = 0, binding = 0) uniform utexture3D volume;
layout(set = 0, binding = 1) uniform sampler apart;
layout(set = 1, binding = 0) buffer Results { uvec4 results[16][2]; };

void main() {
    vec2 place = (vec2(gl_LocalInvocationID.xy) + vec2(0.25, 0.75)) / 4.0;
    uint index = gl_LocalInvocationIndex;
    results[index][0] = textureLod(usampler3D(volume, apart), vec3(place.yx, place.x), 0.0);
    results[index][1] = texture(usampler3D(volume, apart), vec3(place, place.y));
}

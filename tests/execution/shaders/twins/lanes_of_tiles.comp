#version 450
#extension GL_KHR_shader_subgroup_arithmetic : require
#extension GL_KHR_shader_subgroup_shuffle : require
// `wgsl/lanes_of_tiles.wgsl`.
layout(local_size_x = 8, local_size_y = 4) in;
layout(std430, set = 0, binding = 0) readonly buffer Numbers { uint numbers[128]; };
layout(std430, set = 0, binding = 1) buffer Left { uvec4 left[128]; };

void main() {
    uint at = gl_WorkGroupID.x * 32u + gl_LocalInvocationIndex;
    uint lane = gl_SubgroupInvocationID;
    uvec4 sum = uvec4(lane, gl_LocalInvocationIndex, 0u, 0u);
    if ((numbers[at] & 1u) == 1u) {
        sum.z = lane * 2u + subgroupAdd(lane);
    }
    sum.w = subgroupShuffle(numbers[at], lane ^ 1u);
    left[at] = sum;
}

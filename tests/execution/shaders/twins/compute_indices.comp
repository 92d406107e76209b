#version 450
// What `compute_indices.wgsl` means: one invocation of each subgroup is elected.
layout(local_size_x = 4, local_size_y = 2) in;

struct Four { uint of[4]; };
layout(std430, set = 0, binding = 0) buffer Results { Four results[]; };

void main() {
    uvec3 id = gl_GlobalInvocationID;
    uvec3 size = gl_NumWorkGroups * gl_WorkGroupSize;
    uint at = id.x + id.y * size.x + id.z * size.x * size.y;
    uvec3 group = gl_WorkGroupID;
    uvec3 groups = gl_NumWorkGroups;
    if (at % 2u == 0u) results[at].of[0] = at * 3u + 1u;
    results[at].of[1] = (group.x + group.y * groups.x + group.z * groups.x * groups.y) * 8u + gl_LocalInvocationIndex;
    results[at].of[2] = group.x + 10u * group.y + 100u * group.z;
    results[at].of[3] = 2u;
}

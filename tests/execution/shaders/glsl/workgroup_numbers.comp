#version 450
// What a workgroup has in common decides before barriers: its number, and its size, in functions too.
layout(local_size_x = 8, local_size_y = 2) in;
layout(std430, binding = 0) buffer Numbers { uint numbers[]; };
shared uint part[16];

uint sum(uint at) {
    part[gl_LocalInvocationIndex] = at + gl_WorkGroupID.x * 3u + gl_LocalInvocationID.y;
    barrier();
    for (uint stride = gl_WorkGroupSize.x; stride > 0u; stride >>= 1) {
        if (gl_LocalInvocationIndex < stride)
            part[gl_LocalInvocationIndex] += part[gl_LocalInvocationIndex + stride];
        barrier();
    }
    return part[0] + gl_WorkGroupID[1];
}

void main() {
    if (gl_WorkGroupID.x >= gl_NumWorkGroups.x) return;
    uint place = gl_WorkGroupID.x * gl_WorkGroupSize.x * gl_WorkGroupSize.y + gl_LocalInvocationIndex;
    uint total = sum(gl_LocalInvocationIndex);
    if (place < uint(numbers.length()))
        numbers[place] = total;
}

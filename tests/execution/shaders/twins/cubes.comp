#version 450
// What `cubes.comp` means.
layout(local_size_x = 4, local_size_y = 4) in;

layout(set = 0, binding = 0, r32f) uniform image2DArray faces;
layout(set = 0, binding = 1, rgba16f) uniform writeonly image2DArray cubes;
layout(set = 0, binding = 2, r32ui) uniform uimage2DArray counts;
layout(set = 1, binding = 0) buffer Results { ivec4 results[16]; };

void main() {
    ivec2 at = ivec2(gl_LocalInvocationID.xy);
    for (int face = 0; face < 6; ++face) {
        float texel = imageLoad(faces, ivec3(at, face)).x;
        imageStore(faces, ivec3(at, face), vec4(texel * 2.0 + float(face)));
        imageAtomicAdd(counts, ivec3(at, face), uint(face));
    }
    imageStore(cubes, ivec3(at, at.x), vec4(at, 1.0, 2.0));
    results[gl_LocalInvocationIndex] = ivec4(imageSize(faces).xy - at, imageSize(cubes).x, imageSize(cubes).z / 6 + 3);
}

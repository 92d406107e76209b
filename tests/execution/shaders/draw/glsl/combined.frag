// Textures joined with samplers: of each dimension, in functions, with offsets, levels, gradients, projections.
#version 450

layout(set = 0, binding = 0) uniform sampler2D picture;
layout(set = 0, binding = 1) uniform sampler2DArray sheet;
layout(set = 0, binding = 2) uniform samplerCube sky;
layout(set = 0, binding = 3) uniform sampler3D volume;
layout(set = 1, binding = 0) uniform isampler2D cells;
layout(set = 1, binding = 1) uniform usampler3D counts;
layout(set = 1, binding = 2) uniform samplerCubeArray skies;

layout(location = 0) in vec3 at;

layout(location = 0) out vec4 implicit;
layout(location = 1) out vec4 stated;
layout(location = 2) out vec4 gathered;
layout(location = 3) out ivec4 whole;
layout(location = 4) out ivec4 sizes;

vec4 twice(sampler2D image, vec2 place) {
    return texture(image, place) + texture(image, place * 2.0, -0.5);
}

void main() {
    implicit = twice(picture, at.xy) + texture(sheet, vec3(at.yx, 2.3)) + texture(sky, at - 0.5)
        + texture(volume, at.zxy, 1.0) + textureOffset(picture, at.xy, ivec2(2, -1)) + textureProj(picture, vec3(at.xy, 1.5));
    stated = textureLod(skies, vec4(at - 0.4, 1.0), 1.0) + textureLodOffset(sheet, at, 0.0, ivec2(1, 1))
        + textureGrad(volume, at, vec3(0.3), vec3(0.1, 0.0, 0.0)) + textureProjLod(picture, vec4(at, 2.0), 1.0)
        + textureGradOffset(picture, at.xy, vec2(0.01), vec2(0.0), ivec2(-2));
    gathered = textureGather(picture, at.xy, 1) + textureGatherOffset(sheet, at, ivec2(1, 2), 3)
        // Away from the border, where the driver wraps four offsets in its own way.
        + textureGatherOffsets(picture, at.xy * 0.4 + 0.25, ivec2[](ivec2(0), ivec2(1, 0), ivec2(0, 2), ivec2(-1)));
    ivec2 texel = ivec2(gl_FragCoord.xy) & 3;
    whole = texelFetch(cells, texel, 2) + ivec4(texelFetch(counts, ivec3(texel, 1), 1))
        + ivec4(texelFetchOffset(picture, texel, 0, ivec2(3, 4)) * 255.0);
    sizes = ivec4(textureSize(sheet, 1), textureQueryLevels(volume)) + ivec4(textureSize(skies, 0), textureSize(picture, 2).y);
}

// Textures and samplers apart, put together where they are used.
#version 450
#extension GL_EXT_samplerless_texture_functions : require

layout(set = 0, binding = 0) uniform texture2D picture;
layout(set = 0, binding = 1) uniform sampler near;
layout(set = 0, binding = 2) uniform textureCube sky;
layout(set = 0, binding = 4) uniform texture2DArray sheet;
layout(set = 0, binding = 3) uniform samplerShadow compare;
layout(set = 0, binding = 5) uniform texture2D depths;

layout(location = 0) in vec4 at;
layout(location = 0) out vec4 color;

void main() {
    color = texture(sampler2D(picture, near), at.xy) + texture(samplerCube(sky, near), at.xyz - 0.5)
        + textureLod(sampler2DArray(sheet, near), vec3(at.zw, 3.0), 1.0) + texelFetch(picture, ivec2(gl_FragCoord.xy) & 7, 1);
    color.a += texture(sampler2DShadow(depths, compare), at.xyz);
}

// Samplers that compare: every dimension, projected, with offset, gathered.
#version 450

layout(binding = 0) uniform sampler2DShadow map;
layout(binding = 1) uniform sampler2DArrayShadow cascades;
layout(binding = 2) uniform samplerCubeShadow around;

layout(location = 0) in vec4 at;
layout(location = 0) out vec4 lit;

void main() {
    lit.x = texture(map, at.xyz) + textureOffset(map, at.yxz, ivec2(2, 1)) * 2.0;
    lit.y = texture(cascades, vec4(at.xy, 2.0, at.w)) + textureProj(map, vec4(at.xyz, 1.25)) * 2.0;
    lit.z = texture(around, vec4(at.xyz - 0.5, 0.5)) + textureLod(map, at.xyw, 0.0) * 2.0;
    lit.w = dot(textureGather(map, at.xy, 0.6), vec4(1.0, 2.0, 4.0, 8.0));
}

#version 460
#extension GL_ARB_sparse_texture2 : require
#extension GL_EXT_fragment_shading_rate : require
#extension GL_EXT_demote_to_helper_invocation : require

// Parts of textures that may be missing, the rate of shading, and helpers: what no target tells.

layout(set = 0, binding = 0) uniform sampler2D color_map;
layout(set = 0, binding = 1) buffer Feedback { uint missing; };

layout(location = 0) in vec2 uv;
layout(location = 0) out vec4 color;

void main() {
    vec4 texel = vec4(0.0);
    int code = sparseTextureARB(color_map, uv, texel);
    for (float level = 1.0; level < 4.0 && !sparseTexelsResidentARB(code); level += 1.0) {
        code = sparseTextureLodARB(color_map, uv, level, texel);
        atomicAdd(missing, 1u);
    }
    if (texel.a < 0.5) {
        demote;
    }
    if (!helperInvocationEXT()) {
        atomicMax(missing, uint(gl_ShadingRateEXT));
    }
    color = gl_HelperInvocation ? vec4(0.0) : texel;
}

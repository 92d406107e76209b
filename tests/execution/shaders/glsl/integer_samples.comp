#version 450
// Textures of integers that are sampled, which lavapipe gets wrong at times: one texel of the level that is nearest, with offsets, layers and divisors.
layout(local_size_x = 4, local_size_y = 4) in;

layout(set = 0, binding = 0) uniform utexture2D flat_;
layout(set = 0, binding = 1) uniform itexture2DArray layers;
layout(set = 0, binding = 3) uniform itexture1D row;
layout(set = 0, binding = 4) uniform sampler apart;

layout(set = 1, binding = 0) buffer Results { ivec4 results[16][5]; };

void main() {
    uvec2 at = gl_LocalInvocationID.xy;
    uint index = gl_LocalInvocationIndex;
    // Within texels, away from their edges; offsets reach past no edge of the texture.
    vec2 place = (vec2(at) + vec2(0.25, 0.75)) / 4.0;
    results[index][0] = ivec4(textureLod(usampler2D(flat_, apart), place, 0.0));
    results[index][1] = ivec4(textureLod(usampler2D(flat_, apart), place, 0.75));
    results[index][2] = textureLod(isampler2DArray(layers, apart), vec3(place, float(at.x) * 0.75), 1.0);
    results[index][3] = ivec4(textureLodOffset(usampler2D(flat_, apart), place * 0.5 + 0.25, 0.0, ivec2(1, -1)));
    ivec4 projected = ivec4(textureProjLod(usampler2D(flat_, apart), vec3(place, 1.0) * (float(at.y) + 1.0), 0.0));
    results[index][4] = projected + textureLod(isampler1D(row, apart), place.y, 0.0);
}

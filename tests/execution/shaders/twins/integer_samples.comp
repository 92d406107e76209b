#version 450
// What `integer_samples.comp` means.
layout(local_size_x = 4, local_size_y = 4) in;

layout(set = 0, binding = 0) uniform utexture2D flat_;
layout(set = 0, binding = 1) uniform itexture2DArray layers;
layout(set = 0, binding = 3) uniform itexture1D row;
layout(set = 0, binding = 4) uniform sampler apart;

layout(set = 1, binding = 0) buffer Results { ivec4 results[16][5]; };

ivec2 texel(vec2 place, ivec2 size) { return ivec2(floor(place * vec2(size))); }

void main() {
    uvec2 at = gl_LocalInvocationID.xy;
    uint index = gl_LocalInvocationIndex;
    vec2 place = (vec2(at) + vec2(0.25, 0.75)) / 4.0;
    int last = textureQueryLevels(usampler2D(flat_, apart)) - 1;
    int level = min(1, last);
    ivec2 size = textureSize(usampler2D(flat_, apart), 0);
    results[index][0] = ivec4(texelFetch(usampler2D(flat_, apart), texel(place, size), 0));
    ivec2 small = textureSize(usampler2D(flat_, apart), level);
    results[index][1] = ivec4(texelFetch(usampler2D(flat_, apart), texel(place, small), level));
    int deep = min(1, textureQueryLevels(isampler2DArray(layers, apart)) - 1);
    ivec3 many = textureSize(isampler2DArray(layers, apart), deep);
    int layer = min(int(roundEven(float(at.x) * 0.75)), many.z - 1);
    results[index][2] = texelFetch(isampler2DArray(layers, apart), ivec3(texel(place, many.xy), layer), deep);
    ivec2 beside = clamp(texel(place * 0.5 + 0.25, size) + ivec2(1, -1), ivec2(0), size - 1);
    results[index][3] = ivec4(texelFetch(usampler2D(flat_, apart), beside, 0));
    int width = textureSize(isampler1D(row, apart), 0);
    results[index][4] = ivec4(texelFetch(usampler2D(flat_, apart), texel(place, size), 0))
        + texelFetch(isampler1D(row, apart), int(floor(place.y * float(width))), 0);
}

// Textures joined with samplers, which naga's modules keep apart: alone, layered, cubes, as arguments of
// functions. The run as given declares them apart.
#version 450

layout(local_size_x = 16) in;

#ifdef APART
layout(set = 0, binding = 0) uniform texture2D pictureTexture;
layout(set = 0, binding = 1) uniform texture2DArray sheetTexture;
layout(set = 0, binding = 2) uniform textureCube skyTexture;
layout(set = 0, binding = 3) uniform itexture2D cellsTexture;
layout(set = 0, binding = 4) uniform sampler apart;
#define picture sampler2D(pictureTexture, apart)
#define sheet sampler2DArray(sheetTexture, apart)
#define sky samplerCube(skyTexture, apart)
#define cells isampler2D(cellsTexture, apart)
#else
layout(set = 0, binding = 0) uniform sampler2D picture;
layout(set = 0, binding = 1) uniform sampler2DArray sheet;
layout(set = 0, binding = 2) uniform samplerCube sky;
layout(set = 0, binding = 3) uniform isampler2D cells;
#endif

layout(std430, set = 1, binding = 0) readonly buffer Places { vec4 places[]; };
layout(std430, set = 1, binding = 1) buffer Colors { vec4 colors[][5]; };

#ifdef APART
vec4 twice(texture2D t, vec2 at) { return textureLod(sampler2D(t, apart), at, 0.0) * 2.0; }
#define twice_picture(at) twice(pictureTexture, at)
#else
vec4 twice(sampler2D t, vec2 at) { return textureLod(t, at, 0.0) * 2.0; }
#define twice_picture(at) twice(picture, at)
#endif

void main() {
    uint id = gl_GlobalInvocationID.x;
    vec4 p = places[id];
    ivec2 texel = ivec2(abs(p.xy) * 3.0) & 7;
    colors[id][0] = textureLod(picture, p.xy, 0.0) + texelFetch(picture, texel, 1);
    colors[id][1] = textureLod(sheet, vec3(p.yz, float(id & 3u)), 1.0) + textureGather(sheet, vec3(p.xy, 1.0), 2);
    colors[id][2] = textureLod(sky, p.xyz + vec3(0.01, 0.0, 5.0), 0.0);
    colors[id][3] = vec4(texelFetch(cells, texel, 1)) + vec4(textureSize(sheet, 0), textureSize(picture, 1).x);
    colors[id][4] = twice_picture(p.zw) + textureGrad(picture, p.xw, vec2(0.02, 0.0), vec2(0.0, 0.01));
}

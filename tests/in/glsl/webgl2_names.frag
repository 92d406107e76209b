#version 300 es
// WebGL 2 as an engine puts it together: the words of WebGL 1 by macros, functions with names that only newer
// versions and extensions have built in, variables with names that are types elsewhere, and an array of depth textures.
#define varying in
layout(location = 0) out highp vec4 pc_fragColor;
#define gl_FragColor pc_fragColor
#define texture2D texture

precision highp float;
precision highp int;
precision highp sampler2DShadow;

uniform sampler2D sampler;
uniform sampler2DShadow shadowMaps[2];
uniform vec2 texel;
uniform uint mask;
varying vec2 vUv;
varying vec4 vShadow[2];
varying float imageSize;

const mat3 XYZ_TO_REC709 = mat3(
    3.2404542, -0.9692660, 0.0556434,
    -1.5371385, 1.8760108, -0.2040259,
    -0.4985314, 0.0415560, 1.0572252);

float average(const in vec3 color) {
    return dot(color, vec3(0.3333333));
}

int bitCount(uint bits) {
    int count = 0;
    for (int i = 0; i < 32; i++) {
        count += int((bits >> uint(i)) & 1u);
    }
    return count;
}

vec4 textureGather(sampler2D sampler, vec2 uv) {
#if __VERSION__ == 300
    return vec4(
        texture2D(sampler, uv + vec2(0.0, texel.y)).r,
        texture2D(sampler, uv + texel).r,
        texture2D(sampler, uv + vec2(texel.x, 0.0)).r,
        texture2D(sampler, uv).r);
#else
#error "this is 3.00"
#endif
}

float lit(sampler2DShadow map, vec4 at) {
    at.xyz /= at.w;
    return texture(map, at.xyz);
}

void main() {
    vec4 base = texture2D(sampler, vUv);
    vec4 around = textureGather(sampler, vUv) * imageSize;
    float light = lit(shadowMaps[0], vShadow[0]) + lit(shadowMaps[1], vShadow[1]);
    float levels = float(bitCount(mask) + 1);
    vec3 color = XYZ_TO_REC709 * base.rgb * light;
    gl_FragColor = vec4(floor(color * levels) / levels, average(around.rgb));
}

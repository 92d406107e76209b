// One text for old and new drivers: what the author declares is the colour, and `gl_FragColor` only stands there. The
// functions take the place of those that are built in.
#version 130
#if __VERSION__ >= 130
#define varying in
out vec4 fragColor;
#else
#define fragColor gl_FragColor
#define texture texture2D
#endif

uniform sampler2D base;
uniform vec3 tint;
varying vec2 uv;

vec3 round(vec3 x) {
    return floor(x + vec3(0.5));
}

float smoothstep(float from, float to, float x) {
    float t = clamp((x - from) / (to - from), 0.0, 1.0);
    return t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
}

void main() {
    vec4 texel = texture(base, uv);
    float edge = smoothstep(0.2, 0.8, texel.a);
    fragColor = vec4(round(texel.rgb * tint * 8.0) / 8.0, edge);
}

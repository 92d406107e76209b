// WebGL 1 with functions of its own for what newer versions have built in, a global variable that starts with what is
// no constant, and with what other versions and draw buffers would take.
#ifdef DRAW_BUFFERS
#extension GL_EXT_draw_buffers : require
#endif
precision mediump float;

uniform sampler2D sampler;
uniform mat3 normalMatrix;
varying vec2 uv;
varying vec3 normal;
uniform vec2 resolution;

vec2 texel = 1.0 / resolution;

mat3 transpose(mat3 m) {
    return mat3(
        m[0][0], m[1][0], m[2][0],
        m[0][1], m[1][1], m[2][1],
        m[0][2], m[1][2], m[2][2]);
}

float round(float x) {
    return floor(x + 0.5);
}

float tanh(float x) {
    float e = exp(2.0 * x);
    return (e - 1.0) / (e + 1.0);
}

void main() {
    vec3 n = normalize(transpose(normalMatrix) * normal);
    float steps = round(max(n.z, 0.0) * 4.0) / 4.0;
#if __VERSION__ >= 300
    vec4 base = texture(sampler, uv + texel);
#else
    vec4 base = texture2D(sampler, uv + texel);
#endif
    vec4 color = vec4(base.rgb * tanh(steps), base.a);
#ifdef DRAW_BUFFERS
    gl_FragData[0] = color;
    gl_FragData[1] = vec4(n, 0.0);
#else
    gl_FragColor = color;
#endif
}

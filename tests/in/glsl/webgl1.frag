// WebGL 1: ES 1.00 with an extension of its time.
#version 100
#extension GL_OES_standard_derivatives : enable
#ifdef GL_ES
precision highp float;
#endif

uniform sampler2D u_image;
uniform samplerCube u_sky;
uniform vec2 u_resolution;
varying vec2 v_uv;
varying vec3 v_normal;

float edge(vec2 p) {
    vec2 w = fwidth(p);
    vec2 s = smoothstep(vec2(0.0), w * 1.5, fract(p));
    return min(s.x, s.y);
}

void main() {
    vec4 texel = texture2D(u_image, v_uv);
    vec3 sky = textureCube(u_sky, normalize(v_normal)).rgb;
    gl_FragColor = vec4(mix(sky, texel.rgb, edge(v_uv * u_resolution)), texel.a);
}

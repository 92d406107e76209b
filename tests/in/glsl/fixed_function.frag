// GLSL 1.20, with a variable that has the name of a function and a keyword of today.
#version 120

uniform sampler2D texture;
uniform float sample;
varying vec3 light_direction;

void main() {
    vec4 texel = texture2D(texture, gl_TexCoord[0].st, sample);
    float diffuse = max(normalize(light_direction).z, 0.0);
    gl_FragColor = vec4(texel.rgb * gl_Color.rgb * diffuse, texel.a * gl_Color.a);
    gl_FragColor.rgb = mix(gl_FragColor.rgb, vec3(0.5), 0.1);
}

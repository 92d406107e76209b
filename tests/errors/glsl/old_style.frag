// An old source is brought up to date; names and places in messages stay those of the author.
#version 110

uniform sampler2D sample;
varying vec2 uv;
void main() {
    gl_FragColor = texture2D(sample, uv) * brightnes;
    sample = 1.0;
}

// GLSL 1.20 with the attributes, varyings and state of the fixed-function pipeline.
#version 120

attribute vec3 tangent;
varying vec3 light_direction;
uniform vec3 light_position;

void main() {
    vec3 n = normalize(gl_NormalMatrix * gl_Normal);
    vec3 t = normalize(gl_NormalMatrix * tangent);
    vec3 view_position = (gl_ModelViewMatrix * gl_Vertex).xyz;
    vec3 to_light = light_position - view_position;
    light_direction = vec3(dot(to_light, t), dot(to_light, cross(n, t)), dot(to_light, n));
    gl_TexCoord[0] = gl_TextureMatrix[0] * gl_MultiTexCoord0;
    gl_FrontColor = gl_Color;
    gl_Position = ftransform();
}

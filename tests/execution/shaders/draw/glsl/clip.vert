// Distances to planes, of both kinds.
#version 450

layout(location = 0) in vec4 place;
layout(location = 0) out vec4 at;
out float gl_ClipDistance[2];

void main() {
    gl_Position = vec4(place.xy, abs(place.z) * 0.9, place.w);
    gl_ClipDistance[0] = place.x + 0.3;
    gl_ClipDistance[1] = 0.6 - place.y * place.w;
    at = place;
}

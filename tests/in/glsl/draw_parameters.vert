#version 460
// Draws that are told apart by their numbers: the first vertex and instance, and the place of a
// draw among those of one command, choose the object and the part of its strip.
layout(location = 0) in vec3 corner;

layout(set = 0, binding = 0) readonly buffer Objects {
    mat4 placed[];
} objects;

layout(set = 0, binding = 1) uniform Camera {
    mat4 seen;
    ivec2 strip;
} camera;

layout(location = 0) flat out int object;
layout(location = 1) out float along;

void main() {
    object = gl_DrawID * camera.strip.x + gl_BaseInstance;
    int first = gl_BaseVertex;
    along = float(gl_VertexIndex - first) / float(max(camera.strip.y, 1)) + float(first & 1);
    gl_Position = camera.seen * objects.placed[gl_InstanceIndex] * vec4(corner, 1.0);
    gl_ClipDistance[0] = corner.y;
    gl_ClipDistance[1] = along - 0.25;
    gl_ClipDistance[2] = 1.0 - along;
}

#version 450
// Functions of vectors, on scalars, which only GLSL has.

layout(local_size_x = 32) in;

layout(set = 0, binding = 0, std430) readonly buffer Numbers { float numbers[]; };
struct Result { float values[8]; };
layout(set = 0, binding = 1, std430) buffer Results { Result results[]; };

void main() {
    uint index = gl_GlobalInvocationID.x;
    float a = numbers[index];
    float b = numbers[index ^ 1u];
    results[index].values[0] = length(a);
    results[index].values[1] = distance(a, b);
    results[index].values[2] = normalize(a);
    results[index].values[3] = reflect(a, b);
    results[index].values[4] = faceforward(a, b, a);
    results[index].values[5] = refract(sign(a) * 0.5, 1.0, 0.75);
    results[index].values[6] = refract(0.25, 1.0, 1.5);
    results[index].values[7] = refract(0.5, 0.75, 0.5);
}

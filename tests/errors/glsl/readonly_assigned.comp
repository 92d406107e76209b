#version 450
// A buffer that is declared to be read only.
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer Numbers { float numbers[]; };

void main() {
    numbers[gl_GlobalInvocationID.x] = 1.0;
}

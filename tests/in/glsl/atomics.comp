#version 450
layout(local_size_x = 64) in;
layout(set = 0, binding = 0) buffer Counters { uint total; };
void main() {
    atomicAdd(total, 1u);
}

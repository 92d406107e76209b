#version 450
// No array of arrays of this length fits any memory.
layout(local_size_x = 1) in;
layout(std430, binding = 0) buffer Data { float data[]; };
float cells[2147483647][2147483647];
void main() { data[0] = cells[0][0]; }

#version 450
layout(local_size_x = 1) in;
layout(set = 0, binding = 0) uniform textureBuffer values;
layout(set = 0, binding = 1) buffer Out { vec4 result; };
void main() {
    result = texelFetch(values, 0);
}

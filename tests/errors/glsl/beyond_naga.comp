// Right GLSL that naga's module cannot hold.
#version 450
#extension GL_EXT_buffer_reference : require
layout(local_size_x = 1) in;
layout(buffer_reference) buffer Node;
layout(buffer_reference, std430) buffer Node {
    Node next;
    uint value;
};
layout(push_constant) uniform Push {
    Node first;
} push;
void main() {
    push.first.next.value = 1u;
}

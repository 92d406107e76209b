// `#line` renumbers what a generator wrote; places here are those of the file.
#version 450
layout(location = 0) out vec4 colour;
#line 100
void main() {
    colour = vec4(undeclared);
}

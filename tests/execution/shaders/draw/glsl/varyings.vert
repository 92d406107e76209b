// Varyings of every shape: matrices, arrays, structs, integers, parts of a location.
#version 450

struct Surface { vec3 normal; float rough; mat2 turn; };

layout(location = 0) in vec4 place;
layout(location = 1) in mat3 frame;
layout(location = 4) in vec2 at[2];
layout(location = 6) in ivec3 numbers;

layout(location = 0) out mat3 turned;
layout(location = 3) out vec2 places[3];
layout(location = 6) flat out ivec3 whole;
layout(location = 7) out Surface surface;
layout(location = 12, component = 0) out vec2 left;
layout(location = 12, component = 2) out vec2 right;
layout(location = 13, component = 1) noperspective out float middle;

void main() {
    gl_Position = vec4(place.xy * 1.5, abs(place.z) * 0.5 + 0.1, place.w + 0.5);
    turned = frame * 2.0 - mat3(1.0);
    for (int i = 0; i < 3; i++) {
        places[i] = at[i & 1] * float(i + 1);
    }
    whole = numbers * 3 + gl_VertexIndex;
    surface = Surface(frame[1], place.w, mat2(at[0], at[1]));
    left = place.xy;
    right = place.wz;
    middle = place.x * place.y;
}

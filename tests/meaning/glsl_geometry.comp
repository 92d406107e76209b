#version 450
// in 1536 f32 -3 3 | out 256 f32 | groups 4
layout(local_size_x = 64) in;
layout(std430, set = 0, binding = 0) readonly buffer Source { float src[]; };
layout(std430, set = 0, binding = 1) buffer Target { float dst[]; };

void main() {
    uint i = gl_GlobalInvocationID.x;
    uint local = gl_LocalInvocationIndex;
    vec3 a = vec3(src[i * 6], src[i * 6 + 1], src[i * 6 + 2]);
    vec3 b = vec3(src[i * 6 + 3], src[i * 6 + 4], src[i * 6 + 5]);
    vec3 n = normalize(a + 4.0);
    vec3 q = reflect(b, n) + cross(a, b) + faceforward(n, a, b);
    bvec3 less = lessThan(a, b);
    float r = dot(q, n) + distance(a, b) + length(mix(a, b, less));
    r += any(less) ? 1.0 : 2.0;
    r += all(greaterThan(abs(a), vec3(0.5))) ? 4.0 : 8.0;
    dst[i] = r;
}

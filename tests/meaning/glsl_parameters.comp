#version 450
// in 512 f32 -3 3 | out 512 f32 | groups 4
layout(local_size_x = 64) in;
layout(std430, set = 0, binding = 0) readonly buffer Source { float src[]; };
layout(std430, set = 0, binding = 1) buffer Target { float dst[]; };

struct Ray { vec2 origin; vec2 direction; };
bool advance(inout Ray ray, inout float travelled, out vec2 where) {
    ray.origin += ray.direction * travelled;
    where = ray.origin.yx;
    travelled *= 2.0;
    if (where.x > 0.0) return true;
    ray.direction = -ray.direction;
    return false;
}
float weight(vec2 v) { return dot(v, vec2(1.0, 2.0)); }
float weight(vec4 v) { return dot(v, vec4(0.5)); }

void main() {
    uint i = gl_GlobalInvocationID.x;
    uint local = gl_LocalInvocationIndex;
    Ray ray = Ray(vec2(src[i * 2], src[i * 2 + 1]), vec2(0.5, -0.25));
    float travelled = 1.0;
    vec2 where;
    bool went = advance(ray, travelled, where);
    travelled += went ? weight(where) : weight(where.xxyy);
    dst[i * 2] = travelled + ray.origin.x;
    dst[i * 2 + 1] = where.y - ray.direction.y;
}

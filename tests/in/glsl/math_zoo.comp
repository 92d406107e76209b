// Built-in functions, matrices of many shapes, integer tricks, vector comparisons, swizzle
// writes, compound operators, increments. One invocation evaluates them all once.
#version 450

layout(local_size_x = 32) in;

layout(std430, set = 0, binding = 0) buffer Data {
    vec4 values[];
} data;

float trig(float x) {
    float u = clamp(x, -1.0, 1.0);
    float r = sin(x) + cos(x) + tan(u) + asin(u) + acos(u) + atan(x) + atan(x, 2.0);
    r += sinh(u) + cosh(u) + tanh(x) + asinh(x) + acosh(abs(x) + 1.0) + atanh(u * 0.5);
    return r + radians(x) + degrees(x);
}

vec4 curves(vec4 x, vec4 y) {
    vec4 p = abs(x) + 0.5;
    vec4 r = exp(-p) + exp2(-p) + log(p) + log2(p) + pow(p, y) + sqrt(p) + inversesqrt(p);
    r += floor(x) + ceil(y) + round(x) + trunc(y) + fract(x) + sign(y) + mod(x, 2.0);
    r += min(x, y) + max(x, 0.5) + clamp(y, 0.0, 1.0) + mix(x, y, 0.5) + step(0.25, x);
    r += smoothstep(0.0, 1.0, y) + fma(x, y, p);
    return r;
}

float matrices(vec4 v) {
    mat2 m2 = mat2(v.x, v.y, v.z, v.w);
    mat3 m3 = mat3(1.0);
    mat4 m4 = mat4(v, v.yzwx, v.zwxy, v.wxyz);
    mat2x3 m23 = mat2x3(v.xyz, v.yzw);
    mat3x2 m32 = transpose(m23);
    mat4x3 m43 = mat4x3(v.xyz, v.xyz, v.xyz, v.xyz);
    m3[1] = v.xyz;
    m3 = m3 * mat3(m4) + m23 * m32;
    vec3 a = m43 * v;
    vec2 b = m32 * a;
    m2 *= 2.0;
    return determinant(m2) + determinant(m3) + determinant(m4) + b.x + (a * m43).w;
}

int integers(int a, uint b) {
    int r = a << 2;
    r |= int(b >> 3u);
    r ^= ~a;
    r &= 0x7fffffff;
    r += a / 3 - a % 7;
    r -= int(bitCount(b)) + findLSB(a) + int(findMSB(b));
    r += int(bitfieldReverse(b)) + bitfieldInsert(a, 5, 4, 4) + bitfieldExtract(a, 2, 6);
    return ++r - a--;
}

vec4 packing(vec4 v) {
    uint a = packUnorm4x8(v);
    uint b = packSnorm4x8(v);
    uint c = packHalf2x16(v.xy);
    vec4 r = unpackUnorm4x8(a) + unpackSnorm4x8(b);
    r.xy += unpackHalf2x16(c) + unpackUnorm2x16(packUnorm2x16(v.zw));
    r.z += uintBitsToFloat(floatBitsToUint(v.x) & 0x3fffffffu) + intBitsToFloat(floatBitsToInt(v.y));
    return r;
}

void geometry(vec3 a, vec3 b, out vec3 result, inout float len) {
    vec3 n = normalize(a + vec3(0.0, 0.001, 0.0));
    result = cross(n, b) + reflect(b, n) + refract(b, n, 0.7) + faceforward(n, b, a);
    len += length(a) + distance(a, b) + dot(a, b);
}

void main() {
    uint i = gl_GlobalInvocationID.x;
    vec4 v = data.values[i];
    vec4 r = curves(v, v.wzyx) + packing(v);
    r.x += trig(v.y);
    r.y += matrices(v);
    r.z += float(integers(int(i), i * 7u));
    vec3 g;
    float len = r.w;
    geometry(v.xyz, v.yzw, g, len);
    r = vec4(r.xyz + g, len);
    bvec4 positive = greaterThan(v, vec4(0.0));
    if (any(positive) && !all(lessThanEqual(v, vec4(1.0))) || i == 3u ^^ positive.x) {
        r.wx = v.xy;
    }
    float f = abs(r.x) > 1e20 ? 0.0 : 1.0;
    data.values[i] = r * f;
}

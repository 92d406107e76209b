#version 450
// `hlsl/packed_bytes.cs.hlsl`, byte by byte.
layout(local_size_x = 4) in;
layout(std430, set = 0, binding = 0) readonly buffer Numbers { ivec4 numbers[]; };
layout(std430, set = 0, binding = 1) buffer Left { ivec4 left[]; };
layout(std430, set = 0, binding = 2) buffer Floats { vec4 floats[]; };

uint packed4(ivec4 v) {
    uint word = 0u;
    for (int i = 3; i >= 0; i--) {
        word = word * 256u + (uint(v[i]) & 255u);
    }
    return word;
}

int unsigned_byte(uint word, int i) {
    return int(bitfieldExtract(word, 8 * i, 8));
}

int signed_byte(uint word, int i) {
    int n = unsigned_byte(word, i);
    return n < 128 ? n : n - 256;
}

void main() {
    uint at = gl_GlobalInvocationID.x;
    ivec4 number = numbers[at];
    uint one = packed4(number);
    uint other = packed4(number.wzyx);
    ivec4 sum = ivec4(7, -7, packed4(clamp(number, 0, 255)) ^ packed4(clamp(number * 3, -128, 127)), 0);
    for (int i = 0; i < 4; i++) {
        sum.x += unsigned_byte(one, i) * unsigned_byte(other, i);
        sum.y += signed_byte(one, i) * signed_byte(other, i);
    }
    for (int i = 0; i < 4; i++) {
        sum[i] += signed_byte(other, i) - unsigned_byte(one, i);
    }
    left[at] = sum;
    float value = float(number.x % 1000) * 0.37 + 1.5;
    int exponent;
    float mantissa = abs(frexp(value, exponent));
    float size = abs(value);
    floats[at] = vec4(mantissa, float(exponent), size - floor(size), floor(size));
}

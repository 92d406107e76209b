// The Mandelbrot set with smooth colouring.
//
// One thread computes one pixel of the image; the image's size need not be a multiple of
// the workgroup's.
//
// set 0 binding 0   writeonly image2D (rgba8)   the image
// push constants                                centre, scale, palette shift
// constant 0        int                         greatest number of iterations
// constant 1        int                         samples along one edge of a pixel
#version 450

layout(local_size_x = 8, local_size_y = 8, local_size_z = 1) in;

layout(set = 0, binding = 0, rgba8) uniform writeonly image2D image;

layout(push_constant) uniform View {
    vec2 centre;
    // width of one pixel in the complex plane
    float scale;
    float palette_shift;
} view;

layout(constant_id = 0) const int MAX_ITERATIONS = 256;
layout(constant_id = 1) const int SAMPLES = 2;

const float BAILOUT = 256.0;

// Main cardioid and the period-2 bulb never escape: do not iterate there.
bool surely_inside(vec2 c) {
    float x = c.x - 0.25;
    float q = x * x + c.y * c.y;
    bool cardioid = q * (q + x) <= 0.25 * c.y * c.y;
    float b = c.x + 1.0;
    bool bulb = b * b + c.y * c.y <= 0.0625;
    return cardioid || bulb;
}

// Iterations until escape with a fractional part, or -1.0 inside of the set.
float escape_time(vec2 c) {
    if (surely_inside(c)) {
        return -1.0;
    }
    vec2 z = vec2(0.0);
    for (int i = 0; i < MAX_ITERATIONS; i++) {
        z = vec2(z.x * z.x - z.y * z.y, 2.0 * z.x * z.y) + c;
        float r2 = dot(z, z);
        if (r2 > BAILOUT) {
            return float(i) + 1.0 - log2(0.5 * log2(r2));
        }
    }
    return -1.0;
}

vec3 palette(float t) {
    vec3 phase = vec3(0.0, 0.33, 0.67);
    return 0.5 + 0.5 * cos(6.2831853 * (t * 0.05 + phase + view.palette_shift));
}

void main() {
    ivec2 size = imageSize(image);
    ivec2 pixel = ivec2(gl_GlobalInvocationID.xy);
    if (pixel.x >= size.x || pixel.y >= size.y) {
        return;
    }
    vec3 sum = vec3(0.0);
    for (int y = 0; y < SAMPLES; y++) {
        for (int x = 0; x < SAMPLES; x++) {
            vec2 jitter = (vec2(float(x), float(y)) + 0.5) / float(SAMPLES);
            vec2 offset = vec2(pixel) + jitter - 0.5 * vec2(size);
            float n = escape_time(view.centre + offset * view.scale);
            if (n >= 0.0) {
                sum += palette(n);
            }
        }
    }
    imageStore(image, pixel, vec4(sum / float(SAMPLES * SAMPLES), 1.0));
}

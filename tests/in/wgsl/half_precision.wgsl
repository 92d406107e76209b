// f16 arithmetic: image convolution with half-precision weights, half vectors and
// half matrices in storage. One invocation filters one pixel.
enable f16;

struct Kernel {
    weights: array<vec4h, 9>,
    colour: mat3x3<f16>,
    bias: f16,
    scale: f16,
    offset: vec2<f16>,
}

@group(0) @binding(0) var<storage, read> conv: Kernel;
@group(0) @binding(1) var<storage, read> source: array<vec4<f16>>;
@group(0) @binding(2) var<storage, read_write> destination: array<vec4<f16>>;
@group(0) @binding(3) var<uniform> size: vec2<u32>;

const ONE: f16 = 1.0h;
const HALF = vec3h(0.5h, 0.5h, 0.5h);

fn fetch(p: vec2<i32>) -> vec4<f16> {
    let q = clamp(p, vec2<i32>(0), vec2<i32>(size) - 1);
    return source[u32(q.y) * size.x + u32(q.x)];
}

fn soft_clip(x: vec3<f16>) -> vec3<f16> {
    return select(x, ONE - exp(-x), x > HALF);
}

@compute @workgroup_size(8, 8)
fn convolve(@builtin(global_invocation_id) id: vec3<u32>) {
    if any(id.xy >= size) {
        return;
    }
    var sum = vec4<f16>();
    for (var i = 0; i < 9; i++) {
        let offset = vec2<i32>(i % 3 - 1, i / 3 - 1);
        sum = fma(fetch(vec2<i32>(id.xy) + offset), conv.weights[i], sum);
    }
    let graded = conv.colour * sum.rgb;
    let clipped = soft_clip(graded * conv.scale + conv.bias);
    let full = vec3<f32>(clipped);
    let luma = f16(dot(full, vec3<f32>(0.2126, 0.7152, 0.0722)));
    let packed = pack2x16float(full.xy);
    let roundtrip = vec2<f16>(unpack2x16float(packed));
    let back = mix(vec2<f16>(clipped.z, luma), vec2<f16>(ONE), HALF.xy);
    let result = vec4<f16>(roundtrip, back.x, max(luma, abs(conv.offset.x) + sqrt(conv.offset.y)));
    destination[id.y * size.x + id.x] = result;
}

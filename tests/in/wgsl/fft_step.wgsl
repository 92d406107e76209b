// One radix-2 Stockham step of a complex FFT over rows of length `n`.
// One invocation computes one butterfly: two inputs, two outputs.

alias Complex = vec2<f32>;

const TAU: f32 = 6.283185307179586;

struct Step {
    n: u32,
    half_span: u32,
    rows: u32,
    inverse: u32,
}

@group(0) @binding(0) var<uniform> step_info: Step;
@group(0) @binding(1) var<storage, read> input: array<Complex>;
@group(0) @binding(2) var<storage, read_write> output: array<Complex>;

fn mul(a: Complex, b: Complex) -> Complex {
    return Complex(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}

fn twiddle(k: u32, span: u32, sign_: f32) -> Complex {
    let angle = sign_ * TAU * f32(k) / f32(span);
    return Complex(cos(angle), sin(angle));
}

@compute @workgroup_size(64)
fn butterfly(@builtin(global_invocation_id) id: vec3<u32>) {
    let n = step_info.n;
    let half_n = n / 2u;
    let row = id.y;
    if id.x >= half_n || row >= step_info.rows {
        return;
    }
    let span = step_info.half_span;
    let k = id.x % span;
    let j = (id.x / span) * span * 2u + k;
    let direction = select(-1.0, 1.0, step_info.inverse != 0u);

    let a = input[row * n + id.x];
    let b = input[row * n + id.x + half_n];
    let w = twiddle(k, span * 2u, direction);
    let bw = mul(b, w);

    var lo = a + bw;
    var hi = a - bw;
    if step_info.inverse == 1u && span == half_n {
        let norm = 1.0 / f32(n);
        lo *= norm;
        hi *= norm;
    }
    output[row * n + j] = lo;
    output[row * n + j + span] = hi;
}

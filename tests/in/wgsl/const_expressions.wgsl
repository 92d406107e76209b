// Constant evaluation: const_assert, abstract numbers, constant arrays, structs and
// matrices, built-ins on constants, hexadecimal floats, templated and inferred types.
// One invocation evaluates one ring of a diffraction pattern.

const PI = 3.14159265358979323846264338327950288;
const TWO_PI = 2.0 * PI;
const DEG: f32 = 180 / PI;
const RINGS = 4 * (1 + 1);
const SAMPLES: u32 = 1u << 4u;
const EPS = 0x1p-20;
const HEX_FLOAT: f32 = 0x1.8p3f;
const BIG = 0xffffffffu;
const MIXED = vec3(1, 2.5, 3);
const WEIGHTS = array(0.1, 0.2, 0.4, 0.2, 0.1);
const TABLE = array<vec2<i32>, 3>(vec2(1, 2), vec2(3, 4), vec2(5, 6));
const ROTATE = mat2x2<f32>(0.0, 1.0, -1.0, 0.0);
const PICKED = TABLE[1].y;
const FLAGS: u32 = (1u << 3u) | ((~0u & 0x10u) ^ 2u);
const NEGATIVE: i32 = -7 / 2 + -7 % 3;
const BUILTINS = max(min(3, 5), 2) + clamp(9, 0, 4) + abs(-2);
const LENGTH = sqrt(16.0) + pow(2.0, 3.0) + floor(2.7) + dot(vec2(1.0, 2.0), vec2(3.0, 4.0));
const BITS = countOneBits(0xf0u) + firstLeadingBit(0x100u) + countLeadingZeros(0xffu);
const LOGIC = ((3 < 4) && !(2.0 >= 3.0)) || false;
const SWIZZLED = MIXED.zyx.xy;

struct Band {
    radius: f32,
    colour: vec3<f32>,
}
const BANDS = array<Band, 2>(Band(0.5, vec3(1.0, 0.0, 0.0)), Band(1.5, vec3(0.0, 0.0, 1.0)));

const_assert RINGS == 8;
const_assert SAMPLES == 16u;
const_assert(PICKED == 4);
const_assert NEGATIVE == -4;
const_assert BUILTINS == 9;
const_assert LOGIC;
const_assert BITS == 4u + 8u + 24u;
const_assert TWO_PI > 6.28 && TWO_PI < 6.29;

var<workgroup> ring_sum: array<f32, RINGS * 2>;
var<private> lookup: array<f32, 5> = array(0.1, 0.2, 0.4, 0.2, 0.1);

@group(0) @binding(0) var<storage, read_write> rings: array<vec4<f32>, RINGS>;

fn bessel0(x: f32) -> f32 {
    const STEPS = 8;
    var sum = 0.0;
    for (var i = 0; i < STEPS; i++) {
        const DELTA = PI / f32(STEPS);
        sum += cos(x * sin(f32(i) * DELTA));
    }
    return sum / f32(STEPS);
}

@compute @workgroup_size(RINGS, SAMPLES / 16, 1 + 0)
fn pattern(@builtin(local_invocation_index) index: u32) {
    const_assert RINGS > 2;
    let r = f32(index) * TWO_PI / f32(RINGS);
    var weights = WEIGHTS;
    let smooth_ = weights[index % 5u] + lookup[(index + 2u) % 5u];
    ring_sum[index] = bessel0(r) * smooth_;
    workgroupBarrier();
    let turned = ROTATE * vec2(r, ring_sum[(index + 1u) % u32(RINGS)]);
    let band = BANDS[0];
    let colour = mix(band.colour, BANDS[1].colour, saturate(r / BANDS[1].radius));
    let extra = DEG * EPS + HEX_FLOAT + LENGTH + SWIZZLED.x + f32(BIG & FLAGS);
    rings[index] = vec4(turned, colour.x + extra, colour.z);
}

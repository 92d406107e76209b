// Separable Gaussian blur of a whole image; run it twice, once along each axis.
//
// One thread computes one output pixel. A workgroup first stages the pixels it needs,
// RADIUS on each side included, in workgroup memory, so that each is loaded once.
//
// group(0) binding(0)  texture_2d<f32>                     source
// group(0) binding(1)  texture_storage_2d<rgba16float>     destination, same size
// group(0) binding(2)  uniform                             Blur
//
// Dispatch (ceil(length / 128), lines, 1), where `length` is the image's extent along the
// blurred axis and `lines` the other one.
//
// override vertical    false: blur along x, true: along y

const THREADS: u32 = 128u;
const RADIUS: u32 = 32u;
const STAGED: u32 = THREADS + 2u * RADIUS;

override vertical: bool = false;

struct Blur {
    sigma: f32,
    // 0: repeat the border pixel, 1: mirror at it, 2: transparent outside
    border: u32,
}

@group(0) @binding(0) var source: texture_2d<f32>;
@group(0) @binding(1) var destination: texture_storage_2d<rgba16float, write>;
@group(0) @binding(2) var<uniform> blur: Blur;

var<workgroup> staged: array<vec4<f32>, STAGED>;

fn to_pixel(along: i32, across: i32) -> vec2<i32> {
    return select(vec2<i32>(along, across), vec2<i32>(across, along), vertical);
}

fn mirror(i: i32, extent: i32) -> i32 {
    let period = max(2 * extent, 1);
    let j = ((i % period) + period) % period;
    return min(j, period - 1 - j);
}

fn load(along: i32, across: i32, extent: i32) -> vec4<f32> {
    var i = along;
    switch blur.border {
        case 1u: {
            i = mirror(along, extent);
        }
        case 2u: {
            if along < 0 || along >= extent {
                return vec4<f32>(0.0);
            }
        }
        default: {
            i = clamp(along, 0, extent - 1);
        }
    }
    return textureLoad(source, to_pixel(i, across), 0);
}

@compute @workgroup_size(THREADS)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let size = vec2<i32>(textureDimensions(source));
    let extent = select(size.x, size.y, vertical);
    let first = i32(workgroup.x * THREADS);
    let across = i32(workgroup.y);

    for (var i = lane; i < STAGED; i += THREADS) {
        staged[i] = load(first + i32(i) - i32(RADIUS), across, extent);
    }
    workgroupBarrier();

    let along = first + i32(lane);
    if along >= extent {
        return;
    }
    let reach = min(u32(ceil(blur.sigma * 3.0)), RADIUS);
    let falloff = -0.5 / max(blur.sigma * blur.sigma, 1e-8);
    let centre = lane + RADIUS;
    var sum = staged[centre];
    var weights = 1.0;
    for (var i = 1u; i <= reach; i++) {
        let weight = exp(f32(i * i) * falloff);
        sum += (staged[centre - i] + staged[centre + i]) * weight;
        weights += 2.0 * weight;
    }
    textureStore(destination, to_pixel(along, across), sum / weights);
}

// A prefix sum whose steps are functions of pointers into buffers and memory of the workgroup.
requires unrestricted_pointer_parameters;

struct Bucket {
    count: atomic<u32>,
    bounds: vec2<f32>,
}

struct Histogram {
    total: atomic<u32>,
    buckets: array<Bucket>,
}

struct Range {
    low: f32,
    high: f32,
}

@group(0) @binding(0) var<storage, read> samples: array<f32>;
@group(0) @binding(1) var<storage, read_write> histogram: Histogram;
@group(0) @binding(2) var<uniform> ranges: array<vec4<f32>, 2>;

var<workgroup> even: array<f32, 64>;
var<workgroup> odd: array<f32, 64>;
var<workgroup> found: atomic<u32>;

fn sum_step(from_half: ptr<workgroup, array<f32, 64>>, to_half: ptr<workgroup, array<f32, 64>>, i: u32, step: u32) {
    let left = select(0.0, from_half[i - min(step, i)], i >= step);
    (*to_half)[i] = from_half[i] + left;
}

fn count(bucket: ptr<storage, Bucket, read_write>, value: f32) {
    if value >= bucket.bounds.x && value < bucket.bounds.y {
        atomicAdd(&bucket.count, 1u);
        add(&found);
    }
}

fn add(counter: ptr<workgroup, atomic<u32>>) {
    atomicAdd(counter, 1u);
}

fn low(range: ptr<uniform, vec4<f32>>) -> f32 {
    return (*range).x + range.y;
}

fn length_of(values: ptr<storage, array<f32>>) -> u32 {
    return arrayLength(values);
}

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) i: u32, @builtin(global_invocation_id) id: vec3<u32>) {
    let at = min(id.x, length_of(&samples) - 1u);
    even[i] = samples[at] - low(&ranges[1]) * low(&ranges[id.y % 2u]);
    workgroupBarrier();
    for (var step = 1u; step < 64u; step *= 4u) {
        sum_step(&even, &odd, i, step);
        workgroupBarrier();
        sum_step(&odd, &even, i, step * 2u);
        workgroupBarrier();
    }
    let buckets = &histogram.buckets;
    count(&buckets[i % arrayLength(buckets)], even[i]);
    workgroupBarrier();
    if i == 0u {
        atomicAdd(&histogram.total, atomicLoad(&found));
    }
}

fn nobody_calls(range: ptr<storage, Range, read_write>) {
    (*range).low = range.high;
}

// Sum and maximum of a long f32 array, one partial result per workgroup.
// One invocation adds up ITEMS_PER_THREAD strided items, then takes part in
// a tree reduction in workgroup memory; invocation 0 stores the result.

const WORKGROUP_SIZE: u32 = 128u;
const ITEMS_PER_THREAD: u32 = 8u;

struct Params {
    count: u32,
    offset: u32,
    scale: f32,
    bias: f32,
}

struct Partial {
    sum: f32,
    maximum: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read_write> partials: array<Partial>;

var<workgroup> shared_sum: array<f32, WORKGROUP_SIZE>;
var<workgroup> shared_max: array<f32, WORKGROUP_SIZE>;

fn load_item(index: u32) -> f32 {
    if index >= params.count {
        return 0.0;
    }
    return fma(values[params.offset + index], params.scale, params.bias);
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn reduce(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let base = group.x * WORKGROUP_SIZE * ITEMS_PER_THREAD + lane;
    var sum = 0.0;
    var maximum = -3.402823e38;
    for (var i = 0u; i < ITEMS_PER_THREAD; i++) {
        let value = load_item(base + i * WORKGROUP_SIZE);
        sum += value;
        maximum = max(maximum, value);
    }
    shared_sum[lane] = sum;
    shared_max[lane] = maximum;
    workgroupBarrier();

    for (var stride = WORKGROUP_SIZE / 2u; stride > 0u; stride >>= 1u) {
        if lane < stride {
            shared_sum[lane] += shared_sum[lane + stride];
            shared_max[lane] = max(shared_max[lane], shared_max[lane + stride]);
        }
        workgroupBarrier();
    }

    if lane == 0u {
        partials[group.x] = Partial(shared_sum[0], shared_max[0]);
    }
}

// Second pass: a single workgroup folds the partial results into partials[0].
@compute @workgroup_size(WORKGROUP_SIZE)
fn finish(@builtin(local_invocation_index) lane: u32) {
    let n = arrayLength(&partials);
    var acc = Partial(0.0, -3.402823e38);
    var i = lane;
    while i < n {
        let p = partials[i];
        acc.sum += p.sum;
        acc.maximum = max(acc.maximum, p.maximum);
        i += WORKGROUP_SIZE;
    }
    shared_sum[lane] = acc.sum;
    shared_max[lane] = acc.maximum;
    workgroupBarrier();
    if lane == 0u {
        var total = Partial(0.0, -3.402823e38);
        for (var k = 0u; k < WORKGROUP_SIZE; k++) {
            total.sum += shared_sum[k];
            total.maximum = max(total.maximum, shared_max[k]);
        }
        partials[0] = total;
    }
}

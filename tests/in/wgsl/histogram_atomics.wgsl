// Luminance histogram of an image. One invocation bins one texel into workgroup
// memory with atomics; afterwards each of the 256 invocations flushes one bin to
// the storage buffer. Also tracks the darkest and brightest bin and a spin-free
// "first writer" flag with atomicCompareExchangeWeak.

struct Stats {
    bins: array<atomic<u32>, 256>,
    total: atomic<u32>,
    darkest: atomic<i32>,
    brightest: atomic<i32>,
    owner: atomic<u32>,
    flags: atomic<u32>,
}

@group(0) @binding(0) var image: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> stats: Stats;

var<workgroup> local_bins: array<atomic<u32>, 256>;
var<workgroup> local_range: atomic<i32>;

fn luminance(c: vec3f) -> f32 {
    return dot(c, vec3f(0.2126, 0.7152, 0.0722));
}

fn bin_of(c: vec3f) -> u32 {
    let ev = log2(max(luminance(c), 1e-6));
    let t = saturate((ev + 10.0) / 20.0);
    return u32(t * 255.0 + 0.5);
}

@compute @workgroup_size(16, 16, 1)
fn histogram(
    @builtin(global_invocation_id) gid: vec3u,
    @builtin(local_invocation_index) lane: u32,
    @builtin(workgroup_id) wg: vec3u,
    @builtin(num_workgroups) groups: vec3u,
) {
    atomicStore(&local_bins[lane], 0u);
    workgroupBarrier();

    let size = textureDimensions(image);
    if all(gid.xy < size) {
        let texel = textureLoad(image, gid.xy, 0);
        let bin = bin_of(texel.rgb);
        atomicAdd(&local_bins[bin], 1u);
        atomicMin(&stats.darkest, i32(bin));
        let previous = atomicMax(&stats.brightest, i32(bin));
        if previous < i32(bin) {
            atomicOr(&stats.flags, 1u << (bin & 31u));
        }
        atomicMax(&local_range, i32(bin));
    }
    workgroupBarrier();

    let count = atomicLoad(&local_bins[lane]);
    if count != 0u {
        atomicAdd(&stats.bins[lane], count);
        atomicAdd(&stats.total, count);
    }

    if lane == 0u {
        let me = wg.y * groups.x + wg.x + 1u;
        let claim = atomicCompareExchangeWeak(&stats.owner, 0u, me);
        if claim.exchanged {
            atomicXor(&stats.flags, 0x80000000u);
        } else {
            let before = claim.old_value;
            atomicAnd(&stats.flags, ~(before & 0xffu));
        }
    }
}

// Clears the storage side before a frame; one invocation per bin.
@compute @workgroup_size(256)
fn clear(@builtin(local_invocation_index) lane: u32) {
    let old = atomicExchange(&stats.bins[lane], 0u);
    atomicSub(&stats.total, old);
    if lane == 0u {
        atomicStore(&stats.darkest, 255);
        atomicStore(&stats.brightest, 0);
        atomicStore(&stats.owner, 0u);
    }
}

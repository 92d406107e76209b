// in 256 u32 0 1000 | out 256 u32 | groups 4
@group(0) @binding(0) var<storage, read> src: array<u32>;
@group(0) @binding(1) var<storage, read_write> dst: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    var total = 0u;
    var n = src[id.x];
    while n > 1u && total < 200u {
        if n % 2u == 0u { n = n / 2u; } else { n = n * 3u + 1u; }
        total += 1u;
    }
    for (var i = 0u; i < 20u; i++) {
        if i % 3u == 1u { continue; }
        for (var j = 0u; ; j++) {
            if j > i || total > 5000u { break; }
            total += i * j;
        }
        if total > 4000u { break; }
    }
    loop {
        total += 7u;
        if total % 5u == 0u { continue; }
        total ^= 3u;
        continuing {
            total += 1u;
            break if total % 11u == 0u;
        }
    }
    dst[id.x] = total;
}

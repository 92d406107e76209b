// Halves as words and back: of names, of what is made here, of elements, members and results.
enable f16;

@group(0) @binding(0) var<storage, read> given: array<vec2<u32>>;
@group(0) @binding(1) var<storage, read_write> kept: array<vec4<u32>>;

// Numbers of ordinary size only: of others the bits may change.
fn usual(word: u32) -> u32 {
    return (word & 0x83ff83ffu) | 0x3c003c00u;
}

struct Pairs {
    list: array<vec2h, 2>,
}

fn swapped(pair: vec2<f16>) -> vec2<f16> {
    return pair.yx;
}

@compute @workgroup_size(8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let words = vec2(usual(given[id.x].x), usual(given[id.x].y));
    let two: vec2<f16> = bitcast<vec2<f16>>(words.x);
    let four = bitcast<vec4<f16>>(bitcast<vec2<f32>>(words));
    let back: vec2<i32> = bitcast<vec2<i32>>(vec4<f16>(four.wz, two));
    var pairs = Pairs(array(vec2h(two.y, two.x), swapped(two)));
    pairs.list[1] = bitcast<vec2h>(swapped(pairs.list[1]));
    let least = min(bitcast<u32>(pairs.list[id.x & 0u]), bitcast<u32>(swapped(two)));
    kept[id.x] = vec4(least, bitcast<u32>(pairs.list[1]), vec2<u32>(back));
}

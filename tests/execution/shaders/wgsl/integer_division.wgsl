// Division by zero and division that overflows, which WGSL defines, also for vectors, and conversions
// of floats that no integer can hold.

@group(0) @binding(0) var<storage, read> pairs: array<vec4<i32>>;
@group(0) @binding(1) var<storage, read> floats: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> quotients: array<array<vec4<i32>, 5>>;
@group(0) @binding(3) var<storage, read_write> converted: array<array<vec4<u32>, 2>>;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let v = pairs[id.x];
    let zero = v.z ^ v.z;
    let minus = -2147483647 - 1 + zero;
    let u = bitcast<vec4<u32>>(v);
    var q: array<vec4<i32>, 5>;
    q[0] = vec4<i32>(v.x / v.y, v.x % v.y, v.x / zero, v.x % zero);
    q[1] = vec4<i32>(minus / v.w, minus % v.w, minus / (zero - 1), minus % (zero - 1));
    q[2] = v / vec4<i32>(zero, v.x, 3, zero - 1);
    q[3] = v % vec4<i32>(zero, v.x, 3, zero - 1);
    q[4] = bitcast<vec4<i32>>(vec4<u32>(u.x / u.y, u.x % u.y, u.x / u32(zero), u.x % u32(zero)) + u / u.yzwx + u % u.wzyx);
    q[4].x /= v.w;
    q[4].y %= zero;
    quotients[id.x] = q;
    converted[id.x] = array<vec4<u32>, 2>(vec4<u32>(floats[id.x]), bitcast<vec4<u32>>(vec4<i32>(floats[id.x] * 1.0e9)));
}

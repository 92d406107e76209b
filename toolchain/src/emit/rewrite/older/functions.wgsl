// Functions that older versions of GLSL do not have, for one number each; the rewrite puts those for
// vectors behind them.

fn first_leading_bit(x: u32) -> u32 {
    if x == 0u {
        return 0xffffffffu;
    }
    var rest = x;
    var place = 0u;
    if rest >= 0x10000u { rest >>= 16u; place += 16u; }
    if rest >= 0x100u { rest >>= 8u; place += 8u; }
    if rest >= 0x10u { rest >>= 4u; place += 4u; }
    if rest >= 4u { rest >>= 2u; place += 2u; }
    if rest >= 2u { place += 1u; }
    return place;
}

fn first_leading_bit_signed(x: i32) -> i32 {
    // The first bit that is not as the sign.
    return bitcast<i32>(first_leading_bit(bitcast<u32>(x ^ (x >> 31u))));
}

fn first_trailing_bit(x: u32) -> u32 {
    return first_leading_bit(x & (~x + 1u));
}

fn first_trailing_bit_signed(x: i32) -> i32 {
    return bitcast<i32>(first_trailing_bit(bitcast<u32>(x)));
}

fn count_leading_zeros(x: u32) -> u32 {
    // Of zero there is no first bit, which is the number before 0.
    return 31u - first_leading_bit(x);
}

fn count_leading_zeros_signed(x: i32) -> i32 {
    return bitcast<i32>(count_leading_zeros(bitcast<u32>(x)));
}

fn count_trailing_zeros(x: u32) -> u32 {
    return min(first_trailing_bit(x), 32u);
}

fn count_trailing_zeros_signed(x: i32) -> i32 {
    return bitcast<i32>(count_trailing_zeros(bitcast<u32>(x)));
}

fn count_one_bits(x: u32) -> u32 {
    let pairs = x - ((x >> 1u) & 0x55555555u);
    let fours = (pairs & 0x33333333u) + ((pairs >> 2u) & 0x33333333u);
    let bytes = (fours + (fours >> 4u)) & 0x0f0f0f0fu;
    return (bytes * 0x01010101u) >> 24u;
}

fn count_one_bits_signed(x: i32) -> i32 {
    return bitcast<i32>(count_one_bits(bitcast<u32>(x)));
}

fn reverse_bits(x: u32) -> u32 {
    var y = ((x >> 1u) & 0x55555555u) | ((x & 0x55555555u) << 1u);
    y = ((y >> 2u) & 0x33333333u) | ((y & 0x33333333u) << 2u);
    y = ((y >> 4u) & 0x0f0f0f0fu) | ((y & 0x0f0f0f0fu) << 4u);
    y = ((y >> 8u) & 0x00ff00ffu) | ((y & 0x00ff00ffu) << 8u);
    return (y >> 16u) | (y << 16u);
}

fn reverse_bits_signed(x: i32) -> i32 {
    return bitcast<i32>(reverse_bits(bitcast<u32>(x)));
}

fn extract_bits(x: u32, offset: u32, count: u32) -> u32 {
    let first = min(offset, 32u);
    let taken = min(count, 32u - first);
    if taken == 0u {
        return 0u;
    }
    return (x << (32u - taken - first)) >> (32u - taken);
}

fn extract_bits_signed(x: i32, offset: u32, count: u32) -> i32 {
    let first = min(offset, 32u);
    let taken = min(count, 32u - first);
    if taken == 0u {
        return 0i;
    }
    return (x << (32u - taken - first)) >> (32u - taken);
}

fn insert_bits(x: u32, inserted: u32, offset: u32, count: u32) -> u32 {
    let first = min(offset, 32u);
    let taken = min(count, 32u - first);
    if taken == 0u {
        return x;
    }
    let mask = (0xffffffffu >> (32u - taken)) << first;
    return (x & ~mask) | ((inserted << first) & mask);
}

fn insert_bits_signed(x: i32, inserted: i32, offset: u32, count: u32) -> i32 {
    return bitcast<i32>(insert_bits(bitcast<u32>(x), bitcast<u32>(inserted), offset, count));
}

fn power_of_two(exponent: i32) -> f32 {
    return bitcast<f32>((exponent + 127i) << 23u);
}

fn load_exponent(x: f32, exponent: i32) -> f32 {
    // In three steps: neither 2 to the whole exponent nor to its half need be a number.
    let all = clamp(exponent, -300i, 300i);
    let first = all / 3i;
    let second = (all - first) / 2i;
    return x * power_of_two(first) * power_of_two(second) * power_of_two(all - first - second);
}

fn bytes_of(x: u32) -> vec4<u32> {
    return vec4<u32>(x, x >> 8u, x >> 16u, x >> 24u) & vec4<u32>(0xffu);
}

fn signed_bytes_of(x: u32) -> vec4<i32> {
    let left = vec4<i32>(bitcast<i32>(x << 24u), bitcast<i32>(x << 16u), bitcast<i32>(x << 8u), bitcast<i32>(x));
    return left >> vec4<u32>(24u);
}

fn of_bytes(bytes: vec4<u32>) -> u32 {
    let low = bytes & vec4<u32>(0xffu);
    return low.x | (low.y << 8u) | (low.z << 16u) | (low.w << 24u);
}

fn pack_snorm_bytes(x: vec4<f32>) -> u32 {
    return of_bytes(bitcast<vec4<u32>>(vec4<i32>(round(clamp(x, vec4<f32>(-1.0), vec4<f32>(1.0)) * 127.0))));
}

fn pack_unorm_bytes(x: vec4<f32>) -> u32 {
    return of_bytes(vec4<u32>(round(clamp(x, vec4<f32>(0.0), vec4<f32>(1.0)) * 255.0)));
}

fn unpack_snorm_bytes(x: u32) -> vec4<f32> {
    return max(vec4<f32>(signed_bytes_of(x)) / 127.0, vec4<f32>(-1.0));
}

fn unpack_unorm_bytes(x: u32) -> vec4<f32> {
    return vec4<f32>(bytes_of(x)) / 255.0;
}

fn pack_snorm_pair(x: vec2<f32>) -> u32 {
    let whole = vec2<i32>(round(clamp(x, vec2<f32>(-1.0), vec2<f32>(1.0)) * 32767.0));
    return (bitcast<u32>(whole.x) & 0xffffu) | (bitcast<u32>(whole.y) << 16u);
}

fn pack_unorm_pair(x: vec2<f32>) -> u32 {
    let whole = vec2<u32>(round(clamp(x, vec2<f32>(0.0), vec2<f32>(1.0)) * 65535.0));
    return whole.x | (whole.y << 16u);
}

fn unpack_snorm_pair(x: u32) -> vec2<f32> {
    let whole = vec2<i32>(bitcast<i32>(x << 16u), bitcast<i32>(x)) >> vec2<u32>(16u);
    return max(vec2<f32>(whole) / 32767.0, vec2<f32>(-1.0));
}

fn unpack_unorm_pair(x: u32) -> vec2<f32> {
    return vec2<f32>(vec2<u32>(x & 0xffffu, x >> 16u)) / 65535.0;
}

fn half_of(x: f32) -> u32 {
    let bits = bitcast<u32>(x);
    let sign = (bits >> 16u) & 0x8000u;
    let size = bits & 0x7fffffffu;
    if size > 0x7f800000u {
        return sign | 0x7e00u;
    }
    if size >= 0x477ff000u {
        // From the middle between the largest half and the next on.
        return sign | 0x7c00u;
    }
    if size < 0x38800000u {
        // Below the least normal half: so many steps of 2 to the -24, to the nearest, ties to even.
        if size < 0x33000000u {
            return sign;
        }
        let shift = 126u - (size >> 23u);
        let digits = (size & 0x7fffffu) | 0x800000u;
        let kept = digits >> shift;
        let lost = digits & ((1u << shift) - 1u);
        let middle = 1u << (shift - 1u);
        let up = lost > middle || (lost == middle && (kept & 1u) == 1u);
        return sign | (kept + select(0u, 1u, up));
    }
    let kept = (size - 0x38000000u) >> 13u;
    let lost = size & 0x1fffu;
    let up = lost > 0x1000u || (lost == 0x1000u && (kept & 1u) == 1u);
    return sign | (kept + select(0u, 1u, up));
}

fn of_half(half: u32) -> f32 {
    let sign = (half & 0x8000u) << 16u;
    let size = half & 0x7fffu;
    if size >= 0x7c00u {
        return bitcast<f32>(sign | 0x7f800000u | ((size & 0x3ffu) << 13u));
    }
    if size < 0x400u {
        let number = f32(size) * power_of_two(-24i);
        return bitcast<f32>(sign | bitcast<u32>(number));
    }
    return bitcast<f32>(sign | ((size << 13u) + 0x38000000u));
}

fn pack_halves(x: vec2<f32>) -> u32 {
    return half_of(x.x) | (half_of(x.y) << 16u);
}

fn unpack_halves(x: u32) -> vec2<f32> {
    return vec2<f32>(of_half(x & 0xffffu), of_half(x >> 16u));
}

fn quantize(x: f32) -> f32 {
    return of_half(half_of(x));
}

fn signed_bytes(x: u32) -> vec4<i32> {
    return signed_bytes_of(x);
}

fn unsigned_bytes(x: u32) -> vec4<u32> {
    return bytes_of(x);
}

fn dot_signed_bytes(x: u32, y: u32) -> i32 {
    let products = signed_bytes_of(x) * signed_bytes_of(y);
    return products.x + products.y + products.z + products.w;
}

fn dot_unsigned_bytes(x: u32, y: u32) -> u32 {
    let products = bytes_of(x) * bytes_of(y);
    return products.x + products.y + products.z + products.w;
}

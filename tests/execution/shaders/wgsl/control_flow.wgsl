// Loops with continuing blocks and conditional ends, nested breaks and continues, switches with
// shared cases and a default in the middle, early returns. One invocation runs one number.

@group(0) @binding(0) var<storage, read> numbers: array<u32>;
@group(0) @binding(1) var<storage, read_write> results: array<vec4<u32>>;

fn collatz(start: u32) -> u32 {
    var n = start % 100u + 1u;
    var steps = 0u;
    loop {
        if n == 1u || steps > 60u {
            break;
        }
        if (n & 1u) == 1u {
            n = 3u * n + 1u;
            continue;
        }
        n = n / 2u;
        continuing {
            steps++;
        }
    }
    return steps;
}

fn kinds(n: u32) -> u32 {
    switch n % 9u {
        case 0u, 4u {
            return 100u;
        }
        case 1u {
            if n > 20u {
                break;
            }
            return 7u;
        }
        default {
            return 1u;
        }
        case 8u {
            var i = 0u;
            while i < n {
                i += 5u;
                if i % 7u == 3u {
                    continue;
                }
                if i > 40u {
                    return i;
                }
            }
        }
        case 2u: {}
    }
    return n;
}

fn nested(n: u32) -> u32 {
    var found = 0u;
    for (var i = 0u; i < 6u; i++) {
        for (var j = i; j < 6u; j++) {
            switch (i * j + n) % 5u {
                case 0u {
                    continue;
                }
                case 1u {
                    found += 10u;
                }
                case 2u {
                    found ^= 3u;
                    break;
                }
                default {}
            }
            if found > 60u {
                break;
            }
            found++;
        }
    }
    return found;
}

fn ends(n: u32) -> u32 {
    var k = n & 15u;
    loop {
        k += 3u;
        continuing {
            let done = k > 12u;
            k ^= 1u;
            break if done;
        }
    }
    return k;
}

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let n = numbers[id.x] & 0xffffu;
    if id.x == 5u {
        results[id.x] = vec4<u32>(5u);
        return;
    }
    results[id.x] = vec4<u32>(collatz(n), kinds(n), nested(n), ends(n));
}

struct Cell {
    position: vec2<f32>,
    hits: atomic<u32>,
}

@id(1) override limit: u32 = 4u;
const SCALE = vec2<f32>(0.5, 2.0);

@group(0) @binding(0) var<storage, read_write> cells: array<Cell>;
var<workgroup> total: u32;
var<private> seed: u32 = 3u;

fn next(state: ptr<private, u32>) -> u32 {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8u;
}

@compute @workgroup_size(limit, 2)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    var i = 0u;
    loop {
        if i >= limit {
            break;
        }
        let cell = &cells[id.x + i];
        switch i {
            case 0u, 1u: {
                (*cell).position += SCALE;
            }
            default: {
                let before = atomicAdd(&(*cell).hits, next(&seed));
                if before > 9u {
                    return;
                } else if all((*cell).position == vec2<f32>()) {
                    continue;
                }
            }
        }
        continuing {
            i += 1u;
            break if i == 7u;
        }
    }
    workgroupBarrier();
    let sum = workgroupUniformLoad(&total);
    {
        var i = i32(sum);
        i = -i;
    }
}

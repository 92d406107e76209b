// Identifiers outside ASCII (Greek, Cyrillic, Han, accents), two of which differ only in
// a letter that a plain ASCII mapping would lose. One invocation does one step of a
// damped oscillator — «αβγ» — and comments hold emoji 🌊 too.

struct Zustand {
    größe: f32,
    geschwindigkeit: f32,
    φ: f32,
    ω: f32,
}

@group(0) @binding(0) var<storage, read_write> состояния: array<Zustand>;
@group(0) @binding(1) var<uniform> параметры: vec4<f32>;

const π: f32 = 3.14159265;
const δ = 0.01;
const Δ = 0.02;

fn затухание(x: f32, λ: f32) -> f32 {
    return x * exp(-λ * δ);
}

fn 步进(s: ptr<function, Zustand>) {
    let α = -(*s).ω * (*s).ω * (*s).größe;
    (*s).geschwindigkeit = затухание((*s).geschwindigkeit + α * δ, параметры.x);
    (*s).größe += (*s).geschwindigkeit * Δ;
    (*s).φ = ((*s).φ + (*s).ω * δ) % (2.0 * π);
}

@compute @workgroup_size(64)
fn évaluer(@builtin(global_invocation_id) идентификатор: vec3<u32>) {
    let é = идентификатор.x;
    let è = arrayLength(&состояния);
    if é >= è {
        return;
    }
    var état = состояния[é];
    for (var 回 = 0; 回 < 4; 回++) {
        步进(&état);
    }
    состояния[é] = état;
}

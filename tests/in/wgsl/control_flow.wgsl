// Control flow of all kinds in an interpreter for a tiny stack machine. One invocation
// runs one program: switch with several selectors and default in the middle, nested
// loops, continuing, break if, while, early return, nested switch in loops.

struct Program {
    code: array<u32, 32>,
    inputs: vec4<i32>,
}

struct Machine {
    stack: array<i32, 8>,
    top: i32,
    pc: u32,
    steps: u32,
    fault: bool,
}

@group(0) @binding(0) var<storage, read> programs: array<Program>;
@group(0) @binding(1) var<storage, read_write> results: array<vec2<i32>>;

const OP_PUSH = 0u;
const OP_ADD = 1u;
const OP_SUB = 2u;
const OP_MUL = 3u;
const OP_JUMP_BACK = 4u;
const OP_INPUT = 5u;
const OP_HALT = 0xffu;

fn push(m: ptr<function, Machine>, value: i32) {
    if (*m).top >= 8 {
        (*m).fault = true;
        return;
    }
    (*m).stack[(*m).top] = value;
    (*m).top++;
}

fn pop(m: ptr<function, Machine>) -> i32 {
    if m.top <= 0 {
        m.fault = true;
        return 0;
    }
    m.top--;
    return m.stack[m.top];
}

fn classify(n: i32) -> i32 {
    switch n {
        case -1, 0, 1: {
            return 0;
        }
        default: {
            if n < 0 {
                break;
            }
            switch n & 3 {
                case 0: { return 4; }
                case 1, 3: { break; }
                default: { return 2; }
            }
            return 1;
        }
        case 100: {
            return 100;
        }
    }
    return -1;
}

fn collatz(start: u32) -> u32 {
    var n = max(start, 1u);
    var count = 0u;
    while n != 1u {
        if (n & 1u) == 0u {
            n /= 2u;
            count++;
            continue;
        }
        if count > 200u { break; }
        n = 3u * n + 1u;
        count++;
    }
    return count;
}

fn primes_below(limit: u32) -> u32 {
    var found = 0u;
    var candidate = 2u;
    loop {
        if candidate >= limit { break; }
        var divisor = 2u;
        var prime = true;
        loop {
            if divisor * divisor > candidate { break; }
            if candidate % divisor == 0u {
                prime = false;
                break;
            }
            continuing {
                divisor += 1u;
            }
        }
        if prime { found++; }
        continuing {
            candidate++;
            break if found >= 50u;
        }
    }
    return found;
}

@compute @workgroup_size(32)
fn interpret(@builtin(global_invocation_id) gid: vec3<u32>) {
    if gid.x >= arrayLength(&programs) { return; }
    var m = Machine();
    for (; m.steps < 256u && !m.fault; m.steps++) {
        let word = programs[gid.x].code[m.pc & 31u];
        let op = word & 0xffu;
        let argument = word >> 8u;
        m.pc++;
        switch op {
            case OP_PUSH: { push(&m, i32(argument)); }
            case OP_ADD, OP_SUB, OP_MUL: {
                let b = pop(&m);
                let a = pop(&m);
                var r = 0;
                if op == OP_ADD { r = a + b; } else if op == OP_SUB { r = a - b; } else { r = a * b; }
                push(&m, r);
            }
            case OP_JUMP_BACK: {
                if pop(&m) > 0 { m.pc -= min(argument, m.pc); }
            }
            case OP_INPUT: { push(&m, programs[gid.x].inputs[argument & 3u]); }
            case OP_HALT: {
                results[gid.x] = vec2<i32>(pop(&m), classify(m.top));
                return;
            }
            default: { m.fault = true; }
        }
        if m.pc >= 32u { break; }
    }
    {
        var m = i32(collatz(gid.x));
        m += i32(primes_below(gid.x & 127u));
        results[gid.x] = vec2<i32>(-1, m);
    }
}

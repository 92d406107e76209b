@fragment
fn main() -> @builtin(frag_depth) u32 {
    return 1u;
}

var<workgroup> counter: u32;
@compute @workgroup_size(1)
fn main() {
    atomicAdd(&counter, 1u);
}

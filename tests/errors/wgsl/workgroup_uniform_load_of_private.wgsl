var<private> x: u32;
@compute @workgroup_size(64)
fn main() {
    let y = workgroupUniformLoad(&x);
}

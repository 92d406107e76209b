enable wgpu_mesh_shader;
struct Payload {
    mask: u32,
}
var<task_payload> payload: Payload;
fn f(p: ptr<task_payload, Payload>) {
    (*p).mask = 1u;
}

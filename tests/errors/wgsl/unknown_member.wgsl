struct Camera {
    position: vec3<f32>,
    exposure: f32,
}
@group(0) @binding(0) var<uniform> camera: Camera;
fn exposed(c: vec3<f32>) -> vec3<f32> {
    return c * camera.exposre;
}

struct Light {
    position: vec3<f32>,
    power: f32,
}

@group(0) @binding(0) var<uniform> light: Light;

fn falloff(distance: f32) -> f32 {
    return light.powr / (distance * distance);
}

@fragment
fn shade(@location(0) at: vec3<f32>) -> @location(0) vec4<f32> {
    let away = length(light.position - at);
    return vec4<f32>(light.position.xyzw / away);
}

@compute @workgroup_size(64)
fn count(@builtin(global_invocation_id) id: vec3<i32>) {
    let n = clamp(id.x, 0, size);
}

// WGSL as it was written before 2022.
struct Light {
    power: f32;
    colour: vec3<f32>;
};

[[group(0), binding(0)]] var<uniform> light: Light;

[[stage(fragment)]]
fn main() -> [[location(0)]] vec4<f32> {
    return vec4<f32>(light.colour * light.power, 1.0);
}

struct Out {
    @builtin(position) position: vec4<f32>,
    colour: vec4<f32>,
}
@vertex
fn main() -> Out {
    return Out(vec4<f32>(0.0), vec4<f32>(1.0));
}

struct Light {
    position: vec3<f32>,
    colour: vec5<f32>,
}

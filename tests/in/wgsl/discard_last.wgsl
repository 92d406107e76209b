// A ray that finds nothing leaves its pixel as it is: the last statement that counts is `discard`.
struct Hit {
    @location(0) color: vec4<f32>,
    @location(1) object: u32,
}

struct Volume {
    eye: vec3<f32>,
    step: f32,
    threshold: f32,
    object: u32,
}

@group(0) @binding(0) var<uniform> volume: Volume;
@group(0) @binding(1) var density: texture_3d<f32>;
@group(0) @binding(2) var nearest: sampler;

@fragment
fn hit(@location(0) direction: vec3<f32>) -> Hit {
    var at = 0.0;
    for (var i = 0u; i < 256u; i++) {
        let position = volume.eye + normalize(direction) * at;
        let value = textureSampleLevel(density, nearest, position, 0.0).r;
        if value > volume.threshold {
            return Hit(vec4<f32>(position, value), volume.object);
        }
        at += volume.step;
    }
    discard;
    return Hit(vec4<f32>(), 0u);
}

@fragment
fn depth_of_hit(@location(0) value: f32) -> @location(0) vec4<f32> {
    if value > volume.threshold {
        return vec4<f32>(value);
    } else {
        discard;
    }
    return vec4<f32>();
}

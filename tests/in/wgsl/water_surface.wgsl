// Ocean surface: the vertex invocation sums four Gerstner waves, the fragment invocation
// mixes reflection and refraction by Fresnel, with depth-based absorption and foam.

struct Wave {
    direction: vec2f,
    steepness: f32,
    wavelength: f32,
}

struct Ocean {
    waves: array<Wave, 4>,
    view_proj: mat4x4f,
    camera: vec3f,
    time: f32,
    deep: vec3f,
    clarity: f32,
}

@group(0) @binding(0) var<uniform> ocean: Ocean;
@group(0) @binding(1) var scene_colour: texture_2d<f32>;
@group(0) @binding(2) var scene_depth: texture_depth_2d;
@group(0) @binding(3) var environment: texture_cube<f32>;
@group(0) @binding(4) var ripple_map: texture_2d<f32>;
@group(0) @binding(5) var smooth_sampler: sampler;

const GRAVITY: f32 = 9.81;
const TAU: f32 = 6.283185307;

struct Sea {
    @builtin(position) clip: vec4f,
    @location(0) world: vec3f,
    @location(1) normal: vec3f,
    @location(2) crest: f32,
}

struct Displacement {
    offset: vec3f,
    tangent: vec3f,
    binormal: vec3f,
}

fn gerstner(wave: Wave, p: vec3f, d: ptr<function, Displacement>) {
    let k = TAU / wave.wavelength;
    let c = sqrt(GRAVITY / k);
    let dir = normalize(wave.direction);
    let f = k * (dot(dir, p.xz) - c * ocean.time);
    let a = wave.steepness / k;
    let s = wave.steepness * sin(f);
    let co = wave.steepness * cos(f);
    (*d).offset += vec3f(dir.x * a * cos(f), a * sin(f), dir.y * a * cos(f));
    (*d).tangent += vec3f(-dir.x * dir.x * s, dir.x * co, -dir.x * dir.y * s);
    (*d).binormal += vec3f(-dir.x * dir.y * s, dir.y * co, -dir.y * dir.y * s);
}

@vertex
fn vs_water(@location(0) grid: vec2f) -> Sea {
    let p = vec3f(grid.x, 0.0, grid.y);
    var d = Displacement(vec3f(), vec3f(1.0, 0.0, 0.0), vec3f(0.0, 0.0, 1.0));
    for (var i = 0; i < 4; i += 1) {
        gerstner(ocean.waves[i], p, &d);
    }
    let world = p + d.offset;
    return Sea(
        ocean.view_proj * vec4f(world, 1.0),
        world,
        normalize(cross(d.binormal, d.tangent)),
        d.offset.y,
    );
}

fn linear_depth(z: f32) -> f32 {
    return 0.1 * 1000.0 / (1000.0 - z * (1000.0 - 0.1));
}

@fragment
fn fs_water(sea: Sea) -> @location(0) vec4f {
    let ripple_a = textureSample(ripple_map, smooth_sampler, sea.world.xz * 0.05 + ocean.time * 0.01).xyz;
    let ripple_b = textureSample(ripple_map, smooth_sampler, sea.world.zx * 0.07 - ocean.time * 0.013).xyz;
    let n = normalize(sea.normal + (ripple_a + ripple_b - 1.0).xzy * vec3f(0.3, 0.0, 0.3));
    let v = normalize(ocean.camera - sea.world);

    let size = vec2f(textureDimensions(scene_colour));
    let screen = sea.clip.xy / size;
    let bent = clamp(screen + n.xz * 0.03, vec2f(0.0), vec2f(1.0));
    let behind = textureLoad(scene_depth, vec2u(bent * (size - 1.0)), 0u);
    let thickness = max(linear_depth(behind) - linear_depth(sea.clip.z), 0.0);

    let below = textureSample(scene_colour, smooth_sampler, bent).rgb;
    let absorb = exp(-vec3f(0.45, 0.09, 0.06) * thickness / ocean.clarity);
    let refracted = mix(ocean.deep, below, absorb);
    let r = reflect(-v, n);
    let into = refract(-v, n, 1.0 / 1.333);
    let reflected = textureSample(environment, smooth_sampler, vec3f(r.x, abs(r.y), r.z)).rgb;
    let f = 0.02 + 0.98 * pow(1.0 - saturate(dot(n, v)), 5.0);
    let foam = smoothstep(0.3, 0.9, sea.crest) + (1.0 - smoothstep(0.0, 0.4, thickness));
    let facing = faceForward(n, -v, n);
    return vec4f(mix(refracted, reflected, f) + foam * 0.4 + into * 0.001 + facing * 0.0001, 1.0);
}

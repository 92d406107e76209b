// Hillshading of an elevation grid by Horn's method, with hypsometric tints, contour lines
// and shadows cast by the terrain itself.
//
// One thread shades one cell of the grid.
//
// group(0) binding(0)  storage, read                    elevations in metres, row by row
// group(0) binding(1)  texture_storage_2d<rgba8unorm>   shaded image, columns x rows
// group(0) binding(2)  uniform                          Terrain
//
// Cells of value `no_data` come out transparent; at the border the nearest cell is used.

struct Terrain {
    columns: u32,
    rows: u32,
    // metres per cell
    cell_width: f32,
    cell_height: f32,
    // the sun, in radians: clockwise from north, and above the horizon
    azimuth: f32,
    altitude: f32,
    exaggeration: f32,
    ambient: f32,
    low: f32,
    high: f32,
    // metres between contour lines; 0: none
    contour_interval: f32,
    no_data: f32,
    // greatest number of steps of a shadow ray; 0: no cast shadows
    shadow_steps: u32,
}

@group(0) @binding(0) var<storage, read> elevations: array<f32>;
@group(0) @binding(1) var shaded: texture_storage_2d<rgba8unorm, write>;
@group(0) @binding(2) var<uniform> terrain: Terrain;

const TINTS = array<vec3<f32>, 6>(
    vec3<f32>(0.33, 0.52, 0.33),
    vec3<f32>(0.56, 0.67, 0.40),
    vec3<f32>(0.83, 0.79, 0.55),
    vec3<f32>(0.72, 0.56, 0.38),
    vec3<f32>(0.60, 0.50, 0.47),
    vec3<f32>(0.97, 0.97, 0.98),
);

fn raw_elevation(column: i32, row: i32) -> f32 {
    let c = clamp(column, 0, i32(terrain.columns) - 1);
    let r = clamp(row, 0, i32(terrain.rows) - 1);
    return elevations[u32(r) * terrain.columns + u32(c)];
}

// A neighbour's elevation, or the centre's where there is no data.
fn elevation(column: i32, row: i32, centre: f32) -> f32 {
    let z = raw_elevation(column, row);
    return select(z, centre, z == terrain.no_data);
}

// Slope towards east (x) and south (y), from the eight neighbours, weighted 1 2 1.
fn gradient(c: i32, r: i32, z: f32) -> vec2<f32> {
    let nw = elevation(c - 1, r - 1, z);
    let n = elevation(c, r - 1, z);
    let ne = elevation(c + 1, r - 1, z);
    let w = elevation(c - 1, r, z);
    let e = elevation(c + 1, r, z);
    let sw = elevation(c - 1, r + 1, z);
    let s = elevation(c, r + 1, z);
    let se = elevation(c + 1, r + 1, z);
    let dx = ((ne + 2.0 * e + se) - (nw + 2.0 * w + sw)) / (8.0 * terrain.cell_width);
    let dy = ((sw + 2.0 * s + se) - (nw + 2.0 * n + ne)) / (8.0 * terrain.cell_height);
    return vec2<f32>(dx, dy) * terrain.exaggeration;
}

// Towards the sun: x east, y south, z up.
fn sun_direction() -> vec3<f32> {
    let level = cos(terrain.altitude);
    return vec3<f32>(
        sin(terrain.azimuth) * level,
        -cos(terrain.azimuth) * level,
        sin(terrain.altitude),
    );
}

fn tint(z: f32) -> vec3<f32> {
    let t = saturate((z - terrain.low) / max(terrain.high - terrain.low, 1e-6)) * 5.0;
    let i = min(u32(t), 4u);
    var tints = TINTS;
    return mix(tints[i], tints[i + 1u], t - f32(i));
}

// 1 where a contour line passes between this cell and its eastern or southern neighbour.
fn contour(c: i32, r: i32, z: f32) -> f32 {
    if terrain.contour_interval <= 0.0 {
        return 0.0;
    }
    let here = floor(z / terrain.contour_interval);
    let east = floor(elevation(c + 1, r, z) / terrain.contour_interval);
    let south = floor(elevation(c, r + 1, z) / terrain.contour_interval);
    return select(0.0, 1.0, here != east || here != south);
}

// Walks from cell to cell towards the sun and asks whether the terrain rises above the ray.
fn in_cast_shadow(c: i32, r: i32, z: f32, sun: vec3<f32>) -> bool {
    let level = length(sun.xy);
    if level < 1e-4 || sun.z <= 0.0 {
        return sun.z <= 0.0;
    }
    let way = sun.xy / level;
    let step_length = min(terrain.cell_width, terrain.cell_height);
    let rise = sun.z / level * step_length;
    for (var i = 1u; i <= terrain.shadow_steps; i++) {
        let metres = way * step_length * f32(i);
        let at = vec2<i32>(round(vec2<f32>(
            f32(c) + metres.x / terrain.cell_width,
            f32(r) + metres.y / terrain.cell_height,
        )));
        if at.x < 0 || at.y < 0 || at.x >= i32(terrain.columns) || at.y >= i32(terrain.rows) {
            return false;
        }
        let ray = z * terrain.exaggeration + rise * f32(i);
        if elevation(at.x, at.y, z) * terrain.exaggeration > ray + 0.5 * rise {
            return true;
        }
    }
    return false;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= terrain.columns || id.y >= terrain.rows {
        return;
    }
    let c = i32(id.x);
    let r = i32(id.y);
    let z = raw_elevation(c, r);
    if z == terrain.no_data {
        textureStore(shaded, id.xy, vec4<f32>(0.0));
        return;
    }
    let slope = gradient(c, r, z);
    let normal = normalize(vec3<f32>(-slope, 1.0));
    let sun = sun_direction();
    var light = max(dot(normal, sun), 0.0);
    if light > 0.0 && in_cast_shadow(c, r, z, sun) {
        light *= 0.25;
    }
    let brightness = terrain.ambient + (1.0 - terrain.ambient) * light;
    let ground = mix(tint(z) * brightness, vec3<f32>(0.25, 0.17, 0.1), contour(c, r, z) * 0.6);
    textureStore(shaded, id.xy, vec4<f32>(ground, 1.0));
}

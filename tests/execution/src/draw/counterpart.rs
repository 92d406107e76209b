//! The stage that a shader lacks, in GLSL: the same words stand beside it on every route.

use std::fmt::Write as _;

use naga_toolchain::reflect::model::{EntryPoint, Varying};

use crate::draw::scene::{CAPTURE_PLACE, Kind};

/// A varying by its location.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The location.
    pub location: u32,
    /// The type of its numbers.
    pub kind: Kind,
    /// How many.
    pub components: u32,
}

/// The varyings that have locations.
///
/// # Errors
///
/// A type that is not drawn.
pub fn places(varyings: &[Varying]) -> Result<Vec<Place>, String> {
    varyings
        .iter()
        .filter_map(|each| Some((each, each.location?)))
        .map(|(each, location)| {
            let unknown = || format!("no varying of type {}", each.ty);
            let kind = each.scalar.as_deref().and_then(Kind::from_name);
            Ok(Place {
                location,
                kind: kind.ok_or_else(unknown)?,
                components: each.components.ok_or_else(unknown)?,
            })
        })
        .collect()
}

/// What a vertex shader alone is asked for: its varyings, and the whole position if it is kept.
///
/// # Errors
///
/// A type that is not drawn.
pub fn asked_for(vertex: &EntryPoint, position: Option<u32>) -> Result<Vec<Place>, String> {
    let mut places = places(&vertex.outputs)?;
    places.extend(position.map(|location| Place {
        location,
        kind: Kind::Float,
        components: 4,
    }));
    Ok(places)
}

/// A fragment shader that keeps what a vertex shader gives it, for each pixel: two numbers of
/// the position (the others say which pixel it is), then the varyings.
///
/// # Errors
///
/// A type that is not drawn.
pub fn fragment(vertex: &EntryPoint, width: u32, position: Option<u32>) -> Result<String, String> {
    let places = asked_for(vertex, position)?;
    let size: u32 = 2 + places.iter().map(|each| each.components).sum::<u32>();
    let (group, binding) = CAPTURE_PLACE;
    let mut text = format!(
        "#version 450\nlayout(set = {group}, binding = {binding}, std430) buffer Kept {{ uint kept[]; }};\n\
         layout(location = 0) out vec4 place;\n"
    );
    let mut body = format!(
        "    uint at = (uint(gl_FragCoord.y) * {width}u + uint(gl_FragCoord.x)) * {size}u;\n    \
         place = vec4(gl_FragCoord.zw, fract(gl_FragCoord.xy));\n    kept[at] = floatBitsToUint(gl_FragCoord.z);\n    \
         kept[at + 1u] = floatBitsToUint(gl_FragCoord.w);\n"
    );
    let mut at = 2;
    for Place {
        location,
        kind,
        components,
    } in places
    {
        let ty = kind.glsl(components);
        let _ = writeln!(
            text,
            "layout(location = {location}) flat in {ty} v{location};"
        );
        for component in 0..components {
            let number = match components {
                1 => format!("v{location}"),
                _ => format!("v{location}[{component}]"),
            };
            let bits = match kind {
                Kind::Float => format!("floatBitsToUint({number})"),
                Kind::Sint => format!("uint({number})"),
                Kind::Uint => number,
            };
            let _ = writeln!(body, "    kept[at + {at}u] = {bits};");
            at += 1;
        }
    }
    Ok(format!("{text}void main() {{\n{body}}}\n"))
}

/// A vertex shader with what a fragment shader reads: two squares that fill the screen, of which
/// the right one shows its back, with perspective, and varyings that differ at each corner.
///
/// # Errors
///
/// A type that is not drawn.
pub fn vertex(fragment: &EntryPoint, points: bool) -> Result<String, String> {
    let mut text = String::from(
        "#version 450\n\
         const vec2 corners[4] = vec2[](vec2(-1, -1), vec2(0, -1), vec2(0, 1), vec2(-1, 1));\n\
         const vec4 depths[4] = vec4[](vec4(0.1, 1, 0, 0), vec4(0.4, 1.5, 0, 0), vec4(0.9, 0.75, 0, 0), vec4(0.3, 2, 0, 0));\n\
         const int order[12] = int[](0, 1, 2, 0, 2, 3, 0, 2, 1, 0, 3, 2);\n",
    );
    let mut body = if points {
        // A grid of points of eight pixels; the numbers of a corner follow from the place.
        String::from(
            "    vec2 at = (vec2(gl_VertexIndex % 8, gl_VertexIndex / 8) + 0.5) / 4.0 - 1.0;\n    \
             gl_Position = vec4(at, 0.25 + 0.03 * float(gl_VertexIndex % 7), 1.0);\n    \
             gl_PointSize = 8.0;\n",
        )
    } else {
        String::from(
            "    int corner = order[gl_VertexIndex % 12];\n    \
             vec2 at = corners[corner] + vec2(gl_VertexIndex % 12 > 5 ? 1.0 : 0.0, 0.0);\n    \
             vec4 depth = depths[corner];\n    \
             gl_Position = vec4(at, depth.x, 1.0) * depth.y;\n",
        )
    };
    body.push_str("    vec2 unit = at * 0.5 + 0.5;\n");
    for Place {
        location,
        kind,
        components,
    } in places(&fragment.inputs)?
    {
        let ty = kind.glsl(components);
        let _ = writeln!(text, "layout(location = {location}) out {ty} v{location};");
        let shift = f64::from(location) * 0.07;
        let numbers: Vec<String> = (0..components)
            .map(|component| match (kind, component) {
                (Kind::Float, 0) => format!("unit.x * 1.2 - 0.1 + {shift:.3}"),
                (Kind::Float, 1) => format!("unit.y * 1.3 - 0.15 + {shift:.3}"),
                (Kind::Float, 2) => format!("(unit.x + unit.y) * 0.45 + 0.12 - {shift:.3}"),
                (Kind::Float, _) => format!("1.0 - unit.x * unit.y * 0.7 + {shift:.3}"),
                (Kind::Sint | Kind::Uint, _) => {
                    format!(
                        "(gl_VertexIndex / 3 * 3 + {}) % 4",
                        location * 5 + component
                    )
                }
            })
            .collect();
        let _ = writeln!(body, "    v{location} = {ty}({});", numbers.join(", "));
    }
    Ok(format!("{text}void main() {{\n{body}}}\n"))
}

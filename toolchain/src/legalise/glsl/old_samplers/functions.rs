//! The functions by which Direct3D 9 reads textures, and its types of samplers.

use std::fmt::Write as _;

/// How a texture is asked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Dimension {
    /// What ends the names of samplers and functions.
    pub(super) name: &'static str,
    pub(super) texture: &'static str,
    coordinates: &'static str,
    /// The components of a vector of four that are coordinates.
    swizzle: &'static str,
}

pub(super) const DIMENSIONS: [Dimension; 4] = [
    Dimension {
        name: "1D",
        texture: "Texture1D",
        coordinates: "float",
        swizzle: "x",
    },
    Dimension {
        name: "2D",
        texture: "Texture2D",
        coordinates: "float2",
        swizzle: "xy",
    },
    Dimension {
        name: "3D",
        texture: "Texture3D",
        coordinates: "float3",
        swizzle: "xyz",
    },
    Dimension {
        name: "CUBE",
        texture: "TextureCube",
        coordinates: "float3",
        swizzle: "xyz",
    },
];

/// Those of a function such as `tex2Dlod`, and its kind.
pub(super) fn function(word: &str) -> Option<(Dimension, &'static str)> {
    const KINDS: [&str; 5] = ["", "bias", "grad", "lod", "proj"];
    let rest = word.strip_prefix("tex")?;
    DIMENSIONS.into_iter().find_map(|dimension| {
        let kind = rest.strip_prefix(dimension.name)?;
        let kind = KINDS.into_iter().find(|&each| each == kind)?;
        Some((dimension, kind))
    })
}

/// Whether a word is a type of such samplers, and their dimension where it tells.
pub(super) fn sampler_type(word: &str) -> Option<Option<Dimension>> {
    let rest = word.strip_prefix("sampler")?;
    if rest.is_empty() {
        return Some(None);
    }
    // Unity's, with a precision.
    let rest = rest.split_once('_').map_or(rest, |(rest, _)| rest);
    DIMENSIONS
        .into_iter()
        .find(|dimension| dimension.name.eq_ignore_ascii_case(rest))
        .map(Some)
}

/// Writes a function that reads a texture through a sampler, as one of them does.
pub(super) fn write_function(out: &mut String, prefix: &str, dimension: Dimension, kind: &str) {
    let Dimension {
        name,
        texture,
        coordinates,
        swizzle,
    } = dimension;
    let (given, call) = match kind {
        "grad" => (
            format!("{coordinates} at, {coordinates} across, {coordinates} down"),
            "SampleGrad(s, at, across, down)".to_owned(),
        ),
        "lod" => (
            "float4 at".to_owned(),
            format!("SampleLevel(s, at.{swizzle}, at.w)"),
        ),
        "bias" => (
            "float4 at".to_owned(),
            format!("SampleBias(s, at.{swizzle}, at.w)"),
        ),
        "proj" => (
            "float4 at".to_owned(),
            format!("Sample(s, at.{swizzle} / at.w)"),
        ),
        _ => (format!("{coordinates} at"), "Sample(s, at)".to_owned()),
    };
    let _ = write!(
        out,
        "float4 {prefix}tex{name}{kind}({texture}<float4> t, SamplerState s, {given}) {{ return t.{call}; }} "
    );
}

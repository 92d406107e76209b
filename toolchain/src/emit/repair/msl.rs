//! Faults of naga's MSL writer.

use std::collections::HashMap;

use memchr::memmem;

use super::calls::{calls_of_method, is_name, replace};
use crate::emit::features::{Feature, Features};

/// Mends an MSL text.
pub(in crate::emit) fn mend(text: String, features: &Features) -> String {
    let mut text = text;
    let has = |text: &str, part: &str| memmem::find(text.as_bytes(), part.as_bytes()).is_some();
    if has(&text, "metal::gradient2d(") {
        text = gradients_of_their_texture(text);
    }
    if has(&text, " == -99999) { ") {
        text = layers_of_atomics(&text);
    }
    if features.contains(Feature::MeshStages) && has(&text, "[[clip_distance]]") {
        text = distances_of_vertices(&text);
    }
    if features.contains(Feature::Int64) && has(&text, "long naga_") {
        text = long_divisors(&text);
    }
    text
}

/// An array of clip distances in a vertex of a mesh stage is assigned as a whole, which arrays of C++
/// cannot be: number by number. The other side is a struct around an array.
fn distances_of_vertices(text: &str) -> String {
    let declared: HashMap<&str, u32> = text.lines().rev().filter_map(distances).collect();
    text.split_inclusive('\n')
        .map(|line| {
            let assigned = line.trim_end().strip_suffix(';').and_then(|line| {
                let (to, from) = line.split_once(" = ")?;
                let (vertex, member) = to.trim_start().split_once('.')?;
                let count = declared.get(member)?;
                let is_read = from.strip_suffix(member)?.ends_with("].");
                (is_read && vertex.bytes().all(is_name)).then_some((to, from, *count))
            });
            match assigned {
                Some((to, from, count)) => (0..count)
                    .map(|index| format!("{to}[{index}] = {from}.inner[{index}];\n"))
                    .collect(),
                None => line.to_owned(),
            }
        })
        .collect()
}

/// The name of an array of clip distances that a line declares, and how many there are.
fn distances(line: &str) -> Option<(&str, u32)> {
    let rest = line.strip_prefix("    float ")?;
    let (name, rest) = rest.split_once(" [")?;
    let count = rest.strip_suffix("] [[clip_distance]];")?;
    Some((name, count.parse().ok()?))
}

/// An atomic operation on a texture with layers lacks the layer. The write behind it, which is never
/// done and keeps a driver right, has all of the address.
fn layers_of_atomics(text: &str) -> String {
    let mut edits = Vec::new();
    let mut before = 0..0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let here = at..at + line.len();
        if let Some(layer) = layer_of(line)
            && let Some(comma) = value_of_atomic(&text[before.clone()])
        {
            let comma = before.start + comma;
            edits.push((comma..comma, format!(", {layer}")));
        }
        at = here.end;
        before = here;
    }
    replace(text, &edits)
}

/// The layer in the write behind an atomic operation.
fn layer_of(line: &str) -> Option<&str> {
    let (_, write) = line.split_once(" == -99999) { ")?;
    let [call] = &calls_of_method(write, ".write")[..] else {
        return None;
    };
    match call.arguments.as_slice() {
        [_, _, layer] => write.get(layer.clone()),
        _ => None,
    }
}

/// Where the value of an atomic operation without a layer begins: at the comma before it.
fn value_of_atomic(line: &str) -> Option<usize> {
    let start = line.find(".atomic_")?;
    let name = line[start..].split('(').next()?;
    let [call] = &calls_of_method(line, name)[..] else {
        return None;
    };
    match call.arguments.as_slice() {
        [coordinate, _] => Some(coordinate.end),
        _ => None,
    }
}

/// In the division helpers of 64-bit integers the divisor of last resort is an `int`, which makes
/// the choice of `select` ambiguous.
fn long_divisors(text: &str) -> String {
    let mut literal = None;
    text.split_inclusive('\n')
        .map(|line| {
            if line.starts_with("long naga_") {
                literal = Some("metal::select(rhs, 1L,");
            } else if line.starts_with("ulong naga_") {
                literal = Some("metal::select(rhs, 1uL,");
            } else if line.starts_with('}') {
                literal = None;
            }
            match literal {
                Some(literal) => line
                    .replace("metal::select(rhs, 1,", literal)
                    .replace("metal::select(rhs, 1u,", literal),
                None => line.to_owned(),
            }
        })
        .collect()
}

/// Every gradient is written as `gradient2d`; cube and 3D textures have their own.
fn gradients_of_their_texture(text: String) -> String {
    const WRONG: &str = "metal::gradient2d";
    let textures = textures(&text);
    let edits: Vec<_> = text
        .match_indices(WRONG)
        .filter_map(|(at, _)| {
            let declared = textures.get(sampled_texture(&text, at)?)?;
            // The last one before it.
            let before = declared.partition_point(|&(declared, _)| declared < at);
            let right = match declared.get(before.checked_sub(1)?)?.1 {
                Dimension::D2 => return None,
                Dimension::D3 => "metal::gradient3d",
                Dimension::Cube => "metal::gradientcube",
            };
            Some((at..at + WRONG.len(), right.to_owned()))
        })
        .collect();
    if edits.is_empty() {
        return text;
    }
    replace(&text, &edits)
}

/// The name before `.sample(` of the call whose argument starts at `at`.
fn sampled_texture(text: &str, at: usize) -> Option<&str> {
    let bytes = text.as_bytes();
    let mut depth = 0usize;
    for open in (0..at).rev() {
        match bytes[open] {
            b')' => depth += 1,
            b'(' if depth == 0 => {
                let before = text[..open]
                    .strip_suffix(".sample_compare")
                    .or_else(|| text[..open].strip_suffix(".sample"))?;
                let start = before
                    .bytes()
                    .rposition(|byte| !is_name(byte))
                    .map_or(0, |at| at + 1);
                return Some(&before[start..]);
            }
            b'(' => depth -= 1,
            b';' | b'{' => return None,
            _ => {}
        }
    }
    None
}

#[derive(Clone, Copy)]
enum Dimension {
    D2,
    D3,
    Cube,
}

/// The places and dimensions of the declarations of textures, by their names.
fn textures(text: &str) -> HashMap<&str, Vec<(usize, Dimension)>> {
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for (at, start) in text.match_indices("metal::") {
        // `metal::texture3d<float, metal::access::sample> name`
        let ty = &text[at + start.len()..];
        let Some(dimension) = ty
            .strip_prefix("texture")
            .or_else(|| ty.strip_prefix("depth"))
        else {
            continue;
        };
        let dimension = if dimension.starts_with("3d") {
            Dimension::D3
        } else if dimension.starts_with("cube") {
            Dimension::Cube
        } else {
            Dimension::D2
        };
        let line = ty.lines().next().unwrap_or_default();
        if let Some((_, rest)) = line.split_once("> ") {
            let length = rest
                .bytes()
                .position(|byte| !is_name(byte))
                .unwrap_or(rest.len());
            let declared = found.entry(&rest[..length]).or_default();
            declared.push((at, dimension));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn atomics_on_layers_have_theirs() {
        let flat = "    a.atomic_fetch_add(metal::uint2(_e1.xy), f(1u, 2u));\n    \
                    if (_e1.xy.x == -99999) { a.write(uint4(0u), metal::uint2(_e1.xy)); }\n";
        assert_eq!(layers_of_atomics(flat), flat);
        let layered = "    a.atomic_fetch_add(metal::uint2(_e1.xy), f(1u, 2u));\n    \
                       if (_e1.xy.x == -99999) { a.write(uint4(0u), metal::uint2(_e1.xy), g(_e1, 2)); }\n";
        let mended = layers_of_atomics(layered);
        assert!(
            mended
                .starts_with("    a.atomic_fetch_add(metal::uint2(_e1.xy), g(_e1, 2), f(1u, 2u));"),
            "{mended}"
        );
    }

    #[test]
    fn long_divisors_are_long() {
        let text = "long naga_mod(long lhs, long rhs) {\n    long d = metal::select(rhs, 1, rhs == 0);\n}\n\
                    int naga_mod(int lhs, int rhs) {\n    int d = metal::select(rhs, 1, rhs == 0);\n}\n";
        let mended = mend(text.to_owned(), &Features::of(&[Feature::Int64]));
        assert!(
            mended.contains("long d = metal::select(rhs, 1L, rhs"),
            "{mended}"
        );
        assert!(
            mended.contains("int d = metal::select(rhs, 1, rhs"),
            "{mended}"
        );
    }

    #[test]
    fn gradients_follow_the_texture() {
        let text = "fragment f(metal::texture3d<float, metal::access::sample> t [[texture(0)]]\n\
                    , metal::depthcube<float, metal::access::sample> tc\n\
                    , metal::texture2d<float, metal::access::sample> t2\n) {\n\
                    a = t.sample(s, f(x), metal::gradient2d(a, b));\n\
                    a = tc.sample_compare(s, x, 0.5, metal::gradient2d(a, b));\n\
                    a = t2.sample(s, x, metal::gradient2d(a, b));\n}";
        let mended = mend(text.to_owned(), &Features::of(&[Feature::Int64]));
        assert!(
            mended.contains("t.sample(s, f(x), metal::gradient3d(a, b))"),
            "{mended}"
        );
        assert!(
            mended.contains("0.5, metal::gradientcube(a, b))"),
            "{mended}"
        );
        assert!(
            mended.contains("t2.sample(s, x, metal::gradient2d(a, b))"),
            "{mended}"
        );
    }
}

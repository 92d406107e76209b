//! Types as naga's debug output spells them, read back into names.
//!
//! Some of naga's messages carry the debug output of a type. Only the plain shapes are read:
//! scalars, vectors and matrices.

/// The language whose names are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    Wgsl,
    Glsl,
}

/// The types in a text, in their order.
pub(super) fn in_debug_text(text: &str, spelling: Spelling) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(at) = ["Scalar(Scalar {", "Vector {", "Matrix {"]
        .iter()
        .filter_map(|start| rest.find(start))
        .min()
    {
        let from = rest.get(at..).unwrap_or_default();
        let Some(length) = from.find('}') else { break };
        let (piece, after) = from.split_at(length);
        match name(piece, spelling) {
            Some(name) => names.push(name),
            None => return Vec::new(),
        }
        rest = after;
    }
    names
}

fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(name)?;
    let end = rest
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(rest.len());
    rest.get(..end)
}

fn size(word: &str) -> Option<u8> {
    Some(match word {
        "Bi" => 2,
        "Tri" => 3,
        "Quad" => 4,
        _ => return None,
    })
}

fn name(text: &str, spelling: Spelling) -> Option<String> {
    let kind = field(text, "kind: ")?;
    let width: u32 = field(text, "width: ")?.parse().ok()?;
    let bits = width * 8;
    let (scalar, prefix) = match (kind, spelling) {
        ("Bool", _) => ("bool".to_owned(), "b"),
        ("AbstractInt", _) => ("AbstractInt".to_owned(), ""),
        ("AbstractFloat", _) => ("AbstractFloat".to_owned(), ""),
        ("Float", Spelling::Wgsl) => (format!("f{bits}"), ""),
        ("Sint", Spelling::Wgsl) => (format!("i{bits}"), ""),
        ("Uint", Spelling::Wgsl) => (format!("u{bits}"), ""),
        ("Float", Spelling::Glsl) if bits == 64 => ("double".to_owned(), "d"),
        ("Float", Spelling::Glsl) => ("float".to_owned(), ""),
        ("Sint", Spelling::Glsl) => ("int".to_owned(), "i"),
        ("Uint", Spelling::Glsl) => ("uint".to_owned(), "u"),
        _ => return None,
    };
    if text.starts_with("Vector") {
        let size = size(field(text, "size: ")?)?;
        return Some(match spelling {
            Spelling::Wgsl => format!("vec{size}<{scalar}>"),
            Spelling::Glsl => format!("{prefix}vec{size}"),
        });
    }
    if text.starts_with("Matrix") {
        let columns = size(field(text, "columns: ")?)?;
        let rows = size(field(text, "rows: ")?)?;
        return Some(match spelling {
            Spelling::Wgsl => format!("mat{columns}x{rows}<{scalar}>"),
            Spelling::Glsl if columns == rows => format!("{prefix}mat{columns}"),
            Spelling::Glsl => format!("{prefix}mat{columns}x{rows}"),
        });
    }
    Some(scalar)
}

#[cfg(test)]
mod tests {
    use super::*;
    use naga::{Scalar, TypeInner, VectorSize};

    #[test]
    fn debug_output_of_naga_is_read_back() {
        let vector = TypeInner::Vector {
            size: VectorSize::Tri,
            scalar: Scalar::F32,
        };
        let matrix = TypeInner::Matrix {
            columns: VectorSize::Quad,
            rows: VectorSize::Bi,
            scalar: Scalar::F32,
        };
        let scalar = TypeInner::Scalar(Scalar::U32);
        let text = format!("{vector:?} and {matrix:?} and {scalar:?}");
        assert_eq!(
            in_debug_text(&text, Spelling::Wgsl),
            ["vec3<f32>", "mat4x2<f32>", "u32"]
        );
        assert_eq!(
            in_debug_text(&text, Spelling::Glsl),
            ["vec3", "mat4x2", "uint"]
        );
        assert!(in_debug_text("Pointer", Spelling::Glsl).is_empty());
    }
}

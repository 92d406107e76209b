//! Bits of floats that are not 32 bits wide, for HLSL.
//!
//! naga's writer has no functions for them and converts the numbers instead. Each kind of cast
//! becomes a function of its own with the cast in it, whose name tells the repair of the text what
//! to put there.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{Expression, Function, Module, Scalar, ScalarKind, TypeInner, VectorSize};

use super::helper_calls::{Site, Source, call_helpers};
use crate::diagnostic::Failure;

/// What the functions are called, before the types.
pub(in crate::emit) const PREFIX: &str = "bits_of_";

/// What distinguishes one cast from another: the types of the numbers and how many there are.
type Shape = (Scalar, ScalarKind, Option<VectorSize>);

/// Whether a function of the module takes bits of such floats, or makes floats of bits.
pub(super) fn has_float_bits(module: &Module, info: &ModuleInfo) -> bool {
    let functions = module.functions.iter();
    let entry_points = module.entry_points.iter().enumerate();
    functions
        .map(|(handle, function)| (function, &info[handle]))
        .chain(entry_points.map(|(index, each)| (&each.function, info.get_entry_point(index))))
        .any(|(function, info)| !sites(module, function, info).is_empty())
}

/// Replaces the casts by calls.
///
/// # Errors
///
/// When our own function is at fault.
pub(super) fn call_functions(module: &mut Module, info: &ModuleInfo) -> Result<(), Failure> {
    call_helpers(module, info, sites, function)
}

fn sites(module: &Module, function: &Function, info: &FunctionInfo) -> Vec<Site<Shape>> {
    function
        .expressions
        .iter()
        .filter_map(|(expression, each)| {
            let Expression::As {
                expr: value,
                kind,
                convert: None,
            } = *each
            else {
                return None;
            };
            let (scalar, size) = match *info[value].ty.inner_with(&module.types) {
                TypeInner::Scalar(scalar) => (scalar, None),
                TypeInner::Vector { size, scalar } => (scalar, Some(size)),
                _ => return None,
            };
            let is_float = |kind| kind == ScalarKind::Float;
            (scalar.width != 4 && is_float(scalar.kind) != is_float(kind)).then_some(Site {
                expression,
                operands: vec![value],
                shape: (scalar, kind, size),
            })
        })
        .collect()
}

/// The function for a cast.
fn function((from, kind, size): Shape) -> Option<Source> {
    let to = Scalar { kind, ..from };
    let (from_word, to_word) = (word(from)?, word(to)?);
    let (ending, of) = match size {
        None => ("", None),
        Some(VectorSize::Bi) => ("_pair", Some(2)),
        Some(VectorSize::Tri) => ("_triple", Some(3)),
        Some(VectorSize::Quad) => ("_quad", Some(4)),
    };
    // The names end in no number: naga would put something behind it.
    let name = format!("{PREFIX}{}_as_{}{ending}", from_word.1, to_word.1);
    let spelled = |word: &str| match of {
        Some(count) => format!("vec{count}<{word}>"),
        None => word.to_owned(),
    };
    let (from, to) = (spelled(from_word.0), spelled(to_word.0));
    let enable = match from_word.0.ends_with("16") {
        true => "enable f16;\nenable wgpu_int16;\n",
        false => "",
    };
    let text =
        format!("{enable}fn {name}(value: {from}) -> {to} {{ return bitcast<{to}>(value); }}");
    Some(Source {
        file: "float_bits.wgsl",
        name,
        text,
    })
}

/// What WGSL and a name call a type.
fn word(scalar: Scalar) -> Option<(&'static str, &'static str)> {
    Some(match (scalar.kind, scalar.width) {
        (ScalarKind::Float, 2) => ("f16", "half"),
        (ScalarKind::Sint, 2) => ("i16", "short"),
        (ScalarKind::Uint, 2) => ("u16", "ushort"),
        (ScalarKind::Float, 8) => ("f64", "double"),
        (ScalarKind::Sint, 8) => ("i64", "long"),
        (ScalarKind::Uint, 8) => ("u64", "ulong"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::emitted;
    use crate::target::TargetLanguage;

    const WIDE: &str = "struct Numbers { a: f64, b: vec2<u64>, c: f32 }
@group(0) @binding(0) var<storage, read_write> n: Numbers;
@compute @workgroup_size(1) fn main() {
    n.b.x = bitcast<u64>(n.a) ^ 3lu;
    let v = bitcast<vec2<f64>>(n.b);
    n.a = v.x + v.y;
    n.c = bitcast<f32>(bitcast<u32>(n.c) + 1u);
}";

    #[test]
    fn doubles_are_taken_apart_and_put_together() {
        let text = emitted("a.wgsl", WIDE, TargetLanguage::Hlsl);
        for part in [
            "uint64_t bits_of_double_as_ulong(double ",
            ", low, high);",
            "return double2(asdouble(uint(",
            "asfloat((asuint(",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }

    #[test]
    fn halves_are_taken_as_they_are() {
        let text = "enable f16;\nenable wgpu_int16;
@group(0) @binding(0) var<storage, read_write> n: array<vec2<f16>>;
@compute @workgroup_size(1) fn main() {
    n[0] = bitcast<vec2<f16>>(bitcast<vec2<i16>>(n[1]) + vec2<i16>(i16(1)));
}";
        let text = emitted("a.wgsl", text, TargetLanguage::Hlsl);
        assert!(text.contains("return asint16("), "{text}");
        assert!(text.contains("return asfloat16("), "{text}");
    }
}

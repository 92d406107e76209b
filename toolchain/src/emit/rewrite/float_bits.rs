//! Bits of floats that are not 32 bits wide, for HLSL.
//!
//! naga's writer has no functions for them and converts the numbers instead. Each kind of cast
//! becomes a function of its own with the cast in it, whose name tells the repair of the text what
//! to put there.

use std::collections::BTreeMap;

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{Expression, Function, Handle, Module, Scalar, ScalarKind, TypeInner, VectorSize};

use super::import::{Call, Helper, Imported, Importer, call_instead};
use crate::diagnostic::Failure;

/// What the functions are called, before the types.
pub(in crate::emit) const PREFIX: &str = "bits_of_";

/// What distinguishes one cast from another: the types of the numbers and how many there are.
type Shape = (Scalar, ScalarKind, Option<VectorSize>);

struct Site {
    expression: Handle<Expression>,
    value: Handle<Expression>,
    shape: Shape,
}

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
    let in_functions: Vec<_> = module
        .functions
        .iter()
        .map(|(handle, function)| sites(module, function, &info[handle]))
        .collect();
    let in_entry_points: Vec<_> = module
        .entry_points
        .iter()
        .enumerate()
        .map(|(index, each)| sites(module, &each.function, info.get_entry_point(index)))
        .collect();
    let mut shapes: BTreeMap<Shape, Option<Imported>> = in_functions
        .iter()
        .chain(&in_entry_points)
        .flatten()
        .map(|site| (site.shape, None))
        .collect();

    let mut importer = Importer::new(module);
    for (&shape, imported) in &mut shapes {
        let Some((name, text)) = function(shape) else {
            continue;
        };
        let helper = Helper::parse("float_bits.wgsl", &text)?;
        *imported = importer.functions(&helper, &[&name])?.pop();
    }
    importer.finish();

    let first = module.functions.len() - in_functions.len();
    let own = module.functions.iter_mut().skip(first);
    for ((_, function), sites) in own.zip(in_functions) {
        call_instead(function, calls(sites, &shapes));
    }
    for (entry_point, sites) in module.entry_points.iter_mut().zip(in_entry_points) {
        call_instead(&mut entry_point.function, calls(sites, &shapes));
    }
    Ok(())
}

fn sites(module: &Module, function: &Function, info: &FunctionInfo) -> Vec<Site> {
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
                value,
                shape: (scalar, kind, size),
            })
        })
        .collect()
}

/// Name and text of the function for a cast.
fn function((from, kind, size): Shape) -> Option<(String, String)> {
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
    Some((name, text))
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

fn calls(
    sites: Vec<Site>,
    shapes: &BTreeMap<Shape, Option<Imported>>,
) -> BTreeMap<Handle<Expression>, Call> {
    sites
        .into_iter()
        .filter_map(|site| {
            let function = shapes.get(&site.shape).copied().flatten()?;
            let call = Call {
                function,
                arguments: vec![site.value],
                emit: None,
            };
            Some((site.expression, call))
        })
        .collect()
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

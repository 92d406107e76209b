//! Functions of bits and of packing that older versions of GLSL do not have: calls of our own, for vectors
//! one for each component.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{Expression, Function, Handle, MathFunction, Module, ScalarKind, TypeInner, VectorSize};

use super::super::copy::any_function;
use super::super::helper_calls::{Site, Source, call_helpers};
use crate::diagnostic::Failure;

const TEXT: &str = include_str!("functions.wgsl");

/// Which functions came together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// `mix` of integers, which naga writes for the leading zeros of signed vectors.
    Choices,
    Bits,
    Pairs,
}

/// A function of our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Own {
    name: &'static str,
    /// The type of its result, and of operands that come component by component; the latter come first.
    result: &'static str,
    each: &'static [&'static str],
    /// The types of operands that are the same for all components.
    common: &'static [&'static str],
}

/// What distinguishes one call from another: the function, and of how many components it is.
type Shape = (Own, Option<VectorSize>);

/// The function for a number of this kind.
fn own(fun: MathFunction, kind: ScalarKind, extent: Extent) -> Option<Own> {
    use MathFunction as Fun;
    const WORDS: &[&str] = &["u32", "u32"];
    const INTEGERS: &[&str] = &["i32", "i32"];
    const PLACE: &[&str] = WORDS;
    let of_bits = |signed: &'static str, unsigned: &'static str, count: usize, common| {
        let (name, result, each) = match kind {
            ScalarKind::Sint => (signed, "i32", INTEGERS),
            ScalarKind::Uint => (unsigned, "u32", WORDS),
            _ => return None,
        };
        let each = each.get(..count)?;
        Some(Own {
            name,
            result,
            each,
            common,
        })
    };
    let whole = |name, result, common| {
        Some(Own {
            name,
            result,
            each: &[],
            common,
        })
    };
    match (extent, fun) {
        (Extent::Bits | Extent::Choices, Fun::CountLeadingZeros) => {
            of_bits("count_leading_zeros_signed", "count_leading_zeros", 1, &[])
        }
        (Extent::Bits, Fun::CountTrailingZeros) => of_bits(
            "count_trailing_zeros_signed",
            "count_trailing_zeros",
            1,
            &[],
        ),
        (Extent::Bits, Fun::CountOneBits) => {
            of_bits("count_one_bits_signed", "count_one_bits", 1, &[])
        }
        (Extent::Bits, Fun::FirstLeadingBit) => {
            of_bits("first_leading_bit_signed", "first_leading_bit", 1, &[])
        }
        (Extent::Bits, Fun::FirstTrailingBit) => {
            of_bits("first_trailing_bit_signed", "first_trailing_bit", 1, &[])
        }
        (Extent::Bits, Fun::ReverseBits) => of_bits("reverse_bits_signed", "reverse_bits", 1, &[]),
        (Extent::Bits, Fun::ExtractBits) => {
            of_bits("extract_bits_signed", "extract_bits", 1, PLACE)
        }
        (Extent::Bits, Fun::InsertBits) => of_bits("insert_bits_signed", "insert_bits", 2, PLACE),
        (Extent::Bits, Fun::Ldexp) => Some(Own {
            name: "load_exponent",
            result: "f32",
            each: &["f32", "i32"],
            common: &[],
        }),
        (Extent::Bits, Fun::Pack4x8snorm) => whole("pack_snorm_bytes", "u32", &["vec4<f32>"]),
        (Extent::Bits, Fun::Pack4x8unorm) => whole("pack_unorm_bytes", "u32", &["vec4<f32>"]),
        (Extent::Bits, Fun::Unpack4x8snorm) => whole("unpack_snorm_bytes", "vec4<f32>", &["u32"]),
        (Extent::Bits, Fun::Unpack4x8unorm) => whole("unpack_unorm_bytes", "vec4<f32>", &["u32"]),
        (Extent::Bits, Fun::Unpack4xI8) => whole("signed_bytes", "vec4<i32>", &["u32"]),
        (Extent::Bits, Fun::Unpack4xU8) => whole("unsigned_bytes", "vec4<u32>", &["u32"]),
        (Extent::Bits, Fun::Dot4I8Packed) => whole("dot_signed_bytes", "i32", WORDS),
        (Extent::Bits, Fun::Dot4U8Packed) => whole("dot_unsigned_bytes", "u32", WORDS),
        (Extent::Pairs, Fun::Pack2x16snorm) => whole("pack_snorm_pair", "u32", &["vec2<f32>"]),
        (Extent::Pairs, Fun::Pack2x16unorm) => whole("pack_unorm_pair", "u32", &["vec2<f32>"]),
        (Extent::Pairs, Fun::Pack2x16float) => whole("pack_halves", "u32", &["vec2<f32>"]),
        (Extent::Pairs, Fun::Unpack2x16snorm) => whole("unpack_snorm_pair", "vec2<f32>", &["u32"]),
        (Extent::Pairs, Fun::Unpack2x16unorm) => whole("unpack_unorm_pair", "vec2<f32>", &["u32"]),
        (Extent::Pairs, Fun::Unpack2x16float) => whole("unpack_halves", "vec2<f32>", &["u32"]),
        (Extent::Pairs, Fun::QuantizeToF16) => Some(Own {
            name: "quantize",
            result: "f32",
            each: &["f32"],
            common: &[],
        }),
        _ => None,
    }
}

pub(super) fn has_functions(module: &Module, info: &ModuleInfo, extent: Extent) -> bool {
    any_function(module, info, |function, info| {
        !sites(module, function, info, extent).is_empty()
    })
}

pub(super) fn call_functions(
    module: &mut Module,
    info: &ModuleInfo,
    extent: Extent,
) -> Result<(), Failure> {
    let sites = |module: &Module, function: &Function, info: &FunctionInfo| {
        sites(module, function, info, extent)
    };
    call_helpers(module, info, sites, function)
}

fn sites(
    module: &Module,
    function: &Function,
    info: &FunctionInfo,
    extent: Extent,
) -> Vec<Site<Shape>> {
    let site = |expression: Handle<Expression>, each: &Expression| {
        let Expression::Math {
            fun,
            arg,
            arg1,
            arg2,
            arg3,
        } = *each
        else {
            return None;
        };
        let (size, scalar) = match *info[arg].ty.inner_with(&module.types) {
            TypeInner::Scalar(scalar) => (None, scalar),
            TypeInner::Vector { size, scalar } => (Some(size), scalar),
            _ => return None,
        };
        let own = own(fun, scalar.kind, extent)?;
        let is_written =
            extent == Extent::Choices && (size.is_none() || scalar.kind != ScalarKind::Sint);
        if scalar.width != 4 || is_written {
            return None;
        }
        let size = match own.each {
            [] => None,
            _ => size,
        };
        Some(Site {
            expression,
            operands: [Some(arg), arg1, arg2, arg3]
                .into_iter()
                .flatten()
                .collect(),
            shape: (own, size),
        })
    };
    let all = function.expressions.iter();
    all.filter_map(|(handle, each)| site(handle, each))
        .collect()
}

/// The text of a function, behind it the one that calls it for each component.
fn function((own, size): Shape) -> Option<Source> {
    let source = |name, text| {
        Some(Source {
            file: "functions.wgsl",
            name,
            text,
        })
    };
    let Some(size) = size else {
        return source(own.name.to_owned(), TEXT.to_owned());
    };
    let count = size as usize;
    // The names end in no number: naga would put something behind it.
    let ending = ["pair", "triple", "quad"].get(count.checked_sub(2)?)?;
    let name = format!("{}_{ending}", own.name);
    let names = ["a", "b", "c", "d"];
    let each = own.each.iter().map(|ty| format!("vec{count}<{ty}>"));
    let types = each.chain(own.common.iter().map(|&ty| ty.to_owned()));
    let parameters: Vec<_> = names
        .iter()
        .zip(types)
        .map(|(name, ty)| format!("{name}: {ty}"))
        .collect();
    let calls: Vec<_> = (0..count)
        .map(|component| {
            let given: Vec<_> = names
                .iter()
                .take(parameters.len())
                .enumerate()
                .map(|(place, name)| match place < own.each.len() {
                    true => format!("{name}[{component}]"),
                    false => (*name).to_owned(),
                })
                .collect();
            format!("{}({})", own.name, given.join(", "))
        })
        .collect();
    let result = format!("vec{count}<{}>", own.result);
    let text = format!(
        "{TEXT}\nfn {name}({}) -> {result} {{ return {result}({}); }}",
        parameters.join(", "),
        calls.join(", ")
    );
    source(name, text)
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::emitted_glsl;
    use crate::options::version::GlslVersion;

    const BITS: &str = "@group(0) @binding(0) var<uniform> given: vec4<u32>;
        @fragment fn main() -> @location(0) vec2<u32> {
            let signed = bitcast<vec2<i32>>(given.xy);
            return extractBits(given.xy, given.z, 3u) + reverseBits(given.zw)
                + bitcast<vec2<u32>>(countLeadingZeros(signed)) + pack2x16float(vec2(0.5)) + countOneBits(given.x);
        }";

    #[test]
    fn vectors_get_a_call_for_each_component() {
        let text = emitted_glsl("a.wgsl", BITS, GlslVersion::WebGl);
        for part in [
            "uint _e4 = extract_bits(a.x, b, c);",
            "uint count_one_bits(uint x",
            "reverse_bits_pair(",
            "packHalf2x16(",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        for gone in ["bitfieldExtract", "bitCount", "findMSB"] {
            assert!(!text.contains(gone), "{gone}\n{text}");
        }
    }

    #[test]
    fn versions_that_have_some_lack_others() {
        let text = emitted_glsl("a.wgsl", BITS, GlslVersion::Core400);
        for part in [
            "bitfieldReverse(",
            "pack_halves(",
            "count_leading_zeros_signed_pair(",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        let text = emitted_glsl("a.wgsl", BITS, GlslVersion::Core450);
        for part in [
            "bitfieldReverse(",
            "packHalf2x16(",
            "mix(ivec2(31) - findMSB(",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}

//! Immediates that lie closer together than constant buffers of HLSL can have them.
//!
//! In a constant buffer each element of an array begins at a multiple of 16 bytes, and so does each
//! struct; immediates know no such rule. naga writes the type as it is, and what stands behind the
//! first element would be read from elsewhere. Such immediates become an array of vectors of four
//! words, out of which the numbers are taken where they are.

use naga::{AddressSpace, GlobalVariable, Handle, Module, Type, TypeInner, UniqueArena};

use crate::edit::words::{self, Refused};

/// What constant buffers align arrays, their elements and structs to.
const ALIGNMENT: u32 = 16;

/// Whether a constant buffer would have some of the immediates elsewhere.
pub(super) fn are_too_close(module: &Module) -> bool {
    let mut variables = module.global_variables.iter();
    variables.any(|(_, variable)| are_in(&module.types, variable))
}

fn are_in(types: &UniqueArena<Type>, variable: &GlobalVariable) -> bool {
    variable.space == AddressSpace::Immediate && is_too_close(types, variable.ty)
}

fn is_too_close(types: &UniqueArena<Type>, ty: Handle<Type>) -> bool {
    match &types[ty].inner {
        TypeInner::Struct { members, span: _ } => members.iter().any(|member| {
            let is_aligned = match types[member.ty].inner {
                TypeInner::Struct { .. } | TypeInner::Array { .. } => {
                    member.offset.is_multiple_of(ALIGNMENT)
                }
                _ => true,
            };
            !is_aligned || is_too_close(types, member.ty)
        }),
        TypeInner::Array {
            base,
            size: _,
            stride,
        } => !stride.is_multiple_of(ALIGNMENT) || is_too_close(types, *base),
        _ => false,
    }
}

/// Makes words of them.
///
/// # Errors
///
/// What cannot be taken out of words, to follow "cannot express".
pub(super) fn read_words(module: &mut Module) -> Result<(), String> {
    words::read(module, "Immediates", are_in).map_err(|refused| match refused {
        Refused::Bits(bits) => {
            format!("immediates that lie this close together with numbers of {bits} bits")
        }
        Refused::TooMany => "this many loads of immediates that lie close together".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const CLOSE: &str = "
        struct Pair { a: f32, b: i32 }
        struct Push { first: f32, m: mat3x2f, many: array<f32, 3>, pairs: array<Pair, 2>, tail: vec3f }
        var<immediate> push: Push;
        @fragment fn main(@location(0) @interpolate(flat) i: i32) -> @location(0) vec4f {
            let pair = push.pairs[i];
            return vec4f(push.many[2], push.many[i], pair.a + f32(pair.b), push.m[i].y) + push.tail.z;
        }";

    #[test]
    fn what_is_too_close_becomes_words() {
        let mut module = module("a.wgsl", CLOSE);
        assert!(are_too_close(&module));
        assert_eq!(read_words(&mut module), Ok(()));
        valid(&module);
        assert!(!are_too_close(&module));
        let text = emitted("a.wgsl", CLOSE, TargetLanguage::Hlsl);
        assert!(text.contains("uint4 words[5];"), "{text}");
        assert!(text.contains("= push.words[2].z;"), "{text}");
    }

    #[test]
    fn what_constant_buffers_can_have_stays() {
        let module = module(
            "a.wgsl",
            "struct Push { m: mat4x4f, n: mat2x2f, v: array<vec4f, 2>, w: vec2f, x: f32 }
            var<immediate> push: Push;
            @fragment fn main() -> @location(0) vec4f { return push.m * push.v[1] + push.x; }",
        );
        assert!(!are_too_close(&module));
    }
}

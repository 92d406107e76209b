//! Texture offsets in the form that naga's GLSL writer can write.

use naga::proc::TypeResolution;
use naga::valid::ModuleInfo;
use naga::{Arena, Expression, Function, Handle, Module, Span, Type, TypeInner, UniqueArena};

use super::handles::{self, operands};

/// Whether the offset of a texture access has a splat in it.
pub(super) fn has_splat_offset(module: &Module) -> bool {
    handles::functions(module).any(|function| !splats(function).is_empty())
}

/// The splats in the offsets of a function.
fn splats(function: &Function) -> Vec<Handle<Expression>> {
    let mut found = Vec::new();
    for (_, expression) in function.expressions.iter() {
        if let Expression::ImageSample {
            offset: Some(offset),
            ..
        } = *expression
        {
            collect(offset, &function.expressions, &mut found);
        }
    }
    found
}

fn collect(
    offset: Handle<Expression>,
    expressions: &Arena<Expression>,
    found: &mut Vec<Handle<Expression>>,
) {
    if let Expression::Splat { .. } = expressions[offset]
        && !found.contains(&offset)
    {
        found.push(offset);
    }
    operands(&expressions[offset], |operand| {
        collect(operand, expressions, found);
    });
}

/// Writes splats in offsets component by component.
///
/// naga looks up the type of a splat there as if it were a module constant.
pub(super) fn compose_offsets(module: &mut Module, info: &ModuleInfo) {
    let Module {
        types,
        functions,
        entry_points,
        ..
    } = module;
    for (handle, function) in functions.iter_mut() {
        let info = &info[handle];
        compose(function, types, |splat| &info[splat].ty);
    }
    for (index, entry_point) in entry_points.iter_mut().enumerate() {
        let info = info.get_entry_point(index);
        compose(&mut entry_point.function, types, |splat| &info[splat].ty);
    }
}

fn compose<'a>(
    function: &mut Function,
    types: &mut UniqueArena<Type>,
    resolution: impl Fn(Handle<Expression>) -> &'a TypeResolution,
) {
    for splat in splats(function) {
        let ty = type_handle(resolution(splat), types);
        if let (Expression::Splat { size, value }, TypeInner::Vector { .. }) =
            (&function.expressions[splat], &types[ty].inner)
        {
            let components = vec![*value; *size as usize];
            *function.expressions.get_mut(splat) = Expression::Compose { ty, components };
        }
    }
}

/// The type of an expression as a type of the module.
pub(super) fn type_handle(
    resolution: &TypeResolution,
    types: &mut UniqueArena<Type>,
) -> Handle<Type> {
    match resolution {
        TypeResolution::Handle(ty) => *ty,
        TypeResolution::Value(inner) => types.insert(
            Type {
                name: None,
                inner: inner.clone(),
            },
            Span::UNDEFINED,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const OFFSETS: &str = "
        const DIAGONAL = vec2i(1);
        @group(0) @binding(0) var image: texture_2d<f32>;
        @group(0) @binding(1) var nearest: sampler;
        @group(0) @binding(2) var volume: texture_3d<f32>;
        @fragment fn main(@location(0) uv: vec2f) -> @location(0) vec4f {
            const shared_offset = vec2i(3);
            let plain = vec2f(shared_offset);
            var sum = textureSample(image, nearest, uv, DIAGONAL);
            sum += textureSample(image, nearest, uv, vec2i(2));
            sum += textureSample(image, nearest, uv, shared_offset) * plain.x;
            sum += textureSample(image, nearest, uv, -vec2i(1));
            sum += textureSample(image, nearest, uv, vec2i());
            sum += textureSample(image, nearest, uv, vec2i(1, 2));
            sum += textureSample(image, nearest, uv, vec2i(vec2(4)));
            if sum.x > 0 { sum += textureGather(0, image, nearest, uv, vec2i(5)); }
            return sum + textureSample(volume, nearest, uv.xyx, vec3i(-7));
        }";

    #[test]
    fn splats_are_written_out() {
        let mut module = module("a.wgsl", OFFSETS);
        assert!(has_splat_offset(&module));
        let info = valid(&module);
        compose_offsets(&mut module, &info);
        valid(&module);
        assert!(!has_splat_offset(&module));
    }

    #[test]
    fn every_offset_arrives_in_glsl() {
        let text = emitted("a.wgsl", OFFSETS, TargetLanguage::Glsl);
        for offset in [
            "ivec2(2, 2)",
            "ivec2(3, 3)",
            "ivec2(-1, -1)",
            "ivec2(1, 2)",
            "ivec2(4, 4)",
            "ivec2(5, 5)",
            "ivec3(-7, -7, -7)",
        ] {
            assert!(text.contains(offset), "{offset} in {text}");
        }
    }
}

//! Depth textures that nothing compares, for GLSL, whose shadow samplers can do nothing else: they
//! become textures of floats, whose first number is the depth.

use std::collections::{BTreeMap, HashSet};

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    Expression, GlobalVariable, Handle, ImageClass, Module, SampleLevel, ScalarKind, Span,
    SwizzleComponent, Type, TypeInner, UniqueArena,
};

use super::copy::{Copy, Edit, any_function, copy};
use super::handles::{functions, functions_mut};

/// Whether a module has such a texture that is read.
pub(super) fn has_plain_depths(module: &Module, info: &ModuleInfo) -> bool {
    let reads = any_function(module, info, |function, info| {
        function.expressions.iter().any(|(_, each)| {
            value_of(each).is_some_and(|image| is_depth(info[image].ty.inner_with(&module.types)))
        })
    });
    reads && !Plain::find(module, info).is_empty()
}

/// The texture that an expression reads without comparing.
fn value_of(expression: &Expression) -> Option<Handle<Expression>> {
    match *expression {
        Expression::ImageLoad { image, .. }
        | Expression::ImageSample {
            image,
            depth_ref: None,
            ..
        } => Some(image),
        _ => None,
    }
}

fn is_depth(inner: &TypeInner) -> bool {
    matches!(
        inner,
        TypeInner::Image {
            class: ImageClass::Depth { .. },
            ..
        }
    )
}

/// What becomes a texture of floats.
struct Plain {
    types: BTreeMap<Handle<Type>, Handle<Type>>,
    variables: HashSet<Handle<GlobalVariable>>,
    /// Types of which every texture does, so that functions may get them.
    whole: HashSet<Handle<Type>>,
}

impl Plain {
    fn find(module: &Module, info: &ModuleInfo) -> HashSet<Handle<GlobalVariable>> {
        let (compared, whole) = compared(module, info);
        module
            .global_variables
            .iter()
            .filter(|(handle, variable)| {
                is_depth(&module.types[variable.ty].inner)
                    && (whole.contains(&variable.ty)
                        || !(compared.contains(handle) || is_passed(module, variable.ty)))
            })
            .map(|(handle, _)| handle)
            .collect()
    }
}

/// Whether a function gets textures of a type, and so may do anything to any of them.
fn is_passed(module: &Module, ty: Handle<Type>) -> bool {
    functions(module).any(|function| function.arguments.iter().any(|each| each.ty == ty))
}

/// The textures that are compared, and the types of which none is.
fn compared(
    module: &Module,
    info: &ModuleInfo,
) -> (HashSet<Handle<GlobalVariable>>, HashSet<Handle<Type>>) {
    let mut variables = HashSet::new();
    let mut types: HashSet<Handle<Type>> = module
        .types
        .iter()
        .filter(|(_, ty)| is_depth(&ty.inner))
        .map(|(handle, _)| handle)
        .collect();
    // Asks every function, and is never told that one has what it looks for.
    let _ = any_function(module, info, |function, info| {
        for (_, expression) in function.expressions.iter() {
            let Expression::ImageSample {
                image,
                depth_ref: Some(_),
                ..
            } = *expression
            else {
                continue;
            };
            if let Expression::GlobalVariable(variable) = function.expressions[image] {
                variables.insert(variable);
            }
            if let Some(ty) = info[image].ty.handle() {
                types.remove(&ty);
            }
        }
        false
    });
    (variables, types)
}

/// Makes them textures of floats.
pub(super) fn read_as_floats(module: &mut Module, info: &ModuleInfo) {
    let variables = Plain::find(module, info);
    let (_, whole) = compared(module, info);
    let depths: Vec<_> = module
        .types
        .iter()
        .filter(|(_, ty)| is_depth(&ty.inner))
        .map(|(handle, ty)| (handle, ty.clone()))
        .collect();
    let mut types = BTreeMap::new();
    for (handle, mut ty) in depths {
        if let TypeInner::Image { class, .. } = &mut ty.inner
            && let ImageClass::Depth { multi } = *class
        {
            *class = ImageClass::Sampled {
                kind: ScalarKind::Float,
                multi,
            };
        }
        let span = module.types.get_span(handle);
        types.insert(handle, module.types.insert(ty, span));
    }
    let plain = Plain {
        types,
        variables,
        whole,
    };
    for variable in &plain.variables {
        let ty = &mut module.global_variables[*variable].ty;
        *ty = plain.types.get(ty).copied().unwrap_or(*ty);
    }
    let before = module.types.clone();
    let infos: Vec<&FunctionInfo> = module
        .functions
        .iter()
        .map(|(handle, _)| &info[handle])
        .chain((0..module.entry_points.len()).map(|index| info.get_entry_point(index)))
        .collect();
    for (function, info) in functions_mut(module).zip(infos) {
        for argument in &mut function.arguments {
            if plain.whole.contains(&argument.ty) {
                argument.ty = plain
                    .types
                    .get(&argument.ty)
                    .copied()
                    .unwrap_or(argument.ty);
            }
        }
        let mut first = First {
            info,
            types: &before,
            plain: &plain,
        };
        copy(function, &mut first);
    }
}

struct First<'a> {
    /// Of the function as it was.
    info: &'a FunctionInfo,
    types: &'a UniqueArena<Type>,
    plain: &'a Plain,
}

impl First<'_> {
    fn is_plain(&self, copy: &Copy, image: Handle<Expression>) -> bool {
        if !is_depth(self.info[image].ty.inner_with(self.types)) {
            return false;
        }
        match copy.old[image] {
            Expression::GlobalVariable(variable) => self.plain.variables.contains(&variable),
            _ => {
                let ty = self.info[image].ty.handle();
                ty.is_some_and(|ty| self.plain.whole.contains(&ty))
            }
        }
    }
}

impl Edit for First<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        mut expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let is_plain = value_of(&copy.old[old]).is_some_and(|image| self.is_plain(copy, image));
        if !is_plain {
            return copy.append(expression, span);
        }
        // The level of a depth is an integer.
        if let (
            Expression::ImageSample {
                level: SampleLevel::Exact(level),
                ..
            },
            Expression::ImageSample {
                level: SampleLevel::Exact(was),
                ..
            },
        ) = (&mut expression, &copy.old[old])
            && self.info[*was].ty.inner_with(self.types).scalar_kind() != Some(ScalarKind::Float)
        {
            let float = Expression::As {
                expr: *level,
                kind: ScalarKind::Float,
                convert: Some(4),
            };
            *level = copy.append(float, span);
        }
        if let Expression::ImageSample {
            gather: Some(component),
            ..
        } = &mut expression
        {
            *component = SwizzleComponent::X;
            return copy.append(expression, span);
        }
        let base = copy.append(expression, span);
        copy.append(Expression::AccessIndex { base, index: 0 }, span)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const DEPTHS: &str = "
        @group(0) @binding(0) var read: texture_depth_2d;
        @group(0) @binding(1) var both: texture_depth_2d;
        @group(0) @binding(2) var samples: texture_depth_multisampled_2d;
        @group(0) @binding(3) var near: sampler;
        @group(0) @binding(4) var less: sampler_comparison;
        @fragment fn main(@location(0) at: vec2f) -> @location(0) vec4f {
            let size = textureDimensions(read);
            return textureGather(read, near, at)
                + textureSample(read, near, at) + textureSampleLevel(read, near, at, 1) + textureLoad(read, vec2i(at * vec2f(size)), 0)
                + textureLoad(samples, vec2i(at), 1)
                + textureSampleCompare(both, less, at, 0.5);
        }";

    #[test]
    fn what_is_not_compared_is_a_number() {
        let mut changed = module("a.wgsl", DEPTHS);
        let info = valid(&changed);
        assert!(has_plain_depths(&changed, &info));
        read_as_floats(&mut changed, &info);
        let info = valid(&changed);
        assert!(!has_plain_depths(&changed, &info));
        let text = emitted("a.wgsl", DEPTHS, TargetLanguage::Glsl);
        for part in [
            "uniform sampler2D _group_0_binding_0_fs",
            "uniform sampler2DShadow _group_0_binding_1_fs",
            "uniform sampler2DMS _group_0_binding_2_fs",
            ".x",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }

    #[test]
    fn functions_get_what_none_of_their_type_is_compared() {
        let text = "
            @group(0) @binding(0) var read: texture_depth_2d;
            fn depth(map: texture_depth_2d, at: vec2i) -> f32 { return textureLoad(map, at, 0); }
            @fragment fn main(@builtin(position) at: vec4f) -> @location(0) vec4f {
                return vec4f(depth(read, vec2i(at.xy)));
            }";
        let text = emitted("a.wgsl", text, TargetLanguage::Glsl);
        assert!(text.contains("float depth(sampler2D "), "{text}");
    }
}

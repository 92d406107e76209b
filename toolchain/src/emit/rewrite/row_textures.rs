//! Textures of one dimension, for targets that have none of their kind: textures of one row.
//!
//! What is read is the middle of the row, which is what one dimension would give. The host binds a
//! 2D texture. Most have no depth textures of one dimension, WGSL neither arrays nor gradients.

use std::collections::BTreeMap;

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    Block, Expression, Handle, ImageClass, ImageDimension, ImageQuery, Literal, Module,
    SampleLevel, Scalar, ScalarKind, Span, Statement, Type, TypeInner, UniqueArena, VectorSize,
};

use super::copy::{Copy, Edit, any_function, copy};

/// What a target has none of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    /// Depth textures of one dimension.
    Depths,
    /// All arrays of textures of one dimension.
    Arrays,
    /// Gradients of those that are no arrays: it is about all of them.
    Sampled,
}

/// Whether a texture of one dimension is sampled with gradients.
pub(super) fn has_gradients(module: &Module, info: &ModuleInfo) -> bool {
    any_function(module, info, |function, info| {
        function.expressions.iter().any(|(_, expression)| {
            matches!(*expression, Expression::ImageSample {
                image,
                level: SampleLevel::Gradient { .. },
                ..
            } if is_row(info[image].ty.inner_with(&module.types), Rows::Sampled))
        })
    })
}

/// Whether a module has such a texture, none of them in an array of bindings. Offsets into them are gone by now.
pub(super) fn has_rows(module: &Module, rows: Rows) -> bool {
    let is_array = |ty: &Type| match ty.inner {
        TypeInner::BindingArray { base, .. } => is_row(&module.types[base].inner, rows),
        _ => false,
    };
    // naga's GLSL front end adds types for functions that nobody calls.
    let mut globals = module.global_variables.iter();
    let has = globals.any(|(_, global)| is_row(&module.types[global.ty].inner, rows));
    has && !module.types.iter().any(|(_, ty)| is_array(ty))
}

const fn is_row(inner: &TypeInner, rows: Rows) -> bool {
    match inner {
        TypeInner::Image {
            dim: ImageDimension::D1,
            arrayed,
            class,
        } => match rows {
            Rows::Depths => matches!(class, ImageClass::Depth { multi: _ }),
            Rows::Arrays => *arrayed,
            Rows::Sampled => !*arrayed && matches!(class, ImageClass::Sampled { .. }),
        },
        _ => false,
    }
}

/// Makes them 2D textures; the names of those that are bound.
pub(super) fn widen(module: &mut Module, info: &ModuleInfo, rows: Rows) -> Vec<String> {
    let narrow: Vec<_> = module
        .types
        .iter()
        .filter(|(_, ty)| is_row(&ty.inner, rows))
        .map(|(handle, ty)| (handle, ty.clone()))
        .collect();
    let mut wide = BTreeMap::new();
    for (handle, Type { name, mut inner }) in narrow {
        if let TypeInner::Image { dim, .. } = &mut inner {
            *dim = ImageDimension::D2;
        }
        let span = module.types.get_span(handle);
        wide.insert(handle, module.types.insert(Type { name, inner }, span));
    }
    let mut named = Vec::new();
    for (_, global) in module.global_variables.iter_mut() {
        if let Some(&new) = wide.get(&global.ty) {
            global.ty = new;
            named.push(global.name.clone().unwrap_or_default());
        }
    }
    let Module {
        types,
        functions,
        entry_points,
        ..
    } = module;
    for (handle, function) in functions.iter_mut() {
        for argument in &mut function.arguments {
            argument.ty = wide.get(&argument.ty).copied().unwrap_or(argument.ty);
        }
        let info = &info[handle];
        copy(function, &mut Widen { info, types, rows });
    }
    for (index, entry_point) in entry_points.iter_mut().enumerate() {
        let info = info.get_entry_point(index);
        copy(&mut entry_point.function, &mut Widen { info, types, rows });
    }
    named
}

struct Widen<'a> {
    /// Of the function as it was.
    info: &'a FunctionInfo,
    types: &'a mut UniqueArena<Type>,
    rows: Rows,
}

impl Widen<'_> {
    fn is_row(&self, old: Handle<Expression>) -> bool {
        is_row(self.info[old].ty.inner_with(self.types), self.rows)
    }

    /// The place of a texel in the only row; `was` is the number before, of which the type is known.
    fn in_first_row(
        &mut self,
        copy: &mut Copy,
        was: Handle<Expression>,
        number: Handle<Expression>,
        span: Span,
    ) -> Handle<Expression> {
        let scalar = self.info[was].ty.inner_with(self.types).scalar();
        let (scalar, zero) = match scalar.map(|scalar| scalar.kind) {
            Some(ScalarKind::Uint) => (Scalar::U32, Literal::U32(0)),
            _ => (Scalar::I32, Literal::I32(0)),
        };
        self.beside(copy, number, scalar, zero, span)
    }

    /// A number with another beside it.
    fn beside(
        &mut self,
        copy: &mut Copy,
        value: Handle<Expression>,
        scalar: Scalar,
        other: Literal,
        span: Span,
    ) -> Handle<Expression> {
        let inner = TypeInner::Vector {
            size: VectorSize::Bi,
            scalar,
        };
        let ty = self
            .types
            .insert(Type { name: None, inner }, Span::UNDEFINED);
        let other = copy.append(Expression::Literal(other), span);
        let components = vec![value, other];
        copy.append(Expression::Compose { ty, components }, span)
    }
}

impl Edit for Widen<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        mut expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let (Expression::ImageSample { image, .. }
        | Expression::ImageLoad { image, .. }
        | Expression::ImageQuery { image, .. }) = copy.old[old]
        else {
            return copy.append(expression, span);
        };
        if !self.is_row(image) {
            return copy.append(expression, span);
        }
        let was = match copy.old[old] {
            Expression::ImageLoad { coordinate, .. } => Some(coordinate),
            _ => None,
        };
        match &mut expression {
            Expression::ImageSample {
                coordinate, level, ..
            } => {
                *coordinate = self.beside(copy, *coordinate, Scalar::F32, Literal::F32(0.5), span);
                if let SampleLevel::Gradient { x, y } = level {
                    for each in [x, y] {
                        *each = self.beside(copy, *each, Scalar::F32, Literal::F32(0.0), span);
                    }
                }
            }
            Expression::ImageLoad { coordinate, .. } => {
                if let Some(was) = was {
                    *coordinate = self.in_first_row(copy, was, *coordinate, span);
                }
            }
            Expression::ImageQuery {
                query: ImageQuery::Size { .. },
                ..
            } => {
                let base = copy.append(expression, span);
                return copy.append(Expression::AccessIndex { base, index: 0 }, span);
            }
            _ => {}
        }
        copy.append(expression, span)
    }

    fn statement(
        &mut self,
        copy: &mut Copy,
        statement: &Statement,
        into: &mut Block,
        span: Span,
    ) -> bool {
        let (Statement::ImageStore {
            image, coordinate, ..
        }
        | Statement::ImageAtomic {
            image, coordinate, ..
        }) = *statement
        else {
            return false;
        };
        if !self.is_row(image) {
            return false;
        }
        let new = copy.get(coordinate);
        let coordinate = self.in_first_row(copy, coordinate, new, span);
        copy.evaluate(into, span);
        let image = copy.get(image);
        let widened = match *statement {
            Statement::ImageStore {
                array_index, value, ..
            } => Statement::ImageStore {
                image,
                coordinate,
                array_index: array_index.map(|index| copy.get(index)),
                value: copy.get(value),
            },
            Statement::ImageAtomic {
                array_index,
                fun,
                value,
                ..
            } => Statement::ImageAtomic {
                image,
                coordinate,
                array_index: array_index.map(|index| copy.get(index)),
                fun,
                value: copy.get(value),
            },
            _ => return false,
        };
        into.push(widened, span);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const SHADOW: &str = "#version 450
        layout(binding = 0) uniform texture1D map;
        layout(binding = 1) uniform samplerShadow compare;
        layout(location = 0) in vec2 at;
        layout(location = 0) out float lit;
        void main() {
            lit = texture(sampler1DShadow(map, compare), vec3(at.x, 0.0, at.y));
            lit += textureLod(sampler1DShadow(map, compare), vec3(at.x, 0.0, 0.5), 0.0);
        }";

    #[test]
    fn a_row_is_read_in_its_middle() {
        let mut module = module("shadow.frag", SHADOW);
        let info = valid(&module);
        assert!(has_rows(&module, Rows::Depths));
        assert_eq!(widen(&mut module, &info, Rows::Depths), ["map"]);
        valid(&module);
        for (target, part) in [
            (TargetLanguage::Wgsl, "texture_depth_2d"),
            (TargetLanguage::Msl, "depth2d<float"),
        ] {
            let text = emitted("shadow.frag", SHADOW, target);
            assert!(text.contains(part), "{text}");
            assert!(text.matches(".x, 0.5").count() == 2, "{text}");
        }
    }

    #[test]
    fn arrays_of_rows_are_read_and_written_in_wgsl() {
        let text = emitted(
            "rows.frag",
            "#version 450
            layout(binding = 0) uniform texture1DArray map;
            layout(binding = 1) uniform sampler plain;
            layout(binding = 2, rgba8) uniform image1DArray image;
            layout(location = 0) out vec4 colour;
            void main() {
                colour = texture(sampler1DArray(map, plain), vec2(0.25, 1.0));
                colour += textureGrad(sampler1DArray(map, plain), vec2(0.25, 1.0), 0.5, 0.75);
                colour += texelFetch(sampler1DArray(map, plain), ivec2(3, 1), 0);
                colour.xy += vec2(textureSize(sampler1DArray(map, plain), 0));
                imageStore(image, ivec2(5, 2), imageLoad(image, ivec2(4, 1)));
            }",
            TargetLanguage::Wgsl,
        );
        for part in [
            "texture_2d_array<f32>",
            "texture_storage_2d_array<rgba8unorm,read_write>",
            "vec2<f32>(0.5f, 0f), vec2<f32>(0.75f, 0f)",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("_1d"), "{text}");
    }

    #[test]
    fn gradients_and_offsets_make_rows_in_wgsl() {
        let text = emitted(
            "rows.frag",
            "#version 450
            layout(binding = 0) uniform texture1D map;
            layout(binding = 1) uniform sampler plain;
            layout(binding = 2) uniform texture1DArray many;
            layout(location = 0) out vec4 colour;
            void main() {
                colour = textureGradOffset(sampler1D(map, plain), 0.25, 0.5, 0.75, 2);
                colour += textureOffset(sampler1DArray(many, plain), vec2(0.25, 1.0), 3);
            }",
            TargetLanguage::Wgsl,
        );
        for part in [
            "texture_2d<f32>",
            "texture_2d_array<f32>",
            "vec2<f32>(0.75f, 0f)",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("_1d"), "{text}");
    }
}

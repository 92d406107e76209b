//! The point size of mesh stages: left out where the target has none.
//!
//! What there is of a vertex is a struct in memory of the workgroup, in which every member is an output.
//! So the member goes, and what is written to it is written to a variable that nobody reads.

use std::collections::HashMap;

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    Binding, BuiltIn, Expression, Function, Handle, LocalVariable, Module, Scalar, Span, Type,
    TypeInner, UniqueArena,
};

use super::copy::{self, Copy, Edit};
use super::{Rewrite, point_size};
use crate::target::TargetLanguage;

/// Tried for MSL, unless point sizes are asked for: naga leaves them out of what vertex stages give,
/// and panics where a mesh stage has them.
pub(in crate::emit) const MESH_POINT_SIZE: Rewrite = Rewrite {
    step: "dropping the point size of mesh stages",
    targets: &[TargetLanguage::Msl],
    found: |module, _, _| has_point_size(module),
    apply: |change| {
        drop_point_size(change.module, change.info)
            .map_err(|construct| change.unsupported(&construct))?;
        point_size::tell(change);
        Ok(())
    },
};

/// The types of vertices, with the number of the member that is the point size.
type Vertices = HashMap<Handle<Type>, u32>;

/// Whether a mesh stage gives one.
pub(super) fn has_point_size(module: &Module) -> bool {
    !vertices(module).is_empty()
}

fn vertices(module: &Module) -> Vertices {
    let point_size = Some(Binding::BuiltIn(BuiltIn::PointSize));
    let types = module
        .entry_points
        .iter()
        .filter_map(|each| Some(each.mesh_info.as_ref()?.vertex_output_type));
    let found = types.filter_map(|ty| match &module.types[ty].inner {
        TypeInner::Struct { members, .. } => {
            let place = members.iter().position(|each| each.binding == point_size)?;
            Some((ty, u32::try_from(place).ok()?))
        }
        _ => None,
    });
    found.collect()
}

/// Takes the point size out of the vertices of mesh stages.
///
/// # Errors
///
/// What cannot be rewritten, as words to follow "cannot express".
pub(super) fn drop_point_size(module: &mut Module, info: &ModuleInfo) -> Result<(), String> {
    let vertices = vertices(module);
    let inner = TypeInner::Scalar(Scalar::F32);
    let float = module
        .types
        .insert(Type { name: None, inner }, Span::UNDEFINED);
    let mut is_whole = false;
    copy::each_function(module, info, |function, info, types| {
        is_whole |= function.expressions.iter().any(
            |(each, _)| matches!(info[each].ty.handle(), Some(ty) if vertices.contains_key(&ty)),
        );
        let places = places(function, info, types, &vertices);
        if !places.is_empty() {
            let mut edit = Members {
                places,
                float,
                unread: None,
            };
            copy::copy(function, &mut edit);
        }
    });
    if is_whole {
        return Err("a vertex as a whole, with a point size".to_owned());
    }
    for (ty, point_size) in vertices {
        let mut new = module.types[ty].clone();
        if let TypeInner::Struct { members, .. } = &mut new.inner {
            members.remove(point_size as usize);
        }
        // Replacing by a type that the module has already is not possible.
        while module.types.get(&new).is_some() {
            new.name = Some(new.name.unwrap_or_default() + "_");
        }
        module.types.replace(ty, new);
    }
    Ok(())
}

/// What becomes of a pointer to a member.
#[derive(Clone, Copy)]
enum Place {
    /// It is to the member with this number.
    Moved(u32),
    /// There is no such member any more.
    Gone,
}

fn places(
    function: &Function,
    info: &FunctionInfo,
    types: &UniqueArena<Type>,
    vertices: &Vertices,
) -> HashMap<Handle<Expression>, Place> {
    let place = |(handle, expression): (Handle<Expression>, &Expression)| {
        let Expression::AccessIndex { base, index } = *expression else {
            return None;
        };
        let TypeInner::Pointer { base: ty, .. } = *info[base].ty.inner_with(types) else {
            return None;
        };
        let point_size = *vertices.get(&ty)?;
        match index.cmp(&point_size) {
            std::cmp::Ordering::Less => None,
            std::cmp::Ordering::Equal => Some((handle, Place::Gone)),
            std::cmp::Ordering::Greater => Some((handle, Place::Moved(index - 1))),
        }
    };
    function.expressions.iter().filter_map(place).collect()
}

struct Members {
    places: HashMap<Handle<Expression>, Place>,
    float: Handle<Type>,
    /// What stands for the point size.
    unread: Option<Handle<LocalVariable>>,
}

impl Edit for Members {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let expression = match (self.places.get(&old), expression) {
            (Some(Place::Moved(index)), Expression::AccessIndex { base, .. }) => {
                Expression::AccessIndex {
                    base,
                    index: *index,
                }
            }
            (Some(Place::Gone), _) => {
                let variable = *self.unread.get_or_insert_with(|| {
                    let variable = LocalVariable {
                        name: Some("point_size".to_owned()),
                        ty: self.float,
                        init: None,
                    };
                    copy.locals.append(variable, span)
                });
                Expression::LocalVariable(variable)
            }
            (_, expression) => expression,
        };
        copy.append(expression, span)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{module, valid};
    use super::*;

    #[test]
    fn other_members_are_written_as_before() {
        let mut module = module(
            "a.wgsl",
            "enable wgpu_mesh_shader;
            struct Vertex { @builtin(position) position: vec4<f32>, @location(1) size: f32, @location(0) colour: vec4<f32> }
            struct Primitive { @builtin(triangle_indices) indices: vec3<u32> }
            struct Out {
                @builtin(vertices) vertices: array<Vertex, 3>,
                @builtin(primitives) primitives: array<Primitive, 1>,
                @builtin(vertex_count) vertex_count: u32,
                @builtin(primitive_count) primitive_count: u32,
            }
            var<workgroup> out: Out;
            @mesh(out) @workgroup_size(1)
            fn main() {
                out.vertex_count = 3;
                out.vertices[1].size = 2.0;
                out.vertices[1].colour.y = out.vertices[2].size;
            }",
        );
        // No text says it: make the member one.
        let vertex = module.entry_points[0]
            .mesh_info
            .as_ref()
            .map(|mesh| mesh.vertex_output_type);
        if let Some(ty) = vertex {
            let mut with = module.types[ty].clone();
            if let TypeInner::Struct { members, .. } = &mut with.inner {
                members[1].binding = Some(Binding::BuiltIn(BuiltIn::PointSize));
            }
            module.types.replace(ty, with);
        }
        let info = valid(&module);
        assert!(has_point_size(&module));
        assert_eq!(drop_point_size(&mut module, &info), Ok(()));
        valid(&module);
        assert!(!has_point_size(&module));
        let function = &module.entry_points[0].function;
        assert_eq!(function.local_variables.len(), 1);
    }
}

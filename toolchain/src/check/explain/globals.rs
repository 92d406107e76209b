//! What is wrong with constants, overrides and module-scope variables.

use naga::valid::{
    Capabilities, ConstExpressionError, ConstantError, GlobalVariableError, ImmediateError,
    LiteralError, OverrideError, TypeFlags,
};
use naga::{AddressSpace, Constant, Expression, GlobalVariable, Handle, Override, Type, TypeInner};

use super::compose;
use super::report::Report;
use super::scene::Scene;
use super::spell;
use super::types::{self, capability};
use crate::codes;

/// A module-scope expression is wrong.
pub(super) fn const_expression(
    scene: &Scene<'_>,
    handle: Handle<Expression>,
    error: &ConstExpressionError,
) -> Report {
    let place = scene
        .module
        .global_expressions
        .try_get(handle)
        .ok()
        .and_then(|_| scene.place(scene.module.global_expressions.get_span(handle)));
    let report = match error {
        ConstExpressionError::NonConstOrOverride => Report::new(
            codes::CONST_EXPRESSION_KIND,
            "this initialiser is neither a constant nor an override expression",
        ),
        ConstExpressionError::NonFullyEvaluatedConst => Report::new(
            codes::CONST_EXPRESSION_UNEVALUATED,
            "this constant expression could not be evaluated",
        ),
        ConstExpressionError::Compose(error) => {
            let ty = match scene.module.global_expressions.try_get(handle) {
                Ok(Expression::Compose { ty, components: _ }) => Some(*ty),
                _ => None,
            };
            compose::explain(scene, ty, error)
        }
        ConstExpressionError::InvalidSplatType(_) => Report::new(
            codes::SPLAT_TYPE,
            "only a scalar can be repeated to make a vector",
        ),
        ConstExpressionError::Type(_) => Report::new(
            codes::EXPRESSION_TYPE,
            "this constant expression has no type: its operands do not fit together",
        ),
        ConstExpressionError::Literal(error) => literal(error),
        ConstExpressionError::Width(error) => types::width(error),
    };
    report.or_at(place.or_else(|| scene.innermost()), "")
}

/// A number that cannot be written.
pub(super) fn literal(error: &LiteralError) -> Report {
    match error {
        LiteralError::NaN => Report::new(
            codes::LITERAL_NAN,
            "a constant is not a number; shaders cannot hold NaN constants",
        ),
        LiteralError::Infinity => Report::new(
            codes::LITERAL_INFINITE,
            "a constant is infinite; shaders cannot hold infinite constants",
        ),
        LiteralError::Width(error) => types::width(error),
    }
}

fn named(name: &str, kind: &str) -> String {
    if name.is_empty() {
        format!("{kind} without a name")
    } else {
        format!("`{name}`")
    }
}

/// A constant is wrong.
pub(super) fn constant(
    scene: &Scene<'_>,
    handle: Handle<Constant>,
    name: &str,
    error: &ConstantError,
) -> Report {
    let shown = named(name, "a constant");
    let arena = &scene.module.constants;
    let (ty, place) = match arena.try_get(handle) {
        Ok(found) => (scene.ty(found.ty), scene.place(arena.get_span(handle))),
        Err(_) => (String::new(), None),
    };
    match error {
        ConstantError::InitializerExprType => Report::new(
            codes::CONSTANT_NOT_CONST,
            format!("the initialiser of {shown} is not a constant expression"),
        ),
        ConstantError::InvalidType => Report::new(
            codes::CONSTANT_TYPE_MISMATCH,
            format!("the initialiser of {shown} is not of its type `{ty}`"),
        ),
        ConstantError::NonConstructibleType => Report::new(
            codes::CONSTANT_TYPE,
            format!("{shown} cannot be a constant: no value of type `{ty}` can be made"),
        ),
    }
    .at(place, "")
}

/// An override is wrong.
pub(super) fn r#override(
    scene: &Scene<'_>,
    handle: Handle<Override>,
    name: &str,
    error: &OverrideError,
) -> Report {
    let shown = named(name, "an override");
    let arena = &scene.module.overrides;
    let found = arena.try_get(handle).ok();
    let place = found.and_then(|_| scene.place(arena.get_span(handle)));
    let ty = found.map_or_else(String::new, |found| scene.ty(found.ty));
    match error {
        OverrideError::MissingNameAndID => Report::new(
            codes::OVERRIDE_UNNAMED,
            "an override needs a name or an `@id`",
        ),
        OverrideError::DuplicateID => {
            let id = found.and_then(|found| found.id).unwrap_or_default();
            let other = arena
                .iter()
                .find(|(other, value)| *other != handle && value.id == Some(id));
            let other_name = other.map_or_else(
                || "another override".to_owned(),
                |(_, value)| named(value.name.as_deref().unwrap_or_default(), "an override"),
            );
            Report::new(
                codes::OVERRIDE_ID_DUPLICATE,
                format!("{other_name} and {shown} have the same `@id({id})`"),
            )
            .at(place.clone(), "used again here")
            .near(
                other.and_then(|(other, _)| scene.place(arena.get_span(other))),
                "first used here",
            )
        }
        OverrideError::InitializerExprType => Report::new(
            codes::OVERRIDE_INITIALIZER,
            format!("the initialiser of {shown} must be a constant or override expression"),
        ),
        OverrideError::InvalidType => Report::new(
            codes::OVERRIDE_TYPE_MISMATCH,
            format!("the initialiser of {shown} is not of its type `{ty}`"),
        ),
        OverrideError::NonConstructibleType => Report::new(
            codes::OVERRIDE_TYPE,
            format!("{shown} cannot be an override: no value of type `{ty}` can be made"),
        ),
        OverrideError::TypeNotScalar => Report::new(
            codes::OVERRIDE_TYPE,
            format!("{shown} is `{ty}`, but an override must be a scalar"),
        ),
        OverrideError::NotAllowed => Report::new(
            codes::OVERRIDE_NOT_ALLOWED,
            format!("{shown}: overrides are not allowed here"),
        ),
        OverrideError::UninitializedOverride => Report::new(
            codes::OVERRIDE_UNINITIALIZED,
            format!("{shown} has no value and no default"),
        )
        .help("give it a default in the shader, or a value from outside"),
        OverrideError::ConstExpression { handle, source } => {
            const_expression(scene, *handle, source)
        }
    }
    .or_at(place, "")
}

/// A module-scope variable is wrong.
pub(super) fn variable(
    scene: &Scene<'_>,
    handle: Handle<GlobalVariable>,
    error: &GlobalVariableError,
) -> Report {
    let shown = scene.global(handle);
    let place = scene.global_place(handle);
    let Ok(found) = scene.module.global_variables.try_get(handle) else {
        return Report::new(codes::MODULE_INCONSISTENT, "a variable does not exist");
    };
    let ty = scene.ty(found.ty);
    let space = spell::space_name(found.space);
    let report = match error {
        GlobalVariableError::InvalidUsage(used) => {
            let message = match scene.inner_of(found.ty) {
                Some(TypeInner::BindingArray { .. }) => format!(
                    "{shown} is a binding array, which cannot be in the `{}` address space",
                    spell::space_name(*used)
                ),
                _ => format!(
                    "{shown} is declared outside of functions, where the `{}` address space cannot be",
                    spell::space_name(*used)
                ),
            };
            Report::new(codes::ADDRESS_SPACE_USAGE, message)
        }
        GlobalVariableError::InvalidType(_) => Report::new(
            codes::ADDRESS_SPACE_TYPE,
            format!("{shown} of type `{ty}` needs an address space"),
        )
        .help(
            "write `var<private>`, `var<workgroup>`, `var<uniform>` or `var<storage>`; only \
             textures, samplers and acceleration structures go without",
        ),
        GlobalVariableError::InvalidBindingArray(element) => Report::new(
            codes::BINDING_ARRAY_BASE,
            format!(
                "{shown}: `{}` cannot be in a binding array",
                scene.ty(*element)
            ),
        ),
        GlobalVariableError::MissingTypeFlags { required, seen } => {
            flags(scene, &shown, found.ty, found.space, *required, *seen)
        }
        GlobalVariableError::UnsupportedCapability(missing) => {
            capability(&what_needs(scene, found, *missing, &shown), *missing)
        }
        GlobalVariableError::InvalidBinding => match found.binding {
            None => Report::new(
                codes::BINDING_MISSING,
                format!("{shown} is a resource and needs `@group` and `@binding`"),
            )
            .help("put `@group(0) @binding(0)` in front of it, with numbers of its own"),
            Some(_) => Report::new(
                codes::BINDING_UNEXPECTED,
                format!(
                    "{shown} is in the `{space}` address space, where `@group` and `@binding` mean \
                     nothing"
                ),
            )
            .help("remove the attributes"),
        },
        GlobalVariableError::Alignment(used, ty, error) => {
            return types::disalignment(scene, &shown, place, *used, *ty, error);
        }
        GlobalVariableError::InitializerExprType => Report::new(
            codes::INITIALIZER_NOT_CONST,
            format!("the initialiser of {shown} is not a constant or override expression"),
        ),
        GlobalVariableError::InitializerType => Report::new(
            codes::INITIALIZER_TYPE,
            format!("the initialiser of {shown} is not of its type `{ty}`"),
        ),
        GlobalVariableError::InitializerNotAllowed(used) => Report::new(
            codes::INITIALIZER_ADDRESS_SPACE,
            format!(
                "{shown} is in the `{}` address space and cannot have an initialiser",
                spell::space_name(*used)
            ),
        )
        .help("assign the value in a function, or make the variable `var<private>`"),
        GlobalVariableError::StorageAddressSpaceWriteOnlyNotSupported => Report::new(
            codes::STORAGE_WRITE_ONLY,
            format!("{shown} is write-only, which storage buffers cannot be"),
        )
        .help("write `var<storage, read_write>`"),
        GlobalVariableError::InvalidImmediateType(ImmediateError::InvalidScalar(scalar)) => {
            Report::new(
                codes::IMMEDIATE_TYPE,
                format!(
                    "{shown} holds `{}`, which cannot be in the `immediate` address space",
                    spell::scalar_name(*scalar)
                ),
            )
        }
        GlobalVariableError::ZeroSizedTaskPayload => Report::new(
            codes::TASK_PAYLOAD_SIZE,
            format!("the task payload {shown} has no bytes; it needs at least 4"),
        ),
        GlobalVariableError::InvalidMemoryDecorationsAddressSpace => Report::new(
            codes::MEMORY_DECORATION_SPACE,
            format!(
                "{shown} is in the `{space}` address space; `@coherent` and `@volatile` are for \
                 `storage`"
            ),
        ),
        GlobalVariableError::CoherentNotSupported => {
            capability("`@coherent`", Capabilities::MEMORY_DECORATION_COHERENT)
        }
        GlobalVariableError::VolatileNotSupported => {
            capability("`@volatile`", Capabilities::MEMORY_DECORATION_VOLATILE)
        }
    };
    report.or_at(place, "")
}

fn what_needs(
    scene: &Scene<'_>,
    variable: &GlobalVariable,
    missing: Capabilities,
    shown: &str,
) -> String {
    match scene.inner_of(variable.ty) {
        Some(TypeInner::BindingArray { base, size: _ }) => match variable.space {
            AddressSpace::Storage { access: _ } => {
                format!("{shown}, a binding array of storage buffers,")
            }
            AddressSpace::Uniform => format!("{shown}, a binding array of uniform buffers,"),
            _ => format!("{shown}, a binding array of `{}`,", scene.ty(*base)),
        },
        Some(TypeInner::Image { .. })
            if missing == Capabilities::STORAGE_TEXTURE_16BIT_NORM_FORMATS =>
        {
            format!("the format of {shown}, `{}`,", scene.ty(variable.ty))
        }
        _ => format!(
            "{shown} in the `{}` address space",
            spell::space_name(variable.space)
        ),
    }
}

/// The type lacks a property that the address space needs; the first lacking one is told.
fn flags(
    scene: &Scene<'_>,
    shown: &str,
    ty: Handle<Type>,
    space: AddressSpace,
    required: TypeFlags,
    seen: TypeFlags,
) -> Report {
    let lacking = required - seen;
    let name = scene.ty(ty);
    let space_name = spell::space_name(space);
    let inner = scene.inner_of(ty);
    let endless = inner.is_some_and(|inner| inner.is_dynamically_sized(&scene.module.types));
    if lacking.contains(TypeFlags::CREATION_RESOLVED) {
        return Report::new(
            codes::GLOBAL_TYPE_OVERRIDE_SIZED,
            format!(
                "the size of {shown}, `{name}`, depends on an override; that is for the \
                 `workgroup` address space only, not for `{space_name}`"
            ),
        );
    }
    if lacking.contains(TypeFlags::SIZED) || endless {
        return Report::new(
            codes::GLOBAL_TYPE_UNSIZED,
            format!(
                "{shown} of type `{name}` has no fixed size, which the `{space_name}` address \
                 space needs"
            ),
        )
        .help("give the array a length, or make the variable `var<storage>`");
    }
    if lacking.contains(TypeFlags::HOST_SHAREABLE) && !lacking.contains(TypeFlags::DATA) {
        return types::not_shareable(scene, ty, space_name);
    }
    if lacking.contains(TypeFlags::COPY) {
        return Report::new(
            codes::GLOBAL_TYPE_NOT_COPYABLE,
            format!(
                "{shown} of type `{name}` holds atomics, which the `{space_name}` address space \
                 cannot"
            ),
        )
        .help("make the variable `var<storage, read_write>` or `var<workgroup>`");
    }
    let report = Report::new(
        codes::GLOBAL_TYPE,
        format!("{shown} of type `{name}` cannot be in the `{space_name}` address space"),
    );
    match inner {
        Some(TypeInner::Image { .. } | TypeInner::Sampler { .. }) => {
            report.help("textures and samplers have no address space: write `var`")
        }
        Some(TypeInner::Atomic(_) | TypeInner::Array { .. } | TypeInner::Struct { .. }) => {
            report.note("atomics live in the `storage` and `workgroup` address spaces only")
        }
        _ => report,
    }
}

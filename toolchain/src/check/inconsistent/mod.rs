//! What a module that no front end made may have wrong before anything can look at it: handles that
//! refer to nothing, and what naga's validator lets pass though its writers panic over it.

mod emission;

use naga::valid::{Capabilities, ValidationError, ValidationFlags, Validator};
use naga::{
    Expression, Handle, ImageClass, Module, ScalarKind, ShaderStage, Statement, StorageAccess,
    Type, TypeInner, WithSpan,
};

use crate::edit::handles;

/// Looks for a handle that refers to nothing, in a module that no front end made: the validator
/// looks at them before all else, and the rest of it is switched off as far as that goes.
pub(crate) fn broken_handle(module: &Module) -> Option<String> {
    if let Some(name) = calls_itself(module) {
        return Some(format!("the function `{name}` calls itself"));
    }
    if let Some(broken) = broken_type(module).or_else(|| enormous_struct(module)) {
        return Some(broken);
    }
    let mut validator = Validator::new(ValidationFlags::empty(), Capabilities::all());
    if let Err(ValidationError::InvalidHandle(error)) =
        validator.validate(module).map_err(WithSpan::into_inner)
    {
        return Some(error.to_string());
    }
    // Other errors come after the handles, and are for `check` to tell, but for those that naga lets
    // pass and its writers panic over.
    broken_special_handle(module)
        .or_else(|| impossible_texture(module))
        .or_else(|| missing_payload(module))
        .or_else(|| handles::functions(module).find_map(emission::broken))
}

/// The type of an expression, where naga does not look: of constant expressions that no type refers
/// to, and of results.
fn broken_type(module: &Module) -> Option<String> {
    let of_functions = handles::functions(module).flat_map(|function| function.expressions.iter());
    let mut all = module.global_expressions.iter().chain(of_functions);
    all.find_map(|(_, expression)| match *expression {
        Expression::ZeroValue(ty)
        | Expression::Compose { ty, components: _ }
        | Expression::AtomicResult { ty, comparison: _ }
        | Expression::WorkGroupUniformLoadResult { ty }
        | Expression::SubgroupOperationResult { ty } => {
            let found = module.types.check_contains_handle(ty);
            found.err().map(|error| error.to_string())
        }
        _ => None,
    })
}

/// A texture that cannot be, and which naga's writers take for impossible.
fn impossible_texture(module: &Module) -> Option<String> {
    let without_texels =
        module.types.iter().find_map(|(handle, ty)| match ty.inner {
            TypeInner::Image {
                class:
                    ImageClass::Sampled {
                        kind:
                            kind @ (ScalarKind::Bool
                            | ScalarKind::AbstractInt
                            | ScalarKind::AbstractFloat),
                        multi: _,
                    },
                ..
            } => Some(format!(
                "the type {} is a texture of {kind:?}; texels are Float, Sint or Uint",
                handle.index()
            )),
            _ => None,
        });
    // Front ends leave storage textures over whose access they found out later.
    let of_globals = module.global_variables.iter().map(|(_, global)| global.ty);
    let arguments = handles::functions(module).flat_map(|function| &function.arguments);
    let mut used = of_globals.chain(arguments.map(|argument| argument.ty));
    without_texels.or_else(|| used.find_map(|ty| without_access(module, ty)))
}

/// A storage texture, or an array of them, that nothing may be done with.
fn without_access(module: &Module, ty: Handle<Type>) -> Option<String> {
    let ty = match module.types[ty].inner {
        TypeInner::BindingArray { base, size: _ } => base,
        _ => ty,
    };
    match module.types[ty].inner {
        TypeInner::Image {
            class: ImageClass::Storage { format: _, access },
            ..
        } if !access.intersects(StorageAccess::LOAD | StorageAccess::STORE) => Some(format!(
            "the type {} is a storage texture that is neither read nor written; give its access \
             LOAD, STORE or both, also beside ATOMIC",
            ty.index()
        )),
        _ => None,
    }
}

/// A struct that no memory holds: naga adds such numbers without looking.
fn enormous_struct(module: &Module) -> Option<String> {
    const MOST: u32 = i32::MAX.unsigned_abs();
    module.types.iter().find_map(|(handle, ty)| {
        let TypeInner::Struct { ref members, span } = ty.inner else {
            return None;
        };
        let offsets = members.iter().map(|member| member.offset);
        let most = offsets.chain([span]).max().filter(|most| *most > MOST)?;
        Some(format!(
            "the type {} is a struct that reaches to byte {most}; at most {MOST} can be addressed",
            handle.index()
        ))
    })
}

/// A stage of ray tracing without the variable that it is given.
fn missing_payload(module: &Module) -> Option<String> {
    let needs = |stage| {
        matches!(
            stage,
            ShaderStage::AnyHit | ShaderStage::ClosestHit | ShaderStage::Miss
        )
    };
    let mut entry_points = module.entry_points.iter();
    let found =
        entry_points.find(|each| needs(each.stage) && each.incoming_ray_payload.is_none())?;
    Some(format!(
        "the entry point `{}` of the stage {:?} has no incoming_ray_payload; give it the global \
         variable of the payload",
        found.name, found.stage
    ))
}

/// A function that calls itself, where naga's check of handles panics.
fn calls_itself(module: &Module) -> Option<String> {
    let (handle, function) = module.functions.iter().find(|&(handle, function)| {
        handles::has_statement(function, |statement| {
            matches!(statement, Statement::Call { function, .. } if *function == handle)
        })
    })?;
    let name = function.name.clone();
    Some(name.unwrap_or_else(|| format!("{}", handle.index())))
}

/// The same for the handles that the validator does not look at.
pub(crate) fn broken_special_handle(module: &Module) -> Option<String> {
    let special = &module.special_types;
    let types = [
        special.external_texture_params,
        special.external_texture_transfer_function,
    ];
    let types = types.into_iter().flatten();
    let broken_type = types
        .chain(special.predeclared_types.values().copied())
        .find_map(|ty| module.types.check_contains_handle(ty).err());
    let payloads = module.entry_points.iter();
    let broken_payload = payloads
        .filter_map(|entry_point| entry_point.incoming_ray_payload)
        .find_map(|payload| module.global_variables.check_contains_handle(payload).err());
    broken_type
        .or(broken_payload)
        .map(|error| error.to_string())
}

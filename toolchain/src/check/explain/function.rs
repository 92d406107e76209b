//! What is wrong with a function: its header, its statements, its calls.

use naga::valid::{FunctionError, LocalVariableError};
use naga::{
    AddressSpace, Expression, Handle, LocalVariable, StorageAccess, SwitchValue, TypeInner,
};

use super::report::Report;
use super::scene::Body;
use super::types::capability;
use super::{atomic, call, expression, group, spell, statement, walk};
use crate::codes;

/// A function, or the function of an entry point, is wrong.
pub(super) fn explain(body: &Body<'_>, error: &FunctionError) -> Report {
    let scene = body.scene;
    let name = body.name();
    let here = body.statement_place();
    body.look_in(statement::focus(body, error).or(here.clone()));
    let typed = |code, message: String, value: Handle<Expression>| {
        Report::new(code, message).at(body.span(value), body.this_is(value))
    };
    let report = match error {
        FunctionError::Expression { handle, source } => expression::explain(body, *handle, source),
        FunctionError::ExpressionAlreadyInScope(value) => inconsistent(
            body,
            *value,
            &format!("{} is computed twice", body.quote(*value)),
        ),
        FunctionError::LocalVariable {
            handle,
            name,
            source,
        } => local(body, *handle, name, source),
        FunctionError::InvalidArgumentType {
            index,
            name: parameter,
        } => {
            let ty = parameter_type(body, *index);
            Report::new(
                codes::PARAMETER_TYPE,
                format!("the parameter `{parameter}` of {name} cannot have the type `{ty}`"),
            )
            .at(body.parameter_place(*index), "")
            .note("a parameter is a value of fixed size, a texture, a sampler, or a pointer")
        }
        FunctionError::NonConstructibleReturnType => Report::new(
            codes::RESULT_TYPE,
            format!(
                "{name} cannot return `{}`",
                body.function
                    .result
                    .as_ref()
                    .map_or_else(String::new, |result| scene.ty(result.ty))
            ),
        )
        .at(body.result_place(), "")
        .note("a function returns values of fixed size without atomics, pointers or resources"),
        FunctionError::InvalidArgumentPointerSpace {
            index,
            name: parameter,
            space,
        } => Report::new(
            codes::PARAMETER_POINTER_SPACE,
            format!(
                "the parameter `{parameter}` of {name} is a pointer into the `{}` address space, \
                 which cannot be passed to functions",
                spell::space_name(*space)
            ),
        )
        .at(body.parameter_place(*index), "")
        .note("pointers into `function` and `private` can be passed")
        .help("use the variable itself inside the function"),
        FunctionError::BreakOutsideOfLoopOrSwitch => Report::new(
            codes::BREAK_OUTSIDE,
            "`break` stands outside of a loop or `switch`",
        ),
        FunctionError::ContinueOutsideOfLoop => Report::new(
            codes::CONTINUE_OUTSIDE,
            "`continue` stands outside of a loop",
        ),
        FunctionError::InvalidReturnSpot => Report::new(
            codes::RETURN_IN_CONTINUING,
            "`return` stands in a `continuing` block",
        ),
        FunctionError::InvalidReturnType {
            expression,
            expected_ty,
        } => {
            let wanted = expected_ty.map(|ty| scene.ty(ty));
            let message = match (expression, &wanted) {
                (Some(value), Some(wanted)) => {
                    format!("{name} returns `{wanted}`, not {}", body.ty(*value))
                }
                (Some(_), None) => format!("{name} returns nothing, but a value is returned here"),
                (None, Some(wanted)) => format!("{name} must return `{wanted}`"),
                (None, None) => format!("{name} does not return what it should"),
            };
            let label = match (expression, &wanted) {
                (Some(value), _) => body.this_is(*value),
                (None, Some(wanted)) => format!("a value of `{wanted}` is missing here"),
                (None, None) => String::new(),
            };
            let place = expression
                .and_then(|value| body.span(value))
                .or(here.clone());
            let fell_off = expression.is_none()
                && place
                    .as_ref()
                    .is_none_or(|place| !scene.source.slice(place.clone()).contains("return"));
            if fell_off && scene.places.is_some() {
                // The front end added a `return` of nothing at the end.
                return Report::new(
                    codes::RETURN_TYPE,
                    format!("{message}, but its end can be reached without a `return`"),
                )
                .at(
                    body.result_place().or_else(|| body.place()),
                    "promised here",
                );
            }
            Report::new(codes::RETURN_TYPE, message)
                .at(place, label)
                .near(body.result_place(), "the declared result")
        }
        FunctionError::InvalidIfType(condition) => typed(
            codes::CONDITION_TYPE,
            format!(
                "a condition must be `bool`; {} is {}",
                body.quote(*condition),
                body.ty(*condition)
            ),
            *condition,
        ),
        FunctionError::InvalidSwitchType(selector) => typed(
            codes::SWITCH_TYPE,
            format!(
                "`switch` takes an `i32` or `u32`; {} is {}",
                body.quote(*selector),
                body.ty(*selector)
            ),
            *selector,
        ),
        FunctionError::ConflictingSwitchCase(value) => Report::new(
            codes::SWITCH_CASE_DUPLICATE,
            match value {
                SwitchValue::I32(value) => format!("`case {value}` stands twice in one `switch`"),
                SwitchValue::U32(value) => format!("`case {value}u` stands twice in one `switch`"),
                SwitchValue::Default => "`default` stands twice in one `switch`".to_owned(),
            },
        )
        .at(statement::case_place(body, "case"), "the second one"),
        FunctionError::ConflictingCaseType => Report::new(
            codes::SWITCH_CASE_TYPE,
            "the cases of this `switch` are not of the type of its selector",
        )
        .at(statement::case_place(body, "case"), ""),
        FunctionError::MissingDefaultCase => {
            Report::new(codes::SWITCH_DEFAULT, "this `switch` has no `default` case")
                .help("add `default: {}`")
        }
        FunctionError::MultipleDefaultCases => Report::new(
            codes::SWITCH_DEFAULT,
            "this `switch` has more than one `default` case",
        ),
        FunctionError::LastCaseFallTrough => Report::new(
            codes::SWITCH_FALL_THROUGH,
            "the last case of this `switch` falls through to nothing",
        ),
        FunctionError::InvalidStorePointer(pointer) => store(body, *pointer),
        FunctionError::InvalidStoreTexture { actual, actual_ty } => typed(
            codes::STORE_RESOURCE,
            format!(
                "{} is a `{}`, which cannot be assigned",
                body.quote(*actual),
                scene.inner(actual_ty)
            ),
            *actual,
        ),
        FunctionError::InvalidStoreValue {
            actual,
            actual_ty,
            expected_ty,
        } => typed(
            codes::TEXTURE_STORE_TYPE,
            format!(
                "`textureStore` into this format takes `{}`; {} is `{}`",
                scene.inner(expected_ty),
                body.quote(*actual),
                scene.inner(actual_ty)
            ),
            *actual,
        )
        .near(here.clone(), "in this call"),
        FunctionError::InvalidStoreTypes { pointer, value }
            if statement::is_logical(body, *pointer) =>
        {
            typed(
                codes::BINARY_OPERANDS,
                format!(
                    "`&&` and `||` take `bool`; {} is {}",
                    body.quote(*value),
                    body.ty(*value)
                ),
                *value,
            )
        }
        FunctionError::InvalidStoreTypes { pointer, value } => {
            let target = pointee(body, *pointer);
            Report::new(
                codes::STORE_TYPE,
                format!(
                    "{} of type {} cannot be assigned to {} of type `{target}`",
                    body.quote(*value),
                    body.ty(*value),
                    body.quote(*pointer),
                ),
            )
            .at(body.span(*value), body.this_is(*value))
            .near(body.span(*pointer), format!("this is `{target}`"))
        }
        FunctionError::InvalidImageStore(error) | FunctionError::InvalidImageAtomic(error) => {
            let image = statement::image_of_statement(body);
            match image {
                Some(image) => expression::explain_here(body, image, error),
                None => Report::new(
                    codes::TEXTURE_CLASS,
                    "this texture cannot be written like this",
                ),
            }
        }
        FunctionError::InvalidImageAtomicFunction(function) => Report::new(
            codes::TEXTURE_ATOMIC_FUNCTION,
            format!(
                "`{}` does not work on the format of this texture",
                statement::texture_atomic(function)
            ),
        )
        .note("64-bit formats have minimum and maximum only; no format can be exchanged"),
        FunctionError::InvalidImageAtomicValue(value) => typed(
            codes::TEXTURE_ATOMIC_VALUE,
            format!(
                "{} of type {} does not fit the format of the texture",
                body.quote(*value),
                body.ty(*value)
            ),
            *value,
        ),
        FunctionError::InvalidCall { function, error } => call::call(body, *function, error),
        FunctionError::InvalidAtomic(error) => atomic::explain(body, &format!("{error:?}")),
        FunctionError::InvalidRayQueryExpression(query) => typed(
            codes::RAY_QUERY_TYPE,
            format!(
                "a ray query must be a variable of the function; {} is {}",
                body.quote(*query),
                body.ty(*query)
            ),
            *query,
        ),
        FunctionError::InvalidAccelerationStructure(structure) => typed(
            codes::ACCELERATION_STRUCTURE_TYPE,
            format!(
                "an acceleration structure is needed; {} is {}",
                body.quote(*structure),
                body.ty(*structure)
            ),
            *structure,
        ),
        FunctionError::MissingAccelerationStructureVertexReturn(structure, query) => Report::new(
            codes::RAY_VERTEX_RETURN,
            format!(
                "{} returns vertices, so {} must be an `acceleration_structure<vertex_return>`",
                body.quote(*query),
                body.quote(*structure)
            ),
        )
        .at(body.span(*structure), body.this_is(*structure))
        .near(body.span(*query), body.this_is(*query)),
        FunctionError::MissingRayQueryVertexReturn(query) => typed(
            codes::RAY_VERTEX_RETURN,
            format!(
                "{} must be a `ray_query<vertex_return>`",
                body.quote(*query)
            ),
            *query,
        ),
        FunctionError::InvalidRayDescriptor(descriptor) => typed(
            codes::RAY_DESCRIPTOR,
            format!(
                "a `RayDesc` is needed; {} is {}",
                body.quote(*descriptor),
                body.ty(*descriptor)
            ),
            *descriptor,
        ),
        FunctionError::InvalidRayQueryType(ty) => Report::new(
            codes::RAY_QUERY_TYPE,
            format!("a `ray_query` is needed, not a `{}`", scene.ty(*ty)),
        ),
        FunctionError::InvalidHitDistanceType(distance) => typed(
            codes::RAY_HIT_DISTANCE,
            format!(
                "the distance of a hit must be an `f32`; {} is {}",
                body.quote(*distance),
                body.ty(*distance)
            ),
            *distance,
        ),
        FunctionError::MissingCapability(missing) => {
            capability(&statement::statement_name(body), *missing)
        }
        FunctionError::NonUniformControlFlow(requirement, value, disruptor) => {
            group::uniformity(body, *requirement, *value, &format!("{disruptor:?}"))
        }
        FunctionError::PipelineInputRegularFunction { name: parameter } => {
            let index = body
                .function
                .arguments
                .iter()
                .position(|argument| argument.name.as_deref() == Some(parameter));
            Report::new(
                codes::IO_ATTRIBUTE_ON_FUNCTION,
                format!(
                    "the parameter `{parameter}` has an input attribute, but {name} is not an \
                     entry point"
                ),
            )
            .at(index.and_then(|index| body.parameter_place(index)), "")
            .help(
                "remove `@location` or `@builtin`, or make the function an entry point with \
                 `@vertex`, `@fragment` or `@compute`",
            )
        }
        FunctionError::PipelineOutputRegularFunction => Report::new(
            codes::IO_ATTRIBUTE_ON_FUNCTION,
            format!(
                "the result of {name} has an output attribute, but {name} is not an entry point"
            ),
        )
        .at(body.result_place(), "")
        .help(
            "remove `@location` or `@builtin`, or make the function an entry point with \
             `@vertex` or `@fragment`",
        ),
        FunctionError::NonUniformWorkgroupUniformLoad(disruptor) => group::disrupted(
            body,
            Report::new(
                codes::NON_UNIFORM_CONTROL_FLOW,
                "`workgroupUniformLoad` must be reached by all invocations of a workgroup together",
            )
            .at(here.clone(), ""),
            &format!("{disruptor:?}"),
        ),
        FunctionError::WorkgroupUniformLoadExpressionMismatch(value) => inconsistent(
            body,
            *value,
            "the value of `workgroupUniformLoad` belongs to another operation",
        ),
        FunctionError::WorkgroupUniformLoadInvalidPointer(pointer) => typed(
            codes::UNIFORM_LOAD_TYPE,
            format!(
                "`workgroupUniformLoad` takes a pointer to a `workgroup` variable; {} is {}",
                body.quote(*pointer),
                body.ty(*pointer)
            ),
            *pointer,
        ),
        FunctionError::InvalidSubgroup(error) => group::subgroup(body, error),
        FunctionError::InvalidCooperativeStoreTarget(target) => typed(
            codes::COOPERATIVE_OPERAND,
            format!(
                "only a cooperative matrix can be stored like this; {} is {}",
                body.quote(*target),
                body.ty(*target)
            ),
            *target,
        ),
        FunctionError::InvalidCooperativeDataPointer(pointer) => typed(
            codes::COOPERATIVE_OPERAND,
            format!(
                "{} of type {} does not point to the matrix's element type",
                body.quote(*pointer),
                body.ty(*pointer)
            ),
            *pointer,
        ),
        FunctionError::EmitResult(value) => inconsistent(
            body,
            *value,
            &format!(
                "{} is computed outside of its statement",
                body.quote(*value)
            ),
        ),
        FunctionError::UnvisitedExpression(value) => inconsistent(
            body,
            *value,
            &format!("{} has a value that no statement gives", body.quote(*value)),
        ),
        FunctionError::InvalidMeshFunctionCall(value) => typed(
            codes::MESH_CALL_TYPE,
            format!(
                "the counts of a mesh shader are `u32`; {} is {}",
                body.quote(*value),
                body.ty(*value)
            ),
            *value,
        ),
        FunctionError::ConflictingMeshOutputTypes(one, other) => Report::new(
            codes::MESH_OUTPUT_TYPE,
            format!(
                "a mesh shader has one output type; these are {} and {}",
                body.ty(*one),
                body.ty(*other)
            ),
        )
        .at(body.span(*other), body.this_is(*other))
        .near(body.span(*one), body.this_is(*one)),
        FunctionError::ConflictingTaskPayloadVariables(one, other) => Report::new(
            codes::TASK_PAYLOAD,
            format!(
                "a shader has one task payload; these are {} and {}",
                body.quote(*one),
                body.quote(*other)
            ),
        )
        .at(body.span(*other), "")
        .near(body.span(*one), "the other payload"),
        FunctionError::InvalidMeshShaderOutputType(value) => typed(
            codes::MESH_OUTPUT_TYPE,
            format!(
                "mesh shader output must be a struct of yours, not {}",
                body.ty(*value)
            ),
            *value,
        ),
        FunctionError::InvalidPayloadType => Report::new(
            codes::RAY_PAYLOAD,
            "the payload of `traceRay` must be a pointer",
        ),
        FunctionError::InvalidPayloadAddressSpace(space) => Report::new(
            codes::RAY_PAYLOAD,
            format!(
                "the payload of `traceRay` must be in the `ray_payload` or `incoming_ray_payload` \
                 address space, not in `{}`",
                spell::space_name(*space)
            ),
        ),
        FunctionError::MismatchedPayloadType(found, before) => Report::new(
            codes::RAY_PAYLOAD,
            format!(
                "all payloads of a shader have one type; this one is `{}`, an earlier one is `{}`",
                scene.ty(*found),
                scene.ty(*before)
            ),
        ),
        FunctionError::PayloadPointerNotGlobal => Report::new(
            codes::RAY_PAYLOAD,
            "the payload of `traceRay` must be a whole variable, not a part of one",
        ),
    };
    let report = if report.is_marked() {
        report
    } else {
        report.at(here, "")
    };
    let what = if body.entry_point.is_some() {
        "in this entry point"
    } else {
        "in this function"
    };
    if scene.places.is_none() && !report.message.contains(&name) {
        return report.note(format!("{what}: {name}"));
    }
    report.inside(scene.source, body.place(), what)
}

fn parameter_type(body: &Body<'_>, index: usize) -> String {
    body.function
        .arguments
        .get(index)
        .map_or_else(String::new, |argument| body.scene.ty(argument.ty))
}

/// Only a front end (or an edited module) can be at fault.
pub(super) fn inconsistent(body: &Body<'_>, value: Handle<Expression>, message: &str) -> Report {
    Report::new(codes::MODULE_INCONSISTENT, message)
        .at(body.span(value), "")
        .note("no shader source should give such a module: the front end that made it is at fault")
}

/// The type behind a pointer expression.
fn pointee(body: &Body<'_>, pointer: Handle<Expression>) -> String {
    let module = body.scene.module;
    body.inner(pointer)
        .and_then(TypeInner::pointer_base_type)
        .map_or_else(
            || body.bare_ty(pointer).unwrap_or_default(),
            |base| spell::resolution_name(module, &base),
        )
}

fn local(
    body: &Body<'_>,
    handle: Handle<LocalVariable>,
    name: &str,
    error: &LocalVariableError,
) -> Report {
    let arena = &body.function.local_variables;
    let found = arena.try_get(handle).ok();
    let place = found.and_then(|_| body.scene.place(arena.get_span(handle)));
    let ty = found.map_or_else(String::new, |variable| body.scene.ty(variable.ty));
    let shown = if name.is_empty() {
        "a variable".to_owned()
    } else {
        format!("`{name}`")
    };
    let init = found.and_then(|variable| variable.init);
    match error {
        LocalVariableError::InvalidType(_) => Report::new(
            codes::LOCAL_VARIABLE_TYPE,
            format!("{shown} cannot be a variable of a function: its type is `{ty}`"),
        )
        .at(place, "")
        .note(
            "variables in functions have a fixed size and hold no atomics, pointers or resources",
        ),
        LocalVariableError::InitializerType => {
            let report = Report::new(
                codes::INITIALIZER_TYPE,
                match init {
                    Some(init) => format!(
                        "{shown} is `{ty}`, but its initialiser is {}",
                        body.ty(init)
                    ),
                    None => format!("the initialiser of {shown} is not of its type `{ty}`"),
                },
            );
            match init {
                Some(init) => report
                    .at(body.span(init), body.this_is(init))
                    .near(place, "for this variable"),
                None => report.at(place, ""),
            }
        }
        LocalVariableError::NonConstOrOverrideInitializer => Report::new(
            codes::INITIALIZER_NOT_CONST,
            format!("the initialiser of {shown} is not a constant or override expression"),
        )
        .at(init.and_then(|init| body.span(init)).or(place), ""),
    }
}

fn store(body: &Body<'_>, pointer: Handle<Expression>) -> Report {
    let quoted = body.quote(pointer);
    let report = Report::new(
        codes::STORE_TARGET,
        format!("{quoted} cannot be assigned to"),
    )
    .at(body.span(pointer), "");
    let root = walk::root(body.function, pointer);
    let declared = root.and_then(|global| body.scene.global_place(global));
    match body.inner(pointer).and_then(TypeInner::pointer_space) {
        Some(AddressSpace::Uniform) => report
            .near(declared, "a uniform buffer")
            .note("uniform buffers cannot be written")
            .help(match body.scene.speaks_wgsl() {
                true => "make the variable `var<storage, read_write>`",
                false => "make it a `buffer` block",
            }),
        Some(AddressSpace::Storage { access })
            if !access.contains(StorageAccess::STORE) && !body.scene.speaks_wgsl() =>
        {
            report
                .near(declared, "declared `readonly`")
                .help("declare it without `readonly`")
        }
        Some(AddressSpace::Storage { access }) if !access.contains(StorageAccess::STORE) => report
            .near(declared, "declared without `read_write`")
            .note("a storage buffer is read-only unless it says otherwise")
            .help("declare it `var<storage, read_write>`"),
        Some(AddressSpace::Immediate) => report
            .near(declared, "immediate data")
            .note("immediates cannot be written"),
        None => report.note("it is a value, not a place in memory; use `var` instead of `let`"),
        Some(_) => report.near(declared, "declared here"),
    }
}

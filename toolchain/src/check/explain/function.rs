//! What is wrong with a function: its header, its statements, its calls.

use naga::valid::{
    CallError, FunctionError, LocalVariableError, SubgroupError, SubgroupOperationSet,
    UniformityRequirements,
};
use naga::{
    AddressSpace, AtomicFunction, Expression, Function, Handle, LocalVariable, Statement,
    StorageAccess, SwitchValue, TypeInner,
};

use super::scene::{Body, Place, Report};
use super::types::capability;
use super::{expression, spell, walk};
use crate::codes;
use crate::options::set::flag_name;

/// A function, or the function of an entry point, is wrong.
pub(super) fn explain(body: &Body<'_>, error: &FunctionError) -> Report {
    let scene = body.scene;
    let name = body.name();
    let here = body.statement_place();
    body.look_in(focus(body, error).or(here.clone()));
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
        .at(case_place(body, "case"), "the second one"),
        FunctionError::ConflictingCaseType => Report::new(
            codes::SWITCH_CASE_TYPE,
            "the cases of this `switch` are not of the type of its selector",
        )
        .at(case_place(body, "case"), ""),
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
        FunctionError::InvalidStoreTypes { pointer, value } if is_logical(body, *pointer) => typed(
            codes::BINARY_OPERANDS,
            format!(
                "`&&` and `||` take `bool`; {} is {}",
                body.quote(*value),
                body.ty(*value)
            ),
            *value,
        ),
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
            let image = image_of_statement(body);
            match image {
                Some(image) => expression::explain(body, image, error),
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
                texture_atomic(function)
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
        FunctionError::InvalidCall { function, error } => call(body, *function, error),
        FunctionError::InvalidAtomic(error) => super::atomic::explain(body, &format!("{error:?}")),
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
        FunctionError::MissingCapability(missing) => capability(&statement_name(body), *missing),
        FunctionError::NonUniformControlFlow(requirement, value, disruptor) => {
            uniformity(body, *requirement, *value, &format!("{disruptor:?}"))
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
        FunctionError::NonUniformWorkgroupUniformLoad(disruptor) => disrupted(
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
        FunctionError::InvalidSubgroup(error) => subgroup(body, error),
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
    report.inside(scene.source, body.place(), what)
}

/// The statement that an error is about, as far as the error tells.
fn focus(body: &Body<'_>, error: &FunctionError) -> Place {
    let is_it = |statement: &Statement| match (error, statement) {
        (FunctionError::InvalidIfType(wanted), Statement::If { condition, .. }) => {
            wanted == condition
        }
        (
            FunctionError::InvalidIfType(wanted),
            Statement::Loop {
                break_if: Some(condition),
                ..
            },
        ) => wanted == condition,
        (FunctionError::InvalidSwitchType(wanted), Statement::Switch { selector, cases: _ }) => {
            wanted == selector
        }
        (
            FunctionError::InvalidReturnType {
                expression,
                expected_ty: _,
            },
            Statement::Return { value },
        ) => expression == value,
        (
            FunctionError::InvalidStoreTypes {
                pointer: to,
                value: from,
            },
            Statement::Store { pointer, value },
        ) => to == pointer && from == value,
        (FunctionError::InvalidStorePointer(to), Statement::Store { pointer, value: _ }) => {
            to == pointer
        }
        (FunctionError::InvalidStoreTexture { actual, .. }, Statement::Store { value, .. }) => {
            actual == value
        }
        (
            FunctionError::InvalidCall {
                function: called,
                error,
            },
            Statement::Call {
                function,
                arguments,
                result: _,
            },
        ) => {
            called == function
                && match error {
                    CallError::ArgumentType {
                        index,
                        required: _,
                        seen_expression,
                    } => arguments.get(*index) == Some(seen_expression),
                    CallError::ArgumentCount { required: _, seen } => arguments.len() == *seen,
                    CallError::Argument { .. }
                    | CallError::ResultAlreadyInScope(_)
                    | CallError::ResultAlreadyPopulated(_)
                    | CallError::ExpressionMismatch(_) => true,
                }
        }
        _ => false,
    };
    first(body, is_it)
}

/// The head of the case whose first statement naga names.
fn case_place(body: &Body<'_>, word: &str) -> Place {
    let inside = body.statement_place()?;
    body.scene.places.as_ref()?.head_before(word, inside.start)
}

fn parameter_type(body: &Body<'_>, index: usize) -> String {
    body.function
        .arguments
        .get(index)
        .map_or_else(String::new, |argument| body.scene.ty(argument.ty))
}

/// Only a front end (or an edited module) can be at fault.
fn inconsistent(body: &Body<'_>, value: Handle<Expression>, message: &str) -> Report {
    Report::new(codes::MODULE_INCONSISTENT, message)
        .at(body.span(value), "")
        .note("no shader source should give such a module: the front end that made it is at fault")
}

/// Whether a place is the nameless variable that the WGSL front end makes for `&&` and `||`.
fn is_logical(body: &Body<'_>, pointer: Handle<Expression>) -> bool {
    let Some(Expression::LocalVariable(variable)) = body.expression(pointer) else {
        return false;
    };
    let nameless = body
        .function
        .local_variables
        .try_get(*variable)
        .is_ok_and(|variable| variable.name.is_none());
    let text = body
        .span(pointer)
        .map(|place| body.scene.source.slice(place));
    nameless && text.is_some_and(|text| text.contains("&&") || text.contains("||"))
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
            .help("make the variable `var<storage, read_write>`"),
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

/// The image of the image statement that has the innermost span.
fn image_of_statement(body: &Body<'_>) -> Option<Handle<Expression>> {
    let here = body.statement_place();
    let mut exact = None;
    let mut only = None;
    let mut many = false;
    walk::statements(&body.function.body, &mut |statement, span| {
        let (image, coordinate, index) = match statement {
            Statement::ImageStore {
                image,
                coordinate,
                array_index,
                value: _,
            }
            | Statement::ImageAtomic {
                image,
                coordinate,
                array_index,
                fun: _,
                value: _,
            } => (*image, *coordinate, *array_index),
            _ => return,
        };
        many |= only.is_some();
        only = only.or(Some(image));
        let around = body.scene.place(span);
        let inside = here
            .as_ref()
            .zip(around)
            .is_some_and(|(here, around)| around.start <= here.start && here.end <= around.end);
        let named = [Some(image), Some(coordinate), index]
            .into_iter()
            .flatten()
            .any(|part| here.is_some() && body.span(part) == here);
        if exact.is_none() && (inside || named) {
            exact = Some(image);
        }
    });
    exact.or(if many { None } else { only })
}

fn call(body: &Body<'_>, callee: Handle<Function>, error: &CallError) -> Report {
    let scene = body.scene;
    let name = scene.function(callee);
    let declared = scene.function_place(callee);
    let function = scene.module.functions.try_get(callee).ok();
    let here = body.statement_place();
    match error {
        CallError::Argument { index, source } => {
            let argument = argument_of(body, callee, *index);
            match argument {
                Some(argument) => expression::explain(body, argument, source),
                None => Report::new(
                    codes::VALUE_OUT_OF_SCOPE,
                    format!("argument {} of {name} is not available here", index + 1),
                ),
            }
        }
        CallError::ResultAlreadyInScope(value) | CallError::ResultAlreadyPopulated(value) => {
            inconsistent(
                body,
                *value,
                &format!("the result of {name} is computed twice"),
            )
        }
        CallError::ArgumentCount { required, seen } => Report::new(
            codes::CALL_ARGUMENT_COUNT,
            format!(
                "{name} takes {}, but {seen} {} given",
                spell::count(*required, "argument"),
                if *seen == 1 { "is" } else { "are" }
            ),
        )
        .at(here, format!("{seen} given"))
        .near(declared, format!("takes {required}")),
        CallError::ArgumentType {
            index,
            required,
            seen_expression,
        } => {
            let parameter = function
                .and_then(|function| function.arguments.get(*index))
                .and_then(|argument| argument.name.as_deref());
            let wanted = scene.ty(*required);
            let part = match parameter {
                Some(parameter) if !parameter.is_empty() => format!("`{parameter}`"),
                _ => format!("argument {}", index + 1),
            };
            let parameter_place = scene
                .places
                .as_ref()
                .and_then(|places| places.parameter(function?.name.as_deref()?, parameter?));
            Report::new(
                codes::CALL_ARGUMENT_TYPE,
                format!(
                    "{part} of {name} is `{wanted}`, but {} is {}",
                    body.quote(*seen_expression),
                    body.ty(*seen_expression)
                ),
            )
            .at(
                body.span(*seen_expression).or(here),
                body.this_is_not(*seen_expression, &format!("`{wanted}`")),
            )
            .near(parameter_place.or(declared), "the parameter")
        }
        CallError::ExpressionMismatch(None) => Report::new(
            codes::CALL_RESULT_UNUSED,
            format!("the result of {name} is not taken by this call"),
        )
        .at(here, ""),
        CallError::ExpressionMismatch(Some(value)) => {
            if function.is_some_and(|function| function.result.is_none()) {
                Report::new(
                    codes::CALL_WITHOUT_RESULT,
                    format!("{name} returns nothing, so its call has no value"),
                )
                .at(here, "")
                .near(declared, "declared without a result")
            } else {
                inconsistent(
                    body,
                    *value,
                    &format!("the call of {name} has another function's result"),
                )
            }
        }
    }
}

fn argument_of(
    body: &Body<'_>,
    callee: Handle<Function>,
    index: usize,
) -> Option<Handle<Expression>> {
    let here = body.statement_place();
    let mut found = None;
    walk::statements(&body.function.body, &mut |statement, span| {
        if let Statement::Call {
            function,
            arguments,
            result: _,
        } = statement
            && *function == callee
            && (found.is_none() || body.scene.place(span) == here)
        {
            found = arguments.get(index).copied();
        }
    });
    found
}

const fn texture_atomic(function: &AtomicFunction) -> &'static str {
    match function {
        AtomicFunction::Add => "textureAtomicAdd",
        AtomicFunction::Subtract => "textureAtomicSub",
        AtomicFunction::And => "textureAtomicAnd",
        AtomicFunction::ExclusiveOr => "textureAtomicXor",
        AtomicFunction::InclusiveOr => "textureAtomicOr",
        AtomicFunction::Min => "textureAtomicMin",
        AtomicFunction::Max => "textureAtomicMax",
        AtomicFunction::Exchange { compare: _ } => "textureAtomicExchange",
    }
}

/// What the statement at the innermost span is, for messages on capabilities.
fn statement_name(body: &Body<'_>) -> String {
    let here = body.statement_place();
    let mut name = None;
    walk::statements(&body.function.body, &mut |statement, span| {
        let same = here.is_none() || body.scene.place(span) == here;
        let what = match statement {
            Statement::SubgroupBallot { .. } => "`subgroupBallot`",
            Statement::SubgroupGather { .. } | Statement::SubgroupCollectiveOperation { .. } => {
                "a subgroup operation"
            }
            Statement::ControlBarrier(_) | Statement::MemoryBarrier(_) => "a subgroup barrier",
            Statement::ImageAtomic { .. } => "an atomic operation on a texture",
            _ => return,
        };
        if same && name.is_none() {
            name = Some(what);
        }
    });
    name.unwrap_or("this operation").to_owned()
}

fn uniformity(
    body: &Body<'_>,
    requirement: UniformityRequirements,
    value: Handle<Expression>,
    disruptor: &str,
) -> Report {
    let what = if requirement.contains(UniformityRequirements::WORK_GROUP_BARRIER) {
        "a barrier"
    } else if requirement.contains(UniformityRequirements::COOP_OPS) {
        "a cooperative matrix operation"
    } else {
        "a derivative"
    };
    let report = Report::new(
        codes::NON_UNIFORM_CONTROL_FLOW,
        format!("{what} must be reached by all invocations together, and may not be here"),
    )
    .at(body.span(value), "needs uniform control flow");
    disrupted(body, report, disruptor)
}

/// Adds what disrupted uniform control flow. naga does not export the type, so its debug form is
/// read: `Return`, `Discard`, or `Expression` with an index.
fn disrupted(body: &Body<'_>, report: Report, disruptor: &str) -> Report {
    match disruptor {
        "Return" => {
            let place = first(body, |statement| {
                matches!(statement, Statement::Return { .. })
            });
            report
                .near(place, "some invocations may have returned here")
                .note("an earlier `return` may have ended some invocations")
        }
        "Discard" => {
            let place = first(body, |statement| matches!(statement, Statement::Kill));
            report
                .near(place, "some invocations may have been discarded here")
                .note("an earlier `discard` may have ended some invocations")
        }
        expression => match body.numbered(expression) {
            Some(value) => report
                .near(
                    body.span(value),
                    "control flow depends on this, which differs between invocations",
                )
                .note(format!(
                    "{} may differ between invocations",
                    body.quote_or(value, "a condition")
                )),
            None => report,
        },
    }
}

fn first(body: &Body<'_>, matches: impl Fn(&Statement) -> bool) -> Place {
    let mut place = None;
    walk::statements(&body.function.body, &mut |statement, span| {
        if place.is_none() && matches(statement) {
            place = body.scene.place(span);
        }
    });
    place
}

fn subgroup(body: &Body<'_>, error: &SubgroupError) -> Report {
    match error {
        SubgroupError::InvalidOperand(operand) => Report::new(
            codes::SUBGROUP_OPERAND,
            format!(
                "{} of type {} cannot be used in this subgroup operation",
                body.quote(*operand),
                body.ty(*operand)
            ),
        )
        .at(body.span(*operand), body.this_is(*operand))
        .note(
            "arithmetic takes numbers, bitwise operations take integers of 32 bits or more, votes \
             take `bool`, and lane indices are `u32`",
        ),
        SubgroupError::ResultTypeMismatch(value) => inconsistent(
            body,
            *value,
            "the result of a subgroup operation is not of its operand's type",
        ),
        SubgroupError::UnsupportedOperation(operations) => {
            let names = operation_names(*operations);
            Report::new(
                codes::SUBGROUP_OPERATION,
                format!("subgroup operations of the kind {names} are not allowed"),
            )
            .help(format!(
                "`--validate-subgroup-operations` leaves out {names}"
            ))
        }
        SubgroupError::UnknownOperation => Report::new(
            codes::SUBGROUP_OPERATION,
            "there is no such subgroup operation: only additions and multiplications can be \
             scanned",
        ),
        SubgroupError::InvalidInvocationIdExprType(index) => Report::new(
            codes::SUBGROUP_LANE,
            format!(
                "the invocation to broadcast from must be a constant; {} is not",
                body.quote(*index)
            ),
        )
        .at(body.span(*index), "not a constant")
        .help("use `subgroupShuffle` for an invocation that is known only at run time"),
    }
}

fn operation_names(operations: SubgroupOperationSet) -> String {
    spell::list(
        operations
            .iter_names()
            .map(|(name, _)| format!("`{}`", flag_name(name))),
    )
}

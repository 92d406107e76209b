//! What is wrong with an expression of a function.

use naga::common::wgsl::TryToWgsl;
use naga::proc::{IndexableLength, IndexableLengthError, ResolveArraySizeError, ResolveError};
use naga::valid::{Capabilities, ExpressionError};
use naga::{Expression, Handle, MathFunction, Scalar, ScalarKind, Statement, TypeInner};

use super::report::Report;
use super::scene::Body;
use super::{compose, globals, image, operator, spell, types, walk};
use crate::codes;

/// The expression `at` is wrong.
pub(super) fn explain(body: &Body<'_>, at: Handle<Expression>, error: &ExpressionError) -> Report {
    body.look_in(body.span(at));
    explain_here(body, at, error)
}

/// The same for an expression that is a part of the statement looked at; for the texture
/// statements, `at` is the texture.
pub(super) fn explain_here(
    body: &Body<'_>,
    at: Handle<Expression>,
    error: &ExpressionError,
) -> Report {
    let scene = body.scene;
    let here = body.span(at);
    let report = match error {
        ExpressionError::NotInScope => Report::new(
            codes::VALUE_OUT_OF_SCOPE,
            format!(
                "{} is used where it may not have been computed yet",
                body.quote(at)
            ),
        )
        .at(here.clone(), "")
        .note("a value can be used only where every way to that point computes it"),
        ExpressionError::InvalidBaseType(base) => index_base(body, *base),
        ExpressionError::InvalidIndexType(index) => Report::new(
            codes::INDEX_TYPE,
            format!(
                "an index must be an `i32` or `u32`; {} is {}",
                body.quote(*index),
                body.ty(*index)
            ),
        )
        .at(body.span(*index), body.this_is(*index)),
        ExpressionError::NegativeIndex(base) => Report::new(
            codes::INDEX_NEGATIVE,
            format!("the index into {} is negative", body.quote(*base)),
        )
        .at(index_of(body, at).and_then(|index| body.span(index)).or(here.clone()), "negative"),
        ExpressionError::IndexOutOfBounds(base, index) => {
            out_of_bounds(body, at, *base, *index)
        }
        ExpressionError::FunctionArgumentDoesntExist(index) => Report::new(
            codes::PARAMETER_UNKNOWN,
            format!("{} has no parameter {index}", body.name()),
        ),
        ExpressionError::InvalidPointerType(pointer) => load(body, *pointer),
        ExpressionError::InvalidArrayType(array) => {
            let report = Report::new(
                codes::ARRAY_LENGTH_ARGUMENT,
                format!(
                    "`arrayLength` takes a pointer to an array without a length; {} is {}",
                    body.quote(*array),
                    body.ty(*array)
                ),
            )
            .at(body.span(*array), body.this_is(*array));
            match known_length(body, *array) {
                Some(length) => report.help(format!("its length is always {length}")),
                None => report,
            }
        }
        ExpressionError::InvalidRayQueryType(query) => Report::new(
            codes::RAY_QUERY_TYPE,
            format!(
                "a pointer to a `ray_query` in a function variable is needed; {} is {}",
                body.quote(*query),
                body.ty(*query)
            ),
        )
        .at(body.span(*query), body.this_is(*query))
        .note("vertex positions need a `ray_query<vertex_return>`"),
        ExpressionError::InvalidSplatType(value) => splat(body, *value),
        ExpressionError::InvalidVectorType(vector) => swizzle_base(body, *vector),
        ExpressionError::InvalidSwizzleComponent(component, size) => {
            let vector = match body.expression(at) {
                Some(Expression::Swizzle { vector, .. }) => body.quote_or(*vector, "the vector"),
                _ => "the vector".to_owned(),
            };
            Report::new(
                codes::SWIZZLE_COMPONENT,
                format!(
                    "there is no `.{}`: {vector} has only {} components",
                    spell::component(*component),
                    spell::digit(*size)
                ),
            )
        }
        ExpressionError::Compose(error) => compose::in_body(body, at, error),
        ExpressionError::InvalidZeroValue(ty) => Report::new(
            codes::ZERO_VALUE_TYPE,
            format!("there is no zero value of `{}`", scene.ty(*ty)),
        )
        .note("zero values exist of numbers, vectors, matrices, and fixed-size arrays and structs of them"),
        ExpressionError::IndexableLength(error) => length(body, at, error),
        ExpressionError::InvalidUnaryOperandType(op, operand) => operator::unary(body, *op, *operand)
            .at(here.clone(), body.this_is(*operand)),
        ExpressionError::InvalidBinaryOperandTypes {
            op,
            lhs_expr,
            lhs_type,
            rhs_expr,
            rhs_type,
        } => operator::binary(body, *op, (*lhs_expr, lhs_type), (*rhs_expr, rhs_type)).near(here.clone(), ""),
        ExpressionError::SelectValuesTypeMismatch { accept, reject } => {
            let report = Report::new(
                codes::SELECT_VALUES,
                format!(
                    "the two values of `select` must have one type; they are `{}` and `{}`",
                    scene.inner(reject),
                    scene.inner(accept)
                ),
            );
            match body.expression(at) {
                Some(Expression::Select {
                    condition: _,
                    accept,
                    reject,
                }) => report
                    .at(body.span(*reject), body.this_is(*reject))
                    .near(body.span(*accept), body.this_is(*accept)),
                _ => report,
            }
        }
        ExpressionError::SelectConditionNotABool { actual } => {
            let report = Report::new(
                codes::SELECT_CONDITION,
                format!(
                    "the condition of `select` must be `bool`, or a vector of `bool` as long as \
                     the values; it is `{}`",
                    scene.inner(actual)
                ),
            );
            match body.expression(at) {
                Some(Expression::Select {
                    condition,
                    accept,
                    reject: _,
                }) => report
                    .at(body.span(*condition), body.this_is(*condition))
                    .near(body.span(*accept), body.this_is(*accept)),
                _ => report,
            }
        }
        ExpressionError::InvalidBooleanVector(argument) => Report::new(
            codes::RELATIONAL_ARGUMENT,
            format!(
                "`all` and `any` take a vector of `bool`; {} is {}",
                body.quote(*argument),
                body.ty(*argument)
            ),
        )
        .at(body.span(*argument), body.this_is(*argument)),
        ExpressionError::InvalidFloatArgument(argument) => Report::new(
            codes::RELATIONAL_ARGUMENT,
            format!(
                "`isNan` and `isInf` take floating-point numbers; {} is {}",
                body.quote(*argument),
                body.ty(*argument)
            ),
        )
        .at(body.span(*argument), body.this_is(*argument)),
        ExpressionError::Type(error) => resolve(body, at, error),
        ExpressionError::InvalidDerivative => {
            let report = Report::new(
                codes::DERIVATIVE_ARGUMENT,
                "derivatives are taken of `f32` and vectors of `f32` only",
            );
            match body.expression(at) {
                Some(Expression::Derivative {
                    axis: _,
                    ctrl: _,
                    expr,
                }) => report.at(body.span(*expr), body.this_is(*expr)),
                _ => report,
            }
        }
        ExpressionError::InvalidCastArgument => cast(body, at),
        ExpressionError::WrongArgumentCount(function) => Report::new(
            codes::BUILTIN_ARGUMENT_COUNT,
            format!(
                "`{}` takes {}",
                math(*function),
                spell::count(function.argument_count(), "argument")
            ),
        ),
        ExpressionError::InvalidArgumentType(function, index, argument) => Report::new(
            codes::BUILTIN_ARGUMENT_TYPE,
            format!(
                "argument {} of `{}`, {}, cannot be {}",
                index + 1,
                math(*function),
                body.quote(*argument),
                body.ty(*argument)
            ),
        )
        .at(body.span(*argument), body.this_is(*argument))
        .near(here.clone(), "in this call"),
        ExpressionError::InvalidWorkGroupUniformLoadResultType(ty) => Report::new(
            codes::UNIFORM_LOAD_TYPE,
            format!(
                "`workgroupUniformLoad` cannot give a `{}`: only types of a fixed size without \
                 atomics in them",
                scene.ty(*ty)
            ),
        ),
        ExpressionError::MissingCapabilities(missing) => {
            types::capability(&needing(body, at), *missing)
        }
        ExpressionError::Literal(error) => {
            // The front end leaves a number without a type where no type is wanted.
            if body.function.result.is_none() && is_returned(body, at) {
                Report::new(
                    codes::RETURN_TYPE,
                    format!("{} returns nothing, but a value is returned here", body.name()),
                )
                .at(here.clone(), "not expected")
            } else {
                globals::literal(error)
            }
        }
        ExpressionError::UnsupportedWidth(function, kind, bytes) => Report::new(
            codes::BUILTIN_ARGUMENT_WIDTH,
            format!(
                "`{}` does not take a {} of {} bits",
                math(*function),
                types::kind_name(*kind),
                u32::from(*bytes) * 8
            ),
        ),
        ExpressionError::InvalidCooperativeOperand(operand) => Report::new(
            codes::COOPERATIVE_OPERAND,
            "the operands of `coopMultiplyAdd` must be cooperative matrices with the roles A, B \
             and C, in this order",
        )
        .at(body.span(*operand), body.this_is(*operand)),
        ExpressionError::ShiftAmountTooLarge { lhs_type, rhs_expr } => {
            let bits = lhs_type
                .scalar_width()
                .map_or(32, |bytes| u32::from(bytes) * 8);
            Report::new(
                codes::SHIFT_AMOUNT,
                format!(
                    "a `{}` cannot be shifted by {}: the amount must be less than {bits}",
                    scene.inner(lhs_type),
                    body.quote_or(*rhs_expr, "so much")
                ),
            )
            .at(body.span(*rhs_expr), format!("must be less than {bits}"))
        }
        ExpressionError::DivideByZero => {
            let divisor = match body.expression(at) {
                Some(Expression::Binary {
                    op: _,
                    left: _,
                    right,
                }) => Some(*right),
                _ => None,
            };
            let message = match body.quote_or(at, "") {
                quoted if quoted.is_empty() => "an integer is divided by zero".to_owned(),
                quoted => format!("{quoted} divides by zero"),
            };
            Report::new(codes::DIVISION_BY_ZERO, message)
                .at(divisor.and_then(|divisor| body.span(divisor)), "this is zero")
        }
        ExpressionError::ExpectedGlobalVariable
        | ExpressionError::ExpectedGlobalOrArgument
        | ExpressionError::ExpectedBindingArrayType(_)
        | ExpressionError::ExpectedImageType(_)
        | ExpressionError::ExpectedSamplerType(_)
        | ExpressionError::InvalidImageClass(_)
        | ExpressionError::InvalidImageFormat(_)
        | ExpressionError::InvalidImageStorageAccess(_)
        | ExpressionError::InvalidImageArrayIndex
        | ExpressionError::InvalidImageSampleSelector
        | ExpressionError::MissingImageSampleSelector
        | ExpressionError::InvalidImageLevelSelector
        | ExpressionError::MissingImageLevelSelector
        | ExpressionError::InvalidImageArrayIndexType(_)
        | ExpressionError::InvalidImageOtherIndexType(_)
        | ExpressionError::InvalidImageCoordinateType(_, _)
        | ExpressionError::ComparisonSamplingMismatch { .. }
        | ExpressionError::InvalidSampleOffsetExprType
        | ExpressionError::InvalidSampleOffset(_, _)
        | ExpressionError::InvalidDepthReference(_)
        | ExpressionError::InvalidDepthSampleLevel
        | ExpressionError::InvalidGatherLevel
        | ExpressionError::InvalidGatherComponent(_)
        | ExpressionError::InvalidGatherDimension(_)
        | ExpressionError::InvalidSampleLevelExactType(_)
        | ExpressionError::InvalidSampleLevelBiasType(_)
        | ExpressionError::InvalidSampleLevelBiasDimension(_)
        | ExpressionError::InvalidSampleLevelGradientType(_, _)
        | ExpressionError::InvalidSampleClampCoordinateToEdge(_) => {
            image::explain(body, at, error)
        }
    };
    report.or_at(here.or_else(|| body.statement_place()), "")
}

fn is_returned(body: &Body<'_>, wanted: Handle<Expression>) -> bool {
    let mut found = false;
    walk::statements(&body.function.body, &mut |statement, _| {
        found |= matches!(statement, Statement::Return { value } if *value == Some(wanted));
    });
    found
}

/// A built-in function by its name in WGSL.
pub(super) fn math(function: MathFunction) -> &'static str {
    function.try_to_wgsl().unwrap_or("this function")
}

fn index_base(body: &Body<'_>, base: Handle<Expression>) -> Report {
    Report::new(
        codes::INDEX_BASE,
        format!(
            "{} cannot be indexed: {} has no elements",
            body.quote(base),
            body.ty(base)
        ),
    )
    .at(body.span(base), body.this_is(base))
}

fn splat(body: &Body<'_>, value: Handle<Expression>) -> Report {
    Report::new(
        codes::SPLAT_TYPE,
        format!(
            "only a scalar can be repeated to make a vector; {} is {}",
            body.quote(value),
            body.ty(value)
        ),
    )
    .at(body.span(value), body.this_is(value))
}

fn swizzle_base(body: &Body<'_>, vector: Handle<Expression>) -> Report {
    Report::new(
        codes::SWIZZLE_BASE,
        format!(
            "only vectors have components like `.xy`; {} is {}",
            body.quote(vector),
            body.ty(vector)
        ),
    )
    .at(body.span(vector), body.this_is(vector))
}

fn load(body: &Body<'_>, pointer: Handle<Expression>) -> Report {
    let report = Report::new(
        codes::LOAD_TYPE,
        format!(
            "{} of type {} cannot be read as a value",
            body.quote(pointer),
            body.ty(pointer)
        ),
    )
    .at(body.span(pointer), body.this_is(pointer));
    let base = match body.inner(pointer) {
        Some(TypeInner::Pointer { base, space: _ }) => body.scene.inner_of(*base),
        _ => None,
    };
    match base {
        Some(TypeInner::Array { .. } | TypeInner::Struct { .. }) => report.note(
            "its length is known only at run time: read single elements, or take a pointer to it \
             with `&`",
        ),
        Some(TypeInner::Atomic(_)) => report.help("read it with `atomicLoad(&…)`"),
        _ => report,
    }
}

fn index_of(body: &Body<'_>, at: Handle<Expression>) -> Option<Handle<Expression>> {
    match body.expression(at) {
        Some(Expression::Access { base: _, index }) => Some(*index),
        _ => None,
    }
}

/// The number of elements of a value or of what a pointer points to.
fn known_length(body: &Body<'_>, base: Handle<Expression>) -> Option<u32> {
    match body.inner(base)?.indexable_length(body.scene.module).ok()? {
        IndexableLength::Known(length) => Some(length),
        IndexableLength::Dynamic => None,
    }
}

fn out_of_bounds(
    body: &Body<'_>,
    at: Handle<Expression>,
    base: Handle<Expression>,
    index: u32,
) -> Report {
    let known = known_length(body, base);
    let name = body.quote_or(base, "the value");
    let message = match known {
        Some(length) => format!(
            "index {index} is out of bounds: {name} has {}",
            spell::count(length as usize, "element")
        ),
        None => format!("index {index} is out of bounds of {name}"),
    };
    let report = Report::new(codes::INDEX_OUT_OF_BOUNDS, message);
    let report = match index_of(body, at) {
        Some(inner) => report.at(body.span(inner), ""),
        None => report,
    }
    .or_at(body.span(at), "");
    match known {
        Some(length) if length > 0 => report.note(format!("indices go from 0 to {}", length - 1)),
        _ => report,
    }
}

fn length(body: &Body<'_>, at: Handle<Expression>, error: &IndexableLengthError) -> Report {
    let base = match body.expression(at) {
        Some(
            Expression::Access { base, index: _ } | Expression::AccessIndex { base, index: _ },
        ) => *base,
        _ => at,
    };
    match error {
        IndexableLengthError::TypeNotIndexable => index_base(body, base),
        IndexableLengthError::ResolveArraySizeError(
            ResolveArraySizeError::ExpectedPositiveArrayLength,
        ) => Report::new(
            codes::ARRAY_LENGTH_NOT_POSITIVE,
            format!("the length of {} must be at least 1", body.quote(base)),
        )
        .at(body.span(base), body.this_is(base)),
        IndexableLengthError::ResolveArraySizeError(ResolveArraySizeError::NonConstArrayLength)
        | IndexableLengthError::Pending(_) => Report::new(
            codes::ARRAY_LENGTH_UNRESOLVED,
            format!(
                "the length of {} depends on an override that has no value yet",
                body.quote(base)
            ),
        )
        .at(body.span(base), body.this_is(base)),
    }
}

fn resolve(body: &Body<'_>, at: Handle<Expression>, error: &ResolveError) -> Report {
    match error {
        ResolveError::OutOfBoundsIndex { expr, index } => out_of_bounds(body, at, *expr, *index),
        ResolveError::InvalidAccess { expr, indexed: _ } => index_base(body, *expr),
        ResolveError::InvalidSubAccess { ty, indexed: _ } => Report::new(
            codes::INDEX_BASE,
            format!(
                "`{}` has no elements and cannot be indexed",
                body.scene.ty(*ty)
            ),
        ),
        ResolveError::InvalidScalar(value) => splat(body, *value),
        ResolveError::InvalidVector(vector) => swizzle_base(body, *vector),
        ResolveError::InvalidPointer(pointer) => load(body, *pointer),
        ResolveError::InvalidImage(texture) => image::not_a_texture(body, *texture),
        ResolveError::FunctionNotDefined { name } => Report::new(
            codes::FUNCTION_UNKNOWN,
            format!("there is no function `{name}`"),
        ),
        ResolveError::FunctionReturnsVoid => {
            let name = match body.expression(at) {
                Some(Expression::CallResult(function)) => body.scene.function(*function),
                _ => "the function".to_owned(),
            };
            Report::new(
                codes::CALL_WITHOUT_RESULT,
                format!("{name} returns nothing, so its call has no value"),
            )
        }
        ResolveError::IncompatibleOperands(_) => incompatible(body, at),
        ResolveError::FunctionArgumentNotFound(index) => Report::new(
            codes::PARAMETER_UNKNOWN,
            format!("{} has no parameter {index}", body.name()),
        ),
        ResolveError::MissingSpecialType => Report::new(
            codes::MODULE_INCONSISTENT,
            "a predeclared type of this built-in function is missing from the module",
        ),
        ResolveError::BuiltinArgumentsInvalid(_) => match body.expression(at) {
            Some(Expression::Math {
                fun,
                arg,
                arg1,
                arg2,
                arg3,
            }) => {
                let arguments: Vec<_> = [Some(*arg), *arg1, *arg2, *arg3]
                    .into_iter()
                    .flatten()
                    .collect();
                let types = spell::list(arguments.iter().map(|argument| body.ty(*argument)));
                let mut report = Report::new(
                    codes::BUILTIN_ARGUMENT_TYPE,
                    format!("`{}` cannot take {types}", math(*fun)),
                );
                for argument in arguments {
                    report = report.at(body.span(argument), body.this_is(argument));
                }
                report
            }
            _ => Report::new(
                codes::BUILTIN_ARGUMENT_TYPE,
                "the arguments of this built-in function do not fit",
            ),
        },
    }
}

/// Operands that give no common type; naga's own text is a debug form.
fn incompatible(body: &Body<'_>, at: Handle<Expression>) -> Report {
    match body.expression(at) {
        Some(Expression::Binary { op, left, right }) => {
            match (body.inner(*left), body.inner(*right)) {
                (Some(left_type), Some(right_type)) => {
                    operator::binary(body, *op, (*left, left_type), (*right, right_type))
                }
                (_, _) => Report::new(
                    codes::BINARY_OPERANDS,
                    format!(
                        "the operands of `{}` do not fit together",
                        operator::binary_sign(*op)
                    ),
                ),
            }
        }
        Some(Expression::As { .. }) => cast(body, at),
        _ => Report::new(
            codes::EXPRESSION_TYPE,
            "this expression has no type: its operands do not fit together",
        ),
    }
}

fn cast(body: &Body<'_>, at: Handle<Expression>) -> Report {
    let Some(Expression::As {
        expr,
        kind,
        convert,
    }) = body.expression(at)
    else {
        return Report::new(codes::CONVERSION, "this value cannot be converted");
    };
    let source = body.inner(*expr).and_then(TypeInner::scalar);
    let is_number = matches!(
        body.inner(*expr),
        Some(TypeInner::Scalar(_) | TypeInner::Vector { .. } | TypeInner::Matrix { .. })
    );
    let width = convert.or(source.map(|scalar| scalar.width));
    let target = width.map(|width| Scalar { kind: *kind, width });
    let missing = match (*kind, width) {
        (ScalarKind::Float, Some(2)) => Capabilities::SHADER_FLOAT16,
        (ScalarKind::Float, Some(8)) => Capabilities::FLOAT64,
        (ScalarKind::Sint | ScalarKind::Uint, Some(2)) => Capabilities::SHADER_INT16,
        (ScalarKind::Sint | ScalarKind::Uint, Some(8)) => Capabilities::SHADER_INT64,
        _ => Capabilities::empty(),
    };
    let target = target.map_or_else(
        || "another type".to_owned(),
        |scalar| format!("`{}`", spell::scalar_name(scalar)),
    );
    if is_number && !missing.is_empty() {
        return types::capability(&format!("a conversion to {target}"), missing)
            .at(body.span(at), "");
    }
    Report::new(
        codes::CONVERSION,
        format!(
            "{} of type {} cannot be converted to {target}",
            body.quote(*expr),
            body.ty(*expr)
        ),
    )
    .at(body.span(*expr), body.this_is(*expr))
}

/// What it is that needs a capability.
fn needing(body: &Body<'_>, at: Handle<Expression>) -> String {
    match body.expression(at) {
        Some(Expression::Math { fun, .. }) => format!("`{}`", math(*fun)),
        Some(Expression::Access { base, index }) => format!(
            "indexing {} with {}, which differs between invocations,",
            body.quote_or(*base, "a binding array"),
            body.quote_or(*index, "a value")
        ),
        _ => "this expression".to_owned(),
    }
}

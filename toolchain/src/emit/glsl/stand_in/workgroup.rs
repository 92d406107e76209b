//! Memory of the workgroup that starts as zero.

use naga::{
    Barrier, BinaryOperator, Binding, Block, BuiltIn, Constant, Expression, Function,
    FunctionArgument, GlobalVariable, Handle, Module, Range, RelationalFunction, Scalar, Span,
    Statement, Type, TypeInner, VectorSize,
};

/// Lets the first invocation set variables of the workgroup to these zeros, as the writer would.
pub(super) fn set_to_zero(
    module: &mut Module,
    function: &mut Function,
    variables: &[(Handle<GlobalVariable>, Handle<Constant>)],
) {
    let span = Span::UNDEFINED;
    let place = TypeInner::Vector {
        size: VectorSize::Tri,
        scalar: Scalar::U32,
    };
    let place = Type {
        name: None,
        inner: place,
    };
    let place = module.types.insert(place, span);
    let right = Expression::ZeroValue(place);
    let right = function.expressions.append(right, span);
    let left = place_in_workgroup(module, function, place);
    let expressions = &mut function.expressions;
    let is_computed = matches!(expressions[left], Expression::AccessIndex { .. });
    let equal = Expression::Binary {
        op: BinaryOperator::Equal,
        left,
        right,
    };
    let equal = expressions.append(equal, span);
    let is_first = Expression::Relational {
        fun: RelationalFunction::All,
        argument: equal,
    };
    let is_first = expressions.append(is_first, span);
    let mut accept = Block::new();
    for &(variable, zero) in variables {
        let pointer = expressions.append(Expression::GlobalVariable(variable), span);
        let value = expressions.append(Expression::Constant(zero), span);
        accept.push(Statement::Store { pointer, value }, span);
    }
    let mut start = Block::new();
    let first = if is_computed { left } else { equal };
    let emitted = Range::new_from_bounds(first, is_first);
    start.push(Statement::Emit(emitted), span);
    start.push(
        Statement::If {
            condition: is_first,
            accept,
            reject: Block::new(),
        },
        span,
    );
    start.push(Statement::ControlBarrier(Barrier::WORK_GROUP), span);
    start.extend_block(std::mem::take(&mut function.body));
    function.body = start;
}

/// The place of an invocation in its workgroup: from an argument, from a member of one, or from a new
/// one of this type.
fn place_in_workgroup(
    module: &Module,
    function: &mut Function,
    ty: Handle<Type>,
) -> Handle<Expression> {
    let span = Span::UNDEFINED;
    let is_place =
        |binding: &Option<Binding>| *binding == Some(Binding::BuiltIn(BuiltIn::LocalInvocationId));
    let found = (0..).zip(&function.arguments).find_map(|(at, argument)| {
        match &module.types[argument.ty].inner {
            TypeInner::Struct { members, .. } => {
                let member = members
                    .iter()
                    .position(|member| is_place(&member.binding))?;
                Some((at, Some(member)))
            }
            _ => is_place(&argument.binding).then_some((at, None)),
        }
    });
    if let Some((argument, member)) = found {
        let expressions = &mut function.expressions;
        let base = expressions.append(Expression::FunctionArgument(argument), span);
        let Some(member) = member else {
            return base;
        };
        let index = u32::try_from(member).unwrap_or(u32::MAX);
        return expressions.append(Expression::AccessIndex { base, index }, span);
    }
    let argument = u32::try_from(function.arguments.len()).unwrap_or(u32::MAX);
    function.arguments.push(FunctionArgument {
        name: Some("place_in_workgroup".to_owned()),
        ty,
        binding: Some(Binding::BuiltIn(BuiltIn::LocalInvocationId)),
    });
    let place = Expression::FunctionArgument(argument);
    function.expressions.append(place, span)
}

#[cfg(test)]
mod tests {
    use crate::emit::rewrite::testing::emitted;
    use crate::target::TargetLanguage;

    /// The workgroup is set to zero by whatever tells the place in it already.
    #[test]
    fn a_place_in_the_workgroup_is_asked_for_once() {
        let shader = |argument: &str, place: &str| {
            format!(
                "struct Where {{ @builtin(local_invocation_id) place: vec3u }}
                 @group(0) @binding(0) var<storage, read_write> out: array<u64>;
                 var<workgroup> sums: array<u64, 4>;
                 @compute @workgroup_size(4) fn main({argument}) {{
                     out[{place}] = sums[{place}];
                 }}"
            )
        };
        for (argument, place) in [
            ("", "0"),
            ("@builtin(local_invocation_id) id: vec3u", "id.x"),
            ("at: Where", "at.place.x"),
        ] {
            let text = emitted("a.wgsl", &shader(argument, place), TargetLanguage::Glsl);
            assert!(text.contains("sums = uint64_t[4]"), "{text}");
        }
    }
}

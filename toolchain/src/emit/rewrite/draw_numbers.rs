//! Inputs that WGSL and HLSL lack, and that are known all the same.
//!
//! Neither has a point size, so points are one pixel wide, and the place in a point is its middle.
//! Compilers of HLSL write the number of a vertex as `vertex_index - base_vertex`, because theirs
//! begins at 0 in each draw: WGSL says it again in draws that begin at 0, with the base left out.
//! (For HLSL the base is [read](super::first_numbers).)

use std::cmp::Ordering;

use naga::{
    BinaryOperator, Binding, Block, BuiltIn, Constant, Expression, Function, GlobalVariable,
    Handle, Literal, Module, ScalarKind, Span, Statement, Type,
};

use super::handles::{Role, blocks, operands, statement};

/// What can be left out of the arguments of entry points.
pub(super) const KNOWN: &[BuiltIn] = &[
    BuiltIn::PointCoord,
    BuiltIn::BaseVertex,
    BuiltIn::BaseInstance,
];

/// What else can, where no command makes several draws: all are the first.
pub(super) const DRAWS: &[BuiltIn] = &[BuiltIn::DrawIndex];

/// Whether an entry point has the number of the draw as an argument.
pub(super) fn has_draw_index(module: &Module) -> bool {
    is_known(module, BuiltIn::DrawIndex)
}

/// Whether an entry point has an argument whose value is known.
pub(super) fn has_known_inputs(module: &Module) -> bool {
    KNOWN.iter().any(|&built_in| is_known(module, built_in))
}

/// Whether a built-in is an argument, and all its uses are ones for which its value is known.
fn is_known(module: &Module, built_in: BuiltIn) -> bool {
    let mut found = false;
    for entry_point in &module.entry_points {
        let function = &entry_point.function;
        let Some(index) = argument(function, built_in) else {
            continue;
        };
        found = true;
        let counter = match built_in {
            BuiltIn::PointCoord | BuiltIn::DrawIndex => continue,
            BuiltIn::BaseVertex => BuiltIn::VertexIndex,
            _ => BuiltIn::InstanceIndex,
        };
        let Some(base) = holder(function, index) else {
            return false;
        };
        let Some(counter) =
            argument(function, counter).and_then(|counter| holder(function, counter))
        else {
            return false;
        };
        let functions = module.functions.iter().map(|(_, function)| function);
        let entry_points = module.entry_points.iter().map(|each| &each.function);
        if !functions
            .chain(entry_points)
            .all(|each| only_subtracts(each, base, counter))
        {
            return false;
        }
    }
    found
}

/// The argument that is a built-in.
pub(super) fn argument(function: &Function, built_in: BuiltIn) -> Option<usize> {
    let is_it = |binding: &Option<Binding>| *binding == Some(Binding::BuiltIn(built_in));
    function
        .arguments
        .iter()
        .position(|argument| is_it(&argument.binding))
}

/// The private variable into which an argument is put first of all, and nothing else done with it.
fn holder(function: &Function, index: usize) -> Option<Handle<GlobalVariable>> {
    let mut found = None;
    for (_, expression) in function.expressions.iter() {
        let mut used = false;
        operands(expression, |operand| {
            used |= is_argument(function, operand, index);
        });
        // In an expression it would have to be followed.
        if used && !matches!(expression, Expression::As { .. }) {
            return None;
        }
    }
    for each in &function.body {
        if let Statement::Store { pointer, value } = *each
            && is_argument(function, strip(function, value), index)
        {
            let Expression::GlobalVariable(global) = function.expressions[pointer] else {
                return None;
            };
            found = Some(global);
        }
    }
    found
}

fn is_argument(function: &Function, value: Handle<Expression>, index: usize) -> bool {
    matches!(function.expressions[value], Expression::FunctionArgument(at) if at as usize == index)
}

/// A value without the changes between signed and unsigned around it.
fn strip(function: &Function, mut value: Handle<Expression>) -> Handle<Expression> {
    while let Expression::As {
        expr,
        kind: ScalarKind::Sint | ScalarKind::Uint,
        ..
    } = function.expressions[value]
    {
        value = expr;
    }
    value
}

/// Whether a value is what a variable holds.
fn is_load(function: &Function, value: Handle<Expression>, from: Handle<GlobalVariable>) -> bool {
    match function.expressions[strip(function, value)] {
        Expression::Load { pointer } => {
            matches!(function.expressions[pointer], Expression::GlobalVariable(global) if global == from)
        }
        _ => false,
    }
}

/// Whether `base` is only read to be taken from `counter`, and written from arguments only.
fn only_subtracts(
    function: &Function,
    base: Handle<GlobalVariable>,
    counter: Handle<GlobalVariable>,
) -> bool {
    let mut fine = true;
    for (_, expression) in function.expressions.iter() {
        match *expression {
            Expression::Binary {
                op: BinaryOperator::Subtract,
                left,
                right,
            } if is_load(function, right, base) => fine &= is_load(function, left, counter),
            Expression::As {
                expr,
                kind: ScalarKind::Sint | ScalarKind::Uint,
                ..
            } if is_load(function, expr, base) => {}
            Expression::Load { .. } => {}
            _ => operands(expression, |operand| {
                let is_base = matches!(
                    function.expressions[operand],
                    Expression::GlobalVariable(global) if global == base
                );
                fine &= !is_base && !is_load(function, operand, base);
            }),
        }
    }
    fine && statements_leave(&function.body, function, base)
}

/// Whether no statement uses what `base` holds, and none but a store of an argument writes it.
fn statements_leave(block: &Block, function: &Function, base: Handle<GlobalVariable>) -> bool {
    block.iter().all(|each| {
        let mut fine = true;
        let is_base = |value: Handle<Expression>| {
            matches!(
                function.expressions[value],
                Expression::GlobalVariable(global) if global == base
            )
        };
        match *each {
            Statement::Emit(_) => {}
            Statement::Store { pointer, value } if is_base(pointer) => {
                fine = matches!(
                    function.expressions[strip(function, value)],
                    Expression::FunctionArgument(_)
                );
            }
            _ => statement(each, |role, value| {
                fine &=
                    role == Role::Result || (!is_base(value) && !is_load(function, value, base));
            }),
        }
        fine && blocks(each).all(|block| statements_leave(block, function, base))
    })
}

/// Puts the known values into the places of the arguments; which they were.
pub(super) fn leave_out(module: &mut Module, which: &[BuiltIn]) -> Vec<BuiltIn> {
    let known: Vec<BuiltIn> = which
        .iter()
        .copied()
        .filter(|&built_in| is_known(module, built_in))
        .collect();
    for &built_in in &known {
        for index in 0..module.entry_points.len() {
            let function = &module.entry_points[index].function;
            let Some(at) = argument(function, built_in) else {
                continue;
            };
            let ty = function.arguments[at].ty;
            let value = match built_in {
                BuiltIn::PointCoord => Expression::Constant(middle(module, ty)),
                _ => Expression::ZeroValue(ty),
            };
            take_out(&mut module.entry_points[index].function, at, &value);
        }
    }
    known
}

/// The constant that is the middle of a point.
fn middle(module: &mut Module, ty: Handle<Type>) -> Handle<Constant> {
    const NAME: &str = "point_coord";
    let is_it = |(_, each): &(_, &Constant)| each.name.as_deref() == Some(NAME) && each.ty == ty;
    if let Some((handle, _)) = module.constants.iter().find(is_it) {
        return handle;
    }
    let half = Expression::Literal(Literal::F32(0.5));
    let half = module.global_expressions.append(half, Span::UNDEFINED);
    let both = Expression::Compose {
        ty,
        components: vec![half, half],
    };
    let init = module.global_expressions.append(both, Span::UNDEFINED);
    let constant = Constant {
        name: Some(NAME.to_owned()),
        ty,
        init,
    };
    module.constants.append(constant, Span::UNDEFINED)
}

/// Takes an argument out of an entry point.
pub(super) fn take_out(function: &mut Function, at: usize, value: &Expression) {
    function.arguments.remove(at);
    for (_, expression) in function.expressions.iter_mut() {
        if let Expression::FunctionArgument(index) = expression {
            match (*index as usize).cmp(&at) {
                Ordering::Less => {}
                Ordering::Equal => *expression = value.clone(),
                Ordering::Greater => *index -= 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const VERTEX: &str = "#version 460
        void main() {
            int number = gl_VertexIndex - gl_BaseVertex;
            int copy = gl_InstanceIndex - gl_BaseInstance;
            gl_Position = vec4(float(number), float(copy), 0.0, 1.0);
        }";

    #[test]
    fn numbers_from_the_start_of_a_draw_need_no_base() {
        let text = emitted("numbers.vert", VERTEX, TargetLanguage::Wgsl);
        assert!(!text.contains("base_"), "{text}");
        let mut vertex = module("numbers.vert", VERTEX);
        assert_eq!(
            leave_out(&mut vertex, KNOWN),
            [BuiltIn::BaseVertex, BuiltIn::BaseInstance]
        );
        valid(&vertex);
        assert!(!has_known_inputs(&vertex));
    }

    #[test]
    fn a_base_that_is_used_otherwise_stays() {
        for other in [
            "gl_BaseVertex",
            "gl_BaseVertex - gl_VertexIndex",
            "gl_InstanceIndex - gl_BaseVertex",
            "gl_VertexIndex + gl_BaseVertex",
        ] {
            let source = format!(
                "#version 460\nvoid main() {{ gl_Position = vec4(float({other}), float(gl_VertexIndex \
                 - gl_BaseVertex), float(gl_InstanceIndex), 1.0); }}"
            );
            assert!(!has_known_inputs(&module("other.vert", &source)), "{other}");
        }
    }

    #[test]
    fn the_place_in_a_point_is_its_middle() {
        let source = "#version 450
            layout(location = 0) out vec4 color;
            layout(location = 0) in float last;
            void main() { color = vec4(gl_PointCoord, last, 1.0); }";
        let text = emitted("point.frag", source, TargetLanguage::Wgsl);
        assert!(text.contains("vec2<f32>(0.5f, 0.5f)"), "{text}");
        let mut point = module("point.frag", source);
        assert_eq!(leave_out(&mut point, KNOWN), [BuiltIn::PointCoord]);
        valid(&point);
    }

    #[test]
    fn every_draw_is_the_first_where_each_is_made_alone() {
        let source = "#version 460
            void main() { gl_Position = vec4(float(gl_DrawID)); }";
        let mut draws = module("draws.vert", source);
        assert!(has_draw_index(&draws));
        assert_eq!(leave_out(&mut draws, DRAWS), [BuiltIn::DrawIndex]);
        valid(&draws);
        for target in [TargetLanguage::Msl, TargetLanguage::Hlsl] {
            let text = emitted("draws.vert", source, target);
            assert!(!text.contains("draw_index"), "{text}");
        }
    }
}

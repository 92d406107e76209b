//! The first vertex and instance of a draw for HLSL, where the host gives them in a constant buffer.
//!
//! naga adds what is in that buffer to the numbers of vertices and instances, but knows no way
//! to read it. A constant stands for each number, and becomes one of those in the text.

use naga::{BuiltIn, Constant, Expression, Handle, Literal, Module, ScalarKind, Span, Type};

use super::draw_numbers::{argument, take_out};

/// A constant that stands for a number that the host gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::emit) struct FirstNumber {
    /// Its name in the module.
    pub(in crate::emit) name: String,
    /// The built-in.
    pub(in crate::emit) built_in: BuiltIn,
}

const BUILT_INS: [(BuiltIn, &str); 2] = [
    (BuiltIn::BaseVertex, "first_vertex_of_draw"),
    (BuiltIn::BaseInstance, "first_instance_of_draw"),
];

/// Whether an entry point has such an argument.
pub(super) fn has_first_numbers(module: &Module) -> bool {
    module.entry_points.iter().any(|entry_point| {
        BUILT_INS
            .iter()
            .any(|(built_in, _)| argument(&entry_point.function, *built_in).is_some())
    })
}

/// Puts the constants into the places of the arguments.
pub(super) fn read_constants(module: &mut Module) -> Vec<FirstNumber> {
    let mut made: Vec<(BuiltIn, Handle<Type>, Handle<Constant>)> = Vec::new();
    let mut numbers = Vec::new();
    for index in 0..module.entry_points.len() {
        for (built_in, title) in BUILT_INS {
            let function = &module.entry_points[index].function;
            let Some(at) = argument(function, built_in) else {
                continue;
            };
            let ty = function.arguments[at].ty;
            let known = made.iter().find(|each| (each.0, each.1) == (built_in, ty));
            let constant = match known {
                Some((_, _, constant)) => *constant,
                None => {
                    let name = free_name(module, title);
                    let constant = zero(module, ty, name.clone());
                    made.push((built_in, ty, constant));
                    numbers.push(FirstNumber { name, built_in });
                    constant
                }
            };
            let function = &mut module.entry_points[index].function;
            take_out(function, at, &Expression::Constant(constant));
        }
    }
    numbers
}

fn zero(module: &mut Module, ty: Handle<Type>, name: String) -> Handle<Constant> {
    let literal = match module.types[ty].inner.scalar_kind() {
        Some(ScalarKind::Sint) => Literal::I32(0),
        _ => Literal::U32(0),
    };
    let init = Expression::Literal(literal);
    let init = module.global_expressions.append(init, Span::UNDEFINED);
    let name = Some(name);
    let constant = Constant { name, ty, init };
    module.constants.append(constant, Span::UNDEFINED)
}

/// A name that nothing in the module begins with, so that the writer leaves it as it is.
fn free_name(module: &Module, title: &str) -> String {
    let mut name = title.to_owned();
    let taken = |name: &str| {
        let begins = |other: Option<&String>| other.is_some_and(|other| other.starts_with(name));
        module
            .constants
            .iter()
            .any(|(_, each)| begins(each.name.as_ref()))
            || module
                .types
                .iter()
                .any(|(_, each)| begins(each.name.as_ref()))
            || module
                .functions
                .iter()
                .any(|(_, each)| begins(each.name.as_ref()))
            || module
                .entry_points
                .iter()
                .any(|each| begins(Some(&each.name)))
            || module
                .global_variables
                .iter()
                .any(|(_, each)| begins(each.name.as_ref()))
    };
    while taken(&name) {
        name.push('x');
    }
    name
}

/// Makes the constants those of the buffer `constants`.
pub(in crate::emit) fn write_numbers(text: String, numbers: &[FirstNumber]) -> String {
    if numbers.is_empty() {
        return text;
    }
    let mut written = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let declared = line
            .strip_prefix("static const ")
            .and_then(|rest| rest.split_once(" = "))
            .and_then(|(declaration, _)| {
                let (_, name) = declaration.split_once(' ')?;
                let number = numbers.iter().find(|number| number.name == name)?;
                Some((declaration, number.built_in))
            });
        match declared {
            Some((declaration, built_in)) => {
                let member = match built_in {
                    BuiltIn::BaseVertex => "first_vertex",
                    _ => "first_instance",
                };
                // The buffer is no constant expression.
                written.push_str(&format!(
                    "static {declaration} = _NagaConstants.{member};\n"
                ));
            }
            None => written.push_str(line),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const VERTEX: &str = "#version 460
        void main() {
            gl_Position = vec4(float(gl_VertexIndex - gl_BaseVertex), float(gl_BaseInstance), 0.0, 1.0);
        }";

    #[test]
    fn the_numbers_come_from_the_host() {
        let mut module = module("numbers.vert", VERTEX);
        assert!(has_first_numbers(&module));
        let numbers = read_constants(&mut module);
        valid(&module);
        assert!(!has_first_numbers(&module));
        assert_eq!(numbers.len(), 2);
        let text = emitted("numbers.vert", VERTEX, TargetLanguage::Hlsl);
        for line in [
            " first_vertex_of_draw = _NagaConstants.first_vertex;",
            " first_instance_of_draw = _NagaConstants.first_instance;",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }

    #[test]
    fn names_of_the_shader_are_left_alone() {
        let source = VERTEX.replace(
            "void main",
            "const int first_vertex_of_draw = 3;\nvoid main",
        );
        let source = source.replace("0.0,", "float(first_vertex_of_draw),");
        let text = emitted("numbers.vert", &source, TargetLanguage::Hlsl);
        assert!(
            text.contains("static const int first_vertex_of_draw = int(3);"),
            "{text}"
        );
    }
}

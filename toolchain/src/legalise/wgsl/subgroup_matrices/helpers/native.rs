//! Writes functions that call what naga has for matrices of subgroups.

use super::{Helper, Kind, Matrix, Operator, Order};

/// naga's type for a matrix.
///
/// # Errors
///
/// What naga's types do not have.
pub(in super::super) fn type_name(matrix: &Matrix) -> Result<String, &'static str> {
    let role = match matrix.kind {
        Kind::Left => "A",
        Kind::Right => "B",
        Kind::Result => "C",
    };
    let component @ ("f32" | "f16") = matrix.component.name() else {
        return Err("has components that are not `f32` or `f16`");
    };
    match (&*matrix.columns, &*matrix.rows) {
        ("8", "8") => Ok(format!("coop_mat8x8<{component}, {role}>")),
        ("16", "16") => Ok(format!("coop_mat16x16<{component}, {role}>")),
        _ => Err("is neither 8 by 8 nor 16 by 16"),
    }
}

/// The text of a function.
///
/// # Errors
///
/// What naga does not have.
pub(in super::super) fn function(
    name: &str,
    helper: &Helper,
    type_name: &mut dyn FnMut(&Matrix) -> String,
) -> Result<String, &'static str> {
    Ok(match helper {
        Helper::Load(memory, matrix) | Helper::Store(memory, matrix) => {
            if memory.size != 1 || memory.scalar.name() != matrix.component.name() {
                return Err("accesses an array of other numbers than those of the matrix");
            }
            let ty = type_name(matrix);
            let pointer = memory.pointer(type_name);
            let is_load = matches!(helper, Helper::Load(..));
            let call = |letter: &str| match is_load {
                true => format!("return coopLoad{letter}<{ty}>(&(*memory)[offset], stride);"),
                false => format!("coopStore{letter}(value, &(*memory)[offset], stride);"),
            };
            let body = match memory.order {
                Order::Rows => call("T"),
                Order::Columns => call(""),
                Order::Given => {
                    format!(
                        "if is_column_major {{ {} }} else {{ {} }}",
                        call(""),
                        call("T")
                    )
                }
            };
            match is_load {
                true => format!(
                    "fn {name}(memory: {pointer}, {}) -> {ty} {{ {body} }}",
                    memory.parameters("")
                ),
                false => format!(
                    "fn {name}(memory: {pointer}, {}) {{ {body} }}",
                    memory.parameters(&format!("value: {ty}, "))
                ),
            }
        }
        Helper::Multiply {
            left,
            right,
            result,
            accumulates,
        } => {
            let (left, right, ty) = (type_name(left), type_name(right), type_name(result));
            let (parameter, sum) = match accumulates {
                true => (format!(", sum: {ty}"), "sum".to_owned()),
                false => (String::new(), format!("{ty}()")),
            };
            format!(
                "fn {name}(left: {left}, right: {right}{parameter}) -> {ty} {{ \
                 return coopMultiplyAdd(left, right, {sum}); }}"
            )
        }
        Helper::Scalar(matrix, Operator::Multiply) => {
            let (ty, scalar) = (type_name(matrix), matrix.component.name());
            format!("fn {name}(matrix: {ty}, value: {scalar}) -> {ty} {{ return matrix * value; }}")
        }
        Helper::Scalar(..) => return Err("adds to every component"),
        Helper::Fill(_) => return Err("fills a matrix with a value"),
    })
}

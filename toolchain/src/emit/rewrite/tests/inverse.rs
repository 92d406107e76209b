use std::ops::ControlFlow;

use naga::{Block, Expression, MathFunction, Module, Statement};

use super::{checked, emitted, text, valid};
use crate::edit::handles::walk;
use crate::emit::rewrite;
use crate::source::Language;
use crate::target::TargetLanguage;

const EVERYWHERE: &str = "#version 450
layout(local_size_x = 1) in;
layout(std430, set = 0, binding = 0) buffer B { mat4 m; mat3 n; mat4 r[8]; } b;
layout(std430, set = 0, binding = 1) buffer C { vec4 v[8]; } c;

mat3 normal(mat4 model) { return transpose(inverse(mat3(model))); }
mat4 twice(mat4 m) { return inverse(inverse(m) * 2.0); }

void main() {
    mat4 m = b.m;
    mat2 small = inverse(mat2(m[0].xy, m[1].xy));
    c.v[0] = vec4(small * vec2(1.0, 2.0), 0.0, 0.0);
    for (int i = 0; i < 4; i++) {
        if (i > 1) {
            b.r[i] = inverse(b.r[i]) * inverse(b.m + b.r[i]);
        } else {
            switch (i) {
                case 0: c.v[i] = inverse(b.r[1])[i]; break;
                default: b.r[i] = twice(b.r[i]); break;
            }
        }
    }
    mat4 unused = inverse(b.m);
    b.n = normal(inverse(b.m));
}";

fn inverses(module: &Module) -> usize {
    let functions = module.functions.iter().map(|(_, function)| function);
    functions
        .chain(module.entry_points.iter().map(|each| &each.function))
        .flat_map(|function| function.expressions.iter())
        .filter(|(_, expression)| {
            matches!(
                expression,
                Expression::Math {
                    fun: MathFunction::Inverse,
                    ..
                }
            )
        })
        .count()
}

/// What the author wrote as `main`; the entry point itself is made around it.
fn main(module: &Module) -> &naga::Function {
    let mut functions = module.functions.iter().map(|(_, function)| function);
    functions
        .find(|function| function.name.as_deref() == Some("main"))
        .unwrap()
}

fn calls(block: &Block) -> usize {
    let mut calls = 0;
    let _ = walk(block, |statement| {
        calls += usize::from(matches!(statement, Statement::Call { .. }));
        ControlFlow::Continue(())
    });
    calls
}

#[test]
fn every_inverse_becomes_a_call_where_it_stood() {
    let checked = checked("all.comp", Language::Glsl, EVERYWHERE);
    let mut module = checked.module().clone();
    let before = inverses(&module);
    let calls_before = calls(&main(&module).body);
    assert_eq!(before, 9);
    rewrite::inverse::call_inverse(&mut module, checked.info()).unwrap();
    valid(&module);
    assert_eq!(inverses(&module), 0);
    let calls_after = calls(&main(&module).body);
    assert_eq!(calls_after - calls_before, 6);
    // One function a shape, however often it is called.
    let imported = module.functions.len() - checked.module().functions.len();
    assert_eq!(imported, 3);
}

#[test]
fn spans_and_names_stay() {
    let text = "#version 450
layout(location = 0) out vec4 o;
layout(set = 0, binding = 0) uniform U { mat4 m; };
void main() { mat4 back = inverse(m); o = back * back[1]; }";
    let checked = checked("names.frag", Language::Glsl, text);
    let mut module = checked.module().clone();
    rewrite::inverse::call_inverse(&mut module, checked.info()).unwrap();
    let function = main(&module);
    let before = main(checked.module());
    for (handle, _) in before.expressions.iter() {
        let span = before.expressions.get_span(handle);
        assert_eq!(function.expressions.get_span(handle), span);
    }
    assert_eq!(function.expressions.len(), before.expressions.len());
    assert_eq!(function.named_expressions, before.named_expressions);
}

#[test]
fn metal_and_direct3d_get_the_function() {
    let checked = checked("all.comp", Language::Glsl, EVERYWHERE);
    for language in [TargetLanguage::Msl, TargetLanguage::Hlsl] {
        let output = emitted(&checked, language, None);
        assert!(text(&output).contains("mat4_inverse("), "{language}");
    }
    // Where the target has it, it stays the target's.
    let output = emitted(&checked, TargetLanguage::Glsl, None);
    assert!(text(&output).contains("inverse(") && !text(&output).contains("mat4_inverse"));
}

#[test]
fn half_precision_and_double_have_their_own() {
    use naga::{Literal, Scalar, VectorSize};
    for (scalar, literal) in [
        (Scalar::F16, Literal::F16(half::f16::ONE)),
        (Scalar::F64, Literal::F64(1.0)),
    ] {
        let mut module = Module::default();
        let matrix = module.types.insert(
            naga::Type {
                name: None,
                inner: naga::TypeInner::Matrix {
                    columns: VectorSize::Tri,
                    rows: VectorSize::Tri,
                    scalar,
                },
            },
            naga::Span::UNDEFINED,
        );
        let column = naga::Type {
            name: None,
            inner: naga::TypeInner::Vector {
                size: VectorSize::Tri,
                scalar,
            },
        };
        module.types.insert(column, naga::Span::UNDEFINED);
        let mut function = naga::Function {
            result: Some(naga::FunctionResult {
                ty: matrix,
                binding: None,
            }),
            ..Default::default()
        };
        let mut add = |each| function.expressions.append(each, naga::Span::UNDEFINED);
        let one = add(Expression::Literal(literal));
        let column = add(Expression::Splat {
            size: VectorSize::Tri,
            value: one,
        });
        let arg = add(Expression::Compose {
            ty: matrix,
            components: vec![column; 3],
        });
        let inverse = add(Expression::Math {
            fun: MathFunction::Inverse,
            arg,
            arg1: None,
            arg2: None,
            arg3: None,
        });
        let emit = Statement::Emit(function.expressions.range_from(1));
        let back = Statement::Return {
            value: Some(inverse),
        };
        function.body = Block::from_vec(vec![emit, back]);
        module.functions.append(function, naga::Span::UNDEFINED);
        let info = valid(&module);
        rewrite::inverse::call_inverse(&mut module, &info).unwrap();
        valid(&module);
        assert_eq!(inverses(&module), 0);
        assert_eq!(module.functions.len(), 2);
    }
}

/// The formula of `inverse.wgsl`, line by line, on columns.
mod twin {
    use std::array::from_fn;

    pub(super) type Vector = [f32; 3];

    fn cross(a: Vector, b: Vector) -> Vector {
        from_fn(|i| {
            let (j, k) = ((i + 1) % 3, (i + 2) % 3);
            a[j] * b[k] - a[k] * b[j]
        })
    }

    fn dot(a: Vector, b: Vector) -> f32 {
        a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    }

    fn transpose<const N: usize>(rows: [[f32; N]; N]) -> [[f32; N]; N] {
        from_fn(|i| from_fn(|j| rows[j][i]))
    }

    pub(super) fn mat2(m: [[f32; 2]; 2]) -> [[f32; 2]; 2] {
        let det = m[0][0] * m[1][1] - m[1][0] * m[0][1];
        [
            [m[1][1] / det, -m[0][1] / det],
            [-m[1][0] / det, m[0][0] / det],
        ]
    }

    pub(super) fn mat3(m: [Vector; 3]) -> [Vector; 3] {
        let rows = [cross(m[1], m[2]), cross(m[2], m[0]), cross(m[0], m[1])];
        let det = dot(m[2], rows[2]);
        transpose(rows.map(|row| row.map(|each| each / det)))
    }

    pub(super) fn mat4(m: [[f32; 4]; 4]) -> [[f32; 4]; 4] {
        let [a, b, c, d] = m.map(|column| [column[0], column[1], column[2]]);
        let w = m.map(|column| column[3]);
        let scaled = |v: Vector, by: f32| v.map(|each| each * by);
        let plus = |u: Vector, v: Vector| -> Vector { from_fn(|i| u[i] + v[i]) };
        let minus = |u: Vector, v: Vector| -> Vector { from_fn(|i| u[i] - v[i]) };
        let ab = cross(a, b);
        let cd = cross(c, d);
        let ab_w = minus(scaled(a, w[1]), scaled(b, w[0]));
        let cd_w = minus(scaled(c, w[3]), scaled(d, w[2]));
        let det = dot(ab, cd_w) + dot(cd, ab_w);
        let rows = [
            (plus(cross(b, cd_w), scaled(cd, w[1])), -dot(b, cd)),
            (minus(cross(cd_w, a), scaled(cd, w[0])), dot(a, cd)),
            (plus(cross(d, ab_w), scaled(ab, w[3])), -dot(d, ab)),
            (minus(cross(ab_w, c), scaled(ab, w[2])), dot(c, ab)),
        ];
        transpose(rows.map(|(v, last)| [v[0], v[1], v[2], last].map(|each| each / det)))
    }
}

fn distance_from_identity<const N: usize>(a: [[f32; N]; N], b: [[f32; N]; N]) -> f32 {
    let mut worst = 0.0_f32;
    for (number, column) in b.iter().enumerate() {
        for row in 0..N {
            let sum: f32 = a.iter().zip(column).map(|(each, by)| each[row] * by).sum();
            let wanted = if number == row { 1.0 } else { 0.0 };
            worst = worst.max((sum - wanted).abs());
        }
    }
    worst
}

/// Random entries from -1 to 1, with a diagonal that keeps them far from singular.
fn random<const N: usize>(state: &mut u32) -> [[f32; N]; N] {
    std::array::from_fn(|column| {
        std::array::from_fn(|row| {
            *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let unit = (*state >> 8) as f32 / (1 << 23) as f32 - 1.0;
            if row == column { unit + 3.0 } else { unit }
        })
    })
}

#[test]
fn a_matrix_times_its_inverse_is_the_identity() {
    let mut state = 1;
    for _ in 0..2_000 {
        let two = random(&mut state);
        assert!(distance_from_identity(two, twin::mat2(two)) < 1e-5);
        let three = random(&mut state);
        assert!(distance_from_identity(three, twin::mat3(three)) < 1e-5);
        let four = random(&mut state);
        assert!(distance_from_identity(four, twin::mat4(four)) < 1e-5);
    }
}

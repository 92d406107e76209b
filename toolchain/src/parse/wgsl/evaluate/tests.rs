#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use crate::check::{Checked, check};
use crate::diagnostic::Failure;
use crate::emit::{Content, emit};
use crate::options::Options;
use crate::parse::parse;
use crate::source::{Language, Source};
use crate::target::TargetLanguage;

fn read(text: &str) -> Result<Checked, Failure> {
    let source = Source::text("a.wgsl", Language::Wgsl, text);
    let options = Options::default();
    check(parse(&source, &options)?, &options)
}

/// The value of a constant, as the written WGSL says it.
fn value(expression: &str) -> String {
    let text = format!("const x = {expression};\nvar<private> y = x;");
    let checked = read(&text).unwrap();
    let output = emit(&checked, TargetLanguage::Wgsl, None, &Options::default()).unwrap();
    let Content::Text(text) = output.content else {
        return String::new();
    };
    let (_, behind) = text.split_once("var<private> y: ").unwrap();
    let (_, behind) = behind.split_once(" = ").unwrap();
    behind.split_once(';').unwrap().0.to_owned()
}

#[test]
fn values_are_those_of_the_specification() {
    for (expression, expected) in [
        ("mix(1.0, 3.0, 0.25)", "1.5f"),
        ("mix(1, 4, 1)", "4f"),
        ("mix(vec2f(0.0, 2.0), vec2f(4.0), 0.5)", "vec2<f32>(2f, 3f)"),
        (
            "mix(vec2f(0.0, 2.0), vec2f(4.0), vec2(0.5, 0.0))",
            "vec2<f32>(2f, 2f)",
        ),
        ("smoothstep(0, 2, 1)", "0.5f"),
        (
            "smoothstep(vec2f(), vec2f(4.0), vec2f(1.0, 9.0))",
            "vec2<f32>(0.15625f, 1f)",
        ),
        ("mix(0.0, mix(1.0, 3.0, 0.5), 0.5)", "1f"),
        (
            "reflect(vec2f(1.0, -2.0), vec2f(0.0, 1.0))",
            "vec2<f32>(1f, 2f)",
        ),
        (
            "faceForward(vec2f(1.0), vec2f(1.0), vec2f(1.0))",
            "vec2<f32>(-1f, -1f)",
        ),
        (
            "refract(vec2f(0.0, -1.0), vec2f(0.0, 1.0), 0.5)",
            "vec2<f32>(0f, -1f)",
        ),
        (
            "refract(vec2f(1.0, 0.0), vec2f(0.0, 1.0), 2.0)",
            "vec2<f32>(0f, 0f)",
        ),
        ("ldexp(1.5, 3)", "12f"),
        ("ldexp(1.5f, -1i)", "0.75f"),
        ("determinant(mat2x2f(1.0, 2.0, 3.0, 4.0))", "-2f"),
        ("determinant(mat3x3(2, 0, 1, 1, 3, 2, 1, 1, 2))", "6f"),
        (
            "determinant(mat4x4f(1, 0, 2, -1, 3, 0, 0, 5, 2, 1, 4, -3, 1, 0, 5, 0))",
            "30f",
        ),
        (
            "transpose(mat2x3f(1, 2, 3, 4, 5, 6))",
            "mat3x2<f32>(vec2<f32>(1f, 4f), vec2<f32>(2f, 5f), vec2<f32>(3f, 6f))",
        ),
        ("pack4x8unorm(vec4f(0.0, 1.0, 0.5, 2.0))", "4286643968u"),
        ("pack4x8snorm(vec4f(0.0, 1.0, -1.0, 0.5))", "1082228480u"),
        ("pack2x16unorm(vec2f(1.0, 0.0))", "65535u"),
        ("pack2x16snorm(vec2f(-1.0, 1.0))", "2147450881u"),
        ("unpack4x8unorm(0xff0033u)", "vec4<f32>(0.2f, 0f, 1f, 0f)"),
        ("unpack2x16unorm(0xffffu)", "vec2<f32>(1f, 0f)"),
        ("unpack4x8snorm(0x80817f00u)", "vec4<f32>(0f, 1f, -1f, -1f)"),
        ("unpack2x16snorm(0x80007fffu)", "vec2<f32>(1f, -1f)"),
        ("bitcast<u32>(1.0)", "1065353216u"),
        (
            "bitcast<f32>(0xff7fffffu)",
            "-340282346638528859811704183484516925440f",
        ),
        ("bitcast<i32>(0x80000000u)", "i32(-2147483648)"),
        (
            "bitcast<vec2<u32>>(vec2(-1, 1))",
            "vec2<u32>(4294967295u, 1u)",
        ),
        ("bitcast<vec2f>(vec2<u32>())", "vec2<f32>(0f, 0f)"),
        ("extractBits(0xabcdu, 4u, 8u)", "188u"),
        ("extractBits(-256, 4u, 8u)", "-16i"),
        ("extractBits(vec2(7i, -1i), 0u, 2u)", "vec2<i32>(-1i, -1i)"),
        ("extractBits(5u, 32u, 0u)", "0u"),
        ("extractBits(0xffffffffu, 0u, 32u)", "4294967295u"),
        ("insertBits(0xffffu, 5u, 4u, 8u)", "61535u"),
        ("insertBits(-1i, 0i, 31u, 1u)", "2147483647i"),
        ("insertBits(7u, 9u, 32u, 0u)", "7u"),
        ("quantizeToF16(3.3)", "3.3007813f"),
        (
            "quantizeToF16(vec2(1.0, 0.1))",
            "vec2<f32>(1f, 0.099975586f)",
        ),
        ("pack2x16float(vec2(1.0, -2.0))", "3221240832u"),
        ("unpack2x16float(0xc0003c00u)", "vec2<f32>(1f, -2f)"),
        ("pack4xI8(vec4(-1, 1, 128, 0))", "8389119u"),
        ("pack4xU8(vec4(1u, 2u, 3u, 260u))", "67305985u"),
        ("pack4xI8Clamp(vec4(-200, 200, 0, 1))", "16809856u"),
        ("pack4xU8Clamp(vec4(300u, 0u, 1u, 2u))", "33620223u"),
        ("unpack4xI8(0x80ff0102u)", "vec4<i32>(2i, 1i, -1i, -128i)"),
        ("unpack4xU8(0x80ff0102u)", "vec4<u32>(2u, 1u, 255u, 128u)"),
        ("frexp(12.0).exp", "4i"),
        ("frexp(vec2(-12.0, 0.0)).fract", "vec2<f32>(-0.75f, 0f)"),
        ("modf(-2.25).fract", "-0.25f"),
        ("modf(vec2(-2.25, 3.5)).whole", "vec2<f32>(-2f, 3f)"),
        ("i32(-5li)", "-5i"),
        ("u32(4294967297lu)", "1u"),
        ("f32(1.5lf)", "1.5f"),
        ("f32(16777217lu)", "16777216f"),
        ("i64(-2.75lf)", "-2li"),
        (
            "bitcast<u32>(quantizeToF16(frexp(12.0).fract))",
            "1061158912u",
        ),
    ] {
        assert_eq!(value(expression), expected, "{expression}");
    }
}

#[test]
fn calls_of_numbers_are_constants_wherever_they_stand() {
    for text in [
        "fn f() { let x = mix(1.0, 2.0, 0.5); }",
        "fn f() -> f32 { return 1.0 + mix(1.0, 2.0, 0.5) * smoothstep(0.0, 1.0, 0.25); }",
        "const a = 0.5; fn f() { const b = mix(0.0, 1.0, a); }",
        "const a = mix(0.0, 1.0, 0.5); const b = mix(a, 1.0, 0.5); const_assert b == 0.75;",
        "fn f() { const a = 0.25; const b: f32 = a * 2.0; let x = mix(0.0, 1.0, b); }",
        "const a = mix(\n0.0,\n1.0,\n0.5,\n);",
        "fn f() { var x: f32 = determinant(mat2x2(1.0, 1.0, 1.0, 1.0)); }",
        "alias V = vec2u; struct S { x: u32 } const s = S(7u); const b = bitcast<V>(vec2f()).x; const_assert extractBits(s.x, b, 3u) == 7u;",
        "fn g() { undeclared(); } fn undeclared() {} const a = 1u; fn f() { const x = bitcast<f32>(a) * f32(3lu); }",
        "const LEAST = bitcast<f32>(0xff7fffffu); fn f() -> array<u32, extractBits(37u, 2u, 2u)> { return array<u32, 1>(bitcast<u32>(LEAST)); }",
    ] {
        assert!(read(text).is_ok(), "{text}");
    }
}

#[test]
fn names_mean_what_they_mean_in_the_function() {
    for (text, expected) in [
        (
            "const a = 1.0; fn f() { const a = 0.25; var y = mix(0.0, 1.0, a); }",
            "0.25f",
        ),
        (
            "fn f() { const a = vec2(0.5, 0.25).y; var y = mix(0.0, 1.0, a); }",
            "0.25f",
        ),
        (
            "fn f() { const a: f32 = 1; const b = a / 2; const c = mix(0.0, 1.0, b); var y = c; }",
            "0.5f",
        ),
    ] {
        let checked = read(text).unwrap();
        let output = emit(&checked, TargetLanguage::Wgsl, None, &Options::default());
        let Content::Text(written) = output.unwrap().content else {
            continue;
        };
        let value = written.split_once("var y: f32 = ").unwrap().1;
        assert_eq!(value.split_once(';').unwrap().0, expected, "{text}");
    }
}

#[test]
fn what_is_no_constant_stays_wrong() {
    for text in [
        "const a = 0.5; fn f(a: f32) { const x = mix(0.0, 1.0, a); }",
        "const a = 0.5; fn f() { let a = 0.25; const x = mix(0.0, 1.0, a); }",
        "fn f() { { const a = 0.5; } const a = 0.25; const x = mix(0.0, 1.0, a); }",
        "fn mix(a: f32, b: f32, c: f32) -> f32 { return a; } const x = mix(1.0, 2.0, 0.5);",
        "const x = mix(1.0, 2.0);",
        "var<private> v = 1.0; const x = mix(v, 2.0, 0.5);",
        "const x = transpose(1.0);",
        "const x = bitcast<f32>(0x7f800000u);",
        "const x = bitcast<vec2f>(1u);",
        "const x = extractBits(1u, 30u, 3u);",
        "const x = pack2x16float(vec2(1e9, 0.0));",
        "override o = 1u; const x = bitcast<f32>(o);",
        "var<private> v = 1lu; const x = u32(v);",
        "const x = frexp(1.0).whole;",
        "const x = vec2<i32>(vec2<i64>(1li));",
    ] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn another_error_is_told_alone_and_in_its_place() {
    let text = "const a = mix(0.0, 1.0, 0.5);\nconst b: u32 = 1.5;\n";
    let failure = read(text).unwrap_err();
    let [only] = failure.diagnostics() else {
        panic!("{failure:?}");
    };
    let place = only.labels.first().unwrap().span.clone();
    assert_eq!(place.start, text.find("1.5").unwrap());
}

#[test]
fn a_value_that_no_constant_has_is_told_without_the_ir() {
    for (text, said) in [
        (
            "const x = bitcast<f32>(0x7f800000u);",
            "`bitcast<f32>` has no value that a constant can have",
        ),
        (
            "const x = vec2<i32>(vec2<i64>(1li));",
            "this constant cannot be converted to `i32`",
        ),
    ] {
        let failure = read(text).unwrap_err();
        assert_eq!(failure.diagnostics()[0].message, said, "{text}");
    }
}

#[test]
fn a_table_of_constants_is_evaluated_at_once() {
    let element =
        |bits: usize| format!("extractBits(bitcast<u32>({bits}.5), 20u, {}u),\n", bits % 9);
    let elements: String = (0..2_000).map(element).collect();
    let text =
        format!("const table = array<u32, 2000>({elements});\nconst_assert table[8] == 16u;");
    assert!(read(&text).is_ok());
}

#[test]
fn what_stands_behind_the_text_has_no_place() {
    let text =
        "fn f() { var m = transpose(mat3x4(1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1.)); }
@fragment fn main() { f(); }";
    let checked = read(text).unwrap();
    let places = crate::exchange::spans::collect(checked.module());
    assert!(places.iter().all(|place| place[1] as usize <= text.len()));
    // naga's writer looks every place up in the text.
    let mut options = Options::default();
    options.spirv.debug_info = true;
    assert!(emit(&checked, TargetLanguage::Spirv, None, &options).is_ok());
}

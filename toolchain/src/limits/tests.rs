#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use std::collections::BTreeMap;

use super::*;

fn limits() -> Limits {
    Limits::default()
}

fn wgsl(text: &str) -> Result<(), Exceeded> {
    text::wgsl(text, &limits())
}

fn glsl(text: &str) -> Result<(), Exceeded> {
    text::glsl(text.as_bytes(), &BTreeMap::new(), &limits())
}

#[track_caller]
fn refuses(result: Result<(), Exceeded>, limit: Limit) {
    match result {
        Err(exceeded) => assert_eq!(exceeded.limit, limit, "{}", exceeded.what),
        Ok(()) => panic!("{limit:?} was not passed"),
    }
}

/// Every way to go deep, with the limit that stops it. `n` copies are far beyond every limit.
#[test]
fn what_is_too_deep_is_refused() {
    let n = 20_000;
    let repeated: &[(&str, Limit)] = &[
        ("(", Limit::Nesting),
        ("[", Limit::Nesting),
        ("{", Limit::Nesting),
        ("abs(", Limit::Nesting),
        ("if true {", Limit::Nesting),
        ("loop {", Limit::Nesting),
        ("!", Limit::ExpressionDepth),
        ("- ", Limit::ExpressionDepth),
        ("&*", Limit::ExpressionDepth),
        ("a+", Limit::ExpressionDepth),
        ("a.b", Limit::ExpressionDepth),
        ("a<", Limit::ExpressionDepth),
        ("a<b>", Limit::ExpressionDepth),
        ("a = ", Limit::ExpressionDepth),
        ("[0]+", Limit::ExpressionDepth),
        ("if a { } else ", Limit::Branches),
    ];
    for (part, limit) in repeated {
        let text = format!("fn f() {{ {}", part.repeat(n));
        for result in [wgsl(&text), glsl(&text)] {
            match result {
                Err(exceeded) => assert_eq!(exceeded.limit, *limit, "{part:?}"),
                Ok(()) => panic!("{part:?} passed"),
            }
        }
    }
    for part in [
        "if (a) ",
        "for (;;) ",
        "while (a) ",
        "do ",
        "if (a) b; else ",
    ] {
        let text = format!("void f() {{ {}", part.repeat(n));
        refuses(glsl(&text), Limit::Branches);
    }
    refuses(glsl(&"a ? b : ".repeat(n)), Limit::ExpressionDepth);
    refuses(wgsl(&"const a = 1;".repeat(n + 1)), Limit::Declarations);
    refuses(
        glsl(&format!("#if 1{}\n", "+1".repeat(n))),
        Limit::ExpressionDepth,
    );
}

/// What stands beside each other is not deep, however much it is.
#[test]
fn what_is_only_long_is_taken() {
    let n = 8_000;
    let list = "vec4(1.0, -2.5e-3, a.b, c[1]), ".repeat(n);
    wgsl(&format!("const t = array({list});")).unwrap();
    glsl(&format!("const vec4 t[] = {{ {list} }};")).unwrap();
    wgsl(&format!(
        "fn f() {{ {} }}",
        "if a { b = c + 1; } ".repeat(n)
    ))
    .unwrap();
    glsl(&format!(
        "void f() {{ {} }}",
        "for (;;) { if (a) b = 1; else c = 2; }".repeat(n)
    ))
    .unwrap();
    glsl(&format!(
        "void f() {{ switch (a) {{ {} }} }}",
        "case 1: ".repeat(n)
    ))
    .unwrap();
    glsl(&format!("void f() {{ {} }}", "a = b ? c : d; ".repeat(n))).unwrap();
    glsl(&format!("// {}\n/* {} */", "(".repeat(n), "{".repeat(n))).unwrap();
    wgsl(&format!("/* {} {} */", "/*".repeat(n), "*/".repeat(n))).unwrap();
}

#[test]
fn depth_adds_up_over_brackets_and_behind_them() {
    let small = Limits {
        expression_depth: 10,
        ..limits()
    };
    let check = |text: &str| text::wgsl(text, &small);
    check("const a = 1+(2+(3+(4)));").unwrap();
    refuses(
        check("const a = 1+2+3+(4+5+6+(7+8+9+10));"),
        Limit::ExpressionDepth,
    );
    // The first operand of a chain is its deepest.
    refuses(
        check("const a = (1+(2+3))+4+5+6+7+8+9;"),
        Limit::ExpressionDepth,
    );
}

#[test]
fn macros_are_counted_without_being_expanded() {
    let doubling = |n: usize, line: fn(usize) -> String, main: &str| {
        let lines: String = (0..n).map(line).collect();
        format!("#version 450\n{lines}void main() {{ int a = {main}; }}\n")
    };
    let objects: fn(usize) -> String = |i| match i {
        0 => "#define A0 1+1\n".to_owned(),
        _ => format!("#define A{i} A{}+A{}\n", i - 1, i - 1),
    };
    let functions: fn(usize) -> String = |i| match i {
        0 => "#define A0(x) x+x\n".to_owned(),
        _ => format!("#define A{i}(x) A{}(x)+A{}(x)\n", i - 1, i - 1),
    };
    glsl(&doubling(9, objects, "A8")).unwrap();
    glsl(&doubling(9, functions, "A8(1)")).unwrap();
    // Not used is not expanded.
    glsl(&doubling(64, objects, "1")).unwrap();
    for lines in [25, 64, 1000] {
        let name = format!("A{}", lines - 1);
        assert!(glsl(&doubling(lines, objects, &name)).is_err());
        assert!(glsl(&doubling(lines, functions, &format!("{name}(1)"))).is_err());
        // In a condition, and in the argument of another macro.
        let wrapped = format!(
            "{}#define F(x) x\n#if F({name})\n#endif\n",
            doubling(lines, objects, "1")
        );
        assert!(glsl(&wrapped).is_err());
    }
    let calls = format!(
        "#define F(x) x, x\nvoid main() {{ f({}1{}); }}",
        "F(".repeat(30),
        ")".repeat(30)
    );
    refuses(glsl(&calls), Limit::MacroTokens);
    // By way of another name for a macro with parameters.
    let renamed = format!(
        "#define F(x) x, x\n#define G F\nvoid main() {{ f({}1{}); }}",
        "G(".repeat(30),
        ")".repeat(30)
    );
    refuses(glsl(&renamed), Limit::MacroTokens);
    glsl("#define A B\n#define B A\nint x = A;\n").unwrap();
    let statements = "#define X(i) a[i] = b[i] + c[i] * (d + e);\nvoid main() { ";
    glsl(&format!("{statements}{} }}", "X(1) ".repeat(3000))).unwrap();
    glsl("#define SQUARE(x) ((x) * (x))\nfloat f(float a) { return SQUARE(SQUARE(a + 1.0)); }")
        .unwrap();
    let outside = BTreeMap::from([("N".to_owned(), "1+1".repeat(300_000))]);
    assert!(text::glsl(b"int a = N; int b = N;", &outside, &limits()).is_err());
}

#[test]
fn tokens_are_counted_for_each_function() {
    let body = |n: usize| "a = b + 1; ".repeat(n);
    let function = |n: usize| format!("fn f() -> u32 {{ {} }}", body(n));
    wgsl(&[function(20_000), function(20_000)].concat()).unwrap();
    refuses(wgsl(&function(40_000)), Limit::Tokens);
    refuses(
        glsl(&format!("void f() {{ {} }}", body(40_000))),
        Limit::Tokens,
    );
    let table = format!("const t = array({});", "1, ".repeat(60_000));
    wgsl(&table).unwrap();
    refuses(wgsl(&table.repeat(2)), Limit::Tokens);
}

#[test]
fn functions_times_names_is_bounded() {
    let many = |n: usize, what: &str| what.repeat(n);
    glsl(&format!(
        "{}{}",
        many(1000, "int g;"),
        many(1000, "void f() {}")
    ))
    .unwrap();
    let both = format!("{}{}", many(4000, "int g;"), many(4000, "void f() {}"));
    refuses(glsl(&both), Limit::Facts);
    let members = format!(
        "uniform B {{ {} }};{}",
        many(4000, "int m;"),
        many(4000, "void f() {}")
    );
    refuses(glsl(&members), Limit::Facts);
    let declarators = format!("int a{};{}", many(4000, ", b"), many(4000, "void f() {}"));
    refuses(glsl(&declarators), Limit::Facts);
}

#[test]
fn the_error_names_value_limit_and_option() {
    let source = Source::text("deep.wgsl", Language::Wgsl, "const a = ((((1))));");
    let mut options = Options::default();
    options.limits.nesting = 3;
    let failure = check_source(&source, &options).unwrap_err();
    assert_eq!(failure.kind(), Kind::Limit);
    let only = &failure.diagnostics()[0];
    assert_eq!(only.code, "limit-exceeded");
    assert_eq!(
        only.message,
        "4 brackets are open here; the limit `nesting` is 3"
    );
    assert_eq!(only.main_label().unwrap().span, 13..14);
    assert!(only.help.as_ref().unwrap().contains("--limits-nesting N"));
    options.limits.nesting = 4;
    check_source(&source, &options).unwrap();
}

#[test]
fn numbers_are_grouped() {
    assert_eq!(grouped(0), "0");
    assert_eq!(grouped(999), "999");
    assert_eq!(grouped(1_000), "1,000");
    assert_eq!(grouped(12_345_678), "12,345,678");
}

#[test]
fn arrays_out_of_nothing_are_bounded() {
    for text in [
        "const a = -array<i32, 100000000>();",
        "const a = -array<array<i32, 20000>, 20000>();",
        "const n = 65536 * 65536; const a = abs(array<f32, n>());",
        "const a = array<i32, 1 << 30>() == array<i32, 1 << 30>();",
        "struct S { b: i32, a: array<i32, 100000000> }\nconst a = -S().a;",
        "const a = -T();\nalias T = U; alias U = array<V, 40000>; alias V = array<i32, 40000>;",
        "const n = u32(-1); const a = !array<bool, n> ( );",
        "const a = -array<i32, (100000 * 100000)>/* */();",
        // One in the brackets of a comparison, of a shift, and behind a name of another scope.
        "const a = array<i32, select(1, 2000000, 1 < 2)>();",
        "const a = -array<i32, (8000000 >> 2)>();",
        "const n = 2000000; alias T = array<i32, n>; fn f() { const n = 1; let a = T(); }",
        "fn f() { const T = 1; } alias T = array<i32, 2000000>; const a = -T();",
    ] {
        refuses(wgsl(text), Limit::Elements);
    }
    for text in [
        "var<storage> a: array<i32, 100000000>; fn main() { f(); workgroupBarrier(); }",
        "const n = 256; var<private> a = array<array<vec4<f32>, n>, 16>();",
        "const B = array<f32, u32(floor(2.5)) + 1>(); const C = array<f32, clamp(select(4, 5, true), 2, 9)>();",
        "struct S { a: array<i32, 9> } fn f() -> S { return S(); }",
        "const big = 100000000; const a = vec4<f32>();",
    ] {
        wgsl(text).unwrap();
    }
}

/// Each of these once took time that grew with the square of its length.
#[test]
fn many_empty_brackets_are_looked_through_once() {
    let calls: String = (0..60_000)
        .map(|n| {
            let ends = if n % 200 == 0 { "} fn f() {" } else { "" };
            format!("{ends} call{n}();")
        })
        .collect();
    wgsl(&format!("fn f() {{ {calls} }}")).unwrap();
    let comparisons = ", b > ()".repeat(30_000);
    wgsl(&format!("fn f() {{ let a = g(b{comparisons}); }}")).unwrap();
    let constants = "fn f() { const T = 1; let a = T; T(); }".repeat(10_000);
    wgsl(&format!("alias T = i32; {constants}")).unwrap();
}

#[test]
fn arrays_of_inputs_and_outputs_are_bounded() {
    for text in [
        "layout(location = 0) in vec4 v[1000000000];",
        "const int n = 1000 * 1000; out vec4 v[n];",
        "const int n = 30; out vec4 v[1 << n];",
        "#define N 100000000\nin float v[N];",
        "#define Q in\nQ float v[100000000];",
        "#define Q in\n#define R(q) q\nR(Q) float v[100000000];",
        "#define V(n) in float v[n]\nV(100000000);",
        "#define Q in\n#define V(n) Q float v[n]\nV(1.0 > 0.5 ? 100000000 : 1);",
        "out Block { vec4 a[99999999]; } b;",
        "out Block { vec4 a; } b[99999999];",
    ] {
        refuses(glsl(text), Limit::Location);
    }
    for text in [
        "in vec4 v[4]; in vec4 w[]; buffer B { float a[100000000]; };",
        "const int n = 2 * 3 + 1; out vec4 v[n];",
        "#define N 8\nin float v[N + 1];\nfloat big[1000000];",
        "void f(in float a[70000]) { float b[99999999]; }",
        // Macros for words of other versions, and numbers that are no lengths.
        "#define varying in\nvarying vec2 uv;\nconst float PI = 3.141592653589793;\nfloat f() { return 0.3183098861837907; }",
        "#define IN in\nfloat f(IN float a) { return a; }\nconst float far = 100000.0;",
        "#define F(n) vec4 n(in vec2 p) { return vec4(p, 123456, 1); }\nF(a) F(b)\nfloat g() { return 654321.0; }",
    ] {
        glsl(text).unwrap();
    }
}

#[test]
fn decorations_of_groups_are_counted() {
    use rspirv::spirv::Op;
    let module = |decorations: usize, targets: usize| {
        let mut words = vec![0; 5];
        for _ in 0..decorations {
            words.extend([3 << 16 | Op::Decorate as u32, 1, 0]);
        }
        words.extend([2 << 16 | Op::DecorationGroup as u32, 1]);
        let count = u32::try_from(2 + targets).unwrap();
        words.extend([count << 16 | Op::GroupDecorate as u32, 1]);
        words.extend(vec![2; targets]);
        super::words::check(&words, &limits())
    };
    module(30, 30_000).unwrap();
    refuses(module(50, 30_000), Limit::Elements);
}

#[test]
fn text_gone_through_for_lines_is_counted() {
    let check = |size: usize| {
        let space = " ".repeat(size);
        let text = format!("{space}fn f() {{ var a = 1;{} }}", " a += 1;".repeat(4000));
        let source = Source::text("a.wgsl", Language::Wgsl, text);
        let parsed = crate::parse::parse(&source, &Options::default()).unwrap();
        super::lines::check(&parsed.module, &limits())
    };
    check(1000).unwrap();
    refuses(check(7 << 20), Limit::Facts);
}

//! What is said of erroneous WGSL.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test that fails may panic.

use super::convert::{Raw, diagnostic};
use crate::codes;
use crate::diagnostic::{Code, Diagnostic};
use crate::options::Options;
use crate::parse::parse;
use crate::source::{Language, Source};
use crate::wgsl_text::Scan;

fn errors(text: &str) -> Vec<Diagnostic> {
    let source = Source::text("t.wgsl", Language::Wgsl, text);
    match parse(&source, &Options::default()) {
        Ok(_) => Vec::new(),
        Err(failure) => failure.into_diagnostics(),
    }
}

fn messages(text: &str) -> Vec<String> {
    errors(text)
        .into_iter()
        .map(|error| error.message)
        .collect()
}

fn marked(error: &Diagnostic) -> &str {
    error
        .main_label()
        .map_or("", |label| label.source.slice(label.span.clone()))
}

#[test]
fn each_function_is_told_its_error() {
    assert_eq!(
        messages(
            "fn f() -> f32 { let a: f32 = 1u; return a; }\n\
             fn g() -> f32 { return missing; }\n\
             fn h() -> f32 { return 1.0; }"
        ),
        [
            "mismatched types: `a` is declared as `f32`, its value is `u32`",
            "`missing` is not declared"
        ]
    );
}

#[test]
fn each_statement_is_told_its_error() {
    let found = errors("fn f() { let a: f32 = 1u; let b = undefined_name; let c: i32 = 1.5; }");
    assert_eq!(
        found.iter().map(marked).collect::<Vec<_>>(),
        ["1u", "undefined_name", "1.5"]
    );
}

#[test]
fn statements_in_nested_blocks_are_told_apart() {
    let found = errors(
        "fn f(x: i32) { if x > 0 { let a = one; } else if two { } else { let b = three; }\n\
         for (var i = 0; i < 4; i++) { switch x { case 1: { let c = four; } default: { let d = five; } } }\n\
         loop { continuing { let e = six; break if x > 3; } } }",
    );
    assert_eq!(
        found.iter().map(marked).collect::<Vec<_>>(),
        ["one", "two", "three", "four", "five", "six"]
    );
}

#[test]
fn an_error_in_a_struct_is_told_once() {
    let uses = "fn f(s: S) -> f32 { return s.a; }\n\
                fn g() { var s: S; s.a = 1.0; let t = s; let u = t.a; }\n\
                @group(0) @binding(0) var<storage> b: array<S>;\n\
                fn h() -> f32 { return b[0].a; }";
    let found = messages(&format!("struct S {{ a: flaot, }}\n{uses}"));
    assert_eq!(found, ["`flaot` is not declared"]);
    let found = messages(&format!("struct S {{ a f32, }}\n{uses}"));
    assert_eq!(found, ["expected `:`, found `f32`"]);
}

#[test]
fn what_follows_from_a_missing_local_is_not_told() {
    let found = messages(
        "fn f() -> f32 { let a: f32 = 1u; let b = a + 1.0; if b > 2.0 { return b; } let c = wrong; return b + c; }",
    );
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[1].contains("`wrong`"));
}

#[test]
fn an_undeclared_name_is_told_once_a_function() {
    let found = errors(
        "fn f() -> f32 { let a = nope; let b = nope * 2.0; return nope; }\nfn g() -> f32 { return nope; }",
    );
    assert_eq!(found.len(), 2);
}

#[test]
fn syntax_errors_leave_the_rest_readable() {
    let found = messages(
        "fn f() { let a = 1 let b = 2; }\nfn g() { let a = ; let b = (1; }\nconst c = ;\nfn h() { x(; }\nfn i() { wrong(); }",
    );
    assert_eq!(
        found,
        [
            "expected `;`, found `let`",
            "expected an expression, found `;`",
            "expected `)`, found `;`",
            "expected an expression, found `;`",
            "expected an expression, found `;`",
            "`wrong` is not declared",
        ]
    );
}

#[test]
fn lost_braces_end_the_search() {
    for text in [
        "fn f() { if true { let a = 1; }\nfn g() { let b = wrong; }",
        "fn f() { } }\nfn g() { let b = wrong; }",
        "fn f() -> f32 { return 1.0;",
    ] {
        assert_eq!(errors(text).len(), 1, "{text}");
    }
}

#[test]
fn a_missing_semicolon_is_marked_where_it_is_missing() {
    let text = "fn f() {\n    let a = 1.0\n    let b = 2.0;\n}";
    let found = errors(text);
    assert_eq!(found.len(), 1);
    let label = found[0].main_label().unwrap();
    assert_eq!(label.span.start, text.find("1.0").unwrap() + 3);
    assert_eq!(label.message, "`;` is missing here");
}

#[test]
fn a_byte_order_mark_does_not_move_places() {
    let source = Source::text("t.wgsl", Language::Wgsl, "\u{feff}fn f() {}");
    assert!(parse(&source, &Options::default()).is_ok());
    let found = errors("\u{feff}const a = wrong;");
    assert_eq!(marked(&found[0]), "wrong");
}

#[test]
fn errors_without_a_place_are_located() {
    let text = "fn f() -> f32 { let ok = 1.0; return ok; }\n\
                fn g(t: f32) {\n    let a = 1.0;\n    if a > 0.0 { let b = 2.0; let c = textureDimensions(t); }\n}\n\
                fn h() { let d = wrong; }";
    let found = errors(text);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(marked(&found[0]), "let c = textureDimensions(t);");
    assert_eq!(found[0].message, "the operand is not a texture");
}

#[test]
fn arguments_are_marked_in_the_call() {
    let text = "fn f(n: i32) -> f32 { return sqrt(n); }\nfn g(a: vec3f, b: vec2f) -> f32 { return dot(a, b); }";
    let found = errors(text);
    assert_eq!(found.len(), 2);
    assert_eq!(
        found[0].main_label().unwrap().span.start,
        text.find("n);").unwrap()
    );
    assert_eq!(
        found[1].main_label().unwrap().span.start,
        text.find("b);").unwrap()
    );
}

#[test]
fn help_says_what_to_do() {
    for (text, help) in [
        (
            "fn f(colour: f32) -> f32 { return color; }",
            "did you mean `colour`?",
        ),
        ("fn f(x: float) {}", "write `f32`"),
        (
            "fn f(x: f32) -> f32 { return normalise(x); }",
            "did you mean `normalize`?",
        ),
        (
            "fn f() { let a: f16 = 1.0h; }",
            "add `enable f16;` before the first declaration",
        ),
        ("let a = 1;", "at module scope write `const`"),
        ("[[stage(vertex)]] fn f() {}", "before 2022"),
        ("@stage(vertex) fn f() {}", "write `@vertex`"),
        ("#include \"a.wgsl\"", "no `#include`"),
        ("fn f(c: bool) -> f32 { return c ? 1.0 : 2.0; }", "select("),
        ("fn f() { let a = 1; a = 2; }", "`var` instead of `let`"),
        ("fn f(a: i32) { a = 2; }", "copy it first"),
        ("fn f() { let loop = 1; }", "choose another name"),
        ("enable f61;", "did you mean `f16`?"),
        ("fn f() {} enable f16;", "top of the file"),
        ("fn f() { float x = 1.0; }", "WGSL declares variables"),
        (
            "struct S { position: vec4f } fn f(s: S) -> f32 { return s.postion.x; }",
            "did you mean `position`?",
        ),
        (
            "@vertex fn f(@builtin(vertex_id) i: u32) {}",
            "did you mean `vertex_index`?",
        ),
        ("fn f(a: u32) { let b: f32 = a; }", "convert it: `f32(…)`"),
    ] {
        let found = errors(text);
        let first = found.first().unwrap_or_else(|| panic!("accepted: {text}"));
        let given = first.help.as_deref().unwrap_or("nothing");
        assert!(given.contains(help), "{text}\n{first}\n{given}");
    }
}

/// A shader for every kind of error that can be provoked, with its code.
const KINDS: &[(&str, Code)] = &[
    ("const a = ;", codes::WGSL_SYNTAX),
    ("const a = 0x;", codes::WGSL_NUMBER),
    ("const a = 3000000000i;", codes::WGSL_NUMBER),
    ("fn f() -> mat2x2<i32> {}", codes::WGSL_MATRIX_SCALAR),
    (
        "fn f(v: vec3f) -> f32 { return v.q; }",
        codes::WGSL_FIELD_UNKNOWN,
    ),
    ("const a = b;", codes::WGSL_IDENTIFIER_UNKNOWN),
    (
        "@group(0) @binding(0) var t: texture_2d<f32>; fn f() { textureStore(t, vec2i(0), vec4f(0.0)); }",
        codes::WGSL_TEXTURE,
    ),
    (
        "@group(0) @binding(0) var t: texture_2d<bool>;",
        codes::WGSL_TEXTURE,
    ),
    ("fn f() { var a = 1.0; a++; }", codes::WGSL_OPERATION),
    (
        "fn f(a: f32) { let b = textureDimensions(a); }",
        codes::WGSL_TEXTURE,
    ),
    (
        "fn f() { loop { break if true; } }",
        codes::WGSL_CONTROL_FLOW,
    ),
    ("fn f() { let _ = 1; }", codes::WGSL_IDENTIFIER),
    ("const __a = 1;", codes::WGSL_IDENTIFIER),
    ("var<global> a: f32;", codes::WGSL_ENUMERANT_UNKNOWN),
    (
        "fn f() { var<workgroup> a: f32; }",
        codes::WGSL_ADDRESS_SPACE,
    ),
    (
        "@group(0) @group(0) @binding(0) var<uniform> a: f32;",
        codes::WGSL_ATTRIBUTE_REPEATED,
    ),
    (
        "@grp(0) var<uniform> a: f32;",
        codes::WGSL_ATTRIBUTE_UNKNOWN,
    ),
    (
        "@vertex fn f(@builtin(nothing) a: f32) {}",
        codes::WGSL_BUILTIN_UNKNOWN,
    ),
    (
        "@group(0) @binding(0) var t: texture_storage_2d<rgb8, write>;",
        codes::WGSL_ENUMERANT_UNKNOWN,
    ),
    (
        "@group(0) @binding(0) var<storage, reed> t: f32;",
        codes::WGSL_ENUMERANT_UNKNOWN,
    ),
    ("enable nothing;", codes::WGSL_EXTENSION_UNKNOWN),
    ("requires nothing;", codes::WGSL_EXTENSION_UNKNOWN),
    ("fn f(a: f16) {}", codes::WGSL_EXTENSION_NEEDED),
    (
        "diagnostic(never, derivative_uniformity);",
        codes::WGSL_DIAGNOSTIC_RULE,
    ),
    ("struct S { @size(2) a: f32 }", codes::WGSL_ATTRIBUTE_VALUE),
    ("struct S { @align(3) a: f32 }", codes::WGSL_ATTRIBUTE_VALUE),
    ("@id(70000) override a = 1;", codes::WGSL_ATTRIBUTE_VALUE),
    (
        "@fragment fn f(@location(0) @builtin(position) a: vec4f) {}",
        codes::WGSL_BINDING_INCONSISTENT,
    ),
    (
        "@group(0) var<uniform> a: f32;",
        codes::WGSL_ATTRIBUTE_MISSING,
    ),
    ("@compute fn f() {}", codes::WGSL_ATTRIBUTE_MISSING),
    ("fn f() { var a; }", codes::WGSL_TYPE_MISSING),
    ("fn f() { let a: f32 = 1u; }", codes::WGSL_TYPE_MISMATCH),
    ("fn f() { var a = 1.0; a = 1u; }", codes::WGSL_TYPE_MISMATCH),
    (
        "fn f() { var v = vec2f(); let p = &v.x; }",
        codes::WGSL_ADDRESS_OF,
    ),
    (
        "var<workgroup> a: i32; fn f() { atomicAdd(&a, 1); }",
        codes::WGSL_ATOMIC,
    ),
    (
        "fn f(a: f32) -> f32 { return *a; }",
        codes::WGSL_NOT_POINTER,
    ),
    ("fn f(a: f32) { let b = &a; }", codes::WGSL_NOT_REFERENCE),
    ("fn f() { let a = 1; a = 2; }", codes::WGSL_ASSIGNMENT),
    (
        "fn f() { var v = vec3f(); v.xx = vec2f(); }",
        codes::WGSL_ASSIGNMENT,
    ),
    ("const break = 1;", codes::WGSL_RESERVED_WORD),
    ("const a = 1; const a = 2;", codes::WGSL_REDEFINITION),
    ("fn f() { f(); }", codes::WGSL_RECURSION),
    ("const a = b; const b = a;", codes::WGSL_RECURSION),
    (
        "fn f(a: f32) { switch a { default {} } }",
        codes::WGSL_SWITCH,
    ),
    (
        "fn f(a: i32) { switch a { case 1u {} default {} } }",
        codes::WGSL_SWITCH,
    ),
    (
        "@compute @workgroup_size(1) fn m() {} fn f() { m(); }",
        codes::WGSL_CALL,
    ),
    ("fn f() { let a = 1; a(); }", codes::WGSL_CALL),
    (
        "fn f() { let a = sqrt(1.0, 2.0); }",
        codes::WGSL_ARGUMENT_COUNT,
    ),
    ("fn f() { let a = sqrt(1u); }", codes::WGSL_ARGUMENT_TYPE),
    (
        "fn f() { let a = dot(vec2f(), vec3f()); }",
        codes::WGSL_ARGUMENT_TYPE,
    ),
    (
        "fn f() { let a = select(1.0f, 1u, true); }",
        codes::WGSL_ARGUMENT_TYPE,
    ),
    ("fn g() {} fn f() { let a = g(); }", codes::WGSL_NO_VALUE),
    (
        "@must_use fn g() -> f32 { return 1.0; } fn f() { g(); }",
        codes::WGSL_MUST_USE,
    ),
    (
        "fn f(n: u32) { var a: array<f32, n>; }",
        codes::WGSL_CONST_EXPRESSION,
    ),
    ("const a = 1 / 0;", codes::WGSL_CONST_EXPRESSION),
    ("const a: i32 = 1.5;", codes::WGSL_TYPE_MISMATCH),
    ("var<private> a: array<f32, 0>;", codes::WGSL_ARRAY_LENGTH),
    ("const_assert 1 > 2;", codes::WGSL_CONST_ASSERT),
    ("const_assert 1;", codes::WGSL_CONST_EXPRESSION),
    ("fn f() {} enable f16;", codes::WGSL_DIRECTIVE_ORDER),
    (
        "@diagnostic(off, derivative_uniformity) struct S { a: f32 }",
        codes::WGSL_DIAGNOSTIC_RULE,
    ),
    ("var<private> a: array;", codes::WGSL_TEMPLATE),
    ("var<private> a: vec2<f32, f32>;", codes::WGSL_TEMPLATE),
    ("var<private> a: f32<f32>;", codes::WGSL_TEMPLATE),
    ("var<private> a: vec2<1>;", codes::WGSL_TYPE_EXPECTED),
    ("/* never closed", codes::WGSL_COMMENT),
    ("fn f(a: f32) { let b = a[0]; }", codes::WGSL_OPERATION),
    (
        "fn f() { let a = vec2f(1.0, 2.0, 3.0); }",
        codes::WGSL_CONSTRUCTOR,
    ),
];

#[test]
fn every_kind_of_error_has_its_code() {
    let mut wrong = Vec::new();
    for (text, code) in KINDS {
        match errors(text).first() {
            Some(error) if error.code == *code => {}
            other => wrong.push(format!(
                "{text}\n  wanted {code}, found {}",
                other.map_or("nothing".to_owned(), ToString::to_string)
            )),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_message_speaks_of_arenas_or_debug_output() {
    for (text, _) in KINDS {
        for error in errors(text) {
            let mut said = vec![error.message.clone()];
            said.extend(error.labels.iter().map(|label| label.message.clone()));
            said.extend(error.notes.iter().cloned());
            for words in said {
                let bad = words.contains("{Abstract")
                    || words.contains(" { ")
                    || words.contains("Some(")
                    || words.contains("Naga")
                    || (0..10).any(|n| words.contains(&format!(" [{n}]")));
                assert!(!bad, "{text}\n{words}");
            }
            assert!(error.main_label().is_some(), "{text}: {error}");
        }
    }
}

const VALID: &[&str] = &[
    "struct Camera { matrix: mat4x4<f32>, exposure: f32, }\n\
     @group(0) @binding(0) var<uniform> camera: Camera;\n\
     @vertex fn main(@location(0) position: vec3<f32>) -> @builtin(position) vec4<f32> {\n\
     let clip = camera.matrix * vec4<f32>(position, 1.0);\n return clip * camera.exposure; }",
    "@group(0) @binding(0) var<storage, read_write> data: array<u32>;\n\
     const SIZE: u32 = 64u;\n\
     fn next(x: u32) -> u32 { if x % 2u == 0u { return x / 2u; } else { return 3u * x + 1u; } }\n\
     @compute @workgroup_size(SIZE) fn main(@builtin(global_invocation_id) id: vec3<u32>) {\n\
     var n = data[id.x]; var i = 0u; loop { if n <= 1u { break; } n = next(n); i++; }\n data[id.x] = i; }",
    "fn sum(n: i32) -> i32 { var total = 0; for (var i = 0; i < n; i += 1) { switch i { case 1, 2: { total += i; } default: { total -= 1; } } } return total; }\n\
     fn twice(n: i32) -> i32 { return 2 * sum(n); }",
    "alias Vec = vec2<f32>; override scale: f32 = 2.0; var<private> origin: Vec = Vec(0.0, 1.0);\n\
     fn place(p: ptr<function, Vec>) { *p = *p * scale + origin; }\n\
     fn use_it() -> f32 { var v = Vec(1.0, 2.0); place(&v); let t = select(v.x, v.y, v.x > v.y); return t; }",
];

/// With any one token left out, the error that naga has is told; and what is told besides is
/// little, since there is one cause.
#[test]
fn recovery_invents_nothing() {
    let mut mutants = 0;
    let mut more = Vec::new();
    for text in VALID {
        assert!(errors(text).is_empty(), "{text}");
        let scan = Scan::new(text);
        for token in &scan.tokens {
            let mut mutant = (*text).to_owned();
            mutant.replace_range(token.start..token.end, " ");
            let alone = naga::front::wgsl::parse_str(&mutant);
            let found = errors(&mutant);
            match alone {
                Ok(_) => assert!(found.is_empty(), "{mutant}"),
                Err(error) => {
                    mutants += 1;
                    let mut raw = Raw::new(&error);
                    super::refine::refine(&mut raw, &mutant);
                    let source = Source::text("t.wgsl", Language::Wgsl, mutant.clone());
                    let expected = diagnostic(&source, &Scan::new(&mutant), &raw);
                    assert!(
                        found.iter().any(|one| one.message == expected.message),
                        "{mutant}\n{expected}"
                    );
                    if found.len() > 1 {
                        more.push(format!(
                            "{mutant}\n{}",
                            found
                                .iter()
                                .map(ToString::to_string)
                                .collect::<Vec<_>>()
                                .join("\n")
                        ));
                    }
                }
            }
        }
    }
    assert!(mutants > 200, "{mutants}");
    assert!(
        more.is_empty(),
        "{} of {mutants}:\n{}",
        more.len(),
        more.join("\n\n")
    );
}

#[test]
fn places_in_a_module_are_those_of_the_source() {
    let text = "fn f() -> f32 { var v = vec3f(1.0); v.zx = vec2f(2.0, 3.0); return v.y; }";
    let parsed = parse(
        &Source::text("a.wgsl", Language::Wgsl, text),
        &Options::default(),
    )
    .unwrap();
    assert_eq!(parsed.source().as_text(), text);
    let (_, function) = parsed.module().functions.iter().next().unwrap();
    let spans = crate::exchange::spans::statements(function);
    let texts: Vec<&str> = spans
        .iter()
        .filter_map(|span| text.get(span.to_range()?))
        .collect();
    assert!(texts.contains(&"return v.y;"), "{texts:?}");
    assert!(
        texts.iter().any(|text| text.starts_with("v.zx")),
        "{texts:?}"
    );
}

#[test]
fn naga_tells_what_is_of_halves() {
    let text = "enable f16; alias Pair = vec2<f16>; struct S { pairs: array<Pair, 4>, word: u32 } \
        @group(0) @binding(0) var<storage> s: S; fn g() -> vec4h { return vec4h(); } \
        fn f(p: ptr<function, Pair>) { let a: i32 = bitcast<i32>(s.pairs[1]); \
        let b: Pair = bitcast<Pair>(s.word + 1u); let c: vec2f = bitcast<vec2f>(g() * 2.0h); \
        let d: u32 = bitcast<u32>(-*p); let e: Pair = bitcast<Pair>(bitcast<u32>(s.pairs[0])); \
        let h: f32 = bitcast<f32>(s.word); let i: vec4h = bitcast<vec4h>(g()); \
        let j: Pair = bitcast<vec2h>(0x3c00); let k: f32 = bitcast<f32>(7u); }";
    assert_eq!(messages(text), [""; 0]);
}

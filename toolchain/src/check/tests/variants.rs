//! One text for each kind of error that can be reached from WGSL.

use std::sync::Arc;

use super::{assert_readable, capabilities, check, errors, errors_with, parsed, rendered};
use crate::options::Options;
use crate::parse::Parsed;
use crate::source::Source;

/// Code, a part of the message, and a text that is wrong in this way only.
const CASES: &[(&str, &str, &str)] = &[
    // Types and layouts.
    ("struct-empty", "`S` has no members", "struct S {}"),
    (
        "runtime-array-place",
        "`a` of type `array<u32>` must be the last member of `S`",
        "struct S { a: array<u32>, b: u32 }",
    ),
    (
        "member-type",
        "`t` of `S` cannot have the type `texture_2d<f32>`",
        "struct S { t: texture_2d<f32> }",
    ),
    (
        "array-element-type",
        "`sampler` cannot be the element of an array",
        "fn f(a: array<sampler, 2>) {}",
    ),
    ("atomic-type", "an atomic holds", "var<workgroup> a: atomic<bool>;"),
    (
        "layout-array-stride",
        "are 4 bytes apart",
        "@group(0) @binding(0) var<uniform> a: array<f32, 4>;",
    ),
    (
        "layout-array-stride",
        "are 8 bytes apart",
        "struct E { x: vec2f } struct S { a: array<E, 4> } @group(0) @binding(0) var<uniform> a: S;",
    ),
    (
        "layout-member-offset",
        "`b` of `S` is at offset 4",
        "struct I { x: f32 } struct S { a: f32, b: I } @group(0) @binding(0) var<uniform> s: S;",
    ),
    (
        "layout-member-after-struct",
        "must be at 16 or more",
        "struct I { x: f32 } struct S { a: I, b: f32 } @group(0) @binding(0) var<uniform> s: S;",
    ),
    (
        "layout-not-host-shareable",
        "`bool` cannot be shared with the host",
        "struct S { a: bool } @group(0) @binding(0) var<storage> s: S;",
    ),
    (
        "layout-not-host-shareable",
        "`vec2<bool>` cannot be shared with the host",
        "@group(0) @binding(0) var<storage> s: vec2<bool>;",
    ),
    // Variables.
    ("address-space-type", "`a` of type `f32` needs an address space", "var a: f32;"),
    ("binding-missing", "`a` is a resource", "var<uniform> a: f32;"),
    (
        "binding-unexpected",
        "`a` is in the `private` address space",
        "@group(0) @binding(0) var<private> a: f32;",
    ),
    ("global-type", "`a` of type `atomic<u32>`", "var<private> a: atomic<u32>;"),
    (
        "global-type-unsized",
        "`a` of type `array<f32>` has no fixed size",
        "var<workgroup> a: array<f32>;",
    ),
    (
        "global-type-unsized",
        "`a` of type `S` has no fixed size",
        "struct S { n: u32, a: array<f32> } var<private> a: S;",
    ),
    (
        "global-type-not-copyable",
        "holds atomics",
        "@group(0) @binding(0) var<uniform> a: atomic<u32>;",
    ),
    (
        "global-type-override-sized",
        "`array<f32, n>`, depends on an override",
        "override n: u32; var<private> a: array<f32, n>;",
    ),
    (
        "initializer-address-space",
        "`a` is in the `workgroup` address space",
        "var<workgroup> a: f32 = 1;",
    ),
    (
        "storage-write-only",
        "`a` is write-only",
        "@group(0) @binding(0) var<storage, write> a: f32;",
    ),
    ("immediate-type", "`a` holds `f16`", "enable f16; var<immediate> a: f16;"),
    (
        "override-id-duplicate",
        "`a` and `b` have the same `@id(7)`",
        "@id(7) override a: u32 = 1; @id(7) override b: u32 = 1;",
    ),
    ("override-type", "`v` is `vec2<f32>`", "override v: vec2f = vec2f();"),
    // Functions.
    ("return-type", "`f` returns `i32`, not `u32`", "fn f() -> i32 { return 1u; }"),
    ("return-type", "`f` returns nothing", "fn f() { return 1; }"),
    (
        "return-type",
        "its end can be reached without a `return`",
        "fn f(a: bool) -> i32 { if a { return 1; } }",
    ),
    ("return-type", "`f` must return `i32`", "fn f() -> i32 { return; }"),
    ("result-type", "`f` cannot return `texture_2d<f32>`", "@group(0) @binding(0) var t: texture_2d<f32>; fn f() -> texture_2d<f32> { return t; }"),
    (
        "parameter-type",
        "the parameter `a` of `f` cannot have the type `atomic<u32>`",
        "fn f(a: atomic<u32>) {}",
    ),
    (
        "parameter-pointer-space",
        "the parameter `p` of `f` is a pointer into the `uniform` address space",
        "fn f(p: ptr<uniform, f32>) {}",
    ),
    (
        "pointer-unsized",
        "a pointer to `array<f32>` must be in the `storage` address space, not in `function`",
        "fn f(p: ptr<function, array<f32>>) {}",
    ),
    ("pointer-base", "cannot point to `sampler`", "fn f(p: ptr<function, sampler>) {}"),
    (
        "local-variable-type",
        "`a` cannot be a variable of a function",
        "fn f() { var a: atomic<u32>; }",
    ),
    (
        "io-attribute-on-function",
        "the parameter `a` has an input attribute",
        "fn f(@location(0) a: f32) {}",
    ),
    (
        "io-attribute-on-function",
        "the result of `f` has an output attribute",
        "fn f() -> @location(0) f32 { return 1; }",
    ),
    ("break-outside", "`break` stands outside", "fn f() { break; }"),
    ("continue-outside", "`continue` stands outside", "fn f() { continue; }"),
    (
        "return-in-continuing",
        "`return` stands in",
        "fn f() { loop { break; continuing { return; } } }",
    ),
    ("condition-type", "`a` is `i32`", "fn f(a: i32) { if a { } }"),
    ("switch-case-duplicate", "`case 1`", "fn f(a: i32) { switch a { case 1: {} case 1: {} default: {} } }"),
    ("switch-default", "no `default`", "fn f(a: i32) { switch a { case 1: {} } }"),
    (
        "store-target",
        "`u` cannot be assigned to",
        "@group(0) @binding(0) var<uniform> u: f32; fn f() { u = 1; }",
    ),
    (
        "store-target",
        "`u.a[1]` cannot be assigned to",
        "struct S { a: array<f32, 4> } @group(0) @binding(0) var<storage> u: S; fn f() { u.a[1] = 1; }",
    ),
    (
        "call-argument-type",
        "`x` of `g` is `f32`, but `a` is `u32`",
        "fn g(x: f32) {} fn f(a: u32) { g(a); }",
    ),
    ("call-argument-count", "`g` takes 1 argument, but 2 are given", "fn g(x: f32) {} fn f() { g(1, 2); }"),
    // Expressions.
    ("index-type", "`i` is `f32`", "fn f(a: vec4f, i: f32) -> f32 { return a[i]; }"),
    (
        "binary-operands",
        "there is no `+` for `vec3<f32>` and `u32`",
        "fn f(a: vec3f, b: u32) -> vec3f { return a + b; }",
    ),
    (
        "binary-operands",
        "there is no `*` for `mat3x3<f32>` and `vec4<f32>`",
        "fn f(a: mat3x3f, b: vec4f) -> vec3f { return a * b; }",
    ),
    (
        "binary-operands",
        "`&&` and `||` take `bool`; `b` is `u32`",
        "fn f(a: bool, b: u32) -> bool { return a && b; }",
    ),
    ("unary-operand", "there is no `!` for `u32`", "fn f(a: u32) -> bool { return !a; }"),
    ("unary-operand", "there is no `-` for `u32`", "fn f(a: u32) -> u32 { return -a; }"),
    ("division-by-zero", "`a / 0` divides by zero", "fn f(a: i32) -> i32 { return a / 0; }"),
    (
        "shift-amount",
        "a `u32` cannot be shifted by `40u`",
        "fn f(a: u32) -> u32 { return a << 40u; }",
    ),
    (
        "select-condition",
        "it is `u32`",
        "fn f(a: u32) -> u32 { return select(a, a, a); }",
    ),
    (
        "relational-argument",
        "`a` is `u32`",
        "fn f(a: u32) -> bool { return all(a); }",
    ),
    (
        "derivative-argument",
        "`f32`",
        "fn f(a: u32) -> u32 { return dpdx(a); }",
    ),
    (
        "array-length-argument",
        "`a` is `ptr<storage, array<f32, 4>, read>`",
        "@group(0) @binding(0) var<storage> a: array<f32, 4>; fn f() -> u32 { return arrayLength(&a); }",
    ),
    (
        "constructor-component",
        "`a` of `S` must be `f32`; `1u` is `u32`",
        "struct S { a: f32 } fn f() -> S { return S(1u); }",
    ),
    (
        "constructor-count",
        "`S` is made of 2 components, but 1 is given",
        "struct S { a: f32, b: f32 } fn f() -> S { return S(1.0); }",
    ),
    // Textures.
    (
        "texture-class",
        "`textureSample` does not work on `t` of type `texture_2d<u32>`",
        "@group(0) @binding(0) var t: texture_2d<u32>; @group(0) @binding(1) var s: sampler;
         @fragment fn f() { _ = textureSample(t, s, vec2f()); }",
    ),
    (
        "texture-coordinate",
        "must be `vec2<f32>`",
        "@group(0) @binding(0) var t: texture_2d<f32>; @group(0) @binding(1) var s: sampler;
         @fragment fn f() { _ = textureSample(t, s, vec3f()); }",
    ),
    (
        "texture-comparison",
        "needs a `sampler_comparison`; `s` is a `sampler`",
        "@group(0) @binding(0) var t: texture_depth_2d; @group(0) @binding(1) var s: sampler;
         @fragment fn f() { _ = textureSampleCompare(t, s, vec2f(), 0.5); }",
    ),
    (
        "texture-comparison",
        "needs a depth texture",
        "@group(0) @binding(0) var t: texture_2d<f32>; @group(0) @binding(1) var s: sampler_comparison;
         @fragment fn f() { _ = textureSampleCompare(t, s, vec2f(), 0.5); }",
    ),
    (
        "sampler-expected",
        "`u` is `texture_2d<f32>`",
        "@group(0) @binding(0) var t: texture_2d<f32>; @group(0) @binding(1) var u: texture_2d<f32>;
         @fragment fn f() { _ = textureSample(t, u, vec2f()); }",
    ),
    (
        "texture-coordinate",
        "must be `vec2<u32>` or `vec2<i32>`",
        "@group(0) @binding(0) var t: texture_2d<f32>;
         fn f() { _ = textureLoad(t, vec2f(), 0); }",
    ),
    (
        "texture-class",
        "`textureNumLayers` does not work on `t`",
        "@group(0) @binding(0) var t: texture_2d<f32>; fn f() { _ = textureNumLayers(t); }",
    ),
    // Atomics, subgroups.
    (
        "atomic-function",
        "an atomic `f32`",
        "@group(0) @binding(0) var<storage, read_write> a: atomic<f32>; fn f() { atomicMax(&a, 1.0); }",
    ),
    (
        "subgroup-operand",
        "cannot be used in this subgroup operation",
        "fn f(a: f32) { _ = subgroupAnd(a); }",
    ),
    ("subgroup-lane", "`a` is not", "fn f(a: u32) { _ = subgroupBroadcast(1u, a); }"),
    // Entry points.
    (
        "vertex-position-missing",
        "the vertex shader `f` gives no position",
        "@vertex fn f() {}",
    ),
    (
        "workgroup-size-range",
        "the workgroup size of `f` is (0, 1, 1)",
        "@compute @workgroup_size(0) fn f() {}",
    ),
    (
        "stage-operation",
        "`discard` can be used in fragment shaders only; `f` is a compute shader",
        "fn g() { discard; } @compute @workgroup_size(1) fn f() { g(); }",
    ),
    (
        "global-access",
        "is written by `f`",
        "@group(0) @binding(0) var t: texture_storage_2d<rgba8unorm, read>;
         @compute @workgroup_size(1) fn f() { textureStore(t, vec2u(), vec4f()); }",
    ),
    (
        "binding-duplicate",
        "`a` and `b`, both used by `f`, have the same `@group(1) @binding(2)`",
        "@group(1) @binding(2) var<uniform> a: f32; @group(1) @binding(2) var<uniform> b: f32;
         @compute @workgroup_size(1) fn f() { let x = a + b; }",
    ),
    (
        "immediates-many",
        "`f` uses more than one variable in the `immediate` address space",
        "var<immediate> a: f32; var<immediate> b: f32;
         @compute @workgroup_size(1) fn f() { let x = a + b; }",
    ),
    (
        "location-duplicate",
        "the parameter `a` and the parameter `b` of `f` have the same `@location(0)`",
        "@fragment fn f(@location(0) a: f32, @location(0) b: f32) {}",
    ),
    (
        "location-duplicate",
        "`i.a` and the parameter `b` of `f` have the same `@location(0)`",
        "struct I { @location(0) a: f32 } @fragment fn f(i: I, @location(0) b: f32) {}",
    ),
    (
        "builtin-duplicate",
        "have the same `@builtin(position)`",
        "@fragment fn f(@builtin(position) a: vec4f, @builtin(position) b: vec4f) {}",
    ),
    (
        "builtin-stage",
        "`@builtin(vertex_index)` cannot be an input of a fragment shader",
        "@fragment fn f(@builtin(vertex_index) a: u32) {}",
    ),
    (
        "builtin-type",
        "`@builtin(position)` must be `vec4<f32>`; the parameter `a` is `vec3<f32>`",
        "@fragment fn f(@builtin(position) a: vec3f) {}",
    ),
    (
        "io-binding-missing",
        "the parameter `a` of `f` has neither",
        "@fragment fn f(a: f32) {}",
    ),
    (
        "io-binding-missing",
        "`O.b`, an output of `f`, has neither",
        "struct O { @location(0) a: f32, b: f32 } @fragment fn f() -> O { return O(); }",
    ),
    (
        "io-type",
        "the parameter `a` of `f` is `mat2x2<f32>`, which cannot be an input",
        "@fragment fn f(@location(0) a: mat2x2f) {}",
    ),
    (
        "interpolation-integer",
        "the parameter `a` of `f` is `u32`; integers cannot be interpolated",
        "@fragment fn f(@location(0) a: u32) {}",
    ),
    (
        "interpolation-sampling",
        "`@interpolate(flat, centroid)` on the parameter `a`",
        "@fragment fn f(@location(0) @interpolate(flat, centroid) a: f32) {}",
    ),
    (
        "subgroup-workgroup",
        "needs a workgroup of one dimension",
        "@compute @workgroup_size(8, 8) fn f(@builtin(subgroup_id) a: u32) {}",
    ),
    (
        "blend-src-incomplete",
        "`O` has `@blend_src(0)` but not `@blend_src(1)`",
        "enable dual_source_blending; struct O { @location(0) @blend_src(0) a: vec4f }",
    ),
    (
        "blend-src-type",
        "they are `vec4<f32>` and `vec4<u32>`",
        "enable dual_source_blending;
         struct O { @location(0) @blend_src(0) a: vec4f, @location(0) @blend_src(1) b: vec4u }",
    ),
];

#[test]
fn each_kind_of_error_is_told_in_words() {
    let mut wrong = Vec::new();
    for &(code, part, text) in CASES {
        let Ok(module) = naga::front::wgsl::parse_str(text) else {
            wrong.push(format!("does not parse: {text}"));
            continue;
        };
        let source = Source::text("test.wgsl", crate::source::Language::Wgsl, text);
        let parsed = Parsed {
            module: module.into(),
            source,
            warnings: Vec::new(),
            fixed: Vec::new(),
        };
        let Err(failure) = check(parsed, &Options::default()) else {
            wrong.push(format!("valid: {text}"));
            continue;
        };
        let found = failure.into_diagnostics();
        for diagnostic in &found {
            assert_readable(diagnostic);
        }
        let good = found.len() == 1
            && found.iter().all(|error| {
                error.code == code && error.message.contains(part) && !error.labels.is_empty()
            });
        if !good {
            wrong.extend(found.iter().map(rendered));
            wrong.push(format!("wanted {code}: {part}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Without a text there are no labels, and the message must stand by itself.
#[test]
fn messages_stand_without_a_text() {
    for &(code, _, text) in CASES {
        let Ok(module) = naga::front::wgsl::parse_str(text) else {
            continue;
        };
        let parsed = Parsed {
            module: module.into(),
            source: Source::binary("test.spv", []),
            warnings: Vec::new(),
            fixed: Vec::new(),
        };
        let failure = check(parsed, &Options::default()).unwrap_err();
        for diagnostic in failure.diagnostics() {
            assert_readable(diagnostic);
            assert!(diagnostic.labels.is_empty(), "{code}");
        }
        if std::env::var_os("SHOW").is_some() {
            #[allow(clippy::print_stderr, reason = "asked for")]
            {
                eprintln!("{failure}");
            }
        }
    }
}

#[test]
fn two_entry_points_of_one_name_are_refused() {
    let mut parsed = parsed("@compute @workgroup_size(1) fn f() {}");
    let again = parsed.module.entry_points[0].clone();
    Arc::make_mut(&mut parsed.module).entry_points.push(again);
    let failure = check(parsed, &Options::default()).unwrap_err();
    assert_eq!(failure.diagnostics().len(), 1);
    assert_eq!(failure.diagnostics()[0].code, "entry-point-duplicate");
}

#[test]
fn excluded_capabilities_are_named_with_their_option() {
    let cases = [
        ("all,-float64", "fn f(a: f64) {}", "`f64`"),
        (
            "all,-float64",
            "fn f(a: f32) { let x = f64(a); }",
            "a conversion to `f64`",
        ),
        (
            "all,-multisampled-shading",
            "@fragment fn f(@builtin(sample_index) a: u32) {}",
            "the parameter `a` of `f`",
        ),
        (
            "all,-subgroup",
            "@compute @workgroup_size(1) fn f() { _ = subgroupAdd(1u); }",
            "a subgroup operation",
        ),
        (
            "all,-cube-array-textures",
            "@group(0) @binding(0) var t: texture_cube_array<f32>;",
            "`texture_cube_array<f32>`",
        ),
        (
            "all,-shader-float16-in-float32",
            "fn f(a: f32) -> f32 { return quantizeToF16(a); }",
            "`quantizeToF16`",
        ),
    ];
    for (set, text, what) in cases {
        let found = errors_with(text, &capabilities(set));
        assert_eq!(found.len(), 1, "{text}");
        let name = set.split_once('-').unwrap().1;
        assert_eq!(found[0].code, "capability-missing");
        assert_eq!(
            found[0].message,
            format!("{what} needs the capability `{name}`")
        );
        assert!(!found[0].labels.is_empty(), "{text}");
        assert_readable(&found[0]);
    }
}

#[test]
fn labels_point_at_uses_rather_than_declarations() {
    let text = "fn g(x: f32) {}\nfn f(a: u32) {\n    g(a);\n}\n";
    let found = errors(text);
    let label = found[0].main_label().unwrap();
    assert_eq!(label.span.start, text.rfind("a);").unwrap());
}

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use super::Rewritten;
use crate::options::version::SubgroupMatrices;
use crate::source::{Language, Source};

fn source(text: &str) -> Source {
    Source::text("shader.wgsl", Language::Wgsl, text)
}

fn rewritten(source: &Source) -> Option<Rewritten> {
    super::rewritten(source, SubgroupMatrices::Portable, &|_| None)
}

fn becomes(text: &str) -> String {
    rewritten(&source(text))
        .unwrap()
        .source
        .as_text()
        .to_owned()
}

#[test]
fn swizzles_are_assigned_one_by_one() {
    assert_eq!(
        becomes("fn f() { v.zx = g(v.xy); }"),
        "fn f() { { var a_new = v.zx ; a_new = g(v.xy); v.z = a_new.x; v.x = a_new.y; } }"
    );
    assert_eq!(
        becomes("fn f() { if b { m[h()].rgb <<= u; } }"),
        "fn f() { if b { { let a_to = &(m[h()]); var a_new = (*a_to).rgb; a_new <<= u; \
         (*a_to).r = a_new.x; (*a_to).g = a_new.y; (*a_to).b = a_new.z; } } }"
    );
}

#[test]
fn members_with_the_names_of_components_are_no_swizzles() {
    let text = "struct S { xy: vec2f, n: i32 } fn f() { s.xy = g(); v.zx = h(); }";
    assert_eq!(
        becomes(text),
        "struct S { xy: vec2f, n: i32 } fn f() { s.xy = g(); { var a_new = v.zx ; a_new = h(); \
         v.z = a_new.x; v.x = a_new.y; } }"
    );
}

#[test]
fn names_of_the_text_are_not_taken() {
    let text = becomes("const a_new = 1; fn f() { v.xy = a_new; }");
    assert!(text.contains("b_new = a_new"), "{text}");
}

#[test]
fn attributes_of_statements_are_those_of_functions() {
    assert_eq!(
        becomes(
            "@diagnostic(off, x.y) fn f() { @diagnostic(info, a.b,) if c @diagnostic(off, d) {} }"
        ),
        "@diagnostic(off, x.y) fn f() {  if c  {} }"
    );
    assert_eq!(
        becomes("@must_use fn f() { @diagnostic(off, a) if c @diagnostic(warning, d) {} }"),
        "@diagnostic(off, derivative_uniformity) @must_use fn f() {  if c  {} }"
    );
    assert_eq!(
        becomes("fn f() { @diagnostic(error, a) if c {} }"),
        "fn f() {  if c {} }"
    );
}

#[test]
fn arrays_of_bindings_with_a_length_are_enabled() {
    assert_eq!(
        becomes("requires sized_binding_array; var a: binding_array<texture_2d<f32>, 4>;"),
        "enable wgpu_binding_array; requires sized_binding_array; var a: binding_array<texture_2d<f32>, 4>;"
    );
    for text in [
        "var a: binding_array<texture_2d<f32>>;",
        "var a: binding_array<texture_storage_2d<r32uint, read>,>;",
        "var a: binding_array<sampler, 4>; var b: binding_array<sampler>;",
        "enable wgpu_binding_array; var a: binding_array<sampler, 4>;",
    ] {
        assert!(rewritten(&source(text)).is_none(), "{text}");
    }
}

#[test]
fn the_elected_has_none_before_it() {
    assert_eq!(
        becomes("fn f() -> bool { return subgroupElect(); }"),
        "fn f() -> bool { return (subgroupExclusiveAdd(1u) == 0u); }"
    );
}

#[test]
fn modes_of_depths_are_attributes_of_what_returns_them() {
    assert_eq!(
        becomes(
            "struct O { @builtin(frag_depth, less) d: f32 }
@fragment fn a() -> O { return O(1.0); }
@fragment fn b() -> @builtin(frag_depth, greater,) f32 { return 1.0; }
@fragment fn c() -> @builtin(frag_depth, any) f32 { return 1.0; }
fn d() -> O { return O(1.0); }"
        ),
        "struct O { @builtin(frag_depth) d: f32 }
@early_depth_test(less_equal) @fragment fn a() -> O { return O(1.0); }
@early_depth_test(greater_equal) @fragment fn b() -> @builtin(frag_depth) f32 { return 1.0; }
@fragment fn c() -> @builtin(frag_depth) f32 { return 1.0; }
fn d() -> O { return O(1.0); }"
    );
}

#[test]
fn indices_of_a_dispatch_are_computed() {
    assert_eq!(
        becomes(
            "@compute @workgroup_size(4) fn main(@builtin(workgroup_index) w: u32, \
             @builtin(num_workgroups) n: vec3u) { }"
        ),
        "@compute @workgroup_size(4) fn main(@builtin(num_workgroups) n: vec3u, \
         @builtin(workgroup_id) a_workgroup_id: vec3<u32>) \
         { let w = a_workgroup_id.x + (a_workgroup_id.y + a_workgroup_id.z * n.y) * n.x; }"
    );
    assert_eq!(
        becomes(
            "struct In { @builtin(num_workgroups) n: vec3u, @builtin(global_invocation_id) at: vec3u }
@compute @workgroup_size(X, 2) fn main(i: In, @builtin(global_invocation_index) g: u32) {}"
        ),
        "struct In { @builtin(num_workgroups) n: vec3u, @builtin(global_invocation_id) at: vec3u }
@compute @workgroup_size(X, 2) fn main(i: In) \
         { let g = i.at.x + (i.at.y + i.at.z * (i.n.y * u32(2))) * (i.n.x * u32(X));}"
    );
}

#[test]
fn everything_else_stays() {
    for text in [
        "fn f() { v.xx = g; }",
        "fn f() { v.xr = g; }",
        "fn f() { v.x = g; s.long = v.xy; }",
        "fn f() { let v = a.xy; if a.xy == b.xy { } }",
        "fn f() { for (v.xy = g; ; v.xy = g) { } }",
        "fn subgroupElect() -> bool { return true; } fn f() -> bool { return subgroupElect(); }",
        "fn f() { @diagnostic(never, a) { } @diagnostic(off) { } }",
        "@fragment fn f() -> @builtin(frag_depth, most) f32 { return 1.0; }",
        "fn f() { v.xy = g;",
        "",
    ] {
        assert!(rewritten(&source(text)).is_none(), "{text}");
    }
}

#[test]
fn places_lead_back() {
    let given = "fn f() { v.zx = wrong; }";
    let source = rewritten(&source(given)).unwrap().source;
    let at = source.as_text().find("wrong").unwrap();
    let (file, place) = source.map().unwrap().resolve(at..at + 5).unwrap();
    assert_eq!(file.as_text(), given);
    assert_eq!(&given[place], "wrong");
    // What is written for the assignment stands for what is assigned to.
    let at = source.as_text().find("v.z = ").unwrap();
    let (_, place) = source.map().unwrap().resolve(at..at + 3).unwrap();
    assert_eq!(&given[place], "v.zx");
}

#[test]
fn halves_are_packed_and_unpacked() {
    let text = becomes(
        "enable f16; fn f(h: vec2<f16>, w: u32) { let q = vec4h(1.0h); \
         let a = bitcast<u32>(h); let b = bitcast<vec2<f16>>(w); let c = bitcast<vec2<i32>>(q); \
         let d = bitcast<vec4h>(vec2(w, w)); let e = bitcast<u32>(a); let g = bitcast<vec2h>(h); }",
    );
    let (body, functions) = text.split_once('\n').unwrap();
    assert!(
        body.ends_with(
            "let a = bitcast<u32>(a_word(h)); let b = a_halves(bitcast<u32>(w)); \
             let c = bitcast<vec2<i32>>(a_words(q)); \
             let d = a_more_halves(bitcast<vec2<u32>>(vec2(w, w))); let e = bitcast<u32>(a); let g = (h); }"
        ),
        "{body}"
    );
    assert_eq!(functions.lines().count(), 4, "{functions}");
}

/// What is called in place of the functions of matrices.
fn calls(body: &str) -> String {
    let text = becomes(&format!(
        "enable subgroup_matrix; const four = 4; alias Left = subgroup_matrix_left<i8, 8, four>; \
         struct Of {{ list: array<vec4<i32>> }} @group(0) @binding(0) var<storage> of: Of; \
         var<workgroup> tile: array<i32, 64>; fn f(m: Left) {{ {body} }}"
    ));
    let start = text.find("fn f(").unwrap();
    text[start..].lines().next().unwrap().to_owned()
}

#[test]
fn matrices_are_structs_and_their_functions_functions() {
    assert_eq!(
        calls(
            "let p = &of; let n = subgroupMatrixLoad<Left, row_major>(&p.list, 0, i); { let n = 1; }"
        ),
        "fn f(m: Left) { let p = &of; let n = a_matrix_function_0(&p.list, u32(0), u32(i)); { let n = 1; } }"
    );
    assert_eq!(
        calls("var n = array<Left, 2>(m, Left(1))[1]; n = subgroupMatrixScalarAdd(n, 3);"),
        "fn f(m: Left) { var n = array<Left, 2>(m, a_matrix_function_0(1))[1]; n = a_matrix_function_1(n, 3); }"
    );
    // An order that is written out is in the name of what is called.
    assert_eq!(
        calls(
            "let n = subgroupMatrixLoad<Left>(&tile, 0u, true, 4); subgroupMatrixStore(&tile, 1, n, b, 4);"
        ),
        "fn f(m: Left) { let n = a_matrix_function_0(&tile, u32(0u),  u32(4)); \
         a_matrix_function_1(&tile, u32(1), n, b, u32(4)); }"
    );
}

#[test]
fn matrices_of_one_type_are_one_struct() {
    let text = becomes(
        "enable subgroup_matrix; const size = 8u; fn f(a: subgroup_matrix_left<f32, size, 8>) -> \
         subgroup_matrix_left<f32, 8u, size> { var b: subgroup_matrix_right<f32, size, size + 1>; return a; }",
    );
    assert_eq!(text.matches("\nstruct").count(), 2, "{text}");
    assert!(text.contains("array<f32, (8) * (8)>"), "{text}");
    assert!(text.contains("array<f32, (size + 1) * (8)>"), "{text}");
    for disabled in ["", "enable f16; "] {
        let text = format!("{disabled}var<private> a: subgroup_matrix_left<f32, 8, 8>;");
        assert!(rewritten(&source(&text)).is_none());
    }
}

#[test]
fn what_would_be_printed_is_evaluated() {
    let text = "fn f() { print(g(vec2(1, 2))); if b { print ( 1u ); } }";
    assert_eq!(
        becomes(text),
        "fn f() { _ = (g(vec2(1, 2))); if b { _ =  ( 1u ); } }"
    );
    let printed = rewritten(&source(text)).unwrap().printed;
    assert_eq!(printed, Some(9..14));
    for other in [
        "fn print(x: u32) {} fn f() { print(1u); }",
        "fn f() { print(1u, 2u); let a = print(3u); print(); }",
    ] {
        assert!(rewritten(&source(other)).is_none(), "{other}");
    }
}

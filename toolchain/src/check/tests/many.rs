//! More than one error in one run.

use super::{assert_readable, capabilities, errors, errors_with};

fn codes(text: &str) -> Vec<&'static str> {
    let errors = errors(text);
    errors.iter().for_each(assert_readable);
    errors.iter().map(|error| error.code).collect()
}

#[test]
fn errors_in_two_functions_are_both_told() {
    assert_eq!(
        codes(
            "fn one() -> f32 { return 1; }
             fn two(a: i32, b: u32) -> i32 { return a + b; }
             fn three() -> i32 { return 1u; }"
        ),
        ["binary-operands", "return-type"]
    );
}

#[test]
fn a_wrong_helper_does_not_make_its_callers_wrong() {
    assert_eq!(
        codes(
            "fn helper() -> i32 { return 1u; }
             fn caller() -> i32 { return helper(); }
             @compute @workgroup_size(1) fn main() { _ = caller(); }"
        ),
        ["return-type"]
    );
}

#[test]
fn a_helper_with_a_wrong_header_does_not_make_its_callers_wrong() {
    assert_eq!(
        codes(
            "var<workgroup> w: i32;
             fn helper(p: ptr<workgroup, i32>) -> i32 { return *p; }
             fn caller() -> i32 { return helper(&w); }
             fn other() -> i32 { return 1u; }
             @compute @workgroup_size(1) fn main() { _ = caller(); }"
        ),
        ["parameter-pointer-space", "return-type"]
    );
}

#[test]
fn errors_in_two_entry_points_are_both_told() {
    assert_eq!(
        codes(
            "@fragment fn one() -> @location(0) vec4f { return vec3f(); }
             @compute @workgroup_size(0) fn two() {}
             @vertex fn three() -> @location(0) vec4f { return vec4f(); }"
        ),
        [
            "return-type",
            "workgroup-size-range",
            "vertex-position-missing"
        ]
    );
}

#[test]
fn body_and_interface_of_one_entry_point_are_both_told() {
    assert_eq!(
        codes("@fragment fn one(@location(0) a: u32) -> @location(0) vec4f { return vec3f(); }"),
        ["return-type", "interpolation-integer"]
    );
}

#[test]
fn a_wrong_variable_does_not_hide_what_is_behind_it() {
    assert_eq!(
        codes(
            "struct S { a: array<f32, 4> }
             @group(0) @binding(0) var<uniform> s: S;
             var<uniform> t: vec4f;
             @compute @workgroup_size(1) fn main() { let x = s.a[1] + t.x; }
             fn other() -> i32 { return 1u; }"
        ),
        ["layout-array-stride", "binding-missing", "return-type"]
    );
}

#[test]
fn a_variable_that_cannot_be_saved_takes_its_users_with_it() {
    assert_eq!(
        codes(
            "@group(0) @binding(0) var<uniform> flag: bool;
             fn uses() -> i32 { if flag { return 1; } return 2u; }
             fn other() -> i32 { return 1u; }
             @compute @workgroup_size(1) fn main() { _ = uses(); }"
        ),
        ["layout-not-host-shareable", "return-type"]
    );
}

#[test]
fn a_wrong_type_does_not_hide_what_is_behind_it() {
    assert_eq!(
        codes(
            "struct S { a: array<u32>, b: u32 }
             struct T { s: S }
             struct Empty {}
             @group(0) @binding(0) var<storage> t: T;
             fn uses() -> u32 { return t.s.b; }
             fn other() -> i32 { return 1u; }
             @compute @workgroup_size(0) fn main() { _ = uses(); }"
        ),
        [
            "runtime-array-place",
            "struct-empty",
            "return-type",
            "workgroup-size-range"
        ]
    );
}

#[test]
fn a_wrong_type_in_a_constant_ends_the_search() {
    assert_eq!(
        codes(
            "struct Empty {}
             const e = Empty();
             fn uses() { let x = e; }
             fn other() -> i32 { return 1u; }"
        )[0],
        "struct-empty"
    );
}

#[test]
fn a_missing_capability_is_told_once_and_the_rest_looked_at() {
    let text = "enable f16;
        fn half(a: f16) -> f16 { return a; }
        fn also(a: vec3<f16>) -> f16 { return a.x; }
        fn other() -> i32 { return 1u; }";
    let found = errors_with(text, &capabilities("all,-shader-float16"));
    let codes: Vec<_> = found.iter().map(|error| error.code).collect();
    assert_eq!(codes, ["capability-missing", "return-type"]);
    assert_eq!(
        found[0].message,
        "`f16` needs the capability `shader-float16`"
    );
    let help = found[0].help.as_deref().unwrap();
    assert!(help.contains("--validate-capabilities"), "{help}");
}

#[test]
fn the_number_of_errors_is_bounded() {
    let text: String = (0..50)
        .map(|n| format!("fn f{n}() -> i32 {{ return {n}u; }}\n"))
        .collect();
    assert_eq!(errors(&text).len(), super::super::MOST_ERRORS);
}

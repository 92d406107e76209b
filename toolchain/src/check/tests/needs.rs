//! The capabilities a module needs.

use naga::valid::Capabilities as C;

use super::super::{check, required_capabilities, revalidate};
use super::parsed;
use crate::options::Options;
use naga::valid::ValidationFlags;

fn needs(text: &str) -> C {
    let checked =
        check(parsed(text), &Options::default()).unwrap_or_else(|failure| panic!("{failure}"));
    required_capabilities(&checked).unwrap()
}

#[test]
fn the_smallest_set_is_found() {
    let cases = [
        ("@compute @workgroup_size(1) fn main() {}", C::empty()),
        (
            "enable f16; fn f(a: f16) -> f16 { return a; }",
            C::SHADER_FLOAT16,
        ),
        ("fn f(a: f64) -> f64 { return a + f64(1); }", C::FLOAT64),
        (
            "@fragment fn f(@builtin(sample_index) a: u32) {}",
            C::MULTISAMPLED_SHADING,
        ),
        (
            "enable f16; fn f(a: f32) -> f32 { return f32(f16(a)) + quantizeToF16(a); }",
            C::SHADER_FLOAT16 | C::SHADER_FLOAT16_IN_FLOAT32,
        ),
        (
            "@compute @workgroup_size(1) fn f() { let a = subgroupAdd(1u); }",
            C::SUBGROUP,
        ),
        (
            "@vertex fn f() -> @builtin(position) vec4f { let a = subgroupAdd(1u); return vec4f(); }",
            C::SUBGROUP.union(C::SUBGROUP_VERTEX_STAGE),
        ),
        (
            "@group(0) @binding(0) var<storage, read_write> a: atomic<u64>;
             @compute @workgroup_size(1) fn f() { atomicMax(&a, 1lu); }",
            C::SHADER_INT64.union(C::SHADER_INT64_ATOMIC_MIN_MAX),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(needs(text), expected, "{text}");
    }
}

#[test]
fn a_refusal_for_a_target_names_the_capabilities() {
    let parsed = parsed("fn f(a: f64) -> f64 { return a; }");
    let flags = ValidationFlags::all();
    let refusal = revalidate(&parsed.module, &parsed.source, flags, C::empty()).unwrap_err();
    assert_eq!(refusal.missing, C::FLOAT64);
    assert_eq!(refusal.diagnostic.help, None);
    assert!(revalidate(&parsed.module, &parsed.source, flags, C::FLOAT64).is_ok());
}

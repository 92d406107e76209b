//! The functions that stand for those which older versions of GLSL do not have, against the functions
//! themselves: the versions that need them have no compute stage in which a translation could be run.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that fails may panic and say why"
)]

use std::fmt::Write;
use std::fs;

use execution::case::{Case, Distribution, Settings};
use execution::data;
use execution::gpu::Gpu;
use execution::random::Random;
use execution::route;
use execution::subject::{self, Subject};
use naga_toolchain::source::Language;

const FUNCTIONS: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../toolchain/src/emit/rewrite/older/functions.wgsl"
));

/// How many numbers each is tried on, 64 a workgroup.
const COUNT: usize = 64 * 64;

/// Calls of ours beside what they stand for, each of which leaves a `u32`; `w` are four words, `f` the floats of them,
/// `s` the words with a sign, `t` floats around those that can be packed.
const CALLS: &[(&str, &str)] = &[
    ("first_leading_bit(w.x)", "firstLeadingBit(w.x)"),
    (
        "bitcast<u32>(first_leading_bit_signed(s.x))",
        "bitcast<u32>(firstLeadingBit(s.x))",
    ),
    ("first_trailing_bit(w.x)", "firstTrailingBit(w.x)"),
    (
        "bitcast<u32>(first_trailing_bit_signed(s.x))",
        "bitcast<u32>(firstTrailingBit(s.x))",
    ),
    ("count_leading_zeros(w.x)", "countLeadingZeros(w.x)"),
    (
        "bitcast<u32>(count_leading_zeros_signed(s.x))",
        "bitcast<u32>(countLeadingZeros(s.x))",
    ),
    ("count_trailing_zeros(w.x)", "countTrailingZeros(w.x)"),
    (
        "bitcast<u32>(count_trailing_zeros_signed(s.x))",
        "bitcast<u32>(countTrailingZeros(s.x))",
    ),
    ("count_one_bits(w.x)", "countOneBits(w.x)"),
    (
        "bitcast<u32>(count_one_bits_signed(s.x))",
        "bitcast<u32>(countOneBits(s.x))",
    ),
    ("reverse_bits(w.x)", "reverseBits(w.x)"),
    (
        "bitcast<u32>(reverse_bits_signed(s.x))",
        "bitcast<u32>(reverseBits(s.x))",
    ),
    (
        "extract_bits(w.x, w.y % 40u, w.z % 40u)",
        "extractBits(w.x, w.y % 40u, w.z % 40u)",
    ),
    (
        "bitcast<u32>(extract_bits_signed(s.x, w.y % 40u, w.z % 40u))",
        "bitcast<u32>(extractBits(s.x, w.y % 40u, w.z % 40u))",
    ),
    (
        "insert_bits(w.x, w.w, w.y % 40u, w.z % 40u)",
        "insertBits(w.x, w.w, w.y % 40u, w.z % 40u)",
    ),
    (
        "bitcast<u32>(insert_bits_signed(s.x, s.w, w.y % 40u, w.z % 40u))",
        "bitcast<u32>(insertBits(s.x, s.w, w.y % 40u, w.z % 40u))",
    ),
    (
        "bitcast<u32>(load_exponent(t.x, s.y % 40i))",
        "bitcast<u32>(ldexp(t.x, s.y % 40i))",
    ),
    ("pack_snorm_bytes(t)", "pack4x8snorm(t)"),
    ("pack_unorm_bytes(t)", "pack4x8unorm(t)"),
    ("pack_snorm_pair(t.xy)", "pack2x16snorm(t.xy)"),
    ("pack_unorm_pair(t.xy)", "pack2x16unorm(t.xy)"),
    (
        "pack4x8snorm(unpack_snorm_bytes(w.x))",
        "pack4x8snorm(unpack4x8snorm(w.x))",
    ),
    (
        "pack4x8unorm(unpack_unorm_bytes(w.x))",
        "pack4x8unorm(unpack4x8unorm(w.x))",
    ),
    (
        "pack2x16snorm(unpack_snorm_pair(w.x))",
        "pack2x16snorm(unpack2x16snorm(w.x))",
    ),
    (
        "pack2x16unorm(unpack_unorm_pair(w.x))",
        "pack2x16unorm(unpack2x16unorm(w.x))",
    ),
    (
        "pack_halves(t.xy * exp2(f32(s.y % 16i)))",
        "pack2x16float(t.xy * exp2(f32(s.y % 16i)))",
    ),
    (
        "pack_halves(unpack_halves(w.x & 0xfbfffbffu))",
        "w.x & 0xfbfffbffu",
    ),
    (
        "bitcast<u32>(unpack_halves(w.y & 0xfbfffbffu).x)",
        "bitcast<u32>(unpack2x16float(w.y & 0xfbfffbffu).x)",
    ),
    (
        "bitcast<u32>(quantize(t.x * 300.0))",
        "bitcast<u32>(quantizeToF16(t.x * 300.0))",
    ),
    (
        "bitcast<u32>(signed_bytes(w.x).z)",
        "bitcast<u32>(unpack4xI8(w.x).z)",
    ),
    ("unsigned_bytes(w.x).y", "unpack4xU8(w.x).y"),
    (
        "bitcast<u32>(dot_signed_bytes(w.x, w.y))",
        "bitcast<u32>(dot4I8Packed(w.x, w.y))",
    ),
    ("dot_unsigned_bytes(w.x, w.y)", "dot4U8Packed(w.x, w.y)"),
];

fn shader() -> String {
    let (own, given) = CALLS.iter().enumerate().fold(
        (String::new(), String::new()),
        |(mut own, mut given), (index, (ours, theirs))| {
            _ = writeln!(own, "    own[at + {index}u] = {ours};");
            _ = writeln!(given, "    given[at + {index}u] = {theirs};");
            (own, given)
        },
    );
    let calls = CALLS.len();
    format!(
        "{FUNCTIONS}
@group(0) @binding(0) var<storage, read> words: array<vec4<u32>, {COUNT}>;
@group(0) @binding(1) var<storage, read_write> own: array<u32, {}>;
@group(0) @binding(2) var<storage, read_write> given: array<u32, {0}>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3<u32>) {{
    let w = words[id.x];
    let s = bitcast<vec4<i32>>(w);
    let t = vec4<f32>(s % 4096i) / 1500.0;
    let at = id.x * {calls}u;
{own}{given}}}
",
        COUNT * calls
    )
}

#[test]
fn they_give_what_they_stand_for() {
    let gpu = match Gpu::open() {
        Ok(gpu) => gpu,
        Err(error) if std::env::var_os("CI").is_none() => {
            eprintln!("skipped: {error}");
            return;
        }
        Err(error) => panic!("{error}"),
    };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("older.wgsl");
    fs::write(&path, shader()).expect("the shader is written");
    let case = Case {
        name: "older.wgsl".to_owned(),
        path,
        language: Language::Wgsl,
        settings: Settings {
            groups: Some([COUNT as u32 / 64, 1, 1]),
            ..Settings::default()
        },
    };
    let source = subject::source(&case).expect("the shader is there");
    let subject =
        Subject::read(source, None, &route::options(&case).expect("options")).expect("it is read");
    let entry_point = subject.entry_point().expect("it has one");
    let program = route::as_given(&case, &subject).expect("it is compiled");
    let ready = gpu.prepare(&program).expect("a pipeline");
    for (distribution, seed) in [
        (Distribution::Small, 31),
        (Distribution::Wide, 32),
        (Distribution::Edges, 33),
    ] {
        let mut random = Random::new("older", seed);
        let inputs = data::invent(
            &subject.reflection,
            entry_point,
            &case.settings,
            distribution,
            &mut random,
        )
        .expect("numbers");
        let outputs = ready.run(&inputs).expect("it runs");
        let words = |binding: u32| -> Vec<u32> {
            outputs.buffers[&(0, binding)]
                .chunks_exact(4)
                .map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
                .collect()
        };
        let (own, given) = (words(1), words(2));
        assert_eq!(own.len(), COUNT * CALLS.len());
        let differ = own.iter().zip(&given).position(|(own, given)| own != given);
        if let Some(at) = differ {
            let number = &inputs.buffers[&(0, 0)].bytes[at / CALLS.len() * 16..][..16];
            let (ours, _) = CALLS[at % CALLS.len()];
            panic!(
                "{distribution:?}, {number:x?}: {ours} is {:#x}, not {:#x}",
                own[at], given[at]
            );
        }
    }
}

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise"
)]

use std::collections::BTreeMap;

use super::{Compiled, compile};
use crate::codes;
use crate::diagnostic::Failure;
use crate::source::{Language, Source, Stage};

fn compiled(language: Language, stage: Stage, text: &str) -> Result<Compiled, Failure> {
    let source = Source::text("t", language, text);
    compile(&source, stage, &BTreeMap::new(), "main")
}

/// The numbers that were given, as they are told.
fn numbers(stage: Stage, text: &str) -> Vec<String> {
    let compiled = compiled(Language::Glsl, stage, text).unwrap();
    compiled.assigned.iter().map(ToString::to_string).collect()
}

#[test]
fn bindings_that_are_missing_are_the_lowest_free_ones() {
    let text = "#version 450
#define AT_ZERO layout(binding = 0)
uniform sampler2D late;
AT_ZERO uniform sampler2D given;
layout(set = 1) uniform sampler2D other_set;
layout(std140) uniform Block { vec4 tint; };
uniform float level;
layout(location = 0) out vec4 c;
void main() {
    c = tint * texture(other_set, vec2(0)) + texture(given, vec2(0)) * level + texture(late, vec2(0));
}
";
    assert_eq!(
        numbers(Stage::Fragment, text),
        [
            "set 0 binding 1 for the loose uniforms",
            "set 0 binding 2 for `late`",
            "set 1 binding 0 for `other_set`",
            "set 0 binding 3 for `Block`",
        ]
    );
}

#[test]
fn what_lies_between_stages_is_numbered_by_name() {
    let vertex = "#version 330
in vec3 position; in mat4 instance; in vec2 uv;
out vec2 v_uv; flat out int v_layer; out vec3 v_normal[2];
void main() { v_uv = uv; v_layer = 1; v_normal[0] = v_normal[1] = position;
    gl_Position = instance * vec4(position, 1.0); }
";
    let fragment = "#version 330
flat in int v_layer; in vec3 v_normal[2]; in vec2 v_uv;
layout(location = 1) out vec4 second; out vec4 first; out vec4 third;
void main() { first = second = third = vec4(v_normal[v_layer & 1], v_uv.x); }
";
    assert_eq!(
        numbers(Stage::Vertex, vertex),
        [
            "input location 0 for `position`",
            "input location 1 for `instance`",
            "input location 5 for `uv`",
            "output location 0 for `v_layer`",
            "output location 1 for `v_normal`",
            "output location 3 for `v_uv`",
        ]
    );
    assert_eq!(
        numbers(Stage::Fragment, fragment),
        [
            "input location 0 for `v_layer`",
            "input location 1 for `v_normal`",
            "input location 3 for `v_uv`",
            "output location 0 for `first`",
            "output location 2 for `third`",
        ]
    );
}

#[test]
fn numbers_that_are_written_stay() {
    let text = "#version 450
layout(set = 0, binding = 0) uniform sampler2D a, b;
layout(set = 0, binding = 0) buffer Data { vec4 data[]; } data;
layout(location = 0) in vec2 uv;
layout(location = 0) out vec4 c;
void main() { c = texture(a, uv) + texture(b, uv) + data.data[0]; }
";
    assert_eq!(numbers(Stage::Fragment, text), [""; 0]);
}

#[test]
fn old_versions_are_read() {
    let cases = [
        // No version at all, and its fixed function.
        (
            Stage::Vertex,
            "void main() { gl_Position = ftransform(); gl_FrontColor = gl_Color; }",
        ),
        (
            Stage::Fragment,
            "#version 110\nuniform sampler2D t; varying vec2 uv;\nvoid main() { gl_FragColor = texture2D(t, uv) * gl_Fog.color; }",
        ),
        (
            Stage::Fragment,
            "#version 120\nvoid main() { gl_FragData[0] = gl_TexCoord[1]; gl_FragData[1] = vec4(1.0); }",
        ),
        (
            Stage::Fragment,
            "#version 130\nout vec4 c; in vec2 uv; uniform sampler2D buffer;\nvoid main() { c = texture(buffer, uv); }",
        ),
        (
            Stage::Fragment,
            "#version 150 compatibility\nin vec2 uv; uniform sampler2D t;\nvoid main() { gl_FragColor = texture2D(t, uv) * gl_LightSource[0].diffuse; }",
        ),
        (
            Stage::Fragment,
            "// a comment first\n#version 100\n#extension GL_EXT_shader_texture_lod : enable\nprecision mediump float;\nuniform sampler2D t; varying vec2 uv;\nvoid main() { gl_FragColor = texture2DLodEXT(t, uv, 1.0); }",
        ),
        (
            Stage::Vertex,
            "#version 300 es\nin vec4 p; out highp vec2 uv; uniform mat4 m;\nvoid main() { uv = p.xy; gl_Position = m * p; gl_PointSize = float(gl_VertexID); }",
        ),
        (
            Stage::Fragment,
            "#version 120\nuniform sampler2DShadow s; void main() { gl_FragColor = shadow2D(s, gl_TexCoord[0].xyz); }",
        ),
    ];
    for (stage, text) in cases {
        compiled(Language::Glsl, stage, text).unwrap_or_else(|failure| panic!("{text}\n{failure}"));
    }
}

#[test]
fn wrong_sources_are_refused_where_they_are_wrong() {
    let cases = [
        (
            "#version 450\nvoid main() { int x = y; }",
            codes::GLSL_VARIABLE_UNKNOWN,
            2,
        ),
        (
            "#version 110\nvoid main() {\n gl_FragColor = texture2D(t, vec2(0.0)); }",
            codes::GLSL_VARIABLE_UNKNOWN,
            3,
        ),
        ("void main() {\n\n float x = }", codes::GLSL_SYNTAX, 3),
    ];
    for (text, code, line) in cases {
        let failure = compiled(Language::Glsl, Stage::Fragment, text).unwrap_err();
        let first = &failure.diagnostics()[0];
        assert_eq!(
            (first.code, first.position().unwrap().line),
            (code, line),
            "{failure}"
        );
    }
}

#[test]
fn hlsl_registers_are_bindings() {
    let text = "cbuffer A : register(b0) { float4 a; };\ncbuffer B { float4 b; };
Texture2D<float4> t : register(t2);
float4 main(float2 uv : TEXCOORD0) : SV_Target { return a + b + t.Load(int3(uv, 0)); }
";
    let compiled = compiled(Language::Hlsl, Stage::Fragment, text).unwrap();
    let told: Vec<_> = compiled.assigned.iter().map(ToString::to_string).collect();
    assert!(
        told.contains(&"set 0 binding 1 for `B`".to_owned()),
        "{told:?}"
    );
    assert!(
        !told
            .iter()
            .any(|each| each.contains("`A`") || each.contains("`t`")),
        "{told:?}"
    );
}

#[test]
fn hlsl_may_say_that_invocations_differ_in_an_index() {
    let text = "Texture2D images[4];\nSamplerState s;
float4 main(float2 uv : TEXCOORD0, nointerpolation uint i : INDEX) : SV_Target {
    return images[NonUniformResourceIndex(i)].Sample(s, uv); // NonUniformResourceIndex(i)
}
";
    assert!(compiled(Language::Hlsl, Stage::Fragment, text).is_ok());
}

#[test]
fn names_are_found_past_comments() {
    let text = "// one layer\n/* and another\nlayer */ int a; // layer\nuniform vec4 layer;\n";
    let mentions = super::Mentions::of(text);
    assert_eq!(
        mentions.find("the sampler of `layer.x` gets a binding"),
        Some(66..71)
    );
    assert_eq!(mentions.find("`none`"), None);
}

#[cfg(all(
    target_os = "linux",
    target_env = "gnu",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
#[test]
fn a_failed_assertion_of_glslang_is_an_error_of_one_source() {
    use super::{Input, Refusal, compile_text};

    // Refused before glslang sees it; here it does.
    let wrong = "#version 450
layout(std430, binding = 0) buffer Bins { uint counts[]; } bins[2];
layout(std430, binding = 2) buffer Out { uint total; };
void main() { total = uint(bins[1]); }
";
    for _ in 0..2 {
        let refused = compile_text(wrong, Input::Glsl, Stage::Compute, &BTreeMap::new());
        let Err(Refusal::Fault(failed)) = refused else {
            panic!("{refused:?}")
        };
        assert!(
            failed.message.ends_with("of glslang does not hold"),
            "{failed:?}"
        );
        assert!(failed.place.contains("glslang/"), "{failed:?}");
        let right = "#version 450\nlayout(location = 0) out vec4 c;\nvoid main() { c = vec4(1); }";
        compiled(Language::Glsl, Stage::Fragment, right).unwrap();
    }
}

/// Texts on which the front end for HLSL crashes: a function by a name that only the preprocessor shows,
/// and in the same way the value of a function without a body for a variable outside of functions.
#[cfg(target_os = "linux")]
const FATAL: [&str; 2] = [
    "#define JOIN(a, b) a##b
RWStructuredBuffer<uint4> cells;
[numthreads(1, 1, 1)]
void main(uint3 id : SV_DispatchThreadID) {
    cells[id.x] = JOIN(msa, d4)(1u, cells[0].xy, cells[1]);
}
",
    "#define SUM(value) static float sum = total(value)
float total(float value);
SUM(1.0);
RWStructuredBuffer<float> sums;
[numthreads(1, 1, 1)]
void main(uint3 id : SV_DispatchThreadID) { sums[id.x] = sum; }
",
];

#[cfg(target_os = "linux")]
fn assert_crashed(text: &str) {
    let failure = compiled(Language::Hlsl, Stage::Compute, text).unwrap_err();
    let only = &failure.diagnostics()[0];
    assert_eq!(only.code, codes::HLSL_BREAKDOWN);
    let message = "glslang, which reads HLSL, breaks down";
    assert!(only.message.starts_with(message), "{}", only.message);
    let reason = ": glslang crashed: SIGSEGV";
    assert!(only.message.ends_with(reason), "{}", only.message);
    let note = "in the front end for HLSL";
    assert!(only.notes[0].starts_with(note), "{:?}", only.notes);
}

#[cfg(target_os = "linux")]
#[test]
fn a_crash_of_glslang_is_an_error_of_one_source() {
    for text in FATAL {
        assert_crashed(text);
        let right = "float4 main() : SV_Target { return 1; }";
        compiled(Language::Hlsl, Stage::Fragment, right).unwrap();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn threads_have_their_own_answers_beside_crashes() {
    let glsl = |n: u32| {
        format!("#version 450\nlayout(location = 0) out vec4 c;\nvoid main() {{ c = vec4({n}); }}")
    };
    let hlsl = |n: u32| format!("float4 main() : SV_Target {{ return {n}; }}");
    // The number is in the words as a float.
    let has = |compiled: &Compiled, n: u32| {
        let number = f32::from(u16::try_from(n).unwrap()).to_bits();
        compiled.words.contains(&number)
    };
    std::thread::scope(|scope| {
        for n in 0..12 {
            scope.spawn(move || {
                for round in 0..6 {
                    let n = 1000 + n * 10 + round;
                    match n % 3 {
                        0 => assert_crashed(FATAL[round as usize % FATAL.len()]),
                        1 => {
                            let made = compiled(Language::Hlsl, Stage::Fragment, &hlsl(n));
                            assert!(has(&made.unwrap(), n), "{n}");
                        }
                        _ => {
                            let made = compiled(Language::Glsl, Stage::Fragment, &glsl(n));
                            assert!(has(&made.unwrap(), n), "{n}");
                        }
                    }
                }
            });
        }
    });
}

#[test]
fn what_comes_out_of_another_process_is_the_same() {
    use super::glslang::{Input, Request, Spirv};
    use super::{apart, first_or_newest};

    let texts = [
        "float4 main(float2 uv : TEXCOORD) : SV_Target { return float4(uv, 0, 1); }",
        "float4 main() : SV_Target { return unknown; }",
        "Texture2D<float4> t; SamplerState s; float4 main() : SV_Target { return t.Sample(s, 0); }",
    ];
    for text in texts {
        let request = Request {
            text: text.to_owned(),
            stage: Stage::Fragment,
            language: Input::Hlsl {
                entry_point: "main".to_owned(),
            },
            defines: BTreeMap::new(),
            spirv: Spirv::Common,
        };
        let here = format!("{:?}", first_or_newest(&request));
        assert_eq!(
            format!("{:?}", apart::compile(&request, first_or_newest)),
            here
        );
    }
}

#[test]
fn buffers_that_are_handed_to_functions_keep_their_registers() {
    let text = "StructuredBuffer<float> one : register(t0);
RWStructuredBuffer<float> left : register(u1);
cbuffer Open { float scale; };
float first(StructuredBuffer<float> numbers) { return numbers[0]; }
[numthreads(1, 1, 1)] void main() { left[0] = first(one) * scale; }
";
    let compiled = compiled(Language::Hlsl, Stage::Compute, text).unwrap();
    let told: Vec<String> = compiled.assigned.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["set 0 binding 2 for `Open`"]);
}

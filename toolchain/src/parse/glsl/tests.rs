//! What is said of erroneous GLSL.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test that fails may panic.

use crate::codes;
use crate::diagnostic::{Code, Diagnostic, Kind};
use crate::options::Options;
use crate::options::version::GlslFrontEnd;
use crate::parse::parse;
use crate::source::{Language, Source};

fn errors_with(text: &str, options: &Options) -> Vec<Diagnostic> {
    let source = Source::text("t.frag", Language::Glsl, text);
    match parse(&source, options) {
        Ok(_) => Vec::new(),
        Err(failure) => failure.into_diagnostics(),
    }
}

/// These are the words of naga's own front end.
fn own() -> Options {
    let mut options = Options::default();
    options.glsl_in.front_end = GlslFrontEnd::Naga;
    options
}

fn errors(text: &str) -> Vec<Diagnostic> {
    errors_with(text, &own())
}

fn body(code: &str) -> String {
    format!("#version 450\nlayout(location = 0) out vec4 color;\nvoid main() {{ {code} }}\n")
}

#[test]
fn a_valid_shader_parses() {
    assert!(errors(&body("color = vec4(1.0);")).is_empty());
    assert!(errors(&format!("\u{feff}{}", body("color = vec4(1.0);"))).is_empty());
}

#[test]
fn definitions_are_used_and_checked() {
    let mut options = own();
    let text = body("color = vec4(BRIGHT);");
    assert_eq!(errors_with(&text, &options).len(), 1);
    options
        .glsl_in
        .defines
        .insert("BRIGHT".to_owned(), "0.5".to_owned());
    assert!(errors_with(&text, &options).is_empty());
    for (name, value) in [("1A", "1"), ("A-B", "1"), ("A", "1\n2"), ("A", "\"x\"")] {
        let mut options = own();
        options
            .glsl_in
            .defines
            .insert(name.to_owned(), value.to_owned());
        let found = errors_with(&text, &options);
        assert_eq!(found[0].code, codes::DEFINE_INVALID, "{name}={value}");
        assert_eq!(found[0].kind, Kind::Usage);
    }
}

#[test]
fn every_kind_of_error_has_its_code() {
    let global = |declaration: &str| {
        format!(
            "#version 450\n{declaration}\nlayout(location = 0) out vec4 color;\nvoid main() {{ color = vec4(1.0); }}\n"
        )
    };
    let cases: Vec<(String, Code)> = vec![
        (body("color = vec4(1.0)"), codes::GLSL_SYNTAX),
        (
            "#version 450\nvoid main() {".to_owned(),
            codes::GLSL_END_OF_FILE,
        ),
        (
            "#version 330\nvoid main() {}".to_owned(),
            codes::GLSL_VERSION,
        ),
        (
            "#version 450 compatibility\nvoid main() {}".to_owned(),
            codes::GLSL_VERSION,
        ),
        (
            "#version 450\n#error no\nvoid main() {}".to_owned(),
            codes::GLSL_ERROR_DIRECTIVE,
        ),
        (
            "#version 450\n#include <a.glsl>\nvoid main() {}".to_owned(),
            codes::GLSL_INCLUDE,
        ),
        (
            "#version 450\n#endif\nvoid main() {}".to_owned(),
            codes::GLSL_PREPROCESSOR,
        ),
        (
            global("layout(binding = 0) uniform sampler2D t;"),
            codes::GLSL_COMBINED_SAMPLER,
        ),
        (
            global("layout(binding = 0) uniform textureBuffer t;"),
            codes::GLSL_NOT_IMPLEMENTED,
        ),
        (body("color = vec4(nothing);"), codes::GLSL_VARIABLE_UNKNOWN),
        (
            global("layout(location = 0) in float3 a;"),
            codes::GLSL_TYPE_UNKNOWN,
        ),
        (body("color = vec4(color.q1);"), codes::GLSL_SWIZZLE),
        (
            body("color = saturate(color);"),
            codes::GLSL_FUNCTION_UNKNOWN,
        ),
        (body("atomicAdd(color, 1);"), codes::GLSL_NOT_IMPLEMENTED),
        (global("layout(place = 1) in vec4 a;"), codes::GLSL_LAYOUT),
        (global("uniform U { vec4 a; };"), codes::GLSL_LAYOUT),
        (
            global("layout(binding = 0) uniform U { mat2 a; };"),
            codes::GLSL_STD140_MATRIX,
        ),
        (
            body("float a = 1.0; float a = 2.0;"),
            codes::GLSL_REDEFINITION,
        ),
        (
            body("color = vec4((mat3(1.0) + mat2(1.0))[0], 1.0);"),
            codes::GLSL_OPERATION,
        ),
        (
            body("const float a = 1.0; a = 2.0;"),
            codes::GLSL_ASSIGNMENT,
        ),
        (global("const float a;"), codes::GLSL_CONSTANT),
        (body("void a;"), codes::GLSL_TYPE),
        (
            "#version 450\nvoid f() {}".to_owned(),
            codes::GLSL_ENTRY_POINT,
        ),
    ];
    let mut wrong = Vec::new();
    for (text, code) in &cases {
        let found = errors(text);
        if !found.iter().any(|error| error.code == *code) {
            let found: Vec<_> = found.iter().map(ToString::to_string).collect();
            wrong.push(format!("{text}\n  wanted {code}, found {found:?}"));
        }
        for error in found {
            let said = format!("{} {:?}", error.message, error.help);
            for bad in ["Identifier(", "{ ", "Semicolon", " [0]", "TypeInner"] {
                assert!(!said.contains(bad), "{said}");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_follows_from_an_include_is_not_told() {
    let found = errors("#version 450\n#include \"common.glsl\"\nvoid main() { helper(); }");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].position().unwrap().line, 2);
}

#[test]
fn combined_samplers_come_with_a_way_out() {
    let found =
        errors("#version 450\nlayout(binding = 0) uniform isampler2DArray t;\nvoid main() {}");
    let help = found[0].help.as_deref().unwrap();
    assert!(help.contains("`uniform itexture2DArray t;`"), "{help}");
    let found =
        errors("#version 450\nlayout(binding = 0) uniform samplerCubeShadow t;\nvoid main() {}");
    let help = found[0].help.as_deref().unwrap();
    assert!(help.contains("`uniform samplerShadow s;`"), "{help}");
}

#[test]
fn a_missing_semicolon_is_marked_where_it_is_missing() {
    let text = "#version 450\nvoid main() {\n    float a = 1.0\n    float b = 2.0;\n}";
    let found = errors(text);
    let label = found[0].main_label().unwrap();
    assert_eq!(label.span.start, text.find("1.0\n").unwrap() + 3);
}

#[test]
fn odd_texts_give_places_inside_the_text() {
    for text in [
        "",
        "\u{0}",
        "é",
        "\"",
        "#",
        "#version",
        "#define",
        "#if",
        "/*",
        "void main(",
        "#define A A\nA",
    ] {
        for error in errors(text) {
            for label in &error.labels {
                assert!(label.span.end <= text.len(), "{text:?}: {error}");
            }
        }
    }
}

#[test]
fn functions_that_are_only_declared_must_not_be_called() {
    let declared =
        "#version 450\nlayout(location = 0) out vec4 color;\nfloat f(float x); void g();\n";
    let error = &errors(&format!(
        "{declared}void main() {{ color = vec4(f(1.0)); }}"
    ))[0];
    assert_eq!(error.message, "`f` is declared and called, but has no body");
    let error = &errors(&format!("{declared}void main() {{ g(); }}"))[0];
    assert_eq!(error.message, "`g` is declared and called, but has no body");
    assert!(errors(&format!("{declared}void main() {{ color = vec4(1.0); }}")).is_empty());
    // Those that follow later, and those that have nothing to do.
    let later =
        "void main() { g(); color = vec4(f(1.0)); } float f(float x) { return x; } void g() {}";
    assert!(errors(&format!("{declared}{later}")).is_empty());
}

#[cfg(feature = "glslang")]
#[test]
fn hlsl_adds_plain_numbers_atomically() {
    let text = "RWByteAddressBuffer bytes : register(u0);\nRWTexture2D<uint> image : register(u1);
[numthreads(64, 1, 1)] void main(uint3 id : SV_DispatchThreadID) {
    uint before; bytes.InterlockedAdd(0, 1, before); bytes.InterlockedCompareExchange(4, 0, 1, before);
    bytes.InterlockedMax(8, 5); InterlockedAdd(image[id.xy], 1); bytes.Store(12, before);
}
";
    let source = Source::text("t.cs.hlsl", Language::Hlsl, text);
    let options = Options::default();
    let checked = parse(&source, &options).and_then(|parsed| crate::check::check(parsed, &options));
    if let Err(failure) = checked {
        panic!("{failure}");
    }
}

#[cfg(feature = "glslang")]
#[test]
fn hlsl_that_stores_some_components_of_a_texel_is_told_how() {
    let text = "RWTexture2D<float4> image;
[numthreads(8, 8, 1)] void main(uint3 id : SV_DispatchThreadID) { image[id.xy].rgb = 1; }
";
    let source = Source::text("t.cs.hlsl", Language::Hlsl, text);
    let failure = parse(&source, &Options::default()).unwrap_err();
    let error = &failure.diagnostics()[0];
    assert_eq!(
        error.message,
        "some components of a texel cannot be stored alone"
    );
    assert!(error.help.as_deref().unwrap().contains("store all of it"));
}

/// The structs of a compute shader in HLSL that lie in storage: name, stride of a runtime array of
/// them, and offsets.
#[cfg(feature = "glslang")]
fn structured(text: &str) -> Vec<(String, u32, Vec<u32>)> {
    let source = Source::text("t.cs.hlsl", Language::Hlsl, text);
    let options = Options::default();
    let checked = parse(&source, &options)
        .and_then(|parsed| crate::check::check(parsed, &options))
        .unwrap_or_else(|failure| panic!("{failure}"));
    let types = &checked.module().types;
    let mut found = Vec::new();
    for (_, array) in types.iter() {
        if let naga::TypeInner::Array { base, size, stride } = &array.inner
            && *size == naga::ArraySize::Dynamic
            && let naga::TypeInner::Struct { members, .. } = &types[*base].inner
        {
            let offsets = members.iter().map(|member| member.offset).collect();
            found.push((
                types[*base].name.clone().unwrap_or_default(),
                *stride,
                offsets,
            ));
        }
    }
    found
}

#[cfg(feature = "glslang")]
#[test]
fn structured_buffers_of_hlsl_lie_as_direct3d_lays_them_out() {
    let text = "struct Leaf { float2 uv; bool shown; };
struct Tree { float age; float3 at; double mass; int2 cell; double3 pull; Leaf leaves[2]; float3x3 turn; uint id; };
StructuredBuffer<Tree> trees; RWStructuredBuffer<uint> left;
[numthreads(1, 1, 1)] void main(uint3 id : SV_DispatchThreadID) { left[0] = trees[id.x].id; }
";
    let expected = vec![0, 4, 16, 24, 32, 56, 80, 116];
    assert_eq!(structured(text), [("Tree".to_owned(), 120, expected)]);
    // The same struct in a constant buffer lies otherwise.
    let shared = text
        .replace("double", "float")
        .replace("RWStr", "cbuffer One { float before; Tree one; };\nRWStr")
        .replace("trees[id.x].id", "trees[id.x].id + one.id");
    assert_eq!(structured(&shared)[0].1, 104);
}

#[cfg(feature = "glslang")]
#[test]
fn sizes_of_structured_buffers_are_told_to_numbers_of_any_type() {
    let text = "struct Step { float3 at; float3 to; };
StructuredBuffer<Step> steps; RWStructuredBuffer<float> left;
[numthreads(1, 1, 1)] void main(uint3 id : SV_DispatchThreadID) {
    int count; float stride; steps.GetDimensions(count, stride);
    uint2 both; steps.GetDimensions(both.x, both.y);
    left[0] = float(count) + stride + float(both.x + both.y);
}
";
    assert_eq!(structured(text)[0].1, 24);
}

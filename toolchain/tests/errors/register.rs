//! The register of codes does not rot: each is brought about by a shader, or it says why not.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use naga_toolchain::codes;
use naga_toolchain::diagnostic::Diagnostic;
use naga_toolchain::options::Options;
use naga_toolchain::source::{Language, Source};
use naga_toolchain::target::TargetLanguage;

use super::LANGUAGES;
use super::common::{self, inputs};

/// A code that options bring about with a shader that is right.
struct Said {
    code: &'static str,
    name: &'static str,
    text: &'static str,
    options: &'static str,
    to: TargetLanguage,
}

const TWO: &str = "
@compute @workgroup_size(1) fn first() {}
@compute @workgroup_size(2) fn second() {}";

const BUFFERS: &str = "
@group(0) @binding(0) var<uniform> scale: vec4<f32>;
@group(0) @binding(1) var<storage, read_write> data: array<vec4<f32>>;
@compute @workgroup_size(64) fn main() { data[0] *= scale; }";

const OVERRIDE: &str = "
override size: u32;
var<workgroup> tile: array<f32, size>;
@compute @workgroup_size(1) fn main() { tile[0] = 1.0; }";

const SUBGROUP: &str = "
@group(0) @binding(0) var<storage, read_write> out: u32;
@compute @workgroup_size(1) fn main() { out = subgroupAdd(out); }";

const fn said(
    code: &'static str,
    text: &'static str,
    options: &'static str,
    to: TargetLanguage,
) -> Said {
    Said {
        code,
        name: "shader.wgsl",
        text,
        options,
        to,
    }
}

/// What naga's own GLSL front end says where glslang would read on.
const fn naga_says(code: &'static str, name: &'static str, text: &'static str) -> Said {
    Said {
        code,
        name,
        text,
        options: "[glsl_in]\nfront_end = \"naga\"",
        to: TargetLanguage::Wgsl,
    }
}

const BY_OPTIONS: &[Said] = &[
    Said {
        code: codes::BINDING_ARRAY_SPLIT,
        name: "shader.frag",
        text: "#version 450
layout(set = 0, binding = 0) uniform sampler2D maps[2];
layout(location = 0) out vec4 color;
void main() { color = texture(maps[0], vec2(0.5)) + texture(maps[1], vec2(0.5)); }",
        options: "",
        to: TargetLanguage::Wgsl,
    },
    naga_says(
        codes::GLSL_VERSION,
        "shader.frag",
        "#version 330\nvoid main() {}",
    ),
    naga_says(
        codes::GLSL_END_OF_FILE,
        "shader.frag",
        "#version 450\nvoid main() {\n    if (true) {\n",
    ),
    naga_says(
        codes::GLSL_COMBINED_SAMPLER,
        "shader.frag",
        "#version 450\nlayout(binding = 0) uniform sampler2D image;\nvoid main() {}",
    ),
    naga_says(
        codes::GLSL_NOT_IMPLEMENTED,
        "shader.comp",
        "#version 450\nlayout(local_size_x = 1) in;\nlayout(binding = 0) buffer A { uint n; };\n\
         void main() { atomicAdd(n, 1u); }",
    ),
    naga_says(
        codes::GLSL_MEANING,
        "shader.frag",
        "#version 450\nlayout(location = 0) out vec4 color;\n\
         void main() { int n = 0; if (gl_FrontFacing && n++ > 0) color = vec4(n); }",
    ),
    naga_says(
        codes::GLSL_STD140_MATRIX,
        "shader.vert",
        "#version 450\nlayout(set = 0, binding = 0) uniform Params { mat2 turn; };\n\
         void main() { gl_Position = vec4(turn * vec2(1.0), 0.0, 1.0); }",
    ),
    naga_says(
        codes::GLSL_UNREADABLE,
        "shader.comp",
        "#version 450\nconst int table[2] = int[2](1, 2);\nconst int past = table[5];\n\
         void main() {}",
    ),
    Said {
        code: codes::STAGE_NEEDED,
        name: "shader.glsl",
        text: "#version 450\nvoid main() {}",
        options: "",
        to: TargetLanguage::Wgsl,
    },
    Said {
        code: codes::DEFINE_INVALID,
        name: "shader.comp",
        text: "#version 450\nvoid main() {}",
        options: "[glsl_in.defines]\n\"1st\" = \"2\"",
        to: TargetLanguage::Wgsl,
    },
    said(
        codes::LIMIT_EXCEEDED,
        TWO,
        "[limits]\nnesting = 0",
        TargetLanguage::Wgsl,
    ),
    said(
        codes::CAPABILITY_MISSING,
        "var<private> wide: f64;",
        "[validate]\ncapabilities = \"none\"",
        TargetLanguage::Wgsl,
    ),
    said(
        codes::PRINT_DROPPED,
        "requires chromium_print; @compute @workgroup_size(1) fn main() { print(1u); }",
        "",
        TargetLanguage::Wgsl,
    ),
    said(
        codes::SUBGROUP_OPERATION,
        SUBGROUP,
        "[validate]\nsubgroup_operations = \"basic\"",
        TargetLanguage::Wgsl,
    ),
    said(
        codes::ENTRY_POINT_NOT_FOUND,
        TWO,
        "[transform]\nentry_point = \"third\"",
        TargetLanguage::Wgsl,
    ),
    said(
        codes::ENTRY_POINT_NAME_TAKEN,
        TWO,
        "[transform]\nrename = { first = \"second\" }",
        TargetLanguage::Wgsl,
    ),
    said(
        codes::OVERRIDE_NOT_FOUND,
        TWO,
        "[transform]\noverrides = { scale = 1.0 }",
        TargetLanguage::Wgsl,
    ),
    said(
        codes::OVERRIDE_VALUE_NEEDED,
        OVERRIDE,
        "[transform]\nrequire_override_values = true",
        TargetLanguage::Msl,
    ),
    said(
        codes::OVERRIDE_VALUE_ASSUMED,
        OVERRIDE,
        "",
        TargetLanguage::Msl,
    ),
    said(
        codes::BINDING_ARRAY_LENGTH_ASSUMED,
        "enable wgpu_binding_array;
         @group(0) @binding(0) var images: binding_array<texture_2d<f32>>;
         @fragment fn main() -> @location(0) vec4<f32> {
             return textureLoad(images[1], vec2<i32>(), 0);
         }",
        "",
        TargetLanguage::Glsl,
    ),
    said(
        codes::TARGET_CAPABILITY,
        "enable wgpu_binding_array;
         struct Data { value: f32 }
         @group(0) @binding(0) var<storage> data: binding_array<Data>;
         @fragment fn main() -> @location(0) vec4<f32> { return vec4(data[1].value); }",
        "[transform]\nassumed_binding_array_length = 0",
        TargetLanguage::Hlsl,
    ),
    said(
        codes::OVERRIDE_VALUE_INVALID,
        OVERRIDE,
        "[transform]\noverrides = { size = -1.0 }",
        TargetLanguage::Msl,
    ),
    said(
        codes::ARRAY_LENGTH_NOT_POSITIVE,
        OVERRIDE,
        "[transform]\noverrides = { size = 0.0 }",
        TargetLanguage::Msl,
    ),
    said(
        codes::OVERRIDE_UNRESOLVED,
        "override parts: u32 = 1u; override each = 8u / parts;
         @compute @workgroup_size(each) fn main() {}",
        "[transform]\noverrides = { parts = 0.0 }",
        TargetLanguage::Msl,
    ),
    said(
        codes::BINDING_SLOT_MISSING,
        BUFFERS,
        "[transform]\nbindings = \"map\"",
        TargetLanguage::Msl,
    ),
    said(
        codes::BINDING_SLOT_CLASH,
        "@group(0) @binding(0) var<uniform> a: vec4<f32>;
         @group(1) @binding(0) var<uniform> b: vec4<f32>;
         @fragment fn main() -> @location(0) vec4<f32> { return a + b; }",
        "[transform]\nbindings = \"keep\"",
        TargetLanguage::Msl,
    ),
    said(
        codes::BINDING_SLOT_RANGE,
        "@group(0) @binding(300) var<uniform> scale: f32;
         @fragment fn main() -> @location(0) vec4<f32> { return vec4(scale); }",
        "[transform]\nbindings = \"keep\"",
        TargetLanguage::Msl,
    ),
    said(
        codes::TARGET_VERSION,
        SUBGROUP,
        "[hlsl]\nshader_model = \"5.1\"",
        TargetLanguage::Hlsl,
    ),
    said(
        codes::TARGET_ENTRY_POINT,
        "fn helper() {}",
        "",
        TargetLanguage::Glsl,
    ),
];

/// Codes that unit tests bring about, in modules that no front end makes or with texts too small
/// for a file. That they do is looked up: the constant must stand in the tests of a crate.
const BY_UNIT_TESTS: &[&str] = &[
    // Modules that no front end made.
    "module-bytes-corrupt",
    "module-bytes-foreign",
    "module-bytes-nesting",
    "module-bytes-version",
    "module-handle",
    "binding-array-length",
    "not-utf8",
    "link-linker-needed",
    "link-module-unknown",
    "link-item-unknown",
    "link-import-syntax",
    "link-condition",
    "link-definition-unknown",
    "link-file-unreadable",
    "stage-unsupported",
    "wgsl-binding-inconsistent",
    "wgsl-type-expected",
    "wgsl-template",
    "wgsl-operation",
    "wgsl-address-of",
    "glsl-operation",
    "glsl-swizzle",
    "spirv-word-count",
    "spirv-capability",
    "spirv-combined-sampler",
    "spirv-execution-model",
    "spirv-instruction",
    "spirv-nesting",
    "spirv-asm-bad-id",
    "spirv-asm-bad-literal",
    "spirv-asm-duplicate-id",
    "spirv-asm-expected-instruction",
    "spirv-asm-extra-operand",
    "spirv-asm-instruction-too-long",
    "spirv-asm-literal-type",
    "spirv-asm-missing-operand",
    "spirv-asm-missing-result-id",
    "spirv-asm-unexpected-operand",
    "spirv-asm-unexpected-result-id",
    "spirv-asm-unknown-enumerant",
    "spirv-asm-unknown-ext-inst",
    "spirv-asm-unterminated-string",
    "module-inconsistent",
    "pointer-base",
    "pointer-unsized",
    "member-type",
    "array-element-type",
    "blend-src-type",
    "address-space-type",
    "global-type-not-copyable",
    "immediate-type",
    "value-out-of-scope",
    "parameter-type",
    "result-type",
    "swizzle-component",
    "constructor-component",
    "select-condition",
    "relational-argument",
    "derivative-argument",
    "sampler-expected",
    "texture-store-type",
    "store-type",
    "function-unknown",
    "atomic-pointer",
    "atomic-function",
    "subgroup-workgroup",
    "entry-point-duplicate",
    "internal-error",
    "internal-panic",
    "include-depth",
    "include-unreadable",
    "shadertoy-main-image",
];

/// Codes that nothing in the tests brings about, and why they are there all the same.
const UNREACHED: &[(&str, &[&str])] = &[
    (
        "only a build without glslang says it",
        &["front-end-missing"],
    ),
    (
        "includes are resolved before a front end sees them",
        &["glsl-include"],
    ),
    (
        "every extension that naga has a name for and not yet more is brought by us",
        &["wgsl-extension-unsupported"],
    ),
    (
        "naga's WGSL front end has an error for it; no text is known that gets there",
        &[
            "wgsl-invalid",
            "wgsl-nesting",
            "wgsl-enumerant-expected",
            "wgsl-type-unknown",
            "wgsl-type-not-inferable",
            "wgsl-type-too-large",
            "wgsl-not-constructible",
            "wgsl-cast",
            "wgsl-ray-query",
            "wgsl-cooperative-matrix",
            "wgsl-internal",
        ],
    ),
    (
        "naga's GLSL front end has an error for it; no text is known that gets there",
        &[
            "glsl-builtin",
            "glsl-call-ambiguous",
            "glsl-texture",
            "glsl-switch",
            "glsl-internal",
        ],
    ),
    (
        "the SPIR-V front end has an error for it; no module for it is in tests/errors",
        &[
            "spirv-extended-instruction",
            "spirv-execution-mode",
            "spirv-storage-class",
            "spirv-builtin",
            "spirv-control-flow",
            "spirv-operator",
            "spirv-matrix-stride",
            "spirv-decoration",
            "spirv-access",
            "spirv-variable",
            "spirv-string",
            "spirv-function-type",
            "spirv-recursion",
            "spirv-barrier",
            "spirv-spec-id",
            "spirv-atomic",
        ],
    ),
    (
        "every error of naga's validator is explained; no shader of tests/errors gets to this one, \
         mostly because the front ends refuse it first",
        &[
            "type-too-large",
            "scalar-width",
            "abstract-type",
            "array-length-specialized",
            "array-length-unresolved",
            "array-stride",
            "matrix-element-type",
            "texture-type",
            "binding-array-base",
            "binding-array-external",
            "binding-array-expected",
            "member-overlap",
            "member-out-of-struct",
            "blend-src-duplicate",
            "blend-src-index",
            "blend-src-mixed",
            "blend-src-place",
            "const-expression-kind",
            "const-expression-unevaluated",
            "constant-not-const",
            "constant-type",
            "constant-type-mismatch",
            "override-unnamed",
            "override-initializer",
            "override-type-mismatch",
            "override-not-allowed",
            "override-uninitialized",
            "literal-nan",
            "literal-infinite",
            "address-space-usage",
            "layout-struct-size",
            "layout-unsized-member",
            "initializer-not-const",
            "initializer-type",
            "memory-decoration-space",
            "task-payload",
            "task-payload-size",
            "task-result",
            "mesh-attributes",
            "mesh-call-type",
            "mesh-output-type",
            "mesh-output-variable",
            "mesh-primitive-indices",
            "mesh-result",
            "expression-type",
            "index-base",
            "index-negative",
            "parameter-unknown",
            "load-type",
            "splat-type",
            "swizzle-base",
            "constructor-type",
            "zero-value-type",
            "select-values",
            "conversion",
            "builtin-argument-count",
            "builtin-argument-type",
            "builtin-argument-width",
            "uniform-load-type",
            "cooperative-operand",
            "texture-expected",
            "texture-not-a-variable",
            "texture-atomic-access",
            "texture-atomic-format",
            "texture-atomic-function",
            "texture-atomic-value",
            "texture-layer",
            "texture-sample-index",
            "texture-level",
            "texture-offset",
            "texture-depth-reference",
            "texture-depth-level",
            "texture-gather-level",
            "texture-gather-component",
            "texture-gather-dimension",
            "texture-level-type",
            "texture-bias-dimension",
            "texture-clamp",
            "switch-type",
            "switch-case-type",
            "switch-fall-through",
            "store-resource",
            "call-result-unused",
            "call-without-result",
            "atomic-operand",
            "atomic-address-space",
            "atomic-result-unused",
            "atomic-operation",
            "ray-query-type",
            "acceleration-structure-type",
            "ray-vertex-return",
            "ray-descriptor",
            "ray-hit-distance",
            "ray-payload",
            "non-uniform-control-flow",
            "workgroup-size-unexpected",
            "io-attribute-stage",
            "interpolation-missing",
            "interpolation-stage",
            "per-primitive",
            "per-vertex",
        ],
    ),
    ("nothing speaks it", &["unknown-language"]),
];

/// Codes that the shaders of `tests/` and [`BY_OPTIONS`] bring about.
fn seen_codes() -> BTreeSet<&'static str> {
    let mut seen = BTreeSet::new();
    let mut add =
        |diagnostics: &[Diagnostic]| seen.extend(diagnostics.iter().map(|each| each.code));
    let inputs = ["errors", "in"].into_iter().flat_map(|set| {
        LANGUAGES
            .into_iter()
            .flat_map(move |language| inputs::find(set, language))
    });
    for input in inputs {
        for language in TargetLanguage::ALL {
            add(&heard(&input.source, &input.options, language));
        }
    }
    for case in BY_OPTIONS {
        add(&case.heard());
    }
    seen
}

/// Everything that is said on the way to a target.
fn heard(source: &Source, options: &Options, language: TargetLanguage) -> Vec<Diagnostic> {
    let checked = match common::read(source, options) {
        Ok(checked) => checked,
        Err(failure) => return failure.into_diagnostics(),
    };
    let mut heard = checked.warnings().to_vec();
    if language.is_per_entry_point() && checked.module().entry_points.is_empty() {
        match naga_toolchain::emit::emit(&checked, language, None, options) {
            Ok(output) => heard.extend(output.diagnostics),
            Err(failure) => heard.extend(failure.into_diagnostics()),
        }
    }
    for product in common::write(&checked, language, options) {
        match product.result {
            Ok(output) => heard.extend(output.diagnostics),
            Err(failure) => heard.extend(failure.into_diagnostics()),
        }
    }
    heard
}

impl Said {
    fn heard(&self) -> Vec<Diagnostic> {
        let language = naga_toolchain::source::guess(self.name).0;
        let source = Source::text(self.name, language.unwrap_or(Language::Wgsl), self.text);
        let options = Options::from_toml(self.options).expect("the options are right");
        heard(&source, &options, self.to)
    }
}

#[test]
fn options_bring_codes_about() {
    for case in BY_OPTIONS {
        let heard = common::on_large_stack(|| case.heard());
        assert!(
            heard.iter().any(|each| each.code == case.code),
            "{} is not said, but:\n{}",
            case.code,
            common::lines(&heard)
        );
    }
}

#[test]
fn every_code_is_spoken_or_says_why_not() {
    let seen = common::on_large_stack(seen_codes);
    let mut excused: BTreeMap<&str, &str> = BTreeMap::new();
    for code in BY_UNIT_TESTS {
        assert!(excused.insert(code, "a unit test").is_none(), "{code}");
    }
    for (reason, codes) in UNREACHED {
        for code in *codes {
            assert!(
                excused.insert(code, reason).is_none(),
                "{code} is listed twice"
            );
        }
    }
    let mut problems = Vec::new();
    for entry in codes::all() {
        match (seen.contains(entry.code), excused.contains_key(entry.code)) {
            (true, false) | (false, true) => {}
            (true, true) => problems.push(format!("{} is said: strike it off", entry.code)),
            (false, false) => problems.push(format!("{} is not said by any test", entry.code)),
        }
    }
    for code in excused.keys() {
        if codes::find(code).is_none() {
            problems.push(format!("{code} is not registered"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn unit_tests_speak_of_the_codes_that_are_theirs() {
    let mut tests = String::new();
    for folder in ["toolchain/src", "cli/src", "cli/tests"] {
        collect_tests(
            &inputs::root().join(folder),
            folder.ends_with("tests"),
            &mut tests,
        );
    }
    let missing: Vec<_> = BY_UNIT_TESTS
        .iter()
        .filter(|code| {
            let constant = code.to_ascii_uppercase().replace('-', "_");
            !tests.contains(&format!("{constant},"))
                && !tests.contains(&format!("{constant})"))
                && !tests.contains(&format!("{constant};"))
                && !tests.contains(&format!("{constant}]"))
                && !tests.contains(&format!("\"{code}\""))
        })
        .collect();
    assert!(missing.is_empty(), "no unit test speaks of {missing:?}");
}

/// The tests in and below a folder of sources.
fn collect_tests(folder: &Path, all: bool, into: &mut String) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("a folder can be listed").path();
        let is_tests = all || path.file_stem().is_some_and(|stem| stem == "tests");
        if path.is_dir() {
            collect_tests(&path, is_tests, into);
        } else if path.extension().is_some_and(|each| each == "rs") {
            let text = fs::read_to_string(&path).expect("a source is UTF-8");
            let tests = match text.split_once("#[cfg(test)]") {
                _ if is_tests => text.as_str(),
                Some((_, tests)) => tests,
                None => "",
            };
            into.push_str(tests);
        }
    }
}

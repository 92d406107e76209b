#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use super::*;
use crate::{check, emit, parse, target::TargetLanguage};

/// The first file is the main one.
struct Case {
    files: &'static [(&'static str, &'static str)],
    linker: Linker,
    defines: &'static [(&'static str, &'static str)],
}

impl Case {
    fn options(&self) -> Options {
        let mut options = Options::default();
        options.wgsl_in.linker = Some(self.linker);
        options.wgsl_in.module_paths = vec!["lib".to_owned()];
        for (name, value) in self.defines {
            options
                .wgsl_in
                .defines
                .insert((*name).to_owned(), (*value).to_owned());
        }
        options
    }

    fn link(&self) -> Result<Linked, Failure> {
        let files = MemoryFiles(
            self.files
                .iter()
                .map(|(name, text)| (PathBuf::from(name), (*text).to_owned()))
                .collect(),
        );
        let (name, text) = self.files[0];
        let source = Source::text(name, Language::Wgsl, text);
        link(&source, &self.options(), &files)
    }

    /// The linked text, which is a valid module.
    fn text(&self) -> String {
        let linked = self.link().unwrap_or_else(|failure| panic!("{failure}"));
        let text = linked.source.as_text().to_owned();
        let parsed = parse::parse(&linked.source, &self.options());
        let checked = parsed.and_then(|parsed| check::check(parsed, &self.options()));
        if let Err(failure) = checked {
            panic!("{failure}\n{text}");
        }
        text
    }

    fn failure(&self) -> Failure {
        match self.link() {
            Err(failure) => failure,
            Ok(linked) => parse::parse(&linked.source, &self.options())
                .and_then(|parsed| check::check(parsed, &self.options()))
                .unwrap_err(),
        }
    }
}

/// Whether the text declares a function or constant of this name.
fn declares(text: &str, name: &str) -> bool {
    ["fn ", "const ", "struct ", "> "]
        .iter()
        .any(|before| text.contains(&format!("{before}{name}")))
}

#[test]
fn wesl_brings_in_what_is_used_and_no_more() {
    let text = Case {
        linker: Linker::Wesl,
        defines: &[("FAST", "1"), ("SIZE", "4")],
        files: &[
            (
                "src/post/main.wesl",
                "import package::util::{color::{to_linear, LUMA as WEIGHTS}, noise};\n\
                 import other::shapes::Box;\n\
                 import super::near::scale;\n\
                 @group(0) @binding(0) var<storage, read_write> out: array<vec3f, constants::SIZE>;\n\
                 @compute @workgroup_size(1) fn main() {\n\
                     let scale = scale(2.0); var b: Box; b.scale = scale;\n\
                     out[0] = to_linear(vec3f(dot(WEIGHTS, vec3f(noise::hash(1u))))) * b.scale;\n\
                     out[1] = vec3f(package::util::noise::hash(2u));\n\
                 }\n",
            ),
            (
                "src/util/color.wesl",
                "const LUMA = vec3f(0.2, 0.7, 0.1); const unused = missing::thing;\n\
                 const_assert true;\n\
                 fn to_linear(c: vec3f) -> vec3f { @if(FAST) return c * c; @else return helper(c); }\n\
                 @if(!FAST) fn helper(c: vec3f) -> vec3f { return pow(c, vec3f(2.2)); }\n",
            ),
            (
                "src/util/noise.wgsl",
                "fn hash(x: u32) -> f32 { return helper(f32(x)); }\n\
                 fn helper(x: f32) -> f32 { return fract(x * 0.1); }\n",
            ),
            ("src/post/near.wesl", "fn scale(x: f32) -> f32 { return x; }"),
            ("lib/other/src/shapes.wesl", "struct Box { scale: f32, @if(OFF) size: u32 }"),
        ],
    }
    .text();
    for name in ["to_linear", "LUMA", "hash", "helper", "Box"] {
        assert!(declares(&text, name), "{name}: {text}");
    }
    assert!(!text.contains("unused") && !text.contains("pow"), "{text}");
    assert!(text.contains("array<vec3f, 4>"), "{text}");
    // A local variable of the name of what it is made with.
    assert!(
        text.contains("let scale = near_scale(2.0)") || text.contains("let scale = scale(2.0)"),
        "{text}"
    );
}

#[test]
fn names_that_clash_are_told_apart() {
    let case = Case {
        linker: Linker::Wesl,
        defines: &[],
        files: &[
            (
                "main.wesl",
                "import package::a::f as fa; import package::b::f as fb;\n\
                 fn f() -> f32 { return saturate(fa() + fb()); }\n\
                 @fragment fn main() -> @location(0) vec4f { return vec4f(f()); }\n",
            ),
            (
                "a.wesl",
                "fn f() -> f32 { return saturate(); } fn saturate() -> f32 { return 1.0; }",
            ),
            ("b.wesl", "fn f() -> f32 { return a_f; } const a_f = 2.0;"),
        ],
    };
    let text = case.text();
    for name in ["f()", "a_f_2()", "b_f()", "a_saturate()"] {
        assert!(text.contains(&format!("fn {name}")), "{name}: {text}");
    }
    let linked = case.link().unwrap();
    let map = linked.source.map().unwrap();
    assert_eq!(
        map.with_old_names("`a_saturate` and xa_saturate").unwrap(),
        "`package::a::saturate` and xa_saturate"
    );
    assert_eq!(
        linked.files,
        [PathBuf::from("a.wesl"), PathBuf::from("b.wesl")]
    );
}

#[test]
fn messages_point_into_the_file_that_is_wrong() {
    let failure = Case {
        linker: Linker::Wesl,
        defines: &[],
        files: &[
            (
                "main.wesl",
                "import package::a::f;\n@fragment fn main() -> @location(0) vec4f { return vec4f(f()); }\n",
            ),
            (
                "a.wesl",
                "@if(X) const gone = 1;\nfn f() -> f32 {\n    return 1.0 + vec2u(1u);\n}\n",
            ),
        ],
    }
    .failure();
    let first = &failure.diagnostics()[0];
    let label = first.main_label().unwrap();
    assert_eq!(label.source.name(), "a.wesl", "{first}");
    assert_eq!(first.position().unwrap().line, 3, "{first}");
    assert!(label.source.as_text().starts_with("@if(X)"));
}

#[test]
fn naga_oil_knows_its_forms_of_import() {
    let text = Case {
        linker: Linker::NagaOil,
        defines: &[("GROUP", "2"), ("QUALITY", "3")],
        files: &[
            (
                "main.wgsl",
                "#import lib::math\n\
                 #import lib::{types::{View, Light as Lamp}, old as Old}\n\
                 #import lib::list first, second // the older form\n\
                 #import \"quoted.wgsl\" as Quoted\n\
                 #define LOCAL\n\
                 /* #import nothing */\n\
                 @group(#{GROUP}) @binding(0) var<uniform> view: View;\n\
                 #if QUALITY >= 3\n\
                 const steps = #QUALITY;\n\
                 #else\n\
                 const steps = missing_name;\n\
                 #endif\n\
                 @fragment fn main() -> @location(0) vec4f {\n\
                     var lamp: Lamp;\n\
                     return view.color * math::twice(f32(steps)) + first() + second() * Old::third()\n\
                       + lib::math::twice(lamp.power) + Quoted::q();\n\
                 }\n",
            ),
            (
                "math.wgsl",
                "#define_import_path lib::math\n#ifdef LOCAL\nfn twice(x: f32) -> f32 { return x * 2.0; }\n#endif\n",
            ),
            (
                "lib/deep/types.wgsl",
                "#define_import_path lib::types\nstruct View { color: vec4f }\nstruct Light { power: f32 }\n",
            ),
            (
                "old.wgsl",
                "#define_import_path lib::old\n#ifndef NOPE\nfn third() -> f32 { return 3.0; }\n#else ifdef LOCAL\nwrong\n#endif",
            ),
            (
                "list.wgsl",
                "#define_import_path lib::list\nfn first() -> f32 { return 1.0; }\nfn second() -> f32 { return 2.0; }\n",
            ),
            ("quoted.wgsl", "fn q() -> f32 { return 0.5; }"),
        ],
    }
    .text();
    for name in ["twice", "first", "second", "third", "q", "View", "Light"] {
        assert!(declares(&text, name), "{name}: {text}");
    }
    assert!(
        text.contains("@group(2)") && text.contains("const steps = 3;"),
        "{text}"
    );
}

#[test]
fn naga_oil_overrides_virtual_functions() {
    let case = |virtual_word: &'static str| Case {
        linker: Linker::NagaOil,
        defines: &[],
        files: Box::leak(Box::new([
            (
                "main.wgsl",
                "#import shade\n#import middle\n\
                 override fn shade::light(x: f32) -> f32 { return shade::light(x) + 100.0; }\n\
                 @fragment fn main() -> @location(0) vec4f { return vec4f(shade::all(1.0)); }\n",
            ),
            (
                "middle.wgsl",
                "#define_import_path middle\n#import shade\n\
                 override fn shade::light(x: f32) -> f32 { return shade::light(x) + 10.0; }\n",
            ),
            ("shade.wgsl", virtual_word),
        ])),
    };
    let text = case(
        "#define_import_path shade\nvirtual fn light(x: f32) -> f32 { return x; }\n\
         fn all(x: f32) -> f32 { return light(x); }\n",
    )
    .text();
    // The main module's function calls that of `middle`, and that the first one.
    let main = text.find("fn override_light").unwrap();
    assert!(
        text[main..].contains("return middle_override_light(x) + 100.0"),
        "{text}"
    );
    assert!(text.contains("return light(x) + 10.0"), "{text}");
    assert!(text.contains("return override_light(x);"), "{text}");

    let failure = case("#define_import_path shade\nfn light(x: f32) -> f32 { return x; }\nfn all(x: f32) -> f32 { return light(x); }\n").failure();
    let message = &failure.diagnostics()[0].message;
    assert!(message.contains("cannot be overridden"), "{message}");
}

#[test]
fn what_is_asked_for_and_missing_is_told_where_it_is_asked_for() {
    let failure = |linker, main: &'static str| {
        let files: &'static [(&str, &str)] = Box::leak(Box::new([
            ("main.wgsl", main),
            ("known.wgsl", "#define_import_path known\nfn item() {}"),
        ]));
        Case {
            linker,
            defines: &[],
            files,
        }
        .failure()
    };
    let entry = "@compute @workgroup_size(1) fn main() { x(); }";
    for (linker, head, code, at) in [
        (
            Linker::Wesl,
            "import package::nowhere::x;",
            "link-module-unknown",
            "package::nowhere::x",
        ),
        (
            Linker::Wesl,
            "import foreign::a::x;",
            "link-module-unknown",
            "foreign::a::x",
        ),
        (
            Linker::Wesl,
            "import package::known::x;",
            "link-item-unknown",
            "package::known::x",
        ),
        (
            Linker::Wesl,
            "import package::known::{x, };",
            "link-item-unknown",
            "x",
        ),
        (
            Linker::Wesl,
            "import package::known x;",
            "link-import-syntax",
            "x",
        ),
        (
            Linker::Wesl,
            "import package::{known::x;",
            "link-import-syntax",
            ";",
        ),
        (
            Linker::NagaOil,
            "#import nowhere::x\n",
            "link-module-unknown",
            "#import nowhere::x",
        ),
        (
            Linker::NagaOil,
            "#import known::x\n",
            "link-item-unknown",
            "#import known::x",
        ),
        (
            Linker::NagaOil,
            "#import known::{x\n",
            "link-import-syntax",
            "#import known::{x",
        ),
        (
            Linker::NagaOil,
            "#if NOT == 1\n#endif\n",
            "link-definition-unknown",
            "#if NOT == 1",
        ),
        (
            Linker::NagaOil,
            "const a = #{NOT};\n",
            "link-definition-unknown",
            "#{NOT}",
        ),
        (Linker::NagaOil, "#ifdef A\n", "link-condition", "#ifdef A"),
        (Linker::NagaOil, "#endif\n", "link-condition", "#endif"),
        (Linker::NagaOil, "#else\n", "link-condition", "#else"),
    ] {
        let text: &'static str = Box::leak(format!("{head}{entry}").into_boxed_str());
        let failure = failure(linker, text);
        let first = &failure.diagnostics()[0];
        assert_eq!(first.code, code, "{head}: {first}");
        let label = first.main_label().unwrap();
        let marked = label.source.slice(label.span.clone());
        assert!(marked.starts_with(at), "{head}: {marked}");
    }
}

#[test]
fn an_item_under_a_condition_that_is_not_met_says_so() {
    let failure = |linker, main: &'static str, known: &'static str| {
        let files: &'static [(&str, &str)] =
            Box::leak(Box::new([("main.wgsl", main), ("known.wgsl", known)]));
        let case = Case {
            linker,
            defines: &[],
            files,
        };
        case.failure().diagnostics()[0]
            .help
            .clone()
            .unwrap_or_default()
    };
    for (linker, main, known) in [
        (
            Linker::Wesl,
            "import package::known::depth;\nfn f() -> f32 { return depth; }",
            "@if(DEPTH) var<private> depth: f32;",
        ),
        (
            Linker::NagaOil,
            "#import known::depth\nfn f() -> f32 { return depth(); }",
            "#define_import_path known\n#ifdef DEPTH\nfn depth() -> f32 { return 1.0; }\n#endif\n",
        ),
    ] {
        let help = failure(linker, main, known);
        assert!(help.contains("`-D DEPTH`"), "{help}");
    }
}

#[test]
fn a_text_for_a_linker_names_it() {
    for (text, linker) in [
        ("// x\n #import a::b\nfn f() {}", "naga-oil"),
        ("// # x #\n/* # */ #import a::b\nfn f() {}", "naga-oil"),
        ("#define_import_path a", "naga-oil"),
        ("import package::a::b;\nfn f() {}", "wesl"),
        ("@if(A) import package::a::b;", "wesl"),
    ] {
        let source = Source::text("x.wgsl", Language::Wgsl, text);
        let failure = link(&source, &Options::default(), &MemoryFiles::default()).unwrap_err();
        let first = &failure.diagnostics()[0];
        assert_eq!(first.code, codes::LINK_LINKER_NEEDED);
        assert!(first.help.as_ref().unwrap().contains(linker), "{first:?}");
    }
    for text in [
        "fn import() {} // #import",
        "/*\n#import a\n*/ const a = 1;",
    ] {
        let source = Source::text("x.wgsl", Language::Wgsl, text);
        assert!(
            link(&source, &Options::default(), &MemoryFiles::default()).is_ok(),
            "{text}"
        );
    }
}

#[test]
fn modules_may_go_round_in_circles() {
    let text = Case {
        linker: Linker::Wesl,
        defines: &[],
        files: &[
            (
                "main.wesl",
                "import package::a::f;\nconst joint = 1.0;\n@fragment fn main() -> @location(0) vec4f { return vec4f(f()); }\n",
            ),
            ("a.wesl", "import package::main::joint; import package::b::g;\nfn f() -> f32 { return joint + g(); } const x = 2.0;"),
            ("b.wesl", "import package::a::x;\nfn g() -> f32 { return x; }"),
        ],
    }
    .text();
    assert_eq!(text.matches("const joint").count(), 1, "{text}");
}

#[test]
fn a_linked_shader_is_written() {
    let case = Case {
        linker: Linker::Wesl,
        defines: &[],
        files: &[
            (
                "main.wesl",
                "enable f16;\nimport package::a::f;\n@fragment fn main() -> @location(0) vec4f { return vec4f(f()); }\n",
            ),
            ("a.wesl", "enable f16;\nfn f() -> f32 { return f32(1.0h); }"),
        ],
    };
    let linked = case.link().unwrap();
    assert_eq!(linked.source.as_text().matches("enable f16;").count(), 1);
    let options = case.options();
    let checked = check::check(parse::parse(&linked.source, &options).unwrap(), &options).unwrap();
    let output = emit::emit(&checked, TargetLanguage::Msl, None, &options).unwrap();
    assert!(matches!(output.content, emit::Content::Text(text) if text.contains("float f(")));
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    struct Locked;
    impl Files for Locked {
        fn read(&self, path: &Path) -> Result<Option<String>, String> {
            match path.ends_with("a.wesl") {
                true => Err("permission denied".to_owned()),
                false => Ok(None),
            }
        }
        fn list(&self, _: &Path, _: &[&str], _: bool) -> Result<Vec<PathBuf>, String> {
            Ok(Vec::new())
        }
    }
    let text = "import package::a::f; fn g() { f(); }";
    let source = Source::text("main.wesl", Language::Wgsl, text);
    let failure = link(&source, &Options::default(), &Locked).unwrap_err();
    let first = &failure.diagnostics()[0];
    assert_eq!(first.code, codes::LINK_FILE_UNREADABLE);
    assert_eq!(first.source.name(), "a.wesl");
    assert!(first.message.contains("permission denied"));
}

fn linked_alone(linker: Linker, text: &str) -> Result<Linked, Failure> {
    let mut options = Options::default();
    options.wgsl_in.linker = Some(linker);
    let source = Source::text("main.wgsl", Language::Wgsl, text);
    link(&source, &options, &MemoryFiles::default())
}

#[test]
fn names_in_many_braces_are_refused_before_all_their_paths_are_there() {
    let braces = 3000;
    let (open, close) = ("a::{".repeat(braces), "}".repeat(braces));
    let inner = "b, ".repeat(braces);
    for (linker, text) in [
        (
            Linker::Wesl,
            format!("import package::{open}{inner}c{close};"),
        ),
        (Linker::NagaOil, format!("#import {open}{inner}c{close}\n")),
    ] {
        let failure = linked_alone(linker, &text).unwrap_err();
        let error = &failure.diagnostics()[0];
        assert_eq!(error.code, codes::LINK_IMPORT_SYNTAX);
        assert!(error.message.contains("1,000,000 words"), "{error}");
    }
}

#[test]
fn a_long_value_in_many_places_is_beyond_a_limit() {
    let value = "v".repeat(1 << 20);
    let text = format!(
        "#define A {value}\n{}",
        "// #A\nconst #A = 1;\n".repeat(100)
    );
    let failure = linked_alone(Linker::NagaOil, &text).unwrap_err();
    assert_eq!(
        failure.kind(),
        Kind::Limit,
        "{}",
        failure.diagnostics()[0].code
    );
}

#[test]
fn a_file_of_which_conditions_leave_nothing_is_told_of() {
    for (linker, text) in [
        (Linker::Wesl, "@if(A) fn f() {}"),
        (Linker::NagaOil, "#ifdef A\nfn f() {}\n#endif\n"),
    ] {
        let linked = linked_alone(linker, text).unwrap();
        let options = Options::default();
        let parsed = parse::parse(&linked.source, &options).unwrap();
        let checked = check::check(parsed, &options).unwrap();
        // GLSL warns that there is no entry point; the way to the file ends.
        let output = emit::emit(&checked, TargetLanguage::Glsl, None, &options).unwrap();
        assert_eq!(output.diagnostics[0].source.name(), "main.wgsl");
    }
}

#[test]
fn the_package_of_the_main_file_is_found() {
    let files = |main: &str| {
        MemoryFiles(BTreeMap::from([
            (PathBuf::from("game/src/draw/sky.wesl"), main.to_owned()),
            (
                PathBuf::from("game/src/light/sun.wesl"),
                "fn bright() -> f32 { return 1.0; }".to_owned(),
            ),
        ]))
    };
    let code = "fn f() -> f32 { return package::light::sun::bright(); }";
    let source = Source::text("game/src/draw/sky.wesl", Language::Wgsl, code);
    // By what the code asks for, without an import.
    let linked = link(&source, &Options::default(), &files(code)).unwrap();
    assert!(linked.source.as_text().contains("fn bright"));
    // By the folder of a package.
    let mut options = Options::default();
    options
        .wgsl_in
        .packages
        .insert("game".to_owned(), "game".to_owned());
    let code = "fn f() -> f32 { return package::light::moon::bright(); }";
    let source = Source::text("game/src/draw/sky.wesl", Language::Wgsl, code);
    let failure = link(&source, &options, &files(code)).unwrap_err();
    let help = failure.diagnostics()[0].help.clone().unwrap();
    assert!(help.contains("`game/src/light/moon.wesl`"), "{help}");
}

#[test]
fn a_constant_without_a_value_is_named() {
    let text = "const N = constants::SIZE;";
    let failure = linked_alone(Linker::Wesl, text).unwrap_err();
    let error = &failure.diagnostics()[0];
    assert_eq!(error.code, codes::LINK_DEFINITION_UNKNOWN);
    assert_eq!(error.message, "`constants::SIZE` is given no value");
    assert_eq!(
        error.help.as_deref(),
        Some("give it one with `-D SIZE=VALUE`")
    );
}

/// The help with a name that conditions left out.
fn help_with_what_was_left_out(linker: Linker, text: &str) -> String {
    let linked = linked_alone(linker, text).unwrap();
    let failure = parse::parse(&linked.source, &Options::default()).unwrap_err();
    failure.diagnostics()[0].help.clone().unwrap_or_default()
}

#[test]
fn names_that_conditions_leave_out_tell_these() {
    for (linker, text, help) in [
        (
            Linker::Wesl,
            "@if(FAST) const STEP = 2.0;\nfn f() -> f32 { return STEP; }",
            "it is declared under `@if(FAST)`, which is not met: give it with `-D FAST`",
        ),
        (
            Linker::Wesl,
            "@if(A) { @if(B && C) var<private> step: f32; @else const other = 1.0; }\n\
             fn f() -> f32 { return step; }",
            "it is declared under `@if(A)` and `@if(B && C)`, which is not met: give what it asks for \
             with `-D NAME`",
        ),
        (
            Linker::Wesl,
            "@if(A) const STEP = 1.0; @elif(B) const STEP = 2.0;\nfn f() -> f32 { return STEP; }",
            "it is declared under `@if(A)` or under `@if(A) … @elif(B)`, none of which is met: give \
             what it asks for with `-D NAME`",
        ),
        (
            Linker::NagaOil,
            "#ifdef FAST // quick\nconst STEP = 2.0;\n#endif\nfn f() -> f32 { return STEP; }",
            "it is declared under `#ifdef FAST`, which is not met: give it with `-D FAST`",
        ),
    ] {
        assert_eq!(help_with_what_was_left_out(linker, text), help, "{text}");
    }
    // What has no condition is not the matter.
    let help = help_with_what_was_left_out(
        Linker::Wesl,
        "@if(A) const x = 1;\nfn g() { let step = 1.0; }\nfn f() -> f32 { return step; }",
    );
    assert!(!help.contains("under"), "{help}");
}

#[test]
fn imports_that_conditions_leave_out_tell_these() {
    let case = Case {
        linker: Linker::Wesl,
        defines: &[],
        files: &[
            (
                "main.wesl",
                "import package::a::step;\nfn f() -> f32 { return step(); }",
            ),
            ("a.wesl", "@if(FAST) fn step() -> f32 { return 2.0; }"),
        ],
    };
    let failure = case.failure();
    assert_eq!(
        failure.diagnostics()[0].help.as_deref(),
        Some("it is declared under `@if(FAST)`, which is not met: give it with `-D FAST`")
    );
}

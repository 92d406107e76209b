#![allow(clippy::unwrap_used, clippy::panic)] // A test stops at the first surprise.

use std::fs;
use std::path::{Path, PathBuf};

use naga::valid::{Capabilities, ValidationFlags, Validator};
use naga::{Block, Function, Module, Span, Statement};

use super::*;
use crate::check::check;
use crate::diagnostic::Severity;
use crate::link::MemoryFiles;
use crate::link::{Files, link};
use crate::options::Options;
use crate::parse::parse;
use crate::render::{Styling, human};
use crate::source::{Language, guess};

/// Every input of the tests, parsed.
fn inputs() -> Vec<Parsed> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/in");
    let mut paths: Vec<_> = ["wgsl", "glsl", "spirv"]
        .into_iter()
        .flat_map(|language| fs::read_dir(folder.join(language)).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(language) = guess(&name).0 else {
            continue;
        };
        let bytes = fs::read(&path).unwrap();
        let source = if language.is_text() {
            Source::text(name, language, String::from_utf8(bytes).unwrap())
        } else {
            Source::binary(name, bytes)
        };
        let mut options = Options::default();
        options.wgsl_in.parse_doc_comments = true;
        let linked = link(&source, &options, &Folder(path.parent().unwrap())).unwrap();
        found.push(parse(&linked.source, &options).unwrap());
    }
    assert!(found.len() > 90, "{} inputs", found.len());
    found
}

/// What the inputs of a folder include.
struct Folder<'a>(&'a Path);

impl Files for Folder<'_> {
    fn read(&self, path: &Path) -> Result<Option<String>, String> {
        Ok(fs::read_to_string(self.0.join(path)).ok())
    }

    fn list(
        &self,
        _folder: &Path,
        _extensions: &[&str],
        _is_deep: bool,
    ) -> Result<Vec<PathBuf>, String> {
        Err("folders are not listed here".to_owned())
    }
}

fn code(bytes: &[u8]) -> &'static str {
    let failure = read(bytes).map(|_| ()).unwrap_err();
    failure.diagnostics()[0].code
}

fn small() -> Parsed {
    let text = "struct A { x: f32, y: array<vec3f, 4> }\n\
        @group(0) @binding(0) var<uniform> a: A;\n\
        override scale = 2.0;\n\
        fn f(x: f32) -> f32 { if x > 0.5 { return x * scale; } return a.y[2].x; }\n\
        @fragment fn main() -> @location(0) vec4f { var i = 0; loop { i++; if i > 4 { break; } } return vec4f(f(1.0)); }";
    parse(
        &Source::text("é.wgsl", Language::Wgsl, text),
        &Options::default(),
    )
    .unwrap()
}

#[test]
fn modules_come_back_as_they_were() {
    for parsed in inputs() {
        let again = read(&write(&parsed).unwrap()).unwrap();
        let name = parsed.source().name();
        assert_eq!(again.source(), parsed.source(), "{name}");
        assert_eq!(
            format!("{:?}", again.module()),
            format!("{:?}", parsed.module()),
            "{name}"
        );
        let spans = spans::collect(again.module());
        assert_eq!(spans, spans::collect(parsed.module()), "{name}");
        assert!(
            spans.iter().any(|span| *span != [0, 0]),
            "{name}: no spans at all"
        );
    }
}

/// A text of two files, one of which was put together too.
fn linked() -> Source {
    let files = [
        (
            "a.wesl",
            "import package::b::twice;\n@compute @workgroup_size(1) fn main() { var x: u32 = twice(1u); }\n",
        ),
        (
            "b.wesl",
            "fn twice(x: u32) -> u32 {\n    let y = x * 2u;\n    if y > 3u { return y; }\n}\n",
        ),
    ];
    let files = MemoryFiles(
        files
            .into_iter()
            .map(|(name, text)| (PathBuf::from(name), text.to_owned()))
            .collect(),
    );
    let main = files.read(Path::new("a.wesl")).unwrap().unwrap();
    let source = Source::text("a.wesl", Language::Wgsl, main);
    link(&source, &Options::default(), &files).unwrap().source
}

#[test]
fn messages_find_their_files_after_the_way_through_bytes() {
    let source = linked();
    assert!(source.map().is_some_and(|map| map.files().len() == 2));
    let parsed = parse(&source, &Options::default()).unwrap();
    let told = |parsed: Parsed| {
        let failure = check(parsed, &Options::default()).unwrap_err();
        human(failure.diagnostics(), Styling::default())
    };
    let again = read(&write(&parsed).unwrap()).unwrap();
    let message = told(again);
    assert!(message.contains("b.wesl:"), "{message}");
    assert_eq!(message, told(parsed));
}

#[test]
fn a_source_without_places_stays_without() {
    let source = Source::text("x.frag", Language::Glsl, "void main() {}").without_places();
    let parsed = Parsed::from_module(Module::default(), source).unwrap();
    let again = read(&write(&parsed).unwrap()).unwrap();
    assert!(!again.source().has_places());
}

fn warnings(source: &Source) -> Vec<Diagnostic> {
    let file = &source.map().unwrap().files()[1];
    let warning = Diagnostic {
        severity: Severity::Warning,
        ..Diagnostic::error(
            codes::GLSL_MEANING,
            Phase::Parse,
            Kind::Rejected,
            source,
            "odd",
        )
    };
    vec![
        warning
            .with_primary(3..8, "here")
            .with_note("a note")
            .with_help("a help"),
        Diagnostic::error(codes::GLSL_MEANING, Phase::Check, Kind::Limit, file, "more"),
    ]
}

#[test]
fn warnings_come_along() {
    let source = linked();
    let warnings = warnings(&source);
    let (again, said) = sources::read(&sources::write(&source, &warnings).unwrap()).unwrap();
    assert_eq!((&again, &said), (&source, &warnings));
}

#[test]
fn damaged_maps_never_panic() {
    let source = linked();
    let bytes = sources::write(&source, &warnings(&source)).unwrap();
    let mut read_again = 0;
    for at in 0..bytes.len() {
        for change in [0x01, 0x02, 0x80, 0xff] {
            let mut damaged = bytes.clone();
            damaged[at] ^= change;
            let Ok((source, warnings)) = sources::read(&damaged) else {
                continue;
            };
            read_again += 1;
            let _ = human(&warnings, Styling::default());
            let Some(map) = source.map() else { continue };
            for start in 0..source.as_text().len() + 2 {
                for end in [start, start + 1, start + 30] {
                    if let Some((file, span)) = map.resolve(start..end) {
                        let _ = file.slice(span);
                    }
                }
            }
            for file in map.files() {
                let _ = map.inclusions(file);
            }
        }
    }
    assert!(read_again > 100, "{read_again}");
}

#[test]
fn foreign_bytes_are_told_apart() {
    let bytes = write(&small()).unwrap();
    assert_eq!(code(b""), codes::MODULE_BYTES_FOREIGN);
    assert_eq!(
        code(b"\x03\x02\x23\x07 SPIR-V"),
        codes::MODULE_BYTES_FOREIGN
    );
    let mut other = bytes.clone();
    other[13] = b'9';
    assert_eq!(code(&other), codes::MODULE_BYTES_VERSION);
    let mut longer = bytes.clone();
    longer.push(0);
    assert_eq!(code(&longer), codes::MODULE_BYTES_CORRUPT);
}

#[test]
fn a_table_of_spans_for_another_module_is_refused() {
    let mut module = small().module().clone();
    let mut table = spans::collect(&module);
    table.pop();
    let number = table.len();
    let error = spans::apply(&mut module, &table).unwrap_err();
    assert_eq!((error.expected, error.found), (number + 1, number));
}

#[test]
fn truncated_bytes_are_an_error_at_every_length() {
    let bytes = write(&small()).unwrap();
    for length in 8..bytes.len() {
        assert_eq!(
            code(&bytes[..length]),
            codes::MODULE_BYTES_CORRUPT,
            "{length}"
        );
    }
}

/// Damage that decodes as another module is fine, as long as that one can be validated or
/// refused. Nothing may panic on the way, and errors about it must find places in the source.
#[test]
fn damaged_bytes_never_panic() {
    let bytes = write(&small()).unwrap();
    let (mut refused, mut read_again) = (0, 0);
    for at in 8..bytes.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut damaged = bytes.clone();
            damaged[at] ^= change;
            let result = read(&damaged).and_then(|parsed| {
                read_again += 1;
                check(parsed, &Options::default())
            });
            let Err(failure) = result else { continue };
            refused += 1;
            assert_ne!(
                failure.kind(),
                Kind::Internal,
                "byte {at} ^ {change:#x}: {failure}"
            );
            for diagnostic in failure.diagnostics() {
                let one = std::slice::from_ref(diagnostic);
                assert!(!crate::render::human(one, crate::render::Styling::default()).is_empty());
            }
        }
    }
    assert!(
        refused > 500 && read_again > 500,
        "{refused} refused, {read_again} read"
    );
}

#[test]
fn the_short_way_gives_the_same_ir() {
    for parsed in inputs() {
        let expected = postcard::to_allocvec(parsed.module()).unwrap();
        for bytes in [
            write(&parsed).unwrap(),
            write_for_validator(&parsed).unwrap(),
        ] {
            let module = read_for_validator(&bytes).unwrap();
            assert_eq!(
                postcard::to_allocvec(&module).unwrap(),
                expected,
                "{}",
                parsed.source().name()
            );
        }
    }
}

#[test]
fn the_ir_alone_is_no_whole_module() {
    let bytes = write_for_validator(&small()).unwrap();
    assert_eq!(code(&bytes), codes::MODULE_BYTES_CORRUPT);
}

/// What comes the short way is for the validator, which must refuse handles that refer to nothing.
#[test]
fn damaged_bytes_are_refused_on_the_short_way() {
    let bytes = write(&small()).unwrap();
    let unnamed = Source::binary("x", Vec::new());
    let (mut refused, mut validated) = (0, 0);
    for at in 8..bytes.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut damaged = bytes.clone();
            damaged[at] ^= change;
            let module = match read_for_validator(&damaged) {
                Ok(module) => module,
                Err(failure) => {
                    refused += 1;
                    assert_ne!(failure.kind(), Kind::Internal, "byte {at} ^ {change:#x}");
                    continue;
                }
            };
            // As wgpu does it, on the module alone.
            let result = guard::call(Phase::Check, "validating", &unnamed, || {
                Validator::new(ValidationFlags::all(), Capabilities::all())
                    .validate(&module)
                    .is_ok()
            });
            match result {
                Ok(is_valid) => validated += usize::from(is_valid),
                // naga's validator trips over some. Who asks `read` then is told of a contradiction.
                Err(_) => {
                    let failure = read(&damaged).unwrap_err();
                    assert_eq!(
                        failure.diagnostics()[0].code,
                        codes::MODULE_HANDLE,
                        "byte {at} ^ {change:#x}"
                    );
                }
            }
        }
    }
    assert!(
        refused > 500 && validated > 500,
        "{refused} refused, {validated} valid"
    );
}

/// A function whose body is that many blocks, one in the other.
fn nested(depth: usize) -> Module {
    let mut block = Block::new();
    for _ in 0..depth {
        let mut outer = Block::new();
        outer.push(Statement::Block(block), Span::UNDEFINED);
        block = outer;
    }
    let mut module = Module::default();
    let function = Function {
        body: block,
        ..Function::default()
    };
    module.functions.append(function, Span::UNDEFINED);
    module
}

#[test]
fn nesting_has_an_end() {
    let source = Source::text("deep", Language::Wgsl, "");
    let accepted = Parsed::from_module(nested(MAX_NESTING - 1), source.clone()).unwrap();
    assert_eq!(nesting(accepted.module()), MAX_NESTING);
    let again = read(&write(&accepted).unwrap()).unwrap();
    assert_eq!(nesting(again.module()), MAX_NESTING);
    let refused = Parsed::from_module(nested(MAX_NESTING), source).unwrap_err();
    assert_eq!(refused.diagnostics()[0].code, codes::MODULE_BYTES_NESTING);
}

#[test]
fn bytes_cannot_ask_for_more_stack_than_there_is() {
    // The function's fields up to its body, then blocks in blocks: one statement, of kind block.
    let shallow = postcard::to_allocvec(&nested(10)).unwrap();
    let run = [1, 1].repeat(10);
    let at = shallow
        .windows(run.len())
        .position(|window| window == run)
        .unwrap();
    for (depth, expected) in [(3_000, "told"), (4_000_000, "stopped")] {
        let mut body = shallow[..at].to_vec();
        body.extend([1, 1].repeat(depth));
        body.extend(&shallow[at + run.len()..]);
        let mut bytes = MAGIC.to_vec();
        let source = sources::write(&Source::text("deep", Language::Wgsl, ""), &[]).unwrap();
        let parts: [&[u8]; 4] = [
            NAGA_VERSION.as_bytes(),
            &body,
            &vec![0; 8 * (depth + 1)],
            &source,
        ];
        for part in parts {
            bytes.extend(u32::try_from(part.len()).unwrap().to_le_bytes());
            bytes.extend(part);
        }
        assert_eq!(code(&bytes), codes::MODULE_BYTES_NESTING, "{expected}");
        let short = read_for_validator(&bytes).unwrap_err();
        assert_eq!(
            short.diagnostics()[0].code,
            codes::MODULE_BYTES_NESTING,
            "{expected}"
        );
    }
}

#[test]
fn handles_that_refer_to_nothing_are_refused() {
    let mut module = small().module().clone();
    module.types.clear();
    let source = Source::text("x", Language::Wgsl, "");
    let failure = Parsed::from_module(module, source).unwrap_err();
    assert_eq!(failure.diagnostics()[0].code, codes::MODULE_HANDLE);
}

#[test]
fn a_function_that_calls_itself_is_refused_by_name() {
    let source = Source::text("x", Language::Wgsl, "");
    let mut module = Module::default();
    let call = |function| naga::Statement::Call {
        function,
        arguments: Vec::new(),
        result: None,
    };
    let mut function = naga::Function {
        name: Some("again".to_owned()),
        ..naga::Function::default()
    };
    let own = module
        .functions
        .append(function.clone(), naga::Span::UNDEFINED);
    function.body.push(call(own), naga::Span::UNDEFINED);
    *module.functions.get_mut(own) = function;
    let failure = Parsed::from_module(module, source).unwrap_err();
    assert_eq!(failure.diagnostics()[0].code, codes::MODULE_HANDLE);
    assert_eq!(
        failure.diagnostics()[0].message,
        "the module contradicts itself: the function `again` calls itself"
    );
}

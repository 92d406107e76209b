#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use super::{IrTextOptions, write, write_with};
use crate::check::Checked;
use crate::options::Options;
use crate::source::{Language, Source};

const CONTROL: &str = include_str!("tests/control.wgsl");
const SAMPLE: &str = include_str!("tests/sample.wgsl");

fn checked(name: &str, text: &str) -> Checked {
    let options = Options::default();
    let source = Source::text(name, Language::Wgsl, text);
    let parsed = crate::parse::parse(&source, &options)
        .unwrap_or_else(|failure| panic!("{name} does not parse: {failure}"));
    crate::check::check(parsed, &options)
        .unwrap_or_else(|failure| panic!("{name} is not valid: {failure}"))
}

#[test]
fn text_is_readable() {
    insta::with_settings!({ snapshot_path => "../../tests/snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("ir_text_control", write(&checked("control.wgsl", CONTROL)));
        insta::assert_snapshot!("ir_text_sample", write(&checked("sample.wgsl", SAMPLE)));
    });
}

#[test]
fn the_same_source_gives_the_same_text() {
    let first = write(&checked("control.wgsl", CONTROL));
    for _ in 0..8 {
        assert_eq!(write(&checked("control.wgsl", CONTROL)), first);
    }
}

#[test]
fn every_expression_is_written_once() {
    for text in [CONTROL, SAMPLE] {
        let checked = checked("test.wgsl", text);
        let functions = checked.module().functions.iter().map(|(_, it)| it);
        let entry_points = checked.module().entry_points.iter().map(|it| &it.function);
        let expected: usize = checked.module().global_expressions.len()
            + functions
                .chain(entry_points)
                .map(|it| it.expressions.len())
                .sum::<usize>();
        let definitions = write(&checked)
            .lines()
            .map(str::trim)
            .filter(|line| line.contains(" = ") && !line.starts_with("store"))
            .filter(|line| line.split([':', ' ']).next().unwrap().contains('%'))
            .count();
        assert_eq!(definitions, expected);
    }
}

#[test]
fn options_add_places_and_leave_types_out() {
    let checked = checked("test.wgsl", "fn f(x: f32) -> f32 {\n  return x + 1.0;\n}\n");
    let text = write_with(
        &checked,
        IrTextOptions {
            spans: true,
            types: false,
        },
    );
    assert!(text.contains("%2 = x + 1.0f  @2:10\n"), "{text}");
    assert!(text.contains("return %2  @2:3\n"), "{text}");
    let text = write(&checked);
    assert!(text.contains("%2: f32 = x + 1.0f\n"), "{text}");
}

#[test]
fn nesting_needs_no_stack() {
    // As deep as naga's front end allows, and the text is as wide as at the limit of indents.
    let depth = 120;
    let text = format!(
        "fn f() {{ {} {} }}",
        "if true { ".repeat(depth),
        "}".repeat(depth)
    );
    let checked = checked("deep.wgsl", &text);
    let text = std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(64 << 10)
            .spawn_scoped(scope, || write(&checked))
            .unwrap()
            .join()
            .unwrap()
    });
    assert_eq!(text.matches("if true {").count(), depth);
    assert!(text.lines().all(|line| line.len() < 100));
}

#[test]
fn names_cannot_disturb_a_terminal() {
    assert_eq!(super::clean("a\u{1b}[31m\nb"), "a\\u{1b}[31m\\nb");
}

#[test]
fn shared_operands_do_not_multiply_the_text() {
    let mut module = naga::Module::default();
    let span = naga::Span::UNDEFINED;
    let mut last = module
        .global_expressions
        .append(naga::Expression::Literal(naga::Literal::U32(1)), span);
    for _ in 0..64 {
        last = module.global_expressions.append(
            naga::Expression::Binary {
                op: naga::BinaryOperator::Add,
                left: last,
                right: last,
            },
            span,
        );
    }
    let text = super::spelling::Names::new(&module).constant(last);
    assert!(text.len() < 2000, "{}", text.len());
}

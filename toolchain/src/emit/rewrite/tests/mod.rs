//! Each rewrite leaves a valid module without the construct it stands in for.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod external;
mod inverse;

use naga::valid::{Capabilities, ModuleInfo, ValidationFlags, Validator};

use crate::check::{self, Checked};
use crate::emit::{self, Content, Output};
use crate::options::Options;
use crate::parse;
use crate::source::{Language, Source};
use crate::target::TargetLanguage;

fn checked(name: &str, language: Language, text: &str) -> Checked {
    let options = Options::default();
    let source = Source::text(name, language, text);
    let parsed = parse::parse(&source, &options).expect("parses");
    valid(&parsed.module);
    check::check(parsed, &options).expect("is valid")
}

fn valid(module: &naga::Module) -> ModuleInfo {
    Validator::new(ValidationFlags::all(), Capabilities::all())
        .validate(module)
        .unwrap_or_else(|error| panic!("{error:?}"))
}

fn emitted(checked: &Checked, language: TargetLanguage, entry_point: Option<usize>) -> Output {
    let output = emit::emit(checked, language, entry_point, &Options::default());
    output.unwrap_or_else(|failure| panic!("{language}: {failure:?}"))
}

fn text(output: &Output) -> &str {
    match &output.content {
        Content::Text(text) => text,
        Content::Words(_) => panic!("words"),
    }
}

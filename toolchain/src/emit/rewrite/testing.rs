//! What the tests of rewrites share: from text to a valid module, and on to the text of a target.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed expectation ends the test"
)]

use naga::Module;
use naga::valid::{Capabilities, ModuleInfo, ValidationFlags, Validator};

use crate::check::{Checked, check};
use crate::emit::{Content, emit};
use crate::options::Options;
use crate::options::version::{BindingMode, BoundsCheck, GlslVersion, Legalise};
use crate::parse::parse;
use crate::source::{Source, guess};
use crate::target::TargetLanguage;

fn checked(name: &str, text: &str) -> Checked {
    let language = guess(name).0.unwrap();
    let source = Source::text(name, language, text);
    let mut options = Options::default();
    // What a rewrite is for must not be taken away before.
    options.spirv_in.legalise = Legalise::Off;
    parse(&source, &options)
        .and_then(|parsed| check(parsed, &options))
        .unwrap_or_else(|failure| panic!("{failure:?}"))
}

/// A valid module; the language and the stage follow from the name.
pub(in crate::emit) fn module(name: &str, text: &str) -> Module {
    checked(name, text).module().clone()
}

/// What validation finds out; the test fails when the module is not valid.
pub(in crate::emit) fn valid(module: &Module) -> ModuleInfo {
    Validator::new(ValidationFlags::all(), Capabilities::all())
        .validate(module)
        .unwrap_or_else(|error| panic!("{error:?}\n{module:#?}"))
}

/// The text in a target language.
pub(in crate::emit) fn emitted(name: &str, text: &str, target: TargetLanguage) -> String {
    emitted_with(name, text, target, &Options::default())
}

/// The text in a version of GLSL.
pub(in crate::emit) fn emitted_glsl(name: &str, text: &str, version: GlslVersion) -> String {
    let mut options = Options::default();
    options.glsl.version = Some(version);
    emitted_with(name, text, TargetLanguage::Glsl, &options)
}

/// The text of WGSL whose bindings keep their numbers.
pub(in crate::emit) fn emitted_kept(text: &str, target: TargetLanguage) -> String {
    let mut options = Options::default();
    options.transform.bindings = BindingMode::Keep;
    emitted_with("a.wgsl", text, target, &options)
}

/// The GLSL of WGSL whose loads of texels are checked.
pub(in crate::emit) fn emitted_checked(
    text: &str,
    policy: BoundsCheck,
    version: GlslVersion,
) -> String {
    let mut options = Options::default();
    options.glsl.version = Some(version);
    options.bounds_check.image_load = policy;
    emitted_with("a.wgsl", text, TargetLanguage::Glsl, &options)
}

fn emitted_with(name: &str, text: &str, target: TargetLanguage, options: &Options) -> String {
    match emit(&checked(name, text), target, None, options) {
        Ok(output) => match output.content {
            Content::Text(text) => text,
            Content::Words(_) => String::new(),
        },
        Err(failure) => panic!("{failure:?}"),
    }
}

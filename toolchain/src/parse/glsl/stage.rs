//! Which stage a GLSL source is.

use std::ops::Range;

use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::options::Options;
use crate::source::{Language, Source, Stage, guess, unread_stage};

/// The stage: of the option, of the file name, of `#pragma shader_stage(...)`, in that order.
pub(super) fn of(source: &Source, options: &Options) -> Result<Stage, Failure> {
    let known = known(source);
    if let Some(stage) = options.glsl_in.stage {
        return if known.contains(&stage) {
            Ok(stage)
        } else {
            Err(unsupported(source, stage.name()).into())
        };
    }
    if let Some(stage) = guess(source.name()).1 {
        return Ok(stage);
    }
    if options.glsl_in.shadertoy {
        return Ok(Stage::Fragment);
    }
    if let Some((name, span)) = pragma(source.as_text()) {
        return match named(name) {
            Some(stage) if known.contains(&stage) => Ok(stage),
            _ => Err(unsupported(source, name).with_primary(span, "").into()),
        };
    }
    if let Some(name) = foreign_extension(source.name()) {
        return Err(unsupported(source, name).into());
    }
    let (language, help) = if source.language() == Language::Hlsl {
        (
            "HLSL",
            "give `--stage vertex`, `fragment` or `compute`, name the file `.vert.hlsl`, `.frag.hlsl` or \
             `.comp.hlsl`, or write `#pragma shader_stage(vertex)` in it",
        )
    } else {
        (
            "GLSL",
            "give `--stage vertex`, `fragment`, `compute`, `task` or `mesh`, name the file `.vert`, `.frag`, \
             `.comp`, `.task` or `.mesh`, or write `#pragma shader_stage(vertex)` in it",
        )
    };
    Err(Diagnostic::error(
        codes::STAGE_NEEDED,
        Phase::Source,
        Kind::Usage,
        source,
        format!("it is not known which stage this {language} source is"),
    )
    .with_help(help)
    .into())
}

/// The error for a stage that only glslang reads.
pub(super) fn foreign_to_naga(source: &Source, stage: Stage) -> Failure {
    Diagnostic::error(
        codes::STAGE_UNSUPPORTED,
        Phase::Source,
        Kind::Rejected,
        source,
        format!("naga's GLSL front end does not read the stage `{stage}`"),
    )
    .with_help("leave out `--glsl-front-end naga`: glslang reads it")
    .into()
}

/// The stages that are read of a language: glslang's HLSL is older than mesh shaders.
fn known(source: &Source) -> &'static [Stage] {
    match source.language() {
        Language::Hlsl => &Stage::WRITTEN_AS_GLSL,
        Language::Glsl | Language::Wgsl | Language::Spirv | Language::SpirvAssembly => &Stage::GLSL,
    }
}

/// The stage that glslc's pragma calls `name`.
fn named(name: &str) -> Option<Stage> {
    match name {
        "vertex" | "vert" => Some(Stage::Vertex),
        "fragment" | "frag" => Some(Stage::Fragment),
        "compute" | "comp" => Some(Stage::Compute),
        _ => Stage::from_name(name),
    }
}

fn unsupported(source: &Source, name: &str) -> Diagnostic {
    let (language, can) = match source.language() {
        Language::Hlsl => ("HLSL", "vertex, fragment and compute shaders can"),
        Language::Glsl | Language::Wgsl | Language::Spirv | Language::SpirvAssembly => (
            "GLSL",
            "vertex, fragment, compute, task and mesh shaders can",
        ),
    };
    Diagnostic::error(
        codes::STAGE_UNSUPPORTED,
        Phase::Source,
        Kind::Rejected,
        source,
        format!("{language} of the stage `{name}` cannot be read"),
    )
    .with_note(can)
}

/// The stage that a file extension of other tools means.
fn foreign_extension(name: &str) -> Option<&'static str> {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    base.rsplit('.').take(2).find_map(|part| match part {
        "gs" => Some("geometry"),
        // Of HLSL; GLSL of these stages is read.
        "mesh" | "ms" => Some("mesh"),
        "task" | "as" => Some("task"),
        part => unread_stage(part),
    })
}

/// The name in `#pragma shader_stage(name)` and where it stands.
fn pragma(text: &str) -> Option<(&str, Range<usize>)> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(name) = pragma_in(line) {
            let at = start + line.find(name)?;
            return Some((name, at..at + name.len()));
        }
        start += line.len();
    }
    None
}

fn pragma_in(line: &str) -> Option<&str> {
    let rest = line
        .trim_start_matches('\u{feff}')
        .trim_start()
        .strip_prefix('#')?
        .trim_start()
        .strip_prefix("pragma")?
        .trim_start()
        .strip_prefix("shader_stage")?
        .trim_start()
        .strip_prefix('(')?;
    rest.split_once(')').map(|(name, _)| name.trim())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // A test that fails may panic.
    use super::*;

    fn stage(name: &str, text: &str, option: Option<Stage>) -> Result<Stage, Failure> {
        let mut options = Options::default();
        options.glsl_in.stage = option;
        of(&Source::text(name, Language::Glsl, text), &options)
    }

    #[test]
    fn the_option_wins_then_the_name_then_the_pragma() {
        let pragma = "#version 450\n #  pragma shader_stage( compute )\nvoid main() {}";
        assert_eq!(
            stage("a.vert", pragma, Some(Stage::Fragment)).unwrap(),
            Stage::Fragment
        );
        assert_eq!(stage("a.vert", pragma, None).unwrap(), Stage::Vertex);
        assert_eq!(stage("a.glsl", pragma, None).unwrap(), Stage::Compute);
    }

    #[test]
    fn an_unknown_stage_is_asked_for() {
        let failure = stage("<stdin>", "void main() {}", None).unwrap_err();
        assert_eq!(failure.kind(), Kind::Usage);
        assert_eq!(failure.diagnostics()[0].code, codes::STAGE_NEEDED);
        assert!(
            failure.diagnostics()[0]
                .help
                .as_ref()
                .unwrap()
                .contains("--stage")
        );
    }

    #[test]
    fn stages_that_cannot_be_read_are_named() {
        let failure = stage("a.geom", "", None).unwrap_err();
        assert!(failure.to_string().contains("`geometry`"), "{failure}");
        let text = "#pragma shader_stage(tesscontrol)\n";
        let failure = stage("a.glsl", text, None).unwrap_err();
        assert_eq!(failure.diagnostics()[0].labels[0].span, 21..32);
        let failure = stage("a.glsl", "", Some(Stage::AnyHit)).unwrap_err();
        assert_eq!(failure.diagnostics()[0].code, codes::STAGE_UNSUPPORTED);
    }
}

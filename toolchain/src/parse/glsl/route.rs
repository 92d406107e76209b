//! Which of the two front ends reads a GLSL source, and what is told when neither can.
//!
//! naga's own front end reads what it can: it is fast, keeps places, and has no C++. What it
//! refuses, reads as something that is not valid, or might read as something else than was meant
//! goes through glslang to SPIR-V and naga's front end for that.

use std::sync::Arc;

use super::doubtful::{self, Doubt};
use super::{naga_module, stage};
use crate::check;
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::guard;
#[cfg(feature = "glslang")]
use crate::legalise::{self, spirv::Layouts};
use crate::options::Options;
use crate::options::version::GlslFrontEnd;
use crate::parse::Parsed;
use crate::source::{Language, Source, Stage};

/// Parses GLSL.
pub(in crate::parse) fn parse(source: &Source, options: &Options) -> Result<Parsed, Failure> {
    let stage = stage::of(source, options)?;
    super::check_defines(source, options)?;
    let is_foreign = matches!(stage, Stage::Task | Stage::Mesh);
    match options.glsl_in.front_end {
        // naga's GLSL front end knows nothing of these stages.
        GlslFrontEnd::Naga if is_foreign => Err(stage::foreign_to_naga(source, stage)),
        GlslFrontEnd::Auto if is_foreign => through_glslang(source, options, stage),
        GlslFrontEnd::Naga => {
            let doubt = doubt(source, options);
            own(source, options, stage).map(|parsed| warned(parsed, doubt.as_ref()))
        }
        GlslFrontEnd::Glslang => through_glslang(source, options, stage),
        GlslFrontEnd::Auto => either(source, options, stage),
    }
}

/// naga's front end first, unless it might change the meaning.
fn either(source: &Source, options: &Options, stage: Stage) -> Result<Parsed, Failure> {
    let doubt = doubt(source, options);
    let parsed = match own(source, options, stage) {
        Ok(parsed) if check::would_accept(&parsed.module, source, options) => {
            if doubt.is_none() {
                return Ok(parsed);
            }
            if !cfg!(feature = "glslang") {
                return Ok(warned(parsed, doubt.as_ref()));
            }
            return through_glslang(source, options, stage)
                .or_else(|_| Ok(warned(parsed, doubt.as_ref())));
        }
        parsed => parsed,
    };
    if !cfg!(feature = "glslang") {
        return parsed.map_err(without_glslang);
    }
    through_glslang(source, options, stage).map_err(|theirs| {
        let own = match parsed {
            Ok(parsed) => check::check(parsed, options).map(|_| ()),
            Err(own) => Err(own),
        };
        match own {
            Ok(()) => theirs,
            Err(own) => both(source, own, theirs),
        }
    })
}

/// What naga's front end might read as something else. If the preprocessor gives up, naga's front
/// end, which uses the same, does too, and says so.
fn doubt(source: &Source, options: &Options) -> Option<Doubt> {
    guard::call(Phase::Parse, "preprocessing GLSL", source, || {
        doubtful::find(source.as_text(), &options.glsl_in.defines)
    })
    .unwrap_or_default()
}

/// Says that the meaning might not be what was meant.
fn warned(mut parsed: Parsed, doubt: Option<&Doubt>) -> Parsed {
    if let Some(doubt) = doubt {
        let warning = Diagnostic::warning(
            codes::GLSL_MEANING,
            Phase::Parse,
            &parsed.source,
            format!(
                "naga's GLSL front end may change the meaning: {}",
                doubt.what
            ),
        )
        .with_primary(doubt.at.clone(), "")
        .with_help("read it with `--glsl-front-end glslang`, or write it as `if`");
        parsed.warnings.push(warning);
    }
    parsed
}

/// Parses HLSL, which only glslang reads.
pub(in crate::parse) fn parse_hlsl(source: &Source, options: &Options) -> Result<Parsed, Failure> {
    let stage = stage::of(source, options)?;
    super::check_defines(source, options)?;
    through_glslang(source, options, stage).map_err(|failure| {
        #[cfg(feature = "glslang")]
        let failure = in_words_of_direct3d_9(failure, source);
        noted(
            failure,
            "HLSL is read as far as glslang knows it: best effort",
        )
    })
}

/// Says what is behind an error that comes of reading a texture as Direct3D 9 does.
#[cfg(feature = "glslang")]
fn in_words_of_direct3d_9(failure: Failure, source: &Source) -> Failure {
    let comes_of_it = failure
        .diagnostics()
        .iter()
        .any(|each| each.code == codes::SPIRV_ID || each.message.contains("DX9"));
    let place = comes_of_it
        .then(|| legalise::glsl::old_sampling(source.as_text()))
        .flatten();
    let Some(place) = place else {
        return failure;
    };
    let name = source.as_text().get(place.clone()).unwrap_or_default();
    let message = format!(
        "`{name}` is of Direct3D 9, and is read of samplers that are variables or parameters only"
    );
    Diagnostic::error(
        codes::HLSL_INVALID,
        Phase::Parse,
        Kind::Rejected,
        source,
        message,
    )
    .with_primary(place, "")
    .with_help("declare a `Texture2D` and a `SamplerState`, and call `image.Sample(state, at)`")
    .into()
}

fn own(source: &Source, options: &Options, stage: Stage) -> Result<Parsed, Failure> {
    Ok(Parsed {
        module: Arc::new(naga_module(source, options, stage)?),
        source: source.clone(),
        warnings: Vec::new(),
        fixed: Vec::new(),
    })
}

/// Says that another front end might have read the source.
fn without_glslang(failure: Failure) -> Failure {
    noted(
        failure,
        "this build has only naga's GLSL front end; the cargo feature `glslang` adds another, \
         which reads all of GLSL",
    )
}

/// Adds a note to the first error.
fn noted(failure: Failure, note: &str) -> Failure {
    let mut diagnostics = failure.into_diagnostics();
    if let Some(error) = diagnostics.iter_mut().find(|each| each.is_error()) {
        error.notes.push(note.to_owned());
    }
    again(diagnostics)
}

/// Diagnostics that came from a failure as one.
fn again(diagnostics: Vec<Diagnostic>) -> Failure {
    let source = diagnostics.first().map_or_else(
        || Source::text("", Language::Glsl, ""),
        |each| each.source.clone(),
    );
    Failure::from_all(diagnostics).unwrap_or_else(|| {
        Diagnostic::error(
            codes::GLSL_INTERNAL,
            Phase::Parse,
            Kind::Internal,
            &source,
            "a front end failed without an error",
        )
        .into()
    })
}

#[cfg(not(feature = "glslang"))]
fn through_glslang(source: &Source, options: &Options, _stage: Stage) -> Result<Parsed, Failure> {
    let _ = options;
    let language = match source.language() {
        Language::Hlsl => "HLSL",
        _ => "GLSL through glslang",
    };
    Err(Diagnostic::error(
        codes::FRONT_END_MISSING,
        Phase::Source,
        Kind::Usage,
        source,
        format!("{language} cannot be read: this build is without glslang"),
    )
    .with_help("build with the cargo feature `glslang`, which needs a C++ compiler")
    .into())
}

/// Who says where members of blocks lie: glslang does it for HLSL as nobody else.
#[cfg(feature = "glslang")]
fn layouts(source: &Source) -> Layouts {
    if source.language() != Language::Hlsl {
        Layouts::AsDeclared
    } else if source.as_text().contains("packoffset") {
        Layouts::Direct3dPlaced
    } else {
        Layouts::Direct3d
    }
}

#[cfg(feature = "glslang")]
fn through_glslang(source: &Source, options: &Options, stage: Stage) -> Result<Parsed, Failure> {
    use crate::legalise::glsl;
    use crate::parse::spirv;

    let entry_point = options.transform.entry_point.as_deref().unwrap_or("main");
    let glsl::Compiled { words, assigned } =
        glsl::compile(source, stage, &options.glsl_in.defines, entry_point)?;
    let mut own = options.clone();
    // naga's GLSL front end leaves the position as it is, and so does this way.
    own.spirv_in.adjust_coordinate_space = false;
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let binary = Source::binary(source.name(), bytes);
    let spirv::Read {
        module,
        said,
        fixed,
    } = spirv::parse_compiled(&binary, &own, &words, layouts(source))
        .map_err(|failure| of_source(source, failure))?;
    let mut parsed = Parsed {
        module: Arc::new(module),
        source: source.without_places(),
        warnings: Vec::new(),
        fixed,
    };
    parsed.warnings = numbers_given(source, &assigned)
        .into_iter()
        .chain(retold(source, said))
        .collect();
    if !check::would_accept(&parsed.module, source, options) {
        let checked = check::check(
            Parsed {
                module: parsed.module.clone(),
                source: parsed.source.clone(),
                warnings: Vec::new(),
                fixed: Vec::new(),
            },
            options,
        );
        if let Err(failure) = checked {
            return Err(of_source(source, failure));
        }
    }
    Ok(parsed)
}

/// What tells the numbers that the author did not write.
#[cfg(feature = "glslang")]
fn numbers_given(
    source: &Source,
    assigned: &[crate::legalise::glsl::Assigned],
) -> Option<Diagnostic> {
    use crate::diagnostic::Severity;

    if assigned.is_empty() {
        return None;
    }
    let mut given: Vec<String> = assigned
        .iter()
        .take(MOST_NUMBERS)
        .map(ToString::to_string)
        .collect();
    if assigned.len() > MOST_NUMBERS {
        given.push(format!("and {} more", assigned.len() - MOST_NUMBERS));
    }
    let mut note = Diagnostic::warning(
        codes::GLSL_NUMBERS_ASSIGNED,
        Phase::Parse,
        source,
        format!(
            "the source leaves numbers to the compiler: {}",
            given.join(", ")
        ),
    );
    note.severity = Severity::Note;
    Some(note)
}

/// The most numbers that one note tells.
#[cfg(feature = "glslang")]
const MOST_NUMBERS: usize = 16;

/// What was said of the SPIR-V that glslang made, as something said of the source.
#[cfg(feature = "glslang")]
fn of_source(source: &Source, failure: Failure) -> Failure {
    again(retold(source, failure.into_diagnostics()))
}

#[cfg(feature = "glslang")]
fn retold(source: &Source, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    use crate::legalise::glsl::Mentions;

    if diagnostics.is_empty() {
        return diagnostics;
    }
    let mentions = Mentions::of(source.as_text());
    let retell = |mut diagnostic: Diagnostic| {
        diagnostic.source = source.clone();
        diagnostic.labels.clear();
        // Words of a module that its author never saw.
        diagnostic.notes.retain(|note| !note.starts_with("at "));
        match mentions.find(&diagnostic.message) {
            Some(span) => diagnostic.with_primary(span, ""),
            None => diagnostic,
        }
    };
    diagnostics.into_iter().map(retell).collect()
}

/// Whether what naga's front end refuses is nothing wrong: only it asks for bindings, locations and samplers of their
/// own, and reads new versions only.
fn is_right_for_glslang(own: &Diagnostic) -> bool {
    own.code == codes::GLSL_COMBINED_SAMPLER
        || (own.code == codes::GLSL_LAYOUT && own.message.contains(" has no "))
        || own.code == codes::GLSL_NOT_IMPLEMENTED
        || (own.code == codes::GLSL_VERSION && own.message.contains("cannot be read"))
}

/// What both front ends say: glslang's errors, because it knows all of GLSL, but in the words
/// of the own front end where both point to the same line.
fn both(source: &Source, own: Failure, theirs: Failure) -> Failure {
    let line = |diagnostic: &Diagnostic| {
        diagnostic
            .main_label()
            .map(|label| source.position(label.span.start).line)
    };
    let own = own.into_diagnostics();
    let mut told: Vec<Diagnostic> = Vec::new();
    for their in theirs.into_diagnostics() {
        let same = own.iter().find(|each| {
            each.is_error()
                && line(each).is_some()
                && line(each) == line(&their)
                && !is_right_for_glslang(each)
        });
        let mut diagnostic = match same {
            Some(same) => {
                let mut same = same.clone();
                if same.message != their.message {
                    same.notes.push(format!("glslang says: {}", their.message));
                }
                same
            }
            None => their,
        };
        if told.iter().any(|before| {
            before.code == diagnostic.code
                && line(before).is_some()
                && line(before) == line(&diagnostic)
        }) {
            continue;
        }
        if same.is_none()
            && told.is_empty()
            && let Some(first) = own
                .iter()
                .find(|each| each.is_error() && !is_right_for_glslang(each))
            && first.message != diagnostic.message
        {
            let at = line(first).map_or(String::new(), |line| format!(" (line {line})"));
            diagnostic.notes.push(format!(
                "naga's own GLSL front end says: {}{at}",
                first.message
            ));
        }
        told.push(diagnostic);
    }
    again(told)
}

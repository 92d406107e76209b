//! Source to module: the only place that calls `naga::front`.

use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::guard;
use crate::options::Options;
use crate::source::{Language, Source, Stage};

/// A module as a front end built it; nothing is known yet of its validity.
#[derive(Debug)]
pub struct Parsed {
    pub(crate) module: naga::Module,
    pub(crate) source: Source,
    pub(crate) warnings: Vec<Diagnostic>,
}

/// Parses a source.
///
/// # Errors
///
/// Everything that is wrong with the source, as far as it can be found in one run.
pub fn parse(source: &Source, options: &Options) -> Result<Parsed, Failure> {
    let fail = |text: String| -> Failure {
        Diagnostic::error("parse", Phase::Parse, Kind::Rejected, source, text).into()
    };
    let module = match source.language() {
        Language::Wgsl => guard::call(Phase::Parse, "parsing WGSL", source, || {
            naga::front::wgsl::parse_str(source.as_text()).map_err(|e| e.message().to_owned())
        })?
        .map_err(fail)?,
        Language::Glsl => {
            let stage = options
                .glsl_in
                .stage
                .or(crate::source::guess(source.name()).1)
                .unwrap_or(Stage::Compute);
            guard::call(Phase::Parse, "parsing GLSL", source, || {
                naga::front::glsl::Frontend::default()
                    .parse(
                        &naga::front::glsl::Options::from(stage.to_naga()),
                        source.as_text(),
                    )
                    .map_err(|e| e.to_string())
            })?
            .map_err(fail)?
        }
        Language::Spirv | Language::SpirvAssembly => {
            guard::call(Phase::Parse, "parsing SPIR-V", source, || {
                naga::front::spv::parse_u8_slice(
                    source.as_bytes(),
                    &naga::front::spv::Options::default(),
                )
                .map_err(|e| e.to_string())
            })?
            .map_err(fail)?
        }
    };
    Ok(Parsed {
        module,
        source: source.clone(),
        warnings: Vec::new(),
    })
}

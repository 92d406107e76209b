//! What naga's writers say, in the words of a diagnostic.
//!
//! Most of it cannot happen to a prepared module; what can is a construct that the writer does
//! not know, which is the target's limit and not the shader's fault.

use std::fmt::Debug;

use naga::back::{glsl, hlsl, msl, spv, wgsl};

use crate::diagnostic::Kind;

/// A writer's error: whose fault it is, and what it says after "MSL cannot express".
#[derive(Debug)]
pub(super) struct Explained {
    pub(super) kind: Kind,
    pub(super) construct: String,
}

fn unsupported(construct: impl Into<String>) -> Explained {
    Explained {
        kind: Kind::Unsupported,
        construct: construct.into(),
    }
}

fn internal(error: &dyn Debug) -> Explained {
    Explained {
        kind: Kind::Internal,
        construct: format!("{error:?}"),
    }
}

/// An error of one of naga's writers.
pub(super) trait WriterError {
    /// What it means.
    fn explain(&self) -> Explained;
}

/// The words between backticks for a Rust name: `write_expr_math Inverse` is math function `Inverse`.
fn plain(text: &str) -> String {
    let text = text
        .trim_start_matches("write_expr_math ")
        .trim_start_matches("write_expr expression::");
    format!("`{}`", text.replace('`', ""))
}

fn scalar(scalar: naga::Scalar) -> Explained {
    let bits = u32::from(scalar.width) * 8;
    let kind = match scalar.kind {
        naga::ScalarKind::Sint => "signed integers",
        naga::ScalarKind::Uint => "unsigned integers",
        naga::ScalarKind::Float => "floats",
        naga::ScalarKind::Bool => "booleans",
        naga::ScalarKind::AbstractInt | naga::ScalarKind::AbstractFloat => "abstract numbers",
    };
    unsupported(format!("{bits}-bit {kind}"))
}

impl WriterError for msl::Error {
    fn explain(&self) -> Explained {
        match self {
            Self::UnsupportedBinaryOp(operator) => {
                unsupported(format!("the operator {}", plain(&format!("{operator:?}"))))
            }
            Self::UnsupportedCall(name) => unsupported(format!("the function {}", plain(name))),
            Self::FeatureNotImplemented(name) => unsupported(plain(name)),
            Self::UnsupportedBuiltIn(built_in) => {
                unsupported(format!("the built-in {}", plain(&format!("{built_in:?}"))))
            }
            Self::CapabilityNotSupported(capability) => {
                unsupported(format!("what needs {capability:?}"))
            }
            Self::UnsupportedAttribute(name) => {
                unsupported(format!("the attribute `{name}` in this version"))
            }
            Self::UnsupportedFunction(name) => {
                unsupported(format!("the function `{name}` in this version"))
            }
            Self::UnsupportedWritableStorageBuffer => {
                unsupported("storage buffers written by a fragment stage in this version")
            }
            Self::UnsupportedWritableStorageTexture(_) => {
                unsupported("storage textures written by this stage in this version")
            }
            Self::UnsupportedRWStorageTexture => {
                unsupported("storage textures that are read and written in this version")
            }
            Self::UnsupportedArrayOf(what) => {
                unsupported(format!("arrays of {what} in this version"))
            }
            Self::UnsupportedArrayOfType(_) => unsupported("binding arrays of this type"),
            Self::UnsupportedRayTracing => unsupported("ray tracing in this version"),
            Self::UnsupportedCooperativeMatrix => {
                unsupported("cooperative matrices in this version")
            }
            Self::UnsupportedMeshShader => unsupported("mesh shaders in this version"),
            Self::PerVertexNotSupported => {
                unsupported("per-vertex inputs of a fragment stage in this version")
            }
            Self::UnsupportedBitCast(_) => unsupported("this bit cast"),
            Self::UnsupportedCompose(_) => unsupported("composing a value of this type"),
            Self::GenericValidation(what) => unsupported(plain(what)),
            Self::Format(_)
            | Self::UnimplementedBindTarget(_)
            | Self::Override
            | Self::ResolveArraySizeError(_)
            | Self::EntryPointNotFound(..) => internal(self),
        }
    }
}

impl WriterError for hlsl::Error {
    fn explain(&self) -> Explained {
        match self {
            Self::UnsupportedScalar(width) => scalar(*width),
            Self::Unimplemented(what) | Self::Custom(what) => unsupported(plain(what)),
            Self::ShaderModelTooLow(what, model) => unsupported(format!(
                "{what} in this version: it needs shader model {}",
                model.to_str().replace('_', ".")
            )),
            Self::IoError(_)
            | Self::Override
            | Self::ResolveArraySizeError(_)
            | Self::EntryPointNotFound(..) => internal(self),
        }
    }
}

impl WriterError for glsl::Error {
    fn explain(&self) -> Explained {
        match self {
            Self::MissingFeatures(features) => {
                let names: Vec<_> = features
                    .iter_names()
                    .map(|(name, _)| name.to_ascii_lowercase().replace('_', " "))
                    .collect();
                unsupported(format!("{} in this version", names.join(", ")))
            }
            Self::MultipleImmediateData => unsupported("several blocks of immediates"),
            Self::VersionNotSupported => unsupported("anything in this version"),
            Self::UnsupportedExternal(name) => {
                unsupported(format!("the function `{name}` in this version"))
            }
            Self::UnsupportedScalar(width) => scalar(*width),
            Self::ImageMultipleSamplers => unsupported("a texture read with several samplers"),
            Self::Custom(what) => unsupported(plain(what)),
            Self::FirstSamplingNotSupported => unsupported("`@interpolate(flat, first)`"),
            Self::FmtError(_)
            | Self::EntryPointNotFound
            | Self::Override
            | Self::ResolveArraySizeError(_) => internal(self),
        }
    }
}

/// What naga's SPIR-V writer does not skip where an index is out of bounds.
const ATOMICS: &str = "Atomics out-of-bounds handling";
const TEXTURE_ARRAYS: &str = "Texture array out-of-bounds handling";

impl WriterError for spv::Error {
    fn explain(&self) -> Explained {
        match self {
            Self::UnsupportedVersion(major, minor) => {
                unsupported(format!("anything in version {major}.{minor}"))
            }
            Self::MissingCapabilities(what, any_of) => {
                let names: Vec<_> = any_of.iter().map(|each| format!("{each:?}")).collect();
                unsupported(format!(
                    "{what} without one of the capabilities {}, which the option `spirv.capabilities` leaves out",
                    names.join(", ")
                ))
            }
            Self::FeatureNotImplemented(what @ (ATOMICS | TEXTURE_ARRAYS)) => {
                let (what, option) = match *what {
                    ATOMICS => ("atomic operations", "index` or `--bounds-check-buffer"),
                    _ => ("elements of arrays of bindings", "binding-array"),
                };
                unsupported(format!(
                    "{what} whose index is checked with `read-zero-skip-write`; with `restrict` it can \
                     (`--bounds-check-{option}`)"
                ))
            }
            Self::FeatureNotImplemented(what) => unsupported(plain(what)),
            Self::SpirvVersionTooLow(major, minor) => {
                unsupported(format!("this in this version: it needs {major}.{minor}"))
            }
            Self::Validation(what) => unsupported(plain(what)),
            Self::EntryPointNotFound
            | Self::Override
            | Self::ResolveArraySizeError(_)
            | Self::MissingBinding(_) => internal(self),
        }
    }
}

impl WriterError for wgsl::Error {
    fn explain(&self) -> Explained {
        match self {
            Self::Custom(what) | Self::Unimplemented(what) => unsupported(plain(what)),
            Self::UnsupportedRelationalFunction(function) => {
                unsupported(format!("the function {}", plain(&format!("{function:?}"))))
            }
            Self::Unsupported { kind, value } => {
                unsupported(format!("the {kind} {}", plain(value)))
            }
            Self::FmtError(_) => internal(self),
        }
    }
}

impl WriterError for std::fmt::Error {
    fn explain(&self) -> Explained {
        internal(self)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use crate::options::Options;
    use crate::options::version::BoundsCheck;
    use crate::source::{Language, Source};
    use crate::target::TargetLanguage;
    use crate::{check, emit, parse};

    #[test]
    fn what_is_not_skipped_says_what_can_be_done() {
        let text = "@group(0) @binding(0) var<storage, read_write> counts: array<atomic<u32>>;
            @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
                atomicAdd(&counts[id.x], 1u);
            }";
        let source = Source::text("counts.wgsl", Language::Wgsl, text);
        let mut options = Options::default();
        let parsed = parse::parse(&source, &options).unwrap();
        let checked = check::check(parsed, &options).unwrap();
        options.bounds_check.buffer = BoundsCheck::ReadZeroSkipWrite;
        let failure = emit::emit(&checked, TargetLanguage::Spirv, None, &options).unwrap_err();
        let told = &failure.diagnostics()[0].message;
        assert_eq!(
            told,
            "SPIR-V cannot express atomic operations whose index is checked with `read-zero-skip-write`; \
             with `restrict` it can (`--bounds-check-index` or `--bounds-check-buffer`)"
        );
        options.bounds_check.buffer = BoundsCheck::Restrict;
        emit::emit(&checked, TargetLanguage::Spirv, None, &options).unwrap();
    }
}

//! The shader pipeline: source → link → parse → check → transform → emit, and reflection beside it.
//!
//! Data flows one way and each stage's type proves what was done before: only [`parse`] makes a
//! [`parse::Parsed`], only [`check`] turns it into a [`check::Checked`], and only that can be
//! transformed, reflected and emitted. Nothing here prints, exits or knows of a command line;
//! every naga call runs inside [`guard`].

pub mod check;
pub mod codes;
pub mod diagnostic;
mod edit;
pub mod emit;
pub mod exchange;
mod free_numbers;
pub mod guard;
pub mod ir_text;
mod legalise;
pub mod limits;
pub mod link;
pub mod options;
pub mod parse;
pub mod reflect;
pub mod render;
pub mod source;
pub mod spirv_text;
pub mod target;
pub mod transform;
mod wgsl_text;

#[cfg(feature = "glslang")]
pub use legalise::glsl::{before_glslang, read_hlsl_here};

/// Whether a source on which glslang crashes, or never ends, costs an error and not the process.
pub const OUTLIVES_GLSLANG: bool = cfg!(any(not(feature = "glslang"), target_os = "linux"));

/// Version of this crate, and of everything in the workspace.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Version of naga that this crate is built on.
pub const NAGA_VERSION: &str = "30.0.1";

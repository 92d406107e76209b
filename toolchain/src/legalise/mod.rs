//! Sources that naga's front ends refuse, rewritten into what they take.
//!
//! One module a language. Imports rspirv and the options; calls nothing of naga but the repair of
//! a module that a front end made of the rewritten source. It never sees a file, never validates
//! and never prints: what a rewrite costs the author comes back as notes.

#[cfg(feature = "glslang")]
pub(crate) mod glsl;
pub(crate) mod spirv;
pub(crate) mod wgsl;

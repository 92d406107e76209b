//! Mends what naga's writers get wrong, in the product itself.
//!
//! Each mend looks for a form that is always wrong in the target, so correct output passes
//! through unchanged; most products are only searched. Where a fault can be avoided by changing
//! the module instead, that is done in [`rewrite`](super::rewrite).

mod calls;
mod glsl;
mod glsl_bits;
mod glsl_extensions;
mod glsl_versions;
mod hlsl;
mod msl;
mod sample_mask;
mod spirv;
mod spirv_constants;
mod wgsl;
mod wgsl_layout;

pub(super) use calls::is_name;
pub(super) use glsl::mend as mend_glsl;
pub(super) use hlsl::mend as mend_hlsl;
pub(super) use msl::mend as mend_msl;
pub(super) use spirv::mend as mend_spirv;
pub(super) use wgsl::mend as mend_wgsl;
pub(super) use wgsl_layout::{mend as mend_wgsl_layout, needs as wgsl_layout_needs};

//! Mesh and task stages of `SPV_EXT_mesh_shader`.
//!
//! SPIR-V writes vertices and primitives to arrays in the storage class `Output`, says their numbers
//! with an instruction, and ends a task stage with another. naga's module has one variable of the
//! workgroup with everything in it, and what a task stage returns; its front end reads nothing of
//! either. So a stage becomes a compute stage here ([`plan`] finds out what there is, [`access`]
//! and [`sizes`] rewrite what is done with it, [`build`] makes the variables), and is called by its name again once
//! naga has read it ([`repair`]).
//!
//! What could not be kept faithfully is told by [`what_is_outside`], and the module is left alone.

mod access;
mod build;
mod outputs;
mod plan;
pub(super) mod repair;
mod sizes;
#[cfg(test)]
mod tests;

use rspirv::spirv::ExecutionModel;

use super::Settings;
use super::draft::{Draft, entry_point};

/// Why a module is not read: what it is about, and the subject and verb of a sentence that ends in
/// "not supported".
type Problem = (u32, String);

fn problem<T>(id: u32, what: impl Into<String>) -> Result<T, Problem> {
    Err((id, what.into()))
}

/// Whether entry points of this kind are read here.
pub(super) fn is_read(model: u32) -> bool {
    model == ExecutionModel::MeshEXT as u32 || model == ExecutionModel::TaskEXT as u32
}

fn has_stages(draft: &Draft) -> bool {
    draft
        .entry_points
        .iter()
        .any(|inst| is_read(entry_point(inst).model))
}

/// Makes compute stages of mesh and task stages, with what is to be done to naga's module.
pub(super) fn read(draft: &mut Draft, settings: Settings) {
    if has_stages(draft)
        && let Err((_, what)) = convert(draft, settings)
    {
        draft.unread_stages = Some(what);
    }
}

/// What of the mesh and task stages of a module cannot be kept.
pub(super) fn what_is_outside(mut draft: Draft, settings: Settings) -> Option<Problem> {
    if !has_stages(&draft) {
        return None;
    }
    convert(&mut draft, settings).err()
}

fn convert(draft: &mut Draft, settings: Settings) -> Result<(), Problem> {
    let mut stages = plan::of(draft)?;
    let functions = access::rewrite(draft, &mut stages, settings.flip_positions)?;
    build::build(draft, stages, functions);
    Ok(())
}

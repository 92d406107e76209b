//! Stand-ins for constructs that a target lacks but whose meaning it can express.
//!
//! One file a rewrite. Each changes a valid module into another valid module of the same
//! meaning; the caller validates again.

mod point_size;
mod workgroup_size;

pub(super) use point_size::drop_point_size;
pub(super) use workgroup_size::fold_workgroup_size;

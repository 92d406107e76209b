//! Stand-ins for constructs that a target lacks but whose meaning it can express.
//!
//! One file a rewrite. Each changes a valid module into another valid module of the same
//! meaning; the caller validates again.

mod image_access;
mod point_size;
mod pointer_arguments;
mod workgroup_size;

pub(super) use image_access::{has_inaccessible_images, open_inaccessible_images};
pub(super) use point_size::drop_point_size;
pub(super) use pointer_arguments::{copy_partial_pointer_arguments, has_partial_pointer_arguments};
pub(super) use workgroup_size::fold_workgroup_size;

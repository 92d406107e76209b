//! Python values as the values of wgpu-types, and back.
//!
//! Nothing here calls wgpu: text becomes enums, integers become flags, mappings and objects with
//! the right attributes become descriptors. A value that does not fit is told with the place it
//! stands in, what was expected and what was got.

pub(crate) mod convert;
pub(crate) mod enums;
pub(crate) mod features;
pub(crate) mod flags;
pub(crate) mod format_info;
pub(crate) mod formats;
pub(crate) mod limits;
pub(crate) mod records;

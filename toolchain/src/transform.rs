//! Checked module to checked module.

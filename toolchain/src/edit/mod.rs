//! What passes over modules share: which handles there are, and functions written anew.
//!
//! Imports nothing of the crate.

pub(crate) mod copy;
pub(crate) mod handles;
pub(crate) mod specialise;
pub(crate) mod words;

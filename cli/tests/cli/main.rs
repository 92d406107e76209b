//! Tests of the real binary, as a user or a build script meets it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail loudly"
)]

mod batch;
mod exit_codes;
mod faults;
mod files;
mod help;
mod isolate;
mod json;
mod link;
mod options;
mod streams;
mod support;

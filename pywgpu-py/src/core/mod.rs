//! What wgpu leaves to its caller: errors raised by the call that caused them, waits that let
//! Python run, and the ends of processes and devices.
//!
//! No `#[pyclass]` of the interface lives here, and no `unsafe`.

pub(crate) mod error;
pub(crate) mod guard;
pub(crate) mod life;
pub(crate) mod metrics;
pub(crate) mod shader;
pub(crate) mod shared;
pub(crate) mod timing;
pub(crate) mod waiter;

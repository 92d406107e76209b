//! HLSL in a process of its own: glslang's front end for it crashes on some texts.
//!
//! Linux only: see [`child`]. Elsewhere, and in a process that was given up for it, glslang reads HLSL
//! right here.

use std::sync::atomic::{AtomicBool, Ordering};

use super::glslang::{Compiled, Refusal, Request};
#[cfg(target_os = "linux")]
use {
    super::assertions::Failed,
    super::gate,
    super::glslang::{self, Input, Spirv},
    crate::guard::child::{self, Bounds, Ended},
    crate::source::Stage,
    std::collections::BTreeMap,
};

static HERE: AtomicBool = AtomicBool::new(false);

/// Has glslang read HLSL in this process from now on, where a crash ends it.
///
/// For a process that was started for one source.
pub fn read_hlsl_here() {
    HERE.store(true, Ordering::Relaxed);
}

/// Compiles in a process of its own.
///
/// # Errors
///
/// What `work` says, how the process ended, or that there is none to be had.
#[cfg(target_os = "linux")]
pub(super) fn compile(
    request: &Request,
    work: impl FnOnce(&Request) -> Result<Compiled, Refusal>,
) -> Result<Compiled, Refusal> {
    /// As much as the command line gives to a process for one file.
    const BOUNDS: Bounds = Bounds {
        seconds: 60,
        mebibytes: 1024,
    };
    if HERE.load(Ordering::Relaxed) {
        return work(request);
    }
    get_ready();
    let child = {
        let _alone = gate::close();
        child::start(BOUNDS, || work(request))
    };
    child
        .map_err(|error| Refusal::NoProcess(error.to_string()))?
        .answer()
        .unwrap_or_else(|ended| Err(Refusal::Fault(fault(ended))))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn compile(
    request: &Request,
    work: impl FnOnce(&Request) -> Result<Compiled, Refusal>,
) -> Result<Compiled, Refusal> {
    let _ = HERE.load(Ordering::Relaxed);
    work(request)
}

/// Has glslang make its tables for HLSL in this process, or each child would.
#[cfg(target_os = "linux")]
fn get_ready() {
    static READY: AtomicBool = AtomicBool::new(false);
    if READY.load(Ordering::Relaxed) {
        return;
    }
    // What it says of this text does not matter: the tables come first.
    let _ = glslang::compile(&Request {
        text: "void main() {}".to_owned(),
        stage: Stage::Fragment,
        language: Input::Hlsl {
            entry_point: "main".to_owned(),
        },
        defines: BTreeMap::new(),
        spirv: Spirv::Common,
    });
    READY.store(true, Ordering::Relaxed);
}

#[cfg(target_os = "linux")]
fn fault(ended: Ended) -> Failed {
    let place = "in the front end for HLSL, which has a process of its own for each source";
    match ended {
        Ended::Panicked { message, place } => Failed {
            message,
            place: format!("panicked at {place}"),
        },
        Ended::TookLonger(bounds) => Failed {
            message: format!(
                "glslang took longer than {} s and was stopped",
                bounds.seconds
            ),
            place: place.to_owned(),
        },
        Ended::TookMore(bounds) => Failed {
            message: format!(
                "glslang took more than {} MiB of memory and was stopped",
                bounds.mebibytes
            ),
            place: place.to_owned(),
        },
        Ended::Died { how, said } => Failed {
            message: format!("glslang crashed: {how}"),
            place: match said {
                Some(said) => format!("{place}; it said: {said}"),
                None => place.to_owned(),
            },
        },
    }
}

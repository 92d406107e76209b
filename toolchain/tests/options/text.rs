//! Options of the WGSL and DOT writers.

use naga_toolchain::target::TargetLanguage::{Dot, Wgsl};
use serde_json::json;

use super::{Adds, Case, Drops, shaders};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new(
            "wgsl.explicit_types",
            json!(true),
            shaders::LOCAL_INDEX,
            Wgsl,
            Adds(": f32 = table[index]"),
        ),
        Case::new(
            "dot.cfg_only",
            json!(true),
            shaders::LOCAL_INDEX,
            Dot,
            Drops("compose"),
        ),
    ]
}

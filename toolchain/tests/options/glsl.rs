//! Options of the GLSL writer.

use naga_toolchain::target::TargetLanguage::Glsl;
use serde_json::json;

use super::{Adds, Case, Drops, shaders};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new(
            "glsl.version",
            json!("es300"),
            shaders::SAMPLED,
            Glsl,
            Adds("#version 300 es"),
        ),
        Case::new(
            "glsl.writer_flags",
            json!(["default", "force-point-size"]),
            shaders::VERTEX,
            Glsl,
            Adds("gl_PointSize"),
        )
        .text("default,force-point-size"),
        Case::new(
            "glsl.binding_map",
            json!([{ "group": 0, "binding": 3, "unit": 13 }]),
            shaders::BUFFERS,
            Glsl,
            Adds("binding = 13"),
        ),
        Case::new(
            "glsl.zero_initialize_workgroup_memory",
            json!(false),
            shaders::WORKGROUP,
            Glsl,
            Drops("uint[4]("),
        ),
        Case::new(
            "glsl.multiview",
            json!(2),
            shaders::VERTEX,
            Glsl,
            Adds("multiview"),
        ),
    ]
}

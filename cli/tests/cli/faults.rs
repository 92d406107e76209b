//! One test for each known fault of naga-cli 30.0.1, showing that it does not occur here.

use crate::support::{DOUBLE, Place, TRIANGLE, WRONG};

#[test]
fn naga_cli_fault_most_options_cannot_be_reached() {
    // There 27 of 70; that all are reached here is shown in `options`.
    let place = Place::new();
    let help = place.run(&["translate", "--help"]).exits(0).stdout;
    let flags = naga_toolchain::options::FIELDS
        .iter()
        .filter(|field| help.contains(&format!("--{}", field.flag())))
        .count();
    assert!(flags >= 70, "{flags}");
}

#[test]
fn naga_cli_fault_no_binding_maps_and_pipeline_options() {
    let place = Place::new().with("a.wgsl", DOUBLE);
    let map =
        r#"[{"resources":[{"group":0,"binding":0,"buffer":3,"mutable":true}],"sizes_buffer":4}]"#;
    place
        .run(&[
            "translate",
            "a.wgsl",
            "--to",
            "msl",
            "--transform-bindings",
            "map",
            "--msl-per-entry-point-map",
            map,
        ])
        .exits(0)
        .prints("buffer(3)")
        .prints("buffer(4)");
}

#[test]
fn naga_cli_fault_unknown_extension_is_silent() {
    let place = Place::new().with("a.wgsl", DOUBLE);
    for name in ["out.json", "out.txt", "out"] {
        place
            .run(&["translate", "a.wgsl", "-o", name])
            .exits(2)
            .says(".metal");
    }
    assert_eq!(place.list(), ["a.wgsl"]);
    place
        .run(&["translate", "a.wgsl", "-o", "out.glsl"])
        .exits(0);
    assert!(place.read("out.glsl").contains("#version"));
}

#[test]
fn naga_cli_fault_unknown_entry_point_panics() {
    let place = Place::new().with("a.wgsl", TRIANGLE);
    for target in ["msl", "hlsl", "glsl", "spirv-asm", "wgsl"] {
        place
            .run(&["translate", "a.wgsl", "--to", target, "-e", "nothing"])
            .exits(2)
            .says("nothing")
            .says("vs_main");
    }
}

#[test]
fn naga_cli_fault_exit_code_depends_on_the_output() {
    let place = Place::new().with("a.wgsl", WRONG);
    for output in [
        "o.metal", "o.hlsl", "o.frag", "o.spv", "o.spvasm", "o.wgsl", "o.dot",
    ] {
        place.run(&["translate", "a.wgsl", "-o", output]).exits(1);
    }
    place.run(&["validate", "a.wgsl"]).exits(1);
    assert_eq!(place.list(), ["a.wgsl"]);
}

#[test]
fn naga_cli_fault_missing_file_without_its_path() {
    Place::new()
        .run(&["validate", "no/such.wgsl"])
        .exits(3)
        .says("no/such.wgsl");
}

#[test]
fn naga_cli_fault_nothing_on_stdout() {
    let place = Place::new().with("a.wgsl", DOUBLE);
    place
        .run(&["translate", "a.wgsl", "--to", "wgsl"])
        .exits(0)
        .prints("@compute");
}

#[test]
fn naga_cli_fault_errors_speak_of_arena_indices() {
    let place = Place::new()
        .with(
            "a.wgsl",
            "@group(0) @binding(0) var<uniform> flags: array<bool, 4>;\n\
             @fragment fn main() -> @location(0) vec4<f32> {\n\
             return select(vec4<f32>(0.0), vec4<f32>(1.0), flags[0]);\n}",
        )
        .with("b.wgsl", "fn f() { let a: vec3<f32> = vec2<i32>(1, 2); }")
        .with(
            "c.wgsl",
            "@vertex fn main() -> vec4<f32> { return vec4<f32>(); }",
        )
        .with(
            "d.wgsl",
            "fn f(x: texture_2d<f32>) -> texture_2d<f32> { return x; }",
        );
    for file in ["a.wgsl", "b.wgsl", "c.wgsl", "d.wgsl"] {
        let ran = place
            .run(&["validate", file, "--message-format", "json"])
            .exits(1);
        let document: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        for message in document["inputs"][0]["messages"].as_array().unwrap() {
            let text = message["message"].as_str().unwrap();
            let notes = message["notes"].to_string();
            let said = format!("{text} {notes}");
            assert!(!said.contains("naga::"), "{said}");
            let index = said.split('[').skip(1).any(|rest| {
                let inside = rest.split(']').next().unwrap_or_default();
                !inside.is_empty() && inside.chars().all(|letter| letter.is_ascii_digit())
            });
            assert!(!index, "{said}");
        }
    }
}

#[test]
fn naga_cli_fault_first_error_only() {
    let place = Place::new().with("a.wgsl", WRONG);
    let ran = place
        .run(&["validate", "a.wgsl", "--message-format", "short"])
        .exits(1);
    assert!(ran.stderr.lines().count() >= 2, "{}", ran.stderr);
}

#[test]
fn naga_cli_fault_no_json() {
    let place = Place::new().with("a.wgsl", WRONG);
    let ran = place
        .run(&["validate", "a.wgsl", "--message-format", "json"])
        .exits(1);
    let document: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["inputs"][0]["file"], "a.wgsl");
}

#[test]
fn naga_cli_fault_colour_in_files() {
    let place = Place::new().with("a.wgsl", WRONG);
    let ran = place.run(&["validate", "a.wgsl"]).exits(1);
    assert!(!ran.stderr.contains('\u{1b}'));
}

#[test]
fn naga_cli_fault_fake_metal_slots() {
    let place = Place::new().with("a.wgsl", TRIANGLE);
    let ran = place
        .run(&["translate", "a.wgsl", "--to", "msl"])
        .exits(0)
        .prints("[[buffer(0)]]");
    assert!(!ran.stdout.contains("fake"), "{}", ran.stdout);
}

#[test]
fn naga_cli_fault_entry_point_ignored() {
    let place = Place::new().with("a.wgsl", TRIANGLE);
    for target in ["msl", "hlsl", "glsl", "spirv-asm", "wgsl"] {
        let ran = place
            .run(&["translate", "a.wgsl", "--to", target, "-e", "fs_main"])
            .exits(0);
        assert!(!ran.stdout.contains("vs_main"), "{target}: {}", ran.stdout);
    }
}

#[test]
fn naga_cli_fault_overrides_ignored() {
    let place = Place::new().with("a.wgsl", TRIANGLE);
    for target in ["msl", "hlsl", "wgsl", "spirv-asm"] {
        let args = |value: &str| {
            place
                .run(&[
                    "translate",
                    "a.wgsl",
                    "--to",
                    target,
                    "-e",
                    "vs_main",
                    "--override",
                    value,
                ])
                .exits(0)
                .stdout
        };
        let with = args("scale=6.5");
        assert!(with.contains("6.5"), "{target}: {with}");
        assert_ne!(with, args("scale=2.25"), "{target}");
    }
}

#[test]
fn naga_cli_fault_any_metal_version() {
    let place = Place::new().with("a.wgsl", DOUBLE);
    place
        .run(&["translate", "a.wgsl", "--to", "msl:9.9"])
        .exits(2)
        .says("2.4");
    place
        .run(&[
            "translate",
            "a.wgsl",
            "--to",
            "msl",
            "--msl-lang-version",
            "9.9",
        ])
        .exits(2)
        .says("2.4");
}

#[test]
fn naga_cli_fault_push_constants_to_hlsl() {
    let place = Place::new().with(
        "a.vert",
        "#version 450\nlayout(push_constant) uniform Push { mat4 mvp; } push;\n\
         layout(location = 0) in vec3 position;\n\
         void main() { gl_Position = push.mvp * vec4(position, 1.0); }",
    );
    let ran = place
        .run(&["translate", "a.vert", "--to", "hlsl", "-v"])
        .exits(0);
    let ran = ran.prints("register(b0");
    ran.says("-> b 0");
}

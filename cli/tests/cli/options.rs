//! Every option of the pipeline by flag, by TOML and by JSON; the order of strength; the short
//! flags.

use naga_toolchain::options::FIELDS;
use serde_json::Value;

use crate::support::{DOUBLE, Place, TRIANGLE};

/// A value other than the default for each option, as its flag takes it.
const SAMPLES: &[(&str, &str)] = &[
    ("wgsl_in.parse_doc_comments", "true"),
    ("wgsl_in.capabilities", "all,-shader-float16"),
    ("glsl_in.front_end", "glslang"),
    ("glsl_in.stage", "fragment"),
    ("glsl_in.defines", "A=1,B"),
    ("glsl_in.include_paths", "a,b"),
    ("glsl_in.shadertoy", "true"),
    ("spirv_in.adjust_coordinate_space", "false"),
    ("spirv_in.strict_capabilities", "true"),
    ("spirv_in.legalise", "always"),
    ("spirv_in.freeze_constants", "true"),
    ("spirv_in.storage_format", "rgba8unorm"),
    ("spirv_in.block_ctx_dump_prefix", "dump_"),
    ("limits.source_bytes", "77"),
    ("limits.nesting", "77"),
    ("limits.expression_depth", "77"),
    ("limits.branches", "77"),
    ("limits.declarations", "77"),
    ("limits.tokens", "77"),
    ("limits.macro_tokens", "77"),
    ("limits.spirv_ids", "77"),
    ("limits.binding", "77"),
    ("limits.location", "77"),
    ("limits.facts", "77"),
    ("limits.elements", "77"),
    ("limits.output_bytes", "77"),
    ("validate.flags", "all,-bindings"),
    ("validate.capabilities", "none,float64"),
    ("validate.subgroup_stages", "compute"),
    ("validate.subgroup_operations", "basic,vote"),
    ("transform.entry_point", "main"),
    ("transform.rename", "main=start"),
    ("transform.overrides", "a=1.5,7=-2"),
    ("transform.require_override_values", "true"),
    ("transform.compact", "true"),
    ("transform.bindings", "keep"),
    (
        "transform.dynamic_storage_buffers",
        r#"[{"group":0,"binding":1}]"#,
    ),
    (
        "transform.binding_array_lengths",
        r#"[{"group":0,"binding":0,"count":5}]"#,
    ),
    ("transform.assumed_binding_array_length", "7"),
    ("bounds_check.index", "restrict"),
    ("bounds_check.buffer", "restrict"),
    ("bounds_check.image_load", "read-zero-skip-write"),
    ("bounds_check.binding_array", "restrict"),
    ("msl.lang_version", "3.1"),
    (
        "msl.per_entry_point_map",
        r#"[{"entry_point":"main","resources":[{"group":0,"binding":0,"buffer":3}],"sizes_buffer":9}]"#,
    ),
    (
        "msl.inline_samplers",
        r#"[{"mag_filter":"linear","lod_clamp":[0,4]}]"#,
    ),
    ("msl.spirv_cross_compatibility", "true"),
    ("msl.fake_missing_bindings", "true"),
    ("msl.zero_initialize_workgroup_memory", "false"),
    ("msl.force_loop_bounding", "false"),
    (
        "msl.task_dispatch_limits",
        r#"{"max_mesh_workgroups_per_dim":8,"max_mesh_workgroups_total":64}"#,
    ),
    ("msl.mesh_shader_primitive_indices_clamp", "false"),
    ("msl.emit_int_div_checks", "false"),
    ("msl.ray_query_initialization_tracking", "false"),
    ("msl.allow_and_force_point_size", "true"),
    ("msl.vertex_pulling_transform", "true"),
    (
        "msl.vertex_buffer_mappings",
        r#"[{"id":1,"stride":12,"step_mode":"instance","attributes":[{"shader_location":0,"offset":0,"format":"float32x3"}]}]"#,
    ),
    (
        "msl.binding_array_length_map",
        r#"[{"group":0,"binding":0,"count":5}]"#,
    ),
    ("hlsl.shader_model", "6.6"),
    (
        "hlsl.binding_map",
        r#"[{"group":0,"binding":0,"target":{"space":1,"register":2}}]"#,
    ),
    ("hlsl.fake_missing_bindings", "true"),
    (
        "hlsl.special_constants_binding",
        r#"{"space":1,"register":0}"#,
    ),
    ("hlsl.immediates_target", r#"{"space":1,"register":1}"#),
    (
        "hlsl.sampler_heap_target",
        r#"{"standard_samplers":{"space":1,"register":0},"comparison_samplers":{"space":2,"register":0}}"#,
    ),
    (
        "hlsl.sampler_buffer_binding_map",
        r#"[{"group":0,"target":{"space":3,"register":0}}]"#,
    ),
    (
        "hlsl.dynamic_storage_buffer_offsets_targets",
        r#"[{"index":0,"space":4,"register":0,"size":2}]"#,
    ),
    (
        "hlsl.external_texture_binding_map",
        r#"[{"group":0,"binding":0,"planes":[{"space":0,"register":0},{"space":0,"register":1},{"space":0,"register":2}],"params":{"space":0,"register":3}}]"#,
    ),
    ("hlsl.zero_initialize_workgroup_memory", "false"),
    ("hlsl.restrict_indexing", "false"),
    ("hlsl.force_loop_bounding", "false"),
    (
        "hlsl.task_dispatch_limits",
        r#"{"max_mesh_workgroups_per_dim":8,"max_mesh_workgroups_total":64}"#,
    ),
    ("hlsl.mesh_shader_primitive_indices_clamp", "false"),
    ("hlsl.ray_query_initialization_tracking", "false"),
    ("hlsl.fragment_entry_point", "fs_main"),
    ("glsl.version", "es300"),
    ("glsl.writer_flags", "draw-parameters"),
    ("glsl.binding_map", r#"[{"group":0,"binding":0,"unit":4}]"#),
    ("glsl.zero_initialize_workgroup_memory", "false"),
    ("glsl.multiview", "2"),
    ("spirv.lang_version", "1.5"),
    ("spirv.flags", "default,debug"),
    ("spirv.fake_missing_bindings", "true"),
    (
        "spirv.binding_map",
        r#"[{"group":0,"binding":0,"descriptor_set":1,"descriptor_binding":2}]"#,
    ),
    ("spirv.capabilities", "Shader,Int64"),
    ("spirv.zero_initialize_workgroup_memory", "native"),
    ("spirv.force_loop_bounding", "false"),
    ("spirv.ray_query_initialization_tracking", "false"),
    ("spirv.trace_ray_argument_validation", "false"),
    ("spirv.use_storage_input_output_16", "false"),
    ("spirv.debug_info", "true"),
    (
        "spirv.task_dispatch_limits",
        r#"{"max_mesh_workgroups_per_dim":8,"max_mesh_workgroups_total":64}"#,
    ),
    ("spirv.mesh_shader_primitive_indices_clamp", "false"),
    ("spirv.emit_int_div_checks", "false"),
    ("wgsl.explicit_types", "true"),
    ("wgsl.split_binding_arrays", "true"),
    ("dot.cfg_only", "true"),
    ("wgsl_in.linker", "naga-oil"),
    ("wgsl_in.defines", r#"{"A":"1"}"#),
    ("wgsl_in.module_paths", r#"["a","b"]"#),
    ("wgsl_in.packages", r#"{"a":"b/c"}"#),
    ("wgsl_in.package_root", "a/b"),
    ("wgsl_in.subgroup_matrices", "native"),
];

fn effective(place: &Place, args: &[&str]) -> Value {
    let mut all = vec!["translate", "--print-config=json"];
    all.extend(args);
    let ran = place.run(&all).exits(0);
    assert_eq!(ran.stderr, "");
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn every_option_is_reached_by_flag_toml_and_json() {
    let default = effective(&Place::new(), &[]);
    for field in FIELDS {
        let name = format!("{}.{}", field.section, field.name);
        let (_, sample) = SAMPLES
            .iter()
            .find(|(known, _)| *known == name)
            .unwrap_or_else(|| panic!("no sample for {name}"));
        let pointer = format!("/{}/{}", field.section, field.name);
        let flag = format!("--{}={sample}", field.flag());

        let by_flag = effective(&Place::new(), &[&flag]);
        let value = by_flag.pointer(&pointer).unwrap();
        assert_ne!(
            value,
            default.pointer(&pointer).unwrap(),
            "{flag} has no effect"
        );

        let json = serde_json::json!({ field.section: { field.name: value } });
        let toml = Place::new()
            .run(&["translate", "--print-config", &flag])
            .exits(0)
            .stdout;
        let line = toml
            .lines()
            .skip_while(|line| *line != format!("[{}]", field.section))
            .find(|line| line.starts_with(&format!("{} = ", field.name)))
            .unwrap_or_else(|| panic!("{name} is not in the TOML"));
        let place = Place::new()
            .with("one.json", json.to_string())
            .with("one.toml", format!("[{}]\n{line}\n", field.section))
            .with("whole.toml", &toml);
        for file in ["one.json", "one.toml", "whole.toml"] {
            assert_eq!(
                effective(&place, &["--config", file]),
                by_flag,
                "{name} by {file}"
            );
        }
    }
}

#[test]
fn samples_are_of_options_that_exist() {
    for (name, _) in SAMPLES {
        let known = FIELDS
            .iter()
            .any(|field| format!("{}.{}", field.section, field.name) == *name);
        assert!(known, "{name}");
    }
}

#[test]
fn switches_and_files() {
    let place = Place::new().with("map.json", r#"[{"group":0,"binding":0,"unit":4}]"#);
    assert_eq!(
        effective(&place, &["--msl-fake-missing-bindings"])["msl"]["fake_missing_bindings"],
        true
    );
    assert_eq!(
        effective(&place, &["--glsl-binding-map", "@map.json"])["glsl"]["binding_map"][0]["unit"],
        4
    );
    assert_eq!(
        effective(&place, &["--glsl-version", "es300", "--glsl-version=auto"])["glsl"]["version"],
        Value::Null
    );
}

#[test]
fn short_flags() {
    let place = Place::new();
    let config = effective(
        &place,
        &[
            "-e",
            "main",
            "--stage",
            "frag",
            "-DA=2",
            "-D",
            "B",
            "--override",
            "x=1.5",
            "--override",
            "y=true",
            "--rename",
            "main=start",
            "--bindings",
            "keep",
            "--bounds-check",
            "restrict",
            "--compact",
            "-g",
            "--keep-coordinate-space",
        ],
    );
    assert_eq!(config["transform"]["entry_point"], "main");
    assert_eq!(config["glsl_in"]["stage"], "fragment");
    assert_eq!(
        config["glsl_in"]["defines"],
        serde_json::json!({ "A": "2", "B": "1" })
    );
    assert_eq!(
        config["transform"]["overrides"],
        serde_json::json!({ "x": 1.5, "y": 1.0 })
    );
    assert_eq!(
        config["transform"]["rename"],
        serde_json::json!({ "main": "start" })
    );
    assert_eq!(config["transform"]["bindings"], "keep");
    for part in ["index", "buffer", "image_load", "binding_array"] {
        assert_eq!(config["bounds_check"][part], "restrict");
    }
    assert_eq!(config["transform"]["compact"], true);
    assert_eq!(config["spirv"]["debug_info"], true);
    let flags = config["spirv"]["flags"].as_array().unwrap();
    assert!(flags.contains(&"debug".into()), "{flags:?}");
    assert!(
        !flags.contains(&"adjust-coordinate-space".into()),
        "{flags:?}"
    );
    assert!(flags.contains(&"label-varyings".into()), "{flags:?}");
    assert_eq!(config["spirv_in"]["adjust_coordinate_space"], false);
}

#[test]
fn flags_are_stronger_than_the_config_file() {
    let place = Place::new()
        .with("a.wgsl", DOUBLE)
        .with("c.toml", "[msl]\nlang_version = \"2.1\"\n[transform]\ncompact = true\noverrides = { a = 1, b = 2 }\n");
    let config = effective(&place, &["--config", "c.toml"]);
    assert_eq!(config["msl"]["lang_version"], "2.1");
    let config = effective(
        &place,
        &[
            "--config",
            "c.toml",
            "--msl-lang-version",
            "3.0",
            "--transform-compact=false",
            "--override",
            "b=3",
        ],
    );
    assert_eq!(config["msl"]["lang_version"], "3.0");
    assert_eq!(config["transform"]["compact"], false);
    assert_eq!(
        config["transform"]["overrides"],
        serde_json::json!({ "a": 1.0, "b": 3.0 })
    );
    let place = place.with("d.toml", "[msl]\nlang_version = \"2.1\"\n");
    let metal = |args: &[&str]| {
        let mut all = vec!["translate", "a.wgsl", "--config", "d.toml"];
        all.extend(args);
        place
            .run(&all)
            .exits(0)
            .stdout
            .lines()
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(metal(&["--to", "msl"]), "// language: metal2.1");
    assert_eq!(
        metal(&["--to", "msl", "--msl-lang-version", "2.2"]),
        "// language: metal2.2"
    );
    assert_eq!(
        metal(&["--to", "msl:3.1", "--msl-lang-version", "2.2"]),
        "// language: metal3.1"
    );
}

#[test]
fn wrong_config_files_name_file_line_and_field() {
    for (name, content, says) in [
        (
            "a.toml",
            "[msl]\n\nlang_version = \"9.9\"\n",
            &["a.toml", "line 3", "msl.lang_version", "2.4"][..],
        ),
        (
            "a.toml",
            "[msl]\nlang_versoin = \"2.4\"\n",
            &[
                "a.toml",
                "line 2",
                "msl.lang_versoin",
                "did you mean `msl.lang_version`?",
            ],
        ),
        ("a.toml", "[mls]\n", &["a.toml", "mls"]),
        ("a.toml", "[msl\n", &["a.toml", "line 1"]),
        (
            "a.json",
            "{\n\"msl\": {\n\"lang_version\": 3 } }",
            &["a.json", "line 3", "msl.lang_version"],
        ),
        (
            "a.json",
            "{\"spirv\": {\"flags\": [\"debog\"]}}",
            &["a.json", "spirv.flags", "debog"],
        ),
        ("a.yaml", "", &["a.yaml", ".toml or .json"]),
    ] {
        let place = Place::new().with(name, content);
        let mut ran = place
            .run(&["translate", "--print-config", "--config", name])
            .exits(2);
        for text in says {
            ran = ran.says(text);
        }
    }
}

#[test]
fn bindings_from_a_file() {
    let place = Place::new()
        .with("a.wgsl", TRIANGLE)
        .with("slots.toml", "[hlsl]\nbinding_map = [{ group = 0, binding = 0, target = { space = 2, register = 5 } }]\n")
        .with("slots.json", r#"{"msl":{"per_entry_point_map":[{"resources":[{"group":0,"binding":0,"buffer":7}]}]}}"#)
        .with("other.toml", "[hlsl]\nshader_model = \"6.0\"\n");
    place
        .run(&[
            "translate",
            "a.wgsl",
            "--to",
            "hlsl",
            "--bindings",
            "slots.toml",
        ])
        .exits(0)
        .prints("register(b5, space2)");
    place
        .run(&[
            "translate",
            "a.wgsl",
            "--to",
            "msl",
            "--bindings",
            "slots.json",
        ])
        .exits(0)
        .prints("buffer(7)");
    assert_eq!(
        effective(&place, &["--bindings", "slots.toml"])["transform"]["bindings"],
        "map"
    );
    // A map that does not name a binding is no guess.
    let ran = place.run(&[
        "translate",
        "a.wgsl",
        "--to",
        "msl",
        "--bindings",
        "slots.toml",
    ]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    ran.says("tint");
    place
        .run(&[
            "translate",
            "a.wgsl",
            "--to",
            "hlsl",
            "--bindings",
            "other.toml",
        ])
        .exits(2)
        .says("hlsl.shader_model")
        .says("--config");
}

#[test]
fn warnings() {
    let warns = "#version 450\n#extension GL_something_unknown : warn\nvoid main() {}";
    let place = Place::new().with("a.frag", warns).with("good.wgsl", DOUBLE);
    place
        .run(&["validate", "good.wgsl", "-W", "error"])
        .exits(0);
    let plain = place.run(&["validate", "a.frag"]);
    // Whether this very text warns is the toolchain's affair; what follows from it is ours.
    if plain.code == 0 && plain.stderr.contains("warning") {
        place
            .run(&["validate", "a.frag", "-W", "error"])
            .exits(1)
            .says("error");
        place
            .run(&["validate", "a.frag", "--warnings-as-errors"])
            .exits(1);
        assert_eq!(
            place
                .run(&["validate", "a.frag", "-W", "none"])
                .exits(0)
                .stderr,
            ""
        );
        assert_eq!(place.run(&["validate", "a.frag", "-q"]).exits(0).stderr, "");
    }
}

//! What programs read: valid JSON, in the shape that the schemas say.

use serde_json::Value;

use crate::support::{DOUBLE, NOT_IN_GLSL, Place, TRIANGLE, WRONG};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn diagnostics_are_lines_of_translate() {
    let place = Place::new().with("a.wgsl", WRONG);
    let ran = place
        .run(&[
            "translate",
            "a.wgsl",
            "missing.wgsl",
            "--to",
            "msl",
            "--out-dir",
            "out",
            "--message-format",
            "json",
        ])
        .exits(3);
    let lines: Vec<Value> = ran.stderr.lines().map(json).collect();
    assert!(lines.len() >= 2);
    for line in &lines {
        for key in [
            "code", "severity", "phase", "kind", "message", "file", "labels", "notes", "help",
        ] {
            assert!(line.get(key).is_some(), "{key} in {line}");
        }
    }
    let file = lines.iter().find(|line| line["code"] == "file").unwrap();
    assert_eq!(file["file"], "missing.wgsl");
    let shader = lines.iter().find(|line| line["file"] == "a.wgsl").unwrap();
    assert_eq!(shader["severity"], "error");
    assert_eq!(shader["kind"], "rejected");
    assert!(shader["labels"][0]["line"].is_u64(), "{shader}");
}

#[test]
fn validate_prints_one_document() {
    let place = Place::new()
        .with("a.wgsl", DOUBLE)
        .with("b.wgsl", NOT_IN_GLSL)
        .with("c.wgsl", WRONG);
    let ran = place
        .run(&[
            "validate",
            ".",
            "missing.wgsl",
            "--for",
            "msl,glsl:450",
            "--message-format",
            "json",
        ])
        .exits(3);
    assert_eq!(ran.stderr, "");
    let document = json(&ran.stdout);
    assert_eq!(document["schema_version"], 1);
    assert_eq!(document["exit_code"], 3);
    assert_eq!(document["messages"][0]["file"], "missing.wgsl");
    let inputs = document["inputs"].as_array().unwrap();
    let of = |key: &str| -> Vec<&str> {
        inputs
            .iter()
            .map(|each| each[key].as_str().unwrap())
            .collect()
    };
    assert_eq!(of("file"), ["a.wgsl", "b.wgsl", "c.wgsl"]);
    assert_eq!(of("status"), ["done", "unsupported", "rejected"]);
    assert_eq!(inputs[0]["language"], "wgsl");
    assert_eq!(inputs[1]["targets"][0]["status"], "done");
    assert_eq!(inputs[1]["targets"][0]["version"], "2.4");
    assert_eq!(inputs[1]["targets"][1]["status"], "unsupported");
    assert!(!inputs[1]["messages"].as_array().unwrap().is_empty());
    // Nothing found is a document too.
    let ran = place
        .run(&["validate", "missing.wgsl", "--message-format", "json"])
        .exits(3);
    assert_eq!(json(&ran.stdout)["inputs"], Value::Array(Vec::new()));
}

#[test]
fn report_of_translate() {
    let place = Place::new().with("a.wgsl", TRIANGLE).with("b.wgsl", WRONG);
    place
        .run(&[
            "translate",
            "a.wgsl",
            "b.wgsl",
            "--to",
            "msl:3.0,glsl",
            "--out-dir",
            "out",
            "--report",
            "out/r.json",
        ])
        .exits(1);
    let report = json(&place.read("out/r.json"));
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["exit_code"], 1);
    let outputs = report["inputs"][0]["outputs"].as_array().unwrap();
    assert_eq!(outputs.len(), 3);
    assert_eq!(outputs[0]["target"], "msl");
    assert_eq!(outputs[0]["version"], "3.0");
    assert_eq!(outputs[0]["path"], "out/a.metal");
    assert_eq!(outputs[0]["entry_points"][1]["name"], "fs_main");
    assert_eq!(outputs[0]["slots"][0]["name"], "tint");
    assert_eq!(outputs[2]["path"], "out/a.fs_main.frag");
    assert_eq!(report["inputs"][1]["status"], "rejected");
    assert_eq!(report["inputs"][1]["outputs"], Value::Array(Vec::new()));
    assert_eq!(report["inputs"][1]["messages"][0]["file"], "b.wgsl");
}

#[test]
fn reflection() {
    let place = Place::new()
        .with("a.wgsl", TRIANGLE)
        .with("in/b.wgsl", DOUBLE);
    let one = json(&place.run(&["reflect", "a.wgsl", "--json"]).exits(0).stdout);
    assert_eq!(one["schema_version"], 1);
    assert_eq!(one["source"]["name"], "a.wgsl");
    assert_eq!(one["entry_points"].as_array().unwrap().len(), 2);
    assert!(one.get("targets").is_none());
    let same = json(
        &place
            .run(&["reflect", "a.wgsl", "--message-format", "json"])
            .exits(0)
            .stdout,
    );
    assert_eq!(one, same);
    let slots = json(
        &place
            .run(&["reflect", "a.wgsl", "--json", "--target", "msl,glsl"])
            .exits(0)
            .stdout,
    );
    let targets = slots["targets"].as_array().unwrap();
    assert_eq!(
        targets.len(),
        3,
        "GLSL has one product for each entry point"
    );
    assert_eq!(targets[0]["slots"][0]["class"], "buffer");
    let several = json(
        &place
            .run(&["reflect", "a.wgsl", "in", "--json"])
            .exits(0)
            .stdout,
    );
    assert_eq!(several.as_array().unwrap().len(), 2);
    let folder = json(&place.run(&["reflect", "in", "--json"]).exits(0).stdout);
    assert_eq!(folder.as_array().unwrap().len(), 1);
    place
        .run(&["reflect", "a.wgsl", "--target", "msl"])
        .exits(0)
        .prints("vs_main")
        .prints("Slots in msl 2.4");
    let name = "n".repeat(70_000);
    let long = format!(
        "@group(0) @binding(0) var<uniform> {name}: vec4f;
        @compute @workgroup_size(1) fn main() {{ var x = {name}; }}"
    );
    Place::new()
        .with("long.wgsl", &long)
        .run(&["reflect", "long.wgsl", "--target", "msl"])
        .exits(0)
        .prints(&name)
        .prints("Slots in msl 2.4");
}

#[test]
fn targets_as_json() {
    let document = json(&Place::new().run(&["targets", "--json"]).exits(0).stdout);
    let targets = document["targets"].as_array().unwrap();
    assert_eq!(targets.len(), 7);
    assert_eq!(targets[0]["target"], "msl");
    assert!(
        targets[0]["versions"]
            .as_array()
            .unwrap()
            .contains(&"2.4".into())
    );
    assert!(!targets[0]["capabilities"].as_array().unwrap().is_empty());
}

#[test]
fn schemas_name_what_documents_hold() {
    let place = Place::new().with("a.wgsl", TRIANGLE).with("b.wgsl", WRONG);
    let schema = |name: &str| json(&place.run(&["schema", name]).exits(0).stdout);
    let holds = |schema: &Value, document: &Value| {
        let known = schema["properties"].as_object().unwrap();
        for key in document.as_object().unwrap().keys() {
            assert!(known.contains_key(key), "{key} is not in the schema");
        }
        for key in schema["required"].as_array().unwrap() {
            assert!(
                document.get(key.as_str().unwrap()).is_some(),
                "{key} is missing"
            );
        }
    };
    let run = |args: &[&str]| json(&place.run(args).stdout);
    holds(
        &schema("diagnostics"),
        &run(&["validate", ".", "--message-format", "json"]),
    );
    holds(
        &schema("reflection"),
        &run(&["reflect", "a.wgsl", "--json", "--target", "msl"]),
    );
    holds(
        &schema("report"),
        &run(&[
            "translate",
            ".",
            "--to",
            "msl",
            "--out-dir",
            "out",
            "--report",
            "-",
        ]),
    );
    let config = run(&["translate", "--print-config=json"]);
    let known = schema("config");
    for section in config.as_object().unwrap().keys() {
        assert!(known["properties"].get(section).is_some(), "{section}");
    }
}

#[test]
fn short_messages_are_one_line_each() {
    let place = Place::new().with("a.wgsl", WRONG);
    let ran = place
        .run(&["validate", "a.wgsl", "--message-format", "short"])
        .exits(1);
    for line in ran.stderr.lines() {
        assert!(line.starts_with("a.wgsl:"), "{line}");
        assert!(line.contains("error["), "{line}");
    }
}

#[test]
fn ir_in_both_forms() {
    let place = Place::new()
        .with("a.wgsl", TRIANGLE)
        .with("b.frag", "#version 450\nvoid main() {}");
    place.run(&["ir", "a.wgsl"]).exits(0).prints("vs_main");
    place
        .run(&["ir", "a.wgsl", "--to", "dot"])
        .exits(0)
        .prints("digraph");
    place
        .run(&["ir", "a.wgsl", "--dot", "-o", "a.dot"])
        .exits(0);
    assert!(place.read("a.dot").contains("digraph"));
    let ran = place.run(&["ir", "a.wgsl", "-e", "fs_main"]).exits(0);
    assert!(!ran.stdout.contains("vs_main"), "{}", ran.stdout);
    place.run(&["ir", "b.frag"]).exits(0);
}

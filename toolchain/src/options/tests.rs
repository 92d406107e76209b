//! The definition holds together: each field by text, by TOML, by JSON and in the schema.
//! That each field also changes what is done is shown in `tests/options.rs`.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use super::*;

#[test]
fn there_are_no_two_fields_of_one_flag() {
    let mut flags: Vec<_> = FIELDS.iter().map(Field::flag).collect();
    flags.sort();
    let count = flags.len();
    flags.dedup();
    assert_eq!(flags.len(), count);
}

#[test]
fn defaults_survive_toml_and_json() {
    let options = Options::default();
    let json = serde_json::to_string(&options).unwrap();
    assert_eq!(Options::from_json(&json).unwrap(), options);
    assert_eq!(Options::from_toml("").unwrap(), options);
}

#[test]
fn the_schema_names_every_field() {
    let schema = Options::json_schema();
    for field in FIELDS {
        let reference = schema["properties"][field.section]["$ref"]
            .as_str()
            .unwrap();
        let section = schema.pointer(reference.trim_start_matches('#')).unwrap();
        assert!(
            section["properties"].get(field.name).is_some(),
            "{}.{}",
            field.section,
            field.name
        );
    }
}

#[test]
fn every_field_has_a_sentence() {
    for field in FIELDS {
        assert!(field.sentence().ends_with('.'), "{}", field.flag());
    }
}

#[test]
fn sets_are_read_in_order() {
    let mut options = Options::default();
    options
        .set("validate", "capabilities", "all,-float64")
        .unwrap();
    assert!(
        !options
            .validate
            .capabilities
            .0
            .contains(Capabilities::FLOAT64)
    );
    assert!(
        options
            .validate
            .capabilities
            .0
            .contains(Capabilities::SUBGROUP)
    );
    let error = options
        .set("validate", "capabilities", "float65")
        .unwrap_err();
    assert!(error.to_string().contains("float65"), "{error}");
}

#[test]
fn unknown_names_are_refused() {
    assert!(Options::from_toml("[msl]\nlang_versoin = \"2.4\"").is_err());
    assert!(Options::from_json("{\"mls\": {}}").is_err());
    assert!(Options::default().set("msl", "nothing", "1").is_err());
    let error = Options::default()
        .set("msl", "lang_version", "9.9")
        .unwrap_err();
    assert!(error.to_string().contains("2.4"), "{error}");
}

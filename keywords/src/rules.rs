//! What an option takes, in words of Python: serde speaks of its own types.

/// `unknown variant `a`, expected one of …` and `invalid type: …, expected …` as what was expected; other rules
/// speak for themselves.
pub(crate) fn told(rule: &str) -> String {
    match rule.split_once(", expected ") {
        None => rule.to_owned(),
        Some((told, listed)) if told.starts_with("unknown field") => {
            let field = told.trim_start_matches("unknown ");
            format!("there is no {field}; expected {}", names(listed))
        }
        Some((told, listed)) if told.starts_with("unknown variant") => {
            format!("expected {}", names(listed))
        }
        Some((_, expected)) => format!("expected {}", plain(expected)),
    }
}

/// A type of serde's as Python calls it.
fn plain(expected: &str) -> String {
    let expected = match expected.split_once(" at line ") {
        Some((expected, _)) => expected,
        None => expected,
    };
    match expected {
        "string or map" | "a string" | "str" => "a string".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "a dict".to_owned(),
        "a boolean" | "bool" => "True or False".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        "u8" => format!("an integer from 0 to {}", u8::MAX),
        "u16" => format!("an integer from 0 to {}", u16::MAX),
        "u32" => format!("an integer from 0 to {}", u32::MAX),
        "u64" | "usize" => format!("an integer from 0 to {}", u64::MAX),
        other => other.to_owned(),
    }
}

/// Names of a closed set, each in its first spelling.
fn names(listed: &str) -> String {
    let mut known = Vec::new();
    let mut shown = Vec::new();
    // Names stand between backticks.
    for name in listed.split('`').skip(1).step_by(2) {
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        if !known.contains(&plain) {
            known.push(plain);
            shown.push(format!("\"{name}\""));
        }
    }
    match &shown[..] {
        [only] => only.clone(),
        _ => format!("one of {}", shown.join(", ")),
    }
}

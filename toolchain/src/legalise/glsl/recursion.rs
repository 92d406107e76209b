//! Functions that seem to call themselves: glslang takes a call in the first value of a global variable for one by
//! the function before it. `S made(int x) { … } static S first = made(1);` is refused so.

use super::hlsl::without_comments;
use super::legacy::identifiers;

/// What glslang says of it.
const WRONG: &str = "Recursion detected";

/// The text with a function that calls nothing before each of these variables, if that may be what is wrong. Lines
/// stay what they are.
pub(super) fn without_seeming(text: &str, log: &str) -> Option<String> {
    if !log.contains(WRONG) {
        return None;
    }
    let code = without_comments(text);
    let mut name = "nothing_".to_owned();
    while text.contains(&name) {
        name.push('_');
    }
    let mut made = String::with_capacity(text.len());
    let mut copied = 0;
    let mut depth = 0usize;
    let mut end = 0;
    let mut count = 0;
    for (at, word) in identifiers(&code) {
        for byte in code.as_bytes().get(end..at).unwrap_or_default() {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        end = at + word.len();
        let begins = depth == 0
            && matches!(word, "static" | "const")
            && code[..at].trim_end().ends_with([';', '}']);
        if begins {
            made.push_str(&text[copied..at]);
            made.push_str(&format!("void {name}{count}() {{}} "));
            copied = at;
            count += 1;
        }
    }
    made.push_str(&text[copied..]);
    (count > 0).then_some(made)
}

#[cfg(test)]
mod tests {
    use super::without_seeming;

    #[test]
    fn a_function_stands_before_global_variables() {
        let text = "int f() { static int y = 2; return y; }\nstatic int x = f(); // static\nconst int z = 1;";
        assert_eq!(
            without_seeming(text, "ERROR: Recursion detected:").as_deref(),
            Some(
                "int f() { static int y = 2; return y; }\nvoid nothing_0() {} static int x = f(); // static\n\
                 void nothing_1() {} const int z = 1;"
            )
        );
        assert_eq!(without_seeming(text, "ERROR: syntax error"), None);
        assert_eq!(
            without_seeming("int f() { return f(); }", "Recursion detected"),
            None
        );
    }
}

//! Functions that seem to call themselves, and functions that seem to be called by none: glslang takes a call in the
//! first value of a global variable for one by the function before it. `S made(int x) { … } static S first = made(1);`
//! is refused so, and where that function is not called either, the front end crashes.

use super::hlsl::without_comments;
use super::legacy::identifiers;
use super::operators::{directives, sort};

/// What glslang says of it.
const WRONG: &str = "Recursion detected";
/// How far a call may be from the beginning of such a variable.
const FARTHEST: usize = 1000;

/// Whether what glslang says may be of a function that only seems to call itself.
pub(super) fn is_meant(log: &str) -> bool {
    log.contains(WRONG)
}

/// The text with a function before each of these variables, which calls nothing and which the entry point calls. None
/// where there is no such variable. Lines stay what they are.
pub(super) fn without_seeming(text: &str, entry_point: &str) -> Option<String> {
    let code = without_comments(text);
    let mut name = "nothing_".to_owned();
    while text.contains(&name) {
        name.push('_');
    }
    let directives = directives(&code);
    let mut directives = directives.iter().peekable();
    let mut made = String::with_capacity(text.len());
    let mut copied = 0;
    let mut depth = 0usize;
    let mut end = 0;
    let mut count = 0;
    let mut is_called = false;
    for (at, word) in identifiers(&code) {
        for byte in code.as_bytes().get(end..at).unwrap_or_default() {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        end = at + word.len();
        if depth > 0 {
            continue;
        }
        while directives.next_if(|each| each.end <= at).is_some() {}
        if directives.peek().is_some_and(|each| each.contains(&at)) {
            continue;
        }
        let begins = matches!(word, "static" | "const")
            && code[..at].trim_end().ends_with([';', '}'])
            && calls(&code[at..]);
        if begins {
            made.push_str(&text[copied..at]);
            made.push_str(&format!("void {name}{count}() {{}} "));
            copied = at;
            count += 1;
        } else if word == entry_point && count > 0 && !is_called {
            let Some(open) = body(&code[end..]) else {
                continue;
            };
            made.push_str(&text[copied..=end + open]);
            for each in 0..count {
                made.push_str(&format!(" {name}{each}();"));
            }
            copied = end + open + 1;
            is_called = true;
        }
    }
    made.push_str(&text[copied..]);
    (count > 0).then_some(made)
}

/// Whether a variable that begins a text has a first value in which something is called.
fn calls(code: &str) -> bool {
    let end = code.bytes().take(FARTHEST).position(|each| each == b';');
    let all = end.and_then(|end| code.get(..end));
    let Some((_, value)) = all.and_then(|all| all.split_once('=')) else {
        // A long one may call at its end.
        return all.is_none();
    };
    identifiers(value).any(|(at, word)| {
        sort(word).is_none() && value[at + word.len()..].trim_start().starts_with('(')
    })
}

/// Where the body of a function begins whose name is before a text.
fn body(code: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in code.bytes().enumerate().take(FARTHEST) {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.checked_sub(1)?,
            b'{' if depth == 0 && at > 0 => return Some(at),
            b';' | b'}' | b'{' => return None,

            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::without_seeming;

    #[test]
    fn a_function_stands_before_global_variables() {
        let text = "int f() { static int y = 2; return y; }\nstatic int x = f(); // static\nconst int z = int(1);\n\
                    static int w = 1 + f();\nfloat main(int2 i : I) : O { return x; }";
        assert_eq!(
            without_seeming(text, "main").as_deref(),
            Some(
                "int f() { static int y = 2; return y; }\nvoid nothing_0() {} static int x = f(); // static\n\
                 const int z = int(1);\nvoid nothing_1() {} static int w = 1 + f();\n\
                 float main(int2 i : I) : O { nothing_0(); nothing_1(); return x; }"
            )
        );
        for text in [
            "int f() { return f(); }",
            "static float a = 1, b;",
            "static",
        ] {
            assert_eq!(without_seeming(text, "main"), None);
        }
    }
}

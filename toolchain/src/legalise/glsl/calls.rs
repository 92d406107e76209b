//! How often functions call each other, in a text after the preprocessor.
//!
//! glslang looks through all calls for each call, to find recursion and functions without a body.

use std::collections::HashMap;

use super::legacy::identifiers;

/// The most pairs of a function and one that it calls. 8,400 take glslang six seconds.
pub(super) const MOST: usize = 10_000;

/// How many pairs of a function and one that it calls there are, from above.
///
/// A function calls at most as many of one name as are declared.
pub(super) fn pairs(text: &str) -> usize {
    let mut declared: HashMap<&str, usize> = HashMap::new();
    let mut called: Vec<(&str, usize)> = Vec::new();
    let mut in_function: HashMap<&str, usize> = HashMap::new();
    let mut depth = 0usize;
    let mut end = 0;
    for (at, name) in identifiers(text) {
        let between = text.get(end..at).unwrap_or_default();
        let follows_word = end > 0 && between.trim().is_empty();
        for byte in between.bytes() {
            match byte {
                b'{' => depth += 1,
                b'}' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        called.extend(in_function.drain());
                    }
                }
                _ => {}
            }
        }
        end = at + name.len();
        let rest = text.get(end..).unwrap_or_default();
        if rest.trim_start().starts_with('(') {
            // A type comes before a declaration, and `return` before some calls.
            if follows_word {
                *declared.entry(name).or_default() += 1;
            }
            if depth > 0 {
                *in_function.entry(name).or_default() += 1;
            }
        }
    }
    called.extend(in_function);
    called.iter().fold(0usize, |sum, (name, count)| {
        let functions = declared.get(name).copied().unwrap_or(0);
        sum.saturating_add(functions.min(*count))
    })
}

#[cfg(test)]
mod tests {
    use super::pairs;

    #[test]
    fn calls_are_counted_by_who_calls_whom() {
        assert_eq!(pairs("void f() {} void main() { f(); f(); sin(1.0); }"), 1);
        let overloads = "void f(int a) {} void f(float a) {} void g() { f(1); f(1.0); f(2); }";
        assert_eq!(pairs(overloads), 2);
        let both = "int f(); void g() { if (f() > 1) { f(); } } void h() { int a = f(); }";
        assert_eq!(pairs(both), 2);
        assert_eq!(
            pairs("struct S { int f() { return 1; } }; void h(S s) { s.f(); }"),
            2
        );
        assert_eq!(pairs("f( } { f( {"), 0);
    }
}

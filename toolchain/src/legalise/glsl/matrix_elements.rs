//! Several elements of a matrix at a time, `m._m00_m11`, which glslang only knows where they are assigned
//! to: on others it ends the process.

use super::hlsl::without_comments;
use super::legacy::identifiers;

/// The text with the elements one by one, where the matrix is a name or a part of one.
pub(super) fn written_out(text: &str) -> String {
    if !identifiers(text).any(|(_, word)| elements(word).is_some()) {
        return text.to_owned();
    }
    let code = without_comments(text);
    let is_plain = has_floats_alone(&code);
    let mut made = String::with_capacity(text.len());
    let mut copied = 0;
    for (at, word) in identifiers(&code) {
        let Some(list) = read(&code, at, word).filter(|_| is_plain) else {
            continue;
        };
        let Some(start) = matrix(&code, at, word).filter(|&start| start >= copied) else {
            continue;
        };
        let matrix = &code[start..at];
        made.push_str(&text[copied..start]);
        let parts: Vec<String> = list.iter().map(|each| format!("{matrix}_{each}")).collect();
        made.push_str(&format!("float{}({})", parts.len(), parts.join(", ")));
        copied = at + word.len();
    }
    made.push_str(&text[copied..]);
    made
}

/// The elements that a word behind a dot names, when these are several and not what is assigned to.
pub(super) fn read<'a>(code: &str, at: usize, word: &'a str) -> Option<Vec<&'a str>> {
    let is_part = code[..at].ends_with('.');
    let after = code[at + word.len()..].trim_start();
    let is_assigned = after.starts_with('=') && !after.starts_with("==");
    elements(word).filter(|_| is_part && !is_assigned)
}

/// Whether the matrix before them may be named several times.
pub(super) fn can_repeat(code: &str, at: usize, word: &str) -> bool {
    matrix(code, at, word).is_some()
}

/// `_m01_m10`, `_11_22` without the first underscores.
fn elements(word: &str) -> Option<Vec<&str>> {
    let parts: Vec<&str> = word.strip_prefix('_')?.split('_').collect();
    let is_element = |part: &&str| {
        let (digits, first) = match part.strip_prefix('m') {
            Some(digits) => (digits, b'0'),
            None => (*part, b'1'),
        };
        digits.len() == 2
            && digits
                .bytes()
                .all(|digit| (first..first + 4).contains(&digit))
    };
    (parts.len() > 1 && parts.iter().all(is_element)).then_some(parts)
}

/// How long the name of a matrix may be, with what it is a part of.
const LONGEST: usize = 400;

/// Where the matrix begins, if it may be evaluated several times: a name, its members and its elements.
fn matrix(code: &str, at: usize, word: &str) -> Option<usize> {
    let after = code[at + word.len()..].trim_start();
    let changes = ["++", "--"].iter().any(|each| after.starts_with(each))
        || after.len() > 1
            && after.starts_with(['+', '-', '*', '/', '%'])
            && after[1..].starts_with('=');
    if changes {
        return None;
    }
    let mut in_index = false;
    let mut start = at;
    for each in code.as_bytes()[..at].iter().rev().take(LONGEST) {
        match each {
            b'[' if in_index => in_index = false,
            b']' if !in_index => in_index = true,
            b' ' | b'+' | b'-' | b'*' if in_index => {}
            b'.' if !in_index => {}
            _ if each.is_ascii_alphanumeric() || *each == b'_' => {}
            _ => break,
        }
        start -= 1;
    }
    let first = code.as_bytes().get(start)?;
    (!in_index && (first.is_ascii_alphabetic() || *first == b'_')).then_some(start)
}

/// Whether the elements of all matrices are floats.
pub(super) fn has_floats_alone(code: &str) -> bool {
    !identifiers(code).any(|(_, word)| {
        let is_digit = |each: &u8| (b'1'..=b'4').contains(each);
        let is_matrix = || matches!(word.as_bytes(), [.., rows, b'x', columns] if is_digit(rows) && is_digit(columns));
        let is_other = ["int", "uint", "bool", "double", "dword", "min"]
            .iter()
            .any(|scalar| word.starts_with(scalar));
        word == "matrix" || is_other && is_matrix()
    })
}

#[cfg(test)]
mod tests {
    use super::written_out;

    #[test]
    fn elements_are_named_one_by_one() {
        for (text, expected) in [
            ("x = m._m01_m10;", "x = float2(m._m01, m._m10);"),
            (
                "x = -bones[i + 1].m._11_22_33.x;",
                "x = -float3(bones[i + 1].m._11, bones[i + 1].m._22, bones[i + 1].m._33).x;",
            ),
            (
                "/* m._11_22 */ (m._m00_m11 == n._12_21)",
                "/* m._11_22 */ (float2(m._m00, m._m11) == float2(n._12, n._21))",
            ),
        ] {
            assert_eq!(written_out(text), expected);
        }
    }

    #[test]
    fn others_stay() {
        for text in [
            "m._m01_m10 = v;",
            "m._m01_m10 += v;",
            "x = f()._m01_m10;",
            "x = a[b.c]._m01_m10;",
            "x = m._m01 + s._m44_m55;",
            "int2x2 m; x = m._m01_m10;",
        ] {
            assert_eq!(written_out(text), text);
        }
    }
}

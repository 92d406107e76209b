//! Texts without what does not count.

/// The text with its comments made of blanks: offsets and lines stay.
pub(super) fn without_comments(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut result = bytes.to_vec();
    let mut at = 0;
    let mut depth = 0usize;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        let blanks = match (byte, next) {
            (b'/', Some(b'*')) => {
                depth += 1;
                2
            }
            (b'*', Some(b'/')) if depth > 0 => {
                depth -= 1;
                2
            }
            (b'/', Some(b'/')) if depth == 0 => text
                .get(at..)
                .and_then(|rest| rest.find('\n'))
                .unwrap_or(bytes.len() - at),
            _ => usize::from(depth > 0),
        };
        for blank in result.iter_mut().skip(at).take(blanks) {
            if *blank != b'\n' && *blank != b'\r' {
                *blank = b' ';
            }
        }
        at += blanks.max(1);
    }
    // Whole comments were replaced, hence whole characters.
    String::from_utf8(result).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_become_blanks() {
        assert_eq!(
            without_comments("a /* é /* */ \n */ b // c\r\nd / e"),
            "a             \n    b     \r\nd / e"
        );
        assert_eq!(without_comments("/* open"), "       ");
    }
}

//! Finding the name that was meant.

/// The candidate nearest to `wanted`, when one is near enough to be what was meant.
///
/// The same name in other case wins; among equally near ones, the first.
#[must_use]
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = wanted.chars().count();
    if length == 0 || length > 64 {
        return None;
    }
    let limit = match length {
        1..=2 => 0,
        3..=5 => 1,
        6..=8 => 2,
        _ => 3,
    };
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate == wanted || candidate.is_empty() {
            continue;
        }
        if length > 1 && candidate.eq_ignore_ascii_case(wanted) {
            return Some(candidate);
        }
        if candidate.len().abs_diff(wanted.len()) > limit {
            continue;
        }
        let distance = distance(wanted, candidate);
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, name)| name)
}

/// Number of characters to insert, delete, replace or swap with a neighbour.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut previous_char = None;
    for (row, from) in a.chars().enumerate() {
        let mut current = Vec::with_capacity(b.len() + 1);
        current.push(row + 1);
        let mut previous_other = None;
        for (column, &to) in b.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX);
            let mut cost = at(&last, column).saturating_add(usize::from(from != to));
            cost = cost.min(at(&last, column + 1).saturating_add(1));
            cost = cost.min(at(&current, column).saturating_add(1));
            if previous_char == Some(to) && previous_other == Some(from) && column > 0 {
                cost = cost.min(at(&before_last, column - 1).saturating_add(1));
            }
            current.push(cost);
            previous_other = Some(to);
        }
        before_last = std::mem::replace(&mut last, current);
        previous_char = Some(from);
    }
    last.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("color", "colour"), 1);
        assert_eq!(distance("lgiht", "light"), 1);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("", ""), 0);
    }

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let names = ["normalize", "texture", "uv", "Normal"];
        assert_eq!(nearest("normalise", names), Some("normalize"));
        assert_eq!(nearest("UV", names), Some("uv"));
        assert_eq!(nearest("normal", names), Some("Normal"));
        assert_eq!(nearest("xy", names), None);
        assert_eq!(nearest("uv", ["uv"]), None);
    }
}

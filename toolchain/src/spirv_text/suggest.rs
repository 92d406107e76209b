//! "Did you mean": the nearest of some names.
//!
//! Imports nothing.

/// How much work all suggestions of one text may take, in compared pairs of characters. A text
/// with very many errors gets suggestions for the first of them only.
const BUDGET: usize = 20_000_000;

/// No name of SPIR-V is longer.
const LONGEST: usize = 80;

/// Finds the nearest of some names, as long as its budget lasts.
pub(super) struct Suggester {
    budget: usize,
}

impl Suggester {
    pub(super) fn new() -> Self {
        Self { budget: BUDGET }
    }

    /// The candidate that differs least from `name`, if it differs little. The first in the
    /// alphabet of those equally near.
    pub(super) fn nearest<'c>(
        &mut self,
        name: &str,
        candidates: impl Iterator<Item = &'c str>,
    ) -> Option<&'c str> {
        if name.is_empty() || name.len() > LONGEST {
            return None;
        }
        let tolerance = name.len().div_ceil(3);
        let mut best: Option<(usize, &str)> = None;
        for candidate in candidates {
            self.budget = self.budget.checked_sub(1)?;
            if candidate.len().abs_diff(name.len()) > tolerance {
                continue;
            }
            self.budget = self.budget.checked_sub(name.len() * candidate.len())?;
            let found = (distance(name.as_bytes(), candidate.as_bytes()), candidate);
            if found.0 <= tolerance && best.is_none_or(|best| found < best) {
                best = Some(found);
            }
        }
        best.map(|(_, name)| name)
    }
}

/// How many letters have to be put in, left out or replaced to get from `a` to `b`. Case counts
/// only if nothing else differs.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        // `diagonal` and `left` are the neighbours of the cell that is computed; `row` still holds
        // the one above.
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (above, y) in row.iter_mut().skip(1).zip(b) {
            let replaced = diagonal + usize::from(!x.eq_ignore_ascii_case(y));
            diagonal = *above;
            left = replaced.min(left + 1).min(*above + 1);
            *above = left;
        }
    }
    row.last().copied().unwrap_or(0)
}

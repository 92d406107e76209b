//! The lowest free numbers, in time that does not grow with how many were given before: for slots,
//! bindings and locations. Imports nothing of the crate.

use std::collections::BTreeMap;

/// Numbers that are taken, and the question which are not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Taken {
    /// Ranges that neither touch nor overlap: their starts and, behind them, their ends.
    ranges: BTreeMap<u32, u32>,
    /// By how many numbers are asked for: where the search went on last. Nothing is given back, so
    /// there is no room for as many before it.
    searched: BTreeMap<u32, u32>,
    /// How many ranges were looked at.
    #[cfg(test)]
    steps: usize,
}

impl Taken {
    /// Takes numbers, whether they are free or not.
    pub(crate) fn take(&mut self, start: u32, count: u32) {
        let (mut start, mut end) = (start, start.saturating_add(count));
        if start == end {
            return;
        }
        while let Some((&from, &to)) = self.ranges.range(..=end).next_back()
            && to >= start
        {
            start = start.min(from);
            end = end.max(to);
            self.ranges.remove(&from);
        }
        self.ranges.insert(start, end);
    }

    /// Takes the first numbers of which so many are free one after the other.
    #[cfg(any(test, feature = "glslang"))]
    pub(crate) fn take_free(&mut self, count: u32) -> u32 {
        let first = self.first_free(0, count);
        self.take(first, count);
        first
    }

    /// The first number, not before `from`, from which on so many are free. What stands before it
    /// is not looked at again, also when a later call asks from an earlier number.
    pub(crate) fn first_free(&mut self, from: u32, count: u32) -> u32 {
        // Where fewer had no room, more have none.
        let fewer = self.searched.range(..=count).map(|(_, &at)| at).max();
        let mut at = fewer.unwrap_or(0).max(from);
        while let Some((_, &end)) = self.ranges.range(..at.saturating_add(count)).next_back()
            && end > at
        {
            at = end;
            #[cfg(test)]
            {
                self.steps += 1;
            }
        }
        self.searched.insert(count, at);
        at
    }
}

#[cfg(test)]
mod tests {
    use super::Taken;

    #[test]
    fn the_lowest_free_numbers_are_found() {
        let mut taken = Taken::default();
        taken.take(1, 1);
        taken.take(4, 2);
        taken.take(5, 3);
        assert_eq!(taken.take_free(2), 2);
        assert_eq!(taken.take_free(1), 0);
        assert_eq!(taken.take_free(1), 8);
        assert_eq!(taken.take_free(3), 9);
        taken.take(14, 1);
        assert_eq!(taken.take_free(3), 15);
        assert_eq!(taken.take_free(2), 12);
    }

    #[test]
    fn many_numbers_are_found_in_few_steps() {
        let mut taken = Taken::default();
        let gaps = 1000;
        for number in 0..gaps {
            taken.take(2 * number, 1);
        }
        for number in 0..gaps {
            assert_eq!(taken.take_free(1), 2 * number + 1);
        }
        for _ in 0..gaps {
            taken.take_free(2);
        }
        assert!(taken.steps < 3 * gaps as usize, "{}", taken.steps);
    }
}

//! Counts what a writer writes: numbers in a shader can ask for text without end.

use std::fmt;

use super::{Exceeded, Limit, grouped};
use crate::options::Limits;

/// Text that does not grow beyond a limit.
#[derive(Debug)]
pub(crate) struct Bounded {
    text: String,
    limit: usize,
    exceeded: bool,
}

impl Bounded {
    /// An empty text.
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            text: String::with_capacity(4096),
            limit: usize::try_from(limits.output_bytes).unwrap_or(usize::MAX),
            exceeded: false,
        }
    }

    /// The limit, if the text would have passed it.
    pub(crate) fn exceeded(&self) -> Option<Exceeded> {
        let at_least = u64::try_from(self.limit).unwrap_or(u64::MAX);
        self.exceeded.then(|| {
            let what = format!("the product has more than {} bytes", grouped(at_least));
            Exceeded::new(Limit::OutputBytes, what)
        })
    }

    /// The text.
    pub(crate) fn into_text(self) -> String {
        self.text
    }
}

impl fmt::Write for Bounded {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.text.len().saturating_add(text.len()) > self.limit {
            self.exceeded = true;
            return Err(fmt::Error);
        }
        self.text.push_str(text);
        Ok(())
    }
}

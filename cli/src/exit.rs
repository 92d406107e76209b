//! How the program ends: exit codes, and which of several is the gravest.
//!
//! Imports only the toolchain's kinds of diagnostics. It ends nothing itself: `main` does.

use naga_toolchain::diagnostic::Kind;
use serde::{Deserialize, Serialize};

/// An exit code. Ordered by gravity: of several, the greatest is the program's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Exit {
    /// All done.
    Done,
    /// A target cannot express a shader that is right.
    Unsupported,
    /// A shader is wrong.
    Rejected,
    /// A shader is beyond a limit, which an option raises.
    Limit,
    /// What was asked for makes no sense.
    Usage,
    /// A file could not be read or written.
    File,
    /// A fault of this program.
    Internal,
    /// Stopped from outside (Ctrl-C).
    Interrupted,
}

impl Exit {
    /// Every code with the sentence of the help text.
    pub(crate) const ALL: [(Self, &'static str); 8] = [
        (Self::Done, "done"),
        (Self::Rejected, "a shader was rejected"),
        (
            Self::Usage,
            "the command makes no sense (unknown option, target, entry point, clash of outputs)",
        ),
        (Self::File, "a file could not be read or written"),
        (Self::Unsupported, "a target cannot express a valid shader"),
        (
            Self::Limit,
            "a shader is beyond a limit, which an option raises",
        ),
        (Self::Internal, "internal error: please report it"),
        (
            Self::Interrupted,
            "interrupted; nothing was written or left behind",
        ),
    ];

    /// The number the operating system gets.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Rejected => 1,
            Self::Usage => 2,
            Self::File => 3,
            Self::Unsupported => 4,
            Self::Limit => 5,
            Self::Internal => 70,
            Self::Interrupted => 130,
        }
    }

    /// What a kind of diagnostic means for the exit code.
    pub(crate) const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Rejected => Self::Rejected,
            Kind::Unsupported => Self::Unsupported,
            Kind::Limit => Self::Limit,
            Kind::Usage => Self::Usage,
            Kind::Internal => Self::Internal,
        }
    }

    /// The word in JSON, and in the summary line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Rejected => "rejected",
            Self::Limit => "limit",
            Self::Usage => "usage",
            Self::File => "file",
            Self::Unsupported => "unsupported",
            Self::Internal => "internal",
            Self::Interrupted => "interrupted",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn gravity_is_the_documented_order() {
        let mut by_gravity = Exit::ALL.map(|(exit, _)| exit);
        by_gravity.sort();
        assert_eq!(
            by_gravity.map(Exit::code),
            [0, 4, 1, 5, 2, 3, 70, 130],
            "help says: 70 over 3 over 2 over 5 over 1 over 4"
        );
    }
}

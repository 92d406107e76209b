//! What an encoder has recorded, for the message of `finish`: wgpu tells the rule there, and of
//! commands outside passes not which broke it.

use std::fmt::Write as _;

use pyo3::prelude::*;

use super::Label;
use crate::core::error::ValidationError;

const MARK: &str = "mark_acceleration_structures_built";

/// A command, or a pass with what it is called by.
enum Entry {
    Command(&'static str),
    Pass(&'static str, Label),
}

/// The commands of an encoder, in order.
#[derive(Default)]
pub(crate) struct Recorded(Vec<Entry>);

impl Recorded {
    #[inline]
    pub(crate) fn command(&mut self, name: &'static str) {
        self.0.push(Entry::Command(name));
    }

    /// The last command has begun a pass.
    pub(crate) fn pass(&mut self, kind: &'static str, label: &Label) {
        self.0.pop();
        self.0.push(Entry::Pass(kind, label.clone()));
    }

    /// That a command may follow: wgpu panics where structures that others built and its own
    /// commands stand in one encoder.
    pub(crate) fn goes_with(&self, name: &str) -> PyResult<()> {
        let last = match self.0.last() {
            Some(Entry::Command(name) | Entry::Pass(name, _)) => *name,
            None => return Ok(()),
        };
        if (last == MARK) == (name == MARK) {
            return Ok(());
        }
        Err(ValidationError::new_err(format!(
            "{name}: cannot follow {last}, as {MARK} stands alone in an encoder; use one of its own \
             for it"
        )))
    }

    /// Those that an error of this kind may be of: `render pass 'sky'`, `copy_buffer_to_buffer
    /// (command 3)`, `one of clear_buffer (commands 0, 1)`. Nothing, where that would tell nothing.
    pub(crate) fn suspects(&self, kind: &str) -> Option<String> {
        let mut found: Vec<(&str, Vec<usize>)> = Vec::new();
        let mut passes = Vec::new();
        let mut number_of_pass = 0;
        for (number, entry) in self.0.iter().enumerate() {
            match entry {
                Entry::Command(name) if may_be_of(kind, name) => {
                    match found.iter_mut().find(|(known, _)| known == name) {
                        Some((_, numbers)) => numbers.push(number),
                        None => found.push((name, vec![number])),
                    }
                }
                Entry::Command(_) => {}
                Entry::Pass(pass, label) => {
                    if may_be_of(kind, pass) {
                        passes.push(match label {
                            Some(label) => format!("{pass} '{label}'"),
                            None => format!("{pass} {number_of_pass}"),
                        });
                    }
                    number_of_pass += 1;
                }
            }
        }
        let all: Vec<String> = passes
            .into_iter()
            .chain(found.iter().map(|(name, numbers)| numbered(name, numbers)))
            .collect();
        let several = all.len() > 1 || found.iter().any(|(_, numbers)| numbers.len() > 1);
        match (all.is_empty(), several) {
            (true, _) => None,
            (false, true) => Some(format!("one of {}", all.join(", "))),
            (false, false) => Some(all.concat()),
        }
    }
}

/// `clear_buffer (commands 0, 1)`, of many the first and how many more there are.
fn numbered(name: &str, numbers: &[usize]) -> String {
    const MOST: usize = 8;
    let plural = if numbers.len() == 1 { "" } else { "s" };
    let mut text = format!("{name} (command{plural} ");
    for (index, number) in numbers.iter().take(MOST).enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        _ = write!(text, "{comma}{number}");
    }
    if numbers.len() > MOST {
        _ = write!(text, " and {} more", numbers.len() - MOST);
    }
    text + ")"
}

/// Whether wgpu-core's errors of this kind (a variant of its `CommandEncoderError`) come of such a
/// command. What no command alone tells may come of any; helpers record several.
fn may_be_of(kind: &str, name: &str) -> bool {
    let own = match name {
        "resolve_query_set" | "write_timestamp" => "Query",
        "push_debug_group" | "pop_debug_group" => "DebugGroupError",
        "build_acceleration_structures" => "BuildAccelerationStructure",
        "transition_resources" => "TransitionResources",
        "compute pass" => "ComputePass",
        "render pass" => "RenderPass",
        _ if name.starts_with("copy_") => "Transfer",
        _ if name.starts_with("clear_") => "Clear",
        _ => return true,
    };
    let of_one = [
        "Query",
        "DebugGroupError",
        "BuildAccelerationStructure",
        "TransitionResources",
        "ComputePass",
        "RenderPass",
        "Transfer",
        "Clear",
    ];
    own == kind || !of_one.contains(&kind)
}

#[cfg(test)]
mod tests {
    use super::Recorded;

    #[test]
    fn the_commands_are_told_that_an_error_may_be_of() {
        let mut recorded = Recorded::default();
        recorded.command("clear_buffer");
        recorded.command("begin_compute_pass");
        recorded.pass("compute pass", &None);
        recorded.command("copy_buffer_to_texture");
        recorded.command("begin_render_pass");
        recorded.pass("render pass", &Some("sky".to_owned()));
        recorded.command("clear_buffer");
        let told = |kind| recorded.suspects(kind).unwrap_or_default();
        assert_eq!(told("Transfer"), "copy_buffer_to_texture (command 2)");
        assert_eq!(told("Clear"), "one of clear_buffer (commands 0, 4)");
        assert_eq!(told("ComputePass"), "compute pass 0");
        assert_eq!(told("RenderPass"), "render pass 'sky'");
        assert_eq!(told("Query"), "");
        assert_eq!(
            told("MissingFeatures"),
            "one of compute pass 0, render pass 'sky', clear_buffer (commands 0, 4), \
             copy_buffer_to_texture (command 2)"
        );
    }

    #[test]
    fn many_commands_are_counted() {
        let mut recorded = Recorded::default();
        for _ in 0..11 {
            recorded.command("copy_buffer_to_buffer");
        }
        assert_eq!(
            recorded.suspects("Transfer").as_deref(),
            Some("one of copy_buffer_to_buffer (commands 0, 1, 2, 3, 4, 5, 6, 7 and 3 more)")
        );
    }
}

//! A text of HLSL as glslang reads it: as it is, and, where glslang says or does something that is known, with that
//! written otherwise.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::time::{Duration, Instant};

use super::crash::Line;
use super::glslang::{self, Input, Refusal};
use super::{
    Compiled, apart, broadcasts, compile_text, crash, given_back, recursion, request,
    returned_textures, texture_members,
};
use crate::source::Stage;

/// What decides how a text is read, besides the text.
pub(super) struct Reader<'a> {
    pub(super) stage: Stage,
    pub(super) defines: &'a BTreeMap<String, String>,
    pub(super) entry_point: &'a str,
}

/// Why a text is not read.
pub(super) struct Unread {
    pub(super) refusal: Refusal,
    /// The text that was refused, and the lines that were put in front of it.
    text: String,
    pub(super) lines_before: usize,
    took: Duration,
}

/// What a text is tried as besides what it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Recursion,
    Broadcasts,
    TextureMembers,
    GivenBack,
}

/// A crash that came later is not looked for: that takes a dozen readings.
const LATEST: Duration = Duration::from_millis(500);

impl Reader<'_> {
    /// Compiles.
    ///
    /// # Errors
    ///
    /// What glslang says of the last text that was tried.
    pub(super) fn read(&self, text: &str) -> Result<Compiled, Unread> {
        let mut text = Cow::Borrowed(text);
        let mut tried = Vec::new();
        let mut lines_before = 0;
        if let Some(other) = returned_textures::as_structs(&text) {
            lines_before += 1;
            text = Cow::Owned(other);
        }
        // It would be read, and come out wrong.
        if texture_members::may_be_compared(&text)
            && let Some(other) = self.with_texture_members(&text)
            && let Ok(compiled) = self.compile(&other)
        {
            return Ok(compiled);
        }
        loop {
            let started = Instant::now();
            let refusal = match self.compile(&text) {
                Ok(compiled) => return Ok(compiled),
                Err(refusal) => refusal,
            };
            let Some((way, lines, other)) = self.otherwise(&text, &refusal, &tried) else {
                return Err(Unread {
                    refusal,
                    text: text.into_owned(),
                    lines_before,
                    took: started.elapsed(),
                });
            };
            tried.push(way);
            lines_before += lines;
            text = Cow::Owned(other);
        }
    }

    fn language(&self) -> Input {
        Input::Hlsl {
            entry_point: self.entry_point.to_owned(),
        }
    }

    fn compile(&self, text: &str) -> Result<Compiled, Refusal> {
        compile_text(text, self.language(), self.stage, self.defines)
    }

    /// The text written otherwise, for what was said of it, and how many lines stand before it.
    fn otherwise(
        &self,
        text: &str,
        refusal: &Refusal,
        tried: &[Way],
    ) -> Option<(Way, usize, String)> {
        let is_new = |way: &Way| !tried.contains(way);
        let ways: &[Way] = match refusal {
            Refusal::Log(log) if recursion::is_meant(log) => &[Way::Recursion],
            Refusal::Log(log) if texture_members::are_meant(log) => &[Way::TextureMembers],
            Refusal::Fault(failed) if broadcasts::are_meant(failed) => &[Way::Broadcasts],
            Refusal::Fault(failed) if given_back::is_meant(failed) => &[Way::GivenBack],
            Refusal::Fault(_) => &[Way::Recursion],
            Refusal::Log(_)
            | Refusal::Calls(_)
            | Refusal::NoProcess(_)
            | Refusal::NoEntryPoint(_) => &[],
        };
        ways.iter().copied().filter(is_new).find_map(|way| {
            let (lines, text) = match way {
                Way::Recursion => (0, recursion::without_seeming(text, self.entry_point)?),
                Way::Broadcasts => (1, broadcasts::called(text)?),
                Way::TextureMembers => (1, self.with_texture_members(text)?),
                Way::GivenBack => (1, given_back::called(text)?),
            };
            Some((way, lines, text))
        })
    }

    fn with_texture_members(&self, text: &str) -> Option<String> {
        texture_members::handed_over(&self.preprocessed(text)?)
    }

    /// What the preprocessor makes of a text.
    pub(super) fn preprocessed(&self, text: &str) -> Option<String> {
        // After an error its front end for HLSL may crash. That for GLSL, whose preprocessor is nearly the same, ends.
        [Input::Glsl, self.language()]
            .into_iter()
            .find_map(|language| {
                let request = request(text, language, self.stage, self.defines);
                apart::compile(&request, glslang::preprocess).ok()
            })
            .map(|read| read.preprocessed)
    }

    /// Where a text crashes glslang, if that is soon found out.
    pub(super) fn crash(&self, unread: &Unread) -> Option<Line> {
        if !is_crash(&unread.refusal) || unread.took > LATEST {
            return None;
        }
        let text = unread.text.as_str();
        let place: Range<usize> = crash::place(text, |part| {
            self.compile(part).is_err_and(|refusal| is_crash(&refusal))
        })?;
        Some(Line {
            number: 1 + text.get(..place.start)?.matches('\n').count(),
            text: text.get(place)?.to_owned(),
        })
    }
}

fn is_crash(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::Fault(failed) if crash::is_one(failed))
}

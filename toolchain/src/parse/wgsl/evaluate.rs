//! Built-in functions of constants that naga does not evaluate.
//!
//! `const x = mix(1.0, 2.0, 0.5);` is valid, and so is the call in `let y = mix(1.0, 2.0, 0.5);`: with
//! numbers alone it is a constant, too. naga refuses both. Such a call gives its place to the name of
//! a constant that is declared behind the end of the text, in terms of what naga does evaluate, so
//! that every other place stays true. Constants of the function are put into it as what they begin
//! with; a call of what is no constant cannot stand there, and stays an error.

mod calls;
mod computed;
mod numbers;
#[cfg(test)]
mod tests;
mod values;

use std::ops::Range;

use naga::front::wgsl::Options as NagaOptions;
use naga::{Expression, Function, Literal, Module};

use super::attempt;
use super::convert::Raw;
use crate::codes;
use crate::source::Source;
use crate::wgsl_text::{Scan, free_prefix};
use calls::{Call, calls};
use computed::computed;
use values::values;

/// Texts above this size are left as they are.
const LARGEST: usize = 1 << 18;
/// How many bytes are parsed again in all.
const BYTES: usize = 4 << 20;

/// What naga makes of a text.
type Parsed = Result<Module, Raw>;

/// What is made of a text when the calls are gone that naga does not evaluate, and that text; none
/// where there are no such calls.
pub(super) fn evaluated(
    source: &Source,
    options: &NagaOptions,
    text: &str,
    parsed: &Parsed,
) -> Option<(String, Parsed)> {
    let mut place = trouble(parsed)?;
    if text.len() > LARGEST {
        return None;
    }
    let prefix = free_prefix(text)?;
    let mut search = Search {
        source,
        options,
        end: text.len(),
        bytes: BYTES,
    };
    let mut text = text.to_owned();
    for number in 0.. {
        let name = format!("{prefix}{number}");
        let (changed, mut parsed) = search.without_call(&text, &place, &name)?;
        match trouble(&parsed) {
            Some(next) => (text, place) = (changed, next),
            None => {
                if let Ok(module) = &mut parsed {
                    for (_, constant) in module.constants.iter_mut() {
                        constant.name.take_if(|name| name.starts_with(&prefix));
                    }
                }
                return Some((changed, parsed));
            }
        }
    }
    None
}

/// Where such a call may stand: at the error that naga gives for it, or at a number whose type
/// stayed open because of it.
fn trouble(parsed: &Parsed) -> Option<Range<usize>> {
    match parsed {
        Err(error) => {
            let code = error.class().code;
            let is_meant = code == codes::WGSL_CONST_EXPRESSION || code == codes::WGSL_CAST;
            is_meant.then(|| error.culprit()).flatten()
        }
        Ok(module) => {
            let own = module.functions.iter().map(|(_, function)| function);
            let entries = module.entry_points.iter().map(|entry| &entry.function);
            own.chain(entries).find_map(open_number)
        }
    }
}

fn open_number(function: &Function) -> Option<Range<usize>> {
    let (handle, _) = function.expressions.iter().find(|(_, expression)| {
        matches!(
            expression,
            Expression::Literal(Literal::AbstractInt(_) | Literal::AbstractFloat(_))
        )
    })?;
    function.expressions.get_span(handle).to_range()
}

struct Search<'a> {
    source: &'a Source,
    options: &'a NagaOptions,
    /// Where the text of the author ends.
    end: usize,
    bytes: usize,
}

impl Search<'_> {
    /// Puts a constant into the place of one call around what is wrong, and parses again.
    fn without_call(
        &mut self,
        text: &str,
        wrong: &Range<usize>,
        name: &str,
    ) -> Option<(String, Parsed)> {
        let scan = Scan::new(text);
        let (mut calls, locals) = calls(&scan, wrong);
        // What stands inside of another call comes first.
        calls.reverse();
        for call in calls {
            let place = scan.span(&call.tokens);
            if place.end > self.end || place.len() < name.len() {
                continue;
            }
            // Not by a width of `format!`, which has 16 bits.
            let padded = format!("{name}{}", " ".repeat(place.len() - name.len()));
            let Some(arguments) = locals.all_outside(&call.arguments) else {
                continue;
            };
            let number = self.computed(&scan, &call, &arguments, name);
            let others = values(call.function, &arguments);
            for value in number.into_iter().chain(others) {
                let mut changed = text.to_owned();
                changed.replace_range(place.clone(), &padded);
                changed.push_str(&format!("\nconst {name} = {value};"));
                self.bytes = self.bytes.checked_sub(changed.len())?;
                let parsed = attempt(self.source, self.options, &changed).ok()?;
                let is_ours = |error: &Raw| {
                    error
                        .culprit()
                        .is_none_or(|culprit| culprit.start >= self.end)
                };
                if !parsed.as_ref().is_err_and(is_ours) {
                    return Some((changed, parsed));
                }
            }
        }
        None
    }

    /// What a call is of the numbers that its arguments have.
    fn computed(
        &mut self,
        scan: &Scan<'_>,
        call: &Call<'_>,
        arguments: &[String],
        name: &str,
    ) -> Option<String> {
        if !computed::is_known(call.function) {
            return None;
        }
        let to = call.to.as_ref().and_then(|to| scan.text.get(scan.span(to)));
        let said: Vec<&str> = arguments.iter().map(String::as_str).chain(to).collect();
        let mut text = numbers::surroundings(scan, &said)?;
        let names: Vec<String> = (0..arguments.len())
            .map(|number| format!("{name}_{number}"))
            .collect();
        for (name, argument) in names.iter().zip(arguments) {
            text.push_str(&format!("var<private> {name} = {argument};\n"));
        }
        if let Some(to) = to {
            text.push_str(&format!("var<private> {name}: {to};\n"));
        }
        self.bytes = self.bytes.checked_sub(text.len())?;
        let module = attempt(self.source, self.options, &text).ok()?.ok()?;
        let numbers: Option<Vec<_>> = names
            .iter()
            .map(|name| numbers::numbers(&module, name))
            .collect();
        let to = to.and_then(|_| numbers::shape(&module, name));
        computed(call.function, &numbers?, to, call.member)
    }
}

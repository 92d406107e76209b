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
use calls::{Call, calls, innermost};
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
        number: 0,
        prefix: &prefix,
    };
    let mut text = text.to_owned();
    loop {
        // One call after the other only where not all are what they seem.
        let (changed, mut parsed) = search
            .without_constants(&text)
            .or_else(|| search.without_call(&text, &place))?;
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
    /// How many constants have a name that begins with the prefix.
    number: usize,
    prefix: &'a str,
}

impl Search<'_> {
    /// Puts a constant into the place of one call around what is wrong, and parses again.
    fn without_call(&mut self, text: &str, wrong: &Range<usize>) -> Option<(String, Parsed)> {
        let scan = Scan::new(text);
        let (mut calls, locals) = calls(&scan, wrong);
        // What stands inside of another call comes first.
        calls.reverse();
        for call in calls {
            let Some(arguments) = locals.all_outside(&call.arguments) else {
                continue;
            };
            let number = self.computed(&scan, &[(&call, arguments.clone())]);
            let number = number.and_then(|numbers| numbers.into_iter().next());
            let others = values(call.function, &arguments);
            for value in number.into_iter().chain(others) {
                let mut changed = text.to_owned();
                if !self.put(&mut changed, scan.span(&call.tokens), &value) {
                    break;
                }
                if let Some(parsed) = self.parsed(&changed)? {
                    return Some((changed, parsed));
                }
            }
        }
        None
    }

    /// Puts constants into the places of all calls in the constants of the module that are computed here and
    /// hold no other such call, and parses again.
    fn without_constants(&mut self, text: &str) -> Option<(String, Parsed)> {
        let scan = Scan::new(text);
        let calls = innermost(&scan);
        let said: Vec<_> = calls
            .iter()
            .map(|call| {
                let arguments = call.arguments.iter();
                let said = arguments.map(|part| Some(text.get(scan.span(part))?.to_owned()));
                Some((call, said.collect::<Option<Vec<_>>>()?))
            })
            .collect::<Option<_>>()?;
        let values = self.computed(&scan, &said)?;
        let mut changed = text.to_owned();
        for (call, value) in calls.iter().zip(values) {
            if !self.put(&mut changed, scan.span(&call.tokens), &value) {
                return None;
            }
        }
        Some((changed.clone(), self.parsed(&changed)??))
    }

    /// Puts the name of a constant into a place that stays as long as it is, and the constant behind the text.
    fn put(&mut self, text: &mut String, place: Range<usize>, value: &str) -> bool {
        let name = format!("{}{}", self.prefix, self.number);
        if place.end > self.end || place.len() < name.len() {
            return false;
        }
        self.number += 1;
        // Not by a width of `format!`, which has 16 bits.
        let padded = format!("{name}{}", " ".repeat(place.len() - name.len()));
        text.replace_range(place, &padded);
        text.push_str(&format!("\nconst {name} = {value};"));
        true
    }

    /// What naga makes of a changed text, unless something is wrong with what was put behind it; none when
    /// that is too much work.
    fn parsed(&mut self, text: &str) -> Option<Option<Parsed>> {
        self.bytes = self.bytes.checked_sub(text.len())?;
        let parsed = attempt(self.source, self.options, text).ok()?;
        let is_ours = |error: &Raw| {
            error
                .culprit()
                .is_none_or(|culprit| culprit.start >= self.end)
        };
        Some((!parsed.as_ref().is_err_and(is_ours)).then_some(parsed))
    }

    /// What calls are of the numbers that their arguments have, if all are known.
    fn computed(
        &mut self,
        scan: &Scan<'_>,
        calls: &[(&Call<'_>, Vec<String>)],
    ) -> Option<Vec<String>> {
        if calls.is_empty() {
            return None;
        }
        let mut said: Vec<&str> = Vec::new();
        let mut variables = String::new();
        for (index, (call, arguments)) in calls.iter().enumerate() {
            if !computed::is_known(call.function) {
                return None;
            }
            let name = format!("{}_{index}", self.prefix);
            for (number, argument) in arguments.iter().enumerate() {
                variables.push_str(&format!("var<private> {name}_{number} = {argument};\n"));
                said.push(argument);
            }
            if let Some(to) = call.to.as_ref() {
                let to = scan.text.get(scan.span(to))?;
                variables.push_str(&format!("var<private> {name}: {to};\n"));
                said.push(to);
            }
        }
        let text = numbers::surroundings(scan, &said)? + &variables;
        self.bytes = self.bytes.checked_sub(text.len())?;
        let module = attempt(self.source, self.options, &text).ok()?.ok()?;
        let variables = numbers::variables(&module);
        let value = |(index, (call, arguments)): (usize, &(&Call<'_>, Vec<String>))| {
            let name = format!("{}_{index}", self.prefix);
            let numbers: Option<Vec<_>> = (0..arguments.len())
                .map(|number| {
                    numbers::numbers(&module, variables.get(format!("{name}_{number}").as_str())?)
                })
                .collect();
            let to = variables.get(name.as_str());
            let to = to.and_then(|to| numbers::shape(&module, to.ty));
            computed(call.function, &numbers?, to, call.member)
        };
        calls.iter().enumerate().map(value).collect()
    }
}

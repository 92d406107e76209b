//! Finding more errors than the first.
//!
//! After an error, the statement or declaration it stands in is overwritten with blanks, which
//! keeps every other span true, and the text is parsed again. What depended on the blanked part
//! is blanked with it before naga sees it again: statements and declarations that mention a name
//! declared there. So a follow-on error has no place to arise, and nothing is said that is not
//! also wrong in the source as it stands. Where the text has lost the shape of declarations and
//! statements, the search ends.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::time::{Duration, Instant};

use naga::front::wgsl::Options as NagaOptions;

use super::attempt;
use super::convert::{Raw, diagnostic};
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::source::Source;
use crate::wgsl_text::{Declaration, DeclarationKind, Declarations, Place, Scan, Statement};

/// How often a source is parsed again to find further errors.
const REPARSES: usize = 20;
/// How often it is parsed again to find the place of an error that naga gives none.
const PROBES: usize = 48;
/// Sources above this size are not parsed again.
const LARGEST: usize = 1 << 20;
/// How many bytes are parsed again in all, whatever for.
const BYTES: usize = 8 << 20;
/// For how long a source is parsed again: only sources on which naga takes far longer than
/// their size lets expect ever come to feel it.
const TIME: Duration = Duration::from_secs(2);
/// How many tokens may be looked at while searching what depends on a blanked part.
const WORK: usize = 10_000_000;

/// Every error that can be told from one another, in the order of the source.
pub(super) fn all_errors(
    source: &Source,
    options: &NagaOptions,
    text: &str,
    first: Raw,
) -> Vec<Diagnostic> {
    let original = Scan::new(text);
    let mut search = Search {
        source,
        options,
        text: text.to_owned(),
        taint: Taint::default(),
        work: WORK,
        probes: PROBES,
        bytes: BYTES,
        start: Instant::now(),
    };
    let small = text.len() <= LARGEST;
    let mut found: Vec<Raw> = Vec::new();
    let mut error = first;
    for round in 0..=REPARSES {
        if small && error.culprit().is_none() {
            search.locate(&mut error);
        }
        let follows = search.is_follow_on(&error, &found);
        let region = error.culprit();
        if !follows && !found.contains(&error) {
            found.push(error.clone());
        }
        if !small || round == REPARSES {
            break;
        }
        let Some(region) = region else { break };
        if !search.blank(&error, &region) {
            break;
        }
        let text = search.text.clone();
        match search.again(&text) {
            Some(Err(next)) => error = next,
            Some(Ok(())) | None => break,
        }
    }
    found.sort_by_key(|raw| raw.culprit().map_or(usize::MAX, |span| span.start));
    let mut diagnostics: Vec<Diagnostic> = found
        .iter()
        .map(|raw| diagnostic(source, &original, raw))
        .collect();
    diagnostics.dedup();
    diagnostics
}

/// For the case that cannot happen: a failure without an error.
pub(super) fn nothing_found(source: &Source) -> Failure {
    Diagnostic::error(
        codes::INTERNAL_ERROR,
        Phase::Parse,
        Kind::Internal,
        source,
        "the WGSL front end failed without an error",
    )
    .into()
}

/// What depends on blanked parts.
#[derive(Default)]
struct Taint {
    /// Names declared at module scope.
    globals: HashSet<String>,
    /// Names declared in a function, by the offset at which the function starts.
    locals: HashMap<usize, HashSet<String>>,
    /// Functions in which any name may have lost its declaration.
    unknown_in: HashSet<usize>,
    /// Whether any name at module scope may have lost its declaration.
    unknown_everywhere: bool,
    /// Whether a directive was blanked.
    directives: bool,
}

struct Search<'a> {
    source: &'a Source,
    options: &'a NagaOptions,
    text: String,
    taint: Taint,
    work: usize,
    probes: usize,
    bytes: usize,
    start: Instant,
}

impl Search<'_> {
    /// Whether an error may be caused by what was blanked, or repeats one that was told.
    fn is_follow_on(&self, error: &Raw, found: &[Raw]) -> bool {
        let code = error.class().code;
        if code == codes::WGSL_EXTENSION_NEEDED {
            return self.taint.directives
                || found.iter().any(|earlier| earlier.message == error.message);
        }
        if code == codes::WGSL_IDENTIFIER_UNKNOWN {
            // An extension that is not there may have been what declares the name.
            if self.taint.unknown_everywhere || self.taint.directives {
                return true;
            }
            let Some(span) = error.culprit() else {
                return false;
            };
            let scan = Scan::new(&self.text);
            let declarations = scan.declarations();
            return declaration_at(&scan, &declarations, span.start).is_some_and(|declaration| {
                self.taint
                    .unknown_in
                    .contains(&scan.span(&declaration.tokens).start)
            });
        }
        false
    }

    /// Blanks the part an error stands in and all that depends on it; false when the search
    /// must end.
    fn blank(&mut self, error: &Raw, region: &Range<usize>) -> bool {
        let text = self.text.clone();
        let scan = Scan::new(&text);
        let declarations = scan.declarations();
        let Some(declaration) = declaration_at(&scan, &declarations, region.start) else {
            return false;
        };
        // Braces that do not pair up leave no telling what belongs to what.
        if !declarations.whole {
            return false;
        }
        let before = self.text.clone();
        match unfinished_before(&scan, &declarations, declaration, region.start) {
            Some(unfinished) => self.blank_declaration(&scan, unfinished),
            None => self.blank_in(&scan, declaration, error, region),
        }
        self.spread() && self.text != before
    }

    fn blank_in(
        &mut self,
        scan: &Scan<'_>,
        declaration: &Declaration,
        error: &Raw,
        region: &Range<usize>,
    ) {
        let token = scan.token_at(region.start);
        let start = scan.span(&declaration.tokens).start;
        let is_syntax = error.class().code == codes::WGSL_SYNTAX;
        let in_body = declaration
            .body
            .filter(|&(open, close)| open < token && token <= close)
            .filter(|_| declaration.kind == DeclarationKind::Function);
        let Some(body) = in_body else {
            if is_syntax && declaration.kind != DeclarationKind::Function {
                // The name may not be where it should be.
                let names = declaration
                    .tokens
                    .clone()
                    .filter(|&index| scan.is_word(index))
                    .filter(|&index| scan.is(index + 1, b':') || scan.is(index + 1, b'='))
                    .map(|index| scan.word(index).to_owned());
                self.taint.globals.extend(names);
            }
            self.blank_declaration(scan, declaration);
            return;
        };
        if let Some(name) = error.unknown_identifier() {
            // Told once for each function.
            self.taint
                .locals
                .entry(start)
                .or_default()
                .insert(name.to_owned());
        }
        match scan.place(body, token) {
            Some(place) => {
                let statement = match &place {
                    Place::Statement(statement) | Place::IfHeader(statement) => statement,
                };
                if is_syntax && !scan.is_balanced(&statement.tokens) {
                    self.blank_body(scan, body, start);
                } else {
                    self.blank_place(scan, &place, start);
                }
            }
            None => self.blank_body(scan, body, start),
        }
    }

    fn blank_declaration(&mut self, scan: &Scan<'_>, declaration: &Declaration) {
        match declaration.kind {
            DeclarationKind::Directive => self.taint.directives = true,
            DeclarationKind::Nothing => {}
            DeclarationKind::Function
            | DeclarationKind::Struct
            | DeclarationKind::Value
            | DeclarationKind::Unknown => match declaration.name {
                Some(name) => {
                    self.taint.globals.insert(scan.word(name).to_owned());
                }
                None => self.taint.unknown_everywhere = true,
            },
        }
        self.overwrite(scan.span(&declaration.tokens));
    }

    /// Blanks all statements of a function; what it declares is not seen from outside.
    fn blank_body(&mut self, scan: &Scan<'_>, (open, close): (usize, usize), function: usize) {
        if open + 1 < close {
            self.overwrite(scan.span(&(open + 1..close)));
        }
        self.taint.unknown_in.insert(function);
    }

    fn blank_place(&mut self, scan: &Scan<'_>, place: &Place, function: usize) {
        match place {
            Place::Statement(statement) => {
                for name in scan.local_names(&statement.tokens) {
                    match name {
                        Some(name) => {
                            self.taint
                                .locals
                                .entry(function)
                                .or_default()
                                .insert(name.to_owned());
                        }
                        None => {
                            self.taint.unknown_in.insert(function);
                        }
                    }
                }
                self.overwrite(scan.span(&statement.tokens));
            }
            Place::IfHeader(statement) => self.blank_headers(scan, statement),
        }
    }

    /// Leaves the blocks of an `if` chain without their conditions.
    fn blank_headers(&mut self, scan: &Scan<'_>, statement: &Statement) {
        let mut start = statement.tokens.start;
        for &(open, close) in &statement.blocks {
            self.overwrite(scan.span(&(start..open)));
            start = close + 1;
        }
    }

    fn overwrite(&mut self, span: Range<usize>) {
        let blank: String = self
            .text
            .get(span.clone())
            .unwrap_or_default()
            .bytes()
            .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
            .collect();
        if blank.len() == span.len() {
            self.text.replace_range(span, &blank);
        }
    }

    /// Blanks what mentions a tainted name until nothing does; false when that takes too long.
    fn spread(&mut self) -> bool {
        loop {
            let text = self.text.clone();
            let scan = Scan::new(&text);
            let declarations = scan.declarations();
            if !self.spend(scan.tokens.len()) {
                return false;
            }
            let mut changed = false;
            for declaration in &declarations.list {
                changed |= match declaration.kind {
                    DeclarationKind::Function => {
                        match self.spread_in_function(&scan, declaration) {
                            Some(changed) => changed,
                            None => return false,
                        }
                    }
                    DeclarationKind::Directive => false,
                    DeclarationKind::Struct
                    | DeclarationKind::Value
                    | DeclarationKind::Nothing
                    | DeclarationKind::Unknown => {
                        let hit = declaration.tokens.clone().any(|index| {
                            Some(index) != declaration.name
                                && !is_selector(&scan, index)
                                && !(declaration.kind == DeclarationKind::Struct
                                    && scan.is(index + 1, b':'))
                                && self.taint.globals.contains(scan.word(index))
                        });
                        // A second declaration of a tainted name goes too: what is left would
                        // stand for both.
                        let hit = hit
                            || declaration
                                .name
                                .is_some_and(|name| self.taint.globals.contains(scan.word(name)));
                        if hit {
                            self.blank_declaration(&scan, declaration);
                        }
                        hit
                    }
                };
            }
            if !changed {
                return true;
            }
        }
    }

    /// Whether something was blanked; none when it takes too long.
    fn spread_in_function(&mut self, scan: &Scan<'_>, function: &Declaration) -> Option<bool> {
        let start = scan.span(&function.tokens).start;
        let parameters: HashSet<&str> = scan.parameters(function).into_iter().collect();
        let signature_end = function.body.map_or(function.tokens.end, |(open, _)| open);
        let in_signature = (function.tokens.start..signature_end).any(|index| {
            let declares = scan.is(index + 1, b':') && Some(index) != function.name;
            !declares && !is_selector(scan, index) && self.taint.globals.contains(scan.word(index))
        });
        if in_signature {
            self.blank_declaration(scan, function);
            return Some(true);
        }
        let Some(body) = function.body else {
            return Some(false);
        };
        let mut blanked_to = body.0;
        let mut changed = false;
        for index in body.0 + 1..body.1 {
            if index < blanked_to || !scan.is_word(index) || is_selector(scan, index) {
                continue;
            }
            let name = scan.word(index);
            let local = self
                .taint
                .locals
                .get(&start)
                .is_some_and(|names| names.contains(name));
            let global = self.taint.globals.contains(name) && !parameters.contains(name);
            if !local && !global {
                continue;
            }
            if !self.spend(body.1 - body.0) {
                return None;
            }
            match scan.place(body, index) {
                Some(place) => {
                    blanked_to = match &place {
                        Place::Statement(statement) => statement.tokens.end,
                        Place::IfHeader(statement) => statement
                            .blocks
                            .iter()
                            .map(|&(open, _)| open)
                            .find(|&open| open > index)
                            .unwrap_or(index + 1),
                    };
                    self.blank_place(scan, &place, start);
                }
                None => {
                    self.blank_body(scan, body, start);
                    return Some(true);
                }
            }
            changed = true;
        }
        Some(changed)
    }

    /// Parses a changed text; none when there was enough of that, or when naga panics: on a text
    /// that nobody wrote, that is nobody's error.
    fn again(&mut self, text: &str) -> Option<Result<(), Raw>> {
        self.bytes = self.bytes.checked_sub(text.len())?;
        if self.start.elapsed() > TIME {
            return None;
        }
        let result = attempt(self.source, self.options, text).ok()?;
        Some(result.map(|_| ()))
    }

    fn spend(&mut self, tokens: usize) -> bool {
        match self.work.checked_sub(tokens) {
            Some(left) => {
                self.work = left;
                true
            }
            None => false,
        }
    }

    /// Finds the statement or declaration that an error without a place comes from: the
    /// first one after which, with all later ones blanked, the same error is still there.
    fn locate(&mut self, error: &mut Raw) {
        let text = self.text.clone();
        let scan = Scan::new(&text);
        let declarations = scan.declarations();
        if !declarations.whole {
            return;
        }
        let functions: Vec<&Declaration> = declarations
            .list
            .iter()
            .filter(|declaration| declaration.body.is_some())
            .filter(|declaration| declaration.kind == DeclarationKind::Function)
            .collect();
        let bodies: Vec<Range<usize>> = functions
            .iter()
            .filter_map(|function| function.body)
            .map(|(open, close)| inside(&scan, open, close))
            .collect();
        let Some(kept) = self.first_needed(&text, &bodies, error) else {
            return;
        };
        let Some(function) = kept.checked_sub(1).and_then(|index| functions.get(index)) else {
            // No body is needed: a declaration of a value.
            let values: Vec<Range<usize>> = declarations
                .list
                .iter()
                .filter(|declaration| {
                    matches!(
                        declaration.kind,
                        DeclarationKind::Value | DeclarationKind::Nothing
                    )
                })
                .map(|declaration| scan.span(&declaration.tokens))
                .collect();
            if let Some(kept) = self.first_needed(&text, &values, error)
                && let Some(span) = kept.checked_sub(1).and_then(|index| values.get(index))
            {
                error.labels.push((Some(span.clone()), String::new()));
            }
            return;
        };
        let later: Vec<Range<usize>> = bodies.iter().skip(kept).cloned().collect();
        let base = blanked(&text, &later);
        let Some(body) = function.body else { return };
        let mut blocks = vec![body];
        let mut best: Option<Range<usize>> = None;
        while !blocks.is_empty() {
            let statements: Vec<Statement> = blocks
                .iter()
                .flat_map(|&block| scan.statements(block))
                .collect();
            // A clause of a `switch` cannot go without taking the `switch` with it.
            let is_clause = statements.iter().any(|statement| {
                statement
                    .head
                    .is_some_and(|head| matches!(scan.word(head), "case" | "default"))
            });
            if is_clause {
                break;
            }
            let spans: Vec<Range<usize>> = statements
                .iter()
                .map(|statement| scan.span(&statement.tokens))
                .collect();
            let Some(kept) = self.first_needed(&base, &spans, error) else {
                break;
            };
            let Some(statement) = kept.checked_sub(1).and_then(|index| statements.get(index))
            else {
                break;
            };
            let end = statement
                .blocks
                .first()
                .map_or(statement.tokens.end, |&(open, _)| {
                    open.max(statement.tokens.start + 1)
                });
            best = Some(scan.span(&(statement.tokens.start..end)));
            blocks = statement.blocks.clone();
        }
        if let Some(span) = best {
            error.labels.push((Some(span), String::new()));
        }
    }

    /// How many of the parts, from the first on, must stay for the error to stay.
    fn first_needed(&mut self, text: &str, parts: &[Range<usize>], error: &Raw) -> Option<usize> {
        let mut shows = |kept: usize| -> Option<bool> {
            self.probes = self.probes.checked_sub(1)?;
            let probe = blanked(text, parts.get(kept..).unwrap_or_default());
            Some(match self.again(&probe)? {
                Err(other) => same_error(&other, error),
                Ok(()) => false,
            })
        };
        let (mut low, mut high) = (0, parts.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if shows(middle)? {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        // The halving assumed an order; see whether it held.
        (shows(low)? && (low == 0 || !shows(low - 1)?)).then_some(low)
    }
}

/// Whether two errors without a place say the same, whatever the numbers in them.
fn same_error(a: &Raw, b: &Raw) -> bool {
    let words = |raw: &Raw| -> String {
        raw.message
            .chars()
            .filter(|character| !character.is_ascii_digit())
            .collect()
    };
    a.culprit().is_none() && words(a) == words(b)
}

/// A token that names a member, an attribute or the like rather than a declaration.
fn is_selector(scan: &Scan<'_>, index: usize) -> bool {
    index
        .checked_sub(1)
        .is_some_and(|before| scan.is(before, b'.') || scan.is(before, b'@'))
}

/// The bytes between two braces.
fn inside(scan: &Scan<'_>, open: usize, close: usize) -> Range<usize> {
    let start = scan.tokens.get(open).map_or(0, |token| token.end);
    let end = scan.tokens.get(close).map_or(start, |token| token.start);
    start..end.max(start)
}

/// The declaration before one at whose start an error stands, when it lacks its `;`.
fn unfinished_before<'a>(
    scan: &Scan<'_>,
    declarations: &'a Declarations,
    declaration: &Declaration,
    offset: usize,
) -> Option<&'a Declaration> {
    if scan.token_at(offset)
        > scan.after_attributes(declaration.tokens.start, declaration.tokens.end)
    {
        return None;
    }
    let before = declarations
        .list
        .iter()
        .take_while(|other| other.tokens.start < declaration.tokens.start)
        .last()?;
    let last = before.tokens.end.checked_sub(1)?;
    (!scan.is(last, b';') && !scan.is(last, b'}')).then_some(before)
}

fn declaration_at<'a>(
    scan: &Scan<'_>,
    declarations: &'a Declarations,
    offset: usize,
) -> Option<&'a Declaration> {
    let token = scan.token_at(offset);
    declarations
        .list
        .iter()
        .find(|declaration| declaration.tokens.contains(&token))
}

/// A text with some parts replaced by blanks.
fn blanked(text: &str, parts: &[Range<usize>]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for part in parts {
        for byte in bytes.get_mut(part.clone()).unwrap_or_default() {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }
    // Whole tokens were blanked, so this is still UTF-8.
    String::from_utf8(bytes).unwrap_or_default()
}

//! What surrounds a module, as bytes: its source, with the files that it was put together from and
//! the way back to them, and the warnings about it.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize, Serializer};

use crate::codes;
use crate::diagnostic::{Diagnostic, Kind, Label, Phase, Severity};
use crate::source::{Language, PlainMap, Source, SourceMap};

/// Everything of this part. Sources are numbers in the list.
#[derive(Serialize, Deserialize)]
struct Plain<'a> {
    /// Those that the map of a source names stand before it.
    #[serde(borrow)]
    sources: Vec<PlainSource<'a>>,
    main: usize,
    #[serde(borrow)]
    warnings: Vec<PlainWarning<'a>>,
}

#[derive(Serialize, Deserialize)]
struct PlainSource<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    language: Cow<'a, str>,
    has_places: bool,
    #[serde(serialize_with = "as_bytes")]
    content: &'a [u8],
    map: Option<PlainMap>,
}

/// The same bytes as serde's list of numbers, which go one by one.
fn as_bytes<S: Serializer>(content: &&[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(content)
}

#[derive(Serialize, Deserialize)]
struct PlainWarning<'a> {
    #[serde(borrow)]
    code: Cow<'a, str>,
    severity: Severity,
    phase: Phase,
    kind: Kind,
    #[serde(borrow)]
    message: Cow<'a, str>,
    source: usize,
    labels: Vec<(usize, Range<usize>, String, bool)>,
    notes: Vec<String>,
    help: Option<String>,
}

/// Writes a source and the warnings about it.
pub(super) fn write(source: &Source, warnings: &[Diagnostic]) -> postcard::Result<Vec<u8>> {
    let mut table = Table::default();
    let main = table.enter(source);
    let warnings = warnings
        .iter()
        .map(|warning| {
            let Diagnostic {
                code,
                severity,
                phase,
                kind,
                message,
                source,
                labels,
                notes,
                help,
            } = warning;
            let labels = labels.iter().map(|label| {
                let Label {
                    source,
                    span,
                    message,
                    primary,
                } = label;
                (table.enter(source), span.clone(), message.clone(), *primary)
            });
            let labels = labels.collect();
            PlainWarning {
                code: Cow::Borrowed(code),
                severity: *severity,
                phase: *phase,
                kind: *kind,
                message: Cow::Borrowed(message),
                source: table.enter(source),
                labels,
                notes: notes.clone(),
                help: help.clone(),
            }
        })
        .collect();
    postcard::to_allocvec(&Plain {
        sources: table.plain(),
        main,
        warnings,
    })
}

/// The sources that are written, each once.
#[derive(Default)]
struct Table<'a> {
    ordered: Vec<&'a Source>,
}

impl<'a> Table<'a> {
    fn number(&self, source: &Source) -> Option<usize> {
        self.ordered.iter().position(|known| *known == source)
    }

    /// The number of a source, which is entered behind the files that it was put together from.
    fn enter(&mut self, source: &'a Source) -> usize {
        if let Some(known) = self.ordered.iter().position(|known| known.is(source)) {
            return known;
        }
        // A file may have been put together itself: each is entered when all of its own files are.
        let mut open: Vec<(&Source, usize)> = vec![(source, 0)];
        while let Some((source, done)) = open.last_mut() {
            let files = source.map().map_or(&[][..], SourceMap::files);
            if let Some(file) = files.get(*done) {
                *done += 1;
                if self.number(file).is_none() {
                    open.push((file, 0));
                }
            } else {
                // One that was put together may read like one of its files, and is another.
                self.ordered.push(source);
                open.pop();
            }
        }
        self.ordered.len() - 1
    }

    fn plain(&self) -> Vec<PlainSource<'a>> {
        let plain = |source: &&'a Source| PlainSource {
            name: Cow::Borrowed(source.name()),
            language: Cow::Borrowed(source.language().name()),
            has_places: source.has_places(),
            content: source.as_bytes(),
            map: source.map().map(|map| map.plain(|file| self.number(file))),
        };
        self.ordered.iter().map(plain).collect()
    }
}

/// Reads what [`write`] wrote.
///
/// # Errors
///
/// What is wrong with the bytes.
pub(super) fn read(bytes: &[u8]) -> Result<(Source, Vec<Diagnostic>), &'static str> {
    let (plain, rest) =
        postcard::take_from_bytes(bytes).map_err(|_| "the source cannot be read")?;
    if !rest.is_empty() {
        return Err("something follows the source");
    }
    let Plain {
        sources,
        main,
        warnings,
    } = plain;
    let mut known: Vec<Source> = Vec::with_capacity(sources.len());
    for source in sources {
        let source = read_source(source, &known)?;
        known.push(source);
    }
    let source = |number: usize| known.get(number).cloned().ok_or("a source is missing");
    let warnings = warnings
        .into_iter()
        .map(|warning| read_warning(warning, &source))
        .collect::<Result<_, _>>()?;
    Ok((source(main)?, warnings))
}

fn read_source(plain: PlainSource<'_>, known: &[Source]) -> Result<Source, &'static str> {
    let PlainSource {
        name,
        language,
        has_places,
        content,
        map,
    } = plain;
    let language = Language::from_name(&language).ok_or("the language of the source is unknown")?;
    if !language.is_text() {
        return Ok(Source::binary(name, content));
    }
    let text = str::from_utf8(content).map_err(|_| "a text in them is not UTF-8")?;
    let source = match map {
        None => Source::text(name, language, text),
        Some(map) => {
            let map = SourceMap::from_plain(map, known)
                .ok_or("the files of the source contradict each other")?;
            Source::joined(&name, language, text.to_owned(), map)
        }
    };
    Ok(if has_places {
        source
    } else {
        source.without_places()
    })
}

fn read_warning(
    plain: PlainWarning<'_>,
    known: &impl Fn(usize) -> Result<Source, &'static str>,
) -> Result<Diagnostic, &'static str> {
    let PlainWarning {
        code,
        severity,
        phase,
        kind,
        message,
        source,
        labels,
        notes,
        help,
    } = plain;
    let code = codes::find(&code).ok_or("the code of a warning is unknown")?;
    let labels = labels.into_iter().map(|(source, span, message, primary)| {
        Ok(Label {
            source: known(source)?,
            span,
            message,
            primary,
        })
    });
    Ok(Diagnostic {
        code: code.code,
        severity,
        phase,
        kind,
        message: message.into_owned(),
        source: known(source)?,
        labels: labels.collect::<Result<_, _>>()?,
        notes,
        help,
    })
}

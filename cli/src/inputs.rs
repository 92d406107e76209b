//! Which files are read: folders, globs and standard input become a list of inputs, and an
//! input becomes a source.
//!
//! Opens files; says nothing.

use std::collections::HashSet;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

use naga_toolchain::codes;
use naga_toolchain::diagnostic::{Diagnostic, Kind, Phase};
use naga_toolchain::source::{Language, Source, guess, unread_stage};

use crate::args::{Job, nearest};
use crate::message::Trouble;

/// One thing to read.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// The file; none is standard input.
    pub(crate) path: Option<PathBuf>,
    /// What messages and the source call it.
    pub(crate) name: String,
    /// The sub-folder below the folder or glob it was found in.
    pub(crate) folder: PathBuf,
    /// Its language, unless only the content can tell.
    pub(crate) language: Option<Language>,
    /// The size of its file, where the system was asked for it already.
    pub(crate) size: Option<u64>,
}

impl Input {
    /// The file name that output names are made from.
    pub(crate) fn file_name(&self) -> String {
        let base = Path::new(&self.name)
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        match base {
            Some(name) if self.name != STDIN => name,
            _ => "stdin".to_owned(),
        }
    }
}

const STDIN: &str = "<stdin>";

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// In the order of the command line; within a folder or glob by name; no file twice.
    pub(crate) inputs: Vec<Input>,
    /// What could not be found or told.
    pub(crate) troubles: Vec<Trouble>,
    /// Whether the command names exactly one file, and no folder or glob.
    pub(crate) is_single: bool,
    keys: Keys,
}

impl Found {
    /// One name for one file, however it is written.
    pub(crate) fn key(&self, path: &Path) -> OsString {
        self.keys.key(path)
    }

    /// Whether the file of this key is read.
    pub(crate) fn is_input(&self, key: &OsStr) -> bool {
        self.keys.known.contains(key)
    }
}

/// Finds the inputs of a command.
pub(crate) fn find(job: &Job) -> Found {
    let mut found = Found {
        is_single: job.inputs.len() == 1,
        ..Found::default()
    };
    if job.inputs.is_empty() {
        found.troubles.push(
            Trouble::usage("nothing to read")
                .with_help("name files, folders or globs, or - for standard input"),
        );
        return found;
    }
    for word in &job.inputs {
        find_word(word, job, &mut found);
    }
    found
}

fn find_word(word: &OsStr, job: &Job, found: &mut Found) {
    if word == "-" {
        let name = job.stdin_name.clone().unwrap_or_else(|| STDIN.to_owned());
        if found.inputs.iter().all(|input| input.path.is_some()) {
            found.inputs.push(Input {
                path: None,
                language: job.from.or_else(|| guess(&name).0),
                name,
                folder: PathBuf::new(),
                size: None,
            });
        }
        return;
    }
    let path = Path::new(word);
    match fs::metadata(path) {
        Ok(data) if data.is_dir() => {
            found.is_single = false;
            find_folder(path, job, found);
        }
        Ok(data) => {
            let size = data.is_file().then_some(data.len());
            let language = job.from.or_else(|| guess(&path.to_string_lossy()).0);
            let language = match language {
                Some(language) => Some(language),
                None if starts_as_spirv(path) => Some(Language::Spirv),
                None => {
                    found.troubles.push(unknown_language(path));
                    return;
                }
            };
            add(path, PathBuf::new(), language, size, found);
        }
        Err(error) => match word.to_str() {
            Some(pattern) if pattern.contains(['*', '?', '[']) => {
                found.is_single = false;
                find_glob(pattern, job, found);
            }
            _ => found
                .troubles
                .push(Trouble::file(path, "cannot read", &error)),
        },
    }
}

fn add(
    path: &Path,
    folder: PathBuf,
    language: Option<Language>,
    size: Option<u64>,
    found: &mut Found,
) {
    if found.keys.is_new(path) {
        // What was found in `.` is called as if it had been named.
        let path = path.strip_prefix(".").unwrap_or(path);
        found.inputs.push(Input {
            path: Some(path.to_owned()),
            name: path.to_string_lossy().into_owned(),
            folder,
            language,
            size,
        });
    }
}

/// Below a folder: the files whose names tell that they are shaders.
fn find_folder(root: &Path, job: &Job, found: &mut Found) {
    let mut files = Vec::new();
    if let Err(trouble) = walk(root, &mut files) {
        found.troubles.push(trouble);
        return;
    }
    files.sort();
    let before = found.inputs.len();
    let mut known = false;
    for path in files {
        let Some(language) = language_by_name(&path, job.from) else {
            continue;
        };
        known = true;
        let folder = below(&path, root);
        add(&path, folder, Some(language), None, found);
    }
    if !known && found.inputs.len() == before {
        found.troubles.push(
            Trouble::file_text(root, "no shader in this folder")
                .with_help(format!("known extensions: {}", extensions())),
        );
    }
}

/// The language that the name tells; with `--from` only names of that language count.
fn language_by_name(path: &Path, from: Option<Language>) -> Option<Language> {
    let language = guess(&path.to_string_lossy()).0?;
    match from {
        Some(from) if from != language => None,
        _ => Some(language),
    }
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Trouble> {
    let trouble = |error: io::Error| Trouble::file(folder, "cannot read the folder", &error);
    for entry in fs::read_dir(folder).map_err(trouble)? {
        let entry = entry.map_err(trouble)?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let path = entry.path();
        let kind = entry.file_type().map_err(trouble)?;
        // A link to a file is a file; one to a folder could lead round in circles.
        if kind.is_dir() {
            walk(&path, files)?;
        } else if kind.is_file() || (kind.is_symlink() && path.is_file()) {
            files.push(path);
        }
    }
    Ok(())
}

fn find_glob(pattern: &str, job: &Job, found: &mut Found) {
    let options = glob::MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: true,
    };
    let paths = match glob::glob_with(pattern, options) {
        Ok(paths) => paths,
        Err(error) => {
            found.troubles.push(Trouble::usage(format!(
                "`{pattern}` is not a glob: {} at character {}",
                error.msg,
                error.pos + 1
            )));
            return;
        }
    };
    let root: PathBuf = Path::new(pattern)
        .components()
        .take_while(|part| !part.as_os_str().to_string_lossy().contains(['*', '?', '[']))
        .collect();
    let mut matched = false;
    let mut usable = false;
    for path in paths {
        let path = match path {
            Ok(path) => path,
            Err(error) => {
                let trouble = Trouble::file(error.path(), "cannot read", error.error());
                found.troubles.push(trouble);
                continue;
            }
        };
        matched = true;
        if !path.is_file() {
            continue;
        }
        let Some(language) = job.from.or_else(|| language_by_name(&path, None)) else {
            continue;
        };
        usable = true;
        let folder = below(&path, &root);
        add(&path, folder, Some(language), None, found);
    }
    if !matched {
        let trouble = Trouble::file_text(Path::new(pattern), "no file matches");
        found.troubles.push(trouble);
    } else if !usable {
        found.troubles.push(
            Trouble::file_text(
                Path::new(pattern),
                "no file that matches is known as a shader",
            )
            .with_help(format!(
                "known extensions: {}; or say the language with --from",
                extensions()
            )),
        );
    }
}

/// The folder of `path` relative to `root`.
fn below(path: &Path, root: &Path) -> PathBuf {
    path.strip_prefix(root)
        .ok()
        .and_then(Path::parent)
        .map(Path::to_owned)
        .unwrap_or_default()
}

/// Which files were found already. Strings, because paths are compared part by part.
#[derive(Debug, Default)]
struct Keys {
    known: HashSet<OsString>,
    /// Where relative paths begin; asked for once.
    here: OnceLock<PathBuf>,
}

impl Keys {
    fn is_new(&mut self, path: &Path) -> bool {
        self.known.insert(self.key(path))
    }

    fn here(&self) -> &Path {
        self.here
            .get_or_init(|| env::current_dir().unwrap_or_default())
    }

    /// One name for one file, however it is written.
    fn key(&self, path: &Path) -> OsString {
        // Most paths are written in the one way there is; taking them apart would cost more
        // than a percent of a large batch.
        if is_plain(path) {
            return match path.is_absolute() {
                true => path.as_os_str().to_owned(),
                false => self.here().join(path).into_os_string(),
            };
        }
        let absolute = match path.components().next() {
            // What `absolute` does, without asking for the folder each time.
            Some(Component::Normal(_) | Component::CurDir | Component::ParentDir) => {
                let mut absolute = self.here().to_owned();
                absolute.extend(path.components().filter(|part| *part != Component::CurDir));
                absolute
            }
            _ => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
        };
        // `a/..` is the folder that holds `a` only when `a` is no link.
        let absolute = if absolute
            .components()
            .any(|part| part == Component::ParentDir)
        {
            fs::canonicalize(&absolute).unwrap_or(absolute)
        } else {
            absolute
        };
        absolute.into_os_string()
    }
}

/// Whether no part of a path is empty, `.` or `..`, on a system where parts end in `/`.
fn is_plain(path: &Path) -> bool {
    let bytes = path.as_os_str().as_encoded_bytes();
    cfg!(unix)
        && !bytes.is_empty()
        && !bytes.starts_with(b".")
        && !bytes.ends_with(b"/")
        && !bytes.windows(2).any(|pair| matches!(pair, b"//" | b"/."))
}

fn starts_as_spirv(path: &Path) -> bool {
    let mut start = [0; 4];
    fs::File::open(path)
        .and_then(|mut file| file.read_exact(&mut start))
        .is_ok()
        && is_spirv(&start)
}

fn is_spirv(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0x03, 0x02, 0x23, 0x07, ..] | [0x07, 0x23, 0x02, 0x03, ..]
    )
}

fn extensions() -> String {
    let all: Vec<String> = Language::ALL
        .iter()
        .flat_map(|language| language.extensions())
        .map(|extension| format!(".{extension}"))
        .collect();
    all.join(" ")
}

fn unknown_language(path: &Path) -> Trouble {
    let languages = Language::ALL.map(Language::name).join(", ");
    let known = Language::ALL
        .iter()
        .flat_map(|language| language.extensions().iter().copied());
    let extension = path.extension().map(|text| text.to_string_lossy());
    if let Some(stage) = extension.as_deref().and_then(unread_stage) {
        return Trouble::usage(format!("GLSL of the stage `{stage}` cannot be read"))
            .about(path)
            .with_help("vertex, fragment, compute, task and mesh shaders can");
    }
    let message = match &extension {
        Some(extension) => {
            format!(
                "the extension `.{extension}` does not tell the language; known are: {}",
                extensions()
            )
        }
        None => format!(
            "without an extension the language is not known; known are: {}",
            extensions()
        ),
    };
    let near = extension.and_then(|extension| nearest(&extension, known).map(str::to_owned));
    let help = match near {
        Some(near) => format!("did you mean `.{near}`? or say --from LANG ({languages})"),
        None => format!("say the language with --from LANG ({languages})"),
    };
    Trouble::usage(message).about(path).with_help(help)
}

/// Why an input is no source.
#[derive(Debug)]
pub(crate) enum LoadError {
    /// It cannot be read, or nobody knows what it is.
    Trouble(Trouble),
    /// It is not what it should be.
    Diagnostic(Box<Diagnostic>),
}

/// Reads an input, but not more than one byte over a limit.
///
/// # Errors
///
/// A file that cannot be read, content of unknown language, or text that is not UTF-8.
pub(crate) fn load(input: &Input, most: u64) -> Result<Source, LoadError> {
    let trouble = |error: &io::Error| {
        let path = input.path.as_deref().unwrap_or(Path::new(&input.name));
        LoadError::Trouble(Trouble::file(path, "cannot read", error))
    };
    // One byte more shows that the limit was passed, without reading what has no end.
    let most = most.saturating_add(1);
    let bytes = match &input.path {
        Some(path) => read_file(path, input.size, most),
        None => read_rest(io::stdin().lock(), most, Vec::new()),
    }
    .map_err(|error| trouble(&error))?;
    decode(input, bytes)
}

/// Reads a file, of this size if it is known, up to `most` bytes.
fn read_file(path: &Path, size: Option<u64>, most: u64) -> io::Result<Vec<u8>> {
    let mut file = fs::File::open(path)?;
    let size = match size {
        Some(size) => size,
        None => file.metadata().map_or(0, |data| data.len()),
    };
    let mut bytes = Vec::new();
    if let Ok(size @ 1..) = usize::try_from(size)
        && (size as u64) < most
    {
        // Room for one byte more: that it stays empty shows where the file ends.
        bytes.resize(size + 1, 0);
        let count = match file.read(&mut bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
            count => count?,
        };
        bytes.truncate(count);
        if count == size {
            return Ok(bytes);
        }
    }
    read_rest(file, most, bytes)
}

/// Reads what there is after `bytes`, up to `most` in all.
fn read_rest(from: impl io::Read, most: u64, mut bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    from.take(most.saturating_sub(bytes.len() as u64))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The bytes of an input as a source.
///
/// # Errors
///
/// Content of unknown language, or text that is not UTF-8.
pub(crate) fn decode(input: &Input, bytes: Vec<u8>) -> Result<Source, LoadError> {
    let language = match input.language {
        Some(language) => language,
        None if is_spirv(&bytes) => Language::Spirv,
        None => {
            let languages = Language::ALL.map(Language::name).join(", ");
            return Err(LoadError::Trouble(
                Trouble::usage("the language of standard input is not known").with_help(format!(
                    "say --from LANG ({languages}) or --stdin-name NAME.EXT"
                )),
            ));
        }
    };
    if !language.is_text() {
        return Ok(Source::binary(&input.name, bytes));
    }
    match String::from_utf8(bytes) {
        Ok(text) => {
            // A byte order mark is no part of the text; the front ends do not know it.
            let text = match text.strip_prefix('\u{feff}') {
                Some(rest) => rest.to_owned(),
                None => text,
            };
            Ok(Source::text(&input.name, language, text))
        }
        Err(error) => Err(LoadError::Diagnostic(Box::new(not_utf8(
            &input.name,
            language,
            &error,
        )))),
    }
}

fn not_utf8(name: &str, language: Language, error: &std::string::FromUtf8Error) -> Diagnostic {
    let at = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    // Up to the wrong byte the lossy text has the same offsets.
    let source = Source::text(name, language, String::from_utf8_lossy(bytes));
    let diagnostic = Diagnostic::error(
        codes::NOT_UTF8,
        Phase::Source,
        Kind::Rejected,
        &source,
        format!(
            "{} is not UTF-8: byte {:#04x} at offset {at} begins no character",
            language.name(),
            bytes.get(at).copied().unwrap_or_default()
        ),
    )
    .with_primary(at..at + '\u{fffd}'.len_utf8(), "this byte");
    if is_spirv(bytes) {
        diagnostic.with_help("it looks like SPIR-V: say --from spirv")
    } else if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        diagnostic.with_help("it looks like UTF-16: save it as UTF-8")
    } else {
        diagnostic.with_help("save it as UTF-8")
    }
}

//! Every wgpu error belongs to the call that caused it.
//!
//! wgpu-core reports on the calling thread, through the uncaptured-error handler. The handler
//! fills a slot of the thread; [`check`], at the end of each call, empties it: into the innermost
//! error scope of the thread that wants such an error, otherwise into an exception. The handler
//! touches no Python, because it may run while another thread holds the GIL and waits for us.

use std::cell::{Cell, RefCell};
use std::error::Error as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::ThreadId;

use pyo3::import_exception;
use pyo3::prelude::*;

use super::life::Health;
use crate::types::features::kebab;

import_exception!(pywgpu.core.errors, GPUError);
import_exception!(pywgpu.core.errors, ValidationError);
import_exception!(pywgpu.core.errors, ShaderError);
import_exception!(pywgpu.core.errors, OutOfMemoryError);
import_exception!(pywgpu.core.errors, DeviceLostError);
import_exception!(pywgpu.core.errors, InternalError);
import_exception!(pywgpu.core.errors, TimeoutError);

/// An error of a device, as wgpu tells it.
pub(crate) struct Report {
    device: u64,
    health: Arc<Health>,
    error: wgpu::Error,
    /// Where it came from, where there is something to tell.
    place: String,
}

/// What was reported and not raised yet.
pub(crate) type Reported = Vec<Report>;

thread_local! {
    static PENDING: Cell<bool> = const { Cell::new(false) };
    static ERRORS: RefCell<Reported> = const { RefCell::new(Vec::new()) };
    static SCOPES: RefCell<Vec<Arc<Scope>>> = const { RefCell::new(Vec::new()) };
}

/// What wgpu calls on an error of the device with this number.
pub(crate) fn handler(
    device: u64,
    health: Arc<Health>,
) -> impl Fn(wgpu::Error) + Send + Sync + 'static {
    move |error| {
        PENDING.set(true);
        let report = Report {
            device,
            health: health.clone(),
            error,
            place: String::new(),
        };
        ERRORS.with_borrow_mut(|errors| errors.push(report));
    }
}

/// The value, or the exception for what was reported since the last call.
#[inline(always)]
pub(crate) fn check<T>(value: T) -> PyResult<T> {
    if PENDING.get() {
        settle()?;
    }
    Ok(value)
}

/// The same; an error says the place first, which may depend on what kind of error of wgpu-core's it is.
pub(crate) fn check_at<T>(value: T, place: impl Fn(&str) -> String) -> PyResult<T> {
    if PENDING.get() {
        ERRORS.with_borrow_mut(|errors| {
            for report in errors {
                report.place = place(&kind(&report.error));
            }
        });
        settle()?;
    }
    Ok(value)
}

/// The variant of the error within wgpu's frame around it: wgpu does not hand out the types of
/// wgpu-core's errors, but names them in what is written for debugging.
fn kind(error: &wgpu::Error) -> String {
    let inner = error.source().and_then(|frame| frame.source());
    let text = inner.map(|inner| format!("{inner:?}")).unwrap_or_default();
    let end = text.find(|c: char| !c.is_ascii_alphanumeric());
    end.map(|end| text[..end].to_owned()).unwrap_or(text)
}

/// Drops what was reported, after a panic that says more.
pub(crate) fn forget() {
    PENDING.set(false);
    ERRORS.with_borrow_mut(Vec::clear);
}

/// Takes what was reported on this thread, for another one.
pub(crate) fn take() -> Reported {
    PENDING.set(false);
    ERRORS.take()
}

/// Takes over what was reported on another thread.
pub(crate) fn adopt(reported: Reported) {
    if !reported.is_empty() {
        PENDING.set(true);
        ERRORS.with_borrow_mut(|errors| errors.extend(reported));
    }
}

#[cold]
#[inline(never)]
fn settle() -> PyResult<()> {
    PENDING.set(false);
    let mut first = None;
    for report in ERRORS.take() {
        let device = report.device;
        let told = Told::of(&report);
        let scope = SCOPES.with_borrow(|scopes| {
            scopes
                .iter()
                .rev()
                .find(|scope| scope.device == device && scope.filter == told.filter)
                .cloned()
        });
        match scope {
            Some(scope) => scope.keep(told),
            None if first.is_none() => first = Some(told),
            None => {}
        }
    }
    first.map_or(Ok(()), |told| Err(told.raise()))
}

/// An error in words, and its kind.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    filter: wgpu::ErrorFilter,
    lost: bool,
    message: String,
}

impl Told {
    fn of(report: &Report) -> Self {
        let Report {
            device: _,
            health,
            error,
            place,
        } = report;
        let filter = match error {
            wgpu::Error::OutOfMemory { .. } => wgpu::ErrorFilter::OutOfMemory,
            wgpu::Error::Validation { .. } => wgpu::ErrorFilter::Validation,
            wgpu::Error::Internal { .. } => wgpu::ErrorFilter::Internal,
        };
        // Of a device that is destroyed meanwhile wgpu tells that some buffer of ours is gone.
        if let Some(message) = health.loss() {
            return Self {
                filter,
                lost: true,
                message,
            };
        }
        let message = words(error, place);
        Self {
            filter,
            lost: message.contains("device is lost"),
            message,
        }
    }

    /// The exception.
    pub(crate) fn raise(self) -> PyErr {
        if self.lost {
            return DeviceLostError::new_err(self.message);
        }
        match self.filter {
            wgpu::ErrorFilter::Validation => ValidationError::new_err(self.message),
            wgpu::ErrorFilter::OutOfMemory => OutOfMemoryError::new_err(format!(
                "{}; free what is no longer needed, or work in smaller parts",
                self.message
            )),
            wgpu::ErrorFilter::Internal => InternalError::new_err(self.message),
        }
    }
}

/// The chain of causes, each said once: `create_buffer 'x': usage …: …`.
fn words(error: &wgpu::Error, place: &str) -> String {
    let mut cause = error.source();
    let causes = std::iter::from_fn(|| {
        let inner = cause?;
        cause = inner.source();
        Some(inner.to_string())
    });
    let told = chain(place, causes);
    if told.is_empty() {
        error.to_string()
    } else {
        told
    }
}

/// Causes, outermost first, each said once.
fn chain(place: &str, causes: impl Iterator<Item = String>) -> String {
    let mut parts: Vec<String> = Vec::new();
    if !place.is_empty() {
        parts.push(place.to_owned());
    }
    for cause in causes {
        let text = plain(&context(&cause));
        // The place has said it already.
        if !place.is_empty() && (text.starts_with("a CommandEncoder") || text == "submit") {
            continue;
        }
        // Some errors repeat their cause in their own words.
        if parts.last().is_none_or(|last| !last.contains(&text)) {
            parts.push(text);
        }
    }
    parts.join(": ")
}

/// The end of a render bundle: wgpu panics there with what it reports elsewhere, its causes on
/// lines of their own.
pub(crate) fn told_by_panic(message: &str) -> Option<PyErr> {
    if message.starts_with("RenderBundleEncoder should not have ended") {
        return Some(ValidationError::new_err(
            "finish: the encoder was refused where it was made; an error scope has the reason",
        ));
    }
    let report = message.strip_prefix("Error in RenderBundleEncoder::finish: ")?;
    Some(ValidationError::new_err(told_by_text("finish", report)))
}

/// What wgpu hands out as a text, its causes on lines of their own, in the words of other errors.
pub(crate) fn told_by_text(place: &str, report: &str) -> String {
    let causes = report
        .split_once("Caused by:")
        .map_or(report, |(_, causes)| causes);
    let lines = causes.lines().map(|line| line.trim().to_owned());
    chain(place, lines.filter(|line| !line.is_empty()))
}

/// A part of a message in the words of this package: names of objects and of features, and the
/// numbers that names of wgpu's constants stand for.
fn plain(text: &str) -> String {
    with_numbers(without_usages(&without_features(&without_labels(text))))
}

/// `COPY_BUFFER_ALIGNMENT` with its number.
fn with_numbers(text: String) -> String {
    if !text.contains("_ALIGNMENT") {
        return text;
    }
    let known = [
        ("COPY_BUFFER_ALIGNMENT", wgpu::COPY_BUFFER_ALIGNMENT),
        (
            "COPY_BYTES_PER_ROW_ALIGNMENT",
            wgpu::COPY_BYTES_PER_ROW_ALIGNMENT.into(),
        ),
        (
            "IMMEDIATE_DATA_ALIGNMENT",
            wgpu::IMMEDIATE_DATA_ALIGNMENT.into(),
        ),
        ("MAP_ALIGNMENT", wgpu::MAP_ALIGNMENT),
        (
            "QUERY_RESOLVE_BUFFER_ALIGNMENT",
            wgpu::QUERY_RESOLVE_BUFFER_ALIGNMENT,
        ),
        ("VERTEX_ALIGNMENT", wgpu::VERTEX_ALIGNMENT),
    ];
    known.iter().fold(text, |text, (name, number)| {
        let quoted = format!("`{name}`");
        text.replace(&quoted, &format!("{number} ({name})"))
    })
}

/// `Usage flags BufferUsages(A) of Buffer do not contain required usage flags BufferUsages(B)` with the remedy.
fn without_usages(text: &str) -> String {
    let parts = || {
        let (before, rest) = text.split_once("Usage flags ")?;
        let (has, rest) = rest.split_once(" of ")?;
        let (what, lacks) = rest.split_once(" do not contain required usage flags ")?;
        let flags = |text: &str| Some(text.split_once('(')?.1.strip_suffix(')')?.to_owned());
        Some((before, flags(has)?, what, flags(lacks)?))
    };
    match parts() {
        Some((before, has, what, lacks)) => format!(
            "{before}expected the usage {lacks}; {what} has {has}; add {lacks} where it is made"
        ),
        None => text.to_owned(),
    }
}

/// `Buffer with 'x' label` as `Buffer 'x'`, and `Buffer with '' label` as `Buffer`.
fn without_labels(text: &str) -> String {
    const BEFORE: &str = " with '";
    const AFTER: &str = "' label";
    let mut rest = text;
    let mut out = String::new();
    while let Some((before, (label, after))) = rest
        .split_once(BEFORE)
        .and_then(|(before, rest)| Some((before, rest.split_once(AFTER)?)))
    {
        out.push_str(before);
        if !label.is_empty() {
            out.push_str(" '");
            out.push_str(label);
            out.push('\'');
        }
        rest = after;
    }
    out + rest
}

/// `Features Features { features_wgpu: FeaturesWGPU(…), … } are required but not enabled on the device` as
/// the names that `request_device` takes.
fn without_features(text: &str) -> String {
    const BEFORE: &str = "Features Features {";
    const AFTER: &str = "} are required but not enabled on the device";
    let Some((before, (sets, after))) = text
        .split_once(BEFORE)
        .and_then(|(before, rest)| Some((before, rest.split_once(AFTER)?)))
    else {
        return text.to_owned();
    };
    let names: Vec<String> = sets
        .split(['(', ')', '|'])
        .map(str::trim)
        .filter(|name| name.starts_with(|first: char| first.is_ascii_uppercase()))
        .filter(|name| {
            name.chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        })
        .map(|name| format!("\"{}\"", kebab(name)))
        .collect();
    let plural = if names.len() == 1 { "" } else { "s" };
    let names = names.join(", ");
    format!(
        "{before}expected a device with the feature{plural} {names}; request it with required_features=[{names}], where \
         the adapter has it{after}"
    )
}

/// `In Device::create_buffer, label = 'x'` as `create_buffer 'x'`.
fn context(text: &str) -> String {
    let text = text.trim();
    let Some(rest) = text.strip_prefix("In ") else {
        return text.to_owned();
    };
    // `In a dispatch command, indirect:false`
    if let Some((command, more)) = rest
        .strip_prefix("a ")
        .and_then(|rest| rest.split_once(" command"))
    {
        let indirect = if more.contains("indirect:true") {
            " (indirect)"
        } else {
            ""
        };
        return format!("{command}{indirect}");
    }
    let (call, label) = rest
        .split_once(", label = ")
        .map_or((rest, None), |(call, label)| (call, Some(label)));
    let call = call.rsplit("::").next().unwrap_or(call);
    match label {
        Some(label) => format!("{call} {label}"),
        None => call.to_owned(),
    }
}

/// An open error scope.
#[derive(Debug)]
pub(crate) struct Scope {
    device: u64,
    filter: wgpu::ErrorFilter,
    thread: ThreadId,
    first: Mutex<Option<Told>>,
}

impl Scope {
    /// Opens a scope on this thread.
    pub(crate) fn open(device: u64, filter: wgpu::ErrorFilter) -> Arc<Self> {
        let scope = Arc::new(Self {
            device,
            filter,
            thread: std::thread::current().id(),
            first: Mutex::new(None),
        });
        SCOPES.with_borrow_mut(|scopes| scopes.push(scope.clone()));
        scope
    }

    /// Closes the scope and takes the first error it caught.
    ///
    /// # Errors
    ///
    /// On another thread than the one that opened it, or a second time.
    pub(crate) fn close(self: &Arc<Self>) -> PyResult<Option<Told>> {
        if self.thread != std::thread::current().id() {
            return Err(ValidationError::new_err(
                "pop: an error scope belongs to the thread that pushed it; pop it there",
            ));
        }
        let was_open = SCOPES.with_borrow_mut(|scopes| {
            let place = scopes.iter().rposition(|scope| Arc::ptr_eq(scope, self));
            place.map(|place| scopes.remove(place)).is_some()
        });
        if !was_open {
            return Err(ValidationError::new_err(
                "pop: this error scope was popped before; push another one",
            ));
        }
        Ok(self
            .first
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take())
    }

    fn keep(&self, told: Told) {
        let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert(told);
    }
}

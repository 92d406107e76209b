//! What is recorded into: wgpu's encoders and passes are `&mut`, and end once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use pyo3::prelude::*;

use crate::core::error::ValidationError;
use crate::core::guard::{call, unheard};
use crate::core::life::Held;

/// An encoder or a pass, until it is finished.
pub(crate) struct Recorder<T>(Mutex<Option<(Held<T>, Arc<()>)>>);

/// Tells whether a recorder is open.
#[derive(Debug, Default)]
pub(crate) struct Watch(Mutex<Weak<()>>);

impl Watch {
    /// Watches another recorder from now on.
    pub(crate) fn turn_to<T>(&self, recorder: &Recorder<T>) {
        let open = recorder.lock();
        let token = open.as_ref().map(|(_, token)| Arc::downgrade(token));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = token.unwrap_or_default();
    }

    #[inline]
    pub(crate) fn is_open(&self) -> bool {
        let watched = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        watched.strong_count() > 0
    }
}

impl<T> Recorder<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Mutex::new(Some((Held::new(value), Arc::new(())))))
    }

    #[inline]
    fn lock(&self) -> MutexGuard<'_, Option<(Held<T>, Arc<()>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records one command.
    #[inline]
    pub(crate) fn record<R>(
        &self,
        name: &'static str,
        ended: &'static str,
        work: impl FnOnce(&mut T) -> R,
    ) -> PyResult<R> {
        let mut place = self.lock();
        match place.as_mut() {
            Some((value, _)) => call(|| work(value)),
            None => Err(over(name, ended)),
        }
    }

    pub(crate) fn check_open(&self, name: &str, ended: &str) -> PyResult<()> {
        if self.lock().is_some() {
            Ok(())
        } else {
            Err(over(name, ended))
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        self.lock().is_some()
    }

    /// Takes it out, to end it.
    pub(crate) fn take(&self, name: &str, ended: &str) -> PyResult<T> {
        self.lock()
            .take()
            .and_then(|(value, _)| value.into_inner())
            .ok_or_else(|| over(name, ended))
    }
}

/// wgpu ends a pass that is dropped, and complains where its encoder is finished. That was told, if
/// it matters, by the call that finished it: the next call has nothing to do with it.
impl<T> Drop for Recorder<T> {
    fn drop(&mut self) {
        let place = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = place.take() {
            unheard(|| drop(open));
        }
    }
}

#[cold]
fn over(name: &str, ended: &str) -> PyErr {
    ValidationError::new_err(format!("{name}: {ended}"))
}

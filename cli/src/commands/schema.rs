//! `schema`: JSON schemas of the documents that are read or written.

use naga_toolchain::options::Options;
use schemars::schema_for;
use serde_json::Value;

use super::{document, fail};
use crate::args::SchemaName;
use crate::exit::Exit;
use crate::message::{Event, Sink};
use crate::report::{Reflected, Report, Verdicts};

/// Runs the command.
pub(super) fn run(name: SchemaName, sink: &mut dyn Sink) -> Exit {
    let schema: Value = match name {
        SchemaName::Config => Options::json_schema(),
        SchemaName::Reflection => schema_for!(Reflected).to_value(),
        SchemaName::Diagnostics => schema_for!(Verdicts).to_value(),
        SchemaName::Report => schema_for!(Report).to_value(),
    };
    match document(&schema) {
        Ok(text) => {
            sink.tell(Event::Text(text));
            Exit::Done
        }
        Err(trouble) => fail(trouble, sink),
    }
}

//! A shader that the toolchain has read, with what is known of its entry point.

use std::fmt::Write as _;
use std::fs;

use naga_toolchain::check::{self, Checked};
use naga_toolchain::diagnostic::Failure;
use naga_toolchain::options::Options;
use naga_toolchain::reflect::model::{EntryPoint, ResourceClass};
use naga_toolchain::reflect::{self, Reflection};
use naga_toolchain::source::{Language, Source, Stage};
use naga_toolchain::{parse, render, transform};

use crate::binding::binding_type;
use crate::case::Case;
use crate::data::{self, Origin};
use crate::route::Bound;
use crate::{glsl, hlsl, layout};

/// A shader as the toolchain reads it.
#[derive(Debug)]
pub struct Subject {
    /// What it was read from.
    pub source: Source,
    /// The module.
    pub checked: Checked,
    /// The facts.
    pub reflection: Reflection,
    /// The index of the entry point among those of the module.
    pub index: usize,
    /// Its stage.
    pub stage: Stage,
}

impl Subject {
    /// Reads a source and finds its compute entry point.
    ///
    /// # Errors
    ///
    /// What the toolchain says; no or several compute entry points.
    pub fn read(
        source: Source,
        entry_point: Option<&str>,
        options: &Options,
    ) -> Result<Self, String> {
        Self::read_stage(source, Stage::Compute, entry_point, options)
    }

    /// Reads a source and finds its entry point of a stage.
    ///
    /// # Errors
    ///
    /// What the toolchain says; no or several entry points of the stage.
    pub fn read_stage(
        source: Source,
        stage: Stage,
        entry_point: Option<&str>,
        options: &Options,
    ) -> Result<Self, String> {
        let checked = parse::parse(&source, options)
            .and_then(|parsed| check::check(parsed, options))
            .and_then(|checked| transform::transform(checked, options))
            .map_err(|failure| said(&failure))?;
        let reflection = reflect::reflect(&checked).map_err(|failure| said(&failure))?;
        let found: Vec<usize> = reflection
            .entry_points
            .iter()
            .enumerate()
            .filter(|(_, each)| each.stage == stage)
            .filter(|(_, each)| entry_point.is_none_or(|name| name == each.name))
            .map(|(index, _)| index)
            .collect();
        let [index] = found.as_slice() else {
            return Err(format!(
                "{} {} entry points; `entry_point` says which one",
                found.len(),
                stage_name(stage)
            ));
        };
        Ok(Self {
            index: *index,
            stage,
            source,
            checked,
            reflection,
        })
    }

    /// The entry point.
    ///
    /// # Errors
    ///
    /// None: it was found before.
    pub fn entry_point(&self) -> Result<&EntryPoint, String> {
        self.reflection
            .entry_points
            .get(self.index)
            .ok_or_else(|| "no entry point".to_owned())
    }

    /// Bytes of immediates that the entry point reads.
    pub(crate) fn immediate_size(&self) -> Result<u32, String> {
        Ok(match self.entry_point()?.immediates {
            Some(_) => self
                .reflection
                .immediates
                .iter()
                .map(|each| each.layout.size.next_multiple_of(4))
                .max()
                .unwrap_or_default(),
            None => 0,
        })
    }

    /// Where the first number of the immediates is.
    pub(crate) fn first_immediate(&self) -> Result<usize, String> {
        let mut first = 0;
        for each in &self.reflection.immediates {
            let leaves = layout::leaves(&self.reflection, &each.layout, 0)
                .map_err(|error| error.to_string())?;
            first = leaves.first().map_or(first, |leaf| leaf.offset);
        }
        Ok(first)
    }

    /// The resources of the entry point, with their places in a program.
    pub(crate) fn resources(&self, known: Option<&Places>) -> Result<Vec<Bound>, String> {
        let places = known.map_or(&[][..], Vec::as_slice);
        self.entry_point()?
            .bindings
            .iter()
            .map(|each| {
                let here = (each.group, each.binding);
                let place = places
                    .iter()
                    .find(|place| place.here == here)
                    .copied()
                    .unwrap_or(Place {
                        here,
                        there: here,
                        origin: here,
                    });
                let binding = data::binding(&self.reflection, here)?;
                // What the first source has no place for are immediates: OpenGL and Direct3D
                // have buffers instead.
                let is_new = known.is_some() && !places.iter().any(|place| place.here == here);
                let is_immediates = is_new && binding.class == ResourceClass::UniformBuffer;
                let origin = if is_immediates {
                    hlsl::IMMEDIATES
                } else {
                    place.origin
                };
                let loose = match &binding.buffer {
                    Some(buffer) if is_immediates => glsl::loose(&self.reflection, buffer)?,
                    _ => Vec::new(),
                };
                Ok(Bound {
                    group: place.there.0,
                    binding: place.there.1,
                    origin,
                    ty: binding_type(binding)?,
                    loose,
                })
            })
            .collect()
    }
}

/// Where a resource is: in the source of a step, in its product, in the first source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) here: Origin,
    pub(crate) there: Origin,
    pub(crate) origin: Origin,
}

/// Those of all resources.
pub(crate) type Places = Vec<Place>;

/// What a stage is called in names of files and by glslang.
#[must_use]
pub const fn extension(stage: Stage) -> &'static str {
    match stage {
        Stage::Vertex => "vert",
        Stage::Fragment => "frag",
        _ => "comp",
    }
}

const fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Vertex => "vertex",
        Stage::Fragment => "fragment",
        _ => "compute",
    }
}

/// What is said of a failure, one line each.
pub(crate) fn said(failure: &Failure) -> String {
    let mut text = String::new();
    for diagnostic in failure.diagnostics() {
        let _ = writeln!(text, "{}", render::short(diagnostic));
    }
    text
}

/// The source of a case, as the toolchain is given it.
///
/// # Errors
///
/// A file that cannot be read.
pub fn source(case: &Case) -> Result<Source, String> {
    let bytes = fs::read(&case.path).map_err(|error| format!("{}: {error}", case.name))?;
    let name = case.path.to_string_lossy().into_owned();
    if case.language == Language::Spirv {
        return Ok(Source::binary(name, bytes));
    }
    let text = String::from_utf8(bytes).map_err(|error| format!("{}: {error}", case.name))?;
    Ok(Source::text(name, case.language, text))
}

/// The names of the entry points of a source that are of a stage.
///
/// # Errors
///
/// What the toolchain says.
pub fn entry_points(
    source: &Source,
    stage: Stage,
    options: &Options,
) -> Result<Vec<String>, String> {
    let checked = parse::parse(source, options)
        .and_then(|parsed| check::check(parsed, options))
        .map_err(|failure| said(&failure))?;
    let reflection = reflect::reflect(&checked).map_err(|failure| said(&failure))?;
    Ok(reflection
        .entry_points
        .into_iter()
        .filter(|each| each.stage == stage)
        .map(|each| each.name)
        .collect())
}

//! Two stages as one pipeline: their resources come to stand where the source has them.

use std::collections::BTreeMap;

use naga_toolchain::source::{Language, Stage};
use naga_toolchain::target::TargetLanguage;
use wgpu::naga::ShaderStage;
use wgpu::{BindingType, BufferBindingType, PrimitiveTopology};

use crate::binding::binding_type;
use crate::data::{self, Origin};
use crate::draw::case::Stages;
use crate::draw::counterpart;
use crate::draw::positions;
use crate::draw::scene::{CAPTURE, CAPTURE_PLACE, SIZE, Scene};
use crate::draw::wgsl;
use crate::route::{self, Bound, Code, Program, Route, Stop};
use crate::subject;
use crate::{tools, words};

/// The group of samplers, which all are alike: those that a product has are not those of the source.
const SAMPLERS: u32 = 6;
/// The group of what a product has beyond its source.
const ADDED: u32 = 7;
/// Numbers that each stage has for itself in these groups.
const OWN: u32 = 100;

/// Two stages with their resources.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// How it came to be.
    pub route: String,
    /// The vertex stage.
    pub vertex: Program,
    /// The fragment stage.
    pub fragment: Program,
    /// The resources of both.
    pub resources: Vec<Bound>,
    /// Whether the image is upside down, compared with that of the shaders as given.
    pub is_mirrored: bool,
}

impl Pipeline {
    fn new(
        route: &str,
        vertex: Program,
        fragment: Program,
        is_mirrored: bool,
        position: Option<u32>,
    ) -> Result<Self, String> {
        let mut vertex = settled(vertex, Stage::Vertex)?;
        if let (Some(location), Code::Spirv(words)) = (position, &mut vertex.code) {
            *words = positions::keep(words, &vertex.entry_point, location)?;
        }
        let fragment = settled(fragment, Stage::Fragment)?;
        let mut resources = vertex.resources.clone();
        for each in &fragment.resources {
            let same = resources
                .iter()
                .find(|other| (other.group, other.binding) == (each.group, each.binding));
            match same {
                None => resources.push(each.clone()),
                Some(other) if other.ty == each.ty => {}
                Some(other) => {
                    return Err(format!(
                        "{:?} is {:?} in one stage and {:?} in the other",
                        each.origin, other.ty, each.ty
                    ));
                }
            }
        }
        Ok(Self {
            route: route.to_owned(),
            vertex,
            fragment,
            resources,
            is_mirrored,
        })
    }

    /// The code of both stages.
    #[must_use]
    pub const fn code(&self) -> (&Code, &Code) {
        (&self.vertex.code, &self.fragment.code)
    }

    /// The code as text, to be read by people.
    #[must_use]
    pub fn shown(&self) -> String {
        format!("{}\n{}", self.vertex.shown(), self.fragment.shown())
    }
}

/// The stage that the shaders lack, if they lack one.
#[derive(Clone, Debug)]
pub struct Counterpart {
    program: Option<Program>,
    /// What the source has at a place. A product may call a depth texture one of floats, and a
    /// buffer that is only read one that is written too: the device is given what the source asks for.
    types: BTreeMap<Origin, BindingType>,
    /// The location at which positions are kept.
    position: Option<u32>,
}

impl Counterpart {
    /// Writes and compiles it.
    ///
    /// # Errors
    ///
    /// A varying that is not drawn.
    pub fn of(stages: &Stages<'_>, scene: &Scene) -> Result<Self, String> {
        let points = scene.topology == PrimitiveTopology::PointList;
        let position = scene.position;
        let mut types = BTreeMap::new();
        for (_, subject) in [&stages.vertex, &stages.fragment].into_iter().flatten() {
            for each in &subject.entry_point()?.bindings {
                let origin = (each.group, each.binding);
                let binding = data::binding(&subject.reflection, origin)?;
                if binding.binding_array.is_some() {
                    return Err("arrays of bindings are not filled".to_owned());
                }
                let ty = binding_type(binding)?;
                types.entry(origin).or_insert(ty);
            }
        }
        let (stage, text) = match (&stages.vertex, &stages.fragment) {
            (Some((_, vertex)), None) => (
                Stage::Fragment,
                counterpart::fragment(vertex.entry_point()?, SIZE, position)?,
            ),
            (None, Some((_, fragment))) => (
                Stage::Vertex,
                counterpart::vertex(fragment.entry_point()?, points)?,
            ),
            _ => {
                return Ok(Self {
                    program: None,
                    types,
                    position,
                });
            }
        };
        let words = tools::glslang(&text, subject::extension(stage), &[])
            .map_err(|error| format!("{error}\n{text}"))?;
        let mut program = Program {
            route: String::new(),
            code: Code::Spirv(words),
            entry_point: "main".to_owned(),
            constants: Vec::new(),
            resources: Vec::new(),
            immediate_size: 0,
        };
        if stage == Stage::Fragment {
            program.resources.push(Bound {
                group: CAPTURE_PLACE.0,
                binding: CAPTURE_PLACE.1,
                origin: CAPTURE,
                ty: BindingType::Buffer {
                    ty: BufferBindingType::Storage { read_only: false },
                    has_dynamic_offset: false,
                    min_binding_size: None,
                },
                loose: Vec::new(),
            });
        }
        Ok(Self {
            program: Some(program),
            types,
            position,
        })
    }

    fn join(
        &self,
        route: &str,
        vertex: Option<Program>,
        fragment: Option<Program>,
        is_mirrored: bool,
    ) -> Result<Pipeline, String> {
        let other = || self.program.clone().ok_or("a stage is missing");
        let mut vertex = vertex.map_or_else(other, Ok)?;
        let mut fragment = fragment.map_or_else(other, Ok)?;
        for each in vertex.resources.iter_mut().chain(&mut fragment.resources) {
            // Samplers are not those of the source, see `SAMPLERS`.
            if !matches!(each.ty, BindingType::Sampler(_))
                && let Some(ty) = self.types.get(&each.origin)
                && std::mem::discriminant(ty) == std::mem::discriminant(&each.ty)
            {
                each.ty = *ty;
            }
        }
        Pipeline::new(route, vertex, fragment, is_mirrored, self.position)
    }

    /// The shaders as given.
    ///
    /// # Errors
    ///
    /// What an outside compiler says.
    pub fn as_given(&self, stages: &Stages<'_>) -> Result<Pipeline, String> {
        let [vertex, fragment] = [&stages.vertex, &stages.fragment].map(|stage| {
            stage
                .as_ref()
                .map(|(case, subject)| route::as_given(case, subject))
                .transpose()
        });
        let given = self.join("as given", vertex?, fragment?, false)?;
        for program in [&given.vertex, &given.fragment] {
            let Code::Spirv(words) = &program.code else {
                continue;
            };
            let shared = words::shared_bindings(words);
            let mut used = program.resources.iter();
            if used.any(|each| shared.contains(&(each.group, each.binding))) {
                return Err("two resources have one binding".to_owned());
            }
        }
        Ok(given)
    }

    /// The shaders as given with another text, for WGSL.
    ///
    /// # Errors
    ///
    /// What naga says of the text.
    pub fn changed(
        &self,
        stages: &Stages<'_>,
        change: impl Fn(&str) -> String,
    ) -> Result<Pipeline, String> {
        let [vertex, fragment] = [&stages.vertex, &stages.fragment].map(|stage| {
            let (case, subject) = stage.as_ref()?;
            Some(route::as_given(case, subject).map(|mut program| {
                if let Code::Wgsl(text) = &mut program.code {
                    *text = change(text);
                }
                program
            }))
        });
        self.join("changed", vertex.transpose()?, fragment.transpose()?, false)
    }

    /// The shaders at the end of a route.
    ///
    /// # Errors
    ///
    /// What the toolchain or an outside compiler says on the way.
    pub fn follow(&self, stages: &Stages<'_>, route: &Route) -> Result<Pipeline, Stop> {
        let [vertex, fragment] = [&stages.vertex, &stages.fragment].map(|stage| {
            stage
                .as_ref()
                .map(|(case, subject)| route::follow(case, subject, route))
                .transpose()
        });
        let flips = stages
            .vertex
            .as_ref()
            .is_some_and(|(case, _)| case.settings.draw.adjust && flips(case.language, route));
        Ok(self.join(route.name, vertex?, fragment?, flips)?)
    }
}

/// Whether the y coordinate changes its sign on the way, when the toolchain adjusts it: whenever
/// it reads or writes SPIR-V, and when it writes GLSL.
fn flips(language: Language, route: &Route) -> bool {
    let mut flips = matches!(language, Language::Spirv | Language::SpirvAssembly);
    for (step, index) in route.steps.iter().zip(1..) {
        let is_read = index < route.steps.len();
        flips ^= match step {
            // Written and read again, which is the same twice.
            TargetLanguage::Spirv => !is_read,
            TargetLanguage::Glsl => true,
            _ => false,
        };
    }
    flips
}

/// The program with its resources where the source has them; what is not from there is in groups
/// of the harness, so that two stages stay out of each other's way.
fn settled(mut program: Program, stage: Stage) -> Result<Program, String> {
    let (first, compiled_as) = match stage {
        Stage::Vertex => (0, ShaderStage::Vertex),
        _ => (OWN, ShaderStage::Fragment),
    };
    wgsl::compile(&mut program, compiled_as)?;
    let mut places = BTreeMap::new();
    for (each, index) in program.resources.iter_mut().zip(first..) {
        let place: Origin = match (each.ty, each.origin) {
            (BindingType::Sampler(_), _) => (SAMPLERS, index),
            (_, CAPTURE) => CAPTURE_PLACE,
            (_, (u32::MAX, number)) => (ADDED, first + number),
            (_, origin) if origin.0 >= SAMPLERS => {
                return Err(format!(
                    "the harness has the group of {origin:?} for itself"
                ));
            }
            (_, origin) => origin,
        };
        places.insert((each.group, each.binding), place);
        (each.group, each.binding) = place;
    }
    if let Code::Spirv(words) = &mut program.code {
        words::rebind(words, &places);
    }
    Ok(program)
}

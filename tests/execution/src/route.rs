//! Programs to run, made of a shader: one as given, and one for each way through the toolchain.

use std::collections::BTreeMap;

use naga_toolchain::emit::{self, Content, Output};
use naga_toolchain::options::Options;
use naga_toolchain::options::binding::GlslResource;
use naga_toolchain::options::version::BindingMode;
use naga_toolchain::source::{Language, Source, Stage, guess};
use naga_toolchain::spirv_text;
use naga_toolchain::target::{TargetLanguage, TargetVersion};
use wgpu::{BindingType, SamplerBindingType};

use crate::case::{self, Case};
use crate::data::Origin;
use crate::subject::{Place, Places, Subject, extension, said};
use crate::tools::Blocks;
use crate::{apart, dxc, glsl, hlsl, tools, words};

/// A way through the toolchain: the languages a shader becomes, one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// What messages call it.
    pub name: &'static str,
    /// The languages.
    pub steps: &'static [TargetLanguage],
}

/// Every way that a shader goes, whatever its language.
pub const ROUTES: &[Route] = &[
    Route {
        name: "to WGSL",
        steps: &[TargetLanguage::Wgsl],
    },
    Route {
        name: "to SPIR-V",
        steps: &[TargetLanguage::Spirv],
    },
    Route {
        name: "to GLSL",
        steps: &[TargetLanguage::Glsl],
    },
    Route {
        name: "to HLSL",
        steps: &[TargetLanguage::Hlsl],
    },
    Route {
        name: "to SPIR-V to WGSL",
        steps: &[TargetLanguage::Spirv, TargetLanguage::Wgsl],
    },
    Route {
        name: "to GLSL to WGSL",
        steps: &[TargetLanguage::Glsl, TargetLanguage::Wgsl],
    },
    Route {
        name: "to SPIR-V to HLSL",
        steps: &[TargetLanguage::Spirv, TargetLanguage::Hlsl],
    },
    Route {
        name: "to HLSL to WGSL",
        steps: &[TargetLanguage::Hlsl, TargetLanguage::Wgsl],
    },
    Route {
        name: "to WGSL to SPIR-V to WGSL",
        steps: &[
            TargetLanguage::Wgsl,
            TargetLanguage::Spirv,
            TargetLanguage::Wgsl,
        ],
    },
];

/// What the GPU is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// WGSL, which wgpu compiles.
    Wgsl(String),
    /// SPIR-V, which goes to the driver as it is.
    Spirv(Vec<u32>),
}

/// A resource of a program.
#[derive(Clone, Debug)]
pub struct Bound {
    /// Group in the program.
    pub group: u32,
    /// Binding in the program.
    pub binding: u32,
    /// Where the source has it.
    pub origin: Origin,
    /// What the layout says of it.
    pub ty: BindingType,
    /// Where it has the numbers of the immediates, for the block that loose uniforms of OpenGL become.
    pub loose: Vec<usize>,
}

/// A program with what binds it.
#[derive(Clone, Debug)]
pub struct Program {
    /// How it came to be.
    pub route: String,
    /// The code.
    pub code: Code,
    /// The entry point in it.
    pub entry_point: String,
    /// Values of overrides that are still open.
    pub constants: Vec<(String, f64)>,
    /// Its resources.
    pub resources: Vec<Bound>,
    /// Bytes of immediates.
    pub immediate_size: u32,
}

impl Program {
    /// Takes SPIR-V words, with textures and samplers apart: wgpu binds none that are joined.
    ///
    /// # Errors
    ///
    /// What SPIRV-Tools says of them.
    pub fn take_words(&mut self, words: Vec<u32>) -> Result<(), String> {
        let apart::Apart { words, samplers } = apart::take_apart(words)?;
        for sampler in samplers {
            let ty = if sampler.compares {
                SamplerBindingType::Comparison
            } else {
                SamplerBindingType::Filtering
            };
            self.resources.push(Bound {
                group: sampler.place.0,
                binding: sampler.place.1,
                origin: sampler.place,
                ty: BindingType::Sampler(ty),
                loose: Vec::new(),
            });
        }
        self.code = Code::Spirv(words);
        Ok(())
    }

    /// The code as text, to be read by people.
    #[must_use]
    pub fn shown(&self) -> String {
        match &self.code {
            Code::Wgsl(text) => text.clone(),
            Code::Spirv(words) => {
                spirv_text::disassemble(words, &spirv_text::DisassembleOptions::default())
                    .unwrap_or_else(|error| error.to_string())
            }
        }
    }
}

/// The options with which the toolchain treats a case.
///
/// # Errors
///
/// An option of the case that there is not.
pub fn options(case: &Case) -> Result<Options, String> {
    let mut options = next_options(case)?;
    options.transform.overrides = case.settings.overrides.clone();
    Ok(options)
}

/// The program without the toolchain: WGSL through wgpu, all else by outside compilers.
///
/// # Errors
///
/// What the outside compiler says.
pub fn as_given(case: &Case, subject: &Subject) -> Result<Program, String> {
    let settings = &case.settings;
    let mut program = Program {
        route: "as given".to_owned(),
        code: Code::Wgsl(String::new()),
        entry_point: subject.entry_point()?.name.clone(),
        constants: Vec::new(),
        resources: subject.resources(None)?,
        immediate_size: subject.immediate_size()?,
    };
    let (text, language) = match &settings.twin {
        None => (subject.source.as_text().to_owned(), case.language),
        Some(twin) => {
            let path = case::root().join(twin);
            let (language, _) = guess(&path.to_string_lossy());
            let text = std::fs::read_to_string(&path)
                .map_err(|error| format!("{}: {error}", path.display()))?;
            (
                text,
                language.ok_or("no language has the extension of the twin")?,
            )
        }
    };
    let text = text.as_str();
    let mut words = match language {
        Language::Wgsl => {
            program.code = Code::Wgsl(for_wgpu(text));
            // A twin has what the values make of the shader.
            let given = settings.twin.is_none().then_some(&settings.overrides);
            program.constants = given
                .into_iter()
                .flatten()
                .map(|(key, value)| (key.clone(), *value))
                .collect();
            return Ok(program);
        }
        Language::Glsl => {
            tools::glslang(text, extension(subject.stage), &settings.reference_defines)?
        }
        Language::Hlsl => dxc::compile(
            text,
            &hlsl::profile(subject.stage, None),
            &program.entry_point,
        )?,
        Language::SpirvAssembly => tools::spirv_as(text)?,
        Language::Spirv => words::from_bytes(subject.source.as_bytes())?,
    };
    words::forget_language(&mut words);
    let blocks = match language {
        Language::Hlsl => Blocks::Packed,
        _ => Blocks::Scalar,
    };
    tools::spirv_val(&words, blocks)?;
    if !words::shared_bindings(&words).is_empty() {
        let named = subject.reflection.bindings.iter().filter_map(|each| {
            let name = each.name.clone()?;
            Some((name, (each.group, each.binding)))
        });
        words::move_apart(&mut words, &named.collect());
    }
    words::specialise(&mut words, &ids(case, subject)?)?;
    program.take_words(words)?;
    Ok(program)
}

/// The values of specialisation constants by their ids.
fn ids(case: &Case, subject: &Subject) -> Result<BTreeMap<u32, f64>, String> {
    case.settings
        .overrides
        .iter()
        .map(|(key, value)| {
            let id = subject
                .reflection
                .overrides
                .iter()
                .find(|each| each.key == *key || each.name.as_ref() == Some(key))
                .and_then(|each| each.id)
                // One that the toolchain has made an ordinary constant is no override any more.
                .or_else(|| key.parse().ok())
                .ok_or_else(|| format!("no override {key}"))?;
            Ok((u32::from(id), *value))
        })
        .collect()
}

/// Why there is no program at the end of a route.
#[derive(Clone, Debug)]
pub enum Stop {
    /// The toolchain does not read what it wrote, or not for this target: nothing wrong is run.
    Declined(String),
    /// The toolchain does not write the first language of the route.
    Unwritten(String),
    /// A fault.
    Wrong(String),
}

impl From<String> for Stop {
    fn from(what: String) -> Self {
        Self::Wrong(what)
    }
}

impl From<&str> for Stop {
    fn from(what: &str) -> Self {
        Self::Wrong(what.to_owned())
    }
}

/// The program at the end of a route.
///
/// # Errors
///
/// What the toolchain or an outside compiler says on the way.
pub fn follow(case: &Case, subject: &Subject, route: &Route) -> Result<Program, Stop> {
    let mut read: Option<Subject> = None;
    let mut places: Places = subject
        .reflection
        .bindings
        .iter()
        .map(|each| (each.group, each.binding))
        .map(|here| Place {
            here,
            there: here,
            origin: here,
        })
        .collect();
    let mut last: Option<Product> = None;
    for (language, step) in route.steps.iter().zip(1..) {
        if let Some(Product {
            language,
            content,
            entry_point,
            ..
        }) = last.take()
        {
            let name = format!("{}.{}", case.name, language.name());
            let source = source_of(&name, subject.stage, language, content)?;
            let mut options = next_options(case)?;
            if language == TargetLanguage::Hlsl {
                options.transform.entry_point = Some(entry_point.clone());
            }
            let entry_point = (language != TargetLanguage::Glsl).then_some(entry_point.as_str());
            let next = Subject::read_stage(source, subject.stage, entry_point, &options)
                .map_err(|error| Stop::Declined(format!("reading {language} again: {error}")))?;
            for place in &mut places {
                place.here = place.there;
            }
            read = Some(next);
        }
        let from = read.as_ref().unwrap_or(subject);
        let is_last = step == route.steps.len();
        let output = write(case, from, *language, is_last).map_err(|error| match read {
            Some(_) => Stop::Declined(format!("writing {language} again: {error}")),
            None => Stop::Unwritten(error),
        })?;
        place(&output, &mut places);
        if *language == TargetLanguage::Hlsl {
            places.extend(hlsl::added(from).map(|(there, origin)| Place {
                here: there,
                there,
                origin,
            }));
        }
        let entry_point = output
            .entry_points
            .iter()
            .find(|each| {
                Ok(&each.name) == from.entry_point().map(|each| &each.name).as_ref().copied()
            })
            .map(|each| each.emitted_name.clone())
            .ok_or("the entry point is not in the product")?;
        last = Some(Product {
            language: *language,
            version: output.version,
            content: output.content,
            entry_point,
        });
    }
    let from = read.as_ref().unwrap_or(subject);
    let Product {
        language,
        version,
        content,
        entry_point,
    } = last.ok_or("a route without steps")?;
    let mut program = Program {
        route: route.name.to_owned(),
        code: Code::Wgsl(String::new()),
        entry_point,
        constants: Vec::new(),
        resources: from.resources(Some(&places))?,
        immediate_size: from.immediate_size()?,
    };
    program.resources.retain(|each| each.group < FIRST_MISSING);
    match (language, content) {
        (TargetLanguage::Wgsl, Content::Text(text)) => {
            // wgpu holds the layout against what the text declares.
            let source = source_of(
                &case.name,
                subject.stage,
                language,
                Content::Text(text.clone()),
            )?;
            let product = Subject::read_stage(
                source,
                subject.stage,
                Some(&program.entry_point),
                &next_options(case)?,
            )
            .map_err(|error| format!("reading the WGSL of {}:\n{error}\n{text}", case.name))?;
            for place in &mut places {
                place.here = place.there;
            }
            program.resources = product.resources(Some(&places))?;
            program.code = Code::Wgsl(for_wgpu(&text));
        }
        (TargetLanguage::Spirv, Content::Words(mut words)) => {
            // SPIRV-Tools that are older than WGSL's number know none of it.
            words::forget_language(&mut words);
            tools::spirv_val(&words, Blocks::Scalar)?;
            program.take_words(words)?;
        }
        (TargetLanguage::Glsl, Content::Text(text)) => {
            let further = further(&places, &program.resources);
            program.resources.extend(further);
            // Samplers are part of their textures.
            program
                .resources
                .retain(|each| !matches!(each.ty, BindingType::Sampler(_)));
            let text = glsl::for_vulkan(&text, subject.first_immediate()?);
            let words = tools::glslang(&text, extension(subject.stage), &[])
                .map_err(|error| format!("{error}\n{text}"))?;
            program.take_words(words)?;
        }
        (TargetLanguage::Hlsl, Content::Text(_)) if !dxc::is_here() => {
            return Err(Stop::Declined("no compiler of HLSL is here".to_owned()));
        }
        (TargetLanguage::Hlsl, Content::Text(text)) => {
            let profile = hlsl::profile(subject.stage, version);
            hlsl::bind(&mut program, from, &text)?;
            let words = dxc::compile(&text, &profile, &program.entry_point)
                .map_err(|error| format!("{error}\n{text}"))?;
            program.take_words(words)?;
        }
        (language, _) => return Err(format!("{language} cannot be run").into()),
    }
    Ok(program)
}

/// What a step wrote.
struct Product {
    language: TargetLanguage,
    version: Option<TargetVersion>,
    content: Content,
    entry_point: String,
}

/// WGSL without the directive that wgpu's naga does not take, though it has what it enables.
fn for_wgpu(text: &str) -> String {
    text.replace("enable subgroups;", "")
}

/// Options for what the toolchain wrote itself: overrides have their values by then.
fn next_options(case: &Case) -> Result<Options, String> {
    let mut options = Options::default();
    options.set_coordinate_space(case.settings.draw.adjust);
    for (key, value) in &case.settings.options {
        let (section, field) = key.split_once('.').unwrap_or((key, ""));
        options
            .set(section, field, value)
            .map_err(|error| error.to_string())?;
    }
    Ok(options)
}

fn source_of(
    name: &str,
    stage: Stage,
    language: TargetLanguage,
    content: Content,
) -> Result<Source, String> {
    Ok(match (language, content) {
        (TargetLanguage::Wgsl, Content::Text(text)) => Source::text(name, Language::Wgsl, text),
        (TargetLanguage::Glsl, Content::Text(text)) => {
            Source::text(format!("{name}.{}", extension(stage)), Language::Glsl, text)
        }
        (TargetLanguage::Hlsl, Content::Text(text)) => {
            let stage = match stage {
                Stage::Vertex => "vs",
                Stage::Fragment => "ps",
                _ => "cs",
            };
            Source::text(format!("{name}.{stage}.hlsl"), Language::Hlsl, text)
        }
        (TargetLanguage::Spirv, content) => Source::binary(name, content.to_bytes().into_owned()),
        (language, _) => return Err(format!("{language} is not read back")),
    })
}

fn write(
    case: &Case,
    from: &Subject,
    language: TargetLanguage,
    is_last: bool,
) -> Result<Output, String> {
    let mut options = options(case)?;
    if from.reflection.overrides.is_empty() {
        options.transform.overrides.clear();
    }
    if language == TargetLanguage::Glsl {
        // Vulkan counts all resources together, OpenGL those of each kind.
        options.transform.bindings = BindingMode::Auto;
        options.glsl.binding_map = from
            .reflection
            .bindings
            .iter()
            // A texture has a unit for each of its samplers.
            .zip((0..).step_by(4))
            .map(|(each, unit)| GlslResource {
                group: each.group,
                binding: each.binding,
                unit,
            })
            .collect();
    }
    if language == TargetLanguage::Glsl && from.stage == Stage::Vertex && is_last {
        glsl::draw_parameters(&mut options, case.settings.draw.adjust)?;
    }
    if language == TargetLanguage::Hlsl {
        hlsl::number(from, &mut options);
    }
    let mut output = emit::emit(&from.checked, language, Some(from.index), &options)
        .map_err(|failure| said(&failure))?;
    if let (TargetLanguage::Glsl, Content::Text(text)) = (language, &mut output.content) {
        *text = glsl::lifted(text, &output.slots);
    }
    if let (TargetLanguage::Hlsl, Content::Text(text)) = (language, &mut output.content) {
        *text = hlsl::for_vulkan(text, from);
    }
    Ok(output)
}

/// The group, in a source, of what is a further variable of a resource in a product.
const FURTHER: u32 = u32::MAX;

/// Notes where an output has its resources.
fn place(output: &Output, places: &mut Places) {
    let mut further = Places::new();
    for place in places.iter_mut() {
        let mut slots = output
            .slots
            .iter()
            .filter(|slot| (slot.group, slot.binding) == (Some(place.here.0), Some(place.here.1)))
            .map(|slot| (slot.space.unwrap_or_default(), slot.index));
        place.there = slots.next().unwrap_or(missing(output.language, place.here));
        // In GLSL a texture is a variable for each of its samplers.
        if output.language == TargetLanguage::Glsl {
            further.extend(slots.map(|there| Place {
                here: (FURTHER, there.1),
                there,
                origin: place.origin,
            }));
        }
    }
    places.extend(further);
}

/// What is bound to further variables of resources.
fn further(places: &Places, resources: &[Bound]) -> Vec<Bound> {
    places
        .iter()
        .filter(|place| place.here.0 == FURTHER)
        .filter_map(|place| {
            let same = resources.iter().find(|each| each.origin == place.origin)?;
            Some(Bound {
                group: place.there.0,
                binding: place.there.1,
                ..same.clone()
            })
        })
        .collect()
}

/// The place of what has no slot: samplers are part of their textures in GLSL, what is not used is
/// not written at all, and where the target numbers anew, others may come to stand where they were.
const fn missing(language: TargetLanguage, here: Origin) -> Origin {
    match language {
        TargetLanguage::Glsl | TargetLanguage::Hlsl => {
            (FIRST_MISSING.saturating_add(here.0), here.1)
        }
        _ => here,
    }
}

/// The first group of places that no product has.
const FIRST_MISSING: u32 = u32::MAX / 2;

//! Foreign shaders: run as given and after every route, without a file beside them.
//!
//! A failure of the harness on a shader of our own is a fault. Of a foreign shader little is
//! known: it may be none for a run at all, which is told and not counted.

use std::fmt;
use std::path::Path;

use naga_toolchain::options::Options;
use naga_toolchain::source::{Language, Stage, guess};
use wgpu::BindingType;

use crate::case::{self, Case, Distribution, Settings};
use crate::check::{self, Ran};
use crate::data::{self, BufferData};
use crate::gpu::Gpu;
use crate::random::Random;
use crate::route::{self, Bound, Code, Program, ROUTES, Route, Stop};
use crate::subject::{self, Subject};
use crate::words;

/// What became of a shader on a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It left the same.
    Same,
    /// The toolchain does not take it.
    Declined,
    /// It says nothing: it cannot be run as given, or not twice alike.
    Unfit,
    /// It left something else.
    Different,
    /// The toolchain gave up, or an outside compiler or the driver refused its product.
    Failed,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 5] = [
        Self::Same,
        Self::Declined,
        Self::Unfit,
        Self::Different,
        Self::Failed,
    ];

    /// The word for it; what must not be is written large.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Declined => "declined",
            Self::Unfit => "unfit",
            Self::Different => "DIFFERENT",
            Self::Failed => "FAILED",
        }
    }

    /// The verdict that this word is for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|each| each.word() == word)
    }
}

/// What is run as given.
pub const AS_GIVEN: &str = "as given";

/// In the names of files that are run as given instead of the one beside them.
const TWIN: &str = ".twin.";

/// What DXC says of functions that it has in DXIL and not in SPIR-V: the bits of 16-bit numbers.
const UNWRITTEN_BY_DXC: &str = "intrinsic function unimplemented";

/// Something to tell of a shader.
#[derive(Clone, Debug)]
pub struct Told {
    /// The entry point, or nothing before it is known.
    pub entry_point: String,
    /// The route.
    pub route: String,
    /// The verdict, or nothing when the route begins.
    pub verdict: Option<Verdict>,
    /// Why.
    pub why: String,
}

/// How everything is run.
#[derive(Clone, Debug)]
pub struct Manner {
    /// Workgroups.
    pub groups: [u32; 3],
    /// Which kind of numbers is given.
    pub distribution: Distribution,
    /// Elements of runtime-sized arrays: more than the small numbers that are given, which may
    /// be indices.
    pub elements: usize,
    /// Options of the toolchain, as `Settings` has them.
    pub options: Vec<(String, String)>,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            groups: [1, 1, 1],
            distribution: Distribution::Small,
            elements: 256,
            options: Vec::new(),
        }
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = self.verdict.map_or("begins", Verdict::word);
        // One line: what compilers say has many.
        let why = self.why.replace(['\n', '\t'], " ");
        write!(f, "{word}\t{}\t{}\t{why}", self.entry_point, self.route)
    }
}

impl Told {
    /// What was told in a line.
    #[must_use]
    pub fn from_line(line: &str) -> Option<Self> {
        let mut parts = line.splitn(4, '\t');
        let verdict = Verdict::from_word(parts.next()?);
        let mut part = || parts.next().map(str::to_owned);
        Some(Self {
            entry_point: part()?,
            route: part()?,
            verdict,
            why: part()?,
        })
    }
}

/// Whether a file may have something to run in it.
#[must_use]
pub fn is_shader(path: &Path) -> bool {
    let name = path.to_string_lossy();
    // What is run in the place of another.
    if name.contains(TWIN) {
        return false;
    }
    match guess(&name) {
        (Some(Language::Glsl), stage) => stage == Some(Stage::Compute),
        (Some(Language::Hlsl), stage) => stage.is_none_or(|stage| stage == Stage::Compute),
        (language, _) => language.is_some(),
    }
}

/// Runs every compute entry point of a file, and tells what comes of it.
pub fn file(gpu: &Gpu, path: &Path, manner: &Manner, tell: &mut dyn FnMut(Told)) {
    let mut case = Case {
        // Numbers are made of the name: the folder shall not change them.
        name: path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        path: path.to_owned(),
        language: Language::Wgsl,
        settings: Settings::default(),
    };
    let mut say = |entry_point: &str, route: &str, verdict: Option<Verdict>, why: String| {
        tell(Told {
            entry_point: entry_point.to_owned(),
            route: route.to_owned(),
            verdict,
            why,
        });
    };
    say("", "reading", None, String::new());
    let (Some(language), _) = guess(&case.name) else {
        let why = "no language has this extension".to_owned();
        return say("", "reading", Some(Verdict::Unfit), why);
    };
    case.language = language;
    case.settings = match settings(path, manner) {
        Ok(settings) => settings,
        Err(why) => return say("", "reading", Some(Verdict::Failed), why),
    };
    let names = subject::source(&case)
        .and_then(|source| subject::entry_points(&source, Stage::Compute, &Options::default()));
    let names = match names {
        Ok(names) => names,
        Err(why) => return say("", "reading", Some(declined(&why)), why),
    };
    for name in names {
        case.settings.entry_point = Some(name.clone());
        let mut say = |route: &str, verdict, why| say(&name, route, verdict, why);
        say(AS_GIVEN, None, String::new());
        let (subject, ran) = match as_given(gpu, &case, manner) {
            Ok(given) => given,
            Err(why) => {
                say(AS_GIVEN, Some(Verdict::Unfit), why);
                continue;
            }
        };
        routes(gpu, &case, &subject, &ran, &mut say);
    }
}

/// The settings of a file: those beside it, and where they say nothing, those of the sweep.
fn settings(path: &Path, manner: &Manner) -> Result<Settings, String> {
    let mut settings = case::beside(path)?;
    settings.groups = settings.groups.or(Some(manner.groups));
    settings.elements = settings.elements.or(Some(manner.elements));
    settings.distributions = Some(vec![manner.distribution]);
    settings.options.extend(manner.options.iter().cloned());
    if let (Some(twin), Some(folder)) = (&mut settings.twin, path.parent()) {
        let folder = folder.canonicalize().map_err(|error| error.to_string())?;
        *twin = folder.join(&twin);
    }
    Ok(settings)
}

/// A refusal is fine, an end of the toolchain is not.
fn declined(why: &str) -> Verdict {
    if why.contains("internal") {
        Verdict::Failed
    } else {
        Verdict::Declined
    }
}

/// Why a program is not run, which is no fault of the toolchain.
fn beyond(program: &Program, ran: &Ran) -> Option<String> {
    let (_, inputs, _) = ran.runs.first()?;
    let is_short = |data: &BufferData| data.leaves.iter().any(|leaf| leaf.scalar.size() == 2);
    if program.route.contains("HLSL") && inputs.buffers.values().any(is_short) {
        return Some(
            "DXC 1.7 and glslang take 16-bit numbers in buffers for wider ones".to_owned(),
        );
    }
    let is_given = |bound: &Bound| match bound.ty {
        BindingType::StorageTexture { format, .. } => inputs
            .textures
            .get(&bound.origin)
            .is_none_or(|data| data.format == format),
        _ => true,
    };
    let has_all = program.resources.iter().all(is_given);
    (!has_all).then(|| "a language on the way has no such texels".to_owned())
}

/// The run as given; what makes the shader unfit is the error.
fn as_given(gpu: &Gpu, case: &Case, manner: &Manner) -> Result<(Subject, Ran), String> {
    let entry_point = case.settings.entry_point.as_deref();
    let subject = Subject::read(subject::source(case)?, entry_point, &route::options(case)?)?;
    let given = route::as_given(case, &subject)?;
    if let Code::Spirv(words) = &given.code
        && words::shares_numbers(words)
    {
        return Err("two resources have the same numbers".to_owned());
    }
    let inputs = data::invent(
        &subject.reflection,
        subject.entry_point()?,
        &case.settings,
        manner.distribution,
        &mut Random::new(&case.name, 1),
    )?;
    let run = || gpu.prepare(&given)?.run(&inputs);
    let outputs = run()?;
    check::unchanged(&inputs, &outputs)?;
    if run()? != outputs {
        return Err("a second run left something else".to_owned());
    }
    let ran = Ran {
        runs: vec![(manner.distribution, inputs, outputs)],
        routes: Vec::new(),
        declined: Vec::new(),
        healed: Vec::new(),
    };
    Ok((subject, ran))
}

fn routes(
    gpu: &Gpu,
    case: &Case,
    subject: &Subject,
    ran: &Ran,
    say: &mut dyn FnMut(&str, Option<Verdict>, String),
) {
    let mut seen = Vec::new();
    let taken = |route: &&Route| case.settings.takes(route.name);
    for route in ROUTES.iter().filter(taken) {
        say(route.name, None, String::new());
        let program = match route::follow(case, subject, route) {
            Ok(program) => program,
            Err(Stop::Declined(why) | Stop::Unwritten(why)) => {
                say(route.name, Some(declined(&why)), why);
                continue;
            }
            Err(Stop::Wrong(why)) if why.contains(UNWRITTEN_BY_DXC) => {
                say(route.name, Some(Verdict::Unfit), why);
                continue;
            }
            Err(Stop::Wrong(why)) => {
                say(route.name, Some(Verdict::Failed), why);
                continue;
            }
        };
        if let Some(why) = beyond(&program, ran) {
            say(route.name, Some(Verdict::Unfit), why);
            continue;
        }
        let known = seen
            .iter()
            .find(|(code, _)| *code == program.code)
            .map(|(_, held): &(_, (Verdict, String))| held.clone());
        let held = known.unwrap_or_else(|| match gpu.prepare(&program) {
            Err(why) => (Verdict::Failed, why),
            Ok(ready) => match ran
                .runs
                .iter()
                .try_for_each(|(_, inputs, _)| ready.run(inputs).map(drop))
            {
                Err(why) => (Verdict::Failed, why),
                Ok(()) => match check::hold(gpu, case, &program, ran) {
                    Ok(()) => (Verdict::Same, String::new()),
                    Err(why) => (Verdict::Different, why),
                },
            },
        });
        seen.push((program.code, held.clone()));
        say(route.name, Some(held.0), held.1);
    }
}

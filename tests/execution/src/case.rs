//! What is run: a shader and the file beside it that says with what.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use naga_toolchain::source::{Language, guess};
use serde::Deserialize;

/// How the numbers are chosen that a shader reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Distribution {
    /// Integers from 0 (or -16) to 63, floats from -4 to 4 in steps of 1/64.
    Small,
    /// All bits of integers with their edges, floats of every ordinary size.
    Wide,
    /// Zeros of both signs, ones, the largest and smallest numbers.
    Edges,
    /// Integers from 0 to 3, floats from -1 to 1, matrices near the identity: what keeps positions
    /// on the screen and indices in their arrays.
    Unit,
}

/// The file beside a shader: what cannot be told from the shader.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The shader, from the root of the workspace; for shaders that are kept elsewhere.
    pub source: Option<PathBuf>,
    /// The entry point; needed when there are several.
    pub entry_point: Option<String>,
    /// Workgroups along x, y and z.
    pub groups: Option<[u32; 3]>,
    /// Elements of runtime-sized arrays.
    pub elements: Option<usize>,
    /// Elements of one runtime-sized array, by the name of the variable.
    pub elements_of: BTreeMap<String, usize>,
    /// Which kinds of numbers are given; without it small and wide ones.
    pub distributions: Option<Vec<Distribution>>,
    /// Smallest and largest number, by `variable.member.member`, without indices.
    pub ranges: BTreeMap<String, [f64; 2]>,
    /// Values of overrides (specialisation constants), by their key.
    pub overrides: BTreeMap<String, f64>,
    /// Options of the toolchain, by `section.field`, with values as the command line takes them.
    pub options: BTreeMap<String, String>,
    /// Units in the last place that floats may differ, instead of 2, with the reason.
    pub ulp: Option<Tolerance>,
    /// Routes that are not taken, with the reason.
    pub without: BTreeMap<String, String>,
    /// Routes on which the meaning is known to change, or `every route`, with the reason. What
    /// no longer changes is told, so that the entry can go.
    pub faults: BTreeMap<String, String>,
    /// A shader that means the same, from the root of the workspace, which is run as given: for
    /// what no outside compiler here reads.
    pub twin: Option<PathBuf>,
    /// Definitions with which the outside compiler reads GLSL for the run as given; the
    /// toolchain reads the source without them.
    pub reference_defines: Vec<String>,
    /// The only routes that are taken; without it all of them.
    pub routes: Option<Vec<String>>,
    /// For shaders that draw.
    pub draw: Draw,
}

/// What is drawn, and how.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Draw {
    /// The entry point of the vertex stage; needed when there are several.
    pub vertex: Option<String>,
    /// The entry point of the fragment stage.
    pub fragment: Option<String>,
    /// The stage that is drawn with one of the harness, where the file has both: `vertex`, `fragment`.
    pub only: Option<String>,
    /// The fragment shader of a borrowed vertex shader, from the root of the workspace.
    pub with: Option<PathBuf>,
    /// Vertices of a draw.
    pub vertices: Option<u32>,
    /// Instances of a draw.
    pub instances: Option<u32>,
    /// Number of the first vertex.
    pub first_vertex: u32,
    /// Number of the first instance.
    pub first_instance: u32,
    /// `points`, `lines` or `triangles`; without it points for vertex shaders alone.
    pub topology: Option<String>,
    /// Whether samplers filter: without it they take the nearest texel, which leaves no room for
    /// different rounding.
    pub linear: bool,
    /// Samples of a pixel, where the shaders do not tell by themselves that they need several.
    pub samples: Option<u32>,
    /// Whether a depth test against 0.5 throws fragments away.
    pub depth_test: bool,
    /// Whether a vertex shader alone keeps its positions as a varying, and draws each vertex at a pixel of
    /// its own: nothing is cut off then.
    pub positions: bool,
    /// Texels of a row of textures, and their rows: 16, or enough for every pixel.
    pub texels: Option<u32>,
    /// Whether the toolchain adjusts the coordinate space, as it does when it is not told.
    pub adjust: bool,
}

/// A difference that is allowed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    /// Units in the last place.
    pub most: u64,
    /// Numbers this close are equal as well: where a result is a difference of larger ones.
    #[serde(default)]
    pub absolute: f64,
    /// Why.
    pub because: String,
}

impl Settings {
    /// Whether a route is taken.
    #[must_use]
    pub fn takes(&self, route: &str) -> bool {
        let is_named = |names: &Vec<String>| names.iter().any(|name| name == route);
        !self.without.contains_key(route) && self.routes.as_ref().is_none_or(is_named)
    }
}

/// A shader to run.
#[derive(Clone, Debug)]
pub struct Case {
    /// What messages call it: the path from the root of the workspace.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// Its language.
    pub language: Language,
    /// The file beside it.
    pub settings: Settings,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Borrowed {
    case: Vec<Settings>,
}

/// The root of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every case: the shaders of this folder and the borrowed ones, in order of their names.
///
/// # Errors
///
/// A file that cannot be read or is not understood.
pub fn all() -> Result<Vec<Case>, String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut cases = Vec::new();
    for folder in ["wgsl", "glsl", "spirv", "hlsl"] {
        let folder = here.join("shaders").join(folder);
        let entries = fs::read_dir(&folder).map_err(|error| format!("{folder:?}: {error}"))?;
        for entry in entries {
            let path = entry.map_err(|error| error.to_string())?.path();
            if path.extension().is_some_and(|each| each == "toml") {
                continue;
            }
            cases.push(case(&path, beside(&path)?)?);
        }
    }
    let list = here.join("borrowed.toml");
    let text = fs::read_to_string(&list).map_err(|error| format!("{list:?}: {error}"))?;
    let borrowed: Borrowed = toml::from_str(&text).map_err(|error| format!("{list:?}: {error}"))?;
    for settings in borrowed.case {
        let path = settings
            .source
            .clone()
            .ok_or_else(|| format!("{list:?}: a case has no `source`"))?;
        cases.push(case(&root().join(path), settings)?);
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(cases)
}

/// The settings in the file beside a shader, where there is one.
///
/// # Errors
///
/// A file that is not understood.
pub fn beside(path: &Path) -> Result<Settings, String> {
    let mut beside = path.to_owned().into_os_string();
    beside.push(".toml");
    match fs::read_to_string(&beside) {
        Ok(text) => toml::from_str(&text).map_err(|error| format!("{beside:?}: {error}")),
        Err(_) => Ok(Settings::default()),
    }
}

pub(crate) fn case(path: &Path, settings: Settings) -> Result<Case, String> {
    let base = root();
    let base = base.canonicalize().map_err(|error| error.to_string())?;
    let path = path
        .canonicalize()
        .map_err(|error| format!("{path:?}: {error}"))?;
    let mut name = path
        .strip_prefix(&base)
        .map_err(|error| error.to_string())?
        .to_string_lossy()
        .replace('\\', "/");
    let (Some(language), _) = guess(&name) else {
        return Err(format!("{name}: no language has this extension"));
    };
    if let Some(entry_point) = &settings.entry_point {
        name = format!("{name}:{entry_point}");
    }
    Ok(Case {
        name,
        path,
        language,
        settings,
    })
}

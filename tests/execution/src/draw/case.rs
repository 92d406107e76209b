//! What is drawn: a vertex shader, a fragment shader or both, and the file beside it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use naga_toolchain::source::{Stage, guess};
use serde::Deserialize;

use crate::case::{Case, Settings, case, root};
use crate::route;
use crate::subject::{self, Subject};

/// Shaders that are drawn together.
#[derive(Clone, Debug)]
pub struct DrawCase {
    /// What messages call it.
    pub name: String,
    /// The files; of a vertex and a fragment shader that are kept apart the former is the first.
    pub files: Vec<Case>,
    /// The file beside the first.
    pub settings: Settings,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Borrowed {
    case: Vec<Settings>,
}

/// The stages of a case as the toolchain reads them; none for a stage that it lacks.
#[derive(Debug)]
pub struct Stages<'a> {
    /// The vertex stage.
    pub vertex: Option<(&'a Case, Subject)>,
    /// The fragment stage.
    pub fragment: Option<(&'a Case, Subject)>,
}

impl DrawCase {
    /// A case of one file, or of a vertex and a fragment shader.
    ///
    /// # Errors
    ///
    /// A file that is not there or of no known language.
    pub fn new(paths: &[&Path], settings: &Settings) -> Result<Self, String> {
        let files = paths
            .iter()
            .map(|path| case(path, settings.clone()))
            .collect::<Result<Vec<Case>, String>>()?;
        let first = files.first().ok_or("a case without files")?;
        let draw = &settings.draw;
        let entry_points = [&draw.vertex, &draw.fragment].into_iter().flatten();
        let mut name = first.name.clone();
        for entry_point in entry_points {
            name = format!("{name}:{entry_point}");
        }
        if draw.adjust {
            name.push_str(" (adjusted)");
        }
        Ok(Self {
            name,
            settings: settings.clone(),
            files,
        })
    }

    /// A shader that is kept anywhere.
    ///
    /// # Errors
    ///
    /// A file of no known language.
    pub fn foreign(path: &Path, settings: &Settings) -> Result<Self, String> {
        let name = path.to_string_lossy().into_owned();
        let (Some(language), _) = guess(&name) else {
            return Err(format!("{name}: no language has this extension"));
        };
        let file = Case {
            name: name.clone(),
            path: path.to_owned(),
            language,
            settings: settings.clone(),
        };
        Ok(Self {
            name,
            files: vec![file],
            settings: settings.clone(),
        })
    }

    /// The same, drawn with the fragment shader that has its name: `x.frag` beside `x.vert`, `x.ps.hlsl` beside
    /// `x.vs.hlsl`. Nothing where there is none.
    ///
    /// # Errors
    ///
    /// A file of no known language.
    pub fn with_partner(path: &Path, settings: &Settings) -> Result<Option<Self>, String> {
        let name = path.to_string_lossy();
        let partner = [(".vert", ".frag"), (".vs.hlsl", ".ps.hlsl")]
            .into_iter()
            .find_map(|(vertex, fragment)| {
                Some(format!("{}{fragment}", name.strip_suffix(vertex)?))
            })
            .map(std::path::PathBuf::from)
            .filter(|partner| partner.is_file());
        let Some(partner) = partner else {
            return Ok(None);
        };
        let mut case = Self::foreign(path, settings)?;
        case.files.extend(Self::foreign(&partner, settings)?.files);
        Ok(Some(case))
    }

    /// Gives the value one to every override that has no value, as the toolchain does.
    pub fn set_open_overrides(&mut self) {
        let open: Vec<String> = match self.read() {
            Ok(stages) => [&stages.vertex, &stages.fragment]
                .into_iter()
                .flatten()
                .flat_map(|(_, subject)| &subject.reflection.overrides)
                .filter(|each| each.default.is_none() && each.default_expression.is_none())
                .map(|each| each.key.clone())
                .collect(),
            Err(_) => return,
        };
        for key in open {
            for file in &mut self.files {
                file.settings.overrides.insert(key.clone(), 1.0);
            }
            self.settings.overrides.insert(key, 1.0);
        }
    }

    /// Reads the stages.
    ///
    /// # Errors
    ///
    /// What the toolchain says of a file that it does not read.
    pub fn read(&self) -> Result<Stages<'_>, String> {
        let mut stages = Stages {
            vertex: None,
            fragment: None,
        };
        let draw = &self.settings.draw;
        let mut why = String::new();
        for file in &self.files {
            for (stage, name, entry_point, place) in [
                (Stage::Vertex, "vertex", &draw.vertex, &mut stages.vertex),
                (
                    Stage::Fragment,
                    "fragment",
                    &draw.fragment,
                    &mut stages.fragment,
                ),
            ] {
                if place.is_some() || draw.only.as_deref().is_some_and(|only| only != name) {
                    continue;
                }
                let source = subject::source(file)?;
                let read = Subject::read_stage(
                    source,
                    stage,
                    entry_point.as_deref(),
                    &route::options(file)?,
                );
                match read {
                    Ok(subject) => *place = Some((file, subject)),
                    Err(error) => why = error,
                }
            }
        }
        if stages.vertex.is_none() && stages.fragment.is_none() {
            return Err(why);
        }
        Ok(stages)
    }
}

/// The name of a file without what says its stage and language, and with what says its kind.
fn stem(path: &Path) -> (String, bool) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    for end in [".vert", ".frag", ".vs.hlsl", ".ps.hlsl"] {
        if let Some(stem) = name.strip_suffix(end) {
            let is_vertex = end.contains('v');
            return (
                format!("{stem}{}", if end.len() > 5 { " " } else { "" }),
                is_vertex,
            );
        }
    }
    (name.into_owned(), true)
}

/// Every case: those of `shaders/draw` and the borrowed ones, in order of their names.
///
/// # Errors
///
/// A file that cannot be read or is not understood.
pub fn all() -> Result<Vec<DrawCase>, String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut cases = Vec::new();
    for language in ["wgsl", "glsl", "spirv", "hlsl"] {
        let folder = here.join("shaders/draw").join(language);
        let entries = fs::read_dir(&folder).map_err(|error| format!("{folder:?}: {error}"))?;
        let mut groups: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for entry in entries {
            let path = entry.map_err(|error| error.to_string())?.path();
            if path.extension().is_none_or(|each| each != "toml") {
                groups.entry(stem(&path).0).or_default().push(path);
            }
        }
        for mut paths in groups.into_values() {
            paths.sort_by_key(|path| !stem(path).1);
            let paths: Vec<&Path> = paths.iter().map(AsRef::as_ref).collect();
            let mut beside = paths
                .first()
                .map_or_else(Default::default, |path| path.as_os_str().to_os_string());
            beside.push(".toml");
            let settings = match fs::read_to_string(&beside) {
                Ok(text) => {
                    toml::from_str(&text).map_err(|error| format!("{beside:?}: {error}"))?
                }
                Err(_) => Settings::default(),
            };
            cases.push(DrawCase::new(&paths, &settings)?);
        }
    }
    let list = here.join("borrowed_draw.toml");
    let text = fs::read_to_string(&list).map_err(|error| format!("{list:?}: {error}"))?;
    let borrowed: Borrowed = toml::from_str(&text).map_err(|error| format!("{list:?}: {error}"))?;
    for settings in borrowed.case {
        let path = settings
            .source
            .clone()
            .ok_or_else(|| format!("{list:?}: a case has no `source`"))?;
        let mut paths = vec![root().join(path)];
        paths.extend(settings.draw.with.iter().map(|path| root().join(path)));
        let paths: Vec<&Path> = paths.iter().map(AsRef::as_ref).collect();
        cases.push(DrawCase::new(&paths, &settings)?);
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(cases)
}

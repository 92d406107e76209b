//! One case, all the way: every route, each compared with what is drawn as given.

use crate::case::Distribution;
use crate::check::{EVERY_ROUTE, MOST_TOLD, Wrong};
use crate::compare;
use crate::draw::case::DrawCase;
use crate::draw::program::{Counterpart, Pipeline};
use crate::draw::render;
use crate::draw::scene::{CAPTURE, Frame, SIZE, Scene};
use crate::gpu::{Gpu, Outputs};
use crate::random::Random;
use crate::route::{ROUTES, Stop};

/// A case as it was drawn.
#[derive(Debug, Default)]
pub struct Drawn {
    /// The routes whose image was held against that of the shaders as given.
    pub routes: Vec<&'static str>,
    /// The routes that the toolchain declined, with its reason.
    pub declined: Vec<(&'static str, String)>,
    /// The routes whose first language the toolchain does not write, with its reason.
    pub unwritten: Vec<(&'static str, String)>,
    /// The routes that are named as faults and are none.
    pub healed: Vec<&'static str>,
    /// Whether a buffer has 16-bit numbers, which DXC 1.7 and glslang take for wider ones.
    pub has_short_numbers: bool,
}

/// Draws a case and tells everything that is wrong.
pub fn check(gpu: &Gpu, case: &DrawCase) -> (Option<Drawn>, Vec<Wrong>) {
    let (drawn, mut wrong) = look(gpu, case, &mut |_| ());
    // What a target lacks is named in `without`.
    for (route, what) in drawn.iter().flat_map(|drawn| &drawn.unwritten) {
        wrong.push(Wrong {
            case: case.name.clone(),
            route: (*route).to_owned(),
            what: what.clone(),
        });
    }
    (drawn, wrong)
}

/// Draws a case of which nothing is known; `begins` hears of each route before the driver does.
pub fn look(
    gpu: &Gpu,
    case: &DrawCase,
    begins: &mut dyn FnMut(&str),
) -> (Option<Drawn>, Vec<Wrong>) {
    let mut wrong = Vec::new();
    match draw(gpu, case, &mut wrong, begins) {
        Ok(drawn) => (Some(drawn), wrong),
        Err(what) => {
            wrong.push(Wrong {
                case: case.name.clone(),
                route: "as given".to_owned(),
                what,
            });
            (None, wrong)
        }
    }
}

/// What was drawn as given, with what it was drawn from.
type Runs = Vec<(Distribution, Frame, Outputs)>;

fn draw(
    gpu: &Gpu,
    case: &DrawCase,
    wrong: &mut Vec<Wrong>,
    begins: &mut dyn FnMut(&str),
) -> Result<Drawn, String> {
    let mut drawn = Drawn::default();
    let stages = match case.read() {
        Ok(stages) => stages,
        Err(why) => {
            // Whether a source is read is for other tests to say.
            drawn.declined.push(("reading", why));
            return Ok(drawn);
        }
    };
    let settings = &case.settings;
    let scene = Scene::new(&stages, settings)?;
    let counterpart = Counterpart::of(&stages, &scene)?;
    let given = counterpart.as_given(&stages)?;
    let ready = render::prepare(gpu, &scene, &given)?;
    let distributions = settings
        .distributions
        .clone()
        .unwrap_or_else(|| vec![Distribution::Unit, Distribution::Unit]);
    let mut runs = Runs::new();
    for (distribution, seed) in distributions.into_iter().zip(1..) {
        let mut random = Random::new(&case.name, seed);
        let frame = scene.frame(&stages, settings, distribution, &mut random)?;
        let outputs = ready.run(&frame)?;
        let again = ready.run(&frame)?;
        let told = compare::differences(&frame.all(), &outputs, &again, None);
        if let Some(first) = told.first() {
            return Err(format!("two runs as given differ: {first}"));
        }
        empty(&frame, &outputs)?;
        let mut leaves = frame.inputs.buffers.values().flat_map(|each| &each.leaves);
        drawn.has_short_numbers |= leaves.any(|leaf| leaf.scalar.size() == 2);
        runs.push((distribution, frame, outputs));
    }
    let mut seen: Vec<(Pipeline, Result<(), String>)> = Vec::new();
    for route in ROUTES {
        if settings.without.contains_key(route.name) {
            continue;
        }
        begins(route.name);
        let mut note = |what: String| {
            wrong.push(Wrong {
                case: case.name.clone(),
                route: route.name.to_owned(),
                what,
            });
        };
        match counterpart.follow(&stages, route) {
            Ok(pipeline) => {
                let is_fault = [route.name, EVERY_ROUTE]
                    .iter()
                    .any(|name| settings.faults.contains_key(*name));
                // The same code gives the same results.
                let known = seen.iter().find(|(each, _)| {
                    each.code() == pipeline.code() && each.is_mirrored == pipeline.is_mirrored
                });
                let held = match known {
                    Some((_, held)) => held.clone(),
                    None => {
                        let held = hold(gpu, case, &scene, &pipeline, &runs);
                        seen.push((pipeline, held.clone()));
                        held
                    }
                };
                match held {
                    Ok(()) if is_fault => drawn.healed.push(route.name),
                    Ok(()) => drawn.routes.push(route.name),
                    Err(_) if is_fault => {}
                    Err(what) => note(what),
                }
            }
            Err(Stop::Declined(why)) => drawn.declined.push((route.name, why)),
            Err(Stop::Unwritten(why)) => drawn.unwritten.push((route.name, why)),
            Err(Stop::Wrong(what)) => note(what),
        }
    }
    for name in settings.without.keys().chain(settings.faults.keys()) {
        if name != EVERY_ROUTE && !ROUTES.iter().any(|route| route.name == name) {
            return Err(format!("{name:?} is no route"));
        }
    }
    Ok(drawn)
}

/// Holds what a pipeline draws against what is drawn as given.
fn hold(
    gpu: &Gpu,
    case: &DrawCase,
    scene: &Scene,
    pipeline: &Pipeline,
    runs: &Runs,
) -> Result<(), String> {
    let shown = |error: String| match std::env::var_os("SHOW_CODE") {
        Some(_) => format!("{error}\n{}", pipeline.shown()),
        None => error,
    };
    let ready = render::prepare(gpu, scene, pipeline).map_err(shown)?;
    for (distribution, frame, expected) in runs {
        let mut found = ready.run(frame).map_err(shown)?;
        if pipeline.is_mirrored {
            mirror(&mut found);
        }
        let tolerance = case.settings.ulp.as_ref();
        let told = compare::differences(&frame.all(), expected, &found, tolerance);
        if !told.is_empty() {
            let first: Vec<&str> = told.iter().take(MOST_TOLD).map(String::as_str).collect();
            return Err(shown(format!(
                "{} differences with {distribution:?} numbers:\n  {}",
                told.len(),
                first.join("\n  ")
            )));
        }
    }
    Ok(())
}

/// Turns an image upside down: the targets, and what is kept of each pixel.
fn mirror(outputs: &mut Outputs) {
    let kept = outputs
        .buffers
        .iter_mut()
        .filter(|(origin, _)| **origin == CAPTURE);
    let targets = outputs
        .textures
        .iter_mut()
        .filter(|(origin, _)| origin.0 == u32::MAX);
    for bytes in kept.chain(targets).map(|(_, bytes)| bytes) {
        let row = bytes.len() / SIZE as usize;
        *bytes = bytes.chunks(row.max(1)).rev().flatten().copied().collect();
    }
}

/// An image in which nothing is drawn shows nothing.
fn empty(frame: &Frame, outputs: &Outputs) -> Result<(), String> {
    let drawn = outputs
        .textures
        .iter()
        .filter(|(origin, _)| origin.0 == u32::MAX)
        .any(|(origin, bytes)| {
            let texel = frame.targets.get(origin).map_or(4, |data| {
                data.levels.first().map_or(4, Vec::len) / (SIZE * SIZE) as usize
            });
            let first = bytes.get(..texel);
            bytes.chunks(texel.max(1)).any(|each| Some(each) != first)
        });
    let written = frame.inputs.buffers.iter().any(|(origin, data)| {
        let found = outputs.buffers.get(origin);
        data.writable && found.is_some_and(|found| *found != data.bytes)
    });
    if drawn || written {
        Ok(())
    } else {
        Err("every pixel is the same".to_owned())
    }
}

/// Differences between a WGSL case and the same with a fault in its text.
///
/// # Errors
///
/// What keeps one of the two from being drawn, and a text that has no such place.
pub fn planted(
    gpu: &Gpu,
    case: &DrawCase,
    right: &str,
    wrong: &str,
) -> Result<Vec<String>, String> {
    let stages = case.read()?;
    let scene = Scene::new(&stages, &case.settings)?;
    let counterpart = Counterpart::of(&stages, &scene)?;
    let given = counterpart.as_given(&stages)?;
    let fault = counterpart.changed(&stages, |text| text.replace(right, wrong))?;
    if fault.code() == given.code() {
        return Err(format!("there is no {right}"));
    }
    let mut random = Random::new(&case.name, 1);
    let frame = scene.frame(&stages, &case.settings, Distribution::Unit, &mut random)?;
    let expected = render::prepare(gpu, &scene, &given)?.run(&frame)?;
    let found = render::prepare(gpu, &scene, &fault)?.run(&frame)?;
    Ok(compare::differences(&frame.all(), &expected, &found, None))
}

//! One case, all the way: every route, every kind of numbers, each compared with the first run.

use std::fmt;

use crate::case::{Case, Distribution};
use crate::compare;
use crate::data::{self, Inputs};
use crate::gpu::{Gpu, Outputs};
use crate::random::Random;
use crate::route::{self, Program, ROUTES, Stop};
use crate::subject::{self, Subject};

/// The most differences that one route tells.
pub(crate) const MOST_TOLD: usize = 5;

/// Stands for all of them in a list of faults.
pub(crate) const EVERY_ROUTE: &str = "every route";

/// A case as it was run.
#[derive(Debug)]
pub struct Ran {
    /// What the shader was given and what it left, run as given, for each kind of numbers.
    pub runs: Vec<(Distribution, Inputs, Outputs)>,
    /// The routes whose program was held against the run as given.
    pub routes: Vec<&'static str>,
    /// The routes that the toolchain declined, with its reason.
    pub declined: Vec<(&'static str, String)>,
    /// The routes that are named as faults and are none.
    pub healed: Vec<&'static str>,
}

/// Something wrong with a case.
#[derive(Debug)]
pub struct Wrong {
    /// The case.
    pub case: String,
    /// The route.
    pub route: String,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} ({}): {}",
            self.case,
            self.route,
            self.what.trim_end()
        )
    }
}

/// Runs a case and tells everything that is wrong.
pub fn check(gpu: &Gpu, case: &Case) -> (Option<Ran>, Vec<Wrong>) {
    let mut wrong = Vec::new();
    let ran = run(gpu, case, &mut wrong);
    match ran {
        Ok(ran) => (Some(ran), wrong),
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

fn run(gpu: &Gpu, case: &Case, wrong: &mut Vec<Wrong>) -> Result<Ran, String> {
    let options = route::options(case)?;
    let entry_point = case.settings.entry_point.as_deref();
    let subject = match Subject::read(subject::source(case)?, entry_point, &options) {
        Ok(subject) => subject,
        Err(why) => {
            // Whether a source is read is for other tests to say.
            return Ok(Ran {
                runs: Vec::new(),
                routes: Vec::new(),
                declined: vec![("reading", why)],
                healed: Vec::new(),
            });
        }
    };
    let given = route::as_given(case, &subject)?;
    let ready = gpu.prepare(&given)?;
    let distributions = case
        .settings
        .distributions
        .clone()
        .unwrap_or_else(|| vec![Distribution::Small, Distribution::Wide]);
    let mut ran = Ran {
        runs: Vec::new(),
        routes: Vec::new(),
        declined: Vec::new(),
        healed: Vec::new(),
    };
    for (distribution, seed) in distributions.into_iter().zip(1..) {
        let mut random = Random::new(&case.name, seed);
        let inputs = data::invent(
            &subject.reflection,
            subject.entry_point()?,
            &case.settings,
            distribution,
            &mut random,
        )?;
        let outputs = ready.run(&inputs)?;
        unchanged(&inputs, &outputs)?;
        ran.runs.push((distribution, inputs, outputs));
    }
    let mut seen = vec![(given.code.clone(), Ok(()))];
    for route in ROUTES {
        if !case.settings.takes(route.name) {
            continue;
        }
        let mut note = |what: String| {
            wrong.push(Wrong {
                case: case.name.clone(),
                route: route.name.to_owned(),
                what,
            });
        };
        match route::follow(case, &subject, route) {
            Ok(program) => {
                let faults = &case.settings.faults;
                let is_fault = [route.name, EVERY_ROUTE]
                    .iter()
                    .any(|name| faults.contains_key(*name));
                // The same code gives the same results.
                let known = seen.iter().find(|(code, _)| *code == program.code);
                let held = match known {
                    Some((_, held)) => held.clone(),
                    None => {
                        let held = hold(gpu, case, &program, &ran);
                        seen.push((program.code.clone(), held.clone()));
                        held
                    }
                };
                match held {
                    Ok(()) if is_fault => ran.healed.push(route.name),
                    Ok(()) => ran.routes.push(route.name),
                    Err(_) if is_fault => {}
                    Err(what) => note(what),
                }
            }
            Err(Stop::Declined(why)) => ran.declined.push((route.name, why)),
            // What a target lacks is named in `without`.
            Err(Stop::Wrong(what) | Stop::Unwritten(what)) => note(what),
        }
    }
    for name in case
        .settings
        .without
        .keys()
        .chain(case.settings.faults.keys())
        .chain(case.settings.routes.iter().flatten())
    {
        if name != EVERY_ROUTE && !ROUTES.iter().any(|route| route.name == name) {
            return Err(format!("{name:?} is no route"));
        }
    }
    Ok(ran)
}

/// Holds the results of a program against those of the run as given.
///
/// # Errors
///
/// The first differences, or what the driver says.
pub fn hold(gpu: &Gpu, case: &Case, program: &Program, ran: &Ran) -> Result<(), String> {
    let shown = |error: String| match std::env::var_os("SHOW_CODE") {
        Some(_) => format!("{error}\n{}", program.shown()),
        None => error,
    };
    let ready = gpu.prepare(program).map_err(shown)?;
    for (distribution, inputs, expected) in &ran.runs {
        let found = ready.run(inputs).map_err(shown)?;
        let tolerance = case.settings.ulp.as_ref();
        let told = compare::differences(inputs, expected, &found, tolerance);
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

/// A run that left everything as it was shows nothing.
///
/// # Errors
///
/// When it did.
pub fn unchanged(inputs: &Inputs, outputs: &Outputs) -> Result<(), String> {
    let buffers = inputs.buffers.iter().any(|(origin, data)| {
        outputs
            .buffers
            .get(origin)
            .is_some_and(|found| *found != data.bytes)
    });
    let textures = inputs.textures.iter().any(|(origin, data)| {
        outputs
            .textures
            .get(origin)
            .is_some_and(|found| data.levels.first() != Some(found))
    });
    if buffers || textures {
        Ok(())
    } else {
        Err("the shader wrote nothing".to_owned())
    }
}

//! What a module asks of a device: the smallest set of capabilities it is valid with.
//!
//! Validation is the judge: it runs once for each capability that is found, and once more for
//! each to see that it cannot be left out. Nothing is kept; whoever asks twice pays twice.

use naga::Module;
use naga::valid::{Capabilities, ValidationFlags};

use super::{Checked, Refusal, Rules, explain};
use crate::diagnostic::{Failure, Phase};
use crate::guard;
use crate::source::Source;

/// Where naga names one of two capabilities that would do: the other one, which asks for less.
const LESSER: [(Capabilities, Capabilities); 2] = [
    (
        Capabilities::SHADER_INT64_ATOMIC_ALL_OPS,
        Capabilities::SHADER_INT64_ATOMIC_MIN_MAX,
    ),
    (Capabilities::RAY_QUERY, Capabilities::RAY_TRACING_PIPELINE),
];

/// The smallest set of capabilities with which the module is valid.
///
/// # Errors
///
/// A panic of the validator.
pub fn required_capabilities(checked: &Checked) -> Result<Capabilities, Failure> {
    let (module, source) = (checked.module(), checked.source());
    guard::call(Phase::Check, "looking for capabilities", source, || {
        search(module, source, checked.rules.flags)
    })
}

fn search(module: &Module, source: &Source, flags: ValidationFlags) -> Capabilities {
    let mut needed = Capabilities::empty();
    while let Err(error) = Rules::new(flags, needed).validate(module) {
        let Refusal {
            diagnostic: _,
            missing,
        } = explain::refusal(module, source, &error);
        let new = missing & !needed;
        if new.is_empty() {
            // The error does not say what is missing (subgroup operations in vertex shaders
            // are one): take all, the second pass drops what is not needed.
            needed = Capabilities::all();
            break;
        }
        needed |= new;
    }
    let valid = |set| Rules::new(flags, set).validate(module).is_ok();
    for (greater, lesser) in LESSER {
        let other = (needed - greater) | lesser;
        if needed.contains(greater) && valid(other) {
            needed = other;
        }
    }
    for one in needed.iter() {
        if valid(needed - one) {
            needed -= one;
        }
    }
    needed
}

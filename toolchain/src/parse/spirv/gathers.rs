//! Four depths at once: naga takes them for one, and repeats it.

use naga::{Expression, Module, SwizzleComponent, VectorSize};

/// Takes what was gathered instead of repeating it: naga's front end does with a vector of four
/// depths what it does with the one that a sample gives.
pub(super) fn take_whole(module: &mut Module) {
    let functions = module.functions.iter_mut().map(|(_, function)| function);
    let entry_points = module
        .entry_points
        .iter_mut()
        .map(|each| &mut each.function);
    for function in functions.chain(entry_points) {
        let repeated: Vec<_> = function
            .expressions
            .iter()
            .filter_map(|(handle, expression)| match *expression {
                Expression::Splat {
                    size: VectorSize::Quad,
                    value,
                } => Some((handle, value)),
                _ => None,
            })
            .filter(|&(_, value)| {
                let gathers = |value: &Expression| {
                    matches!(
                        value,
                        Expression::ImageSample {
                            gather: Some(_),
                            ..
                        }
                    )
                };
                function.expressions.try_get(value).is_ok_and(gathers)
            })
            .collect();
        for (handle, vector) in repeated {
            function.expressions[handle] = Expression::Swizzle {
                size: VectorSize::Quad,
                vector,
                pattern: SwizzleComponent::XYZW,
            };
        }
    }
}

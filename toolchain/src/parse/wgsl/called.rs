//! What functions are called with, which tells what the author's values are.

use std::collections::HashMap;
use std::ops::ControlFlow;

use naga::front::Typifier;
use naga::proc::ResolveContext;
use naga::{Module, Statement};

use crate::edit::handles::{functions, walk};
use crate::legalise::wgsl::Called;

/// The functions with a name, a result and one argument that are called. That an argument is of the type that is
/// declared, naga's front end does not look at.
pub(super) fn called(module: &Module) -> Option<HashMap<String, Called>> {
    let mut found = HashMap::new();
    for caller in functions(module) {
        let mut types = Typifier::new();
        let context =
            ResolveContext::with_locals(module, &caller.local_variables, &caller.arguments);
        if let Some((last, _)) = caller.expressions.iter().next_back() {
            types.grow(last, &caller.expressions, &context).ok()?;
        }
        _ = walk(&caller.body, |statement| {
            if let Statement::Call {
                function,
                arguments,
                ..
            } = statement
                && let [argument] = arguments.as_slice()
                && let function = &module.functions[*function]
                && let (Some(name), Some(result)) = (&function.name, &function.result)
            {
                let called = Called {
                    result: module.types[result.ty].inner.clone(),
                    argument: types.get(*argument, &module.types).clone(),
                };
                found.insert(name.clone(), called);
            }
            ControlFlow::Continue(())
        });
    }
    Some(found)
}

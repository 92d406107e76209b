//! Where the parts of immediates are, which the stand-ins would put elsewhere.

use naga::proc::Layouter;
use naga::{ArraySize, Handle, Module, Type, TypeInner};

use crate::emit::resources;

/// The offset of each number, vector and matrix in the immediates of a module, in order, as naga
/// counts them.
pub(in crate::emit::glsl) fn offsets(module: &Module) -> Vec<u32> {
    let mut layouter = Layouter::default();
    let mut found = Vec::new();
    if let Some(global) = resources::immediates(module)
        && layouter.update(module.to_ctx()).is_ok()
    {
        collect(module, &layouter, global.ty, &mut 0, &mut found);
    }
    found
}

fn collect(
    module: &Module,
    layouter: &Layouter,
    ty: Handle<Type>,
    offset: &mut u32,
    found: &mut Vec<u32>,
) {
    let layout = &layouter[ty];
    *offset = layout.alignment.round_up(*offset);
    match &module.types[ty].inner {
        TypeInner::Array { base, size, .. } => {
            if let ArraySize::Constant(count) = size {
                for _ in 0..count.get() {
                    collect(module, layouter, *base, offset, found);
                }
            }
            *offset = layout.alignment.round_up(*offset);
        }
        TypeInner::Struct { members, .. } => {
            for member in members {
                collect(module, layouter, member.ty, offset, found);
            }
            *offset = layout.alignment.round_up(*offset);
        }
        _ => {
            found.push(*offset);
            *offset = offset.saturating_add(layout.size);
        }
    }
}

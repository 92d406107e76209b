//! Barriers of a workgroup that also ask for one of the subgroup.

use naga::{Barrier, Block, Module, Statement};

use super::handles;

/// What makes a barrier one of the whole workgroup.
const WORKGROUP: Barrier = Barrier::STORAGE
    .union(Barrier::WORK_GROUP)
    .union(Barrier::TEXTURE);

fn is_both(flags: Barrier) -> bool {
    flags.contains(Barrier::SUB_GROUP) && flags.intersects(WORKGROUP)
}

/// Whether a barrier of a workgroup also asks for one of the subgroup.
pub(super) fn has_double_barrier(module: &Module) -> bool {
    handles::any_statement(module, |statement| match statement {
        Statement::ControlBarrier(flags) | Statement::MemoryBarrier(flags) => is_both(*flags),
        _ => false,
    })
}

/// Takes the subgroup out of barriers of the workgroup, which waits for its subgroups anyway.
///
/// Targets without a subgroup barrier can then express GLSL's `barrier()`, and SPIR-V gets the
/// scope of the workgroup instead of the subgroup's.
pub(super) fn widen_barriers(module: &mut Module) {
    for function in handles::functions_mut(module) {
        widen(&mut function.body);
    }
}

fn widen(block: &mut Block) {
    for statement in block.iter_mut() {
        if let Statement::ControlBarrier(flags) | Statement::MemoryBarrier(flags) = statement
            && is_both(*flags)
        {
            flags.remove(Barrier::SUB_GROUP);
        }
        handles::blocks_mut(statement).for_each(widen);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{module, valid};
    use super::*;

    const BARRIERS: &str = "#version 450
        layout(local_size_x = 64) in;
        void main() {
            barrier();
            for (int i = 0; i < 4; i++) { if (i > 2) { barrier(); } }
        }";

    #[test]
    fn the_barrier_of_glsl_is_one_of_the_workgroup() {
        let mut module = module("a.comp", BARRIERS);
        assert!(has_double_barrier(&module));
        widen_barriers(&mut module);
        valid(&module);
        assert!(!has_double_barrier(&module));
        let all_left = handles::any_statement(
            &module,
            |statement| matches!(statement, Statement::ControlBarrier(flags) if *flags == WORKGROUP),
        );
        assert!(all_left);
    }

    #[test]
    fn a_barrier_of_the_subgroup_alone_stays() {
        let module = module(
            "a.wgsl",
            "@compute @workgroup_size(64) fn main() { subgroupBarrier(); }",
        );
        assert!(!has_double_barrier(&module));
    }
}

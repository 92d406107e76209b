//! Entry points and what they use.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use naga::valid::{FunctionInfo, GlobalUse, ImmediateSlots};
use naga::{
    AddressSpace, ArraySize, Block, ConservativeDepth, Expression, Function, GlobalVariable,
    Handle, MeshOutputTopology, MeshStageInfo, Module, Override, Statement, TypeInner,
};

use super::interface::Interface;
use super::layout::Layouts;
use super::model::{
    Axis, BindingRef, BindingUse, ByteRange, EarlyDepthTest, EntryPoint, ImmediatesUse, Mesh,
    TextureSampler, Use, WorkgroupAxis, WorkgroupSize,
};
use super::resource::binding_ref;
use super::value::Values;
use crate::edit::handles::walk;
use crate::ir_text::spelling::{Names, name_at};
use crate::source::Stage;

/// What the reflection of an entry point needs.
pub(super) struct EntryPoints<'a> {
    pub(super) module: &'a Module,
    pub(super) names: &'a Names<'a>,
    pub(super) values: &'a Values<'a>,
    pub(super) layouts: &'a Layouts<'a>,
}

impl EntryPoints<'_> {
    pub(super) fn reflect(
        &self,
        entry_point: &naga::EntryPoint,
        info: &FunctionInfo,
    ) -> EntryPoint {
        let naga::EntryPoint {
            name,
            stage,
            early_depth_test,
            workgroup_size,
            workgroup_size_overrides,
            function,
            mesh_info,
            task_payload,
            incoming_ray_payload,
        } = entry_point;
        let stage = Stage::from(*stage);
        let has_workgroup = matches!(stage, Stage::Compute | Stage::Task | Stage::Mesh);
        let interface = Interface {
            module: self.module,
            names: self.names,
            stage,
        };
        let global_name = |handle: &Handle<GlobalVariable>| {
            name_at(&self.names.globals, handle.index()).to_owned()
        };
        let used: Vec<_> = self
            .module
            .global_variables
            .iter()
            .filter(|(handle, _)| !info[*handle].is_empty())
            .collect();
        EntryPoint {
            name: name.clone(),
            stage,
            workgroup_size: has_workgroup.then(|| {
                self.workgroup_size(
                    *workgroup_size,
                    workgroup_size_overrides.unwrap_or_default(),
                )
            }),
            workgroup_memory: has_workgroup
                .then(|| self.workgroup_memory(&used))
                .flatten(),
            early_depth_test: early_depth_test.map(depth_test),
            may_discard: info.may_kill,
            dual_source_blending: info.dual_source_blending,
            inputs: interface.inputs(function),
            outputs: interface.outputs(function),
            bindings: self.bindings(&used, info),
            texture_samplers: self.texture_samplers(info),
            immediates: used
                .iter()
                .find(|(_, variable)| variable.space == AddressSpace::Immediate)
                .map(|(_, variable)| ImmediatesUse {
                    name: variable.name.clone(),
                    ranges: ranges(info.immediate_slots_used),
                }),
            overrides: self.overrides(entry_point, &used),
            globals: used
                .iter()
                .filter(|(_, variable)| {
                    variable.binding.is_none() && variable.space != AddressSpace::Immediate
                })
                .map(|(handle, _)| global_name(handle))
                .collect(),
            task_payload: task_payload.as_ref().map(global_name),
            incoming_ray_payload: incoming_ray_payload.as_ref().map(global_name),
            mesh: mesh_info.as_ref().map(|mesh| self.mesh(&interface, mesh)),
        }
    }

    fn workgroup_size(
        &self,
        sizes: [u32; 3],
        overrides: [Option<Handle<Expression>>; 3],
    ) -> WorkgroupSize {
        let [x, y, z] = std::array::from_fn(|axis| match overrides.get(axis).copied().flatten() {
            Some(by) => self.values.size(by),
            None => sizes.get(axis).copied(),
        });
        WorkgroupSize {
            x,
            y,
            z,
            overrides: [Axis::X, Axis::Y, Axis::Z]
                .into_iter()
                .zip(overrides)
                .filter_map(|(axis, by)| {
                    let by = by?;
                    let overrides = self.values.keys(&[by], &[]);
                    // An expression that was constant all along depends on nothing.
                    (!overrides.is_empty()).then(|| WorkgroupAxis {
                        axis,
                        expression: self.names.constant(by),
                        overrides,
                    })
                })
                .collect(),
        }
    }

    fn workgroup_memory(&self, used: &[(Handle<GlobalVariable>, &GlobalVariable)]) -> Option<u64> {
        used.iter()
            .filter(|(_, variable)| variable.space == AddressSpace::WorkGroup)
            .map(|(_, variable)| {
                let (size, _) = self.layouts.variable_size(variable.ty);
                size.map(|size| size.next_multiple_of(16))
            })
            .sum()
    }

    fn bindings(
        &self,
        used: &[(Handle<GlobalVariable>, &GlobalVariable)],
        info: &FunctionInfo,
    ) -> Vec<BindingUse> {
        let mut bindings: Vec<_> = used
            .iter()
            .filter_map(|(handle, _)| {
                let BindingRef {
                    group,
                    binding,
                    name,
                } = binding_ref(self.module, *handle)?;
                Some(BindingUse {
                    group,
                    binding,
                    name,
                    uses: uses(info[*handle]),
                })
            })
            .collect();
        bindings.sort_by_key(|it| (it.group, it.binding));
        bindings
    }

    fn texture_samplers(&self, info: &FunctionInfo) -> Vec<TextureSampler> {
        let mut pairs: Vec<_> = info
            .sampling_set
            .iter()
            .filter_map(|key| {
                Some(TextureSampler {
                    texture: binding_ref(self.module, key.image)?,
                    sampler: binding_ref(self.module, key.sampler)?,
                })
            })
            .collect();
        pairs.sort();
        pairs
    }

    /// Keys of every override that a function, a size or a used variable depends on.
    fn overrides(
        &self,
        entry_point: &naga::EntryPoint,
        used: &[(Handle<GlobalVariable>, &GlobalVariable)],
    ) -> Vec<String> {
        let mut overrides: BTreeSet<Handle<Override>> = BTreeSet::new();
        for function in self.reached(&entry_point.function) {
            for (_, expression) in function.expressions.iter() {
                if let Expression::Override(handle) = expression {
                    overrides.insert(*handle);
                }
            }
        }
        for (_, variable) in used {
            if let TypeInner::Array {
                base: _,
                size: ArraySize::Pending(length),
                stride: _,
            } = self.module.types[variable.ty].inner
            {
                overrides.insert(length);
            }
        }
        let expressions: Vec<_> = entry_point
            .workgroup_size_overrides
            .into_iter()
            .flatten()
            .flatten()
            .chain(used.iter().filter_map(|(_, variable)| variable.init))
            .chain(
                entry_point
                    .mesh_info
                    .iter()
                    .flat_map(|it| [it.max_vertices_override, it.max_primitives_override])
                    .flatten(),
            )
            .collect();
        let overrides: Vec<_> = overrides.into_iter().collect();
        self.values.keys(&expressions, &overrides)
    }

    /// A function and all that it calls.
    fn reached<'f>(&'f self, function: &'f Function) -> Vec<&'f Function> {
        let mut seen = BTreeSet::new();
        let mut reached = vec![function];
        let mut next = 0;
        while let Some(function) = reached.get(next).copied() {
            next += 1;
            for callee in calls(&function.body) {
                if seen.insert(callee) {
                    reached.push(&self.module.functions[callee]);
                }
            }
        }
        reached
    }

    fn mesh(&self, interface: &Interface<'_>, mesh: &MeshStageInfo) -> Mesh {
        let MeshStageInfo {
            topology,
            max_vertices,
            max_vertices_override,
            max_primitives,
            max_primitives_override,
            vertex_output_type,
            primitive_output_type,
            output_variable: _,
        } = mesh;
        let limit = |value: u32, by: Option<Handle<Expression>>| match by {
            Some(by) => self.values.size(by),
            None => Some(value),
        };
        let by: Vec<_> = [*max_vertices_override, *max_primitives_override]
            .into_iter()
            .flatten()
            .collect();
        Mesh {
            topology: match topology {
                MeshOutputTopology::Points => "points",
                MeshOutputTopology::Lines => "lines",
                MeshOutputTopology::Triangles => "triangles",
            }
            .to_owned(),
            max_vertices: limit(*max_vertices, *max_vertices_override),
            max_primitives: limit(*max_primitives, *max_primitives_override),
            overrides: self.values.keys(&by, &[]),
            vertex_outputs: interface.members(*vertex_output_type),
            primitive_outputs: interface.members(*primitive_output_type),
        }
    }
}

fn depth_test(test: naga::EarlyDepthTest) -> EarlyDepthTest {
    match test {
        naga::EarlyDepthTest::Force => EarlyDepthTest::Force,
        naga::EarlyDepthTest::Allow { conservative } => match conservative {
            ConservativeDepth::GreaterEqual => EarlyDepthTest::AllowGreaterEqual,
            ConservativeDepth::LessEqual => EarlyDepthTest::AllowLessEqual,
            ConservativeDepth::Unchanged => EarlyDepthTest::AllowUnchanged,
        },
    }
}

fn uses(flags: GlobalUse) -> Vec<Use> {
    [
        (GlobalUse::READ, Use::Read),
        (GlobalUse::WRITE, Use::Write),
        (GlobalUse::ATOMIC, Use::Atomic),
        (GlobalUse::QUERY, Use::Query),
    ]
    .into_iter()
    .filter(|(flag, _)| flags.contains(*flag))
    .map(|(_, it)| it)
    .collect()
}

/// The byte ranges that are set in a mask of four-byte slots.
fn ranges(slots: ImmediateSlots) -> Vec<ByteRange> {
    let mut ranges: Vec<ByteRange> = Vec::new();
    for slot in (0..64).filter(|slot| slots.contains(ImmediateSlots::from_raw(1 << slot))) {
        let start = slot * 4;
        match ranges.last_mut() {
            Some(last) if last.end == start => last.end = start + 4,
            _ => ranges.push(ByteRange {
                start,
                end: start + 4,
            }),
        }
    }
    ranges
}

/// The functions that a body calls.
fn calls(body: &Block) -> Vec<Handle<Function>> {
    let mut found = Vec::new();
    let _ = walk(body, |statement| {
        if let Statement::Call { function, .. } = statement {
            found.push(*function);
        }
        ControlFlow::Continue(())
    });
    found
}

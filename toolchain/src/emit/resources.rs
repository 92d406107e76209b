//! The bound resources of a module, in the order in which slots are given out.

use std::collections::HashSet;

use naga::valid::ModuleInfo;
use naga::{AddressSpace, ArraySize, Handle, ImageClass, Module, StorageAccess, TypeInner};

use crate::diagnostic::{Diagnostic, Kind, Phase};
use crate::options::binding::Resource as Binding;
use crate::source::Source;

/// What kind of thing is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Class {
    UniformBuffer,
    StorageBuffer { writable: bool },
    Texture,
    StorageTexture { writable: bool },
    ExternalTexture,
    Sampler,
    AccelerationStructure,
}

/// How many of them one binding holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    One,
    Array(u32),
    Unbounded,
}

/// One bound resource.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub(crate) handle: Handle<naga::GlobalVariable>,
    pub(crate) name: String,
    pub(crate) binding: Binding,
    pub(crate) class: Class,
    pub(crate) count: Count,
    /// For each entry point of the module, whether it uses the resource.
    used_by: Vec<bool>,
}

impl Resource {
    /// Whether the entry point of this index uses it.
    pub(crate) fn is_used_by(&self, entry_point: usize) -> bool {
        self.used_by.get(entry_point).copied().unwrap_or(false)
    }

    /// Whether any entry point uses it, or there is none that could.
    pub(crate) fn is_used(&self) -> bool {
        self.used_by.is_empty() || self.used_by.contains(&true)
    }

    /// What a message calls it: `camera` at group 0, binding 1.
    pub(crate) fn describe(&self) -> String {
        let Binding { group, binding } = self.binding;
        if self.name.is_empty() {
            format!("the resource at group {group}, binding {binding}")
        } else {
            format!("`{}` (group {group}, binding {binding})", self.name)
        }
    }
}

/// Every bound resource, by group, binding and declaration.
pub(crate) fn collect(module: &Module, info: &ModuleInfo) -> Vec<Resource> {
    let mut resources: Vec<_> = module
        .global_variables
        .iter()
        .filter_map(|(handle, global)| {
            let binding = global.binding?;
            let (ty, count) = match module.types[global.ty].inner {
                TypeInner::BindingArray { base, size } => (
                    base,
                    match size {
                        ArraySize::Constant(size) => Count::Array(size.get()),
                        ArraySize::Pending(_) | ArraySize::Dynamic => Count::Unbounded,
                    },
                ),
                _ => (global.ty, Count::One),
            };
            let class = match (global.space, &module.types[ty].inner) {
                (AddressSpace::Uniform, _) => Class::UniformBuffer,
                (AddressSpace::Storage { access }, _) => Class::StorageBuffer {
                    writable: access.contains(StorageAccess::STORE),
                },
                (_, TypeInner::Image { class, .. }) => match class {
                    ImageClass::Storage { access, .. } => Class::StorageTexture {
                        writable: access.contains(StorageAccess::STORE),
                    },
                    ImageClass::External => Class::ExternalTexture,
                    ImageClass::Sampled { .. } | ImageClass::Depth { .. } => Class::Texture,
                },
                (_, TypeInner::Sampler { .. }) => Class::Sampler,
                (_, TypeInner::AccelerationStructure { .. }) => Class::AccelerationStructure,
                _ => return None,
            };
            Some(Resource {
                handle,
                // Blocks without an instance name go by the name of their type.
                name: global
                    .name
                    .clone()
                    .or_else(|| module.types[ty].name.clone())
                    .unwrap_or_default(),
                binding: binding.into(),
                class,
                count,
                used_by: (0..module.entry_points.len())
                    .map(|index| !info.get_entry_point(index)[handle].is_empty())
                    .collect(),
            })
        })
        .collect();
    resources.sort_by_key(|resource| (resource.binding, resource.handle.index()));
    resources
}

/// Leaves only the slots of resources that the written module still has.
pub(crate) fn retain_written(slots: &mut Vec<super::Slot>, written: &Module) {
    let bindings: HashSet<naga::ResourceBinding> = written
        .global_variables
        .iter()
        .filter_map(|(_, global)| global.binding)
        .collect();
    slots.retain(|slot| match (slot.group, slot.binding) {
        (Some(group), Some(binding)) => {
            bindings.contains(&naga::ResourceBinding { group, binding })
        }
        _ => true,
    });
}

/// The immediates of a module.
pub(crate) fn immediates(module: &Module) -> Option<&naga::GlobalVariable> {
    module
        .global_variables
        .iter()
        .map(|(_, global)| global)
        .find(|global| global.space == AddressSpace::Immediate)
}

/// Slot numbers of one kind that are taken, and the next free one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Numbers {
    taken: std::collections::BTreeSet<u32>,
    next: u32,
}

impl Numbers {
    /// Marks numbers that the caller has given out.
    pub(crate) fn reserve(&mut self, first: u32, count: u32) {
        self.taken
            .extend(first..first.saturating_add(count.min(1 << 16)));
    }

    /// Gives out the first run of `count` free numbers after those given out before.
    pub(crate) fn take(&mut self, count: u32) -> u32 {
        let first = self.free(count);
        self.next = first.saturating_add(count.max(1));
        first
    }

    /// The run that [`take`](Self::take) would give out.
    pub(crate) fn free(&self, count: u32) -> u32 {
        let count = count.max(1);
        let mut first = self.next;
        while let Some(clash) = self
            .taken
            .range(first..first.saturating_add(count))
            .next_back()
        {
            first = clash.saturating_add(1);
        }
        first
    }
}

/// The error for a resource that the map of the caller does not name.
pub(crate) fn missing_slot(source: &Source, target: &str, resource: &Resource) -> Diagnostic {
    Diagnostic::error(
        crate::codes::BINDING_SLOT_MISSING,
        Phase::Transform,
        Kind::Usage,
        source,
        format!(
            "the binding map of {target} has no slot for {}",
            resource.describe()
        ),
    )
    .with_help(
        "add it to the map, or use `--bindings auto`, which fills in what the map leaves out",
    )
}

/// The error for a slot number that the target does not have.
pub(crate) fn out_of_range(
    source: &Source,
    what: &str,
    number: u32,
    limit: u32,
    help: &str,
) -> Diagnostic {
    Diagnostic::error(
        crate::codes::BINDING_SLOT_RANGE,
        Phase::Transform,
        Kind::Unsupported,
        source,
        format!("{what} would need slot {number}, but slots end at {limit}"),
    )
    .with_help(help.to_owned())
}

#[cfg(test)]
mod tests {
    use super::Numbers;

    #[test]
    fn numbers_go_around_what_is_taken() {
        let mut numbers = Numbers::default();
        numbers.reserve(1, 1);
        numbers.reserve(4, 2);
        assert_eq!(numbers.take(1), 0);
        assert_eq!(numbers.take(2), 2);
        assert_eq!(numbers.take(1), 6);
    }
}

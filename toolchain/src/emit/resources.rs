//! The bound resources of a module, in the order in which slots are given out.

use std::collections::{HashMap, HashSet};

use naga::valid::ModuleInfo;
use naga::{AddressSpace, ArraySize, Handle, ImageClass, Module, StorageAccess, TypeInner};

use super::Slot;
use crate::check::Checked;
use crate::codes;
use crate::diagnostic::{Diagnostic, Kind, Phase};
use crate::free_numbers::Taken;
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
}

impl Resource {
    /// Whether the entry point of this index uses it, by what validation found out about its module.
    pub(crate) fn is_used_by(&self, info: &ModuleInfo, entry_point: usize) -> bool {
        !info.get_entry_point(entry_point)[self.handle].is_empty()
    }

    /// Whether any entry point uses it, or there is none that could.
    pub(crate) fn is_used(&self, whole: &Checked) -> bool {
        let used = whole.used_globals().get(self.handle.index()).copied();
        whole.module().entry_points.is_empty() || used.unwrap_or(false)
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
pub(crate) fn collect(module: &Module) -> Vec<Resource> {
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
    taken: Taken,
    next: u32,
}

impl Numbers {
    /// Marks numbers that the caller has given out.
    pub(crate) fn reserve(&mut self, first: u32, count: u32) {
        self.taken.take(first, count.min(1 << 16));
    }

    /// Gives out the first run of `count` free numbers after those given out before.
    pub(crate) fn take(&mut self, count: u32) -> u32 {
        let first = self.free(count);
        self.next = first.saturating_add(count.max(1));
        first
    }

    /// The run that [`take`](Self::take) would give out.
    pub(crate) fn free(&mut self, count: u32) -> u32 {
        self.taken.first_free(self.next, count.max(1))
    }
}

/// What is said first of each place.
pub(crate) fn first_of_each<T>(entries: impl Iterator<Item = (Binding, T)>) -> HashMap<Binding, T> {
    let mut found = HashMap::new();
    for (place, entry) in entries {
        found.entry(place).or_insert(entry);
    }
    found
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

/// What to say of slots that two resources were given which one entry point uses, of those that are written.
pub(super) fn clashes(
    whole: &Checked,
    written: Option<usize>,
    slots: &[Slot],
    title: &str,
) -> Vec<Diagnostic> {
    let resources = collect(whole.module());
    let mut bound: HashMap<_, Vec<&Resource>> = HashMap::new();
    for each in &resources {
        let Binding { group, binding } = each.binding;
        bound.entry((group, binding)).or_default().push(each);
    }
    let entry_points = &whole.module().entry_points;
    let by_name: HashMap<&str, usize> = entry_points
        .iter()
        .enumerate()
        .map(|(index, each)| (each.name.as_str(), index))
        .collect();
    let users = |slot: &Slot| -> Vec<usize> {
        let all = match (&slot.entry_point, written) {
            (None, None) => 0..entry_points.len(),
            (None, Some(index)) => index..index + 1,
            (Some(own), _) => by_name
                .get(own.as_str())
                .map_or(0..0, |&index| index..index + 1),
        };
        let place = slot.group.zip(slot.binding);
        let here = place.and_then(|place| bound.get(&place));
        all.filter(|&index| {
            here.is_some_and(|here| here.iter().any(|it| it.is_used_by(whole.info(), index)))
        })
        .collect()
    };
    // By slot and entry point: the first resource there, and the first of another binding.
    let mut owners: HashMap<_, (usize, Option<usize>)> = HashMap::new();
    let mut problems = Vec::new();
    let place = |index: usize| slots.get(index).map(|slot| (slot.group, slot.binding));
    for (index, slot) in slots.iter().enumerate() {
        // A place in the index buffer of a group is no register.
        if slot.class == "sampler-index" {
            continue;
        }
        let other = users(slot)
            .into_iter()
            .filter_map(|user| {
                let key = (slot.class.as_str(), slot.space, slot.index, user);
                let (first, second) = owners.entry(key).or_insert((index, None));
                if place(*first) == place(index) {
                    return *second;
                }
                second.get_or_insert(index);
                Some(*first)
            })
            .min()
            .and_then(|other| slots.get(other));
        if let Some(other) = other {
            let space = match slot.space {
                Some(space) => format!(" of space {space}"),
                None => String::new(),
            };
            problems.push(
                Diagnostic::error(
                    codes::BINDING_SLOT_CLASH,
                    Phase::Transform,
                    Kind::Usage,
                    whole.source(),
                    format!(
                        "`{}` and `{}` are both given {title} {} {}{space}",
                        other.name, slot.name, slot.class, slot.index
                    ),
                )
                .with_help("give one of them another slot in the binding map"),
            );
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::Numbers;
    use crate::codes;
    use crate::emit::emit;
    use crate::options::Options;
    use crate::source::{Language, Source};
    use crate::target::TargetLanguage;
    use crate::{check, parse};

    #[test]
    fn a_map_gives_a_slot_to_one_resource_of_an_entry_point() {
        let text = "@group(0) @binding(0) var<uniform> a: vec4f;
            @group(0) @binding(1) var<uniform> b: vec4f;
            @group(0) @binding(2) var<storage, read_write> out: array<vec4f>;
            @compute @workgroup_size(1) fn both() { out[0] = a + b; }";
        let apart = text.replace(
            "fn both() { out[0] = a + b; }",
            "fn first() { out[0] = a; } @compute @workgroup_size(1) fn second() { out[0] = b; }",
        );
        let options = |second: u8| {
            let pins = |target: &str| {
                format!(
                    "{{ group = 0, binding = 0, {} }}, {{ group = 0, binding = 1, {} }}",
                    target.replace('N', "3"),
                    target.replace('N', &second.to_string())
                )
            };
            Options::from_toml(&format!(
                "[msl]\nper_entry_point_map = [{{ resources = [{}] }}]\n\
                 [hlsl]\nbinding_map = [{}]\n[glsl]\nbinding_map = [{}]\n",
                pins("buffer = N"),
                pins("target = { space = 0, register = N }"),
                pins("unit = N"),
            ))
            .unwrap()
        };
        let written = |text: &str, second: u8, language| {
            let options = options(second);
            let source = Source::text("x.wgsl", Language::Wgsl, text);
            let parsed = parse::parse(&source, &options).unwrap();
            let checked = check::check(parsed, &options).unwrap();
            emit(&checked, language, Some(0), &options)
        };
        for language in [
            TargetLanguage::Msl,
            TargetLanguage::Hlsl,
            TargetLanguage::Glsl,
        ] {
            let failure = written(text, 3, language).unwrap_err();
            let only = &failure.diagnostics()[0];
            assert_eq!(only.code, codes::BINDING_SLOT_CLASH, "{only}");
            assert!(only.message.contains("`a` and `b`"), "{only}");
            assert!(written(text, 4, language).is_ok(), "{language}");
            assert!(written(&apart, 3, language).is_ok(), "{language}");
        }
    }

    #[test]
    fn an_entry_point_that_is_written_alone_has_its_own_slots_only() {
        // More buffers than Metal has slots, so that each entry point is counted for itself.
        let number = 40;
        let text: String = (0..number)
            .map(|index| {
                format!(
                    "@group(0) @binding({index}) var<storage, read_write> b{index}: array<u32>;
                    @compute @workgroup_size(1) fn main_{index}() {{ b{index}[0] = 1; }}"
                )
            })
            .collect();
        let options = Options::default();
        let source = Source::text("x.wgsl", Language::Wgsl, text);
        let checked = check::check(parse::parse(&source, &options).unwrap(), &options).unwrap();
        let slots = |entry_point| {
            emit(&checked, TargetLanguage::Msl, entry_point, &options)
                .unwrap()
                .slots
        };
        let all = slots(None);
        for index in 0..number {
            let own: Vec<_> = all
                .iter()
                .filter(|slot| slot.entry_point == Some(format!("main_{index}")))
                .cloned()
                .collect();
            assert_eq!(own.len(), 2);
            assert_eq!(slots(Some(index)), own);
        }
    }

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

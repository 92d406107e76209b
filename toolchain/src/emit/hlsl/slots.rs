//! Registers of resources, by the rules in the documentation of [`hlsl`](super).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use naga::back::hlsl;

use super::super::Slot;
use super::super::resources::{
    Class, Count, Numbers, Resource, first_of_each, missing_slot, out_of_range,
};
use super::super::rewrite::BindingArrays;
use crate::diagnostic::{Diagnostic, Failure};
use crate::options::Options;
use crate::options::binding::{HlslExternalTexture, HlslResource, HlslTarget, Resource as Place};
use crate::options::version::BindingMode;
use crate::source::Source;

/// Space of constant buffers that the writer adds.
const ADDED_SPACE: u8 = 254;
/// Space of the sampler index buffers.
const SAMPLER_SPACE: u8 = 255;
/// First space of unbounded binding arrays.
const UNBOUNDED_SPACE: u8 = 128;
/// Elements that an unbounded binding array is declared with: naga writes no open end.
const UNBOUNDED_SIZE: u32 = 1 << 16;
/// First group that has no space of its own.
const GROUPS: u32 = 128;

/// A register of a constant buffer that the writer adds.
pub(super) fn added(register: u32) -> HlslTarget {
    HlslTarget {
        space: ADDED_SPACE,
        register,
        ..HlslTarget::default()
    }
}

/// What is reported of something the writer adds.
pub(super) fn added_slot(name: &str, class: &str, target: HlslTarget) -> Slot {
    Slot {
        name: name.to_owned(),
        group: None,
        binding: None,
        entry_point: None,
        class: class.to_owned(),
        space: Some(target.space.into()),
        index: target.register,
        emitted_name: None,
    }
}

/// What naga is told of registers, and what of it is reported.
#[derive(Default)]
pub(super) struct Assigned {
    pub(super) map: hlsl::BindingMap,
    pub(super) external: hlsl::ExternalTextureBindingMap,
    pub(super) sampler_buffers: hlsl::SamplerIndexBufferBindingMap,
    pub(super) offsets: hlsl::DynamicStorageBufferOffsetsTargets,
    pub(super) slots: Vec<Slot>,
}

impl Assigned {
    /// Gives the elements of arrays that were split the registers of the array, one after another.
    pub(super) fn split(&mut self, arrays: &BindingArrays) {
        for (array, elements) in arrays.all() {
            let Some(first) = self.map.get(&array.to_naga()).copied() else {
                continue;
            };
            for (element, number) in elements.iter().zip(0..) {
                let target = hlsl::BindTarget {
                    register: first.register.saturating_add(number),
                    binding_array_size: None,
                    ..first
                };
                self.map.insert(element.to_naga(), target);
            }
        }
    }
}

/// The registers of one space.
#[derive(Default)]
struct Space {
    b: Numbers,
    t: Numbers,
    u: Numbers,
    /// Places in the sampler index buffer.
    s: Numbers,
}

/// The letter of a register.
fn letter(class: Class) -> &'static str {
    match class {
        Class::UniformBuffer => "b",
        // Storage textures are unordered-access views even when they are only read.
        Class::StorageBuffer { writable: true } | Class::StorageTexture { .. } => "u",
        Class::StorageBuffer { writable: false }
        | Class::Texture
        | Class::ExternalTexture
        | Class::AccelerationStructure => "t",
        Class::Sampler => "s",
    }
}

impl Space {
    fn numbers(&mut self, class: Class) -> &mut Numbers {
        match letter(class) {
            "b" => &mut self.b,
            "u" => &mut self.u,
            "s" => &mut self.s,
            _ => &mut self.t,
        }
    }
}

struct Assigner<'a> {
    source: &'a Source,
    options: &'a Options,
    spaces: BTreeMap<u8, Space>,
    next_unbounded: u8,
    assigned: Assigned,
    /// What the map says of a group and binding; of several entries the first.
    pins: HashMap<Place, HlslTarget>,
    external_pins: HashMap<Place, HlslExternalTexture>,
    /// Group, letter and number of what keeps its number.
    kept: BTreeSet<(u32, &'static str, u32)>,
    /// Where buffers with a dynamic offset stand among those of their group.
    dynamic: HashMap<Place, usize>,
}

/// Buffers with a dynamic offset, each with its number in its group.
fn dynamic_places(options: &Options) -> HashMap<Place, usize> {
    let mut buffers = options.transform.dynamic_storage_buffers.clone();
    buffers.sort();
    buffers.dedup();
    buffers
        .chunk_by(|a, b| a.group == b.group)
        .flat_map(|group| group.iter().copied().zip(0..))
        .collect()
}

/// Gives every resource its registers.
pub(super) fn assign(
    source: &Source,
    resources: &[Resource],
    options: &Options,
) -> Result<Assigned, Failure> {
    let own = &options.hlsl;
    let mut assigner = Assigner {
        source,
        options,
        spaces: BTreeMap::new(),
        next_unbounded: UNBOUNDED_SPACE,
        kept: BTreeSet::new(),
        assigned: Assigned::default(),
        pins: first_of_each(own.binding_map.iter().map(|pin| {
            let HlslResource {
                group,
                binding,
                target,
            } = *pin;
            (Place { group, binding }, target)
        })),
        external_pins: first_of_each(own.external_texture_binding_map.iter().map(|pin| {
            let HlslExternalTexture { group, binding, .. } = *pin;
            (Place { group, binding }, *pin)
        })),
        dynamic: dynamic_places(options),
    };
    assigner.reserve(resources);
    let mut problems = Vec::new();
    // naga declares every resource of the module, used or not: all need a register.
    let groups = resources.chunk_by(|a, b| a.binding == b.binding);
    for same_binding in groups {
        if let Err(problem) = assigner.binding(same_binding) {
            problems.push(problem);
        }
    }
    match Failure::from_all(problems) {
        Some(failure) => Err(failure),
        None => {
            assigner.sampler_buffers(resources);
            assigner.offsets(resources);
            Ok(assigner.assigned)
        }
    }
}

impl Assigner<'_> {
    fn reserve(&mut self, resources: &[Resource]) {
        let own = &self.options.hlsl;
        let classes = first_of_each(resources.iter().map(|each| (each.binding, each.class)));
        for pin in &own.binding_map {
            let place = Place {
                group: pin.group,
                binding: pin.binding,
            };
            let class = classes.get(&place).copied().unwrap_or(Class::Texture);
            let space = self.spaces.entry(pin.target.space).or_default();
            let count = pin.target.binding_array_size.unwrap_or(1);
            space.numbers(class).reserve(pin.target.register, count);
        }
        for pin in &own.external_texture_binding_map {
            for plane in pin.planes {
                let space = self.spaces.entry(plane.space).or_default();
                space.t.reserve(plane.register, 1);
            }
            let space = self.spaces.entry(pin.params.space).or_default();
            space.b.reserve(pin.params.register, 1);
        }
        if self.options.transform.bindings == BindingMode::Keep {
            for resource in resources {
                if let Ok(group) = u8::try_from(resource.binding.group) {
                    let space = self.spaces.entry(group).or_default();
                    let numbers = space.numbers(resource.class);
                    let Place { group, binding } = resource.binding;
                    numbers.reserve(binding, extent(resource));
                    self.kept.insert((group, letter(resource.class), binding));
                }
            }
        }
    }

    /// Gives registers to the resources of one binding (several only if never used together).
    fn binding(&mut self, same_binding: &[Resource]) -> Result<(), Diagnostic> {
        for resource in same_binding {
            if resource.class == Class::ExternalTexture {
                self.external_texture(resource)?;
            }
        }
        let plain: Vec<_> = same_binding
            .iter()
            .filter(|resource| resource.class != Class::ExternalTexture)
            .collect();
        let Some(first) = plain.first() else {
            return Ok(());
        };
        let pin = self.pins.get(&first.binding).copied();
        let mut target = match (pin, self.options.transform.bindings) {
            (Some(target), _) => target,
            (None, BindingMode::Map) => {
                if self.options.hlsl.fake_missing_bindings {
                    return Ok(());
                }
                return Err(missing_slot(self.source, "HLSL", first));
            }
            (None, BindingMode::Keep) => HlslTarget {
                space: self.space_of(first)?,
                register: first.binding.binding,
                ..HlslTarget::default()
            },
            (None, BindingMode::Auto) => self.automatic(&plain)?,
        };
        let array = plain
            .iter()
            .find(|each| each.count == Count::Unbounded && each.class != Class::Sampler);
        if let (Some(array), None) = (array, target.binding_array_size) {
            target.binding_array_size = Some(match pin {
                Some(_) => UNBOUNDED_SIZE,
                None => self.room(array),
            });
        }
        self.dynamic_offset(first, &mut target);
        let binding = first.binding.to_naga();
        self.assigned.map.insert(binding, target.to_naga());
        for resource in plain {
            let mut slot = slot(resource, &resource.name, letter(resource.class), target);
            if resource.class == Class::Sampler {
                // No register: a place in the index buffer of its group.
                slot.class = "sampler-index".to_owned();
                slot.space = None;
            }
            self.assigned.slots.push(slot);
        }
        Ok(())
    }

    /// How many registers an array can have that keeps its number: up to the next one.
    fn room(&self, array: &Resource) -> u32 {
        let Place { group, binding } = array.binding;
        let letter = letter(array.class);
        let after = (group, letter, binding.saturating_add(1));
        match self.kept.range(after..=(group, letter, u32::MAX)).next() {
            Some(&(_, _, next)) => (next - binding).min(UNBOUNDED_SIZE),
            None => UNBOUNDED_SIZE,
        }
    }

    fn space_of(&self, resource: &Resource) -> Result<u8, Diagnostic> {
        let group = resource.binding.group;
        u8::try_from(group)
            .ok()
            .filter(|_| group < GROUPS)
            .ok_or_else(|| {
                out_of_range(
                    self.source,
                    &format!("the register space of {}", resource.describe()),
                    group,
                    GROUPS - 1,
                    "number the groups from 0, or give the space in a binding map",
                )
            })
    }

    fn automatic(&mut self, same_binding: &[&Resource]) -> Result<HlslTarget, Diagnostic> {
        let Some(&first) = same_binding.first() else {
            return Ok(HlslTarget::default());
        };
        let unbounded = same_binding
            .iter()
            .any(|each| each.count == Count::Unbounded && each.class != Class::Sampler);
        if unbounded {
            // It would take every register from its own on.
            let space = self.next_unbounded;
            self.next_unbounded = self
                .next_unbounded
                .checked_add(1)
                .filter(|&next| next < ADDED_SPACE)
                .ok_or_else(|| {
                    out_of_range(
                        self.source,
                        &first.describe(),
                        space.into(),
                        (ADDED_SPACE - 1).into(),
                        "give unbounded binding arrays a size in a binding map",
                    )
                })?;
            return Ok(HlslTarget {
                space,
                binding_array_size: Some(UNBOUNDED_SIZE),
                ..HlslTarget::default()
            });
        }
        let group = self.space_of(first)?;
        let space = self.spaces.entry(group).or_default();
        let mut register = 0;
        for resource in same_binding {
            // The first number that is free in every class concerned.
            register = register.max(space.numbers(resource.class).free(extent(resource)));
        }
        for resource in same_binding {
            let numbers = space.numbers(resource.class);
            numbers.reserve(register, extent(resource));
        }
        Ok(HlslTarget {
            space: group,
            register,
            ..HlslTarget::default()
        })
    }

    fn external_texture(&mut self, resource: &Resource) -> Result<(), Diagnostic> {
        let Place { group: _, binding } = resource.binding;
        let pin = self.external_pins.get(&resource.binding);
        let (planes, params) = match (pin, self.options.transform.bindings) {
            (Some(pin), _) => (pin.planes, pin.params),
            (None, BindingMode::Map) => {
                return Err(missing_slot(self.source, "HLSL", resource));
            }
            (None, mode) => {
                let space = self.space_of(resource)?;
                let numbers = self.spaces.entry(space).or_default();
                let at = |register| HlslTarget {
                    space,
                    register,
                    ..HlslTarget::default()
                };
                let first = match mode {
                    BindingMode::Keep => binding,
                    BindingMode::Auto | BindingMode::Map => numbers.t.take(1),
                };
                let planes = [at(first), at(numbers.t.take(1)), at(numbers.t.take(1))];
                (planes, at(numbers.b.take(1)))
            }
        };
        self.assigned.external.insert(
            resource.binding.to_naga(),
            hlsl::ExternalTextureBindTarget {
                planes: planes.map(HlslTarget::to_naga),
                params: params.to_naga(),
            },
        );
        for (number, plane) in planes.into_iter().enumerate() {
            let name = format!("{} plane {number}", resource.name);
            self.assigned.slots.push(slot(resource, &name, "t", plane));
        }
        let name = format!("{} parameters", resource.name);
        self.assigned.slots.push(slot(resource, &name, "b", params));
        Ok(())
    }

    /// Buffers named as dynamic read their offset from a constant buffer.
    fn dynamic_offset(&self, resource: &Resource, target: &mut HlslTarget) {
        let place = self.dynamic.get(&resource.binding).copied();
        if let (Some(place), Class::StorageBuffer { .. }) = (place, resource.class) {
            let index = target
                .dynamic_storage_buffer_offsets_index
                .unwrap_or_else(|| u32::try_from(place).unwrap_or(u32::MAX));
            target.dynamic_storage_buffer_offsets_index = Some(index);
            target.restrict_indexing = true;
        }
    }

    fn sampler_buffers(&mut self, resources: &[Resource]) {
        let own = &self.options.hlsl.sampler_buffer_binding_map;
        // Of several entries the first.
        let by_group: HashMap<u32, _> = own.iter().rev().map(|pin| (pin.group, pin)).collect();
        let groups = resources
            .iter()
            .filter(|resource| resource.class == Class::Sampler)
            .map(|resource| resource.binding.group);
        let mut has_samplers = false;
        for group in groups {
            has_samplers = true;
            let key = hlsl::SamplerIndexBufferKey { group };
            if self.assigned.sampler_buffers.contains_key(&key) {
                continue;
            }
            let target = by_group.get(&group).map_or(
                HlslTarget {
                    space: SAMPLER_SPACE,
                    register: group,
                    ..HlslTarget::default()
                },
                |pin| pin.target,
            );
            self.assigned.sampler_buffers.insert(key, target.to_naga());
            let name = format!("sampler index buffer of group {group}");
            self.assigned.slots.push(added_slot(&name, "t", target));
        }
        if has_samplers {
            let heap = self.options.hlsl.sampler_heap_target;
            let standard = heap.map_or(HlslTarget::default(), |heap| heap.standard_samplers);
            let comparison = heap.map_or(
                HlslTarget {
                    space: 1,
                    ..HlslTarget::default()
                },
                |heap| heap.comparison_samplers,
            );
            for (name, target) in [
                ("sampler heap", standard),
                ("comparison sampler heap", comparison),
            ] {
                self.assigned.slots.push(added_slot(name, "s", target));
            }
        }
    }

    fn offsets(&mut self, resources: &[Resource]) {
        let mut sizes: BTreeMap<u32, u32> = BTreeMap::new();
        for resource in resources {
            let index = self
                .assigned
                .map
                .get(&resource.binding.to_naga())
                .and_then(|target| target.dynamic_storage_buffer_offsets_index);
            if let Some(index) = index {
                let size = sizes.entry(resource.binding.group).or_default();
                *size = (*size).max(index + 1);
            }
        }
        for pin in &self.options.hlsl.dynamic_storage_buffer_offsets_targets {
            let target = hlsl::OffsetsBindTarget {
                space: pin.space,
                register: pin.register,
                size: pin.size,
            };
            self.assigned.offsets.insert(pin.index, target);
        }
        for (group, size) in sizes {
            let target =
                self.assigned
                    .offsets
                    .entry(group)
                    .or_insert_with(|| hlsl::OffsetsBindTarget {
                        space: ADDED_SPACE,
                        register: 2 + group,
                        size,
                    });
            let slot = HlslTarget {
                space: target.space,
                register: target.register,
                ..HlslTarget::default()
            };
            let name = format!("dynamic offsets of group {group}");
            self.assigned.slots.push(added_slot(&name, "b", slot));
        }
    }
}

fn extent(resource: &Resource) -> u32 {
    match resource.count {
        Count::One | Count::Unbounded => 1,
        Count::Array(count) => count,
    }
}

fn slot(resource: &Resource, name: &str, class: &str, target: HlslTarget) -> Slot {
    Slot {
        group: Some(resource.binding.group),
        binding: Some(resource.binding.binding),
        ..added_slot(name, class, target)
    }
}

#[cfg(test)]
mod tests {
    use crate::emit::rewrite::testing::emitted_kept;
    use crate::target::TargetLanguage;

    #[test]
    fn arrays_without_a_length_that_keep_their_number_go_to_the_next() {
        let text = emitted_kept(
            "enable wgpu_binding_array;
            @group(0) @binding(1) var images: binding_array<texture_2d<f32>>;
            @group(0) @binding(4) var other: texture_2d<f32>;
            @group(1) @binding(2) var more: binding_array<texture_2d<f32>>;
            @fragment fn main(@location(0) @interpolate(flat) i: u32) -> @location(0) vec4<f32> {
                let at = vec2<i32>();
                return textureLoad(images[i], at, 0) + textureLoad(more[i], at, 0) + textureLoad(other, at, 0);
            }",
            TargetLanguage::Hlsl,
        );
        for part in [
            "images[3] : register(t1)",
            "other : register(t4)",
            "more[65536] : register(t2, space1)",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}

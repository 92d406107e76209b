//! Arrays of bindings where the target has none: a variable for each element.
//!
//! Element 0 keeps the place of the array. [`BindingArrays::plan`] finds places for the others in
//! the whole module, so that they do not depend on which entry point is written;
//! [`BindingArrays::split`] rewrites the module that is. An element that a constant chooses is
//! named; where a number does that is known only when the shader runs, a switch does
//! ([`elements`]).

mod chosen;
mod elements;

use std::collections::BTreeMap;

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    AddressSpace, Arena, ArraySize, Constant, Expression, Function, GlobalVariable, Handle,
    Literal, Module, Type, TypeInner,
};

use super::copy::copy;
use super::sampler_pairs::SamplerPairs;
use crate::emit::resources::{Class, Count, Resource};
use crate::options::binding::Resource as Place;
use crate::target::TargetLanguage;
pub(in crate::emit) use chosen::are_split_in_wgsl;
use elements::Elements;

/// The longest array that is split.
const MOST_ELEMENTS: u32 = 64;

/// An element of an array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::emit) struct Element {
    /// What reports call it.
    pub(in crate::emit) name: String,
    /// The place of the array in the source.
    pub(in crate::emit) place: Place,
}

/// Where the elements of arrays are.
#[derive(Clone, Debug, Default)]
pub(in crate::emit) struct BindingArrays {
    /// For each place of an array those of its elements, and for each place of a texture that is read
    /// with several samplers those of its pairs.
    places: BTreeMap<Place, Vec<Place>>,
    elements: BTreeMap<Handle<GlobalVariable>, Element>,
    pairs: SamplerPairs,
    /// For each group the highest number that is given.
    highest: BTreeMap<u32, u32>,
    /// Whether a texture and its sampler are one variable in the target.
    joins_samplers: bool,
}

impl BindingArrays {
    /// Gives all elements but the first the numbers after the highest of their group. WGSL has such
    /// arrays or lacks them, as who reads it knows.
    pub(in crate::emit) fn plan(
        language: TargetLanguage,
        resources: &[Resource],
        taken: impl Iterator<Item = Place>,
        in_wgsl: bool,
    ) -> Self {
        let mut highest: BTreeMap<u32, u32> = BTreeMap::new();
        let own = resources.iter().map(|each| each.binding);
        for Place { group, binding } in own.chain(taken) {
            let known = highest.entry(group).or_default();
            *known = binding.max(*known);
        }
        let mut arrays = Self {
            highest,
            joins_samplers: language == TargetLanguage::Glsl,
            ..Self::default()
        };
        for resource in resources {
            if let Count::Array(count) = resource.count
                && count <= MOST_ELEMENTS
                && is_split(language, resource.class, in_wgsl)
            {
                arrays.give(resource.binding, count as usize);
            }
        }
        arrays
    }

    /// Finds places for so many variables that stand for what is at one.
    fn give(&mut self, place: Place, count: usize) {
        let Place { group, binding: _ } = place;
        let known = self.places.entry(place).or_insert_with(|| vec![place]);
        // Arrays of several entry points may share a place; their elements then do, too.
        while known.len() < count {
            let last = self.highest.entry(group).or_default();
            let Some(next) = last.checked_add(1) else {
                break;
            };
            *last = next;
            known.push(Place {
                group,
                binding: next,
            });
        }
    }

    /// Finds places for pairs of textures and samplers, after those of elements.
    pub(in crate::emit) fn give_pairs(&mut self, module: &Module, resources: &[Resource]) {
        self.pairs = SamplerPairs::plan(module, resources, self);
        for (place, count) in self.pairs.counts() {
            self.give(place, count);
        }
    }

    /// The textures that are read with several samplers.
    pub(in crate::emit) const fn pairs(&self) -> &SamplerPairs {
        &self.pairs
    }

    /// Notes what a variable stands for.
    pub(super) fn name(&mut self, handle: Handle<GlobalVariable>, element: Element) {
        self.elements.insert(handle, element);
    }

    /// The places of the elements of the array at a place; none when it is not split.
    pub(in crate::emit) fn places(&self, array: Place) -> &[Place] {
        self.places.get(&array).map_or(&[], Vec::as_slice)
    }

    /// Every array that is split, with the places of its elements.
    pub(in crate::emit) fn all(&self) -> impl Iterator<Item = (Place, &[Place])> {
        self.places
            .iter()
            .map(|(array, elements)| (*array, elements.as_slice()))
    }

    /// What a variable of the rewritten module stands for, if it stands for an element.
    pub(in crate::emit) fn element(&self, handle: Handle<GlobalVariable>) -> Option<&Element> {
        self.elements.get(&handle)
    }

    /// The type of the elements and their places, of a variable that is to be split.
    fn split_type(
        &self,
        module: &Module,
        global: &GlobalVariable,
    ) -> Option<(Handle<Type>, &[Place])> {
        let TypeInner::BindingArray {
            base,
            size: ArraySize::Constant(size),
        } = module.types[global.ty].inner
        else {
            return None;
        };
        let elements = self.places.get(&Place::from(global.binding?))?;
        let elements = elements.get(..size.get() as usize)?;
        Some((base, elements))
    }

    /// Whether a module has arrays that stay what they are.
    pub(super) fn leaves_arrays(&self, module: &Module) -> bool {
        module.global_variables.iter().any(|(_, global)| {
            let inner = &module.types[global.ty].inner;
            matches!(inner, TypeInner::BindingArray { .. })
                && self.split_type(module, global).is_none()
        })
    }

    /// Rewrites a module.
    ///
    /// # Errors
    ///
    /// What cannot be said, as words to follow "cannot express".
    pub(in crate::emit) fn split(
        &mut self,
        module: &mut Module,
        info: &ModuleInfo,
    ) -> Result<(), String> {
        let split = self.globals(module);
        let Module {
            types,
            constants,
            global_expressions,
            functions,
            entry_points,
            ..
        } = module;
        let mut edit = |function: &mut Function, info: &FunctionInfo| {
            let mut elements = Elements::new(
                &split,
                info,
                types,
                constants,
                global_expressions,
                self.joins_samplers,
            );
            copy(function, &mut elements);
            elements.finish()
        };
        for (handle, function) in functions.iter_mut() {
            edit(function, &info[handle])?;
        }
        for (index, entry_point) in entry_points.iter_mut().enumerate() {
            edit(&mut entry_point.function, info.get_entry_point(index))?;
        }
        Ok(())
    }

    /// Splits the variables.
    fn globals(
        &mut self,
        module: &mut Module,
    ) -> BTreeMap<Handle<GlobalVariable>, Vec<Handle<GlobalVariable>>> {
        let arrays: Vec<_> = module
            .global_variables
            .iter()
            .filter_map(|(handle, global)| {
                let (base, places) = self.split_type(module, global)?;
                Some((handle, base, places.to_vec()))
            })
            .collect();
        let mut split = BTreeMap::new();
        for (array, base, places) in arrays {
            let span = module.global_variables.get_span(array);
            let whole = module.global_variables[array].clone();
            let name = whole.name.clone();
            let title = name
                .clone()
                .or_else(|| module.types[base].name.clone())
                .unwrap_or_default();
            let mut elements = Vec::with_capacity(places.len());
            for (number, place) in places.into_iter().enumerate() {
                let element = GlobalVariable {
                    name: name.as_ref().map(|name| format!("{name}_{number}")),
                    binding: Some(place.to_naga()),
                    ty: base,
                    ..whole.clone()
                };
                let handle = if number == 0 {
                    *module.global_variables.get_mut(array) = element;
                    array
                } else {
                    module.global_variables.append(element, span)
                };
                if let Some(place) = whole.binding.map(Place::from) {
                    let name = format!("{title}[{number}]");
                    self.elements.insert(handle, Element { name, place });
                }
                elements.push(handle);
            }
            split.insert(array, elements);
        }
        split
    }
}

/// The number that an index is, where it is known.
pub(in crate::emit) fn known_number(
    expressions: &Arena<Expression>,
    constants: &Arena<Constant>,
    global_expressions: &Arena<Expression>,
    index: Handle<Expression>,
) -> Option<u32> {
    let value = match expressions[index] {
        Expression::Constant(constant) => &global_expressions[constants[constant].init],
        ref value => value,
    };
    match *value {
        Expression::Literal(Literal::U32(number)) => Some(number),
        Expression::Literal(Literal::I32(number)) => u32::try_from(number).ok(),
        Expression::ZeroValue(_) => Some(0),
        _ => None,
    }
}

/// Whether a module has an array of bindings.
pub(super) fn has_arrays(module: &Module) -> bool {
    module.global_variables.iter().any(|(_, global)| {
        matches!(
            module.types[global.ty].inner,
            TypeInner::BindingArray { .. }
        )
    })
}

/// Whether a module has an array that HLSL lacks.
pub(super) fn has_arrays_of_buffers(module: &Module) -> bool {
    module.global_variables.iter().any(|(_, global)| {
        let is_buffer = matches!(
            global.space,
            AddressSpace::Uniform | AddressSpace::Storage { .. }
        );
        is_buffer && is_array(module, global)
    })
}

fn is_array(module: &Module, global: &GlobalVariable) -> bool {
    matches!(
        module.types[global.ty].inner,
        TypeInner::BindingArray {
            size: ArraySize::Constant(_),
            ..
        }
    )
}

/// Whether a target wants arrays of such resources split.
pub(in crate::emit) const fn is_split(
    language: TargetLanguage,
    class: Class,
    in_wgsl: bool,
) -> bool {
    match language {
        TargetLanguage::Glsl => true,
        TargetLanguage::Wgsl => in_wgsl,
        TargetLanguage::Hlsl => match class {
            Class::UniformBuffer | Class::StorageBuffer { .. } => true,
            Class::Texture
            | Class::StorageTexture { .. }
            | Class::ExternalTexture
            | Class::Sampler
            | Class::AccelerationStructure => false,
        },
        TargetLanguage::Msl
        | TargetLanguage::Spirv
        | TargetLanguage::SpirvAsm
        | TargetLanguage::Dot => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::emit::resources;

    const BUFFERS: &str = "enable wgpu_binding_array;
        struct Data { count: atomic<u32>, sum: f32, values: array<f32> }
        @group(0) @binding(3) var<storage, read_write> data: binding_array<Data, 3>;
        @group(0) @binding(4) var<uniform> which: vec2<u32>;
        @compute @workgroup_size(1) fn main() {
            data[which.x].sum = data[1].values[2] + data[which.y].values[which.x];
            let before = atomicAdd(&data[which.y].count, 2u);
            data[2].sum += f32(before + arrayLength(&data[which.x].values));
        }";

    fn split(text: &str, language: TargetLanguage) -> Result<(Module, BindingArrays), String> {
        let mut module = module("arrays.wgsl", text);
        let info = valid(&module);
        let planned = resources::collect(&module);
        let mut arrays = BindingArrays::plan(language, &planned, std::iter::empty(), true);
        arrays.split(&mut module, &info)?;
        valid(&module);
        Ok((module, arrays))
    }

    #[test]
    fn each_element_is_a_variable() {
        for language in [
            TargetLanguage::Glsl,
            TargetLanguage::Hlsl,
            TargetLanguage::Wgsl,
        ] {
            let (module, arrays) = split(BUFFERS, language).unwrap();
            assert!(!has_arrays(&module));
            let bindings: Vec<_> = module
                .global_variables
                .iter()
                .map(|(_, global)| global.binding.map_or(0, |binding| binding.binding))
                .collect();
            assert_eq!(bindings, [3, 4, 5, 6]);
            let named: Vec<_> = module
                .global_variables
                .iter()
                .filter_map(|(handle, _)| arrays.element(handle))
                .map(|element| (element.name.as_str(), element.place.binding))
                .collect();
            assert_eq!(named, [("data[0]", 3), ("data[1]", 3), ("data[2]", 3)]);
        }
    }

    #[test]
    fn an_unknown_number_becomes_a_switch() {
        let text = emitted("arrays.wgsl", BUFFERS, TargetLanguage::Hlsl);
        // A store, a load, an atomic operation and a length: everything else is known.
        assert_eq!(text.matches("switch(").count(), 4, "{text}");
        let registers: Vec<_> = ["data_0_ : register(u0)", "data_1_ : register(u1)"]
            .into_iter()
            .filter(|register| text.contains(register))
            .collect();
        assert_eq!(registers.len(), 2, "{text}");
        let text = emitted("arrays.wgsl", BUFFERS, TargetLanguage::Glsl);
        assert_eq!(text.matches("switch(").count(), 4, "{text}");
        for unit in 0..3 {
            assert!(
                text.contains(&format!("binding = {unit}) buffer")),
                "{text}"
            );
        }
    }

    const TEXTURES: &str = "enable wgpu_binding_array;
        @group(0) @binding(0) var images: binding_array<texture_2d<f32>, 2>;
        @group(0) @binding(1) var nearest: sampler;
        @fragment fn main(@location(0) @interpolate(flat) which: u32) -> @location(0) vec4<f32> {
            return CALL;
        }";

    #[test]
    fn textures_are_read_by_number() {
        let with = |call: &str| split(&TEXTURES.replace("CALL", call), TargetLanguage::Glsl);
        for fine in [
            "textureSampleLevel(images[which], nearest, vec2(0.5), 0.0)",
            "textureLoad(images[which], vec2(1, 2), 0)",
            "textureSample(images[1], nearest, vec2(0.5))",
            "vec4(vec2f(textureDimensions(images[which])), 0.0, 1.0)",
        ] {
            assert!(with(fine).is_ok(), "{fine}");
        }
    }

    #[test]
    fn derivatives_are_taken_before_invocations_part() {
        let text = |call: &str| {
            let text = TEXTURES
                .replace("CALL", call)
                .replace("which: u32", "which: u32, @location(1) uv: vec2f");
            emitted("arrays.wgsl", &text, TargetLanguage::Glsl)
        };
        for (call, scale) in [
            ("textureSample(images[which], nearest, uv)", 0),
            ("textureSampleBias(images[which], nearest, uv, uv.x)", 1),
        ] {
            let text = text(call);
            let (before, switch) = text.split_once("switch(").unwrap();
            assert!(
                before.contains("dFdx(") && before.contains("dFdy("),
                "{text}"
            );
            assert_eq!(before.matches("exp2(").count(), scale, "{text}");
            assert_eq!(switch.matches("textureGrad(").count(), 2, "{text}");
        }
        let shadows = TEXTURES
            .replace("texture_2d<f32>", "texture_depth_2d")
            .replace("sampler;", "sampler_comparison;")
            .replace(
                "CALL",
                "vec4(textureSampleCompare(images[which], nearest, vec2(0.5), 0.5))",
            );
        let refused = split(&shadows, TargetLanguage::Glsl).unwrap_err();
        assert!(refused.contains("derivatives"), "{refused}");
    }

    #[test]
    fn elements_of_different_numbers_are_combined() {
        let text = "enable wgpu_binding_array;
            @group(0) @binding(0) var images: binding_array<texture_2d<f32>, 2>;
            @group(0) @binding(1) var samplers: binding_array<sampler, 3>;
            @group(0) @binding(2) var<storage, read_write> result: vec4f;
            @group(0) @binding(3) var<uniform> which: vec2u;
            @compute @workgroup_size(1) fn main() {
                result = textureSampleLevel(images[which.x], samplers[which.y], vec2(0.5), 0.0);
            }";
        let refused = split(text, TargetLanguage::Glsl).unwrap_err();
        assert!(refused.contains("different numbers"), "{refused}");
        let (module, _) = split(text, TargetLanguage::Wgsl).unwrap();
        let mut samples = 0;
        for entry_point in &module.entry_points {
            let expressions = entry_point.function.expressions.iter();
            samples += expressions
                .filter(|(_, each)| matches!(each, naga::Expression::ImageSample { .. }))
                .count();
        }
        assert_eq!(samples, 6);
    }

    #[test]
    fn hlsl_keeps_arrays_of_textures() {
        let call = "textureLoad(images[which], vec2(1, 2), 0)";
        let text = TEXTURES.replace("CALL", call);
        assert!(!has_arrays_of_buffers(&module("arrays.wgsl", &text)));
        let text = emitted("arrays.wgsl", &text, TargetLanguage::Hlsl);
        assert!(text.contains("images[2]"), "{text}");
    }
}

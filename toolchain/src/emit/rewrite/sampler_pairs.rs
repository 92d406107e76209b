//! Textures that are read with several samplers, for GLSL, where a texture and its sampler are one
//! variable: each pair becomes a variable.
//!
//! Which pairs there are follows from all entry points of a module, so that the units of its stages
//! agree. A depth texture that is compared and read without a sampler gets a variable for each,
//! because a shadow sampler can do nothing but compare.
//!
//! Entry points of two modules that are linked into one program do not know of each other. Not
//! rewritten: a function that gets a texture and two samplers, or reads a texture that is split with a
//! sampler that is its argument.

mod uses;

use std::collections::{BTreeMap, BTreeSet};

use naga::{
    Block, Expression, Function, GlobalVariable, Handle, ImageClass, Module, Span, Statement,
    TypeInner,
};

use super::binding_arrays::{BindingArrays, Element};
use super::copy::{Copy, Edit, copy};
use crate::emit::resources::{Class, Count, Resource};
use crate::options::binding::Resource as Place;
use uses::{How, Root, Use, Uses};

/// What a variable of a texture is read with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Variant {
    /// A sampler that does not compare.
    Plain(Place),
    /// No sampler. Reads without one go to the first variable, so this comes before those that
    /// compare.
    Read,
    /// A sampler that compares.
    Compared(Place),
}

/// For each place of a texture that gets several variables what they are read with.
#[derive(Clone, Debug, Default)]
pub(in crate::emit) struct SamplerPairs {
    variants: BTreeMap<Place, Vec<Variant>>,
}

fn place(module: &Module, handle: Handle<GlobalVariable>) -> Option<Place> {
    module.global_variables[handle].binding.map(Place::from)
}

fn is_depth(module: &Module, handle: Handle<GlobalVariable>) -> bool {
    matches!(
        module.types[module.global_variables[handle].ty].inner,
        TypeInner::Image {
            class: ImageClass::Depth { .. },
            ..
        }
    )
}

/// What a use of a texture asks for; none where any variable will do.
fn variant(module: &Module, texture: Handle<GlobalVariable>, how: How) -> Option<Variant> {
    match how {
        How::Sampled(Root::Global(sampler)) => Some(Variant::Plain(place(module, sampler)?)),
        How::Compared(Root::Global(sampler)) => Some(Variant::Compared(place(module, sampler)?)),
        How::Read if is_depth(module, texture) => Some(Variant::Read),
        _ => None,
    }
}

impl SamplerPairs {
    /// Finds the pairs of a whole module.
    pub(super) fn plan(module: &Module, resources: &[Resource], arrays: &BindingArrays) -> Self {
        let mut classes: BTreeMap<Place, BTreeSet<bool>> = BTreeMap::new();
        for resource in resources {
            let is_texture = resource.class == Class::Texture && resource.count == Count::One;
            let known = classes.entry(resource.binding).or_default();
            known.insert(is_texture);
        }
        let textures = |place: &Place| {
            classes
                .get(place)
                .is_some_and(|known| known.iter().all(|&is_texture| is_texture))
        };
        let samplers = resources.iter().filter(|each| each.class == Class::Sampler);
        if samplers.count() == 0 {
            return Self::default();
        }
        let uses = Uses::of(module);
        let mut variants: BTreeMap<Place, BTreeSet<Variant>> = BTreeMap::new();
        for &Use { image, how } in uses.entry_points.iter().flatten() {
            if let Root::Global(texture) = image
                && let Some(place) = place(module, texture)
                && textures(&place)
                && let Some(variant) = variant(module, texture, how)
            {
                let known = variants.entry(place).or_default();
                // Any element of an array of samplers may be meant.
                match variant {
                    Variant::Plain(sampler) if !arrays.places(sampler).is_empty() => {
                        known.extend(arrays.places(sampler).iter().copied().map(Variant::Plain));
                    }
                    Variant::Compared(sampler) if !arrays.places(sampler).is_empty() => {
                        let elements = arrays.places(sampler).iter().copied();
                        known.extend(elements.map(Variant::Compared));
                    }
                    _ => {
                        known.insert(variant);
                    }
                }
            }
        }
        let variants = variants
            .into_iter()
            .map(|(place, mut set)| {
                // What does not compare can also be read without a sampler.
                if set.iter().any(|each| matches!(each, Variant::Plain(_))) {
                    set.remove(&Variant::Read);
                }
                (place, set.into_iter().collect::<Vec<_>>())
            })
            .filter(|(_, set)| set.len() > 1)
            .collect();
        Self { variants }
    }

    /// Each texture, and how many variables it gets.
    pub(super) fn counts(&self) -> Vec<(Place, usize)> {
        self.variants
            .iter()
            .map(|(&place, variants)| (place, variants.len()))
            .collect()
    }

    pub(in crate::emit) fn is_empty(&self) -> bool {
        self.variants.is_empty()
    }

    /// The variable for a use of a texture of several.
    fn number(&self, module: &Module, texture: Handle<GlobalVariable>, how: How) -> Option<usize> {
        let variants = self.variants.get(&place(module, texture)?)?;
        match variant(module, texture, how)? {
            Variant::Read => Some(0),
            variant => variants.iter().position(|&each| each == variant),
        }
    }
}

/// Makes the variables.
///
/// # Errors
///
/// What cannot be said, as words to follow "cannot express".
pub(super) fn take_apart(module: &mut Module, arrays: &mut BindingArrays) -> Result<(), String> {
    let pairs = arrays.pairs().clone();
    let uses = Uses::of(module);
    let mut numbers: BTreeMap<Handle<GlobalVariable>, BTreeSet<usize>> = BTreeMap::new();
    for &Use { image, how } in uses.entry_points.iter().flatten() {
        if let Root::Global(texture) = image
            && let Some(number) = pairs.number(module, texture, how)
        {
            numbers.entry(texture).or_default().insert(number);
        }
    }
    let mut split: BTreeMap<Handle<GlobalVariable>, BTreeMap<usize, Handle<GlobalVariable>>> =
        BTreeMap::new();
    for (texture, numbers) in numbers {
        let Some(own) = place(module, texture) else {
            continue;
        };
        let places = arrays.places(own).to_vec();
        let whole = module.global_variables[texture].clone();
        let span = module.global_variables.get_span(texture);
        let mut variables = BTreeMap::new();
        for number in numbers {
            let Some(place) = places.get(number) else {
                return Err("so many pairs of textures and samplers".to_owned());
            };
            let variable = GlobalVariable {
                binding: Some(place.to_naga()),
                ..whole.clone()
            };
            let handle = if variables.is_empty() {
                *module.global_variables.get_mut(texture) = variable;
                texture
            } else {
                module.global_variables.append(variable, span)
            };
            variables.insert(number, handle);
            let element = Element {
                name: whole.name.clone().unwrap_or_default(),
                place: own,
            };
            arrays.name(handle, element);
        }
        if variables.len() > 1 {
            split.insert(texture, variables);
        }
    }
    if split.is_empty() {
        return Ok(());
    }
    // By the places that the samplers have and the textures had.
    let known = Known {
        pairs: &pairs,
        arrays,
        split: &split,
        uses: &uses,
    };
    let before = module.clone();
    let edit = |function: &mut Function| {
        let mut choose = Choose {
            known: &known,
            module: &before,
            problem: None,
        };
        copy(function, &mut choose);
        choose.problem.map_or(Ok(()), Err)
    };
    for (_, function) in module.functions.iter_mut() {
        edit(function)?;
    }
    for entry_point in &mut module.entry_points {
        edit(&mut entry_point.function)?;
    }
    Ok(())
}

struct Known<'a> {
    pairs: &'a SamplerPairs,
    arrays: &'a BindingArrays,
    split: &'a BTreeMap<Handle<GlobalVariable>, BTreeMap<usize, Handle<GlobalVariable>>>,
    uses: &'a Uses,
}

impl Known<'_> {
    /// The number of the variable for a use, of a texture whose place may be another by now.
    fn number(&self, module: &Module, texture: Handle<GlobalVariable>, how: How) -> Option<usize> {
        let own = self.arrays.element(texture)?.place;
        let variants = self.pairs.variants.get(&own)?;
        match variant(module, texture, how)? {
            Variant::Read => Some(0),
            variant => variants.iter().position(|&each| each == variant),
        }
    }
}

struct Choose<'a> {
    known: &'a Known<'a>,
    /// As it is but for the variables that are used.
    module: &'a Module,
    problem: Option<String>,
}

impl Choose<'_> {
    /// The variable for some uses of an image, if that is one of several.
    fn choose(
        &mut self,
        image: Root,
        uses: impl IntoIterator<Item = How>,
    ) -> Option<Handle<GlobalVariable>> {
        let Root::Global(texture) = image else {
            return None;
        };
        let variables = self.known.split.get(&texture)?;
        let mut found = BTreeSet::new();
        for how in uses {
            if let How::Sampled(Root::Argument(_)) | How::Compared(Root::Argument(_)) = how {
                self.refuse(texture);
            }
            found.extend(self.known.number(self.module, texture, how));
        }
        if found.len() > 1 {
            self.refuse(texture);
        }
        variables.get(found.first()?).copied()
    }

    fn refuse(&mut self, texture: Handle<GlobalVariable>) {
        let name = self.known.arrays.element(texture);
        let name = name.map(|each| each.name.as_str()).unwrap_or_default();
        self.problem.get_or_insert_with(|| {
            format!("texture `{name}` with several samplers that are arguments of a function")
        });
    }
}

impl Edit for Choose<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        mut expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        if let Some(each) = uses::of_expression(&copy.old, old)
            && let Some(variable) = self.choose(each.image, [each.how])
            && let Expression::ImageSample { image, .. } | Expression::ImageLoad { image, .. } =
                &mut expression
        {
            *image = copy.append(Expression::GlobalVariable(variable), span);
        }
        copy.append(expression, span)
    }

    fn statement(
        &mut self,
        copy: &mut Copy,
        statement: &Statement,
        into: &mut Block,
        span: Span,
    ) -> bool {
        let Statement::Call {
            function,
            ref arguments,
            result,
        } = *statement
        else {
            return false;
        };
        let uses = self.known.uses;
        let Some(callee) = uses.functions.get(&function) else {
            return false;
        };
        let mut chosen = BTreeMap::new();
        for (position, &argument) in arguments.iter().enumerate() {
            let here: Vec<How> = callee
                .iter()
                .filter(|each| each.image == Root::Argument(position))
                .filter_map(|each| uses::seen_by_caller(&copy.old, *each, arguments))
                .map(|each| each.how)
                .collect();
            if let Some(image) = uses::root(&copy.old, argument)
                && let Some(variable) = self.choose(image, here)
            {
                chosen.insert(position, variable);
            }
        }
        if chosen.is_empty() {
            return false;
        }
        let arguments = arguments
            .iter()
            .enumerate()
            .map(|(position, &argument)| match chosen.get(&position) {
                Some(&variable) => copy.append(Expression::GlobalVariable(variable), span),
                None => copy.get(argument),
            })
            .collect();
        let made = result.map(|old| (old, copy.result(old)));
        let call = Statement::Call {
            function,
            arguments,
            result: made.map(|(_, new)| new),
        };
        into.push(call, span);
        if let Some((old, new)) = made {
            copy.found(old, new);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module};
    use super::*;
    use crate::emit::resources;
    use crate::target::TargetLanguage;

    fn glsl(text: &str) -> String {
        emitted("a.wgsl", text, TargetLanguage::Glsl)
    }

    const BINDINGS: &str = "
        @group(0) @binding(0) var colours: texture_2d<f32>;
        @group(0) @binding(1) var near: sampler;
        @group(0) @binding(2) var smooth_: sampler;
        @group(0) @binding(3) var depths: texture_depth_2d;
        @group(0) @binding(4) var less: sampler_comparison;
        @group(0) @binding(5) var last: texture_2d<f32>;
        fn read(t: texture_2d<f32>, s: sampler, at: vec2f) -> vec4f {
            return textureSampleLevel(t, s, at, 0.0);
        }
        ";

    #[test]
    fn each_pair_is_a_variable() {
        let text = glsl(&format!(
            "{BINDINGS}
            @fragment fn main(@location(0) at: vec2f) -> @location(0) vec4f {{
                return textureSample(colours, smooth_, at) - textureSample(colours, near, at)
                    + read(colours, near, at) + read(colours, smooth_, at) + read(last, near, at)
                    + textureSampleCompare(depths, less, at, 0.5) * textureSample(depths, near, at)
                    + textureLoad(depths, vec2i(1), 0);
            }}"
        ));
        for part in [
            "binding = 0) uniform highp sampler2D _group_0_binding_0_fs",
            "binding = 1) uniform highp sampler2D _group_0_binding_6_fs",
            "binding = 2) uniform highp sampler2D _group_0_binding_3_fs",
            "binding = 3) uniform highp sampler2DShadow _group_0_binding_7_fs",
            "binding = 4) uniform highp sampler2D _group_0_binding_5_fs",
            "texture(_group_0_binding_6_fs, ",
            "read(_group_0_binding_0_fs, ",
            "read(_group_0_binding_6_fs, ",
            "texture(_group_0_binding_7_fs, ",
            "texelFetch(_group_0_binding_3_fs, ",
        ] {
            let plain = part.replace("highp ", "");
            assert!(
                text.contains(part) || text.contains(&plain),
                "{part}\n{text}"
            );
        }
    }

    #[test]
    fn all_entry_points_have_their_say() {
        let text = format!(
            "{BINDINGS}
            @vertex fn main() -> @builtin(position) vec4f {{
                return textureSampleLevel(colours, near, vec2f(0.5), 0.0)
                    + textureLoad(last, vec2i(1), 0);
            }}
            @fragment fn shade(@location(0) at: vec2f) -> @location(0) vec4f {{
                return read(colours, smooth_, at) + textureSample(last, near, at);
            }}"
        );
        let module = module("a.wgsl", &text);
        let resources = resources::collect(&module);
        let pairs = SamplerPairs::plan(&module, &resources, &BindingArrays::default());
        let place = |binding| Place { group: 0, binding };
        assert_eq!(pairs.counts(), [(place(0), 2)]);
    }

    #[test]
    fn elements_of_arrays_of_samplers_are_samplers() {
        let text = glsl(
            "enable wgpu_binding_array;
            @group(0) @binding(0) var colours: texture_2d<f32>;
            @group(0) @binding(1) var samplers: binding_array<sampler, 3>;
            @fragment fn main(@location(0) @interpolate(flat) n: u32) -> @location(0) vec4f {
                return textureSampleLevel(colours, samplers[n], vec2f(0.5), 0.0);
            }",
        );
        for unit in 0..3 {
            assert!(
                text.contains(&format!("binding = {unit}) uniform")),
                "{text}"
            );
        }
        assert_eq!(text.matches("textureLod(").count(), 3, "{text}");
    }

    #[test]
    fn a_function_with_two_samplers_is_refused() {
        let text = format!(
            "{BINDINGS}
            fn both(t: texture_2d<f32>, s: sampler, o: sampler, at: vec2f) -> vec4f {{
                return textureSample(t, s, at) + textureSample(t, o, at);
            }}
            @fragment fn main(@location(0) at: vec2f) -> @location(0) vec4f {{
                return both(colours, near, smooth_, at);
            }}"
        );
        let mut module = module("a.wgsl", &text);
        let resources = resources::collect(&module);
        let none = std::iter::empty();
        let mut arrays = BindingArrays::plan(TargetLanguage::Glsl, &resources, none, false);
        arrays.give_pairs(&module, &resources);
        assert!(take_apart(&mut module, &mut arrays).is_err());
    }
}

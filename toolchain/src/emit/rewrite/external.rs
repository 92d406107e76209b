//! External textures where the target has none: three planes and a buffer of parameters.
//!
//! Plane 0 keeps the place of the texture. [`ExternalTextures::plan`] finds places for the rest
//! in the whole module, so that they do not depend on which entry point is written;
//! [`ExternalTextures::lower`] rewrites the module that is.

use std::collections::{BTreeMap, BTreeSet};

use naga::{
    AddressSpace, Expression, Function, FunctionArgument, GlobalVariable, Handle, ImageClass,
    ImageDimension, MemoryDecorations, Module, ScalarKind, Span, Statement, Type, TypeInner,
};

use super::import::{Call, Helper, Imported, Importer, call_instead};
use super::walk;
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::emit::resources::{Class, Resource};
use crate::options::binding::Resource as Place;
use crate::source::Source;

const TEXT: &str = include_str!("external.wgsl");

/// How many resources stand for one external texture.
const PARTS: usize = 4;

/// What each part is called after the texture's name: in the module, and in reports.
const SUFFIXES: [(&str, &str); PARTS] = [
    ("plane0", "plane 0"),
    ("plane1", "plane 1"),
    ("plane2", "plane 2"),
    ("params", "parameters"),
];

/// One of the resources that stand for an external texture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::emit) struct Part {
    /// What reports call it.
    pub(in crate::emit) name: String,
    /// The texture in the source.
    pub(in crate::emit) texture: String,
    /// Its place in the source.
    pub(in crate::emit) place: Place,
    /// Planes 0 to 2, then the parameters.
    pub(in crate::emit) number: usize,
}

/// Where the parts of external textures are.
#[derive(Clone, Debug, Default)]
pub(in crate::emit) struct ExternalTextures {
    /// For each place of an external texture those of its parts.
    places: BTreeMap<Place, [Place; PARTS]>,
    parts: BTreeMap<Handle<GlobalVariable>, Part>,
}

impl ExternalTextures {
    /// Gives plane 1, plane 2 and the parameters the numbers after the highest of their group.
    ///
    /// # Errors
    ///
    /// When the group has no numbers left.
    pub(in crate::emit) fn plan(resources: &[Resource], source: &Source) -> Result<Self, Failure> {
        let mut highest: BTreeMap<u32, u32> = BTreeMap::new();
        for Place { group, binding } in resources.iter().map(|each| each.binding) {
            let known = highest.entry(group).or_default();
            *known = binding.max(*known);
        }
        let mut places = BTreeMap::new();
        for resource in resources {
            // Textures of several entry points may share a place; their parts then do, too.
            if resource.class != Class::ExternalTexture || places.contains_key(&resource.binding) {
                continue;
            }
            let group = resource.binding.group;
            let mut parts = [resource.binding; PARTS];
            for part in parts.iter_mut().skip(1) {
                let last = highest.entry(group).or_default();
                *last = last
                    .checked_add(1)
                    .ok_or_else(|| no_number_left(resource, source))?;
                part.binding = *last;
            }
            places.insert(resource.binding, parts);
        }
        Ok(Self {
            places,
            parts: BTreeMap::new(),
        })
    }

    /// All places that are taken.
    pub(in crate::emit) fn places(&self) -> impl Iterator<Item = Place> {
        self.places.values().flatten().copied()
    }

    /// Puts the parts in the place of external textures.
    pub(in crate::emit) fn expand(&self, resources: Vec<Resource>) -> Vec<Resource> {
        let mut expanded = Vec::with_capacity(resources.len());
        for resource in resources {
            let places = match resource.class {
                Class::ExternalTexture => self.places.get(&resource.binding),
                _ => None,
            };
            let Some(places) = places else {
                expanded.push(resource);
                continue;
            };
            for (number, (&binding, (_, title))) in places.iter().zip(SUFFIXES).enumerate() {
                let mut part = resource.clone();
                part.name = report_name(&resource.name, title);
                part.binding = binding;
                part.class = if number + 1 == PARTS {
                    Class::UniformBuffer
                } else {
                    Class::Texture
                };
                expanded.push(part);
            }
        }
        expanded.sort_by_key(|resource| (resource.binding, resource.handle.index()));
        expanded
    }

    /// What a resource of the rewritten module stands for, if it stands for a part.
    pub(in crate::emit) fn part(&self, handle: Handle<GlobalVariable>) -> Option<&Part> {
        self.parts.get(&handle)
    }

    /// Whether a module has anything to rewrite.
    pub(in crate::emit) fn are_in(module: &Module) -> bool {
        let mut types = module.types.iter();
        types.any(|(_, ty)| is_external(&ty.inner))
    }

    /// Rewrites a module: its external textures, and functions that take some.
    ///
    /// Types that nobody needs any more lose their names; it is for the caller to drop them.
    ///
    /// # Errors
    ///
    /// When our own functions are at fault.
    pub(in crate::emit) fn lower(&mut self, module: &mut Module) -> Result<(), Failure> {
        let helper = Helper::parse("external.wgsl", TEXT)?;
        let mut importer = Importer::new(module);
        let names = [
            "external_texture_size",
            "external_texture_load",
            "external_texture_sample",
        ];
        let imported = importer.functions(&helper, &names)?;
        let [size, load, sample] = imported.as_slice() else {
            return Ok(());
        };
        let (size, load, sample) = (*size, *load, *sample);
        let params = importer.named_type(&helper, "ExternalTextureParams")?;
        importer.finish();

        let external: BTreeSet<_> = module
            .types
            .iter()
            .filter(|(_, ty)| is_external(&ty.inner))
            .map(|(handle, _)| handle)
            .collect();
        let plane = module.types.insert(
            Type {
                name: None,
                inner: PLANE,
            },
            Span::UNDEFINED,
        );
        let lowering = Lowering {
            globals: self.globals(module, &external, plane, params),
            arguments: module
                .functions
                .iter()
                .map(|(handle, function)| (handle, external_arguments(function, &external)))
                .filter(|(_, arguments)| !arguments.is_empty())
                .collect(),
            plane,
            params,
            size,
            load,
            sample,
        };
        for (handle, function) in module.functions.iter_mut() {
            lowering.function(Some(handle), function);
        }
        for entry_point in &mut module.entry_points {
            lowering.function(None, &mut entry_point.function);
        }
        for ty in external {
            retire(module, ty);
        }
        forget_parameter_types(module);
        Ok(())
    }

    /// Splits the variables.
    fn globals(
        &mut self,
        module: &mut Module,
        external: &BTreeSet<Handle<Type>>,
        plane: Handle<Type>,
        params: Handle<Type>,
    ) -> BTreeMap<Handle<GlobalVariable>, [Handle<GlobalVariable>; PARTS]> {
        let textures: Vec<_> = module
            .global_variables
            .iter()
            .filter(|(_, global)| external.contains(&global.ty))
            .map(|(handle, _)| handle)
            .collect();
        let mut split = BTreeMap::new();
        for texture in textures {
            let span = module.global_variables.get_span(texture);
            let global = module.global_variables.get_mut(texture);
            global.ty = plane;
            let name = global.name.clone().unwrap_or_default();
            let place = global.binding.map(Place::from);
            let places = place.and_then(|place| self.places.get(&place)).copied();
            let mut handles = [texture; PARTS];
            let parts = handles.iter_mut().zip(SUFFIXES).enumerate();
            for (number, (handle, (suffix, title))) in parts {
                let own_name = Some(part_name(&name, suffix));
                if number == 0 {
                    module.global_variables.get_mut(texture).name = own_name;
                } else {
                    let is_params = number + 1 == PARTS;
                    let variable = GlobalVariable {
                        name: own_name,
                        space: if is_params {
                            AddressSpace::Uniform
                        } else {
                            AddressSpace::Handle
                        },
                        binding: places
                            .and_then(|places| places.get(number).copied())
                            .map(Place::to_naga),
                        ty: if is_params { params } else { plane },
                        init: None,
                        memory_decorations: MemoryDecorations::empty(),
                    };
                    *handle = module.global_variables.append(variable, span);
                }
                if let Some(place) = place {
                    let part = Part {
                        name: report_name(&name, title),
                        texture: name.clone(),
                        place,
                        number,
                    };
                    self.parts.insert(*handle, part);
                }
            }
            split.insert(texture, handles);
        }
        split
    }
}

const PLANE: TypeInner = TypeInner::Image {
    dim: ImageDimension::D2,
    arrayed: false,
    class: ImageClass::Sampled {
        kind: ScalarKind::Float,
        multi: false,
    },
};

fn is_external(inner: &TypeInner) -> bool {
    matches!(
        inner,
        TypeInner::Image {
            class: ImageClass::External,
            ..
        }
    )
}

fn part_name(texture: &str, suffix: &str) -> String {
    if texture.is_empty() {
        format!("external_{suffix}")
    } else {
        format!("{texture}_{suffix}")
    }
}

fn report_name(texture: &str, title: &str) -> String {
    if texture.is_empty() {
        title.to_owned()
    } else {
        format!("{texture} {title}")
    }
}

fn no_number_left(resource: &Resource, source: &Source) -> Failure {
    Diagnostic::error(
        codes::BINDING_SLOT_RANGE,
        Phase::Emit,
        Kind::Unsupported,
        source,
        format!(
            "{} needs three more binding numbers, and group {} has none left after its highest",
            resource.describe(),
            resource.binding.group
        ),
    )
    .with_help("use smaller binding numbers")
    .into()
}

fn external_arguments(function: &Function, external: &BTreeSet<Handle<Type>>) -> BTreeSet<usize> {
    (0_usize..)
        .zip(&function.arguments)
        .filter(|(_, argument)| external.contains(&argument.ty))
        .map(|(number, _)| number)
        .collect()
}

/// Makes the author's name for external textures one for their planes.
///
/// Nothing refers to it any more; but what has a name stays in the module, and no writer could
/// declare it. A type without a name goes when the module is compacted.
fn retire(module: &mut Module, ty: Handle<Type>) {
    let alias = Type {
        name: module.types[ty].name.clone(),
        inner: PLANE,
    };
    if alias.name.is_some() && module.types.get(&alias).is_none() {
        module.types.replace(ty, alias);
    }
}

/// Lets go of naga's own types for the parameters, which the WGSL front end has made.
fn forget_parameter_types(module: &mut Module) {
    let special = &mut module.special_types;
    // The outer one first: it refers to the inner one.
    let types = [
        special.external_texture_params.take(),
        special.external_texture_transfer_function.take(),
    ];
    for ty in types.into_iter().flatten() {
        let nameless = Type {
            name: None,
            inner: module.types[ty].inner.clone(),
        };
        if module.types.get(&nameless).is_none() {
            module.types.replace(ty, nameless);
        }
    }
}

/// The expressions of the parts of one texture in a function.
#[derive(Clone, Copy)]
struct Texture {
    planes: [Handle<Expression>; 3],
    params: Handle<Expression>,
    /// Whether `params` points at the parameters rather than being them.
    points: bool,
}

struct Lowering {
    globals: BTreeMap<Handle<GlobalVariable>, [Handle<GlobalVariable>; PARTS]>,
    /// For each function with such arguments, which they were.
    arguments: BTreeMap<Handle<Function>, BTreeSet<usize>>,
    plane: Handle<Type>,
    params: Handle<Type>,
    size: Imported,
    load: Imported,
    sample: Imported,
}

impl Lowering {
    fn function(&self, handle: Option<Handle<Function>>, function: &mut Function) {
        let own = handle.and_then(|handle| self.arguments.get(&handle));
        let textures = self.textures(own, function);
        if textures.is_empty() {
            return;
        }
        self.expand_calls(&textures, function);
        self.replace_reads(&textures, function);
    }

    /// Splits the arguments and finds every expression that is a texture.
    fn textures(
        &self,
        own: Option<&BTreeSet<usize>>,
        function: &mut Function,
    ) -> BTreeMap<Handle<Expression>, Texture> {
        let none = BTreeSet::new();
        let own = own.unwrap_or(&none);
        if !own.is_empty() {
            function.arguments = self.split_arguments(own, &function.arguments);
        }
        let known: Vec<_> = function
            .expressions
            .iter()
            .map(|(handle, expression)| (handle, expression.clone()))
            .collect();
        let mut textures = BTreeMap::new();
        for (handle, expression) in known {
            let span = function.expressions.get_span(handle);
            let (others, points) = match expression {
                Expression::GlobalVariable(global) => {
                    let Some(&[_, plane1, plane2, params]) = self.globals.get(&global) else {
                        continue;
                    };
                    (
                        [plane1, plane2, params].map(Expression::GlobalVariable),
                        true,
                    )
                }
                Expression::FunctionArgument(number) if !own.is_empty() => {
                    let is_texture = own.contains(&(number as usize));
                    let before = own.range(..number as usize).count() * (PARTS - 1);
                    let first = number.saturating_add(u32::try_from(before).unwrap_or(u32::MAX));
                    *function.expressions.get_mut(handle) = Expression::FunctionArgument(first);
                    if !is_texture {
                        continue;
                    }
                    let other = |add| Expression::FunctionArgument(first.saturating_add(add));
                    ([1, 2, 3].map(other), false)
                }
                _ => continue,
            };
            let [plane1, plane2, params] =
                others.map(|other| function.expressions.append(other, span));
            let texture = Texture {
                planes: [handle, plane1, plane2],
                params,
                points,
            };
            textures.insert(handle, texture);
        }
        textures
    }

    fn split_arguments(
        &self,
        own: &BTreeSet<usize>,
        arguments: &[FunctionArgument],
    ) -> Vec<FunctionArgument> {
        let mut split = Vec::with_capacity(arguments.len() + own.len() * (PARTS - 1));
        for (number, argument) in arguments.iter().enumerate() {
            if !own.contains(&number) {
                split.push(argument.clone());
                continue;
            }
            let name = argument.name.as_deref().unwrap_or_default();
            for (part, (suffix, _)) in SUFFIXES.into_iter().enumerate() {
                split.push(FunctionArgument {
                    name: Some(part_name(name, suffix)),
                    ty: if part + 1 == PARTS {
                        self.params
                    } else {
                        self.plane
                    },
                    binding: None,
                });
            }
        }
        split
    }

    /// Hands the parts on where a function of the user takes a texture.
    fn expand_calls(
        &self,
        textures: &BTreeMap<Handle<Expression>, Texture>,
        function: &mut Function,
    ) {
        let body = std::mem::take(&mut function.body);
        let expressions = &mut function.expressions;
        function.body = walk::rebuild(body, &mut |statement, span, out| {
            let statement = match statement {
                Statement::Call {
                    function,
                    arguments,
                    result,
                } if self.arguments.contains_key(&function) => {
                    let before = expressions.len();
                    let mut expanded = Vec::with_capacity(arguments.len() + PARTS);
                    for argument in arguments {
                        match textures.get(&argument) {
                            Some(texture) => expanded.extend(texture.parts(expressions, span)),
                            None => expanded.push(argument),
                        }
                    }
                    if expressions.len() > before {
                        let loads = expressions.range_from(before);
                        out.push(Statement::Emit(loads), span);
                    }
                    Statement::Call {
                        function,
                        arguments: expanded,
                        result,
                    }
                }
                other => other,
            };
            out.push(statement, span);
        });
    }

    /// Reads through our functions.
    fn replace_reads(
        &self,
        textures: &BTreeMap<Handle<Expression>, Texture>,
        function: &mut Function,
    ) {
        let known: Vec<_> = function
            .expressions
            .iter()
            .filter_map(|(handle, expression)| {
                let (image, callee, more) = match *expression {
                    Expression::ImageSample {
                        image,
                        sampler,
                        coordinate,
                        ..
                    } => (image, self.sample, vec![sampler, coordinate]),
                    Expression::ImageLoad {
                        image, coordinate, ..
                    } => (image, self.load, vec![coordinate]),
                    Expression::ImageQuery { image, .. } => (image, self.size, Vec::new()),
                    _ => return None,
                };
                Some((handle, *textures.get(&image)?, callee, more))
            })
            .collect();
        let mut calls = BTreeMap::new();
        for (handle, texture, callee, mut more) in known {
            let span = function.expressions.get_span(handle);
            let before = function.expressions.len();
            let mut arguments = texture.parts(&mut function.expressions, span);
            if callee.function == self.load.function {
                // They may be signed.
                for coordinate in &mut more {
                    let unsigned = Expression::As {
                        expr: *coordinate,
                        kind: ScalarKind::Uint,
                        convert: Some(4),
                    };
                    *coordinate = function.expressions.append(unsigned, span);
                }
            }
            arguments.extend(more);
            let emit = (function.expressions.len() > before)
                .then(|| function.expressions.range_from(before));
            let call = Call {
                function: callee,
                arguments,
                emit,
            };
            calls.insert(handle, call);
        }
        call_instead(function, calls);
    }
}

impl Texture {
    /// The arguments for the parts; what they load is appended and not yet emitted.
    fn parts(
        self,
        expressions: &mut naga::Arena<Expression>,
        span: Span,
    ) -> Vec<Handle<Expression>> {
        let params = if self.points {
            let pointer = self.params;
            expressions.append(Expression::Load { pointer }, span)
        } else {
            self.params
        };
        let [plane0, plane1, plane2] = self.planes;
        vec![plane0, plane1, plane2, params]
    }
}

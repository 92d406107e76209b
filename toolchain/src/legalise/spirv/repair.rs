//! What is done to the module that naga read: markers become what they stand for, types that
//! stand in for others become those.

mod atomic;

use std::collections::{HashMap, HashSet};

use naga::{
    AddressSpace, Arena, AtomicFunction, Block, Expression, Function, GlobalVariable, Handle,
    ImageClass, ImageQuery, MathFunction, Module, PredeclaredType, Range, RayQueryFunction, Scalar,
    Span, Statement, StorageAccess, Type, TypeInner,
};

use super::marker::{Marker, Opaque, Reads, Repair, Texel};
use super::{leave, mesh, short};
use crate::edit::handles::{blocks_mut, callees_mut, functions_mut};

/// Applies repairs to the module that naga read.
pub(crate) fn apply(repairs: &[Repair], module: &mut Module) {
    let mut markers: HashMap<Handle<Function>, Marker> = HashMap::new();
    // First: others speak of entry points by their names.
    for repair in repairs {
        if let Repair::Stage(stage) = repair {
            mesh::repair::apply(module, stage);
        }
    }
    for repair in repairs {
        match repair {
            Repair::Stage(_) => {}
            Repair::Marker { function, marker } => {
                let found = module
                    .functions
                    .iter()
                    .find(|(_, each)| each.name.as_deref() == Some(function));
                if let Some((handle, _)) = found {
                    markers.insert(handle, *marker);
                }
            }
            Repair::BindingArray {
                variable,
                unbounded,
            } => {
                make_binding_array(module, *variable as usize, *unbounded);
            }
            Repair::Value { place, value } => short::set(module, place, *value),
            Repair::WorkgroupSize { entry_point, ids } => {
                specialise_workgroups(module, entry_point.as_deref(), *ids);
            }
            Repair::Opaque { stand_in, becomes } => make_opaque(module, stand_in, *becomes),
        }
    }
    let is_array = |repair: &Repair| matches!(repair, Repair::BindingArray { .. });
    if repairs.iter().any(is_array) {
        replace_left_arrays(module);
    }
    if markers.is_empty() {
        return;
    }
    let is_left = |handle| markers.get(&handle) == Some(&Marker::LeaveLoop);
    if markers.values().any(|marker| *marker == Marker::LeaveLoop) {
        let flag = leave::flag_type(module);
        for function in functions_mut(module) {
            leave::leave(function, &is_left, flag);
        }
    }
    let mut choices: Vec<_> = markers
        .iter()
        .filter_map(|(function, marker)| match *marker {
            Marker::AtomicChoice(choice, width) => Some((*function, choice, width)),
            _ => None,
        })
        .collect();
    // The types that are made have an order.
    choices.sort_unstable_by_key(|&(function, ..)| function);
    let mut exchanged = HashMap::new();
    for (_, choice, width) in choices {
        let memory = atomic::memory(choice, width);
        let kind = PredeclaredType::AtomicCompareExchangeWeakResult(memory);
        exchanged.insert(memory, module.generate_predeclared_type(kind));
    }
    let mut replace = Replace {
        exchanged,
        ray_desc: markers
            .values()
            .any(|marker| *marker == Marker::RayInitialize)
            .then(|| module.generate_ray_desc_type()),
        markers,
        accessed: HashMap::new(),
    };
    let mut functions = std::mem::take(&mut module.functions);
    for (_, function) in functions.iter_mut() {
        replace.function(function);
    }
    for entry_point in &mut module.entry_points {
        replace.function(&mut entry_point.function);
    }
    let gone = replace.markers.into_keys().collect();
    remove(module, functions, &gone);
    let mut accessed: Vec<_> = replace.accessed.into_iter().collect();
    accessed.sort_unstable_by_key(|&(variable, _)| variable);
    for (variable, access) in accessed {
        open(module, variable, access);
    }
}

/// Makes numbers of the workgroup size overrides. One that is none any more has its value.
fn specialise_workgroups(module: &mut Module, name: Option<&str>, ids: [Option<u32>; 3]) {
    let sizes = ids.map(|id| {
        let id = u16::try_from(id?).ok()?;
        let (handle, _) = module
            .overrides
            .iter()
            .find(|(_, each)| each.id == Some(id))?;
        let span = module.overrides.get_span(handle);
        let expression = Expression::Override(handle);
        Some(module.global_expressions.append(expression, span))
    });
    if sizes.iter().all(Option::is_none) {
        return;
    }
    for entry_point in &mut module.entry_points {
        let is_meant = name.is_none_or(|name| name == entry_point.name);
        if is_meant && entry_point.stage.compute_like() {
            entry_point.workgroup_size_overrides = Some(sizes);
        }
    }
}

/// Puts what is meant into the place of each call of a marker.
struct Replace {
    markers: HashMap<Handle<Function>, Marker>,
    /// The type that tells a ray query its ray.
    ray_desc: Option<Handle<Type>>,
    /// The types of what atomic exchanges tell.
    exchanged: HashMap<Scalar, Handle<Type>>,
    /// How images are accessed by what stood for a marker.
    accessed: HashMap<Handle<GlobalVariable>, StorageAccess>,
}

impl Replace {
    fn function(&mut self, function: &mut Function) {
        let mut body = std::mem::take(&mut function.body);
        self.block(&mut body, function);
        function.body = body;
    }

    fn block(&mut self, block: &mut Block, function: &mut Function) {
        let old = std::mem::take(block);
        for (mut statement, span) in old.span_into_iter() {
            if let Statement::Call {
                function: callee,
                arguments,
                result,
            } = &statement
                && let Some(&marker) = self.markers.get(callee)
            {
                let call = Call {
                    arguments,
                    result: *result,
                    span,
                };
                if self.call(marker, &call, function, block).is_some() {
                    continue;
                }
            }
            for inner in blocks_mut(&mut statement) {
                self.block(inner, function);
            }
            block.push(statement, span);
        }
    }

    /// What a call stands for; `None` where it is not what a pass wrote.
    fn call(
        &mut self,
        marker: Marker,
        call: &Call<'_>,
        function: &mut Function,
        into: &mut Block,
    ) -> Option<()> {
        let query = |fun| {
            let query = call.arguments.first().copied()?;
            Some(Statement::RayQuery { query, fun })
        };
        let statement = match marker {
            Marker::LayerCount => {
                let (&[image], Some(result)) = (call.arguments, call.result) else {
                    return None;
                };
                function.expressions[result] = Expression::ImageQuery {
                    image,
                    query: ImageQuery::NumLayers,
                };
                emit(result)
            }
            // Done before.
            Marker::LeaveLoop => return None,
            Marker::QuantizeToF16 => {
                let (&[value], Some(result)) = (call.arguments, call.result) else {
                    return None;
                };
                function.expressions[result] = Expression::Math {
                    fun: MathFunction::QuantizeToF16,
                    arg: value,
                    arg1: None,
                    arg2: None,
                    arg3: None,
                };
                emit(result)
            }
            Marker::ImageLoad(reads) => {
                let result = call.result?;
                let load = image_load(reads, call.arguments)?;
                let image = call.arguments.first().copied()?;
                self.access(image, &function.expressions, StorageAccess::LOAD);
                function.expressions[result] = load;
                emit(result)
            }
            Marker::ImageStore { arrayed } => {
                let image = call.arguments.first().copied()?;
                self.access(image, &function.expressions, StorageAccess::STORE);
                image_store(arrayed, call.arguments)?
            }
            Marker::ImageAtomic(texel) => self.image_atomic(texel, call, &function.expressions)?,
            Marker::AtomicChoice(choice, width) => {
                let result = *self.exchanged.get(&atomic::memory(choice, width))?;
                atomic::choose(choice, result, call.arguments, function, call.span)?
            }
            Marker::RayInitialize => {
                let &[
                    query,
                    acceleration_structure,
                    flags,
                    mask,
                    origin,
                    t_min,
                    dir,
                    t_max,
                ] = call.arguments
                else {
                    return None;
                };
                let ray = Expression::Compose {
                    ty: self.ray_desc?,
                    components: vec![flags, mask, t_min, t_max, origin, dir],
                };
                let descriptor = function.expressions.append(ray, call.span);
                into.push(emit(descriptor), call.span);
                Statement::RayQuery {
                    query,
                    fun: RayQueryFunction::Initialize {
                        acceleration_structure,
                        descriptor,
                    },
                }
            }
            Marker::RayProceed => {
                let result = call.result?;
                function.expressions[result] = Expression::RayQueryProceedResult;
                query(RayQueryFunction::Proceed { result })?
            }
            Marker::RayGenerate => query(RayQueryFunction::GenerateIntersection {
                hit_t: call.arguments.get(1).copied()?,
            })?,
            Marker::RayConfirm => query(RayQueryFunction::ConfirmIntersection)?,
            Marker::RayTerminate => query(RayQueryFunction::Terminate)?,
            Marker::RayCandidate | Marker::RayCommitted => {
                let (&[query], Some(result)) = (call.arguments, call.result) else {
                    return None;
                };
                let committed = marker == Marker::RayCommitted;
                function.expressions[result] =
                    Expression::RayQueryGetIntersection { query, committed };
                // A value with a name is taken at this place; one without, where it is used,
                // which may be behind the next step of the query.
                let name = if committed { "committed" } else { "candidate" };
                function.named_expressions.insert(result, name.to_owned());
                emit(result)
            }
        };
        into.push(statement, call.span);
        Some(())
    }

    /// Notes how an image, or an element of an array of images, is accessed.
    fn access(
        &mut self,
        image: Handle<Expression>,
        expressions: &Arena<Expression>,
        access: StorageAccess,
    ) {
        let root = match expressions[image] {
            Expression::Access { base, .. } | Expression::AccessIndex { base, .. } => base,
            _ => image,
        };
        if let Expression::GlobalVariable(variable) = expressions[root] {
            *self
                .accessed
                .entry(variable)
                .or_insert(StorageAccess::empty()) |= access;
        }
    }

    fn image_atomic(
        &mut self,
        texel: Texel,
        call: &Call<'_>,
        expressions: &Arena<Expression>,
    ) -> Option<Statement> {
        let (image, coordinate, array_index, value) = match *call.arguments {
            [image, coordinate, value] => (image, coordinate, None, value),
            [image, coordinate, layer, value] => (image, coordinate, Some(layer), value),
            _ => return None,
        };
        self.access(image, expressions, StorageAccess::all());
        Some(Statement::ImageAtomic {
            image,
            coordinate,
            array_index,
            fun: match texel {
                Texel::Add => AtomicFunction::Add,
                Texel::And => AtomicFunction::And,
                Texel::InclusiveOr => AtomicFunction::InclusiveOr,
                Texel::ExclusiveOr => AtomicFunction::ExclusiveOr,
                Texel::Min => AtomicFunction::Min,
                Texel::Max => AtomicFunction::Max,
            },
            value,
        })
    }
}

/// A load from an image, of the arguments of a marker.
fn image_load(reads: Reads, arguments: &[Handle<Expression>]) -> Option<Expression> {
    let mut rest = arguments.iter().copied();
    let (image, coordinate) = (rest.next()?, rest.next()?);
    let mut told = |is_there: bool| if is_there { rest.next() } else { None };
    Some(Expression::ImageLoad {
        image,
        coordinate,
        array_index: told(reads.arrayed),
        sample: told(reads.sample),
        level: told(reads.level),
    })
}

/// A store to an image, of the arguments of a marker.
fn image_store(arrayed: bool, arguments: &[Handle<Expression>]) -> Option<Statement> {
    let (image, coordinate, array_index, value) = match *arguments {
        [image, coordinate, value] if !arrayed => (image, coordinate, None, value),
        [image, coordinate, layer, value] if arrayed => (image, coordinate, Some(layer), value),
        _ => return None,
    };
    Some(Statement::ImageStore {
        image,
        coordinate,
        array_index,
        value,
    })
}

/// A call of a marker.
struct Call<'a> {
    arguments: &'a [Handle<Expression>],
    result: Option<Handle<Expression>>,
    span: Span,
}

fn emit(expression: Handle<Expression>) -> Statement {
    Statement::Emit(Range::new_from_bounds(expression, expression))
}

/// Puts `functions` into the module without those of `gone`, which nothing calls any more.
fn remove(module: &mut Module, mut functions: Arena<Function>, gone: &HashSet<Handle<Function>>) {
    let mut moved = HashMap::new();
    let mut kept = Arena::new();
    for (handle, function, span) in functions.drain() {
        if !gone.contains(&handle) {
            moved.insert(handle, kept.append(function, span));
        }
    }
    let redirect = |callee: &mut Handle<Function>| {
        if let Some(&new) = moved.get(callee) {
            *callee = new;
        }
    };
    module.functions = kept;
    for function in functions_mut(module) {
        callees_mut(function, redirect);
    }
}

/// Makes a buffer that is an array an array of buffers.
fn make_binding_array(module: &mut Module, variable: usize, unbounded: bool) {
    let Some((_, global)) = module.global_variables.iter().nth(variable) else {
        return;
    };
    let TypeInner::Array { base, size, .. } = module.types[global.ty].inner else {
        return;
    };
    let size = if unbounded {
        naga::ArraySize::Dynamic
    } else {
        size
    };
    let ty = Type {
        name: None,
        inner: TypeInner::BindingArray { base, size },
    };
    let (array, space) = (global.ty, global.space);
    replace_array(module, array, ty, space);
}

/// Arrays of buffers without a size that nothing is any more: what naga's front end made of a buffer
/// when it found atomics in it leaves the type before behind.
fn replace_left_arrays(module: &mut Module) {
    let left: Vec<_> = module
        .types
        .iter()
        .filter_map(|(handle, ty)| match ty.inner {
            TypeInner::Array { base, size, .. } if is_unsized(module, base) => {
                Some((handle, base, size))
            }
            _ => None,
        })
        .collect();
    let space = AddressSpace::Storage {
        access: StorageAccess::LOAD | StorageAccess::STORE,
    };
    for (handle, base, size) in left {
        let inner = TypeInner::BindingArray { base, size };
        replace_array(module, handle, Type { name: None, inner }, space);
    }
}

/// Whether a type is a struct that ends in an array without length.
fn is_unsized(module: &Module, ty: Handle<Type>) -> bool {
    let TypeInner::Struct { members, .. } = &module.types[ty].inner else {
        return false;
    };
    members.last().is_some_and(|last| {
        matches!(
            module.types[last.ty].inner,
            TypeInner::Array {
                size: naga::ArraySize::Dynamic,
                ..
            }
        )
    })
}

/// Makes an array one of bindings, in its place: nothing else has this type, and naga would not let
/// an array have elements of unknown size, as buffers may be.
fn replace_array(module: &mut Module, array: Handle<Type>, ty: Type, space: AddressSpace) {
    let TypeInner::BindingArray { base, .. } = ty.inner else {
        return;
    };
    replace_type(module, array, ty);
    // Pointers to the array are what its elements are reached through; nobody looks at their type.
    let pointers: Vec<_> = module
        .types
        .iter()
        .filter(|(_, ty)| matches!(ty.inner, TypeInner::Pointer { base: to, .. } if to == array))
        .map(|(handle, _)| handle)
        .collect();
    for handle in pointers {
        let inner = TypeInner::Pointer { base, space };
        replace_type(module, handle, Type { name: None, inner });
    }
}

/// Replaces a type; no two types of a module may be the same but for their name.
fn replace_type(module: &mut Module, old: Handle<Type>, mut ty: Type) {
    while module.types.get(&ty).is_some() {
        ty.name = Some(ty.name.unwrap_or_else(|| "again".to_owned()) + "_");
    }
    module.types.replace(old, ty);
}

/// Lets an image be accessed in more ways, if it is a storage image: naga's front end does not look
/// into arrays for how, and knows no atomic operations.
fn open(module: &mut Module, variable: Handle<GlobalVariable>, more: StorageAccess) {
    let old = module.global_variables[variable].ty;
    let opened = |module: &mut Module, old: Handle<Type>| {
        let span = module.types.get_span(old);
        let mut ty = module.types[old].clone();
        if let TypeInner::Image {
            class: ImageClass::Storage { access, .. },
            ..
        } = &mut ty.inner
        {
            *access |= more;
        }
        module.types.insert(ty, span)
    };
    let new = match module.types[old].inner {
        TypeInner::BindingArray { base, size } => {
            let base = opened(module, base);
            let span = module.types.get_span(old);
            let ty = Type {
                name: module.types[old].name.clone(),
                inner: TypeInner::BindingArray { base, size },
            };
            module.types.insert(ty, span)
        }
        _ => opened(module, old),
    };
    module.global_variables[variable].ty = new;
}

/// Makes the type that stands in for another one the other.
fn make_opaque(module: &mut Module, stand_in: &str, becomes: Opaque) {
    let found = module
        .types
        .iter()
        .find(|(_, ty)| ty.name.as_deref() == Some(stand_in));
    let Some((handle, _)) = found else {
        return;
    };
    let inner = match becomes {
        Opaque::RayQuery => TypeInner::RayQuery {
            vertex_return: false,
        },
        Opaque::AccelerationStructure => TypeInner::AccelerationStructure {
            vertex_return: false,
        },
        Opaque::Intersection => {
            module.special_types.ray_intersection = Some(handle);
            name_intersection(module, handle);
            return;
        }
    };
    module.types.replace(handle, Type { name: None, inner });
}

/// Gives the members of an intersection the names and places that naga's writers know.
fn name_intersection(module: &mut Module, handle: Handle<Type>) {
    let mut model = Module::default();
    let named = model.generate_ray_intersection_type();
    let mut ty = model.types[named].clone();
    let (TypeInner::Struct { members, .. }, TypeInner::Struct { members: ours, .. }) =
        (&mut ty.inner, &module.types[handle].inner)
    else {
        return;
    };
    for (member, ours) in members.iter_mut().zip(ours) {
        member.ty = ours.ty;
    }
    module.types.replace(handle, ty);
}

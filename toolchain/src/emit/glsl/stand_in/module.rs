//! The module that stands in.

use std::collections::{BTreeMap, HashMap};

use naga::proc::{IndexableLength, Layouter};
use naga::valid::ModuleInfo;
use naga::{
    AddressSpace, Arena, Constant, Expression, Function, Handle, Literal, Module, PredeclaredType,
    Scalar, ScalarKind, Span, Type, TypeInner, UniqueArena,
};

use super::{Reading, is_rare, workgroup as workgroup_memory};
use crate::emit::rewrite::handles::{functions, functions_mut, operands_mut};
use crate::emit::rewrite::retype::{Types, retype};

/// What the constants for integers are called; the text goes by their order.
const NAME: &str = "number";

/// Arrays of more elements are not set to zero.
const MAX_ZEROS: u32 = 1 << 20;

/// A module for the writer, and what its text needs to become that of the module it stands for.
#[derive(Debug)]
pub(in crate::emit::glsl) struct StandIn {
    pub(in crate::emit::glsl) module: Module,
    pub(super) reading: Reading,
    /// What the first constants of the text mean.
    pub(super) numbers: Vec<Literal>,
    /// Whether it sets the memory of the workgroup to zero by itself.
    pub(in crate::emit::glsl) sets_workgroup: bool,
}

/// Makes the stand-in of a module; `workgroup` tells whether its memory has to be set to zero, and
/// for which entry point.
pub(in crate::emit::glsl) fn make(
    module: &Module,
    info: &ModuleInfo,
    reading: Reading,
    workgroup: Option<usize>,
) -> Result<StandIn, String> {
    let numbers = numbers(module);
    let mut new = module.clone();
    let rare = rare_types(&module.types);
    let types = other_types(&mut new, &rare, reading);
    retype(&mut new, &types);
    other_keys(&mut new, reading);

    let mut making = Making {
        before: module,
        rare,
        types,
        reading,
        named: BTreeMap::new(),
        constants: HashMap::new(),
        zeros: HashMap::new(),
        is_too_large: false,
    };
    making.globals(&mut new, &numbers);
    let mut bodies: Vec<Function> = functions_mut(&mut new).map(std::mem::take).collect();
    for (function, was) in bodies.iter_mut().zip(functions(module)) {
        making.function(&mut new, function, was);
    }
    let mut sets_workgroup = false;
    if let Some(index) = workgroup {
        let used = info.get_entry_point(index);
        let variables: Vec<_> = module
            .global_variables
            .iter()
            .filter(|(handle, variable)| {
                variable.space == AddressSpace::WorkGroup && !used[*handle].is_empty()
            })
            .map(|(handle, variable)| (handle, variable.ty))
            .collect();
        sets_workgroup = variables.iter().any(|(_, ty)| making.rare[ty.index()]);
        if sets_workgroup && let Some(function) = bodies.get_mut(module.functions.len() + index) {
            let zeros: Vec<_> = variables
                .iter()
                .map(|&(variable, ty)| (variable, making.zero_constant(&mut new, ty)))
                .collect();
            workgroup_memory::set_to_zero(&mut new, function, &zeros);
        }
    }
    for (function, body) in functions_mut(&mut new).zip(bodies) {
        *function = body;
    }
    if making.is_too_large {
        return Err(format!(
            "an array of more than {MAX_ZEROS} numbers of this size that starts as zero"
        ));
    }
    Ok(StandIn {
        module: new,
        reading,
        numbers,
        sets_workgroup,
    })
}

/// Every integer that gets a constant, once, and the zeros of their types.
fn numbers(module: &Module) -> Vec<Literal> {
    let mut found: BTreeMap<(u8, u64), Literal> = BTreeMap::new();
    let zeros = [
        Literal::I16(0),
        Literal::U16(0),
        Literal::I64(0),
        Literal::U64(0),
    ];
    let in_functions = functions(module).flat_map(|function| function.expressions.iter());
    let literals = module
        .global_expressions
        .iter()
        .chain(in_functions)
        .filter_map(|(_, expression)| match expression {
            Expression::Literal(literal) => Some(*literal),
            _ => None,
        });
    for literal in zeros.into_iter().chain(literals) {
        if let Some(key) = key(literal) {
            found.insert(key, literal);
        }
    }
    found.into_values().collect()
}

/// What distinguishes an integer that gets a constant; none for other literals.
fn key(literal: Literal) -> Option<(u8, u64)> {
    match literal {
        Literal::I16(value) => Some((0, u64::from(value.cast_unsigned()))),
        Literal::U16(value) => Some((1, value.into())),
        Literal::I64(value) => Some((2, value.cast_unsigned())),
        Literal::U64(value) => Some((3, value)),
        Literal::F64(_)
        | Literal::F32(_)
        | Literal::F16(_)
        | Literal::U32(_)
        | Literal::I32(_)
        | Literal::Bool(_)
        | Literal::AbstractInt(_)
        | Literal::AbstractFloat(_) => None,
    }
}

/// By the index of a type: whether there is a rare number in it.
fn rare_types(types: &UniqueArena<Type>) -> Vec<bool> {
    let mut rare: Vec<bool> = Vec::with_capacity(types.len());
    for (_, ty) in types.iter() {
        let is_rare = match &ty.inner {
            TypeInner::Scalar(scalar)
            | TypeInner::Atomic(scalar)
            | TypeInner::Vector { scalar, .. }
            | TypeInner::Matrix { scalar, .. }
            | TypeInner::ValuePointer { scalar, .. } => is_rare(*scalar),
            TypeInner::Pointer { base, .. } | TypeInner::Array { base, .. } => rare[base.index()],
            TypeInner::Struct { members, .. } => {
                members.iter().any(|member| rare[member.ty.index()])
            }
            TypeInner::CooperativeMatrix { .. }
            | TypeInner::Image { .. }
            | TypeInner::Sampler { .. }
            | TypeInner::AccelerationStructure { .. }
            | TypeInner::RayQuery { .. }
            | TypeInner::BindingArray { .. } => false,
        };
        rare.push(is_rare);
    }
    rare
}

/// Writes the types anew with other numbers, laid out as the validator wants to see them.
fn other_types(module: &mut Module, rare: &[bool], reading: Reading) -> Types {
    let old = std::mem::take(&mut module.types);
    let mut moved = Types::new();
    let mut layouter = Layouter::default();
    for (handle, ty) in old.iter() {
        let (mut ty, span) = (ty.clone(), old.get_span(handle));
        let new = |handle: &mut Handle<Type>| {
            if let Some(&new) = moved.get(handle) {
                *handle = new;
            }
        };
        // Others keep their layout: reflection tells of it.
        let is_moved = rare.get(handle.index()).copied().unwrap_or_default();
        // One that cannot be laid out cannot be written either: the validator says so.
        let _ = layouter.update(module.to_ctx());
        let mut atomic = None;
        match &mut ty.inner {
            TypeInner::Scalar(scalar)
            | TypeInner::Vector { scalar, .. }
            | TypeInner::Matrix { scalar, .. }
            | TypeInner::ValuePointer { scalar, .. } => *scalar = reading.scalar(*scalar),
            TypeInner::Atomic(scalar) if is_rare(*scalar) => {
                // There are no atomics of 16 bits. What an atomic operation does to it is said by the
                // statement alone.
                atomic = Some(TypeInner::Scalar(reading.scalar(*scalar)));
            }
            TypeInner::Array { base, stride, .. } => {
                new(base);
                if is_moved {
                    *stride = layouter[*base].to_stride();
                }
            }
            TypeInner::Pointer { base, .. } | TypeInner::BindingArray { base, .. } => new(base),
            TypeInner::Struct { members, span } => {
                let (mut end, mut largest) = (0_u32, 1);
                for member in members.iter_mut() {
                    new(&mut member.ty);
                    let layout = &layouter[member.ty];
                    if is_moved {
                        member.offset = layout.alignment.round_up(end);
                    }
                    end = member.offset.saturating_add(layout.size);
                    largest = layout.alignment.round_up(1).max(largest);
                }
                if is_moved {
                    *span = end.checked_next_multiple_of(largest).unwrap_or(u32::MAX);
                }
            }
            TypeInner::Atomic(_)
            | TypeInner::CooperativeMatrix { .. }
            | TypeInner::Image { .. }
            | TypeInner::Sampler { .. }
            | TypeInner::AccelerationStructure { .. }
            | TypeInner::RayQuery { .. } => {}
        }
        if let Some(inner) = atomic {
            ty.inner = inner;
        }
        keep_apart(&module.types, &mut ty);
        let new = module.types.insert(ty, span);
        moved.insert(handle, new);
    }
    moved
}

/// Lets a type be another one than those that are there: names go by the number of types, and two
/// texts must have the same names.
fn keep_apart(types: &UniqueArena<Type>, ty: &mut Type) {
    /// What naga calls a type without a name.
    const NAMELESS: &str = "type";
    if types.get(ty).is_some() && ty.name.is_none() {
        ty.name = Some(NAMELESS.to_owned());
    }
    while types.get(ty).is_some()
        && let TypeInner::Struct { span, .. } = &mut ty.inner
        && let Some(larger) = span.checked_mul(2)
    {
        *span = larger;
    }
}

/// Points what naga predeclares at the numbers that stand in.
fn other_keys(module: &mut Module, reading: Reading) {
    let predeclared = std::mem::take(&mut module.special_types.predeclared_types);
    module.special_types.predeclared_types = predeclared
        .into_iter()
        .map(|(key, ty)| {
            let key = match key {
                PredeclaredType::AtomicCompareExchangeWeakResult(scalar) => {
                    PredeclaredType::AtomicCompareExchangeWeakResult(reading.scalar(scalar))
                }
                PredeclaredType::ModfResult { size, scalar } => PredeclaredType::ModfResult {
                    size,
                    scalar: reading.scalar(scalar),
                },
                PredeclaredType::FrexpResult { size, scalar } => PredeclaredType::FrexpResult {
                    size,
                    scalar: reading.scalar(scalar),
                },
            };
            (key, ty)
        })
        .collect();
}

struct Making<'a> {
    before: &'a Module,
    /// By the index of a type before.
    rare: Vec<bool>,
    /// Types before and now.
    types: Types,
    reading: Reading,
    /// The constants for integers.
    named: BTreeMap<(u8, u64), Handle<Constant>>,
    /// Constants before and now.
    constants: HashMap<Handle<Constant>, Handle<Constant>>,
    /// The constants for zeros, by the type before.
    zeros: HashMap<Handle<Type>, Handle<Constant>>,
    is_too_large: bool,
}

impl Making<'_> {
    /// Writes constants and global expressions anew, the named integers first.
    fn globals(&mut self, module: &mut Module, numbers: &[Literal]) {
        let old = std::mem::take(&mut module.global_expressions);
        let constants = std::mem::take(&mut module.constants);
        for &literal in numbers {
            let (Some(key), Some(scalar)) = (key(literal), literal_type(literal)) else {
                continue;
            };
            let scalar = self.reading.scalar(scalar);
            // Its value is never read: the text gets the number itself.
            let value = match (scalar.kind, scalar.width) {
                (ScalarKind::Sint, 2) => Literal::I16(0),
                (ScalarKind::Uint, 2) => Literal::U16(0),
                (ScalarKind::Sint, _) => Literal::I32(0),
                _ => Literal::U32(0),
            };
            let inner = TypeInner::Scalar(scalar);
            let ty = module
                .types
                .insert(Type { name: None, inner }, Span::UNDEFINED);
            let init = module
                .global_expressions
                .append(Expression::Literal(value), Span::UNDEFINED);
            let constant = Constant {
                name: Some(NAME.to_owned()),
                ty,
                init,
            };
            let constant = module.constants.append(constant, Span::UNDEFINED);
            self.named.insert(key, constant);
        }
        // A constant stands before the expressions that name it, and after its own.
        let mut moved = HashMap::new();
        let mut pending = constants.iter().peekable();
        for (handle, expression) in old.iter() {
            let mut expression = expression.clone();
            operands_mut(&mut expression, |operand| {
                if let Some(&new) = moved.get(operand) {
                    *operand = new;
                }
            });
            if let Expression::Constant(constant) = &mut expression
                && let Some(&new) = self.constants.get(constant)
            {
                *constant = new;
            }
            let was = &self.before.global_expressions[handle];
            let span = old.get_span(handle);
            let new = match *was {
                Expression::ZeroValue(ty) => self.zero(&mut module.global_expressions, ty),
                _ => {
                    let expression = self.number(expression);
                    module.global_expressions.append(expression, span)
                }
            };
            moved.insert(handle, new);
            while let Some((constant, value)) = pending.peek()
                && let Some(&init) = moved.get(&value.init)
            {
                let new = Constant {
                    init,
                    ..(*value).clone()
                };
                let new = module.constants.append(new, constants.get_span(*constant));
                self.constants.insert(*constant, new);
                pending.next();
            }
        }
        let new = |handle: &mut Handle<Expression>| {
            if let Some(&new) = moved.get(handle) {
                *handle = new;
            }
        };
        for (_, each) in module.overrides.iter_mut() {
            each.init.iter_mut().for_each(new);
        }
        let variables: Vec<_> = self.before.global_variables.iter().collect();
        for (handle, variable) in variables {
            let mut init = variable.init;
            init.iter_mut().for_each(new);
            // Without one the writer makes up a zero that is no number of the type.
            if init.is_none()
                && variable.space == AddressSpace::Private
                && self.is_rare(variable.ty)
            {
                let zero = self.zero_constant(module, variable.ty);
                let zero = Expression::Constant(zero);
                init = Some(module.global_expressions.append(zero, Span::UNDEFINED));
            }
            module.global_variables[handle].init = init;
        }
    }

    fn is_rare(&self, ty: Handle<Type>) -> bool {
        self.rare.get(ty.index()).copied().unwrap_or_default()
    }

    /// An expression with numbers that stand in.
    fn number(&self, expression: Expression) -> Expression {
        match expression {
            Expression::Literal(literal) => self.literal(literal),
            Expression::As {
                expr,
                kind,
                convert: Some(width),
            } => Expression::As {
                expr,
                kind,
                convert: Some(self.reading.scalar(Scalar { kind, width }).width),
            },
            other => other,
        }
    }

    fn literal(&self, literal: Literal) -> Expression {
        if let Some(&constant) = key(literal).and_then(|key| self.named.get(&key)) {
            return Expression::Constant(constant);
        }
        let float = |value: f64, width| match self.reading.scalar(Scalar {
            kind: ScalarKind::Float,
            width,
        }) {
            Scalar::F64 => Literal::F64(value),
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the other text has its value"
            )]
            _ => Literal::F32(value as f32),
        };
        Expression::Literal(match literal {
            Literal::F16(value) => float(value.to_f64(), 2),
            Literal::F64(value) => float(value, 8),
            other => other,
        })
    }

    /// Appends the zero of a type of the module before.
    fn zero(&mut self, into: &mut Arena<Expression>, ty: Handle<Type>) -> Handle<Expression> {
        let new = self.types.get(&ty).copied().unwrap_or(ty);
        let types = &self.before.types;
        let expression = match &types[ty].inner {
            TypeInner::Scalar(scalar) | TypeInner::Atomic(scalar) if is_rare(*scalar) => {
                match Literal::zero(*scalar) {
                    Some(zero) => self.literal(zero),
                    None => Expression::ZeroValue(new),
                }
            }
            TypeInner::Array { base, size, .. } if self.is_rare(ty) => {
                let count = match size.resolve(self.before.to_ctx()) {
                    Ok(IndexableLength::Known(count)) if count <= MAX_ZEROS => count,
                    Ok(_) | Err(_) => {
                        self.is_too_large = true;
                        0
                    }
                };
                let part = self.zero(into, *base);
                Expression::Compose {
                    ty: new,
                    components: vec![part; count as usize],
                }
            }
            TypeInner::Struct { members, .. } if self.is_rare(ty) => {
                let mut components = Vec::with_capacity(members.len());
                for member in members {
                    components.push(self.zero(into, member.ty));
                }
                Expression::Compose {
                    ty: new,
                    components,
                }
            }
            _ => Expression::ZeroValue(new),
        };
        into.append(expression, Span::UNDEFINED)
    }

    /// A constant without a name, in whose place its value is written.
    fn zero_constant(&mut self, module: &mut Module, ty: Handle<Type>) -> Handle<Constant> {
        if let Some(&known) = self.zeros.get(&ty) {
            return known;
        }
        let init = self.zero(&mut module.global_expressions, ty);
        let constant = Constant {
            name: None,
            ty: self.types.get(&ty).copied().unwrap_or(ty),
            init,
        };
        let constant = module.constants.append(constant, Span::UNDEFINED);
        self.zeros.insert(ty, constant);
        constant
    }

    /// Changes the numbers of a function, whose types are new already.
    fn function(&mut self, module: &mut Module, function: &mut Function, was: &Function) {
        for (handle, expression) in function.expressions.iter_mut() {
            *expression = match (&was.expressions[handle], &*expression) {
                (&Expression::ZeroValue(ty), _) if self.is_rare(ty) => {
                    Expression::Constant(self.zero_constant(module, ty))
                }
                (_, Expression::Constant(constant)) => {
                    Expression::Constant(self.constants.get(constant).copied().unwrap_or(*constant))
                }
                (_, other) => self.number(other.clone()),
            };
        }
        for (handle, local) in function.local_variables.iter_mut() {
            let ty = was.local_variables[handle].ty;
            if local.init.is_none() && self.is_rare(ty) {
                let zero = Expression::Constant(self.zero_constant(module, ty));
                local.init = Some(function.expressions.append(zero, Span::UNDEFINED));
            }
        }
    }
}

fn literal_type(literal: Literal) -> Option<Scalar> {
    match literal {
        Literal::I16(_) => Some(Scalar {
            kind: ScalarKind::Sint,
            width: 2,
        }),
        Literal::U16(_) => Some(Scalar {
            kind: ScalarKind::Uint,
            width: 2,
        }),
        Literal::I64(_) => Some(Scalar::I64),
        Literal::U64(_) => Some(Scalar::U64),
        _ => None,
    }
}

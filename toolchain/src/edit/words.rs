//! Variables that are only read, as arrays of vectors of four words.
//!
//! Where the rules of a memory do not let a type lie as it does, four words at a time can lie
//! there, and the numbers are taken out of them.

use std::collections::HashMap;
use std::num::NonZeroU32;

use naga::{
    ArraySize, BinaryOperator, Expression, GlobalVariable, Handle, Literal, MathFunction, Module,
    Scalar, ScalarKind, Span, StructMember, Type, TypeInner, UniqueArena, VectorSize,
};

use super::copy::{Copy, Edit, copy};

/// Bytes of a vector of four words.
const QUAD: u32 = 16;
const WORD: u32 = 4;
const HALF: u32 = 2;

/// How many numbers are taken out of words in all: a load of an array takes each of its elements.
const NUMBERS: usize = 1 << 16;

/// What cannot be taken out of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Numbers of so many bits.
    Bits(u8),
    /// More than [`NUMBERS`].
    TooMany,
}

/// Makes words of the variables that are meant; `name` is that of their new type.
///
/// # Errors
///
/// What cannot be taken out of words; the module is of no use then.
pub(crate) fn read(
    module: &mut Module,
    name: &str,
    is_meant: impl Fn(&UniqueArena<Type>, &GlobalVariable) -> bool,
) -> Result<(), Refused> {
    let mut reach = Reach {
        words: insert_vector(&mut module.types, VectorSize::Quad, Scalar::U32),
        variables: HashMap::new(),
        places: HashMap::new(),
        types: std::mem::take(&mut module.types),
        left: NUMBERS,
        declined: None,
    };
    for (handle, variable) in module.global_variables.iter_mut() {
        if is_meant(&reach.types, variable) {
            let old = variable.ty;
            variable.ty = reach.block(old, name);
            reach.variables.insert(handle, old);
        }
    }
    let functions = module.functions.iter_mut().map(|(_, function)| function);
    let entry_points = module
        .entry_points
        .iter_mut()
        .map(|each| &mut each.function);
    for function in functions.chain(entry_points) {
        reach.places.clear();
        copy(function, &mut reach);
    }
    module.types = reach.types;
    reach.declined.map_or(Ok(()), Err)
}

fn insert_vector(types: &mut UniqueArena<Type>, size: VectorSize, scalar: Scalar) -> Handle<Type> {
    insert(types, None, TypeInner::Vector { size, scalar })
}

fn insert(types: &mut UniqueArena<Type>, name: Option<&str>, inner: TypeInner) -> Handle<Type> {
    let ty = Type {
        name: name.map(str::to_owned),
        inner,
    };
    types.insert(ty, Span::UNDEFINED)
}

/// The type of what is at a place.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Whole(Handle<Type>),
    Vector(VectorSize, Scalar),
    Scalar(Scalar),
}

/// A part of a variable.
#[derive(Clone, Debug)]
struct Place {
    /// Bytes before it, as far as they are known.
    offset: u32,
    /// Indices that are known only when it runs, with the bytes of a step.
    computed: Vec<(Handle<Expression>, u32)>,
    kind: Kind,
    /// The variable.
    base: Handle<Expression>,
}

#[derive(Clone, Copy, Debug)]
enum Index {
    Known(u32),
    Computed(Handle<Expression>),
}

struct Reach {
    /// Four words.
    words: Handle<Type>,
    /// What they were of.
    variables: HashMap<Handle<GlobalVariable>, Handle<Type>>,
    /// By the old pointer.
    places: HashMap<Handle<Expression>, Place>,
    types: UniqueArena<Type>,
    /// How many more numbers may be taken out.
    left: usize,
    declined: Option<Refused>,
}

impl Reach {
    /// The type that stands for another.
    fn block(&mut self, old: Handle<Type>, name: &str) -> Handle<Type> {
        let size = self.types[old].inner.size(naga::proc::GlobalCtx {
            types: &self.types,
            constants: &naga::Arena::new(),
            overrides: &naga::Arena::new(),
            global_expressions: &naga::Arena::new(),
        });
        let count = size.div_ceil(QUAD);
        let array = TypeInner::Array {
            base: self.words,
            size: ArraySize::Constant(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN)),
            stride: QUAD,
        };
        let array = insert(&mut self.types, None, array);
        let inner = TypeInner::Struct {
            members: vec![StructMember {
                name: Some("words".to_owned()),
                ty: array,
                binding: None,
                offset: 0,
            }],
            span: count * QUAD,
        };
        insert(&mut self.types, Some(name), inner)
    }

    fn place(&self, copy: &mut Copy, old: Handle<Expression>) -> Option<Place> {
        if let Some(place) = self.places.get(&old) {
            return Some(place.clone());
        }
        let Expression::GlobalVariable(variable) = copy.old[old] else {
            return None;
        };
        let ty = self.variables.get(&variable)?;
        Some(Place {
            offset: 0,
            computed: Vec::new(),
            kind: Kind::Whole(*ty),
            base: copy.get(old),
        })
    }

    /// One step into a place.
    fn step(&self, copy: &mut Copy, place: Place, index: Index, span: Span) -> Option<Place> {
        let inner = match place.kind {
            Kind::Whole(ty) => self.types[ty].inner.clone(),
            Kind::Vector(size, scalar) => TypeInner::Vector { size, scalar },
            Kind::Scalar(_) => return None,
        };
        let (kind, step, count) = match (inner, index) {
            (TypeInner::Struct { members, span: _ }, Index::Known(index)) => {
                let member = members.get(index as usize)?;
                return Some(Place {
                    offset: place.offset + member.offset,
                    kind: Kind::Whole(member.ty),
                    ..place
                });
            }
            (
                TypeInner::Array {
                    base,
                    size: ArraySize::Constant(count),
                    stride,
                },
                _,
            ) => (Kind::Whole(base), stride, count.get()),
            (
                TypeInner::Matrix {
                    columns,
                    rows,
                    scalar,
                },
                _,
            ) => (
                Kind::Vector(rows, scalar),
                u32::from(rows.max(VectorSize::Bi)).next_power_of_two() * u32::from(scalar.width),
                columns as u32,
            ),
            (TypeInner::Vector { size, scalar }, _) => {
                (Kind::Scalar(scalar), scalar.width.into(), size as u32)
            }
            _ => return None,
        };
        let mut place = Place { kind, ..place };
        match index {
            Index::Known(index) => place.offset += index * step,
            Index::Computed(index) => {
                // An index beyond the end is that of the last element, as naga has it elsewhere.
                let index = copy.append(
                    Expression::As {
                        expr: index,
                        kind: ScalarKind::Uint,
                        convert: Some(4),
                    },
                    span,
                );
                let last = number(copy, count.saturating_sub(1), span);
                let index = copy.append(
                    Expression::Math {
                        fun: MathFunction::Min,
                        arg: index,
                        arg1: Some(last),
                        arg2: None,
                        arg3: None,
                    },
                    span,
                );
                place.computed.push((index, step));
            }
        }
        Some(place)
    }

    /// The value at a place.
    fn load(&mut self, copy: &mut Copy, place: &Place, span: Span) -> Option<Handle<Expression>> {
        let inner = match place.kind {
            Kind::Whole(ty) => self.types[ty].inner.clone(),
            Kind::Vector(size, scalar) => TypeInner::Vector { size, scalar },
            Kind::Scalar(scalar) => TypeInner::Scalar(scalar),
        };
        let count = match &inner {
            TypeInner::Scalar(scalar) => return self.scalar(copy, place, *scalar, span),
            TypeInner::Vector { size, scalar: _ } => *size as u32,
            TypeInner::Matrix { columns, .. } => *columns as u32,
            TypeInner::Array {
                size: ArraySize::Constant(count),
                ..
            } => count.get(),
            TypeInner::Struct { members, span: _ } => u32::try_from(members.len()).ok()?,
            _ => return None,
        };
        let mut components = Vec::new();
        for index in 0..count {
            let part = self.step(copy, place.clone(), Index::Known(index), span)?;
            components.push(self.load(copy, &part, span)?);
        }
        let ty = match place.kind {
            Kind::Whole(ty) => ty,
            Kind::Vector(size, scalar) => insert_vector(&mut self.types, size, scalar),
            Kind::Scalar(_) => return None,
        };
        Some(copy.append(Expression::Compose { ty, components }, span))
    }

    fn scalar(
        &mut self,
        copy: &mut Copy,
        place: &Place,
        scalar: Scalar,
        span: Span,
    ) -> Option<Handle<Expression>> {
        let Some(left) = self.left.checked_sub(1) else {
            self.declined = Some(Refused::TooMany);
            return None;
        };
        self.left = left;
        if scalar == Scalar::F16 {
            return Some(Self::half(copy, place, span));
        }
        if u32::from(scalar.width) != WORD {
            self.declined = Some(Refused::Bits(scalar.width * 8));
            return None;
        }
        let word = Self::word(copy, place, span);
        Some(match scalar.kind {
            ScalarKind::Uint => word,
            kind => copy.append(
                Expression::As {
                    expr: word,
                    kind,
                    convert: None,
                },
                span,
            ),
        })
    }

    /// The word at a place, or around one.
    fn word(copy: &mut Copy, place: &Place, span: Span) -> Handle<Expression> {
        let words = Expression::AccessIndex {
            base: place.base,
            index: 0,
        };
        let words = copy.append(words, span);
        let pointer = if place.computed.is_empty() {
            let first = place.offset / WORD;
            let base = copy.append(
                Expression::AccessIndex {
                    base: words,
                    index: first / 4,
                },
                span,
            );
            Expression::AccessIndex {
                base,
                index: first % 4,
            }
        } else {
            let is_whole = |bytes: u32| bytes.is_multiple_of(WORD);
            let steps = &place.computed;
            let at = if is_whole(place.offset) && steps.iter().all(|(_, step)| is_whole(*step)) {
                place.count(copy, WORD, span)
            } else {
                let halves = place.count(copy, HALF, span);
                let one = number(copy, 1, span);
                binary(copy, BinaryOperator::ShiftRight, halves, one, span)
            };
            let [two, three] = [2, 3].map(|each| number(copy, each, span));
            let index = binary(copy, BinaryOperator::ShiftRight, at, two, span);
            let component = binary(copy, BinaryOperator::And, at, three, span);
            let base = copy.append(Expression::Access { base: words, index }, span);
            Expression::Access {
                base,
                index: component,
            }
        };
        let pointer = copy.append(pointer, span);
        copy.append(Expression::Load { pointer }, span)
    }

    /// The half of a word at a place, as a float.
    fn half(copy: &mut Copy, place: &Place, span: Span) -> Handle<Expression> {
        let word = Self::word(copy, place, span);
        let both = Expression::Math {
            fun: MathFunction::Unpack2x16float,
            arg: word,
            arg1: None,
            arg2: None,
            arg3: None,
        };
        let base = copy.append(both, span);
        let which = if place.computed.is_empty() {
            Expression::AccessIndex {
                base,
                index: place.offset / HALF % 2,
            }
        } else {
            let halves = place.count(copy, HALF, span);
            let one = number(copy, 1, span);
            let index = binary(copy, BinaryOperator::And, halves, one, span);
            Expression::Access { base, index }
        };
        let expr = copy.append(which, span);
        copy.append(
            Expression::As {
                expr,
                kind: ScalarKind::Float,
                convert: Some(Scalar::F16.width),
            },
            span,
        )
    }
}

impl Place {
    /// How many units of some bytes are before it.
    fn count(&self, copy: &mut Copy, unit: u32, span: Span) -> Handle<Expression> {
        let mut at = number(copy, self.offset / unit, span);
        for (index, step) in &self.computed {
            let step = number(copy, step / unit, span);
            let more = binary(copy, BinaryOperator::Multiply, *index, step, span);
            at = binary(copy, BinaryOperator::Add, at, more, span);
        }
        at
    }
}

fn number(copy: &mut Copy, number: u32, span: Span) -> Handle<Expression> {
    copy.append(Expression::Literal(Literal::U32(number)), span)
}

fn binary(
    copy: &mut Copy,
    op: BinaryOperator,
    left: Handle<Expression>,
    right: Handle<Expression>,
    span: Span,
) -> Handle<Expression> {
    copy.append(Expression::Binary { op, left, right }, span)
}

impl Edit for Reach {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let was = copy.old[old].clone();
        let (base, index) = match was {
            Expression::AccessIndex { base, index } => (base, Some(Index::Known(index))),
            Expression::Access { base, index } => (base, Some(Index::Computed(copy.get(index)))),
            Expression::Load { pointer } => (pointer, None),
            _ => return copy.append(expression, span),
        };
        let Some(place) = self.place(copy, base) else {
            return copy.append(expression, span);
        };
        let Some(index) = index else {
            return match self.load(copy, &place, span) {
                Some(value) => value,
                None => copy.append(expression, span),
            };
        };
        let pointer = place.base;
        if let Some(place) = self.step(copy, place, index, span) {
            self.places.insert(old, place);
        }
        pointer
    }
}

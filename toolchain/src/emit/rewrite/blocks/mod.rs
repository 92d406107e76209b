//! Uniform and storage blocks of GLSL, whose layout only their types decide.
//!
//! `@size` and `@align` leave gaps that no layout rule of GLSL knows, and std140 puts the columns of
//! matrices with two rows 16 bytes apart. So such variables get a type of their own, with members
//! that fill the gaps and columns in place of matrices ([`plan`]). The functions keep the types they
//! know: what reaches into a variable takes another way, and values that are more than one thing in
//! memory are read and written part by part. Offsets that no type gives, such as half floats in
//! matrices of std140, stay declined.

mod plan;

use std::collections::HashMap;

use naga::{Block, Expression, GlobalVariable, Handle, Module, Span, Statement, Type};

use super::copy::{Copy, Edit, copy};
use plan::{Laid, Member, Node, Plan, Rules};

/// More parts are not read or written one by one.
const MAX_PARTS: usize = 4096;

/// Whether GLSL's rules would put something of a block elsewhere.
pub(super) fn has_other_layouts(module: &Module) -> bool {
    let mut types = module.types.clone();
    let mut plan = Plan::default();
    module.global_variables.iter().any(|(_, variable)| {
        Rules::of(variable.space).is_some_and(|rules| {
            plan.variable(&mut types, variable.ty, rules)
                .is_none_or(|laid| !matches!(laid.node, Node::Same))
        })
    })
}

/// Lays blocks out.
///
/// # Errors
///
/// What cannot be put right, as words to follow "cannot express".
pub(super) fn lay_out(module: &mut Module) -> Result<(), String> {
    let mut plan = Plan::default();
    let mut changed = HashMap::new();
    for (handle, variable) in module.global_variables.iter_mut() {
        let Some(rules) = Rules::of(variable.space) else {
            continue;
        };
        let Some(laid) = plan.variable(&mut module.types, variable.ty, rules) else {
            return Err(format!(
                "the layout of `{}`: {} puts something of it elsewhere, and nothing can move it",
                variable.name.as_deref().unwrap_or("a block without a name"),
                rules.name()
            ));
        };
        if !matches!(laid.node, Node::Same) {
            let was = std::mem::replace(&mut variable.ty, laid.ty);
            changed.insert(handle, (was, laid));
        }
    }
    plan.rename(&mut module.types);
    let functions = module.functions.iter_mut().map(|(_, function)| function);
    let entry_points = module
        .entry_points
        .iter_mut()
        .map(|each| &mut each.function);
    for function in functions.chain(entry_points) {
        let mut reach = Reach {
            changed: &changed,
            places: HashMap::new(),
            parts: 0,
            declined: None,
        };
        copy(function, &mut reach);
        if let Some(construct) = reach.declined {
            return Err(construct);
        }
    }
    Ok(())
}

/// What a pointer of the function as it was points at.
#[derive(Clone, Debug)]
enum Place {
    /// One thing in memory.
    At {
        pointer: Handle<Expression>,
        node: Node,
        /// The type of its value.
        ty: Handle<Type>,
    },
    /// A matrix, whose columns are members of a struct from `first` on.
    Columns {
        parent: Handle<Expression>,
        first: u32,
        count: u32,
        ty: Handle<Type>,
    },
    /// A column of it, or a component of one, that is known only when it runs.
    Part {
        parent: Handle<Expression>,
        first: u32,
        count: u32,
        ty: Handle<Type>,
        path: Vec<Index>,
    },
}

#[derive(Clone, Copy, Debug)]
enum Index {
    Known(u32),
    Computed(Handle<Expression>),
}

impl Place {
    /// An expression for it; of what is many things, for something around it.
    fn pointer(&self) -> Handle<Expression> {
        match *self {
            Self::At { pointer, .. } => pointer,
            Self::Columns { parent, .. } | Self::Part { parent, .. } => parent,
        }
    }
}

struct Reach<'a> {
    changed: &'a HashMap<Handle<GlobalVariable>, (Handle<Type>, Laid)>,
    /// By the old pointer.
    places: HashMap<Handle<Expression>, Place>,
    /// Of the value that is read or written.
    parts: usize,
    declined: Option<String>,
}

fn at(copy: &mut Copy, base: Handle<Expression>, index: Index, span: Span) -> Handle<Expression> {
    let expression = match index {
        Index::Known(index) => Expression::AccessIndex { base, index },
        Index::Computed(index) => Expression::Access { base, index },
    };
    copy.append(expression, span)
}

/// The place behind the wrappers around it.
fn unwrapped(
    copy: &mut Copy,
    pointer: Handle<Expression>,
    node: Node,
    ty: Handle<Type>,
    span: Span,
) -> Place {
    match node {
        Node::Wrapped(inner) => member(copy, pointer, 0, *inner, ty, span),
        node => Place::At { pointer, node, ty },
    }
}

/// Member `index` of the struct in memory that `pointer` points at.
fn member(
    copy: &mut Copy,
    pointer: Handle<Expression>,
    index: u32,
    node: Node,
    ty: Handle<Type>,
    span: Span,
) -> Place {
    if let Node::Columns { count, .. } = node {
        return Place::Columns {
            parent: pointer,
            first: index,
            count,
            ty,
        };
    }
    let pointer = at(copy, pointer, Index::Known(index), span);
    unwrapped(copy, pointer, node, ty, span)
}

impl Reach<'_> {
    /// What an old pointer points at, if that is in a changed variable.
    fn place(&self, copy: &mut Copy, old: Handle<Expression>) -> Option<Place> {
        if let Some(place) = self.places.get(&old) {
            return Some(place.clone());
        }
        let Expression::GlobalVariable(variable) = copy.old[old] else {
            return None;
        };
        let (ty, laid) = self.changed.get(&variable)?;
        let pointer = copy.get(old);
        Some(unwrapped(
            copy,
            pointer,
            laid.node.clone(),
            *ty,
            Span::UNDEFINED,
        ))
    }

    /// One step into a place.
    fn step(&mut self, copy: &mut Copy, place: Place, index: Index, span: Span) -> Option<Place> {
        Some(match place {
            Place::At { pointer, node, .. } => match (node, index) {
                (Node::Struct(members), Index::Known(index)) => {
                    let Member { index, node, ty } = members.get(index as usize)?.clone();
                    member(copy, pointer, index, node, ty, span)
                }
                (Node::Array { element, base, .. }, index) => {
                    let pointer = at(copy, pointer, index, span);
                    unwrapped(copy, pointer, *element, base, span)
                }
                (
                    Node::Same | Node::Struct(_) | Node::Columns { .. } | Node::Wrapped(_),
                    Index::Known(_) | Index::Computed(_),
                ) => return None,
            },
            Place::Columns {
                parent,
                first,
                count,
                ty,
            } => match index {
                Index::Known(index) => Place::At {
                    pointer: at(copy, parent, Index::Known(first + index), span),
                    node: Node::Same,
                    ty,
                },
                Index::Computed(_) => Place::Part {
                    parent,
                    first,
                    count,
                    ty,
                    path: vec![index],
                },
            },
            Place::Part {
                parent,
                first,
                count,
                ty,
                mut path,
            } => {
                path.push(index);
                Place::Part {
                    parent,
                    first,
                    count,
                    ty,
                    path,
                }
            }
        })
    }

    /// The value at a place, in the type that the functions know.
    fn load(&mut self, copy: &mut Copy, place: Place, span: Span) -> Option<Handle<Expression>> {
        self.parts += 1;
        if self.parts > MAX_PARTS {
            self.declined = Some(format!(
                "reading more than {MAX_PARTS} parts of a block as one value"
            ));
            return None;
        }
        match place {
            Place::At { pointer, node, ty } => {
                let count = match &node {
                    Node::Same | Node::Columns { .. } | Node::Wrapped(_) => {
                        return Some(copy.append(Expression::Load { pointer }, span));
                    }
                    Node::Struct(members) => u32::try_from(members.len()).ok()?,
                    Node::Array { count, .. } => (*count)?,
                };
                let mut components = Vec::new();
                for index in 0..count {
                    let place = Place::At {
                        pointer,
                        node: node.clone(),
                        ty,
                    };
                    let part = self.step(copy, place, Index::Known(index), span)?;
                    components.push(self.load(copy, part, span)?);
                }
                Some(copy.append(Expression::Compose { ty, components }, span))
            }
            Place::Columns {
                parent,
                first,
                count,
                ty,
            } => {
                let components = (first..first + count)
                    .map(|index| {
                        let pointer = at(copy, parent, Index::Known(index), span);
                        copy.append(Expression::Load { pointer }, span)
                    })
                    .collect();
                Some(copy.append(Expression::Compose { ty, components }, span))
            }
            Place::Part {
                parent,
                first,
                count,
                ty,
                path,
            } => {
                let matrix = Place::Columns {
                    parent,
                    first,
                    count,
                    ty,
                };
                let mut value = self.load(copy, matrix, span)?;
                for index in path {
                    value = at(copy, value, index, span);
                }
                Some(value)
            }
        }
    }

    /// Writes a value of the type that the functions know.
    fn write(
        &mut self,
        copy: &mut Copy,
        place: &Place,
        value: Handle<Expression>,
        into: &mut Block,
        span: Span,
    ) -> Option<()> {
        self.parts += 1;
        if self.parts > MAX_PARTS {
            self.declined = Some(format!(
                "writing more than {MAX_PARTS} parts of a block as one value"
            ));
            return None;
        }
        let count = match place {
            Place::At { node, pointer, .. } => match node {
                Node::Same | Node::Columns { .. } | Node::Wrapped(_) => {
                    let pointer = *pointer;
                    copy.evaluate(into, span);
                    into.push(Statement::Store { pointer, value }, span);
                    return Some(());
                }
                Node::Struct(members) => u32::try_from(members.len()).ok()?,
                Node::Array { count, .. } => (*count)?,
            },
            Place::Columns { count, .. } => *count,
            Place::Part { .. } => {
                self.declined =
                    Some("writing a column of a matrix that is kept as its columns".to_owned());
                return None;
            }
        };
        for index in 0..count {
            let index = Index::Known(index);
            let part = self.step(copy, place.clone(), index, span)?;
            let value = at(copy, value, index, span);
            self.write(copy, &part, value, into, span)?;
        }
        Some(())
    }
}

impl Edit for Reach<'_> {
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
        match index {
            Some(index) => match self.step(copy, place, index, span) {
                Some(place) => {
                    let pointer = place.pointer();
                    self.places.insert(old, place);
                    pointer
                }
                // Into a value that is the same in memory.
                None => copy.append(expression, span),
            },
            None => {
                self.parts = 0;
                match self.load(copy, place, span) {
                    Some(value) => value,
                    None => copy.append(expression, span),
                }
            }
        }
    }

    fn store(
        &mut self,
        copy: &mut Copy,
        pointer: Handle<Expression>,
        value: Handle<Expression>,
        into: &mut Block,
        span: Span,
    ) -> bool {
        let Some(place) = self.place(copy, pointer) else {
            return false;
        };
        self.parts = 0;
        self.write(copy, &place, value, into, span).is_some()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed expectation ends the test")]

    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const GAPS: &str = "
        struct Inner { @size(32) m: mat2x2f, @size(16) n: f32 }
        struct Outer {
            a: f32, @align(64) b: vec3u, @size(100) c: f32, t: mat3x2f,
            @align(16) inner: array<Inner, 2>, pairs: array<mat4x2f, 2>,
        }
        struct Kept { @size(12) first: u32, @align(32) counts: array<atomic<u32>> }
        @group(0) @binding(0) var<uniform> u: Outer;
        @group(0) @binding(1) var<uniform> plain: mat2x2f;
        @group(0) @binding(2) var<storage, read_write> kept: Kept;
        @group(0) @binding(3) var<storage, read_write> all: array<Outer>;
        @compute @workgroup_size(1) fn main(@builtin(local_invocation_index) i: u32) {
            let pointer = &u.inner[i];
            var sum = (*pointer).m[i] + u.t[i] + u.t[2] + plain[i] + plain[1].yx;
            sum.x += u.inner[1].m[i][i] + u.pairs[i][3].y + u.pairs[1][i].x + u.c;
            all[i] = u;
            all[i].t[i].y = sum.x;
            all[1].inner[i] = u.inner[1];
            let pairs = u.pairs;
            all[2].pairs = pairs;
            atomicAdd(&kept.counts[arrayLength(&kept.counts) - 1], kept.first + u.b[i]);
        }";

    #[test]
    fn gaps_are_filled_and_matrices_taken_apart() {
        let mut module = module("a.wgsl", GAPS);
        assert!(has_other_layouts(&module));
        lay_out(&mut module).unwrap();
        valid(&module);
        // Laid out once: the rules put it all where it is.
        assert!(!has_other_layouts(&module));
    }

    #[test]
    fn it_is_written() {
        let text = emitted("a.wgsl", GAPS, TargetLanguage::Glsl);
        assert!(text.contains("padding_0"), "{text}");
        assert!(text.contains("vec2 t_0_;"), "{text}");
    }

    #[test]
    fn what_the_rules_put_right_stays() {
        for text in [
            "struct A { a: f32, b: vec3f, c: f32, d: mat3x3f, e: mat4x4f, f: array<vec4f, 3> }
             @group(0) @binding(0) var<uniform> a: A;",
            "struct B { a: vec2f, b: mat3x2f, c: f32 }
             struct A { a: f32, b: vec3f, c: f32, d: array<B, 3>, e: array<f32> }
             @group(0) @binding(0) var<storage> a: A;",
            "struct A { @size(64) a: f32, b: mat2x2f } var<private> a: A;",
        ] {
            assert!(!has_other_layouts(&module("a.wgsl", text)), "{text}");
        }
    }

    #[test]
    fn large_parts_that_stay_are_one_thing() {
        let mut module = module(
            "a.wgsl",
            "struct A { values: array<array<vec4f, 40>, 400> }
             @group(0) @binding(0) var<storage, read_write> a: A;
             struct B { @size(32) first: f32, values: A }
             @group(0) @binding(1) var<storage, read_write> b: B;
             @compute @workgroup_size(1) fn main() { a.values[0] = b.values.values[1]; let x = b; b = x; }",
        );
        lay_out(&mut module).unwrap();
        valid(&module);
    }

    #[test]
    fn structs_without_a_name_or_with_its_name_taken_are_laid_out() {
        const TAKEN: &str = "
            struct A { @size(32) a: f32, b: f32 }
            struct AValue { @size(32) a: f32, b: f32 }
            @group(0) @binding(0) var<uniform> a: A;
            @group(0) @binding(1) var<storage, read_write> b: AValue;
            @compute @workgroup_size(1) fn main() { b.b = a.b; let whole = b; b = whole; }";
        for unnamed in [false, true] {
            let mut module = module("a.wgsl", TAKEN);
            if unnamed {
                let first = module.global_variables.iter().next().unwrap().1.ty;
                let mut ty = module.types[first].clone();
                ty.name = None;
                module.types.replace(first, ty);
            }
            lay_out(&mut module).unwrap();
            valid(&module);
        }
    }
}

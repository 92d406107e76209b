//! Where std140 and std430 put what stands in a block, and types that they put where it belongs.

use std::collections::{BTreeSet, HashMap};
use std::num::NonZeroU32;
use std::rc::Rc;

use naga::{
    AddressSpace, ArraySize, Handle, Scalar, ScalarKind, Span, StructMember, Type, TypeInner,
    UniqueArena, VectorSize,
};

/// What std140 aligns arrays, structs and columns of matrices to.
const STD140_ALIGNMENT: u32 = 16;

/// The rules of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Rules {
    /// Of uniform blocks.
    Std140,
    /// Of storage blocks.
    Std430,
}

impl Rules {
    /// Those that a variable has to follow, if any.
    pub(super) fn of(space: AddressSpace) -> Option<Self> {
        match space {
            AddressSpace::Uniform => Some(Self::Std140),
            AddressSpace::Storage { .. } => Some(Self::Std430),
            AddressSpace::Function
            | AddressSpace::Private
            | AddressSpace::WorkGroup
            | AddressSpace::Handle
            | AddressSpace::Immediate
            | AddressSpace::TaskPayload
            | AddressSpace::RayPayload
            | AddressSpace::IncomingRayPayload => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Std140 => "std140",
            Self::Std430 => "std430",
        }
    }

    fn at_least(self, alignment: u32) -> u32 {
        match self {
            Self::Std140 => alignment.max(STD140_ALIGNMENT),
            Self::Std430 => alignment,
        }
    }
}

/// How what is in memory stands for a value.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// It is of the same type.
    Same,
    /// A struct with more members; shared, as every access of one begins with a copy of this.
    Struct(Rc<[Member]>),
    /// The columns of a matrix, which are members of the struct around them, one after the other.
    Columns { count: u32, vector: Handle<Type> },
    /// An array of other elements.
    Array {
        element: Box<Node>,
        base: Handle<Type>,
        /// No length: there is no value of all of it.
        count: Option<u32>,
    },
    /// The first member, or the first members, of a struct made for it.
    Wrapped(Box<Node>),
}

/// A member of a struct as the functions know it.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// Its number in memory.
    pub(super) index: u32,
    pub(super) node: Node,
    /// The type of its value.
    pub(super) ty: Handle<Type>,
}

/// A type laid out.
#[derive(Clone, Debug)]
pub(super) struct Laid {
    pub(super) ty: Handle<Type>,
    pub(super) node: Node,
    alignment: u32,
    size: u32,
}

/// Lays out types, each once.
#[derive(Default)]
pub(super) struct Plan {
    known: HashMap<(Handle<Type>, Rules), Option<Laid>>,
    /// Structs of which there is another one in memory.
    doubled: BTreeSet<Handle<Type>>,
}

impl Plan {
    /// Leaves the names of structs to those in memory: programs find blocks by them.
    pub(super) fn rename(&self, types: &mut UniqueArena<Type>) {
        for &handle in &self.doubled {
            let Type { name, inner } = types[handle].clone();
            let Some(name) = name else {
                continue;
            };
            let renamed = Type {
                name: Some(format!("{name}Value")),
                inner,
            };
            // The arena has no two types that are the same.
            if types.get(&renamed).is_none() {
                types.replace(handle, renamed);
            }
        }
    }

    /// A variable's type in memory; nothing if the rules cannot put it where it belongs.
    pub(super) fn variable(
        &mut self,
        types: &mut UniqueArena<Type>,
        ty: Handle<Type>,
        rules: Rules,
    ) -> Option<Laid> {
        match types[ty].inner.clone() {
            // What stands behind its end does not matter.
            TypeInner::Struct { members, .. } => self.members(types, ty, &members, None, rules),
            TypeInner::BindingArray { base, size } => {
                let element = self.variable(types, base, rules)?;
                if matches!(element.node, Node::Same) {
                    return Some(Laid { ty, ..element });
                }
                let inner = TypeInner::BindingArray {
                    base: element.ty,
                    size,
                };
                Some(Laid {
                    ty: insert(types, None, inner),
                    node: Node::Array {
                        element: Box::new(element.node),
                        base,
                        count: None,
                    },
                    ..element
                })
            }
            _ => {
                let laid = self.lay_out(types, ty, rules)?;
                match laid.node {
                    Node::Columns { .. } => self.wrap(types, laid, None, rules),
                    _ => Some(laid),
                }
            }
        }
    }

    fn lay_out(
        &mut self,
        types: &mut UniqueArena<Type>,
        ty: Handle<Type>,
        rules: Rules,
    ) -> Option<Laid> {
        if let Some(known) = self.known.get(&(ty, rules)) {
            return known.clone();
        }
        let laid = self.lay_out_new(types, ty, rules);
        self.known.insert((ty, rules), laid.clone());
        laid
    }

    fn lay_out_new(
        &mut self,
        types: &mut UniqueArena<Type>,
        ty: Handle<Type>,
        rules: Rules,
    ) -> Option<Laid> {
        let same = |alignment, size| {
            Some(Laid {
                ty,
                node: Node::Same,
                alignment,
                size,
            })
        };
        match types[ty].inner.clone() {
            TypeInner::Scalar(scalar) | TypeInner::Atomic(scalar) => {
                same(scalar.width.into(), scalar.width.into())
            }
            TypeInner::Vector { size, scalar } => {
                same(vector_alignment(size, scalar), vector_size(size, scalar))
            }
            TypeInner::Matrix {
                columns,
                rows,
                scalar,
            } => {
                let count = columns as u32;
                let natural = vector_alignment(rows, scalar);
                if rules.at_least(natural) == natural {
                    return same(natural, natural * count);
                }
                let vector = insert(types, None, TypeInner::Vector { size: rows, scalar });
                Some(Laid {
                    ty,
                    node: Node::Columns { count, vector },
                    alignment: natural,
                    size: natural * count,
                })
            }
            TypeInner::Array { base, size, stride } => {
                self.array(types, ty, base, size, stride, rules)
            }
            TypeInner::Struct { members, span } => {
                self.members(types, ty, &members, Some(span), rules)
            }
            // No type of a block.
            TypeInner::CooperativeMatrix { .. }
            | TypeInner::Pointer { .. }
            | TypeInner::ValuePointer { .. }
            | TypeInner::Image { .. }
            | TypeInner::Sampler { .. }
            | TypeInner::AccelerationStructure { .. }
            | TypeInner::RayQuery { .. }
            | TypeInner::BindingArray { .. } => same(1, 0),
        }
    }

    fn array(
        &mut self,
        types: &mut UniqueArena<Type>,
        ty: Handle<Type>,
        base: Handle<Type>,
        size: ArraySize,
        stride: u32,
        rules: Rules,
    ) -> Option<Laid> {
        let mut element = self.lay_out(types, base, rules)?;
        let natural = |element: &Laid| {
            element
                .size
                .next_multiple_of(rules.at_least(element.alignment))
        };
        if matches!(element.node, Node::Columns { .. }) || natural(&element) < stride {
            element = self.wrap(types, element, Some(stride), rules)?;
        }
        if natural(&element) != stride {
            return None;
        }
        let count = match size {
            ArraySize::Constant(count) => Some(count.get()),
            ArraySize::Pending(_) | ArraySize::Dynamic => None,
        };
        let alignment = rules.at_least(element.alignment);
        // naga gives an array without a length the size of one element.
        let size_in_memory = stride.checked_mul(count.unwrap_or(1))?;
        if matches!(element.node, Node::Same) {
            return Some(Laid {
                ty,
                node: Node::Same,
                alignment,
                size: size_in_memory,
            });
        }
        let inner = TypeInner::Array {
            base: element.ty,
            size,
            stride,
        };
        Some(Laid {
            ty: insert(types, types[ty].name.clone(), inner),
            node: Node::Array {
                element: Box::new(element.node),
                base,
                count,
            },
            alignment,
            size: size_in_memory,
        })
    }

    /// A struct around one value that is `span` bytes large.
    fn wrap(
        &mut self,
        types: &mut UniqueArena<Type>,
        laid: Laid,
        span: Option<u32>,
        rules: Rules,
    ) -> Option<Laid> {
        let mut rows = Rows::new(rules);
        rows.add(types, 0, &laid, Some("value"))?;
        let node = Node::Wrapped(Box::new(laid.node));
        rows.end(types, Some("Element".to_owned()), span, node)
    }

    fn members(
        &mut self,
        types: &mut UniqueArena<Type>,
        ty: Handle<Type>,
        members: &[StructMember],
        span: Option<u32>,
        rules: Rules,
    ) -> Option<Laid> {
        let mut rows = Rows::new(rules);
        let mut nodes = Vec::new();
        for member in members {
            let laid = self.lay_out(types, member.ty, rules)?;
            let index = rows.add(types, member.offset, &laid, member.name.as_deref())?;
            nodes.push(Member {
                index,
                node: laid.node,
                ty: member.ty,
            });
        }
        // Nothing can stand behind an array without a length.
        let is_open = members.last().is_some_and(|last| {
            matches!(
                types[last.ty].inner,
                TypeInner::Array {
                    size: ArraySize::Dynamic,
                    ..
                }
            )
        });
        let nodes: Rc<[Member]> = nodes.into();
        let name = types[ty].name.clone();
        let laid = rows.end(
            types,
            name,
            span.filter(|_| !is_open),
            Node::Struct(Rc::clone(&nodes)),
        )?;
        let is_same = |member: &Member| matches!(member.node, Node::Same);
        let TypeInner::Struct { members: new, .. } = &types[laid.ty].inner else {
            return None;
        };
        if new.len() == members.len() && nodes.iter().all(is_same) {
            return Some(Laid {
                ty,
                node: Node::Same,
                ..laid
            });
        }
        self.doubled.insert(ty);
        Some(laid)
    }
}

/// The members of a struct in memory.
struct Rows {
    members: Vec<StructMember>,
    /// The end of the last one.
    end: u32,
    alignment: u32,
    paddings: u32,
}

impl Rows {
    fn new(rules: Rules) -> Self {
        Self {
            members: Vec::new(),
            end: 0,
            alignment: rules.at_least(1),
            paddings: 0,
        }
    }

    /// Adds a member, or the columns of one, that has to be at `offset`; its number.
    fn add(
        &mut self,
        types: &mut UniqueArena<Type>,
        offset: u32,
        laid: &Laid,
        name: Option<&str>,
    ) -> Option<u32> {
        if !offset.is_multiple_of(laid.alignment) {
            return None;
        }
        if self.end.next_multiple_of(laid.alignment) != offset {
            self.pad(types, offset)?;
        }
        let index = u32::try_from(self.members.len()).ok()?;
        self.alignment = self.alignment.max(laid.alignment);
        self.end = offset.checked_add(laid.size)?;
        if let Node::Columns { count, vector } = laid.node {
            let column = laid.size / count;
            for number in 0..count {
                let name = name.map(|name| format!("{name}_{number}"));
                self.push(name, vector, offset + number * column);
            }
        } else {
            self.push(name.map(str::to_owned), laid.ty, offset);
        }
        Some(index)
    }

    fn push(&mut self, name: Option<String>, ty: Handle<Type>, offset: u32) {
        self.members.push(StructMember {
            name,
            ty,
            binding: None,
            offset,
        });
    }

    /// Fills up to `offset` with what both rules put one behind the other.
    fn pad(&mut self, types: &mut UniqueArena<Type>, offset: u32) -> Option<()> {
        const HALF: u32 = 2;
        const WORD: u32 = 4;
        const ROW: u32 = 16;
        if offset < self.end || !self.end.is_multiple_of(HALF) || !offset.is_multiple_of(HALF) {
            return None;
        }
        while self.end < offset {
            let rows = (offset - self.end) / ROW;
            let (inner, size) = if !self.end.is_multiple_of(WORD) || offset - self.end < WORD {
                (TypeInner::Scalar(half(types)), HALF)
            } else if self.end.is_multiple_of(ROW) && rows > 1 {
                let vector = TypeInner::Vector {
                    size: VectorSize::Quad,
                    scalar: Scalar::U32,
                };
                let array = TypeInner::Array {
                    base: insert(types, None, vector),
                    size: ArraySize::Constant(NonZeroU32::new(rows)?),
                    stride: ROW,
                };
                (array, rows * ROW)
            } else {
                (TypeInner::Scalar(Scalar::U32), WORD)
            };
            let ty = insert(types, None, inner);
            if size > WORD {
                self.alignment = self.alignment.max(ROW);
            }
            let name = format!("padding_{}", self.paddings);
            self.paddings += 1;
            self.push(Some(name), ty, self.end);
            self.end += size;
        }
        Some(())
    }

    /// The struct, `span` bytes large if that is said.
    fn end(
        mut self,
        types: &mut UniqueArena<Type>,
        name: Option<String>,
        span: Option<u32>,
        node: Node,
    ) -> Option<Laid> {
        if let Some(span) = span
            && self.end.next_multiple_of(self.alignment) < span
        {
            self.pad(types, span)?;
        }
        let size = self.end.next_multiple_of(self.alignment);
        let inner = TypeInner::Struct {
            members: self.members,
            span: size,
        };
        Some(Laid {
            ty: insert(types, name, inner),
            node,
            alignment: self.alignment,
            size,
        })
    }
}

/// A number of 16 bits that there is in the module: what stands at half a word is one.
fn half(types: &UniqueArena<Type>) -> Scalar {
    let has_floats = types
        .iter()
        .any(|(_, ty)| ty.inner.scalar() == Some(Scalar::F16));
    match has_floats {
        true => Scalar::F16,
        false => Scalar {
            kind: ScalarKind::Uint,
            width: 2,
        },
    }
}

fn insert(types: &mut UniqueArena<Type>, name: Option<String>, inner: TypeInner) -> Handle<Type> {
    types.insert(Type { name, inner }, Span::UNDEFINED)
}

fn vector_alignment(size: VectorSize, scalar: Scalar) -> u32 {
    let width = u32::from(scalar.width);
    match size {
        VectorSize::Bi => width * 2,
        VectorSize::Tri | VectorSize::Quad => width * 4,
    }
}

fn vector_size(size: VectorSize, scalar: Scalar) -> u32 {
    u32::from(scalar.width) * size as u32
}

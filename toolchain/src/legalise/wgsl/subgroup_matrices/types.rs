//! The types that matter: matrices, numbers, and what holds or points to them.

use std::rc::Rc;

/// What a matrix is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Left,
    Right,
    Result,
}

/// What a component of a matrix is in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Component {
    F32,
    F16,
    U32,
    I32,
    U8,
    I8,
}

/// A matrix; its sizes are numbers wherever their values are told from the text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Matrix {
    pub(super) kind: Kind,
    pub(super) component: Component,
    pub(super) columns: Rc<str>,
    pub(super) rows: Rc<str>,
}

/// A number in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Scalar {
    F32,
    F16,
    U32,
    I32,
}

/// Where a variable is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Space {
    pub(super) name: Rc<str>,
    pub(super) access: Option<Rc<str>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Type {
    Matrix(Matrix),
    /// A number, or a vector of two to four.
    Numbers(Scalar, usize),
    Array(Rc<Type>, Option<Rc<str>>),
    Pointer(Space, Rc<Type>),
    Struct(Rc<str>),
}

/// What an expression has as its value, or what it refers to.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) ty: Type,
    /// Of what has an address.
    pub(super) space: Option<Space>,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::Left, Self::Right, Self::Result];

    pub(super) const fn type_name(self) -> &'static str {
        match self {
            Self::Left => "subgroup_matrix_left",
            Self::Right => "subgroup_matrix_right",
            Self::Result => "subgroup_matrix_result",
        }
    }
}

impl Component {
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "f32" => Self::F32,
            "f16" => Self::F16,
            "u32" => Self::U32,
            "i32" => Self::I32,
            "u8" => Self::U8,
            "i8" => Self::I8,
            _ => return None,
        })
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::U8 => "u8",
            Self::I8 => "i8",
            other => other.scalar().name(),
        }
    }

    /// What a shader computes with.
    pub(super) const fn scalar(self) -> Scalar {
        match self {
            Self::F32 => Scalar::F32,
            Self::F16 => Scalar::F16,
            Self::U32 | Self::U8 => Scalar::U32,
            Self::I32 | Self::I8 => Scalar::I32,
        }
    }

    pub(super) const fn bytes(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 1,
            other => other.scalar().bytes(),
        }
    }
}

impl Scalar {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F16 => "f16",
            Self::U32 => "u32",
            Self::I32 => "i32",
        }
    }

    pub(super) const fn bytes(self) -> usize {
        match self {
            Self::F16 => 2,
            Self::F32 | Self::U32 | Self::I32 => 4,
        }
    }
}

impl Matrix {
    /// As it is written in the source.
    pub(super) fn spelling(&self) -> String {
        format!(
            "{}<{}, {}, {}>",
            self.kind.type_name(),
            self.component.name(),
            self.columns,
            self.rows
        )
    }
}

impl Type {
    /// As it is written in WGSL; a matrix has a name that is given.
    pub(super) fn spelling(&self, name: &mut dyn FnMut(&Matrix) -> String) -> String {
        match self {
            Self::Matrix(matrix) => name(matrix),
            Self::Numbers(scalar, 1) => scalar.name().to_owned(),
            Self::Numbers(scalar, size) => format!("vec{size}<{}>", scalar.name()),
            Self::Array(element, None) => format!("array<{}>", element.spelling(name)),
            Self::Array(element, Some(count)) => {
                format!("array<{}, {count}>", element.spelling(name))
            }
            Self::Pointer(space, base) => {
                let base = base.spelling(name);
                match &space.access {
                    Some(access) => format!("ptr<{}, {base}, {access}>", space.name),
                    None => format!("ptr<{}, {base}>", space.name),
                }
            }
            Self::Struct(name) => name.to_string(),
        }
    }
}

//! The functions that are called in place of the language's own.

pub(super) mod native;
pub(super) mod portable;

use std::rc::Rc;

use super::types::{Component, Kind, Matrix, Scalar, Space, Type};

/// How a matrix lies in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Order {
    /// One row behind the other.
    Rows,
    /// One column behind the other.
    Columns,
    /// What an argument says.
    Given,
}

/// An array that a matrix is loaded from or stored to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Memory {
    pub(super) space: Space,
    pub(super) array: Rc<Type>,
    /// Its elements are numbers, or vectors of so many.
    pub(super) scalar: Scalar,
    pub(super) size: usize,
    pub(super) order: Order,
    /// Whether the stride counts components of the matrix, not elements of the array.
    pub(super) counts_components: bool,
}

/// A function that is needed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Helper {
    Load(Memory, Matrix),
    Store(Memory, Matrix),
    Fill(Matrix),
    Multiply {
        left: Matrix,
        right: Matrix,
        result: Matrix,
        accumulates: bool,
    },
    Scalar(Matrix, Operator),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
}

impl Operator {
    const fn sign(self) -> char {
        match self {
            Self::Add => '+',
            Self::Subtract => '-',
            Self::Multiply => '*',
        }
    }
}

impl Helper {
    /// What it stands for in the language.
    pub(super) fn built_in(&self) -> &'static str {
        match self {
            Self::Load(..) => "subgroupMatrixLoad",
            Self::Store(..) => "subgroupMatrixStore",
            Self::Fill(matrix) => matrix.kind.type_name(),
            Self::Multiply {
                accumulates: false, ..
            } => "subgroupMatrixMultiply",
            Self::Multiply {
                accumulates: true, ..
            } => "subgroupMatrixMultiplyAccumulate",
            Self::Scalar(_, Operator::Add) => "subgroupMatrixScalarAdd",
            Self::Scalar(_, Operator::Subtract) => "subgroupMatrixScalarSubtract",
            Self::Scalar(_, Operator::Multiply) => "subgroupMatrixScalarMultiply",
        }
    }
}

impl Memory {
    /// The parameters behind the pointer; a value to be stored comes before those of the layout.
    fn parameters(&self, value: &str) -> String {
        let order = match self.order {
            Order::Given => "is_column_major: bool, ",
            Order::Rows | Order::Columns => "",
        };
        format!("offset: u32, {value}{order}stride: u32")
    }
}

impl Memory {
    /// The type of the pointer.
    fn pointer(&self, type_name: &mut dyn FnMut(&Matrix) -> String) -> String {
        Type::Pointer(self.space.clone(), Rc::clone(&self.array)).spelling(type_name)
    }
}

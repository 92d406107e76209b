//! What the words of an instruction are: the grammar tables of rspirv as arrays that are quick to
//! walk.

use std::sync::LazyLock;

use rspirv::grammar::{INSTRUCTION_TABLE, OperandKind, OperandQuantifier};
use rspirv::spirv::Op;

/// What an operand is, as far as ids and word counts go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// An id.
    Id,
    /// One word that is no id.
    Literal,
    /// A string of any number of words.
    String,
    /// A number of one word or several, up to the end.
    Number,
    /// Image operands: a mask, then ids.
    Image,
    /// Memory operands: a mask, then what its bits bring.
    Memory,
    /// Literals and labels of a switch.
    Case,
    /// Id and literal.
    IdLiteral,
    /// Id and id.
    IdId,
    /// The operation of an `OpSpecConstantOp`, then its operands.
    SpecOp,
    /// An enumerant with parameters that are no ids (with `OpDecorateId` and its like they are).
    Parameters,
}

/// How often an operand comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Times {
    /// Exactly once.
    One,
    /// At most once.
    Maybe,
    /// Any number of times.
    Any,
}

/// One instruction's operands.
#[derive(Debug)]
pub(crate) struct Shape {
    /// The operation.
    pub(crate) op: Op,
    /// Whether its first word is the id of a type.
    pub(crate) has_type: bool,
    /// Whether it defines an id.
    pub(crate) has_result: bool,
    /// The operands after type and result.
    pub(crate) slots: Vec<(Slot, Times)>,
    /// The fewest words after type and result.
    pub(crate) least: usize,
    /// The most of them, where there is a limit.
    pub(crate) most: Option<usize>,
}

static SHAPES: LazyLock<(Vec<Shape>, Vec<u16>)> = LazyLock::new(|| {
    let shapes: Vec<Shape> = INSTRUCTION_TABLE.iter().map(make).collect();
    let top = shapes.iter().map(|s| s.op as usize).max().unwrap_or(0);
    let mut places = vec![u16::MAX; top + 1];
    for (index, shape) in shapes.iter().enumerate() {
        if let (Some(place), Ok(index)) = (places.get_mut(shape.op as usize), u16::try_from(index))
        {
            *place = index;
        }
    }
    (shapes, places)
});

/// The shape of an operation, none if there is no such operation.
pub(crate) fn shape(opcode: u32) -> Option<&'static Shape> {
    let (shapes, places) = &*SHAPES;
    let index = *places.get(opcode as usize)?;
    shapes.get(usize::from(index))
}

fn make(inst: &'static rspirv::grammar::Instruction<'static>) -> Shape {
    let mut shape = Shape {
        op: inst.opcode,
        has_type: false,
        has_result: false,
        slots: Vec::new(),
        least: 0,
        most: Some(0),
    };
    for operand in inst.operands {
        let slot = match operand.kind {
            OperandKind::IdResultType => {
                shape.has_type = true;
                continue;
            }
            OperandKind::IdResult => {
                shape.has_result = true;
                continue;
            }
            OperandKind::IdRef | OperandKind::IdScope | OperandKind::IdMemorySemantics => Slot::Id,
            OperandKind::LiteralString => Slot::String,
            OperandKind::LiteralContextDependentNumber => Slot::Number,
            OperandKind::ImageOperands => Slot::Image,
            OperandKind::MemoryAccess => Slot::Memory,
            OperandKind::PairLiteralIntegerIdRef => Slot::Case,
            OperandKind::PairIdRefLiteralInteger => Slot::IdLiteral,
            OperandKind::PairIdRefIdRef => Slot::IdId,
            OperandKind::LiteralSpecConstantOpInteger => Slot::SpecOp,
            OperandKind::Decoration
            | OperandKind::ExecutionMode
            | OperandKind::LoopControl
            | OperandKind::TensorAddressingOperands
            | OperandKind::CooperativeMatrixOperands
            | OperandKind::MatrixMultiplyAccumulateOperands => Slot::Parameters,
            _ => Slot::Literal,
        };
        let times = match operand.quantifier {
            OperandQuantifier::One => Times::One,
            OperandQuantifier::ZeroOrOne => Times::Maybe,
            OperandQuantifier::ZeroOrMore => Times::Any,
        };
        let (least, most) = match slot {
            Slot::Id | Slot::Literal => (1, Some(1)),
            Slot::IdLiteral | Slot::IdId => (2, Some(2)),
            Slot::Case => (2, None),
            _ => (1, None),
        };
        if times == Times::One {
            shape.least += least;
        }
        shape.most = match (shape.most, most, times) {
            (Some(so_far), Some(more), Times::One | Times::Maybe) => Some(so_far + more),
            _ => None,
        };
        shape.slots.push((slot, times));
    }
    shape
}

/// Whether a module declares a capability: these stand at its start.
pub(crate) fn declares(words: &[u32], capability: u32) -> bool {
    const CAPABILITY: u32 = 2 << 16 | Op::Capability as u32;
    words
        .get(5..)
        .unwrap_or_default()
        .as_chunks::<2>()
        .0
        .iter()
        .take_while(|&&[first, _]| first == CAPABILITY)
        .any(|&[_, declared]| declared == capability)
}

/// The words of a string, its end included; `None` without an end.
pub(crate) fn string_words(words: &[u32]) -> Option<usize> {
    words
        .iter()
        .position(|word| word.to_le_bytes().contains(&0))
        .map(|last| last + 1)
}

/// The text of a string.
pub(crate) fn string_text(words: &[u32]) -> String {
    let bytes: Vec<u8> = words
        .iter()
        .flat_map(|word| word.to_le_bytes())
        .take_while(|&byte| byte != 0)
        .collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The words of a text.
pub(crate) fn text_words(text: &str) -> Vec<u32> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.push(0);
    while !bytes.len().is_multiple_of(4) {
        bytes.push(0);
    }
    bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|chunk| u32::from_le_bytes(*chunk))
        .collect()
}

/// Bits of memory operands that bring a word, and whether that is an id.
const MEMORY_WORDS: &[(u32, bool)] = &[
    (0x2, false),
    (0x8, true),
    (0x10, true),
    (0x1_0000, true),
    (0x2_0000, true),
];

/// Calls `found` with the index of each id among `args`, the words after type and result.
///
/// `wide` says that the literals of a switch have two words. Words that the operands do not
/// account for are passed over.
pub(crate) fn each_id(op: Op, args: &[u32], wide: bool, mut found: impl FnMut(usize)) {
    if let Some(shape) = shape(op as u32) {
        walk(shape, args, 0, wide, &mut found);
    }
}

fn walk(shape: &Shape, args: &[u32], from: usize, wide: bool, found: &mut dyn FnMut(usize)) {
    let mut at = from;
    for &(slot, times) in &shape.slots {
        while let Some(&word) = args.get(at) {
            match slot {
                Slot::Id => {
                    found(at);
                    at += 1;
                }
                Slot::Literal => at += 1,
                Slot::String => {
                    let rest = args.get(at..).unwrap_or_default();
                    at += string_words(rest).unwrap_or(rest.len());
                }
                Slot::Number => at = args.len(),
                Slot::Image => {
                    for id in at + 1..args.len() {
                        found(id);
                    }
                    at = args.len();
                }
                Slot::Memory => {
                    at += 1;
                    for &(bit, is_id) in MEMORY_WORDS {
                        if word & bit != 0 && at < args.len() {
                            if is_id {
                                found(at);
                            }
                            at += 1;
                        }
                    }
                }
                Slot::Case => {
                    let label = at + if wide { 2 } else { 1 };
                    if label < args.len() {
                        found(label);
                    }
                    at = label + 1;
                }
                Slot::IdLiteral => {
                    found(at);
                    at += 2;
                }
                Slot::IdId => {
                    found(at);
                    if at + 1 < args.len() {
                        found(at + 1);
                    }
                    at += 2;
                }
                Slot::SpecOp => {
                    if let Some(inner) = self::shape(word)
                        && inner.op != Op::SpecConstantOp
                    {
                        walk(inner, args, at + 1, wide, found);
                    }
                    at = args.len();
                }
                Slot::Parameters => {
                    let ids = matches!(shape.op, Op::DecorateId | Op::ExecutionModeId);
                    for id in at + 1..args.len() {
                        if ids {
                            found(id);
                        }
                    }
                    at = args.len();
                }
            }
            if times != Times::Any {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(op: Op, args: &[u32]) -> Vec<usize> {
        let mut all = Vec::new();
        each_id(op, args, false, |at| all.push(at));
        all
    }

    #[test]
    fn ids_are_told_from_literals() {
        assert_eq!(ids(Op::Store, &[7, 8, 2, 16]), [0, 1]);
        assert_eq!(ids(Op::Store, &[7, 8, 0x8 | 0x2, 16, 9]), [0, 1, 4]);
        assert_eq!(ids(Op::CompositeExtract, &[7, 1, 2]), [0]);
        assert_eq!(ids(Op::Switch, &[7, 8, 100, 9, 200, 10]), [0, 1, 3, 5]);
        assert_eq!(ids(Op::ImageSampleExplicitLod, &[7, 8, 2, 9]), [0, 1, 3]);
        assert_eq!(
            ids(Op::SpecConstantOp, &[Op::CompositeExtract as u32, 7, 1]),
            [1]
        );
        assert_eq!(ids(Op::Phi, &[1, 2, 3, 4]), [0, 1, 2, 3]);
        let name = text_words("main");
        let entry: Vec<u32> = [5, 4].into_iter().chain(name).chain([11, 12]).collect();
        assert_eq!(ids(Op::EntryPoint, &entry), [1, 4, 5]);
    }

    #[test]
    fn strings_keep_their_text() {
        for text in ["", "abc", "main", "größer"] {
            let words = text_words(text);
            assert_eq!(string_words(&words), Some(words.len()));
            assert_eq!(string_text(&words), text);
        }
    }
}

//! What must hold before naga may see a module: whole instructions in whole functions, ids that
//! are defined, operands of the kinds that naga takes for granted, sizes and depths within bounds.
//!
//! naga reads SPIR-V without checking it: a module that is cut off may be taken for a whole one,
//! and an operand of an unexpected kind ends in a panic. Everything here is decided by walking
//! the words, without recursion, and costs a few percent of what reading them costs. It is no
//! validator: what naga refuses by itself is left to it.

mod body;
mod flow;
mod rules;
mod say;
mod selections;
#[cfg(test)]
mod tests;
mod types;

pub(super) use say::failure;

use rspirv::spirv::{Capability, Op};

use crate::legalise::spirv::shape::{each_id, shape, string_text, string_words};

/// Words before the first instruction.
const HEADER: usize = 5;
/// The largest bound that SPIR-V lets a module have.
const MOST_IDS: u32 = 0x40_0000;

/// The most functions: naga looks for each among all, so that the time grows with the square.
const MOST_FUNCTIONS: u32 = 16_384;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// The header is not complete.
    Header,
    /// An instruction of no words.
    WordCount,
    /// An instruction reaches past the end.
    Overrun { count: usize },
    /// A function is not ended.
    OpenFunction,
    /// The function of an entry point is not there.
    NoFunction { function: u32 },
    /// There is no memory model, as every module has one.
    NoMemoryModel,
    /// There is no entry point.
    NoEntryPoint,
    /// An instruction lacks operands.
    TooFewOperands,
    /// A string has no end.
    OpenString,
    /// The bound of the ids is larger than any module's.
    Bound { bound: u32 },
    /// An id that is 0 or not below the bound.
    IdOutOfBounds { id: u32, bound: u32 },
    /// An id is defined twice.
    DefinedTwice { id: u32 },
    /// An instruction that is not known, where it may define what others use.
    UnknownInstruction { opcode: u32 },
    /// An id is used and never defined.
    Undefined { id: u32 },
    /// A type is made of one that is declared behind it, or of itself.
    Late { id: u32 },
    /// A value is used before it is there.
    Early { id: u32 },
    /// A label, value or function that belongs to another function, or is none.
    WrongId { id: u32, wanted: &'static str },
    /// A number of bits that no number has.
    Width { width: u32 },
    /// A type that is too large.
    TooLarge { id: u32 },
    /// Too many levels.
    TooDeep { what: &'static str, most: u32 },
    /// Too many functions.
    TooMany { most: u32 },
    /// An operand is not what it must be.
    Operand { rule: &'static str },
    /// Something that the module's version, extensions and capabilities do not have.
    Needs {
        what: &'static str,
        needs: &'static str,
    },
}

/// A problem and the word it was found at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) at: usize,
    pub(super) problem: Problem,
}

impl Wrong {
    /// Whether an operand is not what it must be.
    pub(super) fn is_operand(&self) -> bool {
        matches!(self.problem, Problem::Operand { .. })
    }
}

type Checked<T = ()> = Result<T, Wrong>;

/// An instruction's words.
#[derive(Clone, Copy)]
struct Inst<'a> {
    at: usize,
    op: Op,
    /// The words after the first.
    words: &'a [u32],
    /// How many of them are type and result.
    typed: usize,
}

impl<'a> Inst<'a> {
    fn args(&self) -> &'a [u32] {
        self.words.get(self.typed..).unwrap_or_default()
    }

    /// The result, of an instruction without a type.
    fn id(&self) -> u32 {
        self.words.first().copied().unwrap_or(0)
    }

    fn arg(&self, index: usize) -> u32 {
        self.args().get(index).copied().unwrap_or(0)
    }

    /// Whether it declares a type: such have a result and no type themselves.
    fn is_type(&self) -> bool {
        let others = [
            Op::Label,
            Op::String,
            Op::ExtInstImport,
            Op::DecorationGroup,
        ];
        self.typed == 1 && !others.contains(&self.op)
    }

    fn wrong(&self, problem: Problem) -> Wrong {
        Wrong {
            at: self.at,
            problem,
        }
    }

    fn operand(&self, rule: &'static str) -> Wrong {
        self.wrong(Problem::Operand { rule })
    }
}

/// Where an id is defined.
#[derive(Clone, Copy, Default)]
struct Definition {
    /// Index of the instruction's first word; 0: nowhere.
    at: u32,
    /// Number of the function around it; 0: none.
    function: u32,
}

/// The module as far as it is known.
struct Module<'a> {
    words: &'a [u32],
    definitions: Vec<Definition>,
    /// The first instruction that is not known: its place and number.
    unknown: Option<(usize, u32)>,
}

/// Checks a module. Of an operand it is told only when all else is right, so that who then looks for
/// a reason in the rest of the module may rely on it.
pub(super) fn check(words: &[u32]) -> Checked {
    let module = Module::read(words)?;
    let mut types = types::Types::default();
    let mut flow = flow::Flow::default();
    let mut rules = rules::Rules::new(words.get(1).copied().unwrap_or(0));
    let mut selections = selections::Selections::default();
    let mut function = 0;
    let mut operand = None;
    for inst in module.instructions().flatten() {
        if inst.op == Op::Function {
            function += 1;
            flow.enter();
        }
        let mut one = || {
            module.ids(&inst, function)?;
            rules.check(&module, &inst)?;
            types.check(&module, &inst)?;
            if function > 0 {
                flow.check(&module, &inst, function)?;
                body::check(&module, &inst, function)?;
                if rules.is_structured() {
                    selections.check(&module, &inst)?;
                }
            }
            module.entry(&inst)
        };
        match one() {
            Err(wrong) if wrong.is_operand() => {
                operand.get_or_insert(wrong);
            }
            other => other?,
        }
    }
    operand.map_or(Ok(()), Err)
}

impl<'a> Module<'a> {
    /// Walks the words once: instructions, functions, definitions.
    fn read(words: &'a [u32]) -> Checked<Self> {
        let (Some(&bound), true) = (words.get(3), words.len() >= HEADER) else {
            return Err(Wrong {
                at: 0,
                problem: Problem::Header,
            });
        };
        let at_header = |problem| Wrong { at: 3, problem };
        if bound > MOST_IDS {
            return Err(at_header(Problem::Bound { bound }));
        }
        let mut module = Self {
            words,
            definitions: vec![Definition::default(); bound as usize],
            unknown: None,
        };
        let mut open = None;
        let mut functions = 0;
        let (mut memory_model, mut entry_points, mut linkage) = (false, false, false);
        let mut at = HEADER;
        while let Some(&first) = words.get(at) {
            let count = (first >> 16) as usize;
            let wrong = |problem| Wrong { at, problem };
            if count == 0 {
                return Err(wrong(Problem::WordCount));
            }
            let Some(body) = words.get(at + 1..at + count) else {
                return Err(wrong(Problem::Overrun { count }));
            };
            // What naga does not know it refuses itself.
            let opcode = first & 0xffff;
            if shape(opcode).is_none() && module.unknown.is_none() {
                module.unknown = Some((at, opcode));
            }
            if let Some(shape) = shape(opcode) {
                let typed = usize::from(shape.has_type) + usize::from(shape.has_result);
                if body.len() < typed + shape.least {
                    return Err(wrong(Problem::TooFewOperands));
                }
                match shape.op {
                    Op::Function => {
                        open = Some(at);
                        functions += 1;
                        if functions > MOST_FUNCTIONS {
                            let most = MOST_FUNCTIONS;
                            return Err(wrong(Problem::TooMany { most }));
                        }
                    }
                    Op::FunctionEnd => open = None,
                    Op::MemoryModel => memory_model = true,
                    Op::EntryPoint => entry_points = true,
                    Op::Capability => {
                        linkage |= body.first() == Some(&(Capability::Linkage as u32));
                    }
                    _ => {}
                }
                if shape.has_result
                    && let Some(&id) = body.get(typed - 1)
                {
                    let function = if open.is_some() { functions } else { 0 };
                    module.define(at, id, function)?;
                }
            }
            at += count;
        }
        let at_end = |problem| Wrong {
            at: words.len(),
            problem,
        };
        if let Some(at) = open {
            return Err(Wrong {
                at,
                problem: Problem::OpenFunction,
            });
        }
        if !memory_model {
            return Err(at_end(Problem::NoMemoryModel));
        }
        if !entry_points && !linkage {
            return Err(at_end(Problem::NoEntryPoint));
        }
        Ok(module)
    }

    fn define(&mut self, at: usize, id: u32, function: u32) -> Checked {
        let bound = u32::try_from(self.definitions.len()).unwrap_or(u32::MAX);
        let wrong = |problem| Wrong { at, problem };
        let Some(place) = self.definitions.get_mut(id as usize).filter(|_| id != 0) else {
            return Err(wrong(Problem::IdOutOfBounds { id, bound }));
        };
        if place.at != 0 {
            return Err(wrong(Problem::DefinedTwice { id }));
        }
        *place = Definition {
            at: u32::try_from(at).unwrap_or(u32::MAX),
            function,
        };
        Ok(())
    }

    /// The instructions in order; none for an operation that is not known.
    fn instructions(&self) -> impl Iterator<Item = Option<Inst<'a>>> {
        let words = self.words;
        let mut at = HEADER;
        std::iter::from_fn(move || {
            let first = *words.get(at)?;
            let here = at;
            at += ((first >> 16) as usize).max(1);
            Some(instruction(words, here))
        })
    }

    fn definition(&self, id: u32) -> Option<Definition> {
        self.definitions
            .get(id as usize)
            .copied()
            .filter(|definition| definition.at != 0)
    }

    /// The instruction that defines an id.
    fn get(&self, id: u32) -> Option<Inst<'a>> {
        instruction(self.words, self.definition(id)?.at as usize)
    }

    /// The operation that defines an id.
    fn op(&self, id: u32) -> Option<Op> {
        self.get(id).map(|inst| inst.op)
    }

    /// The type of a value, 0 if it has none.
    fn type_of(&self, id: u32) -> u32 {
        self.get(id)
            .filter(|inst| inst.typed == 2)
            .and_then(|inst| inst.words.first().copied())
            .unwrap_or(0)
    }

    /// The type that a vector or matrix is made of in the end, or the type itself.
    fn scalar(&self, ty: u32) -> Option<Inst<'a>> {
        let mut inst = self.get(ty)?;
        for _ in 0..2 {
            if matches!(inst.op, Op::TypeVector | Op::TypeMatrix) {
                inst = self.get(inst.arg(0))?;
            }
        }
        Some(inst)
    }

    /// Whether a type is a number or truth value, or a vector or matrix of such.
    fn is_numeric(&self, ty: u32) -> bool {
        self.scalar(ty)
            .is_some_and(|inst| matches!(inst.op, Op::TypeInt | Op::TypeFloat | Op::TypeBool))
    }

    /// The value of an integer constant of at most 32 bits.
    fn constant(&self, id: u32) -> Option<u32> {
        let inst = self.get(id)?;
        matches!(inst.op, Op::Constant | Op::SpecConstant).then(|| inst.arg(0))
    }

    /// Every id that an instruction names must be defined.
    fn ids(&self, inst: &Inst<'_>, function: u32) -> Checked {
        if inst.typed == 2
            && let Some(&ty) = inst.words.first()
        {
            if self.definition(ty).is_none() {
                return Err(self.undefined(inst, ty));
            }
            if self.get(ty).is_some_and(|it| !it.is_type()) {
                let wanted = "a type";
                return Err(inst.wrong(Problem::WrongId { id: ty, wanted }));
            }
        }
        let args = inst.args();
        if matches!(
            inst.op,
            Op::Name
                | Op::MemberName
                | Op::EntryPoint
                | Op::String
                | Op::ExtInstImport
                | Op::Extension
        ) {
            let text = match inst.op {
                Op::MemberName | Op::EntryPoint => args.get(2..),
                Op::Name => args.get(1..),
                _ => Some(args),
            };
            if text.is_none_or(|text| string_words(text).is_none()) {
                return Err(inst.wrong(Problem::OpenString));
            }
        }
        let wide = inst.op == Op::Switch && self.is_wide(self.type_of(inst.arg(0)));
        if inst.op == Op::ExtInst && self.is_debug_set(inst.arg(0)) {
            // What describes the source may speak of what comes later, or not at all; none of it
            // is read.
            return Ok(());
        }
        let (mut missing, mut early) = (None, None);
        each_id(inst.op, args, wide, |at| {
            let id = args.get(at).copied().unwrap_or(0);
            match self.definition(id) {
                None => missing = missing.or(Some(id)),
                Some(definition) if self.is_early(inst, definition, function) => {
                    early = early.or(Some(id));
                }
                Some(_) => {}
            }
        });
        if let Some(id) = missing {
            return Err(self.undefined(inst, id));
        }
        early.map_or(Ok(()), |id| Err(inst.wrong(Problem::Early { id })))
    }

    /// Whether an instruction names a value that stands behind it: blocks stand behind those that lead
    /// to them, so that only what is joined there can. Who follows values relies on it: they end.
    fn is_early(&self, inst: &Inst<'_>, definition: Definition, function: u32) -> bool {
        let may_come_later = match inst.op {
            Op::Phi => true,
            Op::ConstantComposite
            | Op::SpecConstantComposite
            | Op::SpecConstantOp
            | Op::Variable => false,
            _ => function == 0 || definition.function != function,
        };
        !may_come_later
            && definition.at as usize >= inst.at
            && instruction(self.words, definition.at as usize)
                .is_some_and(|it| it.typed == 2 && it.op != Op::Function)
    }

    /// An id without definition, or the instruction that may define it and is not known.
    fn undefined(&self, inst: &Inst<'_>, id: u32) -> Wrong {
        match self.unknown {
            Some((at, opcode)) => Wrong {
                at,
                problem: Problem::UnknownInstruction { opcode },
            },
            None => inst.wrong(Problem::Undefined { id }),
        }
    }

    fn is_debug_set(&self, id: u32) -> bool {
        self.get(id).is_some_and(|import| {
            let name = string_text(import.args());
            name.starts_with("NonSemantic.") || name.starts_with("OpenCL.DebugInfo")
        })
    }

    fn is_wide(&self, ty: u32) -> bool {
        self.get(ty)
            .is_some_and(|inst| inst.op == Op::TypeInt && inst.arg(0) > 32)
    }

    /// Entry points and their modes.
    fn entry(&self, inst: &Inst<'_>) -> Checked {
        match inst.op {
            Op::EntryPoint => {
                let function = inst.arg(1);
                if self.op(function) != Some(Op::Function) {
                    return Err(inst.wrong(Problem::NoFunction { function }));
                }
            }
            Op::ExecutionMode
                if inst.arg(1) == rspirv::spirv::ExecutionMode::LocalSize as u32
                    && inst.args().len() < 5 =>
            {
                return Err(inst.wrong(Problem::TooFewOperands));
            }
            _ => {}
        }
        Ok(())
    }
}

fn instruction(words: &[u32], at: usize) -> Option<Inst<'_>> {
    let first = *words.get(at)?;
    let shape = shape(first & 0xffff)?;
    Some(Inst {
        at,
        op: shape.op,
        words: words.get(at + 1..at + (first >> 16) as usize)?,
        typed: usize::from(shape.has_type) + usize::from(shape.has_result),
    })
}

//! Lookups by name and by number over rspirv's grammar tables, and the walk over the operands of
//! an instruction.
//!
//! Imports rspirv and `extra_names`. Everything is derived from rspirv once, at first use: its own
//! lookups are linear, and it has the names of enumerants only as the `Debug`, `FromStr` and
//! `Disassemble` of its types. Knows nothing of text or of words.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::LazyLock;

use rspirv::binary::Disassemble;
use rspirv::dr::Operand;
use rspirv::grammar::{
    ExtInstOp, INSTRUCTION_TABLE, Instruction, InstructionTable, LogicalOperand, OperandKind,
    OperandQuantifier, ext_inst_table,
};
use rspirv::spirv;

use super::extra_names::{EXTRA_ENUMS, ExtraEnum, OP_ALIASES};

/// An operand that is expected, and how often.
pub(super) type Slot = (OperandKind, OperandQuantifier);

/// A set of extended instructions.
pub(super) type ExtSet = &'static InstructionTable<ExtInstOp>;

/// An instruction of an extended set.
pub(super) type ExtInst = &'static rspirv::grammar::ExtendedInstruction<'static>;

/// An instruction of the core grammar.
pub(super) type CoreInst = &'static Instruction<'static>;

/// No enumerant has a higher number; a test holds this against rspirv.
pub(super) const ENUMERANT_LIMIT: u32 = 0x2000;

/// The suffixes with which vendors mark names.
const VENDORS: &[&str] = &[
    "KHR", "EXT", "NV", "INTEL", "ALTERA", "GOOGLE", "AMDX", "AMD", "ARM", "QCOM",
];

static BY_NAME: LazyLock<HashMap<&'static str, CoreInst>> = LazyLock::new(|| {
    let primary = INSTRUCTION_TABLE.iter().map(|inst| (inst.opname, inst));
    let aliases = OP_ALIASES.iter().filter_map(|&(name, op)| {
        let inst = INSTRUCTION_TABLE.lookup_opcode(op as u32)?;
        Some((name, inst))
    });
    aliases.chain(primary).collect()
});

static BY_OPCODE: LazyLock<HashMap<u32, CoreInst>> = LazyLock::new(|| {
    INSTRUCTION_TABLE
        .iter()
        .map(|inst| (inst.opcode as u32, inst))
        .collect()
});

/// The instruction called `name`, without its `Op`.
pub(super) fn by_name(name: &str) -> Option<CoreInst> {
    BY_NAME.get(name).copied()
}

/// The instruction numbered `opcode`.
pub(super) fn by_opcode(opcode: u32) -> Option<CoreInst> {
    BY_OPCODE.get(&opcode).copied()
}

/// The names of all instructions, without their `Op`, aliases included.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    BY_NAME.keys().copied()
}

/// The extended instruction set imported as `name`.
///
/// Sets whose name ends in a revision (`NonSemantic.ClspvReflection.5`) are found without it.
pub(super) fn ext_set(name: &str) -> Option<ExtSet> {
    ext_inst_table(name).or_else(|| {
        let (base, revision) = name.rsplit_once('.')?;
        let is_revision = !revision.is_empty() && revision.bytes().all(|b| b.is_ascii_digit());
        if is_revision && base.starts_with("NonSemantic.") {
            ext_inst_table(base)
        } else {
            None
        }
    })
}

/// The operands of `inst` as the operation of `OpSpecConstantOp`: all but its result.
///
/// None if it cannot be one: it has no result, or its literals depend on a context that is not
/// there.
pub(super) fn spec_operands(inst: CoreInst) -> Option<Pattern> {
    let mut has_result = false;
    let mut slots = Vec::with_capacity(inst.operands.len());
    for operand in inst.operands {
        match operand.kind {
            OperandKind::IdResultType => {}
            OperandKind::IdResult => has_result = true,
            OperandKind::LiteralContextDependentNumber
            | OperandKind::LiteralSpecConstantOpInteger
            | OperandKind::LiteralExtInstInteger
            | OperandKind::PairLiteralIntegerIdRef => return None,
            kind => slots.push((kind, operand.quantifier)),
        }
    }
    slots.reverse();
    has_result.then_some(Pattern(slots))
}

/// How an operand is written.
#[derive(Clone, Copy)]
pub(super) enum Class {
    /// The id of the result's type.
    ResultType,
    /// The id that is defined; in text it stands ahead of the opcode.
    ResultId,
    /// Any other id.
    Id,
    /// An unsigned 32-bit number.
    Integer,
    /// A 32-bit floating-point number.
    Float,
    /// A number as wide as a type given elsewhere.
    Number,
    /// A string.
    String,
    /// The number or name of an extended instruction.
    ExtInst,
    /// The opcode inside an `OpSpecConstantOp`.
    SpecOp,
    /// Two operands that come together.
    Pair(OperandKind, OperandKind),
    /// An enumerant, or several for a mask.
    Enum(&'static EnumTable),
}

/// How an operand of this kind is written.
pub(super) fn class(kind: OperandKind) -> Class {
    match kind {
        OperandKind::IdResultType => Class::ResultType,
        OperandKind::IdResult => Class::ResultId,
        OperandKind::IdRef | OperandKind::IdScope | OperandKind::IdMemorySemantics => Class::Id,
        OperandKind::LiteralString => Class::String,
        OperandKind::LiteralFloat => Class::Float,
        OperandKind::LiteralContextDependentNumber => Class::Number,
        OperandKind::LiteralExtInstInteger => Class::ExtInst,
        OperandKind::LiteralSpecConstantOpInteger => Class::SpecOp,
        // Of the core grammar only `OpSwitch` has this pair, whose literal is as wide as the
        // selector.
        OperandKind::PairLiteralIntegerIdRef => Class::Pair(
            OperandKind::LiteralContextDependentNumber,
            OperandKind::IdRef,
        ),
        OperandKind::PairIdRefLiteralInteger => {
            Class::Pair(OperandKind::IdRef, OperandKind::LiteralInteger)
        }
        OperandKind::PairIdRefIdRef => Class::Pair(OperandKind::IdRef, OperandKind::IdRef),
        // An enumeration without a table can only be given by number.
        kind => ENUMS.get(&kind).map_or(Class::Integer, Class::Enum),
    }
}

/// What an operand of this kind is called in messages.
pub(super) fn describe(kind: OperandKind) -> String {
    match class(kind) {
        Class::ResultType | Class::ResultId | Class::Id => "an id (`%name`)".to_owned(),
        Class::Integer => "an unsigned integer".to_owned(),
        Class::Float | Class::Number => "a number".to_owned(),
        Class::String => "a string in double quotes".to_owned(),
        Class::ExtInst => "the name of an extended instruction".to_owned(),
        Class::SpecOp => "an opcode without its `Op`".to_owned(),
        Class::Pair(first, second) => {
            format!("{} and {}", describe_leaf(first), describe_leaf(second))
        }
        Class::Enum(table) => table.describe(),
    }
}

/// [`describe`] for the members of a pair, which are never pairs themselves.
fn describe_leaf(kind: OperandKind) -> &'static str {
    match kind {
        OperandKind::IdRef => "an id (`%name`)",
        _ => "a number",
    }
}

/// The operands that an instruction still expects.
pub(super) struct Pattern(
    /// The next one last.
    Vec<Slot>,
);

impl Pattern {
    /// The operands of an instruction.
    pub(super) fn new(operands: &[LogicalOperand]) -> Self {
        Self(
            operands
                .iter()
                .rev()
                .map(|o| (o.kind, o.quantifier))
                .collect(),
        )
    }

    /// Puts other operands in place of all that are left.
    pub(super) fn replace(&mut self, operands: &[LogicalOperand]) {
        *self = Self::new(operands);
    }

    /// The next operand. One that can come more often stays for [`repeat`](Self::repeat).
    pub(super) fn pop(&mut self) -> Option<Slot> {
        self.0.pop()
    }

    /// Expects `kind` once more after the present operand.
    pub(super) fn repeat(&mut self, kind: OperandKind) {
        self.0.push((kind, OperandQuantifier::ZeroOrMore));
    }

    /// Expects these next.
    pub(super) fn want(&mut self, slots: &[Slot]) {
        self.0.extend(slots.iter().rev());
    }

    /// Expects both halves of a pair next.
    pub(super) fn want_pair(&mut self, first: OperandKind, second: OperandKind) {
        self.want(&[
            (first, OperandQuantifier::One),
            (second, OperandQuantifier::One),
        ]);
    }

    /// Whether an operand of this kind is still to come.
    pub(super) fn contains(&self, kind: OperandKind) -> bool {
        self.0.iter().any(|slot| slot.0 == kind)
    }
}

/// One named value of an enumeration.
pub(super) struct Enumerant {
    pub(super) name: String,
    pub(super) value: u32,
    /// The operands that follow it.
    pub(super) parameters: Vec<Slot>,
}

/// The enumerants of one operand kind.
pub(super) struct EnumTable {
    kind: OperandKind,
    pub(super) is_mask: bool,
    entries: Vec<Enumerant>,
    by_name: HashMap<String, usize>,
    by_value: HashMap<u32, usize>,
    /// Resolves alternative names.
    alias: fn(&str) -> Option<u32>,
}

impl EnumTable {
    fn new(
        kind: OperandKind,
        is_mask: bool,
        entries: impl Iterator<Item = Enumerant>,
        alias: fn(&str) -> Option<u32>,
    ) -> Self {
        let entries: Vec<_> = entries.collect();
        let indices = || entries.iter().enumerate();
        Self {
            kind,
            is_mask,
            by_name: indices().map(|(i, e)| (e.name.clone(), i)).collect(),
            by_value: indices().map(|(i, e)| (e.value, i)).collect(),
            entries,
            alias,
        }
    }

    fn from_extra(extra: &ExtraEnum) -> Self {
        let integer = (OperandKind::LiteralInteger, OperandQuantifier::One);
        let entries = extra
            .values
            .iter()
            .map(|&(name, value, parameters)| Enumerant {
                name: name.to_owned(),
                value,
                parameters: vec![integer; parameters],
            });
        Self::new(extra.kind, extra.is_mask, entries, |_| None)
    }

    /// The enumerant with exactly this value.
    pub(super) fn by_value(&self, value: u32) -> Option<&Enumerant> {
        self.by_value.get(&value).and_then(|&i| self.entries.get(i))
    }

    /// The values of all enumerants, for tests over the whole grammar.
    #[cfg(test)]
    pub(super) fn values(&self) -> impl Iterator<Item = u32> {
        self.entries.iter().map(|entry| entry.value)
    }

    /// The value called `name`.
    pub(super) fn by_name(&self, name: &str) -> Option<u32> {
        if let Some(entry) = self.by_name.get(name).and_then(|&i| self.entries.get(i)) {
            return Some(entry.value);
        }
        if let Some(value) = (self.alias)(name) {
            return Some(value);
        }
        if !self.is_mask {
            return None;
        }
        // rspirv has no alternative names for masks. Those of SPIR-V differ in the vendor suffix.
        let base = without_vendor(name);
        if base == "None" {
            return Some(0);
        }
        let mut matches = self
            .entries
            .iter()
            .filter(|e| without_vendor(&e.name) == base);
        match (matches.next(), matches.next()) {
            (Some(entry), None) => Some(entry.value),
            _ => None,
        }
    }

    /// The names of all enumerants.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let none = self.is_mask.then_some("None");
        self.entries.iter().map(|e| e.name.as_str()).chain(none)
    }

    /// The enumeration's name in messages.
    pub(super) fn describe(&self) -> String {
        // The kinds of extended sets are wrapped in the name of their set.
        let name = match self.kind {
            OperandKind::Debuginfo(kind) => format!("{kind:?}"),
            OperandKind::OpenclDebuginfo100(kind) => format!("{kind:?}"),
            kind => format!("{kind:?}"),
        };
        match name.chars().next() {
            _ if self.is_mask => format!("{name} flags"),
            Some('A' | 'E' | 'I' | 'O') => format!("an {name}"),
            _ => format!("a {name}"),
        }
    }
}

fn without_vendor(name: &str) -> &str {
    VENDORS
        .iter()
        .find_map(|vendor| name.strip_suffix(vendor))
        .unwrap_or(name)
}

fn parameters(operand: &Operand) -> Vec<Slot> {
    let operands = operand.additional_operands();
    operands.iter().map(|o| (o.kind, o.quantifier)).collect()
}

macro_rules! value_enums {
    ($tables:ident, $($kind:ident)*) => {$(
        let entries = (0..ENUMERANT_LIMIT).filter_map(|value| {
            let item = spirv::$kind::from_u32(value)?;
            Some(Enumerant {
                name: format!("{item:?}"),
                value,
                parameters: parameters(&Operand::$kind(item)),
            })
        });
        let alias = |name: &str| spirv::$kind::from_str(name).ok().map(|item| item as u32);
        let table = EnumTable::new(OperandKind::$kind, false, entries, alias);
        $tables.insert(OperandKind::$kind, table);
    )*};
}

macro_rules! mask_enums {
    ($tables:ident, $($kind:ident)*) => {$(
        let entries = (0..u32::BITS).filter_map(|bit| {
            let item = spirv::$kind::from_bits(1 << bit)?;
            Some(Enumerant {
                name: item.disassemble(),
                value: item.bits(),
                parameters: parameters(&Operand::$kind(item)),
            })
        });
        let table = EnumTable::new(OperandKind::$kind, true, entries, |_| None);
        $tables.insert(OperandKind::$kind, table);
    )*};
}

static ENUMS: LazyLock<HashMap<OperandKind, EnumTable>> = LazyLock::new(|| {
    let mut tables = HashMap::new();
    value_enums! { tables,
        SourceLanguage ExecutionModel AddressingModel MemoryModel ExecutionMode StorageClass
        SamplerAddressingMode SamplerFilterMode ImageFormat ImageChannelOrder
        ImageChannelDataType FPRoundingMode FPDenormMode QuantizationModes FPOperationMode
        OverflowModes LinkageType AccessQualifier HostAccessQualifier FunctionParameterAttribute
        Decoration BuiltIn Scope GroupOperation KernelEnqueueFlags Capability
        RayQueryIntersection RayQueryCommittedIntersectionType RayQueryCandidateIntersectionType
        PackedVectorFormat CooperativeMatrixLayout CooperativeMatrixUse TensorClampMode
        InitializationModeQualifier LoadCacheControl StoreCacheControl
        NamedMaximumNumberOfRegisters FPEncoding CooperativeVectorMatrixLayout ComponentType
    }
    mask_enums! { tables,
        ImageOperands FPFastMathMode SelectionControl LoopControl FunctionControl MemorySemantics
        MemoryAccess KernelProfilingInfo RayFlags FragmentShadingRate RawAccessChainOperands
        CooperativeMatrixOperands CooperativeMatrixReduce TensorAddressingOperands
        MatrixMultiplyAccumulateOperands TensorOperands
    }
    // Names that would begin with a digit have a prefix in Rust.
    let dimensions = (0..ENUMERANT_LIMIT).filter_map(|value| {
        let name = format!("{:?}", spirv::Dim::from_u32(value)?);
        Some(Enumerant {
            name: name.strip_prefix("Dim").unwrap_or(&name).to_owned(),
            value,
            parameters: Vec::new(),
        })
    });
    let dimensions = EnumTable::new(OperandKind::Dim, false, dimensions, |_| None);
    tables.insert(OperandKind::Dim, dimensions);
    for extra in EXTRA_ENUMS {
        tables.insert(extra.kind, EnumTable::from_extra(extra));
    }
    tables
});

/// The enumerants of storage classes and the like, for names made of them.
pub(super) fn enumerant_name(kind: OperandKind, value: u32) -> Option<&'static str> {
    let table = ENUMS.get(&kind)?;
    table.by_value(value).map(|entry| entry.name.as_str())
}

/// The instruction called `name` in `set`.
pub(super) fn ext_inst_by_name(set: ExtSet, name: &str) -> Option<ExtInst> {
    set.iter().find(|inst| inst.opname == name)
}

/// Whether `spirv-as` knows the names of the set that `inst` is of. It takes those of other
/// `NonSemantic` sets by number only.
pub(super) fn is_named(inst: ExtInst) -> bool {
    !matches!(
        inst.opcode,
        ExtInstOp::NonsemanticDebugprintf(_) | ExtInstOp::NonsemanticDebugbreak(_)
    )
}

//! Operations across a subgroup that naga's module does not have, from those that it has.
//!
//! naga has ballots, votes on scalars, gathers of numbers, reductions, and scans of sums and
//! products. The rest is made of these: truth values travel as numbers, masks are computed from
//! the invocation's number, and what must go through the invocations one by one calls a function
//! of its own ([`fold`]).

mod fold;
mod lanes;
mod masks;

pub(super) use lanes::count;
pub(super) use masks::{leave_interface, privatise};

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{BuiltIn, Decoration, GlslStd450Op as Gl, GroupOperation, Op, StorageClass};

use super::Settings;
use super::draft::{Draft, Function, Inst, entry_point};
use super::emit::Emit;

/// Writes out what naga does not have.
pub(super) fn expand(draft: &mut Draft, _: Settings) {
    let mut inputs = Inputs::default();
    masks::compute(draft, &mut inputs);
    if draft.uses(is_ours) {
        let mut made = HashMap::new();
        draft.rewrite(|draft, inst, out| {
            let mut group = Group {
                e: Emit { draft, out },
                inputs: &mut inputs,
                functions: &mut made,
            };
            if !(is_ours(inst.op) && group.expand(&inst)) {
                group.e.out.push(inst);
            }
        });
    }
    inputs.join_interfaces(draft);
}

/// Whether an operation is looked at here.
fn is_ours(op: Op) -> bool {
    let gathers = matches!(
        op,
        Op::GroupNonUniformBroadcast
            | Op::GroupNonUniformBroadcastFirst
            | Op::GroupNonUniformShuffle
            | Op::GroupNonUniformShuffleXor
            | Op::GroupNonUniformShuffleUp
            | Op::GroupNonUniformShuffleDown
            | Op::GroupNonUniformQuadBroadcast
            | Op::GroupNonUniformQuadSwap
            | Op::GroupNonUniformRotateKHR
            | Op::SubgroupReadInvocationKHR
            | Op::SubgroupFirstInvocationKHR
    );
    let votes = matches!(
        op,
        Op::GroupNonUniformElect
            | Op::GroupNonUniformAllEqual
            | Op::GroupNonUniformInverseBallot
            | Op::GroupNonUniformBallotBitExtract
            | Op::GroupNonUniformBallotBitCount
            | Op::GroupNonUniformBallotFindLSB
            | Op::GroupNonUniformBallotFindMSB
            | Op::GroupNonUniformQuadAllKHR
            | Op::GroupNonUniformQuadAnyKHR
            | Op::SubgroupAllKHR
            | Op::SubgroupAnyKHR
            | Op::SubgroupAllEqualKHR
            | Op::SubgroupBallotKHR
    );
    gathers || votes || Arithmetic::of(op).is_some()
}

/// What two values become in a reduction or scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Arithmetic {
    IAdd,
    FAdd,
    IMul,
    FMul,
    SMin,
    UMin,
    FMin,
    SMax,
    UMax,
    FMax,
    And,
    Or,
    Xor,
}

impl Arithmetic {
    /// That of an operation across a subgroup; of truth values that of their bits.
    fn of(op: Op) -> Option<Self> {
        Some(match op {
            Op::GroupNonUniformIAdd => Self::IAdd,
            Op::GroupNonUniformFAdd => Self::FAdd,
            Op::GroupNonUniformIMul => Self::IMul,
            Op::GroupNonUniformFMul => Self::FMul,
            Op::GroupNonUniformSMin => Self::SMin,
            Op::GroupNonUniformUMin => Self::UMin,
            Op::GroupNonUniformFMin => Self::FMin,
            Op::GroupNonUniformSMax => Self::SMax,
            Op::GroupNonUniformUMax => Self::UMax,
            Op::GroupNonUniformFMax => Self::FMax,
            Op::GroupNonUniformBitwiseAnd | Op::GroupNonUniformLogicalAnd => Self::And,
            Op::GroupNonUniformBitwiseOr | Op::GroupNonUniformLogicalOr => Self::Or,
            Op::GroupNonUniformBitwiseXor | Op::GroupNonUniformLogicalXor => Self::Xor,
            _ => return None,
        })
    }

    /// Whether naga scans with it.
    fn scans(self) -> bool {
        matches!(self, Self::IAdd | Self::FAdd | Self::IMul | Self::FMul)
    }

    /// The operation on bits, if it is one.
    fn on_bits(self) -> Option<Op> {
        match self {
            Self::And => Some(Op::GroupNonUniformBitwiseAnd),
            Self::Or => Some(Op::GroupNonUniformBitwiseOr),
            Self::Xor => Some(Op::GroupNonUniformBitwiseXor),
            Self::IAdd
            | Self::FAdd
            | Self::IMul
            | Self::FMul
            | Self::SMin
            | Self::UMin
            | Self::FMin
            | Self::SMax
            | Self::UMax
            | Self::FMax => None,
        }
    }
}

/// Built-in inputs that are needed beside those that are there.
#[derive(Default)]
struct Inputs {
    variables: HashMap<u32, u32>,
}

impl Inputs {
    /// The variable of a built-in, which is an unsigned integer.
    fn variable(&mut self, draft: &mut Draft, built_in: BuiltIn) -> u32 {
        let word = built_in as u32;
        if let Some(&id) = self.variables.get(&word) {
            return id;
        }
        let found = draft.variables().into_iter().find(|variable| {
            variable.is(StorageClass::Input)
                && draft.number(variable.id, Decoration::BuiltIn) == Some(word)
        });
        let id = match found {
            Some(variable) => variable.id,
            None => {
                let uint = draft.int_type(false);
                let id = draft.add_variable(StorageClass::Input, uint);
                draft.decorate(id, Decoration::BuiltIn, &[word]);
                id
            }
        };
        self.variables.insert(word, id);
        id
    }

    /// Reads a built-in.
    fn read(&mut self, e: &mut Emit<'_>, built_in: BuiltIn) -> u32 {
        let variable = self.variable(e.draft, built_in);
        let target = e.draft.pointee(e.draft.type_of(variable));
        let loaded = e.op(Op::Load, target, &[variable]);
        let uint = e.draft.int_type(false);
        e.bitcast(uint, loaded)
    }

    /// The entry points that reach a use name the variables in their interfaces.
    fn join_interfaces(&self, draft: &mut Draft) {
        let mut wanted: Vec<u32> = self.variables.values().copied().collect();
        wanted.sort_unstable();
        let mut entry_points = std::mem::take(&mut draft.entry_points);
        for inst in &mut entry_points {
            let entry = entry_point(inst);
            let reached = reached(draft, entry.function);
            for &variable in &wanted {
                let named = inst.args.get(entry.interface..).unwrap_or_default();
                let used = draft
                    .functions
                    .iter()
                    .filter(|function| reached.contains(&function.def.id))
                    .flat_map(Function::insts)
                    .any(|inst| inst.op == Op::Load && inst.arg(0) == variable);
                if used && !named.contains(&variable) {
                    inst.args.push(variable);
                }
            }
        }
        draft.entry_points = entry_points;
    }
}

/// The functions that a function calls, itself included.
fn reached(draft: &Draft, function: u32) -> HashSet<u32> {
    let mut seen = HashSet::new();
    let mut queue = vec![function];
    while let Some(id) = queue.pop() {
        if !seen.insert(id) {
            continue;
        }
        let calls = draft
            .functions
            .iter()
            .filter(|each| each.def.id == id)
            .flat_map(Function::insts)
            .filter(|inst| inst.op == Op::FunctionCall);
        queue.extend(calls.map(|inst| inst.arg(0)));
    }
    seen
}

/// Writes the instructions that stand in for one.
struct Group<'a> {
    e: Emit<'a>,
    inputs: &'a mut Inputs,
    functions: &'a mut HashMap<fold::Fold, u32>,
}

impl Group<'_> {
    /// Whether the instruction was replaced.
    fn expand(&mut self, inst: &Inst) -> bool {
        match inst.op {
            Op::GroupNonUniformElect => {
                // The first has nobody before it.
                let (uint, flag) = (self.e.draft.int_type(false), inst.ty);
                let (scope, one) = (self.scope(), self.e.draft.uint(1));
                let scan = GroupOperation::ExclusiveScan as u32;
                let before = self
                    .e
                    .op(Op::GroupNonUniformIAdd, uint, &[scope, scan, one]);
                let zero = self.e.draft.uint(0);
                let first = self.e.op(Op::IEqual, flag, &[before, zero]);
                self.e.end(Op::CopyObject, inst, &[first]);
            }
            Op::GroupNonUniformAllEqual => self.all_equal(inst, inst.arg(1)),
            Op::SubgroupAllEqualKHR => self.all_equal(inst, inst.arg(0)),
            Op::SubgroupAllKHR | Op::SubgroupAnyKHR | Op::SubgroupBallotKHR => {
                let op = match inst.op {
                    Op::SubgroupAllKHR => Op::GroupNonUniformAll,
                    Op::SubgroupAnyKHR => Op::GroupNonUniformAny,
                    _ => Op::GroupNonUniformBallot,
                };
                let scope = self.scope();
                self.e.end(op, inst, &[scope, inst.arg(0)]);
            }
            Op::SubgroupFirstInvocationKHR => {
                let value = self.gather(Op::GroupNonUniformBroadcastFirst, inst.arg(0), None);
                self.e.end(Op::CopyObject, inst, &[value]);
            }
            Op::SubgroupReadInvocationKHR => {
                let value = self.broadcast(inst.arg(0), inst.arg(1));
                self.e.end(Op::CopyObject, inst, &[value]);
            }
            Op::GroupNonUniformBroadcast => {
                let value = self.broadcast(inst.arg(1), inst.arg(2));
                self.e.end(Op::CopyObject, inst, &[value]);
            }
            Op::GroupNonUniformQuadBroadcast => {
                let value = self.quad_broadcast(inst.arg(1), inst.arg(2));
                self.e.end(Op::CopyObject, inst, &[value]);
            }
            Op::GroupNonUniformBroadcastFirst
            | Op::GroupNonUniformShuffle
            | Op::GroupNonUniformShuffleXor
            | Op::GroupNonUniformShuffleUp
            | Op::GroupNonUniformShuffleDown => {
                let index = inst.args.get(2).map(|&index| self.as_uint(index));
                let value = self.gather(inst.op, inst.arg(1), index);
                self.e.end(Op::CopyObject, inst, &[value]);
            }
            Op::GroupNonUniformQuadSwap => {
                // The direction must stay the constant that it is.
                let value = self.gather(inst.op, inst.arg(1), Some(inst.arg(2)));
                self.e.end(Op::CopyObject, inst, &[value]);
            }
            Op::GroupNonUniformRotateKHR => self.rotate(inst),
            Op::GroupNonUniformQuadAllKHR | Op::GroupNonUniformQuadAnyKHR => self.quad_vote(inst),
            Op::GroupNonUniformInverseBallot => {
                let lane = self
                    .inputs
                    .read(&mut self.e, BuiltIn::SubgroupLocalInvocationId);
                self.bit(inst, inst.arg(1), lane);
            }
            Op::GroupNonUniformBallotBitExtract => {
                let index = self.as_uint(inst.arg(2));
                self.bit(inst, inst.arg(1), index);
            }
            Op::GroupNonUniformBallotBitCount => self.bit_count(inst),
            Op::GroupNonUniformBallotFindLSB | Op::GroupNonUniformBallotFindMSB => self.find(inst),
            _ => return self.arithmetic(inst),
        }
        true
    }

    fn scope(&mut self) -> u32 {
        self.e.draft.uint(rspirv::spirv::Scope::Subgroup as u32)
    }

    fn is_bool(&self, ty: u32) -> bool {
        self.e.draft.op_of(self.e.draft.scalar_of(ty)) == Some(Op::TypeBool)
    }

    /// An integer as an unsigned one of 32 bits.
    fn as_uint(&mut self, value: u32) -> u32 {
        let uint = self.e.draft.int_type(false);
        let ty = self.e.draft.type_of(value);
        if let Some(constant) = self.e.draft.constant_value(value)
            && self.e.draft.op_of(value) != Some(Op::SpecConstant)
        {
            return self.e.draft.uint(constant);
        }
        match self.e.draft.integer(ty) {
            Some((32, _)) | None => self.e.bitcast(uint, value),
            Some(_) => self.e.op(Op::UConvert, uint, &[value]),
        }
    }

    /// Truth values as ones and zeros.
    fn bits_of(&mut self, value: u32) -> u32 {
        let ty = self.e.draft.type_of(value);
        let uint = self.e.draft.int_type(false);
        let uint = self.e.draft.like(ty, uint);
        let (one, zero) = (self.e.draft.splat(uint, 1), self.e.draft.splat(uint, 0));
        self.e.op(Op::Select, uint, &[value, one, zero])
    }

    /// Ones and zeros as truth values of a type.
    fn flags_of(&mut self, ty: u32, bits: u32) -> u32 {
        let zero = self.e.draft.splat(self.e.draft.type_of(bits), 0);
        self.e.op(Op::INotEqual, ty, &[bits, zero])
    }

    /// The value of another invocation.
    fn gather(&mut self, op: Op, value: u32, index: Option<u32>) -> u32 {
        let ty = self.e.draft.type_of(value);
        let scope = self.scope();
        if self.is_bool(ty) {
            let bits = self.bits_of(value);
            let got = self.gather(op, bits, index);
            return self.flags_of(ty, got);
        }
        let args: Vec<u32> = [scope, value].into_iter().chain(index).collect();
        self.e.op(op, ty, &args)
    }

    /// The value of one invocation; naga wants its number to be constant.
    fn broadcast(&mut self, value: u32, index: u32) -> u32 {
        let is_constant = self.e.draft.op_of(index) == Some(Op::Constant);
        let index = self.as_uint(index);
        let op = if is_constant {
            Op::GroupNonUniformBroadcast
        } else {
            Op::GroupNonUniformShuffle
        };
        self.gather(op, value, Some(index))
    }

    fn quad_broadcast(&mut self, value: u32, index: u32) -> u32 {
        let is_constant = self.e.draft.op_of(index) == Some(Op::Constant);
        let index = self.as_uint(index);
        if is_constant {
            return self.gather(Op::GroupNonUniformQuadBroadcast, value, Some(index));
        }
        let uint = self.e.draft.int_type(false);
        let lane = self
            .inputs
            .read(&mut self.e, BuiltIn::SubgroupLocalInvocationId);
        let (outside, inside) = (self.e.draft.uint(!3), self.e.draft.uint(3));
        let quad = self.e.op(Op::BitwiseAnd, uint, &[lane, outside]);
        let index = self.e.op(Op::BitwiseAnd, uint, &[index, inside]);
        let index = self.e.op(Op::BitwiseOr, uint, &[quad, index]);
        self.gather(Op::GroupNonUniformShuffle, value, Some(index))
    }

    fn all_equal(&mut self, inst: &Inst, value: u32) {
        let ty = self.e.draft.type_of(value);
        let value = if self.is_bool(ty) {
            self.bits_of(value)
        } else {
            value
        };
        let ty = self.e.draft.type_of(value);
        let first = self.gather(Op::GroupNonUniformBroadcastFirst, value, None);
        let flag = self.e.draft.bool_type();
        let flags = self.e.draft.like(ty, flag);
        let compare = match self.e.draft.float(ty) {
            Some(_) => Op::FOrdEqual,
            None => Op::IEqual,
        };
        let mut same = self.e.op(compare, flags, &[first, value]);
        let scope = self.scope();
        // DXC asks for each component.
        if let Some((_, count)) = self.e.draft.vector_parts(inst.ty) {
            let votes: Vec<u32> = (0..count)
                .map(|index| {
                    let same = self.e.extract(flag, same, &[index]);
                    self.e.op(Op::GroupNonUniformAll, flag, &[scope, same])
                })
                .collect();
            self.e.end(Op::CompositeConstruct, inst, &votes);
            return;
        }
        if flags != flag {
            same = self.e.op(Op::All, flag, &[same]);
        }
        self.e.end(Op::GroupNonUniformAll, inst, &[scope, same]);
    }

    /// The invocation `delta` further on, round and round in the subgroup or in its cluster.
    fn rotate(&mut self, inst: &Inst) {
        let uint = self.e.draft.int_type(false);
        let one = self.e.draft.uint(1);
        let size = match inst.args.get(3) {
            Some(&cluster) => self.as_uint(cluster),
            None => self.inputs.read(&mut self.e, BuiltIn::SubgroupSize),
        };
        let lane = self
            .inputs
            .read(&mut self.e, BuiltIn::SubgroupLocalInvocationId);
        let delta = self.as_uint(inst.arg(2));
        let mask = self.e.op(Op::ISub, uint, &[size, one]);
        let moved = self.e.op(Op::IAdd, uint, &[lane, delta]);
        let moved = self.e.op(Op::BitwiseAnd, uint, &[moved, mask]);
        let outside = self.e.op(Op::Not, uint, &[mask]);
        let cluster = self.e.op(Op::BitwiseAnd, uint, &[lane, outside]);
        let index = self.e.op(Op::BitwiseOr, uint, &[cluster, moved]);
        let value = self.gather(Op::GroupNonUniformShuffle, inst.arg(1), Some(index));
        self.e.end(Op::CopyObject, inst, &[value]);
    }

    /// `OpGroupNonUniformQuadAllKHR` and `...AnyKHR`: with both neighbours' neighbours.
    fn quad_vote(&mut self, inst: &Inst) {
        let op = if inst.op == Op::GroupNonUniformQuadAllKHR {
            Op::BitwiseAnd
        } else {
            Op::BitwiseOr
        };
        let uint = self.e.draft.int_type(false);
        let mut bits = self.bits_of(inst.arg(0));
        for direction in [0, 1] {
            let direction = self.e.draft.uint(direction);
            let other = self.gather(Op::GroupNonUniformQuadSwap, bits, Some(direction));
            bits = self.e.op(op, uint, &[bits, other]);
        }
        let zero = self.e.draft.uint(0);
        self.e.end(Op::INotEqual, inst, &[bits, zero]);
    }

    /// A bit of a ballot.
    fn bit(&mut self, inst: &Inst, ballot: u32, index: u32) {
        let uint = self.e.draft.int_type(false);
        let [zero, one, five, low] = [0, 1, 5, 31].map(|value| self.e.draft.uint(value));
        let word = self.e.op(Op::ShiftRightLogical, uint, &[index, five]);
        let word = self.e.op(Op::VectorExtractDynamic, uint, &[ballot, word]);
        let within = self.e.op(Op::BitwiseAnd, uint, &[index, low]);
        let shifted = self.e.op(Op::ShiftRightLogical, uint, &[word, within]);
        let bit = self.e.op(Op::BitwiseAnd, uint, &[shifted, one]);
        self.e.end(Op::INotEqual, inst, &[bit, zero]);
    }

    /// The bits of a ballot that count: those of the subgroup's invocations.
    fn in_group(&mut self, ballot: u32) -> u32 {
        let size = self.inputs.read(&mut self.e, BuiltIn::SubgroupSize);
        let below = masks::below(&mut self.e, size);
        let ty = self.e.draft.type_of(below);
        let ballot = self.e.bitcast(ty, ballot);
        self.e.op(Op::BitwiseAnd, ty, &[ballot, below])
    }

    fn bit_count(&mut self, inst: &Inst) {
        let uint = self.e.draft.int_type(false);
        let kind = GroupOperation::from_u32(inst.arg(1));
        let counted = if kind == Some(GroupOperation::Reduce) {
            self.in_group(inst.arg(2))
        } else {
            let mut end = self
                .inputs
                .read(&mut self.e, BuiltIn::SubgroupLocalInvocationId);
            if kind == Some(GroupOperation::InclusiveScan) {
                let one = self.e.draft.uint(1);
                end = self.e.op(Op::IAdd, uint, &[end, one]);
            }
            let below = masks::below(&mut self.e, end);
            let ty = self.e.draft.type_of(below);
            let ballot = self.e.bitcast(ty, inst.arg(2));
            self.e.op(Op::BitwiseAnd, ty, &[ballot, below])
        };
        let ty = self.e.draft.type_of(counted);
        let counts = self.e.op(Op::BitCount, ty, &[counted]);
        let mut sum = self.e.extract(uint, counts, &[0]);
        for index in 1..4 {
            let count = self.e.extract(uint, counts, &[index]);
            sum = self.e.op(Op::IAdd, uint, &[sum, count]);
        }
        self.e.end_bitcast(inst, sum);
    }

    /// The lowest or highest bit of a ballot.
    fn find(&mut self, inst: &Inst) {
        let uint = self.e.draft.int_type(false);
        let flag = self.e.draft.bool_type();
        let zero = self.e.draft.uint(0);
        let lowest = inst.op == Op::GroupNonUniformBallotFindLSB;
        let (function, order) = if lowest {
            (Gl::FindILsb, [3, 2, 1, 0])
        } else {
            (Gl::FindUMsb, [0, 1, 2, 3])
        };
        let ballot = self.in_group(inst.arg(1));
        let mut result = zero;
        // The word that decides comes last.
        for word in order {
            let bits = self.e.extract(uint, ballot, &[word]);
            let some = self.e.op(Op::INotEqual, flag, &[bits, zero]);
            let place = self.e.glsl(function, uint, &[bits]);
            let base = self.e.draft.uint(word * 32);
            let place = self.e.op(Op::IAdd, uint, &[place, base]);
            result = self.e.op(Op::Select, uint, &[some, place, result]);
        }
        self.e.end_bitcast(inst, result);
    }

    /// Reductions and scans; whether the instruction was replaced.
    fn arithmetic(&mut self, inst: &Inst) -> bool {
        let Some(arithmetic) = Arithmetic::of(inst.op) else {
            return false;
        };
        let value = inst.arg(2);
        let ty = inst.ty;
        let scope = self.scope();
        let cluster = inst.args.get(3).map(|&size| {
            // A size that is no constant is not one that the module can have.
            self.e.draft.constant_value(size).unwrap_or(1)
        });
        let extent = match (GroupOperation::from_u32(inst.arg(1)), cluster) {
            (Some(GroupOperation::Reduce), _) => fold::Extent::All,
            (Some(GroupOperation::InclusiveScan), _) => fold::Extent::Inclusive,
            (Some(GroupOperation::ExclusiveScan), _) => fold::Extent::Exclusive,
            (Some(GroupOperation::ClusteredReduce), Some(size)) if size > 0 => {
                fold::Extent::Cluster(size)
            }
            _ => return false,
        };
        if extent == fold::Extent::Cluster(1) {
            self.e.end(Op::CopyObject, inst, &[value]);
            return true;
        }
        let is_bool = self.is_bool(ty);
        if is_bool && extent == fold::Extent::All && self.e.draft.vector_parts(ty).is_none() {
            let vote = match arithmetic {
                Arithmetic::And => Some(Op::GroupNonUniformAll),
                Arithmetic::Or => Some(Op::GroupNonUniformAny),
                _ => None,
            };
            if let Some(vote) = vote {
                self.e.end(vote, inst, &[scope, value]);
                return true;
            }
        }
        let native = extent == fold::Extent::All
            || (arithmetic.scans() && !matches!(extent, fold::Extent::Cluster(_)));
        let narrow = self
            .e
            .draft
            .integer(ty)
            .is_some_and(|(width, _)| width < 32 && arithmetic.on_bits().is_some());
        if native && !is_bool && !narrow {
            return false;
        }
        let wide = if is_bool {
            self.bits_of(value)
        } else if narrow {
            let uint = self.e.draft.int_type(false);
            let uint = self.e.draft.like(ty, uint);
            self.e.op(Op::UConvert, uint, &[value])
        } else {
            value
        };
        let wide_type = self.e.draft.type_of(wide);
        let folded = match arithmetic.on_bits().filter(|_| native) {
            Some(op) => {
                let reduce = GroupOperation::Reduce as u32;
                self.e.op(op, wide_type, &[scope, reduce, wide])
            }
            None => {
                let function = self.fold(arithmetic, extent, wide_type);
                self.e.op(Op::FunctionCall, wide_type, &[function, wide])
            }
        };
        if is_bool {
            let zero = self.e.draft.splat(wide_type, 0);
            // The identity of AND has every bit set, not only the lowest.
            self.e.end(Op::INotEqual, inst, &[folded, zero]);
        } else if narrow {
            self.e.end(Op::UConvert, inst, &[folded]);
        } else {
            self.e.end(Op::CopyObject, inst, &[folded]);
        }
        true
    }
}

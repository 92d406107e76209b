//! A function that goes through the active invocations one by one and puts their values together.

use rspirv::spirv::{
    BuiltIn, FunctionControl, GlslStd450Op as Gl, GroupOperation, LoopControl, Op, StorageClass,
};

use super::super::draft::{Block, Function, Inst};
use super::super::emit::Emit;
use super::{Arithmetic, Group};

/// Whose values are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Extent {
    /// Those of all.
    All,
    /// Those of the invocations up to this one.
    Inclusive,
    /// Those of the invocations before this one.
    Exclusive,
    /// Those of the invocations in the same cluster of so many.
    Cluster(u32),
}

/// A function: what it does, for whom, on what type.
pub(super) type Fold = (Arithmetic, Extent, u32);

impl Group<'_> {
    /// The function that folds values of a type.
    pub(super) fn fold(&mut self, arithmetic: Arithmetic, extent: Extent, ty: u32) -> u32 {
        if let Some(&function) = self.functions.get(&(arithmetic, extent, ty)) {
            return function;
        }
        let function = self.write_fold(arithmetic, extent, ty);
        self.functions.insert((arithmetic, extent, ty), function);
        function
    }

    fn write_fold(&mut self, arithmetic: Arithmetic, extent: Extent, ty: u32) -> u32 {
        let draft = &mut *self.e.draft;
        let uint = draft.int_type(false);
        let flag = draft.bool_type();
        let ballot_type = draft.define(Op::TypeVector, 0, [uint, 4]);
        let signature = draft.define(Op::TypeFunction, 0, [ty, ty]);
        let (value_pointer, uint_pointer) = (
            draft.pointer(StorageClass::Function as u32, ty),
            draft.pointer(StorageClass::Function as u32, uint),
        );
        let always = draft.define(Op::ConstantTrue, flag, []);
        let scope = draft.uint(rspirv::spirv::Scope::Subgroup as u32);
        let [zero, one, five, low] = [0, 1, 5, 31].map(|value| draft.uint(value));
        let identity = identity(draft, arithmetic, ty);
        let (id, value) = (draft.fresh(), draft.value(ty));
        let [start, header, check, body, next, end] = [0; 6].map(|_| draft.fresh());
        let [result, lane_at, seen_at] =
            [value_pointer, uint_pointer, uint_pointer].map(|pointer| draft.value(pointer));
        let class = StorageClass::Function as u32;

        let mut first = vec![
            Inst::new(Op::Variable, value_pointer, result, [class]),
            Inst::new(Op::Variable, uint_pointer, lane_at, [class]),
            Inst::new(Op::Variable, uint_pointer, seen_at, [class]),
        ];
        let mut e = Emit {
            draft,
            out: &mut first,
        };
        let ballot = e.op(Op::GroupNonUniformBallot, ballot_type, &[scope, always]);
        let sum = Op::GroupNonUniformIAdd;
        let total = e.op(sum, uint, &[scope, GroupOperation::Reduce as u32, one]);
        // How many active invocations come before this one, or the invocation's own number.
        let own = match extent {
            Extent::All => zero,
            Extent::Inclusive | Extent::Exclusive => {
                let scan = GroupOperation::ExclusiveScan as u32;
                e.op(sum, uint, &[scope, scan, one])
            }
            Extent::Cluster(_) => self.inputs.read(&mut e, BuiltIn::SubgroupLocalInvocationId),
        };
        e.out.extend([
            Inst::bare(Op::Store, [result, identity]),
            Inst::bare(Op::Store, [lane_at, zero]),
            Inst::bare(Op::Store, [seen_at, zero]),
            Inst::bare(Op::Branch, [header]),
        ]);

        let mut checks = Vec::new();
        let mut e = Emit {
            draft,
            out: &mut checks,
        };
        let seen = e.op(Op::Load, uint, &[seen_at]);
        let more = e.op(Op::ULessThan, flag, &[seen, total]);
        e.out
            .push(Inst::bare(Op::BranchConditional, [more, body, end]));

        let mut code = Vec::new();
        let mut e = Emit {
            draft,
            out: &mut code,
        };
        let lane = e.op(Op::Load, uint, &[lane_at]);
        let word = e.op(Op::ShiftRightLogical, uint, &[lane, five]);
        let word = e.op(Op::VectorExtractDynamic, uint, &[ballot, word]);
        let within = e.op(Op::BitwiseAnd, uint, &[lane, low]);
        let bit = e.op(Op::ShiftRightLogical, uint, &[word, within]);
        let bit = e.op(Op::BitwiseAnd, uint, &[bit, one]);
        let active = e.op(Op::INotEqual, flag, &[bit, zero]);
        let takes = match extent {
            Extent::All => active,
            Extent::Inclusive | Extent::Exclusive => {
                let op = if extent == Extent::Inclusive {
                    Op::ULessThanEqual
                } else {
                    Op::ULessThan
                };
                let before = e.op(op, flag, &[seen, own]);
                e.op(Op::LogicalAnd, flag, &[active, before])
            }
            Extent::Cluster(size) => {
                let outside = e.draft.uint(!size.wrapping_sub(1));
                let apart = e.op(Op::BitwiseXor, uint, &[lane, own]);
                let apart = e.op(Op::BitwiseAnd, uint, &[apart, outside]);
                let together = e.op(Op::IEqual, flag, &[apart, zero]);
                e.op(Op::LogicalAnd, flag, &[active, together])
            }
        };
        let other = e.op(Op::GroupNonUniformShuffle, ty, &[scope, value, lane]);
        let so_far = e.op(Op::Load, ty, &[result]);
        let joined = join(&mut e, arithmetic, ty, so_far, other);
        let condition = match e.draft.vector_parts(ty) {
            Some((_, count)) => {
                let flags = e.draft.like(ty, flag);
                e.op(Op::CompositeConstruct, flags, &vec![takes; count as usize])
            }
            None => takes,
        };
        let kept = e.op(Op::Select, ty, &[condition, joined, so_far]);
        let seen = e.op(Op::IAdd, uint, &[seen, bit]);
        let lane = e.op(Op::IAdd, uint, &[lane, one]);
        e.out.extend([
            Inst::bare(Op::Store, [result, kept]),
            Inst::bare(Op::Store, [seen_at, seen]),
            Inst::bare(Op::Store, [lane_at, lane]),
            Inst::bare(Op::Branch, [next]),
        ]);

        let mut last = Vec::new();
        let mut e = Emit {
            draft,
            out: &mut last,
        };
        let whole = e.op(Op::Load, ty, &[result]);
        e.out.push(Inst::bare(Op::ReturnValue, [whole]));
        let head = vec![
            Inst::bare(Op::LoopMerge, [end, next, LoopControl::NONE.bits()]),
            Inst::bare(Op::Branch, [check]),
        ];
        let back = vec![Inst::bare(Op::Branch, [header])];
        let blocks = [
            (start, first),
            (header, head),
            (check, checks),
            (body, code),
            (next, back),
            (end, last),
        ];
        draft.functions.push(Function {
            def: Inst::new(
                Op::Function,
                ty,
                id,
                [FunctionControl::NONE.bits(), signature],
            ),
            params: vec![Inst::new(Op::FunctionParameter, ty, value, [])],
            blocks: blocks
                .into_iter()
                .map(|(label, insts)| Block { label, insts })
                .collect(),
        });
        draft.set_name(id, &name(arithmetic, extent));
        id
    }
}

fn name(arithmetic: Arithmetic, extent: Extent) -> String {
    let what = format!("{arithmetic:?}").to_lowercase();
    match extent {
        Extent::All => format!("subgroup_{what}"),
        Extent::Inclusive => format!("subgroup_inclusive_{what}"),
        Extent::Exclusive => format!("subgroup_exclusive_{what}"),
        Extent::Cluster(size) => format!("subgroup_clustered_{size}_{what}"),
    }
}

/// Two values put together.
fn join(e: &mut Emit<'_>, arithmetic: Arithmetic, ty: u32, a: u32, b: u32) -> u32 {
    match arithmetic {
        Arithmetic::IAdd => e.op(Op::IAdd, ty, &[a, b]),
        Arithmetic::FAdd => e.op(Op::FAdd, ty, &[a, b]),
        Arithmetic::IMul => e.op(Op::IMul, ty, &[a, b]),
        Arithmetic::FMul => e.op(Op::FMul, ty, &[a, b]),
        Arithmetic::SMin => e.glsl(Gl::SMin, ty, &[a, b]),
        Arithmetic::UMin => e.glsl(Gl::UMin, ty, &[a, b]),
        Arithmetic::FMin => e.glsl(Gl::FMin, ty, &[a, b]),
        Arithmetic::SMax => e.glsl(Gl::SMax, ty, &[a, b]),
        Arithmetic::UMax => e.glsl(Gl::UMax, ty, &[a, b]),
        Arithmetic::FMax => e.glsl(Gl::FMax, ty, &[a, b]),
        Arithmetic::And => e.op(Op::BitwiseAnd, ty, &[a, b]),
        Arithmetic::Or => e.op(Op::BitwiseOr, ty, &[a, b]),
        Arithmetic::Xor => e.op(Op::BitwiseXor, ty, &[a, b]),
    }
}

/// The value that changes nothing.
fn identity(draft: &mut super::super::draft::Draft, arithmetic: Arithmetic, ty: u32) -> u32 {
    let scalar = draft.scalar_of(ty);
    let width = draft
        .integer(scalar)
        .map(|(width, _)| width)
        .or_else(|| draft.float(scalar))
        .unwrap_or(32);
    let all = u64::MAX >> 64_u32.saturating_sub(width);
    let top = 1_u64 << width.saturating_sub(1);
    // Infinity and one, as floats of this width.
    let (infinity, one): (u64, u64) = match width {
        16 => (0x7c00, 0x3c00),
        64 => (0x7ff0_0000_0000_0000, 0x3ff0_0000_0000_0000),
        _ => (0x7f80_0000, 0x3f80_0000),
    };
    let bits = match arithmetic {
        Arithmetic::IAdd | Arithmetic::FAdd | Arithmetic::Or | Arithmetic::Xor => 0,
        Arithmetic::UMax => 0,
        Arithmetic::IMul => 1,
        Arithmetic::FMul => one,
        Arithmetic::SMin => all ^ top,
        Arithmetic::SMax => top,
        Arithmetic::UMin | Arithmetic::And => all,
        Arithmetic::FMin => infinity,
        Arithmetic::FMax => infinity | top,
    };
    // Narrow signed numbers fill the word with their sign.
    let signed = draft.integer(scalar).is_some_and(|(_, signed)| signed);
    let word = if width < 32 && signed && bits & top != 0 {
        bits | !all
    } else {
        bits
    };
    let low = u32::try_from(word & u64::from(u32::MAX)).unwrap_or(0);
    let args = match width {
        64 => vec![low, u32::try_from(word >> 32).unwrap_or(0)],
        _ => vec![low],
    };
    let one = draft.define(Op::Constant, scalar, args);
    match draft.vector_parts(ty) {
        Some((_, count)) => draft.define(Op::ConstantComposite, ty, vec![one; count as usize]),
        None => one,
    }
}

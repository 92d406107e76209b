//! What a module must declare for what it uses, and rules that naga does not look at.
//!
//! naga reads a module that breaks them as if nothing were wrong; a driver need not.

use std::collections::HashSet;

use rspirv::spirv::{Capability, Op, StorageClass};

use super::{Checked, Inst, Module, Problem};
use crate::legalise::spirv::shape::{string_text, string_words};

/// The extensions that have the storage class of buffers before SPIR-V 1.3.
const STORAGE_BUFFERS: &[&str] = &[
    "SPV_KHR_storage_buffer_storage_class",
    "SPV_KHR_variable_pointers",
];

/// A version of SPIR-V, as the header has it.
const fn version(major: u32, minor: u32) -> u32 {
    (major << 16) | (minor << 8)
}

/// Instructions that need no capability of their own, and the version that has them: the version,
/// the extensions that bring them to earlier ones, and both in words.
const NEWER: &[(Op, u32, &[&str], &str)] = &[
    (
        Op::TerminateInvocation,
        version(1, 6),
        &["SPV_KHR_terminate_invocation"],
        "SPIR-V 1.6 or the extension `SPV_KHR_terminate_invocation`",
    ),
    (
        Op::DecorateString,
        version(1, 4),
        &[
            "SPV_GOOGLE_decorate_string",
            "SPV_GOOGLE_hlsl_functionality1",
        ],
        "SPIR-V 1.4 or the extension `SPV_GOOGLE_decorate_string`",
    ),
    (
        Op::MemberDecorateString,
        version(1, 4),
        &[
            "SPV_GOOGLE_decorate_string",
            "SPV_GOOGLE_hlsl_functionality1",
        ],
        "SPIR-V 1.4 or the extension `SPV_GOOGLE_decorate_string`",
    ),
    (
        Op::DecorateId,
        version(1, 2),
        &["SPV_GOOGLE_hlsl_functionality1"],
        "SPIR-V 1.2 or the extension `SPV_GOOGLE_hlsl_functionality1`",
    ),
    (Op::ExecutionModeId, version(1, 2), &[], "SPIR-V 1.2"),
    (Op::CopyLogical, version(1, 4), &[], "SPIR-V 1.4"),
    (Op::PtrEqual, version(1, 4), &[], "SPIR-V 1.4"),
    (Op::PtrNotEqual, version(1, 4), &[], "SPIR-V 1.4"),
    (Op::ModuleProcessed, version(1, 1), &[], "SPIR-V 1.1"),
];

/// What the module has declared so far, and where it is.
#[derive(Default)]
pub(super) struct Rules {
    version: u32,
    extensions: HashSet<String>,
    capabilities: HashSet<u32>,
    /// Whether a variable may still stand here, in a function.
    variables: bool,
    /// Number of blocks of the function so far.
    blocks: u32,
}

impl Rules {
    /// Those of a module of a version.
    pub(super) fn new(version: u32) -> Self {
        Self {
            version,
            ..Self::default()
        }
    }

    fn has_extension(&self, names: &[&str]) -> bool {
        names.iter().any(|&name| self.extensions.contains(name))
    }

    /// Whether control flow must be structured.
    pub(super) fn is_structured(&self) -> bool {
        self.has(&[Capability::Shader])
    }

    fn has(&self, capabilities: &[Capability]) -> bool {
        let declared = |it: &Capability| self.capabilities.contains(&(*it as u32));
        capabilities.iter().any(declared)
    }

    /// Checks an instruction; those before it have been checked.
    pub(super) fn check(&mut self, module: &Module<'_>, inst: &Inst<'_>) -> Checked {
        self.declared(inst)?;
        self.place(inst)?;
        match inst.op {
            Op::TypePointer if module.op(inst.arg(1)) == Some(Op::TypeFunction) => {
                return Err(inst.operand("nothing can point to a function"));
            }
            Op::Select => self.select(module, inst)?,
            Op::EntryPoint if self.version < version(1, 4) => interface(module, inst)?,
            _ => {}
        }
        Ok(())
    }

    /// What the module declares, and what it has to.
    fn declared(&mut self, inst: &Inst<'_>) -> Checked {
        let needs = |what, needs| Err(inst.wrong(Problem::Needs { what, needs }));
        match inst.op {
            Op::Extension => {
                self.extensions.insert(string_text(inst.args()));
            }
            Op::Capability => {
                self.capabilities.insert(inst.arg(0));
            }
            Op::TypeInt
                if inst.arg(0) == 64
                    && !self.has(&[Capability::Int64, Capability::Int64Atomics]) =>
            {
                return needs("a 64-bit integer", "the capability `Int64`");
            }
            Op::TypeFloat if inst.arg(0) == 64 && !self.has(&[Capability::Float64]) => {
                return needs("a 64-bit float", "the capability `Float64`");
            }
            Op::TypePointer
                if inst.arg(0) == StorageClass::StorageBuffer as u32
                    && self.version < version(1, 3)
                    && !self.has_extension(STORAGE_BUFFERS) =>
            {
                return needs(
                    "the storage class `StorageBuffer`",
                    "SPIR-V 1.3 or the extension `SPV_KHR_storage_buffer_storage_class`",
                );
            }
            _ => {}
        }
        let newer = NEWER.iter().find(|(op, ..)| *op == inst.op);
        if let Some(&(_, since, extensions, words)) = newer
            && self.version < since
            && !self.has_extension(extensions)
        {
            return needs("this instruction", words);
        }
        Ok(())
    }

    /// Variables of a function come first in its first block.
    fn place(&mut self, inst: &Inst<'_>) -> Checked {
        match inst.op {
            Op::Function => {
                self.blocks = 0;
            }
            Op::Label => {
                self.blocks += 1;
                self.variables = self.blocks == 1;
            }
            Op::Variable if self.blocks > 0 && !self.variables => {
                return Err(inst.operand(
                    "the variables of a function come before everything else in its first block",
                ));
            }
            Op::FunctionEnd => self.blocks = 0,
            // Debug instructions may stand between variables.
            Op::Variable | Op::Line | Op::NoLine | Op::Nop | Op::Undef | Op::ExtInst => {}
            _ => self.variables = false,
        }
        Ok(())
    }

    /// Each component has a condition of its own; from SPIR-V 1.4 one may do for all.
    fn select(&self, module: &Module<'_>, inst: &Inst<'_>) -> Checked {
        let count = |ty: u32| {
            module
                .get(ty)
                .filter(|it| it.op == Op::TypeVector)
                .map(|vector| vector.arg(1))
        };
        let result = inst.words.first().copied().unwrap_or(0);
        let condition = module.type_of(inst.arg(0));
        let fits = match (count(result), count(condition)) {
            (Some(_), None) => self.version >= version(1, 4),
            (values, Some(conditions)) => values == Some(conditions),
            (None, None) => true,
        };
        if fits {
            Ok(())
        } else {
            Err(inst.operand(
                "it needs as many conditions as values; one for all of a vector is possible from SPIR-V 1.4 on",
            ))
        }
    }
}

/// The interface of an entry point, before SPIR-V 1.4 lists everything that is used.
fn interface(module: &Module<'_>, inst: &Inst<'_>) -> Checked {
    let name = inst.args().get(2..).unwrap_or_default();
    let variables = name.get(string_words(name).unwrap_or(name.len())..);
    let allowed = [StorageClass::Input as u32, StorageClass::Output as u32];
    for &id in variables.unwrap_or_default() {
        let variable = module.get(id).filter(|it| it.op == Op::Variable);
        if variable.is_some_and(|variable| !allowed.contains(&variable.arg(0))) {
            return Err(inst.operand(
                "before SPIR-V 1.4 the interface of an entry point is made of inputs and outputs alone",
            ));
        }
    }
    Ok(())
}

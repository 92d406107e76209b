//! The values that specialisation constants are given.
//!
//! Overrides get theirs when a target is written; constants that cannot be overrides have them from
//! the start.

use std::collections::{BTreeMap, HashMap};

use rspirv::spirv::{Decoration, Op};

use super::draft::{Draft, Inst};
use super::shape::string_text;
use crate::options::override_key;

/// A specialisation constant that became an ordinary one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FixedConstant {
    /// Its `SpecId`.
    pub(crate) number: Option<u32>,
    pub(crate) name: Option<String>,
    /// What it is: the value that was given, or its default value.
    pub(crate) value: f64,
    /// What was given, before it became one of its type.
    pub(super) given: Option<f64>,
}

impl FixedConstant {
    /// Whether it has a value that it is to have.
    pub(crate) fn has(&self, value: f64) -> bool {
        self.value == value || self.given == Some(value)
    }
}

/// Notes the values that specialisation constants are given, by name or number. One that does not fit is left: it is
/// an error where overrides get their values.
pub(super) fn give(draft: &mut Draft, given: &BTreeMap<String, f64>) {
    if given.is_empty() {
        return;
    }
    let given: HashMap<&str, f64> = given
        .iter()
        .map(|(key, &value)| (override_key(key), value))
        .collect();
    let names = names(draft, |id| draft.op_of(id).is_some_and(is_override));
    let mut values = HashMap::new();
    for inst in &draft.globals {
        if !is_override(inst.op) {
            continue;
        }
        let number = draft.number(inst.id, Decoration::SpecId);
        let value = number
            .and_then(|number| given.get(number.to_string().as_str()))
            .or_else(|| given.get(names.get(&inst.id)?.as_str()));
        if let Some(&value) = value
            && let Some(bits) = bits_of(draft, inst, value)
        {
            values.insert(inst.id, (bits, value));
        }
    }
    draft.given = values;
}

/// Whether an instruction is a constant that a number may belong to.
pub(super) const fn is_override(op: Op) -> bool {
    matches!(
        op,
        Op::SpecConstant | Op::SpecConstantTrue | Op::SpecConstantFalse
    )
}

/// A number as a constant has it.
fn bits_of(draft: &Draft, inst: &Inst, value: f64) -> Option<u64> {
    if inst.op != Op::SpecConstant {
        return Some(u64::from(value != 0.0));
    }
    let Some((width, signed)) = draft.integer(inst.ty) else {
        return match draft.global(inst.ty)?.arg(0) {
            16 => Some(u64::from(half::f16::from_f64(value).to_bits())),
            32 => Some(u64::from((value as f32).to_bits())),
            64 => Some(value.to_bits()),
            _ => None,
        };
    };
    let (least, most) = match signed {
        true => (-(2f64.powi(width as i32 - 1)), 2f64.powi(width as i32 - 1)),
        false => (0.0, 2f64.powi(width as i32)),
    };
    let fits = value.fract() == 0.0 && value >= least && value < most;
    // A conversion of what fits is exact; the bits of narrow negative numbers go on as SPIR-V wants it.
    fits.then_some(if value < 0.0 {
        value as i64 as u64
    } else {
        value as u64
    })
}

/// What a constant is as a number.
pub(super) fn number_of(draft: &Draft, inst: &Inst, bits: u64) -> f64 {
    match draft.integer(inst.ty) {
        Some((32, true)) => f64::from(bits as u32 as i32),
        Some((64, true)) => bits as i64 as f64,
        Some((16, true)) => f64::from(bits as u16 as i16),
        Some(_) => bits as f64,
        None => match (inst.op, draft.global(inst.ty).map(|ty| ty.arg(0))) {
            (Op::Constant | Op::SpecConstant, Some(16)) => {
                half::f16::from_bits(bits as u16).to_f64()
            }
            (Op::Constant | Op::SpecConstant, Some(64)) => f64::from_bits(bits),
            (Op::Constant | Op::SpecConstant, _) => f64::from(f32::from_bits(bits as u32)),
            _ => bits as f64,
        },
    }
}

/// What is called something, of what is wanted: the first name of each.
pub(super) fn names(draft: &Draft, is_wanted: impl Fn(u32) -> bool) -> HashMap<u32, String> {
    let mut names = HashMap::new();
    for inst in draft.names.iter() {
        if inst.op == Op::Name && is_wanted(inst.arg(0)) {
            let text = string_text(inst.args.get(1..).unwrap_or_default());
            names.entry(inst.arg(0)).or_insert(text);
        }
    }
    names.retain(|_, name| !name.is_empty());
    names
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use crate::check::check;
    use crate::diagnostic::Failure;
    use crate::emit::{Content, emit};
    use crate::options::Options;
    use crate::parse::parse;
    use crate::source::{Language, Source};
    use crate::target::TargetLanguage;
    use crate::transform::transform;

    /// An array whose length is the sum of constants of three types.
    const LENGTH: &str = "OpCapability Shader
OpMemoryModel Logical GLSL450
OpEntryPoint GLCompute %main \"main\"
OpExecutionMode %main LocalSize 1 1 1
OpName %count \"COUNT\"
OpDecorate %count SpecId 4
OpDecorate %more SpecId 5
OpDecorate %scale SpecId 6
%void = OpTypeVoid
%fn = OpTypeFunction %void
%bool = OpTypeBool
%uint = OpTypeInt 32 0
%float = OpTypeFloat 32
%two = OpConstant %uint 2
%one = OpConstant %uint 1
%count = OpSpecConstant %uint 3
%more = OpSpecConstantFalse %bool
%scale = OpSpecConstant %float 0.5
%added = OpSpecConstantOp %uint Select %more %two %one
%length = OpSpecConstantOp %uint IAdd %count %added
%array = OpTypeArray %float %length
%pair = OpTypeArray %array %two
%scales = OpTypeArray %float %two
%both = OpSpecConstantComposite %scales %scale %scale
%pointer = OpTypePointer Private %scales
%of_array = OpTypePointer Private %pair
%first = OpVariable %pointer Private %both
%values = OpVariable %of_array Private
%main = OpFunction %void None %fn
%label = OpLabel
%loaded = OpLoad %pair %values
%other = OpLoad %scales %first
OpReturn
OpFunctionEnd
";

    /// The text in WGSL, and what was said of constants.
    fn written(given: &[(&str, f64)]) -> Result<(String, Vec<String>), Failure> {
        let mut options = Options::default();
        options.transform.overrides = given
            .iter()
            .map(|&(key, value)| (key.to_owned(), value))
            .collect();
        let source = Source::text("a.spvasm", Language::SpirvAssembly, LENGTH);
        let parsed = parse(&source, &options)?;
        let checked = transform(check(parsed, &options)?, &options)?;
        let said = checked
            .warnings()
            .iter()
            .map(|each| each.message.clone())
            .collect();
        match emit(&checked, TargetLanguage::Wgsl, None, &options)?.content {
            Content::Text(text) => Ok((text, said)),
            Content::Words(_) => Ok((String::new(), said)),
        }
    }

    #[test]
    fn constants_that_are_fixed_have_the_values_that_are_given() {
        let (text, said) = written(&[]).unwrap();
        assert!(text.contains("array<f32, 4>"), "{text}");
        assert!(text.contains("0.5"), "{text}");
        assert!(
            said.iter()
                .any(|it| it.ends_with("`COUNT` (id 4) is fixed at 3")),
            "{said:?}"
        );

        let (text, said) = written(&[("COUNT", 7.0), ("5", 1.0), ("@6", 0.1)]).unwrap();
        assert!(text.contains("array<f32, 9>"), "{text}");
        assert!(text.contains("0.1"), "{text}");
        assert!(
            said.iter()
                .any(|it| it.ends_with("(id 5) is fixed at 1, which it is given")),
            "{said:?}"
        );
    }

    #[test]
    fn values_that_do_not_fit_are_refused() {
        for (key, value) in [("4", -1.0), ("COUNT", 2.5), ("4", 4_294_967_296.0)] {
            let failure = written(&[(key, value)]).unwrap_err();
            let said = &failure.diagnostics()[0];
            assert_eq!(said.code, "override-not-found");
            assert!(said.message.ends_with("is fixed at 3"), "{}", said.message);
        }
        let failure = written(&[("7", 1.0)]).unwrap_err();
        assert_eq!(failure.diagnostics()[0].message, "there is no override `7`");
    }
}

//! What naga's WGSL writer leaves out.

use crate::emit::features::{Feature, Features};

/// The greatest number of 32 bits as naga writes it: with the fewest digits that tell it from its
/// neighbours, and so a little more than it is, which browsers refuse.
const GREATEST_ROUNDED: &str = "340282350000000000000000000000000000000f";

/// The same, exactly.
const GREATEST: &str = "340282346638528859811704183484516925440f";

/// Mends a WGSL text. `lenient` says that the source language, or the source itself, does not
/// ask for uniform control flow around derivatives.
pub(in crate::emit) fn mend(text: String, features: &Features, lenient: bool) -> String {
    let mut text = text;
    if text.contains("_result_") {
        text = results_without_type(&text);
    }
    if text.contains("subgroupBallot()") {
        // The predicate is only optional in naga.
        text = text.replace("subgroupBallot()", "subgroupBallot(true)");
    }
    if text.contains(GREATEST_ROUNDED) {
        text = text.replace(GREATEST_ROUNDED, GREATEST);
    }
    let mut head = String::new();
    // naga looks at the types that the module declares: those of expressions need not be there.
    let is_missing = |directive: &str| !text.contains(directive);
    if features.contains(Feature::Float16) && is_missing("enable f16;") {
        head.push_str("enable f16;\n");
    }
    if features.contains(Feature::Int16)
        && (text.contains("i16") || text.contains("u16"))
        && is_missing("enable wgpu_int16;")
    {
        head.push_str("enable wgpu_int16;\n");
    }
    if features.contains(Feature::Subgroup) || features.contains(Feature::SubgroupBarrier) {
        head.push_str("enable subgroups;\n");
    }
    let enables = text
        .lines()
        .take_while(|line| line.starts_with("enable ") || line.is_empty())
        .filter(|line| !line.is_empty())
        .map(|line| format!("{line}\n"))
        .collect::<String>();
    let has_derivatives = [
        "textureSample(",
        "textureSampleBias(",
        "textureSampleCompare(",
        "dpd",
        "fwidth",
    ]
    .iter()
    .any(|name| text.contains(name));
    let mut filter = String::new();
    if lenient && has_derivatives {
        filter.push_str("diagnostic(off, derivative_uniformity);\n");
    }
    if lenient && features.contains(Feature::Subgroup) {
        filter.push_str("diagnostic(off, subgroup_uniformity);\n");
    }
    if head.is_empty() && filter.is_empty() {
        return text;
    }
    let body = text[enables.len().min(text.len())..].trim_start_matches('\n');
    if text.starts_with(&enables) {
        format!("{enables}{head}{filter}\n{body}")
    } else {
        format!("{head}{filter}\n{text}")
    }
}

/// The types of what `modf`, `frexp` and comparing exchanges give have no name in WGSL, which naga writes
/// where the types of all declarations are asked for. A struct that the text declares under such a name
/// is another one: what naga writes of them elsewhere has such structs, and may be read again.
fn results_without_type(text: &str) -> String {
    let declared: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("struct ")?.strip_suffix(" {"))
        .collect();
    let mut mended = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match without_type(line, &declared) {
            Some((name, value)) => {
                for part in [name, " = ", value] {
                    mended.push_str(part);
                }
            }
            None => mended.push_str(line),
        }
    }
    mended
}

/// A `let` and its value, where its type is one of those.
fn without_type<'a>(line: &'a str, declared: &[&str]) -> Option<(&'a str, &'a str)> {
    let (declaration, value) = line.split_once(" = ")?;
    let (name, ty) = declaration.split_once(": ")?;
    name.trim_start().strip_prefix("let ")?;
    let is_one = ["_modf", "_frexp", "_atomic_compare_exchange"]
        .iter()
        .any(|function| {
            ty.strip_prefix(function)
                .is_some_and(|rest| rest.starts_with("_result_"))
        });
    (is_one && !declared.contains(&ty)).then_some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_that_have_no_name_are_declared_without_type() {
        assert_eq!(
            results_without_type(
                "    let res: _modf_result_f32_ = modf(1f);\n    let n: f32 = res.fract;\n"
            ),
            "    let res = modf(1f);\n    let n: f32 = res.fract;\n"
        );
    }

    #[test]
    fn structs_of_the_same_name_keep_theirs() {
        let text = "struct _modf_result_f32_ {\n    fract: f32,\n}\nfn f() {\n    \
            let one: _modf_result_f32_ = _modf_result_f32_(1f);\n}\n";
        assert_eq!(results_without_type(text), text);
    }

    #[test]
    fn what_is_only_computed_with_is_enabled() {
        let mut features = Features::default();
        features.add(Feature::Float16, naga::Span::default());
        features.add(Feature::Int16, naga::Span::default());
        let text = "enable f16;\n\nfn f(h: f16) -> u32 { return u32(bitcast<u16>(h)); }\n";
        let mended = mend(text.to_owned(), &features, true);
        assert!(
            mended.starts_with("enable f16;\nenable wgpu_int16;\n\nfn f"),
            "{mended}"
        );
        assert_eq!(mend(mended.clone(), &features, true), mended);
    }

    #[test]
    fn directives_come_after_those_that_are_there() {
        let features = Features::default();
        let text = "enable f16;\n\nfn main() { dpdx(1.0); }\n".to_owned();
        assert_eq!(
            mend(text, &features, true),
            "enable f16;\ndiagnostic(off, derivative_uniformity);\n\nfn main() { dpdx(1.0); }\n"
        );
    }
}

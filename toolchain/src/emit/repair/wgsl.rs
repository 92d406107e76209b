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
    if text.contains(": _") {
        text = predeclared_results(&text);
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

/// The result types of `modf` and `frexp` have no name in WGSL: a variable of one is declared
/// with a value of it instead. A struct that the text declares under such a name is another one:
/// what naga writes of them elsewhere has such structs, and may be read again.
fn predeclared_results(text: &str) -> String {
    let declared: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("struct ")?.strip_suffix(" {"))
        .collect();
    let mut mended = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match predeclared_variable(line, &declared) {
            Some(new) => mended.push_str(&new),
            None => mended.push_str(line),
        }
    }
    mended
}

fn predeclared_variable(line: &str, declared: &[&str]) -> Option<String> {
    let (declaration, ty) = line.trim_end().strip_suffix(";")?.split_once(": ")?;
    declaration.trim_start().strip_prefix("var ")?;
    if ty.contains(" = ") || declared.contains(&ty) {
        return None;
    }
    let ty = ty.strip_prefix('_')?;
    let (function, argument) = ty.split_once("_result_")?;
    if !matches!(function, "modf" | "frexp") {
        return None;
    }
    let argument = argument.trim_end_matches('_');
    let value = match argument.split_once('_') {
        Some((vector, scalar)) => format!("{vector}<{scalar}>()"),
        None => format!("{argument}()"),
    };
    Some(format!("{declaration} = {function}({value});\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unnamed_results_get_a_value() {
        assert_eq!(
            predeclared_results(
                "    var res: _modf_result_f32_;\n    var v: _frexp_result_vec3_f32_;\n    var n: f32;\n"
            ),
            "    var res = modf(f32());\n    var v = frexp(vec3<f32>());\n    var n: f32;\n"
        );
    }

    #[test]
    fn structs_of_the_same_name_keep_theirs() {
        let text = "struct _modf_result_f32_ {\n    fract: f32,\n}\nfn f() {\n    var res: _modf_result_f32_;\n    \
            var one: _modf_result_f32_ = _modf_result_f32_(1f);\n}\n";
        assert_eq!(predeclared_results(text), text);
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

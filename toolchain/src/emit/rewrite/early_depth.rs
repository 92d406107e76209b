//! Early depth tests: an attribute that naga's HLSL and MSL writers do not know.
//!
//! It is taken out of the module before and put into the text after writing. A depth that such a
//! stage writes goes as well: it comes after the test and counts for nothing, Metal does not take
//! both, and where the attribute is lost it would begin to count.

use std::collections::HashMap;

use naga::{
    Binding, BuiltIn, EarlyDepthTest, Expression, Function, Handle, Module, Range, Statement,
    StructMember, Type, TypeInner,
};

use super::walk::{other_returns, rebuild};
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::source::Source;

/// Whether an entry point asks for an early depth test.
pub(super) fn has_early_depth_test(module: &Module) -> bool {
    module
        .entry_points
        .iter()
        .any(|each| each.early_depth_test.is_some())
}

/// What was taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Taken {
    /// Entry points that force the test, by index.
    pub(super) forced: Vec<usize>,
    /// Names of entry points that allow it.
    pub(super) allowed: Vec<String>,
}

/// Takes the early depth tests out of the module.
pub(super) fn take(module: &mut Module) -> Taken {
    let mut taken = Taken::default();
    for (index, entry_point) in module.entry_points.iter_mut().enumerate() {
        match entry_point.early_depth_test.take() {
            Some(EarlyDepthTest::Force) => taken.forced.push(index),
            Some(EarlyDepthTest::Allow { conservative: _ }) => {
                taken.allowed.push(entry_point.name.clone());
            }
            None => {}
        }
    }
    for &index in &taken.forced {
        drop_depth(module, index);
    }
    taken
}

const fn is_depth(binding: Option<&Binding>) -> bool {
    matches!(binding, Some(Binding::BuiltIn(BuiltIn::FragDepth)))
}

/// Takes the depth out of what an entry point returns.
fn drop_depth(module: &mut Module, index: usize) {
    let Some(result) = &module.entry_points[index].function.result else {
        return;
    };
    let old = result.ty;
    let kept: Vec<(usize, StructMember)> = match &module.types[old].inner {
        TypeInner::Struct { members, span: _ } => {
            let is_kept = |(_, member): &(usize, StructMember)| !is_depth(member.binding.as_ref());
            let kept: Vec<_> = members
                .iter()
                .cloned()
                .enumerate()
                .filter(is_kept)
                .collect();
            if kept.len() == members.len() {
                return;
            }
            kept
        }
        _ if is_depth(result.binding.as_ref()) => Vec::new(),
        _ => return,
    };
    let new = (!kept.is_empty()).then(|| without_depth(module, old, &kept));
    let function = &mut module.entry_points[index].function;
    let body = std::mem::take(&mut function.body);
    match new {
        Some(new) => {
            if let Some(result) = &mut function.result {
                result.ty = new;
            }
            let mut narrowed = |value| narrow(value, function, new, &kept);
            let body = other_returns(body, &mut narrowed);
            function.body = body;
        }
        None => {
            function.result = None;
            function.body = rebuild(body, &mut |statement, span, out| {
                let statement = match statement {
                    Statement::Return { value: _ } => Statement::Return { value: None },
                    other => other,
                };
                out.push(statement, span);
            });
        }
    }
}

/// The type of a result with these members only.
fn without_depth(
    module: &mut Module,
    old: Handle<Type>,
    kept: &[(usize, StructMember)],
) -> Handle<Type> {
    let span = match &module.types[old].inner {
        TypeInner::Struct { members: _, span } => *span,
        _ => 0,
    };
    let ty = Type {
        name: module.types[old].name.clone(),
        inner: TypeInner::Struct {
            members: kept.iter().map(|(_, member)| member.clone()).collect(),
            span,
        },
    };
    module.types.insert(ty, module.types.get_span(old))
}

fn narrow(
    value: Handle<Expression>,
    function: &mut Function,
    ty: Handle<Type>,
    kept: &[(usize, StructMember)],
) -> (Handle<Expression>, Option<Range<Expression>>) {
    let span = function.expressions.get_span(value);
    let before = function.expressions.len();
    let components = kept
        .iter()
        .map(|&(member, _)| {
            let index = u32::try_from(member).unwrap_or(u32::MAX);
            let part = Expression::AccessIndex { base: value, index };
            function.expressions.append(part, span)
        })
        .collect();
    let narrowed = Expression::Compose { ty, components };
    let narrowed = function.expressions.append(narrowed, span);
    (narrowed, Some(function.expressions.range_from(before)))
}

/// Puts `attribute` on a line of its own before the definitions of entry points.
///
/// `forced` holds indices into `names`, the names in the text.
///
/// # Errors
///
/// An internal error when a definition is not found: the test must not be lost.
pub(in crate::emit) fn insert(
    text: String,
    attribute: &str,
    forced: &[usize],
    names: &[String],
    source: &Source,
) -> Result<String, Failure> {
    if forced.is_empty() {
        return Ok(text);
    }
    let definitions = definitions(&text);
    let mut places = Vec::new();
    for &index in forced {
        let place = names
            .get(index)
            .and_then(|name| *definitions.get(name.as_str())?);
        let Some(at) = place else {
            let name = names.get(index).map_or("?", String::as_str);
            return Err(Diagnostic::error(
                codes::INTERNAL_ERROR,
                Phase::Emit,
                Kind::Internal,
                source,
                format!("no place was found for `{attribute}` of entry point `{name}`"),
            )
            .into());
        };
        places.push(at);
    }
    places.sort_unstable();
    let mut out = String::with_capacity(text.len() + places.len() * (attribute.len() + 1));
    let mut done = 0;
    for at in places {
        out.push_str(&text[done..at]);
        out.push_str(attribute);
        out.push('\n');
        done = at;
    }
    out.push_str(&text[done..]);
    Ok(out)
}

/// Where the lines start that define functions, by their names; nothing for a name of several.
fn definitions(text: &str) -> HashMap<&str, Option<usize>> {
    let mut found = HashMap::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        // Statements are indented; a definition starts with its return type.
        let starts_word = line
            .chars()
            .next()
            .is_some_and(|first| first.is_alphabetic() || first == '_');
        if starts_word && !line.trim_end().ends_with(';') {
            for (open, _) in line.match_indices('(') {
                let (before, name) = line[..open].rsplit_once(' ').unwrap_or_default();
                if !before.is_empty() {
                    found
                        .entry(name)
                        .and_modify(|place: &mut Option<usize>| {
                            *place = place.filter(|place| *place == at);
                        })
                        .or_insert(Some(at));
                }
            }
        }
        at += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed expectation ends the test")]

    use super::super::testing::emitted;
    use super::*;
    use crate::source::Language;
    use crate::target::TargetLanguage;

    const SHADER: &str = "
        @group(0) @binding(0) var<storage, read_write> seen: atomic<u32>;
        fn helper(main_: f32) -> f32 { return main_; }
        @fragment @early_depth_test(force)
        fn main(@builtin(position) p: vec4f) -> @location(0) vec4f {
            atomicAdd(&seen, 1u);
            return vec4f(helper(p.x));
        }
        @fragment @early_depth_test(force)
        fn other() { atomicAdd(&seen, 1u); }
        @fragment fn plain() -> @location(0) vec4f { return vec4f(); }";

    fn line_after(text: &str, attribute: &str) -> Vec<String> {
        let mut lines = text.lines();
        let mut found = Vec::new();
        while let Some(line) = lines.next() {
            if line == attribute {
                found.push(lines.next().unwrap_or_default().to_owned());
            }
        }
        found
    }

    #[test]
    fn each_forced_entry_point_has_the_attribute() {
        for (target, attribute) in [
            (TargetLanguage::Hlsl, "[earlydepthstencil]"),
            (TargetLanguage::Msl, "[[early_fragment_tests]]"),
        ] {
            let text = emitted("a.wgsl", SHADER, target);
            let lines = line_after(&text, attribute);
            assert_eq!(lines.len(), 2, "{text}");
            assert!(lines[0].contains(" main"), "{text}");
            assert!(lines[1].contains(" other("), "{text}");
        }
    }

    #[test]
    fn a_depth_behind_the_test_is_left_out() {
        const DEPTHS: &str = "
            struct Out { @location(0) colour: vec4f, @builtin(frag_depth) depth: f32 }
            @fragment @early_depth_test(force)
            fn both(@location(0) deep: f32) -> Out {
                if deep > 0.5 { return Out(vec4f(1.0), deep); }
                var out: Out;
                out.depth = 0.25;
                return out;
            }
            @fragment @early_depth_test(force)
            fn depth() -> @builtin(frag_depth) f32 { return 0.5; }
            @fragment fn late() -> @builtin(frag_depth) f32 { return 0.75; }";
        let text = emitted("a.wgsl", DEPTHS, TargetLanguage::Wgsl);
        let of = |name: &str| {
            let at = text.find(&format!("fn {name}(")).unwrap();
            text[at..].lines().next().unwrap_or_default().to_owned()
        };
        assert_eq!(of("depth"), "fn depth() {", "{text}");
        assert!(of("both").ends_with("-> Out_1 {"), "{text}");
        assert!(of("late").contains("frag_depth"), "{text}");
        let text = emitted("a.wgsl", DEPTHS, TargetLanguage::Msl);
        let forced = text.split("[[early_fragment_tests]]").skip(1);
        assert_eq!(forced.count(), 2, "{text}");
    }

    #[test]
    fn a_definition_that_is_not_there_is_an_error() {
        let source = Source::text("a.wgsl", Language::Wgsl, "");
        let names = ["main".to_owned()];
        for text in ["", "    x = main();\n", "float main(\nfloat main(\n"] {
            let failure = insert(text.to_owned(), "[a]", &[0], &names, &source).unwrap_err();
            assert_eq!(failure.kind(), Kind::Internal);
        }
        let ok = insert(
            "a b\nfloat main(int x)\n".to_owned(),
            "[a]",
            &[0],
            &names,
            &source,
        );
        assert_eq!(ok.unwrap(), "a b\n[a]\nfloat main(int x)\n");
    }
}

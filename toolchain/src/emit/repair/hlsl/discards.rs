//! Functions that end in `discard`.

/// Gives them a `return` behind it.
///
/// naga drops what stands behind `discard`, where HLSL goes on: a function with a value then ends without one, which
/// compilers refuse.
pub(super) fn returning(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // The type of the function, and whether it has a `discard`.
    let mut open: Option<(&str, bool)> = None;
    let mut header = "";
    let mut last = "";
    for line in text.split_inclusive('\n') {
        match line.trim_end() {
            "{" => open = returned(header).map(|ty| (ty, false)),
            "}" => {
                if let Some((ty, true)) = open.take()
                    && !last.starts_with("    return ")
                {
                    out.push_str("    return (");
                    out.push_str(ty);
                    out.push_str(")0;\n");
                }
            }
            inner => {
                if let Some((_, discards)) = &mut open {
                    *discards |= inner.trim_start() == "discard;";
                }
            }
        }
        if !line.starts_with([' ', '{', '}', '\n']) {
            header = line;
        }
        last = line;
        out.push_str(line);
    }
    out
}

/// The type in the first line of a function, unless it is `void`.
fn returned(header: &str) -> Option<&str> {
    let (before, _) = header.split_once('(')?;
    let (words, _name) = before.rsplit_once(' ')?;
    let ty = words.rsplit(' ').next()?;
    (ty != "void").then_some(ty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_with_a_value_returns_one_behind_its_discard() {
        let text = "float4 main(float x : LOC0) : SV_Target0\n{\n    if (x > 0.0) {\n        return (1.0).xxxx;\n    }\n    discard;\n}\n";
        let mended = returning(text);
        assert!(
            mended.ends_with("    discard;\n    return (float4)0;\n}\n"),
            "{mended}"
        );
    }

    #[test]
    fn others_stay_as_they_are() {
        for text in [
            "void main()\n{\n    discard;\n}\n",
            "float4 main(float x : LOC0) : SV_Target0\n{\n    if (x > 0.0) {\n        discard;\n    }\n    return (1.0).xxxx;\n}\n",
            "struct A {\n    float a;\n};\n\nfloat f(float x)\n{\n    return x;\n}\n",
        ] {
            assert_eq!(returning(text), text);
        }
    }
}

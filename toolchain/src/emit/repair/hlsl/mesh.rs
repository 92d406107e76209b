//! Mesh and task stages: naga writes what the author wrote as one function, and an entry point that
//! calls it.
//!
//! The entry point gives that function the number of the invocation in its workgroup, as the last
//! argument. Where the author's stage has that input already, the function does not take it twice,
//! but the entry point declares it twice and hands it on twice. Where nothing has to be set to zero,
//! a task stage hands it on without declaring it.

use std::ops::Range;

use super::super::calls::replace;

const SEMANTIC: &str = " : SV_GroupIndex";

/// Whether there are such stages.
pub(super) fn is_needed(text: &str) -> bool {
    text.contains("[outputtopology(") || text.contains("    DispatchMesh(")
}

/// What there is one of for each primitive gets a second semantic, which would be the only one that counts.
pub(super) fn single_semantics(text: String) -> String {
    if !text.contains(" : primitive") {
        return text;
    }
    text.split_inclusive('\n')
        .map(|line| {
            let numbered = |head: &str| {
                let (_, location) = head.rsplit_once(" : LOC")?;
                location
                    .bytes()
                    .all(|byte| byte.is_ascii_digit())
                    .then_some(())
            };
            match line.split_once(" : primitive") {
                Some((head, tail)) if numbered(head).is_some() => format!("{head}{tail}"),
                _ => line.to_owned(),
            }
        })
        .collect()
}

/// Declares the number of an invocation once in each entry point.
pub(super) fn mend(text: &str) -> String {
    let mut edits = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find("\nvoid ") {
        let start = at + found + 1;
        let end = text[start..]
            .find("\n}")
            .map_or(text.len(), |end| start + end);
        edits.extend(entry_point(text, start..end));
        at = end;
    }
    if edits.is_empty() {
        return text.to_owned();
    }
    replace(text, &edits)
}

/// The edits of a function, if it is such an entry point.
fn entry_point(text: &str, function: Range<usize>) -> Vec<(Range<usize>, String)> {
    let start = function.start;
    let body = &text[function];
    let is_meant =
        body.contains("\n    SetMeshOutputCounts(") || body.contains("\n    DispatchMesh(");
    let Some((head, _)) = body.split_once('\n').filter(|_| is_meant) else {
        return Vec::new();
    };
    // The call of the author's stage: the last argument is the number.
    let call = body.match_indices('\n').map(|(at, _)| at + 1).find(|&at| {
        let line = body[at..].lines().next().unwrap_or_default().trim_start();
        line.starts_with('_') || line.starts_with("uint3 gridSize")
    });
    let Some(call) = call else {
        return Vec::new();
    };
    let line = body[call..].lines().next().unwrap_or_default();
    let Some(arguments) = line
        .strip_suffix(");")
        .and_then(|line| Some(&line[line.find('(')? + 1..]))
    else {
        return Vec::new();
    };
    let given: Vec<&str> = arguments.split(", ").collect();
    let number = given.last().copied().unwrap_or_default();
    let parameter = format!("uint {number}{SEMANTIC}");
    let mut edits = Vec::new();
    let mut declared = head.match_indices(&parameter).map(|(at, _)| at);
    match (declared.next(), declared.next()) {
        (None, _) => {
            let Some(open) = head.find('(').filter(|_| !head.contains(SEMANTIC)) else {
                return Vec::new();
            };
            let is_empty = head[open + 1..].starts_with(')');
            let separator = if is_empty { "" } else { ", " };
            let at = start + open + 1;
            edits.push((at..at, format!("{parameter}{separator}")));
        }
        (Some(_), None) => {}
        (Some(_), Some(second)) => {
            let again = format!(", {parameter}");
            let from = second.saturating_sub(2);
            if head[from..].starts_with(&again) {
                let at = start + from;
                edits.push((at..at + again.len(), String::new()));
            }
        }
    }
    if given.iter().filter(|each| **each == number).count() > 1 {
        let last = start + call + line.len() - ");".len();
        edits.push((last - number.len() - ", ".len()..last, String::new()));
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_declared_twice_is_declared_once() {
        let wrong = "\
[numthreads(4, 1, 1)]
[outputtopology(\"triangle\")]
void main(uint index : SV_GroupIndex, uint3 id : SV_GroupThreadID, uint index : SV_GroupIndex, out indices uint3 i[1]) {
    _main(index, id, payload, index);
    SetMeshOutputCounts(out_.a, out_.b);
}
";
        let right = "\
[numthreads(4, 1, 1)]
[outputtopology(\"triangle\")]
void main(uint index : SV_GroupIndex, uint3 id : SV_GroupThreadID, out indices uint3 i[1]) {
    _main(index, id, payload);
    SetMeshOutputCounts(out_.a, out_.b);
}
";
        assert!(is_needed(wrong));
        assert_eq!(mend(wrong), right);
        assert_eq!(mend(right), right);
    }

    #[test]
    fn what_a_primitive_has_keeps_its_location() {
        let wrong = "    nointerpolation float4 colour : LOC8 : primitive;\n".to_owned();
        let right = "    nointerpolation float4 colour : LOC8;\n";
        assert_eq!(single_semantics(wrong), right);
    }

    #[test]
    fn a_number_that_is_not_declared_is_declared() {
        let wrong = "\
[numthreads(4, 1, 1)]
void main() {
    uint3 gridSize = _main(number);
    DispatchMesh(gridSize.x, gridSize.y, gridSize.z, payload);
}
";
        assert!(is_needed(wrong));
        assert!(mend(wrong).contains("void main(uint number : SV_GroupIndex) {"));
        let twice = wrong
            .replace("main()", "main(uint number : SV_GroupIndex)")
            .replace("(number)", "(number, number)");
        assert!(mend(&twice).contains("= _main(number);"));
    }
}

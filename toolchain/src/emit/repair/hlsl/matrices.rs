//! Two-row matrices in structs, as naga's HLSL writer reaches into them.
//!
//! It keeps the columns as members of their own and writes functions around them. Those that write
//! a column get a copy of the struct, so what they write is lost. A parameter that is handed back
//! would do for a variable of one invocation, but what many share would be copied as a whole and
//! handed back with what others wrote meanwhile undone: the bodies go where the functions are called.
//! Besides there are functions for structs that naga does not declare, as only buffers hold them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::super::calls::{arguments, is_name, replace};

/// A function around a matrix.
struct Helper<'a> {
    name: &'a str,
    /// Types and names.
    parameters: Vec<(&'a str, &'a str)>,
    body: &'a str,
    /// All of it with the empty line behind.
    range: Range<usize>,
}

/// Whether there may be such functions in a text.
pub(super) fn is_needed(text: &str) -> bool {
    ["GetMat", "SetMat", "__set_"]
        .iter()
        .any(|name| text.contains(name))
}

/// Writes what they write in place, and leaves them out.
pub(super) fn mend(text: String) -> String {
    let (helpers, undeclared) = helpers(&text);
    let mut edits: Vec<_> = undeclared
        .into_iter()
        .chain(helpers.iter().map(|each| each.range.clone()))
        .map(|range| (range, String::new()))
        .collect();
    let prefix = prefix(&text);
    let mut by_name = HashMap::new();
    for helper in &helpers {
        by_name.entry(helper.name).or_insert(helper);
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let code = line.trim_start();
        let Some((name, _)) = code.split_once('(') else {
            continue;
        };
        let Some(helper) = by_name.get(name) else {
            continue;
        };
        let indent = &line[..line.len() - code.len()];
        let open = start + indent.len() + name.len();
        let Some(found) = arguments(&text, open) else {
            continue;
        };
        let values: Vec<&str> = found.iter().map(|range| &text[range.clone()]).collect();
        if let Some(new) = inlined(helper, &values, indent, &prefix) {
            edits.push((start..at, new));
        }
    }
    if edits.is_empty() {
        return text;
    }
    edits.sort_by_key(|(range, _)| range.start);
    replace(&text, &edits)
}

/// The functions that write, and the ranges of those that no struct is there for.
fn helpers(text: &str) -> (Vec<Helper<'_>>, Vec<Range<usize>>) {
    let (mut helpers, mut undeclared) = (Vec::new(), Vec::new());
    let declared: HashSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("struct ")?.strip_suffix(" {"))
        .collect();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        // Nothing that writes is declared inside of something else.
        let Some((head, rest)) = line.split_once('(') else {
            continue;
        };
        let Some((ty, name)) = head.split_once(' ') else {
            continue;
        };
        let is_setter = ty == "void"
            && ["SetMat", "__set_col_of_mat", "__set_el_of_mat"]
                .iter()
                .any(|each| name.starts_with(each));
        let is_getter = name.starts_with("GetMat") && ty.starts_with(char::is_alphabetic);
        if !is_setter && !is_getter {
            continue;
        }
        let Some((inside, _)) = rest.split_once(") {") else {
            continue;
        };
        let parameters: Vec<_> = inside
            .split(", ")
            .filter_map(|each| each.rsplit_once(' '))
            .collect();
        let Some(length) = text[start..].find("\n}\n") else {
            continue;
        };
        let body = &text[(start + line.len()).min(start + length + 1)..start + length + 1];
        let mut end = start + length + 3;
        if text[end..].starts_with('\n') {
            end += 1;
        }
        let range = start..end;
        match parameters.first() {
            // What naga declares of its own has no such functions around nothing.
            Some((ty, "obj")) if name.ends_with(&format!("On{ty}")) => {
                if !declared.contains(ty) {
                    undeclared.push(range);
                    continue;
                }
            }
            Some((_, "mat")) if name.starts_with("__set_") => {}
            _ => continue,
        }
        if is_setter {
            helpers.push(Helper {
                name,
                parameters,
                body,
                range,
            });
        }
    }
    (helpers, undeclared)
}

/// What no name in the text starts with.
fn prefix(text: &str) -> String {
    const BASE: &str = "_set_";
    let bytes = text.as_bytes();
    let mut taken = HashSet::new();
    for (at, _) in text.match_indices(BASE) {
        let before = bytes[..at]
            .iter()
            .rev()
            .take_while(|&&byte| byte == b'_')
            .count();
        let starts = at == before || !is_name(bytes[at - before - 1]);
        if starts {
            taken.insert(before);
        }
    }
    let free = (0..).find(|count| !taken.contains(count)).unwrap_or(0);
    format!("{}{BASE}", "_".repeat(free))
}

/// The body of a function as a block, with variables for all parameters but the first, which is the
/// place itself.
fn inlined(helper: &Helper<'_>, values: &[&str], indent: &str, prefix: &str) -> Option<String> {
    let (place, rest) = values.split_first()?;
    let ((_, first), parameters) = helper.parameters.split_first()?;
    if rest.len() != parameters.len() {
        return None;
    }
    let mut new = format!("{indent}{{\n");
    for ((ty, name), value) in parameters.iter().zip(rest) {
        new.push_str(&format!("{indent}    {ty} {prefix}{name} = {value};\n"));
    }
    for line in helper.body.lines() {
        new.push_str(indent);
        new.push_str(&renamed(line, |name| {
            if name == *first {
                return Some((*place).to_owned());
            }
            parameters
                .iter()
                .any(|(_, each)| *each == name)
                .then(|| format!("{prefix}{name}"))
        }));
        new.push('\n');
    }
    new.push_str(&format!("{indent}}}\n"));
    Some(new)
}

/// A line with other names.
fn renamed(line: &str, new: impl Fn(&str) -> Option<String>) -> String {
    let mut result = String::new();
    let mut rest = line;
    while !rest.is_empty() {
        let is_in_name = |c: char| c.is_ascii() && is_name(c as u8);
        let length = rest.find(|c| !is_in_name(c)).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(length);
        match new(name) {
            Some(new) => result.push_str(&new),
            None => result.push_str(name),
        }
        let length = behind.find(is_in_name).unwrap_or(behind.len());
        let (between, behind) = behind.split_at(length);
        result.push_str(between);
        rest = behind;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::mend;

    const GETTER: &str =
        "float2x2 GetMatmOnData(Data obj) {\n    return float2x2(obj.m_0, obj.m_1);\n}\n\n";
    const SETTERS: &str = "void SetMatmOnData(Data obj, float2x2 mat) {\n    obj.m_0 = mat[0];\n    \
         obj.m_1 = mat[1];\n}\n\nvoid SetMatVecmOnData(Data obj, float2 vec, uint mat_idx) {\n    \
         switch(mat_idx) {\n    case 0: { obj.m_0 = vec; break; }\n    }\n}\n\n";

    #[test]
    fn matrices_in_structs_are_written_in_place() {
        let declared = "struct Data {\n    float2 m_0; float2 m_1;\n};\n\n";
        let main = "void main() {\n    SetMatmOnData(d[max(i, 1)], m);\n    SetMatVecmOnData(d[mat], \
                    v, mat);\n}\n";
        let expected = "void main() {\n    {\n        float2x2 _set_mat = m;\n        \
                        d[max(i, 1)].m_0 = _set_mat[0];\n        d[max(i, 1)].m_1 = _set_mat[1];\n    \
                        }\n    {\n        float2 _set_vec = v;\n        uint _set_mat_idx = mat;\n        \
                        switch(_set_mat_idx) {\n        case 0: { d[mat].m_0 = _set_vec; break; }\n        \
                        }\n    }\n}\n";
        assert_eq!(
            mend(format!("{declared}{GETTER}{SETTERS}{main}")),
            format!("{declared}{GETTER}{expected}")
        );
    }

    #[test]
    fn prefixes_are_those_of_no_name() {
        for (text, expected) in [
            ("", "_set_"),
            ("a_set_ x__set_", "_set_"),
            ("_set_a + ___set_b", "__set_"),
            ("__set_el_of_mat(_set_)", "___set_"),
        ] {
            assert_eq!(super::prefix(text), expected, "{text}");
        }
    }

    #[test]
    fn functions_around_structs_that_are_not_declared_are_left_out() {
        assert_eq!(
            mend(format!("{GETTER}{SETTERS}void main() {{}}\n")),
            "void main() {}\n"
        );
    }

    #[test]
    fn columns_of_elements_are_written_in_place() {
        let helper = "void __set_col_of_mat2x2_f32(__mat2x2_f32 mat, uint idx, float2 value) {\n    \
                      switch(idx) {\n    case 0: { mat._0 = value; break; }\n    }\n}\n";
        let main = "void main() {\n    __set_col_of_mat2x2_f32(a.m[1], j, v);\n}\n";
        assert_eq!(
            mend(format!("{helper}{main}")),
            "void main() {\n    {\n        uint _set_idx = j;\n        float2 _set_value = v;\n        \
             switch(_set_idx) {\n        case 0: { a.m[1]._0 = _set_value; break; }\n        }\n    }\n}\n"
        );
    }
}

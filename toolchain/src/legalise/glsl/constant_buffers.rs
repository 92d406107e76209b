//! `ConstantBuffer<T>` as a `cbuffer` with one member: glslang passes over `row_major` in a struct
//! that is a block itself, and takes such a block for no value of the struct.

/// The text with each of them written so; lines stay where they are.
pub(super) fn as_blocks(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("ConstantBuffer") {
        let (before, found) = rest.split_at(at);
        made.push_str(before);
        // A macro's is declared where it is used.
        let is_word = !before.ends_with(is_part) && !ends_in_directive(&made);
        match declaration(found).filter(|_| is_word) {
            Some((block, after)) => {
                made.push_str(&block);
                rest = after;
            }
            None => {
                let (word, after) = found.split_at("ConstantBuffer".len());
                made.push_str(word);
                rest = after;
            }
        }
    }
    made.push_str(rest);
    made
}

/// `ConstantBuffer<T> name : register(b0);` as a block, and what follows it.
fn declaration(text: &str) -> Option<(String, &str)> {
    let rest = text.strip_prefix("ConstantBuffer")?.trim_start();
    let (ty, rest) = rest.strip_prefix('<')?.split_once('>')?;
    let rest = rest.trim_start();
    let end = rest.find(|each| !is_part(each))?;
    let (name, rest) = rest.split_at(end);
    let (register, after) = rest.split_once(';')?;
    let ty = ty.trim();
    let is_plain = register.trim().is_empty() || register.trim_start().starts_with(':');
    // Arrays and lists of names stay: a block is one.
    if name.is_empty() || !is_plain || register.contains(['[', '{']) {
        return None;
    }
    if !ty.chars().all(is_part) {
        return None;
    }
    // What is between may have line ends.
    let consumed = text.len() - after.len();
    let lines = text.get(..consumed)?.matches('\n').count() - register.matches('\n').count();
    let ends = "\n".repeat(lines);
    Some((
        format!("cbuffer {name} {register} {{ {ty} {name}; }}{ends}"),
        after,
    ))
}

/// Whether what follows a text is part of a line of the preprocessor.
fn ends_in_directive(text: &str) -> bool {
    let mut lines = text.rsplit('\n');
    let mut line = lines.next().unwrap_or_default();
    loop {
        if line.trim_start().starts_with('#') {
            return true;
        }
        match lines.next() {
            Some(before) if before.trim_end().ends_with('\\') => line = before,
            _ => return false,
        }
    }
}

fn is_part(each: char) -> bool {
    each.is_alphanumeric() || each == '_'
}

#[cfg(test)]
mod tests {
    use super::as_blocks;

    #[test]
    fn macros_stay() {
        for text in [
            "#define PUSH(name, type) ConstantBuffer<type> name : register(b9)\n#define A 1\nPUSH(x, T);",
            "#define PUSH(name, type) \\\n    ConstantBuffer<type> name\nPUSH(x, T);",
        ] {
            assert_eq!(as_blocks(text), text);
        }
    }

    #[test]
    fn constant_buffers_become_blocks() {
        assert_eq!(
            as_blocks("ConstantBuffer<Draw> draw: register(b1, space2);\nint x;"),
            "cbuffer draw : register(b1, space2) { Draw draw; }\nint x;"
        );
        assert_eq!(
            as_blocks("ConstantBuffer < Draw >\ndraw;"),
            "cbuffer draw  { Draw draw; }\n"
        );
    }

    #[test]
    fn others_stay() {
        for text in [
            "ConstantBuffer<Draw> draws[4] : register(b0);",
            "MyConstantBuffer<Draw> x;",
            "// ConstantBuffer",
            "void f(ConstantBuffer<Draw> x) {}",
        ] {
            assert_eq!(as_blocks(text), text);
        }
    }
}

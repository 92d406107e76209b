//! `VFACE` of Direct3D 9, which is positive where a triangle shows its front and negative where it shows its back:
//! for glslang any varying. It becomes `SV_IsFrontFace`, and in words, where that is a number still, plus or minus one.

use std::collections::HashMap;
use std::ops::Range;

use rspirv::spirv::{BuiltIn, Decoration, Op, StorageClass};

use super::edits::applied;
use super::hlsl::without_comments;
use super::legacy::identifiers;
use super::namespaces::{Token, tokens_of_all};
use super::numbers::{HEADER, instructions};

/// The newer name, as nobody writes it (its case does not matter): where a text has it, `VFACE` is meant.
const NAME: &str = "SV_ISFrontFACE";

/// The text with the newer name, if it has the older one. Lines stay what they are.
pub(super) fn renamed(text: &str) -> Option<String> {
    if !identifiers(text).any(|(_, word)| is_face(word)) {
        return None;
    }
    let code = without_comments(text);
    let tokens = tokens_of_all(&code);
    let edits: Vec<(Range<usize>, String)> = (0..tokens.len())
        .filter(|&at| is_face(tokens[at].text) && is_semantic(&code, &tokens, at))
        .map(|at| {
            let place = tokens[at].at..tokens[at].end();
            (place, NAME.to_owned())
        })
        .collect();
    (!edits.is_empty()).then(|| applied(text, edits))
}

fn is_face(word: &str) -> bool {
    word.eq_ignore_ascii_case("VFACE") || word.eq_ignore_ascii_case("VFACE0")
}

/// Whether a word stands behind a declaration (`float face : VFACE`) or is all that a macro is (`#define FACE VFACE`).
/// It may be the name of a variable, too: `front ? 1 : vface`, `case First: vface = 1`.
fn is_semantic(code: &str, tokens: &[Token<'_>], at: usize) -> bool {
    let before = |count: usize| at.checked_sub(count).and_then(|at| tokens.get(at));
    let text = |count: usize| before(count).map_or("", |token| token.text);
    let is_name = |count: usize| before(count).is_some_and(Token::is_name);
    if text(3) == "#" && text(2) == "define" {
        let line = code[tokens[at].end()..].lines().next();
        return is_name(1) && line.is_none_or(|rest| rest.trim().is_empty());
    }
    text(1) == ":" && is_name(2) && is_name(3) && text(3) != "case"
}

/// The words of a text with a number wherever one is asked whether a triangle shows its front; they must be whole
/// instructions.
pub(super) fn as_numbers(words: Vec<u32>, text: &str) -> Vec<u32> {
    if !text.contains(NAME) {
        return words;
    }
    let faces = faces(&words);
    if faces.is_empty() {
        return words;
    }
    let mut made = Made {
        bound: words.get(BOUND).copied().unwrap_or_default(),
        out: words.iter().take(HEADER).copied().collect(),
    };
    let known = instructions(&words).find(|whole| opcode(whole) == Some(Op::TypeBool));
    let known = known.and_then(|whole| whole.get(1).copied());
    // There may be one of them only, and it must stand before the variables.
    let mut boolean = None;
    let mut numbers = HashMap::new();
    for whole in instructions(&words) {
        let op = opcode(whole);
        if boolean.is_none() && is_type(op) {
            let id = known.unwrap_or_else(|| made.id());
            made.add(Op::TypeBool, &[id]);
            boolean = Some(id);
        }
        let Some(boolean) = boolean else {
            made.out.extend(whole);
            continue;
        };
        match (op, whole) {
            (Some(Op::TypeBool), _) => {}
            (Some(Op::Variable), [_, _, id, rest @ ..]) if faces.contains_key(id) => {
                let Face { ty, front, back } = faces[id];
                let pointer = made.id();
                made.add(
                    Op::TypePointer,
                    &[pointer, StorageClass::Input as u32, boolean],
                );
                let both = [front, back].map(|number| {
                    let constant = made.id();
                    made.add(Op::Constant, &[ty, constant, number]);
                    constant
                });
                numbers.insert(*id, both);
                made.add(Op::Variable, &[&[pointer, *id], rest].concat());
            }
            (Some(Op::Load), [_, ty, id, from, rest @ ..]) if numbers.contains_key(from) => {
                let [front, back] = numbers[from];
                let is_front = made.id();
                made.add(Op::Load, &[&[boolean, is_front, *from], rest].concat());
                made.add(Op::Select, &[*ty, *id, is_front, front, back]);
            }
            _ => made.out.extend(whole),
        }
    }
    if let Some(word) = made.out.get_mut(BOUND) {
        *word = made.bound;
    }
    made.out
}

/// A variable that is a number, and what it is.
#[derive(Clone, Copy)]
struct Face {
    ty: u32,
    front: u32,
    back: u32,
}

/// The variables that tell the face and are numbers of 32 bits.
fn faces(words: &[u32]) -> HashMap<u32, Face> {
    let mut told = Vec::new();
    let mut pairs = HashMap::new();
    let mut pointees = HashMap::new();
    let mut found = HashMap::new();
    for whole in instructions(words) {
        match (opcode(whole), whole) {
            (Some(Op::Decorate), [_, id, decoration, built_in])
                if *decoration == Decoration::BuiltIn as u32
                    && *built_in == BuiltIn::FrontFacing as u32 =>
            {
                told.push(*id);
            }
            (Some(Op::TypeFloat), [_, id, 32]) => {
                pairs.insert(*id, [1.0f32.to_bits(), (-1.0f32).to_bits()]);
            }
            (Some(Op::TypeInt), [_, id, 32, sign]) => {
                // What has no sign cannot be negative.
                let back = if *sign == 1 { u32::MAX } else { 0 };
                pairs.insert(*id, [1, back]);
            }
            (Some(Op::TypePointer), [_, id, class, pointee])
                if *class == StorageClass::Input as u32 =>
            {
                pointees.insert(*id, *pointee);
            }
            (Some(Op::Variable), [_, pointer, id, ..]) if told.contains(id) => {
                if let Some(&ty) = pointees.get(pointer)
                    && let Some(&[front, back]) = pairs.get(&ty)
                {
                    found.insert(*id, Face { ty, front, back });
                }
            }
            _ => {}
        }
    }
    found
}

struct Made {
    out: Vec<u32>,
    bound: u32,
}

impl Made {
    fn id(&mut self) -> u32 {
        let id = self.bound;
        self.bound = self.bound.saturating_add(1);
        id
    }

    fn add(&mut self, op: Op, operands: &[u32]) {
        let length = u32::try_from(operands.len() + 1).unwrap_or(u32::MAX);
        self.out.push(length << 16 | op as u32);
        self.out.extend(operands);
    }
}

/// Where the header has the number that is greater than all ids.
const BOUND: usize = 3;

const fn is_type(op: Option<Op>) -> bool {
    matches!(
        op,
        Some(
            Op::TypeVoid
                | Op::TypeBool
                | Op::TypeInt
                | Op::TypeFloat
                | Op::TypeFunction
                | Op::TypeVector
        )
    )
}

fn opcode(whole: &[u32]) -> Option<Op> {
    Op::from_u32(whole.first()? & 0xffff)
}

#[cfg(test)]
mod tests {
    use super::renamed;

    #[test]
    fn semantics_are_renamed_and_variables_are_not() {
        let text = "#define FACE VFACE
#define OTHER VFACE + 1
struct In { fixed face : vface; float2 at : TEXCOORD0; /* float f : VFACE */ };
float4 main(In i, float vface : VFace0, half f : FACE) : COLOR {
switch (n) { case First: vface = 1; default: vface = 2; } return f > 0 ? i.face : vface; }";
        let expected = "#define FACE SV_ISFrontFACE
#define OTHER VFACE + 1
struct In { fixed face : SV_ISFrontFACE; float2 at : TEXCOORD0; /* float f : VFACE */ };
float4 main(In i, float vface : SV_ISFrontFACE, half f : FACE) : COLOR {
switch (n) { case First: vface = 1; default: vface = 2; } return f > 0 ? i.face : vface; }";
        assert_eq!(renamed(text).as_deref(), Some(expected));
        assert_eq!(
            renamed("float surface() { float vface = 1; return n ? 1 : vface; }"),
            None
        );
    }
}

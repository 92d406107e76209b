//! The layout of structs, which naga's WGSL writer leaves to WGSL's own rules.
//!
//! Where the module says something else, a member gets `@size`, so that what follows is farther
//! away; a struct whose first member does not stand at its start gets one in front of it.

use std::collections::HashMap;
use std::fmt::Write as _;

use naga::proc::{Layouter, NameKey};
use naga::{FastHashMap, Module, StructMember, TypeInner};

/// What a struct needs.
#[derive(Debug, Default)]
pub(in crate::emit) struct Needs {
    /// Bytes in front of the first member.
    lead: u32,
    /// `@size` of members, by their number.
    sizes: HashMap<usize, u32>,
}

/// What the structs of a module need, by their names in the text.
pub(in crate::emit) fn needs(
    module: &Module,
    names: &FastHashMap<NameKey, String>,
) -> HashMap<String, Needs> {
    let mut layouter = Layouter::default();
    if layouter.update(module.to_ctx()).is_err() {
        return HashMap::new();
    }
    let mut all = HashMap::new();
    for (handle, ty) in module.types.iter() {
        let TypeInner::Struct { members, span } = &ty.inner else {
            continue;
        };
        let own = of_struct(members, *span, &layouter);
        if (own.lead > 0 || !own.sizes.is_empty())
            && let Some(name) = names.get(&NameKey::Type(handle))
        {
            all.insert(name.clone(), own);
        }
    }
    all
}

fn of_struct(members: &[StructMember], span: u32, layouter: &Layouter) -> Needs {
    let mut needs = Needs::default();
    // Varyings have no layout.
    if members.iter().any(|member| member.binding.is_some()) {
        return needs;
    }
    let mut alignment = 1;
    for (index, member) in members.iter().enumerate() {
        let layout = layouter[member.ty];
        let own = layout.alignment.round_up(1).max(1);
        alignment = alignment.max(own);
        let end = member.offset.saturating_add(layout.size);
        let next = match members.get(index + 1) {
            Some(next) => {
                // What follows starts at the next multiple of its own alignment by itself.
                let natural = layouter[next.ty].alignment.round_up(end);
                if next.offset == natural {
                    continue;
                }
                next.offset
            }
            None => {
                // An array without length has no end, and the struct ends where it does.
                let unsized_last = layout.size == 0 || span <= end;
                if unsized_last || span == end.next_multiple_of(alignment) {
                    continue;
                }
                span
            }
        };
        if next > end {
            needs.sizes.insert(index, next - member.offset);
        }
    }
    needs.lead = members.first().map_or(0, |first| first.offset);
    needs
}

/// Puts what is needed into the text.
pub(in crate::emit) fn mend(text: String, needs: &HashMap<String, Needs>) -> String {
    if needs.is_empty() {
        return text;
    }
    let mut mended = String::with_capacity(text.len() + 256);
    let mut current: Option<(&Needs, usize)> = None;
    for line in text.split_inclusive('\n') {
        if let Some((own, index)) = &mut current {
            if line.starts_with('}') {
                current = None;
            } else {
                let code = line.trim_start();
                let indent = &line[..line.len() - code.len()];
                mended.push_str(indent);
                if let Some(size) = own.sizes.get(index) {
                    let _ = write!(mended, "@size({size}) ");
                }
                mended.push_str(code);
                *index += 1;
                continue;
            }
        } else if let Some(name) = line
            .strip_prefix("struct ")
            .and_then(|rest| rest.strip_suffix(" {\n"))
            && let Some(own) = needs.get(name)
        {
            current = Some((own, 0));
            if own.lead > 0 {
                mended.push_str(line);
                let _ = writeln!(mended, "    @size({}) padding_before: u32,", own.lead);
                continue;
            }
        }
        mended.push_str(line);
    }
    mended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_named_structs_change() {
        let text = "struct A {\n    x: f32,\n    y: vec2<f32>,\n}\n\nstruct B {\n    x: f32,\n}\n";
        let needs = HashMap::from([(
            "A".to_owned(),
            Needs {
                lead: 16,
                sizes: HashMap::from([(0, 16)]),
            },
        )]);
        assert_eq!(
            mend(text.to_owned(), &needs),
            "struct A {\n    @size(16) padding_before: u32,\n    @size(16) x: f32,\n    y: vec2<f32>,\n}\n\nstruct B {\n    x: f32,\n}\n"
        );
    }
}

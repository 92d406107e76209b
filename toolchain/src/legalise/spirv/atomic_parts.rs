//! Atomic operations on components of vectors in buffers, and in variables of a workgroup.
//!
//! naga has atomic numbers and no atomic vectors. Such a vector becomes an array of its components,
//! which is done before a module is looked at: it is refused as it is.

use std::collections::{BTreeSet, HashMap, HashSet};

use rspirv::spirv::{Op, StorageClass};

use super::draft::{Draft, Function, Inst};
use super::image_atomic::is_atomic;
use super::matrix;

/// The words of a module with such vectors as arrays; `None` if there are none.
pub(crate) fn as_arrays(words: &[u32]) -> Option<Vec<u32>> {
    let mut draft = Draft::read(words)?;
    if !draft.uses(is_atomic) {
        return None;
    }
    let found = find(&draft);
    if found.members.is_empty() && found.variables.is_empty() {
        return None;
    }
    matrix::loosen(&mut draft, &found.members, &found.variables);
    Some(draft.words())
}

/// Vectors with such components, or arrays of them.
#[derive(Default)]
struct Vectors {
    /// Those that are members of structs.
    members: HashSet<(u32, u32)>,
    /// Those that are variables of a workgroup.
    variables: BTreeSet<u32>,
}

/// What holds a vector.
#[derive(Clone, Copy)]
enum Holder {
    Member(u32, u32),
    Variable(u32),
}

fn find(draft: &Draft) -> Vectors {
    let mut found = Vectors::default();
    // What pointers lead into.
    let mut within: HashMap<u32, Holder> = draft
        .variables()
        .into_iter()
        .filter(|variable| variable.is(StorageClass::Workgroup))
        .map(|variable| (variable.id, Holder::Variable(variable.id)))
        .collect();
    // The same, for pointers to components.
    let mut components: HashMap<u32, Holder> = HashMap::new();
    for inst in draft.functions.iter().flat_map(Function::insts) {
        match inst.op {
            Op::AccessChain | Op::InBoundsAccessChain | Op::CopyObject => {
                let (holder, is_component) = follow(draft, inst, within.get(&inst.arg(0)).copied());
                if let Some(holder) = holder {
                    within.insert(inst.id, holder);
                    if is_component {
                        components.insert(inst.id, holder);
                    }
                }
            }
            op if is_atomic(op) => match components.get(&inst.arg(0)) {
                Some(&Holder::Member(ty, index)) => {
                    found.members.insert((ty, index));
                }
                Some(&Holder::Variable(id)) => {
                    found.variables.insert(id);
                }
                None => {}
            },
            _ => {}
        }
    }
    found
}

/// What a chain ends in, and whether it leads to a component of a vector there.
fn follow(draft: &Draft, inst: &Inst, mut holder: Option<Holder>) -> (Option<Holder>, bool) {
    let mut ty = draft.pointee(draft.type_of(inst.arg(0)));
    let mut is_component = false;
    for &index in inst.args.iter().skip(1) {
        let Some(whole) = draft.global(ty) else {
            break;
        };
        is_component = whole.op == Op::TypeVector;
        ty = match whole.op {
            Op::TypeStruct => {
                let index = draft.constant_value(index).unwrap_or_default();
                holder = Some(Holder::Member(ty, index));
                whole.arg(index as usize)
            }
            _ => whole.arg(0),
        };
    }
    (holder, is_component)
}

//! Built-in outputs that only say how finely to work.

use rspirv::spirv::{BuiltIn, Decoration, StorageClass};

use super::draft::Draft;
use super::subgroup::{leave_interface, privatise};
use super::{Note, Settings};

/// Makes the shading rate of a primitive a variable that nobody reads.
pub(super) fn leave_out_rates(draft: &mut Draft, _: Settings) {
    let rates: Vec<u32> = draft
        .variables()
        .into_iter()
        .filter(|variable| {
            let rate = BuiltIn::PrimitiveShadingRateKHR as u32;
            variable.is(StorageClass::Output)
                && draft.number(variable.id, Decoration::BuiltIn) == Some(rate)
        })
        .map(|variable| variable.id)
        .collect();
    if rates.is_empty() {
        return;
    }
    privatise(draft, &rates);
    let mut entry_points = std::mem::take(&mut draft.entry_points);
    for inst in &mut entry_points {
        leave_interface(inst, &rates);
    }
    draft.entry_points = entry_points;
    draft.note(Note::promise(
        "the shading rate of primitives is left out",
        "they are shaded at the rate that the pipeline sets",
    ));
}

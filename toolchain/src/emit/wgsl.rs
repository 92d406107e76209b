//! WGSL, the target without versions.

use naga::back::wgsl as writer;
use naga::proc::{CaseInsensitiveKeywordSet, NameKey, Namer};

use super::prepare::Prepared;
use super::repair;
use super::{Content, Output, Slot, Writing, emitted_names};
use crate::diagnostic::Failure;
use crate::edit::handles::functions;
use crate::options::Options;
use crate::source::Language;
use crate::target::TargetLanguage;

pub(super) fn write(prepared: Prepared<'_>, options: &Options) -> Result<Output, Failure> {
    let mut flags = writer::WriterFlags::empty();
    flags.set(
        writer::WriterFlags::EXPLICIT_TYPES,
        options.wgsl.explicit_types,
    );
    let writing = Writing {
        prepared: &prepared,
        language: TargetLanguage::Wgsl,
    };
    let (text, ()) = writing.text(options, |text| {
        writer::Writer::new(text, flags).write(&prepared.module, &prepared.info)
    })?;
    let lenient = prepared.source.language() != Language::Wgsl
        || prepared.module.diagnostic_filter_leaf.is_some()
        || functions(&prepared.module).any(|each| each.diagnostic_filter_leaf.is_some());
    let text = repair::mend_wgsl(text, &prepared.features, lenient);
    let names = names(&prepared.module);
    let layout = repair::wgsl_layout_needs(&prepared.module, &names);
    let text = repair::mend_wgsl_layout(text, &layout);
    let names = entry_point_names(&prepared.module, &names);
    Ok(Output {
        language: TargetLanguage::Wgsl,
        version: None,
        entry_points: emitted_names(&prepared.module, names),
        content: Content::Text(text),
        slots: slots(&prepared),
        texture_samplers: Vec::new(),
        diagnostics: prepared.diagnostics,
    })
}

/// Where the elements of arrays are that were split; everything else is where it was.
fn slots(prepared: &Prepared<'_>) -> Vec<Slot> {
    let globals = prepared.module.global_variables.iter();
    globals
        .filter_map(|(handle, global)| {
            let element = prepared.arrays.element(handle)?;
            let place = global.binding?;
            Some(Slot {
                name: element.name.clone(),
                group: Some(element.place.group),
                binding: Some(element.place.binding),
                entry_point: None,
                class: "binding".to_owned(),
                space: Some(place.group),
                index: place.binding,
                emitted_name: None,
            })
        })
        .collect()
}

/// The names that naga's WGSL writer gives; it does not hand them out itself.
fn names(module: &naga::Module) -> naga::FastHashMap<NameKey, String> {
    let mut names = naga::FastHashMap::default();
    Namer::default().reset(
        module,
        &naga::keywords::wgsl::RESERVED_SET,
        &naga::keywords::wgsl::BUILTIN_IDENTIFIER_SET,
        CaseInsensitiveKeywordSet::empty(),
        &["__", "_naga"],
        &mut names,
    );
    names
}

fn entry_point_names(
    module: &naga::Module,
    names: &naga::FastHashMap<NameKey, String>,
) -> Vec<String> {
    module
        .entry_points
        .iter()
        .enumerate()
        .map(|(index, entry_point)| {
            u16::try_from(index)
                .ok()
                .and_then(|index| names.get(&NameKey::EntryPoint(index)).cloned())
                .unwrap_or_else(|| entry_point.name.clone())
        })
        .collect()
}

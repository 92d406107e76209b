//! One fault in a valid shader gives one error: what is done to look behind it adds none.

use std::path::{Path, PathBuf};

use naga::{Module, Span, Statement, StructMember, Type, TypeInner};

use super::{assert_readable, check};
use crate::options::Options;
use crate::parse::Parsed;
use crate::source::{Language, Source};

fn shaders() -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/in/wgsl");
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| {
            let text = std::fs::read_to_string(entry.path()).ok()?;
            Some((entry.path(), text))
        })
        .collect()
}

/// Checks `module` and returns the codes of what is wrong with it.
fn codes(module: Module, name: &Path, text: &str) -> Vec<&'static str> {
    let parsed = Parsed {
        module: module.into(),
        source: Source::text(name.to_string_lossy(), Language::Wgsl, text),
        warnings: Vec::new(),
        fixed: Vec::new(),
    };
    match check(parsed, &Options::default()) {
        Ok(_) => Vec::new(),
        Err(failure) => failure
            .diagnostics()
            .iter()
            .map(|diagnostic| {
                assert_readable(diagnostic);
                diagnostic.code
            })
            .collect(),
    }
}

/// Every shader with each of its faults alone.
fn each(faults: impl Fn(&Module) -> Vec<Module>, wanted: &str) {
    for (path, text) in shaders() {
        let Ok(module) = naga::front::wgsl::parse_str(&text) else {
            continue;
        };
        if !codes(module.clone(), &path, &text).is_empty() {
            continue;
        }
        for faulty in faults(&module) {
            let found = codes(faulty, &path, &text);
            assert!(
                found.len() <= 1 && found.iter().all(|code| *code == wanted),
                "{}: {found:?}",
                path.display()
            );
        }
    }
}

#[test]
fn a_wrong_statement_in_each_function() {
    let faults = |module: &Module| {
        let mut all = Vec::new();
        for (handle, _) in module.functions.iter() {
            let mut copy = module.clone();
            copy.functions[handle]
                .body
                .push(Statement::Break, Span::UNDEFINED);
            all.push(copy);
        }
        for index in 0..module.entry_points.len() {
            let mut copy = module.clone();
            copy.entry_points[index]
                .function
                .body
                .push(Statement::Break, Span::UNDEFINED);
            all.push(copy);
        }
        all
    };
    each(faults, "break-outside");
}

#[test]
fn a_variable_without_its_binding() {
    let faults = |module: &Module| {
        module
            .global_variables
            .iter()
            .filter(|(_, variable)| variable.binding.is_some())
            .map(|(handle, _)| {
                let mut copy = module.clone();
                copy.global_variables[handle].binding = None;
                copy
            })
            .collect()
    };
    each(faults, "binding-missing");
}

#[test]
fn a_struct_without_members() {
    let faults = |module: &Module| {
        module
            .types
            .iter()
            .filter(|(_, ty)| matches!(ty.inner, TypeInner::Struct { .. }))
            .map(|(handle, ty)| {
                let mut copy = module.clone();
                copy.types.replace(
                    handle,
                    Type {
                        name: ty.name.clone(),
                        inner: TypeInner::Struct {
                            members: Vec::<StructMember>::new(),
                            span: 16,
                        },
                    },
                );
                copy
            })
            .collect()
    };
    each(faults, "struct-empty");
}

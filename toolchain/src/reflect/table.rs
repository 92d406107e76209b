//! A reflection as text for a terminal.

use super::model::{
    Binding, BindingRef, BindingUse, Count, EntryPoint, Reflection, ScalarValue, Shape,
    StructLayout, TypeLayout, Use, Varying,
};
use crate::ir_text::spelling::clean;

/// Writes a reflection as sections of aligned columns; what is empty is left out.
#[must_use]
pub fn table(reflection: &Reflection) -> String {
    let Reflection {
        schema_version: _,
        generator,
        source,
        capabilities,
        entry_points,
        bindings,
        immediates,
        overrides,
        globals,
        structs,
    } = reflection;
    let mut out = Text::default();
    out.line(0, &format!("{} ({})", clean(&source.name), source.language));
    if !capabilities.is_empty() {
        out.line(0, &format!("needs {}", capabilities.join(", ")));
    }
    out.line(
        0,
        &format!(
            "naga {}, naga-toolchain {}",
            generator.naga, generator.toolchain
        ),
    );

    // Keys are for hosts; people know an override by its name.
    let called = |keys: &[String]| {
        let names: Vec<_> = keys
            .iter()
            .map(|key| {
                overrides
                    .iter()
                    .find(|it| it.key == *key)
                    .and_then(|it| it.name.as_deref())
                    .map_or_else(|| format!("@id({key})"), clean)
            })
            .collect();
        names.join(", ")
    };
    for it in entry_points {
        entry_point(&mut out, it, &called);
    }
    out.section("Bindings", bindings_table(bindings));
    out.section(
        "Immediates",
        Columns::new(&["name", "type", "size", "align", "used by"]).with_rows(
            immediates.iter().map(|it| {
                vec![
                    name(it.name.as_deref()),
                    it.layout.ty.clone(),
                    it.layout.size.to_string(),
                    it.layout.align.to_string(),
                    it.used_by.join(", "),
                ]
            }),
        ),
    );
    out.section(
        "Overrides",
        Columns::new(&["name", "id", "type", "default", "value", "depends on"]).with_rows(
            overrides.iter().map(|it| {
                let value = it.default.map(scalar).unwrap_or_default();
                vec![
                    name(it.name.as_deref()),
                    option(it.id),
                    it.ty.clone(),
                    match &it.default_expression {
                        Some(expression) => expression.clone(),
                        None => "required".to_owned(),
                    },
                    value,
                    called(&it.depends_on),
                ]
            }),
        ),
    );
    out.section(
        "Other variables",
        Columns::new(&["name", "space", "type", "size", "by override", "used by"]).with_rows(
            globals.iter().map(|it| {
                vec![
                    clean(&it.name),
                    it.space.clone(),
                    it.ty.clone(),
                    it.size.map_or_else(|| "?".to_owned(), |it| it.to_string()),
                    called(&it.overrides),
                    it.used_by.join(", "),
                ]
            }),
        ),
    );
    for it in structs {
        struct_layout(&mut out, it);
    }
    out.text
}

fn entry_point(out: &mut Text, it: &EntryPoint, called: &dyn Fn(&[String]) -> String) {
    out.blank();
    out.line(
        0,
        &format!("Entry point {} ({})", clean(&it.name), it.stage),
    );
    let mut facts = Vec::new();
    if let Some(size) = &it.workgroup_size {
        let axis = |size: Option<u32>| size.map_or_else(|| "?".to_owned(), |it| it.to_string());
        facts.push((
            "workgroup size".to_owned(),
            format!("{} x {} x {}", axis(size.x), axis(size.y), axis(size.z)),
        ));
        for by in &size.overrides {
            let axis = match by.axis {
                super::model::Axis::X => "x",
                super::model::Axis::Y => "y",
                super::model::Axis::Z => "z",
            };
            facts.push((format!("workgroup {axis}"), format!("= {}", by.expression)));
        }
        match it.workgroup_memory {
            Some(0) => {}
            Some(bytes) => facts.push(("workgroup memory".to_owned(), format!("{bytes} bytes"))),
            None => facts.push(("workgroup memory".to_owned(), "set by overrides".to_owned())),
        }
    }
    if let Some(test) = it.early_depth_test {
        use super::model::EarlyDepthTest as Test;
        let test = match test {
            Test::Force => "forced",
            Test::AllowGreaterEqual => "allowed, depth only grows",
            Test::AllowLessEqual => "allowed, depth only shrinks",
            Test::AllowUnchanged => "allowed, depth is unchanged",
        };
        facts.push(("early depth test".to_owned(), test.to_owned()));
    }
    if it.may_discard {
        facts.push(("discards".to_owned(), "yes".to_owned()));
    }
    if it.dual_source_blending {
        facts.push(("dual-source blending".to_owned(), "yes".to_owned()));
    }
    if let Some(immediates) = &it.immediates {
        let ranges: Vec<_> = immediates
            .ranges
            .iter()
            .map(|range| format!("{}..{}", range.start, range.end))
            .collect();
        let ranges = if ranges.is_empty() {
            "none read".to_owned()
        } else {
            format!("bytes {}", ranges.join(", "))
        };
        facts.push(("immediates".to_owned(), ranges));
    }
    if !it.overrides.is_empty() {
        facts.push(("overrides".to_owned(), called(&it.overrides)));
    }
    if !it.globals.is_empty() {
        facts.push(("variables".to_owned(), clean(&it.globals.join(", "))));
    }
    for (what, payload) in [
        ("task payload", &it.task_payload),
        ("incoming payload", &it.incoming_ray_payload),
    ] {
        if let Some(payload) = payload {
            facts.push((what.to_owned(), clean(payload)));
        }
    }
    if let Some(mesh) = &it.mesh {
        let limit = |limit: Option<u32>| limit.map_or_else(|| "?".to_owned(), |it| it.to_string());
        facts.push((
            "mesh".to_owned(),
            format!(
                "{}, at most {} vertices and {} primitives",
                mesh.topology,
                limit(mesh.max_vertices),
                limit(mesh.max_primitives)
            ),
        ));
    }
    let width = facts.iter().map(|(what, _)| what.len()).max().unwrap_or(0);
    for (what, value) in &facts {
        out.line(1, &format!("{what:width$}  {value}"));
    }

    out.subsection("inputs", varyings(&it.inputs));
    out.subsection("outputs", varyings(&it.outputs));
    if let Some(mesh) = &it.mesh {
        out.subsection("outputs of a vertex", varyings(&mesh.vertex_outputs));
        out.subsection("outputs of a primitive", varyings(&mesh.primitive_outputs));
    }
    out.subsection(
        "bindings",
        Columns::new(&["group", "binding", "name", "used to"]).with_rows(it.bindings.iter().map(
            |BindingUse {
                 group,
                 binding,
                 name: called,
                 uses,
             }| {
                let uses: Vec<_> = uses
                    .iter()
                    .map(|it| match it {
                        Use::Read => "read",
                        Use::Write => "write",
                        Use::Atomic => "atomic",
                        Use::Query => "query",
                    })
                    .collect();
                vec![
                    group.to_string(),
                    binding.to_string(),
                    name(called.as_deref()),
                    uses.join(", "),
                ]
            },
        )),
    );
    let place = |it: &BindingRef| {
        format!(
            "{} ({}, {})",
            name(it.name.as_deref()),
            it.group,
            it.binding
        )
    };
    out.subsection(
        "sampled together",
        Columns::new(&["texture", "sampler"]).with_rows(
            it.texture_samplers
                .iter()
                .map(|pair| vec![place(&pair.texture), place(&pair.sampler)]),
        ),
    );
}

fn varyings(varyings: &[Varying]) -> Columns {
    Columns::new(&["at", "name", "type", "struct", "attributes"]).with_rows(varyings.iter().map(
        |it| {
            let at = match (it.location, &it.builtin) {
                (Some(location), _) => format!("location {location}"),
                (None, Some(builtin)) => builtin.clone(),
                (None, None) => String::new(),
            };
            let mut attributes: Vec<String> = [it.interpolation.clone(), it.sampling.clone()]
                .into_iter()
                .flatten()
                .collect();
            if let Some(blend_src) = it.blend_src {
                attributes.push(format!("blend source {blend_src}"));
            }
            if it.per_primitive {
                attributes.push("per primitive".to_owned());
            }
            if it.invariant {
                attributes.push("invariant".to_owned());
            }
            vec![
                at,
                it.name.as_deref().map(clean).unwrap_or_default(),
                it.ty.clone(),
                it.in_struct.clone().unwrap_or_default(),
                attributes.join(", "),
            ]
        },
    ))
}

fn bindings_table(bindings: &[Binding]) -> Columns {
    Columns::new(&[
        "group", "binding", "name", "class", "access", "type", "count", "bytes", "stages",
    ])
    .with_rows(bindings.iter().map(|it| {
        let bytes = it.buffer.as_ref().map_or_else(String::new, |buffer| {
            match buffer.runtime_array {
                // What one more element costs stands beside what none would need.
                Some(array) => format!("{} + {}n", array.offset, array.stride),
                None => buffer.min_size.to_string(),
            }
        });
        let mut access = it.access.map(|it| it.name().to_owned()).unwrap_or_default();
        for (set, word) in [(it.coherent, " coherent"), (it.volatile, " volatile")] {
            if set {
                access.push_str(word);
            }
        }
        let stages: Vec<_> = it.stages.iter().map(|stage| stage.name()).collect();
        vec![
            it.group.to_string(),
            it.binding.to_string(),
            name(it.name.as_deref()),
            it.class.name().to_owned(),
            access,
            it.ty.clone(),
            it.binding_array.as_ref().map(count).unwrap_or_default(),
            bytes,
            if stages.is_empty() {
                "unused".to_owned()
            } else {
                stages.join(", ")
            },
        ]
    }))
}

fn struct_layout(out: &mut Text, it: &StructLayout) {
    let spaces = if it.spaces.is_empty() {
        String::new()
    } else {
        format!(", in {}", it.spaces.join(", "))
    };
    let size = if it.runtime_sized {
        format!("{} bytes with one element", it.size)
    } else {
        format!("{} bytes", it.size)
    };
    let title = format!(
        "Struct {}: {size}, aligned to {}{spaces}",
        clean(&it.name),
        it.align
    );
    let mut rows = Vec::new();
    for member in &it.members {
        rows.push(vec![
            member.offset.to_string(),
            member.layout.size.to_string(),
            member.layout.align.to_string(),
            name(member.name.as_deref()),
            member.layout.ty.clone(),
            stride(&member.layout),
        ]);
        if member.padding_after > 0 {
            let end = u64::from(member.offset) + u64::from(member.layout.size);
            rows.push(vec![
                end.to_string(),
                member.padding_after.to_string(),
                String::new(),
                "(padding)".to_owned(),
            ]);
        }
    }
    out.section(
        &title,
        Columns::new(&["offset", "size", "align", "member", "type", "stride"]).with_rows(rows),
    );
}

/// From one element, or column, to the next.
fn stride(layout: &TypeLayout) -> String {
    match &layout.shape {
        Shape::Matrix { column_stride, .. } => column_stride.to_string(),
        Shape::Array { stride, .. } => stride.to_string(),
        Shape::Scalar { .. }
        | Shape::Atomic { .. }
        | Shape::Vector { .. }
        | Shape::Struct { .. }
        | Shape::Opaque => String::new(),
    }
}

fn name(name: Option<&str>) -> String {
    name.map_or_else(|| "-".to_owned(), clean)
}

fn count(count: &Count) -> String {
    match count.count {
        Some(count) => count.to_string(),
        None if count.runtime_sized => "unbounded".to_owned(),
        None => "?".to_owned(),
    }
}

fn option(value: Option<u16>) -> String {
    value.map(|it| it.to_string()).unwrap_or_default()
}

fn scalar(value: ScalarValue) -> String {
    match value {
        ScalarValue::Bool(value) => value.to_string(),
        ScalarValue::Int(value) => value.to_string(),
        ScalarValue::Uint(value) => value.to_string(),
        ScalarValue::Float(value) => format!("{value:?}"),
    }
}

#[derive(Default)]
struct Text {
    text: String,
}

impl Text {
    fn line(&mut self, depth: usize, text: &str) {
        for _ in 0..depth {
            self.text.push_str("  ");
        }
        self.text.push_str(clean(text).trim_end());
        self.text.push('\n');
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }

    fn section(&mut self, title: &str, columns: Columns) {
        if !columns.rows.is_empty() {
            self.blank();
            self.line(0, title);
            columns.write(self, 1);
        }
    }

    fn subsection(&mut self, title: &str, columns: Columns) {
        if !columns.rows.is_empty() {
            self.line(1, title);
            columns.write(self, 2);
        }
    }
}

/// Rows under a header; a column without any value is left out.
struct Columns {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// How wide a column of a table gets: a name may be longer than any screen, and every row would be as long.
pub const MOST_WIDTH: usize = 200;

impl Columns {
    fn new(header: &[&str]) -> Self {
        Self {
            header: header.iter().map(|it| (*it).to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    fn with_rows(mut self, rows: impl IntoIterator<Item = Vec<String>>) -> Self {
        self.rows.extend(rows);
        self
    }

    fn write(self, out: &mut Text, depth: usize) {
        // A name from a binary can hold anything, also what a terminal obeys.
        // A name from a binary can hold anything, also what a terminal obeys.
        let cell = |row: &[String], column: usize| {
            let text = row.get(column).map(String::as_str);
            text.map(clean).unwrap_or_default()
        };
        let columns: Vec<(usize, usize, bool)> = (0..self.header.len())
            .filter(|column| self.rows.iter().any(|row| !cell(row, *column).is_empty()))
            .map(|column| {
                let numeric = self
                    .rows
                    .iter()
                    .all(|row| cell(row, column).bytes().all(|byte| byte.is_ascii_digit()));
                let width = std::iter::once(&self.header)
                    .chain(&self.rows)
                    .map(|row| cell(row, column).chars().count())
                    .max()
                    .unwrap_or(0)
                    .min(MOST_WIDTH);
                (column, width, numeric)
            })
            .collect();
        for row in std::iter::once(&self.header).chain(&self.rows) {
            let cells: Vec<_> = columns
                .iter()
                .map(|(column, width, numeric)| {
                    let cell = cell(row, *column);
                    let space = " ".repeat(width.saturating_sub(cell.chars().count()));
                    match numeric {
                        true => space + &cell,
                        false => cell + &space,
                    }
                })
                .collect();
            out.line(depth, &cells.join("  "));
        }
    }
}

//! naga's IR as text for people who debug a shader or a translation of it.
//!
//! One line for each expression, with its handle and type (`%7: vec3<f32> = access %3 [%5]`);
//! names instead of handles where there are names; evaluated expressions stand where the body
//! evaluates them, the others before it. `@name` is a global variable. The text is for reading
//! and for comparing, not for parsing, and the same module always gives the same text.
//!
//! It imports `check` for the module with its types and `source` for line numbers. Blocks are
//! walked without recursion, and spelled types and expressions are cut at a fixed depth.

pub(crate) mod expression;
pub(crate) mod spelling;
pub(crate) mod statement;
mod words;

#[cfg(test)]
mod tests;

use naga::{
    EarlyDepthTest, EntryPoint, Expression, Function, FunctionArgument, FunctionResult,
    GlobalVariable, Handle, LocalVariable, MemoryDecorations, MeshStageInfo, Module, Override,
    ResourceBinding, Span, SpecialTypes, StructMember, Type, TypeInner,
};

use crate::check::Checked;
use crate::source::{Source, Stage};
use expression::Scope;
use spelling::{Names, binding_text, clean, name_at, push, space_names};
use statement::Body;

/// Deeper lines are not indented further, lest deep nesting square the size of the text.
const MAX_INDENT: usize = 32;

/// What is written beside the IR itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IrTextOptions {
    /// The place in the source behind each line: `@12:5` is line 12, column 5; `@+96` is a byte
    /// offset in a binary source.
    pub spans: bool,
    /// The type of each expression.
    pub types: bool,
}

impl Default for IrTextOptions {
    fn default() -> Self {
        Self {
            spans: false,
            types: true,
        }
    }
}

/// Writes the module with the default options.
#[must_use]
pub fn write(checked: &Checked) -> String {
    write_with(checked, IrTextOptions::default())
}

/// Writes the module.
#[must_use]
pub fn write_with(checked: &Checked, options: IrTextOptions) -> String {
    let names = Names::new(checked.module());
    let mut lines = Lines {
        text: String::new(),
        source: checked.source(),
        options,
    };
    let header = format!(
        "module {} ({}), naga {}",
        clean(checked.source().name()),
        checked.source().language(),
        crate::NAGA_VERSION
    );
    lines.push(0, &header, Span::UNDEFINED);
    Writer {
        checked,
        names: &names,
    }
    .write(&mut lines);
    lines.text
}

/// The text so far.
struct Lines<'a> {
    text: String,
    source: &'a Source,
    options: IrTextOptions,
}

impl Lines<'_> {
    fn push(&mut self, depth: usize, text: &str, span: Span) {
        for _ in 0..depth.min(MAX_INDENT) {
            self.text.push_str("  ");
        }
        self.text.push_str(text);
        if self.options.spans
            && let Some(range) = span.to_range()
        {
            if self.source.has_places() {
                let at = self.source.position(range.start);
                push(&mut self.text, format_args!("  @{}:{}", at.line, at.column));
            } else {
                push(&mut self.text, format_args!("  @+{}", range.start));
            }
        }
        self.text.push('\n');
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }

    fn docs(&mut self, depth: usize, docs: Option<&Vec<String>>) {
        for line in docs.into_iter().flatten().flat_map(|text| text.lines()) {
            self.push(depth, clean(line.trim_end()).as_str(), Span::UNDEFINED);
        }
    }

    fn expression(&mut self, depth: usize, scope: &Scope<'_>, handle: Handle<Expression>) {
        let text = format!(
            "{} = {}",
            scope.definition(handle, self.options.types),
            scope.text(handle)
        );
        self.push(depth, &text, scope.arena.get_span(handle));
    }
}

struct Writer<'a> {
    checked: &'a Checked,
    names: &'a Names<'a>,
}

impl<'a> Writer<'a> {
    fn write(&self, lines: &mut Lines<'a>) {
        let info = self.checked.info();
        let module = self.checked.module();
        let Module {
            types,
            special_types,
            constants,
            overrides,
            global_variables,
            global_expressions,
            functions,
            entry_points,
            diagnostic_filters,
            diagnostic_filter_leaf: _,
            doc_comments,
        } = module;
        let docs = doc_comments.as_deref();
        let scope = Scope::of_module(module, info, self.names);

        lines.docs(0, docs.map(|docs| &docs.module));
        self.section(lines, "types", types.is_empty());
        for (handle, ty) in types.iter() {
            lines.docs(1, docs.and_then(|docs| docs.types.get(&handle)));
            self.ty(lines, handle, ty);
        }
        self.special_types(lines, special_types);

        self.section(lines, "expressions", global_expressions.is_empty());
        for (handle, _) in global_expressions.iter() {
            lines.expression(1, &scope, handle);
        }
        self.section(lines, "constants", constants.is_empty());
        for (handle, constant) in constants.iter() {
            let naga::Constant { name: _, ty, init } = constant;
            lines.docs(1, docs.and_then(|docs| docs.constants.get(&handle)));
            let text = format!(
                "const {}: {} = {}",
                name_at(&self.names.constants, handle.index()),
                self.names.ty(*ty),
                scope.operand(*init)
            );
            lines.push(1, &text, constants.get_span(handle));
        }
        self.section(lines, "overrides", overrides.is_empty());
        for (handle, it) in overrides.iter() {
            let Override {
                name: _,
                id,
                ty,
                init,
            } = it;
            let mut text = String::new();
            if let Some(id) = id {
                push(&mut text, format_args!("@id({id}) "));
            }
            push(
                &mut text,
                format_args!(
                    "override {}: {}",
                    name_at(&self.names.overrides, handle.index()),
                    self.names.ty(*ty)
                ),
            );
            scope.push_option(&mut text, "=", *init);
            lines.push(1, &text, overrides.get_span(handle));
        }
        self.section(lines, "globals", global_variables.is_empty());
        for (handle, variable) in global_variables.iter() {
            lines.docs(1, docs.and_then(|docs| docs.global_variables.get(&handle)));
            let text = self.global(&scope, handle, variable);
            lines.push(1, &text, global_variables.get_span(handle));
        }
        self.section(lines, "diagnostic filters", diagnostic_filters.is_empty());
        for (handle, filter) in diagnostic_filters.iter() {
            let text = format!(
                "%{}: {:?}, parent {}",
                handle.index(),
                filter.inner,
                filter
                    .parent
                    .map_or_else(|| "none".to_owned(), |it| format!("%{}", it.index()))
            );
            lines.push(1, &text, Span::UNDEFINED);
        }

        for (handle, function) in functions.iter() {
            lines.blank();
            lines.docs(0, docs.and_then(|docs| docs.functions.get(&handle)));
            let name = name_at(&self.names.functions, handle.index());
            let scope = Scope::of_function(module, &info[handle], self.names, function);
            self.function(lines, &scope, name, function, functions.get_span(handle));
        }
        for (index, entry_point) in entry_points.iter().enumerate() {
            lines.blank();
            lines.docs(0, docs.and_then(|docs| docs.entry_points.get(&index)));
            self.entry_point(lines, index, entry_point, &scope);
        }
    }

    fn section(&self, lines: &mut Lines<'_>, title: &str, is_empty: bool) {
        if !is_empty {
            lines.blank();
            lines.push(0, title, Span::UNDEFINED);
        }
    }

    fn ty(&self, lines: &mut Lines<'_>, handle: Handle<Type>, ty: &Type) {
        let types = &self.checked.module().types;
        let span = types.get_span(handle);
        let index = handle.index();
        let spelled = self.names.ty(handle);
        match &ty.inner {
            TypeInner::Struct {
                members,
                span: size,
            } => {
                lines.push(
                    1,
                    &format!("%{index}: struct {spelled} {{ size {size}"),
                    span,
                );
                for (number, member) in members.iter().enumerate() {
                    let StructMember {
                        name,
                        ty,
                        binding,
                        offset,
                    } = member;
                    let name = match name {
                        Some(name) => clean(name),
                        None => format!("member{number}"),
                    };
                    let binding = binding
                        .as_ref()
                        .map_or_else(String::new, |it| format!("{} ", binding_text(it)));
                    let docs = self.checked.module().doc_comments.as_deref();
                    lines.docs(
                        2,
                        docs.and_then(|docs| docs.struct_members.get(&(handle, number))),
                    );
                    let text = format!("{offset:>4} {binding}{name}: {}", self.names.ty(*ty));
                    lines.push(2, &text, Span::UNDEFINED);
                }
                lines.push(1, "}", Span::UNDEFINED);
            }
            TypeInner::Array {
                base: _,
                size: _,
                stride,
            } => lines.push(1, &format!("%{index}: {spelled} stride {stride}"), span),
            TypeInner::Scalar(_)
            | TypeInner::Vector { .. }
            | TypeInner::Matrix { .. }
            | TypeInner::CooperativeMatrix { .. }
            | TypeInner::Atomic(_)
            | TypeInner::Pointer { .. }
            | TypeInner::ValuePointer { .. }
            | TypeInner::Image { .. }
            | TypeInner::Sampler { .. }
            | TypeInner::AccelerationStructure { .. }
            | TypeInner::RayQuery { .. }
            | TypeInner::BindingArray { .. } => {
                // An alias of the source survives as the name of a type that is no struct.
                let name = match &ty.name {
                    Some(name) if *name != spelled => format!(" ({})", clean(name)),
                    Some(_) | None => String::new(),
                };
                lines.push(1, &format!("%{index}: {spelled}{name}"), span);
            }
        }
    }

    fn special_types(&self, lines: &mut Lines<'_>, special: &SpecialTypes) {
        let SpecialTypes {
            ray_desc,
            ray_intersection,
            ray_vertex_return,
            external_texture_params,
            external_texture_transfer_function,
            predeclared_types,
        } = special;
        let single = [
            ("ray description", ray_desc),
            ("ray intersection", ray_intersection),
            ("ray vertex positions", ray_vertex_return),
            ("external texture parameters", external_texture_params),
            (
                "external texture transfer function",
                external_texture_transfer_function,
            ),
        ];
        let all: Vec<_> = single
            .into_iter()
            .filter_map(|(role, handle)| Some((role.to_owned(), (*handle)?)))
            .chain(
                predeclared_types
                    .iter()
                    .map(|(role, handle)| (clean(&role.struct_name()), *handle)),
            )
            .collect();
        self.section(lines, "special types", all.is_empty());
        for (role, handle) in all {
            let text = format!("%{} {}: {role}", handle.index(), self.names.ty(handle));
            lines.push(1, &text, Span::UNDEFINED);
        }
    }

    fn global(
        &self,
        scope: &Scope<'_>,
        handle: Handle<GlobalVariable>,
        variable: &GlobalVariable,
    ) -> String {
        let GlobalVariable {
            name: _,
            space,
            binding,
            ty,
            init,
            memory_decorations,
        } = variable;
        let mut text = String::new();
        if let Some(ResourceBinding { group, binding }) = binding {
            push(
                &mut text,
                format_args!("@group({group}) @binding({binding}) "),
            );
        }
        for (flag, word) in [
            (MemoryDecorations::COHERENT, "@coherent "),
            (MemoryDecorations::VOLATILE, "@volatile "),
        ] {
            if memory_decorations.contains(flag) {
                text.push_str(word);
            }
        }
        match space_names(*space) {
            ("handle", _) => text.push_str("var "),
            (space, None) => push(&mut text, format_args!("var<{space}> ")),
            (space, Some(access)) => push(&mut text, format_args!("var<{space}, {access}> ")),
        }
        push(
            &mut text,
            format_args!(
                "@{}: {}",
                name_at(&self.names.globals, handle.index()),
                self.names.ty(*ty)
            ),
        );
        scope.push_option(&mut text, "=", *init);
        text
    }

    fn entry_point(
        &self,
        lines: &mut Lines<'a>,
        index: usize,
        entry_point: &'a EntryPoint,
        globals: &Scope<'_>,
    ) {
        let EntryPoint {
            name,
            stage,
            early_depth_test,
            workgroup_size,
            workgroup_size_overrides,
            function,
            mesh_info,
            task_payload,
            incoming_ray_payload,
        } = entry_point;
        let stage = Stage::from(*stage);
        let mut text = format!("@{stage}");
        match early_depth_test {
            None => {}
            Some(EarlyDepthTest::Force) => text.push_str(" @early_depth_test(force)"),
            Some(EarlyDepthTest::Allow { conservative }) => push(
                &mut text,
                format_args!(" @early_depth_test({conservative:?})"),
            ),
        }
        if matches!(stage, Stage::Compute | Stage::Task | Stage::Mesh) {
            let overrides = workgroup_size_overrides.unwrap_or_default();
            let axes: Vec<_> = workgroup_size
                .iter()
                .zip(overrides)
                .map(|(size, by)| match by {
                    Some(by) => self.names.constant(by),
                    None => size.to_string(),
                })
                .collect();
            push(
                &mut text,
                format_args!(" @workgroup_size({})", axes.join(", ")),
            );
        }
        for (word, variable) in [
            ("payload", task_payload),
            ("incoming_payload", incoming_ray_payload),
        ] {
            if let Some(variable) = variable {
                push(
                    &mut text,
                    format_args!(
                        " @{word}({})",
                        name_at(&self.names.globals, variable.index())
                    ),
                );
            }
        }
        if let Some(mesh) = mesh_info {
            let MeshStageInfo {
                topology,
                max_vertices,
                max_vertices_override,
                max_primitives,
                max_primitives_override,
                vertex_output_type,
                primitive_output_type,
                output_variable,
            } = mesh;
            let limit = |value: &u32, by: &Option<_>| match by {
                Some(by) => globals.operand(*by).to_owned(),
                None => value.to_string(),
            };
            push(
                &mut text,
                format_args!(
                    " @mesh({}; {topology:?}; {} x {}, {} x {})",
                    name_at(&self.names.globals, output_variable.index()),
                    limit(max_vertices, max_vertices_override),
                    self.names.ty(*vertex_output_type),
                    limit(max_primitives, max_primitives_override),
                    self.names.ty(*primitive_output_type),
                ),
            );
        }
        lines.push(0, &text, Span::UNDEFINED);
        let module = self.checked.module();
        let info = self.checked.info().get_entry_point(index);
        let scope = Scope::of_function(module, info, self.names, function);
        self.function(lines, &scope, &clean(name), function, Span::UNDEFINED);
    }

    fn function(
        &self,
        lines: &mut Lines<'a>,
        scope: &Scope<'a>,
        name: &str,
        function: &'a Function,
        span: Span,
    ) {
        let Function {
            name: _,
            arguments,
            result,
            local_variables,
            expressions,
            named_expressions: _,
            body,
            diagnostic_filter_leaf,
        } = function;
        let arguments: Vec<_> = arguments
            .iter()
            .zip(&scope.arguments)
            .map(|(argument, name)| {
                let FunctionArgument {
                    name: _,
                    ty,
                    binding,
                } = argument;
                let binding = binding
                    .as_ref()
                    .map_or_else(String::new, |it| format!("{} ", binding_text(it)));
                format!("{binding}{name}: {}", self.names.ty(*ty))
            })
            .collect();
        let result = result
            .as_ref()
            .map_or_else(String::new, |FunctionResult { ty, binding }| {
                let binding = binding
                    .as_ref()
                    .map_or_else(String::new, |it| format!("{} ", binding_text(it)));
                format!(" -> {binding}{}", self.names.ty(*ty))
            });
        let filter = diagnostic_filter_leaf.map_or_else(String::new, |leaf| {
            format!(" diagnostic filter %{}", leaf.index())
        });
        let head = format!("fn {name}({}){result}{filter} {{", arguments.join(", "));
        lines.push(0, &head, span);
        for (handle, local) in local_variables.iter() {
            let LocalVariable { name: _, ty, init } = local;
            let mut text = format!(
                "var {}: {}",
                name_at(&scope.locals, handle.index()),
                self.names.ty(*ty)
            );
            scope.push_option(&mut text, "=", *init);
            lines.push(1, &text, local_variables.get_span(handle));
        }

        // What the body does not evaluate is known only after it was written.
        let before = std::mem::take(&mut lines.text);
        let mut writer = Body::new(scope, lines);
        writer.write(body, 1);
        let written = writer.written;
        let body_text = std::mem::replace(&mut lines.text, before);
        let mut separate = !local_variables.is_empty();
        for ((handle, _), written) in expressions.iter().zip(written) {
            if !written {
                lines.expression(1, scope, handle);
                separate = true;
            }
        }
        if separate && !body_text.is_empty() {
            lines.blank();
        }
        lines.text.push_str(&body_text);
        lines.push(0, "}", Span::UNDEFINED);
    }
}

//! Names and WGSL spellings of what naga's arenas hold, for people.
//!
//! naga spells types too, but drops the element type of override-sized arrays, falls back to
//! debug output with arena indices for what WGSL lacks, and gives two structs of one name the
//! same spelling. Here each struct has one name that is unique in the module.

use std::collections::{HashMap, HashSet};

use naga::common::wgsl::ToWgsl;
use naga::proc::TypeResolution;
use naga::{
    AddressSpace, ArraySize, Expression, Handle, Module, Override, Scalar, Type, TypeInner,
};

pub(crate) use super::words::{
    binding_text, builtin_name, clean, literal, push, scalar_name, space_names,
};
use super::words::{vector_name, write_image};

/// Deepest nesting that is spelled out; what lies below becomes `…`.
const MAX_DEPTH: u32 = 24;

/// Longest text of one expression: operands are shared, so that a few doublings of a sum would
/// spell millions of terms.
const MAX_EXPRESSION: usize = 1000;

/// The unique names of a module's structs, constants, overrides, globals and functions.
pub(crate) struct Names<'a> {
    module: &'a Module,
    structs: HashMap<Handle<Type>, String>,
    /// By handle index, as are those below.
    pub(crate) constants: Vec<String>,
    pub(crate) overrides: Vec<String>,
    pub(crate) globals: Vec<String>,
    pub(crate) functions: Vec<String>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(module: &'a Module) -> Self {
        let structs: Vec<_> = module
            .types
            .iter()
            .filter(|(_, ty)| matches!(ty.inner, TypeInner::Struct { .. }))
            .collect();
        let names = unique(structs.iter().map(|(_, ty)| ty.name.as_deref()), "struct");
        Self {
            module,
            structs: structs
                .iter()
                .map(|(handle, _)| *handle)
                .zip(names)
                .collect(),
            constants: unique(
                module.constants.iter().map(|(_, it)| it.name.as_deref()),
                "const",
            ),
            overrides: unique(
                module.overrides.iter().map(|(_, it)| it.name.as_deref()),
                "override",
            ),
            globals: unique(
                module
                    .global_variables
                    .iter()
                    .map(|(_, it)| it.name.as_deref()),
                "global",
            ),
            functions: unique(
                module.functions.iter().map(|(_, it)| it.name.as_deref()),
                "fn",
            ),
        }
    }

    /// The unique name of a struct; none for every other type.
    pub(crate) fn struct_name(&self, handle: Handle<Type>) -> Option<&str> {
        self.structs.get(&handle).map(String::as_str)
    }

    /// The WGSL spelling of a type.
    pub(crate) fn ty(&self, handle: Handle<Type>) -> String {
        let mut text = String::new();
        self.write_handle(&mut text, handle, 0);
        text
    }

    /// The WGSL spelling of a type that may stand outside the arena.
    pub(crate) fn resolution(&self, resolution: &TypeResolution) -> String {
        match resolution {
            TypeResolution::Handle(handle) => self.ty(*handle),
            TypeResolution::Value(inner) => {
                let mut text = String::new();
                self.write_inner(&mut text, inner, 0);
                text
            }
        }
    }

    fn write_handle(&self, out: &mut String, handle: Handle<Type>, depth: u32) {
        if depth > MAX_DEPTH {
            out.push('…');
            return;
        }
        match self.struct_name(handle) {
            Some(name) => out.push_str(name),
            None => self.write_inner(out, &self.module.types[handle].inner, depth),
        }
    }

    fn write_inner(&self, out: &mut String, inner: &TypeInner, depth: u32) {
        match inner {
            TypeInner::Scalar(scalar) => out.push_str(&scalar_name(*scalar)),
            TypeInner::Vector { size, scalar } => out.push_str(&vector_name(*size, *scalar)),
            TypeInner::Matrix {
                columns,
                rows,
                scalar,
            } => push(
                out,
                format_args!(
                    "mat{}x{}<{}>",
                    *columns as u8,
                    *rows as u8,
                    scalar_name(*scalar)
                ),
            ),
            TypeInner::CooperativeMatrix {
                columns,
                rows,
                scalar,
                role,
            } => push(
                out,
                format_args!(
                    "coop_mat{}x{}<{}, {}>",
                    *columns as u8,
                    *rows as u8,
                    scalar_name(*scalar),
                    role.to_wgsl()
                ),
            ),
            TypeInner::Atomic(scalar) => {
                push(out, format_args!("atomic<{}>", scalar_name(*scalar)));
            }
            TypeInner::Pointer { base, space } => {
                self.write_pointer(out, *space, |names, out| {
                    names.write_handle(out, *base, depth + 1);
                });
            }
            TypeInner::ValuePointer {
                size,
                scalar,
                space,
            } => self.write_pointer(out, *space, |_, out| match size {
                Some(size) => out.push_str(&vector_name(*size, *scalar)),
                None => out.push_str(&scalar_name(*scalar)),
            }),
            TypeInner::Array {
                base,
                size,
                stride: _,
            } => self.write_array(out, "array", *base, *size, depth),
            TypeInner::BindingArray { base, size } => {
                self.write_array(out, "binding_array", *base, *size, depth);
            }
            // Only reached without a handle, and then nothing knows its name.
            TypeInner::Struct {
                members: _,
                span: _,
            } => out.push_str("struct"),
            TypeInner::Image {
                dim,
                arrayed,
                class,
            } => write_image(out, dim.to_wgsl(), *arrayed, *class),
            TypeInner::Sampler { comparison: false } => out.push_str("sampler"),
            TypeInner::Sampler { comparison: true } => out.push_str("sampler_comparison"),
            TypeInner::AccelerationStructure { vertex_return } => {
                out.push_str("acceleration_structure");
                out.push_str(if *vertex_return {
                    "<vertex_return>"
                } else {
                    ""
                });
            }
            TypeInner::RayQuery { vertex_return } => {
                out.push_str("ray_query");
                out.push_str(if *vertex_return {
                    "<vertex_return>"
                } else {
                    ""
                });
            }
        }
    }

    fn write_pointer(
        &self,
        out: &mut String,
        space: AddressSpace,
        base: impl FnOnce(&Self, &mut String),
    ) {
        let (space, access) = space_names(space);
        push(out, format_args!("ptr<{space}, "));
        base(self, out);
        if let Some(access) = access {
            push(out, format_args!(", {access}"));
        }
        out.push('>');
    }

    fn write_array(
        &self,
        out: &mut String,
        word: &str,
        base: Handle<Type>,
        size: ArraySize,
        depth: u32,
    ) {
        push(out, format_args!("{word}<"));
        self.write_handle(out, base, depth + 1);
        match size {
            ArraySize::Constant(count) => push(out, format_args!(", {count}")),
            ArraySize::Pending(length) => {
                out.push_str(", ");
                self.write_override(out, length, 0);
            }
            ArraySize::Dynamic => {}
        }
        out.push('>');
    }

    /// The name of an override, or the expression that an unnamed one stands for.
    fn write_override(&self, out: &mut String, handle: Handle<Override>, depth: u32) {
        let it = &self.module.overrides[handle];
        match (&it.name, it.init) {
            (None, Some(init)) => self.write_constant(out, init, depth),
            (Some(_), _) | (None, None) => {
                out.push_str(name_at(&self.overrides, handle.index()));
            }
        }
    }

    /// A constant or override expression of the module as WGSL, for reading.
    pub(crate) fn constant(&self, handle: Handle<Expression>) -> String {
        let mut text = String::new();
        self.write_constant(&mut text, handle, 0);
        text
    }

    fn write_constant(&self, out: &mut String, handle: Handle<Expression>, depth: u32) {
        if depth > MAX_DEPTH || out.len() > MAX_EXPRESSION {
            out.push('…');
            return;
        }
        let next = depth + 1;
        match &self.module.global_expressions[handle] {
            Expression::Literal(value) => out.push_str(&literal(*value)),
            Expression::Constant(handle) => {
                let it = &self.module.constants[*handle];
                match it.name {
                    Some(_) => out.push_str(name_at(&self.constants, handle.index())),
                    None => self.write_constant(out, it.init, next),
                }
            }
            Expression::Override(handle) => self.write_override(out, *handle, next),
            Expression::ZeroValue(ty) => push(out, format_args!("{}()", self.ty(*ty))),
            Expression::Compose { ty, components } => {
                push(out, format_args!("{}(", self.ty(*ty)));
                for (index, component) in components.iter().enumerate() {
                    if index == 16 {
                        out.push_str(", …");
                        break;
                    }
                    if index > 0 {
                        out.push_str(", ");
                    }
                    self.write_constant(out, *component, next);
                }
                out.push(')');
            }
            Expression::Splat { size, value } => {
                push(out, format_args!("vec{}(", *size as u8));
                self.write_constant(out, *value, next);
                out.push(')');
            }
            Expression::Unary { op, expr } => {
                out.push_str(super::expression::unary(*op).1);
                self.write_constant(out, *expr, next);
            }
            Expression::Binary { op, left, right } => {
                if depth > 0 {
                    out.push('(');
                }
                self.write_constant(out, *left, next);
                push(
                    out,
                    format_args!(" {} ", super::expression::binary_symbol(*op)),
                );
                self.write_constant(out, *right, next);
                if depth > 0 {
                    out.push(')');
                }
            }
            Expression::Select {
                condition,
                accept,
                reject,
            } => self.write_call(out, "select", &[*reject, *accept, *condition], next),
            Expression::Math {
                fun,
                arg,
                arg1,
                arg2,
                arg3,
            } => {
                let arguments: Vec<_> = [Some(*arg), *arg1, *arg2, *arg3]
                    .into_iter()
                    .flatten()
                    .collect();
                self.write_call(out, &super::expression::math_name(*fun), &arguments, next);
            }
            Expression::As {
                expr,
                kind,
                convert,
            } => {
                let name = match convert {
                    Some(width) => scalar_name(Scalar {
                        kind: *kind,
                        width: *width,
                    }),
                    None => "bitcast".to_owned(),
                };
                self.write_call(out, &name, &[*expr], next);
            }
            Expression::Relational { fun, argument } => {
                self.write_call(
                    out,
                    super::expression::relational_name(*fun),
                    &[*argument],
                    next,
                );
            }
            Expression::AccessIndex { base, index } => {
                self.write_constant(out, *base, next);
                push(out, format_args!("[{index}]"));
            }
            Expression::Access { base, index } => {
                self.write_constant(out, *base, next);
                out.push('[');
                self.write_constant(out, *index, next);
                out.push(']');
            }
            Expression::Swizzle {
                size,
                vector,
                pattern,
            } => {
                self.write_constant(out, *vector, next);
                out.push('.');
                out.push_str(&super::expression::swizzle(*size, pattern));
            }
            // Not constant: these cannot stand in a module's own expressions.
            Expression::FunctionArgument(_)
            | Expression::GlobalVariable(_)
            | Expression::LocalVariable(_)
            | Expression::Load { .. }
            | Expression::ImageSample { .. }
            | Expression::ImageLoad { .. }
            | Expression::ImageQuery { .. }
            | Expression::Derivative { .. }
            | Expression::CallResult(_)
            | Expression::AtomicResult { .. }
            | Expression::WorkGroupUniformLoadResult { .. }
            | Expression::ArrayLength(_)
            | Expression::RayQueryVertexPositions { .. }
            | Expression::RayQueryProceedResult
            | Expression::RayQueryGetIntersection { .. }
            | Expression::SubgroupBallotResult
            | Expression::SubgroupOperationResult { .. }
            | Expression::CooperativeLoad { .. }
            | Expression::CooperativeMultiplyAdd { .. } => out.push('…'),
        }
    }

    fn write_call(
        &self,
        out: &mut String,
        name: &str,
        arguments: &[Handle<Expression>],
        depth: u32,
    ) {
        push(out, format_args!("{name}("));
        for (index, argument) in arguments.iter().enumerate() {
            if index > 0 {
                out.push_str(", ");
            }
            self.write_constant(out, *argument, depth);
        }
        out.push(')');
    }
}

/// The entry of a name list; a handle from another module would have none.
pub(crate) fn name_at(names: &[String], index: usize) -> &str {
    names.get(index).map_or("?", String::as_str)
}

/// Names made unique: the second `a` becomes `a#2`, the first without a name `{kind}#1`.
pub(crate) fn unique<'n>(names: impl Iterator<Item = Option<&'n str>>, kind: &str) -> Vec<String> {
    let names: Vec<_> = names.collect();
    let mut taken: HashSet<String> = names.iter().copied().flatten().map(clean).collect();
    let mut seen: HashMap<String, usize> = HashMap::new();
    names
        .into_iter()
        .map(|name| {
            let (base, first) = match name.filter(|name| !name.is_empty()) {
                Some(name) => (clean(name), false),
                None => (kind.to_owned(), true),
            };
            let count = seen.entry(base.clone()).or_default();
            *count += 1;
            if *count == 1 && !first {
                return base;
            }
            loop {
                let candidate = format!("{base}#{count}");
                if taken.insert(candidate.clone()) {
                    return candidate;
                }
                *count += 1;
            }
        })
        .collect()
}

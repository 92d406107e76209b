//! One expression as one line.

use naga::common::wgsl::TryToWgsl;
use naga::proc::TypeResolution;
use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    Arena, AtomicFunction, BinaryOperator, CooperativeData, DerivativeAxis, DerivativeControl,
    Expression, Function, Handle, ImageQuery, MathFunction, Module, RelationalFunction,
    SampleLevel, Scalar, SwizzleComponent, TypeInner, UnaryOperator, VectorSize,
};

use super::spelling::{Names, clean, literal, name_at, push, scalar_name, unique};

/// Where the types of a scope's expressions are found.
enum Types<'a> {
    Module(&'a ModuleInfo),
    Function(&'a FunctionInfo),
}

/// An expression arena with everything its text needs.
pub(crate) struct Scope<'a> {
    pub(super) module: &'a Module,
    pub(crate) names: &'a Names<'a>,
    pub(crate) arena: &'a Arena<Expression>,
    types: Types<'a>,
    /// Unique names of arguments, then of local variables.
    pub(crate) arguments: Vec<String>,
    pub(crate) locals: Vec<String>,
    /// How an operand is written, by index.
    operands: Vec<String>,
}

impl<'a> Scope<'a> {
    /// The scope of the module's own (constant and override) expressions.
    pub(super) fn of_module(
        module: &'a Module,
        info: &'a ModuleInfo,
        names: &'a Names<'a>,
    ) -> Self {
        Self {
            module,
            names,
            arena: &module.global_expressions,
            types: Types::Module(info),
            arguments: Vec::new(),
            locals: Vec::new(),
            operands: Vec::new(),
        }
        .with_operands(None)
    }

    /// The scope of a function.
    pub(crate) fn of_function(
        module: &'a Module,
        info: &'a FunctionInfo,
        names: &'a Names<'a>,
        function: &'a Function,
    ) -> Self {
        let mut arguments = unique(
            function
                .arguments
                .iter()
                .map(|it| it.name.as_deref())
                .chain(
                    function
                        .local_variables
                        .iter()
                        .map(|(_, it)| it.name.as_deref()),
                ),
            "var",
        );
        let locals = arguments.split_off(function.arguments.len());
        Self {
            module,
            names,
            arena: &function.expressions,
            types: Types::Function(info),
            arguments,
            locals,
            operands: Vec::new(),
        }
        .with_operands(Some(function))
    }

    fn with_operands(mut self, function: Option<&Function>) -> Self {
        self.operands = self
            .arena
            .iter()
            .map(|(handle, expression)| {
                self.leaf(expression).unwrap_or_else(|| {
                    let name = function
                        .and_then(|it| it.named_expressions.get(&handle))
                        .map(|name| clean(name))
                        .unwrap_or_default();
                    format!("{name}%{}", handle.index())
                })
            })
            .collect();
        self
    }

    /// What needs no handle to be understood as an operand.
    fn leaf(&self, expression: &Expression) -> Option<String> {
        Some(match expression {
            Expression::Literal(value) => literal(*value),
            Expression::Constant(it) => name_at(&self.names.constants, it.index()).to_owned(),
            Expression::Override(it) => name_at(&self.names.overrides, it.index()).to_owned(),
            Expression::ZeroValue(ty) => format!("{}()", self.names.ty(*ty)),
            Expression::FunctionArgument(index) => {
                name_at(&self.arguments, *index as usize).to_owned()
            }
            Expression::GlobalVariable(it) => {
                format!("@{}", name_at(&self.names.globals, it.index()))
            }
            Expression::LocalVariable(it) => name_at(&self.locals, it.index()).to_owned(),
            Expression::Compose { .. }
            | Expression::Access { .. }
            | Expression::AccessIndex { .. }
            | Expression::Splat { .. }
            | Expression::Swizzle { .. }
            | Expression::Load { .. }
            | Expression::ImageSample { .. }
            | Expression::ImageLoad { .. }
            | Expression::ImageQuery { .. }
            | Expression::Unary { .. }
            | Expression::Binary { .. }
            | Expression::Select { .. }
            | Expression::Derivative { .. }
            | Expression::Relational { .. }
            | Expression::Math { .. }
            | Expression::As { .. }
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
            | Expression::CooperativeMultiplyAdd { .. } => return None,
        })
    }

    /// An expression as an operand: a name, a literal, or `%3`.
    pub(crate) fn operand(&self, handle: Handle<Expression>) -> &str {
        name_at(&self.operands, handle.index())
    }

    /// Several operands, separated by commas.
    pub(super) fn list(&self, handles: impl IntoIterator<Item = Handle<Expression>>) -> String {
        let operands: Vec<_> = handles.into_iter().map(|it| self.operand(it)).collect();
        operands.join(", ")
    }

    fn resolution(&self, handle: Handle<Expression>) -> &TypeResolution {
        match self.types {
            Types::Module(info) => &info[handle],
            Types::Function(info) => &info[handle].ty,
        }
    }

    /// The left-hand side: `%3: vec3<f32>`, or without the type.
    ///
    /// The handle also stands before what operands call by name, since naga's messages say it.
    pub(crate) fn definition(&self, handle: Handle<Expression>, types: bool) -> String {
        let operand = self.operand(handle);
        let index = format!("%{}", handle.index());
        let name = if operand.ends_with(&index) {
            operand
        } else {
            &index
        };
        if types {
            format!("{name}: {}", self.names.resolution(self.resolution(handle)))
        } else {
            name.to_owned()
        }
    }

    /// The right-hand side.
    pub(crate) fn text(&self, handle: Handle<Expression>) -> String {
        let op = |handle: &Handle<Expression>| self.operand(*handle);
        let ty = |handle| self.names.ty(handle);
        match &self.arena[handle] {
            Expression::Literal(value) => literal(*value),
            Expression::Constant(_) => format!("constant {}", op(&handle)),
            Expression::Override(_) => format!("override {}", op(&handle)),
            Expression::ZeroValue(ty) => format!("zero {}", self.names.ty(*ty)),
            Expression::Compose { ty: of, components } => format!(
                "compose {}({})",
                ty(*of),
                self.list(components.iter().copied())
            ),
            Expression::Access { base, index } => {
                format!("access {} [{}]", op(base), op(index))
            }
            Expression::AccessIndex { base, index } => match self.member(*base, *index) {
                Some(member) => format!("access {}.{member}", op(base)),
                None => format!("access {} [{index}]", op(base)),
            },
            Expression::Splat { size, value } => format!("splat {} x{}", op(value), *size as u8),
            Expression::Swizzle {
                size,
                vector,
                pattern,
            } => format!("swizzle {}.{}", op(vector), swizzle(*size, pattern)),
            Expression::FunctionArgument(_) => format!("argument {}", op(&handle)),
            Expression::GlobalVariable(_) => format!("global {}", op(&handle)),
            Expression::LocalVariable(_) => format!("local {}", op(&handle)),
            Expression::Load { pointer } => format!("load {}", op(pointer)),
            Expression::ImageSample { .. } => self.sample(handle),
            Expression::ImageLoad {
                image,
                coordinate,
                array_index,
                sample,
                level,
            } => {
                let mut text = format!("image_load {} at {}", op(image), op(coordinate));
                for (word, value) in [("layer", array_index), ("sample", sample), ("level", level)]
                {
                    self.push_option(&mut text, word, *value);
                }
                text
            }
            Expression::ImageQuery { image, query } => match query {
                ImageQuery::Size { level } => {
                    let mut text = format!("image_size {}", op(image));
                    self.push_option(&mut text, "level", *level);
                    text
                }
                ImageQuery::NumLevels => format!("image_levels {}", op(image)),
                ImageQuery::NumLayers => format!("image_layers {}", op(image)),
                ImageQuery::NumSamples => format!("image_samples {}", op(image)),
            },
            Expression::Unary { op: operator, expr } => {
                format!("{} {}", unary(*operator).0, op(expr))
            }
            Expression::Binary {
                op: operator,
                left,
                right,
            } => format!("{} {} {}", op(left), binary_symbol(*operator), op(right)),
            Expression::Select {
                condition,
                accept,
                reject,
            } => format!("select {} ? {} : {}", op(condition), op(accept), op(reject)),
            Expression::Derivative { axis, ctrl, expr } => {
                let axis = match axis {
                    DerivativeAxis::X => "dpdx",
                    DerivativeAxis::Y => "dpdy",
                    DerivativeAxis::Width => "fwidth",
                };
                let control = match ctrl {
                    DerivativeControl::Coarse => "Coarse",
                    DerivativeControl::Fine => "Fine",
                    DerivativeControl::None => "",
                };
                format!("{axis}{control} {}", op(expr))
            }
            Expression::Relational { fun, argument } => {
                format!("{} {}", relational_name(*fun), op(argument))
            }
            Expression::Math {
                fun,
                arg,
                arg1,
                arg2,
                arg3,
            } => format!(
                "{}({})",
                math_name(*fun),
                self.list([Some(*arg), *arg1, *arg2, *arg3].into_iter().flatten())
            ),
            Expression::As {
                expr,
                kind,
                convert,
            } => match convert {
                Some(width) => {
                    let scalar = Scalar {
                        kind: *kind,
                        width: *width,
                    };
                    format!("convert {} to {}", op(expr), scalar_name(scalar))
                }
                None => format!("bitcast {}", op(expr)),
            },
            Expression::CallResult(function) => format!(
                "result of call {}",
                name_at(&self.names.functions, function.index())
            ),
            Expression::AtomicResult {
                ty: _,
                comparison: false,
            } => "result of atomic".to_owned(),
            Expression::AtomicResult {
                ty: _,
                comparison: true,
            } => "result of atomic compare".to_owned(),
            Expression::WorkGroupUniformLoadResult { ty: _ } => {
                "result of workgroup_uniform_load".to_owned()
            }
            Expression::ArrayLength(array) => format!("array_length {}", op(array)),
            Expression::RayQueryVertexPositions { query, committed } => format!(
                "ray_query_vertex_positions {} {}",
                op(query),
                committed_word(*committed)
            ),
            Expression::RayQueryProceedResult => "result of ray_query_proceed".to_owned(),
            Expression::RayQueryGetIntersection { query, committed } => format!(
                "ray_query_intersection {} {}",
                op(query),
                committed_word(*committed)
            ),
            Expression::SubgroupBallotResult => "result of subgroup_ballot".to_owned(),
            Expression::SubgroupOperationResult { ty: _ } => {
                "result of subgroup operation".to_owned()
            }
            Expression::CooperativeLoad {
                columns,
                rows,
                role,
                data,
            } => format!(
                "cooperative_load {}x{} {role:?} {}",
                *columns as u8,
                *rows as u8,
                self.cooperative(data)
            ),
            Expression::CooperativeMultiplyAdd { a, b, c } => {
                format!("cooperative_multiply_add({})", self.list([*a, *b, *c]))
            }
        }
    }

    fn sample(&self, handle: Handle<Expression>) -> String {
        let Expression::ImageSample {
            image,
            sampler,
            gather,
            coordinate,
            array_index,
            offset,
            level,
            depth_ref,
            clamp_to_edge,
        } = &self.arena[handle]
        else {
            return String::new();
        };
        let mut text = match gather {
            Some(component) => format!("image_gather.{}", component_name(*component)),
            None => "image_sample".to_owned(),
        };
        push(
            &mut text,
            format_args!(
                " {} with {} at {}",
                self.operand(*image),
                self.operand(*sampler),
                self.operand(*coordinate)
            ),
        );
        self.push_option(&mut text, "layer", *array_index);
        self.push_option(&mut text, "offset", *offset);
        match level {
            SampleLevel::Auto => {}
            SampleLevel::Zero => text.push_str(" level zero"),
            SampleLevel::Exact(level) => self.push_option(&mut text, "level", Some(*level)),
            SampleLevel::Bias(bias) => self.push_option(&mut text, "bias", Some(*bias)),
            SampleLevel::Gradient { x, y } => {
                push(
                    &mut text,
                    format_args!(" gradient ({}, {})", self.operand(*x), self.operand(*y)),
                );
            }
        }
        self.push_option(&mut text, "compare", *depth_ref);
        if *clamp_to_edge {
            text.push_str(" clamp_to_edge");
        }
        text
    }

    /// ` word operand`, when there is one.
    pub(super) fn push_option(
        &self,
        text: &mut String,
        word: &str,
        value: Option<Handle<Expression>>,
    ) {
        if let Some(value) = value {
            push(text, format_args!(" {word} {}", self.operand(value)));
        }
    }

    /// `pointer stride s row_major`, as cooperative loads and stores have it.
    pub(super) fn cooperative(&self, data: &CooperativeData) -> String {
        let CooperativeData {
            pointer,
            stride,
            row_major,
        } = data;
        format!(
            "{} stride {} {}",
            self.operand(*pointer),
            self.operand(*stride),
            if *row_major {
                "row_major"
            } else {
                "column_major"
            }
        )
    }

    /// The name of the member that an index means, when the base is (a pointer to) a struct.
    fn member(&self, base: Handle<Expression>, index: u32) -> Option<String> {
        let types = &self.module.types;
        let inner = match self.resolution(base).inner_with(types) {
            TypeInner::Pointer { base, space: _ } => &types[*base].inner,
            inner => inner,
        };
        let TypeInner::Struct { members, span: _ } = inner else {
            return None;
        };
        let member = members.get(index as usize)?;
        Some(match &member.name {
            Some(name) => clean(name),
            None => format!("member{index}"),
        })
    }
}

const fn committed_word(committed: bool) -> &'static str {
    if committed { "committed" } else { "candidate" }
}

fn component_name(component: SwizzleComponent) -> char {
    match component {
        SwizzleComponent::X => 'x',
        SwizzleComponent::Y => 'y',
        SwizzleComponent::Z => 'z',
        SwizzleComponent::W => 'w',
    }
}

/// The components of a swizzle as letters.
pub(super) fn swizzle(size: VectorSize, pattern: &[SwizzleComponent; 4]) -> String {
    pattern
        .iter()
        .take(size as usize)
        .map(|it| component_name(*it))
        .collect()
}

/// Word and symbol of a unary operator.
pub(super) const fn unary(op: UnaryOperator) -> (&'static str, &'static str) {
    match op {
        UnaryOperator::Negate => ("negate", "-"),
        UnaryOperator::LogicalNot => ("not", "!"),
        UnaryOperator::BitwiseNot => ("bitwise_not", "~"),
    }
}

/// Symbol of a binary operator.
pub(super) const fn binary_symbol(op: BinaryOperator) -> &'static str {
    match op {
        BinaryOperator::Add => "+",
        BinaryOperator::Subtract => "-",
        BinaryOperator::Multiply => "*",
        BinaryOperator::Divide => "/",
        BinaryOperator::Modulo => "%",
        BinaryOperator::Equal => "==",
        BinaryOperator::NotEqual => "!=",
        BinaryOperator::Less => "<",
        BinaryOperator::LessEqual => "<=",
        BinaryOperator::Greater => ">",
        BinaryOperator::GreaterEqual => ">=",
        BinaryOperator::And => "&",
        BinaryOperator::ExclusiveOr => "^",
        BinaryOperator::InclusiveOr => "|",
        BinaryOperator::LogicalAnd => "&&",
        BinaryOperator::LogicalOr => "||",
        BinaryOperator::ShiftLeft => "<<",
        BinaryOperator::ShiftRight => ">>",
    }
}

/// Name of a relational function.
pub(super) const fn relational_name(fun: RelationalFunction) -> &'static str {
    match fun {
        RelationalFunction::All => "all",
        RelationalFunction::Any => "any",
        RelationalFunction::IsNan => "isNan",
        RelationalFunction::IsInf => "isInf",
    }
}

/// WGSL name of a function; naga's own name, in the same manner, for those that WGSL lacks.
pub(super) fn math_name(fun: MathFunction) -> String {
    if let Some(name) = fun.try_to_wgsl() {
        return name.to_owned();
    }
    let name = format!("{fun:?}");
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_ascii_lowercase())
        .into_iter()
        .chain(letters)
        .collect()
}

/// Name of an atomic function, and what it compares with.
pub(super) fn atomic_name(scope: &Scope<'_>, fun: &AtomicFunction) -> String {
    match fun {
        AtomicFunction::Add => "add".to_owned(),
        AtomicFunction::Subtract => "subtract".to_owned(),
        AtomicFunction::And => "and".to_owned(),
        AtomicFunction::ExclusiveOr => "xor".to_owned(),
        AtomicFunction::InclusiveOr => "or".to_owned(),
        AtomicFunction::Min => "min".to_owned(),
        AtomicFunction::Max => "max".to_owned(),
        AtomicFunction::Exchange { compare: None } => "exchange".to_owned(),
        AtomicFunction::Exchange {
            compare: Some(compare),
        } => format!("exchange if {}", scope.operand(*compare)),
    }
}

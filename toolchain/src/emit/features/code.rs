//! What functions use: their expressions and statements.

use naga::valid::FunctionInfo;
use naga::{
    AtomicFunction, Expression, Function, GatherMode, Handle, ImageClass, ImageDimension,
    ImageQuery, MathFunction, SampleLevel, Scalar, ScalarKind, Span, Statement, TypeInner,
};

use super::{Feature, Scan};
use crate::edit::handles::blocks;

impl Scan<'_> {
    pub(super) fn function(&mut self, function: &Function, info: &FunctionInfo) {
        for argument in &function.arguments {
            self.ty(argument.ty, self.module.types.get_span(argument.ty));
        }
        for (handle, local) in function.local_variables.iter() {
            self.ty(local.ty, function.local_variables.get_span(handle));
        }
        for (handle, expression) in function.expressions.iter() {
            let span = function.expressions.get_span(handle);
            match info[handle].ty {
                naga::proc::TypeResolution::Handle(ty) => self.ty(ty, span),
                naga::proc::TypeResolution::Value(ref inner) => self.inner(inner, span),
            }
            self.expression(expression, info, span);
        }
        self.block(function, info);
    }

    fn expression(&mut self, expression: &Expression, info: &FunctionInfo, span: Span) {
        match *expression {
            Expression::ImageSample {
                image,
                gather,
                offset,
                level,
                depth_ref,
                clamp_to_edge,
                ..
            } => {
                if clamp_to_edge {
                    self.features.add(Feature::ClampToEdge, span);
                }
                self.sample(
                    image,
                    gather.is_some(),
                    offset.is_some(),
                    level,
                    depth_ref.is_some(),
                    info,
                    span,
                );
            }
            Expression::ImageLoad { image, .. } => {
                if let Some((_, _, ImageClass::Depth { .. })) = self.image_of(image, info) {
                    self.features.add(Feature::DepthTextureLoad, span);
                }
            }
            Expression::ImageQuery { image, query } => match query {
                ImageQuery::NumSamples => self.features.add(Feature::SampleCountQuery, span),
                ImageQuery::NumLevels => self.features.add(Feature::LevelCountQuery, span),
                ImageQuery::Size { .. } | ImageQuery::NumLayers => {
                    if let Some((_, _, ImageClass::Storage { .. })) = self.image_of(image, info) {
                        self.features.add(Feature::StorageTextureSizeQuery, span);
                    }
                }
            },
            Expression::Math { fun, arg, .. } => match fun {
                MathFunction::ReverseBits
                | MathFunction::ExtractBits
                | MathFunction::InsertBits
                | MathFunction::CountOneBits
                | MathFunction::CountTrailingZeros
                | MathFunction::CountLeadingZeros
                | MathFunction::FirstTrailingBit
                | MathFunction::FirstLeadingBit
                    if self.width(arg, info) == Some(8) =>
                {
                    self.features.add(Feature::WideBitFunctions, span);
                }
                MathFunction::ReverseBits
                | MathFunction::ExtractBits
                | MathFunction::InsertBits
                | MathFunction::CountOneBits
                | MathFunction::CountTrailingZeros
                | MathFunction::FirstTrailingBit
                | MathFunction::FirstLeadingBit => self.features.add(Feature::BitFunctions, span),
                MathFunction::Frexp if self.float_width(arg, info) == Some(2) => {
                    self.features.add(Feature::HalfFrexp, span);
                }
                MathFunction::Abs
                | MathFunction::Min
                | MathFunction::Max
                | MathFunction::Clamp
                | MathFunction::Sign
                | MathFunction::Fma => {}
                _ if self.float_width(arg, info) == Some(8) => {
                    self.features.add(Feature::Float64Math, span);
                }
                MathFunction::Determinant => self.features.add(Feature::Determinant, span),
                MathFunction::Inverse => self.features.add(Feature::MatrixInverse, span),
                MathFunction::Outer => self.features.add(Feature::OuterProduct, span),
                MathFunction::Dot4I8Packed | MathFunction::Dot4U8Packed => {
                    self.features.add(Feature::PackedDotProduct, span);
                }
                MathFunction::Pack4x8snorm
                | MathFunction::Pack4x8unorm
                | MathFunction::Unpack4x8snorm
                | MathFunction::Unpack4x8unorm => self.features.add(Feature::Pack4x8, span),
                MathFunction::Pack2x16float
                | MathFunction::Unpack2x16float
                | MathFunction::QuantizeToF16 => self.features.add(Feature::PackHalf, span),
                _ => {}
            },
            Expression::As {
                expr,
                kind: ScalarKind::Sint | ScalarKind::Uint,
                convert: Some(2),
            } => {
                let from = info[expr].ty.inner_with(&self.module.types);
                if from.scalar_kind() == Some(ScalarKind::Float) {
                    self.features.add(Feature::FloatToInt16, span);
                }
            }
            Expression::RayQueryVertexPositions { .. }
            | Expression::RayQueryProceedResult
            | Expression::RayQueryGetIntersection { .. } => {
                self.features.add(Feature::RayQuery, span);
            }
            Expression::SubgroupBallotResult | Expression::SubgroupOperationResult { .. } => {
                self.features.add(Feature::Subgroup, span);
            }
            Expression::CooperativeLoad { .. } | Expression::CooperativeMultiplyAdd { .. } => {
                self.features.add(Feature::CooperativeMatrix, span);
            }
            Expression::Literal(_)
            | Expression::Constant(_)
            | Expression::Override(_)
            | Expression::ZeroValue(_)
            | Expression::Compose { .. }
            | Expression::Access { .. }
            | Expression::AccessIndex { .. }
            | Expression::Splat { .. }
            | Expression::Swizzle { .. }
            | Expression::FunctionArgument(_)
            | Expression::GlobalVariable(_)
            | Expression::LocalVariable(_)
            | Expression::Load { .. }
            | Expression::Unary { .. }
            | Expression::Binary { .. }
            | Expression::Select { .. }
            | Expression::Derivative { .. }
            | Expression::Relational { .. }
            | Expression::As { .. }
            | Expression::CallResult(_)
            | Expression::AtomicResult { .. }
            | Expression::WorkGroupUniformLoadResult { .. }
            | Expression::ArrayLength(_) => {}
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of one expression")]
    fn sample(
        &mut self,
        image: Handle<Expression>,
        gather: bool,
        offset: bool,
        level: SampleLevel,
        compare: bool,
        info: &FunctionInfo,
        span: Span,
    ) {
        let Some((dim, arrayed, class)) = self.image_of(image, info) else {
            return;
        };
        if matches!(class, ImageClass::Depth { .. }) && !compare {
            self.features.add(Feature::DepthTextureSample, span);
        }
        let cube = dim == ImageDimension::Cube;
        let depth = matches!(class, ImageClass::Depth { .. });
        if gather {
            self.features.add(Feature::TextureGather, span);
            if compare {
                self.features.add(Feature::GatherCompare, span);
            }
        }
        if cube && offset {
            self.features.add(Feature::CubeOffset, span);
        }
        if cube && arrayed && depth && matches!(level, SampleLevel::Gradient { .. }) {
            self.features.add(Feature::CubeArrayDepthGradient, span);
        }
        let layers = dim == ImageDimension::D2 && arrayed;
        let with_level = matches!(level, SampleLevel::Exact(_))
            || (level == SampleLevel::Zero && cube && arrayed);
        let with_bias = matches!(level, SampleLevel::Bias(_));
        if depth
            && !gather
            && ((with_level && (cube || layers)) || (with_bias && (layers || (cube && arrayed))))
        {
            self.features.add(Feature::ShadowLod, span);
        }
    }

    fn width(&self, expression: Handle<Expression>, info: &FunctionInfo) -> Option<u8> {
        info[expression]
            .ty
            .inner_with(&self.module.types)
            .scalar_width()
    }

    fn float_width(&self, expression: Handle<Expression>, info: &FunctionInfo) -> Option<u8> {
        let scalar = info[expression]
            .ty
            .inner_with(&self.module.types)
            .scalar()?;
        (scalar.kind == ScalarKind::Float).then_some(scalar.width)
    }

    fn image_of(
        &self,
        image: Handle<Expression>,
        info: &FunctionInfo,
    ) -> Option<(ImageDimension, bool, ImageClass)> {
        match *info[image].ty.inner_with(&self.module.types) {
            TypeInner::Image {
                dim,
                arrayed,
                class,
            } => Some((dim, arrayed, class)),
            _ => None,
        }
    }

    fn block(&mut self, function: &Function, info: &FunctionInfo) {
        let mut pending = vec![&function.body];
        while let Some(block) = pending.pop() {
            for (statement, &span) in block.span_iter() {
                match *statement {
                    Statement::Switch { ref cases, .. } => {
                        if cases
                            .iter()
                            .any(|case| case.fall_through && !case.body.is_empty())
                        {
                            self.features.add(Feature::SwitchFallThrough, span);
                        }
                    }
                    Statement::Atomic {
                        pointer,
                        fun,
                        result,
                        ..
                    } => self.atomic(pointer, fun, result.is_some(), info, span),
                    Statement::ImageAtomic { image, .. } => {
                        self.features.add(Feature::TextureAtomic, span);
                        if let Expression::Access { .. } | Expression::AccessIndex { .. } =
                            function.expressions[image]
                        {
                            self.features.add(Feature::TextureAtomicInArray, span);
                        }
                        if let Some((_, _, ImageClass::Storage { format, .. })) =
                            self.image_of(image, info)
                            && Scalar::from(format).width == 8
                        {
                            self.features.add(Feature::TextureAtomic64, span);
                        }
                    }
                    Statement::ControlBarrier(flags) | Statement::MemoryBarrier(flags) => {
                        if flags.contains(naga::Barrier::SUB_GROUP) {
                            self.features.add(Feature::SubgroupBarrier, span);
                        }
                    }
                    Statement::RayQuery { .. } => self.features.add(Feature::RayQuery, span),
                    Statement::RayPipelineFunction(_) => {
                        self.features.add(Feature::RayTracingStages, span);
                    }
                    Statement::SubgroupBallot { .. }
                    | Statement::SubgroupCollectiveOperation { .. } => {
                        self.features.add(Feature::Subgroup, span);
                    }
                    Statement::SubgroupGather { mode, .. } => {
                        self.features.add(Feature::Subgroup, span);
                        match mode {
                            GatherMode::QuadBroadcast(_) | GatherMode::QuadSwap(_) => {
                                self.features.add(Feature::SubgroupQuad, span);
                            }
                            GatherMode::BroadcastFirst
                            | GatherMode::Broadcast(_)
                            | GatherMode::Shuffle(_)
                            | GatherMode::ShuffleDown(_)
                            | GatherMode::ShuffleUp(_)
                            | GatherMode::ShuffleXor(_) => {}
                        }
                    }
                    Statement::CooperativeStore { .. } => {
                        self.features.add(Feature::CooperativeMatrix, span);
                    }
                    Statement::Emit(_)
                    | Statement::Block(_)
                    | Statement::If { .. }
                    | Statement::Loop { .. }
                    | Statement::Break
                    | Statement::Continue
                    | Statement::Return { .. }
                    | Statement::Kill
                    | Statement::Store { .. }
                    | Statement::ImageStore { .. }
                    | Statement::WorkGroupUniformLoad { .. }
                    | Statement::Call { .. } => {}
                }
                pending.extend(blocks(statement).rev());
            }
        }
    }

    fn atomic(
        &mut self,
        pointer: Handle<Expression>,
        fun: AtomicFunction,
        has_result: bool,
        info: &FunctionInfo,
        span: Span,
    ) {
        let scalar = match *info[pointer].ty.inner_with(&self.module.types) {
            TypeInner::Pointer { base, .. } => match self.module.types[base].inner {
                TypeInner::Atomic(scalar) => Some(scalar),
                ref inner => inner.scalar(),
            },
            TypeInner::ValuePointer { scalar, .. } => Some(scalar),
            _ => None,
        };
        match scalar {
            Some(Scalar { width: 8, .. }) => {
                let plain = matches!(fun, AtomicFunction::Min | AtomicFunction::Max) && !has_result;
                self.features.add(
                    if plain {
                        Feature::Int64AtomicMinMax
                    } else {
                        Feature::Int64AtomicOther
                    },
                    span,
                );
            }
            Some(Scalar {
                kind: ScalarKind::Float,
                width: 4,
            }) => self.features.add(Feature::Float32Atomic, span),
            _ => {}
        }
    }
}

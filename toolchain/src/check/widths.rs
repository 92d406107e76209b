//! Numbers of other widths than 32 bits where a texture is asked for: naga's validator looks at their
//! kind alone, and no language has them there.

use std::ops::ControlFlow;

use naga::valid::{
    EntryPointError, ExpressionError, FunctionError, FunctionInfo, ModuleInfo, ValidationError,
};
use naga::{
    Expression, Function, Handle, ImageDimension, ImageQuery, Module, SampleLevel, Statement,
    TypeInner, WithSpan,
};

use crate::edit::handles;

/// The first such number, as an error of naga's.
pub(super) fn check(
    module: &Module,
    info: &ModuleInfo,
) -> Result<(), Box<WithSpan<ValidationError>>> {
    for (handle, function) in module.functions.iter() {
        if let Some((source, at)) = (Body {
            module,
            function,
            info: &info[handle],
        })
        .wrong()
        {
            let name = function.name.clone().unwrap_or_default();
            let error = ValidationError::Function {
                handle,
                name,
                source,
            };
            return Err(Box::new(spanned(error, function, at)));
        }
    }
    for (index, entry_point) in module.entry_points.iter().enumerate() {
        let (function, info) = (&entry_point.function, info.get_entry_point(index));
        if let Some((source, at)) = (Body {
            module,
            function,
            info,
        })
        .wrong()
        {
            let error = ValidationError::EntryPoint {
                stage: entry_point.stage,
                name: entry_point.name.clone(),
                source: EntryPointError::Function(source),
            };
            return Err(Box::new(spanned(error, function, at)));
        }
    }
    Ok(())
}

fn spanned(
    error: ValidationError,
    function: &Function,
    at: Handle<Expression>,
) -> WithSpan<ValidationError> {
    let span = function.expressions.get_span(at);
    WithSpan::new(error).with_span(span, "this value")
}

/// A function with the types of its expressions.
struct Body<'a> {
    module: &'a Module,
    function: &'a Function,
    info: &'a FunctionInfo,
}

impl Body<'_> {
    /// What is wrong, and of which expression.
    fn wrong(&self) -> Option<(FunctionError, Handle<Expression>)> {
        let mut expressions = self.function.expressions.iter();
        let in_expression = expressions.find_map(|(handle, expression)| {
            let source = self.of_expression(expression)?;
            Some((FunctionError::Expression { handle, source }, handle))
        });
        in_expression.or_else(|| {
            let mut found = None;
            let _ = handles::walk(&self.function.body, |statement| {
                found = self.of_statement(statement);
                match found {
                    Some(_) => ControlFlow::Break(()),
                    None => ControlFlow::Continue(()),
                }
            });
            found
        })
    }

    fn of_expression(&self, expression: &Expression) -> Option<ExpressionError> {
        use ExpressionError as E;
        let wide = |each: &Handle<Expression>| self.is_wide(*each);
        match *expression {
            Expression::ImageSample {
                image,
                sampler: _,
                gather: _,
                coordinate,
                array_index,
                offset: _,
                level,
                depth_ref,
                clamp_to_edge: _,
            } => {
                let dim = self.dimension(image)?;
                let of_level = || match level {
                    SampleLevel::Exact(level) => self
                        .is_wide(level)
                        .then_some(E::InvalidSampleLevelExactType(level)),
                    SampleLevel::Bias(bias) => self
                        .is_wide(bias)
                        .then_some(E::InvalidSampleLevelBiasType(bias)),
                    SampleLevel::Gradient { x, y } => [x, y]
                        .into_iter()
                        .find(|each| self.is_wide(*each))
                        .map(|each| E::InvalidSampleLevelGradientType(dim, each)),
                    SampleLevel::Auto | SampleLevel::Zero => None,
                };
                self.is_wide(coordinate)
                    .then_some(E::InvalidImageCoordinateType(dim, coordinate))
                    .or_else(|| array_index.filter(wide).map(E::InvalidImageArrayIndexType))
                    .or_else(|| depth_ref.filter(wide).map(E::InvalidDepthReference))
                    .or_else(of_level)
            }
            Expression::ImageLoad {
                image,
                coordinate,
                array_index: _,
                sample: _,
                level,
            } => self
                .is_wide(coordinate)
                .then_some(E::InvalidImageCoordinateType(
                    self.dimension(image)?,
                    coordinate,
                ))
                .or_else(|| level.filter(wide).map(E::InvalidImageOtherIndexType)),
            Expression::ImageQuery {
                image: _,
                query: ImageQuery::Size { level: Some(level) },
            } => self
                .is_wide(level)
                .then_some(E::InvalidImageOtherIndexType(level)),
            _ => None,
        }
    }

    fn of_statement(&self, statement: &Statement) -> Option<(FunctionError, Handle<Expression>)> {
        match *statement {
            Statement::ImageStore {
                image,
                coordinate,
                array_index,
                value: _,
            } => self
                .of_access(image, coordinate, array_index)
                .map(|(error, at)| (FunctionError::InvalidImageStore(error), at)),
            Statement::ImageAtomic {
                image,
                coordinate,
                array_index,
                fun: _,
                value: _,
            } => self
                .of_access(image, coordinate, array_index)
                .map(|(error, at)| (FunctionError::InvalidImageAtomic(error), at)),
            _ => None,
        }
    }

    fn of_access(
        &self,
        image: Handle<Expression>,
        coordinate: Handle<Expression>,
        array_index: Option<Handle<Expression>>,
    ) -> Option<(ExpressionError, Handle<Expression>)> {
        let dim = self.dimension(image)?;
        if self.is_wide(coordinate) {
            let error = ExpressionError::InvalidImageCoordinateType(dim, coordinate);
            return Some((error, coordinate));
        }
        let index = array_index.filter(|each| self.is_wide(*each))?;
        Some((ExpressionError::InvalidImageArrayIndexType(index), index))
    }

    fn inner(&self, handle: Handle<Expression>) -> &TypeInner {
        self.info[handle].ty.inner_with(&self.module.types)
    }

    fn is_wide(&self, handle: Handle<Expression>) -> bool {
        self.inner(handle).scalar_width() != Some(4)
    }

    fn dimension(&self, image: Handle<Expression>) -> Option<ImageDimension> {
        match *self.inner(image) {
            TypeInner::Image { dim, .. } => Some(dim),
            TypeInner::BindingArray { base, .. } => match self.module.types[base].inner {
                TypeInner::Image { dim, .. } => Some(dim),
                _ => None,
            },
            _ => None,
        }
    }
}

//! What is wrong with a use of a texture or sampler.

use naga::common::wgsl::ToWgsl;
use naga::valid::ExpressionError;
use naga::{Expression, Handle, ImageClass, ImageDimension, ImageQuery, SampleLevel, ScalarKind};

use super::report::Report;
use super::scene::Body;
use super::spell;
use crate::codes;

/// The parts of a texture expression that messages point at.
#[derive(Default)]
struct Parts {
    image: Option<Handle<Expression>>,
    sampler: Option<Handle<Expression>>,
    coordinate: Option<Handle<Expression>>,
    array_index: Option<Handle<Expression>>,
    level: Option<Handle<Expression>>,
    sample: Option<Handle<Expression>>,
    offset: Option<Handle<Expression>>,
    function: &'static str,
}

fn parts(body: &Body<'_>, at: Handle<Expression>) -> Parts {
    match body.expression(at) {
        Some(Expression::ImageSample {
            image,
            sampler,
            gather,
            coordinate,
            array_index,
            offset,
            level,
            depth_ref,
            clamp_to_edge,
        }) => {
            let (level_expression, function) = match (gather, depth_ref, level) {
                (Some(_), None, _) => (None, "textureGather"),
                (Some(_), Some(_), _) => (None, "textureGatherCompare"),
                (None, None, SampleLevel::Auto) => (None, "textureSample"),
                (None, None, SampleLevel::Zero) if *clamp_to_edge => {
                    (None, "textureSampleBaseClampToEdge")
                }
                (None, None, SampleLevel::Zero) => (None, "textureSampleLevel"),
                (None, None, SampleLevel::Exact(level)) => (Some(*level), "textureSampleLevel"),
                (None, None, SampleLevel::Bias(bias)) => (Some(*bias), "textureSampleBias"),
                (None, None, SampleLevel::Gradient { x, y: _ }) => (Some(*x), "textureSampleGrad"),
                (None, Some(_), SampleLevel::Zero) => (None, "textureSampleCompareLevel"),
                (None, Some(_), SampleLevel::Exact(level) | SampleLevel::Bias(level)) => {
                    (Some(*level), "textureSampleCompare")
                }
                (None, Some(_), SampleLevel::Auto | SampleLevel::Gradient { .. }) => {
                    (None, "textureSampleCompare")
                }
            };
            Parts {
                image: Some(*image),
                sampler: Some(*sampler),
                coordinate: Some(*coordinate),
                array_index: *array_index,
                level: level_expression,
                sample: None,
                offset: *offset,
                function,
            }
        }
        Some(Expression::ImageLoad {
            image,
            coordinate,
            array_index,
            sample,
            level,
        }) => Parts {
            image: Some(*image),
            coordinate: Some(*coordinate),
            array_index: *array_index,
            level: *level,
            sample: *sample,
            function: "textureLoad",
            ..Parts::default()
        },
        Some(Expression::ImageQuery { image, query }) => {
            let (level, function) = match query {
                ImageQuery::Size { level } => (*level, "textureDimensions"),
                ImageQuery::NumLevels => (None, "textureNumLevels"),
                ImageQuery::NumLayers => (None, "textureNumLayers"),
                ImageQuery::NumSamples => (None, "textureNumSamples"),
            };
            Parts {
                image: Some(*image),
                level,
                function,
                ..Parts::default()
            }
        }
        // The statements: `at` is the image itself.
        _ => Parts {
            image: Some(at),
            function: "textureStore",
            ..Parts::default()
        },
    }
}

/// Something that is used as a texture is none.
pub(super) fn not_a_texture(body: &Body<'_>, texture: Handle<Expression>) -> Report {
    Report::new(
        codes::TEXTURE_EXPECTED,
        format!(
            "a texture is needed; {} is {}",
            body.quote(texture),
            body.ty(texture)
        ),
    )
    .at(body.span(texture), body.this_is(texture))
}

fn image_ty(body: &Body<'_>, parts: &Parts) -> String {
    parts
        .image
        .map_or_else(|| "this texture".to_owned(), |image| body.ty(image))
}

/// One of the errors about textures; the caller sorts out the others.
pub(super) fn explain(body: &Body<'_>, at: Handle<Expression>, error: &ExpressionError) -> Report {
    let parts = parts(body, at);
    let function = parts.function;
    let image = parts.image.map_or_else(
        || "the texture".to_owned(),
        |image| body.quote_or(image, "the texture"),
    );
    let ty = image_ty(body, &parts);
    let place_of = |part: Option<Handle<Expression>>| part.and_then(|part| body.span(part));
    let on_image = |report: Report| match parts.image {
        Some(image) => report.at(body.span(image), body.this_is(image)),
        None => report,
    };
    match error {
        ExpressionError::ExpectedGlobalVariable | ExpressionError::ExpectedGlobalOrArgument => {
            Report::new(
                codes::TEXTURE_NOT_A_VARIABLE,
                format!("`{function}` needs a texture or sampler that is a variable or parameter"),
            )
            .note("textures and samplers cannot be computed, chosen or stored")
        }
        ExpressionError::ExpectedBindingArrayType(found) => on_image(Report::new(
            codes::BINDING_ARRAY_EXPECTED,
            format!(
                "only a binding array of textures can be indexed here; {image} is `{}`",
                body.scene.ty(*found)
            ),
        )),
        ExpressionError::ExpectedImageType(found) => on_image(Report::new(
            codes::TEXTURE_EXPECTED,
            format!(
                "`{function}` needs a texture; {image} is `{}`",
                body.scene.ty(*found)
            ),
        )),
        ExpressionError::ExpectedSamplerType(found) => {
            let sampler = parts
                .sampler
                .map_or_else(|| "this".to_owned(), |sampler| body.quote(sampler));
            Report::new(
                codes::SAMPLER_EXPECTED,
                format!(
                    "`{function}` needs a sampler; {sampler} is `{}`",
                    body.scene.ty(*found)
                ),
            )
            .at(place_of(parts.sampler), "not a sampler")
        }
        ExpressionError::InvalidImageClass(class) => class_report(body, &parts, *class),
        ExpressionError::InvalidImageFormat(format) => on_image(Report::new(
            codes::TEXTURE_ATOMIC_FORMAT,
            format!(
                "texture atomics do not work on the format `{}`",
                format.to_wgsl()
            ),
        ))
        .note("the formats for atomics are `r32uint`, `r32sint` and `r64uint`"),
        ExpressionError::InvalidImageStorageAccess(access) => on_image(Report::new(
            codes::TEXTURE_ATOMIC_ACCESS,
            format!(
                "texture atomics need the access `atomic`; {image} has `{}`",
                spell::access_name(*access)
            ),
        )),
        ExpressionError::InvalidImageArrayIndex => {
            let (message, place) = match parts.array_index {
                Some(index) => (
                    format!("{image} of type {ty} is not an array: there is no layer to choose"),
                    body.span(index),
                ),
                None => (
                    format!("{image} of type {ty} is an array: say which layer"),
                    place_of(parts.coordinate),
                ),
            };
            on_image(Report::new(codes::TEXTURE_LAYER, message).at(place, ""))
        }
        ExpressionError::InvalidImageSampleSelector => on_image(
            Report::new(
                codes::TEXTURE_SAMPLE_INDEX,
                format!("{image} of type {ty} is not multisampled: there is no sample to choose"),
            )
            .at(place_of(parts.sample), "a sample index"),
        ),
        ExpressionError::MissingImageSampleSelector => on_image(Report::new(
            codes::TEXTURE_SAMPLE_INDEX,
            format!("{image} of type {ty} is multisampled: say which sample to load"),
        )),
        ExpressionError::InvalidImageLevelSelector => on_image(
            Report::new(
                codes::TEXTURE_LEVEL,
                format!("{image} of type {ty} has no mip levels to choose from"),
            )
            .at(place_of(parts.level), "a mip level"),
        ),
        ExpressionError::MissingImageLevelSelector => on_image(Report::new(
            codes::TEXTURE_LEVEL,
            format!("{image} of type {ty} has mip levels: say which one to load"),
        ))
        .help("add the level `0` as the last argument"),
        ExpressionError::InvalidImageArrayIndexType(index) => Report::new(
            codes::TEXTURE_INDEX_TYPE,
            format!(
                "a texture layer or level is an `i32` or `u32`; {} is {}",
                body.quote(*index),
                body.ty(*index)
            ),
        )
        .at(body.span(*index), body.this_is(*index)),
        ExpressionError::InvalidImageOtherIndexType(index) => Report::new(
            codes::TEXTURE_INDEX_TYPE,
            format!(
                "a sample index or mip level is an `i32` or `u32`; {} is {}",
                body.quote(*index),
                body.ty(*index)
            ),
        )
        .at(body.span(*index), body.this_is(*index)),
        ExpressionError::InvalidImageCoordinateType(dim, coordinate) => {
            let sampled = parts.sampler.is_some();
            let wanted = coordinate_type(*dim, sampled);
            Report::new(
                codes::TEXTURE_COORDINATE,
                format!(
                    "the coordinate of `{function}` in {ty} must be {wanted}; {} is {}",
                    body.quote(*coordinate),
                    body.ty(*coordinate)
                ),
            )
            .at(
                body.span(*coordinate),
                body.this_is_not(*coordinate, &wanted),
            )
            .near(place_of(parts.image), "for this texture")
        }
        ExpressionError::ComparisonSamplingMismatch {
            image: class,
            sampler,
            has_ref,
        } => comparison(body, &parts, *class, *sampler, *has_ref),
        ExpressionError::InvalidSampleOffsetExprType => Report::new(
            codes::TEXTURE_OFFSET,
            format!("the offset of `{function}` must be a constant expression"),
        )
        .at(place_of(parts.offset), "not a constant"),
        ExpressionError::InvalidSampleOffset(dim, offset) => Report::new(
            codes::TEXTURE_OFFSET,
            format!(
                "the offset of `{function}` in {ty} must be {}; it is {}",
                offset_type(*dim),
                body.ty(*offset)
            ),
        )
        .at(body.span(*offset), body.this_is(*offset)),
        ExpressionError::InvalidDepthReference(reference) => Report::new(
            codes::TEXTURE_DEPTH_REFERENCE,
            format!(
                "the depth to compare with must be an `f32`; {} is {}",
                body.quote(*reference),
                body.ty(*reference)
            ),
        )
        .at(body.span(*reference), body.this_is(*reference)),
        ExpressionError::InvalidDepthSampleLevel => Report::new(
            codes::TEXTURE_DEPTH_LEVEL,
            "depth comparison reads the level chosen automatically or level 0, no other",
        )
        .at(place_of(parts.level), ""),
        ExpressionError::InvalidGatherLevel => Report::new(
            codes::TEXTURE_GATHER_LEVEL,
            "gathering reads level 0 of a texture, no other",
        )
        .at(place_of(parts.level), ""),
        ExpressionError::InvalidGatherComponent(component) => on_image(Report::new(
            codes::TEXTURE_GATHER_COMPONENT,
            format!(
                "{image} of type {ty} has no component `{}` to gather",
                spell::component(*component)
            ),
        )),
        ExpressionError::InvalidGatherDimension(dim) => on_image(Report::new(
            codes::TEXTURE_GATHER_DIMENSION,
            format!(
                "`{function}` works on 2d and cube textures, not on {} ones",
                dim.to_wgsl()
            ),
        )),
        ExpressionError::InvalidSampleLevelExactType(level) => Report::new(
            codes::TEXTURE_LEVEL_TYPE,
            format!(
                "the level of `{function}` in {ty} must be {}; {} is {}",
                if ty.contains("depth") {
                    "an `i32` or `u32`"
                } else {
                    "an `f32`"
                },
                body.quote(*level),
                body.ty(*level)
            ),
        )
        .at(body.span(*level), body.this_is(*level)),
        ExpressionError::InvalidSampleLevelBiasType(bias) => Report::new(
            codes::TEXTURE_LEVEL_TYPE,
            format!(
                "the bias of `{function}` must be an `f32`; {} is {}",
                body.quote(*bias),
                body.ty(*bias)
            ),
        )
        .at(body.span(*bias), body.this_is(*bias)),
        ExpressionError::InvalidSampleLevelBiasDimension(dim) => on_image(Report::new(
            codes::TEXTURE_BIAS_DIMENSION,
            format!("a {} texture cannot be sampled with a bias", dim.to_wgsl()),
        )),
        ExpressionError::InvalidSampleLevelGradientType(dim, gradient) => Report::new(
            codes::TEXTURE_LEVEL_TYPE,
            format!(
                "the gradients of `{function}` in {ty} must be {}; {} is {}",
                coordinate_type(*dim, true),
                body.quote(*gradient),
                body.ty(*gradient)
            ),
        )
        .at(body.span(*gradient), body.this_is(*gradient)),
        ExpressionError::InvalidSampleClampCoordinateToEdge(_) => on_image(Report::new(
            codes::TEXTURE_CLAMP,
            format!("`textureSampleBaseClampToEdge` does not work on {ty}"),
        ))
        .note(
            "it takes a `texture_2d<f32>` or a `texture_external` and a plain `sampler`, and \
             nothing else",
        ),
        // Not about textures; `expression::explain` handles them.
        _ => Report::new(codes::EXPRESSION_TYPE, "this expression is not valid"),
    }
}

/// The type of a coordinate, quoted.
fn coordinate_type(dim: ImageDimension, sampled: bool) -> String {
    let scalar = if sampled { "f32" } else { "u32" };
    let sized = match dim {
        ImageDimension::D1 => scalar.to_owned(),
        ImageDimension::D2 => format!("vec2<{scalar}>"),
        ImageDimension::D3 | ImageDimension::Cube => format!("vec3<{scalar}>"),
    };
    if sampled {
        format!("`{sized}`")
    } else {
        format!("`{sized}` or `{}`", sized.replace("u32", "i32"))
    }
}

fn offset_type(dim: ImageDimension) -> &'static str {
    match dim {
        ImageDimension::D1 => "`i32`",
        ImageDimension::D2 => "`vec2<i32>`",
        ImageDimension::D3 | ImageDimension::Cube => "`vec3<i32>`",
    }
}

/// The function does not work on this kind of texture.
fn class_report(body: &Body<'_>, parts: &Parts, class: ImageClass) -> Report {
    let function = parts.function;
    let image = parts
        .image
        .map_or_else(|| "it".to_owned(), |image| body.quote(image));
    let ty = image_ty(body, parts);
    let report = Report::new(
        codes::TEXTURE_CLASS,
        format!("`{function}` does not work on {image} of type {ty}"),
    );
    let report = match parts.image {
        Some(at) => report.at(body.span(at), body.this_is(at)),
        None => report,
    };
    let sampling = parts.sampler.is_some();
    match class {
        ImageClass::Storage {
            format: _,
            access: _,
        } if sampling => {
            report.note("storage textures are read with `textureLoad`, without a sampler")
        }
        ImageClass::Sampled {
            kind: ScalarKind::Sint | ScalarKind::Uint,
            multi: false,
        } if sampling => {
            report.note("integer textures cannot be filtered: read them with `textureLoad`")
        }
        ImageClass::Sampled {
            kind: _,
            multi: true,
        }
        | ImageClass::Depth { multi: true }
            if sampling =>
        {
            report.note("multisampled textures are read with `textureLoad`, without a sampler")
        }
        ImageClass::External if sampling => {
            report.help("use `textureSampleBaseClampToEdge` or `textureLoad`")
        }
        ImageClass::Sampled { .. } | ImageClass::Depth { .. } if function == "textureStore" => {
            report.note("only storage textures can be written")
        }
        _ => report,
    }
}

fn comparison(
    body: &Body<'_>,
    parts: &Parts,
    class: ImageClass,
    sampler_compares: bool,
    has_reference: bool,
) -> Report {
    let function = parts.function;
    let sampler = parts
        .sampler
        .map_or_else(|| "the sampler".to_owned(), |sampler| body.quote(sampler));
    let message = match (sampler_compares, has_reference) {
        (true, false) => format!(
            "`{function}` needs a `sampler`; {sampler} is a `sampler_comparison`, which is for \
             the functions that compare depths"
        ),
        (false, true) => {
            format!("`{function}` needs a `sampler_comparison`; {sampler} is a `sampler`")
        }
        (true, true) | (false, false) => format!(
            "`{function}` needs a depth texture; this one is {}",
            image_ty(body, parts)
        ),
    };
    let report = Report::new(codes::TEXTURE_COMPARISON, message);
    let is_depth = matches!(class, ImageClass::Depth { multi: _ });
    let wrong_sampler = sampler_compares != has_reference;
    match (parts.sampler, parts.image) {
        (Some(sampler), _) if wrong_sampler => report.at(body.span(sampler), body.this_is(sampler)),
        (_, Some(image)) if !is_depth => report.at(body.span(image), body.this_is(image)),
        _ => report,
    }
}

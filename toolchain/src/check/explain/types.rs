//! What is wrong with a type: its making, its width, its layout.

use naga::common::wgsl::ToWgsl;
use naga::proc::{LayoutError, LayoutErrorInner};
use naga::valid::{Capabilities, Disalignment, TypeError, WidthError};
use naga::{AddressSpace, Handle, ImageClass, Scalar, ScalarKind, StructMember, Type, TypeInner};

use super::report::Report;
use super::scene::{Place, Scene};
use super::{spell, varying};
use crate::codes;

/// Something needs capabilities that are not there.
pub(super) fn capability(what: &str, missing: Capabilities) -> Report {
    let names = spell::capabilities(missing);
    let noun = if missing.bits().count_ones() > 1 {
        "capabilities"
    } else {
        "capability"
    };
    Report::new(
        codes::CAPABILITY_MISSING,
        format!("{what} needs the {noun} {names}"),
    )
    .lacks(missing)
}

/// "the type `S`", or the type alone where it is no struct.
fn subject(scene: &Scene<'_>, ty: Handle<Type>) -> String {
    format!("`{}`", scene.ty(ty))
}

/// Sizes and alignments could not be computed.
pub(super) fn layout(scene: &Scene<'_>, error: &LayoutError) -> Report {
    let LayoutError { ty, inner } = *error;
    let place = scene.type_place(ty);
    let name = subject(scene, ty);
    match inner {
        LayoutErrorInner::TooLarge => Report::new(
            codes::TYPE_TOO_LARGE,
            format!(
                "{name} is larger than {} bytes, the largest size of a type",
                naga::valid::MAX_TYPE_SIZE
            ),
        )
        .at(place, "too large"),
        LayoutErrorInner::InvalidArrayElementType(element) => Report::new(
            codes::MODULE_INCONSISTENT,
            format!(
                "the array {name} is declared before its element type `{}`",
                scene.ty(element)
            ),
        )
        .at(place, ""),
        LayoutErrorInner::InvalidStructMemberType(index, member) => Report::new(
            codes::MODULE_INCONSISTENT,
            format!(
                "{name} is declared before `{}`, the type of {}",
                scene.ty(member),
                scene.member_name(ty, index)
            ),
        )
        .at(place, ""),
        LayoutErrorInner::NonPowerOfTwoWidth => Report::new(
            codes::SCALAR_WIDTH,
            format!("{name} has a width that is not a power of two"),
        )
        .at(place, ""),
    }
}

/// A scalar of a width that is not there.
pub(super) fn width(error: &WidthError) -> Report {
    match error {
        WidthError::Invalid(kind, bytes) => Report::new(
            codes::SCALAR_WIDTH,
            format!(
                "there is no {} of {} bits",
                kind_name(*kind),
                u32::from(*bytes) * 8
            ),
        ),
        WidthError::MissingCapability { name, flag } => {
            capability(&format!("`{name}`"), width_capability(flag))
        }
        WidthError::Abstract => Report::new(
            codes::ABSTRACT_TYPE,
            "an abstract number is used where a concrete type is needed",
        )
        .help("give it a type, as in `1u`, `1.0f` or `f32(1)`"),
    }
}

/// naga names these capabilities by text; one of the texts is not the name of the constant.
fn width_capability(flag: &str) -> Capabilities {
    match flag {
        "FLOAT16" => Capabilities::SHADER_FLOAT16,
        other => Capabilities::from_name(other).unwrap_or(Capabilities::empty()),
    }
}

pub(super) const fn kind_name(kind: ScalarKind) -> &'static str {
    match kind {
        ScalarKind::Sint => "signed integer",
        ScalarKind::Uint => "unsigned integer",
        ScalarKind::Float => "floating-point number",
        ScalarKind::Bool => "boolean",
        ScalarKind::AbstractInt => "abstract integer",
        ScalarKind::AbstractFloat => "abstract float",
    }
}

/// What a capability is needed for, when only the type is known.
fn reason(inner: Option<&TypeInner>, missing: Capabilities, name: &str) -> String {
    if missing == Capabilities::DUAL_SOURCE_BLENDING {
        return "`@blend_src`".to_owned();
    }
    match inner {
        Some(TypeInner::Struct { .. }) | None => format!("the type {name}"),
        Some(_) => name.to_owned(),
    }
}

/// A type declaration is wrong.
pub(super) fn explain(scene: &Scene<'_>, ty: Handle<Type>, error: &TypeError) -> Report {
    let name = subject(scene, ty);
    let inner = scene.inner_of(ty);
    let place = scene.type_place(ty);
    let member = |index: u32| (scene.member_name(ty, index), scene.member_place(ty, index));
    let report = match error {
        TypeError::MissingCapability(missing) => {
            capability(&reason(inner, *missing, &name), *missing).at(uses_of(scene, ty), "")
        }
        TypeError::InvalidAtomicWidth(kind, bytes) => Report::new(
            codes::ATOMIC_TYPE,
            format!(
                "{name} is not a type: an atomic holds an `i32` or a `u32`, not `{}`",
                spell::scalar_name(Scalar {
                    kind: *kind,
                    width: *bytes,
                })
            ),
        ),
        TypeError::InvalidPointerBase(base) => Report::new(
            codes::POINTER_BASE,
            format!("a pointer cannot point to `{}`", scene.ty(*base)),
        )
        .note("only values that can be stored in memory can be pointed to"),
        TypeError::InvalidPointerToUnsized { base, space } => Report::new(
            codes::POINTER_UNSIZED,
            format!(
                "a pointer to `{}` must be in the `storage` address space, not in `{}`",
                scene.ty(*base),
                spell::space_name(*space)
            ),
        )
        .note("only storage buffers can hold arrays whose length is known at run time"),
        TypeError::InvalidData(data) => invalid_data(scene, ty, *data),
        TypeError::InvalidArrayBaseType(base) => Report::new(
            codes::ARRAY_ELEMENT_TYPE,
            format!("`{}` cannot be the element of an array", scene.ty(*base)),
        )
        .note("an array element must be storable and of a size known when the pipeline is made"),
        TypeError::MatrixElementNotFloat => Report::new(
            codes::MATRIX_ELEMENT_TYPE,
            format!("{name} is not a type: the elements of a matrix are floating-point numbers"),
        ),
        TypeError::UnsupportedSpecializedArrayLength(_) => Report::new(
            codes::ARRAY_LENGTH_SPECIALIZED,
            format!("the length of {name} is a constant that can be specialised"),
        ),
        TypeError::UnsupportedImageType {
            dim: _,
            arrayed: _,
            class,
        } => Report::new(
            codes::TEXTURE_TYPE,
            match class {
                ImageClass::External => {
                    format!("{name}: an external texture is two-dimensional and not an array")
                }
                ImageClass::Sampled { .. }
                | ImageClass::Depth { .. }
                | ImageClass::Storage { .. } => {
                    format!("there is no {name}: three-dimensional textures cannot be arrayed")
                }
            },
        ),
        TypeError::InvalidArrayStride { stride, expected } => Report::new(
            codes::ARRAY_STRIDE,
            format!("the elements of {name} are {stride} bytes apart; {expected} are needed"),
        ),
        TypeError::InvalidDynamicArray(field, field_type) => {
            let position = struct_index(inner, field);
            Report::new(
                codes::RUNTIME_ARRAY_PLACE,
                format!(
                    "`{field}` of type `{}` must be the last member of {name}",
                    scene.ty(*field_type)
                ),
            )
            .at(
                position.and_then(|index| scene.member_place(ty, index)),
                "its length is known only at run time",
            )
            .near(place.clone(), "in this struct")
            .help(format!(
                "move `{field}` to the end, or give the array a length"
            ))
        }
        TypeError::BindingArrayBaseTypeNotStruct(base) => Report::new(
            codes::BINDING_ARRAY_BASE,
            format!(
                "a binding array of buffers must hold structs, not `{}`",
                scene.ty(*base)
            ),
        )
        .help("wrap the element in a struct with one member"),
        TypeError::BindingArrayBaseExternalTextures => Report::new(
            codes::BINDING_ARRAY_EXTERNAL,
            "external textures cannot be in a binding array",
        ),
        TypeError::MemberOverlap { index, offset } => {
            let (name_of_member, at) = member(*index);
            Report::new(
                codes::MEMBER_OVERLAP,
                format!(
                    "{name_of_member} of {name} at offset {offset} overlaps the member before it"
                ),
            )
            .at(at, format!("starts at offset {offset}"))
            .near(place.clone(), "in this struct")
        }
        TypeError::MemberOutOfBounds {
            index,
            offset,
            size,
            span,
        } => {
            let (name_of_member, at) = member(*index);
            Report::new(
                codes::MEMBER_OUT_OF_STRUCT,
                format!(
                    "{name_of_member} of {name} ends at byte {}, but the struct has only {span} bytes",
                    u64::from(*offset) + u64::from(*size)
                ),
            )
            .at(at, format!("{size} bytes at offset {offset}"))
            .near(place.clone(), "in this struct")
        }
        TypeError::EmptyStruct => Report::new(
            codes::STRUCT_EMPTY,
            format!("{name} has no members; a struct must have at least one"),
        ),
        TypeError::InvalidBlendSrc(varying) => {
            varying::varying(scene, None, ty, varying).near(place.clone(), "in this struct")
        }
        TypeError::WidthError(error) => width(error).at(uses_of(scene, ty), ""),
        TypeError::UnresolvedOverride(_) => Report::new(
            codes::ARRAY_LENGTH_UNRESOLVED,
            format!("the length of {name} depends on an override that has no value yet"),
        ),
        TypeError::InvalidArraySize(_) => Report::new(
            codes::ARRAY_LENGTH_NOT_POSITIVE,
            format!("the length of {name} must be at least 1 after overrides are set"),
        ),
    };
    report.or_at(
        place
            .or_else(|| scene.innermost())
            .or_else(|| uses_of(scene, ty)),
        "",
    )
}

fn struct_index(inner: Option<&TypeInner>, field: &str) -> Option<u32> {
    match inner? {
        TypeInner::Struct { members, span: _ } => members
            .iter()
            .position(|member: &StructMember| member.name.as_deref() == Some(field))
            .and_then(|index| u32::try_from(index).ok()),
        _ => None,
    }
}

/// A member (or binding array element) that cannot stand there.
fn invalid_data(scene: &Scene<'_>, ty: Handle<Type>, data: Handle<Type>) -> Report {
    let data_name = scene.ty(data);
    let index = match scene.inner_of(ty) {
        Some(TypeInner::Struct { members, span: _ }) => members
            .iter()
            .position(|member| member.ty == data)
            .and_then(|index| u32::try_from(index).ok()),
        _ => None,
    };
    let Some(index) = index else {
        return Report::new(
            codes::MEMBER_TYPE,
            format!("`{data_name}` cannot be a part of `{}`", scene.ty(ty)),
        );
    };
    let report = Report::new(
        codes::MEMBER_TYPE,
        format!(
            "{} of `{}` cannot have the type `{data_name}`",
            scene.member_name(ty, index),
            scene.ty(ty)
        ),
    )
    .at(
        scene.member_place(ty, index),
        "this type cannot be in a struct",
    )
    .near(scene.type_place(ty), "in this struct");
    match scene.inner_of(data) {
        Some(TypeInner::Image { .. } | TypeInner::Sampler { .. }) => report.help(
            "textures and samplers are declared as variables of their own, with `@group` and \
             `@binding`",
        ),
        Some(TypeInner::Array { .. }) => {
            report.note("its length depends on an override; such arrays live in `workgroup` only")
        }
        _ => report,
    }
}

/// Where a type without a declaration is first written: a variable, parameter or member of it.
pub(super) fn uses_of(scene: &Scene<'_>, ty: Handle<Type>) -> Place {
    let module = scene.module;
    if let Some(place) = scene.place(module.types.get_span(ty)) {
        return Some(place);
    }
    let name = scene.ty(ty);
    let leaf = scalar_of(scene, ty);
    // The shortest spelling that stands in the text: `vec3<f16>`, `vec3h`, `f16`.
    let text = scene.places.as_ref()?;
    let whole = 0..scene.source.as_text().len();
    std::iter::once(name)
        .chain(leaf)
        .find_map(|word| text.name_in(&word, whole.clone()))
        .or_else(|| {
            let (handle, _) = module
                .global_variables
                .iter()
                .find(|(_, variable)| variable.ty == ty)?;
            scene.global_place(handle)
        })
        .or_else(|| {
            module.functions.iter().find_map(|(_, function)| {
                let argument = function
                    .arguments
                    .iter()
                    .find(|argument| argument.ty == ty)?;
                text.parameter(function.name.as_deref()?, argument.name.as_deref()?)
            })
        })
}

fn scalar_of(scene: &Scene<'_>, ty: Handle<Type>) -> Vec<String> {
    let Some(inner) = scene.inner_of(ty) else {
        return Vec::new();
    };
    match inner.scalar() {
        Some(scalar) => {
            let long = spell::scalar_name(scalar);
            let short: String = match (scalar.kind, scalar.width) {
                (ScalarKind::Float, 2) => "h".to_owned(),
                (_, _) => String::new(),
            };
            let mut words = vec![long];
            if !short.is_empty() {
                words.extend((2..=4).map(|size| format!("vec{size}{short}")));
                words.extend(
                    (2..=4)
                        .flat_map(|c| (2..=4).map(move |r| (c, r)))
                        .map(|(c, r)| format!("mat{c}x{r}{short}")),
                );
            }
            words
        }
        None => match inner {
            TypeInner::Image { dim, .. } => vec![format!("texture_{}_array", dim.to_wgsl())],
            _ => Vec::new(),
        },
    }
}

/// The layout of a variable's type does not fit its address space.
pub(super) fn disalignment(
    scene: &Scene<'_>,
    variable: &str,
    variable_place: Place,
    space: AddressSpace,
    ty: Handle<Type>,
    error: &Disalignment,
) -> Report {
    let name = subject(scene, ty);
    let space_name = spell::space_name(space);
    let is_uniform = matches!(space, AddressSpace::Uniform);
    let storage_help = if is_uniform {
        ", or make the variable `var<storage, read>`"
    } else {
        ""
    };
    let report = match *error {
        Disalignment::ArrayStride { stride, alignment } => {
            let (holder, member) = holder_of(scene, ty);
            let (base, base_name) = match scene.inner_of(ty) {
                Some(TypeInner::Array { base, .. }) => (scene.inner_of(*base), scene.ty(*base)),
                _ => (None, String::new()),
            };
            let remedy = match base {
                Some(
                    TypeInner::Scalar(_)
                    | TypeInner::Vector { .. }
                    | TypeInner::Matrix { .. }
                    | TypeInner::Atomic(_),
                ) => format!(
                    "wrap the element in a struct with `@size({})`, or use an element of 16 bytes \
                     such as `vec4`{storage_help}",
                    alignment.round_up(stride)
                ),
                _ => format!(
                    "pad `{base_name}` to {} bytes, for example with `@size` on its last \
                     member{storage_help}",
                    alignment.round_up(stride)
                ),
            };
            Report::new(
                codes::LAYOUT_ARRAY_STRIDE,
                format!(
                    "the elements of {name} are {stride} bytes apart; in the `{space_name}` \
                     address space the distance must be a multiple of {alignment}"
                ),
            )
            .at(member, format!("an array with stride {stride}"))
            .near(holder, "in this struct")
            .help(remedy)
        }
        Disalignment::StructSpan { span, alignment } => Report::new(
            codes::LAYOUT_STRUCT_SIZE,
            format!(
                "{name} has {span} bytes; in the `{space_name}` address space its size must be a \
                 multiple of {alignment}"
            ),
        )
        .at(scene.type_place(ty), format!("{span} bytes"))
        .help(format!(
            "pad the struct to {} bytes, for example with `@size` on its last member",
            alignment.round_up(span)
        )),
        Disalignment::MemberOffset {
            index,
            offset,
            alignment,
        } => {
            let member = scene.member_name(ty, index);
            Report::new(
                codes::LAYOUT_MEMBER_OFFSET,
                format!(
                    "{member} of {name} is at offset {offset}; in the `{space_name}` address \
                     space it must be at a multiple of {alignment}"
                ),
            )
            .at(
                scene.member_place(ty, index),
                format!("at offset {offset}, needs {}", alignment.round_up(offset)),
            )
            .near(scene.type_place(ty), "in this struct")
            .help(format!(
                "put `@align({alignment})` in front of {member}, which moves it to offset \
                 {}{storage_help}",
                alignment.round_up(offset)
            ))
        }
        Disalignment::MemberOffsetAfterStruct {
            index,
            offset,
            expected,
        } => {
            let member = scene.member_name(ty, index);
            Report::new(
                codes::LAYOUT_MEMBER_AFTER_STRUCT,
                format!(
                    "{member} of {name} is at offset {offset}; after a member that is a struct, \
                     in the `{space_name}` address space, it must be at {expected} or more"
                ),
            )
            .at(
                scene.member_place(ty, index),
                format!("at offset {offset}, needs {expected}"),
            )
            .near(scene.type_place(ty), "in this struct")
            .help(format!(
                "put `@align(16)` in front of {member}{storage_help}"
            ))
        }
        Disalignment::UnsizedMember { index } => {
            let member = scene.member_name(ty, index);
            Report::new(
                codes::LAYOUT_UNSIZED_MEMBER,
                format!(
                    "{member} of {name} has no fixed size, which the `{space_name}` address space \
                     needs"
                ),
            )
            .at(
                scene.member_place(ty, index),
                "its length is known only at run time",
            )
            .near(scene.type_place(ty), "in this struct")
            .help(format!("give the array a length{storage_help}"))
        }
        Disalignment::NonHostShareable => {
            let (holder, member) = holder_of(scene, ty);
            not_shareable(scene, ty, space_name)
                .at(member, "this type cannot be shared with the host")
                .near(holder, "in this struct")
        }
    };
    report.near(variable_place, format!("{variable} is declared here"))
}

/// A type that the host cannot see is in a buffer.
pub(super) fn not_shareable(scene: &Scene<'_>, ty: Handle<Type>, space: &str) -> Report {
    let name = subject(scene, ty);
    let report = Report::new(
        codes::LAYOUT_NOT_HOST_SHAREABLE,
        format!("{name} cannot be shared with the host, which the `{space}` address space needs"),
    );
    match scene.inner_of(ty).and_then(TypeInner::scalar) {
        Some(scalar) if scalar.kind == ScalarKind::Bool => {
            report.help("use `u32` in the buffer and compare with `!= 0u`")
        }
        _ => report,
    }
}

/// The struct, and the member of it, through which a type is reached.
fn holder_of(scene: &Scene<'_>, ty: Handle<Type>) -> (Place, Place) {
    scene
        .module
        .types
        .iter()
        .find_map(|(holder, found)| match &found.inner {
            TypeInner::Struct { members, span: _ } => {
                let index = members.iter().position(|member| member.ty == ty)?;
                let index = u32::try_from(index).ok()?;
                Some((scene.type_place(holder), scene.member_place(holder, index)))
            }
            _ => None,
        })
        .unwrap_or((None, None))
}

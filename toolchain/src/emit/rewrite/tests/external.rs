use naga::{Expression, ImageClass, Module, TypeInner};

use super::{checked, emitted, text, valid};
use crate::emit::resources;
use crate::emit::rewrite::ExternalTextures;
use crate::emit::{self, Content, Slot};
use crate::options::Options;
use crate::source::Language;
use crate::target::TargetLanguage;
use crate::transform;

const EVERYWHERE: &str = "
alias Frame = texture_external;
@group(0) @binding(0) var frame: texture_external;
@group(0) @binding(7) var other: Frame;
@group(1) @binding(2) var overlay: texture_external;
@group(0) @binding(1) var samp: sampler;
@group(0) @binding(2) var picture: texture_2d<f32>;
@group(0) @binding(3) var<uniform> scale: vec4f;

fn texel(factor: f32, t: texture_external, p: vec2i) -> vec4f {
    if p.x > 3 { return textureLoad(t, p) * factor; }
    return vec4f(vec2f(textureDimensions(t)), factor, 1.0);
}

fn both(a: texture_external, s: sampler, b: Frame, uv: vec2f) -> vec4f {
    let plain = a;
    return textureSampleBaseClampToEdge(plain, s, uv) + texel(uv.y, b, vec2i(uv));
}

@fragment
fn fs(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let uv = position.xy * scale.xy;
    var sum = both(frame, samp, other, uv) + both(overlay, samp, overlay, uv);
    for (var i = 0u; i < textureDimensions(frame).x; i++) {
        switch i {
            case 1u: { sum += textureLoad(frame, vec2u(i, 0u)); }
            default: {
                let here = textureLoad(other, vec2i(1)) + textureLoad(overlay, vec2u(i));
                sum += here * textureSampleLevel(picture, samp, uv, 0.0);
                if all(here == sum) { break; }
            }
        }
    }
    return sum + texel(1.0, frame, vec2i(position.xy));
}

@fragment
fn alone() -> @location(0) vec4f {
    return textureLoad(overlay, vec2u(1u));
}

@vertex
fn vs() -> @builtin(position) vec4f {
    return textureSampleLevel(picture, samp, scale.xy, 0.0);
}";

fn left_over(module: &Module) -> usize {
    let types = module.types.iter();
    types
        .filter(|(_, ty)| {
            matches!(
                ty.inner,
                TypeInner::Image {
                    class: ImageClass::External,
                    ..
                }
            )
        })
        .count()
}

#[test]
fn nothing_is_left_and_all_is_valid() {
    let checked = checked("all.wgsl", Language::Wgsl, EVERYWHERE);
    let mut module = checked.module().clone();
    let found = resources::collect(&module);
    let mut external = ExternalTextures::plan(&found, checked.source()).unwrap();
    external.lower(&mut module).unwrap();
    transform::drop_unused(&mut module, checked.source()).unwrap();
    valid(&module);
    assert_eq!(left_over(&module), 0);
    assert!(!module.types.iter().any(|(_, ty)| {
        let name = ty.name.as_deref().unwrap_or_default();
        name.starts_with("Naga")
    }));

    // What was planned is what is found.
    let planned: Vec<_> = external
        .expand(found)
        .into_iter()
        .map(|each| (each.name, each.binding, each.class))
        .collect();
    let mut lowered: Vec<_> = resources::collect(&module)
        .into_iter()
        .map(|each| {
            let part = external.part(each.handle);
            let name = part.map_or(each.name, |part| part.name.clone());
            (name, each.binding, each.class)
        })
        .collect();
    lowered.sort_by_key(|(_, binding, _)| *binding);
    assert_eq!(planned, lowered);
}

#[test]
fn a_user_function_takes_the_parts() {
    let checked = checked("all.wgsl", Language::Wgsl, EVERYWHERE);
    let mut module = checked.module().clone();
    let found = resources::collect(&module);
    let mut external = ExternalTextures::plan(&found, checked.source()).unwrap();
    external.lower(&mut module).unwrap();
    let mut functions = module.functions.iter().map(|(_, function)| function);
    let both = functions
        .find(|function| function.name.as_deref() == Some("both"))
        .unwrap();
    let names: Vec<_> = both
        .arguments
        .iter()
        .map(|argument| argument.name.clone().unwrap())
        .collect();
    assert_eq!(
        names.join(" "),
        "a_plane0 a_plane1 a_plane2 a_params s b_plane0 b_plane1 b_plane2 b_params uv"
    );
    let numbers: std::collections::BTreeSet<_> = both
        .expressions
        .iter()
        .filter_map(|(_, expression)| match expression {
            Expression::FunctionArgument(number) => Some(*number),
            _ => None,
        })
        .collect();
    assert_eq!(numbers, (0..10).collect());
    // The name of the `let` is still that of plane 0.
    assert!(both.named_expressions.values().any(|name| name == "plain"));
}

fn places(slots: &[Slot]) -> Vec<(&str, Option<u32>, Option<u32>, u32)> {
    slots
        .iter()
        .map(|slot| (slot.name.as_str(), slot.group, slot.binding, slot.index))
        .collect()
}

#[test]
fn spirv_reports_the_new_bindings() {
    let checked = checked("all.wgsl", Language::Wgsl, EVERYWHERE);
    let output = emitted(&checked, TargetLanguage::Spirv, None);
    assert!(matches!(output.content, Content::Words(_)));
    let slots = places(&output.slots);
    for expected in [
        ("frame plane 0", Some(0), Some(0), 0),
        ("frame plane 1", Some(0), Some(0), 8),
        ("frame plane 2", Some(0), Some(0), 9),
        ("frame parameters", Some(0), Some(0), 10),
        ("other plane 0", Some(0), Some(7), 7),
        ("other parameters", Some(0), Some(7), 13),
        ("overlay plane 1", Some(1), Some(2), 3),
    ] {
        assert!(slots.contains(&expected), "{expected:?} in {slots:?}");
    }
    // The same numbers when fewer resources are used.
    let alone = emitted(&checked, TargetLanguage::Spirv, Some(1));
    assert_eq!(
        places(&alone.slots),
        [
            ("overlay plane 0", Some(1), Some(2), 2),
            ("overlay plane 1", Some(1), Some(2), 3),
            ("overlay plane 2", Some(1), Some(2), 4),
            ("overlay parameters", Some(1), Some(2), 5),
        ]
    );
}

#[test]
fn glsl_units_agree_between_entry_points() {
    let checked = checked("all.wgsl", Language::Wgsl, EVERYWHERE);
    let all = emitted(&checked, TargetLanguage::Glsl, Some(0));
    for index in [1, 2] {
        let one = emitted(&checked, TargetLanguage::Glsl, Some(index));
        for slot in &one.slots {
            let same = all
                .slots
                .iter()
                .find(|other| (&other.name, other.binding) == (&slot.name, slot.binding))
                .unwrap();
            assert_eq!(slot.index, same.index, "{}", slot.name);
        }
    }
    assert!(all.texture_samplers.iter().any(|each| {
        each.texture == "frame plane 2" && each.sampler.as_deref() == Some("samp")
    }));
    // Three planes of three textures, and the picture.
    let units: Vec<_> = all
        .slots
        .iter()
        .filter(|slot| slot.class == "texture-unit")
        .map(|slot| slot.index)
        .collect();
    let distinct: std::collections::BTreeSet<_> = units.iter().collect();
    assert_eq!((units.len(), distinct.len()), (10, 10));
    assert!(!text(&all).contains("Naga"));
}

#[test]
fn an_alias_alone_does_no_harm() {
    let checked = checked(
        "alias.wgsl",
        Language::Wgsl,
        "alias Frame = texture_external;
        @fragment fn fs() -> @location(0) vec4f { return vec4f(); }",
    );
    emitted(&checked, TargetLanguage::Spirv, None);
    emitted(&checked, TargetLanguage::Glsl, None);
}

#[test]
fn a_group_without_numbers_is_refused() {
    let checked = checked(
        "full.wgsl",
        Language::Wgsl,
        "@group(0) @binding(4294967294) var frame: texture_external;
        @fragment fn fs() -> @location(0) vec4f { return textureLoad(frame, vec2u()); }",
    );
    let options = Options::default();
    let failure = emit::emit(&checked, TargetLanguage::Spirv, None, &options).unwrap_err();
    let message = &failure.diagnostics()[0].message;
    assert!(message.contains("`frame`"), "{message}");
}

#[test]
fn two_samplers_are_one_message_in_glsl() {
    let checked = checked(
        "samplers.wgsl",
        Language::Wgsl,
        "@group(0) @binding(0) var frame: texture_external;
        @group(0) @binding(1) var a: sampler;
        @group(0) @binding(2) var b: sampler;
        @fragment fn fs() -> @location(0) vec4f {
            return textureSampleBaseClampToEdge(frame, a, vec2f())
                + textureSampleBaseClampToEdge(frame, b, vec2f());
        }",
    );
    let options = Options::default();
    let failure = emit::emit(&checked, TargetLanguage::Glsl, None, &options).unwrap_err();
    let messages = failure.diagnostics();
    assert_eq!(messages.len(), 1);
    assert!(messages[0].message.contains("texture `frame`"));
    emitted(&checked, TargetLanguage::Spirv, None);
}

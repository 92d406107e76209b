//! GLSL of OpenGL as Vulkan takes it: what only the one has is said with what the other has.

use std::fmt::Write as _;

use naga_toolchain::emit::Slot;
use naga_toolchain::options::Options;
use naga_toolchain::reflect::Reflection;
use naga_toolchain::reflect::model::Buffer;

use crate::layout;

/// What naga adjusts a position with.
const ADJUSTED: &str =
    "gl_Position.yz = vec2(-gl_Position.y, gl_Position.z * 2.0 - gl_Position.w);";

/// Asks for the first instance of a draw, which OpenGL does not add to its number.
///
/// # Errors
///
/// When there is no such flag.
pub fn draw_parameters(options: &mut Options, adjust: bool) -> Result<(), String> {
    let flags = if adjust {
        "draw-parameters,adjust-coordinate-space"
    } else {
        "draw-parameters"
    };
    options
        .set("glsl", "writer_flags", flags)
        .map_err(|error| error.to_string())
}

/// Where the block that loose uniforms become has the numbers of the immediates: beside them may be
/// what naga's GLSL asks for. Nothing for other blocks.
///
/// # Errors
///
/// A type without a layout.
pub fn loose(reflection: &Reflection, buffer: &Buffer) -> Result<Vec<usize>, String> {
    let leaves =
        layout::leaves(reflection, &buffer.layout, 0).map_err(|error| error.to_string())?;
    Ok(leaves
        .iter()
        .filter(|leaf| leaf.path.starts_with("_immediates_binding_"))
        .map(|leaf| leaf.offset)
        .collect())
}

/// The text for glslang's Vulkan; the immediates of the source begin at `first`.
#[must_use]
pub fn for_vulkan(text: &str, first: usize) -> String {
    let text = replaced(text, "gl_VertexID", "gl_VertexIndex");
    let text = replaced(
        &text,
        "gl_InstanceID",
        "(gl_InstanceIndex - gl_BaseInstanceARB)",
    );
    let mut made = String::with_capacity(text.len());
    for line in text.lines() {
        let immediates = line
            .strip_prefix("uniform ")
            .filter(|rest| rest.contains(" _immediates_binding_"));
        match immediates {
            Some(rest) => {
                // OpenGL has no push constants: naga writes them as a plain uniform.
                let _ = write!(
                    made,
                    "layout(push_constant) uniform ImmediatesOfVulkan {{ layout(offset = {first}) "
                );
                made.push_str(rest);
                made.push_str(" };");
            }
            None if line.contains(ADJUSTED) => {
                // The depths of OpenGL begin at -1, and would be cut off here.
                made.push_str(&line.replace(ADJUSTED, "gl_Position.y = -gl_Position.y;"));
            }
            None => made.push_str(line),
        }
        made.push('\n');
    }
    made
}

/// Versions from before numbers of bindings and varyings, and those that Vulkan has instead.
const OLD: &[(&str, &str)] = &[
    ("140", "450"),
    ("150 core", "450 core"),
    ("330 core", "450 core"),
    ("400 core", "450 core"),
    ("410 core", "450 core"),
    ("300 es", "310 es"),
];

/// A text of an old version as one of a version that Vulkan has: what a host would bind by name, and
/// varyings, get their numbers. What is done in the functions is left as it is.
#[must_use]
pub fn lifted(text: &str, slots: &[Slot]) -> String {
    let version = text
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("#version "));
    let Some((_, new)) = OLD.iter().find(|(old, _)| version == Some(*old)) else {
        return text.to_owned();
    };
    let mut made = format!("#version {new}\n");
    // What extensions brought is in the newer version, or in what there is for it.
    let kept = |line: &&str| !line.starts_with("#extension GL_ARB_");
    for line in text.lines().skip(1).filter(kept) {
        match number(line, slots) {
            Some(number) if line.starts_with("layout(") && !number.starts_with("location") => {
                let _ = write!(made, "layout({number}, ");
                made.push_str(line.trim_start_matches("layout("));
            }
            Some(number) if !line.starts_with("layout(") => {
                let _ = write!(made, "layout({number}) {line}");
            }
            _ => made.push_str(line),
        }
        made.push('\n');
    }
    made
}

/// The number of what a line declares.
fn number(line: &str, slots: &[Slot]) -> Option<String> {
    let is_part = |c: char| c == '_' || c.is_ascii_alphanumeric();
    let mut words = line.split(|c| !is_part(c)).filter(|word| !word.is_empty());
    if line.starts_with(' ') || line.contains("binding = ") || line.contains("push_constant") {
        return None;
    }
    let declares = |word: &&str| matches!(*word, "uniform" | "buffer" | "in" | "out");
    let kind = words.by_ref().find(declares)?;
    words.find_map(|word| {
        if matches!(kind, "uniform" | "buffer") {
            let is_one = |slot: &&Slot| slot.emitted_name.as_deref() == Some(word);
            let slot = slots.iter().find(is_one)?;
            return Some(format!("binding = {}", slot.index));
        }
        let (_, location) = word.strip_prefix("_vs2fs")?.split_once("_location")?;
        Some(format!("location = {location}"))
    })
}

/// The text with another word in place of one; names that only contain it stay.
fn replaced(text: &str, word: &str, with: &str) -> String {
    let is_part = |byte: Option<u8>| byte.is_some_and(|c| c == b'_' || c.is_ascii_alphanumeric());
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(word) {
        let (before, found) = rest.split_at(at);
        let after = found.get(word.len()..).unwrap_or_default();
        let is_word = !is_part(before.bytes().last()) && !is_part(after.bytes().next());
        made.push_str(before);
        made.push_str(if is_word { with } else { word });
        rest = after;
    }
    made.push_str(rest);
    made
}

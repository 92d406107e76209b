//! Bindings and locations that the author left to the compiler.
//!
//! glslang marks what it would number itself with binding 0, or with no location, so the text
//! has to say which numbers are the author's. The rules, which `docs/glsl.md` tells users:
//!
//! - A resource without `binding` gets the lowest free one of its set: first the block of loose
//!   uniforms, then the others in the order of their declarations.
//! - Vertex inputs and fragment outputs without `location` get the lowest free ones in the order
//!   of their declarations; what lies between two stages in the order of names, because a
//!   source of the other stage that declares the same names then gets the same numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use rspirv::spirv::{Decoration, Op, StorageClass};

use super::legacy::identifiers;
use crate::free_numbers::Taken;
use crate::source::Stage;

/// A number that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assigned {
    /// The name in the source; empty for the block of loose uniforms.
    pub(crate) name: String,
    pub(crate) number: Number,
}

impl fmt::Display for Assigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            Number::Binding(set, binding) => write!(f, "set {set} binding {binding}")?,
            Number::Input(location) => write!(f, "input location {location}")?,
            Number::Output(location) => write!(f, "output location {location}")?,
        }
        if self.name.is_empty() {
            f.write_str(" for the loose uniforms")
        } else {
            write!(f, " for `{}`", self.name)
        }
    }
}

/// What was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    /// A descriptor set and binding.
    Binding(u32, u32),
    /// The location of an input.
    Input(u32),
    /// The location of an output.
    Output(u32),
}

/// Gives the numbers that are missing; the words must be whole instructions.
pub(super) fn assign(
    words: &mut Vec<u32>,
    preprocessed: &str,
    stage: Stage,
    is_hlsl: bool,
) -> Vec<Assigned> {
    let before = words.clone();
    let module = Module::read(&before);
    let text = Text::new(preprocessed, is_hlsl);
    let mut assigned = Vec::new();
    bindings(&module, &text, words, &mut assigned);
    let mut added = Vec::new();
    for class in [StorageClass::Input, StorageClass::Output] {
        locations(&module, &text, stage, class, &mut added, &mut assigned);
    }
    let at = module.decorations_end;
    words.splice(at..at, added);
    assigned
}

/// What glslang calls the block of loose uniforms of HLSL.
const LOOSE_OF_HLSL: &str = "$Global";

/// A variable of the module.
#[derive(Clone, Copy, Debug)]
struct Variable {
    id: u32,
    /// The type it holds.
    ty: u32,
    class: u32,
}

#[derive(Debug, Default)]
struct Module<'a> {
    names: BTreeMap<u32, String>,
    /// By id and kind: the value, and the place of its word.
    decorations: BTreeMap<(u32, u32), (u32, usize)>,
    /// Structs with members that are built in.
    built_in_structs: BTreeSet<u32>,
    /// Types and constants, by id: opcode and operands after the id.
    types: BTreeMap<u32, (u32, &'a [u32])>,
    pointees: BTreeMap<u32, u32>,
    variables: Vec<Variable>,
    /// Where decorations can be added.
    decorations_end: usize,
}

/// The header of a module, in words.
pub(super) const HEADER: usize = 5;

impl<'a> Module<'a> {
    fn read(words: &'a [u32]) -> Self {
        let mut module = Module {
            decorations_end: words.len(),
            ..Module::default()
        };
        let mut at = HEADER;
        while let Some(&first) = words.get(at) {
            let (count, opcode) = ((first >> 16) as usize, first & 0xffff);
            let Some(operands) = words.get(at + 1..at + count.max(1)) else {
                break;
            };
            if opcode == Op::Function as u32 {
                break;
            }
            module.take(opcode, operands, at);
            at += count.max(1);
        }
        module
    }

    fn take(&mut self, opcode: u32, operands: &'a [u32], at: usize) {
        let is = |op: Op| opcode == op as u32;
        match operands {
            [id, text @ ..] if is(Op::Name) => {
                self.names.insert(*id, string(text));
            }
            [id, kind, rest @ ..] if is(Op::Decorate) => {
                let value = rest.first().copied().unwrap_or_default();
                self.decorations.insert((*id, *kind), (value, at + 3));
            }
            [id, _, kind, ..] if is(Op::MemberDecorate) && *kind == Decoration::BuiltIn as u32 => {
                self.built_in_structs.insert(*id);
            }
            [id, _, pointee] if is(Op::TypePointer) => {
                self.first_type(at);
                self.pointees.insert(*id, *pointee);
            }
            [ty, id, class, ..] if is(Op::Variable) => {
                if let Some(&ty) = self.pointees.get(ty) {
                    self.variables.push(Variable {
                        id: *id,
                        ty,
                        class: *class,
                    });
                }
            }
            [id, rest @ ..] if is_type(opcode) => {
                self.first_type(at);
                self.types.insert(*id, (opcode, rest));
            }
            [_, id, value @ ..] if is(Op::Constant) => {
                self.types.insert(*id, (opcode, value));
            }
            _ => {}
        }
    }

    fn first_type(&mut self, at: usize) {
        self.decorations_end = self.decorations_end.min(at);
    }

    fn decoration(&self, id: u32, kind: Decoration) -> Option<(u32, usize)> {
        self.decorations.get(&(id, kind as u32)).copied()
    }

    fn name(&self, id: u32) -> &str {
        self.names.get(&id).map_or("", String::as_str)
    }

    fn is_block(&self, ty: u32) -> bool {
        self.decoration(ty, Decoration::Block).is_some()
            || self.decoration(ty, Decoration::BufferBlock).is_some()
    }

    /// The type inside arrays.
    fn element(&self, mut ty: u32) -> u32 {
        while let Some(&(opcode, [element, ..])) = self.types.get(&ty)
            && (opcode == Op::TypeArray as u32 || opcode == Op::TypeRuntimeArray as u32)
        {
            ty = *element;
        }
        ty
    }

    /// The name that the source declares: of the block, or of the variable. A structured buffer of
    /// HLSL shares its block with others, a constant one is no variable.
    fn declared(&self, variable: Variable, is_hlsl: bool) -> &str {
        let element = self.element(variable.ty);
        let own = self.name(variable.id);
        if self.is_block(element) && (!is_hlsl || own.is_empty()) {
            self.name(element)
        } else {
            own
        }
    }

    /// How many locations a type takes.
    fn locations(&self, ty: u32) -> u32 {
        let Some(&(opcode, operands)) = self.types.get(&ty) else {
            return 1;
        };
        match (
            u16::try_from(opcode)
                .ok()
                .and_then(|op| Op::from_u32(op.into())),
            operands,
        ) {
            (Some(Op::TypeMatrix), [column, count]) => self.locations(*column) * count,
            (Some(Op::TypeArray), [element, length]) => {
                let length = match self.types.get(length) {
                    Some((_, [length, ..])) => *length,
                    _ => 1,
                };
                self.locations(*element).saturating_mul(length)
            }
            (Some(Op::TypeStruct), members) => members
                .iter()
                .map(|member| self.locations(*member))
                .fold(0, u32::saturating_add),
            // Three or four doubles are more than one location holds.
            (Some(Op::TypeVector), [component, count]) => match self.types.get(component) {
                Some((_, [64, ..])) if *count > 2 => 2,
                _ => 1,
            },
            _ => 1,
        }
    }
}

fn is_type(opcode: u32) -> bool {
    (Op::TypeVoid as u32..=Op::TypeFunction as u32).contains(&opcode)
}

/// The instructions of a module, each with its first word.
pub(super) fn instructions(words: &[u32]) -> impl Iterator<Item = &[u32]> {
    let mut at = HEADER;
    std::iter::from_fn(move || {
        let count = (words.get(at)? >> 16) as usize;
        let whole = words.get(at..at + count.max(1))?;
        at += whole.len();
        Some(whole)
    })
}

pub(super) fn string(words: &[u32]) -> String {
    let bytes: Vec<u8> = words
        .iter()
        .flat_map(|word| word.to_le_bytes())
        .take_while(|&byte| byte != 0)
        .collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Where names are declared in the text.
struct Text<'a> {
    text: &'a str,
    /// Names with the place of their first occurrence.
    first: BTreeMap<&'a str, usize>,
    is_hlsl: bool,
}

impl<'a> Text<'a> {
    fn new(text: &'a str, is_hlsl: bool) -> Self {
        let mut first = BTreeMap::new();
        for (at, name) in identifiers(text) {
            first.entry(name).or_insert(at);
        }
        Self {
            text,
            first,
            is_hlsl,
        }
    }

    fn place(&self, name: &str) -> usize {
        self.first.get(name).copied().unwrap_or(usize::MAX)
    }

    /// Whether the declaration of a name has a binding: `binding = N` in its layout, or
    /// `register(tN)` behind it.
    fn has_binding(&self, name: &str) -> bool {
        let Some(&at) = self.first.get(name) else {
            return false;
        };
        let (before, after) = self.text.split_at_checked(at).unwrap_or((self.text, ""));
        if self.is_hlsl {
            let end = after.find([';', '{', '=']).unwrap_or(after.len());
            let declaration = after.get(..end).unwrap_or_default();
            return identifiers(declaration).any(|(_, word)| word == "register");
        }
        let start = before.rfind([';', '}', '{']).map_or(0, |at| at + 1);
        let declaration = before.get(start..).unwrap_or_default();
        identifiers(declaration).any(|(_, word)| word == "binding")
    }
}

fn bindings(module: &Module<'_>, text: &Text<'_>, words: &mut [u32], assigned: &mut Vec<Assigned>) {
    let mut taken: BTreeMap<u32, Taken> = BTreeMap::new();
    let mut open = Vec::new();
    for &variable in &module.variables {
        let Some((binding, at)) = module.decoration(variable.id, Decoration::Binding) else {
            continue;
        };
        let set = module
            .decoration(variable.id, Decoration::DescriptorSet)
            .map_or(0, |(set, _)| set);
        let name = module.declared(variable, text.is_hlsl);
        let is_loose = name == super::LOOSE_UNIFORMS;
        if binding == 0 && (is_loose || !text.has_binding(name)) {
            let order = if is_loose {
                None
            } else {
                Some(text.place(name))
            };
            open.push((order, set, at, name));
        } else {
            taken.entry(set).or_default().take(binding, 1);
        }
    }
    open.sort_by_key(|&(order, ..)| order);
    for (order, set, at, name) in open {
        let binding = taken.entry(set).or_default().take_free(1);
        if let Some(word) = words.get_mut(at) {
            *word = binding;
        }
        assigned.push(Assigned {
            name: match order {
                Some(_) if name != LOOSE_OF_HLSL => name.to_owned(),
                _ => String::new(),
            },
            number: Number::Binding(set, binding),
        });
    }
}

fn locations(
    module: &Module<'_>,
    text: &Text<'_>,
    stage: Stage,
    class: StorageClass,
    added: &mut Vec<u32>,
    assigned: &mut Vec<Assigned>,
) {
    let is_between = matches!(
        (stage, class),
        (Stage::Vertex, StorageClass::Output) | (Stage::Fragment, StorageClass::Input)
    );
    let mut taken = Taken::default();
    let mut open = Vec::new();
    for &variable in module
        .variables
        .iter()
        .filter(|variable| variable.class == class as u32)
    {
        if module
            .decoration(variable.id, Decoration::BuiltIn)
            .is_some()
            || module
                .built_in_structs
                .contains(&module.element(variable.ty))
        {
            continue;
        }
        let size = module.locations(variable.ty).clamp(1, MOST_LOCATIONS);
        if let Some((location, _)) = module.decoration(variable.id, Decoration::Location) {
            taken.take(location, size);
        } else {
            open.push((module.declared(variable, text.is_hlsl), size, variable.id));
        }
    }
    if is_between {
        open.sort_by_key(|&(name, ..)| name);
    } else {
        open.sort_by_key(|&(name, ..)| text.place(name));
    }
    for (name, size, id) in open {
        let location = taken.take_free(size);
        added.extend([
            4 << 16 | Op::Decorate as u32,
            id,
            Decoration::Location as u32,
            location,
        ]);
        assigned.push(Assigned {
            name: name.to_owned(),
            number: match class {
                StorageClass::Input => Number::Input(location),
                _ => Number::Output(location),
            },
        });
    }
}

/// More than any device has; keeps a huge array from being counted one by one.
const MOST_LOCATIONS: u32 = 1024;

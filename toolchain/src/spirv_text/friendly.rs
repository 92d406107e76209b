//! Names for ids that a reader can make something of, the same that `spirv-dis` gives.
//!
//! Imports `decode`, `grammar`, `extra_names`, `string` and `number`. Every name is made of
//! letters, digits and underscores, and no two ids share one.

use std::collections::{HashMap, HashSet};

use rspirv::grammar::OperandKind;
use rspirv::spirv::{BuiltIn, Decoration, FPEncoding, Op};

use super::decode::{Decoded, Decoder, OperandClass};
use super::extra_names::built_in_name;
use super::{grammar, number, string};

/// Longer names are cut off. Names of types hold the names of other types, so that without a limit
/// a small module could have names of gigabytes.
const LONGEST: usize = 250;

/// The names of a module's ids.
#[derive(Default)]
pub(super) struct Names {
    by_id: HashMap<u32, String>,
    used: HashSet<String>,
    /// For names that are wanted more than once: the number with which to make the next unique.
    counters: HashMap<String, u32>,
}

impl Names {
    /// Finds names for the ids of a module. If it is malformed somewhere, for those ahead of that.
    pub(super) fn new(words: &[u32]) -> Self {
        let mut names = Self::default();
        let mut decoder = Decoder::new(words);
        while let Ok(Some(decoded)) = decoder.next() {
            names.observe(&decoded);
        }
        names
    }

    /// The name of an id; its number if it is defined nowhere.
    pub(super) fn get(&self, id: u32) -> Option<&str> {
        self.by_id.get(&id).map(String::as_str)
    }

    fn name(&self, id: u32) -> String {
        self.get(id).map_or_else(|| id.to_string(), str::to_owned)
    }

    /// Names an id, unless it has a name.
    fn save(&mut self, id: u32, suggestion: &str) {
        if self.by_id.contains_key(&id) {
            return;
        }
        let mut name = sanitize(suggestion);
        if self.used.contains(&name) {
            // Names are never given back, so the numbers that were taken need not be tried again.
            let counter = self.counters.entry(name.clone()).or_insert(0);
            loop {
                let numbered = format!("{name}_{counter}");
                *counter += 1;
                if !self.used.contains(&numbered) {
                    name = numbered;
                    break;
                }
            }
        }
        self.used.insert(name.clone());
        self.by_id.insert(id, name);
    }

    fn observe(&mut self, decoded: &Decoded<'_>) {
        match (decoded.inst.opcode, decoded.words) {
            (Op::Name, &[_, id, ref name @ ..]) => self.save(id, &text(name)),
            (Op::Decorate, &[_, id, decoration, built_in, ..])
                if decoration == Decoration::BuiltIn as u32 =>
            {
                if let Some(name) = BuiltIn::from_u32(built_in).and_then(built_in_name) {
                    self.save(id, &name);
                }
            }
            _ => {
                if let Some(id) = decoded.result() {
                    let name = self.by_definition(id, decoded);
                    // A number as well is noted as used: another id may be called like it.
                    self.save(id, &name.unwrap_or_else(|| id.to_string()));
                }
            }
        }
    }

    /// The name of an id by the instruction that defines it.
    fn by_definition(&self, id: u32, decoded: &Decoded<'_>) -> Option<String> {
        let fixed = match decoded.inst.opcode {
            Op::TypeVoid => "void",
            Op::TypeBool => "bool",
            Op::TypeEvent => "Event",
            Op::TypeDeviceEvent => "DeviceEvent",
            Op::TypeReserveId => "ReserveId",
            Op::TypeQueue => "Queue",
            Op::TypePipeStorage => "PipeStorage",
            Op::TypeNamedBarrier => "NamedBarrier",
            Op::ConstantTrue => "true",
            Op::ConstantFalse => "false",
            _ => return self.by_operands(id, decoded),
        };
        Some(fixed.to_owned())
    }

    fn by_operands(&self, id: u32, decoded: &Decoded<'_>) -> Option<String> {
        let enumerant = |kind, value: u32| {
            let name = grammar::enumerant_name(kind, value);
            name.map_or_else(|| value.to_string(), str::to_owned)
        };
        Some(match (decoded.inst.opcode, decoded.words) {
            (Op::TypeInt, &[_, _, width, signedness]) => int_name(width, signedness != 0),
            (Op::TypeFloat, &[_, _, width, ref encoding @ ..]) => float_name(width, encoding),
            (Op::TypeVector, &[_, _, component, count]) => {
                format!("v{count}{}", self.name(component))
            }
            (Op::TypeMatrix, &[_, _, column, count]) => format!("mat{count}{}", self.name(column)),
            (Op::TypeArray, &[_, _, element, length]) => {
                format!("_arr_{}_{}", self.name(element), self.name(length))
            }
            (Op::TypeRuntimeArray, &[_, _, element]) => {
                format!("_runtimearr_{}", self.name(element))
            }
            (Op::TypePointer, &[_, _, class, pointee]) => {
                let class = enumerant(OperandKind::StorageClass, class);
                format!("_ptr_{class}_{}", self.name(pointee))
            }
            (Op::TypePipe, &[_, _, qualifier]) => {
                format!("Pipe{}", enumerant(OperandKind::AccessQualifier, qualifier))
            }
            (Op::TypeOpaque, [_, _, name @ ..]) => format!("Opaque_{}", sanitize(&text(name))),
            (Op::TypeStruct, _) => format!("_struct_{id}"),
            (Op::Constant, &[_, ty, ..]) => {
                let operand = decoded.operands.last()?;
                let OperandClass::Number(number) = operand.class else {
                    return None;
                };
                let value = number::format(number.bits_of(decoded.words_of(operand)), number)?;
                format!("{}_{}", self.name(ty), value.replace('-', "n"))
            }
            _ => return None,
        })
    }
}

fn int_name(width: u32, signed: bool) -> String {
    let (prefix, root) = match width {
        8 => ("", "char"),
        16 => ("", "short"),
        32 => ("", "int"),
        64 => ("", "long"),
        _ => return format!("{}{width}", if signed { "i" } else { "u" }),
    };
    format!("{}{root}", if signed { prefix } else { "u" })
}

fn float_name(width: u32, encoding: &[u32]) -> String {
    let encoding = encoding.first().copied().and_then(FPEncoding::from_u32);
    let name = match (width, encoding) {
        (_, Some(FPEncoding::BFloat16KHR)) => "bfloat16",
        (_, Some(FPEncoding::Float8E4M3EXT)) => "fp8e4m3",
        (_, Some(FPEncoding::Float8E5M2EXT)) => "fp8e5m2",
        (16, None) => "half",
        (32, None) => "float",
        (64, None) => "double",
        _ => return format!("fp{width}"),
    };
    name.to_owned()
}

fn text(words: &[u32]) -> String {
    let bytes = string::decode(words).map(|(bytes, _)| bytes);
    String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
}

fn sanitize(name: &str) -> String {
    if name.is_empty() {
        return "_".to_owned();
    }
    // By bytes: a character of several gives as many underscores.
    let valid = |b: u8| {
        if b.is_ascii_alphanumeric() {
            char::from(b)
        } else {
            '_'
        }
    };
    name.bytes().take(LONGEST).map(valid).collect()
}

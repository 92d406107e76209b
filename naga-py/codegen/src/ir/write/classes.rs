//! The text of one class: its fields, and the methods that tell and change what it holds.

use std::fmt::Write;

use super::super::read::{Class, Field, Shape};
use super::{Ir, WITH_OPERANDS, alias, identifier};
use crate::Problem;

fn field_name(fields: &[Field], index: usize) -> String {
    let Some(field) = fields.get(index) else {
        return String::new();
    };
    match (&field.name, &field.shape, fields.len()) {
        (Some(name), ..) => identifier(name),
        (None, Shape::Handle(_), 1) => "handle".to_owned(),
        (None, Shape::Range, 1) => "range".to_owned(),
        (None, _, 1) => "value".to_owned(),
        (None, ..) => format!("field{index}"),
    }
}

impl Ir<'_> {
    /// The annotation of a field, as it stands in the module `here`.
    fn annotation(&self, shape: &Shape, here: &str) -> Result<String, Problem> {
        let at = |module: &str, name: &str| {
            if module == here {
                name.to_owned()
            } else {
                format!("{}.{name}", alias(module))
            }
        };
        Ok(match shape {
            Shape::Handle(of) => at("core", &format!("{of}Handle")),
            Shape::Optional(inner) => format!("{} | None", self.annotation(inner, here)?),
            Shape::Sequence(inner) => format!("tuple[{}, ...]", self.annotation(inner, here)?),
            Shape::Array(inner, length) => {
                format!(
                    "tuple[{}]",
                    vec![self.annotation(inner, here)?; *length].join(", ")
                )
            }
            Shape::Range => "range".to_owned(),
            Shape::Mapping(key, value) => {
                format!(
                    "FrozenMap[{}, {}]",
                    self.annotation(key, here)?,
                    self.annotation(value, here)?
                )
            }
            Shape::Tuple(items) => {
                let items: Result<Vec<_>, _> = items
                    .iter()
                    .map(|item| self.annotation(item, here))
                    .collect();
                format!("tuple[{}]", items?.join(", "))
            }
            Shape::Named(name) => match name.as_str() {
                "String" | "str" => "str".to_owned(),
                "bool" => "bool".to_owned(),
                "f16" | "f32" | "f64" => "float".to_owned(),
                "u8" | "u16" | "u32" | "u64" | "i8" | "i16" | "i32" | "i64" | "usize" => {
                    "int".to_owned()
                }
                name if !self.classes.contains_key(name) => {
                    return Err(format!("{name} is used in the IR but was not found").into());
                }
                name => at(self.place_of(name), name),
            },
        })
    }

    pub(super) fn write_class(&self, name: &str, text: &mut String) -> Result<(), Problem> {
        let doc = self.docs.of(name)?;
        match self.classes.get(name) {
            Some(Class::Names(variants)) => {
                let _ = write!(
                    text,
                    "\n\nclass {name}(enum.Enum):\n    \"\"\"{doc}\"\"\"\n\n"
                );
                for (index, variant) in variants.iter().enumerate() {
                    let _ = writeln!(text, "    {} = {index}", identifier(&variant.name));
                }
            }
            Some(Class::Flags(flags)) => {
                let _ = write!(
                    text,
                    "\n\nclass {name}(enum.IntFlag):\n    \"\"\"{doc}\"\"\"\n\n"
                );
                for (flag, value) in flags {
                    let _ = writeln!(text, "    {flag} = {value}");
                }
            }
            Some(Class::Struct(fields)) => {
                let holder = self.holders.contains(name);
                self.write_dataclass(
                    name,
                    name,
                    doc,
                    fields,
                    holder,
                    false,
                    self.place_of(name),
                    text,
                )?;
            }
            Some(Class::Sum(variants)) => {
                let holder = self.holders.contains(name) || WITH_OPERANDS.contains(&name);
                for variant in variants {
                    let doc = self.docs.of(&format!("{name}.{}", variant.name))?;
                    let class = identifier(&variant.name);
                    let statement = name == "Statement";
                    self.write_dataclass(
                        &class,
                        name,
                        doc,
                        &variant.fields,
                        holder,
                        statement,
                        self.place_of(name),
                        text,
                    )?;
                }
                let all: Vec<_> = variants
                    .iter()
                    .map(|variant| identifier(&variant.name))
                    .collect();
                if all.len() == 1 {
                    let _ = write!(text, "\n\n{name}: TypeAlias = {}\n", all.concat());
                } else {
                    let _ = write!(
                        text,
                        "\n\n{name}: TypeAlias = (\n    {}\n)\n",
                        all.join("\n    | ")
                    );
                }
                let _ = writeln!(text, "\"\"\"{doc}\"\"\"");
            }
            None => {}
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "a class is described by as much")]
    fn write_dataclass(
        &self,
        class: &str,
        owner: &str,
        doc: &str,
        fields: &[Field],
        operands: bool,
        statement: bool,
        here: &str,
        text: &mut String,
    ) -> Result<(), Problem> {
        let _ = write!(
            text,
            "\n\n@dataclass(frozen=True, slots=True)\nclass {class}:\n    \"\"\"{doc}\"\"\"\n"
        );
        if !fields.is_empty() {
            text.push('\n');
        }
        for (index, field) in fields.iter().enumerate() {
            let mut annotation = self.annotation(&field.shape, here)?;
            if annotation.contains(owner)
                && !annotation.contains(&format!("{owner}Handle"))
                && self.is_sum(owner)
            {
                // The union is defined after its members.
                annotation = format!("\"{annotation}\"");
            } else if here == "statement" && annotation.contains("Statement") {
                annotation = format!("\"{annotation}\"");
            }
            let default = if matches!(field.shape, Shape::Optional(_))
                && fields
                    .iter()
                    .skip(index)
                    .all(|rest| matches!(rest.shape, Shape::Optional(_)))
            {
                " = None"
            } else {
                ""
            };
            let _ = writeln!(
                text,
                "    {}: {annotation}{default}",
                field_name(fields, index)
            );
        }
        if operands {
            self.write_operands(class, fields, here, text);
        }
        if statement {
            self.write_blocks(class, fields, text);
        }
        Ok(())
    }

    fn write_operands(&self, class: &str, fields: &[Field], here: &str, text: &mut String) {
        let (mut read, mut made, mut changes) = (Vec::new(), Vec::new(), false);
        for (index, field) in fields.iter().enumerate() {
            let name = field_name(fields, index);
            let here = format!("self.{name}");
            let (operand, change) = self.operand(&field.shape, &here);
            changes |= operand.is_some();
            read.extend(operand);
            made.push(format!("{name}={}", change.unwrap_or(here)));
        }
        let tuple = match read.as_slice() {
            [] => "()".to_owned(),
            [one] if one.starts_with('*') => match one.strip_suffix(".operands()") {
                Some(_) => one.trim_start_matches('*').to_owned(),
                None => format!("({one},)"),
            },
            [one] => format!("({one},)"),
            several => format!("({})", several.join(", ")),
        };
        let handle = if here == "core" {
            "ExpressionHandle"
        } else {
            "_core.ExpressionHandle"
        };
        let _ = write!(
            text,
            "\n    def operands(self) -> tuple[{handle}, ...]:\n        \"\"\"Give the expressions that this uses, in the order of the fields.\"\"\"\n        return {tuple}\n"
        );
        let body = if changes {
            format!("{class}({})", made.join(", "))
        } else {
            "self".to_owned()
        };
        let _ = write!(
            text,
            "\n    def map_operands(self, change: Callable[[{handle}], {handle}]) -> \"{class}\":\n        \"\"\"Give the same with other expressions: what `change` makes of each.\"\"\"\n        return {body}\n"
        );
    }

    /// How the handles in a field are listed, and how the field is made anew.
    fn operand(&self, shape: &Shape, here: &str) -> (Option<String>, Option<String>) {
        match shape {
            Shape::Handle(of) if of == "Expression" => {
                (Some(here.to_owned()), Some(format!("change({here})")))
            }
            Shape::Optional(inner) => match &**inner {
                Shape::Handle(of) if of == "Expression" => (
                    Some(format!("*(() if {here} is None else ({here},))")),
                    Some(format!("None if {here} is None else change({here})")),
                ),
                _ => (None, None),
            },
            Shape::Sequence(inner) => match &**inner {
                Shape::Handle(of) if of == "Expression" => (
                    Some(format!("*{here}")),
                    Some(format!("tuple(map(change, {here}))")),
                ),
                _ => (None, None),
            },
            Shape::Named(name)
                if self.holders.contains(name.as_str())
                    && !WITH_OPERANDS.contains(&name.as_str()) =>
            {
                (
                    Some(format!("*{here}.operands()")),
                    Some(format!("{here}.map_operands(change)")),
                )
            }
            Shape::Handle(_)
            | Shape::Array(..)
            | Shape::Range
            | Shape::Mapping(..)
            | Shape::Tuple(_)
            | Shape::Named(_) => (None, None),
        }
    }

    fn write_blocks(&self, class: &str, fields: &[Field], text: &mut String) {
        let (mut read, mut made, mut changes) = (Vec::new(), Vec::new(), false);
        for (index, field) in fields.iter().enumerate() {
            let name = field_name(fields, index);
            let here = format!("self.{name}");
            let element = match &field.shape {
                Shape::Sequence(inner) => match &**inner {
                    Shape::Named(element) => element.as_str(),
                    _ => "",
                },
                _ => "",
            };
            match element {
                "Statement" => {
                    changes = true;
                    read.push(here.clone());
                    made.push(format!("{name}=change({here})"));
                }
                "SwitchCase" => {
                    changes = true;
                    read.push(format!("*(case.body for case in {here})"));
                    made.push(format!(
                        "{name}=tuple(SwitchCase(case.value, change(case.body), case.fall_through) for case in {here})"
                    ));
                }
                _ => made.push(format!("{name}={here}")),
            }
        }
        let tuple = match read.as_slice() {
            [] => "()".to_owned(),
            [one] => format!("({one},)"),
            several => format!("({})", several.join(", ")),
        };
        let block = "tuple[Statement, ...]";
        let _ = write!(
            text,
            "\n    def blocks(self) -> \"tuple[{block}, ...]\":\n        \"\"\"Give the blocks in this statement.\"\"\"\n        return {tuple}\n"
        );
        let body = if changes {
            format!("{class}({})", made.join(", "))
        } else {
            "self".to_owned()
        };
        let _ = write!(
            text,
            "\n    def map_blocks(self, change: \"Callable[[{block}], {block}]\") -> \"{class}\":\n        \"\"\"Give the same with other blocks: what `change` makes of each.\"\"\"\n        return {body}\n"
        );
    }
}

"""How Rust's names, types and values are spelled in Python."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generate import plan
from generate.rust import Enum, Flags, Source, Variant, matching, split_top

if TYPE_CHECKING:
    from generate.rust import Field

NUMBERS = {
    "u8": "U8",
    "u16": "U16",
    "u32": "U32",
    "u64": "U64",
    "u128": "U128",
    "usize": "U64",
    "isize": "I64",
    "i32": "I32",
    "f32": "F32",
    "f64": "F64",
    "NonZeroU32": "NonZeroU32",
    "NonZeroU64": "NonZeroU64",
    "BufferAddress": "U64",
    "BufferSize": "NonZeroU64",
    "ShaderLocation": "U32",
    "DynamicOffset": "U32",
    "bool": "bool",
    "String": "str",
    "str": "str",
    "L": "str | None",
    "Label": "str | None",
}
TYPE_DEFAULTS = {
    r"Option<|L$|Label\b": "None",
    r"Vec<|\[|Cow<": "()",
    r"(u8|u16|u32|u64|i32|usize|BufferAddress|InternalCounter)$": "0",
    r"f(32|64)$": "0.0",
    r"bool$": "False",
}
PLAIN = {
    "true": "True",
    "false": "False",
    "None": "None",
    "ALLOC_MAX_U32": "2**31 - 1",
    "ALLOC_MAX_U64": "2**31 - 1",
    "Vec::new()": "()",
    "String::new()": '""',
    "&[]": "()",
    "[].into()": "()",
    "Cow::Borrowed(&[])": "()",
}
NUMBER = r"[\d_]+(\.\d+)?( (<<|-|\*) [\d_]+)*$|\(\d+ << \d+\) - \d+$"
BITS = {"u8": 8, "u16": 16, "u32": 32, "u64": 64}


def kebab(name: str) -> str:
    """`OneMinusSrc1Alpha` as `one-minus-src1-alpha`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower().replace("_", "-")


def initialisers(body: str) -> dict[str, str]:
    """Field names and expressions of the struct literal in a function's body."""
    body = re.sub(r"//[^\n]*", "", body)
    body = body[body.index("-> Self {") + 9 :] if "-> Self {" in body else body
    literal = re.search(r"\b[A-Z]\w* \{", body)
    start = literal.end() - 1 if literal else body.index("{")
    parts = split_top(body[start + 1 : matching(body, start) - 1])
    pairs = (part.partition(":") for part in parts if not part.startswith(".."))
    return {name.strip(): value.strip() for name, _, value in pairs}


@dataclass
class Speller:
    """Knows all types of wgpu, and collects which Python names a text needs."""

    source: Source
    used: set[str] = field(default_factory=set[str])

    def value(self, enum: Enum, variant: Variant) -> str:
        """The string that stands for a variant: serde's spelling, else kebab-case."""
        renamed = re.search(r'rename = "([^"]+)"', variant.attributes)
        if renamed:
            return renamed[1]
        if (enum.name, variant.name) in plan.SPELLINGS:
            return plan.SPELLINGS[enum.name, variant.name]
        rule = re.search(r'rename_all = "([^"]+)"', enum.attributes)
        return variant.name.lower() if rule and rule[1] == "lowercase" else kebab(variant.name)

    def is_names(self, name: str) -> bool:
        """Whether an enum is a `Literal`."""
        enum = self.source.enums[name]
        names = name in plan.NAMES or name == "TextureFormat"
        return names or not any(v.fields or v.payload for v in enum.variants)

    def names(self, name: str) -> tuple[str, ...]:
        """The strings of a `Literal`."""
        enum = self.source.enums[name]
        return plan.NAMES.get(name) or tuple(self.value(enum, v) for v in enum.variants)

    def type(self, rust: str) -> str:
        """A type as it stands in a field."""
        rust = re.sub(r"&('\w+ )?|'\w+,? ?|<>", "", rust).strip()
        rust = re.sub(r"\b(?:crate|wgt|core::ops|alloc::\w+|std::path)::", "", rust)
        rust = re.sub(r"<>", "", rust)
        if rust in plan.TYPES:
            text = plan.TYPES[rust]
            self.used.update(re.findall(r"[A-Za-z]\w+", text))
            return text
        generic = re.match(r"(Option|Vec|Cow|Range)<(.*)>$", rust)
        if generic:
            return self.generic(generic[1], generic[2])
        array = re.match(r"\[(.+); (\d+)\]$", rust)
        if array:
            name = f"{self.type(array[1])}x{array[2]}"
            self.used.add(name)
            return name
        if rust.startswith("["):
            return self.many(rust[1:-1])
        rust = re.sub(r"<.*>$", "", rust).removeprefix("core::num::")
        if rust in NUMBERS:
            name = NUMBERS[rust]
            self.used.add(name)
            return name
        known = self.source.structs.keys() | self.source.enums.keys() | self.source.flags.keys()
        if rust in plan.NATIVE or rust in known:
            if rust in self.source.enums and not self.is_names(rust):
                rust += "Value"
            self.used.add(rust)
            return rust
        msg = f"no Python type for {rust!r}"
        raise KeyError(msg)

    def generic(self, outer: str, argument: str) -> str:
        """`Option`, `Vec`, `Cow` and `Range`."""
        if outer == "Option":
            text = self.type(argument)
            return text if text.endswith("| None") else f"{text} | None"
        if outer == "Range":
            return f"tuple[{self.type(argument)}, {self.type(argument)}]"
        if outer == "Cow":
            return self.type(argument)
        return self.many(argument)

    def many(self, item: str) -> str:
        """A list: bytes or a tuple."""
        text = self.type(item)
        if text == "U8":
            return "bytes"
        self.used.add("Many")
        return f"Many[{text}]"

    def field_type(self, owner: str, one: Field) -> str:
        """The type of a field, by hand where the plan says so."""
        text = plan.FIELD_TYPES.get((owner, one.name))
        if text is None:
            return self.type(one.type)
        self.used.update(re.findall(r"[A-Za-z]\w+", text))
        return text

    def default_of_type(self, rust: str) -> str | None:
        """What `Default::default()` gives."""
        bare = re.sub(r"&('\w+ )?|\b(?:crate|wgt|core::num|alloc::\w+)::", "", rust)
        for pattern, value in TYPE_DEFAULTS.items():
            if re.match(pattern, bare):
                return value
        return self.default_of_name(bare)

    def default_of_name(self, name: str) -> str | None:
        """The default of an enum, of flags or of a struct."""
        if name in plan.NAMES_DEFAULT:
            return f'"{plan.NAMES_DEFAULT[name]}"'
        if name in self.source.enums:
            enum = self.source.enums[name]
            marked = (v for v in enum.variants if "#[default]" in v.attributes)
            return next((f'"{self.value(enum, v)}"' for v in marked), None)
        if name in self.source.flags:
            return self.default_of_flags(name)
        struct = self.source.structs.get(name)
        if struct and (name in self.source.defaults or "Default" in struct.attributes):
            self.used.add(name)
            return f"{name}()"
        return None

    def default_of_flags(self, name: str) -> str | None:
        """The default of a set of flags."""
        self.used.add(name)
        body = self.source.defaults.get(name)
        if body is None:
            return f"{name}(0)" if name == "Features" else None
        match = re.search(r"Self::(\w+)(\(\))?", body)
        return None if match is None else f"{name}.{match[1]}{match[2] or ''}"

    def default(self, owner: str, one: Field) -> str | None:
        """The default of a field of a model, or None."""
        by_hand = plan.DEFAULTS.get((owner, one.name))
        if by_hand is not None:
            self.used.update(re.findall(r"[A-Z]\w+", by_hand))
            return by_hand
        struct = self.source.structs.get(owner)
        body = self.source.defaults.get(owner)
        if body is not None:
            constant = re.search(r"\bSelf::(\w+)(\(\))?\s*\}", body)
            if constant:
                body = self.source.values.get((owner, constant[1]), body)
            found = initialisers(body).get(one.name)
            if found is not None:
                return self.expression(owner, found, one.type)
        if one.type.startswith("Option<") or one.type in ("L", "Label<'a>"):
            return "None"
        if struct is not None and "Default" in struct.attributes:
            return self.default_of_type(one.type)
        return None

    def expression(self, owner: str, rust: str, rust_type: str) -> str | None:
        """A constant expression."""
        rust = re.sub(r"//.*", "", rust).strip().rstrip(",")
        if rust in PLAIN:
            return PLAIN[rust]
        if rust == "!0":
            return f"{2 ** BITS[rust_type] - 1:#x}"
        if re.match(r"(\w+::)?(<\w+>::)?default\(\)$", rust) or rust == "LoadOp::<V>::default()":
            return self.default_of_type(rust_type)
        if re.match(NUMBER, rust):
            return rust
        return self.compound(owner, rust)

    def compound(self, owner: str, rust: str) -> str:
        """A power, a path or a short vector."""
        power = re.match(r"(\d+)u32\.pow\((\d+)\)$", rust)
        if power:
            return f"{power[1]} ** {power[2]}"
        path = re.match(r"(?:crate::)?(\w+)::(\w+)(\(\))?$", rust)
        if path:
            return self.path(owner, path[1], path[2])
        vector = re.match(r"vec!\[(.*)\]$", rust)
        if vector:
            parts = [self.expression(owner, part, "") for part in split_top(vector[1])]
            return f"({', '.join(str(part) for part in parts)},)"
        msg = f"no Python for {rust!r} in {owner}"
        raise KeyError(msg)

    def path(self, owner: str, name: str, member: str) -> str:
        """`Enum::Variant`, `FLAGS::NAME` or `Self::CONSTANT`."""
        name = owner if name == "Self" else name
        enum = self.source.enums.get(name)
        if enum is not None:
            return next(f'"{self.value(enum, v)}"' for v in enum.variants if v.name == member)
        self.used.add(name)
        return f"{name}.{member}"

    def flag_value(self, flags: Flags, expression: str, group: int, known: dict[str, int]) -> int:
        """The number of a flag."""

        def constant(match: re.Match[str]) -> str:
            return self.source.constants[match[0]]

        def discriminant(match: re.Match[str]) -> str:
            variants = self.source.enums[match[1]].variants
            return str(next(v.value for v in variants if v.name == match[2]))

        text = re.sub(r"\bWEBGPU_\w+", constant, expression)
        text = re.sub(r"\b(\w+)::(\w+) as u32", discriminant, text)
        total = 0
        for part in text.split("|"):
            bare = part.strip()
            own = re.match(rf"(?:Self|{flags.name})::(\w+)(?:\.bits\(\))?$", bare)
            shift = re.match(r"(\d+)(?: << (\d+))?$", bare)
            if own:
                total |= known[own[1]]
            elif shift:
                total |= (int(shift[1]) << int(shift[2] or 0)) << 64 * group
            else:
                msg = f"no number for {flags.name}: {expression!r}"
                raise ValueError(msg)
        return total

"""Writes the files of `pywgpu.types` that follow from wgpu's sources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generate import docs, plan
from generate.rust import Field, Source, matching, split_top
from generate.spell import Speller, kebab

if TYPE_CHECKING:
    from generate.rust import Enum, Flags, Struct

HEADER = '''"""{title}

Generated from wgpu {version} (`make generate`); docs by the authors of wgpu.
"""
'''
PACKAGE = '''"""Every descriptor, enum and flag of wgpu as a typed value.

* **Descriptors** are frozen, strict Pydantic models with wgpu's field names. Each call of the
  runtime takes one, or the same names as keyword arguments.
* **Enums** are `Literal` types spelled as in WebGPU: `"rgba8unorm"`, `"triangle-list"`.
* **Flags** are `IntFlag`s named as in wgpu: `BufferUsages.STORAGE | BufferUsages.COPY_SRC`.
* **Enums with data** are classes with one model per variant: `BindingType.Buffer(ty="storage")`;
  `BindingTypeValue` is the union of them.
* `pywgpu.types.formats` knows the sizes, aspects and channels of texture formats.

A name is imported when it is used: flags cost no Pydantic.

Generated from wgpu {version} (`make generate`).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from pywgpu.types._names import PLACES

if TYPE_CHECKING:
{imports}

__all__ = {names}


def __getattr__(name: str) -> object:
    """Imports the module that a public name lies in."""
    if name == "formats":
        return importlib.import_module(f"{{__name__}}.formats")
    if name not in PLACES:
        msg = f"module {{__name__!r}} has no attribute {{name!r}}"
        raise AttributeError(msg)
    value: object = getattr(importlib.import_module(f"{{__name__}}.{{PLACES[name]}}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """All public names."""
    return sorted(PLACES)
'''
BASE = (
    "F32 F64 I32 I64 U8 U16 U32 U64 U128 NonZeroU32 NonZeroU64 Many F32x2 F32x6 F32x9 F32x12 F32x16"
    " Model"
).split()


def indented(lines: list[str], indent: int) -> str:
    """Lines at an indentation; empty ones stay empty."""
    return "\n".join((" " * indent + line) if line else "" for line in lines)


def quoted(lines: list[str], indent: int) -> str:
    """A docstring."""
    raw = ""
    if len(lines) == 1:
        return f'{" " * indent}{raw}"""{lines[0]}"""'
    return indented([f'"""{lines[0]}', *lines[1:], '"""'], indent)


class Writer:
    """Holds what the files share."""

    def __init__(self, source: Source, version: str, methods: dict[str, str]) -> None:
        """Takes what was read, the version of wgpu and the methods written by hand."""
        self.source = source
        self.version = version
        self.methods = methods
        self.speller = Speller(source)
        self.places = {
            name: module for module, (_, names) in plan.PLACES.items() for name in names.split()
        }

    def files(self) -> dict[str, str]:
        """File names and texts, before formatting."""
        self.check_placed()
        models = {f"{module}.py": self.models(module) for module in plan.PLACES}
        unknown = self.methods.keys() - self.places.keys()
        if unknown:
            msg = f"methods for types that are not written: {', '.join(sorted(unknown))}"
            raise ValueError(msg)
        return {
            "enums.py": self.enums(),
            "flags.py": self.flags(),
            "constants.py": self.constants(),
            "_names.py": self.names(),
            "_presets.py": self.presets(),
            "__init__.py": self.package(),
            **models,
        }

    def check_placed(self) -> None:
        """Every public type has a place, or a reason why it has none."""
        names = {
            name
            for name, struct in self.source.structs.items()
            if struct.fields and name not in plan.LEFT_OUT
        }
        names |= {
            name
            for name in self.source.enums
            if name not in plan.LEFT_OUT and not self.speller.is_names(name)
        }
        missing = names - self.places.keys()
        if missing:
            msg = f"no place in plan.py for {', '.join(sorted(missing))}"
            raise ValueError(msg)

    def header(self, title: str) -> str:
        """The docstring of a file."""
        return HEADER.format(title=title, version=self.version)

    def literals(self) -> list[str]:
        """Names of the enums that are `Literal`s."""
        return sorted(
            name
            for name in self.source.enums
            if self.speller.is_names(name) and name not in plan.LEFT_OUT
        )

    def enums(self) -> str:
        """`enums.py`."""
        out = [
            self.header("Closed sets of names, as `Literal` types: the spelling of WebGPU."),
            "from __future__ import annotations\n\nfrom typing import Literal, TypeAlias\n",
        ]
        names = self.literals()
        out.append("__all__ = [" + "".join(f'"{name}",' for name in names) + "]\n")
        for name in names:
            enum = self.source.enums[name]
            values = self.texture_formats() if name == "TextureFormat" else self.speller.names(name)
            literal = ", ".join(f'"{value}"' for value in values)
            out.append(f"{name}: TypeAlias = Literal[{literal}]")
            out.append(quoted(self.enum_doc(enum), 0) + "\n")
        return "\n".join(out)

    def enum_doc(self, enum: Enum) -> list[str]:
        """The docs of an enum and of its values."""
        lines = docs.docstring(enum.doc, f"wgpu's `{enum.name}`.")
        if enum.name in plan.NAMES or enum.name == "TextureFormat":
            return lines
        values = list[str]()
        for variant in enum.variants:
            text = " ".join(docs.markdown(variant.doc[:1] if variant.doc else (), 10_000))
            if text:
                sentence = docs.sentence(" ".join(docs.markdown(variant.doc, 10_000)))[0]
                value = self.speller.value(enum, variant)
                values += docs.markdown((f'- `"{value}"`: {sentence}',))
        return lines + (["", *values] if values else [])

    def texture_formats(self) -> tuple[str, ...]:
        """The names of formats, ASTC's blocks and channels written out."""
        enum = self.source.enums["TextureFormat"]
        found = list[str]()
        spelled = self.source.constants
        for variant in enum.variants:
            if variant.fields:
                blocks = [v.name[1:].lower() for v in self.source.enums["AstcBlock"].variants]
                channels = [kebab(v.name) for v in self.source.enums["AstcChannel"].variants]
                found += [f"astc-{block}-{channel}" for block in blocks for channel in channels]
            else:
                found.append(spelled[f"TextureFormat::{variant.name}"])
        return tuple(found)

    def flags(self) -> str:
        """`flags.py`."""
        out = [
            self.header("Sets of flags: combine them with `|`."),
            "from __future__ import annotations\n\nfrom pywgpu.types._flags import Flags\n",
        ]
        names = sorted(self.source.flags)
        out.append("__all__ = [" + "".join(f'"{name}",' for name in names) + "]\n")
        for name in names:
            flags = self.source.flags[name]
            out.append(f"\nclass {name}(Flags):")
            out.append(quoted(docs.docstring(flags.doc, f"wgpu's `{name}`."), 4) + "\n")
            out += self.members(flags)
        return "\n".join(out)

    def members(self, flags: Flags) -> list[str]:
        """The members of a set of flags."""
        known, out = dict[str, int](), list[str]()
        for flag in flags.flags:
            number = self.speller.flag_value(flags, flag.expression, flag.group, known)
            single = number.bit_count() == 1 and number not in known.values()
            parts = [k for k, v in known.items() if v.bit_count() == 1 and v & number]
            text = f"1 << {number.bit_length() - 1}" if single else " | ".join(parts) or "0"
            known[flag.name] = number
            out.append(f"    {flag.name} = {text}")
            if flag.doc:
                out.append(quoted(docs.markdown(flag.doc), 4))
        return out

    def constants(self) -> str:
        """`constants.py`."""
        out = [
            self.header("Alignments and sizes that hold on every device."),
            "from typing import Final\n",
        ]
        found = {name: self.source.constants[name] for name in self.constant_names()}
        out.append("__all__ = [" + "".join(f'"{name}",' for name in sorted(found)) + "]\n")
        for name in sorted(found):
            out.append(f"{name}: Final = {found[name]}")
            doc = self.source.constant_docs.get(name, ())
            if doc:
                out.append(quoted(docs.markdown(doc), 0))
        return "\n".join(out)

    def models(self, module: str) -> str:
        """One file of models."""
        title, names = plan.PLACES[module]
        self.speller.used = {"Model"}
        classes = list[str]()
        for name in names.split():
            if name in self.source.enums:
                classes.append(self.sum_type(self.source.enums[name]))
            else:
                classes.append(self.model(self.source.structs[name]))
        body = "\n\n".join(classes)
        exported = [
            public
            for name in names.split()
            for public in ([name, f"{name}Value"] if name in self.source.enums else [name])
        ]
        listed = "__all__ = [" + "".join(f'"{name}",' for name in sorted(exported)) + "]\n"
        imports = self.imports(module, body)
        future = "from __future__ import annotations\n"
        return "\n".join([self.header(title), future, *imports, "", listed, "", body])

    def imports(self, module: str, body: str) -> list[str]:
        """The imports that a file of models needs: Pydantic wants them at run time."""
        words = set(re.findall(r"[A-Za-z_]\w+", without_docs(body)))
        sources: dict[str, set[str]] = {
            "_base": words & set(BASE),
            "_native": (words & set(plan.NATIVE)) - plan.RESOURCES,
            "_resource": words & plan.RESOURCES,
            "_presets": words & {"PRESETS"},
            "enums": words & set(self.literals()),
            "flags": words & self.source.flags.keys(),
        }
        for name, place in self.places.items():
            if place != module:
                sources.setdefault(place, set()).update({name, f"{name}Value"} & words)
        out = [
            f"from pywgpu.types.{place} import {', '.join(sorted(found))}"
            for place, found in sorted(sources.items())
            if found
        ]
        typing = sorted(words & {"ClassVar", "Final", "Literal", "TypeAlias", "Annotated", "cast"})
        head = [f"from typing import {', '.join(typing)}"] if typing else []
        outside = {"struct": "import struct", "math": "import math", "os": "import os"}
        head = [line for name, line in outside.items() if f"{name}." in body] + head
        if "Field(" in body:
            out.insert(0, "from pydantic import Field")
        return [*head, "", *out]

    def fields(self, owner: str, fields: tuple[Field, ...]) -> str:
        """The fields of a model; those with defaults may stand before those without."""
        out = list[str]()
        extra = [Field(*one[:2], (one[2],)) for one in plan.EXTRA_FIELDS.get(owner, [])]
        for one in (*extra, *fields):
            if (owner, one.name) in plan.HIDDEN_FIELDS:
                continue
            text = f"    {one.name}: {self.speller.field_type(owner, one)}"
            default = self.speller.default(owner, one)
            if default is not None:
                text += f" = {default}"
            out.append(text)
            by_hand = plan.DOCS.get((owner, one.name))
            doc = docs.markdown((by_hand,) if by_hand else one.doc, 88)
            if doc:
                out.append(quoted(doc, 4))
        return "\n".join(out)

    def model(self, struct: Struct) -> str:
        """A struct as a model."""
        name = struct.name
        out = [f"class {name}(Model, frozen=True):"]
        out.append(quoted(docs.docstring(struct.doc, f"wgpu's `{name}`."), 4) + "\n")
        out.append(self.fields(name, struct.fields))
        constants = self.struct_constants(name)
        out += [f"\n    {constant}: ClassVar[{name}]" for constant in constants]
        if name in self.methods:
            out.append("\n" + self.methods[name])
        for constant, text in constants.items():
            out.append(f"\n\n{name}.{constant} = {text}" if len(out) else "")
        return "\n".join(out)

    def struct_constants(self, name: str) -> dict[str, str]:
        """Associated constants such as `BlendState::ADDITIVE`."""
        return {
            constant: self.construct(owner, text)
            for (owner, constant), text in self.source.values.items()
            if owner == name and constant.isupper() and text.startswith("{")
        }

    def construct(self, owner: str, text: str) -> str:
        """`{ a: 1, b: Other { c: 2 } }` as `Owner(a=1, b=Other(c=2))`."""
        arguments = list[str]()
        types = {one.name: one.type for one in self.source.structs[owner].fields}
        for part in split_top(text.strip()[1:-1]):
            if part.startswith(".."):
                continue
            name, value = (piece.strip() for piece in part.split(":", 1))
            nested = re.match(r"(\w+) (\{.*\})$", value, re.DOTALL)
            if nested:
                python = self.construct(nested[1], nested[2])
            else:
                python = self.speller.expression(owner, value, types[name])
            arguments.append(f"{name}={python}")
        return f"{owner}({', '.join(arguments)})"

    def sum_type(self, enum: Enum) -> str:
        """An enum with data: a class that holds one model per variant, and the union of them."""
        name = enum.name
        out = [f"class {name}:"]
        out.append(quoted(docs.docstring(enum.doc, f"wgpu's `{name}`."), 4) + "\n")
        union = list[str]()
        models = 0
        for variant in enum.variants:
            value = self.speller.value(enum, variant)
            if not (variant.fields or variant.payload) and name != "BindingType":
                out.append(f'    {variant.name}: Final = "{value}"')
                if variant.doc:
                    out.append(quoted(docs.markdown(variant.doc, 88), 4))
                union.append(f'Literal["{value}"]')
                continue
            if variant.payload == "LoadOpDontCare":
                out.append(f'    {variant.name}: Final = "{value}"')
                out.append(quoted(docs.markdown(variant.doc, 88), 4))
                union.append(f'Literal["{value}"]')
                continue
            owner = f"{name}.{variant.name}"
            out.append(f"\n    class {variant.name}(Model, frozen=True):")
            out.append(quoted(docs.docstring(variant.doc, f"wgpu's `{name}::{variant.name}`."), 8))
            out.append(f'\n        kind: Literal["{value}"] = "{value}"')
            fields = variant.fields
            if variant.payload:
                payload = plan.PAYLOADS[name, variant.name]
                text = plan.FIELD_TYPES.get((name, payload))
                if text is not None:
                    plan.FIELD_TYPES[owner, payload] = text
                fields = (Field(payload, variant.payload, ()),)
            if fields:
                text = self.fields(owner, fields)
                out.append(indented(text.splitlines(), 4))
            union.append(f"{name}.{variant.name}")
            models += 1
        if name in self.methods:
            out.append("\n" + self.methods[name])
        words = [part[8:-1] for part in union if part.startswith("Literal[")]
        types = [part for part in union if not part.startswith("Literal[")]
        joined = " | ".join([*([f"Literal[{', '.join(words)}]"] if words else []), *types])
        if models == len(union) > 1:
            joined = f'Annotated[{joined}, Field(discriminator="kind")]'
        out.append(f"\n\n{name}Value: TypeAlias = {joined}")
        out.append(f'"""Any of `{name}`."""')
        return "\n".join(out)

    def constant_names(self) -> list[str]:
        """Names of alignments and sizes."""
        return sorted(
            name
            for name, value in self.source.constants.items()
            if name.isupper() and value.isdigit() and not name.startswith("WEBGPU_")
        )

    def package(self) -> str:
        """`__init__.py`: every name, imported when it is used."""
        places: dict[str, list[str]] = {}
        for name, module in self.public().items():
            places.setdefault(module, []).append(name)
        imports = [
            f"    from pywgpu.types.{module} import {', '.join(names)}"
            for module, names in sorted(places.items())
        ]
        listed = ",".join(f'"{name}"' for name in sorted(self.public()))
        return PACKAGE.format(
            version=self.version, imports="\n".join(imports), names=f"[{listed},]"
        )

    def presets(self) -> str:
        """`_presets.py`: the sets of limits that wgpu names, and which way each limit is better."""
        out = [
            self.header("The sets of limits that wgpu names."),
            "from typing import Final\n",
            "PRESETS: Final[dict[str, dict[str, int]]] = {",
        ]
        for name, changes in limits_presets(self.source).items():
            items = ",".join(f'"{field}": {value}' for field, value in changes.items())
            out.append(f'"{name}": {{{items},}},')
        out += ["}", '"""What each set changes."""']
        return "\n".join(out)

    def public(self) -> dict[str, str]:
        """The module of each public name."""
        table = dict.fromkeys(self.literals(), "enums")
        table |= dict.fromkeys(self.source.flags, "flags")
        for name, module in self.places.items():
            table[name] = module
            if name in self.source.enums:
                table[f"{name}Value"] = module
        return table | dict.fromkeys(self.constant_names(), "constants")

    def names(self) -> str:
        """`_names.py`: in which module each public name lies, for the lazy package."""
        table = self.public()
        out = [
            self.header("Where each public name lies."),
            "from typing import Final\n",
            "PLACES: Final = {",
            *(f'    "{name}": "{table[name]}",' for name in sorted(table)),
            "}",
            '"""Name of the module that defines each name."""',
        ]
        return "\n".join(out)


def without_docs(text: str) -> str:
    """Code alone."""
    return re.sub(r'"""(?:.|\n)*?"""', "", text)


def limits_presets(source: Source) -> dict[str, dict[str, str]]:
    """The sets of limits that wgpu names."""
    speller = Speller(source)
    types = {one.name: one.type for one in source.structs["Limits"].fields}
    found = dict[str, dict[str, str]]()
    for (owner, function), text in source.values.items():
        if owner == "Limits" and not function.isupper() and "other." not in text:
            start = text.index("{", text.index("Self {"))
            body = re.sub(r"//[^\n]*", "", text[start + 1 : matching(text, start) - 1])
            found[function] = {}
            for part in split_top(body):
                if not part.startswith(".."):
                    name, value = (piece.strip() for piece in part.split(":", 1))
                    found[function][name] = str(speller.expression("Limits", value, types[name]))
    return found

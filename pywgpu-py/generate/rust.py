"""Reads the public enums, structs, bit flags and constants of a Rust file as rustfmt leaves it.

It reads what wgpu's type definitions use and nothing more: attributes, doc comments, unit, tuple
and struct variants, public fields, `bitflags!` and wgpu's own `bitflags_array!`, `impl Default` and
associated constants of type `Self`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Field:
    """A field of a struct or of a variant."""

    name: str
    type: str
    doc: tuple[str, ...]


@dataclass(frozen=True)
class Variant:
    """A variant of an enum; `fields` for a struct variant, `payload` for a tuple variant."""

    name: str
    doc: tuple[str, ...]
    attributes: str
    value: int | None
    fields: tuple[Field, ...] = ()
    payload: str | None = None


@dataclass(frozen=True)
class Enum:
    """An enum."""

    name: str
    doc: tuple[str, ...]
    attributes: str
    variants: tuple[Variant, ...]


@dataclass(frozen=True)
class Struct:
    """A struct with named fields, of which the public ones are kept."""

    name: str
    doc: tuple[str, ...]
    attributes: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Flag:
    """One constant of a set of flags."""

    name: str
    expression: str
    doc: tuple[str, ...]
    group: int = 0


@dataclass(frozen=True)
class Flags:
    """A set of flags; `group` of a flag counts the words of `bitflags_array!`."""

    name: str
    doc: tuple[str, ...]
    flags: tuple[Flag, ...]


@dataclass
class Source:
    """Everything that was found."""

    enums: dict[str, Enum] = field(default_factory=dict[str, Enum])
    structs: dict[str, Struct] = field(default_factory=dict[str, Struct])
    flags: dict[str, Flags] = field(default_factory=dict[str, Flags])
    defaults: dict[str, str] = field(default_factory=dict[str, str])
    constants: dict[str, str] = field(default_factory=dict[str, str])
    constant_docs: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    values: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])


OPEN, CLOSE = "([{", ")]}"


def matching(text: str, start: int) -> int:
    """The index after the bracket that closes the one at `start`."""
    depth = 0
    for index in range(start, len(text)):
        if text[index] in OPEN:
            depth += 1
        elif text[index] in CLOSE:
            depth -= 1
            if depth == 0:
                return index + 1
    msg = f"unclosed bracket: {text[start : start + 60]!r}"
    raise ValueError(msg)


def split_top(text: str, separator: str = ",") -> list[str]:
    """Splits at separators outside of brackets; angle brackets count as well."""
    parts, depth, last = list[str](), 0, 0
    for index, char in enumerate(text.replace("<<", "  ")):
        if char in OPEN or char == "<":
            depth += 1
        elif char in CLOSE or (char == ">" and text[index - 1] not in "-="):
            depth -= 1
        elif char == separator and depth == 0:
            parts.append(text[last:index].strip())
            last = index + 1
    parts.append(text[last:].strip())
    return [part for part in parts if part]


def without_comments(text: str) -> str:
    """Without `//` comments, which may hold unbalanced brackets."""
    return "\n".join(re.sub(r"(?<!:)//.*$", "", line) for line in text.splitlines())


def items(body: str) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Doc lines, attributes and text of each comma- or semicolon-ended item of a block."""
    doc, attributes, text = list[str](), list[str](), ""
    lines = iter(body.splitlines())
    for line in lines:
        bare = line.strip()
        if not text and bare.startswith("///"):
            doc.append(bare[3:].removeprefix(" "))
            continue
        if not text and bare.startswith("#["):
            while not balanced(bare):
                bare += " " + next(lines).strip()
            attributes.append(bare)
            continue
        bare = re.sub(r"(?<!:)//.*$", "", bare).strip()
        if "{" in text:
            text += "\n" + line  # with the docs of the fields of a struct variant
        elif bare:
            text += " " + bare
        if text and balanced(without_comments(text)) and bare.endswith((",", ";", "}")):
            yield tuple(doc), " ".join(attributes), text.strip().rstrip(",;").strip()
            doc, attributes, text = [], [], ""
    if text.strip():
        yield tuple(doc), " ".join(attributes), text.strip()


def balanced(text: str) -> bool:
    """Whether every bracket is closed."""
    return sum(text.count(char) for char in OPEN) == sum(text.count(char) for char in CLOSE)


def inner(text: str) -> str:
    """What stands between the first brace and its partner, docs included."""
    start = text.index("{")
    return text[start + 1 : matching(text, start) - 1]


def fields(body: str, *, public: bool) -> tuple[Field, ...]:
    """The fields of a struct (public ones only) or of a struct variant."""
    found = list[Field]()
    for doc, attributes, text in items(body):
        match = re.match(r"(pub(?:\([a-z]+\))? )?(?:r#)?(\w+): (.*)$", text, re.DOTALL)
        if match is None or (public and match[1] != "pub ") or "cfg(target" in attributes:
            continue
        found.append(Field(match[2], " ".join(match[3].split()), doc))
    return tuple(found)


def variant(doc: tuple[str, ...], attributes: str, text: str) -> Variant | None:
    """One variant of an enum; None where it needs another target or is only a marker."""
    if re.search(r"cfg\((?!feature)", attributes) or "PhantomData" in text:
        return None
    head = re.match(r"\w+", text)
    if head is None:
        return None
    name, rest = head[0], text[head.end() :].strip()
    if rest.startswith("{"):
        return Variant(name, doc, attributes, None, fields=fields(inner(rest), public=False))
    if rest.startswith("("):
        payload = " ".join(rest[1 : matching(rest, 0) - 1].split())
        return Variant(name, doc, attributes, None, payload=payload)
    number = re.match(r"= (\d+)$", rest)
    return Variant(name, doc, attributes, int(number[1]) if number else None)


def leading(text: str, start: int) -> tuple[tuple[str, ...], str]:
    """Doc lines and attributes right above an item."""
    above = text[:start].splitlines()
    while above and not above[-1].strip():
        above.pop()
    doc, attributes = list[str](), list[str]()
    for line in reversed(above):
        bare = line.strip()
        if bare.startswith("///"):
            doc.append(bare[3:].removeprefix(" "))
        elif bare.startswith(("#[", ")]")) or (attributes and not balanced(attributes[-1])):
            if attributes and not balanced(attributes[-1]):
                attributes[-1] = f"{bare} {attributes[-1]}"
            else:
                attributes.append(bare)
        else:
            break
    return tuple(reversed(doc)), " ".join(reversed(attributes))


def flags_of(body: str, group: int = 0) -> tuple[Flag, ...]:
    """The constants of a set of flags."""
    found = list[Flag]()
    for doc, _, text in items(body):
        match = re.match(r"const (\w+) = (.*)$", text, re.DOTALL)
        if match:
            found.append(Flag(match[1], " ".join(match[2].split()), doc, group))
    return tuple(found)


def read(text: str, into: Source) -> None:
    """Adds what a file defines."""
    while (tests := re.search(r"^#\[cfg\(test\)\]\nmod \w+ \{", text, re.MULTILINE)) is not None:
        end = matching(without_strings(text), tests.end() - 1)
        text = text[: tests.start()] + text[end:]
    clean = without_strings(text)
    arrays = list[tuple[int, int]]()
    for match in re.finditer(r"^bitflags_array! \{", clean, re.MULTILINE):
        arrays.append((match.start(), matching(clean, match.end() - 1)))
        read_array(text[arrays[-1][0] : arrays[-1][1]], into)
    pattern = r"^ *(?:pub (enum|struct)|(impl)) (\w+)(?:<[^{;]*?>)? ?(?:: ?\w+ )?\{"
    for match in re.finditer(pattern, clean, re.MULTILINE):
        if not any(start <= match.start() < end for start, end in arrays):
            body = text[match.end() : matching(clean, match.end() - 1) - 1]
            read_item(match, body, leading(text, match.start()), into)
    for match in re.finditer(r"^impl(?:<[^{]*?>)? Default for (\w+)[^{]*\{", clean, re.MULTILINE):
        into.defaults[match[1]] = text[match.end() - 1 : matching(clean, match.end() - 1)]
    for match in re.finditer(r"^ *pub const (\w+): (?:[\w:]+) = ([^;{]+);", text, re.MULTILINE):
        into.constants[match[1]] = match[2]
        into.constant_docs[match[1]] = leading(text, match.start())[0]
    for match in re.finditer(r'(TextureFormat::\w+) => "([^"]+)"', text):
        into.constants.setdefault(match[1], match[2])
    for match in re.finditer(r"^pub struct (\w+)\((?:pub )?\w+\);", text, re.MULTILINE):
        into.structs[match[1]] = Struct(match[1], *leading(text, match.start()), ())


def read_item(
    match: re.Match[str], body: str, above: tuple[tuple[str, ...], str], into: Source
) -> None:
    """One enum, struct, set of flags or block of associated items."""
    name = match[3]
    constants = match[2] is None and re.search(r"^\s*const \w+ = ", body, re.MULTILINE)
    if ": u" in match[0] or constants:
        into.flags[name] = Flags(name, above[0] or into_doc(into, name), flags_of(body))
    elif match[1] == "enum":
        found = tuple(one for one in (variant(*item) for item in items(body)) if one)
        into.enums[name] = Enum(name, *above, found)
    elif match[1] == "struct":
        into.structs[name] = Struct(name, *above, fields(body, public=True))
    else:
        for constant in re.finditer(r"pub const (\w+): Self = ", body):
            if "{" in body[constant.end() :]:
                start = body.index("{", constant.end())
                into.values[name, constant[1]] = body[start : matching(body, start)]
        for function in re.finditer(r"pub const fn (\w+)\((?:self[^)]*)?\) -> Self \{", body):
            inside = body[function.end() - 1 : matching(body, function.end() - 1)]
            into.values[name, function[1]] = inside


def into_doc(into: Source, name: str) -> tuple[str, ...]:
    """Docs of `struct X(u32);` whose flags are added by `impl X` inside `bitflags!`."""
    return into.structs[name].doc if name in into.structs else ()


def read_array(text: str, into: Source) -> None:
    """`bitflags_array!`: one set of flags over several words."""
    head = re.search(r"pub struct (\w+): \[u64; \d+\];", text)
    if head is None:
        msg = "bitflags_array! without its set"
        raise ValueError(msg)
    doc, _ = leading(text, head.start())
    found = list[Flag]()
    clean = without_strings(text)
    for group, match in enumerate(re.finditer(r"pub struct \w+ \w+ \{", clean)):
        body = text[match.end() : matching(clean, match.end() - 1) - 1]
        found.extend(flags_of(body, group))
    into.flags[head[1]] = Flags(head[1], doc, tuple(found))


def without_strings(text: str) -> str:
    """The same length, with comments and strings blanked, so that brackets can be counted."""

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", match[0])

    return re.sub(r'//[^\n]*|"(?:\\.|[^"\\\n])*"', blank, text)

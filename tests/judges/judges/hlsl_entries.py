"""The entry points of an HLSL file, found in its text by attributes and semantics."""

from __future__ import annotations

import re
from dataclasses import dataclass

from judges.model import EntryPoint

COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
FUNCTION = re.compile(
    r"(?P<attributes>(?:\[[^\]\n]*\]\s*)*)"
    r"\b(?P<result>[A-Za-z_]\w*(?:<[^<>]*>)?)\s+(?P<name>[A-Za-z_]\w*)\s*"
    r"\((?P<parameters>[^(){};]*)\)\s*(?::\s*(?P<semantic>\w+)\s*)?\{"
)
STRUCT = re.compile(r"\bstruct\s+(?P<name>[A-Za-z_]\w*)\s*\{(?P<body>[^{}]*)\}")
BLOCK_HEAD = re.compile(r"\b(?:struct|cbuffer)\s+\w+(?:\s*:\s*register\([^)]*\))?\s*$")
BLOCK_HEAD_LENGTH = 400
BODY = re.DOTALL | re.MULTILINE
MEMBER_SEMANTIC = re.compile(r"[\w\]]\s*:\s*([A-Za-z_]\w*)\s*;")
FRAGMENT_OUTPUTS = ("SV_TARGET", "SV_DEPTH", "SV_COVERAGE", "SV_STENCILREF")
# A function with neither inputs nor outputs can only be a fragment shader, and only its name tells.
BARE_FRAGMENT_NAMES = frozenset({"main", "fs_main", "fragment", "fragment_main"})


@dataclass(frozen=True, slots=True)
class _Function:
    attributes: str
    result: str
    name: str
    parameters: tuple[str, ...]
    semantic: str


def find_entries(source: str) -> tuple[EntryPoint, ...]:
    """Return every function that can only be an entry point."""
    source = COMMENT.sub(" ", source)
    text = _declarations(source)
    structs = _semantics_of_structs(text)
    found: list[EntryPoint] = []
    for match in FUNCTION.finditer(text):
        function = _Function(
            attributes=match["attributes"],
            result=match["result"],
            name=match["name"],
            parameters=tuple(_split_parameters(match["parameters"])),
            semantic=(match["semantic"] or "").upper(),
        )
        entry = _by_attribute(function, source)
        # Mesh and task stages call a function that has their semantics, too.
        if entry is None and not _is_called(function, source):
            entry = _by_semantics(function, structs)
        if entry:
            found.append(entry)
    return tuple(found)


def _declarations(text: str) -> str:
    """Blank the bodies of functions; structs and constant buffers keep theirs."""
    out: list[str] = []
    depth, keep = 0, True
    for character in text:
        if character == "{":
            if depth == 0:
                keep = BLOCK_HEAD.search("".join(out[-BLOCK_HEAD_LENGTH:])) is not None
            depth += 1
            if depth == 1 or keep:
                out.append(character)
        elif character == "}":
            depth = max(0, depth - 1)
            if depth == 0 or keep:
                out.append(character)
        elif depth == 0 or keep:
            out.append(character)
    return "".join(out)


def _semantics_of_structs(text: str) -> dict[str, list[str]]:
    """Return the semantics of each struct whose members all have one."""
    structs: dict[str, list[str]] = {}
    for match in STRUCT.finditer(text):
        members = [member for member in match["body"].split(";") if member.strip()]
        semantics = MEMBER_SEMANTIC.findall(match["body"])
        if len(semantics) == len(members):
            structs[match["name"]] = [semantic.upper() for semantic in semantics]
    return structs


def _split_parameters(parameters: str) -> list[str]:
    parts: list[str] = []
    depth, start = 0, 0
    for index, character in enumerate(parameters):
        depth += (character == "<") - (character == ">")
        if character == "," and depth == 0:
            parts.append(parameters[start:index])
            start = index + 1
    parts.append(parameters[start:])
    return [part.strip() for part in parts if part.strip()]


def _by_attribute(function: _Function, source: str) -> EntryPoint | None:
    if "outputtopology" in function.attributes:
        return EntryPoint("mesh", function.name)
    if "numthreads" in function.attributes:
        body = re.search(rf"\b{function.name}\s*\([^;{{}}]*\{{(.*?)^\}}", source, BODY)
        task = body is not None and "DispatchMesh" in body[1]
        return EntryPoint("task" if task else "compute", function.name)
    return None


def _is_called(function: _Function, source: str) -> bool:
    return len(re.findall(rf"\b{function.name}\s*\(", source)) > 1


def _by_semantics(function: _Function, structs: dict[str, list[str]]) -> EntryPoint | None:
    """Go by semantics: an entry point has one on every input and output."""
    inputs: list[str] = []
    for parameter in function.parameters:
        _, colon, semantic = parameter.rpartition(":")
        of_struct = next((structs[word] for word in parameter.split() if word in structs), None)
        if colon:
            inputs.append(semantic.strip().upper())
        elif of_struct is not None:
            inputs += of_struct
        else:
            return None
    outputs = [function.semantic] if function.semantic else structs.get(function.result, [])
    if any(output.startswith(FRAGMENT_OUTPUTS) for output in outputs):
        return EntryPoint("fragment", function.name)
    if "SV_POSITION" in outputs:
        return EntryPoint("vertex", function.name)
    bare = not function.parameters and function.name in BARE_FRAGMENT_NAMES
    if function.result == "void" and not outputs and (inputs or bare):
        return EntryPoint("fragment", function.name)
    return None

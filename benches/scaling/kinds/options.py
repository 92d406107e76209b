"""Config files, maps of bindings, and arguments in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaling.kind import Kind, grow
from scaling.kinds.wgsl import HEAD, OUT, TAIL

if TYPE_CHECKING:
    from collections.abc import Callable

    from scaling.kind import Files


def _buffers(count: int) -> str:
    declared = "".join(f"@group(1) @binding({i}) var<uniform> b{i}: vec4i;\n" for i in range(count))
    uses = "".join(f"o[{i}] = b{i}.x;\n" for i in range(count))
    return declared + HEAD + uses + TAIL


def _mapped(
    section: str, key: str, entry: str, head: str = "", tail: str = ""
) -> Callable[[int], Files]:
    """A map with an entry for each buffer."""

    def make(size: int) -> Files:
        count = max(size // (70 + len(entry)), 1)
        rows = "".join(entry.replace("$i", str(i)) for i in range(count))
        first = entry.replace("$i", "0").replace("group = 1", "group = 0")
        config = f"[[{section}]]\n{key} = [{head}\n{first}{rows}]{tail}\n"
        if not section.endswith("map"):
            config = f"[{section}]\n{key} = [{head}\n{first}{rows}]{tail}\n"
        return {"c.toml": config, "a.wgsl": _buffers(count)}

    return make


def _kind(name: str, make: Callable[[int], Files | str], *actions: str) -> Kind:
    return Kind(f"options {name}", "a.wgsl", make, actions, ("--bindings", "{dir}/c.toml"))


def _config(name: str, make: Callable[[int], str]) -> Kind:
    def files(size: int) -> Files:
        return {"a.wgsl": HEAD + TAIL, "c.toml": make(size)}

    return Kind(
        f"config {name}",
        "a.wgsl",
        files,
        ("validate", "msl", "config"),
        ("--config", "{dir}/c.toml"),
    )


def _json(name: str, make: Callable[[int], str]) -> Kind:
    def files(size: int) -> Files:
        return {"a.wgsl": HEAD + TAIL, "c.json": make(size)}

    return Kind(
        f"config {name}", "a.wgsl", files, ("validate", "config"), ("--config", "{dir}/c.json")
    )


def _overridden(size: int) -> Files:
    count = max(size // 80, 1)
    names = range(count)
    return {
        "a.wgsl": "".join(f"override v{i}: i32 = {i};\n" for i in names)
        + HEAD
        + "".join(f"o[{i}] = v{i};\n" for i in names)
        + TAIL,
        "c.toml": "[transform.overrides]\n" + "".join(f"v{i} = {i + 1}\n" for i in names),
    }


def _renamed(size: int) -> Files:
    count = max(size // 110, 1)
    names = range(count)
    return {
        "a.wgsl": OUT
        + "".join(f"@compute @workgroup_size(1) fn e{i}() {{ o[{i}] = 1; }}\n" for i in names),
        "c.toml": "[transform.rename]\n" + "".join(f'e{i} = "renamed_{i}"\n' for i in names),
    }


def _many_files(size: int) -> Files:
    count = max(size // 200, 1)
    files: Files = {"in/a.wgsl": HEAD + TAIL}
    files |= {f"in/f{i}.wgsl": f"{HEAD}o[{i}] = 1;\n{TAIL}" for i in range(count)}
    return files


SLOT = "{ group = 1, binding = $i, target = { space = 1, register = $i } },\n"

KINDS = [
    _kind(
        "a map for MSL",
        _mapped(
            "msl.per_entry_point_map", "resources", "{ group = 1, binding = $i, buffer = 7 },\n"
        ),
        "msl",
    ),
    _kind("a map for HLSL", _mapped("hlsl", "binding_map", SLOT), "hlsl"),
    _kind(
        "a map for GLSL",
        _mapped("glsl", "binding_map", "{ group = 1, binding = $i, unit = 1 },\n"),
        "glsl",
    ),
    _kind(
        "a map for SPIR-V",
        _mapped(
            "spirv",
            "binding_map",
            "{ group = 1, binding = $i, descriptor_set = 1, descriptor_binding = $i },\n",
        ),
        "spirv",
    ),
    Kind(
        "options bindings kept",
        "a.wgsl",
        lambda size: _buffers(max(size // 72, 1)),
        ("msl", "hlsl", "glsl", "spirv", "wgsl"),
        ("--bindings", "keep"),
    ),
    Kind(
        "options overrides",
        "a.wgsl",
        _overridden,
        ("validate", "msl", "spirv", "reflect"),
        ("--config", "{dir}/c.toml"),
    ),
    Kind(
        "options renamed entry points",
        "a.wgsl",
        _renamed,
        ("validate", "msl", "wgsl", "reflect"),
        ("--config", "{dir}/c.toml"),
    ),
    Kind(
        "options overrides as arguments",
        "a.wgsl",
        lambda size: str(_overridden(size // 2)["a.wgsl"]),
        ("validate", "msl"),
        arguments=lambda size: [f"--override=v{i}={i}" for i in range(size // 160)],
    ),
    Kind("options many files", "in", _many_files, ("validate", "msl", "report", "json")),
    _config("of packages", lambda size: grow(size, "[wgsl_in.packages]\n", 'p$i = "a/b"\n')),
    _config("of definitions", lambda size: grow(size, "[glsl_in.defines]\n", 'D$i = "1"\n')),
    _config("of comments", lambda size: grow(size, "# $i\n", "[transform]\ncompact = true\n")),
    _config("of unknown fields", lambda size: grow(size, "[transform]\n", "field$i = 1\n")),
    _config("of unknown sections", lambda size: grow(size, "[transform_$i]\na = 1\n")),
    _config(
        "of one line", lambda size: "[wgsl_in]\nmodule_paths = [" + '"a", ' * (size // 5) + "]\n"
    ),
    _config("of brackets", lambda size: "a = " + "[" * size),
    _config("of tables in tables", lambda size: "[" + "a." * (size // 2) + "b]\n"),
    _config(
        "of an error at the end",
        lambda size: grow(size, "[glsl_in.defines]\n", 'D$i = "1"\n', "?\n"),
    ),
    _json("of brackets in JSON", lambda size: '{"transform": ' + "[" * size),
    _json(
        "of definitions in JSON",
        lambda size: grow(size, '{"glsl_in": {"defines": {\n', '"D$i": "1",\n', '"E": "1"}}}\n'),
    ),
    _json(
        "of a late error in JSON",
        lambda size: grow(size, '{"glsl_in": {"defines": {\n', '"D$i": "1",\n', '"E": 1}}\n'),
    ),
]

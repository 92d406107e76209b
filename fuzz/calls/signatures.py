"""What can be called, with which types: read from the stub file of the native module."""

from __future__ import annotations

import inspect
import typing
from dataclasses import dataclass
from pathlib import Path

import pywgpu
from pywgpu import _pywgpu

# What would harm the process by rights: pointers to windows, code that nobody checks, the module's
# own hooks.
LEFT_OUT = {
    "_after_fork_in_child",
    "_at_exit",
    "create_shader_module_passthrough",
    "create_shader_module_trusted",
    "create_surface",
    "start_graphics_debugger_capture",
    "stop_graphics_debugger_capture",
    "destroy",  # of a device; that of other objects is put back below
}
DESTROYED = {"Buffer", "Texture", "QuerySet", "ExternalTexture"}


@dataclass(frozen=True)
class Argument:
    """An argument, by name where it has one."""

    name: str
    type: object
    needed: bool
    by_name: bool


@dataclass(frozen=True)
class Call:
    """A method, a property or a function."""

    owner: type | None
    name: str
    arguments: tuple[Argument, ...]
    kind: str

    def __str__(self) -> str:
        """As in the documentation."""
        return f"{self.owner.__name__}.{self.name}" if self.owner else self.name


def calls() -> list[Call]:
    """All of them, in the file's order."""
    real = {name: value for name, value in vars(_pywgpu).items() if isinstance(value, type)}
    stub = Path(pywgpu.__file__).with_name("_pywgpu.pyi")
    text = "from __future__ import annotations\n" + stub.read_text(encoding="utf-8")
    names: dict[str, object] = {"__name__": "stub", **real}
    # The stub is ours; its aliases name the classes, its signatures are evaluated with them.
    exec(compile(text, str(stub), "exec"), names)  # noqa: S102
    stubs = {
        name: value
        for name, value in names.items()
        if isinstance(value, type) and getattr(value, "__module__", "") == "stub"
    }
    names |= real
    found = list[Call]()
    for name, function in list(names.items()):
        if inspect.isfunction(function) and function.__module__ == "stub" and name not in LEFT_OUT:
            found.append(Call(None, name, arguments(function, names, bound=False), "function"))
    for name, cls in stubs.items():
        if name in real:
            found += members(real[name], cls, names)
    return found


def members(real: type, stub: type, names: dict[str, object]) -> list[Call]:
    """Those of a class."""
    found = list[Call]()
    for name, member in vars(stub).items():
        if name in LEFT_OUT and not (name == "destroy" and real.__name__ in DESTROYED):
            continue
        if isinstance(member, property):
            found.append(Call(real, name, (), "property"))
        elif isinstance(member, staticmethod):
            function = typing.cast("staticmethod[..., object]", member).__func__
            found.append(Call(real, name, arguments(function, names, bound=False), "method"))
        elif name == "__new__":
            found.append(Call(real, name, arguments(member, names, bound=True), "new"))
        elif inspect.isfunction(member) and name not in ("__buffer__", "__exit__", "__await__"):
            found.append(Call(real, name, arguments(member, names, bound=True), "method"))
    return found


def arguments(function: object, names: dict[str, object], *, bound: bool) -> tuple[Argument, ...]:
    """What a function takes; `**options` are left to the tests of the toolchain."""
    if not inspect.isfunction(function):
        return ()
    # What comes back is seen when it is there.
    function.__annotations__.pop("return", None)
    hints = typing.get_type_hints(function, globalns=names, include_extras=True)
    found = list(inspect.signature(function).parameters.values())[1 if bound else 0 :]
    return tuple(
        Argument(
            one.name,
            hints.get(one.name, object),
            one.default is inspect.Parameter.empty,
            one.kind is inspect.Parameter.KEYWORD_ONLY,
        )
        for one in found
        if one.kind not in (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    )

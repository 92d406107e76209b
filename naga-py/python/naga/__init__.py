"""Shader translation, validation and reflection with naga, and its IR as typed objects.

```python
import naga

module = naga.parse_wgsl(source)
print(module.validate().to_msl())
```

`naga.ir` has the classes of the intermediate representation, `naga.layout` types in memory as NumPy
dtypes, `naga.errors` what is raised, `naga.options` the keywords of every function and
`naga.reflection` what `Module.reflect` gives. They are imported when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ._naga import (
    NAGA_VERSION,
    Module,
    ValidatedModule,
    __version__,
    load,
    parse_glsl,
    parse_hlsl,
    parse_spirv,
    parse_wgsl,
)
from .errors import (
    Diagnostic,
    EmitError,
    InternalError,
    Label,
    LimitError,
    NagaError,
    ParseError,
    ValidationError,
)

if TYPE_CHECKING:
    from . import ir, layout, options, reflection
    from ._info import ExpressionInfo, FunctionInfo
    from ._outline import Binding, EntryPoint, Member, Override, Struct
    from ._output import BinaryOutput, EmittedEntryPoint, Slot, TextOutput, TextureSampler
    from .layout import Layout, LayoutError

__all__ = [
    "NAGA_VERSION",
    "BinaryOutput",
    "Binding",
    "Diagnostic",
    "EmitError",
    "EmittedEntryPoint",
    "EntryPoint",
    "ExpressionInfo",
    "FunctionInfo",
    "InternalError",
    "Label",
    "Layout",
    "LayoutError",
    "LimitError",
    "Member",
    "Module",
    "NagaError",
    "Override",
    "ParseError",
    "Slot",
    "Struct",
    "TextOutput",
    "TextureSampler",
    "ValidatedModule",
    "ValidationError",
    "__version__",
    "ir",
    "layout",
    "load",
    "options",
    "parse_glsl",
    "parse_hlsl",
    "parse_spirv",
    "parse_wgsl",
    "reflection",
]

# What is not needed to translate a shader is imported when it is asked for.
_LATER = {
    "ExpressionInfo": "_info",
    "FunctionInfo": "_info",
    "Binding": "_outline",
    "EntryPoint": "_outline",
    "Member": "_outline",
    "Override": "_outline",
    "Struct": "_outline",
    "BinaryOutput": "_output",
    "EmittedEntryPoint": "_output",
    "Slot": "_output",
    "TextOutput": "_output",
    "TextureSampler": "_output",
    "Layout": "layout",
    "LayoutError": "layout",
}
_MODULES = {"ir", "layout", "options", "reflection"}


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    if name in _LATER:
        value: object = getattr(import_module(f".{_LATER[name]}", __name__), name)
        globals()[name] = value
        return value
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return sorted(__all__)

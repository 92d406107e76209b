"""Fields that hold objects of the runtime."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Annotated, Protocol, TypeAlias, cast, runtime_checkable

from pydantic_core import PydanticCustomError, core_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

__all__ = [
    "BindGroupLayout",
    "Blas",
    "Buffer",
    "ExternalTexture",
    "NagaBinary",
    "NagaModule",
    "NagaText",
    "PipelineCache",
    "PipelineLayout",
    "QuerySet",
    "Sampler",
    "ShaderModule",
    "ShaderSource",
    "Surface",
    "Texture",
    "TextureView",
    "Tlas",
]


@runtime_checkable
class NagaModule(Protocol):
    """A module of the `naga` package, validated or not.

    It may also have `__naga_ir__`, which gives the IR alone: that is then read first, and all of it
    only where there is something to say about the module.
    """

    def __naga_module__(self) -> bytes:
        """The module in the exchange format."""
        ...


class NagaText(Protocol):
    """Text that the package `naga` has written."""

    @property
    def text(self) -> str:
        """The text."""
        ...

    @property
    def language(self) -> str:
        """The language it is written in."""
        ...


class NagaBinary(Protocol):
    """SPIR-V that the package `naga` has written."""

    @property
    def data(self) -> bytes:
        """The words, little-endian."""
        ...

    @property
    def language(self) -> str:
        """The language it is written in."""
        ...


class Native:
    """Checks that a value is an object of the runtime, or of `naga` where no class is named."""

    def __init__(self, *names: str) -> None:
        """Takes the names of the classes that are allowed."""
        self.names = names

    def check(self, value: object) -> object:
        """Lets an object of the class through."""
        if not self.names and isinstance(value, NagaModule):
            return value
        native = importlib.import_module("pywgpu._pywgpu") if self.names else None
        for name in self.names:
            if isinstance(value, getattr(native, name)):
                return value
        wanted = " or ".join(self.names) or "naga.Module"
        kind, template = "native_object", "must be a {wanted}; got {got}"
        context = {"wanted": wanted, "got": type(value).__name__}
        raise PydanticCustomError(kind, template, context)

    def resolve(self, reference: str, objects: Mapping[str, object]) -> object:
        """The object that a name in JSON stands for."""
        if reference not in objects:
            kind = "native_reference"
            template = "{name} stands for nothing; pass context={{{name}: ...}}"
            raise PydanticCustomError(kind, template, {"name": repr(reference)})
        return self.check(objects[reference])

    @staticmethod
    def reference(value: object) -> dict[str, str]:
        """What stands for an object in JSON: its label."""
        return {"$ref": str(getattr(value, "label", "") or type(value).__name__)}

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Objects in Python, names in JSON."""

        def by_name(value: dict[str, str], info: core_schema.ValidationInfo) -> object:
            return self.resolve(value["$ref"], cast("Mapping[str, object]", info.context or {}))

        reference = core_schema.typed_dict_schema(
            {"$ref": core_schema.typed_dict_field(core_schema.str_schema())},
            extra_behavior="forbid",
        )
        return core_schema.json_or_python_schema(
            json_schema=core_schema.with_info_after_validator_function(by_name, reference),
            python_schema=core_schema.no_info_plain_validator_function(self.check),
            serialization=core_schema.plain_serializer_function_ser_schema(
                self.reference, when_used="json"
            ),
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """An object with one name."""
        return {
            "type": "object",
            "title": " or ".join(self.names) or "naga.Module",
            "properties": {"$ref": {"type": "string"}},
            "required": ["$ref"],
            "additionalProperties": False,
        }


if TYPE_CHECKING:
    from pywgpu._pywgpu import (
        BindGroupLayout,
        Blas,
        Buffer,
        ExternalTexture,
        PipelineCache,
        PipelineLayout,
        QuerySet,
        Sampler,
        ShaderModule,
        Surface,
        Texture,
        TextureView,
        Tlas,
    )
else:
    BindGroupLayout = Annotated[object, Native("BindGroupLayout")]
    Blas = Annotated[object, Native("Blas")]
    Buffer = Annotated[object, Native("Buffer")]
    ExternalTexture = Annotated[object, Native("ExternalTexture")]
    PipelineCache = Annotated[object, Native("PipelineCache")]
    PipelineLayout = Annotated[object, Native("PipelineLayout")]
    QuerySet = Annotated[object, Native("QuerySet")]
    Sampler = Annotated[object, Native("Sampler")]
    ShaderModule = Annotated[object, Native("ShaderModule")]
    Surface = Annotated[object, Native("Surface")]
    Texture = Annotated[object, Native("Texture")]
    TextureView = Annotated[object, Native("TextureView")]
    Tlas = Annotated[object, Native("Tlas")]

if TYPE_CHECKING:
    ShaderSource: TypeAlias = str | bytes | NagaModule
else:
    ShaderSource = str | bytes | Annotated[object, Native()]

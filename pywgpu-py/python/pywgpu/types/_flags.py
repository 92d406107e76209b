"""The base of all sets of flags."""

from __future__ import annotations

from enum import IntFlag
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema
    from typing_extensions import Self

__all__ = ["Flags"]


class Flags(IntFlag):
    """A set of flags; its text is `"COPY_SRC | COPY_DST"`, as in JSON."""

    @classmethod
    def empty(cls) -> Self:
        """No flag."""
        return cls(0)

    @classmethod
    def all(cls) -> Self:
        """Every flag."""
        bits = 0
        for member in cls.__members__.values():
            bits |= int(member)
        return cls(bits)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads names joined by `|`; no name is no flag.

        Raises:
            ValueError: A name is none of this set.
        """
        bits = 0
        for part in text.split("|"):
            name = part.strip()
            if name and name not in cls.__members__:
                known = ", ".join(cls.__members__)
                msg = f"{cls.__name__} has no flag {name!r}; its flags are {known}"
                raise ValueError(msg)
            bits |= int(cls.__members__[name]) if name else 0
        return cls(bits)

    @classmethod
    def checked(cls, value: int) -> Self:
        """The flags of a number.

        Raises:
            ValueError: A bit stands for no flag.
        """
        unknown = value & ~int(cls.all()) if value >= 0 else value
        if unknown:
            msg = f"{cls.__name__} has no flag {unknown:#x}; got {value:#x}"
            raise ValueError(msg)
        return cls(value)

    def names(self) -> tuple[str, ...]:
        """Names of the single flags that are set, the lowest first."""
        return tuple(
            name
            for name, member in type(self).__members__.items()
            if int(member).bit_count() == 1 and int(member) & int(self)
        )

    def __str__(self) -> str:
        """Names joined by `|`."""
        return " | ".join(self.names())

    def __repr__(self) -> str:
        """As it is written in code."""
        owner = type(self).__name__
        return " | ".join(f"{owner}.{name}" for name in self.names()) or f"{owner}(0)"

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Self], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Instances in Python; names joined by `|` in JSON."""
        from pydantic_core import core_schema  # noqa: PLC0415  (Pydantic is imported lazily)

        checked = core_schema.no_info_after_validator_function(
            cls.checked, core_schema.is_instance_schema(source)
        )
        parsed = core_schema.no_info_after_validator_function(cls.parse, core_schema.str_schema())
        return core_schema.json_or_python_schema(
            json_schema=parsed,
            python_schema=checked,
            serialization=core_schema.plain_serializer_function_ser_schema(str, when_used="json"),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """A string of names."""
        one = "|".join(cls.__members__)
        return {"type": "string", "pattern": rf"^\s*(({one})\s*(\|\s*({one})\s*)*)?$"}

"""The base of all models, and the numbers they are made of."""

from __future__ import annotations

from typing import Annotated, ClassVar, TypeAlias, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "F32",
    "F64",
    "I32",
    "I64",
    "U8",
    "U16",
    "U32",
    "U64",
    "U128",
    "F32x2",
    "F32x6",
    "F32x9",
    "F32x12",
    "F32x16",
    "Many",
    "Model",
    "NonZeroU32",
    "NonZeroU64",
]

Item = TypeVar("Item")

U8: TypeAlias = Annotated[int, Field(ge=0, le=2**8 - 1)]
U16: TypeAlias = Annotated[int, Field(ge=0, le=2**16 - 1)]
U32: TypeAlias = Annotated[int, Field(ge=0, le=2**32 - 1)]
U64: TypeAlias = Annotated[int, Field(ge=0, le=2**64 - 1)]
U128: TypeAlias = Annotated[int, Field(ge=0, le=2**128 - 1)]
I32: TypeAlias = Annotated[int, Field(ge=-(2**31), le=2**31 - 1)]
I64: TypeAlias = Annotated[int, Field(ge=-(2**63), le=2**63 - 1)]
NonZeroU32: TypeAlias = Annotated[int, Field(ge=1, le=2**32 - 1)]
NonZeroU64: TypeAlias = Annotated[int, Field(ge=1, le=2**64 - 1)]
F32: TypeAlias = Annotated[float, Field(ge=-3.4028234663852886e38, le=3.4028234663852886e38)]
F64: TypeAlias = Annotated[float, Field(allow_inf_nan=False)]

# A list is taken as well, and kept as a tuple, so that models stay hashable.
Many: TypeAlias = Annotated[tuple[Item, ...], Field(strict=False)]
F32x2: TypeAlias = Annotated[tuple[F32, ...], Field(strict=False, min_length=2, max_length=2)]
F32x6: TypeAlias = Annotated[tuple[F32, ...], Field(strict=False, min_length=6, max_length=6)]
F32x9: TypeAlias = Annotated[tuple[F32, ...], Field(strict=False, min_length=9, max_length=9)]
F32x12: TypeAlias = Annotated[tuple[F32, ...], Field(strict=False, min_length=12, max_length=12)]
F32x16: TypeAlias = Annotated[tuple[F32, ...], Field(strict=False, min_length=16, max_length=16)]


class Model(BaseModel, frozen=True):
    """A descriptor: frozen, strict, comparable; JSON both ways.

    Each class says `frozen=True` again, as type checkers want it.

    Unknown fields are refused. `model_validate_json` reads JSON, `model_dump_json` writes it,
    `model_json_schema` describes it. Flags are written as `"COPY_SRC | COPY_DST"`, bytes as
    base64, and an object of the runtime as `{"$ref": "name"}`, which is looked up when it is
    read: `model_validate_json(text, context={"name": buffer})`.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
        strict=True,
        extra="forbid",
        use_attribute_docstrings=True,
        ser_json_bytes="base64",
        val_json_bytes="base64",
    )

    def __hash__(self) -> int:
        """That of what is equal to it: a dict counts as what it holds, whatever the order."""
        values = cast("dict[str, object]", self.__dict__).values()
        return hash((type(self), *(items_of(value) for value in values)))


def items_of(value: object) -> object:
    """A value that can be hashed."""
    if isinstance(value, dict):
        return frozenset(cast("dict[str, object]", value).items())
    return value

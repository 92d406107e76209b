"""A mapping that does not change, so that the IR can be hashed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar, cast

K = TypeVar("K")
V = TypeVar("V", covariant=True)  # noqa: PLC0105  # as in `Mapping`

__all__ = ["FrozenMap"]


class FrozenMap(Mapping[K, V]):
    """A mapping that does not change; equal to any mapping with the same items."""

    __slots__ = ("_hash", "_items")

    def __init__(self, items: Mapping[K, V] | None = None) -> None:
        self._items: dict[K, V] = dict(items) if items is not None else {}
        self._hash: int | None = None

    def __getitem__(self, key: K) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self._items.items()))
        return self._hash

    def __eq__(self, other: object) -> bool:
        if isinstance(other, FrozenMap):
            return self._items == cast("FrozenMap[object, object]", other)._items
        return self._items == other

    def __repr__(self) -> str:
        return f"FrozenMap({self._items!r})"

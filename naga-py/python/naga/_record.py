"""Frozen dataclasses with slots that cost little to define: what they rarely need comes later.

`dataclasses.dataclass` compiles half a dozen functions for each class; with the two hundred classes
of the IR that is most of the time of `import naga.ir`, and the module itself is most of that of
`import naga`. Here methods are shared, `__init__` is compiled when a class is first called, and
what `dataclasses` and `inspect` look for (`fields`, `replace`, `signature`) is worked out when they
do. To type checkers, and to whoever uses the classes, they are dataclasses like any other.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Generic, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import Field
    from inspect import Signature
    from typing import NoReturn, Protocol

    class Details(Protocol):
        """What makes the values of fields when they are asked for."""

        def get(self, name: str, /) -> object:
            """Give the value of a field."""
            ...


T = TypeVar("T")

__all__ = ["dataclass", "replace"]

_put = object.__setattr__


def dataclass(*, frozen: bool, slots: bool) -> Callable[[type], type]:
    """Make a class a dataclass; it is frozen and has slots, as the arguments tell type checkers."""
    if not (frozen and slots):
        message = "only frozen dataclasses with slots are made here"
        raise TypeError(message)
    return _made


def replace(instance: T, **changes: object) -> T:
    """Give the same with other values in some fields, as `dataclasses.replace` does."""
    cls = type(instance)
    names = cast("type[Record]", cls).__match_args__
    return cls(**{name: getattr(instance, name) for name in names} | changes)


def _made(cls: type) -> type:
    body = dict(cls.__dict__)
    names = tuple(cls.__annotations__)
    # A slot and a value of the class cannot share a name.
    defaults = {name: body.pop(name) for name in names if name in body}
    for name in ("__dict__", "__weakref__"):
        body.pop(name, None)
    body["__slots__"] = names
    body["__match_args__"] = names
    body["__qualname__"] = cls.__qualname__
    body["__record_defaults__"] = defaults
    if names:
        body["__record_values__"] = attrgetter(*names)
    made = type(cls.__name__, (body.pop("__record_base__", Record),), body)
    if names:
        made.__init__ = _init_later(made)
    return made


def _init_later(cls: type[Record]) -> Callable[..., None]:
    def __init__(self: Record, *args: object, **kwargs: object) -> None:  # noqa: N807
        init = _compiled(cls)
        cls.__init__ = init
        init(self, *args, **kwargs)

    return __init__


def _compiled(cls: type[Record]) -> Callable[..., None]:
    """Compile the `__init__` of a class."""
    names, defaults = cls.__match_args__, cls.__record_defaults__
    parameters = [f"{name}=_defaults[{name!r}]" if name in defaults else name for name in names]
    lines = [f"    _put(self, {name!r}, {name})\n" for name in names]
    text = f"def __init__(self, {', '.join(parameters)}):\n{''.join(lines)}"
    space: dict[str, object] = {"_put": _put, "_defaults": defaults}
    exec(text, space)  # noqa: S102  # names of fields, as `dataclasses` does
    init = cast("Callable[..., None]", space["__init__"])
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__module__ = cls.__module__
    init.__annotations__ = {**cls.__annotations__, "return": None}
    return init


class _Later(Generic[T]):
    """An attribute of a class that is worked out when it is first looked at."""

    def __init__(self, make: Callable[[type[Record]], T]) -> None:
        self._make = make
        self._name = make.__name__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type[Record]) -> T:
        if owner is Record:
            raise AttributeError(self._name)
        value = self._make(owner)
        setattr(owner, self._name, value)
        return value


def _fields(cls: type[Record]) -> dict[str, Field[object]]:
    from dataclasses import field, fields, make_dataclass  # noqa: PLC0415

    defaults = cls.__record_defaults__
    items = [
        (name, hint, field(default=defaults[name]) if name in defaults else field())
        for name, hint in cast("dict[str, type]", cls.__annotations__).items()
    ]
    return {each.name: each for each in fields(make_dataclass("_", items))}


def _params(cls: type[Record]) -> object:
    del cls
    from dataclasses import make_dataclass  # noqa: PLC0415

    return cast("object", getattr(make_dataclass("_", (), frozen=True), "__dataclass_params__"))  # noqa: B009


def _signature(cls: type[Record]) -> Signature:
    from inspect import Signature, signature  # noqa: PLC0415

    if not cls.__match_args__:
        return Signature()
    whole = signature(_compiled(cls))
    _, *parameters = whole.parameters.values()
    return whole.replace(parameters=parameters)


def _shown(self: Record) -> str:
    values = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{type(self).__qualname__}({values})"


class Record:
    """What the classes have in common."""

    __slots__ = ()
    # Without annotations: those of a class are its fields.
    __match_args__ = cast("tuple[str, ...]", ())
    __record_defaults__ = cast("dict[str, object]", {})
    __dataclass_fields__ = _Later(_fields)
    __dataclass_params__ = _Later(_params)
    __signature__ = _Later(_signature)

    @staticmethod
    def __record_values__(_: object) -> object:
        return ()

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self.__record_values__(self) == self.__record_values__(other)

    def __hash__(self) -> int:
        return hash(self.__record_values__(self))

    def __repr__(self) -> str:
        return _shown(self)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        del value
        self._refuse("assign to", name)

    def __delattr__(self, name: str) -> NoReturn:
        self._refuse("delete", name)

    def _refuse(self, what: str, name: str) -> NoReturn:
        from dataclasses import FrozenInstanceError  # noqa: PLC0415

        message = f"cannot {what} field {name!r}"
        raise FrozenInstanceError(message)

    def __replace__(self, /, **changes: object) -> Record:
        return replace(self, **changes)

    def __getstate__(self) -> list[object]:
        return [getattr(self, name) for name in self.__match_args__]

    def __setstate__(self, state: list[object]) -> None:
        for name, value in zip(self.__match_args__, state, strict=True):
            _put(self, name, value)


class Detailed(Record):
    """A record whose fields are filled when they are first looked at, except those that are."""

    __slots__ = ("_details",)
    _details: Details

    def __getattr__(self, name: str) -> object:
        # Asked only for what has no value yet.
        if name not in self.__match_args__ or name == "_details":
            message = f"{type(self).__name__!r} object has no attribute {name!r}"
            raise AttributeError(message, name=name, obj=self)
        value = self._details.get(name)
        _put(self, name, value)
        return value


# `pprint` breaks the lines of what a dataclass shows, which it knows by this name.
_shown.__qualname__ = "__create_fn__.<locals>.__repr__"
Record.__repr__.__dict__["__wrapped__"] = _shown

"""Writing a shader from nothing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from .._frozen import FrozenMap
from ._visit import is_emitted
from .address_space import Private
from .core import (
    BinaryOperator,
    Constant,
    ConstantHandle,
    ExpressionHandle,
    FunctionHandle,
    GlobalVariableHandle,
    LocalVariable,
    LocalVariableHandle,
    MathFunction,
    MemoryDecorations,
    Override,
    OverrideHandle,
    ResourceBinding,
    Scalar,
    ScalarKind,
    ShaderStage,
    TypeHandle,
    VectorSize,
)
from .expression import (
    Access,
    AccessIndex,
    Binary,
    CallResult,
    Compose,
    Load,
    Math,
)
from .expression import (
    FunctionArgument as FunctionArgumentExpression,
)
from .expression import (
    GlobalVariable as GlobalVariableExpression,
)
from .expression import (
    Literal as LiteralExpression,
)
from .expression import (
    LocalVariable as LocalVariableExpression,
)
from .literal import (
    F16 as F16Literal,
)
from .literal import (
    F32 as F32Literal,
)
from .literal import (
    F64 as F64Literal,
)
from .literal import (
    I32 as I32Literal,
)
from .literal import (
    I64 as I64Literal,
)
from .literal import (
    U32 as U32Literal,
)
from .literal import (
    U64 as U64Literal,
)
from .literal import (
    Bool as BoolLiteral,
)
from .statement import (
    Break,
    Call,
    Continue,
    Emit,
    If,
    Loop,
    Return,
    Store,
)
from .structure import (
    EntryPoint,
    Function,
    FunctionArgument,
    FunctionResult,
    GlobalVariable,
    Module,
    SpecialTypes,
    Type,
)
from .type_inner import (
    Scalar as ScalarType,
)
from .type_inner import (
    Struct as StructType,
)
from .type_inner import (
    Vector as VectorType,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from ._walk import Block
    from .address_space import AddressSpace
    from .binding import Binding
    from .expression import Expression
    from .literal import Literal as LiteralValue
    from .statement import Statement
    from .type_inner import StructMember, TypeInner

__all__ = ["FunctionBuilder", "ModuleBuilder", "ScalarName"]

ScalarName: TypeAlias = Literal["bool", "f16", "f32", "f64", "i32", "i64", "u32", "u64"]
"""A scalar type by its name in WGSL."""

_SCALARS: dict[str, Scalar] = {
    "bool": Scalar(ScalarKind.Bool, 1),
    "f16": Scalar(ScalarKind.Float, 2),
    "f32": Scalar(ScalarKind.Float, 4),
    "f64": Scalar(ScalarKind.Float, 8),
    "i32": Scalar(ScalarKind.Sint, 4),
    "i64": Scalar(ScalarKind.Sint, 8),
    "u32": Scalar(ScalarKind.Uint, 4),
    "u64": Scalar(ScalarKind.Uint, 8),
}

_SIZES: dict[int, VectorSize] = {
    2: VectorSize.Bi,
    3: VectorSize.Tri,
    4: VectorSize.Quad,
}


def _literal(value: float | bool, kind: ScalarName) -> LiteralValue:  # noqa: FBT001
    made: dict[ScalarName, LiteralValue] = {
        "bool": BoolLiteral(bool(value)),
        "f16": F16Literal(float(value)),
        "f32": F32Literal(float(value)),
        "f64": F64Literal(float(value)),
        "i32": I32Literal(int(value)),
        "i64": I64Literal(int(value)),
        "u32": U32Literal(int(value)),
        "u64": U64Literal(int(value)),
    }
    return made[kind]


class FunctionBuilder:
    """Builds a function: expressions get handles, statements go to the innermost open block.

    An `Emit` is put wherever one is needed. Made by `ModuleBuilder.function` and
    `ModuleBuilder.entry_point`.
    """

    def __init__(
        self,
        module: ModuleBuilder,
        name: str | None,
        arguments: Sequence[FunctionArgument],
        result: FunctionResult | None,
    ) -> None:
        self._module = module
        self._name = name
        self._arguments = tuple(arguments)
        self._result = result
        self._locals: list[LocalVariable] = []
        self._expressions: list[Expression] = []
        self._names: dict[ExpressionHandle, str] = {}
        self._blocks: list[list[Statement]] = [[]]
        self._continuing: list[tuple[Block, ExpressionHandle | None]] = []
        self._emitted = 0

    # Expressions.

    def expression(self, value: Expression, /, *, name: str | None = None) -> ExpressionHandle:
        """Append an expression.

        Args:
            value: The expression, with handles of this function.
            name: The name it is to have in what is written: that of a `let`.
        """
        if not is_emitted(value):
            # A range of expressions to evaluate must not contain it.
            self._flush()
        self._expressions.append(value)
        handle = ExpressionHandle(len(self._expressions) - 1)
        if not is_emitted(value):
            self._emitted = len(self._expressions)
        if name is not None:
            self._names[handle] = name
        return handle

    def literal(self, value: float | bool, kind: ScalarName) -> ExpressionHandle:  # noqa: FBT001
        """Append a number or a truth value."""
        return self.expression(LiteralExpression(_literal(value, kind)))

    def argument(self, index: int) -> ExpressionHandle:
        """Append the argument of a number."""
        return self.expression(FunctionArgumentExpression(index))

    def variable(self, handle: GlobalVariableHandle) -> ExpressionHandle:
        """Append a pointer to a global variable, or the resource that it is."""
        return self.expression(GlobalVariableExpression(handle))

    def local(
        self,
        name: str | None,
        ty: TypeHandle,
        init: ExpressionHandle | None = None,
    ) -> ExpressionHandle:
        """Declare a local variable and append a pointer to it.

        Args:
            name: Its name.
            ty: Its type.
            init: What it starts with, a constant expression; the zero value without.
        """
        self._locals.append(LocalVariable(name, ty, init))
        handle = LocalVariableHandle(len(self._locals) - 1)
        return self.expression(LocalVariableExpression(handle))

    def load(self, pointer: ExpressionHandle) -> ExpressionHandle:
        """Append the value behind a pointer."""
        return self.expression(Load(pointer))

    def access(
        self, base: ExpressionHandle, index: int | ExpressionHandle, *, at: bool = False
    ) -> ExpressionHandle:
        """Append an element or a member.

        Args:
            base: The composite, or a pointer to it.
            index: The number of the member; with `at` the handle of an expression that is it.
            at: Whether the index is computed by an expression.
        """
        if at:
            return self.expression(Access(base, ExpressionHandle(index)))
        return self.expression(AccessIndex(base, index))

    def binary(
        self,
        op: BinaryOperator,
        left: ExpressionHandle,
        right: ExpressionHandle,
    ) -> ExpressionHandle:
        """Append an operator with two operands."""
        return self.expression(Binary(op, left, right))

    def math(self, fun: MathFunction, *arguments: ExpressionHandle) -> ExpressionHandle:
        """Append a mathematical function of one to four arguments."""
        first, *rest = arguments
        filled = (*rest, None, None, None)[:3]
        return self.expression(Math(fun, first, *filled))

    def compose(self, ty: TypeHandle, components: Sequence[ExpressionHandle]) -> ExpressionHandle:
        """Append a value made of its parts."""
        return self.expression(Compose(ty, tuple(components)))

    # Statements.

    def statement(self, value: Statement, /) -> None:
        """Append a statement to the innermost open block."""
        self._flush()
        self._blocks[-1].append(value)

    def store(self, pointer: ExpressionHandle, value: ExpressionHandle) -> None:
        """Write a value through a pointer."""
        self.statement(Store(pointer, value))

    def return_(self, value: ExpressionHandle | None = None) -> None:
        """Leave the function."""
        self.statement(Return(value))

    def break_(self) -> None:
        """Leave the innermost loop."""
        self.statement(Break())

    def continue_(self) -> None:
        """Go on with the next turn of the innermost loop."""
        self.statement(Continue())

    def call(
        self,
        function: FunctionHandle,
        arguments: Sequence[ExpressionHandle] = (),
        *,
        returns: bool = True,
    ) -> ExpressionHandle | None:
        """Call a function.

        Args:
            function: The function, one that was finished before this one.
            arguments: Its arguments.
            returns: Whether it returns a value.

        Returns:
            What it returned.
        """
        self._flush()
        result = self.expression(CallResult(function)) if returns else None
        self.statement(Call(function, tuple(arguments), result))
        return result

    @contextmanager
    def if_(self, condition: ExpressionHandle) -> Generator[None, None, None]:
        """Open the block that runs when a condition holds."""
        self._flush()
        self._blocks.append([])
        yield
        self._flush()
        accept = tuple(self._blocks.pop())
        self._blocks[-1].append(If(condition, accept, ()))

    @contextmanager
    def else_(self) -> Generator[None, None, None]:
        """Open the block that runs when the condition of the `if_` before does not hold.

        Raises:
            ValueError: No `if_` stands right before it.
        """
        self._flush()
        before = self._blocks[-1].pop() if self._blocks[-1] else None
        if not isinstance(before, If) or before.reject:
            message = "else_() must follow if_() directly"
            raise ValueError(message)
        self._blocks.append([])
        yield
        self._flush()
        reject = tuple(self._blocks.pop())
        self._blocks[-1].append(If(before.condition, before.accept, reject))

    @contextmanager
    def loop(self) -> Generator[None, None, None]:
        """Open a block that repeats until `break_` or `return_`."""
        self._flush()
        self._blocks.append([])
        self._continuing.append(((), None))
        yield
        self._flush()
        body = tuple(self._blocks.pop())
        continuing, break_if = self._continuing.pop()
        self._blocks[-1].append(Loop(body, continuing, break_if))

    @contextmanager
    def continuing(self) -> Generator[None, None, None]:
        """Open the block that runs between two turns of the innermost loop.

        Raises:
            ValueError: No loop is open.
        """
        if not self._continuing:
            message = "continuing() must stand in loop()"
            raise ValueError(message)
        self._flush()
        self._blocks.append([])
        yield
        self._flush()
        self._continuing[-1] = (tuple(self._blocks.pop()), None)

    def _flush(self) -> None:
        end = len(self._expressions)
        if self._emitted < end:
            self._blocks[-1].append(Emit(range(self._emitted, end)))
            self._emitted = end

    def build(self) -> Function:
        """Give the function as it is so far.

        Raises:
            ValueError: A block is still open.
        """
        if len(self._blocks) > 1:
            message = f"{len(self._blocks) - 1} blocks of {self._name!r} are still open"
            raise ValueError(message)
        self._flush()
        return Function(
            name=self._name,
            arguments=self._arguments,
            result=self._result,
            local_variables=tuple(self._locals),
            expressions=tuple(self._expressions),
            named_expressions=FrozenMap(self._names),
            body=tuple(self._blocks[0]),
            diagnostic_filter_leaf=None,
        )

    def finish(self) -> FunctionHandle:
        """Put the function into the module; entry points are finished by `ModuleBuilder.build`.

        Returns:
            Its handle, for calls.
        """
        return self._module.finish(self)


class _PlannedEntryPoint(NamedTuple):
    builder: FunctionBuilder
    name: str
    stage: ShaderStage
    workgroup_size: tuple[int, int, int]


class ModuleBuilder:
    """Builds a module; `build` gives the IR for `naga.Module.from_ir`."""

    def __init__(self) -> None:
        self._types: list[Type] = []
        self._constants: list[Constant] = []
        self._overrides: list[Override] = []
        self._globals: list[GlobalVariable] = []
        self._expressions: list[Expression] = []
        self._functions: list[Function] = []
        self._entry_points: list[_PlannedEntryPoint] = []

    def type(self, inner: TypeInner, /, *, name: str | None = None) -> TypeHandle:
        """Give the handle of a type, which is added where it lacks."""
        ty = Type(name, inner)
        if ty not in self._types:
            self._types.append(ty)
        return TypeHandle(self._types.index(ty))

    def scalar(self, kind: ScalarName) -> TypeHandle:
        """Give the type of one number."""
        return self.type(ScalarType(_SCALARS[kind]))

    def vector(self, size: Literal[2, 3, 4], kind: ScalarName) -> TypeHandle:
        """Give the type of two to four numbers."""
        return self.type(VectorType(_SIZES[size], _SCALARS[kind]))

    def struct(self, name: str, members: Sequence[StructMember], span: int) -> TypeHandle:
        """Give the type of a struct of `span` bytes."""
        return self.type(StructType(tuple(members), span), name=name)

    def global_expression(self, value: Expression, /) -> ExpressionHandle:
        """Append a constant expression of the module."""
        self._expressions.append(value)
        return ExpressionHandle(len(self._expressions) - 1)

    def constant(self, name: str | None, ty: TypeHandle, init: ExpressionHandle) -> ConstantHandle:
        """Declare a constant."""
        self._constants.append(Constant(name, ty, init))
        return ConstantHandle(len(self._constants) - 1)

    def override(
        self,
        name: str | None,
        ty: TypeHandle,
        init: ExpressionHandle | None = None,
        *,
        number: int | None = None,
    ) -> OverrideHandle:
        """Declare an override, with its `@id` as `number`."""
        self._overrides.append(Override(name, number, ty, init))
        return OverrideHandle(len(self._overrides) - 1)

    def variable(
        self,
        name: str | None,
        ty: TypeHandle,
        space: AddressSpace | None = None,
        *,
        binding: tuple[int, int] | None = None,
        init: ExpressionHandle | None = None,
    ) -> GlobalVariableHandle:
        """Declare a global variable.

        Args:
            name: Its name.
            ty: Its type.
            space: Where it lives; private by default.
            binding: Its group and its number in the group.
            init: What it starts with: a constant expression of the module.
        """
        place = None if binding is None else ResourceBinding(*binding)
        self._globals.append(
            GlobalVariable(
                name=name,
                space=Private() if space is None else space,
                binding=place,
                ty=ty,
                init=init,
                memory_decorations=MemoryDecorations(0),
            )
        )
        return GlobalVariableHandle(len(self._globals) - 1)

    def function(
        self,
        name: str | None,
        arguments: Sequence[tuple[str, TypeHandle]] = (),
        result: TypeHandle | None = None,
    ) -> FunctionBuilder:
        """Begin a function; `finish` it before others call it."""
        return FunctionBuilder(
            self,
            name,
            [FunctionArgument(each, ty, None) for each, ty in arguments],
            None if result is None else FunctionResult(result, None),
        )

    def entry_point(
        self,
        name: str,
        stage: ShaderStage,
        arguments: Sequence[tuple[str, TypeHandle, Binding | None]] = (),
        result: tuple[TypeHandle, Binding | None] | None = None,
        *,
        workgroup_size: tuple[int, int, int] = (0, 0, 0),
    ) -> FunctionBuilder:
        """Begin an entry point.

        Args:
            name: Its name.
            stage: Its stage.
            arguments: Names and types of its arguments, with what they are bound to.
            result: The type of what it returns, with what that is bound to.
            workgroup_size: Invocations of a workgroup along x, y and z, for compute.
        """
        builder = FunctionBuilder(
            self,
            name,
            [FunctionArgument(each, ty, binding) for each, ty, binding in arguments],
            None if result is None else FunctionResult(*result),
        )
        self._entry_points.append(_PlannedEntryPoint(builder, name, stage, workgroup_size))
        return builder

    def finish(self, builder: FunctionBuilder) -> FunctionHandle:
        """Put a function into the module: as `FunctionBuilder.finish`."""
        self._functions.append(builder.build())
        return FunctionHandle(len(self._functions) - 1)

    def build(self) -> Module:
        """Give the IR of the module."""
        return Module(
            types=tuple(self._types),
            special_types=SpecialTypes(None, None, None, None, None, FrozenMap()),
            constants=tuple(self._constants),
            overrides=tuple(self._overrides),
            global_variables=tuple(self._globals),
            global_expressions=tuple(self._expressions),
            functions=tuple(self._functions),
            entry_points=tuple(
                EntryPoint(
                    name=each.name,
                    stage=each.stage,
                    early_depth_test=None,
                    workgroup_size=each.workgroup_size,
                    workgroup_size_overrides=None,
                    function=each.builder.build(),
                    mesh_info=None,
                    task_payload=None,
                    incoming_ray_payload=None,
                )
                for each in self._entry_points
            ),
            diagnostic_filters=(),
            diagnostic_filter_leaf=None,
            doc_comments=None,
        )

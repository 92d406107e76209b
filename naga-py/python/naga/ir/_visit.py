"""Looking at a module, and making another of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from ._walk import functions, statements
from .core import (
    ConstantHandle,
    ExpressionHandle,
    GlobalVariableHandle,
    LocalVariableHandle,
    OverrideHandle,
    TypeHandle,
)
from .expression import (
    AtomicResult,
    CallResult,
    FunctionArgument,
    RayQueryProceedResult,
    SubgroupBallotResult,
    SubgroupOperationResult,
    WorkGroupUniformLoadResult,
    ZeroValue,
)
from .expression import (
    Constant as ConstantExpression,
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
from .expression import (
    Override as OverrideExpression,
)
from .statement import Emit

if TYPE_CHECKING:
    from dataclasses import replace

    from ._walk import Block
    from .core import Constant, FunctionHandle, LocalVariable, Override
    from .expression import Expression
    from .statement import Statement
    from .structure import Function, GlobalVariable, Module, Type
else:
    from .._record import replace

__all__ = ["Transformer", "Visitor", "is_emitted"]

_Item = TypeVar("_Item")

_NOT_EMITTED = (
    LiteralExpression,
    ConstantExpression,
    OverrideExpression,
    ZeroValue,
    FunctionArgument,
    GlobalVariableExpression,
    LocalVariableExpression,
    CallResult,
    AtomicResult,
    WorkGroupUniformLoadResult,
    RayQueryProceedResult,
    SubgroupBallotResult,
    SubgroupOperationResult,
)


def is_emitted(expression: Expression) -> bool:
    """Tell whether an expression needs an `Emit`: whether it is evaluated at a certain point."""
    return not isinstance(expression, _NOT_EMITTED)


class Visitor:
    """Looks at everything in a module; override the methods for what you want to see.

    Attributes:
        module: The module that is looked at.
        reference: The function that is looked at: its handle, or the name of an entry point.
        function: That function.
    """

    module: Module
    reference: FunctionHandle | str
    function: Function

    def visit(self, module: Module) -> None:
        """Look at a module."""
        self.module = module
        for index, ty in enumerate(module.types):
            self.visit_type(TypeHandle(index), ty)
        for index, constant in enumerate(module.constants):
            self.visit_constant(ConstantHandle(index), constant)
        for index, override in enumerate(module.overrides):
            self.visit_override(OverrideHandle(index), override)
        for index, variable in enumerate(module.global_variables):
            self.visit_global_variable(GlobalVariableHandle(index), variable)
        for index, expression in enumerate(module.global_expressions):
            self.visit_global_expression(ExpressionHandle(index), expression)
        for reference, function in functions(module):
            self.reference, self.function = reference, function
            self.enter_function(reference, function)
            for index, local in enumerate(function.local_variables):
                self.visit_local_variable(LocalVariableHandle(index), local)
            for index, expression in enumerate(function.expressions):
                self.visit_expression(ExpressionHandle(index), expression)
            for index, statement in enumerate(statements(function)):
                self.visit_statement(index, statement)
            self.leave_function(reference, function)

    def visit_type(self, handle: TypeHandle, ty: Type, /) -> None:
        """Look at a type."""

    def visit_constant(self, handle: ConstantHandle, constant: Constant, /) -> None:
        """Look at a constant."""

    def visit_override(self, handle: OverrideHandle, override: Override, /) -> None:
        """Look at an override."""

    def visit_global_variable(
        self, handle: GlobalVariableHandle, variable: GlobalVariable, /
    ) -> None:
        """Look at a global variable."""

    def visit_global_expression(self, handle: ExpressionHandle, expression: Expression, /) -> None:
        """Look at a constant expression of the module."""

    def enter_function(self, reference: FunctionHandle | str, function: Function, /) -> None:
        """Look at a function, before what is in it."""

    def leave_function(self, reference: FunctionHandle | str, function: Function, /) -> None:
        """Look at a function, after what is in it."""

    def visit_local_variable(self, handle: LocalVariableHandle, variable: LocalVariable, /) -> None:
        """Look at a local variable."""

    def visit_expression(self, handle: ExpressionHandle, expression: Expression, /) -> None:
        """Look at an expression."""

    def visit_statement(self, index: int, statement: Statement, /) -> None:
        """Look at a statement; `index` is its number for `Module.span_of("statements", …)`."""


def _given(given: _Item | None, method: str) -> _Item:
    """Refuse None, from a method that forgot to give something."""
    if given is None:
        expected = "what is to stand in its place"
        message = f"{method}: expected {expected}; got None; give the old one to keep it"
        raise TypeError(message)
    return given


class Transformer:
    """Makes another module of one; override `expression` or `statement`.

    Handles are remapped: what the methods get and give uses the numbers of the new function, so
    that expressions can be put before others with `insert`. Types and global items are kept; new
    types go to the end with `add_type`.

    Attributes:
        module: The module that is changed.
        reference: The function that is changed: its handle, or the name of an entry point.
        function: That function, as it was.
    """

    module: Module
    reference: FunctionHandle | str
    function: Function
    _types: list[Type]
    _expressions: list[Expression]
    _extra: list[ExpressionHandle]

    def transform(self, module: Module) -> Module:
        """Make the new module.

        Args:
            module: The old one, which stays as it is.

        Returns:
            The new one: hand it to `naga.Module.from_ir`, and validate.
        """
        self.module = module
        self._types = list(module.types)
        made = [self._function(*item) for item in functions(module)]
        count = len(module.functions)
        return replace(
            module,
            types=tuple(self._types),
            functions=tuple(made[:count]),
            entry_points=tuple(
                replace(entry_point, function=function)
                for entry_point, function in zip(module.entry_points, made[count:], strict=True)
            ),
        )

    def expression(self, handle: ExpressionHandle, expression: Expression, /) -> Expression:
        """Give what is to stand in the place of an expression; by default itself.

        Args:
            handle: Its handle in the old function.
            expression: The expression, whose operands are handles of the new function.
        """
        del handle
        return expression

    def statement(self, statement: Statement, /) -> Statement | Iterable[Statement]:
        """Give what is to stand in the place of a statement; by default itself.

        Args:
            statement: The statement, whose operands are handles of the new function; what its
                blocks hold was changed before.

        Returns:
            A statement, or any number of them; none leave it out.
        """
        return (statement,)

    def insert(self, expression: Expression, /) -> ExpressionHandle:
        """Put an expression before the one that is being changed, in `expression` only.

        Returns:
            Its handle in the new function.
        """
        self._expressions.append(expression)
        return ExpressionHandle(len(self._expressions) - 1)

    def add_type(self, ty: Type, /) -> TypeHandle:
        """Give the handle of a type, which is added to the module where it lacks it."""
        if ty in self._types:
            return TypeHandle(self._types.index(ty))
        self._types.append(ty)
        return TypeHandle(len(self._types) - 1)

    def _function(self, reference: FunctionHandle | str, function: Function) -> Function:
        self.reference, self.function = reference, function
        self._expressions = []
        starts: list[int] = []  # where what was put before an expression begins
        new: list[ExpressionHandle] = []  # by the old handle

        def moved(handle: ExpressionHandle) -> ExpressionHandle:
            return new[handle]

        for index, old in enumerate(function.expressions):
            starts.append(len(self._expressions))
            mapped = old.map_operands(moved)
            changed = self.expression(ExpressionHandle(index), mapped)
            new.append(self.insert(_given(changed, f"{type(self).__name__}.expression()")))

        def block(body: Block) -> Block:
            made: list[Statement] = []
            for old in body:
                if isinstance(old, Emit):
                    made.extend(self._emits(old.range, starts, new))
                    continue
                given = self.statement(old.map_operands(moved).map_blocks(block))
                if isinstance(given, Iterable):
                    made.extend(given)
                else:
                    made.append(_given(given, f"{type(self).__name__}.statement()"))
            return tuple(made)

        named = function.named_expressions
        return replace(
            function,
            expressions=tuple(self._expressions),
            named_expressions=type(named)({new[handle]: name for handle, name in named.items()}),
            local_variables=tuple(
                variable if variable.init is None else replace(variable, init=new[variable.init])
                for variable in function.local_variables
            ),
            body=block(function.body),
        )

    def _emits(self, old: range, starts: list[int], new: list[ExpressionHandle]) -> Iterable[Emit]:
        """Give the emits of a range with what was put into it, without what is never emitted."""
        if not old:
            yield Emit(range(0))
            return
        first, end = starts[old.start], new[old.stop - 1] + 1
        begin = first
        for index in range(first, end):
            if not is_emitted(self._expressions[index]):
                if begin < index:
                    yield Emit(range(begin, index))
                begin = index + 1
        if begin < end:
            yield Emit(range(begin, end))

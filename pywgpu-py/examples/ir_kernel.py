"""Builds a kernel in Python, without any shader text: a polynomial, its loop unrolled."""

from __future__ import annotations

import numpy as np

import pywgpu
from naga import Module, ir
from naga.ir import address_space, array_size, binding, built_in, expression, type_inner

COEFFICIENTS = (0.5, -1.25, 2.0, 0.75, -0.125)


def polynomial(coefficients: tuple[float, ...]) -> Module:
    """A compute shader that replaces each x of `data` by the polynomial at x."""
    builder = ir.ModuleBuilder()
    numbers = builder.type(type_inner.Array(builder.scalar("f32"), array_size.Dynamic(), 4))
    access = ir.StorageAccess.LOAD | ir.StorageAccess.STORE
    data = builder.variable("data", numbers, address_space.Storage(access), binding=(0, 0))
    main = builder.entry_point(
        "main",
        ir.ShaderStage.Compute,
        [("id", builder.vector(3, "u32"), binding.BuiltIn(built_in.GlobalInvocationId()))],
        workgroup_size=(64, 1, 1),
    )
    index = main.access(main.argument(0), 0)
    array = main.variable(data)
    length = main.expression(expression.ArrayLength(array))
    with main.if_(main.binary(ir.BinaryOperator.Less, index, length)):
        place = main.access(array, index, at=True)
        x = main.load(place)
        # Horner's rule; the loop runs here, the shader has none.
        value = main.literal(coefficients[-1], "f32")
        for coefficient in reversed(coefficients[:-1]):
            value = main.math(ir.MathFunction.Fma, value, x, main.literal(coefficient, "f32"))
        main.store(place, value)
    return Module.from_ir(builder.build())


def main() -> None:
    """Runs it and compares with NumPy."""
    module = polynomial(COEFFICIENTS)
    text = str(module.validate().to_wgsl())
    assert text.count("fma(") == len(COEFFICIENTS) - 1, text
    x = np.random.default_rng(3).random(1000, dtype=np.float32)
    y = np.array(x)
    pywgpu.kernel(module, "main")(data=y)
    expected = np.polynomial.polynomial.polyval(x.astype(np.float64), COEFFICIENTS)
    error = float(np.abs(y - expected).max())
    assert error < 1e-5, error
    print(f"checked: {len(x)} values of a polynomial built in Python; largest error {error:.1e}")


if __name__ == "__main__":
    main()

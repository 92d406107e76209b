"""Adapters, drivers, and the doctor that looks after them.

`enumerate_adapters()` lists what the back ends of wgpu find; `python -m pywgpu doctor` (here:
`examine()`) says what is missing and what to install.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pywgpu._pywgpu import Adapter
    from pywgpu.hal.report import Report
    from pywgpu.types.flags import Backends

__all__ = ["enumerate_adapters", "examine"]


def enumerate_adapters(backends: Backends | None = None) -> list[Adapter]:
    """All adapters of some back ends, of all by default.

    Each has `info`, `limits` and `features`; `request_device()` makes a device of it. The `noop`
    back end, which checks every call and runs nothing, is listed only where it is asked for.
    """
    from pywgpu._pywgpu import Instance  # noqa: PLC0415  (this module is imported without it, too)

    if backends is None:
        return Instance().enumerate_adapters()
    return Instance(backends=backends).enumerate_adapters(backends)


def examine(*, test: bool = True) -> Report:
    """What `python -m pywgpu doctor` prints, as an object.

    Args:
        test: Run a kernel on every adapter.
    """
    from pywgpu.hal import doctor  # noqa: PLC0415  (it needs the native module)

    return doctor.examine(test=test)

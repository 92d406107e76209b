"""Three lines to run a kernel: a shader, arrays by the names of its bindings, a call."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from os import PathLike
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

import numpy as np

from pywgpu._bind import Bound, Slot, slots_of
from pywgpu._device import default_device
from pywgpu._layout import Json, is_array, items, text
from pywgpu._layout import field as record_of
from pywgpu._pywgpu import (
    BindGroup,
    Buffer,
    ComputePass,
    ComputePipeline,
    Device,
    ShaderModule,
    Texture,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from typing_extensions import Buffer as Readable
    from typing_extensions import Unpack

    from pywgpu._bind import Value
    from pywgpu.options import ShaderOptions
    from pywgpu.types._native import NagaModule

__all__ = ["Kernel", "Prepared", "kernel"]

AXES: Final = 3


def kernel(  # noqa: PLR0913  (each is a choice of its own)
    source: str | PathLike[str] | Readable | NagaModule | ShaderModule,
    entry_point: str | None = None,
    *,
    device: Device | None = None,
    label: str | None = None,
    language: str | None = None,
    path: str | PathLike[str] | None = None,
    stage: str | None = None,
    defines: Mapping[str, str | float] | None = None,
    constants: Mapping[str, float] | None = None,
    **options: Unpack[ShaderOptions],
) -> Kernel:
    """Compiles a compute shader for calls with NumPy arrays.

    Args:
        source: WGSL, GLSL or HLSL text, SPIR-V bytes, the path of a file (`pathlib.Path`), a module
            of the package `naga`, or a `ShaderModule`.
        entry_point: Name of the compute entry point; may be left out where there is one.
        device: Where it runs; the default device without it.
        label: Name in messages.
        language: Language of a text; WGSL without it, or what the extension of `path` says.
        path: What messages call a text, and where its includes and imports start from.
        stage: Stage of a GLSL or HLSL text; `compute` without it.
        defines: Definitions for the preprocessor of GLSL and HLSL, or for the linker of WGSL.
        constants: Values of overrides by name.
        **options: How the source is read, such as `include_paths`; see `pywgpu.options`.

    Raises:
        OSError: The file cannot be read.
        ShaderError: The shader is wrong; the message shows where.
        TypeError: An option that the language does not have, or options for what was read already.
        ValueError: There is no such entry point, or an option does not take the value.
    """
    return Kernel(
        source,
        entry_point,
        device=device,
        label=label,
        language=language,
        path=path,
        stage=stage,
        defines=defines,
        constants=constants,
        **options,
    )


class Kernel:
    """A compute shader that is called with its bindings by name."""

    def __init__(  # noqa: PLR0913  (each is a choice of its own)
        self,
        source: str | PathLike[str] | Readable | NagaModule | ShaderModule,
        entry_point: str | None = None,
        *,
        device: Device | None = None,
        label: str | None = None,
        language: str | None = None,
        path: str | PathLike[str] | None = None,
        stage: str | None = None,
        defines: Mapping[str, str | float] | None = None,
        constants: Mapping[str, float] | None = None,
        **options: Unpack[ShaderOptions],
    ) -> None:
        """Compiles it; see `pywgpu.kernel`."""
        self.device: Device = device or default_device()
        self.module: ShaderModule
        if isinstance(source, ShaderModule):
            if stage is not None or defines is not None or options:
                msg = "kernel: source: a ShaderModule was read already; it takes no options"
                raise TypeError(msg)
            self.module = source
        else:
            if stage is None and staged(source if isinstance(source, PathLike) else path, language):
                stage = "compute"
            self.module = self.device.create_shader_module(
                source,
                label=label,
                language=language,
                path=path,
                stage=stage,
                defines=defines,
                **options,
            )
        reflection = self.module.reflect()
        if reflection is None:
            msg = "kernel: source: a shader that was handed through cannot be called by name"
            raise TypeError(msg)
        entry = choose(items(reflection, "entry_points"), "compute", entry_point)
        self.entry_point: str = text(entry, "name")
        self.slots: dict[str, Slot] = slots_of(reflection, [entry])
        self.workgroup_size: tuple[int, int, int] = workgroup_size(entry, constants or {})
        self.pipeline: ComputePipeline = self.device.create_compute_pipeline(
            label=label,
            module=self.module,
            entry_point=self.entry_point,
            constants=dict(constants) if constants else None,
        )
        self.groups: dict[int, tuple[tuple[object, ...], BindGroup]] = {}

    def __call__(
        self,
        *,
        workgroups: int | Sequence[int] | None = None,
        timeout: float | None = None,
        **bindings: Value,
    ) -> None:
        """Runs it, and brings what it wrote back into the arrays that were given.

        Arrays must have exactly the dtype and the shape that the shader reads, and be
        C-contiguous; buffers and textures are used as they are, and stay on the GPU.

        Args:
            workgroups: How many to run along x, y and z. Without it there is one invocation for
                each element of the array that is written; where that is done by atomics or not at
                all, of the largest array. With a two-dimensional workgroup, x runs along the last
                axis and y along the one before.
            timeout: Seconds after which to give up waiting.
            **bindings: Arrays, numbers, dicts for structs, buffers, textures and samplers.

        Raises:
            TypeError: A binding is missing or unknown, or has a wrong type or dtype.
            ValueError: A wrong shape, a number that is out of range, a read-only array that is
                to be written, or the number of workgroups cannot be derived.
        """
        for name, slot in self.slots.items():
            value = bindings.get(name)
            if slot.written and is_array(value) and not value.flags.writeable:
                expected = "memory that can be written"
                raise ValueError(slot.fault(expected, "a read-only array", "pass a copy"))
        prepared = self.prepare(workgroups=workgroups, **bindings)
        prepared()
        back = [
            (bound.target, bound.resource)
            for bound in prepared.bound.values()
            if bound.target is not None
        ]
        for target, resource in back:
            if isinstance(resource, Texture):
                resource.read(out=target, timeout=timeout)
            elif isinstance(resource, Buffer):
                read_back(resource, target, timeout)
        for name, bound in prepared.bound.items():
            self.slots[name].give(bound)

    def prepare(
        self, *, workgroups: int | Sequence[int] | None = None, **bindings: Value
    ) -> Prepared:
        """Uploads arrays once, for many runs on resident memory.

        Returns:
            What runs when it is called; `resources` are its buffers and textures by name.

        Raises:
            TypeError: A binding is missing or unknown, or has a wrong type or dtype.
            ValueError: A wrong shape, or the number of workgroups cannot be derived.
        """
        missing = [name for name in self.slots if name not in bindings]
        unknown = [name for name in bindings if name not in self.slots]
        if missing or unknown:
            names = ", ".join(f"{slot.name}: {slot.type}" for slot in self.slots.values())
            faults = [
                f"{', '.join(what)}: {fault}"
                for what, fault in ((unknown, "no binding of the shader"), (missing, "missing"))
                if what
            ]
            msg = f"{self.entry_point}: {'; '.join(faults)}; expected {names}"
            raise TypeError(msg)
        bound = dict[str, Bound]()
        immediates = None
        for name, slot in self.slots.items():
            if slot.kind == "immediates":
                immediates = slot.pack(bindings[name])
            else:
                bound[name] = slot.bind(self.device, bindings[name])
        count = self.count(workgroups, bound)
        groups = [(index, self.group(index, bound)) for index in self.group_numbers()]
        return Prepared(self, bound, groups, count, immediates)

    def group_numbers(self) -> list[int]:
        """The groups that it binds."""
        return sorted({slot.group for slot in self.slots.values() if slot.group >= 0})

    def group(self, index: int, bound: Mapping[str, Bound]) -> BindGroup:
        """A bind group, that of the last call where nothing has changed."""
        slots = [slot for slot in self.slots.values() if slot.group == index]
        resources = [bound[slot.name].resource for slot in slots]
        known, group = self.groups.get(index, ((), None))
        same = len(known) == len(resources) and all(map(operator.is_, known, resources))
        if group is not None and same:
            return group
        group = self.device.create_bind_group(
            layout=self.pipeline.get_bind_group_layout(index),
            entries=[
                {"binding": slot.binding, "resource": bound[slot.name].resource} for slot in slots
            ],
        )
        # What the caller owns is not kept alive.
        if all(bound[slot.name].key for slot in slots):
            self.groups[index] = (tuple(resources), group)
        return group

    def count(
        self, given: int | Sequence[int] | None, bound: Mapping[str, Bound]
    ) -> tuple[int, int, int]:
        """The number of workgroups along each axis."""
        most = self.device.limits["max_compute_workgroups_per_dimension"]
        if given is not None:
            sides = [given] if isinstance(given, int) else list(given)
            if not 1 <= len(sides) <= AXES or any(not 0 <= side <= most for side in sides):
                msg = (
                    f"workgroups: expected one to three integers from 0 to {most}; got {given!r};"
                    " run more invocations in a workgroup, or along another axis"
                )
                raise ValueError(msg)
            x, y, z = (*sides, 1, 1)[:AXES]
            return x, y, z
        sizes = self.workgroup_size
        axes = max((index + 1 for index, size in enumerate(sizes) if size > 1), default=1)
        elements = self.elements(bound, axes)
        if axes == 1:
            threads = [size_of(elements), 1, 1]
        elif len(elements) >= axes:
            threads = [*reversed(elements[len(elements) - axes :]), 1, 1][:AXES]
            threads[axes - 1] *= size_of(elements[: len(elements) - axes])
        else:
            msg = (
                f"workgroups: a workgroup of {sizes} needs an array of {axes} axes to be derived"
                f" from; got the shape {elements}; give workgroups=(x, y, z)"
            )
            raise ValueError(msg)
        x, y, z = (-(-thread // size) for thread, size in zip(threads, sizes, strict=True))
        if max(x, y, z) > most:
            msg = (
                f"workgroups: {elements} elements make {(x, y, z)} workgroups of {sizes}; expected"
                f" at most {most} along an axis; use larger workgroups, or two axes in the shader"
            )
            raise ValueError(msg)
        return x, y, z

    def elements(self, bound: Mapping[str, Bound], axes: int) -> tuple[int, ...]:
        """The shape of the array that has an element for each invocation."""
        shapes = {name: value.elements for name, value in bound.items() if value.elements}
        written = {shape for name, shape in shapes.items() if self.slots[name].stored}
        if len(written) == 1:
            (shape,) = written
            if axes == 1:
                self.check_largest(shape, shapes)
            return shape
        if not written and shapes:
            # What is counted or summed up by atomics has fewer elements than what it is made of.
            return max(shapes.values(), key=size_of)
        reason = "several arrays of different shapes are written" if written else "no array given"
        msg = f"workgroups: cannot be derived, as there is {reason}; give workgroups=(x, y, z)"
        raise ValueError(msg)

    def check_largest(
        self, written: tuple[int, ...], shapes: Mapping[str, tuple[int, ...]]
    ) -> None:
        """Refuses to guess whether a short array is a result of a longer one, or looks it up.

        Raises:
            ValueError: An array is longer than the one that is written, and none is as long.
        """
        others = [shape for name, shape in shapes.items() if not self.slots[name].stored]
        longer = [name for name, shape in shapes.items() if size_of(shape) > size_of(written)]
        if longer and not any(size_of(shape) == size_of(written) for shape in others):
            msg = (
                f"workgroups: cannot be derived: {size_of(written)} elements are written, and"
                f" {longer[0]} has {size_of(shapes[longer[0]])}; give workgroups=(x, y, z)"
            )
            raise ValueError(msg)

    def __repr__(self) -> str:
        """Its name and its bindings."""
        slots = ", ".join(f"{slot.name}: {slot.type}" for slot in self.slots.values())
        return f"<Kernel {self.entry_point}({slots})>"


@dataclass
class Prepared:
    """A kernel with its resources on the GPU; calling it runs it once more."""

    kernel: Kernel
    bound: dict[str, Bound]
    groups: list[tuple[int, BindGroup]]
    workgroups: tuple[int, int, int]
    immediates: NDArray[np.generic] | None = None

    @property
    def resources(self) -> dict[str, object]:
        """Buffers and textures by the name of their binding."""
        return {name: bound.resource for name, bound in self.bound.items()}

    def __call__(self) -> None:
        """Gives one run to the GPU; it is not waited for."""
        device = self.kernel.device
        encoder = device.create_command_encoder(label=self.kernel.entry_point)
        with encoder.begin_compute_pass() as work:
            self.record(work)
        device.queue.submit([encoder.finish()])

    def record(self, work: ComputePass) -> None:
        """Records one run into a pass, together with others."""
        work.set_pipeline(self.kernel.pipeline)
        for index, group in self.groups:
            work.set_bind_group(index, group)
        if self.immediates is not None:
            work.set_immediates(0, self.immediates.tobytes())
        x, y, z = self.workgroups
        work.dispatch_workgroups(x, y, z)

    def write(self, name: str, value: Value) -> None:
        """Puts other content into a buffer or a texture.

        Raises:
            KeyError: There is no such binding.
            ValueError: The content does not have the size of what is there.
        """
        slot, resource = self.kernel.slots[name], self.bound[name].resource
        if isinstance(resource, Texture) and isinstance(value, np.ndarray):
            resource.write(value)
        elif isinstance(resource, Buffer):
            array = slot.pack(value)
            if array.nbytes > resource.size:
                got, remedy = f"{array.nbytes}", "prepare the kernel anew"
                raise ValueError(slot.fault(f"at most {resource.size} bytes", got, remedy))
            resource.write(array if array.nbytes % 4 == 0 else array.tobytes() + bytes(3))
        else:
            raise TypeError(
                slot.fault("a resource that can be written", repr(resource), "bind one")
            )

    def read(
        self,
        name: str,
        *,
        out: NDArray[np.generic] | None = None,
        timeout: float | None = None,
    ) -> NDArray[np.generic]:
        """The content of a buffer or a texture, of the shape that was uploaded.

        Raises:
            KeyError: There is no such binding.
        """
        slot, bound = self.kernel.slots[name], self.bound[name]
        if isinstance(bound.resource, Texture):
            return bound.resource.read(out=out, timeout=timeout)
        if not isinstance(bound.resource, Buffer):
            raise TypeError(
                slot.fault("a resource that can be read", repr(bound.resource), "bind one")
            )
        if out is not None:
            return bound.resource.read(out=out, timeout=timeout)
        dtype = slot.element if slot.element is not None else slot.dtype
        # A struct whose last member is an array of any length has no dtype as a whole.
        if dtype is None or (slot.tail and slot.dtype is not None):
            return bound.resource.read(timeout=timeout)
        base, tail = dtype.subdtype or (dtype, ())
        count = bound.resource.size // dtype.itemsize
        elements = bound.elements or (() if slot.element is None else (count,))
        return bound.resource.read(base, (*elements, *tail), timeout=timeout)


def size_of(shape: tuple[int, ...]) -> int:
    """The number of elements."""
    return int(np.prod(shape, dtype=np.int64))


def staged(path: str | PathLike[str] | None, language: str | None) -> bool:
    """Whether a source needs a stage that its name does not tell."""
    if language is None and path is not None:
        return PurePath(path).suffix in {".glsl", ".hlsl"}
    return language in {"glsl", "hlsl"}


def choose(entry_points: Sequence[Json], stage: str, name: str | None) -> Json:
    """The entry point that is meant.

    Raises:
        ValueError: There is none, or there are several.
    """
    of_stage = [entry for entry in entry_points if text(entry, "stage") == stage]
    fitting = [entry for entry in of_stage if name in (None, text(entry, "name"))]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(text(entry, "name") for entry in of_stage)
    wanted = f"a {stage} entry point" + (f" named {name!r}" if name is not None else "")
    remedy = "name one of them" if names else f"write one with @{stage}"
    msg = f"entry_point: expected {wanted}; the shader has {names or 'none'}; {remedy}"
    raise ValueError(msg)


def workgroup_size(entry: Json, constants: Mapping[str, float]) -> tuple[int, int, int]:
    """The size of a workgroup, with the overrides that are plain names of axes."""
    size = record_of(entry, "workgroup_size")
    axes = dict[str, int]()
    for axis in ("x", "y", "z"):
        value = size[axis]
        axes[axis] = value if isinstance(value, int) else 1
    for overridden in items(size, "overrides"):
        expression = text(overridden, "expression")
        if expression in constants:
            axes[text(overridden, "axis")] = int(constants[expression])
    return axes["x"], axes["y"], axes["z"]


def read_back(buffer: Buffer, target: NDArray[np.generic], timeout: float | None) -> None:
    """Reads a buffer into an array of its size, or a little smaller."""
    if target.nbytes % 4 == 0 and target.nbytes == buffer.size:
        buffer.read_into(target, timeout=timeout)
        return
    whole = buffer.read(timeout=timeout)
    np.frombuffer(target, np.uint8)[:] = whole[: target.nbytes]

"""Three lines to run a kernel: a shader, arrays by the names of its bindings, a call."""

from __future__ import annotations

import math
import numbers
import operator
from os import PathLike
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, cast

from pywgpu._bind import Bound, Slot
from pywgpu._device import default_device
from pywgpu._layout import Json, items, text
from pywgpu._layout import field as record_of
from pywgpu._prepared import Prepared
from pywgpu._pywgpu import (
    BindGroup,
    Buffer,
    ComputePipeline,
    Device,
    ShaderModule,
)
from pywgpu._resources import (
    bind_group,
    bring_back,
    check_targets,
    leaves,
    pipeline_layout,
    written,
)
from pywgpu._slots import choose, slots_of, values_of
from pywgpu.core.errors import ValidationError
from pywgpu.types.flags import ShaderStages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import SupportsIndex, TypeAlias

    from typing_extensions import Buffer as Readable
    from typing_extensions import Unpack

    from pywgpu._bind import Value
    from pywgpu.options import ShaderOptions
    from pywgpu.reflection import Language, Stage
    from pywgpu.types._native import NagaBinary, NagaModule, NagaText

    Source: TypeAlias = (
        "str | PathLike[str] | Readable | NagaModule | NagaText | NagaBinary | ShaderModule"
    )
    Workgroups: TypeAlias = "SupportsIndex | Sequence[SupportsIndex]"

__all__ = ["Kernel", "Prepared", "kernel"]

AXES: Final = 3
KEYWORDS: Final = ("workgroups", "timeout", "bindings")
"""Arguments of a call that are no bindings."""


def kernel(  # noqa: PLR0913  (each is a choice of its own)
    source: Source,
    entry_point: str | None = None,
    *,
    device: Device | None = None,
    label: str | None = None,
    language: Language | None = None,
    path: str | PathLike[str] | None = None,
    stage: Stage | None = None,
    defines: Mapping[str, str | float] | None = None,
    constants: Mapping[str, float] | Mapping[int, float] | None = None,
    **options: Unpack[ShaderOptions],
) -> Kernel:
    """Compiles a compute shader for calls with NumPy arrays.

    Args:
        source: WGSL, GLSL or HLSL text, SPIR-V bytes, the path of a file (`pathlib.Path`), a module
            of the package `naga` or what that has written, or a `ShaderModule`.
        entry_point: Name of the compute entry point; may be left out where there is one.
        device: Where it runs; without it that of a `ShaderModule`, or the default device.
        label: Name in messages.
        language: Language of a text; WGSL without it, or what the extension of `path` says.
        path: What messages call a text, and where its includes and imports start from.
        stage: Stage of a GLSL or HLSL text; `compute` without it.
        defines: Definitions for the preprocessor of GLSL and HLSL, or for the linker of WGSL.
        constants: Values of overrides, by `@id` where they have one and by name otherwise.
        **options: How the source is read, such as `include_paths`; see `pywgpu.options`.

    Raises:
        OSError: The file cannot be read.
        ShaderError: The shader is wrong; the message shows where.
        ValidationError: The shader has no such override, or the device cannot run it.
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
        source: Source,
        entry_point: str | None = None,
        *,
        device: Device | None = None,
        label: str | None = None,
        language: Language | None = None,
        path: str | PathLike[str] | None = None,
        stage: Stage | None = None,
        defines: Mapping[str, str | float] | None = None,
        constants: Mapping[str, float] | Mapping[int, float] | None = None,
        **options: Unpack[ShaderOptions],
    ) -> None:
        """Compiles it; see `pywgpu.kernel`."""
        owner = source.device if isinstance(source, ShaderModule) else None
        check_device(device, owner)
        self.device: Device = device or owner or default_device()
        self.module: ShaderModule
        if isinstance(source, ShaderModule):
            if stage is not None or defines is not None or options:
                msg = "kernel: source: a ShaderModule was read already; it takes no options"
                raise TypeError(msg)
            self.module = source
        else:
            if stage is None and staged(source, path, language):
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
        place = "kernel: entry_point"
        entry = choose(items(reflection, "entry_points"), "compute", entry_point, place)
        self.entry_point: str = text(entry, "name")
        self.slots: dict[str, Slot] = slots_of(reflection, [entry])
        self.most: int = self.device.limits["max_compute_workgroups_per_dimension"]
        """Workgroups along an axis."""
        self.label: str | None = label
        self.constants: Mapping[str, float] | Mapping[int, float] | None = constants
        self.pipelines: dict[tuple[int, ...], ComputePipeline] = {}
        """By the numbers of resources in arrays of bindings to which the shader gives none."""
        self.unsized: list[str] = [
            slot.name for slot in self.slots.values() if slot.many and not slot.count
        ]
        self.pipeline: ComputePipeline = self.pipeline_for((1,) * len(self.unsized))
        if constants:
            reflection = self.module.reflect(constants) or reflection
            entries = items(reflection, "entry_points")
            entry = choose(entries, "compute", self.entry_point, place)
        self.workgroup_size: tuple[int, int, int] | None = workgroup_size(entry)
        """Invocations of a workgroup along x, y and z; None where it cannot be told beforehand."""
        self.groups: dict[int, tuple[tuple[object, ...], BindGroup]] = {}

    def pipeline_for(self, counts: tuple[int, ...]) -> ComputePipeline:
        """The pipeline for so many resources in arrays of bindings without a number."""
        if counts not in self.pipelines:
            slots = list(self.slots.values())
            layout = None
            if any(slot.many for slot in slots):
                by_name = dict(zip(self.unsized, counts, strict=True))
                layout = pipeline_layout(self.device, slots, by_name, ShaderStages.COMPUTE)
            self.pipelines[counts] = self.device.create_compute_pipeline(
                label=self.label,
                layout=layout,
                module=self.module,
                entry_point=self.entry_point,
                constants=self.constants,
            )
        return self.pipelines[counts]

    def __call__(
        self,
        /,
        *,
        workgroups: Workgroups | None = None,
        timeout: float | None = None,
        bindings: Mapping[str, Value] | None = None,
        **arguments: Value,
    ) -> None:
        """Runs it, and brings what it wrote back into the values that were given.

        Arrays must have exactly the dtype and the shape that the shader reads, and be
        C-contiguous; buffers and textures are used as they are, and stay on the GPU. A dict for a
        struct that the shader writes gets the new values of its members.

        Args:
            workgroups: How many to run along x, y and z. Without it there is one invocation for
                each element of the array, buffer or texture that is written; where that is done by
                atomics or not at all, of the largest one. With a two-dimensional workgroup, x runs
                along the last axis and y along the one before.
            timeout: Seconds to wait for each result.
            bindings: Bindings by name in a dict, for names such as `timeout` that are arguments of
                this call.
            **arguments: Bindings by name: arrays, numbers, dicts for structs and lists of dicts for
                arrays of structs, buffers, textures and samplers. An array for a texture has the
                shape (height, width) or (height, width, channels), with layers, faces or depth
                before them. For a `binding_array`, a list or a tuple of what each element takes.

        Raises:
            TimeoutError: The GPU did not finish in time.
            TypeError: A binding is missing or unknown, has a wrong type or dtype, or cannot take
                what the shader writes, as a plain number.
            ValueError: A wrong shape, a number that is out of range, a read-only array that is
                to be written, or the number of workgroups cannot be derived.
        """
        check_timeout(timeout)
        prepared = self.started(workgroups, arguments, bindings)
        bring_back(self.slots, prepared.bound, timeout)
        self.give_back(prepared)

    async def call_async(
        self,
        /,
        *,
        workgroups: Workgroups | None = None,
        bindings: Mapping[str, Value] | None = None,
        **arguments: Value,
    ) -> None:
        """The same as a call, in asyncio and in trio: other tasks go on meanwhile.

        Arguments and exceptions are those of a call, and cancelling takes the place of `timeout`.
        Until it is done, the arrays that the shader writes must be left alone.
        """
        prepared = self.started(workgroups, arguments, bindings)
        for slot, bound, resource in written(self.slots, prepared.bound):
            array = slot.directly(bound)
            if array is not None:
                await resource.read_async(out=array)
            elif isinstance(resource, Buffer):
                slot.bring_back(bound, await resource.read_async())
        self.give_back(prepared)

    def started(
        self,
        workgroups: Workgroups | None,
        arguments: Mapping[str, Value],
        bindings: Mapping[str, Value] | None,
    ) -> Prepared:
        """Checks that the arguments can take what is written, and gives the run to the GPU."""
        values = values_of(self.slots, arguments, bindings, self.entry_point, KEYWORDS)
        check_targets(self.slots, values)
        prepared = self.prepare(workgroups=workgroups, bindings=values)
        prepared()
        return prepared

    def give_back(self, prepared: Prepared) -> None:
        """Keeps the resources of a call for the next one."""
        for name, bound in prepared.bound.items():
            self.slots[name].give(bound)

    def prepare(
        self,
        /,
        *,
        workgroups: Workgroups | None = None,
        bindings: Mapping[str, Value] | None = None,
        **arguments: Value,
    ) -> Prepared:
        """Uploads arrays once, for many runs on resident memory.

        Args:
            workgroups: As in a call.
            bindings: As in a call.
            **arguments: As in a call; what is written stays on the GPU until it is read.

        Returns:
            What runs when it is called; `resources` are its buffers and textures by name.

        Raises:
            TypeError: A binding is missing or unknown, or has a wrong type or dtype.
            ValueError: A wrong shape, or the number of workgroups cannot be derived.
        """
        values = values_of(self.slots, arguments, bindings, self.entry_point, KEYWORDS)
        bound = dict[str, Bound]()
        immediates = None
        for name, slot in self.slots.items():
            if slot.kind == "immediates":
                immediates = slot.pack(values[name])
            else:
                bound[name] = slot.bind(self.device, values[name])
        count = self.count(workgroups, bound)
        counts = tuple(len(bound[name].parts) for name in self.unsized)
        pipeline = self.pipeline_for(counts)
        groups = [(index, self.group(index, bound, pipeline)) for index in self.group_numbers()]
        return Prepared(
            device=self.device,
            pipeline=pipeline,
            label=self.entry_point,
            slots=self.slots,
            bound=bound,
            groups=groups,
            workgroups=count,
            immediates=immediates,
        )

    def group_numbers(self) -> list[int]:
        """The groups that it binds."""
        return sorted({slot.group for slot in self.slots.values() if slot.group >= 0})

    def group(self, index: int, bound: Mapping[str, Bound], pipeline: ComputePipeline) -> BindGroup:
        """A bind group, that of the last call where nothing has changed."""
        slots = [slot for slot in self.slots.values() if slot.group == index]
        parts = list[Bound]()
        for slot in slots:
            one = bound[slot.name]
            parts += [part for _, part in one.parts] if one.parts else [one]
        resources: list[object] = [pipeline, *(part.resource for part in parts)]
        known, group = self.groups.get(index, ((), None))
        same = len(known) == len(resources) and all(map(operator.is_, known, resources))
        if group is not None and same:
            return group
        group = bind_group(self.device, pipeline.get_bind_group_layout(index), slots, bound)
        # What the caller owns is not kept alive.
        if all(part.key for part in parts):
            self.groups[index] = (tuple(resources), group)
        return group

    def count(self, given: Workgroups | None, bound: Mapping[str, Bound]) -> tuple[int, int, int]:
        """The number of workgroups along each axis."""
        most = self.most
        if given is not None:
            sides = sides_of(given)
            if not 1 <= len(sides) <= AXES or any(not 0 <= side <= most for side in sides):
                msg = (
                    f"workgroups: expected one to three integers from 0 to {most}; got {given!r};"
                    " run more invocations in a workgroup, or along another axis"
                )
                raise ValueError(msg)
            x, y, z = (*sides, 1, 1)[:AXES]
            return x, y, z
        sizes = self.workgroup_size
        if sizes is None:
            msg = (
                "workgroups: cannot be derived, as it takes the driver to tell the size of a"
                " workgroup from these overrides; give workgroups=(x, y, z)"
            )
            raise ValueError(msg)
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
        all_ = [(slot, part) for slot, part in leaves(self.slots, bound) if part.elements]
        shapes = {slot.name: part.elements for slot, part in all_}
        written = {part.elements for slot, part in all_ if slot.stored}
        if len(written) == 1:
            (shape,) = written
            if axes == 1:
                read = [part.elements for slot, part in all_ if not slot.stored]
                check_largest(shape, shapes, read)
            return shape
        if not written and shapes:
            # What is counted or summed up by atomics has fewer elements than what it is made of.
            return max(shapes.values(), key=size_of)
        reason = "several arrays of different shapes are written" if written else "no array given"
        msg = f"workgroups: cannot be derived, as there is {reason}; give workgroups=(x, y, z)"
        raise ValueError(msg)

    def __repr__(self) -> str:
        """Its name and its bindings."""
        slots = ", ".join(f"{slot.name}: {slot.type}" for slot in self.slots.values())
        return f"<Kernel {self.entry_point}({slots})>"


def check_largest(
    written: tuple[int, ...],
    shapes: Mapping[str, tuple[int, ...]],
    read: Sequence[tuple[int, ...]],
) -> None:
    """Refuses to guess whether a short array is a result of a longer one, or looks it up.

    Raises:
        ValueError: An array is longer than the one that is written, and none is as long.
    """
    longer = [name for name, shape in shapes.items() if size_of(shape) > size_of(written)]
    if longer and not any(size_of(shape) == size_of(written) for shape in read):
        msg = (
            f"workgroups: cannot be derived: {size_of(written)} elements are written, and"
            f" {longer[0]} has {size_of(shapes[longer[0]])}; give workgroups=(x, y, z)"
        )
        raise ValueError(msg)


def check_device(device: object, owner: Device | None) -> None:
    """That a kernel can run where it is to run.

    Raises:
        TypeError: It is no device.
        ValidationError: The shader was made with another one.
    """
    if device is None:
        return
    if not isinstance(device, Device):
        msg = f"kernel: device: expected a Device; got {device!r}; request one from an Adapter"
        raise TypeError(msg)
    if owner is not None and device != owner:
        msg = (
            f"kernel: device: expected {owner!r}, which the ShaderModule was made with;"
            f" got {device!r}; leave it out, or give the source of the shader"
        )
        raise ValidationError(msg)


def size_of(shape: tuple[int, ...]) -> int:
    """The number of elements."""
    return math.prod(shape)


def staged(source: Source, path: str | PathLike[str] | None, language: str | None) -> bool:
    """Whether a source needs a stage that its name does not tell."""
    named = source if isinstance(source, PathLike) else path
    if language is None and named is not None:
        return PurePath(named).suffix in {".glsl", ".hlsl"}
    # A text that the package `naga` has written says its language.
    written = getattr(source, "language", None) if hasattr(source, "text") else None
    return (language or written) in {"glsl", "hlsl"}


def workgroup_size(entry: Json) -> tuple[int, int, int] | None:
    """The size of a workgroup, where the reflection tells it."""
    size = record_of(entry, "workgroup_size")
    x, y, z = size["x"], size["y"], size["z"]
    if isinstance(x, int) and isinstance(y, int) and isinstance(z, int):
        return x, y, z
    return None


def sides_of(given: Workgroups) -> list[int]:
    """Workgroups along each axis.

    Raises:
        TypeError: These are no integers.
    """
    try:
        return [operator.index(cast("SupportsIndex", given))]
    except TypeError:
        pass
    try:
        return [operator.index(side) for side in cast("Sequence[SupportsIndex]", given)]
    except TypeError:
        msg = f"workgroups: expected one to three integers; got {given!r}; use int(...)"
        raise TypeError(msg) from None


def check_timeout(timeout: object) -> None:
    """That waiting can take so long, before anything is run.

    Raises:
        TypeError: It is no number.
        ValueError: It is negative or not finite.
    """
    if timeout is None:
        return
    if isinstance(timeout, bool) or not isinstance(timeout, numbers.Real):
        msg = f"timeout: expected a number of seconds; got {timeout!r}; leave it out to wait"
        raise TypeError(msg)
    if not 0 <= float(timeout) < math.inf:
        msg = f"timeout: expected a number of seconds from 0; got {timeout!r}; leave it out to wait"
        raise ValueError(msg)

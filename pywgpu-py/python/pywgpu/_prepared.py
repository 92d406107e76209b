"""A kernel with its resources on the GPU, for many runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pywgpu._image import flat
from pywgpu._layout import is_array
from pywgpu._pywgpu import BindGroup, Buffer, ComputePass, Texture
from pywgpu._resources import leaves

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pywgpu._bind import Bound, Slot, Value
    from pywgpu._pywgpu import ComputePipeline, Device

__all__ = ["Prepared"]


@dataclass
class Prepared:
    """A kernel with its resources on the GPU; calling it runs it once more."""

    device: Device
    pipeline: ComputePipeline
    label: str
    slots: dict[str, Slot]
    bound: dict[str, Bound]
    groups: list[tuple[int, BindGroup]]
    workgroups: tuple[int, int, int]
    immediates: NDArray[np.generic] | None = None
    """What the shader reads as its immediates, as it lies."""

    def place(self, name: str) -> tuple[Slot, Bound | None]:
        """A binding, or an element of an array of bindings; immediates are bound to nothing.

        Raises:
            KeyError: There is no such binding.
            TypeError: It is an array of bindings.
        """
        if name in self.slots:
            slot = self.slots[name]
            if slot.many:
                remedy = f'name one of its elements, as "{name}[0]"'
                raise TypeError(slot.fault("a single resource", "all of them", remedy))
            return slot, self.bound.get(name)
        parts = {slot.name: (slot, bound) for slot, bound in leaves(self.slots, self.bound)}
        if name not in parts:
            known = [*parts, *(one for one in self.slots if one not in self.bound)]
            msg = f"{name}: no binding of the shader; expected one of {', '.join(known)}"
            raise KeyError(msg)
        return parts[name]

    @property
    def resources(self) -> dict[str, object]:
        """Buffers and textures by the name of their binding; a tuple for an array of bindings."""
        return {name: bound.resource for name, bound in self.bound.items()}

    def __call__(self) -> None:
        """Gives one run to the GPU; it is not waited for."""
        encoder = self.device.create_command_encoder(label=self.label)
        with encoder.begin_compute_pass() as work:
            self.record(work)
        self.device.queue.submit([encoder.finish()])

    def record(self, work: ComputePass) -> None:
        """Records one run into a pass, together with others."""
        work.set_pipeline(self.pipeline)
        for index, group in self.groups:
            work.set_bind_group(index, group)
        if self.immediates is not None:
            work.set_immediates(0, self.immediates.tobytes())
        x, y, z = self.workgroups
        work.dispatch_workgroups(x, y, z)

    def write(self, name: str, value: Value) -> None:
        """Puts other content into a buffer, a texture or the immediates.

        Args:
            name: The binding; an element of an array of bindings as `"textures[2]"`.
            value: What a call takes for it, of the same size as what is there.

        Raises:
            KeyError: There is no such binding.
            TypeError: A wrong type or dtype, or a binding that holds no memory of its own.
            ValueError: The content does not have the size of what is there.
        """
        slot, bound = self.place(name)
        if bound is None:
            self.immediates = slot.pack(value)
        elif isinstance(bound.resource, Texture) and is_array(value):
            bound.resource.write(flat(slot.view, value))
        elif isinstance(bound.resource, Buffer):
            array = slot.pack(value)
            size = -(-array.nbytes // 4) * 4
            # A buffer of the caller's may be larger than what is written into it.
            if size > bound.resource.size or (bound.key and size != bound.resource.size):
                expected, remedy = f"{bound.resource.size} bytes", "prepare the kernel anew"
                raise ValueError(slot.fault(expected, array.nbytes, remedy))
            whole = array.nbytes == size
            bound.resource.write(array if whole else array.tobytes() + bytes(size - array.nbytes))
        else:
            expected = "a resource that can be written"
            raise TypeError(slot.fault(expected, repr(bound.resource), "bind a buffer"))

    def read(
        self,
        name: str,
        *,
        out: NDArray[np.generic] | None = None,
        timeout: float | None = None,
    ) -> NDArray[np.generic]:
        """The content of a buffer or a texture, of the shape that was uploaded.

        A struct that ends in an array of any length comes as one value of a structured dtype:
        `ready.read("particles")["items"]`.

        Args:
            name: The binding; an element of an array of bindings as `"textures[2]"`.
            out: Where to; a new array without it. It must have the dtype and the shape.
            timeout: Seconds to wait.

        Raises:
            KeyError: There is no such binding.
            TimeoutError: The GPU did not finish in time.
            TypeError: Another dtype of `out`, or a binding that holds no memory.
            ValueError: Another shape of `out`.
        """
        slot, bound, resource = self.readable(name)
        if isinstance(resource, Texture):
            if out is not None:
                resource.read(out=flat(slot.view, out), timeout=timeout)
                return out
            return layered(slot, resource, resource.read(timeout=timeout))
        dtype, shape = form_of(slot, bound, resource)
        if out is None:
            return resource.read(dtype, shape, timeout=timeout)
        check_out(slot, out, dtype, shape)
        return resource.read(out=out, timeout=timeout)

    async def read_async(
        self, name: str, *, out: NDArray[np.generic] | None = None
    ) -> NDArray[np.generic]:
        """The same as `read`, in asyncio and in trio: other tasks go on meanwhile.

        Arguments and exceptions are those of `read`, and cancelling takes the place of `timeout`.
        """
        slot, bound, resource = self.readable(name)
        if isinstance(resource, Texture):
            if out is not None:
                await resource.read_async(out=flat(slot.view, out))
                return out
            return layered(slot, resource, await resource.read_async())
        dtype, shape = form_of(slot, bound, resource)
        if out is None:
            return await resource.read_async(dtype, shape)
        check_out(slot, out, dtype, shape)
        return await resource.read_async(out=out)

    def readable(self, name: str) -> tuple[Slot, Bound, Buffer | Texture]:
        """A binding with memory of its own.

        Raises:
            KeyError: There is no such binding.
            TypeError: It holds no memory.
        """
        slot, bound = self.place(name)
        resource = None if bound is None else bound.resource
        if bound is None or not isinstance(resource, (Buffer, Texture)):
            expected = "a resource that can be read"
            raise TypeError(slot.fault(expected, repr(resource), "bind a buffer"))
        return slot, bound, resource


def layered(slot: Slot, texture: Texture, content: NDArray[np.generic]) -> NDArray[np.generic]:
    """The content as the shader declares it, where one layer is an axis, too."""
    is_flat = slot.view == "2d-array" and texture.depth_or_array_layers == 1
    return content[np.newaxis] if is_flat else content


def form_of(
    slot: Slot, bound: Bound, buffer: Buffer
) -> tuple[np.dtype[np.generic], tuple[int, ...]]:
    """The dtype and the shape of what a buffer holds."""
    if slot.tail and slot.dtype is not None and slot.element is not None:
        count = (buffer.size - slot.dtype.itemsize) // slot.element.itemsize
        dtype = bound.dtype or slot.as_whole(count)
    else:
        dtype = slot.element if slot.element is not None else slot.dtype
    if dtype is None:
        return np.dtype(np.uint8), (buffer.size,)
    base, tail = dtype.subdtype or (dtype, ())
    runs_on = slot.element is not None and slot.dtype is None
    elements = bound.elements or ((buffer.size // dtype.itemsize,) if runs_on else ())
    return base, (*elements, *tail)


def check_out(
    slot: Slot, out: NDArray[np.generic], dtype: np.dtype[np.generic], shape: tuple[int, ...]
) -> None:
    """That an array can take what a buffer holds.

    Raises:
        TypeError: Another dtype.
        ValueError: Another shape.
    """
    if not is_array(out) or out.dtype != dtype:
        got = out.dtype if is_array(out) else type(out).__name__
        raise TypeError(slot.fault(f"out of {dtype}", got, "leave `out` away for a new array"))
    if out.shape != shape:
        raise ValueError(slot.fault(f"out of the shape {shape}", f"{out.shape}", "reshape it"))

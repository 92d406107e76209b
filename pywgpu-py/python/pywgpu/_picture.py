"""Three lines to draw: shaders, arrays by name, a texture that can be read as an array."""

from __future__ import annotations

import inspect
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import numpy as np

from pywgpu._device import default_device
from pywgpu._layout import Json, is_array, is_record, items, scalar_of, text
from pywgpu._layout import number as number_of
from pywgpu._pywgpu import Device, RenderPass, ShaderModule, Texture
from pywgpu._resources import bind_group, bring_back, check_targets, pipeline_layout
from pywgpu._slots import choose, slots_of, values_of
from pywgpu.types.flags import BufferUsages, ShaderStages, TextureUsages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Literal, SupportsIndex, TypeAlias

    from numpy.typing import NDArray

    from pywgpu._bind import Bound, Slot, Value
    from pywgpu._kernel import Source
    from pywgpu._pywgpu import Buffer, PipelineLayout
    from pywgpu.reflection import Language
    from pywgpu.types.enums import Face, IndexFormat, PrimitiveTopology, TextureFormat

    Attributes: TypeAlias = "Mapping[str, NDArray[np.generic]]"
    Blend: TypeAlias = (
        'Literal["replace", "alpha-blending", "premultiplied-alpha-blending", "additive"]'
    )

__all__ = ["draw"]

VERTEX_FORMATS: Final = {
    "float32": "float32",
    "float16": "float16",
    "int32": "sint32",
    "uint32": "uint32",
}
PAIR: Final = 2
MOST: Final = 2**32 - 1
STRIPS: Final = ("line-strip", "triangle-strip")


def draw(  # noqa: PLR0913  (each is a choice of its own)
    source: Source,
    size: tuple[int, int],
    *,
    vertices: int | None = None,
    instances: int | None = None,
    attributes: Attributes | None = None,
    instance_attributes: Attributes | None = None,
    indices: NDArray[np.generic] | None = None,
    target: Texture | None = None,
    format: TextureFormat = "rgba8unorm",  # noqa: A002  (the name of WebGPU)
    clear: tuple[float, float, float, float] | None = (0.0, 0.0, 0.0, 1.0),
    depth: bool = False,
    topology: PrimitiveTopology = "triangle-list",
    cull_mode: Face | None = None,
    blend: Blend | None = None,
    samples: int = 1,
    constants: Mapping[str, float] | Mapping[int, float] | None = None,
    vertex: str | None = None,
    fragment: str | None = None,
    device: Device | None = None,
    label: str | None = None,
    language: Language | None = None,
    bindings: Mapping[str, Value] | None = None,
    **arguments: Value,
) -> Texture:
    """Draws into a texture.

        picture = pywgpu.draw(shader, (640, 480), vertices=3)
        image = picture.read()  # (480, 640, 4) uint8

    Args:
        source: A shader with one vertex and one fragment entry point, or a `ShaderModule`.
        size: Width and height in texels.
        vertices: How many vertices; those of the attributes, or 3, without it.
        instances: How many instances; those of the instance attributes, or 1, without it.
        attributes: Inputs of the vertex stage by name, one row a vertex: (n, components), or (n,)
            for numbers, of the dtype that the shader declares.
        instance_attributes: Inputs of the vertex stage by name, one row an instance.
        indices: uint16 or uint32 indices of vertices.
        target: Texture of this size to draw over, with the usage RENDER_ATTACHMENT; a new one of
            `format` without it.
        format: Format of a new texture.
        clear: Linear colour to start from (red, green, blue, alpha); None keeps what is there.
        depth: Whether nearer fragments hide farther ones.
        topology: What vertices make up.
        cull_mode: `front` or `back` faces to leave out.
        blend: `replace`, `alpha-blending`, `premultiplied-alpha-blending` or `additive`.
        samples: Samples a texel, 1 or 4.
        constants: Values of overrides, by `@id` where they have one and by name otherwise.
        vertex: Name of the vertex entry point, where there are several.
        fragment: Name of the fragment entry point, where there are several.
        device: Where it runs; without it that of a `ShaderModule` or of `target`, or the default
            device.
        label: Name in messages.
        language: Language of a text; WGSL without it.
        bindings: Bindings by name in a dict, for names such as `vertices` that are arguments of
            this function.
        **arguments: Bindings by name: arrays, dicts, buffers, textures and samplers.

    Returns:
        The texture; `read()` gives (height, width, channels), rows from the top. It is not waited
        for, but where the shader writes what was given as arrays or dicts, which take it.

    Raises:
        ShaderError: The shader is wrong; the message shows where.
        TypeError: A binding or an attribute is missing or unknown, or has a wrong type or dtype.
        ValidationError: The device cannot draw so.
        ValueError: A wrong shape.
    """
    check_plain(device, target)
    # What was made already says where it is drawn.
    made = source if isinstance(source, ShaderModule) else target
    device = device or (made.device if made is not None else default_device())
    if isinstance(source, ShaderModule):
        module = source
    else:
        module = device.create_shader_module(source, label=label, language=language)
    reflection = module.reflect()
    if reflection is None:
        msg = "draw: source: a shader that was handed through cannot be called by name"
        raise TypeError(msg)
    entries = items(reflection, "entry_points")
    stages = [
        choose(entries, "vertex", vertex, "draw: vertex"),
        choose(entries, "fragment", fragment, "draw: fragment"),
    ]
    slots = slots_of(reflection, stages)
    values = values_of(slots, arguments, bindings, "draw", KEYWORDS)
    check_targets(slots, values)
    width, height = sides_of(size)
    if target is None:
        target = device.create_texture(
            label=label,
            size=(width, height),
            format=format,
            usage=TextureUsages.RENDER_ATTACHMENT
            | TextureUsages.COPY_SRC
            | TextureUsages.TEXTURE_BINDING,
        )
    elif (target.width, target.height) != (width, height):
        msg = f"draw: size: expected that of the target, {target.size[:2]}; got {size!r}"
        raise ValueError(msg)
    check_attributes(attributes, "attributes")
    check_attributes(instance_attributes, "instance_attributes")
    indexed = indices_of(device, indices)
    rows = {**(attributes or {}), **(instance_attributes or {})}
    count = count_of(vertices, "vertices", rows_of(attributes, 3))
    times = count_of(instances, "instances", rows_of(instance_attributes, 1))
    check_indices(indices, attributes, topology)
    buffers = vertex_buffers(device, stages[0], rows)
    bound = {
        name: slots[name].bind(device, value)
        for name, value in values.items()
        if slots[name].kind != "immediates"
    }
    pipeline = device.create_render_pipeline(
        label=label,
        layout=layout_of(device, slots, bound),
        vertex={
            "module": module,
            "entry_point": text(stages[0], "name"),
            "constants": constants,
            "buffers": [
                buffer_layout(location, array, per_instance=name in (instance_attributes or {}))
                for name, location, array, _ in buffers
            ],
        },
        primitive={
            "topology": topology,
            "cull_mode": cull_mode,
            "strip_index_format": indexed.format if indexed and topology in STRIPS else None,
        },
        depth_stencil={
            "format": "depth32float",
            "depth_write_enabled": True,
            "depth_compare": "less",
        }
        if depth
        else None,
        multisample={"count": samples},
        fragment={
            "module": module,
            "entry_point": text(stages[1], "name"),
            "constants": constants,
            "targets": [{"format": target.format, "blend": blend}],
        },
    )
    encoder = device.create_command_encoder(label=label)
    with encoder.begin_render_pass(
        label=label,
        color_attachments=[color_attachment(device, target, samples, clear)],
        depth_stencil_attachment=attachment(device, target, samples, "depth32float")
        if depth
        else None,
    ) as work:
        work.set_pipeline(pipeline)
        for group in sorted({slot.group for slot in slots.values() if slot.group >= 0}):
            own = [slot for slot in slots.values() if slot.group == group]
            layout = pipeline.get_bind_group_layout(group)
            work.set_bind_group(group, bind_group(device, layout, own, bound))
        for slot in slots.values():
            if slot.kind == "immediates":
                work.set_immediates(0, slot.pack(values[slot.name]).tobytes())
        for index, (_, _, _, buffer) in enumerate(buffers):
            work.set_vertex_buffer(index, buffer)
        record_draw(work, indexed, count, times)
    device.queue.submit([encoder.finish()])
    bring_back(slots, bound)
    return target


def layout_of(
    device: Device, slots: Mapping[str, Slot], bound: Mapping[str, Bound]
) -> PipelineLayout | None:
    """The layout, where it does not follow from the shader."""
    if not any(slot.many for slot in slots.values()):
        return None
    counts = {name: len(one.parts) for name, one in bound.items()}
    visible = ShaderStages.VERTEX_FRAGMENT
    return pipeline_layout(device, list(slots.values()), counts, visible)


def check_plain(device: object, target: object) -> None:
    """That objects of the runtime are some.

    Raises:
        TypeError: They are something else.
    """
    if device is not None and not isinstance(device, Device):
        msg = f"draw: device: expected a Device; got {device!r}; request one from an Adapter"
        raise TypeError(msg)
    if target is not None and not isinstance(target, Texture):
        msg = f"draw: target: expected a Texture; got {target!r}; make one with create_texture()"
        raise TypeError(msg)


def sides_of(size: object) -> tuple[int, int]:
    """Width and height.

    Raises:
        TypeError: These are no two integers.
        ValueError: One of them is less than 1.
    """
    sides = list(cast("Sequence[object]", size)) if isinstance(size, (tuple, list)) else []
    if len(sides) != PAIR or not all(hasattr(side, "__index__") for side in sides):
        msg = f"draw: size: expected (width, height) in texels; got {size!r}"
        raise TypeError(msg)
    width, height = (operator.index(cast("SupportsIndex", side)) for side in sides)
    if width < 1 or height < 1:
        msg = f"draw: size: expected at least one texel each way; got {size!r}"
        raise ValueError(msg)
    return width, height


def count_of(given: object, name: str, default: int) -> int:
    """How many to draw.

    Raises:
        TypeError: It is no integer.
        ValueError: It does not fit into 32 bits.
    """
    if given is None:
        return default
    if isinstance(given, bool) or not hasattr(given, "__index__"):
        msg = f"draw: {name}: expected an integer; got {given!r}; leave it out to draw all rows"
        raise TypeError(msg)
    count = operator.index(cast("SupportsIndex", given))
    if not 0 <= count <= MOST:
        msg = f"draw: {name}: expected an integer from 0 to {MOST}; got {given!r}"
        raise ValueError(msg)
    return count


def check_indices(
    indices: NDArray[np.generic] | None, attributes: Attributes | None, topology: str
) -> None:
    """That indices name rows of the attributes; beyond them the GPU reads what it likes.

    Raises:
        ValueError: There is no such row.
    """
    if indices is None or not attributes:
        return
    count = rows_of(attributes, 0)
    # The largest number starts another strip.
    named = indices[indices != np.iinfo(str(indices.dtype)).max] if topology in STRIPS else indices
    largest = int(named.max()) if named.size else 0
    if largest >= count:
        msg = (
            f"draw: indices: expected numbers below {count}, the rows of the attributes;"
            f" got {largest}; count from 0"
        )
        raise ValueError(msg)


def check_attributes(arrays: object, name: str) -> None:
    """That attributes are arrays by name.

    Raises:
        TypeError: They are something else.
        ValueError: An array has no axis of rows, or no row.
    """
    if arrays is None:
        return
    if not is_record(arrays):
        msg = f"draw: {name}: expected a dict from names to arrays; got {arrays!r}"
        raise TypeError(msg)
    for key, array in arrays.items():
        if not is_array(array):
            msg = (
                f"draw: {name}: {key}: expected a NumPy array; got {type(array).__name__};"
                f" use np.asarray({key}, ...)"
            )
            raise TypeError(msg)
        if array.ndim == 0 or len(array) == 0:
            msg = f"draw: {name}: {key}: expected at least one row; got the shape {array.shape}"
            raise ValueError(msg)


@dataclass(frozen=True)
class Indices:
    """Indices of vertices on the GPU."""

    buffer: Buffer
    format: IndexFormat
    count: int


def indices_of(device: Device, indices: object) -> Indices | None:
    """A buffer of indices, where there are some.

    Raises:
        TypeError: They are neither uint16 nor uint32.
        ValueError: There is none.
    """
    if indices is None:
        return None
    formats: dict[str, IndexFormat] = {"uint16": "uint16", "uint32": "uint32"}
    if not is_array(indices) or str(indices.dtype) not in formats:
        got = indices.dtype if is_array(indices) else type(indices).__name__
        remedy = 'use np.asarray(indices, "uint32")'
        msg = f"draw: indices: expected an array of uint16 or uint32; got {got}; {remedy}"
        raise TypeError(msg)
    if indices.size == 0:
        msg = f"draw: indices: expected at least one; got the shape {indices.shape}"
        raise ValueError(msg)
    buffer = device.create_buffer_init(contents=indices, usage=BufferUsages.INDEX, label="indices")
    return Indices(buffer, formats[str(indices.dtype)], indices.size)


def rows_of(arrays: Attributes | None, default: int) -> int:
    """The number of rows that arrays have in common.

    Raises:
        ValueError: They differ.
    """
    if not arrays:
        return default
    counts = {len(array) for array in arrays.values()}
    if len(counts) > 1:
        shapes = ", ".join(f"{name}: {array.shape}" for name, array in arrays.items())
        msg = f"draw: attributes: expected the same number of rows; got {shapes}"
        raise ValueError(msg)
    return counts.pop()


def vertex_buffers(
    device: Device, stage: Json, arrays: Attributes
) -> list[tuple[str, int, NDArray[np.generic], Buffer]]:
    """A buffer for each input of the vertex stage: name, location, array and buffer.

    Raises:
        TypeError: An input is missing or unknown, or an array has a wrong dtype.
        ValueError: An array has a wrong shape.
    """
    inputs = [entry for entry in items(stage, "inputs") if entry["location"] is not None]
    names = {text(entry, "name"): entry for entry in inputs}
    unknown = [name for name in arrays if name not in names]
    missing = [name for name in names if name not in arrays]
    if unknown or missing:
        faults = [
            f"{', '.join(which)}: {fault}"
            for which, fault in ((unknown, "no input of the vertex stage"), (missing, "missing"))
            if which
        ]
        listed = ", ".join(f"{n}: {text(e, 'type')}" for n, e in names.items()) or "none"
        msg = f"draw: attributes: {'; '.join(faults)}; expected {listed}"
        raise TypeError(msg)
    made = list[tuple[str, int, "NDArray[np.generic]", "Buffer"]]()
    for name, entry in names.items():
        array = arrays[name]
        dtype = scalar_of(text(entry, "scalar"))
        components = number_of(entry, "components")
        shape = (len(array),) if components == 1 else (len(array), components)
        about = f"draw: attributes: {name}: {text(entry, 'type')}"
        if array.dtype != dtype:
            remedy = f'use {name}.astype("{dtype}")'
            msg = f"{about}; expected {dtype}; got {array.dtype}; {remedy}"
            raise TypeError(msg)
        if array.shape != shape:
            msg = f"{about}; expected the shape {shape}; got {array.shape}; reshape it"
            raise ValueError(msg)
        if not array.flags.c_contiguous:
            remedy = f"use np.ascontiguousarray({name})"
            msg = f"{about}; expected C-contiguous memory; got strides {array.strides}; {remedy}"
            raise ValueError(msg)
        buffer = device.create_buffer_init(contents=array, usage=BufferUsages.VERTEX, label=name)
        made.append((name, number_of(entry, "location"), array, buffer))
    return made


def buffer_layout(
    location: int, array: NDArray[np.generic], *, per_instance: bool
) -> dict[str, object]:
    """The layout of a buffer with one attribute."""
    components = array.shape[1] if array.ndim == PAIR else 1
    format_ = VERTEX_FORMATS[str(array.dtype)] + (f"x{components}" if components > 1 else "")
    return {
        "array_stride": array.itemsize * components,
        "step_mode": "instance" if per_instance else "vertex",
        "attributes": [{"format": format_, "offset": 0, "shader_location": location}],
    }


def attachment(device: Device, target: Texture, samples: int, format_: TextureFormat) -> Texture:
    """A texture of the same size that nothing but the pass sees."""
    return device.create_texture(
        size=(target.width, target.height),
        format=format_,
        sample_count=samples,
        usage=TextureUsages.RENDER_ATTACHMENT,
    )


def color_attachment(
    device: Device,
    target: Texture,
    samples: int,
    clear: tuple[float, float, float, float] | None,
) -> dict[str, object]:
    """The colours, resolved where there are several samples."""
    load = "load" if clear is None else {"clear": clear}
    if samples == 1:
        return {"view": target, "ops": {"load": load, "store": "store"}}
    return {
        "view": attachment(device, target, samples, target.format),
        "resolve_target": target,
        "ops": {"load": load, "store": "discard"},
    }


def record_draw(work: RenderPass, indexed: Indices | None, vertices: int, instances: int) -> None:
    """Draws all vertices, or those that indices name."""
    if indexed is None:
        work.draw(vertices, instances)
    else:
        work.set_index_buffer(indexed.buffer, indexed.format)
        work.draw_indexed(indexed.count, instances)


KEYWORDS: Final = tuple(inspect.signature(draw).parameters)
"""Arguments of `draw` that are no bindings."""

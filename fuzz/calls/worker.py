"""Makes the calls of one seed in this process, and notes each before it is made."""

from __future__ import annotations

import inspect
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, TextIO, cast

import pywgpu
from calls.signatures import Call, calls
from calls.values import SHADERS, NoValueError, Values
from pywgpu import _pywgpu

if TYPE_CHECKING:
    from collections.abc import Iterable

# How many objects of a class are kept; more take the places of others.
KEPT = 10
# What a wrong call may raise.
ALLOWED = (
    BufferError,
    LookupError,
    MemoryError,
    OverflowError,
    TypeError,
    ValueError,
    pywgpu.GPUError,
)
# A call is mostly nothing without these.
MOSTLY_GIVEN = """
    bind_group_layouts color_attachments color_formats config contents count data entries format
    fragment layout max_instances mesh module planes size sizes ty usage vertex
""".split()
# How often calls of a class are made; others 1.
WEIGHTS = {
    "": 0.3,
    "Adapter": 0.3,
    "Buffer": 3,
    "CommandEncoder": 6,
    "ComputePass": 4,
    "Device": 6,
    "Instance": 0.2,
    "Queue": 3,
    "RenderBundleEncoder": 3,
    "RenderPass": 6,
    "Texture": 3,
}


class Session:
    """The objects of one run, and what is called on them."""

    def __init__(self, seed: int, backend: str, log: TextIO) -> None:
        """Opens a device and makes an object of most kinds."""
        self.random = Random(seed)
        self.log = log
        self.objects: dict[type, list[object]] = {
            value: [] for value in vars(_pywgpu).values() if isinstance(value, type)
        }
        self.values = Values(self.random, self.objects)
        self.by_owner: dict[type | None, list[Call]] = {}
        for call in calls():
            self.by_owner.setdefault(call.owner, []).append(call)
        instance = pywgpu.Instance(backends=pywgpu.Backends[backend.upper()])
        adapter = instance.request_adapter()
        # The back end without a GPU has no formats of its own.
        every = adapter.features - {"texture-adapter-specific-format-features"}
        features = every if self.random.random() < 0.7 else frozenset[str]()
        device = adapter.request_device(
            required_features=sorted(features), experimental_features=True
        )
        self.keep([instance, adapter, device, device.queue])
        self.start(device)

    def start(self, device: pywgpu.Device) -> None:
        """Makes objects to begin with, as a right program has them."""
        usages = "COPY_SRC | COPY_DST | STORAGE | UNIFORM | VERTEX | INDEX | INDIRECT"
        self.keep(device.create_buffer(size=size, usage=usages) for size in (16, 256, 4096))
        self.keep([device.create_buffer(size=256, usage="COPY_DST | MAP_READ")])
        usages = "COPY_SRC | COPY_DST | TEXTURE_BINDING | RENDER_ATTACHMENT"
        for kind in ("rgba8unorm", "depth24plus-stencil8", "r32uint"):
            texture = device.create_texture(
                size=(16, 16, 2), format=kind, usage=usages, mip_level_count=3
            )
            view = texture.create_view(dimension="2d", array_layer_count=1, mip_level_count=1)
            self.keep([texture, view])
        doubling, drawing = (device.create_shader_module(text) for text in SHADERS[:2])
        pipeline = device.create_render_pipeline(
            vertex={"module": drawing, "entry_point": "vertex"},
            fragment={"module": drawing, "targets": ["rgba8unorm"]},
        )
        self.keep([doubling, device.create_compute_pipeline(module=doubling)])
        self.keep([drawing, pipeline, pipeline.get_bind_group_layout(0)])
        self.keep([device.create_sampler(), device.create_query_set(ty="occlusion", count=8)])

    def keep(self, found: Iterable[object]) -> None:
        """Keeps objects for later calls, in the place of others where there are many."""
        for one in found:
            if isinstance(one, list | tuple):
                self.keep(cast("list[object]", one)[:4])
                continue
            kept = self.objects.get(type(one))
            if kept is not None and len(kept) < KEPT:
                kept.append(one)
            elif kept is not None:
                kept[self.random.randrange(KEPT)] = one

    def step(self) -> str:
        """Makes one call, or none where there is nothing to make it with; tells which."""
        owners = [owner for owner in self.by_owner if owner is None or self.objects.get(owner)]
        weights = [WEIGHTS.get(owner.__name__ if owner else "", 1) for owner in owners]
        owner = self.random.choices(owners, weights)[0]
        call = self.random.choice(self.by_owner[owner])
        if call.kind == "property" and self.random.random() < 0.7:
            return "no call"
        try:
            positional, named = self.filled(call)
        except NoValueError:
            return "no call"
        target = self.random.choice(self.objects[owner]) if owner and call.kind != "new" else None
        self.log.write(f"{id(target):x} {call}(*{shown(positional)}, **{shown(named)})\n")
        self.log.flush()
        result: object
        if call.kind == "property":
            result = getattr(target, call.name)
        elif call.kind == "new":
            result = owner(*positional, **named) if owner else None
        else:
            result = getattr(target if owner else _pywgpu, call.name)(*positional, **named)
        if call.name in ("finish", "end") and owner and self.random.random() < 0.8:
            self.objects[owner] = [one for one in self.objects[owner] if one is not target]
        if type(result) in self.objects:
            self.log.write(f"    gives {id(result):x}\n")
        if inspect.iscoroutine(result):
            result.close()
        self.keep([result])
        return "done"

    def filled(self, call: Call) -> tuple[list[object], dict[str, object]]:
        """Arguments for a call: positional ones, and those by name."""
        positional = list[object]()
        named = dict[str, object]()
        has_keywords = any(one.by_name for one in call.arguments)
        for one in call.arguments:
            if one.name == "descriptor" and has_keywords and self.random.random() < 0.8:
                continue
            left_out = 0.25 if one.name in MOSTLY_GIVEN else 0.6
            if not one.needed and self.random.random() < left_out:
                continue
            value = self.values.of(one.type, one.name)
            if one.needed and not one.by_name:
                positional.append(value)
            elif one.needed or value is not None:
                named[one.name] = value
        return positional, named


def shown(value: object) -> str:
    """A value in few words."""
    most = 600
    text = repr(value)
    return text if len(text) < most else f"{text[:most]}…"


def is_fault(error: BaseException) -> bool:
    """Whether no call may raise it."""
    if isinstance(error, RuntimeError) and "taken before" in str(error):
        return False
    return not isinstance(error, ALLOWED) or isinstance(error, pywgpu.InternalError)


def main() -> int:
    """Runs a seed: `SEED CALLS BACKEND LOG`; prints a line for each fault, and one with counts."""
    seed, count, backend, path = sys.argv[1:]
    told = Counter[str]()
    with Path(path).open("w", encoding="utf-8", errors="backslashreplace") as log:
        session = Session(int(seed), backend, log)
        for _ in range(int(count)):
            try:
                ended = session.step()
            except BaseException as error:  # noqa: BLE001  (a panic of Rust is no `Exception`)
                ended = type(error).__name__
                log.write(f"    {ended}: {error}\n")
                if is_fault(error):
                    sys.stdout.write(
                        f"{seed}: {ended}: {error}\n".replace("\n", " ").strip() + "\n"
                    )
            told[ended] += 1
    sys.stdout.write(f"{dict(told)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

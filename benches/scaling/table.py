"""All kinds of source, in the order in which they are measured."""

from __future__ import annotations

from scaling.kinds import glsl, hlsl, linked, options, resources, spirv, wgsl, wrong

KINDS = [
    *wgsl.KINDS,
    *resources.KINDS,
    *glsl.KINDS,
    *hlsl.KINDS,
    *spirv.KINDS,
    *linked.KINDS,
    *options.KINDS,
    *wrong.KINDS,
]

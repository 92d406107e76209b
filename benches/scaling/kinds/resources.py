"""WGSL: resources, entry points, inputs and outputs, which become slots and interfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaling.kind import ALL, EVERYTHING, Kind, growing
from scaling.kinds.wgsl import HEAD, MAIN, OUT, TAIL

if TYPE_CHECKING:
    from collections.abc import Callable

FRAGMENT = "@fragment fn main(@location(0) uv: vec2f) -> @location(0) vec4f {\nvar c: vec4f;\n"
RETURN = "return c; }\n"


def _kind(name: str, make: Callable[[int], str], actions: tuple[str, ...] = EVERYTHING) -> Kind:
    return Kind(f"wgsl {name}", "a.wgsl", make, actions)


def _textures(name: str, declaration: str, use: str, head: str = "") -> Kind:
    """Many textures, each used by a fragment shader."""
    return _kind(name, growing(head, declaration, FRAGMENT, use, RETURN), ALL)


def _pairs(size: int) -> str:
    """Every texture with every sampler."""
    count = max(int((size / 60) ** 0.5), 1)
    names = range(count)
    declared = "".join(
        f"@group(0) @binding({i}) var t{i}: texture_2d<f32>;\n"
        f"@group(1) @binding({i}) var s{i}: sampler;\n"
        for i in names
    )
    uses = "".join(f"c += textureSample(t{i}, s{k}, uv);\n" for i in names for k in names)
    return declared + FRAGMENT + uses + RETURN


KINDS = [
    _kind(
        "storage buffers",
        growing(
            "@group(1) @binding($i) var<storage, read_write> b$i: array<i32>;\n",
            HEAD,
            "b$i[o[$i]] = 1;\n",
            TAIL,
        ),
    ),
    _kind(
        "uniform buffers",
        growing(
            "@group($i) @binding(1) var<uniform> b$i: vec4i;\n", HEAD, "o[$i] = b$i.x;\n", TAIL
        ),
    ),
    _kind(
        "buffers of one struct each",
        growing(
            "struct S$i { a: vec3f, b: array<vec4i, $n> }\n"
            "@group(1) @binding($i) var<uniform> b$i: S$i;\n",
            HEAD,
            "o[$i] = b$i.b[0].x;\n",
            TAIL,
        ),
    ),
    _kind(
        "buffers of unused functions",
        growing(
            "@group(1) @binding($i) var<uniform> b$i: i32;\nfn f$i() -> i32 { return b$i; }\n",
            HEAD + TAIL,
        ),
    ),
    _textures(
        "textures",
        "@group(0) @binding($i) var t$i: texture_2d<f32>;\n",
        "c += textureLoad(t$i, vec2i(uv), 0);\n",
    ),
    _textures(
        "textures of one sampler",
        "@group(0) @binding($i) var t$i: texture_2d<f32>;\n",
        "c += textureSample(t$i, s, uv);\n",
        "@group(1) @binding(0) var s: sampler;\n",
    ),
    _textures(
        "textures with samplers",
        "@group(0) @binding($i) var t$i: texture_2d<f32>;\n"
        "@group(1) @binding($i) var s$i: sampler;\n",
        "c += textureSample(t$i, s$i, uv);\n",
    ),
    _textures(
        "depth textures",
        "@group(0) @binding($i) var t$i: texture_depth_2d;\n",
        "c.x += textureSampleCompare(t$i, s, uv, 0.5) + textureSample(t$i, p, uv);\n",
        "@group(1) @binding(0) var s: sampler_comparison;\n@group(1) @binding(1) var p: sampler;\n",
    ),
    _textures(
        "external textures",
        "@group(0) @binding($i) var t$i: texture_external;\n",
        "c += textureSampleBaseClampToEdge(t$i, s, uv);\n",
        "@group(1) @binding(0) var s: sampler;\n",
    ),
    _textures(
        "storage textures",
        "@group(0) @binding($i) var t$i: texture_storage_2d<rgba8unorm, write>;\n",
        "textureStore(t$i, vec2i(uv), c);\n",
    ),
    _textures(
        "textures of one dimension",
        "@group(0) @binding($i) var t$i: texture_1d<f32>;\n",
        "c += textureSample(t$i, s, uv.x);\n",
        "@group(1) @binding(0) var s: sampler;\n",
    ),
    _kind("textures with every sampler", _pairs, ALL),
    _kind(
        "samplings of one texture",
        growing(
            "@group(0) @binding(0) var t: texture_2d<f32>;\n@group(0) @binding(1) var s: sampler;\n",
            FRAGMENT,
            "c += textureSample(t, s, uv + $i, vec2i(1, 2)) + textureGather(1, t, s, uv);\n",
            RETURN,
        ),
        ALL,
    ),
    _kind(
        "gradients of one texture",
        growing(
            "@group(0) @binding(0) var t: texture_3d<f32>;\n@group(0) @binding(1) var s: sampler;\n",
            FRAGMENT,
            "c += textureSampleGrad(t, s, uv.xyx + $i, uv.xyx, uv.yxy);\n",
            RETURN,
        ),
        ALL,
    ),
    _kind(
        "loads of one external texture",
        growing(
            "@group(0) @binding(0) var t: texture_external;\n",
            FRAGMENT,
            "c += textureLoad(t, vec2i(uv) + $i);\n",
            RETURN,
        ),
        ALL,
    ),
    _kind(
        "textures through functions",
        growing(
            "@group(0) @binding(0) var s: sampler;\n",
            "@group(1) @binding($i) var t$i: texture_2d<f32>;\n"
            "fn f$i(uv: vec2f) -> vec4f { return textureSample(t$i, s, uv); }\n",
            FRAGMENT,
            "c += f$i(uv);\n",
            RETURN,
        ),
        ALL,
    ),
    _kind(
        "textures as arguments",
        growing(
            "@group(0) @binding(0) var s: sampler;\n",
            "fn f(t: texture_2d<f32>, s: sampler, uv: vec2f) -> vec4f"
            " { return textureSample(t, s, uv); }\n",
            "@group(1) @binding($i) var t$i: texture_2d<f32>;\n",
            FRAGMENT,
            "c += f(t$i, s, uv);\n",
            RETURN,
        ),
        ALL,
    ),
    _kind(
        "arrays of textures",
        growing(
            "enable wgpu_binding_array;\n@group(0) @binding(0) var s: sampler;\n",
            "@group(1) @binding($i) var t$i: binding_array<texture_2d<f32>, 4>;\n",
            FRAGMENT,
            "c += textureSample(t$i[i32(uv.x)], s, uv);\n",
            RETURN,
        ),
        ALL,
    ),
    _kind(
        "a long array of textures",
        growing(
            "enable wgpu_binding_array;\n@group(0) @binding(0) var s: sampler;\n"
            "@group(1) @binding(0) var t: binding_array<texture_2d<f32>, 100>;\n",
            FRAGMENT,
            "c += textureSample(t[i32(uv.x) + $i], s, uv);\n",
            RETURN,
        ),
        ALL,
    ),
    _kind(
        "entry points", growing(OUT, "@compute @workgroup_size(1) fn main_$i() { o[$i] = 1; }\n")
    ),
    _kind(
        "entry points with a buffer each",
        growing(
            "@group(1) @binding($i) var<storage, read_write> b$i: array<i32>;\n"
            "@compute @workgroup_size(1) fn main_$i() { b$i[0] = 1; }\n",
        ),
    ),
    _kind(
        "entry points with a texture each",
        growing(
            "@group(0) @binding(0) var s: sampler;\n",
            "@group(1) @binding($i) var t$i: texture_2d<f32>;\n"
            "@fragment fn main_$i(@location(0) uv: vec2f) -> @location(0) vec4f"
            " { return textureSample(t$i, s, uv); }\n",
        ),
    ),
    _kind(
        "entry points of one function",
        growing(
            OUT,
            "fn f() { o[0] = 1; }\n",
            "@compute @workgroup_size(1) fn main_$i() { f(); }\n",
        ),
    ),
    _kind(
        "entry points of all stages",
        growing(
            "struct V$i { @builtin(position) p: vec4f, @location(0) a: vec4f, @location(1) b: f32 }\n"
            "@vertex fn v$i(@location(0) a: vec4f) -> V$i { return V$i(a, a, 1); }\n"
            "@fragment fn f$i(v: V$i) -> @location(0) vec4f { return v.a * v.b; }\n",
        ),
    ),
    _kind(
        "entry points with overrides as sizes",
        growing("override n$i: u32 = 4;\n@compute @workgroup_size(n$i, 1, 1) fn main_$i() {}\n"),
    ),
    _kind(
        "entry points with early tests",
        growing(
            OUT,
            "@fragment @early_depth_test(force) fn main_$i() -> @location(0) vec4f"
            " { o[$i] = 1; return vec4f(); }\n",
        ),
    ),
    _kind(
        "inputs",
        growing(
            "struct In {\n",
            "@location($i) @interpolate(flat) a$i: i32,\n",
            "}\n@fragment fn main(in: In) -> @location(0) vec4f {\nvar c = 0;\n",
            "c += in.a$i;\n",
            "return vec4f(f32(c)); }\n",
        ),
    ),
    _kind(
        "inputs as parameters",
        growing(
            "@fragment fn main(\n",
            "@location($i) a$i: f32,\n",
            ") -> @location(0) vec4f {\nvar c = 0.0;\n",
            "c += a$i;\n",
            "return vec4f(c); }\n",
        ),
    ),
    _kind(
        "outputs",
        growing(
            "struct Out {\n@builtin(position) p: vec4f,\n",
            "@location($i) a$i: vec4f,\n",
            "}\n@vertex fn main(@builtin(vertex_index) i: u32) -> Out {\nvar o: Out;\n",
            "o.a$i.x = 1;\n",
            "return o; }\n",
        ),
    ),
    _kind(
        "immediates",
        growing(
            "enable immediate_address_space;\nstruct I {\n",
            "a$i: i32,\n",
            "}\nvar<immediate> im: I;\n",
            HEAD,
            "o[$i] = im.a$i;\n",
            TAIL,
        ),
    ),
    _kind(
        "an array of small matrices",
        growing(
            "struct S { a: array<mat3x2f, 100>, b: mat2x2f }\n"
            "@group(1) @binding(0) var<uniform> s: S;\n",
            HEAD,
            "o[$i] = i32(s.a[o[$i]][1].x + s.b[0].x);\n",
            TAIL,
        ),
        ALL,
    ),
    _kind(
        "sizes of arrays",
        growing(
            "@group(1) @binding($i) var<storage, read_write> b$i: array<vec4i>;\n",
            MAIN,
            "b$i[0].x = i32(arrayLength(&b$i));\n",
            TAIL,
        ),
    ),
    _kind(
        "vertices",
        growing(
            "@vertex fn v$i(@builtin(vertex_index) i: u32, @builtin(instance_index) j: u32)"
            " -> @builtin(position) vec4f { return vec4f(f32(i + j)); }\n",
        ),
    ),
]

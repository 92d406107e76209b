"""HLSL, which glslang reads in a child."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaling.kind import Kind, growing, repeated

if TYPE_CHECKING:
    from collections.abc import Callable

OUT = "RWStructuredBuffer<int> o : register(u0);\n"
MAIN = "[numthreads(1, 1, 1)] void main(uint3 id : SV_DispatchThreadID) {\n"
PIXEL = "float4 main(float2 uv : TEXCOORD0) : SV_Target {\nfloat4 c = 0;\n"
TAIL = "}\n"


def _kind(name: str, make: Callable[[int], str], file: str = "a.cs.hlsl") -> Kind:
    return Kind(f"hlsl {name}", file, make, ("validate", "hlsl"))


def _body(name: str, line: str) -> Kind:
    return _kind(name, growing(OUT + MAIN, line, TAIL))


KINDS = [
    _body("statements", "o[$i] = o[$i] + 1;\n"),
    _body("locals", "int a$i = o[$i]; a$i++; o[$i] = a$i;\n"),
    _body("loops", "for (int i$i = 0; i$i < 9; i$i++) { o[i$i] = $i; }\n"),
    _body("conversions", "o[$i] = asint(asfloat(o[$i]) + 1.0) % 3;\n"),
    _body("waves", "o[$i] = WavePrefixSum(o[$i]) + WaveActiveSum(1);\n"),
    _body("double slashes", "o[$i] = 1; // $i\n"),
    _body("remainders of constants", "o[$i] = int(fmod(-$i.5, 4.0));\n"),
    _body(
        "remainders of remainders", "o[$i] = fmod(fmod(fmod(fmod(9.0, 7.0), 5.0), 3.0), $i.0);\n"
    ),
    _body("bits of constants", "o[$i] = asint(asuint($i) + 2);\n"),
    _body("wide literals", "o[$i] = int($iull >> 3);\n"),
    _body("products that are assigned", "int n$i = o[$i]; n$i *= 0.5; o[$i] = n$i;\n"),
    _body(
        "products of matrices",
        "float2x2 m$i = float2x2($i, 1, 2, o[$i]); m$i = m$i * m$i; o[$i] = m$i[0][1];\n",
    ),
    _body("signs", "o[$i] = sign(float(o[$i])) / 2;\n"),
    _kind("open calls", repeated("fmod(", OUT, "")),
    _kind("open calls of constants", repeated("asuint(1 + ", OUT, "")),
    _kind("names of one declaration", growing(OUT + "static int a", ", a$i", ";\n" + MAIN + TAIL)),
    _kind("types alone", repeated("int float2x2 ", OUT, "")),
    _kind("assignments alone", repeated("a *= ", OUT + "static int a; ", "")),
    _kind("products alone", repeated("m * ", OUT + "static float2x2 m; ", "")),
    _kind("functions", growing(OUT, "void f$i(int a) { o[a] = $i; }\n", MAIN, "f$i($i);\n", TAIL)),
    _kind(
        "functions of one name",
        growing(
            OUT,
            "struct S$i { int a; };\nint f(S$i s) { return s.a; }\n",
            MAIN,
            "S$i s$i; s$i.a = 1; o[$i] = f(s$i);\n",
            TAIL,
        ),
    ),
    _kind(
        "structs",
        growing(
            OUT,
            "struct S$i { int a; float3 b; };\nstatic S$i v$i;\n",
            MAIN,
            "o[$i] = v$i.a;\n",
            TAIL,
        ),
    ),
    _kind(
        "constant buffers",
        growing(
            OUT,
            "cbuffer C$i : register(b$i) { int m$i; float4x4 n$i; };\n",
            MAIN,
            "o[$i] = m$i;\n",
            TAIL,
        ),
    ),
    _kind(
        "members of a constant buffer",
        growing(OUT + "cbuffer C {\n", "int m$i;\n", "};\n" + MAIN, "o[$i] = m$i;\n", TAIL),
    ),
    _kind(
        "packed constant buffers",
        growing(
            OUT,
            "cbuffer C$i : register(b$i) { int m$i; float3 n$i[2]; int k$i; };\n",
            MAIN,
            "o[$i] = k$i;\n",
            TAIL,
        ),
    ),
    _kind(
        "packed constant buffers of one struct",
        growing(
            OUT + "struct S { float a; float3 b[2]; float c; };\n",
            "cbuffer C$i : register(b$i) { float3 n$i; float k$i; S s$i; float l$i; };\n",
            MAIN,
            "o[$i] = l$i;\n",
            TAIL,
        ),
    ),
    _kind(
        "members of a packed constant buffer",
        growing(
            OUT + "cbuffer C {\n",
            "float3 n$i[2]; int m$i;\n",
            "};\n" + MAIN,
            "o[$i] = m$i;\n",
            TAIL,
        ),
    ),
    _kind(
        "elements of matrices",
        growing(
            OUT + "cbuffer C { float4x4 m; };\n",
            MAIN,
            "o[$i] = m._m00_m11.y;\n",
            TAIL,
        ),
    ),
    _kind(
        "elements of called matrices",
        growing(
            OUT + "float4x4 f() { return 0; }\n",
            MAIN,
            "o[$i] = (f()._m00);\n",
            "o[0] = f()._m00_m11.y;\n" + TAIL,
        ),
    ),
    _kind(
        "sampler states",
        growing(
            "Texture2D t;\n",
            "SamplerState s$i { Filter = POINT; };\n",
            PIXEL,
            "c += t.Sample(s$i, uv);\n",
            "return c;\n}\n",
        ),
        "a.ps.hlsl",
    ),
    _kind("loose constants", growing(OUT, "int m$i;\n", MAIN, "o[$i] = m$i;\n", TAIL)),
    _kind(
        "buffers",
        growing(OUT, "RWStructuredBuffer<int> b$i : register(u$n);\n", MAIN, "b$i[0] = 1;\n", TAIL),
    ),
    _kind(
        "byte address buffers",
        growing(
            OUT,
            "ByteAddressBuffer b$i : register(t$i);\n",
            MAIN,
            "o[$i] = b$i.Load(4 * $i);\n",
            TAIL,
        ),
    ),
    _kind(
        "textures",
        growing(
            "SamplerState s;\n",
            "Texture2D<float4> t$i : register(t$i);\n",
            PIXEL,
            "c += t$i.Sample(s, uv);\n",
            "return c;\n}\n",
        ),
        "a.ps.hlsl",
    ),
    _kind(
        "textures of one register",
        growing(
            "SamplerState s;\n",
            "Texture2D<float4> t$i : register(t0);\n",
            PIXEL,
            "c += t$i.Sample(s, uv);\n",
            "return c;\n}\n",
        ),
        "a.ps.hlsl",
    ),
    _kind(
        "samplings of one texture",
        growing(
            "SamplerState s;\nTexture2D t;\n",
            PIXEL,
            "c += t.SampleLevel(s, uv, $i) + t.Load(int3(uv, 0));\n",
            "return c;\n}\n",
        ),
        "a.ps.hlsl",
    ),
    _kind(
        "structs that hold textures",
        growing(
            "SamplerState s;\nTexture2D t;\nstruct Map { Texture2D image; SamplerState sampling; float4 size; };\n"
            "Map made() { Map m; m.image = t; m.sampling = s; m.size = 1; return m; }\n",
            "float4 f$i(Map m, float2 uv) { return m.image.Sample(m.sampling, uv * m.size.xy); }\n",
            PIXEL,
            "Map m$i = made(); c += f$i(m$i, uv);\n",
            "return c;\n}\n",
        ),
        "a.ps.hlsl",
    ),
    _kind(
        "textures in structs in structs",
        growing(
            "SamplerState s;\nTexture2D t;\nstruct Map { Texture2D image; };\nstruct Maps { Map first; };\n"
            + PIXEL,
            "Maps m$i; m$i.first.image = t; c += m$i.first.image.Sample(s, uv);\n",
            "return c;\n}\n",
        ),
        "a.ps.hlsl",
    ),
    _kind(
        "functions that return textures",
        growing(
            "SamplerState s;\nTexture2D t;\n",
            "Texture2D f$i() { return t; }\n",
            PIXEL,
            "c += f$i().Sample(s, uv);\n",
            "return c;\n}\n",
        ),
        "a.ps.hlsl",
    ),
    _kind(
        "inherited members",
        growing(
            OUT,
            "struct A$i { int a; int get() { return a; } };\nstruct B$i : A$i { int b; };\n",
            MAIN,
            "B$i v$i; v$i.a = $i; v$i.b = 1; o[$i] = v$i.get() + v$i.a;\n",
            TAIL,
        ),
    ),
    _kind(
        "methods of siblings",
        growing(
            OUT + "struct S {\n",
            "int m$i(float x) { return int(x) + $i; }\nint n$i() { return m$i(1); }\n",
            "};\n" + MAIN + "S v;\n",
            "o[$i] = v.n$i();\n",
            TAIL,
        ),
    ),
    _body("flat lists", "float2 l$i[2] = { 1, 2, 3, $i }; o[$i] = int(l$i[1].y);\n"),
    _body("numbers that become matrices", "float2x2 n$i = o[$i] * 2.0; o[$i] = int(n$i[1][1]);\n"),
    _body("matrices that are compared", "bool2x2 e$i = float2x2(1, 2, 3, $i) == o[$i];\n"),
    _kind(
        "macros",
        growing("#define F(a) a + 1\n", "#define M$i $i\n", OUT + MAIN, "o[$i] = F(M$i);\n", TAIL),
    ),
    _kind(
        "conditions on lines",
        growing(OUT, "#if $i > 7\nstatic int a$i;\n#else\nstatic int b$i;\n#endif\n", MAIN, TAIL),
    ),
    _kind("a long comment", repeated("words ", "/*", "*/" + OUT + MAIN + TAIL)),
    _kind("what is not declared", growing(OUT + MAIN, "o[$i] = a$i;\n", TAIL)),
    _kind("what cannot be read", growing(OUT, "int f$i( { return 1; }\n", MAIN, TAIL)),
]

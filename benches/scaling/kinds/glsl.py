"""GLSL: through naga's front end, through glslang, and what is done to the text before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaling.kind import ALL, Kind, grow, growing, nested, repeated, spread

if TYPE_CHECKING:
    from collections.abc import Callable

    from scaling.kind import Files

BUFFER = "layout(std430, binding = 0) buffer B { int o[]; };\n"
MAIN = "void main() {\n"
REST = "layout(local_size_x = 1) in;\n" + BUFFER
VULKAN = "#version 450\n" + REST
HEAD, TAIL = VULKAN + MAIN, "}\n"
PIXEL = "#version 330\nin vec2 uv;\nout vec4 colour;\n"
OLD = "#version 100\nprecision highp float;\nvarying vec2 uv;\n"
ES = "#version 310 es\nprecision highp float;\nlayout(location = 0) in vec2 uv;\nlayout(location = 0) out vec4 colour;\n"
SOME = ("validate", "spirv", "hlsl")


def _kind(
    name: str,
    make: Callable[[int], str | bytes | Files],
    actions: tuple[str, ...] = SOME,
    file: str = "a.comp",
    args: tuple[str, ...] = (),
) -> Kind:
    return Kind(f"glsl {name}", file, make, actions, args)


def _both(name: str, make: Callable[[int], str], actions: tuple[str, ...] = SOME) -> list[Kind]:
    """The same for both front ends."""
    forced = ("--glsl-front-end", "glslang")
    return [
        Kind(f"glsl {name}", "a.comp", make, actions),
        Kind(f"glsl {name}, glslang", "a.comp", make, actions, forced),
    ]


def _body(name: str, line: str, actions: tuple[str, ...] = SOME) -> list[Kind]:
    return _both(name, spread(line, VULKAN, "void f$k() {\n", MAIN), actions)


def _pixel(name: str, *parts: str, actions: tuple[str, ...] = SOME) -> Kind:
    return _kind(name, growing(PIXEL, *parts), actions, "a.frag")


def _old(name: str, *parts: str, actions: tuple[str, ...] = SOME) -> Kind:
    return _kind(name, growing(OLD, *parts), actions, "a.frag")


def _includes(size: int) -> Files:
    """Many files that are included."""
    files: Files = {}
    rows: list[str] = []
    for number in range(min(max(size // 60, 1), 9000)):
        files[f"lib/f{number}.glsl"] = f"int f{number}(int a) {{ return a + {number}; }}\n"
        rows.append(f'#include "lib/f{number}.glsl"\n')
    files["a.comp"] = "#version 450\n" + "".join(rows) + REST + MAIN + TAIL
    return files


def _included_again(size: int) -> Files:
    """One file that is included over and over."""
    return {
        "once.glsl": "#ifndef ONCE\n#define ONCE\nint f() { return 1; }\n#endif\n",
        "a.comp": grow(
            min(size, 200_000), "#version 450\n", '#include "once.glsl" // $i\n', REST, MAIN, TAIL
        ),
    }


def _long_conditions(size: int) -> Files:
    """Conditions that ask for a long macro, before an inclusion."""
    return {
        "one.glsl": "int f() { return 1; }\n",
        "a.comp": "#version 450\n#define M "
        + "1 + " * 1000
        + "1\n"
        + "#if M\n#endif\n" * (size // 13)
        + '#include "one.glsl"\n'
        + REST
        + MAIN
        + TAIL,
    }


def _conditions_in_conditions(size: int) -> str:
    count = max(size // 24, 1)
    return "#version 450\n" + "#if 1\n" * count + "\n" + "#endif\n" * count + REST + MAIN + TAIL


def _else_if(size: int) -> str:
    chain = "if (o[0] == 0) o[1] = 0;" + " else if (o[0] == 1) { o[1] = 1; }" * 490 + "\n"
    return HEAD + chain * max(size // len(chain), 1) + TAIL


def _long_argument(size: int) -> str:
    return (
        "#version 450\n#define F(x) x\n"
        + REST
        + MAIN
        + "o[0] = F("
        + "1 + " * min(size // 4, 1900)
        + "1);\n"
        + ("o[1] = F((" + "2, " * 900 + "2));\n") * (size // 2720)
        + TAIL
    )


KINDS = [
    *_both("statements of one function", growing(HEAD, "o[$i] = o[$i] + 1;\n", TAIL)),
    *_body("statements", "o[$i] = o[$i] + 1;\n", ALL),
    *_both("statements on one line", growing(HEAD, "o[$i] = o[$i] + 1; ", TAIL)),
    *_body("locals", "int a$i = o[$i]; a$i++;\n"),
    *_body("locals of one name", "{ int a = o[$i]; o[$i] = a; }\n"),
    *_body("conditions", "o[$i] = o[$i] > 2 ? 1 : o[0] == 1 && o[1] == 2 ? 3 : 4;\n"),
    *_body("side effects in conditions", "o[$i] = o[$i] > 2 && o[0]++ > 2 ? o[1]++ : 4;\n"),
    *_body("loops", "for (int i = 0; i < 9; i++) { if (i == o[$i]) continue; o[i] = $i; }\n"),
    *_body(
        "loops with their test last",
        "do { o[$i]++; if (o[0] == 1) continue; } while (o[$i] < 9);\n",
    ),
    *_body(
        "switches",
        "switch (o[$i]) { case 1: o[0] = 1; case 2: o[0] = 2; break; default: o[1] = 2; }\n",
    ),
    *_both(
        "one switch",
        growing(
            HEAD, "switch (o[0]) {\n", "case $i: o[1] = $i; break;\n", "default: break; }\n", TAIL
        ),
    ),
    *_both(
        "one switch that falls through",
        growing(HEAD, "switch (o[0]) {\n", "case $i: o[1] = $i;\n", "default: break; }\n", TAIL),
    ),
    *_both("else if", _else_if),
    *_body("swizzles", "vec4 v$i = vec4(o[$i]); v$i.zx = v$i.xy; v$i.wzyx.xy.x += 1.0;\n"),
    *_body("stores of components", "vec4 v$i; v$i.x = 1.0; v$i[o[0]] = 2.0;\n"),
    *_body(
        "matrices", "mat4 m$i = mat4(o[$i]); m$i[1] = inverse(m$i)[2]; o[$i] = int(m$i[0][1]);\n"
    ),
    *_body("commas", "o[$i] = 1, o[0] = 2, o[1]++;\n"),
    *_body("assignments in assignments", "o[$i] = o[0] = o[1] += 3;\n"),
    *_both(
        "functions", growing(VULKAN, "void f$i() { o[$i] = 1; }\n", MAIN, "f$i();\n", TAIL), ALL
    ),
    *_both(
        "functions of one name",
        growing(
            VULKAN,
            "struct S$i { int a; };\nint f(S$i s) { return s.a; }\n",
            MAIN,
            "o[$i] = f(S$i(1));\n",
            TAIL,
        ),
    ),
    *_both(
        "prototypes",
        growing(
            VULKAN,
            "int f$i(int a);\n",
            MAIN,
            "o[$i] = f$i(1);\n",
            "}\n",
            "int f$i(int a) { return a; }\n",
        ),
    ),
    *_both(
        "functions with results in parameters",
        growing(
            VULKAN,
            "void f$i(inout int a, out int b) { b = a++; }\n",
            MAIN,
            "int b$i; f$i(o[$i], b$i);\n",
            TAIL,
        ),
    ),
    *_both(
        "functions in a chain",
        growing(
            VULKAN, "void f0() {}\n", "void f$n() { f$i(); o[$i] = 1; }\n", MAIN, "f$c();\n", TAIL
        ),
    ),
    *_both(
        "global variables", growing(VULKAN, "int v$i = $i;\n", MAIN, "o[$i] = v$i;\n", TAIL), ALL
    ),
    *_both(
        "global variables of computed values",
        growing(VULKAN, "int v0 = 1;\n", "int v$n = v$i + 1;\n", MAIN, "o[0] = v$c;\n", TAIL),
    ),
    *_both("constants", growing(VULKAN, "const int c$i = $i * 2;\n", MAIN, "o[$i] = c$i;\n", TAIL)),
    *_both(
        "constants in a chain",
        growing(
            VULKAN, "const int c0 = 1;\n", "const int c$n = c$i + 1;\n", MAIN, "o[0] = c$c;\n", TAIL
        ),
    ),
    *_both(
        "specialisation constants",
        growing(
            VULKAN,
            "layout(constant_id = $i) const int c$i = 2;\n",
            MAIN,
            "o[$i] = c$i * 2;\n",
            TAIL,
        ),
    ),
    *_both(
        "a table",
        growing(
            VULKAN, "const int t[] = int[](\n", "$i, ", "9);\n", MAIN, "o[0] = t[o[1]];\n", TAIL
        ),
    ),
    *_both(
        "tables",
        growing(
            VULKAN,
            "const int t$i[4] = int[4]($i, 2, 3, 4);\n",
            MAIN,
            "o[$i] = t$i[o[0] & 3];\n",
            TAIL,
        ),
    ),
    *_both(
        "arrays of many lengths",
        growing(VULKAN, "int v$i[$n];\n", MAIN, "v$i[0] = 1; o[$i] = v$i[0];\n", TAIL),
    ),
    *_both(
        "shared variables",
        growing(VULKAN, "shared int v$i;\n", MAIN, "v$i = 1; barrier(); o[$i] = v$i;\n", TAIL),
    ),
    *_both(
        "members",
        growing(VULKAN, "struct S {\n", "int m$i;\n", "};\nS s;\n", MAIN, "o[$i] = s.m$i;\n", TAIL),
    ),
    *_both(
        "structs",
        growing(
            VULKAN, "struct S$i { int a; vec3 b; };\nS$i v$i;\n", MAIN, "o[$i] = v$i.a;\n", TAIL
        ),
    ),
    *_both(
        "members of a block",
        growing(
            VULKAN,
            "layout(std140, binding = 1) uniform U {\n",
            "int m$i;\n",
            "};\n",
            MAIN,
            "o[$i] = m$i;\n",
            TAIL,
        ),
        ALL,
    ),
    *_both(
        "blocks",
        growing(
            VULKAN,
            "layout(std140, binding = $n) uniform U$i { int m$i; };\n",
            MAIN,
            "o[$i] = m$i;\n",
            TAIL,
        ),
        ALL,
    ),
    *_both(
        "blocks with names",
        growing(
            VULKAN,
            "layout(std430, binding = $n) buffer U$i { int m[]; } u$i;\n",
            MAIN,
            "u$i.m[0] = 1;\n",
            TAIL,
        ),
    ),
    *_both(
        "small matrices of a block",
        growing(
            VULKAN,
            "layout(std140, row_major, binding = 1) uniform U {\n",
            "mat3x2 m$i;\n",
            "};\n",
            MAIN,
            "o[$i] = int(m$i[1].x);\n",
            TAIL,
        ),
        ALL,
    ),
    *_both(
        "atomics", growing(HEAD, "atomicAdd(o[$i], 1); o[0] = atomicExchange(o[1], 2);\n", TAIL)
    ),
    *_both(
        "images",
        growing(
            VULKAN,
            "layout(rgba8, binding = $n) uniform image2D i$i;\n",
            MAIN,
            "imageStore(i$i, ivec2(0), imageLoad(i$i, ivec2(1)));\n",
            TAIL,
        ),
    ),
    *_both(
        "macros", growing("#version 450\n", "#define M$i $i\n", REST, MAIN, "o[$i] = M$i;\n", TAIL)
    ),
    *_both(
        "macros in a chain",
        growing(
            "#version 450\n",
            "#define M0 1\n",
            "#define M$n M$i\n",
            REST,
            MAIN,
            "o[0] = M$c;\n",
            TAIL,
        ),
    ),
    *_both(
        "macros of sums",
        growing(
            "#version 450\n#define M0 1\n",
            "#define M$n M$i + 1\n",
            REST,
            MAIN,
            "o[0] = M9;\n",
            TAIL,
        ),
    ),
    *_both(
        "macros with parameters",
        growing(
            "#version 450\n",
            "#define F$i(a, b) (a + b * $i)\n",
            REST,
            MAIN,
            "o[$i] = F$i(1, o[0]);\n",
            TAIL,
        ),
    ),
    *_both(
        "calls of one macro",
        growing(
            "#version 450\n#define F(a, b) (a + b)\n",
            REST,
            MAIN,
            "o[$i] = F($i, F(o[0], 2));\n",
            TAIL,
        ),
    ),
    *_both("long arguments of macros", _long_argument),
    *_both(
        "a macro of many parameters",
        growing(
            "#version 450\n#define F(",
            "a$i, ",
            "b) b\n",
            REST,
            MAIN,
            "o[0] = F(",
            "$i, ",
            "1);\n",
            TAIL,
        ),
    ),
    *_both(
        "macros taken back", growing("#version 450\n", "#define M $i\n#undef M\n", REST, MAIN, TAIL)
    ),
    *_both(
        "a long macro",
        growing("#version 450\n#define M \\\n", "o[$i] = 1; \\\n", "\n", REST, MAIN, "M\n", TAIL),
    ),
    *_both(
        "macros beyond what is written",
        growing(
            "#version 450\n#define M o[0] = 1; o[1] = 2; o[2] = 3;\n", REST, MAIN, "M$*\n", TAIL
        ),
    ),
    *_both(
        "conditions on lines",
        growing(
            "#version 450\n",
            "#if $i > 7 && defined(GL_ES)\nint a$i;\n#else\nint b$i;\n#endif\n",
            REST,
            MAIN,
            TAIL,
        ),
    ),
    *_both("conditions in conditions", _conditions_in_conditions),
    *_both(
        "else of conditions",
        growing(
            "#version 450\n#define A 9\n#if A == 1000000\n",
            "#elif A == $i\n",
            "#endif\n",
            REST,
            MAIN,
            TAIL,
        ),
    ),
    *_both(
        "definitions asked for",
        growing("#version 450\n", "#ifndef A$i\n#define A$i\n#endif\n", REST, MAIN, TAIL),
    ),
    *_both(
        "text left out",
        growing("#version 450\n#if 0\n", "int a$i = 'x;\n", "#endif\n", REST, MAIN, TAIL),
    ),
    *_both("lines that go on", growing("#version 450\n", "int \\\na$i \\\n;\n", REST, MAIN, TAIL)),
    *_both("numbers of lines", growing(VULKAN, "#line $i\nint a$i;\n", MAIN, TAIL)),
    *_both(
        "extensions",
        growing(
            "#version 450\n",
            "#extension GL_EXT_control_flow_attributes : enable\n#extension GL_A_$i : warn\n",
            REST,
            MAIN,
            TAIL,
        ),
    ),
    *_both("pragmas", growing("#version 450\n", "#pragma a($i)\n", REST, MAIN, TAIL)),
    *_both("directives of nothing", growing("#version 450\n", "#\n# // $i\n", REST, MAIN, TAIL)),
    *_both(
        "a long comment",
        repeated("words, * words ", "#version 450\n/*", "*/\n" + REST + MAIN + TAIL),
    ),
    *_both(
        "comments of a line", growing("#version 450\n", "// $i: what follows\n", REST, MAIN, TAIL)
    ),
    *_both(
        "comments in directives",
        growing("#version 450\n", "#define /* a */ M$i /* b\n */ $i // c\n", REST, MAIN, TAIL),
    ),
    *_both("brackets", nested("(", "1", ")", HEAD + "o[0] = ", ";\n}\n")),
    *_both("blocks without anything", repeated("{}", HEAD, TAIL)),
    *_both("semicolons", repeated(";", HEAD, TAIL)),
    *_both("empty lines", repeated("\n", "", HEAD + TAIL)),
    *_both(
        "sums of 900",
        lambda size: HEAD + ("o[0] = 1" + " + o[1]" * 900 + ";\n") * max(size // 6300, 1) + TAIL,
    ),
    *_both(
        "a long name",
        lambda size: f"{HEAD}int {'a' * (size // 2)} = 2; o[0] = {'a' * (size // 2)};\n{TAIL}",
    ),
    *_both("a long number", lambda size: f"{HEAD}o[0] = int(1.{'0' * size}1);\n{TAIL}"),
    *_both("qualifiers", growing(VULKAN, "precise highp flat const int a$i = 1;\n", MAIN, TAIL)),
    _pixel("loose uniforms", "uniform vec4 u$i;\n", MAIN, "colour += u$i;\n", TAIL, actions=ALL),
    _pixel("loose uniforms not used", "uniform vec4 u$i;\n", MAIN, TAIL),
    _pixel(
        "combined samplers",
        "uniform sampler2D t$i;\n",
        MAIN,
        "colour += texture(t$i, uv);\n",
        TAIL,
        actions=ALL,
    ),
    _pixel(
        "samplers as arguments",
        "vec4 f(sampler2D t, vec2 p) { return texture(t, p); }\n",
        "uniform sampler2D t$i;\n",
        MAIN,
        "colour += f(t$i, uv);\n",
        TAIL,
    ),
    _pixel(
        "samplers through functions",
        "uniform sampler2D t;\n",
        "vec4 f$i(sampler2D t, vec2 p) { return texture(t, p); }\n",
        MAIN,
        "colour += f$i(t, uv);\n",
        TAIL,
    ),
    _pixel(
        "samplings of one texture",
        "uniform sampler2D t;\n",
        MAIN,
        "colour += textureOffset(t, uv + $i.0, ivec2(1)) + texelFetch(t, ivec2(uv), 0);\n",
        TAIL,
    ),
    _pixel(
        "arrays of samplers",
        "uniform sampler2D t$i[2];\n",
        MAIN,
        "colour += texture(t$i[1], uv);\n",
        TAIL,
    ),
    _pixel(
        "shadow samplers",
        "uniform sampler2DShadow t$i;\n",
        MAIN,
        "colour += texture(t$i, uv.xyx);\n",
        TAIL,
    ),
    _pixel("inputs", "in vec4 v$i;\n", MAIN, "colour += v$i;\n", TAIL, actions=ALL),
    _pixel("inputs not used", "in vec4 v$i;\n", MAIN, TAIL),
    _pixel(
        "constants late",
        "const float c$i = float($i) / 3.0;\nuniform float u$i[int(c$i) + 1];\n",
        MAIN,
        "colour += u$i[0];\n",
        TAIL,
    ),
    _pixel("discards", MAIN, "if (uv.x == $i.0) discard;\n", TAIL),
    _kind(
        "outputs",
        growing(
            "#version 330\nin vec4 p;\n",
            "out vec4 v$i;\n",
            MAIN,
            "v$i = p;\n",
            "gl_Position = p; }\n",
        ),
        SOME,
        "a.vert",
    ),
    _kind(
        "ES statements", growing(ES, MAIN, "colour += vec4(uv, 1.0, $i.0);\n", TAIL), ALL, "a.frag"
    ),
    _kind(
        "ES precisions",
        growing(
            ES,
            "uniform mediump float u$i;\n",
            MAIN,
            "lowp float l$i = u$i; colour.x += l$i;\n",
            TAIL,
        ),
        SOME,
        "a.frag",
    ),
    _old("ES 1.00 statements", MAIN, "gl_FragColor += vec4(uv, 1.0, $i.0);\n", TAIL, actions=ALL),
    _old("ES 1.00 varyings", "varying vec4 v$i;\n", MAIN, "gl_FragColor += v$i;\n", TAIL),
    _old("ES 1.00 uniforms", "uniform vec4 v$i;\n", MAIN, "gl_FragColor += v$i;\n", TAIL),
    _old(
        "ES 1.00 samplers",
        "uniform sampler2D t$i;\n",
        MAIN,
        "gl_FragColor += texture2D(t$i, uv);\n",
        TAIL,
        actions=ALL,
    ),
    _old(
        "ES 1.00 texturing",
        "uniform sampler2D t;\nuniform samplerCube u;\n",
        MAIN,
        "gl_FragColor += texture2D(t, uv) + textureCube(u, vec3($i.0));\n",
        TAIL,
    ),
    _old(
        "ES 1.00 names that are taken",
        "float average(float a) { return a; }\n",
        "float sample$i(float smooth) { return smooth; }\n",
        MAIN,
        "float texture$i = average(sample$i(1.0)); gl_FragColor.x += texture$i;\n",
        TAIL,
    ),
    _old(
        "ES 1.00 names that are keywords now",
        "float f$i(float sample, float buffer) { return sample + buffer; }\n",
        MAIN,
        "gl_FragColor.x += f$i(1.0, 2.0);\n",
        TAIL,
    ),
    _old(
        "ES 1.00 global values",
        "uniform float u;\n",
        "float g$i = u * $i.0;\n",
        MAIN,
        "gl_FragColor.x += g$i;\n",
        TAIL,
    ),
    _old(
        "ES 1.00 conditions",
        "#ifdef A$i\nvarying vec4 v$i;\n#else\nvarying vec3 v$i;\n#endif\n",
        MAIN,
        "gl_FragColor.xyz += v$i;\n",
        TAIL,
    ),
    _old("ES 1.00 macros", "#define COLOUR gl_FragColor\n", MAIN, "COLOUR += vec4($i.0);\n", TAIL),
    _old("ES 1.00 data", MAIN, "gl_FragData[0] += vec4($i.0);\n", TAIL),
    _kind(
        "1.10",
        growing(
            "uniform sampler2D t;\n",
            "varying vec4 v$i;\n",
            MAIN,
            "gl_FragColor += v$i * gl_Color + texture2D(t, gl_TexCoord[0].st);\n",
            TAIL,
        ),
        SOME,
        "a.frag",
    ),
    _kind(
        "1.20 fixed function",
        growing(
            "#version 120\n",
            "attribute vec4 a$i;\n",
            MAIN,
            "gl_Position += gl_ModelViewProjectionMatrix * gl_Vertex + a$i; gl_FrontColor = gl_Color;\n",
            TAIL,
        ),
        SOME,
        "a.vert",
    ),
    _kind("included files", _includes),
    _kind("conditions of a long macro", _long_conditions),
    _kind("words of an include on one line", repeated("include ", VULKAN + MAIN + "} //", "\n")),
    _kind("a file included again", _included_again),
    Kind(
        "glsl definitions on the command line",
        "a.comp",
        lambda _: grow(1, VULKAN, MAIN, TAIL),
        SOME,
        arguments=lambda size: [f"-DA{i}={i}" for i in range(min(size // 12, 9000))],
    ),
    _kind(
        "Shadertoy",
        growing(
            "void mainImage(out vec4 c, in vec2 p) {\nc = vec4(0.0);\n",
            "c += texture(iChannel0, p + iTime) + iMouse * $i.0;\n",
            "}\n",
        ),
        SOME,
        "a.frag",
        ("--glsl-in-shadertoy",),
    ),
    _kind(
        "meshes",
        growing(
            "#version 450\n#extension GL_EXT_mesh_shader : require\nlayout(local_size_x = 1) in;\nlayout(triangles, max_vertices = 3, max_primitives = 1) out;\n",
            "layout(location = $i) out vec4 v$i[];\n",
            MAIN,
            "SetMeshOutputsEXT(3, 1);\n",
            "v$i[0] = vec4($i);\n",
            TAIL,
        ),
        SOME,
        "a.mesh",
    ),
    _kind(
        "ray queries",
        growing(
            "#version 460\n#extension GL_EXT_ray_query : require\nlayout(local_size_x = 1) in;\nlayout(binding = 1) uniform accelerationStructureEXT s;\n",
            BUFFER,
            MAIN,
            "rayQueryEXT q$i; rayQueryInitializeEXT(q$i, s, 0u, 255u, vec3(0), 0.1, vec3(1), 9.0); while (rayQueryProceedEXT(q$i)) {} o[$i] = int(rayQueryGetIntersectionTypeEXT(q$i, true));\n",
            TAIL,
        ),
    ),
]

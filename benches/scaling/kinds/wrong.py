"""Sources that are wrong in many places: recovery, hints, notes and excerpts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaling.kind import WRONG, Kind, grow, growing, repeated, spread
from scaling.kinds import glsl, spirv
from scaling.kinds.wgsl import HEAD, MAIN, OUT, TAIL

if TYPE_CHECKING:
    from collections.abc import Callable

    from scaling.kind import Files


def _wgsl(name: str, make: Callable[[int], str | bytes | Files]) -> Kind:
    return Kind(f"wrong {name}", "a.wgsl", make, WRONG)


def _body(name: str, line: str) -> Kind:
    return _wgsl(name, spread(line, OUT, main=MAIN))


def _top(name: str, line: str) -> Kind:
    return _wgsl(name, growing(line, HEAD + TAIL))


def _glsl(name: str, *parts: str, file: str = "a.comp") -> Kind:
    return Kind(f"wrong GLSL {name}", file, growing(*parts), WRONG)


def _spirv(name: str, *parts: str) -> Kind:
    head = spirv.TOP + spirv.ENTRY + spirv.TYPES + spirv.MAIN
    return Kind(f"wrong SPIR-V {name}", "a.spvasm", growing(head, *parts, spirv.END), WRONG)


FIRST = {"a.wgsl": HEAD + TAIL}

KINDS = [
    _body("names", "o[$i] = a$i;\n"),
    _body("one name", "o[$i] = missing;\n"),
    _body("names on one line", "o[$i] = a$i; "),
    _body("names in lets that follow", "let b$i = a$i; let c$i = b$i + 1;\n"),
    _wgsl(
        "a chain of lets from a wrong one",
        growing(HEAD, "let a0 = missing;\n", "let a$n = a$i + 1;\n", TAIL),
    ),
    _wgsl(
        "uses of a wrong let in deep blocks",
        growing(HEAD + "let a = missing;\n" + "{" * 100, "o[$i] = a;\n", "}" * 100 + TAIL),
    ),
    _wgsl(
        "names like those declared", growing(HEAD, "let value$i = 1;\n", "o[$i] = valeu$i;\n", TAIL)
    ),
    _wgsl(
        "names like global ones", growing("const value$i = 1;\n", HEAD, "o[$i] = valeu$i;\n", TAIL)
    ),
    _wgsl(
        "one name like thousands", growing("const value$i = 1;\n", HEAD, "o[0] = valeu1;\n", TAIL)
    ),
    _wgsl(
        "members like those declared",
        growing(
            "struct S {\n",
            "member$i: i32,\n",
            "}\nvar<private> s: S;\n",
            HEAD,
            "o[$i] = s.membre$i;\n",
            TAIL,
        ),
    ),
    _wgsl("functions like those declared", growing("fn func$i() {}\n", HEAD, "fucn$i();\n", TAIL)),
    _wgsl(
        "types like those declared",
        growing("struct Type$i { a: i32 }\n", "var<private> a$i: Tpye$i;\n", HEAD + TAIL),
    ),
    _wgsl("long names", lambda size: grow(size, HEAD, f"o[$i] = {'a' * 2000}$i;\n", TAIL)),
    _wgsl(
        "a long name",
        lambda size: f"{HEAD}let {'b' * (size // 2)} = 1; o[0] = {'a' * (size // 2)};\n{TAIL}",
    ),
    _body("statements", "o[$i] = ;\n"),
    _body("statements without an end", "o[$i] = 1\n"),
    _body("brackets", "o[$i = 1;\n"),
    _body("closing brackets", "o[$i] = (1));\n"),
    _body("characters", "o[$i] = 1 $ 2 # 3 ` 4;\n".replace("$ 2", "$*\\ 2")),
    _body("operators", "o[$i] = 1 + * 2;\n"),
    _body("types of operands", "o[$i] = 1 + vec2f(2);\n"),
    _body("types of values", "o[$i] = vec4f();\n"),
    _body("types of conditions", "if o[$i] { o[0] = 1; }\n"),
    _body("members", "o[$i] = o.a$i;\n"),
    _body("swizzles", "o[$i] = vec4i().xyq;\n"),
    _body("functions", "f$i();\n"),
    _body("arguments", "o[$i] = max(1);\n"),
    _body("types of arguments", "o[$i] = i32(dot(1, vec2f()));\n"),
    _body("built-in functions", "o[$i] = clmap(1, 2, 3);\n"),
    _body("types", "var a$i: vec5<f32>;\n"),
    _body("types that are missing", "var a$i: Missing$i;\n"),
    _body("numbers", "o[$i] = 99999999999$i;\n"),
    _body("assignments to lets", "let a$i = 1; a$i = 2;\n"),
    _body("redefinitions", "let a = $i;\n"),
    _body("const assertions", "const_assert $i < 0;\n"),
    _body("conversions", "o[$i] = i32(vec2f());\n"),
    _body("indices", "var a$i = array(1, 2); o[$i] = a$i[7];\n"),
    _body("breaks", "break; o[$i] = 1;\n"),
    _body("cases", "switch o[$i] { case 1: {} case 1: {} }\n"),
    _wgsl(
        "cases of one switch",
        growing(HEAD, "switch o[0] {\n", "case 1: { o[$i] = 1; }\n", "default: {} }\n", TAIL),
    ),
    _top("declarations", "const = $i;\n"),
    _top("declarations without an end", "const a$i = $i\n"),
    _top("words at the start of a line", "nonsense$i\n"),
    _top("functions without a bracket", "fn f$i( { return; }\n"),
    _top("functions that are not closed", "fn f$i() { if true {\n"),
    _top("functions with a wrong statement", "fn f$i() { let a = ; }\n"),
    _top("functions with a wrong name", "fn f$i() { missing$i(); }\n"),
    _top("functions that call wrong ones", "fn f$i() { missing(); }\nfn g$i() { f$i(); }\n"),
    _top("functions without a return", "fn f$i() -> i32 { if true { return 1; } }\n"),
    _top("functions that return another type", "fn f$i() -> i32 { return vec2f(); }\n"),
    _top("functions of one name", "fn f() {}\n$*"),
    _top("structs of one name", "struct S { a: i32 }\n$*"),
    _top("structs with a wrong member", "struct S$i { a i32 }\n"),
    _top("structs of missing types", "struct S$i { a: T$i }\nvar<private> v$i: S$i;\n"),
    _wgsl("members of missing types", growing("struct S {\n", "m$i: T$i,\n", "}\n" + HEAD + TAIL)),
    _wgsl("members of one name", growing("struct S {\n", "m: i32,\n$*", "}\n" + HEAD + TAIL)),
    _top("constants of another type", "const a$i: i32 = 1.5;\n"),
    _top("constants from a wrong one", "const a$n = a$i;\n"),
    _top("constants in a circle", "const a$i = b$i; const b$i = a$i;\n"),
    _wgsl("one long circle", growing("const a$i = a$n;\n", "const a$e = a0;\n")),
    _wgsl("functions in a long circle", growing("fn f$i() { f$n(); }\n", "fn f$e() { f0(); }\n")),
    _top("functions that call themselves", "fn f$i() { f$i(); }\n"),
    _top("attributes", "@nonsense fn f$i() {}\n"),
    _top("attributes of variables", "@group(0) @group(1) var<uniform> v$i: i32;\n"),
    _top("bindings that are missing", "var<uniform> v$i: i32;\n"),
    _top("bindings that are used twice", "@group(0) @binding(0) var<uniform> v$i: i32;\n"),
    _wgsl(
        "bindings that are used twice in a function",
        growing(
            OUT, "@group(1) @binding(0) var<uniform> v$i: i32;\n", MAIN, "o[$i] = v$i;\n", TAIL
        ),
    ),
    _top("types of bindings", "@group(0) @binding($i) var<uniform> v$i: bool;\n"),
    _top(
        "stores into uniforms",
        "@group(0) @binding($i) var<uniform> v$i: i32;\nfn f$i() { v$i = 1; }\n",
    ),
    _top("entry points without a size", "@compute fn e$i() {}\n"),
    _top("entry points of one name", "@compute @workgroup_size(1) fn e() {}\n$*"),
    _top(
        "entry points without a position",
        "@vertex fn e$i() -> @location(0) vec4f { return vec4f(); }\n",
    ),
    _top(
        "locations that are used twice",
        "@fragment fn e$i(@location(0) a: f32, @location(0) b: f32) {}\n",
    ),
    _top(
        "built-in values of another stage", "@fragment fn e$i(@builtin(vertex_index) a: u32) {}\n"
    ),
    _top("varyings that cannot be shared", "@fragment fn e$i(@location(0) a: bool) {}\n"),
    _top(
        "textures sampled in vertex shaders",
        "@group(0) @binding($i) var t$i: texture_2d<f32>;\n@group(1) @binding($i) var s$i: sampler;\n@vertex fn v$i() -> @builtin(position) vec4f { return textureSample(t$i, s$i, vec2f()); }\n",
    ),
    _top(
        "wrong comparison of textures",
        "@group(0) @binding($i) var t$i: texture_depth_2d;\n@group(1) @binding($i) var s$i: sampler;\nfn f$i() -> f32 { return textureSampleCompare(t$i, s$i, vec2f(), 0); }\n",
    ),
    _top("sizes of arrays", "var<private> a$i: array<i32, -1>;\n"),
    _top("overrides of one number", "@id(1) override a$i: i32;\n"),
    _top("words that are kept", "const class = $i;\n"),
    _top("comments without an end", "/* $i\n"),
    _top("enables that are unknown", "enable nonsense$i;\n"),
    _top("directives behind declarations", "const a$i = 1; enable f16;\n"),
    _wgsl("semicolons that are missing", repeated("x ", HEAD, TAIL)),
    _wgsl("one long line", repeated("x + ", HEAD + "o[0] = ", "1;\n" + TAIL)),
    _wgsl(
        "one long line of names",
        lambda size: grow(
            size, HEAD.replace("\n", " "), "o[$i] = missing$i; ", TAIL.replace("\n", " ")
        ),
    ),
    _wgsl("tabs and wide characters", growing(HEAD, "\t\t/* 漢字 */ o[$i] = größe$i;\n", TAIL)),
    _wgsl("control characters", growing(HEAD, "o[$i] = \x07\x1b$i;\n", TAIL)),
    _wgsl("zero bytes", bytes),
    _wgsl("no text", lambda size: b"\xff\xfe" * (size // 2)),
    _wgsl("opening brackets", repeated("(", HEAD)),
    _wgsl("openings of templates", repeated("array<", "const a: ")),
    _wgsl("quotes", repeated('"', HEAD, TAIL)),
    _wgsl("errors far apart", growing(HEAD, "o[$i] = a$i;\n" + "o[0] = 1;\n" * 30, TAIL)),
    _wgsl(
        "errors of validation",
        growing(
            OUT,
            "fn f$i() { o[0] = o[0] + 1; let p = &o; workgroupBarrier(); _ = dpdx(1.0); }\n",
            MAIN,
            "f$i();\n",
            TAIL,
        ),
    ),
    _wgsl("imports without a linker", growing("import package::a$i::b;\n", HEAD + TAIL)),
    _wgsl("directives of naga-oil without a linker", growing("#import a$i::b\n", HEAD + TAIL)),
    Kind(
        "wrong files",
        "in",
        lambda size: {f"in/f{i}.wgsl": f"const a = b{i};\n" for i in range(size // 200)},
        WRONG,
    ),
    Kind(
        "wrong targets",
        "a.wgsl",
        growing(
            "enable f16;\n",
            "@group(0) @binding($i) var<storage, read_write> b$i: array<f16>;\n@fragment fn e$i(@location(0) a: f16) -> @location(0) vec4<f16> { b$i[0] = a; return vec4<f16>(a); }\n",
        ),
        ("validate", "targets", "webgl", "hlsl5", "es"),
    ),
    _glsl("names", glsl.HEAD, "o[$i] = a$i;\n", "}\n"),
    _glsl(
        "names of functions", glsl.VULKAN, "int f$i() { return missing$i; }\n", glsl.MAIN + "}\n"
    ),
    _glsl("functions", glsl.HEAD, "f$i();\n", "}\n"),
    _glsl("statements", glsl.HEAD, "o[$i] = ;\n", "}\n"),
    _glsl("statements without an end", glsl.HEAD, "o[$i] = 1\n", "}\n"),
    _glsl("types", glsl.HEAD, "o[$i] = vec2(1.0) * mat4(1.0);\n", "}\n"),
    _glsl("types that are missing", glsl.VULKAN, "T$i a$i;\n", glsl.MAIN + "}\n"),
    _glsl("redefinitions", glsl.VULKAN, "int a = $i;\n", glsl.MAIN + "}\n"),
    _glsl("characters", glsl.HEAD, "o[$i] = 1 ` 2;\n", "}\n"),
    _glsl("directives", "#version 450\n", "#nonsense $i\n", glsl.REST + glsl.MAIN + "}\n"),
    _glsl("errors by directive", "#version 450\n", "#error $i\n", glsl.REST + glsl.MAIN + "}\n"),
    _glsl("conditions", "#version 450\n", "#if $i +\n#endif\n", glsl.REST + glsl.MAIN + "}\n"),
    _glsl(
        "conditions not closed", "#version 450\n", "#if 1 // $i\n", glsl.REST + glsl.MAIN + "}\n"
    ),
    _glsl("macros", "#version 450\n", "#define A $i\n", glsl.REST + glsl.MAIN + "}\n"),
    _glsl(
        "arguments of macros",
        "#version 450\n#define F(a, b) a\n" + glsl.REST + glsl.MAIN,
        "o[$i] = F(1);\n",
        "}\n",
    ),
    _glsl(
        "includes", "#version 450\n", '#include "missing$i.glsl"\n', glsl.REST + glsl.MAIN + "}\n"
    ),
    _glsl(
        "extensions",
        "#version 450\n",
        "#extension GL_nonsense_$i : require\n",
        glsl.REST + glsl.MAIN + "}\n",
    ),
    _glsl("versions", "#version 450\n", "#version $i\n", glsl.REST + glsl.MAIN + "}\n"),
    _glsl("qualifiers", glsl.VULKAN, "layout(nonsense = $i) in vec4 a$i;\n", glsl.MAIN + "}\n"),
    _glsl("old names", glsl.OLD + glsl.MAIN, "gl_FragColor = missing$i;\n", "}\n", file="a.frag"),
    _glsl(
        "old functions",
        glsl.OLD + glsl.MAIN,
        "gl_FragColor = texture3D($i);\n",
        "}\n",
        file="a.frag",
    ),
    _glsl("one long line", glsl.HEAD, "o[$i] = missing$i; ", "}\n"),
    _glsl(
        "a warning each",
        glsl.VULKAN,
        "void f$i() { if (o[0] > 1 && o[1]++ > 1) { o[2] = 1; } }\n",
        glsl.MAIN + "}\n",
    ),
    Kind(
        "wrong GLSL names, naga",
        "a.comp",
        growing(glsl.HEAD, "o[$i] = a$i;\n", "}\n"),
        WRONG,
        ("--glsl-front-end", "naga"),
    ),
    Kind(
        "wrong GLSL statements, naga",
        "a.comp",
        growing(glsl.HEAD, "o[$i] = ;\n", "}\n"),
        WRONG,
        ("--glsl-front-end", "naga"),
    ),
    Kind(
        "wrong GLSL warnings, naga",
        "a.comp",
        growing(
            glsl.VULKAN,
            "void f$i() { if (o[0] > 1 && o[1]++ > 1) { o[2] = 1; } }\n",
            glsl.MAIN + "}\n",
        ),
        WRONG,
        ("--glsl-front-end", "naga"),
    ),
    _spirv("ids", "%a$i = OpIAdd %u32 %missing$i %one\n"),
    _spirv("instructions", "%a$i = OpNonsense %u32 %one\n"),
    _spirv("operands", "%a$i = OpIAdd %u32\n"),
    _spirv("types", "%a$i = OpFAdd %u32 %one %half\n"),
    _spirv("ids that are used twice", "%a = OpIAdd %u32 %one %one\n$*"),
    _spirv("branches", "OpBranch %nowhere$i\n%b$i = OpLabel\n"),
    _spirv("words", "nonsense$i\n"),
    _spirv("strings", 'OpName %v "a$i\n'),
    _spirv("instructions that are not read", "%a$i = OpAtomicFAddEXT %f32 %v %one %zero %half\n"),
    _spirv("enumerations", "OpMemoryBarrier Nonsense$i\n"),
]

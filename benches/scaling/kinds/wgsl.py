"""WGSL: statements, expressions, declarations, and what stands between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaling.kind import ALL, EVERYTHING, Kind, growing, nested, repeated, spread

if TYPE_CHECKING:
    from collections.abc import Callable

    from scaling.kind import Files

OUT = "@group(0) @binding(0) var<storage, read_write> o: array<i32>;\n"
MAIN = "@compute @workgroup_size(1) fn main() {\n"
HEAD, TAIL = OUT + MAIN, "}\n"


def _kind(
    name: str, make: Callable[[int], str | bytes | Files], actions: tuple[str, ...] = ALL
) -> Kind:
    return Kind(f"wgsl {name}", "a.wgsl", make, actions)


def _body(name: str, line: str, actions: tuple[str, ...] = ALL) -> Kind:
    """Functions full of a line."""
    return _kind(name, spread(line, OUT, main=MAIN), actions)


def _functions(name: str, function: str, call: str = "f$i();\n") -> Kind:
    """Many functions, each called by the entry point."""
    return _kind(name, growing(OUT, function, MAIN, call, TAIL))


def _cases(size: int) -> str:
    numbers = ", ".join(map(str, range(size // 7)))
    return f"{HEAD}switch o[0] {{ case {numbers}: {{ o[1] = 1; }} default: {{}} }}\n{TAIL}"


def _else_if(size: int) -> str:
    chain = "if o[0] == 0 { o[1] = 0; }" + " else if o[0] == 1 { o[1] = 1; }" * 490 + "\n"
    return HEAD + chain * max(size // len(chain), 1) + TAIL


def _parameters(size: int) -> str:
    names = range(min(size // 24, 60000))
    parameters = ", ".join(f"a{name}: i32" for name in names)
    values = ", ".join(f"o[{name}]" for name in names)
    return f"{OUT}fn f({parameters}) -> i32 {{ return a0; }}\n{MAIN}o[0] = f({values});\n{TAIL}"


def _members_in_members(size: int) -> str:
    """Chains of structs, each 400 deep."""
    text: list[str] = []
    chain = 0
    while sum(map(len, text)) < size:
        rows = [f"struct S{chain}_{i} {{ a: S{chain}_{i + 1}, b: i32 }}\n" for i in range(400)]
        last = f"struct S{chain}_400 {{ a: i32 }}\nvar<private> v{chain}: S{chain}_0;\n"
        text.append("".join(rows) + last)
        chain += 1
    uses = "".join(f"o[{i}] = v{i}{'.a' * 401};\n" for i in range(chain))
    return "".join(text) + HEAD + uses + TAIL


KINDS = [
    _kind("statements of one function", growing(HEAD, "o[$i] = o[$i] + 1;\n", TAIL)),
    _body("statements", "o[$i] = o[$i] + 1;\n", EVERYTHING),
    _kind("statements on one line", growing(HEAD.replace("\n", " "), "o[$i] = o[$i] + 1; ", TAIL)),
    _body("lets", "let a$i = o[$i] + 1;\n", EVERYTHING),
    _kind("lets in a chain", growing(HEAD, "let a0 = o[0]; ", "let a$n = a$i + 1;\n", TAIL)),
    _body("lets of one name", "{ let a = o[$i]; o[$i] = a; }\n"),
    _body("locals", "var a$i = o[$i]; a$i += 1;\n"),
    _body("locals without a value", "var a$i: array<vec4f, 3>;\n"),
    _body("phony assignments", "_ = o[$i];\n"),
    _body("increments", "o[$i]++; o[$i] -= 2;\n"),
    _body("ifs", "if o[$i] > 3 { o[$i] = 1; } else { o[$i] = 2; }\n"),
    _body("loops", "for (var i = 0; i < 9; i++) { if i == o[$i] { continue; } o[i] = $i; }\n"),
    _body("whiles", "while o[$i] < 9 { o[$i] += 1; if o[0] == 1 { break; } }\n"),
    _body("loops with continuing", "loop { o[$i] += 1; continuing { break if o[$i] > 3; } }\n"),
    _body("switches", "switch o[$i] { case 1, 2: { o[0] = $i; } default: { o[1] = $i; } }\n"),
    _kind(
        "one switch",
        growing(HEAD, "switch o[0] {\n", "case $i: { o[1] = $i; }\n", "default {} }", TAIL),
    ),
    _kind("selectors of one case", _cases),
    _kind("else if", _else_if),
    _kind("calls of one function", growing(OUT, "fn f(a: i32) {}\n", MAIN, "f($i);\n", TAIL)),
    _kind(
        "values of calls",
        growing(OUT, "fn f(a: i32) -> i32 { return a; }\n", MAIN, "o[$i] = f(f($i));\n", TAIL),
    ),
    _kind(
        "pointers as arguments",
        growing(
            OUT, "fn f(a: ptr<function, i32>) { *a = 1; }\n", MAIN, "var a$i = 1; f(&a$i);\n", TAIL
        ),
    ),
    _kind(
        "pointers to elements",
        growing(
            OUT,
            "fn f(a: ptr<function, i32>) { *a = 1; }\n",
            MAIN,
            "var v: array<i32, 9>;\n",
            "f(&v[$i % 9]);\n",
            TAIL,
        ),
    ),
    _kind(
        "pointers to storage",
        growing(
            OUT,
            "fn f$i(a: ptr<storage, i32, read_write>) { *a = 1; }\n",
            MAIN,
            "f$i(&o[$i]);\n",
            TAIL,
        ),
    ),
    _functions("functions", "fn f$i() { o[$i] = 1; }\n"),
    _kind(
        "functions not called", growing("fn f$i(a: i32) -> i32 { return a + $i; }\n"), EVERYTHING
    ),
    _kind(
        "functions in a chain",
        growing("fn f0() {}\n", OUT, "fn f$n() { f$i(); o[$i] = 1; }\n", MAIN, "f$c();\n", TAIL),
    ),
    _kind(
        "functions in a chain, last first",
        growing(OUT, MAIN, "f0();\n}\n", "fn f$i() { f$n(); }\n", "fn f$e() {}\n"),
    ),
    _functions("functions of one local", "fn f$i() { var a = $i; a += 1; o[a] = a; }\n"),
    _functions(
        "functions with a parameter",
        "fn f$i(a: i32, b: vec3f) { o[a] = i32(b.x); }\n",
        "f$i($i, vec3f());\n",
    ),
    _kind("parameters", _parameters),
    _kind(
        "private variables",
        growing(OUT, "var<private> v$i: i32 = $i;\n", MAIN, "o[$i] = v$i;\n", TAIL),
        EVERYTHING,
    ),
    _kind(
        "workgroup variables",
        growing(OUT, "var<workgroup> v$i: i32;\n", MAIN, "v$i = 1; o[$i] = v$i;\n", TAIL),
    ),
    _kind(
        "functions of private variables",
        growing(OUT, "var<private> v$i: i32;\nfn f$i() { v$i = 1; }\n", MAIN, "f$i();\n", TAIL),
    ),
    _kind("constants", growing(OUT, "const c$i = $i;\n", MAIN, "o[$i] = c$i;\n", TAIL), EVERYTHING),
    _kind(
        "constants in a chain",
        growing("const c0 = 1;\n", "const c$n = (c$i + 1) % 7;\n", HEAD, "o[0] = c$c;\n", TAIL),
    ),
    _kind("constants, last first", growing("const c$i = c$n + 1;\n", "const c$e = 1;\n")),
    _kind(
        "vectors of constants",
        growing("const c$i = vec4f(1, 2, 3, $i) * 2;\n", HEAD, "o[$i] = i32(c$i.x);\n", TAIL),
    ),
    _kind("constants in a function", growing(HEAD, "const c$i = $i * 2 + 1; o[$i] = c$i;\n", TAIL)),
    _kind("assertions", growing("const_assert $i < 99999999;\n")),
    _kind("assertions in a function", growing(HEAD, "const_assert $i < 99999999;\n", TAIL)),
    _kind(
        "overrides",
        growing(OUT, "override v$i: i32 = $i;\n", MAIN, "o[$i] = v$i;\n", TAIL),
        EVERYTHING,
    ),
    _kind(
        "overrides in a chain",
        growing(
            OUT,
            "override v0: i32 = 1;\n",
            "override v$n: i32 = v$i + 1;\n",
            MAIN,
            "o[0] = v$c;\n",
            TAIL,
        ),
    ),
    _kind(
        "overrides in functions",
        growing(
            OUT,
            "@id($i) override v$i: f32;\nfn f$i() { o[$i] = i32(v$i * 2); }\n",
            MAIN,
            "f$i();\n",
            TAIL,
        ),
    ),
    _kind(
        "a table",
        growing(OUT, "const t = array(\n", "$i, ", "9);\n", MAIN, "o[0] = t[o[1]];\n", TAIL),
    ),
    _kind(
        "a table of vectors",
        growing(
            OUT,
            "const t = array(\n",
            "vec3f($i, 1, 2),\n",
            "vec3f());\n",
            MAIN,
            "o[0] = i32(t[o[1]].x);\n",
            TAIL,
        ),
    ),
    _kind(
        "a table in a function",
        growing(HEAD, "var t = array(\n", "$i, ", "9);\n", "o[0] = t[o[1]];\n", TAIL),
    ),
    _kind(
        "tables",
        growing(OUT, "const t$i = array($i, 2, 3, 4);\n", MAIN, "o[$i] = t$i[o[0] & 3];\n", TAIL),
    ),
    _kind(
        "arrays of many lengths",
        growing(OUT, "var<private> v$i: array<i32, $n>;\n", MAIN, "v$i[0] = 1;\n", TAIL),
        EVERYTHING,
    ),
    _kind(
        "values of arrays of many lengths", growing(HEAD, "_ = array<i32, $n % 300 + 1>();\n", TAIL)
    ),
    _kind(
        "arrays in arrays",
        growing("alias A0 = i32;\n", "alias A$n = array<A$i, 1>;\n", "var<private> v: A$c;\n"),
    ),
    _kind("aliases", growing("alias A$i = vec4f;\nvar<private> v$i: A$i;\n")),
    _kind(
        "members",
        growing(
            "struct S {\n",
            "m$i: vec3f,\n",
            "}\n",
            "var<private> s: S;\n",
            HEAD,
            "o[$i] = i32(s.m$i.x);\n",
            TAIL,
        ),
        EVERYTHING,
    ),
    _kind(
        "members of a buffer",
        growing(
            "struct S {\n",
            "m$i: vec3f,\n",
            "}\n",
            "@group(1) @binding(0) var<uniform> s: S;\n",
            HEAD,
            "o[$i] = i32(s.m$i.x);\n",
            TAIL,
        ),
        EVERYTHING,
    ),
    _kind(
        "small matrices of a buffer",
        growing(
            "struct S {\n",
            "m$i: mat3x2f,\n",
            "}\n",
            "@group(1) @binding(0) var<uniform> s: S;\n",
            HEAD,
            "o[$i] = i32(s.m$i[1].x);\n",
            TAIL,
        ),
    ),
    _kind(
        "a struct loaded whole",
        growing(
            "struct S {\n",
            "m$i: i32,\n",
            "}\n",
            "@group(1) @binding(0) var<storage, read_write> s: S;\n",
            HEAD,
            "var t = s; s = t;\n",
            TAIL,
        ),
    ),
    _kind(
        "a struct made of its members",
        growing(
            "struct S {\n",
            "m$i: i32,\n",
            "}\n",
            HEAD,
            "let s = S(",
            "$i,",
            "); o[0] = s.m0;\n",
            TAIL,
        ),
    ),
    _kind(
        "aligned members",
        growing(
            "struct S {\n",
            "@align(16) @size(32) m$i: i32,\n",
            "}\n",
            "@group(1) @binding(0) var<storage> s: S;\n",
            HEAD,
            "o[$i] = s.m$i;\n",
            TAIL,
        ),
    ),
    _kind(
        "structs",
        growing(
            "struct S$i { a: i32, b: vec3f }\n",
            "var<private> v$i: S$i;\n",
            HEAD,
            "o[$i] = v$i.a;\n",
            TAIL,
        ),
        EVERYTHING,
    ),
    _kind(
        "structs in a buffer",
        growing(
            "struct S$i { a: i32, b: vec3f }\n",
            "struct T {\n",
            "m$i: S$i,\n",
            "}\n@group(1) @binding(0) var<storage> t: T;\n",
            HEAD,
            "o[$i] = t.m$i.a;\n",
            TAIL,
        ),
    ),
    _kind("structs in structs", _members_in_members),
    _kind(
        "members of one name",
        growing("struct S$i { a: i32, a_1: i32 }\nfn f$i(s: S$i) -> i32 { return s.a + s.a_1; }\n"),
    ),
    _body("swizzles", "var v$i = vec4i(o[$i]); v$i.x = v$i.wzyx.xy.y;\n"),
    _kind(
        "one chain of swizzles",
        repeated(".wzyx", HEAD + "var v = vec4i(o[0]); o[1] = v", ".x;\n}\n"),
    ),
    _body("vectors", "let v$i = vec4f(vec2f(f32(o[$i])), 1, 2).xyz * 3;\n"),
    _body("matrices", "var m$i = mat4x4f() * f32(o[$i]); m$i[1] = vec4f();\n"),
    _body("comparisons like templates", "let b$i = o[$i] < o[0]; let c$i = o[1] > (o[2]);\n"),
    _body("smaller without an end", "let b$i = o[$i] < 1;\n"),
    _kind(
        "one long sum of comparisons",
        growing(HEAD, "let b = o[0] < 1", " || o[$i] < 1", ";\n", TAIL),
    ),
    _body("templates", "let b$i = array<vec4<f32>, 2>(vec4<f32>(), vec4<f32>(f32(o[$i])));\n"),
    _kind("template brackets in each other", nested("array<", "i32", ",1>", "alias A = ", ";\n")),
    _kind("openings of templates", repeated("a<", HEAD + "let x = ", "1;\n}\n")),
    _body(
        "built-in functions",
        "o[$i] = i32(mix(f32(o[$i]), 1.0, 0.5) + dot(vec2f(1, f32(o[0])), vec2f(2)));\n",
    ),
    _body(
        "modf and frexp",
        "let m$i = modf(f32(o[$i])); let e$i = frexp(m$i.fract); o[$i] = e$i.exp;\n",
    ),
    _body("inverses", "let m$i = inverse(mat3x3f() * f32(o[$i])); o[$i] = i32(m$i[0].x);\n"),
    _body(
        "packing",
        "o[$i] = i32(pack4x8snorm(unpack4x8snorm(u32(o[$i])))); o[0] = i32(pack4xI8(vec4i(o[$i])));\n",
    ),
    _body("divisions", "o[$i] = o[$i] / o[0] % o[1];\n"),
    _body("conversions", "o[$i] = bitcast<i32>(f32(u32(o[$i])));\n"),
    _body("selections", "o[$i] = select(o[0], 1, o[$i] > 2 && o[1] < 3 || o[2] == 4);\n"),
    _body("constant folding", "o[$i] = (1 + 2 * 3 - $i) & max($i, 7);\n"),
    _kind(
        "atomics",
        growing(
            "@group(0) @binding(0) var<storage, read_write> o: array<atomic<i32>>;\n",
            MAIN,
            "atomicAdd(&o[$i], 1); let a$i = atomicExchange(&o[0], 2);\n",
            TAIL,
        ),
    ),
    _kind(
        "barriers",
        growing(
            "var<workgroup> w: i32;\n",
            HEAD,
            "o[$i] = workgroupUniformLoad(&w); workgroupBarrier();\n",
            TAIL,
        ),
    ),
    _kind(
        "subgroup operations",
        growing(
            "enable subgroups;\n",
            HEAD,
            "o[$i] = subgroupAdd(o[$i]) + subgroupBroadcast(o[0], 1);\n",
            TAIL,
        ),
    ),
    _kind(
        "subgroup operations with signed numbers",
        growing(
            "enable subgroups;\n",
            HEAD,
            "o[$i] = subgroupShuffle(o[$i], o[0]) + subgroupShuffleXor(o[1], o[2]);\n",
            TAIL,
        ),
    ),
    _kind(
        "small matrices of private variables",
        growing(
            "struct S {\n",
            "m$i: mat2x2f,\n",
            "}\nvar<private> s: S;\n",
            HEAD,
            "s.m$i = mat2x2f(); s.m$i[o[0]] = vec2f(1);\n",
            TAIL,
        ),
    ),
    _kind(
        "structs of small matrices",
        growing(
            "struct S$i { m: mat2x2f, n: mat3x2f }\nvar<private> s$i: S$i;\n",
            HEAD,
            "s$i.m = mat2x2f(); s$i.n[o[0]] = vec2f(1);\n",
            TAIL,
        ),
    ),
    _kind(
        "halves",
        growing(
            "enable f16;\n", HEAD, "let h$i = vec2h(f16(o[$i]), 1h); o[$i] = i32(h$i.x);\n", TAIL
        ),
    ),
    _kind(
        "words of 64 bits", growing(HEAD, "let h$i = i64(o[$i]) * 3li; o[$i] = i32(h$i);\n", TAIL)
    ),
    _kind("long sums", growing(HEAD, "o[0] = o[1]", " + o[$i]", ";\n", TAIL)),
    _kind(
        "sums of 900",
        lambda size: HEAD + ("o[0] = 1" + " + o[1]" * 900 + ";\n") * max(size // 6300, 1) + TAIL,
    ),
    _kind(
        "constant sums of 900",
        lambda size: HEAD + ("o[0] = 1" + " + 1" * 900 + ";\n") * max(size // 3600, 1) + TAIL,
    ),
    _kind(
        "calls in calls",
        lambda size: (
            HEAD
            + ("o[0] = " + "abs(" * 80 + "o[1]" + ")" * 80 + ";\n") * max(size // 410, 1)
            + TAIL
        ),
    ),
    _kind(
        "blocks in blocks",
        lambda size: (
            HEAD + ("{" * 100 + "o[0] = 1;" + "}" * 100 + "\n") * max(size // 210, 1) + TAIL
        ),
    ),
    _kind(
        "loops in loops",
        lambda size: (
            HEAD
            + ("loop { if o[0] > 1 { break; }" * 50 + "o[0] = 1;" + "}" * 50 + "\n")
            * max(size // 1500, 1)
            + TAIL
        ),
    ),
    _kind("brackets", nested("(", "1", ")", HEAD + "o[0] = ", ";\n}\n")),
    _kind("opening brackets", repeated("(", HEAD + "o[0] = ")),
    _kind("closing brackets", repeated("}", HEAD)),
    _kind("square brackets", nested("[", "1", "]", HEAD + "o[0] = o", ";\n}\n")),
    _kind("braces", nested("{", "", "}", HEAD, TAIL)),
    _kind("blocks without anything", repeated("{}", HEAD, TAIL)),
    _kind("semicolons", repeated(";", HEAD, TAIL)),
    _kind("negations", repeated("- ", HEAD + "o[0] = ", "1;\n}\n")),
    _kind("a long comment", repeated("words, words ", "/*", "*/\n" + HEAD + TAIL)),
    _kind("comments in comments", nested("/*", "", "*/", "", HEAD + TAIL)),
    _kind("comments of a line", growing("// $i: what follows\n", HEAD + TAIL)),
    _kind(
        "comments between tokens",
        growing(HEAD, "o/* a */[/* b */$i/* c */] = /* d */ 1; // e\n", TAIL),
    ),
    _kind("comments before functions", growing("// $i\n/* of it */\nfn f$i() {}\n")),
    _kind("empty lines", repeated("\n", "", HEAD + TAIL)),
    _kind("spaces", repeated(" ", HEAD, TAIL)),
    _kind(
        "a long name",
        lambda size: (
            f"{HEAD}let a = 1; let {'a' * (size // 2)} = 2; o[0] = {'a' * (size // 2)};\n{TAIL}"
        ),
    ),
    _kind("long names", growing(OUT, "fn f$i" + "x" * 200 + "() { o[$i] = 1; }\n")),
    _kind("a long number", lambda size: f"{HEAD}o[0] = i32(1.{'0' * size}1);\n{TAIL}"),
    _kind("a long hexadecimal number", lambda size: f"{HEAD}let a = 0x1.{'0' * size}1p3;\n{TAIL}"),
    _kind("a long integer", lambda size: f"{HEAD}o[0] = {'1' * size};\n{TAIL}"),
    _kind(
        "names not in ASCII",
        growing(
            OUT, "fn größe_$i() { let ширина = $i; o[$i] = ширина; }\n", MAIN, "größe_$i();\n", TAIL
        ),
    ),
    _kind(
        "names that end in numbers",
        growing("fn a_$i() {}\nfn a$i() {}\n", "struct a { a_1: i32, a_2: i32 }\n"),
    ),
    _kind(
        "names that are words of targets",
        growing(
            "fn f$i(float: i32, sampler2D: i32, texture2d: i32) -> i32 { let half = float; return half; }\n"
        ),
    ),
    _kind(
        "names that differ by case",
        growing("fn f$i(Input: i32, input: i32) -> i32 { let OUTPUT = Input; return OUTPUT; }\n"),
    ),
    _kind(
        "attributes",
        growing(
            "@diagnostic(off, derivative_uniformity) @must_use fn f$i() -> i32 { return 1; }\n"
        ),
    ),
    _kind("attributes of a function", growing("@diagnostic(off, a$i.b) ", "fn f() {}\n")),
    _kind("directives", growing("diagnostic(off, a$i.b);\n", HEAD + TAIL)),
    _kind("extensions", repeated("enable f16;\n", "", HEAD + TAIL)),
    _kind("requirements", repeated("requires pointer_composite_access;\n", "", HEAD + TAIL)),
    _kind("returns", growing("fn f$i(a: i32) -> i32 { if a > $i { return 1; } return 2; }\n")),
    _kind(
        "statements after a return", growing(HEAD, "if o[0] == $i { return; o[$i] = 1; }\n", TAIL)
    ),
    _kind(
        "discards",
        growing(
            "@fragment fn main(@location(0) a: f32) -> @location(0) vec4f {\n",
            "if a == $i { discard; }\n",
            "return vec4f(); }\n",
        ),
    ),
    _kind(
        "derivatives",
        growing(
            "@fragment fn main(@location(0) a: f32) -> @location(0) vec4f {\nvar v: f32;\n",
            "v += dpdx(a * $i) + fwidth(a);\n",
            "return vec4f(v); }\n",
        ),
    ),
    _kind(
        "shadowed names in depth",
        lambda size: (
            HEAD
            + ("{ var a = o[0];" * 100 + "o[1] = a;" + "}" * 100 + "\n") * max(size // 1600, 1)
            + TAIL
        ),
    ),
]

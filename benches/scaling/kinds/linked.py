"""WGSL of several files: what linkers, conditions and definitions cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaling.kind import Kind, grow, growing, spread
from scaling.kinds.wgsl import HEAD, MAIN, OUT, TAIL

if TYPE_CHECKING:
    from collections.abc import Callable

    from scaling.kind import Files

ACTIONS = ("validate", "msl", "report")
OIL = ("--linker", "naga-oil")


def _wesl(name: str, make: Callable[[int], str | bytes | Files], *args: str) -> Kind:
    return Kind(f"wesl {name}", "a.wesl", make, ACTIONS, args)


def _oil(name: str, make: Callable[[int], str | bytes | Files]) -> Kind:
    return Kind(f"naga-oil {name}", "a.wgsl", make, ACTIONS, OIL)


def _wesl_modules(size: int) -> Files:
    """Many modules of a function each."""
    count = max(size // 130, 1)
    files: Files = {
        f"m{i}.wesl": f"import package::common::one;\nfn f{i}() -> i32 {{ return one() + {i}; }}\n"
        for i in range(count)
    }
    files["common.wesl"] = "fn one() -> i32 { return 1; }\n"
    imports = "".join(f"import package::m{i}::f{i};\n" for i in range(count))
    uses = "".join(f"o[{i}] = f{i}();\n" for i in range(count))
    files["a.wesl"] = imports + HEAD + uses + TAIL
    return files


def _wesl_chain(size: int) -> Files:
    """Modules each of which imports the next."""
    count = max(size // 100, 1)
    files: Files = {
        f"m{i}.wesl": f"import package::m{i + 1}::f as g;\nfn f() -> i32 {{ return g() + {i}; }}\n"
        for i in range(count)
    }
    files[f"m{count}.wesl"] = "fn f() -> i32 { return 1; }\n"
    files["a.wesl"] = f"import package::m0::f;\n{HEAD}o[0] = f();\n{TAIL}"
    return files


def _wesl_names(size: int) -> Files:
    """Modules that all declare the same names."""
    count = max(size // 150, 1)
    files: Files = {
        f"m{i}.wesl": f"const K = {i};\nfn helper() -> i32 {{ return K; }}\n"
        "fn f() -> i32 { return helper(); }\n"
        for i in range(count)
    }
    uses = "".join(f"o[{i}] = package::m{i}::f();\n" for i in range(count))
    files["a.wesl"] = HEAD + uses + TAIL
    return files


def _wesl_library(size: int) -> Files:
    """A large module of which all is used."""
    count = max(size // 110, 1)
    library = "".join(f"fn f{i}() -> i32 {{ return {i}; }}\n" for i in range(count))
    imported = ", ".join(f"f{i} as g{i}" for i in range(count))
    uses = "".join(f"o[{i}] = g{i}();\n" for i in range(count))
    return {
        "lib.wesl": library,
        "a.wesl": f"import package::lib::{{{imported}}};\n{HEAD}{uses}{TAIL}",
    }


def _wesl_part_of_library(size: int) -> Files:
    """A large module of which little is used."""
    return {
        "lib.wesl": grow(size, "fn f$i() -> i32 { return $i; }\n"),
        "a.wesl": f"import package::lib::f0;\n{HEAD}o[0] = f0();\n{TAIL}",
    }


def _wesl_globs(size: int) -> Files:
    """Paths in the code, without imports."""
    return {
        "lib.wesl": "fn f(a: i32) -> i32 { return a; }\n",
        "a.wesl": spread("o[$i] = package::lib::f($i);\n", OUT, main=MAIN)(size),
    }


def _oil_modules(size: int) -> Files:
    count = max(size // 140, 1)
    files: Files = {
        f"m{i}.wgsl": f"#define_import_path lib::m{i}\nfn f() -> i32 {{ return {i}; }}\nconst k = {i};\n"
        for i in range(count)
    }
    imports = "".join(f"#import lib::m{i}\n" for i in range(count))
    uses = "".join(f"o[{i}] = m{i}::f() + m{i}::k;\n" for i in range(count))
    files["a.wgsl"] = imports + HEAD + uses + TAIL
    return files


def _oil_chain(size: int) -> Files:
    count = max(size // 130, 1)
    files: Files = {
        f"m{i}.wgsl": f"#define_import_path lib::m{i}\n#import lib::m{i + 1} as next\n"
        f"fn f() -> i32 {{ return next::f() + {i}; }}\n"
        for i in range(count)
    }
    files[f"m{count}.wgsl"] = f"#define_import_path lib::m{count}\nfn f() -> i32 {{ return 1; }}\n"
    files["a.wgsl"] = f"#import lib::m0\n{HEAD}o[0] = m0::f();\n{TAIL}"
    return files


def _oil_names(size: int) -> Files:
    return {
        "lib.wgsl": "#define_import_path lib\nfn f(a: i32) -> i32 { return a; }\n",
        "a.wgsl": spread("o[$i] = lib::f($i);\n", "#import lib\n" + OUT, main=MAIN)(size),
    }


def _oil_overrides(size: int) -> Files:
    count = max(size // 120, 1)
    library = "".join(f"virtual fn f{i}() -> i32 {{ return {i}; }}\n" for i in range(count))
    overrides = "".join(
        f"override fn lib::f{i}() -> i32 {{ return lib::f{i}() + 1; }}\n" for i in range(count)
    )
    uses = "".join(f"o[{i}] = lib::f{i}();\n" for i in range(count))
    return {
        "lib.wgsl": "#define_import_path lib\n" + library,
        "a.wgsl": "#import lib\n" + overrides + HEAD + uses + TAIL,
    }


def _missing(size: int) -> Files:
    return {"a.wesl": grow(size, "import package::m$i::f$i;\n", HEAD, "o[$i] = f$i();\n", TAIL)}


def _missing_names(size: int) -> Files:
    return {
        "lib.wesl": grow(size // 2, "fn f$i() -> i32 { return $i; }\n"),
        "a.wesl": grow(size // 2, "import package::lib::fn$i;\n", HEAD, "o[$i] = fn$i();\n", TAIL),
    }


def _errors_in_modules(size: int) -> Files:
    count = max(size // 110, 1)
    files: Files = {
        f"m{i}.wesl": f"fn f{i}() -> i32 {{ return nothing{i}; }}\n" for i in range(count)
    }
    uses = "".join(f"o[{i}] = package::m{i}::f{i}();\n" for i in range(count))
    files["a.wesl"] = HEAD + uses + TAIL
    return files


KINDS = [
    _wesl("modules", _wesl_modules),
    _wesl("modules in a chain", _wesl_chain),
    _wesl("modules of the same names", _wesl_names),
    _wesl("a module used whole", _wesl_library),
    _wesl("a module used in part", _wesl_part_of_library),
    _wesl("paths in the code", _wesl_globs),
    _wesl("statements", spread("o[$i] = o[$i] + 1;\n", OUT, main=MAIN)),
    _wesl("functions", growing(OUT, "fn f$i() { o[$i] = 1; }\n", MAIN, "f$i();\n", TAIL)),
    _wesl(
        "declarations on conditions",
        growing(
            "@if(a$i && !b) const c$i = 1;\n@elif(d) const c$i = 2;\n@else const c$i = 3;\n",
            HEAD,
            "o[$i] = c$i;\n",
            TAIL,
        ),
        "-Dd",
    ),
    _wesl(
        "statements on conditions",
        growing(HEAD, "@if(a$i || b) o[$i] = 1;\n@else o[$i] = 2;\n", TAIL),
    ),
    _wesl(
        "members on conditions",
        growing(
            "struct S {\n",
            "@if(a$i) a$i: i32,\n@else b$i: i32,\n",
            "}\nvar<private> s: S;\n" + HEAD + TAIL,
        ),
    ),
    _wesl(
        "conditions in braces", growing("@if(a$i) { const a$i = 1; fn f$i() {} }\n", HEAD + TAIL)
    ),
    _wesl("long conditions", growing("@if(", "a$i || ", "b) const c = 1;\n" + HEAD + TAIL)),
    _wesl(
        "conditions in brackets",
        lambda size: f"@if({'(' * (size // 2)}a{')' * (size // 2)}) const c = 1;\n{HEAD}{TAIL}",
    ),
    Kind(
        "wesl definitions",
        "a.wesl",
        spread("o[$i] = constants::A1;\n", OUT, main=MAIN),
        ACTIONS,
        arguments=lambda size: [f"-DA{i}={i}" for i in range(min(size // 24, 9000))],
    ),
    _wesl("modules that are missing", _missing),
    _wesl("names that are missing", _missing_names),
    _wesl("errors in modules", _errors_in_modules),
    _wesl("an import of many", growing("import package::{", "a$i::b, ", "c::d};\n" + HEAD + TAIL)),
    _wesl(
        "imports in imports",
        lambda size: f"import package::{'a::{' * (size // 5)}b{'}' * (size // 5)};\n{HEAD}{TAIL}",
    ),
    _oil("modules", _oil_modules),
    _oil("modules in a chain", _oil_chain),
    _oil("paths in the code", _oil_names),
    _oil("functions that are replaced", _oil_overrides),
    _oil("statements", spread("o[$i] = o[$i] + 1;\n", OUT, main=MAIN)),
    _oil(
        "conditions",
        growing(
            OUT,
            "#ifdef A$i\nconst c$i = 1;\n#else\nconst c$i = 2;\n#endif\n",
            MAIN,
            "o[$i] = c$i;\n",
            TAIL,
        ),
    ),
    _oil(
        "conditions in conditions",
        lambda size: (
            "#ifndef A\n" * (size // 17)
            + "const c = 1;\n"
            + "#endif\n" * (size // 17)
            + HEAD
            + TAIL
        ),
    ),
    _oil(
        "else of conditions", growing("#ifdef A\n", "#else ifdef A$i\n", "#endif\n" + HEAD + TAIL)
    ),
    _oil("definitions", spread("#define A$i $i\no[$i] = #A$i + #{A$i};\n", OUT, main=MAIN)),
    _oil("definitions of one name", spread("#define A $i\no[$i] = #A;\n", OUT, main=MAIN)),
    _oil(
        "a long value",
        lambda size: f"#define A {'a' * (size // 2)}\n" + "const #A = 1;\n" * (size // 28),
    ),
    _oil("attributes that are not closed", growing("fn f$i() { @builtin( }\n", HEAD + TAIL)),
    _oil(
        "names in many braces",
        lambda size: (
            f"#import {'a::{' * (size // 10)}{'b, ' * (size // 6)}c{'}' * (size // 10)}\n{HEAD}{TAIL}"
        ),
    ),
    _wesl(
        "names in many braces",
        lambda size: (
            f"import package::{'a::{' * (size // 10)}{'b, ' * (size // 6)}c{'}' * (size // 10)};\n{HEAD}{TAIL}"
        ),
    ),
    _oil("imports of one module", growing("#import lib as m$i\n", HEAD + TAIL)),
]

"""SPIR-V: as assembly, and as the words that our own program writes of other sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaling.kind import ALL, EVERYTHING, Kind, growing, repeated
from scaling.kinds import glsl, resources, wgsl

if TYPE_CHECKING:
    from collections.abc import Callable

SOME = ("validate", "msl", "spirv-asm")

TOP = """\
OpCapability Shader
%glsl = OpExtInstImport "GLSL.std.450"
OpMemoryModel Logical GLSL450
"""
ENTRY = """\
OpEntryPoint GLCompute %main "main"
OpExecutionMode %main LocalSize 1 1 1
"""
TYPES = """\
%void = OpTypeVoid
%fn = OpTypeFunction %void
%u32 = OpTypeInt 32 0
%i32 = OpTypeInt 32 1
%f32 = OpTypeFloat 32
%bool = OpTypeBool
%v4 = OpTypeVector %f32 4
%yes = OpConstantTrue %bool
%zero = OpConstant %u32 0
%one = OpConstant %u32 1
%half = OpConstant %f32 0.5
%ptr = OpTypePointer Private %u32
%v = OpVariable %ptr Private
"""
MAIN = "%main = OpFunction %void None %fn\n%start = OpLabel\n"
END = "OpReturn\nOpFunctionEnd\n"
LOADED = "%x = OpLoad %u32 %v\n"
CHOSEN = "%c = OpIEqual %bool %x %one\n"


def _kind(
    name: str,
    *body: str,
    decorations: tuple[str, ...] = (),
    variables: tuple[str, ...] = (),
    actions: tuple[str, ...] = SOME,
) -> Kind:
    """A module with one entry point and this body."""
    parts = (TOP + ENTRY, *decorations, TYPES, *variables, MAIN, *body, END)
    return Kind(f"spirv {name}", "a.spvasm", growing(*parts), actions)


def _other(name: str, make: Callable[[int], str], actions: tuple[str, ...] = SOME) -> Kind:
    return Kind(f"spirv {name}", "a.spvasm", make, actions)


def _words(name: str, make: Callable[[int], str], file: str = "a.wgsl", *flags: str) -> Kind:
    """The words that our program writes of another source."""
    return Kind(
        f"words {name}",
        file,
        lambda size: make(size // 2),
        ALL,
        made_of=("translate", file, "--to", "spirv", *flags, "-o", "a.spv"),
    )


def _phis(size: int) -> str:
    """Blocks with many values that meet, each used by the next."""
    rows: list[str] = []
    count = max(size // 330, 1)
    before = "%x"
    for i in range(count):
        rows.append(
            f"OpSelectionMerge %m{i} None\nOpBranchConditional %c %t{i} %e{i}\n"
            f"%t{i} = OpLabel\n%a{i} = OpIAdd %u32 {before} %one\nOpBranch %m{i}\n"
            f"%e{i} = OpLabel\n%b{i} = OpIMul %u32 {before} {before}\nOpBranch %m{i}\n"
            f"%m{i} = OpLabel\n%p{i} = OpPhi %u32 %a{i} %t{i} %b{i} %e{i}\n"
        )
        before = f"%p{i}"
    return (
        TOP
        + ENTRY
        + TYPES
        + MAIN
        + LOADED
        + CHOSEN
        + "".join(rows)
        + f"OpStore %v {before}\n"
        + END
    )


def _phis_of_a_switch(size: int) -> str:
    """One value that comes from every case."""
    names = range(max(size // 90, 1))
    targets = " ".join(f"{i} %l{i}" for i in names)
    blocks = "".join(f"%l{i} = OpLabel\n%a{i} = OpIAdd %u32 %x %one\nOpBranch %m\n" for i in names)
    values = " ".join(f"%a{i} %l{i}" for i in names)
    return (
        f"{TOP}{ENTRY}{TYPES}{MAIN}{LOADED}OpSelectionMerge %m None\nOpSwitch %x %d {targets}\n"
        f"{blocks}%d = OpLabel\nOpBranch %m\n%m = OpLabel\n%p = OpPhi %u32 %x %d {values}\n"
        f"OpStore %v %p\n{END}"
    )


def _loop_phis(size: int) -> str:
    """A loop that carries many values."""
    names = range(max(size // 110, 1))
    phis = "".join(f"%p{i} = OpPhi %u32 %zero %start %a{i} %k\n" for i in names)
    sums = "".join(f"%a{i} = OpIAdd %u32 %p{i} %one\n" for i in names)
    stores = "".join(f"OpStore %v %p{i}\n" for i in names)
    return (
        f"{TOP}{ENTRY}{TYPES}{MAIN}{LOADED}{CHOSEN}OpBranch %h\n%h = OpLabel\n{phis}"
        f"OpLoopMerge %m %k None\nOpBranchConditional %c %b %m\n%b = OpLabel\nOpBranch %k\n"
        f"%k = OpLabel\n{sums}OpBranch %h\n%m = OpLabel\n{stores}{END}"
    )


def _selections(size: int) -> str:
    rows = "".join(
        f"OpSelectionMerge %m{i} None\nOpBranchConditional %c %i{i} %m{i}\n%i{i} = OpLabel\n"
        f"OpStore %v %one\nOpBranch %m{i}\n%m{i} = OpLabel\n"
        for i in range(max(size // 130, 1))
    )
    return TOP + ENTRY + TYPES + MAIN + LOADED + CHOSEN + rows + END


def _loops(size: int) -> str:
    rows = "".join(
        f"OpBranch %h{i}\n%h{i} = OpLabel\nOpLoopMerge %m{i} %k{i} None\nOpBranch %b{i}\n"
        f"%b{i} = OpLabel\nOpBranchConditional %c %k{i} %m{i}\n%k{i} = OpLabel\nOpBranch %h{i}\n"
        f"%m{i} = OpLabel\n"
        for i in range(max(size // 160, 1))
    )
    return TOP + ENTRY + TYPES + MAIN + LOADED + CHOSEN + rows + END


def _entry_points(size: int) -> str:
    names = range(max(size // 150, 1))
    entries = "".join(
        f'OpEntryPoint GLCompute %main{i} "main{i}"\nOpExecutionMode %main{i} LocalSize 1 1 1\n'
        for i in names
    )
    functions = "".join(
        f"%main{i} = OpFunction %void None %fn\n%s{i} = OpLabel\nOpStore %v %one\n{END}"
        for i in names
    )
    return TOP + entries + TYPES + functions


def _interface(size: int) -> str:
    """A fragment shader with many inputs in its interface."""
    names = range(min(max(size // 170, 1), 9000))
    listed = " ".join(f"%in{i}" for i in names)
    head = (
        f'OpEntryPoint Fragment %main "main" {listed} %out\nOpExecutionMode %main OriginUpperLeft\n'
    )
    decorations = "OpDecorate %out Location 0\n" + "".join(
        f'OpName %in{i} "input{i}"\nOpDecorate %in{i} Location {i}\n' for i in names
    )
    variables = (
        "%pi = OpTypePointer Input %v4\n%po = OpTypePointer Output %v4\n"
        "%out = OpVariable %po Output\n"
    ) + "".join(f"%in{i} = OpVariable %pi Input\n" for i in names)
    body = "".join(f"%l{i} = OpLoad %v4 %in{i}\nOpStore %out %l{i}\n" for i in names)
    return TOP + head + decorations + TYPES + variables + MAIN + body + END


def _sampled(size: int) -> str:
    """Combined images, each sampled."""
    names = range(max(size // 260, 1))
    decorations = "OpDecorate %out Location 0\n" + "".join(
        f"OpDecorate %t{i} DescriptorSet 0\nOpDecorate %t{i} Binding {i}\n" for i in names
    )
    head = 'OpEntryPoint Fragment %main "main" %out\nOpExecutionMode %main OriginUpperLeft\n'
    variables = (
        "%po = OpTypePointer Output %v4\n%out = OpVariable %po Output\n"
        "%v2 = OpTypeVector %f32 2\n%uv = OpConstantComposite %v2 %half %half\n"
        "%im = OpTypeImage %f32 2D 0 0 0 1 Unknown\n%si = OpTypeSampledImage %im\n"
        "%ps = OpTypePointer UniformConstant %si\n"
    ) + "".join(f"%t{i} = OpVariable %ps UniformConstant\n" for i in names)
    body = "".join(
        f"%l{i} = OpLoad %si %t{i}\n%c{i} = OpImageSampleImplicitLod %v4 %l{i} %uv\n"
        f"OpStore %out %c{i}\n"
        for i in names
    )
    return TOP + head + decorations + TYPES + variables + MAIN + body + END


def _members(size: int) -> str:
    """A block of many members, all read."""
    names = range(max(size // 190, 1))
    decorations = (
        "OpDecorate %t Block\nOpDecorate %b DescriptorSet 0\nOpDecorate %b Binding 0\n"
    ) + "".join(
        f'OpMemberDecorate %t {i} Offset {4 * i}\nOpMemberName %t {i} "m{i}"\n' for i in names
    )
    types = f"%t = OpTypeStruct{' %u32' * len(names)}\n%pt = OpTypePointer Uniform %t\n"
    types += "%pu = OpTypePointer Uniform %u32\n%b = OpVariable %pt Uniform\n"
    types += "".join(f"%k{i} = OpConstant %u32 {i}\n" for i in names)
    body = "".join(
        f"%e{i} = OpAccessChain %pu %b %k{i}\n%d{i} = OpLoad %u32 %e{i}\nOpStore %v %d{i}\n"
        for i in names
    )
    return TOP + ENTRY + decorations + TYPES + types + MAIN + body + END


FUNCTION = "%f$i = OpFunction %void None %fn\n%g$i = OpLabel\nOpStore %v %one\n" + END

KINDS = [
    _kind("sums", LOADED, "%s$i = OpIAdd %u32 %x %one\nOpStore %v %s$i\n", actions=EVERYTHING),
    _kind(
        "sums in a chain",
        "%s0 = OpLoad %u32 %v\n",
        "%s$n = OpIAdd %u32 %s$i %one\nOpStore %v %s$n\n",
    ),
    _kind("uses of one value", LOADED, "OpStore %v %x\n$*"),
    _kind(
        "extended instructions",
        "%y = OpExtInst %f32 %glsl Sqrt %half\n",
        "%s$i = OpExtInst %f32 %glsl FMix %y %half %half\n",
    ),
    _kind(
        "compositions",
        "%z = OpCompositeConstruct %v4 %half %half %half %half\n",
        "%a$i = OpCompositeExtract %f32 %z 1\n%b$i = OpCompositeInsert %v4 %a$i %z 2\n%d$i = OpVectorShuffle %v4 %b$i %z 0 5 2 3\n",
    ),
    _kind("undefined values", "%d$i = OpUndef %u32\n%e$i = OpIAdd %u32 %d$i %one\n"),
    _kind("copies of objects", LOADED, "%d$i = OpCopyObject %u32 %x\n"),
    _kind("copies in a chain", "%d0 = OpLoad %u32 %v\n", "%d$n = OpCopyObject %u32 %d$i\n"),
    _kind("selections of values", LOADED + CHOSEN, "%d$i = OpSelect %u32 %c %x %one\n"),
    _kind(
        "differences of signs",
        LOADED,
        "%d$i = OpSDiv %i32 %x %one\n%e$i = OpSLessThan %bool %x %one\n",
    ),
    _kind(
        "local variables",
        "%l$i = OpVariable %pf Function %one\n",
        "%d$i = OpLoad %u32 %l$i\n",
        variables=("%pf = OpTypePointer Function %u32\n",),
        actions=SOME,
    ),
    _kind(
        "lines",
        LOADED,
        "OpLine %file $n 1\n%s$i = OpIAdd %u32 %x %one\n",
        decorations=('%file = OpString "a.c"\n',),
    ),
    _kind("empty instructions", "OpNop\n$*"),
    _kind(
        "blocks in a row", "OpBranch %b0\n", "%b$i = OpLabel\nOpBranch %b$n\n", "%b$e = OpLabel\n"
    ),
    _kind(
        "blocks that nothing reaches",
        "OpReturn\n",
        "%b$i = OpLabel\nOpBranch %b$n\n",
        "%b$e = OpLabel\n",
    ),
    _kind("names", decorations=('OpName %v "name$i"\n',)),
    _kind(
        "names of values",
        LOADED,
        "%s$i = OpIAdd %u32 %x %one\n",
        decorations=('OpName %s$i "name"\n',),
    ),
    _other(
        "a long name",
        lambda size: f'{TOP}{ENTRY}OpName %v "{"n" * size}"\n{TYPES}{MAIN}OpStore %v %one\n{END}',
        EVERYTHING,
    ),
    _other(
        "a long name that is escaped",
        lambda size: f'{TOP}{ENTRY}OpName %v "{chr(92) * size}"\n{TYPES}{MAIN}{END}',
    ),
    _other(
        "a source",
        lambda size: (
            f"{TOP}{ENTRY}OpSource GLSL 450\n{''.join(f'OpSourceExtension {chr(34)}GL_{i}{chr(34)}{chr(10)}' for i in range(size // 30))}{TYPES}{MAIN}{END}"
        ),
    ),
    _kind(
        "decorations of values",
        LOADED,
        "%s$i = OpIAdd %u32 %x %one\n",
        decorations=("OpDecorate %s$i RelaxedPrecision\n",),
    ),
    _kind("decorations of one value", LOADED, decorations=("OpDecorate %x RelaxedPrecision\n$*",)),
    _kind(
        "decoration groups",
        LOADED,
        "%s$i = OpIAdd %u32 %x %one\n",
        decorations=(
            "OpDecorate %group RelaxedPrecision\n%group = OpDecorationGroup\n",
            "OpGroupDecorate %group %s$i\n",
        ),
    ),
    _kind(
        "a long decoration group",
        LOADED,
        "%s$i = OpIAdd %u32 %x %one\n",
        decorations=(
            "OpDecorate %group RelaxedPrecision\n%group = OpDecorationGroup\nOpGroupDecorate %group",
            " %s$i",
            "\n",
        ),
    ),
    _kind(
        "decorations of members",
        decorations=(
            'OpMemberDecorate %t$i 0 Offset 0\nOpMemberDecorate %t$i 1 Offset 16\nOpMemberName %t$i 0 "a"\nOpDecorate %t$i Block\n',
        ),
        variables=("%t$i = OpTypeStruct %u32 %v4\n",),
    ),
    _other("members", _members, ALL),
    _kind("types in types", variables=("%t0 = OpTypeStruct %u32\n", "%t$n = OpTypeStruct %t$i\n")),
    _kind(
        "types of functions",
        variables=("%t$i = OpTypeStruct %u32\n%q$i = OpTypeFunction %void %t$i\n",),
    ),
    _kind(
        "arrays of many lengths",
        "%e$i = OpAccessChain %ptr %w$i %one\nOpStore %e$i %one\n",
        variables=(
            "%n$i = OpConstant %u32 1$i\n%t$i = OpTypeArray %u32 %n$i\n%q$i = OpTypePointer Private %t$i\n%w$i = OpVariable %q$i Private\n",
        ),
    ),
    _kind(
        "constants",
        LOADED,
        "%s$i = OpIAdd %u32 %x %k$i\n",
        variables=("%k$i = OpConstant %u32 $i\n",),
    ),
    _kind(
        "composite constants",
        "%s$i = OpFAdd %v4 %k$i %k$i\n",
        variables=("%k$i = OpConstantComposite %v4 %half %half %half %half\n",),
    ),
    _kind(
        "specialisation constants",
        LOADED,
        "%s$i = OpIAdd %u32 %x %k$i\n",
        decorations=("OpDecorate %k$i SpecId $i\n",),
        variables=("%k$i = OpSpecConstant %u32 $i\n",),
        actions=ALL,
    ),
    _kind(
        "operations on specialisation constants",
        LOADED,
        "%s$i = OpIAdd %u32 %x %k$n\n",
        decorations=("OpDecorate %k0 SpecId 1\n",),
        variables=(
            "%k0 = OpSpecConstant %u32 1\n",
            "%k$n = OpSpecConstantOp %u32 IAdd %k$i %one\n",
        ),
    ),
    _kind(
        "specialisation constants of one number",
        LOADED,
        "%s$i = OpIAdd %u32 %x %k$i\n",
        decorations=("OpDecorate %k$i SpecId 1\n",),
        variables=("%k$i = OpSpecConstant %u32 1\n",),
    ),
    _kind(
        "composed specialisation constants",
        "%s$i = OpFAdd %v4 %q$i %q$i\n",
        decorations=("OpDecorate %k$i SpecId $i\n",),
        variables=(
            "%k$i = OpSpecConstant %f32 1\n%q$i = OpSpecConstantComposite %v4 %k$i %k$i %k$i %k$i\n",
        ),
    ),
    _kind(
        "global variables",
        "OpStore %w$i %one\n",
        variables=("%w$i = OpVariable %ptr Private %one\n",),
        actions=ALL,
    ),
    _kind(
        "buffers",
        "%e$i = OpAccessChain %pu %w$i %zero\n%d$i = OpLoad %u32 %e$i\nOpStore %v %d$i\n",
        decorations=(
            "OpDecorate %t Block\nOpMemberDecorate %t 0 Offset 0\n",
            "OpDecorate %w$i DescriptorSet 0\nOpDecorate %w$i Binding $i\n",
        ),
        variables=(
            "%t = OpTypeStruct %u32\n%pt = OpTypePointer Uniform %t\n%pu = OpTypePointer Uniform %u32\n",
            "%w$i = OpVariable %pt Uniform\n",
        ),
        actions=ALL,
    ),
    _other(
        "functions",
        growing(TOP + ENTRY + TYPES, FUNCTION, MAIN, "%r$i = OpFunctionCall %void %f$i\n", END),
        ALL,
    ),
    _other("functions not called", growing(TOP + ENTRY + TYPES, FUNCTION, MAIN + END)),
    _other(
        "functions in a chain",
        growing(
            TOP + ENTRY + TYPES,
            "%f$i = OpFunction %void None %fn\n%g$i = OpLabel\n%r$i = OpFunctionCall %void %f$n\n"
            + END,
            "%f$e = OpFunction %void None %fn\n%ge = OpLabel\n" + END,
            MAIN + "%r = OpFunctionCall %void %f0\n" + END,
        ),
    ),
    _other("values that meet", _phis, ALL),
    _other("values of a switch that meet", _phis_of_a_switch, ALL),
    _other("values that a loop carries", _loop_phis, ALL),
    _other("selections", _selections),
    _other("loops", _loops),
    _other("entry points", _entry_points, ALL),
    _other("inputs", _interface, ALL),
    _other("combined images", _sampled, ALL),
    _other(
        "an entry point with a long interface",
        lambda size: (
            f'{TOP}OpEntryPoint GLCompute %main "main"{" %v" * min(size // 3, 60000)}\nOpExecutionMode %main LocalSize 1 1 1\n{TYPES}{MAIN}{END}'
        ),
    ),
    _other(
        "capabilities",
        growing(
            "OpCapability Shader\n", "OpCapability ImageQuery\n$*", TOP + ENTRY + TYPES + MAIN + END
        ),
    ),
    _other(
        "extensions",
        growing(
            "OpCapability Shader\n", 'OpExtension "SPV_$i"\n', TOP + ENTRY + TYPES + MAIN + END
        ),
    ),
    _other(
        "execution modes",
        growing(TOP + ENTRY, "OpExecutionMode %main LocalSize 1 1 $n\n", TYPES + MAIN + END),
    ),
    _other(
        "processed modules",
        growing(TOP + ENTRY, 'OpModuleProcessed "step $i"\n', TYPES + MAIN + END),
    ),
    _other("comments", growing("; $i: what follows\n", TOP + ENTRY + TYPES + MAIN + END)),
    _other("one long comment", repeated("; ", "", "\n" + TOP + ENTRY + TYPES + MAIN + END)),
    _other(
        "a long identifier",
        lambda size: f"{TOP}{ENTRY}{TYPES}{MAIN}%{'a' * size} = OpLoad %u32 %v\n{END}",
    ),
    _words("of statements", growing(wgsl.HEAD, "o[$i] = o[$i] + 1;\n", wgsl.TAIL)),
    _words(
        "of statements with names",
        growing(wgsl.HEAD, "let a$i = o[$i] + 1; o[$i] = a$i;\n", wgsl.TAIL),
        "a.wgsl",
        "-g",
    ),
    _words(
        "of loops",
        growing(
            wgsl.HEAD,
            "for (var i = 0; i < 9; i++) { if i == o[$i] { continue; } o[i] = $i; }\n",
            wgsl.TAIL,
        ),
    ),
    _words(
        "of switches",
        growing(
            wgsl.HEAD,
            "switch o[$i] { case 1, 2: { o[0] = $i; } default: { o[1] = $i; } }\n",
            wgsl.TAIL,
        ),
    ),
    _words(
        "of functions",
        growing(
            wgsl.OUT,
            "fn f$i(a: i32) -> i32 { if a > 1 { return 1; } return a; }\n",
            wgsl.MAIN,
            "o[$i] = f$i(o[$i]);\n",
            wgsl.TAIL,
        ),
    ),
    _words(
        "of textures",
        growing(
            "@group(1) @binding(0) var s: sampler;\n",
            "@group(0) @binding($i) var t$i: texture_2d<f32>;\n",
            resources.FRAGMENT,
            "c += textureSample(t$i, s, uv);\n",
            resources.RETURN,
        ),
    ),
    _words(
        "of overrides",
        growing(
            wgsl.OUT, "@id($i) override v$i: i32 = $i;\n", wgsl.MAIN, "o[$i] = v$i;\n", wgsl.TAIL
        ),
    ),
    _words(
        "of GLSL",
        growing(
            glsl.HEAD, "int a$i = o[$i]; if (a$i > 2) { o[0] = a$i; } else { o[1]++; }\n", glsl.TAIL
        ),
        "a.comp",
    ),
]

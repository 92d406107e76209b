"""MSL, type-checked by an ordinary clang with our stand-in for <metal_stdlib>.

What clang does not look at is looked at here: the names of attributes and the slots of entry-point
parameters.
tests/judges/README.md says what this judge cannot see.
"""

from __future__ import annotations

import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from judges.model import EntryPoint, Judgement
from judges.tools import HERE, find_program, first_error, one_line, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from judges.model import Stage, Subject

PROGRAMS = ("clang++-16", "clang++-19", "clang++-18", "clang++-17", "clang++-15")
SECONDS = 60.0  # for one file
INCLUDE = HERE / "msl" / "include"
FLAGS = (
    "-std=c++17",
    "-nostdinc",
    "-nostdinc++",
    "-fdeclspec",
    *("-Xclang", "-cl-single-precision-constant"),  # 1.0 is a float
    *("-Wno-everything", "-Werror=c++11-narrowing", "-Werror=return-type"),
    *("-fno-caret-diagnostics", "-fno-color-diagnostics", "-ftemplate-backtrace-limit=1"),
    *("-I", str(INCLUDE)),
)
# Loading these once, precompiled, saves most of the time of a small file.
PRELUDE = "#include <metal_stdlib>\n" + "".join(
    f'static_assert(sizeof(metal::{scalar}{lanes}) > 0, "");\n'
    for scalar in ("float", "int", "uint", "bool")
    for lanes in (2, 3, 4)
)
ATTRIBUTES = frozenset(
    """
    alias amplification_count amplification_id attribute barycentric_coord base_instance
    base_vertex buffer center_no_perspective center_perspective centroid_no_perspective
    centroid_perspective clip_distance color depth depth_qualifier
    dispatch_quadgroups_per_threadgroup dispatch_simdgroups_per_threadgroup
    dispatch_threads_per_threadgroup early_fragment_tests flat fragment front_facing
    function_constant grid_origin grid_size host_name id imageblock_data index index_type
    instance_id intersection invariant kernel max_total_threadgroups_per_mesh_grid
    max_total_threads_per_threadgroup maybe_unused mesh object patch patch_id payload
    point_coord point_size position position_in_patch primitive_culled primitive_id
    quadgroup_index_in_threadgroup quadgroups_per_threadgroup raster_order_group
    render_target_array_index sample_id sample_mask sample_no_perspective sample_perspective
    sampler shared simdgroup_index_in_threadgroup simdgroups_per_threadgroup stage_in stencil
    stitchable texture thread_execution_width thread_index_in_quadgroup
    thread_index_in_simdgroup thread_index_in_threadgroup thread_position_in_grid
    thread_position_in_threadgroup threadgroup threadgroup_position_in_grid
    threadgroups_per_grid threads_per_grid threads_per_simdgroup threads_per_threadgroup unused
    user vertex vertex_id viewport_array_index visible
    """.split()
)
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
ATTRIBUTE_LIST = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
ARGUMENTS = re.compile(r"\([^()]*\)")
ATTRIBUTE_NAME = re.compile(r"(?:^|,)\s*(?:metal::)?([A-Za-z_]\w*)")
ENTRY = re.compile(
    r"(?<!\w)(?P<kind>kernel|vertex|fragment|\[\[\s*(?:object|mesh)\b[^\]]*\]\])"
    r"\s+[\w:<>, ]+?\s+(?P<name>\w+)\s*\("
)
SLOT = re.compile(r"\b(?P<kind>buffer|texture|sampler)\((?P<number>\d+)\)")
# Metal separates attributes by spaces, C++ by commas.
SPACED_ATTRIBUTES = re.compile(r"(\[\[[^\]\n]*\)) (\w+\()")
# Two overloads of this helper differ only in the address space, which the stand-in does not model:
# one is enough.
TWIN = re.compile(
    r"template <typename A>\n\w+ naga_atomic_compare_exchange_weak_explicit\(\n"
    r"\s+threadgroup A \*atomic_ptr,.*?\n\}\n",
    re.DOTALL,
)
CLANG_ERROR = re.compile(
    r"(?P<file>.+?):(?P<line>\d+):(?P<column>\d+): (?:fatal )?error: (?P<text>.*)"
)
STAGES: dict[str, Stage] = {
    "kernel": "compute",
    "vertex": "vertex",
    "fragment": "fragment",
    "object": "task",
    "mesh": "mesh",
}


class MslJudge:
    """clang -fsyntax-only: types and names, not address spaces and nothing of code generation."""

    tool = "clang with a stand-in <metal_stdlib>"

    def available(self) -> str | None:
        """Return why this judge cannot be asked here, or None when it can."""
        return (
            None
            if find_program(*PROGRAMS)
            else f"{PROGRAMS[0]} is not installed (Debian: clang-16)"
        )

    def judge(self, subjects: Sequence[Subject], jobs: int) -> list[Judgement]:
        """Judge all files, with at most `jobs` processes at a time."""
        clang = find_program(*PROGRAMS) or PROGRAMS[0]
        with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as pool:
            prelude = _precompile(clang, Path(folder))
            paths = [subject.path for subject in subjects]
            return list(pool.map(partial(_judge_one, clang, prelude), paths))


def _precompile(clang: str, folder: Path) -> Path:
    header, precompiled = folder / "prelude.h", folder / "prelude.pch"
    header.write_text(PRELUDE, encoding="utf-8")
    made = run([clang, "-x", "c++-header", *FLAGS, "-o", precompiled, header], seconds=SECONDS)
    if made.status != 0:
        reason = made.trouble or first_error(made.errors)
        message = f"the stand-in header does not compile with {clang}: {reason}"
        raise OSError(message)
    return precompiled


def _judge_one(clang: str, prelude: Path, path: Path) -> Judgement:
    source = path.read_text(encoding="utf-8", errors="replace")
    source = SPACED_ATTRIBUTES.sub(r"\1,\2", TWIN.sub(_blank, source))
    plain = COMMENT.sub(_blank, source)
    heads = list(ENTRY.finditer(plain))
    entries = tuple(EntryPoint(STAGES[_kind(head["kind"])], head["name"]) for head in heads)
    command = [
        clang,
        "-x",
        "c++",
        "-fsyntax-only",
        *FLAGS,
        "-ferror-limit=1",
        "-include-pch",
        prelude,
        "-",
    ]
    answer = run(command, seconds=SECONDS, text=source)
    if answer.trouble:
        return Judgement(path, "unjudged", answer.trouble, entries)
    if answer.status != 0:
        return Judgement(path, "invalid", _clang_error(answer.errors), entries)
    errors = [
        *_attribute_errors(plain),
        *(error for head in heads for error in _slot_errors(plain, head)),
    ]
    if errors:
        return Judgement(path, "invalid", errors[0], entries)
    if not entries:
        return Judgement(path, "unjudged", "no entry point found")
    return Judgement(path, "valid", entries=entries)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _kind(keyword: str) -> str:
    """Return `mesh` for `[[mesh, max_…(1)]]` and a plain keyword as it is."""
    return re.split(r"\W", keyword.strip("[ "), maxsplit=1)[0]


def _clang_error(errors: str) -> str:
    found = next(filter(None, map(CLANG_ERROR.match, errors.splitlines())), None)
    if not found:
        return first_error(errors)
    own = found["file"] == "<stdin>"
    place = (
        f"{found['line']}:{found['column']}"
        if own
        else f"{Path(found['file']).name}:{found['line']}"
    )
    return one_line(f"{place}: {found['text']}")


def _place(text: str, offset: int) -> str:
    return f"{text.count(chr(10), 0, offset) + 1}:{offset - text.rfind(chr(10), 0, offset)}"


def _attribute_errors(text: str) -> Iterator[str]:
    for match in ATTRIBUTE_LIST.finditer(text):
        for name in ATTRIBUTE_NAME.findall(ARGUMENTS.sub("", match[1])):
            if name not in ATTRIBUTES:
                yield f"{_place(text, match.start())}: unknown attribute '{name}'"


def _slot_errors(text: str, head: re.Match[str]) -> Iterator[str]:
    """Two parameters in one slot, or a placeholder where a slot should be."""
    place = _place(text, head.start())
    taken: set[str] = set()
    for parameter in _parameters(text, head.end()):
        if "user(fake" in parameter:
            yield f"{place}: {head['name']}: a placeholder for a slot: `{one_line(parameter)}`"
        for slot in SLOT.finditer(parameter):
            if slot[0] in taken:
                yield f"{place}: {head['name']}: two parameters have [[{slot[0]}]]"
            taken.add(slot[0])


def _parameters(text: str, start: int) -> Iterator[str]:
    """Split the parameter list that opens just before `start`."""
    depth, angle, begin = 1, 0, start
    for index in range(start, len(text)):
        character = text[index]
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
            if depth == 0:
                yield text[begin:index].strip()
                return
        elif character == "<":
            angle += 1
        elif character == ">":
            angle = max(0, angle - 1)
        elif character == "," and depth == 1 and angle == 0:
            yield text[begin:index].strip()
            begin = index + 1

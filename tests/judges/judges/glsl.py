"""GLSL and GLSL ES, judged by glslang under OpenGL rules."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from judges.model import Judgement
from judges.tools import find_program, first_error, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from judges.model import Subject

PROGRAM = "glslangValidator"
SECONDS = 60.0  # for one file
SHORT = {"vertex": "vert", "fragment": "frag", "compute": "comp", "mesh": "mesh", "task": "task"}


class GlslJudge:
    """glslangValidator; the stage is the subject's, else it is in the file's extension."""

    tool = "glslangValidator"

    def available(self) -> str | None:
        """Return why this judge cannot be asked here, or None when it can."""
        return (
            None if find_program(PROGRAM) else f"{PROGRAM} is not installed (Debian: glslang-tools)"
        )

    def judge(self, subjects: Sequence[Subject], jobs: int) -> list[Judgement]:
        """Judge all files, with at most `jobs` processes at a time."""
        with ThreadPoolExecutor(jobs) as pool:
            return list(pool.map(_judge_one, subjects))


def _judge_one(subject: Subject) -> Judgement:
    stage = [] if subject.stage is None else ["-S", SHORT[subject.stage]]
    answer = run([PROGRAM, *stage, subject.path], seconds=SECONDS)
    if answer.trouble:
        return Judgement(subject.path, "unjudged", answer.trouble)
    if answer.status == 0:
        return Judgement(subject.path, "valid")
    return Judgement(subject.path, "invalid", first_error(answer.output + answer.errors))

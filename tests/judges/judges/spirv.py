"""SPIR-V, judged by SPIRV-Tools: the rules of Vulkan 1.3 or, failing that, the universal ones."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from judges.model import Judgement
from judges.tools import find_program, first_error, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from judges.model import Subject

PROGRAM = "spirv-val"
ENVIRONMENT = "vulkan1.3"
SECONDS = 60.0  # for one file


class SpirvJudge:
    """spirv-val; a file that is valid only outside Vulkan is valid with a remark."""

    tool = "spirv-val"

    def available(self) -> str | None:
        """Return why this judge cannot be asked here, or None when it can."""
        return (
            None if find_program(PROGRAM) else f"{PROGRAM} is not installed (Debian: spirv-tools)"
        )

    def judge(self, subjects: Sequence[Subject], jobs: int) -> list[Judgement]:
        """Judge all files, with at most `jobs` processes at a time."""
        with ThreadPoolExecutor(jobs) as pool:
            return list(pool.map(_judge_one, subjects))


def _judge_one(subject: Subject) -> Judgement:
    vulkan = run([PROGRAM, "--target-env", ENVIRONMENT, subject.path], seconds=SECONDS)
    if vulkan.trouble:
        return Judgement(subject.path, "unjudged", vulkan.trouble)
    if vulkan.status == 0:
        return Judgement(subject.path, "valid")
    message = first_error(vulkan.output + vulkan.errors)
    universal = run([PROGRAM, subject.path], seconds=SECONDS)
    if universal.status == 0:
        return Judgement(subject.path, "valid", f"not for {ENVIRONMENT}: {message}")
    return Judgement(subject.path, "invalid", message)

"""Outside opinions on what the translator emits: one judge per target language.

None of them needs a GPU, Windows, macOS or a network. tests/judges/README.md says what each one
sees and does not see.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

from judges.glsl import GlslJudge
from judges.glsl_es import GlslEsJudge
from judges.hlsl import HlslJudge
from judges.model import EntryPoint, Judge, Judgement, Stage, Subject, Verdict
from judges.msl import MslJudge
from judges.spirv import SpirvJudge
from judges.wgsl import WgslJudge

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "JUDGES",
    "EntryPoint",
    "Judge",
    "JudgeName",
    "Judgement",
    "Stage",
    "Subject",
    "Verdict",
    "judges_are_required",
]

JudgeName = Literal["spirv", "glsl", "glsl-es", "wgsl", "hlsl", "msl"]

JUDGES: Mapping[JudgeName, Judge] = {
    "spirv": SpirvJudge(),
    "glsl": GlslJudge(),
    "glsl-es": GlslEsJudge(),
    "wgsl": WgslJudge(),
    "hlsl": HlslJudge(),
    "msl": MslJudge(),
}


def judges_are_required() -> bool:
    """Say whether a missing judge is a failure (in CI, or when JUDGES=required) or is skipped."""
    return os.environ.get("CI") == "true" or os.environ.get("JUDGES") == "required"

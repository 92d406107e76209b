"""Every input of tests/in, translated to every target, is valid in the eyes of an outside judge."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from spirv_entries import count_stages
from translator import TARGETS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from judges import Judge, JudgeName
    from judging import Workshop
    from translator import Target

each_target = pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.option)
SPIRV = next(target for target in TARGETS if target.family == "spirv")
# The judges that look for entry points in text.
READERS = [target for target in TARGETS if target.judge in ("hlsl", "msl")]


def fail_with(heading: str, lines: Sequence[str]) -> None:
    """Fail with all lines at once, when there are any."""
    if lines:
        pytest.fail(
            "\n".join(
                [f"{heading}: {len(lines)}", *(textwrap.indent(line, "  ") for line in lines)]
            ),
            pytrace=False,
        )


def test_there_are_inputs(workshop: Workshop) -> None:
    """An empty corpus would pass everything."""
    assert {source.name.partition("/")[0] for source in workshop.inputs} >= {"wgsl", "glsl"}


@each_target
def test_every_input_is_translated_or_declined_as_expected(
    workshop: Workshop, target: Target
) -> None:
    fail_with(
        f"inputs with trouble on the way to {target.option}",
        workshop.trouble_of_translating(target),
    )


@each_target
def test_every_output_is_valid(
    workshop: Workshop, judge_of: Callable[[JudgeName], Judge], target: Target
) -> None:
    judge = judge_of(target.judge)
    fail_with(
        f"{target.option} outputs that {judge.tool} does not accept",
        workshop.trouble_of_judging(target),
    )
    assert workshop.judged(target), f"not one {target.option} output was judged"


@pytest.mark.parametrize("target", READERS, ids=lambda target: target.option)
def test_every_entry_point_is_judged(
    workshop: Workshop, judge_of: Callable[[JudgeName], Judge], target: Target
) -> None:
    """What the judge found in the text is what the SPIR-V of the same input has."""
    judge_of(target.judge)
    modules = {
        made.source.name: made.products[0] for made in workshop.translations[SPIRV] if made.products
    }
    lines: list[str] = []
    for judged in workshop.judged(target):
        name = judged.translation.source.name
        found = sorted(entry.stage for entry in judged.judgement.entries)
        if name in modules and found != (
            expected := sorted(count_stages(modules[name]).elements())
        ):
            lines.append(f"{name}: SPIR-V has {', '.join(expected)}; judged {', '.join(found)}")
    fail_with(f"{target.option} outputs whose entry points were not all judged", lines)


def test_every_expected_decline_happens(workshop: Workshop) -> None:
    for target in TARGETS:
        workshop.trouble_of_translating(target)
    fail_with(
        f"entries of {workshop.declines.path.name} that nothing needs", workshop.declines.unused()
    )


def test_every_unjudged_output_is_beyond_its_judge(
    workshop: Workshop, judge_of: Callable[[JudgeName], Judge]
) -> None:
    for target in TARGETS:
        judge_of(target.judge)
        workshop.trouble_of_judging(target)
    fail_with(
        f"entries of {workshop.unjudged.path.name} that nothing needs", workshop.unjudged.unused()
    )

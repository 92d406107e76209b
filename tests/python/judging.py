"""Has every input translated and every output judged, once, for all the tests that ask."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from expectations import read_declines, read_unjudged
from inputs import find_inputs
from judges import JUDGES, Judgement, Subject
from translator import (
    BY_ENTRY,
    CANNOT_EXPRESS,
    DESKTOP_GLSL,
    DONE,
    TARGETS,
    WEBGL,
    Translation,
    entries_for,
    translate,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from inputs import Input
    from translator import Target

JOBS = os.cpu_count() or 1
PAIR = 2  # entry points


@dataclass(frozen=True, slots=True)
class Judged:
    """One output and its judgement."""

    translation: Translation
    judgement: Judgement

    @property
    def name(self) -> str:
        """The input it came from."""
        return self.translation.source.name


class Workshop:
    """All inputs, their translations and the judgements, made when they are first asked for."""

    def __init__(self, program: Path, tests: Path, out: Path) -> None:
        """Take the command line to test, the folder of tests and an empty folder to write to."""
        self.program = program
        self.out = out
        self.inputs = find_inputs(tests / "in")
        self.declines = read_declines(tests / "python" / "expected_declines.toml")
        self.unjudged = read_unjudged(tests / "python" / "unjudged_outputs.toml")
        self._judged: dict[Target, list[Judged]] = {}

    @cached_property
    def translations(self) -> dict[Target, list[Translation]]:
        """Every input for every target; desktop GLSL, which has entry points, goes first."""
        with ThreadPoolExecutor(JOBS) as pool:

            def all_of(jobs: Sequence[tuple[Target, Input, str | None]]) -> list[Translation]:
                return list(pool.map(self._translate, *zip(*jobs, strict=True))) if jobs else []

            first = all_of(
                [
                    (target, source, None)
                    for target in TARGETS
                    if target not in BY_ENTRY
                    for source in self.inputs
                ]
            )
            by_entry = [
                (target, desktop.source, entry)
                for desktop in first
                if desktop.target == DESKTOP_GLSL
                for target in BY_ENTRY
                for entry in entries_for(target, desktop)
            ]
            made = first + all_of(by_entry)
        return {target: [one for one in made if one.target == target] for target in TARGETS}

    def _translate(self, target: Target, source: Input, entry: str | None) -> Translation:
        folder = self.out / target.option.replace(":", "-") / source.name
        return translate(self.program, source, target, folder / entry if entry else folder, entry)

    def trouble_of_translating(self, target: Target) -> list[str]:
        """Return an entry for every input that should have been translated or declined."""
        return [line for made in self.translations[target] for line in self._trouble(made)]

    def _trouble(self, made: Translation) -> list[str]:
        name, target = made.source.name, made.target
        excluded = target.family not in made.source.targets
        if made.status == CANNOT_EXPRESS:
            is_old = target.is_old and "cannot express" in made.message
            allowed = excluded or is_old or self.declines.allow(name, target.option, made.message)
            return [] if allowed else [f"{name}: declined\n{made.message}"]
        if made.status != DONE:
            return [f"{name}: exit code {made.status}\n{made.message}"]
        if excluded and target not in BY_ENTRY:
            return [f"{name}: translated, though its sidecar leaves {target.family} out"]
        if not made.products:
            return [f"{name}: exit code 0, and nothing was written"]
        return [f"{name}: unexpected file name {product.name}" for product in made.misnamed]

    def judged(self, target: Target) -> list[Judged]:
        """Return the judgement of every output of a target."""
        if target not in self._judged:
            outputs = [(made, path) for made in self.translations[target] for path in made.products]
            subjects = [
                Subject(path, model=target.model, partner=self._partner(made, path))
                for made, path in outputs
            ]
            judgements = JUDGES[target.judge].judge(subjects, JOBS) if subjects else []
            self._judged[target] = [
                Judged(made, judgement)
                for (made, _), judgement in zip(outputs, judgements, strict=True)
            ]
            self._write_verdicts(target)
        return self._judged[target]

    def trouble_of_judging(self, target: Target) -> list[str]:
        """Return an entry for every output that is not valid and not beyond its judge."""
        return [
            f"{judged.name}: {judgement.verdict}: {judgement.message}\n{judgement.path}"
            for judged in self.judged(target)
            if (judgement := judged.judgement).verdict != "valid"
            and not self.unjudged.allow(judged.name, target.option, judgement.message)
        ]

    def _write_verdicts(self, target: Target) -> None:
        """Leave all verdicts, with remarks on valid files, beside the outputs."""
        lines = [
            f"{judgement.verdict}\t{judgement.path.relative_to(self.out)}\t{judgement.message}\n"
            for judgement in (judged.judgement for judged in self._judged[target])
        ]
        self.out.mkdir(parents=True, exist_ok=True)
        report = self.out / f"{target.option.replace(':', '-')}.tsv"
        report.write_text("".join(lines), encoding="utf-8")

    def _partner(self, made: Translation, path: Path) -> Path | None:
        """Return what WebGL links a vertex shader with: the fragment shader of a pair."""
        if made.target != WEBGL or path.suffix != ".vert":
            return None
        of_input = [one for one in self.translations[WEBGL] if one.source == made.source]
        fragments = [
            product for one in of_input for product in one.products if product.suffix == ".frag"
        ]
        return fragments[0] if len(of_input) == PAIR and len(fragments) == 1 else None

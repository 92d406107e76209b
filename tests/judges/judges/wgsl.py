"""WGSL, judged by Dawn's Tint: the npm package `webgpu` with its null back end, without a GPU."""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from judges.model import Judgement
from judges.tools import HERE, find_program, first_error, judges_folder, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from judges.model import Subject

SCRIPT = HERE / "tint_check.mjs"
BATCH = 400  # files for one process: far longer runs have been seen to abort
SECONDS = 300.0  # for one batch


class WgslJudge:
    """Tint with every feature that the null adapter offers."""

    tool = "Tint"

    def available(self) -> str | None:
        """Return why this judge cannot be asked here, or None when it can."""
        if not find_program("node"):
            return "node is not installed (Debian: nodejs)"
        if not _package().is_file():
            return f"the npm package webgpu is not in {judges_folder() / 'node_modules'}"
        return None

    def judge(self, subjects: Sequence[Subject], jobs: int) -> list[Judgement]:
        """Judge all files, with at most `jobs` processes at a time."""
        size = max(1, min(BATCH, -(-len(subjects) // jobs)))
        paths = [subject.path for subject in subjects]
        batches = [paths[start : start + size] for start in range(0, len(paths), size)]
        with ThreadPoolExecutor(jobs) as pool:
            return [judgement for batch in pool.map(_judge_batch, batches) for judgement in batch]


def _package() -> Path:
    return judges_folder() / "node_modules" / "webgpu" / "index.js"


def _judge_batch(paths: Sequence[Path]) -> list[Judgement]:
    """Ask for all files; when the process dies, go on after the file that it died on."""
    done: list[Judgement] = []
    while len(done) < len(paths):
        batch = paths[len(done) :]
        answers, complaint = _ask(batch)
        for path, (verdict, message) in zip(batch, answers, strict=False):
            done.append(Judgement(path, "valid" if verdict == "valid" else "invalid", message))
        if len(answers) < len(batch):
            done.append(Judgement(batch[len(answers)], "unjudged", complaint))
    return done


def _ask(paths: Sequence[Path]) -> tuple[list[tuple[str, str]], str]:
    """Return (verdict, message) of as many files as Tint got to, and what it complained of."""
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder, "answers.tsv")
        answers.touch()
        names = "".join(f"{path}\n" for path in paths)
        finished = run(["node", SCRIPT, _package(), answers], seconds=SECONDS, text=names)
        lines = answers.read_text(encoding="utf-8").split("\n")[
            :-1
        ]  # the last one may be unfinished
    fields = [line.partition("\t") for line in lines]
    complaint = finished.trouble or first_error(finished.errors) or "Tint stopped without a word"
    return [(verdict, message) for verdict, _, message in fields], complaint

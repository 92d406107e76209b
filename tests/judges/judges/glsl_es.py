"""GLSL ES 3.00, judged by a browser: WebGL 2 in headless Chromium, ANGLE on SwiftShader."""

from __future__ import annotations

import base64
import html
import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from judges.model import Judgement
from judges.tools import HERE, find_program, one_line, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from judges.model import Subject

PAGE = HERE / "webgl_check.html"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 180.0  # for all files of one browser
BATCH = 1000  # files for one browser
FLAGS = (
    "--headless=new",
    "--no-sandbox",  # root has none; the page is our own
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--virtual-time-budget=100000",
    "--dump-dom",
)
STAGES: dict[str, Literal["vertex", "fragment"]] = {".vert": "vertex", ".frag": "fragment"}
# The script follows in the same page; a log cannot end the element, for its `<` is escaped.
ANSWER = re.compile(r">VERDICTS(.*?)END</pre>", re.DOTALL)
LOG_ERROR = re.compile(r"ERROR: \d+:(\d+): ([^\n]*)")


class GlslEsJudge:
    """WebGL 2: every shader is compiled, and a vertex shader is linked with its partner."""

    tool = "Chromium WebGL 2"

    def available(self) -> str | None:
        """Return why this judge cannot be asked here, or None when it can."""
        return None if find_program(*PROGRAMS) else "chromium is not installed (Debian: chromium)"

    def judge(self, subjects: Sequence[Subject], jobs: int) -> list[Judgement]:
        """Judge all files in one browser, whatever `jobs` says."""
        del jobs
        done: list[Judgement] = []
        while len(done) < len(subjects):
            done += _judge_batch(subjects[len(done) : len(done) + BATCH])
        return done


def _judge_batch(subjects: Sequence[Subject]) -> list[Judgement]:
    requests: list[dict[str, str]] = []
    for subject in subjects:
        stage = subject.stage or STAGES.get(subject.path.suffix, "compute")
        request = {"stage": stage, "source": _read(subject.path)}
        if subject.partner:
            request["partner"] = _read(subject.partner)
        requests.append(request)
    logs = _ask(requests) or _ask(requests)  # a browser may fail to start on a busy machine
    if len(logs) != len(subjects):
        return [
            Judgement(subject.path, "unjudged", "the browser gave no answer")
            for subject in subjects
        ]
    return [
        Judgement(
            subject.path,
            "valid" if log is None else "invalid",
            "" if log is None else _first_error(log),
        )
        for subject, log in zip(subjects, logs, strict=True)
    ]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _ask(requests: Sequence[dict[str, str]]) -> list[str | None]:
    """Return each log, None for an accepted shader; nothing at all when the browser failed."""
    data = base64.b64encode(json.dumps(requests).encode()).decode()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        page = Path(folder, "page.html")
        page.write_text(_read(PAGE).replace("@DATA@", data), encoding="utf-8")
        browser = find_program(*PROGRAMS) or PROGRAMS[0]
        command = [browser, *FLAGS, f"--user-data-dir={folder}/profile", page.as_uri()]
        found = ANSWER.search(run(command, seconds=SECONDS).output)
    if not found:
        return []
    answer: object = json.loads(html.unescape(found[1]))
    return cast("list[str | None]", answer) if isinstance(answer, list) else []


def _first_error(log: str) -> str:
    found = LOG_ERROR.search(log)
    return one_line(f"{found[1]}: {found[2]}" if found else log)

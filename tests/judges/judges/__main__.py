"""Judge files from a shell.

    python -m judges TARGET [--model 6.6] [--jobs N] FILE...
    python -m judges --list

One verdict line per file. Exit code: 0 all valid, 1 something is not, 2 usage or no judge here.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from judges import JUDGES, Subject, judges_are_required

USAGE_ERROR = 2


def main() -> int:
    """Parse the arguments, judge, print."""
    parser = argparse.ArgumentParser(prog="python -m judges", description="Judge shader files.")
    parser.add_argument("target", nargs="?", choices=JUDGES, help="the language of the files")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument(
        "--model", metavar="6.6", help="HLSL: the shader model the files were emitted for"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at a time")
    parser.add_argument(
        "--list",
        dest="listing",
        action="store_true",
        help="say which judges are available, and nothing else",
    )
    arguments = parser.parse_intermixed_args(namespace=_Arguments())
    if arguments.listing:
        return list_judges()
    judge = next((judge for name, judge in JUDGES.items() if name == arguments.target), None)
    if judge is None or not arguments.files:
        parser.print_usage(sys.stderr)
        return USAGE_ERROR
    reason = judge.available()
    missing = [str(path) for path in arguments.files if not path.is_file()]
    if reason or missing:
        print(reason or f"not a file: {', '.join(missing)}", file=sys.stderr)
        return USAGE_ERROR
    subjects = [Subject(path, model=arguments.model) for path in arguments.files]
    judgements = judge.judge(subjects, max(1, arguments.jobs))
    for judgement in judgements:
        print(
            f"{judgement.verdict} {judgement.path}{judgement.message and f': {judgement.message}'}"
        )
    return 0 if all(judgement.verdict == "valid" for judgement in judgements) else 1


class _Arguments(argparse.Namespace):
    """What the parser fills, with types."""

    target: str | None
    files: list[Path]
    model: str | None
    jobs: int
    listing: bool


def list_judges() -> int:
    """Name the judges that are missing; that is a failure only where judges are required."""
    reasons = {name: judge.available() for name, judge in JUDGES.items()}
    missing = {name: reason for name, reason in reasons.items() if reason}
    for name, reason in missing.items():
        print(f"judge of {name} is missing: {reason}", file=sys.stderr)
    return 1 if missing and judges_are_required() else 0


if __name__ == "__main__":
    sys.exit(main())

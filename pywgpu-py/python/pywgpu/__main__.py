"""`python -m pywgpu doctor`."""

from __future__ import annotations

import sys

USAGE = "usage: python -m pywgpu doctor [--json] [--no-self-test]\n"


def main() -> int:
    """The command line."""
    if sys.argv[1:2] == ["doctor"]:
        from pywgpu.hal import doctor  # noqa: PLC0415  (help needs no native module)

        return doctor.main(sys.argv[2:])
    wants_help = sys.argv[1:2] in (["--help"], ["-h"])
    (sys.stdout if wants_help else sys.stderr).write(USAGE)
    return 0 if wants_help else 2


if __name__ == "__main__":
    sys.exit(main())

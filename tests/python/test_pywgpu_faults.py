"""Faults, each in a process of its own: see `faults.py`, which runs them more often."""

from __future__ import annotations

import sys

import pytest

import faults

# How often each runs here.
TIMES = {"fork": 2, "interrupt": 2, "loss": 2, "endless": 2, "flight": 3, "threads": 1, "cycles": 1}


@pytest.mark.skipif(sys.platform == "win32", reason="signals and fork are Unix' ways")
@pytest.mark.parametrize("name", faults.FAULTS)
@pytest.mark.usefixtures("adapter")
def test_fault(name: str) -> None:
    for _ in range(TIMES[name]):
        result = faults.run(name)
        assert result.returncode == 0, result.stderr or result.stdout

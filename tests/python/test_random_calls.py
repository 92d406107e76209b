"""Calls by chance, each seed in a process of its own: typed exceptions, and nothing worse.

`python -m calls` (`fuzz/README.md`) makes as many as one likes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from calls.__main__ import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("seed", [1, 2, 3, 14])
def test_calls_without_a_gpu(seed: int, tmp_path: Path) -> None:
    # These found panics, and an abort, when they first ran.
    assert run(seed, 1500, "noop", tmp_path / "calls.log") == []


@pytest.mark.parametrize("seed", [1, 2])
def test_calls_on_a_gpu(seed: int, tmp_path: Path) -> None:
    assert run(seed, 2500, "vulkan", tmp_path / "calls.log") == []

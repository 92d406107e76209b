"""What the tests of the package `naga` share."""

from __future__ import annotations

from pathlib import Path

import pytest

INPUTS = Path(__file__).resolve().parents[2] / "in"


def _inputs() -> list[Path]:
    # What is included is no shader of its own.
    files = (
        path
        for path in INPUTS.rglob("*")
        if path.is_file() and path.suffix != ".toml" and path.parent.name != "include"
    )
    return sorted(files)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for `shader` each input of the tests."""
    if "shader" in metafunc.fixturenames:
        files = _inputs()
        assert len(files) > 90  # noqa: PLR2004, S101  # none of them may get lost
        metafunc.parametrize("shader", files, ids=[path.name for path in files])


@pytest.fixture(scope="session")
def shaders() -> list[Path]:
    """Return every input of the tests."""
    return _inputs()

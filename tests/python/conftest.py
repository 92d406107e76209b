"""What the tests share: the binary that `make build` made, the judges, and one workshop."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import pywgpu
from judges import JUDGES, judges_are_required
from judging import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable

    from judges import Judge, JudgeName

TESTS = Path(__file__).resolve().parent.parent
ROOT = TESTS.parent
TARGET_FOLDER = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")


@pytest.fixture(scope="session")
def program() -> Path:
    """Return the command line under test; the variable PYWGPU_NAGA names another one."""
    path = Path(os.environ.get("PYWGPU_NAGA") or TARGET_FOLDER / "release" / "pywgpu-naga")
    if not path.is_file():
        pytest.fail(f"{path} does not exist: run `make build`", pytrace=False)
    return path


@pytest.fixture(scope="session")
def workshop(program: Path) -> Workshop:
    """Return all translations and judgements, which are made when they are first asked for."""
    out = TARGET_FOLDER / "judged"
    shutil.rmtree(out, ignore_errors=True)
    return Workshop(program, TESTS, out)


@pytest.fixture(scope="session")
def judge_of() -> Callable[[JudgeName], Judge]:
    """Return a way to get a judge; without it, the test is skipped or, in CI, fails."""

    def get(name: JudgeName) -> Judge:
        judge = JUDGES[name]
        reason = judge.available()
        if reason is not None:
            message = f"judge of {name}: {reason}; run tests/judges/install.sh"
            if judges_are_required():
                pytest.fail(message, pytrace=False)
            pytest.skip(message)
        return judge

    return get


@pytest.fixture(scope="session")
def adapter() -> pywgpu.Adapter:
    """Return a software adapter, whose results do not depend on the machine; fail without one."""
    try:
        return pywgpu.Instance().request_adapter(force_fallback_adapter=True)
    except pywgpu.GPUError as error:
        pytest.fail(f"{error}; run `python -m pywgpu doctor`", pytrace=False)

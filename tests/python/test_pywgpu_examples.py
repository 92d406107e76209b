"""The examples check themselves; the doctor finds what is here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

import pywgpu
from pywgpu import hal
from pywgpu.hal.report import SCHEMA_VERSION

EXAMPLES = Path(__file__).resolve().parents[2] / "pywgpu-py" / "examples"
PROGRAMS = sorted(path.stem for path in EXAMPLES.glob("*.py") if path.stem != "png")
PICTURES = ("boids", "cubes", "triangle")


def python(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs Python."""
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.usefixtures("adapter")
def test_example(name: str, tmp_path: Path) -> None:
    result = python(str(EXAMPLES / f"{name}.py"), folder=tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("checked: ")
    if name in PICTURES:
        assert (tmp_path / f"{name}.png").read_bytes().startswith(b"\x89PNG")


def test_doctor_as_json(tmp_path: Path) -> None:
    result = python("-m", "pywgpu", "doctor", "--json", folder=tmp_path)
    report = cast("dict[str, object]", json.loads(result.stdout))
    assert report["schema_version"] == SCHEMA_VERSION
    assert report["healthy"] is (result.returncode == 0)
    assert report["healthy"], result.stdout
    adapters = cast("list[dict[str, object]]", report["adapters"])
    chosen = adapters[cast("int", report["chosen"])]
    test = cast("dict[str, object]", chosen["self_test"])
    assert test["passed"]
    assert test["message"] == "1000 numbers computed, all right"
    assert adapters[cast("int", report["fallback"])]["software"]


def test_doctor_as_text(tmp_path: Path) -> None:
    result = python("-m", "pywgpu", "doctor", "--no-self-test", folder=tmp_path)
    assert result.returncode == 0
    for title in ("Environment", "Libraries", "Drivers", "Adapters", "To do"):
        assert f"\n{title}\n" in result.stdout
    assert "self-test: not tried" in result.stdout


def test_doctor_without_adapters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = str(tmp_path / "gone.json")
    monkeypatch.setenv("VK_DRIVER_FILES", gone)
    monkeypatch.setenv("__EGL_VENDOR_LIBRARY_FILENAMES", gone)
    monkeypatch.setenv("WGPU_BACKEND", "vulkan")
    result = python("-m", "pywgpu", "doctor", folder=tmp_path)
    assert result.returncode == 1
    assert "not healthy" in result.stdout
    assert "correct or unset VK_DRIVER_FILES, which names this file" in result.stdout
    assert "there is no usable Vulkan driver" in result.stdout


def test_doctor_without_arguments(tmp_path: Path) -> None:
    assert python("-m", "pywgpu", folder=tmp_path).returncode == 2
    assert "usage" in python("-m", "pywgpu", "--help", folder=tmp_path).stdout


def test_adapters_of_back_ends() -> None:
    (noop,) = hal.enumerate_adapters(pywgpu.Backends.NOOP)
    assert noop.info["backend"] == "noop"
    found = hal.enumerate_adapters()
    assert all(adapter.info["backend"] != "noop" for adapter in found)
    assert hal.examine(test=False).healthy == bool(found)

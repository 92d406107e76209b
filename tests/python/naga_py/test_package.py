"""The package itself: version, typing marker."""

from __future__ import annotations

from pathlib import Path

import tomli

import naga

ROOT = Path(__file__).resolve().parents[3]


def test_the_version_is_that_of_the_workspace() -> None:
    workspace = tomli.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["workspace"]
    assert naga.__version__ == workspace["package"]["version"]
    assert f"={naga.NAGA_VERSION}" == workspace["dependencies"]["naga"]["version"]


def test_types_are_part_of_the_package() -> None:
    assert Path(naga.__file__).with_name("py.typed").is_file()

"""Writes `python/pywgpu/types` anew, or with `--check` says what differs."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

from generate.rust import Source, read
from generate.write import Writer

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "python" / "pywgpu" / "types"
ROOT = HERE.parent.parent
CRATES = {
    "wgpu-types": "src/**/*.rs",
    "naga-types": "src/lib.rs",
    "wgpu": "src/api/*.rs",
}


def crate_folders() -> dict[str, tuple[str, Path]]:
    """Version and folder of the crates that the workspace builds with."""
    command = ["cargo", "metadata", "--format-version=1", "--locked"]
    result = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return {
        package["name"]: (package["version"], Path(package["manifest_path"]).parent)
        for package in json.loads(result.stdout)["packages"]
        if package["name"] in CRATES
    }


def methods(text: str) -> dict[str, str]:
    """The bodies of `methods.in`, one for each `class X:`."""
    parts = re.split(r"^class (\w+):\n", text, flags=re.MULTILINE)
    return {name: body.rstrip() for name, body in zip(parts[1::2], parts[2::2], strict=True)}


def formatted(name: str, text: str) -> str:
    """As ruff formats it, imports sorted."""
    ruff = Path(sys.executable).with_name("ruff")
    for arguments in (
        ["check", "--select=I,F401,TC,RUF022", "--fix", "--unsafe-fixes", "--quiet"],
        ["format", "--quiet"],
    ):
        command = [str(ruff), *arguments, f"--stdin-filename={OUT / name}", "-"]
        result = subprocess.run(
            command, cwd=ROOT, input=text, capture_output=True, text=True, check=False
        )
        if result.returncode != 0 and not result.stdout:
            sys.stderr.write(text)
            msg = f"{name}: {result.stderr}"
            raise SystemExit(msg)
        text = result.stdout
    return text


def generate() -> dict[str, str]:
    """File names and texts."""
    folders = crate_folders()
    source = Source()
    for crate, pattern in CRATES.items():
        for path in sorted(folders[crate][1].glob(pattern)):
            read(path.read_text(encoding="utf-8"), source)
    for path in sorted(folders["wgpu"][1].glob("src/util/device.rs")):
        read(path.read_text(encoding="utf-8"), source)
    by_hand = methods((HERE / "methods.in").read_text(encoding="utf-8"))
    files = Writer(source, folders["wgpu"][0], by_hand).files()
    return {name: formatted(name, text) for name, text in files.items()}


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when it differs")
    arguments = parser.parse_args()
    stale = list[str]()
    for name, text in generate().items():
        path = OUT / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not arguments.check:
            path.write_text(text, encoding="utf-8")
    if arguments.check and stale:
        sys.stderr.write(f"not as generated: {', '.join(stale)}; run `make generate`\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

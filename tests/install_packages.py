"""Makes the Python packages of this repository importable in the environment that runs this.

The native parts are those that Cargo built last (``make python-packages``); the Python parts are
used where they stand, so that an edit needs no new installation.
"""

import os
import shutil
import sys
import sysconfig
from pathlib import Path

import tomli

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = {"win32": "{}.dll", "darwin": "lib{}.dylib"}
LIBRARY = LIBRARIES.get(sys.platform, "lib{}.so")


def install(project: Path) -> None:
    """Puts the native module beside the Python files and their folder on the path."""
    manifest = tomli.loads(project.read_text(encoding="utf-8"))
    maturin = manifest["tool"]["maturin"]
    sources = project.parent / maturin["python-source"]
    package, native = maturin["module-name"].rsplit(".", 1)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    built = target / "debug" / LIBRARY.format(native)
    extension = ".pyd" if sys.platform == "win32" else ".abi3.so"
    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        # No stable ABI there: the library is for this very interpreter.
        extension = str(sysconfig.get_config_var("EXT_SUFFIX"))
    placed = sources / package.replace(".", "/") / f"{native}{extension}"
    # A loaded library must not change under its process: a new file takes the name.
    fresh = placed.with_suffix(".new")
    shutil.copyfile(built, fresh)
    fresh.replace(placed)
    site = Path(sysconfig.get_path("platlib"))
    (site / f"{manifest['project']['name']}.pth").write_text(f"{sources}\n", encoding="utf-8")


if __name__ == "__main__":
    for found in sorted(ROOT.glob("*-py/pyproject.toml")):
        install(found)

"""Which graphics drivers this machine has, found without loading any into this process.

On Linux a Vulkan driver is a manifest (ICD file) that names a library, and the loader is
`libvulkan.so.1`; OpenGL comes through `libEGL.so.1` and its vendors' manifests. macOS and Windows
bring Metal and Direct3D 12 with them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Driver", "Library", "Machine", "drivers", "libraries", "machine", "variables"]

# Names or beginnings of names of variables that decide which adapter is found.
VARIABLES = (
    "WGPU_",
    "PYWGPU_",
    "VK_",
    "__EGL_",
    "__GLX_",
    "EGL_",
    "MESA_",
    "GALLIUM_",
    "LIBGL_",
    "LP_",
    "DRI_PRIME",
    "NVIDIA_",
    "CUDA_VISIBLE_DEVICES",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XDG_RUNTIME_DIR",
    "LD_LIBRARY_PATH",
    "MTL_",
    "METAL_",
)
# Parts of the names of libraries that compute on the processor.
SOFTWARE = ("lvp", "lavapipe", "swiftshader", "swrast", "llvmpipe")
LOAD = "import ctypes, sys\ntry: ctypes.CDLL(sys.argv[1])\nexcept OSError as e: sys.exit(str(e))"
LOAD_TIMEOUT_S = 20.0


@dataclass(frozen=True)
class Library:
    """A library that a back end needs."""

    name: str
    role: str
    error: str | None
    """Why it does not load, or None where it does."""


@dataclass(frozen=True)
class Driver:
    """A driver that a manifest announces."""

    api: str
    """`"vulkan"` or `"egl"`."""
    manifest: str
    library: str
    api_version: str | None
    software: bool
    """Whether it computes on the processor."""
    error: str | None
    """Why it cannot be used, or None."""


@dataclass(frozen=True)
class Machine:
    """The operating system, and the devices that it shows."""

    system: str
    distribution: str
    like: tuple[str, ...]
    """The distribution and those that it descends from, as `/etc/os-release` names them."""
    devices: tuple[str, ...]
    unreadable: tuple[str, ...]
    """Devices that this user may not open."""
    nvidia: str | None
    """Version of NVIDIA's kernel module."""
    container: bool = field(default=False)


def machine(root: Path = Path("/")) -> Machine:
    """What this machine is; `root` is another file tree in tests."""
    release = os_release(root / "etc/os-release")
    names = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    found = (
        path
        for pattern in ("dev/dri/renderD*", "dev/nvidia[0-9]*", "dev/dxg", "dev/mali*")
        for path in sorted(root.glob(pattern))
    )
    devices = tuple(f"/{path.relative_to(root).as_posix()}" for path in found)
    return Machine(
        system=sys.platform,
        distribution=release.get("PRETTY_NAME", sys.platform),
        like=tuple(name for name in names if name),
        devices=devices,
        unreadable=tuple(d for d in devices if not os.access(root / d[1:], os.R_OK | os.W_OK)),
        nvidia=nvidia_module(root / "proc/driver/nvidia/version"),
        container=(root / ".dockerenv").exists() or (root / "run/.containerenv").exists(),
    )


def os_release(path: Path) -> dict[str, str]:
    """The pairs of `/etc/os-release`."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines if "=" in line)
    return {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}


def nvidia_module(path: Path) -> str | None:
    """The version of NVIDIA's kernel module, if there is one."""
    try:
        words = path.read_text(encoding="utf-8").split()
    except OSError:
        return None
    return next((word for word in words if word[:1].isdigit() and "." in word), "unknown")


def load_error(library: str) -> str | None:
    """Why a library does not load, tried in a process of its own."""
    command = [sys.executable, "-c", LOAD, library]
    try:
        result = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=LOAD_TIMEOUT_S
        )
    except subprocess.TimeoutExpired:
        return f"loading took longer than {LOAD_TIMEOUT_S:.0f} s"
    if result.returncode == 0:
        return None
    lines = result.stderr.strip().splitlines()
    return lines[-1] if lines else f"the process that loaded it ended with {result.returncode}"


def libraries(system: str = sys.platform) -> list[Library]:
    """The libraries that the back ends of wgpu load on this system."""
    if system == "win32":
        names = {"vulkan-1.dll": "Vulkan loader", "d3d12.dll": "Direct3D 12"}
    elif system == "darwin":
        names = {"/System/Library/Frameworks/Metal.framework/Metal": "Metal"}
    else:
        names = {"libvulkan.so.1": "Vulkan loader", "libEGL.so.1": "OpenGL without a window"}
    return [Library(name, role, load_error(name)) for name, role in names.items()]


def variables(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment variables in force that decide which adapter is found."""
    return {name: environment[name] for name in sorted(environment) if name.startswith(VARIABLES)}


def drivers(environment: Mapping[str, str] = os.environ, root: Path = Path("/")) -> list[Driver]:
    """The drivers of Vulkan and EGL that manifests announce, in the order of the loaders."""
    if sys.platform in ("win32", "darwin"):
        return []
    found = [read_manifest("vulkan", path) for path in vulkan_manifests(environment, root)]
    return found + [read_manifest("egl", path) for path in egl_manifests(environment, root)]


def listed(text: str, suffix: str) -> list[Path]:
    """The manifests that a variable names; a folder stands for those in it."""
    paths = [Path(part) for part in text.split(os.pathsep) if part]
    return [found for path in paths for found in manifests(path, suffix)]


def manifests(path: Path, suffix: str = ".json") -> list[Path]:
    """The manifests in a folder, or the file itself."""
    if path.is_dir():
        return sorted(found for found in path.iterdir() if found.suffix == suffix)
    return [path]


def in_folders(folders: Iterable[Path]) -> list[Path]:
    """The manifests in those of the folders that exist, each once."""
    found = (path for folder in folders if folder.is_dir() for path in manifests(folder))
    return list(dict.fromkeys(found))


def vulkan_manifests(environment: Mapping[str, str], root: Path) -> list[Path]:
    """Where the Vulkan loader looks, in its order."""
    for name in ("VK_DRIVER_FILES", "VK_ICD_FILENAMES"):
        if environment.get(name):
            return listed(environment[name], ".json")
    home = Path(environment.get("HOME", "/nonexistent"))
    config = environment.get("XDG_CONFIG_HOME") or home / ".config"
    data = environment.get("XDG_DATA_HOME") or home / ".local/share"
    config_dirs = environment.get("XDG_CONFIG_DIRS") or root / "etc/xdg"
    data_dirs = (
        environment.get("XDG_DATA_DIRS") or f"{root / 'usr/local/share'}:{root / 'usr/share'}"
    )
    bases = [
        config,
        *str(config_dirs).split(":"),
        root / "usr/local/etc",
        root / "etc",
        data,
        *data_dirs.split(":"),
    ]
    added = listed(environment.get("VK_ADD_DRIVER_FILES", ""), ".json")
    return list(dict.fromkeys(added + in_folders(Path(base) / "vulkan/icd.d" for base in bases)))


def egl_manifests(environment: Mapping[str, str], root: Path) -> list[Path]:
    """Where libglvnd looks for vendors of EGL, in its order."""
    if environment.get("__EGL_VENDOR_LIBRARY_FILENAMES"):
        return listed(environment["__EGL_VENDOR_LIBRARY_FILENAMES"], ".json")
    folders = environment.get("__EGL_VENDOR_LIBRARY_DIRS")
    if folders:
        return in_folders(Path(folder) for folder in folders.split(":"))
    return in_folders([root / "etc/glvnd/egl_vendor.d", root / "usr/share/glvnd/egl_vendor.d"])


def read_manifest(api: str, path: Path) -> Driver:
    """A manifest, and whether its library loads."""

    def failed(error: str, library: str = "") -> Driver:
        return Driver(api, str(path), library, None, software=False, error=error)

    try:
        content: object = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        return failed(f"cannot be read: {error.strerror}")
    except ValueError as error:
        return failed(f"is no JSON: {error}")
    entry = member(content, "ICD")
    library = member(entry, "library_path")
    if not isinstance(library, str):
        return failed("names no library (`ICD.library_path`)")
    version = member(entry, "api_version")
    # A name with a slash is relative to the manifest; a bare one is searched for.
    located = str(path.parent / library) if "/" in library else library
    return Driver(
        api=api,
        manifest=str(path),
        library=located,
        api_version=version if isinstance(version, str) else None,
        software=any(word in f"{path.name} {library}".lower() for word in SOFTWARE),
        error=load_error(located),
    )


def member(value: object, name: str) -> object:
    """A member of a JSON object, or None."""
    return cast("dict[str, object]", value).get(name) if isinstance(value, dict) else None

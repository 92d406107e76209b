"""What finds drivers, and what it advises, on machines made of files."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pywgpu.hal.advice import advise, install_command
from pywgpu.hal.drivers import (
    Driver,
    Library,
    Machine,
    drivers,
    libraries,
    load_error,
    machine,
    variables,
)

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="manifests are Linux' way")

DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n'


def manifest(folder: Path, name: str, library: str) -> Path:
    """An ICD file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    content = {"file_format_version": "1.0.0", "ICD": {"library_path": library, "api_version": "1"}}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


PLAIN = Machine(
    system="linux",
    distribution="Debian",
    like=("debian",),
    devices=("/dev/dri/renderD128",),
    unreadable=(),
    nvidia=None,
)


def test_manifests_in_the_order_of_the_loader(tmp_path: Path) -> None:
    first = manifest(tmp_path / "etc/vulkan/icd.d", "b_icd.json", "libc.so.6")
    second = manifest(tmp_path / "usr/share/vulkan/icd.d", "a_lvp.json", "libnowhere_lvp.so")
    egl = manifest(tmp_path / "usr/share/glvnd/egl_vendor.d", "50_mesa.json", "libm.so.6")
    found = drivers({}, tmp_path)
    assert [(d.api, d.manifest) for d in found] == [
        ("vulkan", str(first)),
        ("vulkan", str(second)),
        ("egl", str(egl)),
    ]
    assert found[0].error is None
    assert not found[0].software
    assert found[1].software
    assert "libnowhere_lvp.so" in (found[1].error or "")


def test_variables_replace_and_add_manifests(tmp_path: Path) -> None:
    manifest(tmp_path / "usr/share/vulkan/icd.d", "one.json", "libc.so.6")
    other = manifest(tmp_path / "elsewhere", "other.json", "libc.so.6")
    only = drivers({"VK_DRIVER_FILES": str(other)}, tmp_path)
    assert [d.manifest for d in only] == [str(other)]
    folder = drivers({"VK_ICD_FILENAMES": str(other.parent)}, tmp_path)
    assert [d.manifest for d in folder] == [str(other)]
    both = drivers({"VK_ADD_DRIVER_FILES": str(other)}, tmp_path)
    assert both[0].manifest == str(other)
    assert len(both) == 2
    home = manifest(tmp_path / "home/.local/share/vulkan/icd.d", "mine.json", "libc.so.6")
    mine = drivers({"HOME": str(tmp_path / "home")}, tmp_path)
    assert mine[0].manifest == str(home)


@pytest.mark.parametrize(
    ("text", "error"),
    [("{", "is no JSON"), ("[]", "names no library"), ('{"ICD": {}}', "names no library")],
)
def test_broken_manifests(tmp_path: Path, text: str, error: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf-8")
    environment = {"VK_DRIVER_FILES": f"{path}:{tmp_path / 'gone.json'}"}
    bad, gone = drivers(environment, tmp_path)
    assert error in (bad.error or "")
    assert "cannot be read: No such file" in (gone.error or "")
    found = advise(PLAIN, [], [bad, gone], environment)
    assert found[0].remedy == "correct or unset VK_DRIVER_FILES, which names this file"


def test_machine(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/os-release").write_text(
        DEBIAN.replace("debian", "mint\nID_LIKE='ubuntu debian'"), encoding="utf-8"
    )
    (tmp_path / "dev/dri").mkdir(parents=True)
    (tmp_path / "dev/dri/renderD128").touch()
    (tmp_path / "proc/driver/nvidia").mkdir(parents=True)
    (tmp_path / "proc/driver/nvidia/version").write_text(
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  570.86.15  Thu\n", encoding="utf-8"
    )
    found = machine(tmp_path)
    assert found.like == ("mint", "ubuntu", "debian")
    assert found.distribution == "Debian GNU/Linux 12"
    assert found.devices == ("/dev/dri/renderD128",)
    assert found.nvidia == "570.86.15"
    assert not found.container
    assert "mesa-vulkan-drivers" in install_command(found)


def test_a_machine_without_anything(tmp_path: Path) -> None:
    bare = machine(tmp_path)
    assert bare.like == ()
    assert bare.devices == ()
    assert drivers({}, tmp_path) == []
    missing = [Library("libvulkan.so.1", "Vulkan loader", "cannot open shared object file")]
    found = advise(bare, missing, [], {})
    assert [a.problem for a in found] == [
        "libvulkan.so.1 (Vulkan loader) does not load: cannot open shared object file",
        "there is no usable Vulkan driver",
    ]
    assert "lavapipe" in found[0].remedy


@pytest.mark.parametrize(
    ("names", "command"),
    [
        (("ubuntu", "debian"), "apt-get install"),
        (("fedora",), "dnf install"),
        (("rocky", "rhel", "centos", "fedora"), "dnf install"),
        (("arch",), "pacman -S"),
        (("opensuse-leap", "suse"), "zypper install"),
        (("alpine",), "apk add"),
    ],
)
def test_packages_by_distribution(names: tuple[str, ...], command: str) -> None:
    assert install_command(replace(PLAIN, like=names)).startswith(command)


def test_nvidia_without_its_vulkan_part() -> None:
    lavapipe = Driver("vulkan", "lvp_icd.json", "lvp.so", "1", software=True, error=None)
    (advice,) = advise(replace(PLAIN, nvidia="570.86.15"), [], [lavapipe], {})
    assert "570.86.15 runs, but its Vulkan driver is missing" in advice.problem
    assert "libnvidia-gl" in advice.remedy
    (inside,) = advise(replace(PLAIN, nvidia="570.86.15", container=True), [], [lavapipe], {})
    assert "NVIDIA_DRIVER_CAPABILITIES" in inside.remedy
    ours = Driver("vulkan", "nvidia_icd.json", "nv.so", "1", software=False, error=None)
    assert advise(replace(PLAIN, nvidia="570.86.15"), [], [ours], {}) == []


def test_devices_without_permission() -> None:
    driver = Driver("vulkan", "radeon_icd.json", "radeon.so", "1", software=False, error=None)
    closed = replace(PLAIN, unreadable=("/dev/dri/renderD128",))
    (advice,) = advise(closed, [], [driver], {})
    assert advice.problem == "this user may not open /dev/dri/renderD128"
    assert "usermod" in advice.remedy
    (none,) = advise(replace(PLAIN, devices=()), [], [driver], {})
    assert none.problem == "there is neither a graphics device nor a software driver"


def test_libraries_are_loaded_elsewhere() -> None:
    assert load_error("libc.so.6") is None
    assert "libdoesnotexist.so" in (load_error("libdoesnotexist.so") or "")
    assert [one.name for one in libraries("linux")] == ["libvulkan.so.1", "libEGL.so.1"]


def test_variables_in_force() -> None:
    found = variables({"WGPU_BACKEND": "gl", "VK_DRIVER_FILES": "x", "HOME": "/", "PATH": "p"})
    assert found == {"VK_DRIVER_FILES": "x", "WGPU_BACKEND": "gl"}

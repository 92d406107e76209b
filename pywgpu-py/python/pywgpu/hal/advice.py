"""What to do about what the doctor found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pywgpu.hal.drivers import Driver, Library, Machine

__all__ = ["Advice", "advise", "install_command"]

# The loader, a driver that computes on the processor, and OpenGL without a window.
PACKAGES = {
    "debian": "apt-get install libvulkan1 mesa-vulkan-drivers libegl1 libgl1-mesa-dri",
    "fedora": "dnf install vulkan-loader mesa-vulkan-drivers mesa-libEGL mesa-dri-drivers",
    "rhel": "dnf install vulkan-loader mesa-vulkan-drivers mesa-libEGL mesa-dri-drivers",
    "arch": "pacman -S vulkan-icd-loader vulkan-swrast mesa",
    "suse": "zypper install libvulkan1 libvulkan_lvp Mesa-libEGL1 Mesa-dri",
    "alpine": "apk add vulkan-loader mesa-vulkan-swrast mesa-egl mesa-gles",
}
NVIDIA_PACKAGES = {
    "debian": "apt-get install libnvidia-gl-<version of the kernel module>",
    "fedora": "dnf install nvidia-driver-libs",
    "arch": "pacman -S nvidia-utils",
    "suse": "zypper install nvidia-gl-G06",
}


@dataclass(frozen=True)
class Advice:
    """Something that is wrong, and what mends it."""

    problem: str
    remedy: str


def by_distribution(machine: Machine, table: Mapping[str, str]) -> str | None:
    """The entry of the distribution, or of one that it descends from."""
    for name in machine.like:
        for known, command in table.items():
            if name == known or name.startswith(f"{known}-") or name == f"open{known}":
                return command
    return None


def install_command(machine: Machine) -> str:
    """The command that installs a loader and a software driver here."""
    if machine.system == "win32":
        return "nothing to install: Windows brings Direct3D 12 and its software adapter WARP"
    if machine.system == "darwin":
        return "nothing to install: macOS brings Metal"
    command = by_distribution(machine, PACKAGES)
    return command or "install the Vulkan loader and Mesa's Vulkan drivers (lavapipe)"


def advise(
    machine: Machine,
    libraries: Sequence[Library],
    drivers: Sequence[Driver],
    variables: Mapping[str, str],
) -> list[Advice]:
    """Everything that keeps adapters from being found."""
    found = [missing_library(machine, library) for library in libraries if library.error]
    found += [broken_driver(machine, driver, variables) for driver in drivers if driver.error]
    if machine.system not in ("win32", "darwin"):
        found += missing_drivers(machine, drivers)
        found += unreadable_devices(machine)
    return found


def missing_library(machine: Machine, library: Library) -> Advice:
    """A loader that is not there."""
    return Advice(
        f"{library.name} ({library.role}) does not load: {library.error}",
        install_command(machine),
    )


def broken_driver(machine: Machine, driver: Driver, variables: Mapping[str, str]) -> Advice:
    """A manifest that leads nowhere."""
    problem = f"the {driver.api} driver of {driver.manifest} cannot be used: {driver.error}"
    for name in ("VK_DRIVER_FILES", "VK_ICD_FILENAMES", "__EGL_VENDOR_LIBRARY_FILENAMES"):
        if driver.manifest in variables.get(name, ""):
            return Advice(problem, f"correct or unset {name}, which names this file")
    if "nvidia" in driver.manifest.lower():
        return Advice(problem, nvidia_remedy(machine))
    return Advice(problem, f"install the driver anew: {install_command(machine)}")


def nvidia_remedy(machine: Machine) -> str:
    """How the graphics part of NVIDIA's driver gets here."""
    if machine.container:
        return (
            "start the container with NVIDIA_DRIVER_CAPABILITIES=graphics,compute,utility (or all):"
            " that mounts the driver's Vulkan part"
        )
    command = by_distribution(machine, NVIDIA_PACKAGES)
    return command or "install the graphics part of NVIDIA's driver, in the module's version"


def missing_drivers(machine: Machine, drivers: Sequence[Driver]) -> list[Advice]:
    """No driver at all, or none for NVIDIA's cards."""
    usable = [d for d in drivers if d.api == "vulkan" and d.error is None]
    found = list[Advice]()
    if machine.nvidia is not None and not any("nvidia" in d.manifest.lower() for d in usable):
        problem = f"NVIDIA's kernel module {machine.nvidia} runs, but its Vulkan driver is missing"
        found.append(Advice(problem, nvidia_remedy(machine)))
    if not usable:
        found.append(Advice("there is no usable Vulkan driver", install_command(machine)))
    elif not any(d.software for d in usable) and not machine.devices:
        problem = "there is neither a graphics device nor a software driver"
        found.append(Advice(problem, install_command(machine)))
    return found


def unreadable_devices(machine: Machine) -> list[Advice]:
    """Devices that need membership of a group."""
    if not machine.unreadable:
        return []
    names = ", ".join(machine.unreadable)
    return [
        Advice(
            f"this user may not open {names}",
            "add the user to the group that owns it: usermod --append --groups render,video $USER",
        )
    ]

"""What `python -m pywgpu doctor` prints, as text and as JSON."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pywgpu.hal.advice import Advice
    from pywgpu.hal.drivers import Driver, Library, Machine

__all__ = ["SCHEMA_VERSION", "AdapterReport", "Report", "SelfTest"]

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class SelfTest:
    """A kernel that ran, or why it did not."""

    passed: bool
    message: str
    milliseconds: float | None = None
    """From the first call to the checked result, making the device included."""


@dataclass(frozen=True)
class AdapterReport:
    """An adapter that wgpu found."""

    index: int
    name: str
    backend: str
    device_type: str
    driver: str
    driver_info: str
    software: bool
    self_test: SelfTest | None


@dataclass(frozen=True)
class Report:
    """Everything that the doctor found."""

    pywgpu: str
    machine: Machine
    variables: dict[str, str]
    libraries: list[Library]
    drivers: list[Driver]
    adapters: list[AdapterReport]
    chosen: int | None
    """Index of the adapter that `request_adapter()` gives."""
    fallback: int | None
    """Index of the adapter that computes on the processor, if there is one."""
    advice: list[Advice]
    install: str
    schema_version: int = field(default=SCHEMA_VERSION)

    @property
    def healthy(self) -> bool:
        """Whether an adapter is chosen, and computes right where that was tried."""
        if self.chosen is None:
            return False
        test = self.adapters[self.chosen].self_test
        return test is None or test.passed

    def to_json(self) -> str:
        """The report as JSON."""
        return json.dumps({"healthy": self.healthy, **asdict(self)}, indent=2)

    def to_text(self) -> str:
        """The report for people."""
        parts = [
            self.head(),
            section("Environment", [f"{k}={v}" for k, v in self.variables.items()]),
            section("Libraries", [library_line(library) for library in self.libraries]),
            section("Drivers", [driver_line(driver) for driver in self.drivers]),
            section("Adapters", self.adapter_lines()),
            section("To do", self.advice_lines(), "nothing"),
        ]
        return "\n".join(parts)

    def head(self) -> str:
        """Versions, system and the verdict."""
        verdict = "healthy" if self.healthy else "not healthy"
        devices = ", ".join(self.machine.devices) or "none"
        return (
            f"pywgpu {self.pywgpu} on {self.machine.distribution}, Python"
            f" {platform.python_version()}: {verdict}\ngraphics devices: {devices}\n"
        )

    def adapter_lines(self) -> list[str]:
        """One adapter and its self-test a line."""
        lines = list[str]()
        for adapter in self.adapters:
            marks = [
                *(["chosen"] if adapter.index == self.chosen else []),
                *(["software fallback"] if adapter.index == self.fallback else []),
            ]
            test = adapter.self_test
            result = "not tried" if test is None else test.message
            driver = f"{adapter.driver} {adapter.driver_info}".strip()
            about = f"{adapter.backend}, {adapter.device_type}, {driver}"
            lines.append(": ".join([f"{adapter.index}: {adapter.name} ({about})", *marks]))
            lines.append(f"   self-test: {result}")
        return lines

    def advice_lines(self) -> list[str]:
        """Problems and what mends them."""
        lines = list[str]()
        for one in self.advice:
            lines += [one.problem, f"   -> {one.remedy}"]
        if not self.adapters and not self.advice:
            lines += ["wgpu finds no adapter", f"   -> {self.install}"]
        if self.fallback is None and self.adapters:
            lines += ["there is no software adapter to fall back on", f"   -> {self.install}"]
        return lines


def section(title: str, lines: list[str], empty: str = "none") -> str:
    """A title and indented lines."""
    return "\n".join([title, *(f"  {line}" for line in lines or [empty]), ""])


def library_line(library: Library) -> str:
    """A library and whether it loads."""
    return f"{library.name} ({library.role}): {library.error or 'loads'}"


def driver_line(driver: Driver) -> str:
    """A driver and whether it loads."""
    version = f", {driver.api} {driver.api_version}" if driver.api_version else ""
    kind = ", software" if driver.software else ""
    return f"{driver.manifest} -> {driver.library}{version}{kind}: {driver.error or 'loads'}"

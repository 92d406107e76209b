"""The entry points of a SPIR-V module: the measure of what other judges find in text."""

from __future__ import annotations

import struct
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from judges import Stage

HEADER_WORDS = 5
OP_ENTRY_POINT = 15
STAGES: dict[int, Stage] = {0: "vertex", 4: "fragment", 5: "compute", 5364: "task", 5365: "mesh"}


def count_stages(module: Path) -> Counter[Stage]:
    """Count the entry points of each stage."""
    data = module.read_bytes()
    words = struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
    stages: Counter[Stage] = Counter()
    position = HEADER_WORDS
    while position + 1 < len(words):
        length, opcode = words[position] >> 16, words[position] & 0xFFFF
        if opcode == OP_ENTRY_POINT:
            stages[STAGES[words[position + 1]]] += 1
        position += max(1, length)
    return stages

"""Modules of naga's IR, edited by chance: `python -m edits FIRST COUNT SHADERS…`."""

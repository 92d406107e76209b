"""Writes `pywgpu.types` from the sources of wgpu: `python -m generate` in `pywgpu-py`."""

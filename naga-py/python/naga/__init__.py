"""Shader translation, validation and reflection with naga, and its IR as typed objects."""

from ._naga import NAGA_VERSION, __version__

__all__ = ["NAGA_VERSION", "__version__"]

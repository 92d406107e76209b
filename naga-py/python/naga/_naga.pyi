"""Native part of `naga`."""

from typing import Final

NAGA_VERSION: Final[str]
__version__: Final[str]

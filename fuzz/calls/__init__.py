"""Calls of `pywgpu` by chance, from what its stub file says that they take."""

"""Run validated shaders on the GPU, with NumPy."""

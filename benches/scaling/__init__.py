"""How CPU time and memory grow with the size of a source: `python -m scaling`, from `benches`."""

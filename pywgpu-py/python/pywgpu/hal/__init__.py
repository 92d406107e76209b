"""Adapters, drivers and the doctor."""

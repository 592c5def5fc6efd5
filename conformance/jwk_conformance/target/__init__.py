"""Targets: how they are named, and how libraries are installed to be tested."""

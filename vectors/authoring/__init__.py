"""The Python that writes the vectors. Compile with `python -m authoring` from vectors/."""

"""Hypothesis strategies around JSON Web Keys."""

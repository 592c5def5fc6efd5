"""Conformance and interoperability tests for JSON Web Key implementations."""

__version__ = "0.1.0"

"""Serving over HTTP on the loopback interface what a vector says, and telling what was asked."""

from jwk_conformance.serving.server import Server
from jwk_conformance.serving.site import Site

__all__ = ["Server", "Site"]

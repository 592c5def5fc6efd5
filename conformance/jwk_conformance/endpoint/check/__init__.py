"""Checks: pure functions on what was seen of an endpoint, each with an id of its own."""

from jwk_conformance.endpoint.check.registry import CHECKS, Check, Group, Level, Remark, check

__all__ = ["CHECKS", "Check", "Group", "Level", "Remark", "check"]

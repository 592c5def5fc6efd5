"""Checks: pure functions on what was seen of an endpoint, each with an id of its own."""

from jwk_conformance.endpoint.check import (
    algorithm,
    caching,
    client,
    discovery,
    keys,
    request,
    resource,
    stability,
    tls,
    transport,
    validator,
    weak,
)
from jwk_conformance.endpoint.check.registry import CHECKS, Check, Group, Level, Remark, check

MODULES = (
    discovery, resource, algorithm, tls, transport, caching, validator, keys, weak, stability,
    request, client,
)  # fmt: skip
"""Each has entered its checks into the table."""

__all__ = ["CHECKS", "MODULES", "Check", "Group", "Level", "Remark", "check"]

"""What Cache-Control says of an answer (RFC 9111)."""

from __future__ import annotations

import re

from jwk_conformance.endpoint.exchange import Exchange


def directives(exchange: Exchange) -> dict[str, str]:
    """Cache-Control, names in lower case; the first of each counts (RFC 9111 section 4.2.1)."""
    found: dict[str, str] = {}
    text = exchange.header("Cache-Control") or ""
    for name, quoted, token in re.findall(r'([\w-]+)(?:=(?:"([^"]*)"|([^\s,"]*)))?', text):
        found.setdefault(name.lower(), quoted or token)
    return found


def lifetime(exchange: Exchange) -> int | None:
    """Seconds for which a client may keep an answer; None where nothing says so."""
    told = directives(exchange)
    if "no-store" in told or "no-cache" in told:
        return 0
    if "max-age" in told:
        return (
            int(told["max-age"]) if told["max-age"].isascii() and told["max-age"].isdigit() else 0
        )
    return None

"""What an endpoint is called in reports and baselines."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit


def bare(name: str) -> str:
    """A name without spaces and, where it is a URL, without what may be secret in one."""
    if "://" not in name:
        return "-".join(name.split())
    parts = urlsplit(name)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path.replace(" ", "%20"), "", ""))

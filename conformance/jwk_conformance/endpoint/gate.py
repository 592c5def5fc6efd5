"""Which hosts may be asked: those the user named, and public ones that discovery leads to."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit


class Forbidden(Exception):
    """A host that must not be asked; the message says why, without a full stop."""


class Gate:
    """Admits hosts and the addresses behind them.

    A host that the user named may have any address. A host that a document named may only have
    public addresses, or those that a named host has: a hostile document must not steer the
    requests into the user's own network.
    """

    def __init__(self, urls: Iterable[str], resolve: Mapping[tuple[str, int], str]) -> None:
        """`urls` are the user's; `resolve` gives addresses for a host and port, before DNS."""
        self._named = {urlsplit(url).hostname or "" for url in urls}
        self._resolve = resolve
        self._known: set[str] = set()

    def names(self, host: str) -> bool:
        """Whether the user named this host."""
        return host.lower().rstrip(".") in self._named

    def addresses(self, host: str, port: int) -> list[str]:
        """Where a host may be reached, best first. Raises Forbidden, or OSError from DNS."""
        host = host.lower().strip("[]").rstrip(".")
        chosen = self._resolve.get((host, port))
        found = [chosen] if chosen else looked_up(host, port)
        if self.names(host) or chosen:
            self._known.update(found)
            return found
        admitted = [address for address in found if public(address) or address in self._known]
        if not admitted:
            raise Forbidden(
                f"{host} is {found[0]}, an address of a private network, and only a document "
                "led there; name the host with --allow-host if it may be asked"
            )
        return admitted

    def beyond_a_proxy(self, host: str, port: int) -> None:
        """Whether a proxy may be asked for a host; it has addresses of its own. Raises Forbidden.

        A proxy may stand in the user's network: what only it knows must be named by the user.
        """
        if self.names(host):
            return
        try:
            self.addresses(host, port)
        except OSError:
            raise Forbidden(
                f"{host} has no address here, only a document led there, and the proxy may know it "
                "as one of a private network; name the host with --allow-host if it may be asked"
            ) from None

    def allow(self, hosts: Iterable[str]) -> None:
        """The user names more hosts."""
        self._named.update(host.lower() for host in hosts)


def public(address: str) -> bool:
    """Whether an IP address belongs to the public Internet."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_global and not parsed.is_multicast


def looked_up(host: str, port: int) -> list[str]:
    """The addresses of a host. Raises OSError where it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))

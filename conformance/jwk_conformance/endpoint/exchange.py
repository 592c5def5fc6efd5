"""What went over the wire: one request, and the answer or the trouble it ended in."""

from __future__ import annotations

from typing import Literal

from jwk_conformance.protocol import Message

TroubleKind = Literal[
    "unresolved",
    "refused",
    "unreachable",
    "tls",
    "certificate",
    "timeout",
    "size",
    "headers",
    "short",
    "protocol",
    "encoding",
    "forbidden",
    "budget",
]
"""unresolved: no such host; refused: nobody listens; unreachable: no way to it or cut off; tls: no
handshake; certificate: one that is not trusted; timeout, size, headers: more than the limits allow;
short: less than was announced; protocol: no HTTP; encoding: content not decodable; forbidden: a
host that neither the user named nor a public address; budget: the stated number of requests is
spent."""


class Trouble(Message, frozen=True):
    """Why an exchange has no answer, or not a whole one."""

    kind: TroubleKind
    said: str
    """For a person, without a full stop."""


class Exchange(Message, frozen=True, omit_defaults=True):
    """One request and its answer; redirects are exchanges of their own."""

    purpose: str
    """What it was asked for, such as "jwks" or "head"."""
    method: str
    url: str
    sent: tuple[tuple[str, str], ...] = ()
    """The header fields of the request that this suite chose; values of the user's are left out."""
    status: int = 0
    """0 where there is no answer."""
    reason: str = ""
    version: str = ""
    """Such as HTTP/1.1."""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    """Decoded; as much as the limits allow."""
    octets: int = 0
    """Octets of the content as they were sent, before decoding."""
    at: float = 0.0
    """Seconds after the endpoint was first asked."""
    seconds: float = 0.0
    address: str = ""
    """The address that was connected to."""
    trouble: Trouble | None = None

    @property
    def answered(self) -> bool:
        """Whether there is a whole answer."""
        return self.status != 0 and self.trouble is None

    @property
    def ok(self) -> bool:
        """Whether there is a whole answer with the status 200."""
        return self.answered and self.status == 200

    @property
    def limited(self) -> bool:
        """Whether the server says that it was asked too often, or asks to come back later."""
        later = self.status == 503 and self.header("Retry-After") is not None
        return self.status == 429 or later

    def header(self, name: str) -> str | None:
        """The field's value; several lines of it joined by commas; None where it is absent."""
        values = self.all(name)
        return ", ".join(values) if values else None

    def all(self, name: str) -> list[str]:
        """Every line of a field."""
        return [value for field, value in self.headers if field.lower() == name.lower()]

    @property
    def media_type(self) -> str:
        """The media type without parameters, in lower case; empty where none is given."""
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()

    @property
    def told(self) -> str:
        """The exchange in a line, for evidence."""
        asked = f"{self.method} {self.url}"
        if self.trouble is not None:
            return f"{asked}: {self.trouble.said}"
        return f"{asked}: {self.status} {self.reason}".rstrip()

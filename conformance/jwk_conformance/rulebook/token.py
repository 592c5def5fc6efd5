"""A JOSE object as the rules look at it: a JWS or a JWE, in any serialisation.

As with keys, the readings here forgive whatever a rule of its own is about, so that one defect
breaks one rule: of six parts the first five are taken, and padding does not hide a header.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from jwk_conformance.rulebook.document import Document, Object, Path, Place, parse, read_first
from jwk_conformance.rulebook.key import forgiving

Form = Literal["compact", "flattened", "general"]

_WHITE_SPACE = " \t\r\n"
_NO_DIGIT = re.compile(r"[^A-Za-z0-9_+/-]+")
_LIKE_A_HEADER = re.compile(r"[A-Za-z0-9_+/=-]{8,}")


@dataclass(frozen=True, eq=False)
class Encoded:
    """A part of a token, or a header parameter, that is base64url."""

    value: Any
    at: Path

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.at[-1])

    @property
    def text(self) -> str:
        """The text; empty where it is no string."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def digits(self) -> str:
        """The text without what is outside both alphabets of base64."""
        return _NO_DIGIT.sub("", self.text)

    @cached_property
    def octets(self) -> bytes:
        """What the text comes to, forgiving its encoding."""
        return forgiving(self.text)


@dataclass(frozen=True, eq=False)
class Protected(Encoded):
    """A protected header: base64url of a JSON object."""

    @cached_property
    def document(self) -> Document:
        """The JSON text and what it says."""
        return parse(self.octets)

    @cached_property
    def members(self) -> Object:
        """The object, be it followed by other text or alone in an array; empty if there is none."""
        document = self.document
        value = read_first(document.text) if document.fault else document.value
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        return value if isinstance(value, Object) else Object()


@dataclass(frozen=True, eq=False)
class Header:
    """The JOSE header of one signature or recipient: the union of its parts."""

    protected: Protected | None
    unprotected: tuple[tuple[Path, Any], ...] = ()
    """The unprotected parts as they stand, each with its path."""
    at: Path = ()

    @cached_property
    def parts(self) -> list[tuple[Path, Object]]:
        """The parts that are objects, the protected one first."""
        first = [(self.protected.at, self.protected.members)] if self.protected is not None else []
        rest = [(at, part) for at, part in self.unprotected if isinstance(part, Object)]
        return [*first, *rest]

    @cached_property
    def members(self) -> dict[str, Any]:
        """All parameters; of a name in two parts, the value of the first."""
        return {name: value for _, part in reversed(self.parts) for name, value in part.items()}

    @property
    def signed(self) -> Mapping[str, Any]:
        """The parameters that are integrity-protected."""
        return self.protected.members if self.protected is not None else {}

    def where(self, name: str, *path: str | int) -> Path:
        """The path of a parameter; where it is missing, that of the protected header."""
        for at, part in self.parts:
            if name in part:
                return (*at, name, *path)
        return self.parts[0][0] if self.parts else self.at

    def string(self, name: str) -> str | None:
        """A parameter that is a string."""
        value = self.members.get(name)
        return value if isinstance(value, str) else None

    def encoded(self, name: str) -> Encoded | None:
        """A parameter that is to be base64url; None where it is missing."""
        return Encoded(self.members[name], self.where(name)) if name in self.members else None

    @property
    def critical(self) -> list[str]:
        """The names in crit."""
        names = self.members.get("crit")
        return [one for one in names if isinstance(one, str)] if isinstance(names, list) else []


class JwsHeader(Header):
    """The header of one signature."""


class JweHeader(Header):
    """The header of one recipient."""


@dataclass(frozen=True, eq=False)
class Signature:
    """One signature of a JWS with its header."""

    header: JwsHeader
    value: Encoded | None
    """None where the member is missing."""
    at: Path


@dataclass(frozen=True, eq=False)
class Recipient:
    """One recipient of a JWE with its header."""

    header: JweHeader
    encrypted_key: Encoded | None
    at: Path


@dataclass(frozen=True)
class Compact(Document):
    """The text of a compact serialisation."""

    names: tuple[str, ...] = ()
    """What its parts are called, in order."""

    def place(self, path: Path) -> Place:
        """Where the part begins that a path leads into."""
        offset = 0
        for name, part in zip(self.names, self.text.split("."), strict=False):
            if path and path[0] == name:
                return self.counted(offset)
            offset += len(part) + 1
        return self.counted(0)


@dataclass(frozen=True, eq=False)
class Token:
    """A JOSE object: its members, in the compact serialisation named as in JSON."""

    document: Document
    members: Object
    parts: int = 0
    """How many parts a compact serialisation has."""
    detached: bool = False
    """Whether the payload is handed over beside the object."""

    @property
    def form(self) -> Form:
        """Which serialisation it is."""
        if self.parts:
            return "compact"
        return "general" if self._several in self.members else "flattened"

    _several = ""

    @property
    def entries(self) -> list[tuple[Path, Object]]:
        """The objects that stand for a signature or recipient each."""
        if self.form != "general":
            return [((), self.members)]
        listed = self.members[self._several]
        if isinstance(listed, Object):  # the one entry, without the array
            return [((self._several,), listed)]
        return [
            ((self._several, position), entry)
            for position, entry in enumerate(listed if isinstance(listed, list) else ())
            if isinstance(entry, Object)
        ]

    def encoded(self, name: str) -> Encoded | None:
        """A member that is base64url; None where it is missing."""
        return Encoded(self.members[name], (name,)) if name in self.members else None


def _protected(members: Object, at: Path, form: Form) -> Protected | None:
    """Absent where it is missing; in JSON, where it is empty too."""
    if members.get("protected", "") == "" and form != "compact":
        return None
    return Protected(members["protected"], (*at, "protected"))


def _unprotected(members: Object, name: str, at: Path) -> tuple[tuple[Path, Any], ...]:
    return (((*at, name), members[name]),) if name in members else ()


class Jws(Token):
    """A JSON Web Signature (RFC 7515 section 7)."""

    _several = "signatures"
    names = ("protected", "payload", "signature")

    @cached_property
    def signatures(self) -> list[Signature]:
        """Every signature, in order."""
        return [
            Signature(
                JwsHeader(_protected(entry, at, self.form), _unprotected(entry, "header", at), at),
                Encoded(entry["signature"], (*at, "signature")) if "signature" in entry else None,
                at,
            )
            for at, entry in self.entries
        ]

    @property
    def unencoded(self) -> bool:
        """Whether the payload stands as it is (RFC 7797): b64 is false in the first header."""
        return bool(self.signatures) and is_unencoded(self.signatures[0].header)


def is_unencoded(header: JwsHeader) -> bool:
    """Whether b64 is false, or something else that Python takes for it."""
    return not header.members.get("b64", True)


class Jwe(Token):
    """A JSON Web Encryption (RFC 7516 section 7)."""

    _several = "recipients"
    names = ("protected", "encrypted_key", "iv", "ciphertext", "tag")

    @cached_property
    def recipients(self) -> list[Recipient]:
        """Every recipient, in order; where none is listed, what stands beside the list."""
        return [self._recipient(entry, at) for at, entry in self.entries or [((), self.members)]]

    def _recipient(self, entry: Object, at: Path) -> Recipient:
        shared = _unprotected(self.members, "unprotected", ())
        own = _unprotected(entry, "header", at)
        header = JweHeader(_protected(self.members, (), self.form), (*shared, *own), at)
        key = entry.get("encrypted_key", "")
        return Recipient(header, Encoded(key, (*at, "encrypted_key")) if key != "" else None, at)

    def authenticated(self) -> bytes:
        """The additional authenticated data: RFC 7516 section 5.1, step 14."""
        protected = self.members.get("protected", "")
        text = protected if isinstance(protected, str) else ""
        if self.members.get("aad", "") != "":
            aad = self.members["aad"]
            text += f".{aad if isinstance(aad, str) else ''}"
        return text.encode("utf-8", "surrogatepass")


def is_json(text: str) -> bool:
    """Whether a token is in a JSON serialisation rather than a compact one."""
    return text.lstrip(_WHITE_SPACE).startswith("{")


def jws(text: str, *, detached: bool = False) -> Jws:
    """A text as a JWS, whatever it is."""
    return Jws(*_read(text, Jws), detached=detached)


def jwe(text: str) -> Jwe:
    """A text as a JWE, whatever it is."""
    token = Jwe(*_read(text, Jwe))
    if token.parts and token.members["encrypted_key"] == "":
        del token.members["encrypted_key"]
    return token


def _read(text: str, kind: type[Jws] | type[Jwe]) -> tuple[Document, Object, int]:
    if is_json(text):
        document = parse(text)
        value = read_first(document.text) if document.fault else document.value
        return document, value if isinstance(value, Object) else Object(), 0
    parts = text.split(".")
    missing = [""] * (len(kind.names) - len(parts))
    members = Object(zip(kind.names, [*parts, *missing], strict=False))
    return Compact(text, names=kind.names), members, len(parts)


def recognised(text: str) -> Jws | Jwe | None:
    """The token in a text: by its members, or by the number of its parts (RFC 7516 section 9)."""
    if not is_json(text):
        parts = text.split(".")
        if len(parts) < 3 or not _LIKE_A_HEADER.fullmatch(parts[0]):
            return None
        return jws(text) if len(parts) <= 4 else jwe(text)
    members = parse(text).value
    if not isinstance(members, Object):
        return None
    if "ciphertext" in members or "recipients" in members:
        return jwe(text)
    if "payload" in members or "signatures" in members or "signature" in members:
        return jws(text, detached="payload" not in members)
    return None

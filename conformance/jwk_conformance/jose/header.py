"""What verifying and decrypting share: which algorithm a header names, and if it is allowed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeAlias

from jwk_conformance.jose.enforce import enforce
from jwk_conformance.jose.error import NotSupported, NotValid, quoted
from jwk_conformance.jose.key import AnyKey, KeySet
from jwk_conformance.rulebook import Key, Object, plain
from jwk_conformance.rulebook.algorithm import ALGORITHMS, fits
from jwk_conformance.rulebook.header import registered
from jwk_conformance.rulebook.token import Header as JoseHeader
from jwk_conformance.rulebook.use import Allowed

Header: TypeAlias = Mapping[str, Any]


def named_algorithm(header: JoseHeader, name: str) -> str:
    """What alg or enc of a header comes to: as named, or as meant; empty where it is missing."""
    value = header.members.get(name, "")
    if isinstance(value, list) and value:
        value = value[0]
    text = value if isinstance(value, str) else ""
    return registered(text) or text


def allowed_algorithm(
    header: JoseHeader, name: str, algorithms: Collection[str] | None, otherwise: Iterable[str]
) -> str:
    """The algorithm to work with. Raises NotValid where it is not among those accepted.

    Where the header names none, it is the first of the other ones. An empty name is a name, of no
    algorithm.
    """
    named = named_algorithm(header, name)
    found = named or ("" if header.members.get(name) == "" else next(iter(otherwise), ""))
    if algorithms is not None:
        enforce(Allowed(found, frozenset(algorithms)))
    if not found:
        raise NotSupported(f"{name} is missing, and the key does not tell (RFC 7515 section 4.1.1)")
    return found


def serving(algorithms: Collection[str] | None, jwk: AnyKey) -> Iterable[str]:
    """The accepted algorithms that a key is of the right type for."""
    members = jwk.members if isinstance(jwk, Key) else jwk
    kty, crv = (str(members.get(name, "")) for name in ("kty", "crv"))
    return (one for one in algorithms or () if one in ALGORITHMS and fits(one, kty, crv))


def candidates(key: AnyKey | KeySet, header: JoseHeader) -> list[AnyKey]:
    """The keys to try."""
    if isinstance(key, KeySet):
        return list(key.candidates(header.string("kid")))
    return [key]


def reported(members: Mapping[str, Any] | None) -> Header | None:
    """A header as it is told to the caller."""
    return None if members is None else dict(plain(members))


def unprotected(header: JoseHeader, name: str) -> Header | None:
    """The unprotected part that stands under a name."""
    found = [part for at, part in header.unprotected if at[-1] == name]
    return reported(found[0]) if found and isinstance(found[0], Object) else None


def no_opening(reasons: list[NotValid], what: str) -> NotValid:
    """The error for an object that did not open: the reason itself where there is only one."""
    if not reasons:
        return NotValid(f"no key for any {what} (RFC 7515 section 6)")
    if len(reasons) == 1:
        return reasons[0]
    kind = NotSupported if all(isinstance(one, NotSupported) for one in reasons) else NotValid
    return kind("; ".join(f"{what} {index}: {one}" for index, one in enumerate(reasons)))


def text_of(token: object) -> str:
    """The token itself; raises NotValid where it is no text."""
    if not isinstance(token, str):
        raise NotValid(f"a JOSE object is a text, not {quoted(token)}")
    return token

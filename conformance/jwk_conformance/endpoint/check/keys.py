"""What the set publishes: keys that must not be there, and what clients need to choose one."""

from __future__ import annotations

import base64
import warnings
from collections.abc import Iterator
from datetime import datetime, timezone

from cryptography import x509

from jwk_conformance.endpoint.check.registry import Level, Remark, check
from jwk_conformance.endpoint.observed import Observed, named
from jwk_conformance.rulebook.key import PRIVATE, Key

TYPES = {"RSA", "EC", "OKP", "oct", "AKP"}
"""Key types that are registered."""
CURVES = {
    "EC": {"P-256", "P-384", "P-521", "secp256k1"},
    "OKP": {"Ed25519", "Ed448", "X25519", "X448"},
}
"""Key type → its registered curves."""


@check(
    "no-set",
    group="keys",
    level="critical",
    source="RFC 7517 section 5",
    clauses=("rfc7517-5-is-an-object-with-keys",),
    advice="Serve a JWK Set there: clients can verify nothing without one.",
)
def the_address_gives_a_set(seen: Observed) -> Iterator[Remark]:
    """What is published is a JWK Set: a JSON object with an array `keys`."""
    first = seen.first
    if seen.stopped or (first is None and seen.discovery.nameless):
        return  # which another check tells
    if first is None:
        hops = tuple(exchange.told for hop in seen.discovery.hops for exchange in hop.exchanges)
        yield Remark("nothing led to a JWK Set", evidence=hops)
    elif not first.ok:
        yield Remark(f"the set cannot be had: {_why(first.told)}", evidence=(first.told,))
    elif seen.examined is not None and seen.examined.document.fault:
        fault = seen.examined.document.fault
        kind = first.media_type or "no media type"
        yield Remark(f"the content is no JSON: {fault}", evidence=(first.told, kind))


def _why(told: str) -> str:
    return told.partition(": ")[2] or told


@check(
    "empty-set",
    group="keys",
    level="should",
    source="practice: a set without keys verifies nothing",
    advice="Publish the keys that are in use, or take the endpoint out of the metadata.",
)
def the_set_holds_keys(seen: Observed) -> Iterator[Remark]:
    """A set without keys is of no use to anybody."""
    if seen.examined is not None and not seen.examined.broken and not seen.keys:
        yield Remark("the set holds no keys")


@check(
    "private-key",
    group="keys",
    level="critical",
    source="RFC 7517 section 9.2",
    advice="Take the key out of use at once: whoever fetched the set can sign with it.",
)
def no_private_members(seen: Observed) -> Iterator[Remark]:
    """A published set holds public keys alone: private members make their holder the issuer."""
    for key in seen.keys:
        held = [name for name in PRIVATE.get(key.kty, ()) if name in key.members]
        if held and key.kty != "oct":
            said = f"the {key.kty} key {named(key)} is published with its private part"
            yield Remark(said, about=named(key), evidence=(f"members: {', '.join(held)}",))


@check(
    "symmetric-key",
    group="keys",
    level="critical",
    source="RFC 7517 section 9.2",
    advice="Take the key out of use at once; symmetric keys are never published.",
)
def no_symmetric_keys(seen: Observed) -> Iterator[Remark]:
    """A symmetric key in a public set lets everybody make tokens."""
    for key in seen.keys:
        if key.kty == "oct" and "k" in key.members:
            yield Remark(f"the symmetric key {named(key)} is published", about=named(key))


@check(
    "kid-missing",
    group="keys",
    level="should",
    source="RFC 7517 section 4.5; OpenID Connect Core section 10.1 (text not at hand)",
    advice="Give every key a kid, and name it in the header of tokens.",
)
def each_key_has_a_kid(seen: Observed) -> Iterator[Remark]:
    """Without a kid a client has to try every key, or gives up; with one key it is a note."""
    level: Level | None = None if len(seen.keys) > 1 else "note"
    for key in seen.keys:
        if "kid" not in key.members:
            yield Remark(f"{named(key)} has no kid", about=named(key), level=level)


@check(
    "kid-empty",
    group="keys",
    level="should",
    source="practice: many clients take an empty kid for none",
    advice="Give the key a kid that says something.",
)
def no_kid_is_empty(seen: Observed) -> Iterator[Remark]:
    """An empty kid is one by the text, and none to many clients."""
    for key in seen.keys:
        if key.string("kid") == "":
            yield Remark(f"the kid of {named(key)} is empty", about=named(key))


@check(
    "use-required",
    group="keys",
    level="must",
    source="RFC 8414 section 2, jwks_uri; OpenID Connect Discovery section 3",
    clauses=("oidcdiscovery-3-use-required",),
    advice="Say use on every key of the set.",
)
def use_is_told_where_both_uses_occur(seen: Observed) -> Iterator[Remark]:
    """In a set with keys for signatures and for encryption, every key says which it is for."""
    if seen.discovery.issuing is None:
        return
    uses = {key.string("use") for key in seen.keys}
    if {"sig", "enc"} <= uses:
        for key in seen.keys:
            if "use" not in key.members:
                said = f"key {named(key)} has no use, in a set with keys for sig and enc"
                yield Remark(said, about=named(key))


@check(
    "purpose-missing",
    group="keys",
    level="note",
    source="RFC 7517 sections 4.2 to 4.4; RFC 8725 section 3.1",
    advice="Say use and alg, so that a key serves what it was made for and nothing else.",
)
def the_purpose_is_told(seen: Observed) -> Iterator[Remark]:
    """A key that says use and alg cannot be turned to something else by the header of a token."""
    for key in seen.keys:
        lacking = [name for name in ("use", "alg") if name not in key.members]
        if "key_ops" in key.members and "use" in lacking:
            lacking.remove("use")
        if lacking:
            yield Remark(f"key {named(key)} has no {' and no '.join(lacking)}", about=named(key))


@check(
    "unusable-key",
    group="keys",
    level="should",
    source="RFC 7517 section 5; RFC 7518 section 6.1",
    advice="Publish keys of registered types and curves; readers ignore the others.",
)
def somebody_can_use_each_key(seen: Observed) -> Iterator[Remark]:
    """A key of a type or curve that nobody knows is ignored by every reader."""
    for key in seen.keys:
        kty, crv = key.string("kty"), key.string("crv")
        if kty is not None and kty not in TYPES:
            yield Remark(f"key {named(key)} is of the type {kty[:40]!a}", about=named(key))
        elif kty in CURVES and crv is not None and crv not in CURVES[kty]:
            yield Remark(f"key {named(key)} is on the curve {crv[:40]!a}", about=named(key))


@check(
    "signing-key-missing",
    group="keys",
    level="should",
    source="RFC 8414 section 2, jwks_uri: the set holds the signing keys",
    advice="Publish the public key that tokens are signed with.",
)
def the_set_holds_a_key_for_signatures(seen: Observed) -> Iterator[Remark]:
    """The set of an issuer is there to verify its signatures."""
    if seen.discovery.issuing is not None and seen.keys and not any(map(_verifies, seen.keys)):
        yield Remark("no key of the set can verify a signature")


def _verifies(key: Key) -> bool:
    operations = key.strings("key_ops")
    return (
        key.kty != "oct"
        and key.string("use") != "enc"
        and (not operations or "verify" in operations)
        and key.crv not in ("X25519", "X448")
    )


@check(
    "certificate-expired",
    group="keys",
    level="should",
    source="RFC 7517 section 4.7; RFC 5280 (text not at hand)",
    advice="Publish a certificate that is valid now, or none.",
)
def certificates_are_valid_now(seen: Observed) -> Iterator[Remark]:
    """A client that validates the chain refuses a key whose certificate is not valid now."""
    for key in seen.keys:
        for position, text in enumerate(key.strings("x5c")):
            if said := _outdated(text):
                yield Remark(f"certificate {position} of key {named(key)} {said}", about=named(key))


def _outdated(text: str) -> str:
    """Why a certificate is not valid now; empty where it is, or is no certificate at all."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd certificates the rulebook speaks
            found = x509.load_der_x509_certificate(base64.b64decode(text))
    except ValueError:
        return ""
    now = datetime.now(timezone.utc)
    if found.not_valid_after_utc < now:
        return f"expired on {found.not_valid_after_utc:%Y-%m-%d}"
    if found.not_valid_before_utc > now:
        return f"is valid from {found.not_valid_before_utc:%Y-%m-%d} on"
    return ""

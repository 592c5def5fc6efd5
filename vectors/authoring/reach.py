"""Whom a vector can say something about, where its scopes do not tell."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from typing import Any

from jwk_vectors.model import Step

CLAIMS_ONLY = "claims-only"
"""The feature of libraries that take nothing but JWTs: the payload of a JWS is a JSON object."""
PUBLIC_ONLY = "public-only"
"""The feature of libraries that read public keys alone."""
KEY_TYPES = frozenset({"EC", "OKP", "RSA", "oct"})
ENCRYPTS = "jwe.encrypt"
PRIVATELY = ("jwe.decrypt", "jwt.sign")
"""Operations with one key that nobody offers without private keys."""
READING = ("jwk.import", "jwk.export", "jwks.import", "jwks.export")
CHECKED = ("exp", "nbf", "iat", "iss", "aud")
"""Claims that a JWT library looks at, whatever it was asked."""


def kinds_in_sets(steps: Iterable[Step]) -> frozenset[str]:
    """The registered key types of the keys in sets: not to ignore one that a library does not
    know breaks a mere SHOULD (RFC 7517 section 5), which vectors of their own are about.
    """
    keys = [key for step in steps if "set" in step.args for key in _keys(step)]
    return KEY_TYPES & {str(key.get("kty")) for key in keys}


def other_operations(steps: Iterable[Step]) -> frozenset[str]:
    """Operations that a library must have to be expected to read the keys: who has signatures
    alone may say no to a key that is for encryption.
    """
    read = [step for step in steps if step.operation in READING and step.expect == "accept"]
    meant = {key.get("use") for step in read for key in _keys(step)}
    return frozenset({ENCRYPTS} if "enc" in meant else ())


def out_of_reach(steps: Iterable[Step]) -> tuple[str, ...]:
    """Features of libraries that may refuse a step whatever else is right or wrong about it: a JWS
    whose payload is no JWT's, or a private key that a good step brings.
    """
    steps = tuple(steps)
    verified = [step.args["jws"] for step in steps if step.operation == "jws.verify"]
    good = [
        step
        for step in steps
        if step.expect in ("accept", "setup") and step.operation not in PRIVATELY
    ]
    private = any("d" in key for step in good for key in _keys(step))
    found = {CLAIMS_ONLY: not all(map(_may_be_claims, verified)), PUBLIC_ONLY: private}
    return tuple(feature for feature, there in found.items() if there)


def _keys(step: Step) -> list[dict[str, Any]]:
    """The keys of a step, alone and in a set, as far as they are objects."""
    alone = _document(step.args.get("key"))
    among = _array(_document(step.args.get("set")).get("keys"))
    return [key for key in (alone, *among) if isinstance(key, dict)]


def _may_be_claims(jws: str) -> bool:
    """Whether the payload is a JSON object, or nothing that decodes, which nobody takes."""
    payload = _payload(jws)
    try:
        octets = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    except ValueError:
        return True
    try:
        claims = json.loads(octets)
    except (ValueError, RecursionError):
        return False
    return isinstance(claims, dict) and claims.keys().isdisjoint(CHECKED)


def _payload(jws: str) -> str:
    """The encoded payload; empty where there is none."""
    if not jws.lstrip().startswith("{"):
        return [*jws.split("."), ""][1]
    payload = _document(jws).get("payload")
    return payload if isinstance(payload, str) else ""


def _document(text: Any) -> dict[str, Any]:
    """A JSON text's members; none where it is no object, or no text."""
    try:
        document = json.loads(text) if isinstance(text, str) else {}
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _array(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

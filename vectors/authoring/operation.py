"""Drafts of steps: one function for each operation of the protocol.

`like` names the undamaged key of a damaged one: it tells the kind of key, since a damaged key may
not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from authoring.build import ACCEPTED, Draft, Expected, Material, Ref, Served, b64, draft, text
from authoring.scope import Scope


def material(given: Material) -> Any:
    """A key or set as the protocol carries it."""
    if isinstance(given, Ref):
        return {"ref": given.name}
    if isinstance(given, bytes):
        return {"b64": b64(given)}
    return given if isinstance(given, str) else text(given)


def kind(key: Material, like: Mapping[str, Any] | None) -> dict[str, Any]:
    """Kty and crv of a key, or of the one it is like."""
    document = _document(key, like)
    return {"kty": str(document["kty"]), "crv": str(document.get("crv", ""))}


def _document(key: Material, like: Mapping[str, Any] | None) -> Mapping[str, Any]:
    if like is not None:
        return like
    if isinstance(key, Ref):
        raise ValueError(f"what kind of key is {key.name}? Say which it is like")
    return key if isinstance(key, Mapping) else dict(json.loads(key))


def named_kind(key: Material, like: Mapping[str, Any] | None) -> dict[str, Any]:
    """Kty and crv, and the alg that the key names for itself."""
    return {**kind(key, like), "names": str(_document(key, like).get("alg", ""))}


def serialisation(token: str) -> str:
    """compact, flattened or general."""
    if not token.startswith("{"):
        return "compact"
    return "general" if {"signatures", "recipients"} & json.loads(token).keys() else "flattened"


def import_key(
    key: Material,
    expected: Expected = ACCEPTED,
    *,
    like: Mapping[str, Any] | None = None,
    named: str = "",
) -> Draft:
    """jwk.import."""
    scope = Scope(operation="jwk.import", **named_kind(key, like))
    return draft(scope, {"key": material(key)}, expected, named)


def export_key(
    key: Material,
    form: Literal["public", "private"],
    expected: Expected = ACCEPTED,
    *,
    like: Mapping[str, Any] | None = None,
) -> Draft:
    """jwk.export: facts "jwk" holds the members that must come out."""
    scope = Scope(operation="jwk.export", form=form, **named_kind(key, like))
    return draft(scope, {"key": material(key), "form": form}, expected, "")


def thumbprint(
    key: Material,
    expected: Expected,
    *,
    hash: str = "sha-256",
    like: Mapping[str, Any] | None = None,
) -> Draft:
    """jwk.thumbprint: facts "thumbprint" holds the value in base64url."""
    scope = Scope(operation="jwk.thumbprint", **named_kind(key, like))
    return draft(scope, {"key": material(key), "hash": hash}, expected, "")


def generate(
    kty: str, expected: Expected, *, crv: str = "", bits: int = 0, named: str = ""
) -> Draft:
    """jwk.generate."""
    scope = Scope(operation="jwk.generate", kty=kty, crv=crv)
    args: dict[str, Any] = {"kty": kty}
    if crv:
        args["crv"] = crv
    if bits:
        args["bits"] = bits
    return draft(scope, args, expected, named)


def import_set(keys: Material, expected: Expected = ACCEPTED, *, named: str = "") -> Draft:
    """jwks.import."""
    return draft(Scope(operation="jwks.import"), {"set": material(keys)}, expected, named)


def export_set(keys: Material, expected: Expected) -> Draft:
    """jwks.export (public): facts "jwks" holds {"keys": [...]}, members that must come out."""
    return draft(Scope(operation="jwks.export"), {"set": material(keys)}, expected, "")


def select_key(keys: Material, kid: str, expected: Expected, *, named: str = "") -> Draft:
    """jwks.select: facts "found", and "jwk" as in export_key."""
    args = {"set": material(keys), "kid": kid}
    return draft(Scope(operation="jwks.select"), args, expected, named)


JWKS = "/jwks.json"
"""The path of the set that the drafts here have fetched."""


def fetch_key(
    served: Served,
    kid: str,
    expected: Expected,
    *,
    like: Mapping[str, Any],
    named: str = "",
) -> Draft:
    """jwks.fetch from what is served: facts "found", "jwk" as in export_key, and "requests"."""
    scope = Scope(operation="jwks.fetch", **kind(like, None))
    made = draft(scope, {"url": JWKS, "kid": kid}, expected, named)
    return replace(made, serves=served)


def verify_fetched(
    served: Served,
    jwt: str,
    algorithms: Sequence[str],
    expected: Expected,
    *,
    like: Mapping[str, Any],
) -> Draft:
    """jwks.verify with what is served: facts "claims" as in verify_jwt, and "requests"."""
    scope = Scope(
        operation="jwks.verify", alg=algorithms[0], serialisation="compact", **kind(like, None)
    )
    args = {"url": JWKS, "jwt": jwt, "algorithms": list(algorithms)}
    return replace(draft(scope, args, expected, ""), serves=served)


def verify(
    key: Material,
    jws: str,
    algorithms: Sequence[str],
    expected: Expected,
    *,
    like: Mapping[str, Any] | None = None,
    detached: bytes | None = None,
    features: Sequence[str] = (),
) -> Draft:
    """jws.verify with one key; the scope's alg is the first of the algorithms allowed."""
    scope = Scope(
        operation="jws.verify",
        alg=algorithms[0],
        serialisation=serialisation(jws),
        features=frozenset(features)
        | unprotected_only(jws, expected)
        | ({"detached"} if detached is not None and "b64-detached" not in features else set()),
        **kind(key, like),
    )
    args: dict[str, Any] = {"key": material(key), "jws": jws, "algorithms": list(algorithms)}
    if detached is not None:
        args["detached"] = b64(detached)
    return draft(scope, args, expected, "")


BARE = "no-protected-header"
"""The feature of those who take alg from a header that nothing protects. RFC 7515 section 10.7
lets an application ask for a protected one.
"""


def unprotected_only(token: str, expected: Expected) -> set[str]:
    """That feature, where a good token needs it: one without any protected header."""
    if not token.startswith("{") or expected.expect not in ("accept", "setup"):
        return set()
    document = json.loads(token)
    parts = document.get("signatures", [document])
    return {BARE} if any("protected" not in part for part in parts) else set()


@dataclass(frozen=True, kw_only=True)
class Party:
    """A signer or recipient: its key, and its headers as JSON text."""

    key: Material
    protected: str = ""
    header: str = ""

    def args(self) -> dict[str, Any]:
        given = {"key": material(self.key), "protected": self.protected, "header": self.header}
        return {name: value for name, value in given.items() if value}


def sign(
    signers: Sequence[Party],
    payload: bytes,
    serialisation: str,
    expected: Expected,
    *,
    alg: str,
    like: Mapping[str, Any] | None = None,
    features: Sequence[str] = (),
) -> Draft:
    """jws.sign: `check` in the expectation tells how the product is verified."""
    several = frozenset({"many-signers"}) if len(signers) > 1 else frozenset[str]()
    scope = Scope(
        operation="jws.sign",
        alg=alg,
        serialisation=serialisation,
        features=several
        | frozenset(features)
        | ({BARE} if any(not signer.protected for signer in signers) else set()),
        **kind(signers[0].key, like),
    )
    args = {
        "signers": [signer.args() for signer in signers],
        "payload": b64(payload),
        "serialisation": serialisation,
    }
    return draft(scope, args, expected, "")


def decrypt(
    key: Material,
    jwe: str,
    alg: str,
    enc: str,
    expected: Expected,
    *,
    like: Mapping[str, Any] | None = None,
    features: Sequence[str] = (),
) -> Draft:
    """jwe.decrypt with one key, this alg and enc allowed."""
    scope = Scope(
        operation="jwe.decrypt",
        alg=alg,
        enc=enc,
        serialisation=serialisation(jwe),
        features=frozenset(features) | unprotected_only(jwe, expected),
        **kind(key, like),
    )
    args = {"key": material(key), "jwe": jwe, "algorithms": [alg, enc]}
    return draft(scope, args, expected, "")


def encrypt(
    recipients: Sequence[Party],
    plaintext: bytes,
    serialisation: str,
    expected: Expected,
    *,
    alg: str,
    enc: str,
    protected: str = "",
    unprotected: str = "",
    aad: bytes | None = None,
    like: Mapping[str, Any] | None = None,
    features: Sequence[str] = (),
) -> Draft:
    """jwe.encrypt: `check` in the expectation tells how the product is decrypted."""
    several = frozenset({"many-recipients"}) if len(recipients) > 1 else frozenset[str]()
    scope = Scope(
        operation="jwe.encrypt",
        alg=alg,
        enc=enc,
        serialisation=serialisation,
        features=several
        | frozenset(features)
        | ({"aad"} if aad is not None else set())
        | ({BARE} if not protected else set()),
        **kind(recipients[0].key, like),
    )
    args: dict[str, Any] = {
        "recipients": [recipient.args() for recipient in recipients],
        "plaintext": b64(plaintext),
        "serialisation": serialisation,
    }
    if protected:
        args["protected"] = protected
    if unprotected:
        args["unprotected"] = unprotected
    if aad is not None:
        args["aad"] = b64(aad)
    return draft(scope, args, expected, "")


def verify_with_set(
    keys: Material,
    jws: str,
    algorithms: Sequence[str],
    expected: Expected,
    *,
    like: Mapping[str, Any],
    detached: bytes | None = None,
) -> Draft:
    """jws.verify with a JWK Set; `like` is the key in it that is to be found."""
    scope = Scope(
        operation="jws.verify",
        alg=algorithms[0],
        serialisation=serialisation(jws),
        form="set",
        features=frozenset({"detached"} if detached is not None else ()),
        **kind(like, None),
    )
    args: dict[str, Any] = {"set": material(keys), "jws": jws, "algorithms": list(algorithms)}
    if detached is not None:
        args["detached"] = b64(detached)
    return draft(scope, args, expected, "")


def to_pem(
    key: Material,
    form: Literal["public", "private"],
    expected: Expected,
    *,
    like: Mapping[str, Any] | None = None,
) -> Draft:
    """jwk.to_pem: `check` in the expectation tells which key the PEM must hold."""
    scope = Scope(operation="jwk.to_pem", form=form, **named_kind(key, like))
    return draft(scope, {"key": material(key), "form": form}, expected, "")


def from_pem(pem: str, like: Mapping[str, Any], expected: Expected, *, named: str = "") -> Draft:
    """jwk.from_pem: facts "jwk" holds the members of the public key."""
    scope = Scope(operation="jwk.from_pem", **kind(like, None))
    return draft(scope, {"pem": pem}, expected, named)


def sign_jwt(
    key: Material,
    claims: Mapping[str, Any],
    header: Mapping[str, Any],
    expected: Expected,
    *,
    like: Mapping[str, Any] | None = None,
) -> Draft:
    """jwt.sign: `check` in the expectation tells how the product is verified."""
    alg = str(header["alg"])
    scope = Scope(operation="jwt.sign", alg=alg, serialisation="compact", **kind(key, like))
    args = {"key": material(key), "claims": text(claims), "header": text(header)}
    return draft(scope, args, expected, "")


def verify_jwt(
    key: Material,
    jwt: str,
    algorithms: Sequence[str],
    expected: Expected = ACCEPTED,
    *,
    like: Mapping[str, Any] | None = None,
    issuer: str = "",
    audience: str = "",
) -> Draft:
    """jwt.verify: facts "claims" holds claims that must come out."""
    scope = Scope(
        operation="jwt.verify", alg=algorithms[0], serialisation="compact", **kind(key, like)
    )
    wanted = {name: value for name, value in (("iss", issuer), ("aud", audience)) if value}
    args: dict[str, Any] = {"key": material(key), "jwt": jwt, "algorithms": list(algorithms)}
    if wanted:
        args["expected"] = wanted
    return draft(scope, args, expected, "")

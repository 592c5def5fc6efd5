"""Drafts on sets, PEM and JWTs; those on single keys and tokens stand in `build`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from authoring.build import (
    ACCEPTED,
    Draft,
    Expected,
    Material,
    b64,
    draft,
    kind,
    material,
    named_kind,
    serialisation,
    text,
)
from authoring.scope import Scope


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

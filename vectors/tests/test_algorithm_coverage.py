"""Every registered algorithm is consumed and produced in every serialisation, on every curve."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from jwk_vectors import Step, bundled

FORMS = ("compact", "flattened", "general")
NIST, MONTGOMERY = ("P-256", "P-384", "P-521"), ("X25519", "X448")
SIGNATURES: dict[str, tuple[str, ...]] = {
    **{f"{family}{bits}": ("",) for family in ("HS", "RS", "PS") for bits in (256, 384, 512)},
    "ES256": ("P-256",),
    "ES384": ("P-384",),
    "ES512": ("P-521",),
    "EdDSA": ("Ed25519", "Ed448"),
    "ES256K": ("secp256k1",),
}
"""Alg → the curves it signs on. RFC 7518 section 3.1, RFC 8037 section 3.1, RFC 8812."""
LATER: dict[str, tuple[str, ...]] = {
    "Ed25519": ("Ed25519",),
    "Ed448": ("Ed448",),
    **dict.fromkeys(("ML-DSA-44", "ML-DSA-65", "ML-DSA-87"), ("",)),
}
"""The same for algorithms that are experimental here. RFC 9864 section 2.2, RFC 9964 section 5."""
KEY_MANAGEMENT: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("RSA1_5", "RSA-OAEP", "RSA-OAEP-256", "dir"), ("",)),
    **{f"A{bits}{kind}": ("",) for bits in (128, 192, 256) for kind in ("KW", "GCMKW")},
    "ECDH-ES": NIST + MONTGOMERY,
    **{f"ECDH-ES+A{bits}KW": NIST + MONTGOMERY for bits in (128, 192, 256)},
    **{f"PBES2-HS{2 * bits}+A{bits}KW": ("",) for bits in (128, 192, 256)},
}
"""Alg → the curves it agrees on. RFC 7518 section 4.1, RFC 8037 section 3.2."""
CONTENT = (
    *("A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"),
    *("A128GCM", "A192GCM", "A256GCM"),
)
"""RFC 7518 section 5.1."""
WITHOUT = {
    "none": "Nobody has to take it or to make it: there is nothing that must be accepted. That it "
    "is refused where a key is given is in vectors of its own.",
}
"""Name → why no vector has a good object of it."""


NAME = re.compile(r'Algorithm Name: +"?([A-Za-z0-9_+-]+)')
"""As the templates of the registration have it."""


class Cell(NamedTuple):
    """One kind of object, and the direction it goes."""

    operation: str
    name: str
    crv: str
    form: str


def wanted() -> Iterator[Cell]:
    """The whole matrix."""
    for form in FORMS:
        for alg, curves in {**SIGNATURES, **LATER}.items():
            for crv in curves:
                yield Cell("jws.verify", alg, crv, form)
                yield Cell("jws.sign", alg, crv, form)
        for alg, curves in KEY_MANAGEMENT.items():
            for crv in curves:
                yield Cell("jwe.decrypt", alg, crv, form)
                yield Cell("jwe.encrypt", alg, crv, form)
        for enc in CONTENT:
            yield Cell("jwe.decrypt", enc, "", form)
            yield Cell("jwe.encrypt", enc, "", form)


def members(encoded: str) -> dict[str, Any]:
    """The header that a segment holds; none where it is empty."""
    octets = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    return dict(json.loads(octets)) if octets else {}


def consumed(token: str) -> tuple[str, dict[str, Any]] | None:
    """Serialisation and header; None where there are several signatures or recipients."""
    if not token.startswith("{"):
        return "compact", members(token.split(".")[0])
    document = json.loads(token)
    parts = document.get("signatures", document.get("recipients"))
    if parts is not None and len(parts) != 1:
        return None
    one = {**document, **(parts[0] if parts else {})}
    header = {**members(one.get("protected", "")), **one.get("unprotected", {})}
    return "flattened" if parts is None else "general", {**header, **one.get("header", {})}


def produced(args: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """The same of what is asked for."""
    parties = args.get("signers", args.get("recipients"))
    if len(parties) != 1:
        return None
    texts = (
        args.get("protected"),
        args.get("unprotected"),
        parties[0].get("protected"),
        parties[0].get("header"),
    )
    header: dict[str, Any] = {}
    for text in texts:
        header |= json.loads(text) if text else {}
    return args["serialisation"], header


def cells(step: Step) -> Iterator[Cell]:
    """What a step that must succeed covers."""
    args = step.args
    if step.operation in ("jws.verify", "jwe.decrypt") and "key" in args:
        key, found = args["key"], consumed(args["jws" if "jws" in args else "jwe"])
    elif step.operation in ("jws.sign", "jwe.encrypt") and step.check is not None:
        key = (args.get("signers") or args["recipients"])[0]["key"]
        found = produced(args)
    else:
        return
    if found is None or not isinstance(key, str):
        return
    form, header = found
    yield Cell(step.operation, header["alg"], json.loads(key).get("crv", ""), form)
    if "enc" in header:
        yield Cell(step.operation, header["enc"], "", form)


def test_there_is_no_hole() -> None:
    covered = {
        cell
        for vector in bundled().vectors
        for step in vector.steps
        if step.expect == "accept"
        for cell in cells(step)
    }
    assert [cell for cell in wanted() if cell not in covered] == []


@pytest.mark.skipif(
    not os.environ.get("JWK_RFC_DIR"),
    reason="JWK_RFC_DIR names no folder with the RFC texts, such as rfc7518.txt",
)
def test_the_matrix_has_what_the_rfcs_register() -> None:
    folder = Path(os.environ["JWK_RFC_DIR"])
    texts = [(folder / f"rfc{number}.txt").read_text("utf-8") for number in (7518, 8037, 8812)]
    registered = {name for text in texts for name in NAME.findall(text)}
    assert registered == {*SIGNATURES, *KEY_MANAGEMENT, *CONTENT, *WITHOUT}

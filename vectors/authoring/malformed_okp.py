"""Damaged OKP keys, and keys of one purpose used for the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import (
    Authored,
    Draft,
    Party,
    b64,
    encrypt,
    sign,
    text,
    unb64,
    vector,
    verify,
)
from authoring.damage import ENCRYPTED, VERIFIED, WITNESSED, refused
from authoring.forge import PAYLOAD, damaged, jws
from authoring.registry import Chapter
from authoring.suite import key, public
from jwk_vectors.model import Source

GROUP = "malformed-okp"
VERIFIES = "control-jws.verify-okp-ed25519-eddsa-compact"
PRIVATE = key("okp-ed25519")
GOOD = public(PRIVATE)
TOKEN = jws(PRIVATE, "EdDSA")
ZERO = public(key("okp-ed25519-zero"))
ZERO_TOKEN = jws(key("okp-ed25519-zero"), "EdDSA")


def _verify(jwk: dict[str, Any], token: str = TOKEN) -> Draft:
    return verify(jwk, token, ["EdDSA"], WITNESSED, like=GOOD)


def undamaged() -> Iterator[Authored]:
    """A key whose last octet is zero."""
    yield vector(
        "okp.x-with-trailing-zero",
        "Verify with an Ed25519 key whose x ends in a zero octet",
        verify(ZERO, ZERO_TOKEN, ["EdDSA"], VERIFIED),
        group="tolerance",
        why="x is a string of octets; what treats it as a number loses one key in 256.",
        clauses=("rfc8037-2-okp-public-key", "rfc7515-5.2-report-success"),
        source=Source(document="RFC 8037", section="2"),
        derived_from=VERIFIES,
        mutation="another key, whose x ends in 00",
    )


def lengths() -> Iterator[Authored]:
    """Public keys of another length than the subtype's."""
    yield refused(
        GROUP,
        "x-too-short",
        "An Ed25519 key without its last octet, which is zero",
        _verify(damaged(ZERO, x=b64(unb64(ZERO["x"])[:-1])), ZERO_TOKEN),
        clauses=("rfc8037-3.1.2-key-length",),
        mutation="x: the last octet, 00, removed",
        why="Such a key has two spellings with two thumbprints; what pins one misses the other.",
        derived_from="okp.x-with-trailing-zero",
        severity="interoperability",
    )
    yield refused(
        GROUP,
        "x-too-long",
        "An Ed25519 key with a zero octet behind it",
        _verify(damaged(GOOD, x=b64(unb64(GOOD["x"]) + b"\x00"))),
        clauses=("rfc8037-3.1.2-key-length",),
        mutation="x: 00 added at the end",
        why="Such a key has two spellings with two thumbprints; what pins one misses the other.",
        derived_from=VERIFIES,
        severity="interoperability",
    )


def subtypes() -> Iterator[Authored]:
    """Members missing, and subtypes named wrongly."""
    for name in ("x", "crv"):
        yield refused(
            GROUP,
            f"{name}-missing",
            f"An Ed25519 key without {name}",
            _verify(damaged(GOOD, without=name)),
            clauses=("rfc8037-2-members-present",),
            mutation=f"{name} removed",
            why="Half a key is none; an assumed value is not what the owner published.",
            derived_from=VERIFIES,
            severity="interoperability",
        )
    for reason, crv in (("crv-lower-case", "ed25519"), ("crv-unknown", "Ed25520")):
        yield refused(
            GROUP,
            reason,
            f"An Ed25519 key with crv {crv}",
            _verify(damaged(GOOD, crv=crv)),
            clauses=("rfc8037-2-known-subtype",),
            mutation=f"crv: {crv} in place of Ed25519",
            why="An unknown subtype must not fall back to a known one.",
            derived_from=VERIFIES,
            severity="interoperability",
        )


def purposes() -> Iterator[Authored]:
    """Keys for agreement that sign, keys for signing that agree."""
    montgomery = key("okp-x25519")
    yield refused(
        GROUP,
        "x25519-verifies",
        "Verify with an Ed25519 key under crv X25519",
        _verify(damaged(GOOD, crv="X25519")),
        clauses=("rfc8037-3.2-montgomery-no-signing",),
        mutation="crv: X25519 in place of Ed25519",
        why="A key with two uses lets an attacker play two protocols against each other.",
        derived_from=VERIFIES,
    )
    yield refused(
        GROUP,
        "x25519-signs",
        "Sign with an X25519 key",
        sign(
            [Party(key=montgomery, protected=text({"alg": "EdDSA"}))],
            PAYLOAD,
            "compact",
            WITNESSED,
            alg="EdDSA",
            like=GOOD,
        ),
        clauses=("rfc8037-3.2-montgomery-no-signing",),
        mutation="the key: an X25519 one",
        why="The same secret octets in both algorithms void the proofs of both.",
        derived_from="control-jws.sign-okp-ed25519-eddsa-compact",
        witness="a product shows that the key was used",
    )
    yield refused(
        GROUP,
        "ed25519-agrees",
        "Encrypt by ECDH-ES to an Ed25519 key",
        encrypt(
            [Party(key=GOOD)],
            PAYLOAD,
            "compact",
            WITNESSED,
            alg="ECDH-ES",
            enc="A128GCM",
            protected=text({"alg": "ECDH-ES", "enc": "A128GCM"}),
            like=montgomery,
        ),
        clauses=("rfc8037-3.1-edwards-no-agreement",),
        mutation="the key: an Ed25519 one",
        why="A key with two uses lets an attacker play two protocols against each other.",
        derived_from="control-jwe.encrypt-okp-x25519-ecdh-es-a128gcm-compact",
        witness=ENCRYPTED,
    )


CHAPTER = Chapter("malformed-okp", "Damaged OKP keys", (undamaged, lengths, subtypes, purposes))

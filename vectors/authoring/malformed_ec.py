"""Damaged EC keys."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from authoring.build import (
    ACCEPTED,
    Authored,
    Draft,
    Expected,
    Party,
    encrypt,
    export_key,
    text,
    thumbprint,
    unb64,
    vector,
    verify,
)
from authoring.damage import ENCRYPTED, VERIFIED, WITNESSED, refused
from authoring.forge import PAYLOAD, damaged, integer, jws, unsigned
from authoring.point import PRIME, y_of
from authoring.registry import Chapter
from authoring.suite import key, public
from authoring.suite import thumbprint as computed_thumbprint
from jwk_vectors.model import Source

GROUP = "malformed-ec"
VERIFIES = "control-jws.verify-ec-p-256-es256-compact"
ENCRYPTS = "control-jwe.encrypt-ec-p-256-ecdh-es-a128gcm-compact"
HALF_A_POINT = "Half a point is no key; whatever is taken for it is not what the owner published."
OFF_CURVE = (
    "Computing with a point outside the curve moves the arithmetic to a weak curve of the "
    "attacker's choosing; in key agreement that gives the private key away."
)

GOOD = public(key("ec-p-256"))
TOKEN = jws(key("ec-p-256"), "ES256")
ZERO = public(key("ec-p-256-zero"))
ZERO_TOKEN = jws(key("ec-p-256-zero"), "ES256")


def _verify(jwk: dict[str, Any], token: str = TOKEN) -> Draft:
    return verify(jwk, token, ["ES256"], WITNESSED, like=GOOD)


def _encrypt(jwk: dict[str, Any], expected: Expected = WITNESSED) -> Draft:
    return encrypt(
        [Party(key=jwk)],
        PAYLOAD,
        "compact",
        expected,
        alg="ECDH-ES",
        enc="A128GCM",
        protected=text({"alg": "ECDH-ES", "enc": "A128GCM"}),
        like=GOOD,
    )


def undamaged() -> Iterator[Authored]:
    """A key whose x starts with a zero octet: about one in 256 does."""
    yield vector(
        "ec.x-with-leading-zero",
        "Verify with a P-256 key whose x starts with a zero octet",
        verify(ZERO, ZERO_TOKEN, ["ES256"], VERIFIED),
        group="tolerance",
        why="Implementations that treat coordinates as integers fail on one key in 128.",
        clauses=("rfc7518-6.2.1-ec-public-key", "rfc7515-5.2-report-success"),
        source=Source(document="RFC 7518", section="6.2.1.2"),
        derived_from=VERIFIES,
        mutation="another key, whose x starts with 00",
    )


def leading_zeros() -> Iterator[Authored]:
    """A P-521 key all of whose numbers start with a zero octet: one in eight does."""
    jwk = key("ec-p-521-zero")
    why = "An octet lost on the way out makes it another document, refused by strict readers."
    for form, members in (("public", public(jwk)), ("private", jwk)):
        yield vector(
            f"ec.p-521-with-leading-zeros-export-{form}",
            f"Export a P-521 key whose numbers start with zero octets, {form}",
            export_key(
                jwk, "public" if form == "public" else "private", Expected(facts={"jwk": members})
            ),
            group="tolerance",
            why=why,
            clauses=("rfc7518-6.2.1-ec-public-key", "rfc7518-6.2.2-ec-private-key"),
            source=Source(document="RFC 7518", section="6.2.1.2"),
            derived_from=f"control-jwk.export-ec-p-521-{form}",
            mutation="another key, whose x, y and d start with 00",
        )
    yield vector(
        "ec.p-521-with-leading-zeros-thumbprint",
        "Thumbprint of a P-521 key whose numbers start with zero octets",
        thumbprint(public(jwk), Expected(facts={"thumbprint": computed_thumbprint(jwk)})),
        group="tolerance",
        why="A thumbprint over a shortened number identifies the key to nobody else.",
        clauses=("rfc7638-3-computed",),
        source=Source(document="RFC 7638", section="3"),
        derived_from="control-jwk.thumbprint-ec-p-521",
        mutation="another key, whose x, y and d start with 00",
    )


def lengths() -> Iterator[Authored]:
    """Coordinates of another length than the field's."""
    x, y = unb64(GOOD["x"]), unb64(GOOD["y"])
    yield refused(
        GROUP,
        "x-stripped",
        "x without its leading zero octet",
        _verify(damaged(ZERO, x=unsigned(integer(ZERO["x"]))), ZERO_TOKEN),
        clauses=("rfc7518-6.2.1.2-x-length",),
        mutation="x: the leading zero octet removed",
        why="Such a key has two spellings with two thumbprints; what pins one misses the other.",
        derived_from="ec.x-with-leading-zero",
        severity="interoperability",
    )
    for name, octets, clause in (
        ("x", x, "rfc7518-6.2.1.2-x-length"),
        ("y", y, "rfc7518-6.2.1.3-y-length"),
    ):
        yield refused(
            GROUP,
            f"{name}-too-long",
            f"{name} with one zero octet in front",
            _verify(damaged(GOOD, **{name: unsigned(int.from_bytes(octets, "big"), 33)})),
            clauses=(clause,),
            mutation=f"{name}: one leading zero octet added",
            why="A key with two spellings has two thumbprints; what pins one misses the other.",
            derived_from=VERIFIES,
            severity="interoperability",
        )


def missing() -> Iterator[Authored]:
    """Members without which there is no point."""
    yield refused(
        GROUP,
        "y-missing",
        "A P-256 key without y",
        _verify(damaged(GOOD, without="y")),
        clauses=("rfc7518-6.2.1-members-present",),
        mutation="y removed",
        why="The document has no compressed points: a guessed y is somebody else's key half the "
        "time.",
        derived_from=VERIFIES,
    )
    yield refused(
        GROUP,
        "crv-missing",
        "An EC key without crv",
        _verify(damaged(GOOD, without="crv")),
        clauses=("rfc7518-6.2.1-members-present",),
        mutation="crv removed",
        why="Taking the curve from the token lets the token's sender choose it.",
        derived_from=VERIFIES,
    )
    yield refused(
        GROUP,
        "x-missing",
        "A P-256 key without x",
        _verify(damaged(GOOD, without="x")),
        clauses=("rfc7518-6.2.1-members-present",),
        mutation="x removed",
        why=HALF_A_POINT,
        derived_from=VERIFIES,
    )


def curves() -> Iterator[Authored]:
    """The curve named wrongly."""
    for reason, crv, why in (
        ("crv-lower-case", "p-256", "Names are case-sensitive: another spelling is another curve."),
        ("crv-alias", "prime256v1", "OpenSSL's name of the curve is not the registered one."),
        ("crv-unknown", "P-257", "An unknown curve must not fall back to a known one."),
    ):
        yield refused(
            GROUP,
            reason,
            f"A P-256 key with crv {crv}",
            _verify(damaged(GOOD, crv=crv)),
            clauses=("rfc7518-6.2.1.1-known-curve",),
            mutation=f"crv: {crv} in place of P-256",
            why=why,
            derived_from=VERIFIES,
            severity="interoperability",
        )
    yield refused(
        GROUP,
        "crv-of-another-size",
        "Coordinates of P-256 under crv P-384",
        _verify(damaged(GOOD, crv="P-384")),
        clauses=("rfc7518-6.2.1-on-curve",),
        mutation="crv: P-384 in place of P-256",
        why=OFF_CURVE,
        derived_from=VERIFIES,
        implied={
            "rfc7518-6.2.1.2-x-length": "32 octets are not the 48 of P-384",
            "rfc7518-6.2.1.3-y-length": "32 octets are not the 48 of P-384",
            "rfc7518-3.4-curve-of-algorithm": "ES256 takes no key on P-384",
        },
    )


def _small_point() -> tuple[int, int]:
    """The point of P-256 with the smallest x above 0."""
    return next((x, y) for x, y in ((x, y_of(x)) for x in count(1)) if y is not None)


def points() -> Iterator[Authored]:
    """Values of the right form that are no point of the curve."""
    y = integer(GOOD["y"])
    other = public(key("ec-secp256k1"))
    k1 = {"x": other["x"], "y": other["y"]}
    for reason, title, members, mutation in (
        ("off-curve", "A point beside the curve", {"y": unsigned(y ^ 1, 32)}, "y: last bit turned"),
        ("origin", "The point (0, 0)", {"x": unsigned(0, 32), "y": unsigned(0, 32)}, "x and y: 0"),
        ("point-of-secp256k1", "A point of secp256k1 under crv P-256", k1, "x, y: another curve's"),
    ):
        yield refused(
            GROUP,
            reason,
            title,
            _encrypt(damaged(GOOD, **members)),
            clauses=("rfc7518-6.2.1-on-curve",),
            mutation=mutation,
            why=OFF_CURVE,
            derived_from=ENCRYPTS,
            witness=ENCRYPTED,
        )
    x, root = _small_point()
    small = damaged(GOOD, x=unsigned(x, 32), y=unsigned(root, 32))
    yield vector(
        "ec.small-x",
        "Encrypt to a key whose x is very small",
        _encrypt(small, ACCEPTED),
        group="tolerance",
        why="A small coordinate is as good as any; a full field element with many zeros in front.",
        clauses=("rfc7518-6.2.1-ec-public-key", "rfc7516-5.1-produce"),
        source=Source(document="RFC 7518", section="6.2.1.2"),
        derived_from=ENCRYPTS,
        mutation=f"another key: the point with x = {x}",
    )
    yield refused(
        GROUP,
        "x-not-reduced",
        "An x that is a point's only after reduction by the prime of the field",
        _encrypt(damaged(small, x=unsigned(x + PRIME, 32))),
        clauses=("rfc7518-6.2.1-on-curve",),
        mutation="x: the prime of the field added",
        why="A key with two spellings has two thumbprints; what pins one misses the other.",
        derived_from="ec.small-x",
        witness=ENCRYPTED,
    )


CHAPTER = Chapter(
    "malformed-ec", "Damaged EC keys", (undamaged, leading_zeros, lengths, missing, curves, points)
)

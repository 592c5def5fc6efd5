"""Each signature algorithm with what its vectors need: keys, control, clauses, sizes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from authoring.build import Draft, Expected, b64, unb64
from authoring.damage import WITNESSED
from authoring.forge import header, jws, signature, signing_input
from authoring.operation import verify
from authoring.suite import Jwk, key, public

GROUP = "malformed-jws"
COMPUTED = {
    "HS": "rfc7518-3.2-hmac-computation",
    "RS": "rfc7518-3.3-rsassa-pkcs1-computation",
    "PS": "rfc7518-3.5-rsassa-pss-computation",
    "ES": "rfc7518-3.4-ecdsa-computation",
    "ES256K": "rfc8812-3.2-es256k-computation",
    "Ed": "rfc8037-3.1-eddsa-computation",
}
OF_ANOTHER_LENGTH = {
    "HS": "rfc7518-3.2-whole-output",
    "ES": "rfc7518-3.4-signature-length",
    "ES256K": "rfc8812-3.2-signature-length",
    "Ed": "rfc8037-3.1.2-signature-length",
}
INVALID = {
    "ES": "rfc7518-3.4-validated",
    "Ed": "rfc8037-3.1.2-signature-validates",
}
VALIDATES = "rfc7515-5.2-signature-validates"


@dataclass(frozen=True)
class Signed:
    """An algorithm, a key that fits it, and the suite's usual token by both."""

    alg: str
    name: str
    """Of the key."""
    other: str
    """Name of a second key of the kind."""

    @property
    def key(self) -> Jwk:
        return key(self.name)

    @property
    def readable(self) -> Jwk:
        """What a verifier holds."""
        return readable(self.key)

    @property
    def slug(self) -> str:
        """The algorithm for an id, with the curve where the algorithm has several."""
        crv = f"-{self.key['crv']}" if self.alg == "EdDSA" else ""
        return f"{self.alg}{crv}".lower()

    @property
    def said(self) -> str:
        """The algorithm for a title."""
        return f"EdDSA ({self.key['crv']})" if self.alg == "EdDSA" else self.alg

    @property
    def family(self) -> str:
        return self.alg if self.alg == "ES256K" else self.alg[:2]

    @property
    def control(self) -> str:
        jwk = self.key
        named = [jwk["kty"], *([jwk["crv"]] if "crv" in jwk else []), self.alg]
        return f"control-jws.verify-{'-'.join(named)}-compact".lower()

    @property
    def of_another_length(self) -> tuple[str, ...]:
        """Clauses that a signature of the wrong length breaks."""
        named = OF_ANOTHER_LENGTH.get(self.family)
        return (named, VALIDATES) if named else (VALIDATES,)

    @property
    def invalid(self) -> tuple[str, ...]:
        """Clauses that a signature breaks which does not fit."""
        named = INVALID.get(self.family)
        return (named, VALIDATES) if named else (VALIDATES,)

    @property
    def protected(self) -> bytes:
        return header(alg=self.alg)

    @property
    def signed(self) -> bytes:
        """The usual signing input."""
        return signing_input(self.protected)

    @property
    def token(self) -> str:
        return jws(self.key, self.alg)

    @property
    def signature(self) -> bytes:
        """The signature of the usual token."""
        return unb64(self.token.split(".")[2])

    def with_signature(self, octets: bytes) -> str:
        """The usual token under another signature."""
        return f"{self.signed.decode('ascii')}.{b64(octets)}"

    def by(self, jwk: Jwk, signed: bytes | None = None) -> bytes:
        """A signature by another key, or over something else."""
        return signature(jwk, self.alg, self.signed if signed is None else signed)

    def verified(
        self,
        token: str,
        expected: Expected = WITNESSED,
        *,
        algorithms: Sequence[str] = (),
        features: Sequence[str] = (),
        detached: bytes | None = None,
    ) -> Draft:
        """Verify with the usual key; only this algorithm is allowed unless told otherwise."""
        return verify(
            dict(self.readable),
            token,
            algorithms or [self.alg],
            expected,
            features=features,
            detached=detached,
        )

    def verified_with(
        self,
        jwk: Jwk,
        token: str,
        expected: Expected = WITNESSED,
        *,
        also: Sequence[str] = (),
    ) -> Draft:
        """Verify with another key, which need not fit; `also` tells what else is allowed."""
        allowed = [self.alg, *also]
        return verify(dict(readable(jwk)), token, allowed, expected, like=self.readable)


def readable(jwk: Jwk) -> Jwk:
    """What a verifier holds of a key: the public part, or the secret."""
    return jwk if jwk["kty"] == "oct" else public(jwk)


def _every() -> Iterator[Signed]:
    for bits, octets in ((256, 32), (384, 48), (512, 64)):
        yield Signed(f"HS{bits}", f"oct-{octets}", f"oct-{octets}-b")
    for family in ("RS", "PS"):
        for bits in (256, 384, 512):
            yield Signed(f"{family}{bits}", "rsa-2048-a", "rsa-2048-b")
    yield Signed("ES256", "ec-p-256", "ec-p-256-b")
    yield Signed("ES384", "ec-p-384", "ec-p-384-b")
    yield Signed("ES512", "ec-p-521", "ec-p-521-zero")
    yield Signed("ES256K", "ec-secp256k1", "ec-secp256k1-b")
    yield Signed("EdDSA", "okp-ed25519", "okp-ed25519-b")
    yield Signed("EdDSA", "okp-ed448", "okp-ed448-b")


EVERY = tuple(_every())
"""Every algorithm of RFC 7518 section 3, RFC 8037 and RFC 8812."""
BY_SLUG = {one.slug: one for one in EVERY}
HS256, RS256, PS256 = BY_SLUG["hs256"], BY_SLUG["rs256"], BY_SLUG["ps256"]
ES256, ED25519 = BY_SLUG["es256"], BY_SLUG["eddsa-ed25519"]

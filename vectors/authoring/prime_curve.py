"""What the chapters on EC keys share: the curves, an undamaged key of each, and steps on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from authoring.build import Draft, Expected, b64, text
from authoring.damage import WITNESSED
from authoring.forge import PAYLOAD, integer, jws, unsigned
from authoring.operation import Party, encrypt, sign, verify
from authoring.suite import Jwk, key, public
from jwk_conformance.rulebook.curve import EC, Weierstrass
from jwk_vectors.model import Check

GROUP = "malformed-ec"
SOME_READ_IT = "A key under a name that only some know is read by some, and has two thumbprints."
PRODUCT = "a product shows that the key was used"


@dataclass(frozen=True)
class Curve:
    """A curve of key type EC, and the algorithm that signs with it."""

    crv: str
    alg: str
    agrees: bool = True
    """Whether ECDH-ES is defined for it (RFC 8812 section 3.3 leaves secp256k1 out)."""

    @property
    def slug(self) -> str:
        """The curve's name as it stands in ids."""
        return self.crv.lower()

    @property
    def field(self) -> Weierstrass:
        """The numbers of the curve."""
        return EC[self.crv]

    @property
    def private(self) -> dict[str, Any]:
        """The undamaged key."""
        return key(f"ec-{self.slug}")

    @property
    def good(self) -> dict[str, Any]:
        """Its public part."""
        return public(self.private)

    @property
    def token(self) -> str:
        """A genuine signature by it."""
        return jws(self.private, self.alg)

    def token_of(self, private: Jwk) -> str:
        """A genuine signature by another key on the curve."""
        return jws(private, self.alg)

    def zero(self, names: str) -> dict[str, Any]:
        """A private key of which these numbers, and no others, start with a zero octet."""
        return key(f"ec-{self.slug}-zero-{names}")

    @property
    def verifies(self) -> str:
        """The control that verifies with the undamaged key."""
        return f"control-jws.verify-ec-{self.slug}-{self.alg.lower()}-compact"

    @property
    def signs(self) -> str:
        """The control that signs with it."""
        return f"control-jws.sign-ec-{self.slug}-{self.alg.lower()}-compact"

    @property
    def encrypts(self) -> str:
        """The control that encrypts to it."""
        return f"control-jwe.encrypt-ec-{self.slug}-ecdh-es-a128gcm-compact"

    @property
    def imports(self) -> str:
        """The control that imports it."""
        return f"control-jwk.import-ec-{self.slug}"

    def octets(self, value: int, more: int = 0) -> str:
        """A number in base64url in the curve's length, or in some octets more."""
        return unsigned(value, self.field.octets + more)

    def at(self, x: int, y: int) -> dict[str, Any]:
        """A public key with these coordinates, whatever they are."""
        return {"kty": "EC", "crv": self.crv, "x": self.octets(x), "y": self.octets(y)}

    def of(self, d: int) -> dict[str, Any]:
        """The private key of a number in range."""
        point = ec.derive_private_key(d, self.field.curve).public_key().public_numbers()
        return {**self.at(point.x, point.y), "d": self.octets(d)}

    def both(self, clause: str, here: str) -> tuple[str, ...]:
        """A clause of RFC 7518, and for secp256k1 the one of RFC 8812 that says it again."""
        return (clause, here) if self.crv == "secp256k1" else (clause,)

    def length_of(self, name: str) -> tuple[str, ...]:
        """The clauses on the length of a member."""
        if name == "d":
            return ("rfc7518-6.2.2.1-d-length",)
        section = {"x": "6.2.1.2", "y": "6.2.1.3"}[name]
        said = self.both(f"rfc7518-{section}-{name}-length", f"rfc8812-3.1-{name}-length")
        return (*said, "sec1-2.3.5-field-element-length")

    @property
    def on_curve(self) -> tuple[str, ...]:
        """The clauses on points beside the curve."""
        said = self.both("rfc7518-6.2.1-on-curve", "rfc8812-3.1-on-curve")
        return (*said, "sec1-3.2.2.1-public-key-valid")

    def verify(self, jwk: Jwk, expected: Expected = WITNESSED, token: str = "") -> Draft:
        """Verify a genuine signature with a damaged copy of the key."""
        return verify(jwk, token or self.token, [self.alg], expected, like=self.good)

    def sign(self, jwk: Jwk, expected: Expected = WITNESSED) -> Draft:
        """Sign with a damaged copy of the key."""
        header = text({"alg": self.alg})
        signer = [Party(key=jwk, protected=header)]
        return sign(signer, PAYLOAD, "compact", expected, alg=self.alg, like=self.good)

    def signed(self, verifier: Jwk) -> Expected:
        """Accepted, and the signature holds under this key."""
        made = Check(
            kind="jws", key=text(verifier), payload=b64(PAYLOAD), protected={"alg": self.alg}
        )
        return Expected(check=made)

    def encrypt(self, jwk: Jwk, expected: Expected = WITNESSED) -> Draft:
        """Encrypt to a key, which takes no private key."""
        header = {"alg": "ECDH-ES", "enc": "A128GCM"}
        return encrypt(
            [Party(key=jwk)],
            PAYLOAD,
            "compact",
            expected,
            alg=header["alg"],
            enc=header["enc"],
            protected=text(header),
            like=self.good,
        )


CURVES = (
    Curve("P-256", "ES256"),
    Curve("P-384", "ES384"),
    Curve("P-521", "ES512"),
    Curve("secp256k1", "ES256K", agrees=False),
)


def wrong_types(value: Any, number: int) -> Sequence[tuple[str, Any]]:
    """Other JSON types in place of a string, as near to its meaning as the type allows."""
    return (
        ("null", None),
        ("true", True),
        ("number", number),
        ("array", [value]),
        ("object", {"value": value}),
    )


def number_of(jwk: Mapping[str, Any], name: str) -> int:
    """What a member would be as a number."""
    return 1 if name == "crv" else integer(jwk[name])

"""What the chapters on OKP keys share: the subtypes, an undamaged key of each, steps on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from authoring.build import Draft, Expected, b64, text
from authoring.damage import ENCRYPTED, SIGNED, VERIFIED, WITNESSED
from authoring.forge import PAYLOAD, header, jwe, jws, signing_input
from authoring.operation import Party, decrypt, encrypt, sign, verify
from authoring.prime_curve import PRODUCT
from authoring.suite import Jwk, key, public
from jwk_conformance.rulebook.curve import OKP
from jwk_vectors.model import Check

GROUP = "malformed-okp"
ALG, ENC = "ECDH-ES", "A128GCM"
SIGNED_TEXT = signing_input(header(alg="EdDSA"))
"""What every EdDSA signature of the suite signs, unless told otherwise."""


def eddsa_token(signature: bytes) -> str:
    """The usual content with this signature."""
    return f"{SIGNED_TEXT.decode('ascii')}.{b64(signature)}"


@dataclass(frozen=True)
class Subtype:
    """A subtype of OKP: it signs by EdDSA, or agrees by ECDH-ES."""

    crv: str
    signs: bool

    @property
    def slug(self) -> str:
        """The name as it stands in ids."""
        return self.crv.lower()

    @property
    def octets(self) -> int:
        """Length of x, and of d."""
        return OKP[self.crv].octets

    @property
    def private(self) -> dict[str, Any]:
        """The undamaged key."""
        return key(f"okp-{self.slug}")

    @property
    def good(self) -> dict[str, Any]:
        """Its public part."""
        return public(self.private)

    @property
    def witness(self) -> str:
        """How the use of a public key shows that its defect was ignored."""
        return SIGNED if self.signs else ENCRYPTED

    @property
    def private_witness(self) -> str:
        """The same of a private key."""
        return PRODUCT if self.signs else "the token is made for the undamaged key"

    @property
    def used_by(self) -> str:
        """The control that uses the public key."""
        if self.signs:
            return f"control-jws.verify-okp-{self.slug}-eddsa-compact"
        return f"control-jwe.encrypt-okp-{self.slug}-ecdh-es-a128gcm-compact"

    @property
    def used_privately_by(self) -> str:
        """The control that uses the private key."""
        if self.signs:
            return f"control-jws.sign-okp-{self.slug}-eddsa-compact"
        return f"control-jwe.decrypt-okp-{self.slug}-ecdh-es-a128gcm-compact"

    def use(
        self,
        jwk: Jwk,
        expected: Expected = WITNESSED,
        *,
        private: Jwk | None = None,
        jws_: str = "",
    ) -> Draft:
        """Verify with a public key, or encrypt to it; `private` is the signer's where not usual."""
        if self.signs:
            token = jws_ or jws(private or self.private, "EdDSA")
            return verify(jwk, token, ["EdDSA"], expected, like=self.good)
        return encrypt(
            [Party(key=jwk)],
            PAYLOAD,
            "compact",
            expected,
            alg=ALG,
            enc=ENC,
            protected=text({"alg": ALG, "enc": ENC}),
            like=self.good,
        )

    def used(self, private: Jwk) -> Expected:
        """Accepted: what was signed is there, or what was encrypted opens with this key."""
        if self.signs:
            return VERIFIED
        return Expected(check=Check(kind="jwe", key=text(private), payload=b64(PAYLOAD)))

    def use_privately(
        self, jwk: Jwk, expected: Expected = WITNESSED, *, undamaged: Jwk | None = None
    ) -> Draft:
        """Sign with a private key, or decrypt what is for the undamaged one."""
        if self.signs:
            signer = Party(key=jwk, protected=text({"alg": "EdDSA"}))
            return sign([signer], PAYLOAD, "compact", expected, alg="EdDSA", like=self.good)
        token = jwe(undamaged or self.private, ALG, ENC)
        return decrypt(jwk, token, ALG, ENC, expected, like=self.good)

    def used_privately(self, private: Jwk) -> Expected:
        """Accepted, and the product is the only one there can be, or the content comes out."""
        if not self.signs:
            return VERIFIED
        head = header(alg="EdDSA")
        made = Check(
            kind="jws",
            key=text(public(private)),
            payload=b64(PAYLOAD),
            exact_if_protected=b64(head),
            exact=jws(private, "EdDSA", head),
        )
        return Expected(check=made)


SUBTYPES = (
    Subtype("Ed25519", signs=True),
    Subtype("Ed448", signs=True),
    Subtype("X25519", signs=False),
    Subtype("X448", signs=False),
)
SIGNING = SUBTYPES[:2]
AGREEING = SUBTYPES[2:]

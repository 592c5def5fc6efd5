"""One key of each kind, with a signature that shows whether a damaged copy was taken for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authoring.build import Draft, Expected, choice, text
from authoring.damage import OPENED, WITNESSED
from authoring.forge import PAYLOAD, jws
from authoring.operation import Party, sign, verify
from authoring.suite import Jwk, key, public
from jwk_vectors.model import Check, Option


@dataclass(frozen=True)
class Sample:
    """A key by its name in the suite, the algorithm it signs by, and how its ids are spelled."""

    case: str
    name: str
    alg: str

    @property
    def whole(self) -> dict[str, Any]:
        """With the private members."""
        return key(self.name)

    @property
    def key(self) -> dict[str, Any]:
        """What a verifier holds."""
        return self.whole if self.whole["kty"] == "oct" else public(self.whole)

    @property
    def token(self) -> str:
        return jws(self.whole, self.alg)

    @property
    def _scope(self) -> str:
        noun = " ".join(str(self.key[name]) for name in ("kty", "crv") if name in self.key)
        return noun.lower().replace(" ", "-")

    @property
    def verifies(self) -> str:
        """The control of verification."""
        return f"control-jws.verify-{self._scope}-{self.alg.lower()}-compact"

    @property
    def signs(self) -> str:
        """The control of signing."""
        return f"control-jws.sign-{self._scope}-{self.alg.lower()}-compact"

    @property
    def imports(self) -> str:
        """The control of import."""
        return f"control-jwk.import-{self._scope}"

    @property
    def has_thumbprint(self) -> str:
        """The control of thumbprints."""
        return f"control-jwk.thumbprint-{self._scope}"

    def verify(self, given: Jwk | str | bytes, expected: Expected = WITNESSED) -> Draft:
        """Verify the genuine token with what is given for the key."""
        return self.verify_by(given, self.token, expected)

    def verify_by(
        self, given: Jwk | str | bytes, token: str, expected: Expected = WITNESSED
    ) -> Draft:
        """Verify another token than the usual one."""
        return verify(given, token, [self.alg], expected, like=self.key)

    def sign(self, given: Jwk | str, expected: Expected | None = None) -> Draft:
        """Sign with what is given for the private key; the product holds under the public one."""
        signer = Party(key=given, protected=text({"alg": self.alg}))
        wanted = Expected(check=self.sound) if expected is None else expected
        return sign([signer], PAYLOAD, "compact", wanted, alg=self.alg, like=self.whole)

    @property
    def sound(self) -> Check:
        """What a signature of the usual payload has to be."""
        protected = {"alg": self.alg}
        return Check(kind="jws", key=text(self.key), payload=OPENED["payload"], protected=protected)


RSA = Sample("rsa", "rsa-2048-a", "RS256")
EC = Sample("ec", "ec-p-256", "ES256")
OKP = Sample("okp", "okp-ed25519", "EdDSA")
OCT = Sample("oct", "oct-32", "HS256")
SAMPLES = (RSA, EC, OKP, OCT)


def either(accepting: str = "accept", **facts: Any) -> Expected:
    """Accepted, which is one option, or refused, which is the other."""
    return choice(
        Option(option=accepting, outcome="accepted", facts=facts or OPENED),
        Option(option="refuse", outcome="rejected"),
    )


EITHER_IMPORTED = choice(
    Option(option="accept", outcome="accepted"), Option(option="refuse", outcome="rejected")
)
"""Where nothing but the import tells."""


def with_first(document: Mapping[str, Any], **members: Any) -> str:
    """A document as text with members in front, even where it has them already."""
    return f"{text(members)[:-1]},{text(document)[1:]}"

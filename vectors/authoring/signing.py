"""Vectors from an example of a JSON Web Signature: one figure, verified and produced."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from authoring.build import Authored, Draft, Expected, b64, text, unb64, vector
from authoring.example import Jwk, public, rsa_bits
from authoring.operation import Party, sign, verify
from jwk_vectors.model import Check, Source

Serialisation = Literal["compact", "flattened", "general"]
WRITTEN_BY = {
    "compact": "rfc7515-7.1-compact-serialisation",
    "flattened": "rfc7515-7.2.2-flattened-serialisation",
    "general": "rfc7515-7.2.1-general-serialisation",
}
DEFINED_BY = {
    "HS256": "rfc7518-3.2-hmac-computation",
    "RS256": "rfc7518-3.3-rsassa-pkcs1-computation",
    "ES256": "rfc7518-3.4-ecdsa-computation",
    "ES512": "rfc7518-3.4-ecdsa-computation",
    "PS256": "rfc7518-3.5-rsassa-pss-computation",
    "PS384": "rfc7518-3.5-rsassa-pss-computation",
    "EdDSA": "rfc8037-3.1-eddsa-computation",
}
DETERMINISTIC = ("HS256", "RS256", "EdDSA")


@dataclass(frozen=True, kw_only=True)
class Signature:
    """One signature as the source shows it; `protected` and `signature` in base64url."""

    alg: str
    key: Jwk
    """The private or symmetric key."""
    protected: str = ""
    header: Mapping[str, Any] = field(default_factory=dict)
    signature: str

    @property
    def protected_members(self) -> dict[str, Any]:
        """The protected header as an object, empty where there is none."""
        members: dict[str, Any] = json.loads(unb64(self.protected)) if self.protected else {}
        return members

    def signing_input(self, payload: bytes) -> str:
        return f"{self.protected}.{b64(payload)}"

    def entry(self) -> dict[str, Any]:
        """The members that stand for this signature in the JSON serialisations."""
        members = {
            "protected": self.protected,
            "header": self.header,
            "signature": self.signature,
        }
        return {name: value for name, value in members.items() if value}

    def party(self) -> Party:
        """The signer that makes this signature."""
        return Party(
            key=self.key,
            protected=unb64(self.protected).decode("utf-8"),
            header=text(self.header) if self.header else "",
        )

    def facts(self, payload: bytes) -> dict[str, Any]:
        """What verification must report."""
        return {"payload": b64(payload)} | (
            {"protected": self.protected_members} if self.protected else {}
        )

    def check(self, payload: bytes, exact: str = "") -> Check:
        """How to check a JWS that was to carry this signature, `exact` being the source's own."""
        return Check(
            kind="jws",
            key=text(public(self.key)),
            payload=b64(payload),
            protected=self.protected_members,
            header=dict(self.header),
            exact_if_protected=self.protected if exact else "",
            exact=exact,
        )


def serialised(
    signature: Signature, payload: bytes, serialisation: Serialisation, *, detached: bool = False
) -> str:
    """The JWS of one signature."""
    content = "" if detached else b64(payload)
    if serialisation == "compact":
        return f"{signature.protected}.{content}.{signature.signature}"
    carried = {"payload": content} if content else {}
    if serialisation == "flattened":
        return text({**carried, **signature.entry()})
    return text({**carried, "signatures": [signature.entry()]})


@dataclass(frozen=True, kw_only=True)
class Example:
    """An example with one signature: `figures` tells which figure shows which serialisation."""

    id: str
    document: str
    section: str
    group: str
    payload: bytes
    signature: Signature
    figures: Mapping[Serialisation, str]
    intermediate: Mapping[str, str]
    why: str
    detached: bool = False

    @property
    def _features(self) -> tuple[str, ...]:
        return ("unprotected",) if self.signature.header else ()

    def vectors(self) -> Iterator[Authored]:
        """Each serialisation verified, then each produced.

        A detached signature is only verified: the protocol has no detached signing, and the
        signature is the same as the one with the payload.
        """
        for serialisation in self.figures:
            yield self.verified(serialisation)
        if not self.detached:
            for serialisation in self.figures:
                yield self.signed(serialisation)

    def jws(self, serialisation: Serialisation) -> str:
        return serialised(self.signature, self.payload, serialisation, detached=self.detached)

    def verified(self, serialisation: Serialisation) -> Authored:
        """The source's JWS, consumed."""
        jws = self.jws(serialisation)
        what = "detached " if self.detached else ""
        return self._vector(
            f"verify-{serialisation}",
            f"Verify the {what}{self.signature.alg} signature ({serialisation})",
            verify(
                public(self.signature.key),
                jws,
                [self.signature.alg],
                Expected(facts=self.signature.facts(self.payload)),
                detached=self.payload if self.detached else None,
                features=self._features,
            ),
            serialisation,
            f"{self.why} Whoever cannot verify it cannot read what others send.",
            "rfc7515-5.2-report-success",
        )

    def signed(self, serialisation: Serialisation) -> Authored:
        """A JWS like the source's, produced."""
        exact = self.jws(serialisation) if self.signature.alg in DETERMINISTIC else ""
        return self._vector(
            f"sign-{serialisation}",
            f"Sign the same content with {self.signature.alg} ({serialisation})",
            sign(
                [self.signature.party()],
                self.payload,
                serialisation,
                Expected(check=self.signature.check(self.payload, exact)),
                alg=self.signature.alg,
                features=self._features,
            ),
            serialisation,
            f"{self.why} What is produced must verify elsewhere, with the headers asked for.",
            "rfc7515-5.1-produce",
            *(["rfc7515-7.2.1-names-disjoint"] if self.signature.header else []),
        )

    def _vector(
        self,
        suffix: str,
        title: str,
        draft: Draft,
        serialisation: Serialisation,
        why: str,
        *more: str,
    ) -> Authored:
        clauses = [*more, WRITTEN_BY[serialisation], DEFINED_BY[self.signature.alg]]
        return vector(
            f"{self.id}-{suffix}",
            title,
            draft,
            group=self.group,
            why=why,
            clauses=[*clauses, "rfc7515-f-detached-content"] if self.detached else clauses,
            source=Source(
                document=self.document, section=self.section, figure=self.figures[serialisation]
            ),
            level="token",
            intermediate=self.intermediate,
            rsa_bits=rsa_bits(self.signature.key),
        )

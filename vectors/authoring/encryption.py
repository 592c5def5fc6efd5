"""Vectors from an example of a JSON Web Encryption: one figure, decrypted and produced."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from authoring.build import Authored, Draft, Expected, b64, text, unb64, vector
from authoring.example import Jwk, public, rsa_bits
from authoring.operation import Party, decrypt, encrypt
from jwk_vectors.model import Check, Source

Serialisation = Literal["compact", "flattened", "general"]
WRITTEN_BY = {
    "compact": "rfc7516-7.1-compact-serialisation",
    "flattened": "rfc7516-7.2.2-flattened-serialisation",
    "general": "rfc7516-7.2.1-general-serialisation",
}
DISJOINT = "rfc7516-7.2.1-names-disjoint"
"""What a producer keeps to wherever there is more than one header."""
DEFINED_BY = {
    "RSA1_5": "rfc7518-4.2-rsaes-pkcs1-computation",
    "RSA-OAEP": "rfc7518-4.3-rsaes-oaep-computation",
    "RSA-OAEP-256": "rfc7518-4.3-rsaes-oaep-256-computation",
    **{f"A{bits}KW": "rfc7518-4.4-aes-wrap-computation" for bits in (128, 192, 256)},
    "dir": "rfc7518-4.5-direct-encryption",
    "ECDH-ES": "rfc7518-4.6-ecdh-es-computation",
    **{f"ECDH-ES+A{bits}KW": "rfc7518-4.6-ecdh-es-computation" for bits in (128, 192, 256)},
    **{f"A{bits}GCMKW": "rfc7518-4.7-aes-gcm-wrap-computation" for bits in (128, 192, 256)},
    "PBES2-HS256+A128KW": "rfc7518-4.8-pbes2-computation",
    "PBES2-HS384+A192KW": "rfc7518-4.8-pbes2-computation",
    "PBES2-HS512+A256KW": "rfc7518-4.8-pbes2-computation",
    "A128CBC-HS256": "rfc7518-5.2-aes-cbc-hmac-computation",
    "A192CBC-HS384": "rfc7518-5.2-aes-cbc-hmac-computation",
    "A256CBC-HS512": "rfc7518-5.2-aes-cbc-hmac-computation",
    "A128GCM": "rfc7518-5.3-aes-gcm-computation",
    "A192GCM": "rfc7518-5.3-aes-gcm-computation",
    "A256GCM": "rfc7518-5.3-aes-gcm-computation",
}


def defined_by(alg: str, enc: str, kty: str) -> tuple[str, ...]:
    """The clauses that define key management and content encryption, and those on agreement."""
    agreement: tuple[str, ...] = ()
    if alg.startswith("ECDH-ES"):
        length = "direct" if alg == "ECDH-ES" else "wrapping"
        agreement = (
            f"rfc7518-4.6-{length}-key-length",
            "rfc7518-4.6.1.2-apu-optional",
            "rfc7518-4.6.1.3-apv-optional",
        )
    if kty == "OKP":
        agreement += ("rfc8037-3.2-agreement-algorithms", "rfc8037-3.2.1-epk")
    return (DEFINED_BY[alg], DEFINED_BY[enc], *agreement)


GENERATED = ("epk", "iv", "tag", "p2s", "p2c")
"""Header members that are the outcome of encrypting, not what it is asked for."""


def asked(header: Mapping[str, Any]) -> dict[str, Any]:
    """What a producer is asked to put into a header."""
    return {name: value for name, value in header.items() if name not in GENERATED}


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """One recipient: the private or symmetric key, and what the JWE holds for it."""

    alg: str
    key: Jwk
    encrypted_key: str = ""
    header: Mapping[str, Any] = field(default_factory=dict)
    """The per-recipient unprotected header."""

    def entry(self) -> dict[str, Any]:
        """The members that stand for this recipient in the JSON serialisations."""
        members = {"header": self.header, "encrypted_key": self.encrypted_key}
        return {name: value for name, value in members.items() if value}

    def party(self) -> Party:
        """The recipient as whoever encrypts knows it."""
        header = asked(self.header)
        return Party(key=public(self.key), header=text(header) if header else "")


@dataclass(frozen=True, kw_only=True)
class Encryption:
    """A JWE as the source shows it, everything that is octets in base64url."""

    enc: str
    recipients: tuple[Recipient, ...]
    protected: str = ""
    unprotected: Mapping[str, Any] = field(default_factory=dict)
    """The shared unprotected header."""
    aad: str = ""
    iv: str
    ciphertext: str
    tag: str

    @property
    def protected_members(self) -> dict[str, Any]:
        """The protected header as an object, empty where there is none."""
        members: dict[str, Any] = json.loads(unb64(self.protected)) if self.protected else {}
        return members

    @property
    def features(self) -> tuple[str, ...]:
        """What a library must support beyond the algorithms and serialisation."""
        there = {
            "aad": self.aad,
            "many-recipients": len(self.recipients) > 1,
            "unprotected": self.unprotected or any(one.header for one in self.recipients),
            "zip": "zip" in self.protected_members,
        }
        return tuple(name for name, present in there.items() if present)

    def serialised(self, serialisation: Serialisation) -> str:
        """The JWE; flattened and compact where there is one recipient."""
        first = self.recipients[0]
        if serialisation == "compact":
            parts = (self.protected, first.encrypted_key, self.iv, self.ciphertext, self.tag)
            return ".".join(parts)
        members = {
            "protected": self.protected,
            "unprotected": self.unprotected,
            "iv": self.iv,
            "aad": self.aad,
            "ciphertext": self.ciphertext,
            "tag": self.tag,
        }
        content = {name: value for name, value in members.items() if value}
        if serialisation == "flattened":
            return text(first.entry() | content)
        return text({"recipients": [one.entry() for one in self.recipients], **content})

    def opened(self, recipient: Recipient, serialisation: Serialisation, plaintext: bytes) -> Draft:
        """Decryption with the key of a recipient."""
        protected = {"protected": self.protected_members} if self.protected else {}
        return decrypt(
            recipient.key,
            self.serialised(serialisation),
            recipient.alg,
            self.enc,
            Expected(facts={"payload": b64(plaintext), **protected}),
            features=self.features,
        )

    def sealed(self, recipient: Recipient, serialisation: Serialisation, plaintext: bytes) -> Draft:
        """Encryption to all recipients, checked with the key of one."""
        protected = asked(self.protected_members)
        check = Check(
            kind="jwe",
            key=text(recipient.key),
            payload=b64(plaintext),
            protected=protected,
            header={**self.unprotected, **asked(recipient.header)},
            aad=self.aad,
        )
        return encrypt(
            [one.party() for one in self.recipients],
            plaintext,
            serialisation,
            Expected(check=check),
            alg=self.recipients[0].alg,
            enc=self.enc,
            protected=text(protected) if protected else "",
            unprotected=text(self.unprotected) if self.unprotected else "",
            aad=unb64(self.aad) if self.aad else None,
            features=self.features,
        )


@dataclass(frozen=True, kw_only=True)
class Example:
    """An example with one recipient: `figures` tells which figure shows which serialisation."""

    id: str
    document: str
    section: str
    group: str
    plaintext: bytes
    encryption: Encryption
    figures: Mapping[Serialisation, str]
    intermediate: Mapping[str, str]
    why: str
    clauses: tuple[str, ...] = ()
    """What the example shows beyond its algorithms and serialisations."""

    def vectors(self) -> Iterator[Authored]:
        """Each serialisation decrypted, then each produced."""
        for serialisation in self.figures:
            yield self._vector(
                f"decrypt-{serialisation}",
                f"Decrypt {self._noun} ({serialisation})",
                self.encryption.opened(self._recipient, serialisation, self.plaintext),
                serialisation,
                "Whoever cannot decrypt it cannot read what others send.",
                ("rfc7516-5.2-output-plaintext",),
            )
        for serialisation in self.figures:
            yield self._vector(
                f"encrypt-{serialisation}",
                f"Encrypt the same content by {self._noun} ({serialisation})",
                self.encryption.sealed(self._recipient, serialisation, self.plaintext),
                serialisation,
                "What is produced must open elsewhere, with the headers asked for.",
                ("rfc7516-5.1-produce", *(() if serialisation == "compact" else (DISJOINT,))),
            )

    @property
    def _recipient(self) -> Recipient:
        return self.encryption.recipients[0]

    @property
    def _noun(self) -> str:
        return f"{self._recipient.alg} with {self.encryption.enc}"

    def _vector(
        self,
        suffix: str,
        title: str,
        draft: Draft,
        serialisation: Serialisation,
        why: str,
        clauses: tuple[str, ...],
    ) -> Authored:
        return vector(
            f"{self.id}-{suffix}",
            title,
            draft,
            group=self.group,
            why=f"{self.why} {why}",
            clauses=(
                *clauses,
                WRITTEN_BY[serialisation],
                DEFINED_BY[self._recipient.alg],
                DEFINED_BY[self.encryption.enc],
                *self.clauses,
            ),
            source=Source(
                document=self.document, section=self.section, figure=self.figures[serialisation]
            ),
            level="token",
            intermediate=self.intermediate,
            rsa_bits=rsa_bits(self._recipient.key),
        )

"""What the chapters on JWE share: one damaged or unusual token each, and its undamaged control.

A token that opens under a content encryption key gives that key as the intermediate value `cek`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from authoring.build import Authored, Draft, Expected, Material, b64, vector
from authoring.choice_key import either
from authoring.damage import OPENED, WITNESSED, left_open, refused, source_of
from authoring.operation import decrypt
from authoring.sealing import Jwe
from authoring.suite import Jwk
from jwk_vectors.model import Level, Severity

GROUP = "malformed-jwe"
DECRYPTS = "the plaintext comes out if, and only if, the defect is ignored"
FORGED = "only a reader that leaves out the check gives a plaintext"
Form = Literal["compact", "flattened", "general"]


def control(jwk: Jwk, alg: str, enc: str, form: Form = "compact", did: str = "decrypt") -> str:
    """The id of the control for a scope."""
    named = (f"jwe.{did}", jwk["kty"], jwk.get("crv", ""), alg, enc, form)
    joined = "-".join(part for part in named if part).lower()
    return f"control-{joined.replace('+', '-').replace('_', '-')}"


def slug(name: str) -> str:
    """The name of an algorithm or curve as part of an id."""
    return name.lower().replace("+", "-").replace("_", "-")


@dataclass(frozen=True)
class Case:
    """A key, an algorithm and a content encryption: what the vectors of a family are about."""

    jwk: Jwk
    alg: str
    enc: str

    def step(
        self, token: str, expected: Expected, key: Material | None, features: Sequence[str]
    ) -> Draft:
        """Decryption of a token, by the case's key or by another that stands for it."""
        return decrypt(
            self.jwk if key is None else key,
            token,
            self.alg,
            self.enc,
            expected,
            like=self.jwk,
            features=features,
        )

    def refused(
        self,
        reason: str,
        title: str,
        token: str,
        *clauses: str,
        mutation: str,
        why: str,
        opens: bytes = b"",
        key: Material | None = None,
        features: Sequence[str] = (),
        form: Form = "compact",
        severity: Severity = "security",
        **more: Any,
    ) -> Authored:
        """A token that must be refused; `opens` is its content encryption key, if it has one."""
        return refused(
            GROUP,
            reason,
            title,
            self.step(token, WITNESSED, key, features),
            clauses=clauses,
            mutation=mutation,
            why=why,
            derived_from=more.pop("derived_from", "")
            or control(self.jwk, self.alg, self.enc, form),
            witness=more.pop("witness", DECRYPTS if opens else FORGED),
            level="token",
            severity=severity,
            intermediate={"cek": b64(opens)} if opens else None,
            **more,
        )

    def accepted(
        self,
        reason: str,
        title: str,
        token: str,
        *clauses: str,
        mutation: str,
        why: str,
        plaintext: bytes | None = None,
        key: Material | None = None,
        features: Sequence[str] = (),
        form: Form = "compact",
        severity: Severity = "interoperability",
        level: Level = "token",
        **more: Any,
    ) -> Authored:
        """A token that must open."""
        facts = OPENED if plaintext is None else {"payload": b64(plaintext)}
        return vector(
            f"jwe.{reason}",
            title,
            self.step(token, Expected(facts=facts), key, features),
            group="jwe",
            why=why,
            clauses=clauses,
            source=source_of(clauses[0]),
            severity=severity,
            level=level,
            derived_from=control(self.jwk, self.alg, self.enc, form),
            mutation=mutation,
            **more,
        )

    def open(
        self,
        name: str,
        case: str,
        title: str,
        token: str,
        *clauses: str,
        mutation: str,
        why: str,
        answers: Expected | None = None,
        key: Material | None = None,
        features: Sequence[str] = (),
        form: Form = "compact",
        severity: Severity = "interoperability",
        accepting: str = "accept",
    ) -> Authored:
        """A token about which the texts leave the recipient free."""
        return left_open(
            name,
            case,
            title,
            self.step(token, either(accepting) if answers is None else answers, key, features),
            clauses=clauses,
            mutation=mutation,
            why=why,
            derived_from=control(self.jwk, self.alg, self.enc, form),
            severity=severity,
            level="token",
        )


Written = tuple[Form, Callable[[Jwe], str]]
WRITTEN: tuple[Written, ...] = (
    ("compact", Jwe.compact),
    ("flattened", Jwe.flattened),
    ("general", Jwe.general),
)

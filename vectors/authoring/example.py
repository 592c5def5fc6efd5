"""What the chapters of RFC examples share: parts of keys, and the vectors every key gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from authoring.build import Authored, Draft, Expected, unb64, vector
from authoring.operation import export_key, import_key
from jwk_vectors.model import Source

Jwk = Mapping[str, Any]

PUBLIC = {
    "EC": ("kty", "crv", "x", "y"),
    "OKP": ("kty", "crv", "x"),
    "RSA": ("kty", "n", "e"),
    "oct": ("kty",),
}
"""Kty → the members that make up the public key."""
PRIVATE = {"EC": ("d",), "OKP": ("d",), "RSA": ("d",), "oct": ("k",)}
"""Kty → the members without which it is no private or symmetric key."""
CRT = ("p", "q", "dp", "dq", "qi")
"""The members that a private RSA key only should have."""
SECRET = ("d", *CRT, "oth", "k")

DEFINED_BY = {
    "EC": ("rfc7518-6.2.1-ec-public-key", "rfc7518-6.2.2-ec-private-key"),
    "OKP": ("rfc8037-2-okp-public-key", "rfc8037-2-okp-private-key"),
    "RSA": ("rfc7518-6.3.1-rsa-public-key", "rfc7518-6.3.2-rsa-private-key"),
    "oct": ("rfc7518-6.4-symmetric-key", "rfc7518-6.4-symmetric-key"),
}
"""Kty → the clauses that define its public and its private members."""


def public(key: Jwk) -> dict[str, Any]:
    """A JWK without its private members; a symmetric key stays as it is."""
    if key["kty"] == "oct":
        return dict(key)
    return {name: value for name, value in key.items() if name not in SECRET}


def is_private(key: Jwk) -> bool:
    """Whether a JWK holds a private or symmetric key."""
    return any(name in key for name in SECRET)


def rsa_bits(key: Jwk) -> int:
    """The size of the modulus; 0 for other kinds of key."""
    return int.from_bytes(unb64(key["n"]), "big").bit_length() if key["kty"] == "RSA" else 0


def defined_by(key: Jwk) -> str:
    """The clause that defines this kind of key."""
    return DEFINED_BY[key["kty"]][is_private(key)]


def key_vectors(
    id: str,
    noun: str,
    key: Jwk,
    *,
    group: str,
    source: Source,
    why: str,
    intermediate: Mapping[str, str] | None = None,
) -> Iterator[Authored]:
    """The import of a key, its public export, and its private export where it has a private part.

    `why` says what is particular about the key; each operation adds what it is about. The public
    form of a symmetric key is defined nowhere, so it is not asked for.
    """
    about = _About(id, noun, key, group, source, why, intermediate or {})
    yield about.vector(
        "import",
        f"Import {noun}",
        import_key(key),
        "Everything else begins with reading the key.",
        ("rfc7517-4-represents-a-key", defined_by(key)),
    )
    if key["kty"] != "oct":
        yield about.vector(
            "export-public",
            f"Export the public part of {noun}",
            export_key(key, "public", Expected(facts={"jwk": _public(key)}, absent=SECRET)),
            "The public JWK must hold the same numbers and nothing that is secret.",
            (DEFINED_BY[key["kty"]][0], "rfc7517-9.2-protect-from-disclosure"),
            severity="security" if is_private(key) else "interoperability",
        )
    if is_private(key):
        yield from about.private_exports()


def _public(key: Jwk) -> dict[str, Any]:
    return {name: key[name] for name in PUBLIC[key["kty"]]}


class _About(msgspec.Struct, frozen=True):
    """A key and what its vectors have in common."""

    id: str
    noun: str
    key: Jwk
    group: str
    source: Source
    why: str
    intermediate: Mapping[str, str]

    def vector(
        self,
        suffix: str,
        title: str,
        draft: Draft,
        why: str,
        clauses: Sequence[str],
        **more: Any,
    ) -> Authored:
        return vector(
            f"{self.id}-{suffix}",
            title,
            draft,
            group=self.group,
            why=f"{self.why} {why}",
            clauses=tuple(dict.fromkeys(clauses)),
            source=self.source,
            intermediate=self.intermediate,
            rsa_bits=rsa_bits(self.key),
            **more,
        )

    def private_exports(self) -> Iterator[Authored]:
        private = {name: self.key[name] for name in PRIVATE[self.key["kty"]]}
        yield self.vector(
            "export-private",
            f"Export {self.noun} with its private part",
            export_key(self.key, "private", Expected(facts={"jwk": _public(self.key) | private})),
            "A key that is stored and read again must still be the same key.",
            (defined_by(self.key),),
        )
        if "p" in self.key:
            yield self.vector(
                "export-crt",
                f"Export {self.noun} with its primes",
                export_key(
                    self.key, "private", Expected(facts={"jwk": {n: self.key[n] for n in CRT}})
                ),
                "Other consumers compute much faster with the primes, and some need them.",
                ("rfc7518-6.3.2-primes-included",),
                otherwise="warn",
            )


def widened(
    authored: Authored,
    *,
    kty: Sequence[str] = (),
    crv: Sequence[str] = (),
    alg: Sequence[str] = (),
) -> Authored:
    """The same vector, requiring of a target also the kinds of key and algorithms named."""
    requires = authored.vector.requires
    more = msgspec.structs.replace(
        requires,
        kty=tuple(sorted({*requires.kty, *kty})),
        crv=tuple(sorted({*requires.crv, *crv})),
        alg=tuple(sorted({*requires.alg, *alg})),
    )
    return replace(authored, vector=msgspec.structs.replace(authored.vector, requires=more))

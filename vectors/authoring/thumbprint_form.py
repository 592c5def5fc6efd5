"""Thumbprints: the same key in any form has the same one, whatever the hash."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import Authored, Expected, Ref, choice, text, unb64, vector
from authoring.build import b64 as encoded
from authoring.controls import KINDS
from authoring.damage import left_open, source_of
from authoring.forge import damaged, public_pem
from authoring.operation import from_pem, import_key, thumbprint
from authoring.registry import Chapter
from authoring.sample import EC, OCT, OKP, RSA, SAMPLES
from authoring.suite import Jwk, key, public
from authoring.suite import thumbprint as computed
from jwk_vectors.model import Option

MEMBERS = {
    "RSA": "rfc7638-3.2-rsa-members",
    "EC": "rfc7638-3.2-ec-members",
    "OKP": "rfc8037-2-okp-thumbprint-members",
    "oct": "rfc7638-3.2-oct-members",
}
MATCHES = "A thumbprint that moves with the spelling identifies nothing."


def _control(jwk: Jwk) -> str:
    noun = "-".join(str(jwk[name]) for name in ("kty", "crv") if name in jwk)
    return f"control-jwk.thumbprint-{noun.lower()}"


def _same(
    case: str,
    title: str,
    jwk: Jwk,
    given: Jwk | str,
    clauses: tuple[str, ...],
    mutation: str,
    *,
    hash: str = "sha-256",
) -> Authored:
    facts = Expected(facts={"thumbprint": computed(jwk, hash)})
    return vector(
        f"thumbprint.{case}",
        title,
        thumbprint(given, facts, hash=hash, like=jwk),
        group="tolerance",
        why=MATCHES,
        clauses=clauses,
        source=source_of(clauses[0]),
        derived_from=_control(jwk),
        mutation=mutation,
        level="structure",
    )


def _readable(name: str) -> dict[str, Any]:
    jwk = key(name)
    return jwk if jwk["kty"] == "oct" else public(jwk)


def _slug(jwk: Jwk) -> str:
    return _control(jwk).removeprefix("control-jwk.thumbprint-")


def hashes() -> Iterator[Authored]:
    """Every kind of key under every usual hash."""
    for name in KINDS:
        jwk = _readable(name)
        for hash in ("sha-384", "sha-512"):
            yield _same(
                f"{hash}-{_slug(jwk)}",
                f"Thumbprint by {hash.upper()} of an {_slug(jwk)} key",
                jwk,
                jwk,
                ("rfc7638-3.4-hash-chosen", MEMBERS[str(jwk["kty"])]),
                f"the hash: {hash}",
                hash=hash,
            )


ALG = {"RSA": "RS256", "oct": "HS256", "P-256": "ES256", "P-384": "ES384", "P-521": "ES512",
       "secp256k1": "ES256K", "Ed25519": "EdDSA", "Ed448": "EdDSA"}  # fmt: skip


def forms() -> Iterator[Authored]:
    """Private, with more members, in another order, with escapes and white space."""
    for name in KINDS:
        whole, jwk = key(name), _readable(name)
        kty, slug = str(jwk["kty"]), _slug(jwk)
        members = MEMBERS[kty]
        more: dict[str, Any] = {"kid": "a", "a": 1, "zz": "unknown"}
        alg = ALG.get(str(jwk.get("crv", kty)))
        if alg is not None and alg != "ES256K":
            more |= {"use": "sig", "alg": alg}
        if kty != "oct":
            yield _same(
                f"private-{slug}",
                f"Thumbprint of a private {slug} key",
                jwk,
                whole,
                ("rfc7638-3.2.1-private-key", members),
                "the private members added",
            )
        yield _same(
            f"more-members-{slug}",
            f"Thumbprint of an {slug} key with optional and unknown members",
            jwk,
            {**more, **jwk},
            ("rfc7638-3.2-required-members-only", members),
            f"added: {', '.join(more)}",
        )
        yield _same(
            f"reversed-{slug}",
            f"Thumbprint of an {slug} key whose members stand in another order",
            jwk,
            dict(sorted(jwk.items(), reverse=True)),
            ("rfc7638-3.3-ordered", members),
            "members in reverse order of their names",
        )
        escaped = text(jwk).replace('"kty"', '"\\u006b\\u0074y"').replace("A", "\\u0041")
        yield _same(
            f"escaped-{slug}",
            f"Thumbprint of an {slug} key with escapes in names and values",
            jwk,
            escaped,
            ("rfc7638-3.3-unescaped", members),
            "kty, and every A, as escapes",
        )
        spaced = " \n" + text(jwk).replace(":", " : ").replace(",", ",\r\n\t") + "\n"
        yield _same(
            f"whitespace-{slug}",
            f"Thumbprint of an {slug} key with white space",
            jwk,
            spaced,
            ("rfc7638-3-computed", members),
            "white space added around values and structural characters",
        )


def other_forms() -> Iterator[Authored]:
    """A key that came as PEM."""
    for sample in (RSA, EC, OKP):
        jwk = sample.key
        yield vector(
            f"thumbprint.from-pem-{sample.case}",
            f"Thumbprint of an {sample.key['kty']} key read from PEM",
            from_pem(public_pem(sample.whole), sample.whole, Expected(expect="setup"), named="k"),
            thumbprint(Ref("k"), Expected(facts={"thumbprint": computed(jwk)}), like=jwk),
            group="tolerance",
            why="A certificate and a JWK of one key must be known for the same.",
            clauses=("rfc7638-3.5-other-forms",),
            source=source_of("rfc7638-3.5-x"),
            derived_from=sample.has_thumbprint,
            mutation="the key given as SubjectPublicKeyInfo in PEM",
        )
    for sample in SAMPLES:
        jwk = sample.key
        yield vector(
            f"thumbprint.of-imported-{sample.case}",
            f"Thumbprint of an {sample.key['kty']} key imported before",
            import_key(sample.whole, Expected(expect="setup"), named="k"),
            thumbprint(Ref("k"), Expected(facts={"thumbprint": computed(jwk)}), like=jwk),
            thumbprint(Ref("k"), Expected(facts={"thumbprint": computed(jwk)}), like=jwk),
            group="tolerance",
            why="A thumbprint that is another the second time identifies nothing.",
            clauses=("rfc7638-3-computed",),
            source=source_of("rfc7638-3-x"),
            derived_from=sample.has_thumbprint,
            mutation="the thumbprint asked for twice",
        )


def other_spellings() -> Iterator[Authored]:
    """Representations that are not the defined one: refused, hashed as they are, or put right."""
    zero = encoded(b"\0" + unb64(RSA.key["e"]))
    for case, sample, wrong, clause, mutation in (
        ("leading-zero-e", RSA, {"e": zero}, "rfc7518-2-minimal-integers", "a zero octet before e"),
        (
            "leading-zero-n",
            RSA,
            {"n": encoded(b"\0" + unb64(RSA.key["n"]))},
            "rfc7518-2-minimal-integers",
            "a zero octet before n",
        ),
        ("padding-n", RSA, {"n": RSA.key["n"] + "=="}, "rfc7515-2-unpadded", "padding behind n"),
        ("padding-x", EC, {"x": EC.key["x"] + "="}, "rfc7515-2-unpadded", "padding behind x"),
        ("padding-okp-x", OKP, {"x": OKP.key["x"] + "="}, "rfc7515-2-unpadded", "padding behind x"),
        ("padding-k", OCT, {"k": OCT.key["k"] + "="}, "rfc7515-2-unpadded", "padding behind k"),
    ):
        given = damaged(sample.key, **wrong)
        yield left_open(
            "thumbprint-of-another-spelling",
            case,
            f"Thumbprint of a key that is not in the defined form: {mutation}",
            thumbprint(
                given,
                choice(
                    Option(
                        option="defined",
                        outcome="accepted",
                        facts={"thumbprint": computed(sample.key)},
                    ),
                    Option(
                        option="as-it-is", outcome="accepted", facts={"thumbprint": computed(given)}
                    ),
                    Option(option="refuse", outcome="rejected"),
                ),
                like=sample.key,
            ),
            clauses=("rfc7638-7-correct-representation", clause),
            mutation=mutation,
            why="Hashed as it is, one key has many thumbprints: what is pinned or revoked by one "
            "is unknown by another.",
            derived_from=sample.has_thumbprint,
            severity="security",
            implied={"rfc4648-3.3-alphabet": "= is not of the alphabet without padding"},
        )


CHAPTER = Chapter(
    "thumbprint-form",
    "Thumbprints of keys in every form",
    (hashes, forms, other_forms, other_spellings),
)

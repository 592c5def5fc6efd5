"""What is produced: fresh values, headers as asked for, and numbers that are large enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from authoring.build import Authored, Draft, Expected, b64, text, vector
from authoring.damage import source_of
from authoring.forge import PAYLOAD
from authoring.jwe_damage import slug
from authoring.operation import Party, encrypt
from authoring.registry import Chapter
from authoring.suite import Jwk, key, public
from jwk_vectors.model import Check, Fresh

GROUP = "produced-jwe"


def product(
    jwk: Jwk,
    alg: str,
    enc: str,
    *,
    form: str = "compact",
    plaintext: bytes = PAYLOAD,
    aad: bytes | None = None,
    least: Mapping[str, int] | None = None,
    features: tuple[str, ...] = (),
    members: Mapping[str, str] | None = None,
) -> Draft:
    """An encryption with these members in the protected header, which must come out."""
    protected = {"alg": alg, "enc": enc, **(members or {})}
    check = Check(
        kind="jwe",
        key=text(jwk),
        payload=b64(plaintext),
        protected=protected,
        aad=b64(aad) if aad is not None else "",
        least=dict(least or {}),
    )
    return encrypt(
        [Party(key=jwk if jwk["kty"] == "oct" else public(jwk))],
        plaintext,
        form,
        Expected(check=check),
        alg=alg,
        enc=enc,
        protected=text(protected),
        aad=aad,
        features=features,
    )


FRESH: tuple[tuple[str, str, str, int, tuple[Fresh, ...], tuple[str, ...]], ...] = (
    ("oct-16", "dir", "A128GCM", 50, ("iv",), ("rfc7516-5.1-random-iv", "rfc7518-8.4-iv-once")),
    ("oct-32", "dir", "A128CBC-HS256", 50, ("iv",), ("rfc7516-5.1-random-iv",)),
    (
        "oct-16",
        "A128KW",
        "A128GCM",
        50,
        ("cek", "iv"),
        ("rfc7516-5.1-cek-length", "rfc7516-5.1-random-iv"),
    ),
    ("oct-32", "A256KW", "A256CBC-HS512", 20, ("cek", "iv"), ("rfc7516-5.1-cek-length",)),
    (
        "oct-16",
        "A128GCMKW",
        "A128GCM",
        50,
        ("wrap-iv", "cek", "iv"),
        ("rfc7518-8.4-iv-once", "rfc7516-5.1-cek-length"),
    ),
    ("rsa-2048-a", "RSA-OAEP", "A128GCM", 20, ("cek", "iv"), ("rfc7516-5.1-cek-length",)),
    ("rsa-2048-a", "RSA1_5", "A128CBC-HS256", 20, ("cek", "iv"), ("rfc7516-5.1-cek-length",)),
    *(
        (name, "ECDH-ES", "A128GCM", times, ("epk",), ("rfc7518-4.6-fresh-ephemeral-key",))
        for name, times in (
            ("ec-p-256", 50),
            ("ec-p-384", 20),
            ("ec-p-521", 20),
            ("okp-x25519", 50),
            ("okp-x448", 20),
        )
    ),
    (
        "ec-p-256",
        "ECDH-ES+A128KW",
        "A128GCM",
        20,
        ("epk", "cek", "iv"),
        ("rfc7518-4.6-fresh-ephemeral-key", "rfc7516-5.1-cek-length"),
    ),
    *(
        (
            "oct-32",
            alg,
            "A128CBC-HS256",
            8,
            ("p2s", "cek"),
            ("rfc7518-4.8.1.1-fresh-salt", "rfc7518-4.8.1.1-salt-length"),
        )
        for alg in ("PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW")
    ),
)
"""Key, alg, enc, how often, what must differ, and who says so."""


def fresh() -> Iterator[Authored]:
    """Values that no two products may share."""
    for name, alg, enc, times, values, clauses in FRESH:
        jwk = key(name)
        yield vector(
            f"produced-jwe.fresh-{slug(jwk.get('crv', jwk['kty']))}-{slug(alg)}-{slug(enc)}",
            f"{times} encryptions by {alg} and {enc} share nothing that must be fresh",
            *[product(jwk, alg, enc)] * times,
            group=GROUP,
            why="An initialisation vector that comes twice opens GCM; keys, ephemeral keys and "
            "salts that come twice join what was to stay apart.",
            clauses=clauses,
            source=source_of(clauses[0]),
            severity="security",
            distinct=values,
        )


def headers() -> Iterator[Authored]:
    """Headers, parties, plaintexts and additional data as they were asked for."""
    asked = {"typ": "urn:example:typ", "cty": "text/plain"}
    oct_16 = key("oct-16")
    for form in ("compact", "flattened", "general"):
        yield _as_asked(
            f"header-{form}",
            f"typ and cty are kept ({form})",
            product(oct_16, "A128KW", "A128GCM", form=form, members=asked),
            "rfc7516-5.1-produce",
        )
    for form in ("flattened", "general"):
        yield _as_asked(
            f"aad-{form}",
            f"Additional data is authenticated and sent ({form})",
            product(oct_16, "A128KW", "A128GCM", form=form, aad=b"additional"),
            "rfc7516-5.2-aad-authenticated",
        )
    yield _as_asked(
        "zip",
        "zip is honoured",
        product(oct_16, "A128KW", "A128GCM", members={"zip": "DEF"}, features=("zip",)),
        "rfc7516-4.1.3-zip-processed",
    )
    for name, alg in (
        ("ec-p-256", "ECDH-ES"),
        ("okp-x25519", "ECDH-ES"),
        ("ec-p-256", "ECDH-ES+A128KW"),
    ):
        jwk = key(name)
        parties = {"apu": b64(b"Alice"), "apv": b64(b"Bob")}
        yield _as_asked(
            f"parties-{slug(jwk['crv'])}-{slug(alg)}",
            f"apu and apv go into the key and into the header: {alg} on {jwk['crv']}",
            product(jwk, alg, "A128GCM", members=parties),
            "rfc7518-4.6.1.2-apu-processed",
            "rfc7518-4.6.1.3-apv-processed",
            "rfc7518-4.6.2-party-u-info",
            "rfc7518-4.6.2-party-v-info",
        )
    for name, alg, enc in (
        ("oct-16", "dir", "A128GCM"),
        ("oct-32", "dir", "A128CBC-HS256"),
        ("rsa-2048-a", "RSA-OAEP", "A128GCM"),
    ):
        yield _as_asked(
            f"empty-{slug(alg)}-{slug(enc)}",
            f"An empty plaintext is encrypted by {alg} and {enc}",
            product(key(name), alg, enc, plaintext=b""),
            "rfc7516-5.1-produce",
        )


def _as_asked(case: str, title: str, draft: Draft, *clauses: str) -> Authored:
    return vector(
        f"produced-jwe.{case}",
        title,
        draft,
        group=GROUP,
        why="What is produced must open elsewhere, with what was asked for.",
        clauses=clauses,
        source=source_of(clauses[0]),
    )


def counts() -> Iterator[Authored]:
    """Rounds of PBES2: no fewer than recommended."""
    for alg in ("PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW"):
        yield vector(
            f"produced-jwe.p2c-{slug(alg)}",
            f"{alg} does a thousand rounds or more",
            product(key("oct-32"), alg, "A128CBC-HS256", least={"p2c": 1000}),
            group=GROUP,
            why="Few rounds make guessing passwords cheap.",
            clauses=("rfc7518-4.8.1.2-p2c-minimum", "rfc7518-4.8-pbes2-computation"),
            source=source_of("rfc7518-4.8.1.2-p2c-minimum"),
            severity="security",
            otherwise="warn",
        )


CHAPTER = Chapter("jwe-produced", "What is produced as a JWE", (fresh, headers, counts))

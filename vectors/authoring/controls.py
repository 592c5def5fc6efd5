"""Controls: for every scope one plain, valid input, which tells whether a target does it at all.

No kid, no use, nothing to select by: a target that fails a control does not do the operation,
and what it does with damaged keys says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from authoring.build import Authored, Draft, Expected, b64, text, vector
from authoring.encryption import defined_by
from authoring.fetched import OTHER, WANTED, fetch
from authoring.fetched import keys as keys_at
from authoring.fetched import verify as verify_at
from authoring.forge import PAYLOAD, SERIALISED, header, jwe, jws, public_pem
from authoring.operation import (
    Party,
    decrypt,
    encrypt,
    export_key,
    export_set,
    from_pem,
    generate,
    import_key,
    import_set,
    select_key,
    sign,
    sign_jwt,
    thumbprint,
    to_pem,
    verify,
    verify_jwt,
    verify_with_set,
)
from authoring.registry import Chapter
from authoring.suite import key, public
from authoring.suite import thumbprint as computed_thumbprint
from jwk_vectors.model import Check, Source

OWN = Source(document="jwk-conformance", section="controls")

KINDS = (
    "rsa-2048-a", "ec-p-256", "ec-p-384", "ec-p-521", "ec-secp256k1",
    "okp-ed25519", "okp-ed448", "okp-x25519", "okp-x448", "oct-32",
)  # fmt: skip
"""A key of every kind."""

SIGNATURES = (
    *((f"HS{bits}", f"oct-{octets}") for bits, octets in ((256, 32), (384, 48), (512, 64))),
    *((f"{family}{bits}", "rsa-2048-a") for family in ("RS", "PS") for bits in (256, 384, 512)),
    ("ES256", "ec-p-256"),
    ("ES384", "ec-p-384"),
    ("ES512", "ec-p-521"),
    ("ES256K", "ec-secp256k1"),
    ("EdDSA", "okp-ed25519"),
    ("EdDSA", "okp-ed448"),
)

BY_SET = (
    ("HS256", "oct-32"),
    ("RS256", "rsa-2048-a"),
    ("ES256", "ec-p-256"),
    ("EdDSA", "okp-ed25519"),
)
JWTS = BY_SET

ENCRYPTIONS = (
    ("RSA1_5", "rsa-2048-a", "A128CBC-HS256"),
    ("RSA-OAEP", "rsa-2048-a", "A128GCM"),
    ("RSA-OAEP", "rsa-2048-a", "A256GCM"),
    ("RSA-OAEP", "rsa-2048-a", "A128CBC-HS256"),
    ("RSA-OAEP-256", "rsa-2048-a", "A128GCM"),
    ("PBES2-HS256+A128KW", "oct-32", "A128CBC-HS256"),
    ("PBES2-HS384+A192KW", "oct-32", "A128CBC-HS256"),
    ("PBES2-HS512+A256KW", "oct-32", "A128CBC-HS256"),
    *(
        ("ECDH-ES", name, "A128GCM")
        for name in ("ec-p-256", "ec-p-384", "ec-p-521", "okp-x25519", "okp-x448")
    ),
    ("ECDH-ES", "ec-p-256", "A128CBC-HS256"),
    *(("ECDH-ES", name, "A256CBC-HS512") for name in ("ec-p-256", "okp-x25519")),
    *((f"ECDH-ES+A{bits}KW", "ec-p-256", "A128GCM") for bits in (128, 192, 256)),
    *((f"ECDH-ES+A{bits}KW", "okp-x25519", "A128GCM") for bits in (128, 192, 256)),
    *(
        (f"ECDH-ES+A{bits}KW", name, "A128GCM")
        for name in ("ec-p-384", "ec-p-521", "okp-x448")
        for bits in (128, 192, 256)
    ),
    ("ECDH-ES+A256KW", "ec-p-256", "A128CBC-HS256"),
    ("ECDH-ES+A256KW", "okp-x448", "A256GCM"),
    ("dir", "oct-16", "A128GCM"),
    ("dir", "oct-24", "A192GCM"),
    ("dir", "oct-32", "A256GCM"),
    ("dir", "oct-32", "A128CBC-HS256"),
    ("dir", "oct-48", "A192CBC-HS384"),
    ("dir", "oct-64", "A256CBC-HS512"),
    ("A128KW", "oct-16", "A128GCM"),
    ("A128KW", "oct-16", "A128CBC-HS256"),
    ("A192KW", "oct-24", "A128GCM"),
    ("A256KW", "oct-32", "A128GCM"),
    ("A256KW", "oct-32", "A256CBC-HS512"),
    ("A128GCMKW", "oct-16", "A128GCM"),
    ("A192GCMKW", "oct-24", "A128GCM"),
    ("A256GCMKW", "oct-32", "A128GCM"),
    ("A256GCMKW", "oct-32", "A128CBC-HS256"),
)
"""Every algorithm, every content encryption, every curve, and what vectors combine."""

PUBLIC_CLAUSE = {
    "RSA": "rfc7518-6.3.1-rsa-public-key",
    "EC": "rfc7518-6.2.1-ec-public-key",
    "OKP": "rfc8037-2-okp-public-key",
    "oct": "rfc7518-6.4-symmetric-key",
}
PRIVATE_CLAUSE = {
    "RSA": "rfc7518-6.3.2-rsa-private-key",
    "EC": "rfc7518-6.2.2-ec-private-key",
    "OKP": "rfc8037-2-okp-private-key",
    "oct": "rfc7518-6.4-symmetric-key",
}
FORM_CLAUSE = {
    "compact": "7.1-compact-serialisation",
    "flattened": "7.2.2-flattened-serialisation",
    "general": "7.2.1-general-serialisation",
}
OPTIONAL = {
    "compact": ("rfc7516-4.1.3-zip-absent",),
    "flattened": ("rfc7516-3.2-members-optional",),
    "general": ("rfc7516-3.2-members-optional",),
}
"""What a plain JWE leaves out."""
DEMANDED_OF_JWT = {
    "HS256": ("rfc7519-8-hs256",),
    "RS256": ("rfc7519-8-rs256-es256",),
    "ES256": ("rfc7519-8-rs256-es256",),
    "RSA1_5": ("rfc7519-8-encryption-algorithms",),
    "A128KW": ("rfc7519-8-encryption-algorithms",),
    "A256KW": ("rfc7519-8-encryption-algorithms",),
    "A128CBC-HS256": ("rfc7519-8-encryption-algorithms",),
    "A256CBC-HS512": ("rfc7519-8-encryption-algorithms",),
    "ECDH-ES+A128KW": ("rfc7519-8-further-encryption",),
    "ECDH-ES+A256KW": ("rfc7519-8-further-encryption",),
    "A128GCM": ("rfc7519-8-further-encryption",),
    "A256GCM": ("rfc7519-8-further-encryption",),
}
"""What RFC 7519 section 8 asks of implementations, by algorithm."""
PRIVATE_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")


def control_of(draft: Draft) -> str:
    """The id of the control that stands for a step's scope."""
    scope = str(draft.scope.plain).lower().replace("+", "-").replace("_", "-").replace(" ", "-")
    return f"control-{scope}"


def control(
    title: str, draft: Draft, *clauses: str, times: int = 1, experimental: bool = False
) -> Authored:
    """A control, named after its scope; asked so many times where chance has a part in it."""
    return vector(
        control_of(draft),
        title,
        *[draft] * times,
        group="controls",
        role="control",
        why="Where this fails, what the target does with damaged input of the kind says nothing.",
        clauses=clauses,
        source=OWN,
        experimental=experimental,
    )


RARE_OFTEN = 12
"""The top octet of a P-521 coordinate is 0 every other time: one key would show half the faults."""


def _noun(jwk: dict[str, Any]) -> str:
    return f"{jwk['kty']} {jwk['crv']}" if "crv" in jwk else str(jwk["kty"])


def whole(jwk: dict[str, Any]) -> dict[str, Any]:
    """What must come out of a private export: the CRT members of RSA only should."""
    return {name: value for name, value in jwk.items() if name not in ("p", "q", "dp", "dq", "qi")}


def keys() -> Iterator[Authored]:
    """Import, export, thumbprint and generation of every kind of key."""
    for jwk in map(key, KINDS):
        kty, noun = jwk["kty"], _noun(jwk)
        readable = jwk if kty == "oct" else public(jwk)
        defined = PUBLIC_CLAUSE[kty]
        yield control(f"Import an {noun} key", import_key(readable), defined)
        if kty != "oct":
            facts = Expected(facts={"jwk": readable}, absent=PRIVATE_MEMBERS)
            yield control(
                f"Export the public part of an {noun} key",
                export_key(jwk, "public", facts),
                defined,
                "rfc7517-9.2-protect-from-disclosure",
                *(("rfc8037-2-no-d-in-public",) if kty == "OKP" else ()),
            )
        facts = Expected(facts={"jwk": whole(jwk)})
        yield control(
            f"Export an {noun} key with its secret",
            export_key(jwk, "private", facts),
            PRIVATE_CLAUSE[kty],
        )
        digest = Expected(facts={"thumbprint": computed_thumbprint(jwk)})
        yield control(f"Thumbprint of an {noun} key", thumbprint(jwk, digest), "rfc7638-3-computed")
        times = RARE_OFTEN if jwk.get("crv") == "P-521" else 1
        top_bit = ("rfc7748-5-unused-bit-zero",) if jwk.get("crv") == "X25519" else ()
        yield control(
            f"Generate an {noun} key", _generated(jwk), PRIVATE_CLAUSE[kty], *top_bit, times=times
        )


def _generated(jwk: dict[str, Any]) -> Draft:
    kty, crv = jwk["kty"], jwk.get("crv", "")
    members = {name: value for name, value in (("kty", kty), ("crv", crv)) if value}
    bits = {"RSA": 2048, "oct": 256}.get(kty, 0)
    check = Check(kind="private-jwk", members=members, bits=bits)
    return generate(kty, Expected(check=check), crv=crv, bits=bits)


def pems() -> Iterator[Authored]:
    """Each kind of key to PEM and back."""
    for name in KINDS:
        jwk = key(name)
        if jwk["kty"] == "oct":
            continue
        noun = _noun(jwk)
        yield control(
            f"Write an {noun} key as PEM, public",
            to_pem(public(jwk), "public", Expected(check=Check(kind="public-pem", key=text(jwk)))),
            "rfc7468-13-subject-public-key-info",
        )
        yield control(
            f"Write an {noun} key as PEM, private",
            to_pem(jwk, "private", Expected(check=Check(kind="private-pem", key=text(jwk)))),
            "rfc7468-10-private-key-info",
        )
        yield control(
            f"Read an {noun} key from PEM",
            from_pem(public_pem(jwk), jwk, Expected(facts={"jwk": public(jwk)})),
            "rfc7468-13-subject-public-key-info",
        )


def sets() -> Iterator[Authored]:
    """Import, public export and selection from a set of two keys, of the type that all know."""
    first, second = (public(key(name)) for name in ("rsa-2048-a", "rsa-2048-b"))
    document = {"keys": [{**first, "kid": "first"}, {**second, "kid": "second"}]}
    exported = {"keys": [first, second]}
    yield control("Import a set", import_set(document), "rfc7517-5-represents-a-set")
    yield control(
        "Export a set",
        export_set(document, Expected(facts={"jwks": exported})),
        "rfc7517-5-represents-a-set",
    )
    found = Expected(facts={"found": True, "jwk": first})
    yield control(
        "Select a key by its kid",
        select_key(document, "first", found),
        "rfc7517-4.5-kid-matches",
    )


def fetched() -> Iterator[Authored]:
    """A key fetched by the library's own client, and a token verified with it."""
    served = keys_at(OTHER, WANTED)
    yield control(
        "Fetch a key by its kid",
        fetch(served),
        "rfc7517-5-represents-a-set",
        "rfc7517-4.5-kid-matches",
    )
    yield control(
        "Verify a JWT by ES256 with a fetched EC P-256 key",
        verify_at(served),
        "rfc7517-5-represents-a-set",
        "rfc7515-4.1.4-kid-matches",
    )


def signatures() -> Iterator[Authored]:
    """Every algorithm in every serialisation, verified and made."""
    for alg, name in SIGNATURES:
        jwk = key(name)
        readable = jwk if jwk["kty"] == "oct" else public(jwk)
        token = jws(jwk, alg)
        made = Check(kind="jws", key=text(readable), payload=b64(PAYLOAD), protected={"alg": alg})
        for form, serialise in SERIALISED.items():
            layout = f"rfc7515-{FORM_CLAUSE[form]}"
            yield control(
                f"Verify {alg} with an {_noun(jwk)} key, {form}",
                verify(readable, serialise(token), [alg], Expected(facts=OPENED)),
                "rfc7515-5.2-report-success",
                layout,
            )
            signer = Party(key=jwk, protected=text({"alg": alg}))
            yield control(
                f"Sign by {alg} with an {_noun(jwk)} key, {form}",
                sign([signer], PAYLOAD, form, Expected(check=made), alg=alg),
                "rfc7515-5.1-produce",
                layout,
            )


def signatures_by_set() -> Iterator[Authored]:
    """The key found in a set, by the kid of the header."""
    for alg, name in BY_SET:
        jwk = {**key(name), "kid": "wanted"}
        readable = jwk if jwk["kty"] == "oct" else {**public(jwk), "kid": "wanted"}
        beside = key(f"{name.removesuffix('-a')}-b")
        other = {**(beside if jwk["kty"] == "oct" else public(beside)), "kid": "other"}
        token = jws(jwk, alg, header(alg=alg, kid="wanted"))
        keys = {"keys": [other, readable]}
        yield control(
            f"Verify {alg} with a set that has an {_noun(jwk)} key",
            verify_with_set(keys, token, [alg], Expected(facts=OPENED), like=jwk),
            "rfc7515-5.2-report-success",
            "rfc7517-4.5-kid-matches",
        )


OPENED = {"payload": b64(PAYLOAD)}


def encryptions() -> Iterator[Authored]:
    """Each combination that a vector needs, decrypted and made."""
    for alg, name, enc in ENCRYPTIONS:
        jwk = key(name)
        recipient = jwk if jwk["kty"] == "oct" else public(jwk)
        token = jwe(jwk, alg, enc)
        made = Check(kind="jwe", key=text(jwk), payload=b64(PAYLOAD), protected={"enc": enc})
        bare = alg in ("dir", "ECDH-ES")
        for form, serialise in SERIALISED.items():
            layout = f"rfc7516-{FORM_CLAUSE[form]}"
            yield control(
                f"Decrypt {alg} and {enc} with an {_noun(jwk)} key, {form}",
                decrypt(jwk, serialise(token), alg, enc, Expected(facts=OPENED)),
                "rfc7516-5.2-output-plaintext",
                layout,
                *dict.fromkeys(DEMANDED_OF_JWT.get(alg, ()) + DEMANDED_OF_JWT.get(enc, ())),
                *defined_by(alg, enc, jwk["kty"]),
                *OPTIONAL[form],
                *(("rfc7516-7.2.1-empty-recipient",) if bare and form == "general" else ()),
            )
            yield control(
                f"Encrypt by {alg} and {enc} to an {_noun(jwk)} key, {form}",
                encrypt(
                    [Party(key=recipient)],
                    PAYLOAD,
                    form,
                    Expected(check=made),
                    alg=alg,
                    enc=enc,
                    protected=text({"alg": alg, "enc": enc}),
                ),
                "rfc7516-5.1-produce",
                layout,
                *(("rfc7516-7.2.1-one-element-per-recipient",) if form == "general" else ()),
            )


def jwts() -> Iterator[Authored]:
    """Claims verified and signed."""
    claims = json.loads(PAYLOAD)
    for alg, name in JWTS:
        jwk = key(name)
        readable = jwk if jwk["kty"] == "oct" else public(jwk)
        yield control(
            f"Verify a JWT by {alg} with an {_noun(jwk)} key",
            verify_jwt(readable, jws(jwk, alg), [alg], Expected(facts={"claims": claims})),
            "rfc7519-7.2-claims-are-json",
            "rfc7515-5.2-report-success",
            *DEMANDED_OF_JWT.get(alg, ()),
        )
        made = Check(kind="jwt", key=text(readable), members=claims, protected={"alg": alg})
        yield control(
            f"Sign a JWT by {alg} with an {_noun(jwk)} key",
            sign_jwt(jwk, claims, {"alg": alg}, Expected(check=made)),
            "rfc7519-7.1-is-jws-or-jwe",
        )


CHAPTER = Chapter(
    "controls",
    "Controls: one valid input for every scope",
    (keys, pems, sets, fetched, signatures, signatures_by_set, encryptions, jwts),
)

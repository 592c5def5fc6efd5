"""The encryptions of RFC 7520 section 5."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from authoring.build import Authored, text, vector
from authoring.encryption import DEFINED_BY, DISJOINT, Example, Recipient, Serialisation
from authoring.example import Jwk, rsa_bits, widened
from authoring.registry import Chapter
from authoring.rfc7520_jwe_keys import (
    DIRECT,
    EC_P256,
    EC_P384,
    EPHEMERAL_OF_SECOND,
    EPHEMERAL_P256,
    EPHEMERAL_P384,
    KEY_SET,
    PASSWORD,
    PLAINTEXT,
    RSA_2048,
    RSA_4096,
    WRAP_128,
    WRAP_256,
)
from authoring.rfc7520_jwe_values import FIGURE, PROTECTED_150, TAG_150, Parts
from jwk_vectors.model import Source

HEADER_UNION = "rfc7516-7.2.1-header-union"


def _example(
    section: str,
    why: str,
    alg: str,
    key: Jwk,
    enc: str,
    parts: Parts,
    figures: Mapping[Serialisation, int],
    *,
    told: Mapping[str, str] | None = None,
    plaintext: bytes = PLAINTEXT,
    unprotected: Mapping[str, Any] | None = None,
    clauses: tuple[str, ...] = (),
) -> Example:
    encrypted_key = FIGURE[parts.encrypted_key] if parts.encrypted_key else ""
    recipient = Recipient(alg=alg, key=key, encrypted_key=encrypted_key)
    return Example(
        id=f"rfc7520-{section.rpartition('.')[0]}",
        document="RFC 7520",
        section=section,
        group="rfc7520-5",
        plaintext=plaintext,
        encryption=parts.encryption((recipient,), enc, unprotected or {}),
        figures={serialisation: str(figure) for serialisation, figure in figures.items()},
        intermediate={**parts.told(), **(told or {})},
        why=why,
        clauses=clauses,
    )


def rsa_pkcs1() -> Iterator[Authored]:
    """Section 5.1."""
    yield from _example(
        "5.1.5",
        "RSA1_5 is discouraged, but what was encrypted by it must still be read.",
        "RSA1_5",
        RSA_2048,
        "A128CBC-HS256",
        Parts(cek=74, iv=75, encrypted_key=76, protected=78, ciphertext=79, tag=80),
        {"compact": 81, "general": 82, "flattened": 83},
    ).vectors()


def rsa_oaep() -> Iterator[Authored]:
    """Section 5.2."""
    yield from _example(
        "5.2.5",
        "RSA-OAEP means SHA-1 in both of its places, and the key here has 4096 bits.",
        "RSA-OAEP",
        RSA_4096,
        "A256GCM",
        Parts(cek=85, iv=86, encrypted_key=87, protected=89, ciphertext=90, tag=91),
        {"compact": 92, "general": 93, "flattened": 94},
    ).vectors()


def password() -> Iterator[Authored]:
    """Section 5.3."""
    yield from _example(
        "5.3.5",
        "The password holds characters beyond ASCII and counts as UTF-8; the name of the "
        "algorithm is part of the salt.",
        "PBES2-HS512+A256KW",
        PASSWORD,
        "A128CBC-HS256",
        Parts(cek=97, iv=98, encrypted_key=100, protected=102, ciphertext=103, tag=104),
        {"compact": 105, "general": 106, "flattened": 107},
        told={"figure 99, salt input": FIGURE[99]},
        plaintext=KEY_SET,
        clauses=("rfc7517-7-encrypted-jwk",),
    ).vectors()


def agreed_wrapping_key() -> Iterator[Authored]:
    """Section 5.4."""
    yield from _example(
        "5.4.5",
        "The agreed key wraps the content key: its derivation counts the bits of the wrapping key "
        "and names the whole alg.",
        "ECDH-ES+A128KW",
        EC_P384,
        "A128GCM",
        Parts(cek=109, iv=110, encrypted_key=112, protected=114, ciphertext=115, tag=116),
        {"compact": 117, "general": 118, "flattened": 119},
        told={"figure 111, ephemeral key": text(EPHEMERAL_P384)},
    ).vectors()


def agreed_content_key() -> Iterator[Authored]:
    """Section 5.5.

    Figure 129 is captioned general, but has no recipients: it is the flattened serialisation.
    """
    yield from _example(
        "5.5.5",
        "The agreed key is the content key itself: its derivation names the enc, not the alg, and "
        "the encrypted key stays empty.",
        "ECDH-ES",
        EC_P256,
        "A128CBC-HS256",
        Parts(cek=123, iv=121, protected=125, ciphertext=126, tag=127),
        {"compact": 128, "flattened": 129},
        told={"figure 122, ephemeral key": text(EPHEMERAL_P256)},
    ).vectors()


def direct() -> Iterator[Authored]:
    """Section 5.6; figure 137 is flattened, as figure 129 is."""
    yield from _example(
        "5.6.4",
        "The shared key encrypts the content itself; the encrypted key is empty, or no member.",
        "dir",
        DIRECT,
        "A128GCM",
        Parts(iv=131, protected=133, ciphertext=134, tag=135),
        {"compact": 136, "flattened": 137},
        told={"figure 130, content encryption key": DIRECT["k"]},
    ).vectors()


def gcm_wrap() -> Iterator[Authored]:
    """Section 5.7.

    The header of figure 150 has its members in another order than that of figure 145, and so the
    same ciphertext has another tag.
    """
    example = _example(
        "5.7.5",
        "Wrapping by AES-GCM has an initialisation vector and a tag of its own, which stand in the "
        "header under the names that those of the content have beside it.",
        "A256GCMKW",
        WRAP_256,
        "A128CBC-HS256",
        Parts(cek=139, iv=140, encrypted_key=142, protected=145, ciphertext=146, tag=147),
        {"compact": 148, "general": 149},
        told={
            "figure 141, initialisation vector for key wrapping": FIGURE[141],
            "figure 143, authentication tag from key wrapping": FIGURE[143],
        },
    )
    told = dict(example.intermediate)
    del told["figure 145, protected header"], told["figure 147, authentication tag"]
    yield from example.vectors()
    yield from replace(
        example,
        encryption=replace(example.encryption, protected=PROTECTED_150, tag=TAG_150),
        figures={"flattened": "150"},
        intermediate={
            **told,
            "figure 150, protected header": PROTECTED_150,
            "figure 150, authentication tag": TAG_150,
        },
    ).vectors()


def aes_wrap() -> Iterator[Authored]:
    """Section 5.8."""
    yield from _example(
        "5.8.5",
        "AES key wrap with a shared key is the plainest key management there is.",
        "A128KW",
        WRAP_128,
        "A128GCM",
        Parts(cek=152, iv=153, encrypted_key=154, protected=156, ciphertext=157, tag=158),
        {"compact": 159, "general": 160, "flattened": 161},
    ).vectors()


def compressed() -> Iterator[Authored]:
    """Section 5.9."""
    yield from _example(
        "5.9.5",
        "Compression is raw DEFLATE, with neither the header nor the checksum of zlib.",
        "A128KW",
        WRAP_128,
        "A128GCM",
        Parts(cek=163, iv=164, encrypted_key=165, protected=167, ciphertext=168, tag=169),
        {"compact": 170, "general": 171, "flattened": 172},
        told={"figure 162, compressed plaintext": FIGURE[162]},
        clauses=("rfc7516-4.1.3-zip-processed",),
    ).vectors()


def additional_data() -> Iterator[Authored]:
    """Section 5.10."""
    yield from _example(
        "5.10.5",
        "What is in aad is authenticated in its encoded form, after the header and a dot.",
        "A128KW",
        WRAP_128,
        "A128GCM",
        Parts(cek=174, iv=175, encrypted_key=177, protected=179, aad=176, ciphertext=180, tag=181),
        {"general": 182, "flattened": 183},
        clauses=("rfc7516-5.2-aad-authenticated",),
    ).vectors()


def partly_protected() -> Iterator[Authored]:
    """Section 5.11."""
    yield from _example(
        "5.11.5",
        "The alg is found in the shared unprotected header, and only enc is protected.",
        "A128KW",
        WRAP_128,
        "A128GCM",
        Parts(cek=184, iv=185, encrypted_key=186, protected=188, ciphertext=189, tag=190),
        {"general": 192, "flattened": 193},
        unprotected={"alg": "A128KW", "kid": WRAP_128["kid"]},
        clauses=(HEADER_UNION,),
    ).vectors()


def unprotected() -> Iterator[Authored]:
    """Section 5.12."""
    yield from _example(
        "5.12.5",
        "With no protected header there is no such member, and nothing but content is "
        "authenticated.",
        "A128KW",
        WRAP_128,
        "A128GCM",
        Parts(cek=194, iv=195, encrypted_key=196, ciphertext=197, tag=198),
        {"general": 200, "flattened": 201},
        unprotected={"alg": "A128KW", "kid": WRAP_128["kid"], "enc": "A128GCM"},
        clauses=(HEADER_UNION,),
    ).vectors()


AGREED = {name: EPHEMERAL_OF_SECOND[name] for name in ("kty", "crv", "x", "y")}
THREE = (
    Recipient(
        alg="RSA1_5",
        key=RSA_2048,
        encrypted_key=FIGURE[204],
        header={"alg": "RSA1_5", "kid": RSA_2048["kid"]},
    ),
    Recipient(
        alg="ECDH-ES+A256KW",
        key=EC_P384,
        encrypted_key=FIGURE[208],
        header={"alg": "ECDH-ES+A256KW", "kid": EC_P384["kid"], "epk": AGREED},
    ),
    Recipient(
        alg="A256GCMKW",
        key=WRAP_256,
        encrypted_key=FIGURE[212],
        header={
            "alg": "A256GCMKW",
            "kid": WRAP_256["kid"],
            "tag": FIGURE[213],
            "iv": FIGURE[211],
        },
    ),
)
TOLD_OF_THREE = (
    {"figure 204, encrypted key #1": FIGURE[204]},
    {
        "figure 207, ephemeral key #2": text(EPHEMERAL_OF_SECOND),
        "figure 208, encrypted key #2": FIGURE[208],
    },
    {
        "figure 211, initialisation vector for key wrapping #3": FIGURE[211],
        "figure 212, encrypted key #3": FIGURE[212],
        "figure 213, authentication tag from key wrapping #3": FIGURE[213],
    },
)


PARTS_FOR_THREE = Parts(cek=202, iv=203, protected=217, ciphertext=218, tag=219)
FOR_THREE = PARTS_FOR_THREE.encryption(THREE, "A128CBC-HS256", {"cty": "text/plain"})


def second_alone() -> Iterator[Authored]:
    """Figure 221 without its other recipients, as the control for decrypting with that key.

    The protected header has the enc only, so that the tag holds whoever the recipients are. It is
    asked only of those who offer several recipients, as is the vector that stands on it.
    """
    alone = replace(FOR_THREE, recipients=THREE[1:2], unprotected={})
    draft = alone.opened(THREE[1], "general", PLAINTEXT)
    yield vector(
        "control-rfc7520-5.13-second-recipient-alone",
        "Decrypt ECDH-ES+A256KW and A128CBC-HS256 with an EC P-384 key, general",
        replace(draft, scope=replace(draft.scope, features=frozenset(FOR_THREE.features))),
        group="controls",
        role="control",
        why="Where this fails, it is not the number of recipients that the target cannot handle.",
        clauses=(
            "rfc7516-5.2-output-plaintext",
            "rfc7516-7.2.1-general-serialisation",
            HEADER_UNION,
        ),
        source=Source(document="RFC 7520", section="5.13.4", figure="210"),
    )


def three_recipients() -> Iterator[Authored]:
    """Section 5.13: each key opens the JWE of figure 221.

    Which recipients must be able to open it is for the application to say (RFC 7516 section 5.2),
    so refusing to do with one key is a warning.
    """
    common: dict[str, Any] = {
        "group": "rfc7520-5",
        "source": Source(document="RFC 7520", section="5.13.7", figure="221"),
        "level": "token",
    }
    clauses = (HEADER_UNION, "rfc7516-7.2.1-general-serialisation", DEFINED_BY[FOR_THREE.enc])
    for number, (one, told) in enumerate(zip(THREE, TOLD_OF_THREE, strict=True), start=1):
        intermediate = {**PARTS_FOR_THREE.told(), **told}
        yield vector(
            f"rfc7520-5.13-decrypt-{number}",
            f"Decrypt a JWE for three recipients with the key of the {one.alg} recipient",
            FOR_THREE.opened(one, "general", PLAINTEXT),
            why="Each recipient holds one of the keys and must find what was encrypted for it; the "
            "others, by keys and algorithms it may not know, must not get in the way.",
            clauses=("rfc7516-5.2-one-of-several", *clauses, DEFINED_BY[one.alg]),
            otherwise="warn",
            intermediate=intermediate,
            rsa_bits=rsa_bits(one.key),
            **common,
        )
        sealed = vector(
            f"rfc7520-5.13-encrypt-{number}",
            f"Encrypt for three recipients, of whom the one by {one.alg} decrypts",
            FOR_THREE.sealed(one, "general", PLAINTEXT),
            why="The content is encrypted once, and each recipient must be able to open it alone.",
            clauses=("rfc7516-5.1-produce", DISJOINT, *clauses, DEFINED_BY[one.alg]),
            intermediate=intermediate,
            rsa_bits=2048,
            **common,
        )
        yield widened(
            sealed, kty=("EC", "oct"), crv=("P-384",), alg=("ECDH-ES+A256KW", "A256GCMKW")
        )


CHAPTER = Chapter(
    "rfc7520-jwe",
    "RFC 7520 section 5: encryptions",
    (
        rsa_pkcs1,
        rsa_oaep,
        password,
        agreed_wrapping_key,
        agreed_content_key,
        direct,
        gcm_wrap,
        aes_wrap,
        compressed,
        additional_data,
        partly_protected,
        unprotected,
        second_alone,
        three_recipients,
    ),
)

"""The examples of RFC 7516 appendix A."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from authoring import rfc7516_values as value
from authoring.build import Authored, b64, text, unb64, vector
from authoring.encryption import DEFINED_BY, DISJOINT, Encryption, Example, Recipient, Serialisation
from authoring.example import key_vectors, rsa_bits, widened
from authoring.registry import Chapter
from jwk_vectors.model import Source

IMAGINATION = b"The true sign of intelligence is not knowledge but imagination."
"""The plaintext of appendix A.1."""
PROSPER = b"Live long and prosper."
"""The plaintext of the others."""
BOTH = (
    Recipient(
        alg="RSA1_5",
        key={**value.PKCS1_KEY, "kid": "2011-04-29"},
        encrypted_key=value.PKCS1_ENCRYPTED_KEY,
        header={"alg": "RSA1_5", "kid": "2011-04-29"},
    ),
    Recipient(
        alg="A128KW",
        key={**value.WRAP_KEY, "kid": "7"},
        encrypted_key=value.WRAPPED_KEY,
        header={"alg": "A128KW", "kid": "7"},
    ),
)
"""Appendix A.4.1. Its key ids stand in the keys too, so that the keys are found by them."""
FOR_BOTH = Encryption(
    enc="A128CBC-HS256",
    recipients=BOTH,
    protected=b64(b'{"enc":"A128CBC-HS256"}'),
    unprotected={"jku": "https://server.example.com/keys.jwks"},
    iv=value.IV,
    ciphertext=value.CIPHERTEXT,
    tag=value.TAG,
)


def _source(section: str) -> Source:
    return Source(document="RFC 7516", section=section)


def _told(section: str, cek: str, encryption: Encryption) -> dict[str, str]:
    told = {
        "protected header": unb64(encryption.protected).decode("ascii"),
        "content encryption key": cek,
        "initialisation vector": encryption.iv,
        "ciphertext": encryption.ciphertext,
        "authentication tag": encryption.tag,
    }
    return {f"{section}, {name}": text for name, text in told.items()}


def _example(
    section: str,
    why: str,
    encryption: Encryption,
    cek: str,
    forms: Mapping[Serialisation, str],
    plaintext: bytes = PROSPER,
    clauses: tuple[str, ...] = (),
) -> Example:
    return Example(
        id=f"rfc7516-{section.lower()}",
        document="RFC 7516",
        section=section,
        group="rfc7516-a",
        plaintext=plaintext,
        encryption=encryption,
        figures=forms,
        intermediate=_told(section, cek, encryption),
        why=why,
        clauses=clauses,
    )


def _compact(
    section: str,
    noun: str,
    why: str,
    recipient: Recipient,
    encryption: Encryption,
    cek: str,
    plaintext: bytes = PROSPER,
) -> Iterator[Authored]:
    """The key, and the one token that the section shows."""
    yield from key_vectors(
        f"rfc7516-{section.lower()}",
        noun,
        recipient.key,
        group="rfc7516-a",
        source=_source(section),
        why="The other values of the section can only be checked with this key.",
    )
    one = replace(encryption, recipients=(recipient,))
    yield from _example(section, why, one, cek, {"compact": ""}, plaintext).vectors()


def oaep() -> Iterator[Authored]:
    """Appendix A.1."""
    yield from _compact(
        "A.1",
        "the RSA key of the RSAES-OAEP example",
        "RSA-OAEP by that name means SHA-1, for the label and for the mask.",
        Recipient(alg="RSA-OAEP", key=value.OAEP_KEY, encrypted_key=value.OAEP_ENCRYPTED_KEY),
        Encryption(
            enc="A256GCM",
            recipients=(),
            protected=b64(b'{"alg":"RSA-OAEP","enc":"A256GCM"}'),
            iv=value.OAEP_IV,
            ciphertext=value.OAEP_CIPHERTEXT,
            tag=value.OAEP_TAG,
        ),
        value.OAEP_CEK,
        IMAGINATION,
    )


def pkcs1() -> Iterator[Authored]:
    """Appendix A.2."""
    yield from _compact(
        "A.2",
        "the RSA key of the RSAES-PKCS1-v1_5 example",
        "RSA1_5 is on its way out, but what was encrypted by it must still be read.",
        replace(BOTH[0], key=value.PKCS1_KEY, header={}),
        replace(
            FOR_BOTH,
            protected=b64(b'{"alg":"RSA1_5","enc":"A128CBC-HS256"}'),
            unprotected={},
            tag=value.PKCS1_TAG,
        ),
        value.CEK,
    )


def aes_wrap() -> Iterator[Authored]:
    """Appendix A.3."""
    yield from _compact(
        "A.3",
        "the AES key of the key wrapping example",
        "The first half of the content key is for the MAC, the second for AES.",
        replace(BOTH[1], key=value.WRAP_KEY, header={}),
        replace(
            FOR_BOTH,
            protected=b64(b'{"alg":"A128KW","enc":"A128CBC-HS256"}'),
            unprotected={},
            tag=value.WRAP_TAG,
        ),
        value.CEK,
    )


def two_recipients() -> Iterator[Authored]:
    """Appendix A.4: each key opens, and checks, a JWE for two recipients.

    Which recipients must be able to open it is for the application to say (section 5.2), so
    refusing to do with one key is a warning.
    """
    clauses = ("rfc7516-7.2.1-header-union", "rfc7516-7.2.1-general-serialisation")
    for number, one in enumerate(BOTH, start=1):
        told = {
            **_told("A.4", value.CEK, FOR_BOTH),
            f"A.4.1, header #{number}": text(one.header),
            f"A.4.7, encrypted key #{number}": one.encrypted_key,
        }
        defined = (DEFINED_BY[one.alg], DEFINED_BY[FOR_BOTH.enc])
        yield vector(
            f"rfc7516-a.4-decrypt-{number}",
            f"Decrypt a JWE for two recipients with the key of the {one.alg} recipient",
            FOR_BOTH.opened(one, "general", PROSPER),
            group="rfc7516-a",
            why="Each recipient holds one of the keys and must find what was encrypted for it; "
            "the header comes in three parts, and jku is for nobody to follow here.",
            clauses=("rfc7516-5.2-one-of-several", *clauses, *defined),
            source=_source("A.4.7"),
            level="token",
            otherwise="warn",
            intermediate=told,
            rsa_bits=rsa_bits(one.key),
        )
        sealed = vector(
            f"rfc7516-a.4-encrypt-{number}",
            f"Encrypt for two recipients, of whom the one by {one.alg} decrypts",
            FOR_BOTH.sealed(one, "general", PROSPER),
            group="rfc7516-a",
            why="The content is encrypted once, and each recipient must be able to open it alone.",
            clauses=("rfc7516-5.1-produce", DISJOINT, *clauses, *defined),
            source=_source("A.4.7"),
            level="token",
            intermediate=told,
            rsa_bits=2048,
        )
        yield widened(sealed, kty=("oct",), alg=("A128KW",))


def flattened() -> Iterator[Authored]:
    """Appendix A.5: the second recipient alone."""
    yield from _example(
        "A.5",
        "Only enc is protected: alg and kid stand in the recipient's header, jku in the shared.",
        replace(FOR_BOTH, recipients=BOTH[1:]),
        value.CEK,
        {"flattened": ""},
        clauses=("rfc7516-7.2.1-header-union",),
    ).vectors()


CHAPTER = Chapter(
    "rfc7516",
    "RFC 7516 appendix A: encryptions",
    (oaep, pkcs1, aes_wrap, two_recipients, flattened),
)

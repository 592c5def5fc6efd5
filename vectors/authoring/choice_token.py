"""Tokens about which the specifications leave the recipient free."""

from __future__ import annotations

from collections.abc import Iterator

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from authoring.build import Authored, b64, text
from authoring.choice_key import either
from authoring.damage import left_open
from authoring.forge import agreed_key, header, jws, public_pem, seal
from authoring.operation import decrypt, verify
from authoring.registry import Chapter
from authoring.suite import key, public

OCT = key("oct-32")
VERIFIES = "control-jws.verify-oct-hs256-compact"


def headers() -> Iterator[Authored]:
    """Values that no producer may send, but which change nothing."""
    why = "Such tokens are in circulation; who makes them must know which recipients refuse."
    for name, case, title, octets, clause, mutation in (
        (
            "crit-constraints",
            "empty",
            "An empty list of critical parameters",
            header(alg="HS256", crit=[]),
            "rfc7515-4.1.11-crit-constraints",
            "crit: an empty array",
        ),
        (
            "crit-constraints",
            "registered",
            "A registered parameter declared critical",
            header(alg="HS256", crit=["alg"]),
            "rfc7515-4.1.11-crit-constraints",
            "crit: names alg",
        ),
        (
            "header-kid-not-a-string",
            "number",
            "A kid that is a number",
            header(alg="HS256", kid=1),
            "rfc7515-4.1.4-kid-is-a-string",
            "kid: 1",
        ),
        (
            "duplicate-member",
            "header-kid",
            "A header with kid twice",
            b'{"alg":"HS256","kid":"first","kid":"last"}',
            "rfc7515-4-duplicate-names",
            "kid: first, and again last",
        ),
    ):
        answers = either("last", protected={"kid": "last"}) if case == "header-kid" else either()
        yield left_open(
            name,
            case,
            title,
            verify(OCT, jws(OCT, "HS256", octets), ["HS256"], answers),
            clauses=(clause,),
            mutation=mutation,
            why=why,
            derived_from=VERIFIES,
            level="token",
        )


def secrets() -> Iterator[Authored]:
    """A shared secret that everybody knows."""
    epk = {"kty": "OKP", "crv": "X25519", "x": "A" * 43}
    token = seal(
        agreed_key(bytes(32), "A128GCM", 16), header(alg="ECDH-ES", enc="A128GCM", epk=epk)
    )
    yield left_open(
        "zero-shared-secret",
        "x25519",
        "An ephemeral X25519 key of zeros",
        decrypt(key("okp-x25519"), token, "ECDH-ES", "A128GCM", either()),
        clauses=("rfc7748-6.1-all-zero",),
        mutation="epk: x of 32 zero octets, which makes the shared secret zero",
        why="Anybody can read such a token; whoever relies on both sides contributing is deceived.",
        derived_from="control-jwe.decrypt-okp-x25519-ecdh-es-a128gcm-compact",
        severity="security",
        level="token",
    )


def published() -> Iterator[Authored]:
    """Secrets that are a public key in the form of a file."""
    rsa, ec, ed = (
        load_pem_public_key(public_pem(key(name)).encode("ascii"))
        for name in ("rsa-2048-a", "ec-p-256", "okp-ed25519")
    )
    secrets_of: dict[str, tuple[str, bytes]] = {}
    for case, said, public_key, encoding, form in (
        ("pem", "a public RSA key in PEM", rsa, Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        ("pkcs1", "a public RSA key in PKCS #1 PEM", rsa, Encoding.PEM, PublicFormat.PKCS1),
        ("ec-pem", "a public EC key in PEM", ec, Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        ("ssh-rsa", "a public RSA key of SSH", rsa, Encoding.OpenSSH, PublicFormat.OpenSSH),
        ("ssh-ecdsa", "a public EC key of SSH", ec, Encoding.OpenSSH, PublicFormat.OpenSSH),
        ("ssh-ed25519", "an Ed25519 key of SSH", ed, Encoding.OpenSSH, PublicFormat.OpenSSH),
    ):
        secrets_of[case] = said, public_key.public_bytes(encoding, form)
    rsa_jwk, ec_jwk = text(public(key("rsa-2048-a"))), text(public(key("ec-p-256")))
    secrets_of["jwk"] = "a public RSA key as JWK", rsa_jwk.encode()
    secrets_of["jwk-set"] = "a JWK Set of a public EC key", f'{{"keys":[{ec_jwk}]}}'.encode()
    for case, (said, octets) in secrets_of.items():
        secret = {"kty": "oct", "k": b64(octets)}
        yield left_open(
            "public-key-as-secret",
            case,
            f"HS256 with a symmetric key that is the text of {said}",
            verify(secret, jws(secret, "HS256"), ["HS256"], either("use")),
            clauses=("rfc8725-2.1-public-key-as-secret",),
            mutation=f"k: {said}",
            why="An application that reads a key from a file may hand over a public one as if it "
            "were secret; a library that knows the form can tell it so.",
            derived_from=VERIFIES,
            severity="security",
        )


CHAPTER = Chapter(
    "choice-token", "Tokens that a recipient may accept or refuse", (headers, secrets, published)
)

"""Symmetric keys: what k may be, and which lengths serve which algorithm."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from typing import Any

from authoring.build import Authored, Draft, b64, text, unb64, vector
from authoring.damage import ENCRYPTED, VERIFIED, WITNESSED, left_open, refused, source_of
from authoring.forge import PAYLOAD, damaged, header, jws, seal, signing_input
from authoring.operation import Party, decrypt, encrypt, import_key, sign, verify
from authoring.registry import Chapter
from authoring.sample import EITHER_IMPORTED, OCT
from authoring.suite import key

GROUP = "malformed-oct"
GUESSED = "Whatever is made of it, an attacker may be able to guess it."
PRODUCT = "a product shows that the key was used"


def _by_secret(secret: bytes) -> str:
    """A genuine HS256 token under any octets."""
    signed = signing_input(header(alg="HS256"))
    return f"{signed.decode('ascii')}.{b64(hmac.digest(secret, signed, 'sha256'))}"


def guessed() -> Iterator[Authored]:
    """K that is no string: the token is made with what a careless reader would make of it."""
    cases: tuple[tuple[str, str, dict[str, Any], bytes], ...] = (
        ("missing", "none", damaged(OCT.key, without="k"), b""),
        ("null", "null", damaged(OCT.key, k=None), b""),
        ("null-as-text", "null, read as text", damaged(OCT.key, k=None), b"None"),
        ("true", "true", damaged(OCT.key, k=True), b"\x01"),
        ("zero", "0", damaged(OCT.key, k=0), b""),
        ("empty-array", "an empty array", damaged(OCT.key, k=[]), b""),
        ("octets", "its octets in an array", _octets(), unb64(OCT.key["k"])),
        ("array-of-one", "in an array", damaged(OCT.key, k=[OCT.key["k"]]), unb64(OCT.key["k"])),
        ("object", "in an object", damaged(OCT.key, k={"k": OCT.key["k"]}), unb64(OCT.key["k"])),
    )
    for case, noun, jwk, secret in cases:
        yield refused(
            GROUP,
            f"k-{case}-verifies",
            f"Verify with a symmetric key whose k is {noun}",
            verify(jwk, _by_secret(secret), ["HS256"], WITNESSED, like=OCT.key),
            clauses=("rfc7518-6.4.1-k-present",),
            mutation=f"k: {noun}; the MAC is made with {len(secret)} octets",
            why=GUESSED,
            derived_from=OCT.verifies,
            witness="the MAC is right for what a careless reader takes for the key",
        )


def _octets() -> dict[str, Any]:
    return damaged(OCT.key, k=list(unb64(OCT.key["k"])))


def not_decoded() -> Iterator[Authored]:
    """K is base64url of the secret, never the secret itself."""
    value = str(OCT.key["k"])
    yield refused(
        GROUP,
        "k-not-decoded",
        "A MAC by the characters of k in place of its octets",
        verify(OCT.key, _by_secret(value.encode("ascii")), ["HS256"], WITNESSED),
        clauses=("rfc7515-5.2-signature-validates",),
        mutation="the MAC made with the 43 characters of k as they are",
        why="Of two readers that disagree on this, one verifies what the other never signed.",
        derived_from=OCT.verifies,
        witness="the MAC is right for the characters of k as a secret",
    )
    passphrase = "correct horse battery staple, and so on"
    yield refused(
        GROUP,
        "k-passphrase",
        "A symmetric key whose k is a passphrase in plain text",
        verify(
            damaged(OCT.key, k=passphrase), _by_secret(passphrase.encode("ascii")), ["HS256"],
            WITNESSED,
        ),
        clauses=("rfc4648-3.3-alphabet",),
        mutation="k: words with spaces and a comma",
        why="Taken for octets, a passphrase is the weak secret that base64url should rule out.",
        derived_from=OCT.verifies,
        witness="the MAC is right for the characters of k as a secret",
    )  # fmt: skip


LENGTHS = {"HS256": (0, 1, 16, 31, 32, 33, 64), "HS384": (32, 47, 48, 64), "HS512": (48, 63, 64)}
NEEDED = {"HS256": 32, "HS384": 48, "HS512": 64}
STANDS_ELSEWHERE = {("HS256", 16), ("HS384", 32), ("HS512", 48)}


def macs() -> Iterator[Authored]:
    """Keys around the length that the algorithm asks for: at least its output's."""
    for alg, lengths in LENGTHS.items():
        low = alg.lower()
        for octets in lengths:
            jwk = key(f"oct-{octets}") if octets else damaged(OCT.key, k="")
            verifies = f"control-jws.verify-oct-{low}-compact"
            if octets < NEEDED[alg]:
                if (alg, octets) not in STANDS_ELSEWHERE:
                    yield refused(
                        GROUP,
                        f"short-key-of-{octets}-verifies-{low}",
                        f"Verify {alg} with a key of {octets} octets",
                        verify(jwk, jws(jwk, alg), [alg], WITNESSED),
                        clauses=("rfc7518-3.2-key-size",),
                        mutation=f"another key, of {octets} octets; {alg} needs {NEEDED[alg]}",
                        why="A MAC is no stronger than its key: short ones are found by trying.",
                        derived_from=verifies,
                    )
                if (alg, octets) != ("HS256", 16):
                    signer = Party(key=jwk, protected=text({"alg": alg}))
                    yield refused(
                        GROUP,
                        f"short-key-of-{octets}-signs-{low}",
                        f"Sign by {alg} with a key of {octets} octets",
                        sign([signer], PAYLOAD, "compact", WITNESSED, alg=alg),
                        clauses=("rfc7518-3.2-key-size",),
                        mutation=f"another key, of {octets} octets; {alg} needs {NEEDED[alg]}",
                        why="A MAC is no stronger than its key: short ones are found by trying.",
                        derived_from=f"control-jws.sign-oct-{low}-compact",
                        witness=PRODUCT,
                    )
            elif octets > NEEDED[alg]:
                yield vector(
                    f"oct.{low}-with-{octets}-octets",
                    f"Verify {alg} with a key of {octets} octets",
                    verify(jwk, jws(jwk, alg), [alg], VERIFIED),
                    group="tolerance",
                    why="The text asks for a key of this length or larger.",
                    clauses=("rfc7518-6.4-symmetric-key", "rfc7518-3.2-hmac-computation"),
                    source=source_of("rfc7518-6.4-x"),
                    derived_from=verifies,
                    mutation=f"another key, of {octets} octets; {alg} needs {NEEDED[alg]}",
                )
    long = {"kty": "oct", "k": b64(bytes(range(256)) * 256)}
    yield vector(
        "oct.hs256-with-64-kib",
        "Verify HS256 with a key of 64 KiB",
        verify(long, jws(long, "HS256"), ["HS256"], VERIFIED),
        group="tolerance",
        why="The text sets no upper bound on a secret.",
        clauses=("rfc7518-6.4-symmetric-key", "rfc7518-6.4.1-k-any-length"),
        source=source_of("rfc7518-6.4-x"),
        derived_from=OCT.verifies,
        mutation="another key, of 65,536 octets",
    )


def imports() -> Iterator[Authored]:
    """At import no algorithm asks for a length."""
    for octets in (16, 64):
        yield vector(
            f"oct.import-of-{octets}-octets",
            f"Import a symmetric key of {octets} octets",
            import_key(key(f"oct-{octets}")),
            group="tolerance",
            why="What a key is good for is asked when it is used: an import cannot know.",
            clauses=("rfc7518-6.4.1-k-any-length",),
            source=source_of("rfc7518-6.4.1-x"),
            derived_from=OCT.imports,
            mutation=f"another key, of {octets} octets",
        )
    for name, case, jwk, noun in (
        ("empty-secret", "import", damaged(OCT.key, k=""), "no octets"),
        ("short-secret", "1-octet", key("oct-1"), "1 octet"),
        ("short-secret", "15-octets", key("oct-15"), "15 octets"),
    ):
        yield left_open(
            name,
            case,
            f"Import a symmetric key of {noun}",
            import_key(jwk, EITHER_IMPORTED),
            clauses=("rfc7518-6.4.1-k-least-length",),
            mutation=f"another key, of {noun}",
            why="An unset variable or a password makes such a key, and it is found by trying.",
            derived_from=OCT.imports,
            severity="security",
        )


def encryptions() -> Iterator[Authored]:
    """Wrapping and direct keys of another length than the algorithm names."""
    for alg, enc, lengths, clause in (
        ("A128KW", "A128GCM", (15, 17, 32), "rfc7518-4.4-key-size"),
        ("A256GCMKW", "A128CBC-HS256", (16, 24, 31, 33), "rfc7518-4.7-key-size"),
        ("dir", "A128GCM", (15, 17, 24, 32), "rfc7518-5.1-cek-size"),
        ("dir", "A192GCM", (16, 32), "rfc7518-5.1-cek-size"),
        ("dir", "A128CBC-HS256", (16, 31, 33, 64), "rfc7518-5.1-cek-size"),
        ("dir", "A256CBC-HS512", (32, 63), "rfc7518-5.1-cek-size"),
    ):
        scope = f"oct-{alg}-{enc}-compact".lower()
        for octets in lengths:
            jwk = key(f"oct-{octets}")
            yield refused(
                GROUP,
                f"key-of-{octets}-encrypts-{alg.lower()}-{enc.lower()}",
                f"Encrypt by {alg} and {enc} with a key of {octets} octets",
                _encrypt(jwk, alg, enc),
                clauses=(clause,),
                mutation=f"another key, of {octets} octets",
                why="The token claims a strength that its key does not have, or no other reader "
                "can open it.",
                derived_from=f"control-jwe.encrypt-{scope}",
                severity="interoperability",
                witness=ENCRYPTED,
            )
    jwk = key("oct-32")
    token = seal(unb64(jwk["k"]), header(alg="dir", enc="A128GCM"))
    yield refused(
        GROUP,
        "key-of-32-decrypts-dir-a128gcm",
        "Decrypt dir and A128GCM with a key of 32 octets",
        decrypt(jwk, token, "dir", "A128GCM", WITNESSED),
        clauses=("rfc7518-5.1-cek-size",),
        mutation="key and ciphertext are of A256GCM, the header says A128GCM",
        why="Who takes the length of the key for the algorithm lets the header say anything.",
        derived_from="control-jwe.decrypt-oct-dir-a128gcm-compact",
        severity="interoperability",
        witness="the token opens if, and only if, all of the key is used for AES",
    )


def _encrypt(jwk: dict[str, Any], alg: str, enc: str) -> Draft:
    protected = text({"alg": alg, "enc": enc})
    return encrypt(
        [Party(key=jwk)], PAYLOAD, "compact", WITNESSED, alg=alg, enc=enc, protected=protected
    )


CHAPTER = Chapter(
    "oct-key",
    "Symmetric keys: what k may be, and lengths at use",
    (guessed, not_decoded, macs, imports, encryptions),
)

"""RSA signatures of another encoding, hash, salt, padding or length than the algorithm's."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from itertools import count

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from authoring.build import Authored, b64, text, unb64
from authoring.damage import WITNESSED, refused
from authoring.forge import HASHES, integer, rsa_key, signature, signing_input
from authoring.malformed_value import FORGED, SPELLINGS
from authoring.operation import verify
from authoring.registry import Chapter
from authoring.signed_by import EVERY, GROUP, PS256, RS256, VALIDATES, Signed
from authoring.suite import Jwk, key, minted, public, thumbprint

RS = tuple(by for by in EVERY if by.family == "RS")
PS = tuple(by for by in EVERY if by.family == "PS")
DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""What stands before a SHA-256 hash in EMSA-PKCS1-v1_5."""
HASH = ("rfc7518-3.3-hash-of-algorithm", "rfc7515-10.6-algorithm-in-signature", VALIDATES)
NOT_PARSED = (
    "Who picks the hash out of the decrypted signature instead of comparing the whole lets "
    "signatures be forged where e is 3."
)


def _other_scheme(by: Signed, alg: str) -> bytes:
    return signature(by.key, alg, by.signed)


def hashes_and_schemes() -> Iterator[Authored]:
    """The signature of another algorithm, under the name of this one."""
    for by in (*RS, *PS):
        bits = by.alg[2:]
        other = {"256": "384", "384": "512", "512": "256"}[bits]
        family = "PS" if by.family == "RS" else "RS"
        one_hash = HASH if by.family == "RS" else ("rfc7518-3.5-one-hash", VALIDATES)
        for alg, clauses in (
            (f"{by.family}{other}", one_hash),
            (f"{family}{bits}", ("rfc7515-5.2-alg-represents", VALIDATES)),
        ):
            yield refused(
                GROUP,
                f"{by.slug}-signed-by-{alg.lower()}",
                f"A token that says {by.alg}, with a signature by {alg}",
                by.verified(by.with_signature(_other_scheme(by, alg))),
                clauses=clauses,
                mutation=f"the signature: by {alg}",
                why="The name in the header decides; otherwise the sender picks the algorithm "
                "behind the caller's back.",
                derived_from=by.control,
                witness=f"the signature is genuine by {alg}",
                level="token",
            )
    sha1 = rsa_key(RS256.key).sign(RS256.signed, padding.PKCS1v15(), hashes.SHA1())
    yield refused(
        GROUP,
        "rs256-with-sha-1",
        "A token that says RS256, with a signature over a SHA-1 hash",
        RS256.verified(RS256.with_signature(sha1)),
        clauses=HASH,
        mutation="the hash: SHA-1",
        why="SHA-1 has collisions: two tokens can share a signature.",
        derived_from=RS256.control,
        witness="the signature is genuine by SHA-1",
        level="token",
    )


def _salted(by: Signed, salt: int, mgf: hashes.HashAlgorithm) -> bytes:
    def make() -> str:
        pss = padding.PSS(padding.MGF1(mgf), salt)
        return b64(rsa_key(by.key).sign(by.signed, pss, HASHES[by.alg[2:]]))

    named = (f"{by.alg} with a salt of {salt} and {mgf.name}", by.signed.hex())
    return unb64(minted(*named, thumbprint(by.key), make=make))


CONSISTENT = "rfc8017-9.1.2-pss-consistent"
"""A salt of another length, or another mask, leaves padding that does not fit."""


def salts() -> Iterator[Authored]:
    """RSASSA-PSS with parameters that JWA does not have."""
    for by in PS:
        digest = HASHES[by.alg[2:]]
        size = digest.digest_size
        lengths = sorted({0, 20, size - 1, size + 1, 256 - 2 - size})
        for salt in lengths:
            yield refused(
                GROUP,
                f"{by.slug}-salt-{salt}",
                f"A {by.alg} signature with a salt of {salt} octets",
                by.verified(by.with_signature(_salted(by, salt, digest))),
                clauses=("rfc7518-3.5-salt-length", CONSISTENT),
                mutation=f"the salt: {salt} octets instead of {size}",
                why="A verifier that finds out the length from the signature lets the signer "
                "choose the strength, and disagrees with those that do not.",
                derived_from=by.control,
                witness="the signature is genuine where the length of the salt is left open",
                severity="interoperability",
                level="token",
            )
        for mgf in (hashes.SHA1(), HASHES["512" if by.alg != "PS512" else "256"]):
            yield refused(
                GROUP,
                f"{by.slug}-mgf1-{mgf.name}",
                f"A {by.alg} signature with MGF1 on {mgf.name.upper()}",
                by.verified(by.with_signature(_salted(by, size, mgf))),
                clauses=("rfc7518-3.5-one-hash", CONSISTENT),
                mutation=f"MGF1: on {mgf.name.upper()}",
                why="Two verifiers disagree on the token where one of them has another hash for "
                "MGF1.",
                derived_from=by.control,
                witness=f"the signature is genuine with MGF1 on {mgf.name.upper()}",
                severity="interoperability",
                level="token",
            )


def _encoded(middle: bytes, info: bytes, after: bytes = b"") -> bytes:
    """An encoded message of 256 octets, the padding of ff as long as there is room."""
    fill = 256 - len(middle) - 1 - len(info) - len(after)
    return middle + b"\xff" * fill + b"\x00" + info + after


def _opened_to(jwk: Jwk, encoded: bytes) -> bytes:
    """The octets that RSA with the public exponent turns into these."""
    value = pow(int.from_bytes(encoded, "big"), integer(jwk["d"]), integer(jwk["n"]))
    return value.to_bytes(256, "big")


def paddings() -> Iterator[Authored]:
    """RSASSA-PKCS1-v1_5 with an encoded message that is not the one."""
    digest = hashlib.sha256(RS256.signed).digest()
    whole = DIGEST_INFO + digest
    for reason, said, encoded in (
        ("no-digest-info", "the hash stands without its DigestInfo", _encoded(b"\0\1", digest)),
        ("block-type-0", "the block type is 0", _encoded(b"\0\0", whole)),
        ("block-type-2", "the block type is 2", _encoded(b"\0\2", whole)),
        (
            "other-padding",
            "the padding is not of ff",
            _encoded(b"\0\1", whole).replace(b"\xff\xff", b"\xff\xfe"),
        ),
        (
            "short-padding",
            "after a padding of 8 octets and the hash, there is garbage",
            b"\0\1" + b"\xff" * 8 + b"\0" + whole + b"\xaa" * (256 - 11 - len(whole)),
        ),
        (
            "octet-after-digest",
            "an octet stands after the hash",
            _encoded(b"\0\1", whole, b"\xaa"),
        ),
    ):
        yield refused(
            GROUP,
            f"rs256-{reason}",
            f"An RS256 signature in which {said}",
            RS256.verified(RS256.with_signature(_opened_to(RS256.key, encoded))),
            clauses=("rfc8017-8.2.2-whole-encoding", VALIDATES),
            mutation=said,
            why=NOT_PARSED,
            derived_from=RS256.control,
            witness="the holder of the key signed it: it verifies where the hash is searched for",
            level="token",
        )


def _root(value: int) -> int:
    """The integer cube root, rounded up."""
    low, high = 0, 1 << (value.bit_length() // 3 + 1)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if middle**3 < value else (low, middle)
    return low


def _garbage_behind(signed: bytes) -> int:
    """A number whose cube starts like an encoded message with a short padding."""
    start = b"\0\1" + b"\xff" * 8 + b"\0" + DIGEST_INFO + hashlib.sha256(signed).digest()
    free = 8 * (256 - len(start))
    root = _root(int.from_bytes(start, "big") << free)
    assert (root**3 >> free).to_bytes(len(start), "big") == start
    return root


def _garbage_before(signed: bytes) -> int:
    """A number whose cube starts with 00 01 and ends like an encoded message.

    The hash has to be odd: cubing undoes only odd numbers modulo a power of two.
    """
    end = b"\0" + DIGEST_INFO + hashlib.sha256(signed).digest()
    modulus = 1 << (8 * len(end))
    low = pow(int.from_bytes(end, "big"), pow(3, -1, modulus // 4), modulus)
    for step in count():
        high = _root((0x0001F000 + step) << (8 * 252))
        root = high - high % modulus + low
        cube = (root**3).to_bytes(256, "big")
        if cube.startswith(b"\0\1") and b"\0" not in cube[2 : -len(end)]:
            assert cube.endswith(end)
            return root
    raise AssertionError


def _odd() -> bytes:
    """A signing input whose SHA-256 hash is odd."""
    for number in count():
        signed = signing_input(RS256.protected, text({"number": number}).encode("ascii"))
        if hashlib.sha256(signed).digest()[-1] & 1:
            return signed
    raise AssertionError


def cubes() -> Iterator[Authored]:
    """Signatures that nobody signed: cube roots, for a key with e = 3."""
    small, odd = key("rsa-e-3"), _odd()
    for reason, said, signed, root in (
        (
            "garbage-behind",
            "garbage behind the hash",
            RS256.signed,
            _garbage_behind(RS256.signed),
        ),
        (
            "garbage-before",
            "garbage in place of the padding",
            odd,
            _garbage_before(odd),
        ),
    ):
        token = f"{signed.decode('ascii')}.{b64(root.to_bytes(256, 'big'))}"
        yield refused(
            GROUP,
            f"rs256-cube-root-{reason}",
            f"A forged RS256 signature for a key with e = 3, with {said}",
            verify(public(small), token, ["RS256"], WITNESSED),
            clauses=("rfc8017-8.2.2-whole-encoding", VALIDATES),
            mutation=f"the signature: a cube root; its cube has {said}",
            why=FORGED,
            derived_from="rsa.exponent-three",
            witness="its cube holds the right hash, for those who search for it",
            level="token",
        )


def _representatives() -> Iterator[tuple[Signed, str, str, str, bytes, str]]:
    """Of each scheme: signing inputs, and their signatures written in another way."""
    n = integer(RS256.key["n"])  # and of PS256
    beyond = "rfc8017-5.2.2-signature-range"
    for by, length in (
        (RS256, "rfc8017-8.2.2-signature-length"),
        (PS256, "rfc8017-8.1.2-signature-length"),
    ):
        signed, value = _found(by, "a leading zero", lambda value: value < 256**255)
        octets = value.to_bytes(255, "big")
        yield by, "zero-stripped", "its leading 00 removed", signed, octets, length
        yield by, "zero-in-front", "00 added in front", signed, b"\0\0" + octets, length
        signed, value = _found(by, "room for n", lambda value: value + n < 256**256)
        yield by, "plus-n", "n added to it", signed, (value + n).to_bytes(256, "big"), beyond


def _found(by: Signed, what: str, wanted: Callable[[int], bool]) -> tuple[str, int]:
    """A signing input and its signature, the first of many that is as wanted."""
    signed, value = minted(
        f"{by.alg} signature with {what}", thumbprint(by.key), make=lambda: _searched(by, wanted)
    ).split(" ")
    return signed, integer(value)


def _searched(by: Signed, wanted: Callable[[int], bool]) -> str:
    private, digest = rsa_key(by.key), HASHES[by.alg[2:]]
    pss = padding.PSS(padding.MGF1(digest), digest.digest_size)
    for number in count():
        signed = signing_input(by.protected, text({"number": number}).encode("ascii"))
        value = private.sign(signed, padding.PKCS1v15() if by is RS256 else pss, digest)
        if wanted(int.from_bytes(value, "big")):
            return f"{signed.decode('ascii')} {b64(value)}"
    raise AssertionError


def representatives() -> Iterator[Authored]:
    """A signature as a number: of another length, or beyond the modulus."""
    for by, reason, mutation, signed, octets, clause in _representatives():
        yield refused(
            GROUP,
            f"{by.slug}-{reason}",
            f"A signature by {by.alg} with {mutation}",
            by.verified(f"{signed}.{b64(octets)}"),
            clauses=(clause, VALIDATES),
            mutation=f"the signature: {mutation}",
            why=SPELLINGS,
            derived_from=by.control,
            witness="as a number modulo n it is the genuine signature",
            severity="interoperability",
            level="token",
        )


CHAPTER = Chapter(
    "malformed-jws-rsa",
    "RSA signatures of another form than the algorithm's",
    (hashes_and_schemes, salts, paddings, cubes, representatives),
)

"""Public RSA keys: members of the wrong type, integers that make no key, sizes and exponents."""

from __future__ import annotations

from collections.abc import Iterator
from math import lcm
from typing import Any

from authoring.build import Authored, Draft, b64, text, unb64, vector
from authoring.damage import ENCRYPTED, VERIFIED, WITNESSED, left_open, refused, source_of
from authoring.forge import (
    PAYLOAD,
    damaged,
    header,
    integer,
    jwe,
    jws,
    pkcs1_encoded,
    rsa_by_exponent,
    signing_input,
    unsigned,
)
from authoring.malformed_rsa import square_root
from authoring.operation import Party, decrypt, encrypt, sign, verify
from authoring.registry import Chapter
from authoring.sample import RSA, either
from authoring.suite import key, public

GROUP = "malformed-rsa"
ENCRYPTS = "control-jwe.encrypt-rsa-rsa1-5-a128cbc-hs256-compact"
N, P, Q = (integer(RSA.whole[name]) for name in ("n", "p", "q"))
SIGNED = signing_input(header(alg="RS256"))
NO_KEY = "Values that no key generation gives have powers that anybody can undo."


def types() -> Iterator[Authored]:
    """Members of another JSON type than string."""
    for name in ("n", "e"):
        value = RSA.key[name]
        cases: tuple[tuple[str, str, Any], ...] = (
            ("number", "the number itself", integer(value)),
            ("array-of-octets", "an array of its octets", list(unb64(value))),
            ("array-of-one", "an array around the string", [value]),
            ("object", "an object around the string", {"value": value}),
            ("true", "true", True),
            ("null", "null", None),
        )
        for case, noun, given in cases:
            yield refused(
                GROUP,
                f"{name}-{case}",
                f"An RSA key whose {name} is {noun}",
                RSA.verify(damaged(RSA.key, **{name: given})),
                clauses=("rfc7518-6.3.1-members-are-strings",),
                mutation=f"{name}: {noun}",
                why="Who converts by guess gives one key many spellings, or reads a number that "
                "nobody meant.",
                derived_from=RSA.verifies,
                severity="interoperability",
            )


def _encrypt(jwk: dict[str, Any], alg: str = "RSA1_5", enc: str = "A128CBC-HS256") -> Draft:
    protected = text({"alg": alg, "enc": enc})
    return encrypt(
        [Party(key=jwk)], PAYLOAD, "compact", WITNESSED, alg=alg, enc=enc, protected=protected,
        like=RSA.key,
    )  # fmt: skip


def moduli() -> Iterator[Authored]:
    """Moduli that are no product of odd primes; encryption alone needs no more than n and e."""
    tiny = {"rfc7518-6.3-valid-key": "e cannot be below n"}
    for case, value, noun in (
        ("zero", 0, "0"),
        ("one", 1, "1"),
        ("two", 2, "2"),
        ("three", 3, "3"),
        ("even", N + 1, "even"),
        ("power-of-two", 1 << 2047, "a power of two"),
    ):
        yield refused(
            GROUP,
            f"n-{case}",
            f"Encrypt to an RSA key whose n is {noun}",
            _encrypt(damaged(RSA.key, n=unsigned(value))),
            clauses=("rfc7518-6.3-valid-key", "rfc8017-3.1-modulus"),
            mutation=f"n: {noun}",
            why="Roots are easy modulo such a number: what is encrypted to it is open to all.",
            derived_from=ENCRYPTS,
            witness=ENCRYPTED,
            implied=tiny if value < 4 else None,
        )
    yield refused(
        GROUP,
        "n-empty-encrypts",
        "Encrypt to an RSA key with an empty n",
        _encrypt(damaged(RSA.key, n="")),
        clauses=("rfc7518-6.3-valid-key", "rfc8017-3.1-modulus"),
        mutation="n: the empty string",
        why="Read as 0 it divides by zero somewhere, far from where the key came in.",
        derived_from=ENCRYPTS,
        witness=ENCRYPTED,
        severity="robustness",
    )


def exponents() -> Iterator[Authored]:
    """Exponents that no key has, each with a signature that fits it."""
    for case, noun, encoded in (("zero", "0", "AA"), ("empty", "the empty string", "")):
        yield refused(
            GROUP,
            f"exponent-{case}-encrypts",
            f"Encrypt to an RSA key whose e is {noun}",
            _encrypt(damaged(RSA.key, e=encoded)),
            clauses=("rfc7518-6.3-valid-key", "rfc8017-3.1-public-exponent"),
            mutation=f"e: {noun}",
            why="To the power of 0 everything is 1: what was encrypted is lost.",
            derived_from=ENCRYPTS,
            witness=ENCRYPTED,
        )
    for case, value in (("one", 1), ("two", 2)):
        yield refused(
            GROUP,
            f"exponent-{case}-encrypts",
            f"Encrypt to an RSA key whose e is {value}",
            _encrypt(damaged(RSA.key, e=unsigned(value))),
            clauses=("rfc7518-6.3-valid-key", "rfc8017-3.1-public-exponent"),
            mutation=f"e: {value}",
            why="To the power of 1 nothing is encrypted; a square has four roots.",
            derived_from=ENCRYPTS,
            witness=ENCRYPTED,
        )
    signed, root = square_root()
    half = pow(root, integer(RSA.whole["d"]), N)
    yield refused(
        GROUP,
        "exponent-even",
        "An RSA key with e = 2 · 65537",
        _by_hand(2 * 65537, signed, half),
        clauses=("rfc7518-6.3-valid-key", "rfc8017-3.1-public-exponent"),
        mutation="e: 131074, and the signature is a root of that degree",
        why=NO_KEY,
        derived_from=RSA.verifies,
        witness="the signature to the power of e is the padded hash",
    )
    order = lcm(P - 1, Q - 1)
    padded = int.from_bytes(pkcs1_encoded(SIGNED, 256), "big")
    beyond = 65537 + order * (N // order + 1)
    yield refused(
        GROUP,
        "exponent-above-modulus",
        "An RSA key whose e is greater than n",
        RSA.verify(damaged(RSA.key, e=unsigned(beyond))),
        clauses=("rfc7518-6.3-valid-key", "rfc8017-3.1-public-exponent"),
        mutation="e: a multiple of the order added, which changes no power",
        why="Such a key is a second name for the first: a list of revoked keys does not know it.",
        derived_from=RSA.verifies,
    )
    yield refused(
        GROUP,
        "exponent-equals-modulus",
        "An RSA key whose e is n",
        _by_hand(N, SIGNED, pow(padded, pow(N, -1, order), N)),
        clauses=("rfc7518-6.3-valid-key", "rfc8017-3.1-public-exponent"),
        mutation="e: the value of n, and the signature is a root of that degree",
        why="An exponent is below the modulus: with this one the members have been mixed up.",
        derived_from=RSA.verifies,
        witness="the signature to the power of e is the padded hash",
    )


def _by_hand(e: int, signed: bytes, signature: int) -> Draft:
    jwk = damaged(RSA.key, e=unsigned(e))
    return RSA.verify_by(jwk, f"{signed.decode()}.{b64(signature.to_bytes(256, 'big'))}")


def unusual_exponents() -> Iterator[Authored]:
    """Exponents that are odd, at least 3 and below n: all of them are good."""
    for name, noun in (
        ("rsa-e-17", "17"),
        ("rsa-e-129", "129, whose octet has its top bit set"),
        ("rsa-e-32-bits", "an integer of 32 bits"),
        ("rsa-e-33-bits", "2^32 + 1"),
    ):
        jwk = key(name)
        yield vector(
            f"rsa.exponent-{name.removeprefix('rsa-e-')}",
            f"Verify with a key whose e is {noun}",
            verify(public(jwk), jws(jwk, "RS256"), ["RS256"], VERIFIED),
            group="tolerance",
            why="Who reads e into a small or a signed integer verifies nothing with such a key.",
            clauses=("rfc7518-6.3-any-exponent",),
            source=source_of("rfc7518-6.3-x"),
            derived_from=RSA.verifies,
            mutation=f"another key, whose e is {noun}",
            rsa_bits=2048,
        )
    for name, noun in (
        ("rsa-e-65-bits", "2^64 + 1"),
        ("rsa-e-256-bits", "an integer of 256 bits"),
    ):
        jwk = key(name)
        yield left_open(
            "large-exponent",
            name.removeprefix("rsa-e-"),
            f"Verify with a key whose e is {noun}",
            verify(public(jwk), jws(jwk, "RS256"), ["RS256"], either("accept")),
            clauses=("rfc7517-5-supported-ranges",),
            mutation=f"another key, whose e is {noun}",
            why="A large exponent makes each verification dear, so some set a bound; who reads e "
            "into 64 bits verifies with another key.",
            derived_from=RSA.verifies,
            rsa_bits=2048,
        )


def sizes() -> Iterator[Authored]:
    """Moduli of 2048 bits and more."""
    for bits in (2049, 2056, 3072, 4096):
        jwk = key(f"rsa-{bits}")
        yield vector(
            f"rsa.modulus-{bits}",
            f"Verify with a modulus of {bits} bits",
            verify(public(jwk), jws(jwk, "RS256"), ["RS256"], VERIFIED),
            group="tolerance",
            why="The text sets no upper bound, and a size need be no multiple of 8 or 1024.",
            clauses=("rfc7518-6.3.1-rsa-public-key", "rfc7518-3.3-rsassa-pkcs1-computation"),
            source=source_of("rfc7518-6.3.1-x"),
            derived_from=RSA.verifies,
            mutation=f"another key, of {bits} bits",
            rsa_bits=bits,
        )
    for bits in (8192, 16384):
        jwk = key(f"rsa-{bits}")
        yield left_open(
            "large-modulus",
            f"{bits}-bits",
            f"Verify with a modulus of {bits} bits",
            verify(public(jwk), rsa_by_exponent(jwk), ["RS256"], either("accept")),
            clauses=("rfc7517-5-supported-ranges",),
            mutation=f"another key, of {bits} bits",
            why="The text sets no upper bound; the time of one verification grows with the square "
            "of the size, so that some set a bound of their own.",
            derived_from=RSA.verifies,
            rsa_bits=bits,
        )


SIGNING = {"RS": "rfc7518-3.3-key-size", "PS": "rfc7518-3.5-key-size"}
ENCRYPTING = {
    ("RSA1_5", "A128CBC-HS256"): "rfc7518-4.2-key-size",
    ("RSA-OAEP", "A128GCM"): "rfc7518-4.3-key-size",
    ("RSA-OAEP-256", "A128GCM"): "rfc7518-4.3-key-size",
}
FITTING = {
    2047: ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    1024: ("RS384", "RS512", "PS384"),
    512: ("RS256",),
}
"""Modulus → what it is long enough for to compute; RS256 and PS256 at 1024 bits stand elsewhere."""
BELOW = {
    2047: "The bound is 2048 bits: a reader that counts octets takes one bit less for as many.",
    1024: "Moduli of this size are within reach of attackers with means.",
    512: "Moduli of this size are factored in hours by anybody.",
}


def small() -> Iterator[Authored]:
    """Moduli below 2048 bits: keys, but not to be used with any of these algorithms."""
    for bits, algorithms in FITTING.items():
        jwk, another = key(f"rsa-{bits}"), f"another key, of {bits} bits"
        for alg in algorithms:
            token = jws(jwk, alg) if bits > 512 else rsa_by_exponent(jwk)
            low = alg.lower()
            yield refused(
                GROUP,
                f"small-modulus-{bits}-verifies-{low}",
                f"Verify {alg} with a modulus of {bits} bits",
                verify(public(jwk), token, [alg], WITNESSED),
                clauses=(SIGNING[alg[:2]],),
                mutation=another,
                why=BELOW[bits],
                derived_from=f"control-jws.verify-rsa-{low}-compact",
            )
    for bits, alg in ((2047, "RS256"), (2047, "PS256"), (512, "RS256")):
        jwk, low = key(f"rsa-{bits}"), alg.lower()
        signer = Party(key=jwk, protected=text({"alg": alg}))
        yield refused(
            GROUP,
            f"small-modulus-{bits}-signs-{low}",
            f"Sign by {alg} with a modulus of {bits} bits",
            sign([signer], PAYLOAD, "compact", WITNESSED, alg=alg),
            clauses=(SIGNING[alg[:2]],),
            mutation=f"another key, of {bits} bits",
            why=BELOW[bits],
            derived_from=f"control-jws.sign-rsa-{low}-compact",
            witness="a product shows that the key was used",
        )
    for bits in (2047, 1024):
        jwk = key(f"rsa-{bits}")
        for (alg, enc), clause in ENCRYPTING.items():
            low = alg.lower().replace("_", "-")
            scope = f"rsa-{low}-{enc.lower()}-compact"
            if (bits, alg) != (1024, "RSA-OAEP"):
                yield refused(
                    GROUP,
                    f"small-modulus-{bits}-encrypts-{low}",
                    f"Encrypt by {alg} to a modulus of {bits} bits",
                    _encrypt(public(jwk), alg, enc),
                    clauses=(clause,),
                    mutation=f"another key, of {bits} bits",
                    why=BELOW[bits],
                    derived_from=f"control-jwe.encrypt-{scope}",
                    witness=ENCRYPTED,
                )
            yield refused(
                GROUP,
                f"small-modulus-{bits}-decrypts-{low}",
                f"Decrypt {alg} with a modulus of {bits} bits",
                decrypt(jwk, jwe(jwk, alg, enc), alg, enc, WITNESSED),
                clauses=(clause,),
                mutation=f"another key, of {bits} bits",
                why=BELOW[bits],
                derived_from=f"control-jwe.decrypt-{scope}",
                witness="the token is in order: it opens if, and only if, the size is ignored",
            )


def low_exponent() -> Iterator[Authored]:
    """RSAES-PKCS1-v1_5 with e = 3: advised against, but how low is too low is not said."""
    jwk = key("rsa-e-3")
    token = jwe(jwk, "RSA1_5", "A128CBC-HS256")
    yield left_open(
        "low-exponent-decrypts",
        "rsa1-5",
        "Decrypt RSA1_5 with a key whose e is 3",
        decrypt(jwk, token, "RSA1_5", "A128CBC-HS256", either()),
        clauses=("rfc7518-8.3-low-exponent",),
        mutation="another key, with e = 3",
        why="Related messages under a low exponent can be read without the key.",
        derived_from="control-jwe.decrypt-rsa-rsa1-5-a128cbc-hs256-compact",
        severity="security",
    )


CHAPTER = Chapter(
    "rsa-public",
    "Public RSA keys: types, values, exponents and sizes",
    (types, moduli, exponents, unusual_exponents, sizes, small, low_exponent),
)

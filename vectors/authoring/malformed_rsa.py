"""Damaged RSA keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import REFUSED, Authored, Draft, b64, text, vector
from authoring.damage import ENCRYPTED, VERIFIED, WITNESSED, refused
from authoring.forge import (
    PAYLOAD,
    damaged,
    header,
    integer,
    jws,
    pkcs1_encoded,
    signing_input,
    unsigned,
)
from authoring.operation import Party, encrypt, import_key, sign, verify
from authoring.registry import Chapter
from authoring.suite import key, public
from jwk_vectors.model import Source

GROUP = "malformed-rsa"
VERIFIES = "control-jws.verify-rsa-rs256-compact"
IMPORTS = "control-jwk.import-rsa"
SIGNS = "control-jws.sign-rsa-rs256-compact"
ENCRYPTS = "control-jwe.encrypt-rsa-rsa-oaep-a128gcm-compact"
PRIVATE = key("rsa-2048-a")
GOOD = public(PRIVATE)
TOKEN = jws(PRIVATE, "RS256")
SMALL = key("rsa-1024")


def _verify(jwk: dict[str, Any], token: str, alg: str = "RS256") -> Draft:
    return verify(jwk, token, [alg], WITNESSED, like=GOOD)


def undamaged() -> Iterator[Authored]:
    """An exponent of three is small, not wrong."""
    cubic = key("rsa-e-3")
    yield vector(
        "rsa.exponent-three",
        "Verify with a key whose e is 3",
        verify(public(cubic), jws(cubic, "RS256"), ["RS256"], VERIFIED),
        group="tolerance",
        why="Keys with e = 3 are in use, and with correct padding checks they are sound.",
        clauses=("rfc7518-6.3-any-exponent",),
        source=Source(document="RFC 7518", section="6.3.1.2"),
        derived_from=VERIFIES,
        mutation="another key, with e = 3",
        rsa_bits=2048,
    )


def missing() -> Iterator[Authored]:
    """Keys without modulus or exponent."""
    for name in ("n", "e"):
        yield refused(
            GROUP,
            f"{name}-missing",
            f"An RSA key without {name}",
            _verify(damaged(GOOD, without=name), TOKEN),
            clauses=("rfc7518-6.3.1-members-present",),
            mutation=f"{name} removed",
            why="Half a key is none; an assumed value is not what the owner published.",
            derived_from=VERIFIES,
            severity="interoperability",
        )
        yield refused(
            GROUP,
            f"{name}-missing-imports",
            f"Import an RSA key without {name}",
            import_key(damaged(GOOD, without=name), REFUSED, like=GOOD),
            clauses=("rfc7518-6.3.1-members-present",),
            mutation=f"{name} removed",
            why="What is refused where it comes in fails once, and says why; what is taken in "
            "fails with every token.",
            derived_from=IMPORTS,
            severity="interoperability",
        )
    yield refused(
        GROUP,
        "n-empty",
        "An RSA key with an empty n",
        import_key(damaged(GOOD, n=""), REFUSED),
        clauses=("rfc7518-6.3-valid-key", "rfc8017-3.1-modulus"),
        mutation="n: the empty string",
        why="A modulus of 0 divides by zero somewhere, usually far from where the key came in.",
        derived_from=IMPORTS,
        severity="robustness",
        implied={"rfc7518-2-minimal-integers": "zero is one octet, not none"},
    )


def exponents() -> Iterator[Authored]:
    """Exponents that make no RSA key."""
    signed = signing_input(header(alg="RS256"))
    plain = b64(pkcs1_encoded(signed, 256))
    yield refused(
        GROUP,
        "exponent-one",
        "An RSA key with e = 1",
        _verify(damaged(GOOD, e="AQ"), f"{signed.decode()}.{plain}"),
        clauses=("rfc7518-6.3-valid-key", "rfc8017-3.1-public-exponent"),
        mutation="e: 1, and the signature is the padded hash itself",
        why="With e = 1 anybody can sign: the signature is the encoded message.",
        derived_from=VERIFIES,
        witness="the signature is the padded hash as it is: to the power of 1 it verifies",
    )
    signed, root = square_root()
    yield refused(
        GROUP,
        "exponent-two",
        "An RSA key with e = 2",
        _verify(damaged(GOOD, e="Ag"), f"{signed.decode()}.{b64(root.to_bytes(256, 'big'))}"),
        clauses=("rfc7518-6.3-valid-key", "rfc8017-3.1-public-exponent"),
        mutation="e: 2, and the signature is a square root of the padded hash",
        why="An even e has no inverse: no RSA key has one, and square roots are not RSA.",
        derived_from=VERIFIES,
        witness="the signature is a square root of the padded hash: squared it verifies",
    )


def square_root() -> tuple[bytes, int]:
    """A signing input whose padded hash is a square, and a root. Both primes are 3 modulo 4."""
    p, q, n = (integer(PRIVATE[name]) for name in ("p", "q", "n"))
    attempt = 0
    while True:
        signed = signing_input(header(alg="RS256"), PAYLOAD + b" " * attempt)
        square = int.from_bytes(pkcs1_encoded(signed, 256), "big")
        of_p, of_q = pow(square, (p + 1) // 4, p), pow(square, (q + 1) // 4, q)
        root = (of_q + q * ((of_p - of_q) * pow(q, -1, p) % p)) % n
        if root * root % n == square:
            return signed, root
        attempt += 1


def even() -> Iterator[Authored]:
    """A modulus of an odd prime and a power of two: it opens what fits, and is no RSA key."""
    n, token = opens_under_even()
    yield refused(
        GROUP,
        "n-even-verifies",
        "Verify with an even n",
        _verify(damaged(GOOD, n=unsigned(n)), token),
        clauses=("rfc7518-6.3-valid-key", "rfc8017-3.1-modulus"),
        mutation="n: a prime times 2 to the power of 1024",
        why="Whoever sees an even modulus has its factors, and signs.",
        derived_from=VERIFIES,
        witness="to the power of e, modulo n, the signature is the padded hash",
    )


def opens_under_even() -> tuple[int, str]:
    """An even modulus of 2048 bits, and a token that it opens, whose padded hash is odd."""
    p, power, e = integer(PRIVATE["p"]), 1 << 1024, integer(PRIVATE["e"])
    attempt = 0
    while True:
        signed = signing_input(header(alg="RS256"), PAYLOAD + b" " * attempt)
        padded = int.from_bytes(pkcs1_encoded(signed, 256), "big")
        if padded % 2:
            break
        attempt += 1
    of_p = pow(padded, pow(e, -1, p - 1), p)
    of_power = pow(padded, pow(e, -1, power // 2), power)
    root = of_p + p * ((of_power - of_p) * pow(p, -1, power) % power)
    return p * power, f"{signed.decode('ascii')}.{b64(root.to_bytes(256, 'big'))}"


def small() -> Iterator[Authored]:
    """A modulus of 1024 bits: a key, but not one to be used with these algorithms."""
    why = "Moduli of this size are within reach of attackers with means."
    for alg, clause in (("RS256", "rfc7518-3.3-key-size"), ("PS256", "rfc7518-3.5-key-size")):
        low = alg.lower()
        yield refused(
            GROUP,
            f"small-modulus-verifies-{low}",
            f"Verify {alg} with a modulus of 1024 bits",
            _verify(public(SMALL), jws(SMALL, alg), alg),
            clauses=(clause,),
            mutation="another key, of 1024 bits",
            why=why,
            derived_from=f"control-jws.verify-rsa-{low}-compact",
        )
        yield refused(
            GROUP,
            f"small-modulus-signs-{low}",
            f"Sign by {alg} with a modulus of 1024 bits",
            _sign(SMALL, alg),
            clauses=(clause,),
            mutation="another key, of 1024 bits",
            why=why,
            derived_from=f"control-jws.sign-rsa-{low}-compact",
            witness="a product shows that the key was used",
        )
    yield refused(
        GROUP,
        "small-modulus-encrypts",
        "Encrypt by RSA-OAEP to a modulus of 1024 bits",
        encrypt(
            [Party(key=public(SMALL))],
            PAYLOAD,
            "compact",
            WITNESSED,
            alg="RSA-OAEP",
            enc="A128GCM",
            protected=text({"alg": "RSA-OAEP", "enc": "A128GCM"}),
        ),
        clauses=("rfc7518-4.3-key-size",),
        mutation="another key, of 1024 bits",
        why=why,
        derived_from=ENCRYPTS,
        witness=ENCRYPTED,
    )


def _sign(jwk: dict[str, Any], alg: str = "RS256") -> Draft:
    signer = Party(key=jwk, protected=text({"alg": alg}))
    return sign([signer], PAYLOAD, "compact", WITNESSED, alg=alg, like=GOOD)


def primes() -> Iterator[Authored]:
    """More primes than a consumer knows of."""
    yield refused(
        GROUP,
        "third-prime",
        "Sign with a private key of three primes",
        _sign(key("rsa-three-primes")),
        clauses=("rfc7518-6.3.2.7-multi-prime",),
        mutation="another key, of three primes, with oth",
        why="A signature computed from two of three primes is wrong, and wrong signatures of RSA "
        "give primes away. The text forbids the use itself, not a wrong result: a target that "
        "computes with n and d alone and means to support such keys declares multi-prime.",
        derived_from=SIGNS,
        witness="a product shows that the key was used",
        without=("multi-prime",),
        rsa_bits=2048,
    )


CHAPTER = Chapter(
    "malformed-rsa", "Damaged RSA keys", (undamaged, missing, exponents, even, small, primes)
)

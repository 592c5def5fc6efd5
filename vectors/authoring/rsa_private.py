"""Private RSA keys: members missing, of the wrong type, or at odds with each other.

Hardly a sentence asks a reader to check them, so that most of this is left open. But what comes
of such a key can be told: refused, mended (the signature holds), or used as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import lcm
from typing import Any

from authoring.build import Authored, choice, vector
from authoring.damage import WITNESSED, left_open, refused, source_of
from authoring.forge import damaged, integer, unsigned
from authoring.operation import import_key
from authoring.registry import Chapter
from authoring.sample import EITHER_IMPORTED, RSA
from authoring.suite import key
from jwk_vectors.model import Option

GROUP = "malformed-rsa"
WHOLE = RSA.whole
CRT = ("p", "q", "dp", "dq", "qi")
N, E, D, P, Q, DP, DQ, QI = (integer(WHOLE[m]) for m in ("n", "e", "d", *CRT))
ORDER = lcm(P - 1, Q - 1)
PRODUCT = "a product shows that the key was used"


def _with(**values: int) -> dict[str, Any]:
    return damaged(WHOLE, **{name: unsigned(value) for name, value in values.items()})


def equivalent() -> Iterator[Authored]:
    """The same private key in another way."""
    cases: tuple[tuple[str, str, Mapping[str, Any], tuple[str, ...], str], ...] = (
        (
            "d-alone",
            "d and none of the members for the primes",
            {name: WHOLE[name] for name in ("kty", "n", "e", "d")},
            ("rfc7518-6.3.2-d-alone",),
            "p, q, dp, dq and qi removed",
        ),
        (
            "d-plus-order",
            "d greater by a multiple of the order",
            _with(d=D % ORDER + ORDER),
            ("rfc7518-6.3.2-rsa-private-key",),
            "d: the order of the group added; it is still below n",
        ),
        (
            "d-least",
            "d reduced by the order",
            _with(d=D % ORDER),
            ("rfc7518-6.3.2-rsa-private-key",),
            "d: the least of the exponents that do",
        ),
        (
            "primes-exchanged",
            "p and q exchanged, and dp, dq and qi with them",
            _with(p=Q, q=P, dp=DQ, dq=DP, qi=pow(P, -1, Q)),
            ("rfc7518-6.3.2-rsa-private-key",),
            "the lesser prime first, and the rest accordingly",
        ),
    )
    for case, noun, jwk, clauses, mutation in cases:
        yield vector(
            f"rsa.private-{case}",
            f"Sign with a private RSA key that has {noun}",
            RSA.sign(jwk),
            group="tolerance",
            why="Keys are written by other libraries: refusing one of the ways locks its users "
            "out.",
            clauses=clauses,
            source=source_of(clauses[0]),
            otherwise="warn" if case == "d-alone" else "fail",
            derived_from=RSA.signs,
            mutation=mutation,
            rsa_bits=2048,
        )


def without_d() -> Iterator[Authored]:
    """Keys without the exponent: public ones, whatever else is there."""
    for case, jwk, mutation in (
        ("d-missing-signs", damaged(WHOLE, without="d"), "d removed, the primes left"),
        ("public-key-signs", RSA.key, "all private members removed"),
    ):
        yield refused(
            GROUP,
            case,
            f"Sign with an RSA key: {mutation}",
            RSA.sign(jwk, WITNESSED),
            clauses=("rfc7518-6.3.2-d-needed",),
            mutation=mutation,
            why="d is what makes a key private. One reader that computes it from p and q signs "
            "with a key that another takes for a public one, and hands out.",
            derived_from=RSA.signs,
            witness=PRODUCT,
            severity="interoperability",
        )


ANSWERS = choice(
    Option(option="refuse", outcome="rejected"),
    Option(option="sound", outcome="accepted", check=RSA.sound),
    Option(option="wrong", outcome="accepted", verdict="warn"),
)
WRONG = "the signature tells whether the bad member was used: it does not hold then"


BASE = {
    "rfc7518-6.3.2.1-private-exponent": "rfc8017-3.2-private-exponent",
    "rfc7518-6.3.2.2-first-factor": "rfc8017-3.2-two-factors",
    "rfc7518-6.3.2.4-first-exponent": "rfc8017-3.2-first-exponent",
    "rfc7518-6.3.2.5-second-exponent": "rfc8017-3.2-second-exponent",
    "rfc7518-6.3.2.6-coefficient": "rfc8017-3.2-coefficient",
}
"""What RFC 8017 says of the same numbers."""


def at_odds() -> Iterator[Authored]:
    """Members that do not go together."""
    other = key("rsa-2048-b")
    follow = "rfc7518-6.3.2.4-first-exponent", "rfc7518-6.3.2.5-second-exponent"
    d, p, q = (
        "rfc7518-6.3.2.1-private-exponent",
        "rfc7518-6.3.2.2-first-factor",
        "rfc7518-6.3.2.3-second-factor",
    )
    qi = "rfc7518-6.3.2.6-coefficient"
    cases: tuple[tuple[str, dict[str, Any], tuple[str, ...], str], ...] = (
        ("d-zero", _with(d=0), (d,), "d: 0"),
        ("d-one", _with(d=1), (d,), "d: 1"),
        ("d-order", _with(d=N - 1), (d,), "d: n - 1"),
        ("d-modulus", _with(d=N), (d,), "d: n"),
        ("d-off-by-one", _with(d=D + 1), (d,), "d: 1 added"),
        ("d-above-modulus", _with(d=D + ORDER * (N // ORDER + 1)), (d,), "d: not below n"),
        ("d-of-another-key", damaged(WHOLE, d=other["d"]), (d,), "d: that of another key"),
        ("primes-of-another-key", _primes_of(other), (p, q, d, *follow), "the primes: others"),
        ("p-one", _with(p=1, q=N), (p, q, d, *follow, qi), "p: 1, and q: n"),
        ("p-modulus", _with(p=N, q=1), (p, q, d, *follow, qi), "p: n, and q: 1"),
        ("p-off-by-two", _with(p=P + 2), (p, q, d, *follow, qi), "p: 2 added"),
        ("q-off-by-two", _with(q=Q + 2), (p, q, d, *follow, qi), "q: 2 added"),
        ("primes-exchanged-alone", _with(p=Q, q=P), (*follow, qi), "p and q exchanged"),
        ("dp-off-by-one", _with(dp=DP + 1), (follow[0],), "dp: 1 added"),
        ("dq-off-by-one", _with(dq=DQ + 1), (follow[1],), "dq: 1 added"),
        ("dp-zero", _with(dp=0), (follow[0],), "dp: 0"),
        ("dp-not-reduced", _with(dp=DP + P - 1), (follow[0],), "dp: p - 1 added"),
        ("dq-not-reduced", _with(dq=DQ + Q - 1), (follow[1],), "dq: q - 1 added"),
        ("qi-off-by-one", _with(qi=QI + 1), (qi,), "qi: 1 added"),
        ("qi-zero", _with(qi=0), (qi,), "qi: 0"),
        ("qi-not-reduced", _with(qi=QI + P), (qi,), "qi: p added"),
        ("qi-the-other-way", _with(qi=pow(P, -1, Q)), (qi,), "qi: p inverted modulo q"),
    )  # fmt: skip
    for case, jwk, clauses, mutation in cases:
        yield left_open(
            "private-members-at-odds",
            case,
            f"Sign with a private RSA key whose members do not go together: {mutation}",
            RSA.sign(jwk, ANSWERS),
            clauses=(*clauses, *(BASE[clause] for clause in clauses if clause in BASE)),
            mutation=mutation,
            why="A signature that is right modulo one prime and wrong modulo the other gives the "
            "primes to whoever sees it; any other wrong one is refused by everybody.",
            derived_from=RSA.signs,
            severity="security",
            witness=WRONG,
            rsa_bits=2048,
        )


def _primes_of(other: Mapping[str, Any]) -> dict[str, Any]:
    return damaged(WHOLE, **{name: other[name] for name in CRT})


def partial() -> Iterator[Authored]:
    """Some of the members for the primes: a producer has all or none."""
    for name in CRT:
        alone = {member: value for member, value in WHOLE.items() if member not in CRT}
        for case, jwk, mutation in (
            (f"without-{name}", damaged(WHOLE, without=name), f"{name} removed"),
            (f"{name}-alone", {**alone, name: WHOLE[name]}, f"of p, q, dp, dq, qi only {name}"),
        ):
            yield left_open(
                "partial-crt",
                case,
                f"Sign with a private RSA key: {mutation}",
                RSA.sign(
                    jwk,
                    choice(
                        Option(option="accept", outcome="accepted", check=RSA.sound),
                        Option(option="wrong", outcome="accepted", verdict="warn"),
                        Option(option="refuse", outcome="rejected"),
                    ),
                ),
                clauses=("rfc7518-6.3.2-all-or-none",),
                mutation=mutation,
                why="Computed anew the members are right; taken for 0 they give the primes away.",
                derived_from=RSA.signs,
                witness=WRONG,
                severity="security",
                rsa_bits=2048,
            )


CLAUSE = {
    "d": "rfc7518-6.3.2.1-private-exponent",
    "p": "rfc7518-6.3.2.2-first-factor",
    "q": "rfc7518-6.3.2.3-second-factor",
    "dp": "rfc7518-6.3.2.4-first-exponent",
    "dq": "rfc7518-6.3.2.5-second-exponent",
    "qi": "rfc7518-6.3.2.6-coefficient",
}


def no_integers() -> Iterator[Authored]:
    """Private members that hold no integer: empty, or of another JSON type than string.

    Without d there is no private key; what becomes of the others is for the reader to say.
    """
    typed = {"rfc7518-6.3.1-members-are-strings": "no value of another type is a string"}
    hollow = {"rfc7518-6.3-valid-key": "no octets are no integer"}
    for name in CLAUSE:
        for case, noun, value in (
            ("number", "a number", integer(WHOLE[name])),
            ("array", "an array around the string", [WHOLE[name]]),
            ("null", "null", None),
            ("empty", "the empty string", ""),
        ):
            given, mutation = RSA.whole | {name: value}, f"{name}: {noun}"
            implied = hollow if case == "empty" else typed
            if name == "d":
                yield refused(
                    GROUP,
                    f"d-{case}",
                    f"Sign with a private RSA key whose d is {noun}",
                    RSA.sign(given, WITNESSED),
                    clauses=("rfc7518-6.3.2-d-needed",),
                    mutation=mutation,
                    why="Such a d is no exponent: whatever is taken for it is a guess.",
                    derived_from=RSA.signs,
                    witness=PRODUCT,
                    severity="interoperability",
                    implied={**implied, CLAUSE["d"]: "what is no integer inverts nothing"},
                )
            elif case in ("number", "empty") or name == "p":
                yield left_open(
                    "private-members-at-odds",
                    f"{name}-{case}",
                    f"Sign with a private RSA key whose {name} is {noun}",
                    RSA.sign(given, ANSWERS),
                    clauses=(CLAUSE[name],),
                    mutation=mutation,
                    why="Read as 0 the member makes a signature that gives the primes away.",
                    derived_from=RSA.signs,
                    severity="security",
                    witness=WRONG,
                    implied=implied,
                    rsa_bits=2048,
                )


FURTHER = ("rfc8017-3.2-further-primes",)


def more_primes() -> Iterator[Authored]:
    """The member `oth`, in order and out of it."""
    three = key("rsa-three-primes")
    (third,) = three["oth"]
    multi = ("rfc7518-6.3.2.7-multi-prime",)
    form = "rfc7518-6.3.2.7-elements-are-objects"
    cases: tuple[tuple[str, Any, tuple[str, ...], str], ...] = (
        ("empty", [], ("rfc7518-6.3.2.7-oth-omitted", form), "oth: an empty array"),
        ("object", third, (form,), "oth: the object without the array"),
        ("null", None, (form,), "oth: null"),
        ("string", "", (form,), "oth: a string"),
        ("of-numbers", [1], (form,), "oth: an array of a number"),
        ("without-r", [damaged(third, without="r")], (form,), "r of the third prime removed"),
        ("without-d", [damaged(third, without="d")], (form,), "d of the third prime removed"),
        ("without-t", [damaged(third, without="t")], (form,), "t of the third prime removed"),
    )
    for case, value, clauses, mutation in cases:
        whole = WHOLE if case in ("empty", "null", "string", "of-numbers") else three
        yield refused(
            GROUP,
            f"oth-{case}",
            f"Sign with a private RSA key: {mutation}",
            RSA.sign({**whole, "oth": value}, WITNESSED),
            clauses=(*multi, *clauses),
            mutation=mutation,
            why="oth says that there are more primes than two. Who does not support that must not "
            "use the key, and who does cannot make sense of this one.",
            derived_from=RSA.signs,
            witness=PRODUCT,
            severity="interoperability" if whole is WHOLE else "security",
            without=("multi-prime",),
            rsa_bits=2048,
        )
    for case, wrong, clause in (
        ("r", {"r": WHOLE["p"]}, "rfc7518-6.3.2.7.1-prime"),
        ("d", {"d": "AQAB"}, "rfc7518-6.3.2.7.2-exponent"),
        ("t", {"t": "AQAB"}, "rfc7518-6.3.2.7.3-coefficient"),
    ):
        yield refused(
            GROUP,
            f"oth-wrong-{case}",
            f"Sign with a private RSA key of three primes whose {case} is wrong",
            RSA.sign({**three, "oth": [damaged(third, **wrong)]}, WITNESSED),
            clauses=(*multi, clause, *(FURTHER if case != "r" else ())),
            mutation=f"{case} of the third prime: another value",
            why="Right modulo two primes and wrong modulo the third, a signature gives them away.",
            derived_from=RSA.signs,
            witness=PRODUCT,
            without=("multi-prime",),
            rsa_bits=2048,
        )
    yield left_open(
        "oth-at-import",
        "three-primes",
        "Import a private key of three primes",
        import_key(three, EITHER_IMPORTED),
        clauses=("rfc7518-6.3.2.7-one-element-per-prime", "rfc7518-6.3.2.7-multi-prime"),
        mutation="another key, of three primes, with oth",
        why="The text forbids the use; a key that is kept and not used harms nobody.",
        derived_from=RSA.imports,
    )
    yield left_open(
        "oth-at-import",
        "two-primes",
        "Import a private key of two primes with an oth",
        import_key({**WHOLE, "oth": [third]}, EITHER_IMPORTED),
        clauses=(
            "rfc7518-6.3.2.7-oth-omitted",
            "rfc7518-6.3.2-oth-only-for-more-primes",
            "rfc7518-6.3.2.7-multi-prime",
        ),
        mutation="oth of another key added",
        why="The text forbids the use; a key that is kept and not used harms nobody.",
        derived_from=RSA.imports,
    )


CHAPTER = Chapter(
    "rsa-private",
    "Private RSA keys: members missing, mistyped or at odds",
    (equivalent, without_d, at_odds, no_integers, partial, more_primes),
)

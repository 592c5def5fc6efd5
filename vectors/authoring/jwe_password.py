"""Passwords: the header of PBES2, the salt, and the number of rounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import Authored, b64, unb64
from authoring.forge import header
from authoring.jwe_content import flipped
from authoring.jwe_damage import Case, slug
from authoring.registry import Chapter
from authoring.sealing import SALT_INPUT, cek, password_key, sealed, stream, wrapped
from authoring.suite import key

ENC = "A128CBC-HS256"
OCT = key("oct-32")
ALGORITHMS = ("PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW")
COUNT = 1000
USUAL_COUNT = 8192
"""What some libraries take by themselves when they encrypt (others 2048), and may take when they
decrypt."""
GUESSED = "What a reader makes of it by itself, another makes something else of."


def case(alg: str) -> Case:
    """The suite's key of 32 octets as a password."""
    return Case(OCT, alg, ENC)


def token(
    alg: str,
    *,
    without: str = "",
    salt_input: bytes = SALT_INPUT,
    count: int = COUNT,
    salt: bytes = b"",
    password: bytes = b"",
    wrapping: str = "",
    **members: Any,
) -> tuple[str, bytes]:
    """A compact token, with members of the header replaced, and the key that opens it."""
    secret = cek(ENC)
    derived = password_key(password or unb64(OCT["k"]), wrapping or alg, salt_input, count, salt)
    right: dict[str, Any] = {"alg": alg, "enc": ENC, "p2s": b64(salt_input), "p2c": count}
    right.pop(without, None)
    made = sealed(ENC, header(**right | members), encrypted_key=wrapped(derived, secret))
    return made.compact(), secret


def missing() -> Iterator[Authored]:
    """p2s and p2c that are missing or of another type."""
    for alg in ALGORITHMS:
        cases: tuple[tuple[str, str, dict[str, Any], str], ...] = (
            (
                "p2s-missing",
                "without p2s",
                {"without": "p2s", "salt_input": b""},
                "1.1-p2s-present",
            ),
            ("p2s-null", "whose p2s is null", {"salt_input": b"", "p2s": None}, "1.1-p2s-present"),
            ("p2s-number", "whose p2s is a number", {"p2s": 7}, "1.1-p2s-present"),
            ("p2s-array", "whose p2s is an array", {"p2s": list(SALT_INPUT)}, "1.1-p2s-present"),
            *(
                (
                    f"p2c-missing{more}",
                    f"without p2c, made with {count} rounds",
                    {"without": "p2c", "count": count},
                    "1.2-p2c-present",
                )
                for more, count in (("", USUAL_COUNT), ("-2048", 2048), ("-least", COUNT))
            ),
            ("p2c-null", "whose p2c is null", {"p2c": None}, "1.2-p2c-present"),
            ("p2c-string", "whose p2c is a string", {"p2c": "1000"}, "1.2-p2c-positive"),
            ("p2c-fraction", "whose p2c is 1000.5", {"p2c": 1000.5}, "1.2-p2c-positive"),
            ("p2c-true", "whose p2c is true", {"p2c": True, "count": 1}, "1.2-p2c-positive"),
            ("p2c-array", "whose p2c is an array", {"p2c": [1000]}, "1.2-p2c-positive"),
            ("p2c-zero", "whose p2c is 0", {"p2c": 0, "count": 1}, "1.2-p2c-positive"),
            ("p2c-negative", "whose p2c is -1", {"p2c": -1, "count": 1}, "1.2-p2c-positive"),
            ("p2c-minus-1000", "whose p2c is -1000", {"p2c": -1000}, "1.2-p2c-positive"),
        )
        for reason, said, given, clause in cases:
            made, opens = token(alg, **given)
            yield case(alg).refused(
                f"{reason}-{slug(alg)}",
                f"A {alg} token {said}",
                made,
                f"rfc7518-4.8.{clause}",
                mutation=f"{said}; the key is derived with {given.get('count', COUNT)} rounds",
                why="Salt and rounds are all that stands between a token and whoever guesses "
                "passwords; a default for them is known to everybody.",
                opens=opens,
            )


def salts() -> Iterator[Authored]:
    """Salts that are short, or not put together as the text has it."""
    for alg in ALGORITHMS:
        name = alg.encode("ascii")
        for reason, said, salt in (
            ("without-alg", "the salt input alone", SALT_INPUT),
            (
                "without-zero",
                "the alg and the salt input without the zero octet",
                name + SALT_INPUT,
            ),
            ("not-decoded", "p2s not decoded", name + b"\x00" + b64(SALT_INPUT).encode("ascii")),
        ):
            made, opens = token(alg, salt=salt)
            yield case(alg).refused(
                f"salt-{reason}-{slug(alg)}",
                f"A {alg} token whose salt is {said}",
                made,
                "rfc7518-4.4-unwrap-fails",
                "rfc7518-4.8.1.1-salt-value",
                mutation=f"salt: {said}",
                why="Two programs with the same mistake understand each other, and nobody else.",
                opens=opens,
                severity="interoperability",
            )
        for octets in range(8) if alg == ALGORITHMS[0] else (0, 7):
            made, _ = token(alg, salt_input=stream("short salt", octets))
            yield case(alg).open(
                "short-salt",
                f"{octets}-octets-{slug(alg)}",
                f"A {alg} token with a salt of {octets} octets",
                made,
                "rfc7518-4.8.1.1-salt-length",
                mutation=f"p2s: {octets} octets",
                why="A short salt lets tables of passwords be made beforehand; the text binds "
                "who makes the token.",
                severity="security",
            )
        for octets in (8, 64):
            made, _ = token(alg, salt_input=stream("salt", octets))
            yield case(alg).accepted(
                f"salt-{octets}-octets-{slug(alg)}",
                f"A {alg} token with a salt of {octets} octets",
                made,
                "rfc7518-4.8.1.1-salt-value",
                "rfc7518-4.8-pbes2-computation",
                mutation=f"p2s: {octets} octets",
                why="Eight octets are enough, and nothing says how many are too many.",
            )
    for reason, said, value, used in (
        ("junk", "with an exclamation mark inside", "QUJDREVGR!0hJ", b"ABCDEFGHI"),
        ("line-break", "broken into lines", "QUJDREVG\nR0hJ", b"ABCDEFGHI"),
        ("standard-alphabet", "in the standard alphabet", "+/+/+/+/+/+/", unb64("-_-_-_-_-_-_")),
    ):
        made, opens = token(ALGORITHMS[0], salt_input=used, p2s=value)
        yield case(ALGORITHMS[0]).refused(
            f"p2s-{reason}",
            f"A p2s {said}",
            made,
            "rfc4648-5-two-alphabets" if reason == "standard-alphabet" else "rfc4648-3.3-alphabet",
            mutation=f"p2s: {said}",
            why=GUESSED,
            opens=opens,
            severity="interoperability",
        )


def counts() -> Iterator[Authored]:
    """Rounds: as recommended, fewer, and many more."""
    for alg in ALGORITHMS:
        made, _ = token(alg)
        yield case(alg).accepted(
            f"p2c-1000-{slug(alg)}",
            f"A {alg} token with 1000 rounds",
            made,
            "rfc7518-4.8-pbes2-computation",
            "rfc7518-4.8-derived-key-length",
            mutation="p2c: 1000",
            why="A thousand is what the text recommends at least: it is in common use.",
        )
        for count in (1, 999):
            made, _ = token(alg, count=count)
            yield case(alg).open(
                "low-count",
                f"{count}-{slug(alg)}",
                f"A {alg} token with {count} rounds",
                made,
                "rfc7518-4.8.1.2-p2c-minimum",
                mutation=f"p2c: {count}",
                why="Few rounds make guessing cheap; the recommendation binds who makes the token.",
                severity="security",
            )
    made, _ = token(ALGORITHMS[0], count=1_000_000)
    yield case(ALGORITHMS[0]).open(
        "high-count",
        "1000000",
        "A token with a million rounds",
        made,
        "rfc7518-4.8.1.2-p2c-maximum",
        mutation="p2c: 1,000,000",
        why="Advice for storing passwords goes up to this; who refuses it cannot be told so.",
    )
    for name, count in (("2147483647", 2**31 - 1), ("2147483648", 2**31), ("10-to-the-18", 10**18)):
        made, _ = token(ALGORITHMS[0], p2c=count)
        yield case(ALGORITHMS[0]).refused(
            f"p2c-{name}",
            f"A token that says it has {count:,} rounds and has 1000",
            made,
            "rfc7518-4.4-unwrap-fails",
            mutation=f"p2c: {count:,}; the key is derived with 1000 rounds",
            why="A token of a few hundred octets must not keep a server busy for minutes: whoever "
            "does all the rounds can be stopped by anybody (CVE-2022-36083).",
            witness="the plaintext comes out only for a reader that does fewer rounds than told",
        )


def passwords() -> Iterator[Authored]:
    """Passwords that are text outside ASCII, and keys derived for another algorithm."""
    for case_id, text in (
        ("umlauts", "Pässwörter über 16"),
        ("han", "密码和口令都在这里"),
        ("emoji", "🔑🔒🔓🗝️🔏🔐"),
    ):
        octets = text.encode("utf-8")
        made, _ = token(ALGORITHMS[0], password=octets)
        yield case(ALGORITHMS[0]).accepted(
            f"password-{case_id}",
            "A password outside ASCII, given as its octets in UTF-8",
            made,
            "rfc7518-4.8-password-in-utf-8",
            mutation=f"the key: the octets of {text!r} in UTF-8",
            why="Whoever takes it for another encoding derives another key.",
            key={"kty": "oct", "k": b64(octets)},
        )
    for alg in ALGORITHMS:
        made, _ = token(alg, password=flipped(unb64(OCT["k"]), -1))
        yield case(alg).refused(
            f"password-wrong-{slug(alg)}",
            f"A {alg} token for another password",
            made,
            "rfc7518-4.4-unwrap-fails",
            mutation="the last bit of the password turned",
            why="A password that is nearly right opens nothing.",
        )


CHAPTER = Chapter("jwe-password", "Passwords", (missing, salts, counts, passwords))

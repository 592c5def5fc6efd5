"""The encoding of members: base64url, and what is taken for it, in every kind of key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import Authored, b64, unb64
from authoring.damage import WITNESSED, left_open, refused
from authoring.forge import damaged, jws
from authoring.operation import verify
from authoring.registry import Chapter
from authoring.sample import EC, OCT, OKP, RSA, Sample, either
from authoring.suite import key, public

GROUP = "malformed-encoding"
CONTROL = "control-jws.verify"
MEMBERS = ((RSA, "n"), (RSA, "e"), (EC, "x"), (EC, "y"), (OKP, "x"), (OCT, "k"))
SPELLINGS = "A key that can be spelled in many ways has as many thumbprints and cache entries."
DROPPED = "A decoder that drops what it cannot use takes damaged keys without a word."


def _given(sample: Sample, member: str, value: Any) -> dict[str, Any]:
    return damaged(sample.key, **{member: value})


def _named(sample: Sample, member: str) -> str:
    return f"{sample.case}-{member}"


def alphabet() -> Iterator[Authored]:
    """Characters that are none of base64url's, in places where a decoder may drop them."""
    for sample, member in MEMBERS:
        value = str(sample.key[member])
        half = len(value) // 8 * 4 or 2
        front, rest = value[:half], value[half:]
        cases = [
            ("junk", f"{front}!{rest}", "an exclamation mark inserted"),
            ("space", f"{front} {rest}", "a space inserted"),
            ("leading-space", f" {value}", "a space in front"),
            ("trailing-line-feed", f"{value}\n", "a line feed at the end"),
            ("line-break", f"{front}\r\n{rest}", "a line break inserted"),
            ("tab", f"{front}\t{rest}", "a tab inserted"),
            ("nul", f"{value}\0", "a NUL at the end"),
            ("period", f"{front}.{rest}", "a period inserted"),
            ("letter-with-accent", f"{front}é{rest}", "an é inserted"),
            ("zero-width-space", f"{front}\u200b{rest}", "U+200B inserted"),
            ("full-width-letter", f"{front}\uff21{rest}", "a full-width letter inserted"),
            ("pad-inside", f"{front}={rest}", "an equals sign inserted"),
        ]
        if "-" in value or "_" in value:
            standard = value.replace("-", "+").replace("_", "/")
            percent = value.replace("-", "%2D").replace("_", "%5F")
            cases += [
                ("standard-alphabet", standard, "+ for -, / for _"),
                ("percent-encoded", percent, "- and _ percent-encoded"),
            ]
        for case, given, mutation in cases:
            if (sample, member, case) in STANDS_ELSEWHERE:
                continue
            clause = "rfc4648-5-two-alphabets" if case == "standard-alphabet" else ""
            yield refused(
                GROUP,
                f"{case}-in-{_named(sample, member)}",
                f"A key of the type {sample.key['kty']} with {member}: {mutation}",
                sample.verify(_given(sample, member, given)),
                clauses=(*((clause,) if clause else ()), "rfc4648-3.3-alphabet"),
                mutation=f"{member}: {mutation}",
                why=SPELLINGS if case != "junk" else DROPPED,
                derived_from=sample.verifies,
                severity="interoperability",
                implied=_implied(case, _named(sample, member)),
            )


STANDS_ELSEWHERE = {
    (EC, "x", "standard-alphabet"),
    (EC, "x", "junk"),
    (EC, "x", "space"),
}
"""In the chapter on damaged structure or encoding."""


READ_AS_LETTERS = {
    "rsa-n": {"rfc7518-6.3-valid-key": "with the digits of the escapes it is an even number"},
    "ec-x": {
        "rfc7518-6.2.1.2-x-length": "with the digits of the escapes it is longer",
        "rfc7518-6.2.1-on-curve": "with the digits of the escapes it is another number",
        "rfc4648-3.5-trailing-bits": "the digits of the escapes shift the bits",
    },
    "ec-y": {
        "rfc7518-6.2.1.3-y-length": "with the digits of the escapes it is longer",
        "rfc7518-6.2.1-on-curve": "with the digits of the escapes it is another number",
    },
    "okp-x": {"rfc8037-3.1.2-key-length": "with the digits of the escapes it is longer"},
}


def _implied(case: str, named: str) -> dict[str, str] | None:
    if case == "pad-inside":
        return {"rfc7515-2-unpadded": "an equals sign is padding wherever it stands"}
    return READ_AS_LETTERS.get(named) if case == "percent-encoded" else None


def lengths() -> Iterator[Authored]:
    """One character more than whole octets have, which stands for nothing."""
    for case, name, alg, member, whole_of in (
        ("rsa-n", "rsa-3072", "RS256", "n", "rsa.modulus-3072"),
        ("rsa-e", "rsa-2048-a", "RS256", "e", RSA.verifies),
        ("ec-x", "ec-p-384", "ES384", "x", f"{CONTROL}-ec-p-384-es384-compact"),
        ("okp-x", "okp-ed448", "EdDSA", "x", f"{CONTROL}-okp-ed448-eddsa-compact"),
    ):
        whole = key(name)
        good = public(whole)
        yield refused(
            GROUP,
            f"impossible-length-of-{case}",
            f"{member} with one character too many",
            verify(
                damaged(good, **{member: good[member] + "A"}), jws(whole, alg), [alg], WITNESSED
            ),
            clauses=("rfc4648-4-length",),
            mutation=f"{member}: A added, which makes {len(good[member]) + 1} characters",
            why=DROPPED,
            derived_from=whole_of,
        )


def other_forms() -> Iterator[Authored]:
    """Other ways to write octets: each is some base64url, but of other octets."""
    secret = OCT.whole
    octets = unb64(secret["k"])
    for case, written, noun in (
        ("hexadecimal", octets.hex(), "in hexadecimal"),
        ("upper-hexadecimal", octets.hex().upper(), "in upper-case hexadecimal"),
        ("decimal", str(int.from_bytes(octets, "big")), "as a decimal number"),
        ("twice-encoded", b64(secret["k"].encode()), "encoded twice"),
    ):
        readable = written + "A" * (1 if len(written) % 4 == 1 else 0)
        yield refused(
            GROUP,
            f"{case}-in-oct-k",
            f"A symmetric key whose k is written {noun}",
            OCT.verify(_given(OCT, "k", readable)),
            clauses=("rfc7515-5.2-signature-validates",),
            mutation=f"k: the same octets {noun}",
            why="k is base64url and nothing else: who guesses lets two readers use two keys.",
            derived_from=OCT.verifies,
        )


LAST = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def left_to_the_reader() -> Iterator[Authored]:
    """Padding, and bits that belong to no octet."""
    for sample, member in ((RSA, "n"), (EC, "x"), (EC, "y"), (OKP, "x"), (OCT, "k")):
        value = str(sample.key[member])
        pads = "=" * (-len(value) % 4)
        named = _named(sample, member)
        padded = [(f"{named}-excess", value + pads + "====", "four equals signs too many")]
        if len(pads) == 2:
            padded.append(
                (f"{named}-one-of-two", value + "=", "one equals sign where two would be")
            )
        if (sample, member) in ((EC, "y"), (OKP, "x")):
            padded.append((named, value + pads, "padding added"))
        for case, given, mutation in padded:
            yield left_open(
                "padding-in-member",
                case,
                f"A key of the type {sample.key['kty']} with {member}: {mutation}",
                sample.verify(_given(sample, member, given), either()),
                clauses=("rfc7515-2-unpadded",),
                mutation=f"{member}: {mutation}",
                why="Who publishes such a key must know which consumers it shuts out.",
                derived_from=sample.verifies,
                implied={"rfc4648-3.3-alphabet": "= is not of the alphabet without padding"},
            )
    for sample, member in ((EC, "y"), (OKP, "x")):
        value = str(sample.key[member])
        yield left_open(
            "trailing-bits",
            _named(sample, member),
            f"A key of the type {sample.key['kty']} whose {member} ends in a bit too many",
            sample.verify(
                _given(sample, member, value[:-1] + LAST[LAST.index(value[-1]) + 1]), either()
            ),
            clauses=("rfc4648-3.5-trailing-bits", "rfc4648-3.5-trailing-bits-zero"),
            mutation=f"{member}: the lowest unused bit of the last character set",
            why="Accepting it gives a key several spellings; refusing it is stricter than asked.",
            derived_from=sample.verifies,
        )
    for member in ("n", "e"):
        octets = b"\0\0\0\0" + unb64(RSA.key[member])
        yield left_open(
            "leading-zero",
            f"{member}-four",
            f"Four zero octets in front of {member}",
            RSA.verify(_given(RSA, member, b64(octets)), either()),
            clauses=(
                "rfc7518-2-minimal-integers",
                "rfc7518-6.3.1.1-no-extra-octet"
                if member == "n"
                else "rfc7518-6.3.1.2-three-octets",
            ),
            mutation=f"{member}: four leading zero octets added",
            why="Integers of a fixed width come with as many zeros as it takes.",
            derived_from=RSA.verifies,
        )


CHAPTER = Chapter(
    "key-encoding",
    "The encoding of members",
    (alphabet, lengths, other_forms, left_to_the_reader),
)

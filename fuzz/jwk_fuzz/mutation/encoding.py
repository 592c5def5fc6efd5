"""Changes to how a member is encoded: alphabet, padding, trailing bits, length."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jwk_conformance.rulebook.key import ENCODED, PRIVATE
from jwk_fuzz.mutation.noun import Jwk, Mutation, respelt
from jwk_fuzz.valid import decoded, encoded

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
SAME_OCTETS: tuple[tuple[str, Callable[[str], str | None], str], ...] = (
    ("padding added", lambda text: text + "=" * (-len(text) % 4), "base64url-padding"),
    (
        "the standard alphabet",
        lambda text: text.replace("-", "+").replace("_", "/"),
        "base64url-standard-alphabet",
    ),
    ("a space within", lambda text: _within(text, " "), "base64url-junk"),
    ("a line break within", lambda text: _within(text, "\n"), "base64url-junk"),
    ("an exclamation mark within", lambda text: _within(text, "!"), "base64url-junk"),
    ("a NUL within", lambda text: _within(text, "\0"), "base64url-junk"),
    ("a letter beyond ASCII within", lambda text: _within(text, "é"), "base64url-junk"),
    ("half of a surrogate pair within", lambda text: _within(text, "\ud83d"), "base64url-junk"),
    ("a line break behind", lambda text: f"{text}\n", "base64url-junk"),
    (
        "a length that no encoder gives",
        lambda text: text + "A" * ((1 - len(text)) % 4),
        "base64url-length",
    ),
    ("the lowest unused bit of the last character set", lambda text: _last_bit(text),
     "base64url-trailing-bits"),
)  # fmt: skip
"""Said of it → what it makes of the text, and the rule it breaks."""

_LENGTH = {
    **{("EC", name): f"ec-{name}-length" for name in "xyd"},
    **{("OKP", name): f"okp-{name}-length" for name in "xd"},
    **{("AKP", name): f"akp-{name}-length" for name in ("pub", "priv")},
}


def spellings() -> Iterator[Mutation]:
    """Base64url that is none, or not the one there is."""
    for kty, names in ENCODED.items():
        for name in names:
            for said, respell, breaks in SAME_OCTETS:
                yield Mutation(
                    f"{name}: {said}",
                    "value",
                    respelt(name, respell),
                    (kty,),
                    breaks,
                    private=name in PRIVATE[kty],
                )


def lengths() -> Iterator[Mutation]:
    """Octets too many or too few, where the length is fixed."""
    for (kty, name), breaks in _LENGTH.items():
        for said, change in (
            ("one leading zero octet added", lambda octets: b"\0" + octets),
            ("one zero octet added behind", lambda octets: octets + b"\0"),
            ("the first octet dropped", lambda octets: octets[1:]),
            ("the last octet dropped", lambda octets: octets[:-1]),
            ("the octets twice", lambda octets: octets + octets),
            ("one octet", lambda octets: octets[:1]),
            ("empty", lambda octets: b""),
        ):
            yield Mutation(
                f"{name}: {said}",
                "value",
                of_octets(name, change),
                (kty,),
                breaks,
                private=name in PRIVATE[kty],
            )
    for name in ENCODED["RSA"]:
        for said, change, breaks in (
            ("one leading zero octet added", lambda octets: b"\0" + octets, "rsa-leading-zero"),
            ("empty", lambda octets: b"", "rsa-empty-integer"),
        ):
            yield Mutation(
                f"{name}: {said}",
                "value",
                of_octets(name, change),
                ("RSA",),
                breaks,
                private=name in PRIVATE["RSA"],
            )
    yield Mutation("k: empty", "value", of_octets("k", lambda octets: b""), ("oct",), "oct-empty")


def of_octets(name: str, change: Callable[[bytes], bytes]) -> Callable[[Jwk], Jwk | None]:
    """Changes what a member encodes."""
    return respelt(name, lambda text: encoded(change(decoded(text))))


def _within(text: str, character: str) -> str:
    return text[: len(text) // 2] + character + text[len(text) // 2 :]


def _last_bit(text: str) -> str | None:
    unused = len(text) % 4 in (2, 3)
    return text[:-1] + _DIGITS[_DIGITS.index(text[-1]) + 1] if unused else None

"""The compact serialisation: parts too many or too few, and spelled as base64url is not."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import Authored, b64, text
from authoring.choice_key import either
from authoring.damage import left_open, refused
from authoring.forge import header, signature
from authoring.malformed_value import SPELLINGS
from authoring.registry import Chapter
from authoring.signed_by import BY_SLUG, GROUP, HS256, VALIDATES

PARTS = "rfc7515-5.2-three-parts"
STRICT = "rfc7515-5.2-strict-base64url"
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
GENUINE = "the MAC is genuine over header and payload as they stand"


def _signed(head: str, payload: str) -> str:
    """A token over header and payload that are signed as they are spelled."""
    signed = f"{head}.{payload}"
    return f"{signed}.{b64(signature(HS256.key, 'HS256', signed.encode('utf-8')))}"


def parts() -> Iterator[Authored]:
    """Another number of parts than three, or an empty one."""
    head, payload, value = HS256.token.split(".")
    whole = HS256.token
    nothing = "there is no signature to verify"
    for reason, said, token, clauses, witness in (
        ("one-part", "the header alone", head, (PARTS,), nothing),
        ("two-parts", "no third part", f"{head}.{payload}", (PARTS,), nothing),
        ("empty-fourth-part", "a period at the end", f"{whole}.", (PARTS,), GENUINE),
        ("empty-first-part", "a period in front", f".{whole}", (PARTS,), GENUINE),
        (
            "doubled-period",
            "two periods before the signature",
            f"{head}.{payload}..{value}",
            (PARTS,),
            GENUINE,
        ),
        ("five-parts", "two parts added", f"{whole}.AAAA.AAAA", (PARTS,), GENUINE),
        ("signature-twice", "the signature twice", f"{whole}.{value}", (PARTS,), GENUINE),
        (
            "no-header",
            "an empty header",
            _signed("", payload),
            ("rfc7515-5.2-header-is-json", "rfc7515-4.1.1-alg-present"),
            GENUINE,
        ),
        (
            "payload-removed",
            "an empty payload",
            f"{head}..{value}",
            (VALIDATES,),
            "the signature is that of another payload",
        ),
        ("only-periods", "nothing but two periods", "..", ("rfc7515-5.2-header-is-json",), nothing),
        ("no-text", "nothing at all", "", (PARTS,), nothing),
    ):
        yield refused(
            GROUP,
            f"compact-{reason}",
            f"A compact token with {said}",
            HS256.verified(token),
            clauses=clauses,
            mutation=said,
            why=SPELLINGS,
            derived_from=HS256.control,
            witness=witness,
            severity="interoperability",
            level="token",
        )


def _around() -> Iterator[tuple[str, str, str]]:
    head, payload, value = HS256.token.split(".")
    for name, said, added in (
        ("space", "a space", " "),
        ("line-feed", "a line feed", "\n"),
        ("crlf", "a line break", "\r\n"),
        ("tab", "a tab", "\t"),
        ("no-break-space", "a no-break space", "\xa0"),
        ("zero-width-space", "a zero-width space", "\u200b"),
        ("nul", "a zero character", "\0"),
    ):
        yield f"{name}-in-front", f"{said} in front", added + HS256.token
        yield f"{name}-at-the-end", f"{said} at the end", HS256.token + added
        if name in ("space", "line-feed"):
            yield (
                f"{name}-before-payload",
                f"{said} before the payload",
                f"{head}.{added}{payload}.{value}",
            )
            yield (
                f"{name}-after-payload",
                f"{said} after the payload",
                f"{head}.{payload}{added}.{value}",
            )
            yield (
                f"{name}-after-header",
                f"{said} after the header",
                f"{head}{added}.{payload}.{value}",
            )
            yield (
                f"{name}-before-signature",
                f"{said} before the signature",
                f"{head}.{payload}.{added}{value}",
            )


def white_space() -> Iterator[Authored]:
    """White space around the token and its parts; what was signed is the token without."""
    for reason, said, token in _around():
        yield refused(
            GROUP,
            f"compact-{reason}",
            f"A compact token with {said}",
            HS256.verified(token),
            clauses=(STRICT,),
            mutation=f"{said}, added after signing",
            why=SPELLINGS,
            derived_from=HS256.control,
            witness="without what was added the token is genuine",
            severity="interoperability",
            level="token",
        )


def _inside() -> Iterator[tuple[str, str, str, str]]:
    """Reason, what it is, characters to insert, clause."""
    yield "space", "a space", " ", STRICT
    yield "line-feed", "a line feed", "\n", STRICT
    yield "junk", "an exclamation mark", "!", STRICT
    yield "asterisk", "an asterisk", "*", STRICT
    yield "percent", "a percent escape", "%41", STRICT
    yield "comma", "a comma", ",", STRICT
    yield "non-ascii", "é", "é", STRICT
    yield "fullwidth", "a full-width letter", "Ａ", STRICT
    yield "padding", "padding", "====", STRICT


def inside() -> Iterator[Authored]:
    """Characters that do not belong, within each part; header and payload are signed so."""
    head = b64(header(alg="HS256", note=ALPHABET))
    payload = b64(text({"note": ALPHABET}).encode())
    for name, said, added, clause in _inside():
        for part, token in (
            ("header", _signed(f"{head[:40]}{added}{head[40:]}", payload)),
            ("payload", _signed(head, f"{payload[:24]}{added}{payload[24:]}")),
        ):
            yield refused(
                GROUP,
                f"{name}-inside-{part}",
                f"A token with {said} within its {part}",
                HS256.verified(token),
                clauses=(clause, "rfc4648-3.3-alphabet"),
                mutation=f"{part}: {said} inserted, and signed so",
                why=SPELLINGS,
                derived_from=HS256.control,
                witness=GENUINE,
                severity="interoperability",
                level="token",
            )
        mac = HS256.token.split(".")[2]
        yield refused(
            GROUP,
            f"{name}-inside-signature",
            f"A token with {said} within its signature",
            HS256.verified(".".join([*HS256.token.split(".")[:2], f"{mac[:20]}{added}{mac[20:]}"])),
            clauses=(clause, "rfc4648-3.3-alphabet"),
            mutation=f"signature: {said} inserted",
            why=SPELLINGS,
            derived_from=HS256.control,
            witness="without what was inserted the signature is genuine",
            level="token",
        )


def alphabets() -> Iterator[Authored]:
    """The alphabet of base64 where that of base64url belongs."""
    strange = "\xfb\xff\xfe???>>>"
    head, payload = b64(header(alg="HS256", note=strange)), b64(strange.encode())
    rs384 = BY_SLUG["rs384"]
    for part, by, token in (
        ("header", HS256, _signed(_standard(head), payload)),
        ("payload", HS256, _signed(head, _standard(payload))),
        ("signature", rs384, _with_standard_signature(rs384.token)),
    ):
        yield refused(
            GROUP,
            f"standard-alphabet-{part}",
            f"A {part} in base64 with + and /",
            by.verified(token),
            clauses=("rfc4648-5-two-alphabets", "rfc4648-3.3-alphabet", STRICT),
            mutation=f"{part}: + and / for - and _",
            why=SPELLINGS,
            derived_from=by.control,
            witness="with - and _ the token is genuine, or signed as it stands",
            severity="interoperability",
            level="token",
        )


def _standard(encoded: str) -> str:
    changed = encoded.replace("-", "+").replace("_", "/")
    assert changed != encoded
    return changed


def _with_standard_signature(token: str) -> str:
    head, payload, value = token.split(".")
    return f"{head}.{payload}.{_standard(value)}"


def lengths() -> Iterator[Authored]:
    """Parts with a character left over, which encodes nothing."""
    head, payload = b64(header(alg="HS256", a=1)), b64(b'{"sub":"x"} ')
    whole = b64(b'{"alg":"HS256"}')
    assert len(payload) % 4 == len(whole) % 4 == 0
    hs384 = BY_SLUG["hs384"]
    for part, by, token in (
        ("header", HS256, _signed(whole + "A", payload)),
        ("payload", HS256, _signed(head, payload + "A")),
        ("signature", hs384, hs384.token + "A"),
    ):
        yield refused(
            GROUP,
            f"left-over-character-{part}",
            f"A {part} with a character left over at its end",
            by.verified(token),
            clauses=("rfc7515-c-length", "rfc4648-4-length"),
            mutation=f"{part}: A added, after whole groups of four",
            why=SPELLINGS,
            derived_from=by.control,
            witness="without the last character the part decodes, and the token is genuine",
            severity="interoperability",
            level="token",
        )


def trailing_bits() -> Iterator[Authored]:
    """Last characters with bits that belong to no octet: decoders may mind them."""
    head, payload = b64(b'{"alg":"HS256" }'), b64(b'{"sub":"y"}')
    assert len(head) % 4 == 2
    assert len(payload) % 4 == 3
    value = HS256.token.split(".")[2]
    plain = b64(header(alg="HS256"))
    opened = {"payload": payload}
    for part, token, answers in (
        ("jws-header", _signed(_with_bits(head), payload), either(**opened)),
        ("jws-payload", _signed(plain, _with_bits(payload)), either(**opened)),
        ("jws-signature", HS256.token.replace(value, _with_bits(value)), either()),
    ):
        yield left_open(
            "trailing-bits",
            part,
            f"A {part.removeprefix('jws-')} whose last character has bits to spare",
            HS256.verified(token, answers),
            clauses=("rfc4648-3.5-trailing-bits",),
            mutation=f"{part.removeprefix('jws-')}: the unused bits of the last character set",
            why="Where such spellings are taken, one token has several.",
            derived_from=HS256.control,
            level="token",
        )


def _with_bits(encoded: str) -> str:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return encoded[:-1] + alphabet[alphabet.index(encoded[-1]) + 1]


CHAPTER = Chapter(
    "malformed-jws-compact",
    "Spellings of the compact serialisation",
    (parts, white_space, inside, alphabets, lengths, trailing_bits),
)

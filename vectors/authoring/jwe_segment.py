"""The five parts of a JWE: shortened, emptied, changed, and written in other ways."""

from __future__ import annotations

import json
from collections.abc import Iterator

from authoring.build import Authored, b64, text, unb64
from authoring.forge import PAYLOAD, header
from authoring.jwe_content import flipped
from authoring.jwe_damage import Case, slug
from authoring.registry import Chapter
from authoring.sealing import Jwe, cek, oaep, sealed, stream, wrapped
from authoring.suite import key

ENCS = ("A256GCM", "A128CBC-HS256")
RSA = key("rsa-2048-a")
NAMES = ("protected", "encrypted_key", "iv", "ciphertext", "tag")
NOUNS = dict(
    zip(NAMES, ("header", "encrypted key", "IV", "ciphertext", "tag"), strict=True),
    aad="additional data",
)
BREAKS = {
    "protected": "rfc7516-5.2-header-is-json",
    "encrypted_key": "rfc7516-5.2-any-step-fails",
    "iv": "rfc7516-5.2-tag-validates",
    "ciphertext": "rfc7516-5.2-tag-validates",
    "tag": "rfc7516-5.2-tag-validates",
}
SPELLINGS = "One token in several spellings gets around caches and lists of tokens already seen."
LAST = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def case(enc: str) -> Case:
    """RSA-OAEP, which nearly every library has."""
    return Case(RSA, "RSA-OAEP", enc)


def token(enc: str, segment: str | None = None, **members: object) -> Jwe:
    """An undamaged token; every part but an initialisation vector of 12 octets ends unevenly."""
    protected = header(alg="RSA-OAEP", enc=enc, **members)
    iv = stream("iv", 12 if enc.endswith("GCM") else 16)
    encrypted_key = oaep(RSA, cek(enc))
    return sealed(enc, protected, encrypted_key=encrypted_key, iv=iv, segment=segment)


def changes() -> Iterator[Authored]:
    """Each part shortened, lengthened, emptied, and changed at either end."""
    for enc in ENCS:
        whole = token(enc)
        for name in NAMES:
            octets: bytes = getattr(whole, name)
            for reason, said, other in (
                ("shortened", "without its last octet", octets[:-1]),
                ("lengthened", "with an octet more", octets + b"\x00"),
                ("empty", "that is empty", b""),
                ("first-bit", "with its first bit turned", flipped(octets, 0)),
                ("last-bit", "with its last bit turned", flipped(octets, -1)),
            ):
                yield case(enc).refused(
                    f"{slug(name)}-{reason}-rsa-oaep-{slug(enc)}",
                    f"RSA-OAEP and {enc}: the {NOUNS[name]} {said}",
                    whole.but(**{name: other}).compact(),
                    BREAKS[name],
                    mutation=f"{NOUNS[name]} {said}",
                    why="Whoever takes a part that is not what was sent gives out what nobody "
                    "sent, or shows by its errors what it has found inside.",
                )


def written(whole: Jwe, name: str, segment: str) -> str:
    """A compact token with one part written in another way."""
    parts = dict(zip(NAMES, whole.segments, strict=True))
    return ".".join({**parts, name: segment}.values())


def respelt(name: str, change: str) -> tuple[str, Jwe] | None:
    """A token with one part in another spelling of the same octets; None where there is none.

    The header is authenticated as it is spelt.
    """
    for number in range(64):
        whole = token("A128CBC-HS256", jti=f"?>?>{number}")
        plain = dict(zip(NAMES, whole.segments, strict=True))[name]
        segment = _SPELLINGS[change](plain)
        if segment is not None and segment != plain:
            if name == "protected":
                whole = token("A128CBC-HS256", segment, jti=f"?>?>{number}")
            return written(whole, name, segment), whole
    return None


def _padded(plain: str) -> str | None:
    return plain + "=" * (-len(plain) % 4) or None


def _standard(plain: str) -> str:
    return plain.replace("-", "+").replace("_", "/")


def _trailing(plain: str) -> str | None:
    return plain[:-1] + LAST[LAST.index(plain[-1]) + 1] if len(plain) % 4 else None


_SPELLINGS = {
    "padding": _padded,
    "standard-alphabet": _standard,
    "junk": lambda plain: f"{plain[:8]}!{plain[8:]}",
    "space": lambda plain: f"{plain[:8]} {plain[8:]}",
    "line-break": lambda plain: f"{plain[:8]}\r\n{plain[8:]}",
    "left-over-character": lambda plain: plain + "A" if len(plain) % 4 == 0 else None,
    "trailing-bits": _trailing,
}
STRICT: dict[str, tuple[str, ...]] = {
    "padding": ("rfc7516-5.2-strict-base64url",),
    "standard-alphabet": ("rfc7516-5.2-strict-base64url", "rfc4648-5-two-alphabets"),
    "junk": ("rfc7516-5.2-strict-base64url", "rfc4648-3.3-alphabet"),
    "space": ("rfc7516-5.2-strict-base64url", "rfc4648-3.3-alphabet"),
    "line-break": ("rfc7516-5.2-strict-base64url", "rfc4648-3.3-alphabet"),
    "left-over-character": ("rfc4648-4-length",),
}
SAID = {
    "padding": "with padding",
    "standard-alphabet": "in the standard alphabet",
    "junk": "with an exclamation mark inside",
    "space": "with a space inside",
    "line-break": "broken into lines",
    "left-over-character": "with a character left over",
    "trailing-bits": "whose last character has a bit too many",
}


def spellings() -> Iterator[Authored]:
    """Each part in base64url that is none."""
    for name in NAMES:
        for change, clauses in STRICT.items():
            found = respelt(name, change)
            if found is None:
                continue
            other, whole = found
            yield case("A128CBC-HS256").refused(
                f"{slug(name)}-{change}",
                f"The {NOUNS[name]} {SAID[change]}",
                other,
                *clauses,
                mutation=f"{NOUNS[name]} {SAID[change]}",
                why=SPELLINGS,
                opens=whole.cek,
                severity="interoperability",
            )


def trailing_bits() -> Iterator[Authored]:
    """Bits that belong to no octet, which a decoder may refuse."""
    for name in NAMES:
        found = respelt(name, "trailing-bits")
        assert found is not None, name
        yield case("A128CBC-HS256").open(
            "trailing-bits",
            f"jwe-{slug(name)}",
            f"The {NOUNS[name]} of a JWE whose last character has a bit too many",
            found[0],
            "rfc4648-3.5-trailing-bits",
            mutation=f"{NOUNS[name]}: the lowest unused bit of the last character set",
            why=SPELLINGS,
        )


def counts() -> Iterator[Authored]:
    """Too few or too many parts, and blanks around the whole."""
    whole = token("A128CBC-HS256")
    parts = whole.segments
    for reason, title, other, said in (
        ("four-parts", "A compact token without its tag", parts[:4], "the tag removed"),
        ("three-parts", "A compact token of three parts", parts[:1] + parts[3:], "two removed"),
        ("six-parts", "A compact token of six parts", [*parts, "AAAA"], "a sixth part added"),
        (
            "trailing-period",
            "A compact token that ends in a period",
            [*parts, ""],
            "a period added",
        ),
        ("leading-period", "A compact token that starts with a period", ["", *parts], "a period"),
    ):
        yield case("A128CBC-HS256").refused(
            f"{reason}-rsa-oaep",
            title,
            ".".join(other),
            "rfc7516-5.2-five-parts",
            mutation=said,
            why=SPELLINGS,
            severity="interoperability",
            witness="the plaintext comes out only for a reader that does not count the parts",
        )
    compact = whole.compact()
    for reason, title, spelt in (
        ("space-in-front", "A space in front of a compact token", f" {compact}"),
        ("space-behind", "A space behind a compact token", f"{compact} "),
        ("line-break-behind", "A line break behind a compact token", f"{compact}\n"),
    ):
        yield case("A128CBC-HS256").refused(
            reason,
            title,
            spelt,
            "rfc7516-5.2-strict-base64url",
            mutation=title.lower(),
            why=SPELLINGS,
            opens=whole.cek,
            severity="interoperability",
        )


def members() -> Iterator[Authored]:
    """The members of the flattened serialisation in base64url that is none."""
    oct_16 = key("oct-16")
    kek = unb64(oct_16["k"])
    by_wrap = Case(oct_16, "A128KW", "A128CBC-HS256")
    enc = by_wrap.enc
    protected = header(alg="A128KW", enc=enc)
    for name in (*NAMES, "aad"):
        for change in ("padding", "junk"):
            aad = b"additional" if name == "aad" else b""
            whole = _with_spelling(protected, kek, enc, aad, name, change)
            if whole is None:
                continue
            document, opens = whole
            yield by_wrap.refused(
                f"flattened-{slug(name)}-{change}",
                f"Flattened: the {NOUNS[name]} {SAID[change]}",
                text(document),
                *STRICT[change],
                mutation=f"{name} {SAID[change]}",
                why=SPELLINGS,
                opens=opens,
                form="flattened",
                severity="interoperability",
                features=("aad",) if aad else (),
            )


def _with_spelling(
    protected: bytes, kek: bytes, enc: str, aad: bytes, name: str, change: str
) -> tuple[dict[str, str], bytes] | None:
    wrap = wrapped(kek, cek(enc))
    whole = sealed(enc, protected, encrypted_key=wrap, aad=aad)
    document = json.loads(whole.flattened())
    respelling = _SPELLINGS[change](document[name])
    if respelling is None or respelling == document[name]:
        return None
    if name == "protected":
        whole = sealed(enc, protected, encrypted_key=wrap, segment=respelling)
    if name == "aad":
        joined = f"{b64(protected)}.{respelling}"
        whole = sealed(enc, protected, encrypted_key=wrap, segment=joined, plaintext=PAYLOAD)
    return {**document, **json.loads(whole.flattened()), name: respelling}, whole.cek


CHAPTER = Chapter(
    "jwe-segment",
    "The parts of a JWE",
    (changes, spellings, trailing_bits, counts, members),
)

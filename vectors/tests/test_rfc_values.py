"""Every long value of the RFC chapters stands in the text it is said to come from."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from authoring.chapters import chapters
from authoring.registry import Chapter
from jwk_vectors.model import Vector

LONG = re.compile(r"[A-Za-z0-9+/_=-]{20,}")
TOKEN = re.compile(r"[A-Za-z0-9_-]*(\.[A-Za-z0-9_-]*){1,4}")
PAGE_EDGE = re.compile(r"^\S.*\[Page \d+\]$|^RFC \d+ .* \d{4}$", re.MULTILINE)

CITED = {"RFC 7519": ("RFC 7515", "RFC 7516")}
"""Document → those whose keys and tokens its examples use without printing them again."""

CHAPTERS = chapters()
RFC_CHAPTERS = [chapter for chapter in CHAPTERS if chapter.name.startswith("rfc")]


def squeezed(text: str) -> str:
    """A text without its page breaks and white space."""
    return re.sub(r"\s+", "", PAGE_EDGE.sub("", text.replace("\f", "")))


def parts(text: str) -> list[Any] | None:
    """What a JSON text or a dotted token is made of; None for anything else."""
    if text.startswith("{"):
        try:
            return [json.loads(text)]
        except ValueError:
            return None
    return list(text.split(".")) if TOKEN.fullmatch(text) else None


def long_values(value: Any) -> Iterator[str]:
    """The encoded values of twenty characters or more, however deep they stand."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from long_values(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from long_values(inner)
    elif isinstance(value, str):
        inside = parts(value)
        if inside is not None:
            yield from long_values(inside)
        elif LONG.fullmatch(value):
            yield value


def stands_in(value: str, document: str) -> bool:
    """Whether a value stands in a squeezed document: as it is, or as what it encodes.

    A text may show the octets instead of their encoding: as characters, in hexadecimal or as a
    list of decimal numbers.
    """
    if value in document:
        return True
    try:
        octets = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except ValueError:
        return False
    if octets.hex() in document or f"[{','.join(map(str, octets))}]" in document:
        return True
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return squeezed(text) in document or _as_literals(octets) in document.replace('""', "")


def _as_literals(octets: bytes) -> str:
    """Octets as RFC 7520 writes its plaintext: in quoted lines, what is not ASCII escaped."""
    escaped = (chr(octet) if octet < 0x80 else f"\\x{octet:02x}" for octet in octets)
    return squeezed("".join(escaped))


def values_of(vector: Vector) -> list[str]:
    """The long values of a vector's steps and of what the source gives on the way."""
    steps = [
        {"args": step.args, "facts": step.facts, "check": msgspec.to_builtins(step.check)}
        for step in vector.steps
    ]
    return list(long_values([steps, vector.intermediate]))


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Name of an RFC, such as "RFC 7517" → its squeezed text."""
    folder = os.environ.get("JWK_RFC_DIR")
    if not folder:
        pytest.skip("JWK_RFC_DIR names no folder with the RFC texts, such as rfc7517.txt")
    names = {v.vector.source.document for chapter in RFC_CHAPTERS for v in chapter.vectors()}
    return {
        name: squeezed(Path(folder, f"{name.replace(' ', '').lower()}.txt").read_text("utf-8"))
        for name in names
    }


@pytest.mark.parametrize("chapter", RFC_CHAPTERS, ids=lambda chapter: chapter.name)
def test_every_long_value_stands_in_the_rfc(chapter: Chapter, texts: dict[str, str]) -> None:
    vectors = [authored.vector for authored in chapter.vectors()]
    looked_up = {(v.id, value): v.source.document for v in vectors for value in values_of(v)}
    missing = [
        key
        for key, name in looked_up.items()
        if not any(stands_in(key[1], texts[one]) for one in (name, *CITED.get(name, ())))
    ]
    assert looked_up
    assert missing == []


def test_there_are_rfc_chapters() -> None:
    assert {"rfc7517", "rfc7520-keys", "rfc7520-jws", "rfc7638", "rfc8037"} <= {
        chapter.name for chapter in RFC_CHAPTERS
    }


def test_only_the_rfc_chapters_claim_a_figure() -> None:
    claiming = [
        authored.vector.id
        for chapter in CHAPTERS
        if chapter not in RFC_CHAPTERS
        for authored in chapter.vectors()
        if authored.vector.source.figure
    ]
    assert claiming == []


DOCUMENT = squeezed(
    """
     "n": "0vx7agoebGcQSuuPiLJX
           ZptN9nndrQmbXEps2aiA"

Author                        Informational                     [Page 1]
\fRFC 7520                      JOSE Cookbook                     May 2015

     It is shown as text.   9d 61 b1 9d ef fd 5a 60 ba 84 4a f4 92 ec 2c c4
     [80, 66, 69, 83, 50,
     45, 72, 83, 50, 53, 54, 43, 65, 49, 50]
"""
)


@pytest.mark.parametrize(
    "value",
    [
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiA",
        base64.urlsafe_b64encode(b"It is shown as text.").decode(),
        base64.urlsafe_b64encode(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc4")).decode(),
        base64.urlsafe_b64encode(b"PBES2-HS256+A12").decode(),
    ],
    ids=["as it is", "as text", "in hexadecimal", "as numbers"],
)
def test_a_value_is_found_in_every_form_a_text_shows_it(value: str) -> None:
    assert stands_in(value, DOCUMENT)


@pytest.mark.parametrize("place", [0, 20, 39])
def test_a_typing_error_is_noticed(place: int) -> None:
    value = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiA"
    mistyped = value[:place] + ("B" if value[place] != "B" else "C") + value[place + 1 :]
    assert not stands_in(mistyped, DOCUMENT)


def test_long_values_are_found_inside_tokens_and_nested_json() -> None:
    inner = json.dumps({"k": "a" * 20, "kid": "short"})
    token = f"{'b' * 20}..{'c' * 20}"
    assert sorted(long_values({"key": inner, "jws": [token], "n": 3, "why": "a few words"})) == [
        "a" * 20,
        "b" * 20,
        "c" * 20,
    ]

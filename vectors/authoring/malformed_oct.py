"""Damaged symmetric keys, and keys too short for their use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import REFUSED, Authored, text
from authoring.damage import ENCRYPTED, WITNESSED, refused
from authoring.forge import PAYLOAD, damaged, jws
from authoring.operation import Party, encrypt, import_key, sign, verify
from authoring.registry import Chapter
from authoring.suite import key

GROUP = "malformed-oct"
GOOD = key("oct-32")
IMPORTS = "control-jwk.import-oct"


def values() -> Iterator[Authored]:
    """K missing, or of the wrong type."""
    listed: Any = [1, 2, 3, 4]
    for reason, title, jwk, mutation in (
        ("k-missing", "A symmetric key without k", damaged(GOOD, without="k"), "k removed"),
        ("k-number", "A symmetric key whose k is a number", damaged(GOOD, k=12345), "k: 12345"),
        ("k-array", "A symmetric key whose k is an array", damaged(GOOD, k=listed), "k: an array"),
        ("k-null", "A symmetric key whose k is null", damaged(GOOD, k=None), "k: null"),
    ):
        yield refused(
            GROUP,
            reason,
            title,
            import_key(jwk, REFUSED, like=GOOD),
            clauses=("rfc7518-6.4.1-k-present",),
            mutation=mutation,
            why="Whatever is made of it, an attacker may be able to guess it.",
            derived_from=IMPORTS,
        )


def short() -> Iterator[Authored]:
    """Keys shorter than the algorithm asks for, at use."""
    for alg, name, whole in (
        ("HS256", "oct-16", "oct-32"),
        ("HS384", "oct-32", "oct-48"),
        ("HS512", "oct-48", "oct-64"),
    ):
        jwk, low = key(name), alg.lower()
        octets = name.removeprefix("oct-")
        yield refused(
            GROUP,
            f"short-key-verifies-{low}",
            f"Verify {alg} with a key of {octets} octets",
            verify(jwk, jws(jwk, alg), [alg], WITNESSED),
            clauses=("rfc7518-3.2-key-size",),
            mutation=f"another key, of {octets} octets where {alg} needs {whole[4:]}",
            why="A MAC is no stronger than its key: short ones are found by trying.",
            derived_from=f"control-jws.verify-oct-{low}-compact",
        )
    jwk = key("oct-16")
    yield refused(
        GROUP,
        "short-key-signs-hs256",
        "Sign by HS256 with a key of 16 octets",
        sign(
            [Party(key=jwk, protected=text({"alg": "HS256"}))],
            PAYLOAD,
            "compact",
            WITNESSED,
            alg="HS256",
        ),
        clauses=("rfc7518-3.2-key-size",),
        mutation="another key, of 16 octets",
        why="A MAC is no stronger than its key: short ones are found by trying.",
        derived_from="control-jws.sign-oct-hs256-compact",
        witness="a product shows that the key was used",
    )
    yield refused(
        GROUP,
        "wrapping-key-too-long",
        "Encrypt by A128KW with a key of 24 octets",
        encrypt(
            [Party(key=key("oct-24"))],
            PAYLOAD,
            "compact",
            WITNESSED,
            alg="A128KW",
            enc="A128GCM",
            protected=text({"alg": "A128KW", "enc": "A128GCM"}),
        ),
        clauses=("rfc7518-4.4-key-size",),
        mutation="another key, of 24 octets",
        why="The token says A128KW and is wrapped by A192KW: whoever checks the name is deceived.",
        derived_from="control-jwe.encrypt-oct-a128kw-a128gcm-compact",
        severity="interoperability",
        witness=ENCRYPTED,
    )


CHAPTER = Chapter("malformed-oct", "Damaged symmetric keys", (values, short))

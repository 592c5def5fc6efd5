"""Keys for ES256K: here what a key says of itself is to be checked (RFC 8812 section 3.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import Authored, text, vector
from authoring.damage import VERIFIED, WITNESSED, refused, source_of
from authoring.registry import Chapter
from authoring.sample import Sample

KEY = Sample("es256k", "ec-secp256k1", "ES256K")
GROUP = "malformed-intention"
CHECKED = "The text has this checked, so that a key for one purpose never serves another."


def forbidden() -> Iterator[Authored]:
    """Use, key_ops or alg of a key say that it is not for this."""
    use, alg = "rfc8812-3.2-use-sig", "rfc8812-3.2-alg-checked"
    sign, verify = "rfc8812-3.2-key-ops-sign", "rfc8812-3.2-key-ops-verify"
    cases: tuple[tuple[str, dict[str, Any], tuple[str, ...]], ...] = (
        ("use-enc", {"use": "enc"}, (use, use)),
        ("use-unknown", {"use": "urn:example:use"}, (use, use)),
        ("use-upper-case", {"use": "SIG"}, (use, use)),
        ("key-ops-derive", {"key_ops": ["deriveKey"]}, (verify, sign)),
        ("key-ops-empty", {"key_ops": []}, (verify, sign)),
        ("key-ops-other-way", {"key_ops": ["sign"]}, (verify, "")),
        ("key-ops-other-way", {"key_ops": ["verify"]}, ("", sign)),
        ("alg-es256", {"alg": "ES256"}, (alg, alg)),
        ("alg-ecdh-es", {"alg": "ECDH-ES"}, (alg, alg)),
        ("alg-lower-case", {"alg": "es256k"}, (alg, alg)),
    )
    implied = {
        "rfc7517-4.4-alg-intended": "an alg of another curve goes with no key of this one",
        "rfc7517-4.2-other-uses": "a use that is not sig may be an unknown one",
    }
    for case, member, (verifying, signing) in cases:
        if verifying:
            yield refused(
                GROUP,
                f"{case}-verifies-es256k",
                f"Verify ES256K with a key that has {text(member)}",
                KEY.verify({**KEY.key, **member}),
                clauses=(verifying,),
                mutation=f"added: {text(member)}",
                why=CHECKED,
                derived_from=KEY.verifies,
                implied=implied,
            )
        if signing:
            yield refused(
                GROUP,
                f"{case}-signs-es256k",
                f"Sign by ES256K with a key that has {text(member)}",
                KEY.sign({**KEY.whole, **member}, WITNESSED),
                clauses=(signing,),
                mutation=f"added: {text(member)}",
                why=CHECKED,
                derived_from=KEY.signs,
                witness="a product shows that the key was used",
                implied=implied,
            )


def good() -> Iterator[Authored]:
    """A key that says rightly what it is for."""
    for case, member in (
        ("use", {"use": "sig"}),
        ("key-ops", {"key_ops": ["verify"]}),
        ("alg", {"alg": "ES256K"}),
        ("kid", {"kid": "a", "note": "b"}),
    ):
        yield vector(
            f"intention.es256k-{case}",
            f"Verify ES256K with a key that has {text(member)}",
            KEY.verify({**KEY.key, **member}, VERIFIED),
            group="tolerance",
            why="What the key says of itself is right: it serves.",
            clauses=("rfc8812-3.1-other-members", "rfc8812-3.1-secp256k1-key"),
            source=source_of("rfc8812-3.1-x"),
            derived_from=KEY.verifies,
            mutation=f"added: {text(member)}",
        )


CHAPTER = Chapter("es256k-key", "Keys for ES256K", (forbidden, good))

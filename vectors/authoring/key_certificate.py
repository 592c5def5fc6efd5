"""X.509 members of a key: x5u, x5c, x5t and x5t#S256, in order and out of it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from authoring.build import Authored, b64, vector
from authoring.certificate import certificate, digest, of_another_key
from authoring.damage import VERIFIED, left_open, source_of
from authoring.operation import import_key
from authoring.registry import Chapter
from authoring.sample import EC, either
from authoring.suite import key

OWN = certificate(EC.whole)
ROOT = key("ec-p-256-b")
LEAF = certificate(EC.whole, issuer=ROOT)
CHAIN = [LEAF, of_another_key()]
EXPIRED = certificate(EC.whole, until=datetime(2020, 1, 1))
SHA1, SHA256 = digest(OWN, "sha1"), digest(OWN, "sha256")
OPEN = "https://127.0.0.1:1/certificate.pem"
"""A port that nobody listens on: fetching from there fails at once."""


def good() -> Iterator[Authored]:
    """Certificates that belong to the key."""
    s256 = "x5t#S256"
    cases: tuple[tuple[str, str, dict[str, Any], str], ...] = (
        ("x5c", "its certificate", {"x5c": [OWN]}, "rfc7517-4.7-certificate-chain"),
        ("chain", "a chain of two", {"x5c": CHAIN}, "rfc7517-4.7-chain-may-follow"),
        (
            "x5c-and-others",
            "its certificate, use and alg",
            {"x5c": [OWN], "use": "sig", "alg": "ES256", "kid": "a"},
            "rfc7517-4.7-other-members-allowed",
        ),
        ("x5t", "the digest alone", {"x5t": b64(SHA1)}, "rfc7517-4.8-x5t-optional"),
        (
            "x5t-and-others",
            "the digest, use and alg",
            {"x5t": b64(SHA1), "use": "sig", "alg": "ES256"},
            "rfc7517-4.8-other-members-allowed",
        ),
        ("x5t-s256", "the digest alone", {s256: b64(SHA256)}, "rfc7517-4.9-x5t-s256-optional"),
        (
            "x5t-s256-and-others",
            "the digest, use and alg",
            {s256: b64(SHA256), "use": "sig", "alg": "ES256"},
            "rfc7517-4.9-other-members-allowed",
        ),
        (
            "all",
            "its certificate and both digests",
            {"x5c": [OWN], "x5t": b64(SHA1), s256: b64(SHA256)},
            "rfc7517-4.7-x5c-optional",
        ),
    )
    for case, noun, members, clause in cases:
        yield _verified(case, noun, members, clause, f"added: {', '.join(members)}")
    yield _verified(
        "x5u",
        "the address of a certificate, which nobody answers",
        {"x5u": OPEN},
        "rfc7517-4.6-x5u-optional",
        f"added: x5u, {OPEN}",
    )
    yield vector(
        "certificate.x5u-imported",
        "Import a key with the address of a certificate, which nobody answers",
        import_key({**EC.key, "x5u": OPEN}),
        group="tolerance",
        why=FETCHED,
        clauses=("rfc7517-4.6-x5u-optional",),
        source=source_of("rfc7517-4.6-x"),
        severity="security",
        derived_from=EC.imports,
        mutation=f"added: x5u, {OPEN}",
    )


FETCHED = (
    "A reader that fetches what a key points to lets the key's sender choose where it connects."
)


def _verified(case: str, noun: str, members: Any, clause: str, mutation: str) -> Authored:
    return vector(
        f"certificate.{case}",
        f"Verify with a key that has {noun}",
        EC.verify({**EC.key, **members}, VERIFIED),
        group="tolerance",
        why=FETCHED if case == "x5u" else "Many publishers add certificates to all their keys.",
        clauses=(clause,),
        source=source_of(clause),
        severity="security" if case == "x5u" else "interoperability",
        derived_from=EC.verifies,
        mutation=mutation,
    )


def of_others() -> Iterator[Authored]:
    """Certificates and digests that are not this key's."""
    other = of_another_key()
    both: dict[str, Any] = {"x5c": [OWN]}
    cases: tuple[tuple[str, dict[str, Any], tuple[str, ...], str], ...] = (
        ("second", {"x5c": CHAIN[::-1]}, ("rfc7517-4.7-key-certificate-first",), "chain reversed"),
        (
            "unrelated",
            {"x5c": [OWN, LEAF]},
            ("rfc7517-4.7-chain-order",),
            "an unrelated one behind",
        ),
        (
            "x5t",
            {**both, "x5t": b64(digest(other, "sha1"))},
            ("rfc7517-4.8-certificate-matches", "rfc7517-4.8-members-consistent"),
            "x5t: of another certificate",
        ),
        (
            "x5t-s256",
            {**both, "x5t#S256": b64(digest(other, "sha256"))},
            ("rfc7517-4.9-certificate-matches", "rfc7517-4.9-members-consistent"),
            "x5t#S256: of another certificate",
        ),
        ("alg", {**both, "alg": "RS256"}, ("rfc7517-4.7-members-consistent",), "alg: RS256"),
        (
            "x5u-alg",
            {"x5u": OPEN, "alg": "ES384"},
            (
                "rfc7517-4.6-alg-consistent",
                "rfc7517-4.6-members-consistent",
                "rfc7517-4.6-use-consistent",
                "rfc7517-4.6-x5u-certificate-matches",
            ),
            "x5u, and alg of another curve",
        ),
    )
    for case, members, clauses, mutation in cases:
        implied = {
            "rfc7517-4.7-certificate-matches": "the first certificate is the issuer's",
            "rfc7517-4.7-chain-order": "reversed, the issuer stands before the issued",
            "rfc7517-4.4-alg-intended": "RS256 goes with no EC key, certified or not",
        }
        yield left_open(
            "certificate-of-another-key",
            case,
            f"A key with X.509 members that are not its own: {mutation}",
            EC.verify({**EC.key, **members}, either("ignore")),
            clauses=clauses,
            mutation=mutation,
            why="Who trusts the certificate and who trusts the members trust two different keys.",
            derived_from=EC.verifies,
            severity="security",
            implied={
                "second": {name: implied[name] for name in list(implied)[:2]},
                "alg": {"rfc7517-4.4-alg-intended": implied["rfc7517-4.4-alg-intended"]},
                "x5u-alg": {"rfc7517-4.4-alg-intended": "ES384 goes with no key on P-256"},
            }.get(case),
        )
    yield left_open(
        "certificate-expired",
        "ec",
        "A key whose certificate expired in 2020",
        EC.verify({**EC.key, "x5c": [EXPIRED]}, either("ignore")),
        clauses=("rfc7517-9.1-certificate-if-validated",),
        mutation="x5c: a certificate that is past its end",
        why="A key may be good after its certificate, but who relies on the certificate must know.",
        derived_from=EC.verifies,
    )


def malformed() -> Iterator[Authored]:
    """What is no certificate, no digest, no address."""
    array, base, der = (
        "rfc7517-4.7-x5c-is-an-array-of-strings",
        "rfc7517-4.7-x5c-standard-base64",
        "rfc7517-4.7-x5c-is-der",
    )
    pem = f"-----BEGIN CERTIFICATE-----\n{OWN}\n-----END CERTIFICATE-----\n"
    cut = base64.b64encode(base64.b64decode(OWN)[:-1]).decode("ascii")
    cases: list[tuple[str, str, Any, str, str]] = [
        ("x5c-empty", "x5c", [], array, "an empty array"),
        ("x5c-string", "x5c", OWN, array, "a string"),
        ("x5c-number", "x5c", 1, array, "a number"),
        ("x5c-null", "x5c", None, array, "null"),
        ("x5c-object", "x5c", {"0": OWN}, array, "an object"),
        ("x5c-of-numbers", "x5c", [1], array, "an array of a number"),
        ("x5c-of-arrays", "x5c", [[OWN]], array, "an array in an array"),
        ("x5c-empty-string", "x5c", [""], der, "an empty string"),
        ("x5c-garbage", "x5c", ["AAAA"], der, "three octets that are no certificate"),
        ("x5c-cut-short", "x5c", [cut], der, "a certificate without its last octet"),
        ("x5c-no-base64", "x5c", ["!"], base, "an exclamation mark"),
        ("x5c-pem", "x5c", [pem], base, "a certificate in PEM"),
        ("x5c-lines", "x5c", [f"{OWN[:64]}\n{OWN[64:]}"], base, "base64 in lines"),
        ("x5c-base64url", "x5c", [b64(base64.b64decode(OWN))], base, "base64url"),
    ]
    for name, right, clause in (
        ("x5t", SHA1, "rfc7517-4.8-x5t-is-a-digest"),
        ("x5t#S256", SHA256, "rfc7517-4.9-x5t-s256-is-a-digest"),
    ):
        slug = name.replace("#S", "-s")
        colons = ":".join(f"{octet:02X}" for octet in right)
        cases += [
            (f"{slug}-empty", name, "", clause, "the empty string"),
            (f"{slug}-number", name, 1, clause, "a number"),
            (f"{slug}-null", name, None, clause, "null"),
            (f"{slug}-array", name, [b64(right)], clause, "an array"),
            (f"{slug}-short", name, b64(right[:-1]), clause, "an octet too few"),
            (f"{slug}-long", name, b64(right + b"\0"), clause, "an octet too many"),
            (f"{slug}-hexadecimal", name, right.hex(), clause, "in hexadecimal"),
            (f"{slug}-colons", name, colons, clause, "in hexadecimal with colons"),
            (f"{slug}-encoded-hexadecimal", name, b64(right.hex().encode()), clause,
             "base64url of hexadecimal"),
            (f"{slug}-padded", name, base64.urlsafe_b64encode(right).decode(), clause, "padded"),
        ]  # fmt: skip
    cases += [
        ("x5u-relative", "x5u", "certificate.pem", "rfc7517-4.6-x5u-is-a-uri", "no scheme"),
        ("x5u-empty", "x5u", "", "rfc7517-4.6-x5u-is-a-uri", "the empty string"),
        ("x5u-number", "x5u", 1, "rfc7517-4.6-x5u-is-a-uri", "a number"),
        ("x5u-null", "x5u", None, "rfc7517-4.6-x5u-is-a-uri", "null"),
        ("x5u-array", "x5u", [OPEN], "rfc7517-4.6-x5u-is-a-uri", "an array"),
        ("x5u-http", "x5u", OPEN.replace("https", "http"), "rfc7517-4.6-x5u-tls", "http"),
        ("x5u-file", "x5u", "file:///dev/null", "rfc7517-4.6-x5u-integrity", "a file"),
        ("x5u-ftp", "x5u", "ftp://127.0.0.1:1/a", "rfc7517-4.6-x5u-tls", "ftp"),
    ]
    for case, name, value, clause, noun in cases:
        yield left_open(
            "certificate-malformed",
            case,
            f"A key whose {name} is {noun}",
            EC.verify({**EC.key, name: value}, either("ignore")),
            clauses=(clause,),
            mutation=f"{name}: {noun}",
            why="The members beside it are a whole key; who refuses it for this loses the key, and "
            "who does not may be asked for the certificate later.",
            derived_from=EC.verifies,
        )


CHAPTER = Chapter(
    "key-certificate",
    "X.509 members of keys",
    (good, of_others, malformed),
)

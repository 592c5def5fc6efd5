"""Keys as they are produced: whole where zeros lead, of the size asked for, bare where public."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec

from authoring.build import Authored, Draft, Expected, b64, text, unb64, vector
from authoring.controls import PRIVATE_CLAUSE, PRIVATE_MEMBERS, control_of
from authoring.damage import left_open, source_of
from authoring.forge import public_pem
from authoring.operation import export_key, export_set, from_pem, generate, to_pem
from authoring.registry import Chapter
from authoring.suite import key, public
from jwk_vectors.model import Check, Option

GROUP = "produced-key"
LOST = "An octet lost or added makes it another key, or a document that strict readers refuse."
LEAKS = "What is exported as public is published: a secret in it is known to all."
RSA_PRIVATE = "rfc7518-6.3.2-rsa-private-key"
DISCLOSURE = "rfc7517-9.2-protect-from-disclosure"
SHORT = ("d", "p", "q", "dp", "dq", "qi")


def _vector(
    case: str,
    title: str,
    *drafts: Draft,
    clauses: tuple[str, ...],
    why: str,
    mutation: str,
    rsa_bits: int = 0,
    security: bool = False,
) -> Authored:
    return vector(
        f"{GROUP}.{case}",
        title,
        *drafts,
        group=GROUP,
        why=why,
        clauses=clauses,
        source=source_of(clauses[0]),
        severity="security" if security else "interoperability",
        derived_from=control_of(drafts[-1]),
        mutation=mutation,
        rsa_bits=rsa_bits,
    )


def rsa() -> Iterator[Authored]:
    """RSA keys with numbers shorter than usual, or unusual ones: every member equal."""
    names = [f"rsa-short-{name}" for name in SHORT] + ["rsa-e-3", "rsa-n-top-80", "rsa-n-top-ff"]
    for name in names:
        jwk = key(name)
        what = {
            "rsa-e-3": "e is 3",
            "rsa-n-top-80": "n starts with the octet 80",
            "rsa-n-top-ff": "n starts with the octet ff",
        }.get(name, f"{name.rpartition('-')[2]} has an octet less than usual")
        numbers = {name: value for name, value in jwk.items() if name not in SHORT[1:]}
        for form, expected, clause in (
            ("private", Expected(facts={"jwk": numbers}), RSA_PRIVATE),
            (
                "public",
                Expected(facts={"jwk": public(jwk)}, absent=PRIVATE_MEMBERS),
                "rfc7518-6.3.1-rsa-public-key",
            ),
        ):
            yield _vector(
                f"{name}-{form}",
                f"Export an RSA key whose {what}, {form}",
                export_key(jwk, "private" if form == "private" else "public", expected),
                clauses=(clause, "rfc7518-2-minimal-integers", "rfc4648-3.1-no-line-feeds"),
                why=LOST,
                mutation=f"another key, whose {what}",
            )
        yield _vector(
            f"{name}-crt",
            f"The members for speed of an RSA key whose {what}",
            export_key(
                jwk, "private", Expected(check=Check(kind="private-jwk", members=public(jwk)))
            ),
            clauses=("rfc7518-2-minimal-integers", RSA_PRIVATE),
            why=LOST,
            mutation=f"another key, whose {what}; every member that comes out is looked at",
        )
        yield _vector(
            f"{name}-pem",
            f"Write an RSA key whose {what} as PEM",
            to_pem(jwk, "private", Expected(check=Check(kind="private-pem", key=text(jwk)))),
            clauses=("rfc7468-10-private-key-info",),
            why=LOST,
            mutation=f"another key, whose {what}",
        )
        yield _vector(
            f"{name}-from-pem",
            f"Read an RSA key whose {what} from PEM",
            from_pem(public_pem(jwk), jwk, Expected(facts={"jwk": public(jwk)})),
            clauses=("rfc7468-13-subject-public-key-info",),
            why=LOST,
            mutation=f"another key, whose {what}",
        )


def oct() -> Iterator[Authored]:
    """Secrets whose zeros are a part of them."""
    secret = unb64(key("oct-32")["k"])
    for case, octets in (
        ("zero-first", b"\x00" + secret[1:]),
        ("zeros-first", bytes(8) + secret[8:]),
        ("zero-last", secret[:-1] + b"\x00"),
        ("zeros-last", secret[:-8] + bytes(8)),
        ("zeros-within", secret[:12] + bytes(8) + secret[20:]),
        ("high", b"\xff" * 8 + secret[8:]),
        ("line-feed-last", secret[:-1] + b"\n"),
        ("text", b"0123456789abcdef0123456789abcdef"),
        ("255-octets", (secret * 8)[:255]),
    ):
        jwk = {"kty": "oct", "k": b64(octets)}
        yield _vector(
            f"oct-{case}",
            f"Export a secret with octets that some take away: {case.replace('-', ' ')}",
            export_key(jwk, "private", Expected(facts={"jwk": jwk})),
            clauses=("rfc7518-6.4-symmetric-key",),
            why="Zeros and line ends are octets of a secret like any other.",
            mutation=f"k: {case.replace('-', ' ')}",
        )


def sizes() -> Iterator[Authored]:
    """The size asked for is the size made."""
    for kty, several in (("RSA", (2048, 3072, 4096)), ("oct", (128, 192, 256, 384, 512))):
        for bits in several:
            check = Check(kind="private-jwk", members={"kty": kty}, bits=bits)
            yield _vector(
                f"{kty.lower()}-of-{bits}-bits",
                f"Generate an {kty} key of {bits} bits",
                generate(kty, Expected(check=check), bits=bits),
                clauses=(PRIVATE_CLAUSE[kty],),
                why="A key weaker than was asked for is relied on for more than it bears.",
                mutation=f"{bits} bits asked for",
                rsa_bits=bits if kty == "RSA" else 0,
                security=True,
            )


def bare() -> Iterator[Authored]:
    """No secret in any public form."""
    everything: list[dict[str, Any]] = []
    for name in ("rsa-2048-a", "ec-p-256", "okp-ed25519", "okp-x25519"):
        everything.append({**key(name), "kid": name})
    exported = {"keys": [{**public(jwk), "kid": jwk["kid"]} for jwk in everything]}
    yield _vector(
        "set-of-private-keys",
        "Export a set of private keys, public",
        export_set(
            {"keys": everything}, Expected(facts={"jwks": exported}, absent=PRIVATE_MEMBERS)
        ),
        clauses=(DISCLOSURE,),
        why=LEAKS,
        mutation="every key with its secret",
        security=True,
    )
    for jwk in everything:
        noun = str(jwk.get("crv", jwk["kty"]))
        yield _vector(
            f"set-with-private-{noun.lower()}",
            f"Export a set with one private {noun} key among public ones, public",
            export_set(
                {
                    "keys": [
                        *(
                            public(other) | {"kid": other["kid"]}
                            for other in everything
                            if other is not jwk
                        ),
                        jwk,
                    ]
                },
                Expected(facts={"jwks": exported}, absent=PRIVATE_MEMBERS),
            ),
            clauses=(DISCLOSURE,),
            why=LEAKS,
            mutation=f"the {noun} key with its secret, in the last place",
            security=True,
        )
        more = {"use": "enc" if noun == "X25519" else "sig", "kid": "key 1"}
        yield _vector(
            f"public-{noun.lower()}-with-kid",
            f"Export the public part of a private {noun} key with kid and use",
            export_key(
                {**jwk, **more},
                "public",
                Expected(facts={"jwk": public(jwk)}, absent=PRIVATE_MEMBERS),
            ),
            clauses=(DISCLOSURE,),
            why=LEAKS,
            mutation="kid and use added",
            security=True,
        )


def secrets() -> Iterator[Authored]:
    """Secrets, which have no public form: refused or left out, but never in what is public."""
    answers = (
        Option(option="leave-out", outcome="accepted"),
        Option(option="refuse", outcome="rejected"),
    )
    secret = {**key("oct-32"), "kid": "secret"}
    expected = Expected(expect="choice", options=answers, absent=PRIVATE_MEMBERS)
    lone = export_key(secret, "public", expected)
    lone = replace(lone, scope=replace(lone.scope, form="private"))  # no control is public
    kept = {"keys": [{**public(key("ec-p-256")), "kid": "public"}]}
    among = (msgspec.structs.replace(answers[0], facts={"jwks": kept}), answers[1])
    for case, title, step in (
        ("key", "Export the public part of a symmetric key", lone),
        (
            "set",
            "Export a set with a symmetric key beside an EC key, public",
            export_set(
                {"keys": [*kept["keys"], secret]},
                Expected(expect="choice", options=among, absent=PRIVATE_MEMBERS),
            ),
        ),
        (
            "set-of-secrets",
            "Export a set of a symmetric key alone, public",
            export_set({"keys": [secret]}, expected),
        ),
    ):
        yield left_open(
            "public-form-of-a-secret",
            case,
            title,
            step,
            clauses=("rfc7518-6.4-no-public-form", DISCLOSURE),
            why=LEAKS,
            derived_from=control_of(step),
            mutation="a symmetric key",
            severity="security",
        )


CHAPTER = Chapter("produced-key", "Keys as they are produced", (rsa, oct, sizes, bare, secrets))

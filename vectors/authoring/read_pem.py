"""Keys that come as PEM and go out as JWK: every number whole, and in its place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from authoring.build import SETUP, Authored, Draft, Expected, Ref, b64, vector
from authoring.controls import PRIVATE_CLAUSE, PRIVATE_MEMBERS
from authoring.damage import source_of
from authoring.forge import private_pem, public_okp, public_pem
from authoring.octet_pair import SUBTYPES
from authoring.operation import export_key, from_pem, thumbprint
from authoring.prime_curve import CURVES
from authoring.registry import Chapter
from authoring.sealing import stream
from authoring.suite import Jwk, key, public
from authoring.suite import thumbprint as computed
from jwk_vectors.model import Check

GROUP = "read-pem"
READ, PRIVATE = "rfc7468-13-subject-public-key-info", "rfc7468-10-private-key-info"
LOST = "An octet lost or added on the way makes it another key, or one that strict readers refuse."
LEAKS = "What is exported as public is published: a secret in it is known to all."
PUBLIC_CLAUSE = {
    "RSA": "rfc7518-6.3.1-rsa-public-key",
    "EC": "rfc7518-6.2.1-ec-public-key",
    "OKP": "rfc8037-2-okp-public-key",
}


def _slug(jwk: Jwk) -> str:
    return str(jwk.get("crv", jwk["kty"])).lower()


def _vector(case: str, title: str, jwk: Jwk, clause: str, *drafts: Draft, why: str) -> Authored:
    return vector(
        f"{GROUP}.{case}",
        title,
        *drafts,
        group=GROUP,
        why=why,
        clauses=(clause, (PUBLIC_CLAUSE if clause == READ else PRIVATE_CLAUSE)[jwk["kty"]]),
        source=source_of(clause),
        severity="security" if why == LEAKS else "interoperability",
        derived_from=f"control-jwk.from-pem-{jwk['kty'].lower()}"
        + (f"-{_slug(jwk)}" if "crv" in jwk else ""),
        mutation="another key" if clause == READ else "the private key in place of the public",
    )


def _of_public(case: str, said: str, jwk: Jwk) -> Iterator[Authored]:
    """The JWK and the thumbprint of a key from its public PEM."""
    pem, slug = public_pem(jwk), _slug(jwk)
    yield _vector(
        f"public-{case}-{slug}",
        f"Read a public {slug} key from PEM of which {said}",
        jwk,
        READ,
        from_pem(pem, jwk, Expected(facts={"jwk": public(jwk)})),
        why=LOST,
    )
    yield _vector(
        f"thumbprint-{case}-{slug}",
        f"Thumbprint of a {slug} key read from PEM of which {said}",
        jwk,
        READ,
        from_pem(pem, jwk, SETUP, named="k"),
        thumbprint(Ref("k"), Expected(facts={"thumbprint": computed(jwk)}), like=jwk),
        why=LOST,
    )


def _of_private(
    case: str, said: str, jwk: Jwk, expected: Expected, *, also_public: bool = True
) -> Iterator[Authored]:
    """The JWKs, private and public, of a key from its private PEM."""
    pem, slug = private_pem(jwk), _slug(jwk)
    bare = Expected(facts={"jwk": public(jwk)}, absent=PRIVATE_MEMBERS)
    for form, expectation, why in (("private", expected, LOST), ("public", bare, LEAKS)):
        if form == "public" and not also_public:
            continue
        yield _vector(
            f"private-{case}-{slug}-{form}",
            f"Read a private {slug} key from PEM, and export it {form}: {said}",
            jwk,
            PRIVATE,
            from_pem(pem, jwk, SETUP, named="k"),
            export_key(
                Ref("k"), "private" if form == "private" else "public", expectation, like=jwk
            ),
            why=why,
        )


def rsa() -> Iterator[Authored]:
    """Private RSA keys: every member that comes out is looked at."""
    for name, said in (
        ("rsa-2048-a", "a usual key"),
        ("rsa-short-dp", "dp has an octet less than usual"),
        ("rsa-short-dq", "dq has an octet less than usual"),
        ("rsa-short-qi", "qi has an octet less than usual"),
        ("rsa-short-d", "d has an octet less than usual"),
    ):
        jwk = key(name)
        whole = Expected(check=Check(kind="private-jwk", members={**public(jwk), "d": jwk["d"]}))
        yield from _of_private(name.removeprefix("rsa-"), said, jwk, whole)


def ec() -> Iterator[Authored]:
    """EC keys of which a number starts with a zero octet."""
    for curve in CURVES:
        for names, said in (("x", "x starts"), ("y", "y starts")):
            yield from _of_public(f"zero-{names}", f"{said} with a zero octet", curve.zero(names))
        for names, said in (("d", "d starts"), ("xyd", "x, y and d start")):
            jwk = curve.zero(names)
            whole = Expected(facts={"jwk": jwk})
            yield from _of_private(
                f"zero-{names}", f"{said} with a zero octet", jwk, whole, also_public=names == "d"
            )


def _starting_with_zero(crv: str, octets: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """OKP keys whose d, and whose x, starts with a zero octet."""
    d = b"\x00" + stream(f"{crv} zero d", octets - 1)
    yield "d", {"kty": "OKP", "crv": crv, "x": b64(public_okp(crv, d)), "d": b64(d)}
    for number in count():
        d = stream(f"{crv} zero x {number}", octets)
        x = public_okp(crv, d)
        if not x[0]:
            yield "x", {"kty": "OKP", "crv": crv, "x": b64(x), "d": b64(d)}
            return


def okp() -> Iterator[Authored]:
    """OKP keys of which x or d starts or ends with a zero octet."""
    for subtype in SUBTYPES:
        for name, jwk in _starting_with_zero(subtype.crv, subtype.octets):
            said = f"{name} starts with a zero octet"
            if name == "x":
                yield from _of_public("zero-x", said, jwk)
            else:
                whole = Expected(facts={"jwk": jwk})
                yield from _of_private("zero-d", said, jwk, whole)


CHAPTER = Chapter("read-pem", "Keys read from PEM", (rsa, ec, okp))

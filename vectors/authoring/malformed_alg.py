"""The algorithm of a token: missing, misspelt, none, or one that the key is not for."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from authoring.build import Authored, b64, text, unb64
from authoring.damage import WITNESSED, refused
from authoring.forge import flattened, general, header, jws, public_pem, signing_input
from authoring.malformed_value import FORGED
from authoring.operation import verify
from authoring.registry import Chapter
from authoring.signed_by import BY_SLUG, ED25519, ES256, GROUP, HS256, RS256, Signed
from authoring.suite import Jwk, key, public, thumbprint

ONLY = "rfc8725-3.1-only-allowed-algorithms"
IS_A_STRING = "rfc7515-4.1.1-alg-is-a-string"
PRESENT = "rfc7515-4.1.1-alg-present"
SUPPORTED = "rfc7515-4.1.1-alg-supported"
NONE = "rfc7518-3.6-none-not-by-default"
DEFAULTED = "A reader that falls back on an algorithm of its own lets the sender choose it."
FLATTENED = "control-jws.verify-oct-hs256-flattened"


def spelled() -> Iterator[Authored]:
    """Values of alg that name no algorithm, over a genuine MAC by HS256."""
    strict = (IS_A_STRING, SUPPORTED)
    for reason, said, head, clauses in (
        ("missing", "no alg", b'{"typ":"JWT"}', (PRESENT, "rfc7515-5.2-alg-represents")),
        ("header-empty", "nothing", b"{}", (PRESENT, "rfc7515-5.2-alg-represents")),
        ("null", "alg null", header(alg=None), strict),
        ("number", "alg 256", header(alg=256), strict),
        ("true", "alg true", header(alg=True), strict),
        ("array", "alg in an array", header(alg=["HS256"]), strict),
        ("object", "alg in an object", header(alg={"alg": "HS256"}), strict),
        ("empty", "an empty alg", header(alg=""), (SUPPORTED,)),
        ("lower-case", "alg hs256", header(alg="hs256"), (*strict, "rfc7515-10.13-case-differs")),
        ("trailing-space", "a space after HS256", header(alg="HS256 "), strict),
        ("leading-space", "a space before HS256", header(alg=" HS256"), strict),
        ("trailing-nul", "a zero character after HS256", header(alg="HS256\0"), strict),
        ("unknown", "alg HS1024", header(alg="HS1024"), (SUPPORTED, ONLY)),
        ("long-name", "alg HMAC-SHA256", header(alg="HMAC-SHA256"), (SUPPORTED, ONLY)),
        ("fullwidth", "alg in full-width letters", header(alg="ＨＳ２５６"), strict),
        (
            "name-upper-case",
            "ALG for alg",
            b'{"ALG":"HS256"}',
            (PRESENT, "rfc7515-10.13-case-differs"),
        ),
    ):
        yield refused(
            GROUP,
            f"alg-{reason}",
            f"A header with {said}, and a MAC by HS256",
            HS256.verified(jws(HS256.key, "HS256", head)),
            clauses=clauses,
            mutation=f"header: {said}",
            why=DEFAULTED,
            derived_from=HS256.control,
            witness="the MAC is genuine by HS256",
            level="token",
        )
    yield refused(
        GROUP,
        "alg-lower-case-rs256",
        "A header with alg rs256, and a signature by RS256",
        RS256.verified(jws(RS256.key, "RS256", header(alg="rs256"))),
        clauses=(*strict, "rfc7515-10.13-case-differs"),
        mutation="alg: rs256",
        why=DEFAULTED,
        derived_from=RS256.control,
        witness="the signature is genuine by RS256",
        level="token",
    )


def unsecured() -> Iterator[Authored]:
    """None, with every key, and with a signature all the same."""
    for by in (ES256, ED25519):
        for alg in ("none", "None", "NONE", "nOnE"):
            spelling = {"None": "-capitalised", "NONE": "-upper-case", "nOnE": "-mixed-case"}
            yield refused(
                GROUP,
                f"none{spelling.get(alg, '')}-against-{by.slug}",
                f'An unsigned token with alg "{alg}", verified with an {by.said} key',
                by.verified(signing_input(header(alg=alg)).decode() + "."),
                clauses=(NONE if alg == "none" else SUPPORTED, ONLY),
                mutation=f"alg: {alg}, and no signature",
                why=FORGED,
                derived_from=by.control,
                witness="the token has no signature that could verify",
                level="token",
            )
    for by in (HS256, RS256, ES256, ED25519):
        yield refused(
            GROUP,
            f"none-with-signature-{by.slug}",
            f"alg none over a genuine signature by {by.said}",
            by.verified(jws(by.key, by.alg, header(alg="none"))),
            clauses=(NONE, "rfc7518-3.6-signature-verified-empty", ONLY),
            mutation="alg: none, and a signature",
            why="none demands an empty signature, and that the application asked for it.",
            derived_from=by.control,
            witness="no unsecured token has a signature, and none was asked for",
            level="token",
        )
    whole = signing_input(header(alg="none")).decode()
    for reason, said, token in (
        ("flattened", "flattened", flattened(f"{whole}.")),
        (
            "unprotected",
            "in the unprotected header",
            text({"payload": whole.split(".")[1], "header": {"alg": "none"}, "signature": ""}),
        ),
        (
            "general",
            "in the only signature of a general JWS",
            text(
                {
                    "payload": whole.split(".")[1],
                    "signatures": [{"protected": whole.split(".")[0], "signature": ""}],
                }
            ),
        ),
    ):
        yield refused(
            GROUP,
            f"none-{reason}",
            f"An unsigned token with alg none, {said}",
            HS256.verified(token, features=("unprotected",) if reason == "unprotected" else ()),
            clauses=(NONE, ONLY),
            mutation=f"alg: none, {said}, and no signature",
            why=FORGED,
            derived_from=FLATTENED.replace("flattened", "general")
            if reason == "general"
            else FLATTENED,
            witness="the token has no signature that could verify",
            level="token",
        )
    yield refused(
        GROUP,
        "rfc7515-appendix-e",
        "The negative test of RFC 7515, whose critical extension nobody defined",
        HS256.verified(
            "eyJhbGciOiJub25lIiwNCiAiY3JpdCI6WyJodHRwOi8vZXhhbXBsZS5jb20vVU5ERUZJTkVEIl0sDQogImh0"
            "dHA6Ly9leGFtcGxlLmNvbS9VTkRFRklORUQiOnRydWUNCn0.RkFJTA."
        ),
        clauses=("rfc7515-e-negative-test", "rfc7515-4.1.11-crit-understood"),
        mutation="another token: RFC 7515 appendix E",
        why="Every implementation is to reject it.",
        derived_from=HS256.control,
        witness="its text says FAIL, and it has no signature",
        level="token",
        implied={NONE: "the token of the RFC has alg none, and nobody asked for that"},
    )


def _secrets(jwk: Jwk) -> Iterator[tuple[str, str, bytes]]:
    """What an attacker can compute of a public key, and a careless verifier take for a secret."""
    pem = public_pem(jwk).encode("ascii")
    loaded = load_pem_public_key(pem)
    readable = public(jwk)
    yield "pem", "its PEM", pem
    yield "pem-unended", "its PEM without the last line break", pem.rstrip(b"\n")
    yield "openssh", "its line of SSH", loaded.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    yield "der", "its DER", loaded.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if jwk["kty"] == "RSA":
        pkcs1 = loaded.public_bytes(Encoding.PEM, PublicFormat.PKCS1)
        yield "pkcs1-pem", "its PEM by PKCS #1", pkcs1
        yield (
            "pkcs1-der",
            "its DER by PKCS #1",
            loaded.public_bytes(Encoding.DER, PublicFormat.PKCS1),
        )
    else:
        yield "raw-point", "its raw point", _raw(jwk)
    member = "n" if jwk["kty"] == "RSA" else "x"
    yield f"{member}-octets", f"the octets of {member}", unb64(jwk[member])
    yield f"{member}-text", f"the text of {member}", jwk[member].encode("ascii")
    yield "jwk-text", "its JWK as given", text(readable).encode("ascii")
    ordered = dict(sorted(readable.items()))
    yield "jwk-canonical", "its JWK, members sorted", text(ordered).encode("ascii")
    yield "thumbprint", "its thumbprint", thumbprint(jwk).encode("ascii")


def _raw(jwk: Jwk) -> bytes:
    """The public key as octets: an uncompressed point, or x."""
    if jwk["kty"] == "OKP":
        return unb64(jwk["x"])
    return b"\x04" + unb64(jwk["x"]) + unb64(jwk["y"])


def confusion() -> Iterator[Authored]:
    """HS256 with something public as the secret."""
    signed = signing_input(header(alg="HS256"))
    for by in (RS256, ES256, ED25519):
        kty = by.key["kty"]
        for reason, said, secret in _secrets(by.key):
            if by is ED25519 and reason == "raw-point":  # the octets of x again
                continue
            mac = b64(hmac.digest(secret, signed, "sha256"))
            yield refused(
                GROUP,
                f"confusion-{kty.lower()}-{reason}",
                f"HS256 with a public {kty} key as the secret: {said}",
                by.verified(f"{signed.decode()}.{mac}", algorithms=[by.alg, "HS256"]),
                clauses=(SUPPORTED, "rfc7518-3.1-key-type-of-algorithm"),
                mutation=f"alg: HS256, and the MAC is made with {said}",
                why=FORGED,
                derived_from=by.control,
                witness=f"the MAC verifies where {said} is taken for a secret",
                level="token",
            )
        mac = b64(hmac.digest(public_pem(by.key).encode("ascii"), signed, "sha256"))
        if by is not RS256:  # which malformed-jws has
            yield refused(
                GROUP,
                f"confusion-{kty.lower()}-not-allowed",
                f"HS256 with the PEM of a public {kty} key as the secret, HS256 not allowed",
                by.verified(f"{signed.decode()}.{mac}"),
                clauses=(ONLY, SUPPORTED),
                mutation="alg: HS256, and the MAC is made with the PEM of the public key",
                why=FORGED,
                derived_from=by.control,
                witness="the MAC verifies where the PEM of the public key is taken for a secret",
                level="token",
            )


def unfitting() -> Iterator[Authored]:
    """A token by one kind of algorithm, verified with a key of another kind."""
    for by, other in (
        (RS256, ES256),
        (RS256, ED25519),
        (RS256, HS256),
        (ES256, RS256),
        (ES256, ED25519),
        (ES256, HS256),
        (ED25519, ES256),
        (ED25519, RS256),
        (HS256, RS256),
        (HS256, ES256),
    ):
        yield _unfitting(by, other)
    yield _unfitting(BY_SLUG["es256k"], RS256)
    for crv in ("x25519", "x448"):
        yield refused(
            GROUP,
            f"eddsa-with-{crv}-key",
            f"An EdDSA token, verified with a key on {crv.upper()}",
            ED25519.verified_with(key(f"okp-{crv}"), ED25519.token),
            clauses=("rfc8037-3.2-montgomery-no-signing", "rfc8037-4-algorithm-fits-subtype"),
            mutation=f"the key: one on {crv.upper()}",
            why="A key for agreement that serves for signatures is used against its purpose.",
            derived_from=ED25519.control,
            witness="no signature verifies with a key for agreement",
            level="token",
        )


def _unfitting(by: Signed, other: Signed) -> Authored:
    kty = str(other.key["kty"])
    fits = {"Ed": "rfc8037-4-algorithm-fits-subtype", "ES256K": "rfc8812-3.2-kty-checked"}
    clause = fits.get(by.family, "rfc7518-3.1-key-type-of-algorithm")
    return refused(
        GROUP,
        f"{by.slug}-with-{kty.lower()}-key",
        f"A token by {by.said}, verified with an {kty} key",
        by.verified_with(other.key, by.token),
        clauses=(clause, "rfc7515-6-key-determined"),
        mutation=f"the key: one of kty {kty}",
        why="With a key of another kind there is nothing to compute: an answer can only be wrong.",
        derived_from=by.control,
        witness="no check of the signature is defined with this key",
        level="token",
    )


def not_allowed() -> Iterator[Authored]:
    """Genuine tokens by algorithms that the caller does not allow."""
    for slug, other in (
        ("rs256", "RS512"),
        ("rs256", "PS256"),
        ("ps256", "RS256"),
        ("es256", "ES384"),
        ("hs256", "HS512"),
        ("eddsa-ed25519", "ES256"),
        ("es256k", "ES256"),
    ):
        by = BY_SLUG[slug]
        scoped = next(one for one in BY_SLUG.values() if one.alg == other)
        same = scoped.key["kty"] == by.key["kty"]
        yield refused(
            GROUP,
            f"{slug}-where-{other.lower()}-is-allowed",
            f"A genuine token by {by.said} where only {other} is allowed",
            verify(
                dict(by.readable),
                by.token,
                [other],
                WITNESSED,
                like=scoped.readable if by.family != "HS" and not (same and "RS" in slug) else None,
            ),
            clauses=(ONLY,),
            mutation=f"the algorithms allowed: {other} alone",
            why="What the caller allows is its only guard against algorithms it knows to be weak.",
            derived_from=by.control,
            level="token",
        )
    by, other = HS256, "HS512"
    whole = json.loads(flattened(by.token))
    apart = json.loads(flattened(jws(by.key, by.alg, header(typ="JWT")), alg=by.alg))
    for case, form, token, features in (
        ("flattened", "flattened", text(whole), ()),
        ("general", "general", general(by.token), ()),
        ("beside-kid", "flattened", text({**whole, "header": {"kid": "k"}}), ("unprotected",)),
        ("unprotected", "flattened", text(apart), ("unprotected",)),
    ):
        yield refused(
            GROUP,
            f"{by.slug}-where-{other.lower()}-is-allowed-{case}",
            f"A genuine {form} JWS by {by.said} where only {other} is allowed ({case})",
            verify(dict(by.readable), token, [other], WITNESSED, features=features),
            clauses=(ONLY,),
            mutation=f"the algorithms allowed: {other} alone",
            why="What the caller allows is its only guard against algorithms it knows to be weak: "
            "the sender must not get around it by another serialisation.",
            derived_from=by.control.replace("compact", form),
            level="token",
            otherwise="warn",  # RFC 7515 section 5.2 says SHOULD; RFC 8725 is about JWTs
        )


CHAPTER = Chapter(
    "malformed-jws-alg",
    "The algorithm of a token",
    (spelled, unsecured, confusion, unfitting, not_allowed),
)

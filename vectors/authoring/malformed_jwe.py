"""Damaged encryptions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from authoring.build import Authored, Draft, b64, unb64
from authoring.damage import WITNESSED, refused
from authoring.forge import (
    CURVES,
    agreed_key,
    ec_key,
    header,
    integer,
    jwe,
    seal,
    unsigned,
)
from authoring.operation import decrypt
from authoring.point import multiplied
from authoring.registry import Chapter
from authoring.suite import key, public

GROUP = "malformed-jwe"
OCT = key("oct-16")
CBC = key("oct-32")
EC = key("ec-p-256")
DIR_GCM = "control-jwe.decrypt-oct-dir-a128gcm-compact"
DIR_CBC = "control-jwe.decrypt-oct-dir-a128cbc-hs256-compact"
AGREED = "control-jwe.decrypt-ec-p-256-ecdh-es-a128gcm-compact"
DECRYPTS = "the plaintext comes out if, and only if, the defect is ignored"
GCM_TOKEN = jwe(OCT, "dir", "A128GCM")
CBC_TOKEN = jwe(CBC, "dir", "A128CBC-HS256")
SPELLINGS = "One token in several spellings gets around caches and lists of tokens already seen."


def _gcm(token: str) -> Draft:
    return decrypt(OCT, token, "dir", "A128GCM", WITNESSED)


def _refused(
    reason: str,
    title: str,
    draft: Draft,
    clause: str,
    mutation: str,
    why: str,
    derived_from: str = DIR_GCM,
    **more: Any,
) -> Authored:
    more = {"witness": DECRYPTS, "level": "token", **more}
    return refused(
        GROUP,
        reason,
        title,
        draft,
        clauses=(clause,),
        mutation=mutation,
        why=why,
        derived_from=derived_from,
        **more,
    )


def _flipped(part: str) -> str:
    octets = bytearray(unb64(part))
    octets[0] ^= 1
    return b64(bytes(octets))


def tags() -> Iterator[Authored]:
    """Authentication tags that are short or wrong."""
    short = "Each octet cut from the tag makes a forgery 256 times as likely."
    head, _, iv, ciphertext, tag = GCM_TOKEN.split(".")
    for octets in (12, 4):
        cut = b64(unb64(tag)[:octets])
        yield _refused(
            f"gcm-tag-{octets}-octets",
            f"An A128GCM tag cut to {octets} octets",
            _gcm(f"{head}..{iv}.{ciphertext}.{cut}"),
            "rfc7518-5.3-tag-length",
            f"tag: cut to {octets} octets",
            short,
        )
    parts = CBC_TOKEN.split(".")
    for octets in (8, 0):
        cut = b64(unb64(parts[4])[:octets])
        yield _refused(
            f"cbc-tag-{octets}-octets",
            f"An A128CBC-HS256 tag cut to {octets} octets",
            decrypt(CBC, ".".join([*parts[:4], cut]), "dir", "A128CBC-HS256", WITNESSED),
            "rfc7518-5.2.2.2-tag-length",
            f"tag: cut to {octets} octets",
            short,
            DIR_CBC,
        )
    forged = {"witness": "only a reader that does not check the tag gives a plaintext"}
    for reason, title, token, mutation in (
        (
            "tag-bit-flipped",
            "A tag with one bit turned",
            f"{head}..{iv}.{ciphertext}.{_flipped(tag)}",
            "one bit of the tag turned",
        ),
        (
            "ciphertext-bit-flipped",
            "A ciphertext with one bit turned",
            f"{head}..{iv}.{_flipped(ciphertext)}.{tag}",
            "one bit of the ciphertext turned",
        ),
    ):
        yield _refused(
            reason,
            title,
            _gcm(token),
            "rfc7516-5.2-tag-validates",
            mutation,
            "Without the tag anybody on the way can change the plaintext.",
            **forged,
        )
    cbc = ".".join([*parts[:4], _flipped(parts[4])])
    yield _refused(
        "cbc-tag-bit-flipped",
        "An A128CBC-HS256 tag with one bit turned",
        decrypt(CBC, cbc, "dir", "A128CBC-HS256", WITNESSED),
        "rfc7516-5.2-tag-validates",
        "one bit of the tag turned",
        "Without the tag CBC decrypts whatever an attacker makes of it.",
        DIR_CBC,
        **forged,
    )


def parts() -> Iterator[Authored]:
    """Parts that should be empty, absent or of another length."""
    head, _, iv, ciphertext, tag = GCM_TOKEN.split(".")
    yield _refused(
        "dir-with-encrypted-key",
        "Direct encryption with an encrypted key",
        _gcm(f"{head}.{b64(bytes(16))}.{iv}.{ciphertext}.{tag}"),
        "rfc7516-5.2-no-encrypted-key",
        "encrypted key: 16 octets",
        SPELLINGS,
    )
    yield _refused(
        "padded-tag",
        "A tag with padding",
        _gcm(f"{head}..{iv}.{ciphertext}.{tag}=="),
        "rfc7516-5.2-strict-base64url",
        "tag: == added",
        SPELLINGS,
        severity="interoperability",
    )
    yield _refused(
        "line-break-in-ciphertext",
        "A ciphertext broken into lines",
        _gcm(f"{head}..{iv}.{ciphertext[:8]}\n{ciphertext[8:]}.{tag}"),
        "rfc7516-5.2-strict-base64url",
        "ciphertext: line break added",
        SPELLINGS,
        severity="interoperability",
    )
    yield _refused(
        "sixth-part",
        "A compact token of six parts",
        _gcm(GCM_TOKEN + ".AAAA"),
        "rfc7516-5.2-five-parts",
        "a sixth part added",
        SPELLINGS,
        severity="interoperability",
    )
    yield _refused(
        "gcm-iv-16-octets",
        "An initialisation vector of 16 octets for A128GCM",
        _gcm(seal(unb64(OCT["k"]), header(alg="dir", enc="A128GCM"), iv=bytes(range(16)))),
        "rfc7518-5.3-iv-length",
        "initialisation vector: 16 octets",
        "Vectors of other lengths are hashed, and hashed vectors may collide. The text binds the "
        "use of the algorithm; whether it has a recipient refuse what a producer got wrong can be "
        "argued, so accepting it is only warned of.",
        otherwise="warn",
    )
    yield _refused(
        "cek-too-long",
        "A128GCM with a direct key of 32 octets",
        decrypt(
            CBC,
            seal(unb64(CBC["k"]), header(alg="dir", enc="A128GCM")),
            "dir",
            "A128GCM",
            WITNESSED,
        ),
        "rfc7518-5.1-cek-size",
        "the key: 32 octets, and AES-256 in place of AES-128",
        "Who checks the name of the algorithm is told another one than is used.",
        severity="interoperability",
    )


def headers() -> Iterator[Authored]:
    """Headers without enc, or with an unknown critical extension."""
    cek = unb64(OCT["k"])
    yield _refused(
        "enc-missing",
        "A header without enc",
        _gcm(seal(cek, header(alg="dir"))),
        "rfc7516-4.1.2-enc-present",
        "enc removed",
        "A guess from the length of the key lets an attacker choose the algorithm.",
    )
    name = "urn:example:jwk-conformance:undefined"
    marked = header(**{"alg": "dir", "enc": "A128GCM", "crit": [name], name: True})
    yield _refused(
        "crit-unknown",
        "A critical extension that nobody defined",
        _gcm(seal(cek, marked)),
        "rfc7516-4.1.13-crit-understood",
        "crit: names an extension, which is there",
        "The sender asked to be refused rather than misunderstood.",
    )


def _agreed(z: bytes, epk: dict[str, Any] | None) -> str:
    members: dict[str, Any] = {"alg": "ECDH-ES", "enc": "A128GCM"}
    if epk is not None:
        members["epk"] = epk
    return seal(agreed_key(z, "A128GCM", 16), header(**members))


def ephemeral_keys() -> Iterator[Authored]:
    """Ephemeral keys that cannot be agreed with."""
    sender = public(key("ec-p-256-b"))
    x, y = integer(sender["x"]), integer(sender["y"]) ^ 1
    off = {"kty": "EC", "crv": "P-256", "x": sender["x"], "y": unsigned(y, 32)}
    z = multiplied((x, y), integer(EC["d"])).to_bytes(32, "big")
    yield _refused(
        "epk-off-curve",
        "An ephemeral key beside the curve",
        decrypt(EC, _agreed(z, off), "ECDH-ES", "A128GCM", WITNESSED),
        "rfc7518-4.6.1.1-epk-on-curve",
        "epk: last bit of y turned; the secret is computed with the point as it is",
        "A few such tokens, and the answers to them, give the recipient's private key away.",
        AGREED,
    )
    other = key("ec-p-384")
    scalar = ec.derive_private_key(integer(EC["d"]), CURVES["P-384"])
    z = scalar.exchange(ec.ECDH(), ec_key(other).public_key())
    yield _refused(
        "epk-on-another-curve",
        "An ephemeral key on P-384 for a recipient on P-256",
        decrypt(EC, _agreed(z, public(other)), "ECDH-ES", "A128GCM", WITNESSED),
        "rfc7518-4.6.1.1-epk-on-curve",
        "epk: of P-384; the secret is computed with the recipient's number on that curve",
        "Using a private number on a curve that the sender names is an attacker's oracle.",
        AGREED,
    )
    yield _refused(
        "epk-missing",
        "Key agreement without an ephemeral key",
        decrypt(EC, _agreed(bytes(32), None), "ECDH-ES", "A128GCM", WITNESSED),
        "rfc7518-4.6.1.1-epk-present",
        "epk removed; the secret is 32 zero octets",
        "Without the sender's key there is no secret; a default is known to everybody.",
        AGREED,
    )


CHAPTER = Chapter("malformed-jwe", "Damaged encryptions", (tags, parts, headers, ephemeral_keys))

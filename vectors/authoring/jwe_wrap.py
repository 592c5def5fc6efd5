"""Encrypted keys: AES key wrap, AES-GCM key wrap, and what has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cryptography.hazmat.primitives import keywrap

from authoring.build import Authored, b64, unb64
from authoring.forge import header
from authoring.jwe_content import CUT, MENDED, flipped
from authoring.jwe_damage import WRITTEN, Case, slug
from authoring.registry import Chapter
from authoring.sealing import (
    GCM_IV,
    agreed,
    cek,
    derivation,
    ephemeral,
    gcm_wrapped,
    sealed,
    stream,
    wrapped,
    wrapped_with,
)
from authoring.suite import key, public

ENC = "A128GCM"
WRAPS = {"A128KW": 16, "A192KW": 24, "A256KW": 32}
GCM_WRAPS = {"A128GCMKW": 16, "A192GCMKW": 24, "A256GCMKW": 32}
CHECKED = "A key that was not checked decrypts to what an attacker had a hand in."
OTHER_SIZE = "Who checks the name of the algorithm is told another one than is used."
SHORT = "Each octet cut from the tag makes a forgery 256 times as likely."


def _kek(octets: int) -> bytes:
    return unb64(key(f"oct-{octets}")["k"])


def key_wraps() -> Iterator[Authored]:
    """Wrapped keys that are damaged, or wrapped otherwise."""
    for alg, octets in WRAPS.items():
        case, kek, secret = Case(key(f"oct-{octets}"), alg, ENC), _kek(octets), cek(ENC)
        whole = sealed(ENC, header(alg=alg, enc=ENC), encrypted_key=wrapped(kek, secret))
        good = whole.encrypted_key
        other = stream("another kek", octets)
        padded = keywrap.aes_key_wrap_with_padding(kek, secret)
        for reason, said, encrypted_key, opens in (
            ("first-bit", "with its first bit turned", flipped(good, 0), False),
            ("last-bit", "with its last bit turned", flipped(good, -1), False),
            ("block-removed", "without its last 8 octets", good[:-8], False),
            ("one-block", "of 8 octets", good[:8], False),
            ("not-of-blocks", "with 4 octets more", good + bytes(4), False),
            ("of-another-key", "wrapped by another key", wrapped(other, secret), False),
            (
                "other-initial-value",
                "wrapped with another initial value",
                wrapped_with(bytes(8), kek, secret),
                True,
            ),
            ("with-padding", "wrapped by the variant with padding", padded, True),
        ):
            yield case.refused(
                f"wrapped-key-{reason}-{slug(alg)}",
                f"{alg}: a wrapped key {said}",
                whole.but(encrypted_key=encrypted_key).compact(),
                "rfc7518-4.4-unwrap-fails",
                mutation=f"encrypted key {said}",
                why=CHECKED,
                opens=whole.cek if opens else b"",
            )
        for size in set(WRAPS.values()) - {octets}:
            yield Case(key(f"oct-{size}"), alg, ENC).refused(
                f"wrapping-key-{size}-octets-{slug(alg)}",
                f"{alg} with a key of {size} octets",
                whole.but(encrypted_key=wrapped(_kek(size), secret)).compact(),
                "rfc7518-4.4-key-size",
                mutation=f"the key: {size} octets, and AES with as many",
                why=OTHER_SIZE,
                opens=whole.cek,
                severity="interoperability",
                derived_from=f"control-jwe.decrypt-oct-{slug(alg)}-a128gcm-compact",
            )


def _gcm(
    octets: int,
    alg: str,
    iv: bytes = GCM_IV,
    opens: bytes | None = None,
    without: str = "",
    members: Mapping[str, Any] = {},
) -> tuple[str, bytes]:
    """A compact token by AES-GCM key wrap, with members of the header replaced or left out."""
    secret = cek(ENC) if opens is None else opens
    encrypted_key, tag = gcm_wrapped(_kek(octets), secret, iv)
    right = {"alg": alg, "enc": ENC, "iv": b64(iv), "tag": b64(tag)}
    right.pop(without, None)
    made = sealed(ENC, header(**right | dict(members)), secret, encrypted_key=encrypted_key)
    return made.compact(), made.cek


def gcm_key_wraps() -> Iterator[Authored]:
    """AES-GCM key wraps whose iv or tag is missing or wrong."""
    for alg, octets in GCM_WRAPS.items():
        case = Case(key(f"oct-{octets}"), alg, ENC)
        encrypted_key, tag = gcm_wrapped(_kek(octets), cek(ENC))
        present = {"iv": "rfc7518-4.7.1.1-iv-present", "tag": "rfc7518-4.7.1.2-tag-present"}
        numbers = {"iv": list(GCM_IV), "tag": list(tag)}
        for name, clause in present.items():
            cases: tuple[tuple[str, str, dict[str, Any]], ...] = (
                ("missing", "is missing", {}),
                ("null", "is null", {name: None}),
                ("octets", "is an array of its octets", {name: numbers[name]}),
                ("object", "is an object", {name: {}}),
            )
            for reason, said, members in cases:
                absent = reason == "missing"
                iv = bytes(len(GCM_IV)) if absent and name == "iv" else GCM_IV
                token, opens = _gcm(octets, alg, iv, without=name, members=members)
                yield case.refused(
                    f"gcmkw-{name}-{reason}-{slug(alg)}",
                    f"{alg}: {name} {said}",
                    token,
                    clause,
                    mutation=f"{name} in the header {said}",
                    why="Without it nothing says what the key was wrapped with, or that it was "
                    "not changed since.",
                    opens=opens if absent or reason == "octets" else b"",
                )
        for size in (15, 12, 8, 4, 0):
            token, opens = _gcm(octets, alg, members={"tag": b64(tag[:size])})
            yield case.refused(
                f"gcmkw-tag-{size}-octets-{slug(alg)}",
                f"{alg}: a tag cut to {size} octets",
                token,
                "rfc7518-4.7-tag-length",
                mutation=f"tag in the header: cut to {size} octets",
                why=SHORT,
                opens=opens,
            )
        for name, size, said, members in (
            ("tag", 17, "a zero octet added at its end", {"tag": b64(tag + b"\x00")}),
            ("iv", 13, "an octet added, which was not used", {"iv": b64(GCM_IV + b"\xff")}),
            ("iv", 11, "its last octet, a zero, left out", {"iv": b64(GCM_IV[:11])}),
        ):
            used = GCM_IV[:11] + b"\x00" if size == 11 else GCM_IV
            token, _ = _gcm(octets, alg, used, members=members)
            yield case.refused(
                f"gcmkw-{name}-mended-{size}-octets-{slug(alg)}",
                f"{alg}: {name} of {size} octets, which is right but for one",
                token,
                "rfc7518-4.7-tag-validates",
                f"rfc7518-4.7-{name}-length",
                mutation=f"{name} in the header: {said}",
                why=MENDED,
                severity="interoperability",
                witness=CUT,
            )
        token, _ = _gcm(octets, alg, members={"tag": b64(flipped(tag, -1))})
        yield case.refused(
            f"gcmkw-tag-last-bit-{slug(alg)}",
            f"{alg}: a tag with its last bit turned",
            token,
            "rfc7518-4.7-tag-validates",
            mutation="tag in the header: the last bit turned",
            why=CHECKED,
        )
        whole = sealed(
            ENC,
            header(alg=alg, enc=ENC, iv=b64(GCM_IV), tag=b64(tag)),
            encrypted_key=flipped(encrypted_key, 0),
        )
        yield case.refused(
            f"gcmkw-encrypted-key-first-bit-{slug(alg)}",
            f"{alg}: an encrypted key with its first bit turned",
            whole.compact(),
            "rfc7518-4.7-tag-validates",
            mutation="encrypted key: the first bit turned",
            why=CHECKED,
        )
        for size in (8, 16):
            token, opens = _gcm(octets, alg, bytes(range(size)))
            yield case.refused(
                f"gcmkw-iv-{size}-octets-{slug(alg)}",
                f"{alg}: an initialisation vector of {size} octets",
                token,
                "rfc7518-4.7-iv-length",
                mutation=f"iv in the header: {size} octets",
                why="Vectors of other lengths are hashed, and hashed vectors may collide. Whether "
                "the text has a recipient refuse what a producer got wrong can be argued, so "
                "accepting it is only warned of.",
                opens=opens,
                otherwise="warn",
            )
        for size in set(GCM_WRAPS.values()) - {octets}:
            token, opens = _gcm(size, alg)
            yield Case(key(f"oct-{size}"), alg, ENC).refused(
                f"gcm-wrapping-key-{size}-octets-{slug(alg)}",
                f"{alg} with a key of {size} octets",
                token,
                "rfc7518-4.7-key-size",
                mutation=f"the key: {size} octets, and AES with as many",
                why=OTHER_SIZE,
                opens=opens,
                severity="interoperability",
                derived_from=f"control-jwe.decrypt-oct-{slug(alg)}-a128gcm-compact",
            )


def keys_of_other_lengths() -> Iterator[Authored]:
    """Content keys of another length than enc names, wrapped, and used as they are."""
    kek, encs = _kek(16), (("A128GCM", 32), ("A128CBC-HS256", 64), ("A128CBC-HS256", 48))
    for enc, octets in encs:
        secret = stream(f"cek of {octets} octets", octets)
        made = sealed(
            enc, header(alg="A128KW", enc=enc), secret, encrypted_key=wrapped(kek, secret)
        )
        yield Case(key("oct-16"), "A128KW", enc).refused(
            f"wrapped-cek-{octets}-octets-a128kw-{slug(enc)}",
            f"A128KW and {enc} with a content key of {octets} octets",
            made.compact(),
            "rfc7516-5.2-cek-length",
            mutation=f"content key: {octets} octets, used as the algorithm would use its own",
            why=OTHER_SIZE,
            opens=secret,
            severity="interoperability",
        )
    for alg, octets in GCM_WRAPS.items():
        token, opens = _gcm(octets, alg, opens=stream("cek of 24 octets", 24))
        yield Case(key(f"oct-{octets}"), alg, ENC).refused(
            f"wrapped-cek-24-octets-{slug(alg)}",
            f"{alg} and A128GCM with a content key of 24 octets",
            token,
            "rfc7516-5.2-cek-length",
            mutation="content key: 24 octets, and AES-192 in place of AES-128",
            why=OTHER_SIZE,
            opens=opens,
            severity="interoperability",
        )


def keys_made_to_fit() -> Iterator[Authored]:
    """Wrapping keys of another length than alg names, cut or filled up until they fit."""
    for alg, size in (WRAPS | GCM_WRAPS).items():
        for octets in (16, 32) if size == 24 else (24,):
            other = _kek(octets)
            kek, secret = other[:size].ljust(size, b"\x00"), cek(ENC)
            said = f"its first {size} octets used" if octets > size else "zeros added to it"
            members: dict[str, str] = {}
            if alg in GCM_WRAPS:
                encrypted_key, tag = gcm_wrapped(kek, secret)
                members = {"iv": b64(GCM_IV), "tag": b64(tag)}
            else:
                encrypted_key = wrapped(kek, secret)
            made = sealed(ENC, header(alg=alg, enc=ENC, **members), encrypted_key=encrypted_key)
            section = "4.7" if alg in GCM_WRAPS else "4.4"
            yield Case(key(f"oct-{octets}"), alg, ENC).refused(
                f"wrapping-key-of-{octets}-made-to-fit-{slug(alg)}",
                f"{alg} with a key of {octets} octets, {said}",
                made.compact(),
                f"rfc7518-{section}-key-size",
                mutation=f"the key: {octets} octets, {said}",
                why="Two keys that open one token are one key, and it may be a weak one: whoever "
                "mistook it is never told.",
                opens=made.cek,
                derived_from=f"control-jwe.decrypt-oct-{slug(alg)}-a128gcm-compact",
            )


def absent_keys() -> Iterator[Authored]:
    """An encrypted key where there must be none, and none where there must be one."""
    spellings = "One token in several spellings gets around lists of tokens already seen."
    for name in ("ec-p-256", "okp-x25519"):
        jwk = key(name)
        epk = ephemeral(jwk["crv"])
        protected = header(alg="ECDH-ES", enc=ENC, epk=public(epk))
        derived = derivation("ECDH-ES", ENC).key(agreed(jwk, epk))
        for form, written in WRITTEN:
            made = sealed(ENC, protected, derived, encrypted_key=stream("not a key", 16))
            yield Case(jwk, "ECDH-ES", ENC).refused(
                f"ecdh-es-with-encrypted-key-{slug(jwk['crv'])}-{form}",
                f"Direct key agreement on {jwk['crv']} with an encrypted key ({form})",
                written(made),
                "rfc7516-5.2-no-encrypted-key",
                mutation="encrypted key: 16 octets",
                why=spellings,
                opens=derived,
                form=form,
            )
    kek = _kek(16)
    for form, written in WRITTEN[1:]:
        made = sealed(ENC, header(alg="dir", enc=ENC), kek, encrypted_key=stream("not a key", 16))
        yield Case(key("oct-16"), "dir", ENC).refused(
            f"dir-with-encrypted-key-{form}",
            f"Direct encryption with an encrypted key ({form})",
            written(made),
            "rfc7516-5.2-no-encrypted-key",
            mutation="encrypted key: 16 octets",
            why=spellings,
            opens=kek,
            form=form,
        )
    for alg, members in (("A128KW", {}), ("A128GCMKW", {"iv": b64(GCM_IV), "tag": b64(bytes(16))})):
        for form, written in WRITTEN:
            made = sealed(ENC, header(alg=alg, enc=ENC, **members), kek)
            yield Case(key("oct-16"), alg, ENC).refused(
                f"without-encrypted-key-{slug(alg)}-{form}",
                f"{alg} without an encrypted key ({form})",
                written(made),
                "rfc7516-5.2-any-step-fails",
                mutation="encrypted key removed; the content is encrypted by the wrapping key",
                why="A key that is there to wrap others must not encrypt content: what is learnt "
                "of one use serves against the other.",
                opens=kek,
                form=form,
            )


CHAPTER = Chapter(
    "jwe-wrap",
    "Encrypted keys",
    (key_wraps, gcm_key_wraps, keys_of_other_lengths, keys_made_to_fit, absent_keys),
)

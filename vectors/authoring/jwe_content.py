"""Content encryption: tags, initialisation vectors, keys and padding of every `enc`."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import Authored, b64, text, unb64
from authoring.forge import PAYLOAD, header
from authoring.jwe_damage import Case, slug
from authoring.registry import Chapter
from authoring.sealing import (
    CBC_IV,
    CEK_OCTETS,
    GCM_IV,
    Defect,
    Jwe,
    authenticated,
    cbc,
    sealed,
    stream,
)
from authoring.suite import key

GCM = ("A128GCM", "A192GCM", "A256GCM")
CBC = ("A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512")
SECTION = dict(zip(CBC, ("5.2.3", "5.2.4", "5.2.5"), strict=True))
SHORT = "Each octet cut from the tag makes a forgery 256 times as likely."
SPELLINGS = (
    "A reader that compares beginnings takes tags of any length, and many spellings of one token."
)
MENDED = "Who mends what is too long or too short reads tokens that nobody should make."
CUT = (
    "the token is whole but for the octet: the plaintext comes out if, and only if, that is mended"
)
UNAUTHENTIC = "Without the tag anybody on the way can change the plaintext."


def direct(enc: str) -> Case:
    """Direct encryption with the suite's key of the right length."""
    return Case(key(f"oct-{CEK_OCTETS[enc]}"), "dir", enc)


def token(enc: str, **more: object) -> Jwe:
    """An undamaged token for direct encryption."""
    secret = unb64(direct(enc).jwk["k"])
    return sealed(enc, header(alg="dir", enc=enc), secret, **more)  # type: ignore[arg-type]


def flipped(octets: bytes, bit: int) -> bytes:
    """Octets with one bit turned: 0 is the first of all, -1 the last."""
    position = bit % (8 * len(octets))
    turned = bytearray(octets)
    turned[position // 8] ^= 0x80 >> position % 8
    return bytes(turned)


def gcm_tags() -> Iterator[Authored]:
    """Beginnings of the right tag, in place of the whole."""
    for enc in GCM:
        whole = token(enc)
        for octets in (15, 8, 0) if enc == "A128GCM" else (15, 12, 8, 4, 0):
            yield direct(enc).refused(
                f"gcm-tag-{octets}-octets-{slug(enc)}",
                f"An {enc} tag cut to {octets} octets",
                whole.but(tag=whole.tag[:octets]).compact(),
                "rfc7518-5.3-tag-length",
                mutation=f"tag: cut to {octets} octets",
                why=SHORT,
                opens=whole.cek,
            )
        yield direct(enc).refused(
            f"gcm-tag-17-octets-{slug(enc)}",
            f"An {enc} tag with an octet after it",
            whole.but(tag=whole.tag + b"\x00").compact(),
            "rfc7518-5.3-tag-length",
            mutation="tag: a zero octet added at its end",
            why=SPELLINGS,
            severity="interoperability",
            witness=CUT,
        )


def cbc_tags() -> Iterator[Authored]:
    """Tags that are too short, too long, or of the wrong half."""
    for enc in CBC:
        whole, case = token(enc), direct(enc)
        length = len(whole.tag)
        lengths = (f"rfc7518-{SECTION[enc]}-tag-length", "rfc7518-5.2.2.2-tag-length")
        cuts = {length - 1, length // 2, 4, 0} - ({8, 0} if enc == "A128CBC-HS256" else set())
        for octets in sorted(cuts, reverse=True):
            yield case.refused(
                f"cbc-tag-{octets}-octets-{slug(enc)}",
                f"An {enc} tag cut to {octets} octets",
                whole.but(tag=whole.tag[:octets]).compact(),
                *lengths,
                mutation=f"tag: cut to {octets} octets",
                why=SHORT,
                opens=whole.cek,
            )
        mac = cbc(enc, whole.cek, whole.iv, b64(whole.protected).encode("ascii"), PAYLOAD)[1]
        yield case.refused(
            f"cbc-tag-not-truncated-{slug(enc)}",
            f"The whole HMAC as tag of {enc}",
            whole.but(tag=mac).compact(),
            *lengths,
            mutation=f"tag: all {len(mac)} octets of the HMAC",
            why=SPELLINGS,
            opens=whole.cek,
            severity="interoperability",
        )
        other = token(enc, defect="tag-from-end")
        yield case.refused(
            f"cbc-tag-from-end-{slug(enc)}",
            f"The second half of the HMAC as tag of {enc}",
            other.compact(),
            *lengths,
            mutation="tag: the second half of the HMAC in place of the first",
            why="Sender and reader that truncate the other way understand nobody else.",
            opens=other.cek,
            severity="interoperability",
        )


def changed() -> Iterator[Authored]:
    """A bit turned in tag, ciphertext or initialisation vector, of every algorithm."""
    for enc in (*GCM, *CBC):
        whole = token(enc)
        for name, noun in (("tag", "tag"), ("ciphertext", "ciphertext"), ("iv", "IV")):
            for where, bit in (("first", 0), ("last", -1)):
                turned = flipped(getattr(whole, name), bit)
                yield direct(enc).refused(
                    f"{name}-{where}-bit-{slug(enc)}",
                    f"An {enc} token with the {where} bit of its {noun} turned",
                    whole.but(**{name: turned}).compact(),
                    "rfc7516-5.2-tag-validates",
                    *(("rfc7518-5.2.2.2-mac-first",) if enc in CBC else ()),
                    mutation=f"{name}: the {where} bit turned",
                    why=UNAUTHENTIC,
                )


def vectors_of_other_lengths() -> Iterator[Authored]:
    """Initialisation vectors of lengths that are not those of the algorithm."""
    argued = (
        "Vectors of other lengths are hashed, and hashed vectors may collide. The text binds the "
        "use of the algorithm; whether it has a recipient refuse what a producer got wrong can be "
        "argued, so accepting it is only warned of."
    )
    for enc in GCM:
        for octets in (8, 13) if enc == "A128GCM" else (8, 16):
            other = token(enc, iv=bytes(range(octets)))
            yield direct(enc).refused(
                f"gcm-iv-{octets}-octets-{slug(enc)}",
                f"An initialisation vector of {octets} octets for {enc}",
                other.compact(),
                "rfc7518-5.3-iv-length",
                mutation=f"initialisation vector: {octets} octets",
                why=argued,
                opens=other.cek,
                otherwise="warn",
            )
        long, short = GCM_IV + b"\xff", GCM_IV[:11]
        for octets, said, other in (
            (13, "an octet added, which was not used", token(enc).but(iv=long)),
            (11, "its last octet, a zero, left out", token(enc, iv=short + b"\x00").but(iv=short)),
        ):
            yield direct(enc).refused(
                f"gcm-iv-mended-{octets}-octets-{slug(enc)}",
                f"An {enc} token with the initialisation vector in {octets} octets, 12 of use",
                other.compact(),
                "rfc7516-5.2-tag-validates",
                "rfc7518-5.3-iv-length",
                mutation=f"initialisation vector: {said}",
                why=MENDED,
                severity="interoperability",
                witness=CUT,
            )
    for enc in CBC:
        long, short = CBC_IV + b"\xff", CBC_IV[:15]
        made = token(enc)
        cut = token(enc, iv=short + b"\x00")
        zero = token(enc, iv=bytes(16))
        for reason, said, other in (
            ("17", "17 octets, of which the first 16 were used", made.but(iv=long)),
            ("15", "15 octets, to which a zero was added for use", cut.but(iv=short)),
            ("0", "empty, in place of 16 zero octets", zero.but(iv=b"")),
        ):
            yield direct(enc).refused(
                f"cbc-iv-{reason}-octets-{slug(enc)}",
                f"An initialisation vector of {reason} octets for {enc}",
                authenticated(enc, other).compact(),
                "rfc7518-5.2.2.1-iv-length",
                mutation=f"initialisation vector: {said}",
                why=MENDED,
                opens=other.cek,
                severity="interoperability",
            )


def keys_of_other_lengths() -> Iterator[Authored]:
    """Keys of another length than `enc` names, by which the content was really encrypted."""
    cases = [
        *((enc, octets) for enc in GCM for octets in (16, 24, 32) if octets != CEK_OCTETS[enc]),
        *((enc, octets) for enc in CBC for octets in (32, 48, 64) if octets != CEK_OCTETS[enc]),
    ]
    for enc, octets in cases:
        if (enc, octets) == ("A128GCM", 32):  # malformed-jwe.cek-too-long
            continue
        secret = key(f"oct-{octets}")
        made = sealed(enc, header(alg="dir", enc=enc), unb64(secret["k"]))
        lengths = ("5.2.2.1", SECTION[enc]) if enc in CBC else ()
        yield Case(secret, "dir", enc).refused(
            f"cek-{octets}-octets-{slug(enc)}",
            f"{enc} with a direct key of {octets} octets",
            made.compact(),
            "rfc7518-5.1-cek-size",
            *(f"rfc7518-{section}-key-length" for section in lengths),
            mutation=f"the key: {octets} octets, used as the algorithm would use its own",
            why="Who checks the name of the algorithm is told another one than is used.",
            opens=made.cek,
            severity="interoperability",
            derived_from=f"control-jwe.decrypt-oct-dir-{slug(enc)}-compact",
        )


def keys_made_to_fit() -> Iterator[Authored]:
    """Keys of another length than `enc` names, cut or filled up until they fit."""
    for enc, octets in (
        *(("A128GCM", 24), ("A192GCM", 32), ("A256GCM", 48), ("A256GCM", 16)),
        *(("A128CBC-HS256", 48), ("A192CBC-HS384", 64), ("A256CBC-HS512", 48)),
    ):
        secret, size = key(f"oct-{octets}"), CEK_OCTETS[enc]
        whole = unb64(secret["k"])
        lengths = ("5.2.2.1", SECTION[enc]) if enc in CBC else ()
        ways = {"first": whole[:size], "last": whole[-size:]} if octets > size else {}
        for way, used in (ways or {"filled": whole.ljust(size, b"\x00")}).items():
            said = "zeros added to it" if way == "filled" else f"its {way} {size} octets used"
            made = sealed(enc, header(alg="dir", enc=enc), used)
            yield Case(secret, "dir", enc).refused(
                f"direct-key-of-{octets}-octets-{way}-{slug(enc)}",
                f"{enc} with a direct key of {octets} octets, {said}",
                made.compact(),
                "rfc7518-5.1-cek-size",
                *(f"rfc7518-{section}-key-length" for section in lengths),
                mutation=f"the key: {octets} octets, {said}",
                why="Two keys that open one token are one key, and it may be a weak one: whoever "
                "mistook it is never told.",
                opens=made.cek,
                derived_from=f"control-jwe.decrypt-oct-dir-{slug(enc)}-compact",
            )


WRONG_MAC: tuple[tuple[Defect, str, str, str], ...] = (
    ("no-al", "without the length", "rfc7518-5.2.2.1-aad-length", "the MAC ends before the length"),
    ("short-al", "with a length of 32 bits", "rfc7518-5.2.2.1-aad-length", "AL in 4 octets"),
    ("al-in-octets", "with a length in octets", "rfc7518-5.2.2.1-aad-length", "AL counts octets"),
    (
        "halves-swapped",
        "under the second half of the key",
        "rfc7518-5.2.2.1-mac-key-first",
        "the halves of the key change places",
    ),
)


def wrong_macs() -> Iterator[Authored]:
    """MACs that are computed as a producer may misread the text."""
    for enc in CBC:
        for defect, said, clause, mutation in WRONG_MAC:
            made = token(enc, defect=defect)
            yield direct(enc).refused(
                f"cbc-{defect}-{slug(enc)}",
                f"A MAC of {enc} {said}",
                made.compact(),
                "rfc7518-5.2.2.2-mac-first",
                clause,
                mutation=mutation,
                why="Two programs with the same mistake understand each other, and nobody else.",
                opens=made.cek,
                severity="interoperability",
            )


def paddings() -> Iterator[Authored]:
    """A right MAC over a plaintext that is not padded as PKCS #7 has it."""
    block = b'{"padding":"no"}'
    for enc in CBC:
        endings = (
            ("none", block + b'{"padding":"of"}', "no padding at all"),
            ("zero", block + bytes(16), "the last octet is 0"),
            ("longer-than-a-block", block + b"\x11" * 16, "17 octets, in a block of 16"),
            ("uneven", block + bytes(14) + b"\x01\x02", "the last two octets are 1 and 2"),
        )
        for reason, plaintext, said in endings if enc == CBC[0] else endings[1:2]:
            made = token(enc, plaintext=plaintext, defect="bare")
            yield direct(enc).refused(
                f"cbc-padding-{reason}-{slug(enc)}",
                f"A plaintext of {enc} with a padding that is none",
                made.compact(),
                "rfc7518-5.2.2.2-padding-checked",
                mutation=f"padding: {said}; the MAC is right",
                why="What the padding hides is cut off by one reader and kept by another.",
                opens=made.cek,
                severity="interoperability",
            )
    whole = token(CBC[0])
    for reason, ciphertext, said in (
        ("empty", b"", "empty"),
        ("part-of-a-block", whole.ciphertext[:-1], "the last octet cut off"),
    ):
        other = authenticated(CBC[0], whole.but(ciphertext=ciphertext))
        yield direct(CBC[0]).refused(
            f"cbc-ciphertext-{reason}",
            "A ciphertext that is not of whole blocks",
            other.compact(),
            "rfc7518-5.2.2.2-padding-checked",
            mutation=f"ciphertext: {said}; the MAC is right",
            why="Even an empty plaintext makes a block of padding; a reader that asks for none "
            "fails in its own way, or gives out what was never sent.",
            severity="interoperability",
        )


WRITTEN = ("rfc7518-5.2.2.1-aad-length", "rfc7518-5.2.2.1-mac-key-first")
"""What is in every MAC by AES CBC, and by which half of the key it is made."""


def plaintexts() -> Iterator[Authored]:
    """Plaintexts of every kind are given back as they are."""
    for enc in (*GCM, *CBC):
        yield direct(enc).accepted(
            f"empty-plaintext-{slug(enc)}",
            f"An empty plaintext under {enc}",
            token(enc, plaintext=b"").compact(),
            "rfc7516-5.2-output-plaintext",
            mutation="plaintext: empty",
            why="An empty message is a message: it says that it was sent, and by whom.",
            plaintext=b"",
        )
    for enc, plaintext, reason, said in (
        ("A128CBC-HS256", stream("15", 15), "15-octets", "15 octets: one of padding"),
        ("A128CBC-HS256", stream("16", 16), "16-octets", "16 octets: a block of padding"),
        ("A128CBC-HS256", stream("17", 17), "17-octets", "17 octets: 15 of padding"),
        ("A128CBC-HS256", b"\x01" * 32, "like-padding", "32 octets that look like padding"),
        ("A128GCM", bytes(range(256)), "all-octets", "every octet there is, in order"),
        ("A128GCM", stream("long", 20_000), "20000-octets", "20,000 octets"),
    ):
        yield direct(enc).accepted(
            f"plaintext-{reason}",
            f"A plaintext of {said}",
            token(enc, plaintext=plaintext).compact(),
            "rfc7516-5.2-output-plaintext",
            *(WRITTEN if enc == "A128CBC-HS256" else ()),
            mutation=f"plaintext: {said}",
            why="Encryption carries octets; nothing of them may be lost or added.",
            plaintext=plaintext,
        )
    document = text({"keys": [key("ec-p-256"), key("okp-ed25519")]}).encode("ascii")
    yield direct("A128GCM").accepted(
        "plaintext-jwk-set",
        "A JWK Set of private keys as plaintext, with a cty that says so",
        sealed(
            "A128GCM",
            header(alg="dir", enc="A128GCM", cty="jwk-set+json"),
            unb64(key("oct-16")["k"]),
            plaintext=document,
        ).compact(),
        "rfc7517-7-encrypted-set",
        "rfc7516-5.2-output-plaintext",
        mutation="plaintext: a JWK Set; cty added",
        why="Private keys are kept and moved encrypted, often a whole set at a time.",
        plaintext=document,
    )


CHAPTER = Chapter(
    "jwe-content",
    "Content encryption",
    (
        gcm_tags,
        cbc_tags,
        changed,
        vectors_of_other_lengths,
        keys_of_other_lengths,
        keys_made_to_fit,
        wrong_macs,
        paddings,
        plaintexts,
    ),
)

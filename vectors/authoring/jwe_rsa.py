"""Keys encrypted by RSA: other paddings, other lengths, and errors that say too much."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import Authored, vector
from authoring.damage import WITNESSED, source_of
from authoring.forge import header, integer
from authoring.jwe_content import flipped
from authoring.jwe_damage import FORGED, GROUP, Case, control, slug
from authoring.registry import Chapter
from authoring.sealing import (
    cek,
    modulus_octets,
    oaep,
    pkcs1,
    pkcs1_block,
    raised,
    sealed,
    stream,
)
from authoring.suite import key

RSA = key("rsa-2048-a")
OAEP_ENC, PKCS1_ENC = "A128GCM", "A128CBC-HS256"
ENC = {"RSA1_5": PKCS1_ENC, "RSA-OAEP": OAEP_ENC, "RSA-OAEP-256": OAEP_ENC}
COMPUTED = {
    "RSA1_5": "rfc7518-4.2-rsaes-pkcs1-computation",
    "RSA-OAEP": "rfc7518-4.3-rsaes-oaep-computation",
    "RSA-OAEP-256": "rfc7518-4.3-rsaes-oaep-256-computation",
}
OF_ITS_LENGTH = {
    "RSA1_5": "rfc8017-7.2.2-ciphertext-length",
    "RSA-OAEP": "rfc8017-7.1.2-ciphertext-length",
    "RSA-OAEP-256": "rfc8017-7.1.2-ciphertext-length",
}


def encrypted(alg: str, secret: bytes) -> bytes:
    """A content key as the algorithm encrypts it."""
    if alg == "RSA1_5":
        return pkcs1(RSA, secret)
    return oaep(RSA, secret, "sha256" if alg.endswith("256") else "sha1")


def token(alg: str, encrypted_key: bytes, secret: bytes | None = None) -> str:
    """A compact token with an encrypted key as it is given."""
    enc = ENC[alg]
    return sealed(enc, header(alg=alg, enc=enc), secret, encrypted_key=encrypted_key).compact()


def paddings() -> Iterator[Authored]:
    """Keys encrypted in the way of another algorithm."""
    secret = cek(OAEP_ENC)
    cases = (
        ("RSA-OAEP", "sha-256", "with SHA-256 throughout", oaep(RSA, secret, "sha256")),
        ("RSA-OAEP", "mgf-sha-256", "with MGF1 with SHA-256", oaep(RSA, secret, "sha1", "sha256")),
        ("RSA-OAEP", "label", "with a label", oaep(RSA, secret, label=b"label")),
        ("RSA-OAEP", "pkcs1", "by RSAES-PKCS1-v1_5", pkcs1(RSA, secret)),
        ("RSA-OAEP-256", "sha-1", "with SHA-1 throughout", oaep(RSA, secret)),
        ("RSA-OAEP-256", "mgf-sha-1", "with MGF1 with SHA-1", oaep(RSA, secret, "sha256", "sha1")),
        ("RSA-OAEP-256", "label", "with a label", oaep(RSA, secret, "sha256", label=b"label")),
        ("RSA-OAEP-256", "pkcs1", "by RSAES-PKCS1-v1_5", pkcs1(RSA, secret)),
        ("RSA1_5", "oaep", "by RSAES-OAEP", oaep(RSA, cek(PKCS1_ENC))),
    )
    for alg, reason, said, encrypted_key in cases:
        yield Case(RSA, alg, ENC[alg]).refused(
            f"{slug(alg)}-by-{reason}",
            f"{alg} with a key encrypted {said}",
            token(alg, encrypted_key),
            "rfc7516-5.2-any-step-fails",
            COMPUTED[alg],
            *(("rfc8017-7.2.2-padding",) if alg == "RSA1_5" else ()),
            mutation=f"encrypted key: made {said}",
            why="A reader that tries several paddings has the weakness of each; one that uses "
            "another hash than the name says understands nobody else.",
            opens=cek(ENC[alg]),
        )


def lengths() -> Iterator[Authored]:
    """Encrypted keys that are not as long as the modulus, or not below it."""
    n, size = integer(RSA["n"]), modulus_octets(RSA)
    for alg, enc in ENC.items():
        good = encrypted(alg, cek(enc))
        zero = next(
            (secret, made)
            for number in range(4096)
            if not (made := encrypted(alg, secret := stream(f"zero {number}", len(cek(enc)))))[0]
        )
        above = next(
            (secret, made)
            for number in range(4096)
            if int.from_bytes(
                made := encrypted(alg, secret := stream(f"above {number}", len(cek(enc)))), "big"
            )
            < 256**size - n
        )
        more = (int.from_bytes(above[1], "big") + n).to_bytes(size, "big")
        longer, stripped = b"\x00" + good, zero[1][1:]
        length, below = OF_ITS_LENGTH[alg], "rfc8017-5.1.2-ciphertext-range"
        for reason, said, clause, secret, encrypted_key in (
            ("zero-in-front", "a zero octet in front", length, cek(enc), longer),
            ("zero-stripped", "without the zero octet it starts with", length, zero[0], stripped),
            ("not-reduced", "with the modulus added", below, above[0], more),
        ):
            yield Case(RSA, alg, enc).refused(
                f"encrypted-key-{reason}-{slug(alg)}",
                f"{alg}: an encrypted key {said}",
                token(alg, encrypted_key, secret),
                "rfc7516-5.2-any-step-fails",
                COMPUTED[alg],
                clause,
                mutation=f"encrypted key: {said}",
                why="RSA decryption fails where a ciphertext has not the length of the modulus or "
                "is not below it; who takes it gives one token several spellings.",
                opens=secret,
                severity="interoperability",
            )


def keys_of_other_lengths() -> Iterator[Authored]:
    """Content keys of another length than enc names, in an encrypted key that is in order."""
    for alg, enc in ENC.items():
        for octets in (32,) if alg != "RSA1_5" else (48, 64):
            secret = stream(f"cek of {octets} octets", octets)
            yield Case(RSA, alg, enc).refused(
                f"wrapped-cek-{octets}-octets-{slug(alg)}-{slug(enc)}",
                f"{alg} and {enc} with a content key of {octets} octets",
                token(alg, encrypted(alg, secret), secret),
                "rfc7516-5.2-cek-length",
                mutation=f"content key: {octets} octets, used as the algorithm would use its own",
                why="Who checks the name of the algorithm is told another one than is used.",
                opens=secret,
                severity="interoperability",
            )


def _malformed() -> list[bytes]:
    """Encrypted keys with an error of format, of padding or of length."""
    size, secret = modulus_octets(RSA), cek(PKCS1_ENC)
    first = bytearray(pkcs1_block(RSA, secret))
    first[0] = 1
    filler = pkcs1_block(RSA, b"")[2:-1]
    blocks = (
        bytes(first),  # starts with 01 02: below the modulus, and no block
        pkcs1_block(RSA, secret, b"\x00\x01"),  # the block type of signatures
        b"\x00\x02" + filler + b"\x01",  # no zero octet ends the padding
        b"\x00\x02" + bytes([7] * 4) + b"\x00" + bytes(size - 7),  # four octets of padding
    )
    others = (b"", secret[:16], secret + secret[:16])  # lengths that no key of this enc has
    return [*(raised(RSA, block) for block in blocks), *(pkcs1(RSA, other) for other in others)]


def errors() -> Iterator[Authored]:
    """Errors of an encrypted key by RSA1_5, which nobody may tell apart."""
    case = Case(RSA, "RSA1_5", PKCS1_ENC)
    malformed = [case.step(token("RSA1_5", made), WITNESSED, None, ()) for made in _malformed()]
    wrong = case.step(token("RSA1_5", pkcs1(RSA, stream("another cek", 32))), WITNESSED, None, ())
    why = (
        "Whoever can tell how an encrypted key failed decrypts any other with some thousand "
        "questions (Bleichenbacher's attack), and signs with the private key."
    )
    yield vector(
        f"{GROUP}.rsa1-5-errors-alike",
        "Errors of format, padding and length of an RSA1_5 key look the same",
        *malformed,
        group=GROUP,
        why=why,
        clauses=(
            "rfc7516-11.5-errors-alike",
            "rfc7516-5.2-cek-length",
            "rfc8017-7.2.2-padding",
        ),
        source=source_of("rfc7516-11.5-errors-alike"),
        severity="security",
        level="token",
        reason="rsa1-5-errors-alike",
        witness=FORGED,
        derived_from=control(RSA, "RSA1_5", PKCS1_ENC),
        mutation="encrypted key: seven errors of format, padding or length, one a step",
        alike=("type", "message", "stage"),
    )
    yield vector(
        f"{GROUP}.rsa1-5-errors-like-a-wrong-key",
        "Errors of an RSA1_5 key look the same as a wrong key in good form",
        wrong,
        *malformed,
        group=GROUP,
        why=f"{why} The text recommends to go on with a random key, so that every such token "
        "fails at its tag.",
        clauses=("rfc7516-11.5-random-key", "rfc7516-5.2-tag-validates"),
        source=source_of("rfc7516-11.5-random-key"),
        severity="security",
        level="token",
        otherwise="warn",
        reason="rsa1-5-errors-like-a-wrong-key",
        witness=FORGED,
        derived_from=control(RSA, "RSA1_5", PKCS1_ENC),
        mutation="encrypted key: of another content key, and then seven errors, one a step",
        alike=("type", "message", "stage"),
    )


def content_errors() -> Iterator[Authored]:
    """Errors of content by CBC, which are one error: the MAC does not hold."""
    secret = cek(PKCS1_ENC)
    head = header(alg="RSA-OAEP", enc=PKCS1_ENC)
    whole = sealed(
        PKCS1_ENC, head, encrypted_key=oaep(RSA, secret), plaintext=stream("40 octets", 40)
    )
    case = Case(RSA, "RSA-OAEP", PKCS1_ENC)
    other_end = whole.ciphertext[:16] + flipped(whole.ciphertext[16:32], -1) + whole.ciphertext[32:]
    forged = (
        whole.but(tag=flipped(whole.tag, -1)),  # the padding is in order
        whole.but(ciphertext=other_end),  # it is not: its last octet has changed
        whole.but(ciphertext=whole.ciphertext[:-16]),  # another octet stands in its place
        whole.but(iv=flipped(whole.iv, 0)),
    )
    yield vector(
        f"{GROUP}.cbc-errors-alike",
        "Errors of content by A128CBC-HS256 look the same, whatever its padding is",
        *[case.step(made.compact(), WITNESSED, None, ()) for made in forged],
        group=GROUP,
        why="The MAC is checked first, and what does not hold is not decrypted. Whoever can tell "
        "bad padding from a bad MAC decrypts any token, octet by octet (Vaudenay's attack).",
        clauses=("rfc7518-5.2.2.2-mac-first",),
        source=source_of("rfc7518-5.2.2.2-mac-first"),
        severity="security",
        level="token",
        reason="cbc-errors-alike",
        witness=FORGED,
        derived_from=control(RSA, "RSA-OAEP", PKCS1_ENC),
        mutation="tag, ciphertext or IV changed, so that the padding is in order or not",
        alike=("type", "message", "stage"),
    )


def intentions() -> Iterator[Authored]:
    """Keys that are meant for something else."""
    for alg, enc in ENC.items():
        case, made = Case(RSA, alg, enc), token(alg, encrypted(alg, cek(enc)))
        why = "A key for two purposes lets what is learnt of one serve against the other."
        for name, members, clause, said in (
            ("use-forbids", {"use": "sig"}, "rfc7517-4.2-use-intended", "use: sig"),
            (
                "key-ops-forbids",
                {"key_ops": ["sign"]},
                "rfc7517-4.3-operations-intended",
                "key_ops: sign",
            ),
        ):
            yield case.open(
                name,
                f"decrypt-{slug(alg)}",
                f"Decrypt {alg} with a key for signatures ({said})",
                made,
                clause,
                mutation=said,
                why=why,
                key={**RSA, **members},
                accepting="ignore",
                severity="security",
            )
    yield Case(RSA, "RSA1_5", PKCS1_ENC).open(
        "alg-of-key-differs",
        "decrypt-rsa1-5",
        "Decrypt RSA1_5 with a key whose alg is RSA-OAEP",
        token("RSA1_5", encrypted("RSA1_5", cek(PKCS1_ENC))),
        "rfc7516-11.4-alg-of-key",
        "rfc7517-4.4-alg-intended",
        "rfc8725-3.1-alg-of-key",
        mutation="alg of the key: RSA-OAEP",
        why="A token made for RSA-OAEP can be rewritten for RSA1_5, and its key be found by the "
        "errors of that.",
        key={**RSA, "alg": "RSA-OAEP"},
        accepting="ignore",
        severity="security",
    )


def not_allowed() -> Iterator[Authored]:
    """Genuine tokens of algorithms that the caller does not allow."""
    for alg, allowed, enc in (("RSA1_5", "RSA-OAEP", PKCS1_ENC), ("RSA-OAEP", "RSA1_5", PKCS1_ENC)):
        secret = cek(enc)
        made = sealed(enc, header(alg=alg, enc=enc), encrypted_key=encrypted(alg, secret))
        yield Case(RSA, allowed, enc).refused(
            f"alg-not-allowed-{slug(alg)}",
            f"A genuine {alg} token where only {allowed} is allowed",
            made.compact(),
            "rfc8725-3.1-only-allowed-algorithms",
            "rfc7516-5.2-acceptable-algorithms",
            mutation=f"alg: {alg}, where the caller allows {allowed} alone",
            why="What the caller allows is its only guard against algorithms it knows to be weak.",
            opens=secret,
            otherwise="warn",  # RFC 7516 section 5.2 says SHOULD; RFC 8725 is about JWTs
        )
    for enc, allowed in (("A256GCM", "A128GCM"), ("A128GCM", "A128CBC-HS256")):
        made = sealed(enc, header(alg="RSA-OAEP", enc=enc), encrypted_key=oaep(RSA, cek(enc)))
        yield Case(RSA, "RSA-OAEP", allowed).refused(
            f"enc-not-allowed-{slug(enc)}",
            f"A genuine {enc} token where only {allowed} is allowed",
            made.compact(),
            "rfc8725-3.1-only-allowed-algorithms",
            "rfc7516-5.2-acceptable-algorithms",
            mutation=f"enc: {enc}, where the caller allows {allowed} alone",
            why="What the caller allows is its only guard against algorithms it knows to be weak.",
            opens=made.cek,
            otherwise="warn",
        )


CHAPTER = Chapter(
    "jwe-rsa",
    "Keys encrypted by RSA",
    (paddings, lengths, keys_of_other_lengths, errors, content_errors, intentions, not_allowed),
)

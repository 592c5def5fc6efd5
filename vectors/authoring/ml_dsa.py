"""ML-DSA and the key type AKP (RFC 9964): keys, thumbprints, signatures.

Experimental: registered in 2026, and few libraries have them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import REFUSED, Authored, Draft, Expected, b64, choice, text, unb64, vector
from authoring.controls import OPENED, control
from authoring.damage import SIGNED, WITNESSED, source_of
from authoring.forge import PAYLOAD, SERIALISED, damaged, header, jws, ml_dsa_key, signing_input
from authoring.operation import Party, export_key, import_key, sign, thumbprint, verify
from authoring.registry import Chapter
from authoring.suite import Jwk, key, minted, public
from authoring.suite import thumbprint as computed_thumbprint
from jwk_vectors.model import Check, Option, Severity

KEYS = {f"ML-DSA-{size}": key(f"akp-ml-dsa-{size}") for size in (44, 65, 87)}
FIRST, OTHER = KEYS["ML-DSA-44"], key("akp-ml-dsa-44-b")
GROUP = "ml-dsa"
IMPORTS = "control-jwk.import-akp"
ONE_KEY = "One key with several spellings has several thumbprints, and readers that disagree."
SEEDED = "the seed is whole: what is signed verifies, if and only if the rest is cut off"


def _slug(alg: str) -> str:
    return alg.lower()


def _verifies(alg: str) -> str:
    return f"control-jws.verify-akp-{_slug(alg)}-compact"


def _signs(alg: str) -> str:
    return f"control-jws.sign-akp-{_slug(alg)}-compact"


def keys() -> Iterator[Authored]:
    """Import, export and thumbprint; the first of each is the control."""
    for alg, jwk in KEYS.items():
        noun, whole = f"an AKP key for {alg}", Expected(facts={"jwk": jwk})
        bare = Expected(facts={"jwk": public(jwk)}, absent=("priv",))
        digest = Expected(facts={"thumbprint": computed_thumbprint(jwk)})
        pair, seed = "rfc9964-3-key-pair", "rfc9964-4-priv-is-seed"
        for case, title, draft, clauses in (
            ("import", f"Import {noun}", import_key(public(jwk)), (pair,)),
            (
                "export-public",
                f"Export the public part of {noun}",
                export_key(jwk, "public", bare),
                (pair, "rfc9964-3-priv-not-in-public"),
            ),
            (
                "export-private",
                f"Export {noun} with its seed",
                export_key(jwk, "private", whole),
                (pair, seed),
            ),
            (
                "thumbprint",
                f"Thumbprint of {noun}",
                thumbprint(jwk, digest),
                ("rfc7638-3-computed", "rfc9964-6-thumbprint-members"),
            ),
        ):
            if jwk is FIRST:
                yield control(title, draft, *clauses, experimental=True)
            else:
                yield _accepted(f"{case}-{_slug(alg)}", title, draft, *clauses)
    yield _accepted(
        "thumbprint-of-public",
        "Thumbprint of a public AKP key that names kid and use",
        thumbprint(
            {**public(FIRST), "kid": "1", "use": "sig"},
            Expected(facts={"thumbprint": computed_thumbprint(FIRST)}),
        ),
        "rfc7638-3.2-required-members-only",
        "rfc9964-6-thumbprint-members",
    )


def _accepted(case: str, title: str, draft: Draft, *clauses: str) -> Authored:
    return vector(
        f"{GROUP}.{case}",
        title,
        draft,
        group=GROUP,
        why="The three algorithms differ in nothing but their sizes.",
        clauses=clauses,
        source=source_of(clauses[-1]),
        experimental=True,
    )


def signatures() -> Iterator[Authored]:
    """Verified and made, in every serialisation."""
    computation = "rfc9964-5-computation"
    for alg, jwk in KEYS.items():
        token, readable = jws(jwk, alg), public(jwk)
        made = Check(kind="jws", key=text(readable), payload=b64(PAYLOAD), protected={"alg": alg})
        for form, serialise in SERIALISED.items():
            yield control(
                f"Verify {alg}, {form}",
                verify(readable, serialise(token), [alg], Expected(facts=OPENED)),
                "rfc7515-5.2-report-success",
                computation,
                experimental=True,
            )
            signer = Party(key=jwk, protected=text({"alg": alg}))
            yield control(
                f"Sign by {alg}, {form}",
                sign([signer], PAYLOAD, form, Expected(check=made), alg=alg),
                "rfc7515-5.1-produce",
                computation,
                experimental=True,
            )


def _refused(
    reason: str,
    title: str,
    draft: Draft,
    *clauses: str,
    mutation: str,
    why: str,
    derived_from: str,
    witness: str = SIGNED,
    severity: Severity = "interoperability",
) -> Authored:
    return vector(
        f"{GROUP}.{reason}",
        title,
        draft,
        group=GROUP,
        why=why,
        clauses=clauses,
        source=source_of(clauses[0]),
        severity=severity,
        reason=reason,
        witness=witness if draft.step.witnessed else "",
        derived_from=derived_from,
        mutation=mutation,
        experimental=True,
    )


def members() -> Iterator[Authored]:
    """Keys without alg or pub, and a pub that is no string."""
    bare = public(FIRST)
    yield _refused(
        "alg-missing",
        "An AKP key without alg",
        verify(
            damaged(bare, without="alg"), jws(FIRST, "ML-DSA-44"), ["ML-DSA-44"], WITNESSED,
            like=FIRST,
        ),
        "rfc9964-3-alg-present",
        mutation="alg: left out",
        why="Whoever takes the algorithm from the token lets the sender choose it.",
        derived_from=_verifies("ML-DSA-44"),
        severity="security",
    )  # fmt: skip
    # An import alone: without pub there is nothing that a signature could be held against.
    for reason, said, jwk, clause in (
        ("pub-missing", "without pub", damaged(bare, without="pub"), "rfc9964-3-pub-present"),
        (
            "pub-number",
            "whose pub is a number",
            {**bare, "pub": 7},
            "rfc9964-3-members-are-encoded",
        ),
        ("pub-null", "whose pub is null", {**bare, "pub": None}, "rfc9964-3-members-are-encoded"),
    ):
        yield _refused(
            reason,
            f"An AKP key {said}",
            import_key(jwk, REFUSED, like=FIRST),
            clause,
            mutation=f"a key {said}",
            why="A key that is stored and only fails when it is needed fails too late.",
            derived_from=IMPORTS,
        )


def lengths() -> Iterator[Authored]:
    """Public keys, seeds and signatures of another length."""
    for alg, jwk in KEYS.items():
        pub, token = unb64(jwk["pub"]), jws(jwk, alg)
        longer = {**public(jwk), "pub": b64(pub + b"\0")}
        yield _refused(
            f"pub-one-octet-long-{_slug(alg)}",
            f"A public key for {alg} with an octet too many",
            verify(longer, token, [alg], WITNESSED, like=jwk),
            "rfc9964-5-public-key-size",
            mutation="pub: a zero octet appended",
            why=ONE_KEY,
            derived_from=_verifies(alg),
        )
        # What is cut off is part of the key, so that nothing verifies with the rest.
        yield _refused(
            f"pub-one-octet-short-{_slug(alg)}",
            f"A public key for {alg} with an octet too few",
            import_key({**public(jwk), "pub": b64(pub[:-1])}, REFUSED, like=jwk),
            "rfc9964-5-public-key-size",
            mutation="pub: the last octet cut off",
            why="A key that is stored and only fails when it is needed fails too late.",
            derived_from=IMPORTS,
        )
        signed, _, value = token.rpartition(".")
        for reason, said, octets in (
            ("long", "with an octet too many", unb64(value) + b"\0"),
            ("short", "with an octet too few", unb64(value)[:-1]),
        ):
            whole = reason == "long"
            yield _refused(
                f"signature-one-octet-{reason}-{_slug(alg)}",
                f"A signature by {alg} {said}",
                verify(public(jwk), f"{signed}.{b64(octets)}", [alg], WITNESSED),
                "rfc9964-5-signature-size",
                mutation=f"signature: {said}",
                why="Two tokens that verify where one was signed.",
                derived_from=_verifies(alg),
                witness=SIGNED if whole else "the octet that is gone is filled in by the reader",
            )
    seed = unb64(FIRST["priv"])
    for reason, said, octets in (
        ("long", "with an octet too many", seed + b"\0"),
        ("with-pub", "with the public key behind it", seed + unb64(FIRST["pub"])),
    ):
        yield _refused(
            f"priv-{reason}",
            f"A seed {said}",
            _signed({**FIRST, "priv": b64(octets)}, WITNESSED),
            "rfc9964-7.3-seed-length",
            mutation=f"priv: a seed {said}",
            why=ONE_KEY,
            derived_from=_signs("ML-DSA-44"),
            witness=SEEDED,
        )


def _signed(jwk: Jwk, expected: Expected) -> Draft:
    signer = Party(key=jwk, protected=text({"alg": "ML-DSA-44"}))
    return sign([signer], PAYLOAD, "compact", expected, alg="ML-DSA-44", like=FIRST)


def forged() -> Iterator[Authored]:
    """Signatures that were made for something else."""
    for alg, jwk in KEYS.items():
        signed, _, value = jws(jwk, alg).rpartition(".")
        flipped = bytearray(unb64(value))
        flipped[0] ^= 1
        yield _refused(
            f"signature-bit-flipped-{_slug(alg)}",
            f"A signature by {alg} with a bit flipped",
            verify(public(jwk), f"{signed}.{b64(bytes(flipped))}", [alg], WITNESSED),
            "rfc7515-5.2-signature-validates",
            mutation="signature: its first bit flipped",
            why="Who takes it verifies nothing.",
            derived_from=_verifies(alg),
            witness="the signature does not hold: it passes if, and only if, it is not checked",
            severity="security",
        )
        yield _refused(
            f"signature-under-a-context-{_slug(alg)}",
            f"A signature by {alg} under the context JWS",
            verify(public(jwk), _under_context(jwk, alg), [alg], WITNESSED),
            "rfc9964-5-empty-context",
            mutation="the context of the signature: JWS",
            why="A context keeps what was signed for one protocol out of another.",
            derived_from=_verifies(alg),
            witness="the signature is genuine under that context",
            severity="security",
        )


def _under_context(jwk: Jwk, alg: str) -> str:
    signed = signing_input(header(alg=alg))

    def make() -> str:
        return b64(bytes(ml_dsa_key(alg, unb64(jwk["priv"])).sign(signed, b"JWS")))

    value = minted(f"{alg} under JWS", computed_thumbprint(jwk), signed.hex(), make=make)
    return f"{signed.decode('ascii')}.{value}"


def of_another_key() -> Iterator[Authored]:
    """A seed that gives another public key."""
    mixed: dict[str, Any] = {**FIRST, "pub": OTHER["pub"]}
    made = Check(kind="jws", key=text(public(FIRST)), payload=b64(PAYLOAD))
    either = choice(
        Option(option="accept", outcome="accepted", check=made),
        Option(option="refuse", outcome="rejected"),
    )
    yield vector(
        "choice.private-of-another-key.akp",
        "Sign with an AKP key whose seed gives another public key",
        _signed(mixed, either),
        group="choices",
        why="Nobody can say whose key it is, and what is signed does not verify.",
        clauses=("rfc9964-7.4-parameters-match",),
        source=source_of("rfc9964-7.4-parameters-match"),
        severity="security",
        choice="private-of-another-key",
        derived_from=_signs("ML-DSA-44"),
        mutation="pub: that of another key",
        experimental=True,
    )


CHAPTER = Chapter(
    "ml-dsa",
    "RFC 9964: ML-DSA, and keys of type AKP (experimental)",
    (keys, signatures, members, lengths, forged, of_another_key),
)

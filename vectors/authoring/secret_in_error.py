"""Errors while a secret is at hand: whatever the verdict, no message may spell it out.

Damaged private values, and private values of damaged type, stand in the chapters on each key type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from authoring.build import Authored, choice, text, vector
from authoring.controls import control_of
from authoring.damage import VERIFIED, WITNESSED, left_open, refused, source_of
from authoring.forge import damaged, integer, jwe
from authoring.key_set_search import BY_SET, FOUND, SELECTS, WANTED
from authoring.key_set_search import verify as verify_by_set
from authoring.operation import decrypt, select_key, sign_jwt
from authoring.registry import Chapter
from authoring.sample import EC, OCT, OKP, RSA, SAMPLES
from authoring.suite import key
from jwk_vectors.model import Option

GROUP = "secret-in-error"
WHY = "Errors end up in logs, which many can read who were never to have the key."
STRINGS = {
    "rsa": "rfc7518-6.3.1-members-are-strings",
    "ec": "rfc7518-6.2.1-members-are-strings",
    "okp": "rfc8037-2-members-are-strings",
}
KEY_TYPE = "rfc7518-3.1-key-type-of-algorithm"
KTY = "rfc7517-4.1-kty-is-a-string"
PRODUCT = "a product shows that the key was used"


def _typed(value: str) -> Iterator[tuple[str, str, Any]]:
    """Values of other types in the place of a string: case, noun, value."""
    yield "null", "null", None
    yield "array", "an array around the string", [value]
    yield "object", "an object around the string", {"value": value}
    number = integer(value) if len(value) > 20 else 1
    yield "number", "a number", number


def beside() -> Iterator[Authored]:
    """A public member of the wrong type in a private key, which signs.

    Whoever signs by d alone has not read it: a warning, since the chapters on each key type fail
    who uses such a member.
    """
    for sample in (RSA, EC, OKP):
        for name in sample.key:
            for case, noun, value in _typed(sample.key[name]):
                implied = {}
                if name == "crv":
                    known = {"ec": "rfc7518-6.2.1.1-known-curve", "okp": "rfc8037-2-known-subtype"}
                    implied[known[sample.case]] = "what is no string names none"
                yield refused(
                    GROUP,
                    f"{sample.case}-{name}-{case}-signs",
                    f"Sign with a private {sample.key['kty']} key whose {name} is {noun}",
                    sample.sign(damaged(sample.whole, **{name: value}), WITNESSED),
                    clauses=(KTY if name == "kty" else STRINGS[sample.case],),
                    mutation=f"{name}: {noun}",
                    why=WHY,
                    derived_from=sample.signs,
                    witness=PRODUCT,
                    severity="robustness",
                    level="structure",
                    implied=implied,
                    otherwise="warn",
                )


def texts() -> Iterator[Authored]:
    """A private key as text that is no JSON."""
    for sample in SAMPLES:
        whole = text(sample.whole)
        for case, noun, document in (
            ("cut", "that was cut short", whole[:-2]),
            ("single-quotes", "in single quotes", whole.replace('"', "'")),
            ("comma", "with a comma too many", whole[:-1] + ",}"),
        ):
            step = sample.sign(document, choice(READ, REFUSE))
            yield left_open(
                "json-extension",
                f"private-{sample.case}-{case}",
                f"Sign with a private {sample.key['kty']} key as text {noun}",
                step,
                clauses=("rfc8259-9-extensions", "rfc8259-2-json-text"),
                mutation=f"the text {noun}",
                why=WHY,
                derived_from=sample.signs,
                severity="robustness",
                level="text",
            )


READ = Option(option="accept", outcome="accepted")
REFUSE = Option(option="refuse", outcome="rejected")


def intended() -> Iterator[Authored]:
    """A private key that signs, and whose statements of what it is for are at odds."""
    either = choice(READ, REFUSE)
    for sample in SAMPLES:
        for name, case, noun, members, clause in (
            (
                "duplicate-key-ops",
                "twice",
                "with sign twice in key_ops",
                {"key_ops": ["sign", "sign"]},
                "rfc7517-4.3-no-duplicates",
            ),
            (
                "use-and-key-ops-inconsistent",
                "enc",
                "for enc by use and to sign by key_ops",
                {"use": "enc", "key_ops": ["sign"]},
                "rfc7517-4.3-consistent-with-use",
            ),
            (
                "kid-not-a-string",
                "number",
                "whose kid is a number",
                {"kid": 1},
                "rfc7517-4.5-kid-is-a-string",
            ),
            (
                "alg-not-a-string",
                "array",
                "whose alg is an array",
                {"alg": [sample.alg]},
                "rfc7517-4.4-alg-is-a-string",
            ),
        ):
            yield left_open(
                name,
                f"private-{sample.case}-{case}",
                f"Sign with a private {sample.key['kty']} key {noun}",
                sample.sign({**sample.whole, **members}, either),
                clauses=(clause,),
                mutation=f"added: {text(members)}",
                why=WHY,
                derived_from=sample.signs,
                severity="robustness",
                level="structure",
            )


def kinds() -> Iterator[Authored]:
    """A private key of a kind that nobody knows, which is to sign."""
    for sample in SAMPLES:
        kty = sample.key["kty"].swapcase()
        yield refused(
            GROUP,
            f"{sample.case}-kty-other-case-signs",
            f"Sign with a private {sample.key['kty']} key whose kty is {kty}",
            sample.sign(damaged(sample.whole, kty=kty), WITNESSED),
            clauses=("rfc7517-4.1-kty-case-sensitive",),
            mutation=f"kty: {kty}",
            why=WHY,
            derived_from=sample.signs,
            witness=PRODUCT,
            severity="robustness",
            level="structure",
        )


def _broken() -> Iterator[tuple[str, str, Mapping[str, Any], str]]:
    """Private keys of no use: case, noun, key, and the clause that they break."""
    for sample, name in ((RSA, "n"), (EC, "x"), (OKP, "x")):
        number = {name: integer(sample.key[name])}
        noun = f"a private {sample.key['kty']} key whose {name} is a number"
        yield f"{sample.case}-number", noun, {**sample.whole, **number}, STRINGS[sample.case]
    yield "oct-kty-number", "a secret whose kty is a number", {**OCT.key, "kty": 1}, KTY
    lower = {**OCT.key, "kty": "OCT"}
    yield "oct-upper-case", "a secret of the kty OCT", lower, "rfc7517-4.1-kty-case-sensitive"


def sets() -> Iterator[Authored]:
    """A private key of no use in front of the wanted one."""
    for case, noun, jwk, clause in _broken():
        keys = {"keys": [{**jwk, "kid": "broken"}, WANTED]}
        for action, draft, control in (
            ("selects", select_key(keys, "wanted", FOUND), SELECTS),
            ("verifies", verify_by_set(keys, VERIFIED), BY_SET),
        ):
            yield vector(
                f"{GROUP}.set-{case}-{action}",
                f"Find the good key behind {noun} ({action})",
                draft,
                group=GROUP,
                why=WHY,
                clauses=("rfc7517-5-skip-unusable-keys",),
                source=source_of("rfc7517-5-x"),
                otherwise="warn",
                derived_from=control,
                mutation=f"in front, {noun}",
                level="structure",
                implied={clause: "the key in front is of no use"},
            )


def unfitting() -> Iterator[Authored]:
    """A JWT signed by an algorithm that is not for keys of this type."""
    for sample in SAMPLES:
        for other in SAMPLES:
            if other.case == sample.case:
                continue
            step = sign_jwt(
                other.whole, {"sub": "a"}, {"alg": sample.alg}, WITNESSED, like=sample.whole
            )
            fits = "rfc8037-4-algorithm-fits-subtype" if sample is OKP else KEY_TYPE
            yield refused(
                GROUP,
                f"jwt-{sample.alg.lower()}-with-{other.case}-key",
                f"Sign a JWT by {sample.alg} with a key of the type {other.key['kty']}",
                step,
                clauses=(fits,),
                mutation=f"the key: one of the type {other.key['kty']}",
                why=WHY,
                derived_from=control_of(step),
                witness="no signature by this algorithm is defined with this key",
                level="token",
            )


DECRYPTED = (
    ("rsa-2048-a", "rsa-2048-b", "RSA-OAEP", "rfc7516-5.2-any-step-fails"),
    ("ec-p-256", "ec-p-256-b", "ECDH-ES", "rfc7516-5.2-tag-validates"),
    ("okp-x25519", "okp-x25519-d-zero", "ECDH-ES", "rfc7516-5.2-tag-validates"),
    ("oct-32", "oct-32-b", "A256KW", "rfc7516-5.2-any-step-fails"),
    ("oct-32", "oct-32-b", "dir", "rfc7516-5.2-tag-validates"),
)
"""Whom the token is for, who opens it, and by what."""


def decryptions() -> Iterator[Authored]:
    """Opened with a private key, or a secret, that it is not for."""
    for name, other, alg, clause in DECRYPTED:
        jwk, enc = key(name), "A256GCM" if alg == "dir" else "A128GCM"
        noun = " ".join(str(jwk[one]) for one in ("kty", "crv") if one in jwk)
        step = decrypt(key(other), jwe(jwk, alg, enc), alg, enc, WITNESSED, like=jwk)
        yield refused(
            GROUP,
            f"{noun.lower().replace(' ', '-')}-{alg.lower()}-of-another",
            f"Decrypt by {alg} with another {noun} key than it is for",
            step,
            clauses=(clause,),
            mutation="the key: another of the same kind",
            why=WHY,
            derived_from=control_of(step),
            witness="no decryption of it can succeed with that key",
            level="token",
        )


CHAPTER = Chapter(
    "secret-in-error",
    "Errors while a secret is at hand",
    (beside, texts, intended, kinds, sets, unfitting, decryptions),
)

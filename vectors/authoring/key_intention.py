"""What a key is meant for: use, key_ops and alg, against what it is asked to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from authoring.build import Authored, Draft, Expected, choice, text, vector
from authoring.damage import OPENED, VERIFIED, left_open, source_of
from authoring.forge import PAYLOAD, jwe
from authoring.operation import Party, decrypt, encrypt, import_key
from authoring.registry import Chapter
from authoring.sample import EC, OCT, OKP, RSA, SAMPLES, either
from authoring.suite import key, public
from jwk_vectors.model import Check, Option

WEAKER = "A key that serves what it was not meant for is open to attacks across protocols."
TO_ENCRYPT = (
    ("rsa", "rsa-2048-a", "RSA1_5", "A128CBC-HS256"),
    ("ec", "ec-p-256", "ECDH-ES", "A128CBC-HS256"),
    ("okp", "okp-x25519", "ECDH-ES", "A128GCM"),
    ("oct-kw", "oct-16", "A128KW", "A128GCM"),
    ("oct-dir", "oct-32", "dir", "A128CBC-HS256"),
)


def either_made(accepting: str, check: Check) -> Expected:
    """A sound product, which is one option, or a refusal, which is the other."""
    return choice(
        Option(option=accepting, outcome="accepted", check=check),
        Option(option="refuse", outcome="rejected"),
    )


def _encrypt(jwk: dict[str, Any], whole: dict[str, Any], alg: str, enc: str, took: str) -> Draft:
    check = Check(kind="jwe", key=text(whole), payload=OPENED["payload"], protected={"enc": enc})
    return encrypt(
        [Party(key=jwk)], PAYLOAD, "compact", either_made(took, check), alg=alg, enc=enc,
        protected=text({"alg": alg, "enc": enc}), like=whole,
    )  # fmt: skip


def _scope(whole: dict[str, Any], alg: str, enc: str) -> str:
    return f"{_kind(whole)}-{alg}-{enc}-compact".lower().replace("_", "-").replace("+", "-")


def _kind(whole: Mapping[str, Any]) -> str:
    return "-".join(str(whole[name]) for name in ("kty", "crv") if name in whole).lower()


def forbidden() -> Iterator[Authored]:
    """Each operation with a key that says it is for something else."""
    intended = "rfc7517-4.2-use-intended", "rfc7517-4.3-operations-intended"
    for sample in SAMPLES:
        for name, case, member, clause in (
            ("use-forbids", "enc", {"use": "enc"}, intended[0]),
            ("key-ops-forbids", "encrypt", {"key_ops": ["encrypt", "decrypt"]}, intended[1]),
            ("key-ops-forbids", "empty", {"key_ops": []}, intended[1]),
            ("key-ops-forbids", "other-case", {"key_ops": ["Verify", "SIGN"]}, intended[1]),
        ):
            kty = sample.key["kty"]
            yield left_open(
                name,
                f"{sample.case}-verifies-{case}",
                f"Verify with an {kty} key that has {text(member)}",
                sample.verify({**sample.key, **member}, either("ignore")),
                clauses=(clause,),
                mutation=f"added: {text(member)}",
                why=WEAKER,
                derived_from=sample.verifies,
                severity="security",
            )
            if case != "other-case":
                yield left_open(
                    name,
                    f"{sample.case}-signs-{case}",
                    f"Sign with an {kty} key that has {text(member)}",
                    sample.sign({**sample.whole, **member}, either_made("ignore", sample.sound)),
                    clauses=(clause,),
                    mutation=f"added: {text(member)}",
                    why=WEAKER,
                    derived_from=sample.signs,
                    severity="security",
                )
        for direction, given, kind in (
            ("verify", sample.whole, "signs"),
            ("sign", sample.key, "verifies"),
        ):
            member = {"key_ops": [direction]}
            answers = (
                sample.sign({**given, **member}, either_made("ignore", sample.sound))
                if kind == "signs"
                else sample.verify({**given, **member}, either("ignore"))
            )
            yield left_open(
                "key-ops-forbids",
                f"{sample.case}-{kind}-with-{direction}",
                f"An {sample.key['kty']} key for {direction} alone {kind}",
                answers,
                clauses=(intended[1],),
                mutation=f"added: {text(member)}",
                why="key_ops tells the two directions apart, which use cannot.",
                derived_from=sample.signs if kind == "signs" else sample.verifies,
                severity="security",
            )
    for case, name, alg, enc in TO_ENCRYPT:
        whole = key(name)
        readable = whole if whole["kty"] == "oct" else public(whole)
        scope = _scope(whole, alg, enc)
        for choice_name, kind, member, clause in (
            ("use-forbids", "sig", {"use": "sig"}, intended[0]),
            ("key-ops-forbids", "verify", {"key_ops": ["sign", "verify"]}, intended[1]),
            ("alg-of-key-differs", "other", {"alg": OTHER[case]}, "rfc7517-4.4-alg-intended"),
        ):
            if name == "okp-x25519" and kind == "verify":
                member = {"key_ops": ["wrapKey"]}
            yield left_open(
                choice_name,
                f"{case}-encrypts-{kind}",
                f"Encrypt by {alg} to a key that has {text(member)}",
                _encrypt({**readable, **member}, whole, alg, enc, "ignore"),
                clauses=(clause,),
                mutation=f"added: {text(member)}",
                why=WEAKER,
                derived_from=f"control-jwe.encrypt-{scope}",
                severity="security",
            )
            yield left_open(
                choice_name,
                f"{case}-decrypts-{kind}",
                f"Decrypt {alg} with a key that has {text(member)}",
                decrypt(
                    {**whole, **member},
                    jwe(whole, alg, enc),
                    alg,
                    enc,
                    either("ignore"),
                    like=whole,
                ),
                clauses=(clause,),
                mutation=f"added: {text(member)}",
                why=WEAKER,
                derived_from=f"control-jwe.decrypt-{scope}",
                severity="security",
            )


OTHER = {
    "rsa": "RSA-OAEP",
    "ec": "ECDH-ES+A128KW",
    "okp": "ECDH-ES+A256KW",
    "oct-kw": "A128GCMKW",
    "oct-dir": "A256KW",
}


def algorithms() -> Iterator[Authored]:
    """Alg that does not go with the key, or with anything."""
    for sample, case, alg in (
        (EC, "of-another-curve", "ES384"),
        (EC, "of-another-kind", "RS256"),
        (EC, "lower-case", "es256"),
        (EC, "unknown", "urn:example:alg"),
        (EC, "empty", ""),
        (EC, "none", "none"),
        (EC, "trailing-space", "ES256 "),
        (RSA, "of-another-hash", "RS512"),
        (RSA, "of-another-kind", "ES256"),
        (RSA, "lower-case", "rs256"),
        (RSA, "unknown", "urn:example:alg"),
        (RSA, "for-encryption", "RSA-OAEP"),
        (RSA, "symmetric", "HS256"),
        (OKP, "of-another-kind", "ES256"),
        (OKP, "lower-case", "eddsa"),
        (OKP, "unknown", "urn:example:alg"),
        (OCT, "of-another-hash", "HS512"),
        (OCT, "of-another-kind", "RS256"),
        (OCT, "lower-case", "hs256"),
        (OCT, "content-encryption", "A256GCM"),
        (OCT, "unknown", "urn:example:alg"),
    ):
        yield left_open(
            "alg-of-key-differs",
            f"{sample.case}-verifies-{case}",
            f"Verify {sample.alg} with a key whose alg is {alg!r}",
            sample.verify({**sample.key, "alg": alg}, either("ignore")),
            clauses=("rfc7517-4.4-alg-intended", "rfc8725-3.1-alg-of-key"),
            mutation=f"alg: {alg!r}",
            why="Where alg does not hold, a token can be moved to a weaker algorithm.",
            derived_from=sample.verifies,
            severity="security",
        )


def imported() -> Iterator[Authored]:
    """Keys whose alg is for keys of another type, read and put to no use."""
    for sample in SAMPLES:
        kty = sample.key["kty"]
        alg = "ES256" if kty != "EC" else "RS256"
        yield left_open(
            "alg-of-key-differs",
            f"{sample.case}-imports-of-another-kind",
            f"Import a key of type {kty} whose alg is {alg}",
            import_key(
                {**sample.key, "alg": alg},
                choice(
                    Option(option="ignore", outcome="accepted"),
                    Option(option="refuse", outcome="rejected"),
                ),
                like=sample.key,
            ),
            clauses=("rfc7517-4.4-alg-intended",),
            mutation=f"alg: {alg!r}",
            why="A key that no algorithm of its name can use shows a fault in whatever wrote it; "
            "its owner should hear of it before the first token is refused.",
            derived_from=f"control-jwk.import-{_kind(sample.key)}",
        )


def good() -> Iterator[Authored]:
    """Keys that say rightly what they are for."""
    for sample in SAMPLES:
        for case, member, clause in (
            ("use", {"use": "sig"}, "rfc7517-4.2-use-optional"),
            ("verify", {"key_ops": ["verify"]}, "rfc7517-4.3-key-ops-optional"),
            ("pair", {"key_ops": ["sign", "verify"]}, "rfc7517-4.3-paired-operations"),
            ("pair-reversed", {"key_ops": ["verify", "sign"]}, "rfc7517-4.3-paired-operations"),
            ("alg", {"alg": sample.alg}, "rfc7517-4.4-alg-optional"),
            (
                "use-and-key-ops",
                {"use": "sig", "key_ops": ["verify"]},
                "rfc7517-4.3-consistent-pair",
            ),
        ):
            yield vector(
                f"intention.{sample.case}-{case}",
                f"Verify with an {sample.key['kty']} key that has {text(member)}",
                sample.verify({**sample.key, **member}, VERIFIED),
                group="tolerance",
                why="Most published keys say what they are for; they must serve it.",
                clauses=(clause,),
                source=source_of(clause),
                otherwise="warn" if case == "use-and-key-ops" else "fail",
                derived_from=sample.verifies,
                mutation=f"added: {text(member)}",
            )
    for case, name, alg, enc in TO_ENCRYPT:
        whole = key(name)
        for kind, member in (
            ("use", {"use": "enc"}),
            ("alg", {"alg": alg if alg != "dir" else enc}),
        ):
            if (case, kind) == ("oct-dir", "alg"):
                continue
            yield vector(
                f"intention.{case}-decrypts-{kind}",
                f"Decrypt {alg} with a key that has {text(member)}",
                decrypt(
                    {**whole, **member}, jwe(whole, alg, enc), alg, enc, Expected(facts=OPENED),
                    like=whole,
                ),
                group="tolerance",
                why="Wrapping and agreement of keys are encryption too.",
                clauses=(
                    "rfc7517-4.2-enc-for-key-management" if kind == "use"
                    else "rfc7517-4.4-alg-optional",
                ),
                source=source_of("rfc7517-4.2-x"),
                derived_from=f"control-jwe.decrypt-{_scope(whole, alg, enc)}",
                mutation=f"added: {text(member)}",
            )  # fmt: skip


def unusual() -> Iterator[Authored]:
    """Values of use and key_ops that nobody defined, or that do not go together."""
    other, duplicates = "rfc7517-4.3-other-operations", "rfc7517-4.3-no-duplicates"
    unrelated = "rfc7517-4.3-unrelated-operations"
    inconsistent, with_use = "rfc7517-4.3-consistent-with-use", "rfc7517-4.3-not-with-use"
    sig: dict[str, Any] = {"use": "sig"}
    cases: tuple[tuple[str, str, dict[str, Any], tuple[str, ...]], ...] = (
        ("unknown-use", "upper-case", {"use": "SIG"}, ("rfc7517-4.2-other-uses",)),
        ("unknown-use", "empty", {"use": ""}, ("rfc7517-4.2-other-uses",)),
        ("unknown-use", "long-form", {"use": "signature"}, ("rfc7517-4.2-other-uses",)),
        ("unknown-use", "trailing-space", {"use": "sig "}, ("rfc7517-4.2-other-uses",)),
        ("unknown-use", "both", {"use": "sig enc"}, ("rfc7517-4.2-other-uses",)),
        ("unknown-key-ops", "beside", {"key_ops": ["verify", "urn:example:op"]}, (other,)),
        ("unknown-key-ops", "in-front", {"key_ops": ["urn:example:op", "verify"]}, (other,)),
        ("unknown-key-ops", "empty-string", {"key_ops": ["", "verify"]}, (other,)),
        ("duplicate-key-ops", "apart", {"key_ops": ["verify", "sign", "verify"]}, (duplicates,)),
        ("duplicate-key-ops", "unknown", {"key_ops": ["verify", "a", "a"]}, (duplicates,)),
        ("unrelated-key-ops", "derive", {"key_ops": ["verify", "deriveKey"]}, (unrelated,)),
        ("unrelated-key-ops", "encrypt", {"key_ops": ["verify", "encrypt"]}, (unrelated,)),
        ("unrelated-key-ops", "all", {"key_ops": list(ALL)}, (unrelated,)),
        (
            "use-and-key-ops-inconsistent",
            "derive",
            {**sig, "key_ops": ["deriveKey"]},
            (inconsistent, with_use),
        ),
        (
            "use-and-key-ops-inconsistent",
            "enc",
            {"use": "enc", "key_ops": ["verify"]},
            (inconsistent, with_use),
        ),
    )  # fmt: skip
    for name, case, member, clauses in cases:
        yield left_open(
            name,
            case,
            f"Verify with a key that has {text(member)}",
            EC.verify({**EC.key, **member}, either()),
            clauses=clauses,
            mutation=f"added: {text(member)}",
            why="Who publishes such a key must know which consumers it shuts out.",
            derived_from=EC.verifies,
            severity="security" if "inconsistent" in name else "interoperability",
        )


ALL = (
    "sign", "verify", "encrypt", "decrypt", "wrapKey", "unwrapKey", "deriveKey", "deriveBits",
)  # fmt: skip
CHAPTER = Chapter(
    "key-intention",
    "What a key is meant for",
    (forbidden, algorithms, imported, good, unusual),
)

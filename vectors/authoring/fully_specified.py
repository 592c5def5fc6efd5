"""Ed25519 and Ed448 as names of algorithms (RFC 9864): each says the curve that EdDSA leaves open.

Experimental: the names are registered, and not all libraries know them yet.
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import Authored, Expected, b64, text, vector
from authoring.controls import OPENED, control
from authoring.damage import SIGNED, WITNESSED, source_of
from authoring.example import widened
from authoring.forge import PAYLOAD, SERIALISED, jws
from authoring.operation import Party, import_key, sign, verify
from authoring.registry import Chapter
from authoring.suite import key, public
from jwk_vectors.model import Check

NAMES = {"Ed25519": key("okp-ed25519"), "Ed448": key("okp-ed448")}
"""Alg, which is also the crv of the one kind of key it goes with → a key."""
GROUP = "fully-specified"
VERIFIES = "control-jws.verify-okp-{}-{}-compact"
ONLY = "rfc8725-3.1-only-allowed-algorithms"


def _clause(alg: str) -> str:
    return f"rfc9864-2.2-{alg.lower()}"


def signatures() -> Iterator[Authored]:
    """Verified and made, in every serialisation."""
    for alg, jwk in NAMES.items():
        token = jws(jwk, alg)
        made = Check(
            kind="jws", key=text(public(jwk)), payload=b64(PAYLOAD), protected={"alg": alg}
        )
        for form, serialise in SERIALISED.items():
            yield control(
                f"Verify {alg}, {form}",
                verify(public(jwk), serialise(token), [alg], Expected(facts=OPENED)),
                "rfc7515-5.2-report-success",
                "rfc8037-3.1-eddsa-computation",
                _clause(alg),
                experimental=True,
            )
            yield control(
                f"Sign by {alg}, {form}",
                sign(
                    [Party(key=jwk, protected=text({"alg": alg}))],
                    PAYLOAD,
                    form,
                    Expected(check=made),
                    alg=alg,
                ),
                "rfc7515-5.1-produce",
                _clause(alg),
                experimental=True,
            )


def named_by_keys() -> Iterator[Authored]:
    """A key that names one of them for itself."""
    for alg, jwk in NAMES.items():
        named = {**public(jwk), "alg": alg}
        yield vector(
            f"{GROUP}.import-{alg.lower()}",
            f"Import a key whose alg is {alg}",
            import_key(named),
            group=GROUP,
            why="Issuers will name the algorithm that they sign with.",
            clauses=("rfc7517-4-represents-a-key", _clause(alg)),
            source=source_of(_clause(alg)),
            experimental=True,
        )
        yield vector(
            f"{GROUP}.verify-with-named-{alg.lower()}",
            f"Verify {alg} with a key whose alg it is",
            verify(named, jws(jwk, alg), [alg], Expected(facts=OPENED)),
            group=GROUP,
            why="Issuers will name the algorithm that they sign with.",
            clauses=("rfc7515-5.2-report-success", _clause(alg)),
            source=source_of(_clause(alg)),
            level="token",
            experimental=True,
        )


def confusions() -> Iterator[Authored]:
    """A name over the other curve, and a name where another is asked for."""
    for alg, other in (("Ed25519", "Ed448"), ("Ed448", "Ed25519")):
        jwk, slug = NAMES[other], f"{alg.lower()}-by-{other.lower()}"
        made = vector(
            f"{GROUP}.{slug}",
            f"A token by {alg}, signed with a key on {other}",
            verify(public(jwk), jws(jwk, alg), [alg], WITNESSED, like=NAMES[alg]),
            group=GROUP,
            why="The name promises a curve; an application that allowed one gets another.",
            clauses=(_clause(alg),),
            source=source_of(_clause(alg)),
            severity="security",
            level="token",
            reason=slug,
            witness=SIGNED,
            derived_from=VERIFIES.format(alg.lower(), alg.lower()),
            mutation=f"key and signature: those of {other}",
            experimental=True,
        )
        yield widened(made, crv=(other,))
    for alg, jwk in NAMES.items():
        for named, allowed in ((alg, "EdDSA"), ("EdDSA", alg)):
            slug = f"{named.lower()}-where-{allowed.lower()}-is-allowed-{alg.lower()}"
            yield vector(
                f"{GROUP}.{slug}",
                f"A token by {named} on {alg}, where {allowed} alone is allowed",
                verify(public(jwk), jws(jwk, named), [allowed], WITNESSED),
                group=GROUP,
                why="What an application allows it allows by name, and a name is compared.",
                clauses=(ONLY,),
                source=source_of(ONLY),
                severity="security",
                level="token",
                reason=slug,
                witness=SIGNED,
                derived_from=VERIFIES.format(alg.lower(), named.lower()),
                mutation=f"alg: {named}, and {allowed} allowed",
                experimental=True,
            )


CHAPTER = Chapter(
    "fully-specified",
    "RFC 9864: Ed25519 and Ed448 as algorithms (experimental)",
    (signatures, named_by_keys, confusions),
)

"""OKP keys as good as any: ends in zero, bits that are ignored, and a member that is not theirs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import Authored, Draft, Expected, b64, unb64, vector
from authoring.damage import source_of
from authoring.forge import EDWARDS
from authoring.octet_pair import AGREEING, SIGNING, SUBTYPES, Subtype
from authoring.operation import export_key, thumbprint
from authoring.registry import Chapter
from authoring.suite import key, public
from authoring.suite import thumbprint as computed
from jwk_conformance.rulebook.curve import OKP

PUBLIC_KEY, PRIVATE_KEY = "rfc8037-2-okp-public-key", "rfc8037-2-okp-private-key"
STRINGS = "x and d are strings of octets; what treats them as numbers loses one key in 256."


def _accepted(
    subtype: Subtype,
    case: str,
    title: str,
    draft: Draft,
    clause: str,
    why: str,
    mutation: str,
    derived_from: str,
) -> Authored:
    name, _, verb = case.rpartition("-")
    return vector(
        f"okp.{name}-{subtype.slug}-{verb}",
        title,
        draft,
        group="tolerance",
        why=why,
        clauses=(clause,),
        source=source_of(clause),
        derived_from=derived_from,
        mutation=mutation,
    )


def trailing_zeros() -> Iterator[Authored]:
    """Keys of which x or d ends in a zero octet."""
    for subtype in SUBTYPES:
        for name in ("x", "d"):
            jwk = key(f"okp-{subtype.slug}-{'' if name == 'x' else 'd-'}zero")
            readable = public(jwk)
            noun = f"an {subtype.crv} key of which {name} ends in a zero octet"
            mutation = f"another key, of which {name} ends in 00"
            here = f"{name}-with-trailing-zero"
            exported = "private" if name == "d" else "public"
            facts = Expected(facts={"jwk": jwk if name == "d" else readable})
            if name == "x":
                use, by = subtype.use(readable, subtype.used(jwk), private=jwk), subtype.used_by
            else:
                use = subtype.use_privately(jwk, subtype.used_privately(jwk), undamaged=jwk)
                by = subtype.used_privately_by
            clause = PUBLIC_KEY if name == "x" else PRIVATE_KEY
            yield _accepted(
                subtype, f"{here}-used", f"Use {noun}", use, clause, STRINGS, mutation, by
            )
            yield _accepted(
                subtype,
                f"{here}-exported",
                f"Export {noun}",
                export_key(jwk, "private" if name == "d" else "public", facts),
                clause,
                STRINGS,
                mutation,
                f"control-jwk.export-okp-{subtype.slug}-{exported}",
            )
        jwk = key(f"okp-{subtype.slug}-zero")
        yield _accepted(
            subtype,
            "x-with-trailing-zero-thumbprint",
            f"Thumbprint of an {subtype.crv} key of which x ends in a zero octet",
            thumbprint(public(jwk), Expected(facts={"thumbprint": computed(jwk)})),
            "rfc8037-2-okp-thumbprint-members",
            STRINGS,
            "another key, of which x ends in 00",
            f"control-jwk.thumbprint-okp-{subtype.slug}",
        )


def any_octets() -> Iterator[Authored]:
    """Private keys of any octets whatever."""
    why = "Every string of the right length is a private key: none is out of range."
    for subtype in SIGNING:
        for case, octets in (("zeros", bytes(subtype.octets)), ("ones", b"\xff" * subtype.octets)):
            x = EDWARDS[subtype.crv](octets).public_key().public_bytes_raw()
            jwk = {**subtype.good, "x": b64(x), "d": b64(octets)}
            yield _accepted(
                subtype,
                f"d-of-{case}-signs",
                f"Sign with the {subtype.crv} key whose d is all {case}",
                subtype.use_privately(jwk, subtype.used_privately(jwk)),
                PRIVATE_KEY,
                why,
                f"another key: d is all {case}",
                subtype.used_privately_by,
            )
    for subtype in AGREEING:
        jwk = key(f"okp-{subtype.slug}-unpruned")
        mutation = "another key: the bits of d that the function fixes have the other value"
        yield _accepted(
            subtype,
            "d-unpruned-decrypts",
            f"Decrypt with an {subtype.crv} key whose fixed bits are not fixed yet",
            subtype.use_privately(jwk, subtype.used_privately(jwk), undamaged=jwk),
            "rfc7748-5-scalar-pruned",
            why,
            mutation,
            subtype.used_privately_by,
        )
        yield _accepted(
            subtype,
            "d-unpruned-exported",
            f"Export an {subtype.crv} key whose fixed bits are not fixed yet",
            export_key(jwk, "private", Expected(facts={"jwk": jwk})),
            PRIVATE_KEY,
            "A private key that comes out in other octets is another document.",
            mutation,
            f"control-jwk.export-okp-{subtype.slug}-private",
        )


BASE = {"X25519": 9, "X448": 5}
ORDER = {
    "X25519": 2**252 + 27742317777372353535851937790883648493,
    "X448": 2**446 - 13818066809895115352007386748515426880336692474882178609894547503885,
}
MULTIPLE = {"X25519": 5, "X448": 3}
"""Times the order, less 1: a scalar of the form that the function takes, for minus the base."""


def of_the_base(subtype: Subtype) -> dict[str, Any]:
    """The private key whose public key is the base point's u, the smallest that anybody has."""
    scalar = MULTIPLE[subtype.crv] * ORDER[subtype.crv] - 1
    u = BASE[subtype.crv].to_bytes(subtype.octets, "little")
    d = scalar.to_bytes(subtype.octets, "little")
    return {"kty": "OKP", "crv": subtype.crv, "x": b64(u), "d": b64(d)}


def not_canonical() -> Iterator[Authored]:
    """Coordinates on the Montgomery curves that readers must take, and reduce or mask."""
    why = "Readers that refuse such a key, or find another in it, cannot be written to by all."
    for subtype in AGREEING:
        base, prime = of_the_base(subtype), OKP[subtype.crv].prime
        small = BASE[subtype.crv]
        top = 1 << (8 * subtype.octets - 1)
        cases = [
            ("u-of-the-base", base, small, PUBLIC_KEY, f"another key: u is {small}"),
            ("u-not-reduced", base, small + prime, "rfc7748-5-non-canonical", "the prime added"),
        ]
        if subtype.crv == "X25519":
            genuine = subtype.private
            u = int.from_bytes(unb64(genuine["x"]), "little")
            masked = "rfc7748-5-top-bit-masked"
            cases += [
                ("top-bit", genuine, u | top, masked, "x: the top bit set"),
                ("top-bit-u-not-reduced", base, small + prime | top, masked, "both"),
            ]
        else:
            genuine = key("okp-x448-top-bit")
            u = int.from_bytes(unb64(genuine["x"]), "little")
            cases.append(("top-bit", genuine, u, PUBLIC_KEY, "another key, with the top bit set"))
        for case, private, u, clause, mutation in cases:
            jwk = {**public(private), "x": b64(u.to_bytes(subtype.octets, "little"))}
            yield _accepted(
                subtype,
                f"{case}-encrypts",
                f"Encrypt to an {subtype.crv} key: {mutation}",
                subtype.use(jwk, subtype.used(private)),
                clause,
                why,
                mutation,
                subtype.used_by,
            )


def not_theirs() -> Iterator[Authored]:
    """A y, which is nothing to an OKP key."""
    why = "Members that are not defined for a key type are there to be ignored."
    for subtype in SUBTYPES:
        strange = {**subtype.good, "y": subtype.good["x"]}
        yield _accepted(
            subtype,
            "with-y-used",
            f"Use an {subtype.crv} key that has a y",
            subtype.use(strange, subtype.used(subtype.private)),
            "rfc7517-4-unknown-members",
            why,
            "y added",
            subtype.used_by,
        )
        yield _accepted(
            subtype,
            "with-y-thumbprint",
            f"Thumbprint of an {subtype.crv} key that has a y",
            thumbprint(strange, Expected(facts={"thumbprint": computed(subtype.good)})),
            "rfc8037-2-okp-thumbprint-members",
            why,
            "y added",
            f"control-jwk.thumbprint-okp-{subtype.slug}",
        )


CHAPTER = Chapter(
    "rare-okp",
    "OKP keys that are as good as any",
    (trailing_zeros, any_octets, not_canonical, not_theirs),
)

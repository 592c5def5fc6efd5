"""What is advertised against what is published: algorithms, and the keys to serve them."""

from __future__ import annotations

from collections.abc import Iterator

from jwk_conformance.endpoint.check.registry import Level, Remark, check
from jwk_conformance.endpoint.observed import Observed, named
from jwk_conformance.rulebook.key import Key

SIGNING = {
    "RS256": ("RSA", ""), "RS384": ("RSA", ""), "RS512": ("RSA", ""),
    "PS256": ("RSA", ""), "PS384": ("RSA", ""), "PS512": ("RSA", ""),
    "ES256": ("EC", "P-256"), "ES384": ("EC", "P-384"), "ES512": ("EC", "P-521"),
    "ES256K": ("EC", "secp256k1"),
    "Ed25519": ("OKP", "Ed25519"), "Ed448": ("OKP", "Ed448"), "EdDSA": ("OKP", "Ed25519 Ed448"),
}  # fmt: skip
"""Signature algorithms with a public key: their kty, and their curves."""
ALLOWED = ("request_object_signing_alg_values_supported", "userinfo_signing_alg_values_supported")
"""Members that may list none (OpenID Connect Discovery section 3, text not at hand)."""
BY_SERVER = (
    "id_token_signing_alg_values_supported",
    "userinfo_signing_alg_values_supported",
    "authorization_signing_alg_values_supported",
    "introspection_signing_alg_values_supported",
)
"""Members that list algorithms the server itself signs with."""


@check(
    "rs256-missing",
    group="discovery",
    level="must",
    source="OpenID Connect Discovery section 3",
    clauses=("oidcdiscovery-3-signing-algorithms",),
    advice="Offer RS256 as well: clients may count on it.",
)
def rs256_is_offered(seen: Observed) -> Iterator[Remark]:
    """An OpenID provider offers RS256 for ID tokens."""
    oidc = seen.discovery.oidc
    offered = oidc.strings(BY_SERVER[0]) if oidc else []
    if offered and "RS256" not in offered:
        yield Remark("RS256 is not offered for ID tokens", evidence=(", ".join(offered),))


@check(
    "none-offered",
    group="discovery",
    level="should",
    source="RFC 8414 section 2 for authentication; elsewhere practice, RFC 8725 section 3.2",
    advice='Take "none" out of the list.',
)
def none_is_not_offered(seen: Observed) -> Iterator[Remark]:
    """An unsecured token protects nothing; for authentication the text forbids it.

    Of request objects and of claims about a user, OpenID Connect itself allows none.
    """
    told: set[str] = set()
    for one in seen.discovery.documents:
        for name in one.members:
            if name.endswith("signing_alg_values_supported") and name not in {*told, *ALLOWED}:
                told.add(name)
                if "none" in one.strings(name):
                    forbidden = "endpoint_auth_signing" in name
                    level: Level | None = "must" if forbidden else None
                    yield Remark(f"{name} offers none", about=name, level=level)


@check(
    "algorithm-without-key",
    group="discovery",
    level="should",
    source="practice: a client that picks it can verify nothing",
    advice="Publish a key for it, or stop offering the algorithm.",
)
def each_algorithm_has_its_key(seen: Observed) -> Iterator[Remark]:
    """For every signature algorithm that the server offers, the set has a key that can serve it."""
    if not seen.keys:
        return
    offered: dict[str, str] = {}
    for one in seen.discovery.documents:
        for name in BY_SERVER:
            for alg in one.strings(name):
                offered.setdefault(alg, name)
    for alg, name in offered.items():
        if alg in SIGNING and not any(serves(key, alg) for key in seen.keys):
            yield Remark(f"{name} offers {alg}, and no published key can serve it", about=alg)


@check(
    "key-without-algorithm",
    group="discovery",
    level="note",
    source="practice: clients accept only what they are told to expect",
    advice="Offer the algorithm, or retire the key.",
)
def each_key_is_of_an_offered_algorithm(seen: Observed) -> Iterator[Remark]:
    """A signing key whose algorithm is offered nowhere is used by nobody, or unexpectedly."""
    offered = {
        alg for one in seen.discovery.documents for name in BY_SERVER for alg in one.strings(name)
    }
    for key in seen.keys if offered else ():
        alg = key.string("alg")
        if alg in SIGNING and alg not in offered:
            said = f"key {named(key)} is for {alg}, which is not offered"
            yield Remark(said, about=named(key))


def serves(key: Key, alg: str) -> bool:
    """Whether a key may be meant for an algorithm."""
    kty, curves = SIGNING[alg]
    if key.kty != kty or (curves and key.crv not in curves.split()):
        return False
    fits = key.string("alg") in (None, alg) or {key.string("alg"), alg} == {"EdDSA", key.crv}
    operations = key.strings("key_ops")
    return fits and key.string("use") != "enc" and (not operations or "verify" in operations)

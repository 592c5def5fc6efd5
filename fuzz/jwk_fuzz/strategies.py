"""Strategies for other projects' Hypothesis tests, and for ours.

from jwk_fuzz import strategies as jwk_st

@given(jwk_st.keys(kty=["EC"]))
def test_every_key_is_read(key): ...

Valid: `keys`, `ec_keys`, `okp_keys`, `rsa_keys`, `oct_keys`, `akp_keys`, `key_sets`,
`jws_headers`, `jwe_headers`, `jws_tokens`, `jwe_tokens`, `jwts`, `respelt_keys`. Anything but:
`malformed_keys`, `malformed_sets`, `forged_jws`, `forged_jwe`, `forged_jwts`, `json_texts`,
`damaged_base64url`. Keys, sets and headers are dicts of JSON values, of which every example is a
new one; docs/strategies.md has tests that use them.

What signs or damages is loaded when it is first asked for: most tests need valid keys alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from jwk_fuzz.pool import Jwk
from jwk_fuzz.valid import (
    EC_CURVES,
    KTY,
    ML_DSA,
    OKP_CURVES,
    PRIVATE,
    akp_keys,
    bare_keys,
    bits,
    ec_keys,
    encoded,
    oct_keys,
    okp_keys,
    public,
    rsa_keys,
)

if TYPE_CHECKING:
    from jwk_fuzz.forgery import Token
    from jwk_fuzz.malformed import (
        Malformed,
        Respelt,
        json_numbers,
        malformed_keys,
        malformed_sets,
        not_numbers,
        odd_members,
        respelt_keys,
    )
    from jwk_fuzz.token import (
        Forged,
        claim_sets,
        forged_jwe,
        forged_jws,
        forged_jwts,
        jwe_tokens,
        jws_tokens,
        jwts,
    )

__all__ = [
    "EC_CURVES",
    "KTY",
    "MEMBERS",
    "ML_DSA",
    "NOT_BASE64URL",
    "OKP_CURVES",
    "PRIVATE",
    "Forged",
    "Malformed",
    "Respelt",
    "Token",
    "akp_keys",
    "bare_keys",
    "base64url",
    "claim_sets",
    "damaged_base64url",
    "ec_keys",
    "forged_jwe",
    "forged_jws",
    "forged_jwts",
    "header_members",
    "jose_headers",
    "json_numbers",
    "json_texts",
    "json_values",
    "jwe_headers",
    "jwe_tokens",
    "jws_headers",
    "jws_tokens",
    "jwts",
    "key_sets",
    "keys",
    "malformed_keys",
    "malformed_sets",
    "not_numbers",
    "oct_keys",
    "odd_members",
    "okp_keys",
    "public",
    "respelt_keys",
    "rsa_keys",
    "signing_algorithms",
]

_LATER = {
    name: module
    for module, names in (
        ("forgery", "Token"),
        ("malformed", "Malformed Respelt json_numbers malformed_keys malformed_sets not_numbers"),
        ("malformed", "odd_members respelt_keys"),
        ("token", "Forged claim_sets forged_jwe forged_jws forged_jwts jwe_tokens jws_tokens jwts"),
    )
    for name in names.split()
}
"""Name → the module that has it, loaded when it is first asked for."""


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"jwk_fuzz.{_LATER[name]}"), name)


MEMBERS = (
    *("kty", "use", "key_ops", "alg", "kid", "x5u", "x5c", "x5t", "x5t#S256"),
    *("crv", "x", "y", "d", "n", "e", "p", "q", "dp", "dq", "qi", "oth", "k"),
)
"""The member names that RFC 7517 section 4 and RFC 7518 section 6 define."""

NOT_BASE64URL = "+/= \n\t.é\x00"
"""Characters that no base64url text of RFC 7515 section 2 has."""

_BY_CURVE = {
    "P-256": ("ES256",),
    "P-384": ("ES384",),
    "P-521": ("ES512",),
    "secp256k1": ("ES256K",),
    "Ed25519": ("EdDSA",),
    "Ed448": ("EdDSA",),
}
_RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
_HMAC = {"HS256": 32, "HS384": 48, "HS512": 64}
_KEY_MANAGEMENT = ("RSA-OAEP", "RSA-OAEP-256", "A128KW", "A192KW", "A256KW", "dir", "ECDH-ES")
_ENC = ("A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM")
_KIDS = st.text(max_size=12) | st.sampled_from(["", "1", "kid", "Kid", "2026-11-24", "é", "𝔎"])


def signing_algorithms(key: Jwk) -> tuple[str, ...]:
    """The algorithms of RFC 7518, 8037, 8812 and 9964 that a valid key can sign with."""
    if key["kty"] == "RSA":
        return _RSA if bits(key) >= 2048 else ()
    if key["kty"] == "oct":
        octets = len(key["k"]) * 3 // 4
        return tuple(alg for alg, least in _HMAC.items() if octets >= least)
    return (key["alg"],) if key["kty"] == "AKP" else _BY_CURVE.get(key["crv"], ())


def keys(
    kty: Sequence[str] = KTY, crv: Sequence[str] = (), *, private: bool | None = None
) -> st.SearchStrategy[Jwk]:
    """Valid keys, every other one with kid, use or key_ops, or alg, all of them consistent.

    `kty` and `crv` say of which types and curves; a type none of whose curves is named is left
    out. `private`: True for private keys, False for public ones, None for both.
    """
    bare = bare_keys(kty, crv, private=private)
    return bare | bare.flatmap(_described)


def key_sets(
    of: st.SearchStrategy[Jwk] | None = None, *, min_size: int = 0, max_size: int = 5
) -> st.SearchStrategy[dict[str, Any]]:
    """Valid JWK Sets of such keys, no kid twice; some with a member that nobody defined."""
    chosen = keys(private=False) if of is None else of

    def together(members: list[Jwk], unknown: bool) -> dict[str, Any]:
        seen: set[str] = set()
        for key in members:
            if key.get("kid") in seen:
                del key["kid"]
            elif "kid" in key:
                seen.add(key["kid"])
        return {"keys": members, **({"urn:example:member": [1]} if unknown else {})}

    lists = st.lists(chosen.map(dict), min_size=min_size, max_size=max_size)
    return st.builds(together, lists, st.booleans())


def jws_headers(algorithms: Sequence[str] = ()) -> st.SearchStrategy[dict[str, Any]]:
    """JOSE headers of signed tokens (RFC 7515 section 4)."""
    signing = (*_RSA, *_HMAC, "ES256", "ES384", "ES512", "ES256K", "EdDSA")
    required = {"alg": st.sampled_from(algorithms or signing)}
    return st.fixed_dictionaries(required, optional=_optional())


def header_members() -> st.SearchStrategy[dict[str, Any]]:
    """Parameters that either kind of header may have beside those that name algorithms."""
    return st.fixed_dictionaries({}, optional=_optional())


def jwe_headers(
    algorithms: Sequence[str] = _KEY_MANAGEMENT,
) -> st.SearchStrategy[dict[str, Any]]:
    """JOSE headers of encrypted tokens (RFC 7516 section 4), as given to who encrypts."""
    required = {"alg": st.sampled_from(algorithms), "enc": st.sampled_from(_ENC)}
    return st.fixed_dictionaries(required, optional=_optional())


def jose_headers() -> st.SearchStrategy[dict[str, Any]]:
    """JOSE headers of either kind."""
    return jws_headers() | jwe_headers()


def base64url(max_octets: int = 64) -> st.SearchStrategy[str]:
    """Well-formed base64url without padding, of up to `max_octets` octets."""
    return st.binary(max_size=max_octets).map(encoded)


def damaged_base64url(max_octets: int = 64) -> st.SearchStrategy[str]:
    """Base64url with one character in it that must not be there."""

    def damage(text: str, character: str, place: int) -> str:
        position = place % (len(text) + 1)
        return text[:position] + character + text[position:]

    return st.builds(
        damage,
        base64url(max_octets),
        st.sampled_from(NOT_BASE64URL),
        st.integers(min_value=0, max_value=2 * max_octets),
    )


def json_values() -> st.SearchStrategy[Any]:
    """JSON values, members of keys among the names."""
    leaves = (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(max_size=20)
        | base64url()
    )
    names = st.sampled_from(MEMBERS) | st.text(max_size=8)
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6),
        max_leaves=12,
    )


def json_texts() -> st.SearchStrategy[str]:
    """JSON texts of objects that look like keys, some with a member twice."""
    members = st.lists(st.tuples(st.sampled_from(MEMBERS), json_values()), max_size=8)
    return members.map(
        lambda pairs: (
            "{" + ",".join(f"{json.dumps(name)}:{json.dumps(value)}" for name, value in pairs) + "}"
        )
    )


def _described(key: Jwk) -> st.SearchStrategy[Jwk]:
    """The key with what says whose it is and what it is for."""
    signing = signing_algorithms(key)
    asymmetric = key["kty"] != "oct"
    private = any(name in key for name in PRIVATE[key["kty"]])
    operations = [
        *(["sign"] if private else []),
        *(["verify"] if not private or not asymmetric else []),
    ]
    optional: dict[str, st.SearchStrategy[Any]] = {
        "kid": _KIDS,
        "urn:example:member": json_values(),
    }
    if signing:
        intention = {"use": st.just("sig"), "key_ops": st.builds(lambda: list(operations))}
        optional["alg"] = st.sampled_from(signing)
    else:
        intention = {"use": st.just("enc")}
    return st.sampled_from(sorted(intention)).flatmap(
        lambda name: st.fixed_dictionaries({}, optional={**optional, name: intention[name]}).map(
            lambda more: {**more, **key}
        )
    )


def _optional() -> dict[str, st.SearchStrategy[Any]]:
    return {
        "kid": _KIDS,
        "typ": st.sampled_from(["JWT", "jwt", "JOSE", "application/example", "at+jwt"]),
        "cty": st.sampled_from(["JWT", "application/example;part=1"]),
        "urn:example:member": json_values(),
    }

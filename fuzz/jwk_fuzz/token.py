"""Tokens, genuine and forged: the part of `strategies` that signs and encrypts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from jwk_conformance import jose
from jwk_conformance.rulebook import ml_dsa
from jwk_fuzz.forgery import Forgery, Form, Token, forged, of_jwe, of_jws, of_jwt
from jwk_fuzz.forgery.genuine import encryption_algorithms
from jwk_fuzz.forgery.noun import whole, written
from jwk_fuzz.pool import Jwk
from jwk_fuzz.printed import Printed
from jwk_fuzz.strategies import (
    bare_keys,
    header_members,
    json_values,
    oct_keys,
    public,
    signing_algorithms,
)

FORMS: tuple[Form, ...] = ("compact", "flattened", "general")
_PAYLOADS = st.binary(max_size=64) | st.sampled_from([b"{}", b'{"sub":"a"}', b"\0", b"x" * 4096])
_STRINGS = st.text(max_size=12) | st.just("https://issuer.example")
_TIMES = st.integers(0, 2**31) | st.floats(0, 2**31)


@dataclass(frozen=True, repr=False)
class Forged(Printed):
    """A token that no reader may open, made of a genuine one."""

    text: str
    key: Jwk
    """The private or symmetric key of the genuine token."""
    label: str
    """What was done to it, such as "alg: none, no signature"."""
    breaks: tuple[str, ...]
    """Codes of rules of which it breaks one or other: `jwk-conformance show CODE` tells more."""
    genuine: Token


def jws_tokens(
    keys: st.SearchStrategy[Jwk] | None = None,
    payloads: st.SearchStrategy[bytes] = _PAYLOADS,
    *,
    forms: Sequence[Form] = FORMS,
) -> st.SearchStrategy[Token]:
    """Genuine JWSs (RFC 7515) in these serialisations, by private or symmetric keys."""
    chosen = _signing() if keys is None else keys.filter(signing_algorithms)

    def of(key: Jwk) -> st.SearchStrategy[Token]:
        header = st.builds(
            lambda alg, more: {**more, "alg": alg},
            st.sampled_from(signing_algorithms(key)),
            header_members(),
        )
        return st.builds(_signed, st.just(key), payloads, header, st.sampled_from(forms))

    return chosen.flatmap(of)


def jwe_tokens(
    keys: st.SearchStrategy[Jwk] | None = None,
    plaintexts: st.SearchStrategy[bytes] = _PAYLOADS,
    *,
    forms: Sequence[Form] = FORMS,
) -> st.SearchStrategy[Token]:
    """Genuine JWEs (RFC 7516) in these serialisations, to private or symmetric keys."""
    chosen = (_encrypting() if keys is None else keys).filter(encryption_algorithms)

    def of(key: Jwk) -> st.SearchStrategy[Token]:
        algorithms = st.sampled_from(encryption_algorithms(key))
        form = st.sampled_from(forms)
        return st.builds(_encrypted, st.just(key), plaintexts, algorithms, header_members(), form)

    return chosen.flatmap(of)


def jwts(
    keys: st.SearchStrategy[Jwk] | None = None,
    claims: st.SearchStrategy[dict[str, Any]] | None = None,
) -> st.SearchStrategy[Token]:
    """Genuine signed JWTs (RFC 7519), valid whatever the time is."""
    given = claim_sets() if claims is None else claims
    return jws_tokens(keys, given.map(written), forms=["compact"])


def claim_sets() -> st.SearchStrategy[dict[str, Any]]:
    """Claims of RFC 7519 section 4.1, and others; none of them ever expires."""
    return st.fixed_dictionaries(
        {},
        optional={
            "iss": _STRINGS,
            "sub": _STRINGS,
            "aud": _STRINGS | st.lists(_STRINGS, min_size=1, max_size=3),
            "exp": st.sampled_from([4_000_000_000, 2**53, 4e9, 4000000000.5]),
            "nbf": st.sampled_from([0, 1_000_000_000, 0.5]),
            "iat": _TIMES,
            "jti": _STRINGS,
            "urn:example:claim": json_values(),
        },
    )


def forged_jws(tokens: st.SearchStrategy[Token] | None = None) -> st.SearchStrategy[Forged]:
    """What is no valid JWS, or signed by somebody else; made of compact ones."""
    return _forged(jws_tokens(forms=["compact"]) if tokens is None else tokens, of_jws())


def forged_jwe(tokens: st.SearchStrategy[Token] | None = None) -> st.SearchStrategy[Forged]:
    """What is no valid JWE, or was changed on its way; made of compact ones."""
    return _forged(jwe_tokens(forms=["compact"]) if tokens is None else tokens, of_jwe())


def forged_jwts(tokens: st.SearchStrategy[Token] | None = None) -> st.SearchStrategy[Forged]:
    """What is no valid JWT: forged, or with claims that may not be; made of compact ones."""
    compact = [one for one in of_jws() if one.form == "compact"]
    claims = [one for one in of_jwt() if "claim-iss-other" not in one.breaks]  # nobody is expected
    return _forged(jwts() if tokens is None else tokens, (*claims, *compact))


def _signing() -> st.SearchStrategy[Jwk]:
    """Keys that can sign, each type and curve as likely as another."""
    curves = ["P-256", "P-384", "P-521", "secp256k1", "Ed25519", "Ed448"]
    kty = ["EC", "OKP", "RSA", *(["AKP"] if ml_dsa.available() else [])]
    asymmetric = bare_keys(kty, curves, private=True)
    return (asymmetric | oct_keys(min_octets=32, max_octets=128)).filter(signing_algorithms)


def _encrypting() -> st.SearchStrategy[Jwk]:
    curves = ["P-256", "P-384", "P-521", "X25519", "X448"]
    symmetric = st.sampled_from([16, 24, 32, 48, 64]).flatmap(lambda size: oct_keys(size, size))
    return bare_keys(["EC", "OKP", "RSA"], curves, private=True) | symmetric


def _signed(key: Jwk, payload: bytes, header: dict[str, Any], form: Form) -> Token:
    protected, signer = written(header), whole(key)
    if form == "compact":
        text = jose.sign(payload, signer, protected)
    elif form == "flattened":
        text = jose.sign_flattened(payload, signer, protected)
    else:
        text = jose.sign_general(payload, [jose.Signer(signer, protected)])
    return Token(text, key, payload, header, form)


def _encrypted(
    key: Jwk, plaintext: bytes, algorithms: tuple[str, str], more: dict[str, Any], form: Form
) -> Token:
    alg, enc = algorithms
    to = jose.To(key if key["kty"] == "oct" else public(key))
    envelope = jose.Envelope({**more, "alg": alg, "enc": enc})
    text = jose.encrypt(plaintext, envelope, [to], form)
    segment = text.split(".")[0] if form == "compact" else json.loads(text)["protected"]
    return Token(text, key, plaintext, jose.parse_object(jose.decode(segment)), form)


def _forged(
    tokens: st.SearchStrategy[Token], forgeries: Sequence[Forgery]
) -> st.SearchStrategy[Forged]:
    def apply(token: Token, forgery: Forgery) -> Forged | None:
        made = forged(token, forgery)
        if made is None:
            return None
        return Forged(made.text, token.key, forgery.label, forgery.breaks, token)

    chosen = st.integers(0, len(forgeries) - 1).map(forgeries.__getitem__)  # short where printed
    found = st.builds(apply, tokens, chosen)
    return found.filter(lambda one: one is not None)  # type: ignore[return-value]

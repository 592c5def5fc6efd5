"""Each forgery breaks the rule that it names, no key opens it, and every rule has one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from jwk_conformance import jose
from jwk_conformance.jose.jwt import verify as verify_jwt
from jwk_conformance.rulebook import RULES, broken, jwt, ml_dsa, token, value
from jwk_conformance.rulebook.token import recognised
from jwk_conformance.rulebook.walk import everything
from jwk_fuzz import pool
from jwk_fuzz.forgery import Forgery, Token, forged, of_jwe, of_jws, of_jwt
from jwk_fuzz.forgery.genuine import CLAIMS, ISSUER, encrypted_to, signed_by
from jwk_fuzz.forgery.noun import written
from jwk_fuzz.seed import OCT
from jwk_fuzz.strategies import signing_algorithms

FORGERIES = {"jws": of_jws(), "jwe": of_jwe(), "jwt": of_jwt()}
SIGNING = (
    *("ec-p-256", "ec-p-384", "ec-p-521", "ec-secp256k1", "okp-ed25519", "okp-ed448"),
    *("rsa-2048-a", *(["akp-ml-dsa-44"] if ml_dsa.available() else [])),
)
ENCRYPTING = (
    *(("ec-p-256", "ECDH-ES", enc) for enc in ("A128GCM", "A128CBC-HS256")),
    ("okp-x25519", "ECDH-ES+A128KW", "A256GCM"),
    ("rsa-2048-a", "RSA-OAEP", "A256CBC-HS512"),
)
OPENING: dict[str, Callable[[Token], bytes]] = {
    "jws": lambda one: jose.verify(one.text, one.key).payload,
    "jwe": lambda one: jose.decrypt(one.text, one.key).plaintext,
    "jwt": lambda one: written(verify_jwt(one.text, one.key, expected={"iss": ISSUER})),
}
WITHOUT_FORGERY = {
    "alg-unknown": "a note: the token is genuine",
    "header-insecure-url": "a note: the token is genuine",
    "epk-not-minimal": "a recommendation: readers may go on",
    "p2c-low": "a recommendation: readers may go on",
    "p2c-high": "a note: what a reader takes is up to it",
    "jws-duplicate-member": "a recommendation: who takes the last one sees a genuine token",
    "jwe-duplicate-member": "a recommendation: who takes the last one sees a genuine token",
    "enc-differs": "of two recipients: every genuine token here has one",
    "cbc-padding": "whoever makes one has the content encryption key, and is the sender",
    "jwt-parts": "a token without a period is refused as no JWS",
    "claim-aud-other": "depends on what the reader expects, not on the token",
}
"""Rule on tokens, their headers and signatures → why no forgery breaks it."""


def genuine(kind: str) -> Iterator[Token]:
    if kind == "jwe":
        for name, alg, enc in ENCRYPTING:
            yield encrypted_to(pool.pool()[name], alg, enc)
        for alg in ("dir", "A256KW", "A256GCMKW", "PBES2-HS256+A128KW"):
            yield encrypted_to(OCT, alg, "A256GCM")
        return
    for name in SIGNING:
        key = pool.pool()[name]
        yield signed_by(key, signing_algorithms(key)[0], CLAIMS)
    yield signed_by(pool.pool()["rsa-2048-a"], "PS256", CLAIMS)
    yield signed_by(OCT, "HS256", CLAIMS)


TOKENS = {kind: tuple(genuine(kind)) for kind in FORGERIES}


def fired(made: Token, kind: str) -> set[str]:
    """The rules that a reader with the key, or an examiner without, sees broken."""
    seen = recognised(made.text)
    found = {one.rule.code for part in everything(seen) for one in broken(part)} if seen else set()
    with jose.watched() as watch, pytest.raises(jose.NotValid):
        OPENING[kind](made)
    return found | watch.fired


@pytest.mark.parametrize(
    ("kind", "forgery"),
    [
        pytest.param(kind, one, id=f"{kind}-{one.label}")
        for kind, several in FORGERIES.items()
        for one in several
    ],
)
def test_a_forgery_breaks_what_it_names_and_opens_under_no_key(kind: str, forgery: Forgery) -> None:
    made = [one for each in TOKENS[kind] if (one := forged(each, forgery)) is not None]
    assert made, "it applies to no token"
    named = set(forgery.breaks)
    assert named <= RULES.keys()
    for one in made:
        found = fired(one, kind)
        by_the_primitive = not found and "wrap-wrong" in named  # it does not unwrap at all
        assert found & named or by_the_primitive, (one.header, found)


@pytest.mark.parametrize("kind", FORGERIES)
def test_genuine_tokens_open(kind: str) -> None:
    for one in TOKENS[kind]:
        assert OPENING[kind](one) == one.payload


@pytest.mark.parametrize("kind", FORGERIES)
def test_labels_tell_forgeries_apart(kind: str) -> None:
    labels = [one.label for one in FORGERIES[kind]]
    assert len(labels) == len(set(labels))


def test_every_rule_on_tokens_is_broken_by_one() -> None:
    modules = {one.__name__ for one in (token, value, jwt)}
    rules = {code for code, rule in RULES.items() if rule.subject.__module__ in modules}
    broken_by_one = {code for every in FORGERIES.values() for one in every for code in one.breaks}
    assert rules - broken_by_one == set(WITHOUT_FORGERY)

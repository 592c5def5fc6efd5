"""JWEs whose parts are damaged, or whose header says what it may not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from jwk_conformance.jose import Envelope, NotValid, To, encrypt, without
from jwk_fuzz import pool
from jwk_fuzz.forgery.noun import Forgery, Token, middle_turned, octets, part, parts, written
from jwk_fuzz.forgery.spelling import OF_PARTS
from jwk_fuzz.mutation.encoding import SAME_OCTETS
from jwk_fuzz.mutation.structure import TYPED
from jwk_fuzz.pool import Jwk
from jwk_fuzz.valid import encoded, public

KEY, IV, CIPHERTEXT, TAG = 1, 2, 3, 4
_KEY_WRONG = (
    "tag-wrong",
    "wrap-wrong",
    "encrypted-key-not-empty",
    "rsa-ciphertext-length",
    "rsa-ciphertext-range",
    "cek-length",
)


def parts_damaged() -> Iterator[Forgery]:
    """What whoever has no key can make of a token."""
    for name, at in (("IV", IV), ("ciphertext", CIPHERTEXT), ("tag", TAG)):
        yield Forgery(f"{name}: one bit turned", part(at, octets(middle_turned)), ("tag-wrong",))
    yield Forgery("header: a member added", _header(kid="forged"), ("tag-wrong",))
    yield Forgery("encrypted key: one bit turned", part(KEY, octets(middle_turned)), _KEY_WRONG)
    yield Forgery("encrypted key: taken out", part(KEY, lambda text: "" if text else None),
                  ("encrypted-key-missing", *_KEY_WRONG))  # fmt: skip
    yield Forgery("encrypted key: one octet behind", part(KEY, octets(lambda it: it + b"\0")),
                  _KEY_WRONG)  # fmt: skip
    for name, at, breaks in (
        ("IV", IV, "content-iv-length"),
        ("tag", TAG, "content-tag-length"),
    ):
        for said, change in (
            ("taken out", lambda it: b""),
            ("the last octet dropped", lambda it: it[:-1]),
            ("the first four octets", lambda it: it[:4]),
            ("one octet", lambda it: it[:1]),
            ("a zero octet behind", lambda it: it + b"\0"),
            ("twice", lambda it: it + it),
        ):
            yield Forgery(f"{name}: {said}", part(at, octets(change)),
                          (breaks, f"jwe-{name.lower()}-missing"))  # fmt: skip
    yield Forgery("ciphertext: taken out", part(CIPHERTEXT, lambda text: "" if text else None),
                  ("tag-wrong",))  # fmt: skip
    yield Forgery("four parts: no tag", lambda token: token.text.rpartition(".")[0],
                  ("jwe-five-parts",))  # fmt: skip
    yield Forgery("six parts", lambda token: f"{token.text}.", ("jwe-five-parts",))
    for said, respell, breaks in SAME_OCTETS:
        yield Forgery(f"tag: {said}", part(TAG, respell), (OF_PARTS[breaks],))


def headers() -> Iterator[Forgery]:
    """Encrypted to the key, and authenticated, under a header that may not be."""
    crit = ["urn:example:x"]
    for label, members, breaks in (
        ("crit: an extension that nobody knows", {"crit": crit, "urn:example:x": 1},
         "crit-not-understood-jwe"),
        ("crit: enc", {"crit": ["enc"]}, "crit-registered-jwe"),
        ("crit: an empty array", {"crit": []}, "crit-empty"),
        ("zip: an algorithm that nobody knows", {"zip": "GZ"}, "zip-unknown"),
    ):  # fmt: skip
        yield Forgery(label, _sealed(breaks, members), (breaks,))
    for said, value in TYPED:
        yield Forgery(f"enc: {said}", _header(enc=value), ("enc-not-a-string",))
        yield Forgery(f"alg: {said}", _header(alg=value), ("alg-not-a-string",))
    yield Forgery("enc: removed", _without("enc"), ("enc-missing",))
    yield Forgery("alg: removed", _without("alg"), ("alg-missing",))
    yield Forgery("enc: in the other case", lambda token: _header(
        enc=token.header["enc"].swapcase())(token), ("enc-spelling",))  # fmt: skip
    yield Forgery("epk: removed", _without("epk"), ("epk-missing",))
    yield Forgery("epk: a string", _parameter("epk", lambda _: "x"), ("epk-type",))
    yield Forgery("epk: without x", _parameter("epk", lambda epk: {
        name: value for name, value in epk.items() if name != "x"}),
        ("epk-type", "ec-x-missing", "okp-x-missing"))  # fmt: skip
    yield Forgery("epk: the private key", _parameter("epk", lambda epk: {**epk, "d": epk["x"]}),
                  ("epk-private",))  # fmt: skip
    yield Forgery("epk: off the curve", _parameter("epk", _off_the_curve), ("ec-off-curve",))
    yield Forgery("epk: on another curve", _parameter("epk", _another_curve),
                  ("epk-on-another-curve",))  # fmt: skip
    parties = encoded(b"Alice")
    same = _sealed("apu-is-apv", {"apu": parties, "apv": parties})
    yield Forgery("apu and apv: the same", lambda token: same(token) if "epk" in token.header
                  else None, ("apu-is-apv",))  # fmt: skip
    for name, breaks in (("iv", "gcmkw-iv"), ("tag", "gcmkw-tag")):
        yield Forgery(f"{name} of the wrapping: removed", _without(name), (f"{breaks}-missing",))
        yield Forgery(f"{name} of the wrapping: one octet", _parameter(name, lambda _: "AA"),
                      (f"{breaks}-length",))  # fmt: skip
    for label, name, value, breaks in (
        ("p2s: three octets", "p2s", "AAAA", "p2s-short"),
        ("p2c: 0", "p2c", 0, "p2c-not-positive"),
        ("p2c: -1", "p2c", -1, "p2c-not-positive"),
        ("p2c: a string", "p2c", "4096", "p2c-not-positive"),
    ):
        yield Forgery(label, _replaced(name, value), (breaks,))
    for name in ("p2s", "p2c"):
        yield Forgery(f"{name}: removed", _without(name), (f"{name}-missing",))


def documents() -> Iterator[Forgery]:
    """JSON serialisations that no reader may take."""
    for label, change, breaks in (
        ("recipients beside encrypted_key", _both,
         "jwe-both-syntaxes"),
        ("recipients: a string", lambda one: {**_general(one), "recipients": "x"},
         "jwe-recipients-type"),
        ("recipients: an empty array", lambda one: {**_general(one), "recipients": []},
         "jwe-no-recipient"),
        ("ciphertext: removed", lambda one: _less(one, "ciphertext"), "jwe-ciphertext-missing"),
        ("iv: removed", lambda one: _less(one, "iv"), "jwe-iv-missing"),
        ("tag: removed", lambda one: _less(one, "tag"), "jwe-tag-missing"),
        ("enc in both headers", lambda one: {**one, "header": {"enc": "A128GCM"}},
         "header-disjoint"),
        ("zip: in the unprotected header", lambda one: {**one, "unprotected": {"zip": "DEF"}},
         "zip-unprotected"),
    ):  # fmt: skip
        yield Forgery(f"JSON: {label}", _document(change), (breaks,), "flattened")


def _document(change: Callable[[Jwk], Jwk | None]) -> Callable[[Token], str | None]:
    names = ("protected", "encrypted_key", "iv", "ciphertext", "tag")

    def apply(token: Token) -> str | None:
        found = {name: value for name, value in zip(names, parts(token), strict=True) if value}
        changed = change(found)
        return None if changed is None else json.dumps(changed)

    return apply


def _both(document: Jwk) -> Jwk | None:
    return {**document, "recipients": [{}]} if "encrypted_key" in document else None


def _general(document: Jwk) -> Jwk:
    return _less(document, "encrypted_key")


def _less(document: Jwk, name: str) -> Jwk:
    return {one: value for one, value in document.items() if one != name}


def _replaced(name: str, value: Any) -> Callable[[Token], str | None]:
    return lambda token: _header(**{name: value})(token) if name in token.header else None


def _header(**members: Any) -> Callable[[Token], str]:
    """Another header, and all else as it was."""

    def apply(token: Token) -> str:
        changed = encoded(written({**token.header, **members}))
        return ".".join((changed, *parts(token)[1:]))

    return apply


def _without(name: str) -> Callable[[Token], str | None]:
    def apply(token: Token) -> str | None:
        if name not in token.header:
            return None
        left = {one: value for one, value in token.header.items() if one != name}
        return ".".join((encoded(written(left)), *parts(token)[1:]))

    return apply


def _parameter(name: str, change: Callable[[Any], Any]) -> Callable[[Token], str | None]:
    def apply(token: Token) -> str | None:
        if name not in token.header:
            return None
        changed = change(token.header[name])
        return None if changed is None else _header(**{name: changed})(token)

    return apply


def _off_the_curve(epk: Jwk) -> Jwk | None:
    return {**epk, "x": epk["y"], "y": epk["x"]} if "y" in epk else None


def _another_curve(epk: Jwk) -> Jwk | None:
    other = [one for one in pool.of(epk["kty"]) if one["crv"] != epk["crv"]]
    fitting = [one for one in other if epk["kty"] == "EC" or one["crv"].startswith("X")]
    return public(fitting[0]) if fitting else None


def _sealed(rule: str, members: dict[str, Any]) -> Callable[[Token], str | None]:
    def apply(token: Token) -> str | None:
        header = {"alg": token.alg, "enc": token.header["enc"], **members}
        to = To(token.key if token.key["kty"] == "oct" else public(token.key))
        try:
            with without(rule):
                return encrypt(token.payload, Envelope(header), [to], "compact")
        except NotValid:
            return None

    return apply

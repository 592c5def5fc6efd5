"""Signatures over something else, of somebody else, of no value, or of another form."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from jwk_conformance.jose import private_key, signature
from jwk_conformance.rulebook.curve import EC
from jwk_fuzz import pool
from jwk_fuzz.forgery.noun import (
    Forgery,
    Token,
    middle_turned,
    octets,
    part,
    parts,
    sign,
    signed,
    whole,
    written,
)
from jwk_fuzz.valid import decoded, encoded, public

WRONG = "signature-wrong"
LENGTHS = ("ecdsa-length", "eddsa-length", "ml-dsa-length", "hmac-length", "rsa-signature-length")
RANGES = ("ecdsa-range", "eddsa-range", "rsa-signature-range")
_ORDERS = {
    "Ed25519": 2**252 + 27742317777372353535851937790883648493,
    "Ed448": 2**446 - 13818066809895115352007386748515426880336692474882178609894547503885,
}


def signatures() -> Iterator[Forgery]:
    """What whoever has no key can make of a token."""
    yield Forgery("payload: one bit turned", part(1, octets(middle_turned)), (WRONG,))
    yield Forgery("payload: one octet behind", part(1, octets(lambda it: it + b" ")), (WRONG,))
    yield Forgery("payload: taken out", part(1, lambda text: "" if text else None), (WRONG,))
    yield Forgery("header: a member added, not signed", _header(kid="forged"), (WRONG,))
    yield Forgery("signature: one bit turned", part(2, octets(middle_turned)), (WRONG, *RANGES))
    yield Forgery("signature: of another key", _of_another_key, (WRONG, "rsa-signature-range"))
    yield Forgery("signature: taken out", part(2, lambda _: ""), LENGTHS)
    zeros = part(2, octets(lambda it: bytes(len(it))))
    yield Forgery("signature: zeros", zeros, (WRONG, *RANGES))
    ones = part(2, octets(lambda it: b"\xff" * len(it)))
    yield Forgery("signature: bits that are all set", ones, (WRONG, *RANGES))
    yield Forgery("signature: the last octet dropped", part(2, octets(lambda it: it[:-1])), LENGTHS)
    yield Forgery("signature: the first octet dropped", part(2, octets(lambda it: it[1:])), LENGTHS)
    yield Forgery("signature: the first half", part(2, octets(lambda it: it[: len(it) // 2])),
                  LENGTHS)  # fmt: skip
    yield Forgery("signature: one octet", part(2, octets(lambda it: it[:1])), LENGTHS)
    yield Forgery("signature: a zero octet in front", part(2, octets(lambda it: b"\0" + it)),
                  LENGTHS)  # fmt: skip
    yield Forgery("signature: a zero octet behind", part(2, octets(lambda it: it + b"\0")), LENGTHS)
    yield Forgery("signature: twice", part(2, octets(lambda it: it + it)), LENGTHS)
    for said, compute in (
        ("r and s: the order", lambda n: (n, n)),
        ("r and s: 1", lambda n: (1, 1)),
        ("r: 0, s: 1", lambda n: (0, 1)),
        ("r: 1, s: 0", lambda n: (1, 0)),
    ):
        yield Forgery(f"signature: {said}", _numbers(compute), (WRONG, "ecdsa-range"))
    yield Forgery("signature: in DER", _der, ("ecdsa-length",))
    yield Forgery("signature: S, and the order more", _not_reduced, ("eddsa-range",))
    yield Forgery("alg: none, no signature", _none, ("alg-none",))
    for spelling in ("None", "NONE", "nOnE"):
        yield Forgery(f"alg: {spelling}, no signature", _spelt_none(spelling), ("alg-none",))
    yield Forgery("alg: none, the signature kept", _header(alg="none"), ("alg-none",))
    yield Forgery("alg: HS256, the public key for a secret", _confused, ("use-kty",))
    yield Forgery("two parts: no signature", lambda token: token.text.rpartition(".")[0],
                  ("jws-three-parts",))  # fmt: skip
    yield Forgery("four parts", lambda token: f"{token.text}.", ("jws-three-parts",))
    yield Forgery("b64: false, a line break within the payload", _period, ("b64-compact-payload",))
    yield Forgery("signature: a salt of one octet", _salt, ("pss-salt-length",))
    yield Forgery("no text at all", lambda token: "", ("jws-three-parts",))


def _header(**members: object) -> Callable[[Token], str]:
    def apply(token: Token) -> str:
        _, payload, value = parts(token)
        return f"{encoded(written({**token.header, **members}))}.{payload}.{value}"

    return apply


def _of_another_key(token: Token) -> str | None:
    """Signed with a key of the same type, curve and, of RSA, size."""
    kty, crv = token.key["kty"], token.key.get("crv", "")
    for key in pool.of(kty, crv or token.key.get("alg", "")):
        same = any(
            key.get(name) == token.key.get(name) for name in ("x", "n", "pub") if name in key
        )
        if not same and len(key.get("n", "")) == len(token.key.get("n", "")):
            given = ".".join(parts(token)[:2])
            value = signature.make(token.alg, key, given.encode())
            return f"{given}.{encoded(value)}"
    return None


def _numbers(compute: Callable[[int], tuple[int, int]]) -> Callable[[Token], str | None]:
    def apply(token: Token) -> str | None:
        if token.key["kty"] != "EC":
            return None
        curve = EC[token.key["crv"]]
        value = b"".join(one.to_bytes(curve.octets, "big") for one in compute(curve.order))
        return f"{'.'.join(parts(token)[:2])}.{encoded(value)}"

    return apply


def _der(token: Token) -> str | None:
    if token.key["kty"] != "EC":
        return None
    value = decoded(parts(token)[2])
    half = len(value) // 2
    r, s = int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big")
    return f"{'.'.join(parts(token)[:2])}.{encoded(encode_dss_signature(r, s))}"


def _not_reduced(token: Token) -> str | None:
    order = _ORDERS.get(token.key.get("crv", ""))
    if order is None:
        return None
    value = decoded(parts(token)[2])
    half = len(value) // 2
    s = int.from_bytes(value[half:], "little") + order
    return f"{'.'.join(parts(token)[:2])}.{encoded(value[:half] + s.to_bytes(half, 'little'))}"


def _none(token: Token) -> str:
    return f"{encoded(written({**token.header, 'alg': 'none'}))}.{parts(token)[1]}."


def _spelt_none(spelling: str) -> Callable[[Token], str]:
    return lambda token: f"{encoded(written({**token.header, 'alg': spelling}))}.{parts(token)[1]}."


def _confused(token: Token) -> str | None:
    """A MAC whose key is the text of the public JWK, which anybody knows."""
    if token.key["kty"] == "oct":
        return None
    secret = {"kty": "oct", "k": encoded(written(public(token.key)))}
    header = {**token.header, "alg": "HS256"}
    return signed(Token("", secret, token.payload, header), written(header))


def _period(token: Token) -> str:
    """As it stands: the payload of an unencoded JWS that is compact has line break."""
    header = {**token.header, "b64": False, "crit": ["b64"]}
    given = f"{encoded(written(header))}.a payload\n"
    return sign(token, given)


def _salt(token: Token) -> str | None:
    """RSASSA-PSS with another salt than one of the length of the hash."""
    if not token.alg.startswith("PS"):
        return None
    sha = signature.PSS[token.alg]
    given = ".".join(parts(token)[:2])
    private = private_key(whole(token.key))
    assert isinstance(private, rsa.RSAPrivateKey)
    value = private.sign(given.encode(), padding.PSS(padding.MGF1(sha), 1), sha)
    return f"{given}.{encoded(value)}"

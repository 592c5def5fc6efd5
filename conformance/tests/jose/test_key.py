"""A JWK becomes a key only if each member is encoded in the one right way, and all belong."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, x448, x25519

from jwk_conformance import jose
from jwk_conformance.rulebook import curve

from . import rfc_values as rfc

CRT = ("p", "q", "dp", "dq", "qi")


def scalar(crv: str, d: int) -> dict[str, Any]:
    """The private EC key of a scalar."""
    named = curve.EC[crv]
    point = ec.derive_private_key(d, named.curve).public_key().public_numbers()
    numbers = {"x": point.x, "y": point.y, "d": d}
    octets = {name: value.to_bytes(named.octets, "big") for name, value in numbers.items()}
    return {
        "kty": "EC",
        "crv": crv,
        **{name: jose.encode(value) for name, value in octets.items()},
    }


def octet_pair(crv: str) -> dict[str, Any]:
    private: Any = {
        "X25519": x25519.X25519PrivateKey,
        "X448": x448.X448PrivateKey,
        "Ed448": ed448.Ed448PrivateKey,
    }[crv]
    d = bytes(range(1, curve.OKP[crv].octets + 1))
    x = private.from_private_bytes(d).public_key().public_bytes_raw()
    return {"kty": "OKP", "crv": crv, "x": jose.encode(x), "d": jose.encode(d)}


KEYS = {
    "RSA": rfc.RS256_KEY,
    **{crv: scalar(crv, 12345) for crv in curve.EC},
    "Ed25519": rfc.ED25519_KEY,
    **{crv: octet_pair(crv) for crv in ("Ed448", "X25519", "X448")},
}


def refused(jwk: Any, match: str) -> None:
    with pytest.raises(jose.NotValid, match=match):
        jose.private_key(jwk)
    with pytest.raises(jose.NotValid, match=match):
        jose.consistent(jwk)


@pytest.mark.parametrize("name", KEYS)
def test_a_whole_key_is_consistent(name: str) -> None:
    jose.consistent(KEYS[name])
    public = jose.public_members(KEYS[name])
    assert jose.is_private(KEYS[name])
    assert not jose.is_private(public)
    assert jose.private_key(KEYS[name]).public_key() == jose.public_key(public)
    with pytest.raises(jose.NotValid, match="without d"):
        jose.consistent(public)


@pytest.mark.parametrize("name", KEYS)
def test_every_member_is_a_base64url_string_that_is_there(name: str) -> None:
    for member, value in KEYS[name].items():
        if member in ("kty", "crv"):
            continue
        for wrong, match in (
            (value + "=", f"{member} has .*base64url-padding"),
            (" " + value, f"{member} has .*base64url-junk"),
            (3, f"{member} is not a string"),
            (None, f"{member} is not a string"),
        ):
            refused({**KEYS[name], member: wrong}, match)


@pytest.mark.parametrize("name", KEYS)
def test_no_public_member_or_d_can_be_missing(name: str) -> None:
    for member in ("n", "e", "crv", "x", "y", "d"):
        if member in KEYS[name]:
            refused({key: value for key, value in KEYS[name].items() if key != member}, member)


@pytest.mark.parametrize(
    ("name", "member"),
    [
        (name, member)
        for name, key in KEYS.items()
        if name != "RSA"
        for member in ("x", "y", "d")
        if member in key
    ],
)
def test_coordinates_and_scalars_have_the_full_length(name: str, member: str) -> None:
    octets = jose.decode(KEYS[name][member])
    for other in (octets[1:], b"\0" + octets, octets + b"\0", b""):
        refused({**KEYS[name], member: jose.encode(other)}, f"{member} has .* octets instead")


@pytest.mark.parametrize("crv", curve.EC)
def test_orders_and_primes_are_those_of_the_curves(crv: str) -> None:
    named = curve.EC[crv]
    first, last = (
        ec.derive_private_key(d, named.curve).public_key().public_numbers()
        for d in (1, named.order - 1)
    )
    assert (first.x, first.y + last.y) == (last.x, named.prime)


@pytest.mark.parametrize("crv", curve.EC)
def test_a_scalar_lies_between_zero_and_the_order(crv: str) -> None:
    named, key = curve.EC[crv], scalar(crv, 1)
    jose.consistent(scalar(crv, named.order - 1))
    for d in (0, named.order, named.order + 1):
        octets = d.to_bytes(named.octets, "big")
        refused({**key, "d": jose.encode(octets)}, "ec-d-range")


def test_a_coordinate_beyond_the_prime_is_refused_though_openssl_reduces_it() -> None:
    named, key = curve.EC["P-521"], scalar("P-521", 12345)
    for member in ("x", "y"):
        value = int.from_bytes(jose.decode(key[member]), "big") + named.prime
        refused({**key, member: jose.encode(value.to_bytes(66, "big"))}, "below the prime")


@pytest.mark.parametrize("crv", curve.EC)
def test_a_point_off_the_curve_is_refused(crv: str) -> None:
    octets = bytearray(jose.decode(KEYS[crv]["y"]))
    octets[-1] ^= 1
    refused({**KEYS[crv], "y": jose.encode(bytes(octets))}, "ec-off-curve")


@pytest.mark.parametrize(
    ("crv", "octets"),
    [
        ("Ed25519", (2).to_bytes(32, "little")),  # no square root
        ("Ed25519", (2**255 - 19).to_bytes(32, "little")),  # y is the prime
        ("Ed25519", (2**255 + 1).to_bytes(32, "little")),  # x is 0, and said to be odd
        ("Ed448", (2).to_bytes(57, "little")),
        ("Ed448", (2**448 - 2**224 - 1).to_bytes(57, "little")),
        ("Ed448", bytes(56) + b"\1"),
        ("Ed448", b"\1" + bytes(55) + b"\x80"),
    ],
)
def test_what_decodes_to_no_point_is_no_edwards_key(crv: str, octets: bytes) -> None:
    with pytest.raises(jose.NotValid, match=r"okp-no-point|okp-x-not-canonical"):
        jose.public_key({"kty": "OKP", "crv": crv, "x": jose.encode(octets)})


@pytest.mark.parametrize("crv", ["Ed25519", "Ed448"])
def test_the_neutral_element_decodes(crv: str) -> None:
    octets = b"\1" + bytes(curve.OKP[crv].octets - 1)
    jose.public_key({"kty": "OKP", "crv": crv, "x": jose.encode(octets)})


@pytest.mark.parametrize("crv", ["X25519", "X448"])
def test_any_octets_are_a_montgomery_key(crv: str) -> None:
    octets = b"\xff" * curve.OKP[crv].octets
    jose.public_key({"kty": "OKP", "crv": crv, "x": jose.encode(octets)})


@pytest.mark.parametrize("name", [name for name in KEYS if name != "RSA"])
def test_d_of_another_key_is_refused(name: str) -> None:
    octets = bytearray(jose.decode(KEYS[name]["d"]))
    octets[len(octets) // 2] ^= 1
    refused({**KEYS[name], "d": jose.encode(bytes(octets))}, "d does not give")


def test_an_rsa_key_needs_no_crt_members_but_all_or_none() -> None:
    bare = {name: value for name, value in rfc.RS256_KEY.items() if name not in CRT}
    found, whole = jose.private_key(bare), jose.private_key(rfc.RS256_KEY)
    assert found.public_key() == whole.public_key()
    jose.consistent(bare)
    for member in CRT:
        refused({**bare, member: rfc.RS256_KEY[member]}, "rsa-partial-crt")
        partial = {name: value for name, value in rfc.RS256_KEY.items() if name != member}
        refused(partial, "rsa-partial-crt")


@pytest.mark.parametrize("member", ["n", "e", "d", *CRT])
def test_rsa_integers_are_in_their_shortest_form(member: str) -> None:
    padded = jose.encode(b"\0" + jose.decode(rfc.RS256_KEY[member]))
    refused({**rfc.RS256_KEY, member: padded}, f"{member} has a leading zero")
    refused({**rfc.RS256_KEY, member: ""}, f"{member} is empty")


@pytest.mark.parametrize(
    ("member", "add", "match"),
    [
        ("n", 1, "even"),
        ("n", 2, "rsa-primes"),
        ("e", 2, "d does not invert"),
        ("e", 1, "rsa-exponent"),
        ("d", 2, "d does not invert"),
        ("p", 2, "rsa-primes"),
        ("q", 2, "rsa-primes"),
        ("dp", 2, "dp does not follow"),
        ("dq", 2, "dq does not follow"),
        ("qi", 1, "rsa-qi"),
    ],
)
def test_rsa_members_follow_from_one_another(member: str, add: int, match: str) -> None:
    value = jose.decode_integer(rfc.RS256_KEY[member]) + add
    refused({**rfc.RS256_KEY, member: jose.encode_integer(value)}, match)


def test_crt_members_that_another_library_could_reduce_are_refused() -> None:
    p = jose.decode_integer(rfc.RS256_KEY["p"])
    for member, period in (("dp", p - 1), ("qi", p)):
        value = jose.decode_integer(rfc.RS256_KEY[member]) + period
        refused({**rfc.RS256_KEY, member: jose.encode_integer(value)}, f"rsa-{member}")


def test_d_of_another_rsa_key_without_crt_members_is_refused() -> None:
    bare = {name: value for name, value in rfc.RS256_KEY.items() if name not in CRT}
    refused({**bare, "d": rfc.OAEP_KEY["d"]}, "d does not invert")


def test_a_private_exponent_is_below_the_modulus() -> None:
    n, d, p, q = (jose.decode_integer(rfc.RS256_KEY[name]) for name in ("n", "d", "p", "q"))
    beyond = d + n // ((p - 1) * (q - 1)) * (p - 1) * (q - 1) + (p - 1) * (q - 1)
    bare = {name: value for name, value in rfc.RS256_KEY.items() if name not in CRT}
    for key in (bare, rfc.RS256_KEY):
        refused({**key, "d": jose.encode_integer(beyond)}, "rsa-d-range")
        refused({**key, "d": "AQ"}, "d does not invert e")


def test_one_and_the_modulus_are_no_two_primes() -> None:
    n = rfc.RS256_KEY["n"]
    for p, q in (("AQ", n), (n, "AQ")):
        refused({**rfc.RS256_KEY, "p": p, "q": q}, "rsa-primes")


def test_the_square_of_a_prime_is_no_modulus() -> None:
    p = jose.decode_integer(rfc.RS256_KEY["p"])
    d = pow(65537, -1, p - 1)
    numbers = {"n": p * p, "d": d, "p": p, "q": p, "dp": d, "dq": d, "qi": 1}
    square = {name: jose.encode_integer(value) for name, value in numbers.items()}
    refused({**rfc.RS256_KEY, **square}, "rsa-qi")


@pytest.mark.parametrize("e", [0, 1, 2, 65536])
def test_an_exponent_that_is_no_exponent_is_refused(e: int) -> None:
    refused({**rfc.RS256_KEY, "e": jose.encode_integer(e)}, "rsa-exponent")


def test_three_is_an_exponent() -> None:
    key = {"kty": "RSA", "n": rfc.RS256_KEY["n"], "e": "Aw"}
    jose.public_key(key)


def test_a_key_of_three_primes_is_not_used() -> None:
    refused({**rfc.RS256_KEY, "oth": []}, "rsa-oth")
    assert jose.public_key({**rfc.RS256_KEY, "oth": []}) == jose.public_key(rfc.RS256_KEY)


def test_a_modulus_too_large_to_work_with_is_refused_at_once() -> None:
    n = jose.encode_integer((1 << 100_000) - 1)
    refused({**rfc.RS256_KEY, "n": n}, "over 16384 bits")


@pytest.mark.parametrize(
    "jwk",
    [
        None,
        "x",
        [],
        {},
        {"kty": None},
        {"kty": ["RSA"]},
        {"kty": "rsa"},
        {"kty": "EC"},
        {"kty": "EC", "crv": ["P-256"]},
        {"kty": "EC", "crv": "Ed25519"},
        {"kty": "OKP", "crv": "P-256"},
        {"kty": "oct", "k": None},
    ],
)
def test_what_is_no_jwk_is_refused(jwk: Any) -> None:
    for read in (jose.public_key, jose.private_key, jose.secret, jose.consistent):
        with pytest.raises(jose.NotValid):
            read(jwk)


def test_key_types_are_not_taken_for_one_another() -> None:
    with pytest.raises(jose.NotValid, match="symmetric one is needed"):
        jose.secret(rfc.RS256_KEY)
    with pytest.raises(jose.NotValid, match="asymmetric one is needed"):
        jose.public_key(rfc.HS256_KEY)
    with pytest.raises(jose.NotValid, match="no public part"):
        jose.public_members(rfc.HS256_KEY)


def test_a_secret_is_its_octets() -> None:
    assert jose.secret(rfc.A128KW_KEY).hex() == "19ac2082e1721ab58a6afec05f854a52"
    jose.consistent(rfc.A128KW_KEY)


def test_public_members_are_the_bare_key() -> None:
    key = {**rfc.ED25519_KEY, "kid": "a", "use": "sig"}
    assert jose.public_members(key) == {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": rfc.ED25519_KEY["x"],
    }
    assert jose.private_members("RSA") == {"d", "p", "q", "dp", "dq", "qi", "oth"}
    assert jose.private_members("oct") == {"k"}
    with pytest.raises(jose.NotSupported):
        jose.private_members("LMS")


def test_thumbprints_leave_out_what_is_not_required() -> None:
    key = {"use": "sig", **dict(reversed(rfc.ES256_KEY.items()))}
    assert jose.thumbprint(key) == jose.thumbprint(jose.public_members(rfc.ES256_KEY))


@pytest.mark.parametrize(
    "jwk", [None, {}, {"kty": []}, {"kty": "oct"}, {"kty": "oct", "k": 1}, {"kty": "AKP"}]
)
def test_no_thumbprint_is_made_without_the_required_members(jwk: Any) -> None:
    with pytest.raises(jose.NotValid):
        jose.thumbprint(jwk)


def test_a_thumbprint_names_its_hash() -> None:
    uri = jose.thumbprint_uri(rfc.ES256_KEY, "sha-512")
    assert uri.startswith("urn:ietf:params:oauth:jwk-thumbprint:sha-512:")
    assert len(jose.decode(uri.rpartition(":")[2])) == 64
    with pytest.raises(jose.NotSupported):
        jose.thumbprint(rfc.ES256_KEY, "md5")

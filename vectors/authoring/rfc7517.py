"""The examples of RFC 7517: section 3 and appendices A and B."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from authoring.build import Authored, Draft, Expected, vector
from authoring.example import PUBLIC, SECRET, Jwk, key_vectors, public, widened
from authoring.operation import export_set, import_set, select_key
from authoring.registry import Chapter
from jwk_vectors.model import Source

P256 = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "kid": "Public key used in JWS spec Appendix A.3 example",
}
"""Section 3."""
EC_PRIVATE = {
    "kty": "EC",
    "crv": "P-256",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    "d": "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
    "use": "enc",
    "kid": "1",
}
RSA_PRIVATE = {
    "kty": "RSA",
    "n": (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJE"
        "CPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Q"
        "vzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6"
        "WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    ),
    "e": "AQAB",
    "d": (
        "X4cTteJY_gn4FYPsXB8rdXix5vwsg1FLN5E3EaG6RJoVH-HLLKD9M7dx5oo7GURknchnrRweUkC7hT5fJLM0WbFAKN"
        "LWY2vv7B6NqXSzUvxT0_YSfqijwp3RTzlBaCxWp4doFk5N2o8Gy_nHNKroADIkJ46pRUohsXywbReAdYaMwFs9tv8d"
        "_cPVY3i07a3t8MN6TNwm0dSawm9v47UiCl3Sk5ZiG7xojPLu4sbg1U2jx4IBTNBznbJSzFHK66jT8bgkuqsk0GjskD"
        "Jk19Z4qwjwbsnn4j2WBii3RL-Us2lGVkY8fkFzme1z0HbIkfz0Y6mqnOYtqc0X4jfcKoAC8Q"
    ),
    "p": (
        "83i-7IvMGXoMXCskv73TKr8637FiO7Z27zv8oj6pbWUQyLPQBQxtPVnwD20R-60eTDmD2ujnMt5PoqMrm8RfmNhVWD"
        "tjjMmCMjOpSXicFHj7XOuVIYQyqVWlWEh6dN36GVZYk93N8Bc9vY41xy8B9RzzOGVQzXvNEvn7O0nVbfs"
    ),
    "q": (
        "3dfOR9cuYq-0S-mkFLzgItgMEfFzB2q3hWehMuG0oCuqnb3vobLyumqjVZQO1dIrdwgTnCdpYzBcOfW5r370AFXjiW"
        "ft_NGEiovonizhKpo9VVS78TzFgxkIdrecRezsZ-1kYd_s1qDbxtkDEgfAITAG9LUnADun4vIcb6yelxk"
    ),
    "dp": (
        "G4sPXkc6Ya9y8oJW9_ILj4xuppu0lzi_H7VTkS8xj5SdX3coE0oimYwxIi2emTAue0UOa5dpgFGyBJ4c8tQ2VF402X"
        "RugKDTP8akYhFo5tAA77Qe_NmtuYZc3C3m3I24G2GvR5sSDxUyAN2zq8Lfn9EUms6rY3Ob8YeiKkTiBj0"
    ),
    "dq": (
        "s9lAH9fggBsoFR8Oac2R_E2gw282rT2kGOAhvIllETE1efrA6huUUvMfBcMpn8lqeW6vzznYY5SSQF7pMdC_agI3nG"
        "8Ibp1BUb0JUiraRNqUfLhcQb_d9GF4Dh7e74WbRsobRonujTYN1xCaP6TO61jvWrX-L18txXw494Q_cgk"
    ),
    "qi": (
        "GyM_p6JrXySiz1toFgKbWV-JdI3jQ4ypu9rbMWx3rQJBfmt0FoYzgUIZEVFEcOqwemRN81zoDAaa-Bk0KWNGDjJHZD"
        "dDmFhW3AN7lI-puxk_mHZGJ11rxyR8O55XLSe3SPmRfKwZI6yU24ZxvQKFYItdldUKGzO6Ia6zTKhAVRU"
    ),
    "alg": "RS256",
    "kid": "2011-04-29",
}
"""Appendix A.2; without the private members, appendix A.1."""
KEY_WRAP = {
    "kty": "oct",
    "alg": "A128KW",
    "k": "GawgguFyGrWKav7AX4VKUg",
}
MAC = {
    "kty": "oct",
    "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    "kid": "HMAC key used in JWS spec Appendix A.1 example",
}
"""Appendix A.3."""
CERTIFIED = {
    "kty": "RSA",
    "use": "sig",
    "kid": "1b94c",
    "n": (
        "vrjOfz9Ccdgx5nQudyhdoR17V-IubWMeOZCwX_jj0hgAsz2J_pqYW08PLbK_PdiVGKPrqzmDIsLI7sA25VEnHU1uCL"
        "NwBuUiCO11_-7dYbsr4iJmG0Qu2j8DsVyT1azpJC_NG84Ty5KKthuCaPod7iI7w0LK9orSMhBEwwZDCxTWq4aYWAch"
        "c8t-emd9qOvWtVMDC2BXksRngh6X5bUYLy6AyHKvj-nUy1wgzjYQDwHMTplCoLtU-o-8SNnZ1tmRoGE9uJkBLdh5gF"
        "ENabWnU5m1ZqZPdwS-qo-meMvVfJb6jJVWRpl2SUtCnYG2C32qvbWbjZ_jBPD5eunqsIo1vQ"
    ),
    "e": "AQAB",
    "x5c": [
        (
            "MIIDQjCCAiqgAwIBAgIGATz/FuLiMA0GCSqGSIb3DQEBBQUAMGIxCzAJBgNVBAYTAlVTMQswCQYDVQQIEwJDTz"
            "EPMA0GA1UEBxMGRGVudmVyMRwwGgYDVQQKExNQaW5nIElkZW50aXR5IENvcnAuMRcwFQYDVQQDEw5CcmlhbiBD"
            "YW1wYmVsbDAeFw0xMzAyMjEyMzI5MTVaFw0xODA4MTQyMjI5MTVaMGIxCzAJBgNVBAYTAlVTMQswCQYDVQQIEw"
            "JDTzEPMA0GA1UEBxMGRGVudmVyMRwwGgYDVQQKExNQaW5nIElkZW50aXR5IENvcnAuMRcwFQYDVQQDEw5Ccmlh"
            "biBDYW1wYmVsbDCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAL64zn8/QnHYMeZ0LncoXaEde1fiLm"
            "1jHjmQsF/449IYALM9if6amFtPDy2yvz3YlRij66s5gyLCyO7ANuVRJx1NbgizcAblIgjtdf/u3WG7K+IiZhtE"
            "Lto/A7Fck9Ws6SQvzRvOE8uSirYbgmj6He4iO8NCyvaK0jIQRMMGQwsU1quGmFgHIXPLfnpnfajr1rVTAwtgV5"
            "LEZ4Iel+W1GC8ugMhyr4/p1MtcIM42EA8BzE6ZQqC7VPqPvEjZ2dbZkaBhPbiZAS3YeYBRDWm1p1OZtWamT3cE"
            "vqqPpnjL1XyW+oyVVkaZdklLQp2Btgt9qr21m42f4wTw+Xrp6rCKNb0CAwEAATANBgkqhkiG9w0BAQUFAAOCAQ"
            "EAh8zGlfSlcI0o3rYDPBB07aXNswb4ECNIKG0CETTUxmXl9KUL+9gGlqCz5iWLOgWsnrcKcY0vXPG9J1r9AqBN"
            "TqNgHq2G03X09266X5CpOe1zFo+Owb1zxtp3PehFdfQJ610CDLEaS9V9Rqp17hCyybEpOGVwe8fnk+fbEL2Bo3"
            "UPGrpsHzUoaGpDftmWssZkhpBJKVMJyf/RuP2SmmaIzmnw9JiSlYhzo4tpzd5rFXhjRbg4zW9C+2qok+2+qDM1"
            "iJ684gPHMIY8aLWrdgQTxkumGmTqgawR+N5MDtdPTEQ0XfIBc2cJEUyMTY5MPvACWpkA6SdS4xSvdXK3IVfOWA"
            "=="
        ),
    ],
}
"""Appendix B."""


def section_3() -> Iterator[Authored]:
    """The key of section 3."""
    yield from key_vectors(
        "rfc7517-3",
        "the first example of a JWK",
        P256,
        group="rfc7517-3",
        source=Source(document="RFC 7517", section="3"),
        why="A P-256 public key is the commonest EC key; its kid is a whole sentence.",
    )


def keys_of_appendix_a() -> Iterator[Authored]:
    """The keys of the sets, each by itself."""
    yield from _key_of_a_set("1", "ec", "the P-256 public key", public(EC_PRIVATE))
    yield from _key_of_a_set("1", "rsa", "the RSA public key", public(RSA_PRIVATE))
    yield from _key_of_a_set("2", "ec", "the P-256 private key", EC_PRIVATE)
    yield from _key_of_a_set("2", "rsa", "the RSA private key", RSA_PRIVATE)
    yield from _key_of_a_set("3", "key-wrap", "the key of 16 octets for A128KW", KEY_WRAP)
    yield from _key_of_a_set("3", "mac", "the HMAC key of 64 octets", MAC)


def _key_of_a_set(number: str, name: str, noun: str, key: Jwk) -> Iterator[Authored]:
    return key_vectors(
        f"rfc7517-a.{number}-{name}",
        f"{noun} of the example set",
        key,
        group="rfc7517-a",
        source=Source(document="RFC 7517", section=f"A.{number}"),
        why="A key out of a set is a JWK like any other.",
    )


KeySet = Mapping[str, Sequence[Jwk]]
PUBLIC_SET: KeySet = {"keys": (public(EC_PRIVATE), public(RSA_PRIVATE))}
PRIVATE_SET: KeySet = {"keys": (EC_PRIVATE, RSA_PRIVATE)}
SYMMETRIC_SET = {"keys": (KEY_WRAP, MAC)}


def sets() -> Iterator[Authored]:
    """The sets of appendix A.

    Which form a symmetric key has in a public set is defined nowhere, so the set of appendix A.3
    is only read.
    """
    for number, kind, keys in (("1", "public", PUBLIC_SET), ("2", "private", PRIVATE_SET)):
        yield _of_both_kinds(
            number,
            "import",
            f"Import the set of {kind} keys",
            import_set(keys),
            "Keys of different types stand in one set, and all must be read.",
        )
        for key in keys["keys"]:
            yield _selected(number, kind, keys, key)
        yield _of_both_kinds(
            number,
            "export",
            f"Export the set of {kind} keys with public members only",
            export_set(
                keys,
                Expected(
                    facts={"jwks": {"keys": [_public(key) for key in keys["keys"]]}}, absent=SECRET
                ),
            ),
            "This is the set an issuer publishes: every key, and nothing that is secret.",
            "rfc7517-9.2-protect-from-disclosure",
        )
    imported = _about_a_set(
        "3",
        "import",
        "Import the set of symmetric keys",
        import_set(SYMMETRIC_SET),
        "A set may hold symmetric keys, and the first of these has no kid.",
    )
    # Section 5: a key whose values are out of the supported ranges is ignored, or the set refused.
    yield widened(imported, kty=("oct",), alg=("A128KW",))


def _public(key: Jwk) -> dict[str, object]:
    return {name: key[name] for name in PUBLIC[key["kty"]]}


def _selected(number: str, kind: str, keys: KeySet, key: Jwk) -> Authored:
    kid = key["kid"]
    return _of_both_kinds(
        number,
        f"select-{kid}",
        f"Select the key {kid} from the set of {kind} keys",
        select_key(keys, kid, Expected(facts={"found": True, "jwk": _public(key)}, absent=SECRET)),
        "Whoever verifies a token finds the key by the kid in its header.",
        "rfc7517-4.5-kid-matches",
    )


def _of_both_kinds(
    number: str, suffix: str, title: str, draft: Draft, why: str, *clauses: str
) -> Authored:
    about = _about_a_set(number, suffix, title, draft, why, *clauses)
    wider = widened(about, kty=("EC", "RSA"), crv=("P-256",))
    requires = msgspec.structs.replace(wider.vector.requires, rsa_bits=2048)
    return Authored(msgspec.structs.replace(wider.vector, requires=requires), wider.scopes)


def _about_a_set(
    number: str, suffix: str, title: str, draft: Draft, why: str, *clauses: str
) -> Authored:
    return vector(
        f"rfc7517-a.{number}-set-{suffix}",
        title,
        draft,
        group="rfc7517-a",
        why=why,
        clauses=("rfc7517-5-represents-a-set", *clauses),
        source=Source(document="RFC 7517", section=f"A.{number}"),
    )


def certificate() -> Iterator[Authored]:
    """Appendix B."""
    yield from key_vectors(
        "rfc7517-b",
        "the RSA key with a certificate",
        CERTIFIED,
        group="rfc7517-b",
        source=Source(document="RFC 7517", section="B"),
        why="The certificate in x5c is standard base64 with padding, unlike everything else.",
    )


CHAPTER = Chapter(
    "rfc7517",
    "RFC 7517 section 3 and appendices A and B: keys and sets",
    (section_3, keys_of_appendix_a, sets, certificate),
)

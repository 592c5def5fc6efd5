"""The examples of RFC 7515 appendix A, and appendix A.1, A.6 and A.7 detached as F has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from authoring.build import REFUSED_BY_WITNESS, Authored, Expected, b64, text, unb64, vector
from authoring.example import key_vectors, public, rsa_bits, widened
from authoring.operation import sign, verify
from authoring.registry import Chapter
from authoring.signing import DEFINED_BY, Example, Serialisation, Signature
from jwk_vectors.model import Source

MAC = {
    "kty": "oct",
    "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
}
"""Appendix A.1."""
RSA = {
    "kty": "RSA",
    "n": (
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0"
        "Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXnd"
        "S5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5Ihl"
        "JH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
    ),
    "e": "AQAB",
    "d": (
        "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2"
        "NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X"
        "0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGU"
        "l_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ"
    ),
    "p": (
        "4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_P"
        "y5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc"
    ),
    "q": (
        "uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeL"
        "QeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc"
    ),
    "dp": (
        "BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKn"
        "u1R6HsJeDCjn12Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0"
    ),
    "dq": (
        "h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0"
        "ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU"
    ),
    "qi": (
        "IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd_QJQ3ydy5c"
        "Y7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK0JKSHuLFkuQ3U"
    ),
}
"""Appendix A.2."""
EC_P256 = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
}
"""Appendix A.3."""
EC_P521 = {
    "kty": "EC",
    "crv": "P-521",
    "x": (
        "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk"
    ),
    "y": (
        "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"
    ),
    "d": (
        "AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lOfRhWg6Y6rUrPAxerEzgdRhajnu0ferB0d53vM9mE15j2C"
    ),
}
"""Appendix A.4."""
CLAIMS = (
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
)
"""The payload of appendices A.1 to A.3, A.5 and A.6, with CR LF at line ends."""
HS256_HEADER = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
"""Appendix A.1."""
RS256_HEADER = "eyJhbGciOiJSUzI1NiJ9"
"""Appendices A.2 and A.6."""
ES256_HEADER = "eyJhbGciOiJFUzI1NiJ9"
"""Appendices A.3 and A.6."""
ES512_HEADER = "eyJhbGciOiJFUzUxMiJ9"
"""Appendix A.4."""
NONE_HEADER = "eyJhbGciOiJub25lIn0"
"""Appendix A.5."""
HS256_SIGNATURE = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
"""Appendix A.1."""
RS256_SIGNATURE = (
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5j"
    "ujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L"
    "07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEU"
    "ipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
)
"""Appendices A.2 and A.6."""
ES256_SIGNATURE = (
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)
"""Appendices A.3, A.6 and A.7."""
ES512_SIGNATURE = (
    "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8Ga"
    "SwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn"
)
"""Appendix A.4."""

PAYLOAD = unb64(CLAIMS)
BY_MAC = Signature(alg="HS256", key=MAC, protected=HS256_HEADER, signature=HS256_SIGNATURE)
BY_RSA = Signature(alg="RS256", key=RSA, protected=RS256_HEADER, signature=RS256_SIGNATURE)
BY_EC = Signature(alg="ES256", key=EC_P256, protected=ES256_HEADER, signature=ES256_SIGNATURE)
BOTH = tuple(
    replace(one, key={**one.key, "kid": kid}, header={"kid": kid})
    for one, kid in (
        (BY_RSA, "2010-12-29"),
        (BY_EC, "e9bc097a-ce51-4036-9562-d2ade882db0d"),
    )
)
"""Appendix A.6. Its key ids stand in the keys too, so that the keys are found by them."""


def _source(section: str) -> Source:
    return Source(document="RFC 7515", section=section)


def _example(
    section: str, why: str, signature: Signature, *forms: Serialisation, payload: bytes = PAYLOAD
) -> Example:
    header = unb64(signature.protected).decode("ascii")
    return Example(
        id=f"rfc7515-{section.lower()}",
        document="RFC 7515",
        section=section,
        group="rfc7515-a",
        payload=payload,
        signature=signature,
        figures=dict.fromkeys(forms, ""),
        intermediate={
            f"{section}, protected header": header,
            f"{section}, payload": b64(payload),
            f"{section}, signing input": signature.signing_input(payload),
            f"{section}, signature": signature.signature,
        },
        why=why,
    )


def _compact(
    section: str, noun: str, why: str, signature: Signature, payload: bytes = PAYLOAD
) -> Iterator[Authored]:
    """The key, and the one token that the section shows."""
    yield from key_vectors(
        f"rfc7515-{section.lower()}",
        noun,
        signature.key,
        group="rfc7515-a",
        source=_source(section),
        why="Most test suites begin with this key.",
    )
    yield from _example(section, why, signature, "compact", payload=payload).vectors()


def keys_and_tokens() -> Iterator[Authored]:
    """Appendices A.1 to A.4."""
    yield from _compact(
        "A.1",
        "the HMAC key of 64 octets",
        "Header and payload hold line ends and spaces: octets are signed, not what they say.",
        BY_MAC,
    )
    yield from _compact(
        "A.2",
        "the RSA key of the first signature example",
        "RSASSA-PKCS1-v1_5 leaves nothing to chance: the signature is the same octets everywhere.",
        BY_RSA,
    )
    yield from _compact(
        "A.3",
        "the P-256 key of the ECDSA example",
        "An ECDSA signature is r and s side by side, in 32 octets each.",
        BY_EC,
    )
    yield from _compact(
        "A.4",
        "the P-521 key of the ECDSA example",
        "r and s take 66 octets each, and here s begins with a zero octet that has to stay.",
        Signature(alg="ES512", key=EC_P521, protected=ES512_HEADER, signature=ES512_SIGNATURE),
        b"Payload",
    )


def unsecured() -> Iterator[Authored]:
    """Appendix A.5: nobody who has a key takes it."""
    token = f"{NONE_HEADER}.{CLAIMS}."
    yield vector(
        "rfc7515-a.5-refuse",
        "The unsecured JWS, given to whoever expects HS256",
        verify(MAC, token, ["HS256"], REFUSED_BY_WITNESS),
        group="rfc7515-a",
        why="Anybody can write an unsecured token: who takes one unasked takes every forgery.",
        clauses=("rfc7518-3.6-none-not-by-default", "rfc8725-3.1-only-allowed-algorithms"),
        source=_source("A.5"),
        severity="security",
        level="token",
        reason="none",
        witness="the token has no signature that could verify",
        derived_from="rfc7515-a.1-verify-compact",
        mutation="alg: none, and no signature",
    )


def two_signatures() -> Iterator[Authored]:
    """Appendix A.6: each key verifies, and checks, one of two signatures.

    Which of them must be valid is for the application to say (section 5.2), so refusing to do
    with one key is a warning.
    """
    jws = text({"payload": CLAIMS, "signatures": [one.entry() for one in BOTH]})
    for number, one in enumerate(BOTH, start=1):
        clauses = ("rfc7515-7.2.1-general-serialisation", DEFINED_BY[one.alg])
        told = {
            f"A.6.1, protected header #{number}": unb64(one.protected).decode("ascii"),
            f"A.6.2, unprotected header #{number}": text(one.header),
            f"A.6.4, signature #{number}": one.signature,
        }
        yield vector(
            f"rfc7515-a.6-verify-{number}",
            f"Verify a JWS of two signatures with the key of the {one.alg} signature",
            verify(
                public(one.key),
                jws,
                [one.alg],
                Expected(facts={"payload": CLAIMS}),
                features=("many-signers", "unprotected"),
            ),
            group="rfc7515-a",
            why="Each recipient holds one of the keys and must find its own among the signatures.",
            clauses=("rfc7515-5.2-one-of-several", *clauses),
            source=_source("A.6.4"),
            level="token",
            otherwise="warn",
            intermediate=told,
            rsa_bits=rsa_bits(one.key),
        )
        signed = vector(
            f"rfc7515-a.6-sign-{number}",
            f"Make a JWS of two signatures, of which the {one.alg} signature is checked",
            sign(
                [signer.party() for signer in BOTH],
                PAYLOAD,
                "general",
                Expected(check=one.check(PAYLOAD)),
                alg="RS256",
                features=("unprotected",),
            ),
            group="rfc7515-a",
            why="Every signer has its own header, and each signature must verify by itself.",
            clauses=("rfc7515-5.1-produce", "rfc7515-7.2.1-names-disjoint", *clauses),
            source=_source("A.6.4"),
            level="token",
            intermediate=told,
            rsa_bits=2048,
        )
        yield widened(signed, kty=("EC",), crv=("P-256",), alg=("ES256",))


def flattened() -> Iterator[Authored]:
    """Appendix A.7."""
    yield from _example(
        "A.7",
        "One signature, flattened, with a kid that nothing protects.",
        BOTH[1],
        "flattened",
    ).vectors()


def detached() -> Iterator[Authored]:
    """Appendix F shows no token: these are those of appendix A without their payloads."""
    why = "The content travels apart, and the signature covers it all the same."
    for signature, forms in ((BY_MAC, ("compact",)), (BOTH[1], ("flattened", "general"))):
        example = _example("F", why, signature, *forms)
        yield from replace(example, detached=True).vectors()


CHAPTER = Chapter(
    "rfc7515",
    "RFC 7515 appendices A and F: signatures, and detached content",
    (keys_and_tokens, unsecured, two_signatures, flattened, detached),
)

"""The signatures of RFC 7520 section 4."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import Authored, Expected, b64, text, unb64, vector
from authoring.example import public, rsa_bits, widened
from authoring.operation import sign, verify
from authoring.registry import Chapter
from authoring.rfc7520_keys import EC_PRIVATE, MAC, RSA_PRIVATE
from authoring.signing import DEFINED_BY, Example, Serialisation, Signature
from jwk_vectors.model import Source

PAYLOAD = unb64(
    "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91"
    "IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXi"
    "gJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4"
)
"""Figure 8."""

BY_BILBO_RS256 = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9"
"""Figure 10: alg and kid."""
BY_BILBO_PS384 = "eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9"
"""Figure 17."""
BY_BILBO_ES512 = "eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9"
"""Figure 24."""
BY_MAC_KEY = "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9"
"""Figures 31, 38 and 67."""
ONLY_HS256 = "eyJhbGciOiJIUzI1NiJ9"
"""Figure 45."""
ONLY_RS256 = "eyJhbGciOiJSUzI1NiJ9"
"""Figure 57."""
RS256_SIGNATURE = (
    "MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII"
    "7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1"
    "Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-Zn"
    "mKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg"
)
"""Figure 12."""
PS384_SIGNATURE = (
    "cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6O8TTB5"
    "dDDItllVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8"
    "P_ijQ7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_jLAeQTlqRHtfa64QQS"
    "UmFAAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw"
)
"""Figure 19."""
ES512_SIGNATURE = (
    "AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mt"
    "PBu_u_sDDyYjnAMDxXPn7XrT0lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2"
)
"""Figure 26."""
HS256_SIGNATURE = "s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0"
"""Figures 33, 40 and 69."""
PARTLY_PROTECTED = "bWUSVaxorn7bEF1djytBd0kHv70Ly5pvbomzMWSOr20"
"""Figure 48."""
UNPROTECTED = "xuLifqLGiblpv9zBpuZczWhNj1gARaLV3UxvxhJxZuk"
"""Figure 53."""
FIRST_OF_THREE = (
    "MIsjqtVlOpa71KE-Mss8_Nq2YH4FGhiocsqrgi5NvyG53uoimic1tcMdSg-qptrzZc7CG6Svw2Y13TDIqHzTUrL_lR2ZFc"
    "ryNFiHkSw129EghGpwkpxaTn_THJTCglNbADko1MZBCdwzJxwqZc-1RlpO2HibUYyXSwO97BSe0_evZKdjvvKSgsIqjytK"
    "SeAMbhMBdMma622_BG5t4sdbuCHtFjp9iJmkio47AIwqkZV1aIZsv33uPUqBBCXbYoQJwt7mxPftHmNlGoOSMxR_3thmXT"
    "Cm4US-xiNOyhbm8afKK64jU6_TPtQHiJeQJxz9G3Tx-083B745_AfYOnlC9w"
)
"""Figure 60."""
SECOND_OF_THREE = (
    "ARcVLnaJJaUWG8fG-8t5BREVAuTY8n8YHjwDO1muhcdCoFZFFjfISu0Cdkn9Ybdlmi54ho0x924DUz8sK7ZXkhc7AFM8Ob"
    "LfTvNCrqcI3Jkl2U5IX3utNhODH6v7xgy1Qahsn0fyb4zSAkje8bAWz4vIfj5pCMYxxm4fgV3q7ZYhm5eD"
)
"""Figure 64."""


def _example(
    section: str,
    why: str,
    signature: Signature,
    figures: tuple[int, ...],
    intermediate: tuple[int, int, int],
    detached: bool = False,
) -> Example:
    """`figures`: compact (if shown), general, flattened; `intermediate`: header, input, value."""
    header, signing_input, value = intermediate
    shown: dict[Serialisation, str] = {}
    if len(figures) == 3:
        shown["compact"] = str(figures[0])
    shown |= {"general": str(figures[-2]), "flattened": str(figures[-1])}
    told = {
        f"figure {header}, protected header": unb64(signature.protected).decode("ascii"),
        "figure 8, payload": b64(PAYLOAD),
        f"figure {signing_input}, signing input": signature.signing_input(PAYLOAD),
        f"figure {value}, signature": signature.signature,
    }
    return Example(
        id=f"rfc7520-{section}",
        document="RFC 7520",
        section=section,
        group="rfc7520-4",
        payload=PAYLOAD,
        signature=signature,
        figures=shown,
        intermediate={name: text for name, text in told.items() if text},
        why=why,
        detached=detached,
    )


def rsa_pkcs1() -> Iterator[Authored]:
    """Section 4.1."""
    yield from _example(
        "4.1",
        "RS256 is what most issuers sign with, and its output is fixed to the last octet.",
        Signature(
            alg="RS256", key=RSA_PRIVATE, protected=BY_BILBO_RS256, signature=RS256_SIGNATURE
        ),
        (13, 14, 15),
        (9, 11, 12),
    ).vectors()


def rsa_pss() -> Iterator[Authored]:
    """Section 4.2."""
    yield from _example(
        "4.2",
        "RSASSA-PSS goes wrong over the salt length and the mask's hash, both fixed by the alg.",
        Signature(
            alg="PS384", key=RSA_PRIVATE, protected=BY_BILBO_PS384, signature=PS384_SIGNATURE
        ),
        (20, 21, 22),
        (16, 18, 19),
    ).vectors()


def ecdsa() -> Iterator[Authored]:
    """Section 4.3."""
    yield from _example(
        "4.3",
        "ES512 means P-521: both halves of the signature take 66 octets, not 64.",
        Signature(alg="ES512", key=EC_PRIVATE, protected=BY_BILBO_ES512, signature=ES512_SIGNATURE),
        (27, 28, 29),
        (23, 25, 26),
    ).vectors()


def hmac() -> Iterator[Authored]:
    """Section 4.4."""
    yield from _example(
        "4.4",
        "HS256 is the one algorithm every implementation must have.",
        Signature(alg="HS256", key=MAC, protected=BY_MAC_KEY, signature=HS256_SIGNATURE),
        (34, 35, 36),
        (30, 32, 33),
    ).vectors()


def detached() -> Iterator[Authored]:
    """Section 4.5; figure 41 is the compact serialisation, whatever its caption says."""
    yield from _example(
        "4.5",
        "The content travels apart, and the signature covers it all the same.",
        Signature(alg="HS256", key=MAC, protected=BY_MAC_KEY, signature=HS256_SIGNATURE),
        (41, 42, 43),
        (37, 39, 40),
        detached=True,
    ).vectors()


def partly_protected() -> Iterator[Authored]:
    """Section 4.6."""
    yield from _example(
        "4.6",
        "The header is the union of a protected and an unprotected part: here kid is unprotected.",
        Signature(
            alg="HS256",
            key=MAC,
            protected=ONLY_HS256,
            header={"kid": MAC["kid"]},
            signature=PARTLY_PROTECTED,
        ),
        (49, 50),
        (44, 47, 48),
    ).vectors()


def unprotected() -> Iterator[Authored]:
    """Section 4.7."""
    yield from _example(
        "4.7",
        "With no protected header the signing input begins with the dot.",
        Signature(
            alg="HS256",
            key=MAC,
            header={"alg": "HS256", "kid": MAC["kid"]},
            signature=UNPROTECTED,
        ),
        (54, 55),
        (51, 52, 53),
    ).vectors()


THREE = (
    Signature(
        alg="RS256",
        key=RSA_PRIVATE,
        protected=ONLY_RS256,
        header={"kid": RSA_PRIVATE["kid"]},
        signature=FIRST_OF_THREE,
    ),
    Signature(
        alg="ES512",
        key=EC_PRIVATE,
        header={"alg": "ES512", "kid": EC_PRIVATE["kid"]},
        signature=SECOND_OF_THREE,
    ),
    Signature(alg="HS256", key=MAC, protected=BY_MAC_KEY, signature=HS256_SIGNATURE),
)
FIGURES_OF_THREE = ((56, 59, 60), (0, 63, 64), (66, 68, 69))


def three_signatures() -> Iterator[Authored]:
    """Section 4.8: the whole JWS is figure 71; each key verifies, and checks, one signature.

    Which signatures must be valid is for the application to say (RFC 7515 section 5.2), so
    refusing to do with one key is a warning; the header is not compared, as a library may report
    all three.
    """
    jws = text({"payload": b64(PAYLOAD), "signatures": [one.entry() for one in THREE]})
    for number, (one, figures) in enumerate(zip(THREE, FIGURES_OF_THREE, strict=True), start=1):
        clauses = ["rfc7515-7.2.1-general-serialisation", DEFINED_BY[one.alg]]
        intermediate = _intermediate_of_three(number, one, *figures)
        yield vector(
            f"rfc7520-4.8-verify-{number}",
            f"Verify a JWS of three signatures with the key of the {one.alg} signature",
            verify(
                public(one.key),
                jws,
                [one.alg],
                Expected(facts={"payload": b64(PAYLOAD)}),
                features=("many-signers", "unprotected"),
            ),
            group="rfc7520-4",
            why="Each recipient holds one of the keys and must find its own among the signatures; "
            "the others, by keys and algorithms it may not know, must not get in the way.",
            clauses=["rfc7515-5.2-one-of-several", *clauses],
            source=Source(document="RFC 7520", section="4.8", figure="71"),
            level="token",
            otherwise="warn",
            intermediate=intermediate,
            rsa_bits=rsa_bits(one.key),
        )
        signed = vector(
            f"rfc7520-4.8-sign-{number}",
            f"Make a JWS of three signatures, of which the {one.alg} signature is checked",
            sign(
                [signer.party() for signer in THREE],
                PAYLOAD,
                "general",
                Expected(check=one.check(PAYLOAD)),
                alg="RS256",
                features=("unprotected",),
            ),
            group="rfc7520-4",
            why="Every signer has its own header, and each signature must verify by itself.",
            clauses=["rfc7515-5.1-produce", *clauses],
            source=Source(document="RFC 7520", section="4.8", figure="71"),
            level="token",
            intermediate=intermediate,
            rsa_bits=2048,
        )
        yield widened(signed, kty=("EC", "oct"), crv=("P-521",), alg=("ES512", "HS256"))


def _intermediate_of_three(
    number: int, one: Signature, header: int, signing_input: int, value: int
) -> dict[str, str]:
    protected = unb64(one.protected).decode("ascii")
    return {
        "figure 8, payload": b64(PAYLOAD),
        **({f"figure {header}, protected header #{number}": protected} if protected else {}),
        f"figure {signing_input}, signing input #{number}": one.signing_input(PAYLOAD),
        f"figure {value}, signature #{number}": one.signature,
    }


CHAPTER = Chapter(
    "rfc7520-jws",
    "RFC 7520 section 4: signatures",
    (
        rsa_pkcs1,
        rsa_pss,
        ecdsa,
        hmac,
        detached,
        partly_protected,
        unprotected,
        three_signatures,
    ),
)

"""The examples of RFC 7519: sections 3.1 and 6.1, appendices A.1 and A.2."""

from __future__ import annotations

import json
from collections.abc import Iterator

from authoring.build import REFUSED_BY_WITNESS, Authored, Expected, b64, text, unb64, vector
from authoring.encryption import Encryption, Example, Recipient
from authoring.example import public
from authoring.operation import Party, decrypt, encrypt, sign_jwt, verify, verify_jwt
from authoring.registry import Chapter
from authoring.rfc7515 import BY_MAC, BY_RSA, MAC, NONE_HEADER, PAYLOAD, RSA
from authoring.rfc7516_values import PKCS1_KEY
from authoring.signing import serialised
from jwk_vectors.model import Check, Source

ENCRYPTED_HEADER = "eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0"
"""Appendix A.1."""
ENCRYPTED_KEY = (
    "QR1Owv2ug2WyPBnbQrRARTeEk9kDO2w8qDcjiHnSJflSdv1iNqhWXaKH4MqAkQtMoNfABIPJaZm0HaA415sv3aeuBWnD8"
    "J-Ui7Ah6cWafs3ZwwFKDFUUsWHSK-IPKxLGTkND09XyjORj_CHAgOPJ-Sd8ONQRnJvWn_hXV1BNMHzUjPyYwEsRhDhzjA"
    "D26imasOTsgruobpYGoQcXUwFDn7moXPRfDE8-NoQX7N7ZYMmpUDkR-Cx9obNGwJQ3nM52YCitxoQVPzjbl7WBuB7Aohd"
    "BoZOdZ24WlN1lVIeh8v1K4krB8xgKvRU8kgFrEn_a1rZgN5TiysnmzTROF869lQ"
)
"""Appendix A.1."""
ENCRYPTED_IV = "AxY8DCtDaGlsbGljb3RoZQ"
"""Appendix A.1."""
ENCRYPTED_CIPHERTEXT = (
    "MKOle7UQrG6nSxTLX6Mqwt0orbHvAKeWnDYvpIAeZ72deHxz3roJDXQyhxx0wKaMHDjUEOKIwrtkHthpqEanSBNYHZgmN"
    "OV7sln1Eu9g3J8"
)
"""Appendix A.1."""
ENCRYPTED_TAG = "fiK51VwhsxJ-siBMR-YFiA"
"""Appendix A.1."""
NESTED_HEADER = "eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2IiwiY3R5IjoiSldUIn0"
"""Appendix A.2."""
NESTED_KEY = (
    "g_hEwksO1Ax8Qn7HoN-BVeBoa8FXe0kpyk_XdcSmxvcM5_P296JXXtoHISr_DD_MqewaQSH4dZOQHoUgKLeFly-9RI11T"
    "G-_Ge1bZFazBPwKC5lJ6OLANLMd0QSL4fYEb9ERe-epKYE3xb2jfY1AltHqBO-PM6j23Guj2yDKnFv6WO72tteVzm_2n1"
    "7SBFvhDuR9a2nHTE67pe0XGBUS_TK7ecA-iVq5COeVdJR4U4VZGGlxRGPLRHvolVLEHx6DYyLpw30Ay9R6d68YCLi9FYT"
    "q3hIXPK_-dmPlOUlKvPr1GgJzRoeC9G5qCvdcHWsqJGTO_z3Wfo5zsqwkxruxwA"
)
"""Appendix A.2."""
NESTED_IV = "UmVkbW9uZCBXQSA5ODA1Mg"
"""Appendix A.2."""
NESTED_CIPHERTEXT = (
    "VwHERHPvCNcHHpTjkoigx3_ExK0Qc71RMEParpatm0X_qpg-w8kozSjfNIPPXiTBBLXR65CIPkFqz4l1Ae9w_uowKiwyi"
    "9acgVztAi-pSL8GQSXnaamh9kX1mdh3M_TT-FZGQFQsFhu0Z72gJKGdfGE-OE7hS1zuBD5oEUfk0Dmb0VzWEzpxxiSSBb"
    "BAzP10l56pPfAtrjEYw-7ygeMkwBl6Z_mLS6w6xUgKlvW6ULmkV-uLC4FUiyKECK4e3WZYKw1bpgIqGYsw2v_grHjszJZ"
    "-_I5uM-9RA8ycX9KqPRp9gc6pXmoU_-27ATs9XCvrZXUtK2902AUzqpeEUJYjWWxSNsS-r1TJ1I-FMJ4XyAiGrfmo9hQP"
    "cNBYxPz3GQb28Y5CLSQfNgKSGt0A4isp1hBUXBHAndgtcslt7ZoQJaKe_nNJgNliWtWpJ_ebuOpEl8jdhehdccnRMIwAm"
    "U1n7SPkmhIl1HlSOpvcvDfhUN5wuqU955vOBvfkBOh5A11UzBuo2WlgZ6hYi9-e3w29bR0C2-pp3jbqxEDw3iWaf2dc5b"
    "-LnR0FEYXvI_tYk5rd_J9N0mg0tQ6RbpxNEMNoA9QWk5lgdPvbh9BaO195abQ"
)
"""Appendix A.2."""
NESTED_TAG = "AVO9iT5AV4CzvDJCdhSFlQ"
"""Appendix A.2."""
CLAIMS = json.loads(PAYLOAD)
"""Section 3.1; exp is in March 2011."""
GROUP = "rfc7519"
SIGNED = serialised(BY_MAC, PAYLOAD, "compact")
"""Section 3.1: the token of RFC 7515 appendix A.1."""
INNER = serialised(BY_RSA, PAYLOAD, "compact").encode("ascii")
"""The signed token of RFC 7515 appendix A.2, which appendix A.2 encrypts."""


def _source(section: str) -> Source:
    return Source(document="RFC 7519", section=section)


def signed() -> Iterator[Authored]:
    """Section 3.1: as a JWS the token is good, as a JWT it expired in 2011."""
    yield vector(
        "rfc7519-3.1-expired",
        "Verify the example JWT, which expired in March 2011",
        verify_jwt(MAC, SIGNED, ["HS256"], REFUSED_BY_WITNESS),
        group=GROUP,
        why="The token is in every tutorial, and its MAC is good: only exp says that it is over.",
        clauses=("rfc7519-4.1.4-exp-checked",),
        source=_source("3.1"),
        severity="security",
        level="token",
        reason="expired",
        witness="the MAC is genuine: the claims come out if, and only if, exp is not looked at",
        derived_from="rfc7515-a.1-verify-compact",
        mutation="taken for a JWT, whose exp has passed",
    )
    header = {"typ": "JWT", "alg": "HS256"}
    yield vector(
        "rfc7519-3.1-sign",
        "Sign the claims of the example JWT",
        sign_jwt(
            MAC,
            CLAIMS,
            header,
            Expected(
                check=Check(kind="jwt", key=text(MAC), members=CLAIMS, protected=header),
            ),
        ),
        group=GROUP,
        why="Claims that were given come out as they were, a claim named by a URI among them.",
        clauses=("rfc7519-7.1-is-jws-or-jwe", "rfc7519-8-hs256"),
        source=_source("3.1"),
        level="token",
    )


def unsecured() -> Iterator[Authored]:
    """Section 6.1: nobody who has a key takes it."""
    yield vector(
        "rfc7519-6.1-refuse",
        "The unsecured JWT, given to whoever expects HS256",
        verify_jwt(MAC, f"{NONE_HEADER}.{b64(PAYLOAD)}.", ["HS256"], REFUSED_BY_WITNESS),
        group=GROUP,
        why="Anybody can write an unsecured token: who takes one unasked lets everybody in.",
        clauses=("rfc7518-3.6-none-not-by-default", "rfc8725-3.1-only-allowed-algorithms"),
        source=_source("6.1"),
        severity="security",
        level="token",
        reason="none",
        implied={"rfc7519-4.1.4-exp-checked": "its exp is in March 2011, as the text prints it"},
        witness="the token has no signature that could verify",
        derived_from="rfc7519-3.1-sign",
        mutation="alg: none, and no signature",
    )


def encrypted() -> Iterator[Authored]:
    """Appendix A.1: claims in a JWE, by the keys and the content key of RFC 7516 appendix A.2."""
    recipient = Recipient(alg="RSA1_5", key=PKCS1_KEY, encrypted_key=ENCRYPTED_KEY)
    yield from Example(
        id="rfc7519-a.1",
        document="RFC 7519",
        section="A.1",
        group=GROUP,
        plaintext=PAYLOAD,
        encryption=Encryption(
            enc="A128CBC-HS256",
            recipients=(recipient,),
            protected=ENCRYPTED_HEADER,
            iv=ENCRYPTED_IV,
            ciphertext=ENCRYPTED_CIPHERTEXT,
            tag=ENCRYPTED_TAG,
        ),
        figures={"compact": ""},
        intermediate={"A.1, protected header": unb64(ENCRYPTED_HEADER).decode("ascii")},
        why="Claims may be encrypted without being signed.",
    ).vectors()


def nested() -> Iterator[Authored]:
    """Appendix A.2.

    The content encryption key it gives has 16 octets, which are the shared key of RFC 7516
    appendix A.3; the token was made with another, of the 32 octets that A128CBC-HS256 takes.
    """
    asked = {"alg": "RSA1_5", "enc": "A128CBC-HS256", "cty": "JWT"}
    clauses = (
        "rfc7516-7.1-compact-serialisation",
        "rfc7518-4.2-rsaes-pkcs1-computation",
        "rfc7518-5.2-aes-cbc-hmac-computation",
        "rfc7519-5.2-nested-content-type",
    )
    told = {
        "A.2, protected header": NESTED_HEADER,
        "A.2, initialisation vector": NESTED_IV,
    }
    parts = (NESTED_HEADER, NESTED_KEY, NESTED_IV, NESTED_CIPHERTEXT, NESTED_TAG)
    yield vector(
        "rfc7519-a.2-open",
        "Decrypt a nested token and verify what was inside",
        decrypt(
            PKCS1_KEY,
            ".".join(parts),
            "RSA1_5",
            "A128CBC-HS256",
            Expected(facts={"payload": b64(INNER), "protected": asked}),
        ),
        verify(
            public(RSA), INNER.decode("ascii"), ["RS256"], Expected(facts=BY_RSA.facts(PAYLOAD))
        ),
        group=GROUP,
        why="The plaintext is a signed token, octet for octet, and must still verify.",
        clauses=("rfc7516-5.2-output-plaintext", "rfc7515-5.2-report-success", *clauses),
        source=_source("A.2"),
        level="token",
        intermediate=told,
        rsa_bits=2048,
    )
    check = Check(kind="jwe", key=text(PKCS1_KEY), payload=b64(INNER), protected=asked)
    yield vector(
        "rfc7519-a.2-encrypt",
        "Encrypt a signed token",
        encrypt(
            [Party(key=public(PKCS1_KEY))],
            INNER,
            "compact",
            Expected(check=check),
            alg="RSA1_5",
            enc="A128CBC-HS256",
            protected=text(asked),
        ),
        group=GROUP,
        why="Only the recipient may read the token, and its cty tells that a token is inside.",
        clauses=("rfc7516-5.1-produce", *clauses),
        source=_source("A.2"),
        level="token",
        intermediate=told,
        rsa_bits=2048,
    )


CHAPTER = Chapter(
    "rfc7519",
    "RFC 7519: the example tokens",
    (signed, unsecured, encrypted, nested),
)

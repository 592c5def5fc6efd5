"""The form of a JWT: its parts and its header; the text of the claims is in `jwt_claims`."""

from __future__ import annotations

import hmac
from collections.abc import Iterator

from authoring import damage
from authoring.build import REFUSED_BY_WITNESS, Authored, Expected, b64, text, unb64, vector
from authoring.claims import (
    FUTURE,
    GROUP,
    KEY,
    PAST,
    SUB,
    VERIFIES,
    accepted,
    open_to,
    refused,
    signed,
)
from authoring.damage import source_of
from authoring.forge import PAYLOAD, flattened, header, jws, signing_input
from authoring.jwt_claims import PLAIN, TOLERATE, TWO_READERS, content, odd
from authoring.operation import verify_jwt
from authoring.registry import Chapter
from authoring.suite import key

FORGED = "An attacker who needs no key signs whatever it likes."


def headers() -> Iterator[Authored]:
    """What stands in the header of a JWT, and is to be ignored."""
    for case, members, clauses in (
        ("typ-jwt", {"typ": "JWT"}, ("rfc7519-5.1-typ-ignored",)),
        ("typ-lower-case", {"typ": "jwt"}, ("rfc7519-5.1-typ-ignored",)),
        ("typ-at-jwt", {"typ": "at+jwt"}, ("rfc7519-5.1-typ-ignored",)),
        (
            "typ-full",
            {"typ": "application/jwt"},
            ("rfc7519-5.1-typ-ignored", "rfc7515-4.1.9-typ-ignored"),
        ),
        ("typ-other", {"typ": "urn:example:thing"}, ("rfc7519-5.1-typ-ignored",)),
        ("typ-jose", {"typ": "JOSE"}, ("rfc7519-5.1-typ-ignored",)),
        ("cty-json", {"cty": "json"}, ("rfc7515-4.1.10-cty-ignored",)),
        ("cty-other", {"cty": "urn:example:thing"}, ("rfc7515-4.1.10-cty-ignored",)),
        ("header-claims", {"iss": "issuer", "exp": PAST}, ("rfc7515-4-unknown-parameters",)),
        ("kid", {"kid": "a key nobody has"}, ("rfc7515-5.2-report-success",)),
    ):
        yield accepted(
            f"header-{case}",
            f"A header with {', '.join(f'{name}: {value}' for name, value in members.items())}",
            PLAIN,
            protected=header(alg="HS256", **members),
            clauses=clauses,
            mutation=f"header: {text(members)} added",
            why=TOLERATE,
        )
    yield accepted(
        "header-bare",
        "A header with alg alone",
        PLAIN,
        clauses=("rfc7519-5.1-typ-optional",),
        mutation="none: no typ in the header",
        why=TOLERATE,
    )
    name = "urn:example:jwk-conformance:undefined"
    alg = '{"alg":"HS256"}'
    broken: tuple[tuple[str, str, bytes, tuple[str, ...]], ...] = (
        (
            "crit-unknown",
            "A critical extension that nobody defined, in a JWT",
            header(alg="HS256", crit=[name], **{name: True}),
            ("rfc7519-7.2-header-understood", "rfc7515-4.1.11-crit-understood"),
        ),
        (
            "crit-exp",
            "exp as a critical parameter that the header has",
            header(alg="HS256", crit=["exp"], exp=FUTURE),
            ("rfc7519-7.2-header-understood", "rfc7515-4.1.11-crit-understood"),
        ),
        ("header-array", "A header that is an array", f"[{alg}]".encode(), ()),
        ("header-string", "A header that is a string", b'"HS256"', ()),
        ("header-empty", "A header of no octets", b"", ()),
        ("header-empty-object", "A header that is an empty object", b"{}", ()),
        ("header-not-json", "A header with single quotes", alg.replace('"', "'").encode(), ()),
        ("header-text-behind", "A header with text behind the object", f"{alg}x".encode(), ()),
        (
            "header-not-utf-8",
            "A header with an octet that is not UTF-8, in a JWT",
            b'{"alg":"HS256","x":"\xff"}',
            ("rfc7519-7.2-header-is-json", "rfc8725-3.7-utf-8"),
        ),
        (
            "header-utf-16",
            "A header in UTF-16, in a JWT",
            alg.encode("utf-16-be"),
            ("rfc7519-7.2-header-is-json", "rfc8725-3.7-utf-8"),
        ),
    )
    for case, title, octets, named in broken:
        yield refused(
            case,
            title,
            signed(PLAIN, octets),
            clauses=named
            or (
                "rfc7519-7.2-header-understood"
                if case == "header-empty-object"
                else "rfc7519-7.2-header-is-json",
                "rfc7519-7.2-any-step-fails",
            ),
            mutation=f"the header: {title[0].lower()}{title[1:]}",
            why="What the header says decides how the token is read; where it cannot be read, "
            "nothing may be assumed.",
        )
    unencoded = header(alg="HS256", b64=False, crit=["b64"])
    mac = hmac.digest(unb64(KEY["k"]), b64(unencoded).encode() + b"." + PAYLOAD, "sha256")
    yield open_to(
        "unencoded-jwt",
        "declared",
        "A JWT whose claims are not encoded",
        f"{b64(unencoded)}.{PLAIN}.{b64(mac)}",
        clauses=("rfc7797-7-no-jwt",),
        mutation="header: b64 false, in crit; the claims as they are",
        why="Nobody may make such a JWT; a reader of JWTs is better off without the option.",
    )


def structure() -> Iterator[Authored]:
    """Parts that are too few or too many, or none."""
    token = signed(PLAIN)
    head, payload, value = token.split(".")
    changed = bytearray(unb64(value))
    changed[0] ^= 1
    period = ("rfc7519-7.2-a-period", "rfc7519-7.2-any-step-fails")
    validated = ("rfc8725-3.3-every-operation-validates", "rfc7519-7.2-any-step-fails")
    strict = ("rfc7519-7.2-header-strict-base64url", "rfc7519-7.2-any-step-fails")
    unsigned = signing_input(header(alg="none")).decode("ascii")
    none = ("rfc8725-3.2-none-not-consumed", "rfc8725-3.1-only-allowed-algorithms")
    nothing = "the token has no signature that could verify"
    cases: tuple[tuple[str, str, str, tuple[str, ...], str], ...] = (
        ("no-period", "A JWT of one part", head + payload + value, period, nothing),
        ("empty", "An empty JWT", "", period, nothing),
        ("flattened", "A JWT in the flattened serialisation", flattened(token), period, ""),
        ("two-parts", "A JWT without the last period", f"{head}.{payload}", validated, nothing),
        (
            "no-signature",
            "A JWT with its signature cut off",
            f"{head}.{payload}.",
            validated,
            nothing,
        ),
        (
            "signature-changed",
            "A JWT with one bit of its signature turned",
            f"{head}.{payload}.{b64(bytes(changed))}",
            validated,
            "the signature does not verify",
        ),
        (
            "claims-changed",
            "Claims under the signature of others",
            f"{head}.{b64(b'{}')}.{value}",
            validated,
            "the signature does not verify",
        ),
        ("none", "An unsigned JWT", f"{unsigned}.", none, nothing),
        ("none-two-parts", "An unsigned JWT of two parts", unsigned, none, nothing),
        (
            "none-with-signature",
            "A JWT with alg none, and a signature that is anything",
            f"{unsigned}.{value}",
            none,
            nothing,
        ),
        (
            "space-in-header",
            "A JWT with a space in the header",
            f"{head[:4]} {head[4:]}.{payload}.{value}",
            strict,
            "",
        ),
        ("space-in-front", "A space in front of a JWT", f" {token}", strict, ""),
        (
            "line-break-in-header",
            "A line break in the header",
            f"{head[:4]}\n{head[4:]}.{payload}.{value}",
            strict,
            "",
        ),
        (
            "raw-header",
            "A header that is not encoded",
            _with_a_raw_header(payload),
            strict,
            "the MAC is over the parts as they stand",
        ),
    )
    for case, title, value_, clauses, witness in cases:
        yield refused(
            f"form-{case}",
            title,
            value_,
            clauses=clauses,
            mutation=title,
            why=FORGED if witness else TWO_READERS,
            severity="security" if witness else "interoperability",
            witness=witness or "the signature is genuine once the defect is ignored",
        )
    longest = key("oct-64")
    mislabelled = signing_input(header(alg="HS512")).decode("ascii")
    mac = b64(hmac.digest(unb64(longest["k"]), mislabelled.encode("ascii"), "sha256"))
    yield damage.refused(
        GROUP,
        "algorithm-of-header",
        "A header that says HS512, and a MAC by HS256",
        verify_jwt(longest, f"{mislabelled}.{mac}", ["HS256", "HS512"], REFUSED_BY_WITNESS),
        clauses=("rfc8725-3.1-algorithm-of-header",),
        mutation="alg: HS512, over a MAC by HS256",
        why="Where the algorithm is guessed, the weakest of those allowed is what is used.",
        derived_from=VERIFIES,
        witness="the MAC is genuine by HS256",
        level="token",
    )
    yield vector(
        f"{GROUP}.several-algorithms-allowed",
        "A JWT by one of several algorithms that the caller allows",
        verify_jwt(
            KEY, token, ["HS256", "HS384", "HS512"], Expected(facts={"claims": {"sub": SUB}})
        ),
        group=GROUP,
        why="Who moves from one algorithm to the next allows both for a while.",
        clauses=("rfc8725-3.1-allowed-algorithms-named",),
        source=source_of("rfc8725-3.1-x"),
        level="token",
        derived_from=VERIFIES,
        mutation="three algorithms allowed",
    )
    inner = jws(KEY, "HS256", header(alg="HS256"), PAYLOAD)
    stray = f"{inner.rsplit('.', 1)[0]}.{b64(bytes(32))}"
    nested = header(alg="HS256", cty="JWT")
    for case, title, claims, mutation in (
        ("unsigned", "A nested JWT that is unsigned inside", f"{unsigned}.", "alg none inside"),
        ("damaged", "A nested JWT with a wrong signature inside", stray, "a MAC of zeros inside"),
    ):
        yield refused(
            f"nested-{case}",
            title,
            signed(claims, nested),
            clauses=("rfc8725-3.3-nested-validates",),
            mutation=f"nested, with {mutation}",
            why="What counts are the inner claims: nobody vouches for them.",
            witness="the outer signature is genuine, the inner one is none",
        )


def _with_a_raw_header(payload: str) -> str:
    parts = f'{{"alg":"HS256"}}.{payload}'
    return f"{parts}.{b64(hmac.digest(unb64(KEY['k']), parts.encode('ascii'), 'sha256'))}"


CHAPTER = Chapter("jwt-form", "JWTs: their form", (content, odd, headers, structure))

"""RFC 7797: payloads that are signed as they stand, and every misuse of b64.

The usual payload here is itself base64url: the signing input is then the same with b64 and
without, the signature is genuine both ways, and the payload that comes out tells which it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import Authored, Expected, b64, choice, text, vector
from authoring.choice_key import either
from authoring.damage import VERIFIED, left_open, refused, source_of
from authoring.forge import PAYLOAD, flattened, header, signature
from authoring.operation import Party, sign
from authoring.registry import Chapter
from authoring.signed_by import GROUP, HS256, VALIDATES
from jwk_vectors.model import Check, Option

AMBIGUOUS = b64(PAYLOAD)
"""Text that is also the encoding of something."""
LISTED = {"crit": ["b64"]}
SIGNING_INPUT = "rfc7797-3-signing-input"
UNSUPPORTED = "rfc7797-6-unsupported-rejected"
FLATTENED = HS256.control.replace("compact", "flattened")
BOTH_WAYS = "the MAC is genuine whichever way the payload is taken"
WHY = "Payloads that must stay readable on the wire are signed so; half support loses them."
MISREAD = "One side signs the text, the other takes the octets that it encodes: two payloads."


def _compact(payload: str, **members: Any) -> str:
    """A compact JWS whose payload is signed as it stands in the text."""
    signed = f"{b64(header(alg='HS256', **members))}.{payload}"
    return f"{signed}.{b64(signature(HS256.key, 'HS256', signed.encode('utf-8')))}"


def _flattened(payload: str, **members: Any) -> str:
    """The same, flattened."""
    head = b64(header(alg="HS256", **members))
    mac = b64(signature(HS256.key, "HS256", f"{head}.{payload}".encode()))
    return text({"payload": payload, "protected": head, "signature": mac})


def _detached(payload: bytes, **members: Any) -> str:
    head = b64(header(alg="HS256", **members))
    mac = b64(signature(HS256.key, "HS256", head.encode("ascii") + b"." + payload))
    return f"{head}..{mac}"


def _opened(payload: bytes) -> Expected:
    return Expected(facts={"payload": b64(payload)})


def three_ways() -> Expected:
    """Obeyed, ignored or refused."""
    return choice(
        Option(option="unencoded", outcome="accepted", facts={"payload": b64(AMBIGUOUS.encode())}),
        Option(option="encoded", outcome="accepted", facts={"payload": b64(PAYLOAD)}),
        Option(option="refuse", outcome="rejected"),
    )


def _accepted(
    case: str, title: str, token: str, expected: Expected, *clauses: str, **more: Any
) -> Authored:
    detached = more.pop("detached", None)
    feature = "b64" if detached is None else "b64-detached"
    form = "flattened" if token.startswith("{") else "compact"
    return vector(
        f"b64.{case}",
        title,
        HS256.verified(token, expected, features=(feature,), detached=detached),
        group="tolerance",
        why=WHY,
        clauses=clauses,
        source=source_of(clauses[0]),
        derived_from=HS256.control.replace("compact", form),
        mutation="b64: false or true, listed in crit",
        level="token",
    )


def accepted() -> Iterator[Authored]:
    """What those accept that implement the extension."""
    off = {"b64": False, **LISTED}
    for case, said, payload, clauses in (
        ("compact", "that is itself base64url", AMBIGUOUS, (SIGNING_INPUT,)),
        (
            "compact-printable",
            "with every printable character but the period",
            "".join(chr(code) for code in range(0x20, 0x7F) if code != 0x2E),
            ("rfc7797-5.2-printable-ascii", SIGNING_INPUT),
        ),
        (
            "compact-percent",
            "with percent escapes that are none",
            "%7Ba%2E%00",
            ("rfc7797-5.2-no-special-characters", SIGNING_INPUT),
        ),
        ("compact-dollar", "of a few characters", "$-02", (SIGNING_INPUT,)),
    ):
        yield _accepted(
            case,
            f"A compact JWS with an unencoded payload {said}",
            _compact(payload, **off),
            _opened(payload.encode()),
            *clauses,
        )
    for case, said, payload in (
        ("flattened", "with periods", "$.02 and so on."),
        ("flattened-escapes", "that needs escapes", 'a "quote", \\, \n, \u0001 and / end'),
        ("flattened-unicode", "beyond ASCII", "é, €, 𝄞 and \u2028"),
        ("flattened-empty", "of no characters", ""),
    ):
        yield _accepted(
            case,
            f"A flattened JWS with an unencoded payload {said}",
            _flattened(payload, **off),
            _opened(payload.encode()),
            "rfc7797-5.3-payload-after-escapes",
            SIGNING_INPUT,
        )
    escaped = _flattened("$.02", **off).replace("$.02", "\\u0024\\u002e02")
    yield _accepted(
        "flattened-escaped",
        "A flattened JWS with an unencoded payload that is written in escapes",
        escaped,
        _opened(b"$.02"),
        "rfc7797-5.3-payload-after-escapes",
        SIGNING_INPUT,
    )
    for case, said, octets in (
        ("detached", "with periods", b"$.02"),
        ("detached-octets", "of all 256 octets", bytes(range(256))),
    ):
        yield _accepted(
            case,
            f"A detached unencoded payload {said}",
            _detached(octets, **off),
            _opened(octets),
            "rfc7797-5.1-detached-any-octets",
            SIGNING_INPUT,
            detached=octets,
        )
    yield _accepted(
        "true",
        "A JWS with b64 true, listed in crit",
        _compact(AMBIGUOUS, b64=True, **LISTED),
        VERIFIED,
        "rfc7797-7-true-is-legal",
        "rfc7797-3-default-true",
    )


def _produced(
    case: str, payload: bytes, form: str, members: dict[str, Any], clause: str
) -> Authored:
    protected = {"alg": "HS256", **members}
    check = Check(kind="jws", key=text(HS256.key), payload=b64(payload), protected=protected)
    return vector(
        f"b64.sign-{case}",
        f"Sign a payload unencoded ({form})",
        sign(
            [Party(key=HS256.key, protected=text(protected))],
            payload,
            form,
            Expected(check=check),
            alg="HS256",
            features=("b64",),
        ),
        group="tolerance",
        why=WHY,
        clauses=(clause, "rfc7515-5.1-produce"),
        source=source_of(clause),
        derived_from=HS256.control.replace("verify", "sign").replace("compact", form),
        mutation="b64: false, listed in crit",
        level="token",
    )


def produced() -> Iterator[Authored]:
    """Made by those that implement the extension, with b64 listed as critical."""
    off = {"b64": False, **LISTED}
    yield _produced("compact", b"$-02", "compact", off, SIGNING_INPUT)
    yield _produced("flattened", b"$.02", "flattened", off, SIGNING_INPUT)
    unicode = "é, €, 𝄞 and \u2028".encode()
    yield _produced("unicode", unicode, "flattened", off, "rfc7797-5.3-payload-after-escapes")


def refusals() -> Iterator[Authored]:
    """What nobody accepts, and what those refuse that do not implement the extension."""
    off = {"b64": False, **LISTED}
    for case, said, token, form in (
        ("false", "b64 false", _compact(AMBIGUOUS, **off), "compact"),
        ("false-flattened", "b64 false, flattened", _flattened(AMBIGUOUS, **off), "flattened"),
        ("true", "b64 true", _compact(AMBIGUOUS, b64=True, **LISTED), "compact"),
    ):
        yield refused(
            GROUP,
            f"b64-{case}-not-implemented",
            f"A critical {said}, where that is not implemented",
            HS256.verified(token),
            clauses=(UNSUPPORTED, "rfc7515-4.1.11-crit-understood"),
            mutation=f"{said}, listed in crit",
            why=MISREAD,
            derived_from=HS256.control.replace("compact", form),
            witness=BOTH_WAYS,
            level="token",
            without=("b64", "b64-detached") if case == "true" else ("b64",),
        )
    for case, value in (
        ("string", "false"),
        ("empty-string", ""),
        ("zero", 0),
        ("null", None),
        ("array", []),
        ("object", {}),
    ):
        yield refused(
            GROUP,
            f"b64-{case}",
            f"A critical b64 that is no boolean: {case}",
            HS256.verified(_compact(AMBIGUOUS, b64=value, **LISTED)),
            clauses=("rfc7797-3-b64-is-a-boolean", "rfc7515-5.2-fields-understood"),
            mutation=f"b64: {text({'b64': value})[7:-1]}, listed in crit",
            why=MISREAD,
            derived_from=HS256.control,
            witness=BOTH_WAYS,
            level="token",
        )
    yield refused(
        GROUP,
        "b64-payload-with-period",
        "A compact JWS whose unencoded payload has a period in it",
        HS256.verified(_compact("a.b", **off)),
        clauses=("rfc7797-5.2-no-period", "rfc7515-5.2-three-parts"),
        mutation="payload: unencoded, with a period",
        why="The parts cannot be told apart; two readers cut the token at two places.",
        derived_from=HS256.control,
        witness="the MAC is genuine over header and payload with the period",
        level="token",
    )
    head = b64(header(alg="HS256", **off))
    mac = b64(signature(HS256.key, "HS256", f"{head}.{b64(b'$-02')}".encode()))
    yield refused(
        GROUP,
        "b64-false-signed-encoded",
        "b64 false over a payload that was signed encoded",
        HS256.verified(f"{head}.$-02.{mac}"),
        clauses=(VALIDATES, UNSUPPORTED),
        mutation="the MAC: over the encoded payload, in spite of b64 false",
        why=MISREAD,
        derived_from=HS256.control,
        witness="the MAC is genuine where b64 is ignored for the signing input",
        level="token",
    )


def choices() -> Iterator[Authored]:
    """b64 in places where no producer may put it."""
    clause = "rfc7797-6-crit-lists-b64"
    for case, members in (
        ("false", {"b64": False}),
        ("true", {"b64": True}),
        ("false-other-crit", {"b64": False, "crit": ["alg"]}),
    ):
        for form, token in (
            ("compact", _compact(AMBIGUOUS, **members)),
            ("flattened", _flattened(AMBIGUOUS, **members)),
        ):
            yield left_open(
                "b64-not-critical",
                f"{case}-{form}",
                f"b64 {str(members['b64']).lower()} that crit does not list, {form}",
                HS256.verified(token, three_ways()),
                clauses=(clause,),
                mutation=f"b64: {str(members['b64']).lower()}, not listed in crit",
                why="Who does not know b64 ignores it here, and takes another payload than who "
                "does.",
                derived_from=HS256.control.replace("compact", form),
                severity="security",
                level="token",
            )
    for case, listed in (("listed", LISTED), ("not-listed", {})):
        token = flattened(_compact(AMBIGUOUS, **listed), b64=False)
        yield left_open(
            "b64-not-protected",
            case,
            f"b64 false in the unprotected header, {case.replace('-', ' ')} in crit",
            HS256.verified(token, three_ways(), features=("unprotected",)),
            clauses=("rfc7797-3-b64-protected",),
            mutation="b64: false, in the unprotected header",
            why="What is not protected can be added on the way: it would change the payload.",
            derived_from=FLATTENED,
            severity="security",
            level="token",
        )
    entries = []
    for members in ({"b64": False, **LISTED}, {}):
        head = b64(header(alg="HS256", **members))
        mac = b64(signature(HS256.key, "HS256", f"{head}.{AMBIGUOUS}".encode()))
        entries.append({"protected": head, "signature": mac})
    for case, order in (("false-first", entries), ("false-last", entries[::-1])):
        yield left_open(
            "b64-differs",
            case,
            f"Two signatures, one of them with b64 false ({case.replace('-', ' ')})",
            HS256.verified(
                text({"payload": AMBIGUOUS, "signatures": order}),
                choice(
                    Option(option="accept", outcome="accepted"),
                    Option(option="refuse", outcome="rejected"),
                ),
                features=("many-signers",),
            ),
            clauses=("rfc7797-3-same-for-all",),
            mutation="b64: false in one signature only",
            why=MISREAD,
            derived_from=HS256.control.replace("compact", "general"),
            severity="security",
            level="token",
        )
    for case, payload in (("tab", "a\tb"), ("line-feed", "a\nb"), ("beyond-ascii", "caf\u00e9")):
        yield left_open(
            "unencoded-characters",
            case,
            f"A compact JWS with an unencoded payload that is not all printable ASCII ({case})",
            HS256.verified(
                _compact(payload, b64=False, **LISTED),
                either(payload=b64(payload.encode())),
                features=("b64",),
            ),
            clauses=("rfc7797-5.2-other-characters",),
            mutation=f"payload: unencoded, with a character outside printable ASCII ({case})",
            why="What is changed on the way, as line ends are, no longer verifies.",
            derived_from=HS256.control,
            level="token",
        )
    yield left_open(
        "crit-constraints",
        "names-b64-absent",
        "A crit that names b64, which is absent",
        HS256.verified(_compact(AMBIGUOUS, **LISTED), either(), features=("b64",)),
        clauses=("rfc7515-4.1.11-crit-constraints",),
        mutation="crit: names b64, which is absent",
        why="Who makes such tokens must know which recipients refuse them.",
        derived_from=HS256.control,
        level="token",
    )


CHAPTER = Chapter(
    "unencoded",
    "Unencoded payloads, and b64 misused",
    (accepted, produced, refusals, choices),
)

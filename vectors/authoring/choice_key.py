"""Keys about which the specifications leave the consumer free: which way does it go?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import Authored, Draft, Expected, choice, text, unb64
from authoring.certificate import of_another_key
from authoring.damage import OPENED, left_open
from authoring.forge import PAYLOAD, damaged, integer, jws, unsigned
from authoring.operation import Party, import_set, select_key, sign, thumbprint, verify
from authoring.registry import Chapter
from authoring.suite import Jwk, key, public
from authoring.suite import thumbprint as computed
from jwk_vectors.model import Option

EC, RSA, OCT = public(key("ec-p-256")), public(key("rsa-2048-a")), key("oct-32")
EC_TOKEN, RSA_TOKEN = jws(key("ec-p-256"), "ES256"), jws(key("rsa-2048-a"), "RS256")
OCT_TOKEN = jws(OCT, "HS256")
EC_VERIFIES = "control-jws.verify-ec-p-256-es256-compact"
RSA_VERIFIES = "control-jws.verify-rsa-rs256-compact"
OCT_VERIFIES = "control-jws.verify-oct-hs256-compact"
PREDICTABLE = "Who publishes such a key must know which consumers it shuts out."


def either(accepting: str = "accept", **facts: Any) -> Expected:
    """Accepted, which is one option, or refused, which is the other."""
    return choice(
        Option(option=accepting, outcome="accepted", facts=facts or OPENED),
        Option(option="refuse", outcome="rejected"),
    )


def _ec(jwk: Jwk | str, accepting: str = "accept") -> Draft:
    return verify(jwk, EC_TOKEN, ["ES256"], either(accepting), like=EC)


def encodings() -> Iterator[Authored]:
    """Members encoded in a way that producers must not use."""
    for name in ("n", "e"):
        octets = len(unb64(RSA[name])) + 1
        value = unsigned(integer(RSA[name]), octets)
        yield left_open(
            "leading-zero",
            name,
            f"A zero octet in front of {name}",
            verify(damaged(RSA, **{name: value}), RSA_TOKEN, ["RS256"], either()),
            clauses=("rfc7518-2-minimal-integers",),
            mutation=f"{name}: one leading zero octet added",
            why="Several libraries once published such keys; refusing them breaks interoperation, "
            "accepting them gives keys two thumbprints.",
            derived_from=RSA_VERIFIES,
        )
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for kty, jwk, member, token, alg, derived_from in (
        ("ec", EC, "x", EC_TOKEN, "ES256", EC_VERIFIES),
        ("rsa", RSA, "n", RSA_TOKEN, "RS256", RSA_VERIFIES),
        ("oct", OCT, "k", OCT_TOKEN, "HS256", OCT_VERIFIES),
    ):
        value = jwk[member]
        yield left_open(
            "padding-in-member",
            kty,
            f"{member} with padding",
            verify(
                damaged(jwk, **{member: value + "=" * (-len(value) % 4)}), token, [alg], either()
            ),
            clauses=("rfc7515-2-unpadded",),
            mutation=f"{member}: padding added",
            why=PREDICTABLE,
            derived_from=derived_from,
        )
        bits = value[:-1] + last[last.index(value[-1]) + 1]
        yield left_open(
            "trailing-bits",
            kty,
            f"{member} whose last character has a bit too many",
            verify(damaged(jwk, **{member: bits}), token, [alg], either()),
            clauses=("rfc4648-3.5-trailing-bits",),
            mutation=f"{member}: the lowest unused bit of the last character set",
            why="Accepting it gives a key several spellings; refusing it is stricter than asked.",
            derived_from=derived_from,
        )


def intentions() -> Iterator[Authored]:
    """Keys intended for something else, or for nothing that can be told."""
    other: Any = 1
    cases: tuple[tuple[str, str, str, str, dict[str, Any], str, str], ...] = (
        (
            "duplicate-key-ops",
            "verify",
            "A key with verify twice in key_ops",
            "rfc7517-4.3-no-duplicates",
            {"key_ops": ["verify", "verify"]},
            "accept",
            "interoperability",
        ),
        (
            "use-and-key-ops-inconsistent",
            "sig",
            "A key for signatures whose key_ops says otherwise",
            "rfc7517-4.3-consistent-with-use",
            {"use": "sig", "key_ops": ["verify", "deriveKey"]},
            "accept",
            "security",
        ),
        (
            "unknown-use",
            "verify",
            "Verify with a key of an unknown use",
            "rfc7517-4.2-other-uses",
            {"use": "urn:example:use"},
            "accept",
            "interoperability",
        ),
        (
            "use-forbids",
            "verify",
            "Verify with a key for encryption",
            "rfc7517-4.2-use-intended",
            {"use": "enc"},
            "ignore",
            "security",
        ),
        (
            "key-ops-forbids",
            "verify",
            "Verify with a key whose key_ops lacks verify",
            "rfc7517-4.3-operations-intended",
            {"key_ops": ["deriveKey"]},
            "ignore",
            "security",
        ),
        (
            "kid-not-a-string",
            "number",
            "A key whose kid is a number",
            "rfc7517-4.5-kid-is-a-string",
            {"kid": other},
            "accept",
            "interoperability",
        ),
        (
            "use-not-a-string",
            "array",
            "A key whose use is an array",
            "rfc7517-4.2-use-is-a-string",
            {"use": ["sig"]},
            "accept",
            "interoperability",
        ),
        (
            "alg-not-a-string",
            "array",
            "A key whose alg is an array",
            "rfc7517-4.4-alg-intended",
            {"alg": ["ES256"]},
            "accept",
            "interoperability",
        ),
    )
    for name, case, title, clause, members, accepting, severity in cases:
        yield left_open(
            name,
            case,
            title,
            _ec(damaged(EC, **members), accepting),
            clauses=(clause,),
            mutation=f"added: {text(members)}",
            why=PREDICTABLE,
            derived_from=EC_VERIFIES,
            severity="security" if severity == "security" else "interoperability",
        )
    for case, jwk, token, alg, says, derived_from in (
        ("ec", EC, EC_TOKEN, "ES256", "ECDH-ES", EC_VERIFIES),
        ("rsa", RSA, RSA_TOKEN, "RS256", "PS256", RSA_VERIFIES),
        ("oct", OCT, OCT_TOKEN, "HS256", "A256KW", OCT_VERIFIES),
    ):
        yield left_open(
            "alg-of-key-differs",
            case,
            f"Verify {alg} with a key whose alg is {says}",
            verify(damaged(jwk, alg=says), token, [alg], either("ignore")),
            clauses=("rfc7517-4.4-alg-intended", "rfc8725-3.1-alg-of-key"),
            mutation=f"alg: {says}",
            why="Where alg does not hold, a token can be moved to a weaker algorithm.",
            derived_from=derived_from,
            severity="security",
        )


def documents() -> Iterator[Authored]:
    """A byte order mark, a private key, a certificate of another key."""
    marked = b"\xef\xbb\xbf" + text(EC).encode("ascii")
    yield left_open(
        "byte-order-mark",
        "ec",
        "A key after a byte order mark",
        verify(marked, EC_TOKEN, ["ES256"], either("ignore"), like=EC),
        clauses=("rfc8259-8.1-byte-order-mark",),
        mutation="three octets EF BB BF in front",
        why="Editors add the mark without being asked, and nobody sees it.",
        derived_from=EC_VERIFIES,
        level="text",
    )
    for case, name, token, alg, derived_from in (
        ("ec", "ec-p-256", EC_TOKEN, "ES256", EC_VERIFIES),
        ("rsa", "rsa-2048-a", RSA_TOKEN, "RS256", RSA_VERIFIES),
    ):
        yield left_open(
            "private-key-verifies",
            case,
            "Verify with a private key",
            verify(key(name), token, [alg], either()),
            clauses=("rfc7517-9.2-private-for-public",),
            mutation="the private members added",
            why="A verifier that holds a private key can sign, and may leak it.",
            derived_from=derived_from,
            severity="security",
        )
    yield left_open(
        "certificate-of-another-key",
        "ec",
        "A key with the certificate of another",
        _ec({**EC, "x5c": [of_another_key()]}, "ignore"),
        clauses=("rfc7517-4.7-certificate-matches",),
        mutation="x5c: a certificate of another P-256 key",
        why="Who trusts the certificate and who trusts the members trust two different keys.",
        derived_from=EC_VERIFIES,
        severity="security",
    )


def partial() -> Iterator[Authored]:
    """A private RSA key with primes but without exponents for them."""
    whole = key("rsa-2048-a")
    jwk = {name: value for name, value in whole.items() if name not in ("dp", "dq", "qi")}
    yield left_open(
        "partial-crt",
        "primes-only",
        "Sign with an RSA key that has p and q, but no dp, dq and qi",
        sign(
            [Party(key=jwk, protected=text({"alg": "RS256"}))],
            PAYLOAD,
            "compact",
            choice(
                Option(option="accept", outcome="accepted"),
                Option(option="refuse", outcome="rejected"),
            ),
            alg="RS256",
        ),
        clauses=("rfc7518-6.3.2-all-or-none",),
        mutation="dp, dq and qi removed",
        why="Computed anew the members are right; taken for 0 they give the primes away.",
        derived_from="control-jws.sign-rsa-rs256-compact",
    )


def sets() -> Iterator[Authored]:
    """Two keys of a set under one kid."""
    first, second = {**EC, "kid": "same"}, {**RSA, "kid": "same"}
    yield left_open(
        "duplicate-kid",
        "import",
        "A set with two keys under one kid",
        import_set(
            {"keys": [first, second]},
            choice(
                Option(option="accept", outcome="accepted"),
                Option(option="refuse", outcome="rejected", verdict="warn"),
            ),
        ),
        clauses=("rfc7517-4.5-kid-distinct",),
        mutation="kid: the same in both keys",
        why="During a rollover one kid may stand for equivalent keys of two kinds.",
        derived_from="control-jwks.import",
    )


def twice(document: Jwk, name: str, first: Any) -> str:
    """A document as text in which a member stands twice, first with another value."""
    return f"{text({name: first})[:-1]},{text(document)[1:]}"


def duplicates() -> Iterator[Authored]:
    """A member twice: the thumbprint tells which was taken."""
    ed = public(key("okp-ed25519"))
    for case, jwk, member, other, control in (
        ("ec", EC, "x", public(key("ec-p-256-b")), "ec-p-256"),
        ("rsa", RSA, "n", public(key("rsa-2048-b")), "rsa"),
        ("okp", ed, "x", public(key("okp-ed25519-b")), "okp-ed25519"),
        ("oct", OCT, "k", key("oct-32-b"), "oct"),
    ):
        answers = choice(
            Option(option="last", outcome="accepted", facts={"thumbprint": computed(jwk)}),
            Option(option="refuse", outcome="rejected"),
        )
        yield left_open(
            "duplicate-member",
            f"{case}-{member}",
            f"A key with {member} twice",
            thumbprint(twice(jwk, member, other[member]), answers, like=jwk),
            clauses=("rfc7517-4-duplicate-names",),
            mutation=f"{member}: another key's value in front",
            why="Where one reader takes the first value and another the last, the one that checks "
            "a key and the one that uses it see two keys.",
            derived_from=f"control-jwk.thumbprint-{control}",
            severity="security",
            level="text",
            witness="the thumbprint is that of the key with the last value",
        )
    document = {"keys": [{**EC, "kid": "wanted"}]}
    hidden = [{**public(key("ec-p-256-b")), "kid": "wanted"}]
    yield left_open(
        "duplicate-member",
        "set-keys",
        "A set with keys twice",
        select_key(
            twice(document, "keys", hidden),
            "wanted",
            choice(
                Option(option="last", outcome="accepted", facts={"found": True, "jwk": EC}),
                Option(option="refuse", outcome="rejected"),
            ),
        ),
        clauses=("rfc7517-5-duplicate-names",),
        mutation="keys: another array in front",
        why="Where one reader takes the first value and another the last, the one that checks a "
        "set and the one that uses it see two sets.",
        derived_from="control-jwks.select",
        severity="security",
        level="text",
        witness="the key found is the one of the last array",
    )


CHAPTER = Chapter(
    "choice-key",
    "Keys that a consumer may accept or refuse",
    (encodings, intentions, documents, partial, sets, duplicates),
)

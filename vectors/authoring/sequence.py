"""Keys used again and again: what was done with one before must not change what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from authoring.build import (
    ACCEPTED,
    REFUSED_BY_WITNESS,
    Authored,
    Draft,
    Expected,
    Ref,
    b64,
    text,
    unb64,
    vector,
)
from authoring.claims import FUTURE, PAST, octets
from authoring.controls import (
    JWTS,
    KINDS,
    PRIVATE_CLAUSE,
    PRIVATE_MEMBERS,
    PUBLIC_CLAUSE,
    SIGNATURES,
    control_of,
    whole,
)
from authoring.damage import VERIFIED, source_of
from authoring.forge import PAYLOAD, jwe, jws
from authoring.operation import (
    Party,
    decrypt,
    encrypt,
    export_key,
    generate,
    import_key,
    sign,
    thumbprint,
    to_pem,
    verify,
    verify_jwt,
)
from authoring.registry import Chapter
from authoring.suite import key, public
from authoring.suite import thumbprint as computed
from jwk_vectors.model import Check, Severity

GROUP = "sequence"
STICKS = "A result kept from one use makes a forgery pass, or a good token fail, at the next."
MIXED = "Where one key is taken for another, tokens of the one pass for the other's."
CHANGED = "A use that changes the key spoils it for every later one, far from where it happened."
HELD = "the key held"
VALIDATES = "rfc7515-5.2-signature-validates"
SUCCEEDS = "rfc7515-5.2-report-success"
NOT_GENUINE = "the signature is another: it passes if, and only if, an earlier result is kept"
ENCRYPTIONS = (
    ("dir", "oct-16", "A128GCM"),
    ("A128KW", "oct-16", "A128GCM"),
    ("RSA-OAEP", "rsa-2048-a", "A128GCM"),
    ("ECDH-ES", "ec-p-256", "A128GCM"),
    ("ECDH-ES", "okp-x25519", "A128GCM"),
)
PAIRS = (
    ("HS256", "oct-32", "oct-32-b"),
    ("RS256", "rsa-2048-a", "rsa-2048-b"),
    ("ES256", "ec-p-256", "ec-p-256-b"),
    ("EdDSA", "okp-ed25519", "okp-ed25519-b"),
)


def _slug(jwk: dict[str, Any]) -> str:
    return str(jwk.get("crv", jwk["kty"])).lower()


def _noun(jwk: dict[str, Any]) -> str:
    return f"{jwk['kty']} {jwk['crv']}" if "crv" in jwk else str(jwk["kty"])


def _readable(jwk: dict[str, Any]) -> dict[str, Any]:
    return jwk if jwk["kty"] == "oct" else public(jwk)


def _sequence(
    case: str,
    title: str,
    *drafts: Draft,
    clauses: tuple[str, ...],
    why: str,
    mutation: str,
    witness: str = "",
    severity: Severity = "security",
) -> Authored:
    return vector(
        f"{GROUP}.{case}",
        title,
        *drafts,
        group=GROUP,
        why=why,
        clauses=clauses,
        source=source_of(clauses[0]),
        severity=severity,
        level="token" if witness else "value",
        reason=case if witness else "",
        witness=witness,
        derived_from=control_of(drafts[-1]),
        mutation=mutation,
    )


def _damaged(token: str) -> str:
    head, payload, value = token.split(".")
    octets = bytearray(unb64(value))
    octets[len(octets) // 2] ^= 1
    return f"{head}.{payload}.{b64(bytes(octets))}"


def verifications() -> Iterator[Authored]:
    """Good and bad signatures by turns, with one key."""
    for alg, name in SIGNATURES:
        jwk = key(name)
        readable, token = _readable(jwk), jws(jwk, alg)
        good = verify(Ref("k"), token, [alg], VERIFIED, like=readable)
        bad = verify(Ref("k"), _damaged(token), [alg], REFUSED_BY_WITNESS, like=readable)
        case = f"{alg.lower()}-{_slug(jwk)}"
        yield _sequence(
            f"bad-after-good-{case}",
            f"A damaged {alg} signature after a good one, with one {_noun(jwk)} key",
            import_key(readable, named="k"),
            good,
            bad,
            clauses=(VALIDATES, SUCCEEDS),
            why=STICKS,
            mutation="the token verified, then again with one bit of the signature turned",
            witness=NOT_GENUINE,
        )
        yield _sequence(
            f"good-after-bad-{case}",
            f"A good {alg} signature after damaged ones, with one {_noun(jwk)} key",
            import_key(readable, named="k"),
            bad,
            bad,
            good,
            good,
            clauses=(SUCCEEDS, VALIDATES),
            why=STICKS,
            mutation="damaged twice, then the token itself, twice",
            witness=NOT_GENUINE,
        )
    for alg, name, other_name in PAIRS:
        one, other = key(name), key(other_name)
        first, second = _readable(one), _readable(other)
        yield _sequence(
            f"one-kid-two-keys-{_slug(one)}",
            f"Two {_noun(one)} keys with one kid, each used with the tokens of both",
            import_key({**first, "kid": "same"}, named="a"),
            import_key({**second, "kid": "same"}, named="b"),
            verify(Ref("a"), jws(one, alg), [alg], VERIFIED, like=first),
            verify(Ref("b"), jws(other, alg), [alg], VERIFIED, like=second),
            verify(Ref("a"), jws(other, alg), [alg], REFUSED_BY_WITNESS, like=first),
            verify(Ref("b"), jws(one, alg), [alg], REFUSED_BY_WITNESS, like=second),
            verify(Ref("a"), jws(one, alg), [alg], VERIFIED, like=first),
            clauses=(VALIDATES, SUCCEEDS),
            why=MIXED,
            mutation="two keys held under one kid",
            witness=NOT_GENUINE,
        )
    for name, algorithms in (
        ("rsa-2048-a", ("RS256", "RS512", "PS256", "RS384", "RS256")),
        ("oct-64", ("HS256", "HS512", "HS384", "HS256")),
    ):
        jwk = key(name)
        readable = _readable(jwk)
        yield _sequence(
            f"another-algorithm-{_slug(jwk)}",
            f"One {_noun(jwk)} key without alg, used by several algorithms in turn",
            import_key(readable, named="k"),
            *(
                verify(Ref("k"), jws(jwk, alg), [alg], VERIFIED, like=readable)
                for alg in algorithms
            ),
            clauses=(SUCCEEDS,),
            why="A key that names no algorithm serves each that its user allows, in any order.",
            mutation="one key for several algorithms",
            severity="interoperability",
        )


def signatures() -> Iterator[Authored]:
    """A private key that signs, between other uses."""
    for alg, name in SIGNATURES:
        jwk = key(name)
        readable = _readable(jwk)
        check = Check(kind="jws", key=text(readable), payload=b64(PAYLOAD), protected={"alg": alg})
        party = Party(key=Ref("k"), protected=text({"alg": alg}))
        signs = sign([party], PAYLOAD, "compact", Expected(check=check), alg=alg, like=jwk)
        exports = export_key(Ref("k"), "private", Expected(facts={"jwk": whole(jwk)}), like=jwk)
        digest = thumbprint(Ref("k"), Expected(facts={"thumbprint": computed(jwk)}), like=jwk)
        case = f"{alg.lower()}-{_slug(jwk)}"
        held = import_key(jwk, named="k")
        yield _sequence(
            f"sign-twice-{case}",
            f"Sign twice by {alg} with one {_noun(jwk)} key",
            held,
            signs,
            signs,
            clauses=("rfc7515-5.1-produce",),
            why=CHANGED,
            mutation=f"{HELD}, and used twice",
            severity="robustness",
        )
        yield _sequence(
            f"export-around-signing-{case}",
            f"Export an {_noun(jwk)} key before and after it signs by {alg}",
            held,
            exports,
            signs,
            exports,
            signs,
            clauses=("rfc7515-5.1-produce", PRIVATE_CLAUSE[jwk["kty"]]),
            why=CHANGED,
            mutation=f"{HELD}, exported before and after it signs",
            severity="robustness",
        )
        yield _sequence(
            f"thumbprint-around-signing-{case}",
            f"Thumbprint of an {_noun(jwk)} key before and after it signs by {alg}",
            held,
            digest,
            signs,
            digest,
            clauses=("rfc7638-3-computed",),
            why=CHANGED,
            mutation=f"{HELD}, and its thumbprint taken before and after it signs",
            severity="robustness",
        )
        if jwk["kty"] != "oct":
            bare = export_key(
                Ref("k"),
                "public",
                Expected(facts={"jwk": readable}, absent=PRIVATE_MEMBERS),
                like=jwk,
            )
            yield _sequence(
                f"public-export-then-sign-{case}",
                f"Sign by {alg} with an {_noun(jwk)} key whose public part was exported",
                held,
                bare,
                signs,
                exports,
                bare,
                clauses=("rfc7517-9.2-protect-from-disclosure", "rfc7515-5.1-produce"),
                why="A public export that strips the key itself, or a private one that marks it, "
                "turns up at the next use.",
                mutation=f"{HELD}: exported public, used, exported private, exported public",
            )


def keys() -> Iterator[Authored]:
    """Each kind of key, read twice, or made and used at once."""
    for jwk in map(key, KINDS):
        case, noun, kty = _slug(jwk), _noun(jwk), jwk["kty"]
        readable = _readable(jwk)
        exported = Expected(facts={"jwk": whole(jwk)})
        yield _sequence(
            f"read-twice-{case}",
            f"An {noun} key read twice: two keys that are equal",
            import_key(jwk, named="a"),
            import_key(jwk, named="b"),
            export_key(Ref("a"), "private", exported, like=jwk),
            export_key(Ref("b"), "private", exported, like=jwk),
            export_key(Ref("a"), "private", exported, like=jwk),
            clauses=(PRIVATE_CLAUSE[kty],),
            why=MIXED,
            mutation="the same text read twice",
            severity="robustness",
        )
        yield _sequence(
            f"thumbprints-by-turns-{case}",
            f"Thumbprints of an {noun} key and of another key by turns",
            import_key(readable, named="a"),
            import_key(_readable(key("ec-p-256-b")), named="b"),
            *(
                thumbprint(
                    Ref(name), Expected(facts={"thumbprint": computed(of)}), like=_readable(of)
                )
                for name, of in (
                    ("a", jwk),
                    ("b", key("ec-p-256-b")),
                    ("a", jwk),
                    ("b", key("ec-p-256-b")),
                )
            ),
            clauses=("rfc7638-3-computed",),
            why=MIXED,
            mutation="two keys held",
            severity="robustness",
        )
        bits = {"RSA": 2048, "oct": 256}.get(kty, 0)
        members: dict[str, Any] = {name: jwk[name] for name in ("kty", "crv") if name in jwk}
        made = Expected(check=Check(kind="private-jwk", members=members, bits=bits))
        crv = str(jwk.get("crv", ""))
        yield _sequence(
            f"generated-exported-{case}",
            f"An {noun} key generated, and exported with its secret",
            generate(kty, made, crv=crv, bits=bits, named="fresh"),
            export_key(Ref("fresh"), "private", made, like=jwk),
            clauses=(PRIVATE_CLAUSE[kty],),
            why="A key that its maker cannot write out whole is lost with the process.",
            mutation="the key just generated, held and exported",
            severity="interoperability",
        )
        yield _sequence(
            f"generated-thumbprint-{case}",
            f"The thumbprint of an {noun} key just generated",
            generate(kty, made, crv=crv, bits=bits, named="fresh"),
            thumbprint(Ref("fresh"), ACCEPTED, like=jwk),
            clauses=("rfc7638-3-computed",),
            why="The thumbprint is the name that a new key is published under.",
            mutation="the key just generated, held",
            severity="interoperability",
        )
        if kty != "oct":
            yield _sequence(
                f"generated-public-{case}",
                f"An {noun} key generated, and its public part exported",
                generate(kty, made, crv=crv, bits=bits, named="fresh"),
                export_key(
                    Ref("fresh"), "public", Expected(absent=PRIVATE_MEMBERS), like=public(jwk)
                ),
                clauses=("rfc7517-9.2-protect-from-disclosure", PUBLIC_CLAUSE[kty]),
                why="What is exported as public is published: a secret in it is known to all.",
                mutation="the key just generated, held and exported",
            )
            pem = Check(kind="public-pem", key=text(jwk))
            yield _sequence(
                f"pem-between-exports-{case}",
                f"An {noun} key written as PEM between two exports",
                import_key(jwk, named="k"),
                export_key(Ref("k"), "private", exported, like=jwk),
                to_pem(Ref("k"), "public", Expected(check=pem), like=public(jwk)),
                to_pem(
                    Ref("k"),
                    "private",
                    Expected(check=Check(kind="private-pem", key=text(jwk))),
                    like=jwk,
                ),
                export_key(Ref("k"), "private", exported, like=jwk),
                clauses=(PRIVATE_CLAUSE[kty],),
                why=CHANGED,
                mutation=f"{HELD}, and written in every form",
                severity="robustness",
            )


def encryptions() -> Iterator[Authored]:
    """Decryption and encryption by turns, with one key."""
    for alg, name, enc in ENCRYPTIONS:
        jwk = key(name)
        token = jwe(jwk, alg, enc)
        head, encrypted, iv, ciphertext, tag = token.split(".")
        octets = bytearray(unb64(tag))
        octets[3] ^= 1
        damaged = ".".join((head, encrypted, iv, ciphertext, b64(bytes(octets))))
        opens = decrypt(Ref("k"), token, alg, enc, VERIFIED, like=jwk)
        case = f"{alg.lower()}-{_slug(jwk)}"
        yield _sequence(
            f"decrypt-by-turns-{case}",
            f"Good and damaged JWEs by turns, {alg} with one {_noun(jwk)} key",
            import_key(jwk, named="k"),
            opens,
            decrypt(Ref("k"), damaged, alg, enc, REFUSED_BY_WITNESS, like=jwk),
            opens,
            clauses=("rfc7516-5.2-tag-validates", "rfc7516-5.2-output-plaintext"),
            why=STICKS,
            mutation="the token opened, then with one bit of the tag turned, then again itself",
            witness="the tag is wrong: it passes if, and only if, an earlier result is kept",
        )
        made = Check(kind="jwe", key=text(jwk), payload=b64(PAYLOAD), protected={"enc": enc})
        readable = _readable(jwk)
        seals = encrypt(
            [Party(key=Ref("k"))],
            PAYLOAD,
            "compact",
            Expected(check=made),
            alg=alg,
            enc=enc,
            protected=text({"alg": alg, "enc": enc}),
            like=readable,
        )
        yield _sequence(
            f"encrypt-twice-{case}",
            f"Encrypt twice, {alg} to one {_noun(jwk)} key",
            import_key(readable, named="k"),
            seals,
            seals,
            clauses=("rfc7516-5.1-produce",),
            why=CHANGED,
            mutation=f"{HELD}, and used twice",
            severity="robustness",
        )


def claims() -> Iterator[Authored]:
    """JWTs verified by turns: what was expected of one is not expected of the next."""
    for alg, name in JWTS:
        jwk = key(name)
        readable = _readable(jwk)

        def token(jwk: dict[str, Any] = jwk, alg: str = alg, **claims: Any) -> str:
            return jws(jwk, alg, payload=octets({"sub": "jwk-conformance", **claims}))

        good = verify_jwt(Ref("k"), token(exp=FUTURE), [alg], like=readable)
        late = verify_jwt(Ref("k"), token(exp=PAST), [alg], REFUSED_BY_WITNESS, like=readable)
        yield _sequence(
            f"expired-by-turns-{_slug(jwk)}",
            f"JWTs by {alg} that have expired and that have not, by turns",
            import_key(readable, named="k"),
            good,
            late,
            good,
            late,
            clauses=("rfc7519-4.1.4-exp-checked",),
            why=STICKS,
            mutation="exp in 2100 and in 2001 by turns",
            witness="the signature is genuine: the token is taken if exp is not looked at",
        )
        mine = verify_jwt(Ref("k"), token(aud="me"), [alg], like=readable, audience="me")
        yield _sequence(
            f"audience-by-turns-{_slug(jwk)}",
            f"JWTs by {alg} for one reader and for another, by turns",
            import_key(readable, named="k"),
            mine,
            verify_jwt(
                Ref("k"), token(aud="me"), [alg], REFUSED_BY_WITNESS, like=readable, audience="you"
            ),
            verify_jwt(Ref("k"), token(), [alg], like=readable),
            mine,
            clauses=("rfc7519-4.1.3-audience-checked", "rfc7519-4.1.3-aud-optional"),
            why=STICKS,
            mutation="aud expected: me, you, nobody, me",
            witness="the signature is genuine: the token is taken if aud is not looked at",
        )


CHAPTER = Chapter(
    "sequence",
    "Keys used again and again",
    (verifications, signatures, keys, encryptions, claims),
)

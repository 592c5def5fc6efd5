"""What must be fresh is fresh, and what leaves nothing to chance comes out to the octet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, utils

from authoring.build import Authored, Expected, b64, text, unb64, vector
from authoring.controls import KINDS, PRIVATE_CLAUSE, SIGNATURES, control_of
from authoring.damage import source_of
from authoring.forge import HASHES, PAYLOAD, ec_key, header, jws, signing_input
from authoring.operation import Party, generate, sign
from authoring.registry import Chapter
from authoring.suite import Jwk, key, public
from jwk_vectors.model import Check

GROUP = "produced-fresh"
NONCES, SALTS, KEYS, RSA_KEYS = 50, 20, 20, 3
COMPUTED = {
    "HS": "rfc7518-3.2-hmac-computation",
    "RS": "rfc7518-3.3-rsassa-pkcs1-computation",
    "Ed": "rfc8037-3.1-eddsa-computation",
}


def _noun(jwk: Jwk) -> str:
    return f"{jwk['kty']} {jwk['crv']}" if "crv" in jwk else str(jwk["kty"])


def nonces() -> Iterator[Authored]:
    """ECDSA over as many messages: no nonce twice."""
    for alg, name in SIGNATURES:
        if not alg.startswith("ES"):
            continue
        jwk = key(name)
        computed, kept = "rfc7518-3.4-ecdsa-computation", "rfc7518-3.4-octets-kept"
        if alg == "ES256K":
            computed, kept = "rfc8812-3.2-es256k-computation", "rfc8812-3.2-octets-kept"
        drafts = []
        for number in range(NONCES):
            payload = b'{"n":%d}' % number
            check = Check(
                kind="jws", key=text(public(jwk)), payload=b64(payload), protected={"alg": alg}
            )
            signer = Party(key=jwk, protected=text({"alg": alg}))
            drafts.append(sign([signer], payload, "compact", Expected(check=check), alg=alg))
        yield vector(
            f"{GROUP}.nonce-{alg.lower()}",
            f"{NONCES} messages signed by {alg}",
            *drafts,
            group=GROUP,
            why="Two signatures with one nonce give the private key away.",
            clauses=(computed, kept),
            source=source_of(computed),
            severity="security",
            distinct=("nonce",),
            derived_from=control_of(drafts[-1]),
            mutation=f"{NONCES} payloads",
        )


def salts() -> Iterator[Authored]:
    """RSASSA-PSS over one message: no salt twice.

    RFC 7518 fixes the length of the salt, and RFC 8017 has it random, not for its life.
    """
    for alg, name in SIGNATURES:
        if not alg.startswith("PS"):
            continue
        jwk = key(name)
        check = Check(
            kind="jws", key=text(public(jwk)), payload=b64(PAYLOAD), protected={"alg": alg}
        )
        signer = Party(key=jwk, protected=text({"alg": alg}))
        made = sign([signer], PAYLOAD, "compact", Expected(check=check), alg=alg)
        yield vector(
            f"{GROUP}.salt-{alg.lower()}",
            f"One message signed {SALTS} times by {alg}",
            *[made] * SALTS,
            group=GROUP,
            why="The proof that PSS is as strong as RSA leans on a random salt, and a salt that "
            "comes twice tells of a source of chance that has run dry.",
            clauses=("rfc8017-9.1.1-random-salt", "rfc7518-3.5-rsassa-pss-computation"),
            source=source_of("rfc8017-9.1.1-x"),
            severity="security",
            otherwise="warn",
            distinct=("pss-salt",),
            derived_from=control_of(made),
            mutation=f"{SALTS} signatures",
        )


def keys() -> Iterator[Authored]:
    """Keys generated one after the other: none twice."""
    for jwk in map(key, KINDS):
        kty, crv = jwk["kty"], str(jwk.get("crv", ""))
        bits = {"RSA": 2048, "oct": 256}.get(kty, 0)
        members: dict[str, Any] = {name: jwk[name] for name in ("kty", "crv") if name in jwk}
        check = Check(kind="private-jwk", members=members, bits=bits)
        times = RSA_KEYS if kty == "RSA" else KEYS
        made = generate(kty, Expected(check=check), crv=crv, bits=bits)
        yield vector(
            f"{GROUP}.key-{(crv or kty).lower()}",
            f"{times} {_noun(jwk)} keys generated",
            *[made] * times,
            group=GROUP,
            why="A key that is made twice is known to somebody else.",
            clauses=(PRIVATE_CLAUSE[kty], "rfc7515-10.1-random-keys"),
            source=source_of(PRIVATE_CLAUSE[kty]),
            severity="security",
            distinct=("key",),
            derived_from=control_of(made),
            mutation=f"{times} keys",
        )


def exact() -> Iterator[Authored]:
    """Signatures by the algorithms that leave nothing to chance."""
    for alg, name in SIGNATURES:
        clause = COMPUTED.get(alg[:2])
        if clause is None:
            continue
        jwk = key(name)
        readable = jwk if jwk["kty"] == "oct" else public(jwk)
        for case, payload in (
            ("usual", PAYLOAD),
            ("empty", b""),
            ("octets", bytes(range(256))),
        ):
            check = Check(
                kind="jws",
                key=text(readable),
                payload=b64(payload),
                protected={"alg": alg},
                exact_if_protected=b64(header(alg=alg)),
                exact=jws(jwk, alg, payload=payload),
            )
            signer = Party(key=jwk, protected=text({"alg": alg}))
            made = sign([signer], payload, "compact", Expected(check=check), alg=alg)
            yield vector(
                f"{GROUP}.exact-{alg.lower()}-{str(jwk.get('crv', jwk['kty'])).lower()}-{case}",
                f"Sign by {alg} with an {_noun(jwk)} key to the octet, payload: {case}",
                made,
                group=GROUP,
                why="Whoever compares tokens, or counts on one being made twice, finds another.",
                clauses=(clause, "rfc7515-5.1-produce"),
                source=source_of(clause),
                derived_from=control_of(made),
                mutation=f"payload: {case}",
            )


def zero_in_front() -> Iterator[Authored]:
    """RSA signatures that start with a zero octet: one in 256, and shorter as a number."""
    jwk, alg = key("rsa-2048-a"), "RS256"
    for case, members, number in (("bare", {}, 125), ("typed", {"typ": "JWT"}, 251)):
        payload, protected = b'{"n":%d}' % number, {"alg": alg, **members}
        exact = jws(jwk, alg, header(**protected), payload)
        if unb64(exact.rpartition(".")[2])[0]:
            raise ValueError(f"the signature of {payload!r} does not start with a zero")
        check = Check(
            kind="jws",
            key=text(public(jwk)),
            payload=b64(payload),
            protected=protected,
            exact_if_protected=b64(header(**protected)),
            exact=exact,
        )
        signer = Party(key=jwk, protected=text(protected))
        made = sign([signer], payload, "compact", Expected(check=check), alg=alg)
        yield vector(
            f"{GROUP}.zero-in-front-rs256-{case}",
            f"A signature by RS256 that starts with a zero octet, header: {case}",
            made,
            group=GROUP,
            why="Who writes the number in as few octets as it needs makes one signature in 256 "
            "that nobody can verify.",
            clauses=(COMPUTED["RS"], "rfc8017-8.2.2-signature-length"),
            source=source_of(COMPUTED["RS"]),
            derived_from=control_of(made),
            mutation=f"payload: {payload.decode()}, header: {text(protected)}",
        )


def deterministic_ecdsa() -> Iterator[Authored]:
    """ECDSA in the deterministic way."""
    for alg, name in (("ES256", "ec-p-256"), ("ES384", "ec-p-384"), ("ES512", "ec-p-521")):
        jwk = key(name)
        signed = signing_input(header(alg=alg))
        digest = ec.ECDSA(HASHES[alg[2:5]], deterministic_signing=True)
        private = ec_key(jwk)
        r, s = utils.decode_dss_signature(private.sign(signed, digest))
        size = (private.curve.key_size + 7) // 8
        value = r.to_bytes(size, "big") + s.to_bytes(size, "big")
        check = Check(
            kind="jws",
            key=text(public(jwk)),
            payload=b64(PAYLOAD),
            protected={"alg": alg},
            exact_if_protected=b64(header(alg=alg)),
            exact=f"{signed.decode('ascii')}.{b64(value)}",
        )
        signer = Party(key=jwk, protected=text({"alg": alg}))
        made = sign([signer], PAYLOAD, "compact", Expected(check=check), alg=alg)
        yield vector(
            f"{GROUP}.deterministic-{alg.lower()}",
            f"Sign by {alg} as RFC 6979 has it",
            made,
            group=GROUP,
            why="A nonce that comes from the message and the key does not hang on a good source "
            "of chance, and chance that fails gives the key away.",
            clauses=("rfc8725-3.2-deterministic-ecdsa",),
            source=source_of("rfc8725-3.2-x"),
            severity="security",
            otherwise="warn",
            derived_from=control_of(made),
            mutation="the nonce: from message and key",
        )


CHAPTER = Chapter(
    "produced-fresh",
    "Fresh where chance is needed, exact where it has no part",
    (nonces, salts, keys, exact, zero_in_front, deterministic_ecdsa),
)

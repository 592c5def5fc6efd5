"""The examples of RFC 8037 appendix A."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from authoring.build import Authored, Expected, b64, text, unb64, vector
from authoring.example import Jwk, key_vectors, public
from authoring.operation import thumbprint
from authoring.registry import Chapter
from authoring.signing import Example, Signature
from jwk_vectors.model import Source

ED25519 = {
    "kty": "OKP",
    "crv": "Ed25519",
    "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
}
"""Appendix A.1; without d, appendix A.2."""
ED25519_PRIVATE_OCTETS = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
ED25519_PUBLIC_OCTETS = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
THUMBPRINT_OCTETS = "90facafea9b1556698540f70c0117a22ea37bd5cf3ed3c47093c1707282b4b89"
"""Appendix A.3."""
PROTECTED = "eyJhbGciOiJFZERTQSJ9"
PAYLOAD = b"Example of Ed25519 signing"
SIGNATURE = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
"""Appendix A.4."""
BOB = {
    "kty": "OKP",
    "crv": "X25519",
    "kid": "Bob",
    "x": "3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08",
}
BOB_EPHEMERAL = {
    "kty": "OKP",
    "crv": "X25519",
    "x": "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo",
    "d": "dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo",
}
BOB_SHARED = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
"""Appendix A.6; the ephemeral secret stands there in hexadecimal."""
DAVE = {
    "kty": "OKP",
    "crv": "X448",
    "kid": "Dave",
    "x": "PreoKbDNIPW8_AtZm2_sz22kYnEHvbDU80W0MCfYuXL8PjT7QjKhPKcG3LV67D2uB73BxnvzNgk",
}
DAVE_EPHEMERAL = {
    "kty": "OKP",
    "crv": "X448",
    "x": "mwj3zDG34-Z9ItWuoSEHSic70rg94Jxj-qc9LCLF2bvINmRyQdlT1AxbEtqIEg1TF3-A5TLEH6A",
    "d": "mo9JJdFRn1d1z0awS1gA1O6e6LrovFVl1JjCjdnJuvV0qUGXRIlzkQBjgqbxJ6sdmsLYwKWYcms",
}
DAVE_SHARED = (
    "07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282bb60c0b56fd2464c335543936521c24403085d5"
    "9a449a5037514a879d"
)
"""Appendix A.7."""


def _source(section: str) -> Source:
    return Source(document="RFC 8037", section=f"A.{section}")


def ed25519_keys() -> Iterator[Authored]:
    """Appendices A.1 and A.2."""
    yield from key_vectors(
        "rfc8037-a.1",
        "the Ed25519 private key",
        ED25519,
        group="rfc8037-a",
        source=_source("1"),
        why="For an octet key pair, d is the seed itself and x its public key, 32 octets each.",
        intermediate={
            "A.1, private key": ED25519_PRIVATE_OCTETS,
            "A.1, public key": ED25519_PUBLIC_OCTETS,
        },
    )
    yield from key_vectors(
        "rfc8037-a.2",
        "the Ed25519 public key",
        public(ED25519),
        group="rfc8037-a",
        source=_source("2"),
        why="An octet key pair has no y.",
        intermediate={"A.1, public key": ED25519_PUBLIC_OCTETS},
    )


def ed25519_thumbprint() -> Iterator[Authored]:
    """Appendix A.3: private and public key have the same thumbprint."""
    for name, key in (("private", ED25519), ("public", public(ED25519))):
        yield vector(
            f"rfc8037-a.3-thumbprint-{name}",
            f"Compute the thumbprint of an Ed25519 {name} key",
            thumbprint(key, Expected(facts={"thumbprint": THUMBPRINT})),
            group="rfc8037-a",
            why="The thumbprint covers crv, kty and x, and so is the same for both halves.",
            clauses=["rfc7638-3-computed", "rfc8037-2-okp-thumbprint-members"],
            source=_source("3"),
            intermediate={
                "A.3, hash input": text({name: ED25519[name] for name in ("crv", "kty", "x")}),
                "A.3, hash": THUMBPRINT_OCTETS,
                "A.3, thumbprint": THUMBPRINT,
            },
        )


def ed25519_signature() -> Iterator[Authored]:
    """Appendices A.4 and A.5; A.5 gives the payload's last word a capital, the octets do not."""
    signature = Signature(alg="EdDSA", key=ED25519, protected=PROTECTED, signature=SIGNATURE)
    signing = Example(
        id="rfc8037-a.4",
        document="RFC 8037",
        section="A.4",
        group="rfc8037-a",
        payload=PAYLOAD,
        signature=signature,
        figures={"compact": ""},
        intermediate={
            "A.4, protected header": unb64(PROTECTED).decode("ascii"),
            "A.4, payload": b64(PAYLOAD),
            "A.4, signing input": signature.signing_input(PAYLOAD),
            "A.4, signature": unb64(SIGNATURE).hex(),
        },
        why="Ed25519 leaves nothing to chance, so the signature is the same octets everywhere.",
    )
    yield signing.signed("compact")
    yield replace(signing, id="rfc8037-a.5", section="A.5").verified("compact")


def key_agreement() -> Iterator[Authored]:
    """Appendices A.6 and A.7: the keys, and the shared secret; no JWE is shown."""
    yield from _agreement(
        "6", "X25519", BOB, BOB_EPHEMERAL, BOB_SHARED, "ECDH-ES+A128KW", "A128GCM"
    )
    yield from _agreement(
        "7", "X448", DAVE, DAVE_EPHEMERAL, DAVE_SHARED, "ECDH-ES+A256KW", "A256GCM"
    )


def _agreement(
    section: str, crv: str, recipient: Jwk, ephemeral: Jwk, shared: str, alg: str, enc: str
) -> Iterator[Authored]:
    header = {"alg": alg, "epk": public(ephemeral), "enc": enc, "kid": recipient["kid"]}
    intermediate: Mapping[str, str] = {
        f"A.{section}, recipient's public key": unb64(recipient["x"]).hex(),
        f"A.{section}, ephemeral secret": unb64(ephemeral["d"]).hex(),
        f"A.{section}, ephemeral public key": unb64(ephemeral["x"]).hex(),
        f"A.{section}, protected header": text(header),
        f"A.{section}, shared secret": shared,
    }
    yield from key_vectors(
        f"rfc8037-a.{section}-recipient",
        f"the recipient's {crv} public key",
        recipient,
        group="rfc8037-a",
        source=_source(section),
        why=f"{crv} keys agree on secrets and never sign.",
        intermediate=intermediate,
    )
    yield from key_vectors(
        f"rfc8037-a.{section}-ephemeral",
        f"the ephemeral {crv} key",
        ephemeral,
        group="rfc8037-a",
        source=_source(section),
        why="The secret is taken as it is drawn: clamping belongs to the function, so d must come "
        "out unchanged.",
        intermediate=intermediate,
    )


CHAPTER = Chapter(
    "rfc8037",
    "RFC 8037 appendix A: Ed25519, X25519 and X448",
    (ed25519_keys, ed25519_thumbprint, ed25519_signature, key_agreement),
)

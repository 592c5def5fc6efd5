"""What a target is asked to do with a document: read it, name it, hand it out, put it to use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jwk_conformance import jose
from jwk_conformance.engine.plan import missing
from jwk_conformance.protocol import Hello
from jwk_fuzz.mutation.noun import SET
from jwk_fuzz.pool import pool
from jwk_fuzz.seed import OCT, Seed
from jwk_fuzz.strategies import signing_algorithms
from jwk_fuzz.valid import bits
from jwk_vectors.model import Requires

PAYLOAD = b'{"sub":"jwk-fuzz"}'
ENC = "A128GCM"
KEY_MANAGEMENT = {"RSA": "RSA-OAEP", "EC": "ECDH-ES", "OKP": "ECDH-ES"}
AGREES = ("X25519", "X448")
KEPT = 512
"""Seeds of which it is remembered what can be asked: those made on the way come and go."""
SELECTED = "ec-p-256"
"""The kid that is looked for in sets."""


@dataclass(frozen=True)
class Use:
    """An operation, but for the document."""

    operation: str
    args: dict[str, Any]
    """Those beside the document."""
    requires: Requires

    def on(self, document: str | bytes) -> dict[str, Any]:
        """The arguments with the document where it belongs."""
        return self.of(document if isinstance(document, str) else {"b64": jose.encode(document)})

    def of(self, given: str | dict[str, str]) -> dict[str, Any]:
        """The arguments with a text, octets or a handle where the document belongs."""
        if self.operation.startswith("jwks."):
            return {**self.args, "set": given}
        for party in ("signers", "recipients"):
            if party in self.args:
                return {**self.args, party: [{**self.args[party], "key": given}]}
        return {**self.args, "key": given}


@lru_cache(KEPT)
def uses(seed: Seed) -> tuple[Use, ...]:
    """Everything that can be asked about documents that were made from a seed."""
    return tuple(_set_uses() if seed.kind == SET else _key_uses(seed))


def offered(seed: Seed, hello: Hello) -> tuple[Use, ...]:
    """Of that, what a target offers."""
    return tuple(use for use in uses(seed) if not missing(use.requires, hello))


def _set_uses() -> Iterator[Use]:
    for operation, args in (("jwks.import", {}), ("jwks.select", {"kid": SELECTED})):
        yield Use(operation, args, Requires(operations=(operation,)))


def _key_uses(seed: Seed) -> Iterator[Use]:
    key = seed.document

    def use(operation: str, args: dict[str, Any], alg: str = "", enc: str = "") -> Use:
        named = key.get("alg", "") if seed.kind == "AKP" else ""
        requires = Requires(
            operations=(operation,),
            kty=(seed.kind,),
            crv=(key["crv"],) if "crv" in key else (),
            alg=tuple(dict.fromkeys(one for one in (alg, named) if one)),
            enc=(enc,) if enc else (),
            serialisations=("compact",) if alg else (),
            rsa_bits=bits(key) if seed.kind == "RSA" else 0,
        )
        return Use(operation, args, requires)

    yield use("jwk.import", {})
    yield use("jwk.thumbprint", {"hash": "sha-256"})
    if seed.kind != "oct":  # what the public form of a symmetric key is, is left open
        yield use("jwk.export", {"form": "public"})
    signs = not seed.own or seed.pair is not None  # else there is nobody to sign a token
    for alg in signing_algorithms(key)[:signs]:
        args = {"jws": _token(seed, alg), "algorithms": [alg]}
        yield use("jws.verify", args, alg)
        if seed.private:
            signing = {
                "signers": {"protected": json.dumps({"alg": alg})},
                "serialisation": "compact",
            }
            yield use("jws.sign", {**signing, "payload": jose.encode(PAYLOAD)}, alg)
    if _takes_encryption(seed):
        alg = KEY_MANAGEMENT[seed.kind]
        protected = json.dumps({"alg": alg, "enc": ENC})
        yield use(
            "jwe.encrypt",
            {
                "recipients": {},
                "plaintext": jose.encode(PAYLOAD),
                "protected": protected,
                "serialisation": "compact",
            },
            alg,
            ENC,
        )


def _takes_encryption(seed: Seed) -> bool:
    """Whether a content encryption key can be sent to it; RSA needs 2048 bits (RFC 7518 4.3)."""
    if seed.kind == "RSA":
        return bits(seed.document) >= 2048
    return seed.kind == "EC" or seed.document.get("crv") in AGREES


@lru_cache(KEPT)
def _token(seed: Seed, alg: str) -> str:
    """A genuine token of a seed's private key."""
    name = seed.name.removesuffix("-public").removesuffix("-private")
    key = seed.pair or pool().get(name, OCT)
    return jose.sign(PAYLOAD, key, json.dumps({"alg": alg}))

"""The reference with one fault each, which only damage to valid keys brings to light."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ed25519

from jwk_conformance import jose
from jwk_conformance.jose import decode as decoded
from jwk_conformance.jose import encode as encoded
from jwk_conformance.reference import Reference

P521 = 2**521 - 1


class Sound(Reference):
    """No fault at all."""

    distribution = "jwk-conformance"


class DropsLeadingZeros(Sound):
    """Writes coordinates as numbers, one time in 256 too short."""

    def jwk_public(self, key: Any) -> Mapping[str, Any]:
        members = dict(super().jwk_public(key))
        if key.kty == "EC":
            members["x"] = encoded(decoded(members["x"]).lstrip(b"\0"))
        return members


class RefusesLeadingZeros(Sound):
    """Takes a coordinate that begins with a zero octet for one too long."""

    def jwk_import(self, key: Any) -> Any:
        made = super().jwk_import(key)
        if made.kty == "EC" and made.octets("y")[0] == 0:
            raise jose.NotValid("y is not minimal")
        return made


class Reduces(Sound):
    """Takes x modulo the prime."""

    def jwk_import(self, key: Any) -> Any:
        document = json.loads(key)
        if isinstance(document, dict) and document.get("crv") == "P-521":
            try:
                x = int.from_bytes(decoded(document["x"]), "big")
            except (KeyError, TypeError, ValueError):
                return super().jwk_import(key)
            if P521 <= x < 2**528:
                document["x"] = encoded((x % P521).to_bytes(66, "big"))
                key = json.dumps(document)
        return super().jwk_import(key)


class FoldsTheCase(Sound):
    """Knows curves by their names in any case."""

    def jwk_import(self, key: Any) -> Any:
        return super().jwk_import(key.replace("p-256", "P-256"))


class StumblesOverAName(Sound):
    """Makes attributes of members."""

    def jwk_import(self, key: Any) -> Any:
        made = super().jwk_import(key)
        if "__dict__" in made.members:
            raise AttributeError("cannot set __dict__")
        return made


class LeaksOkpAlone(Sound):
    """Hands out private octet key pairs as public ones."""

    def jwk_public(self, key: Any) -> Mapping[str, Any]:
        return self.jwk_private(key) if key.kty == "OKP" and key.is_private else (
            super().jwk_public(key)
        )  # fmt: skip


class GoesByD(Sound):
    """No fault: where d is there, the public part is computed from it, whatever x says."""

    def jwk_import(self, key: Any) -> Any:
        document = json.loads(key)
        if isinstance(document, dict) and document.get("crv") == "Ed25519" and "d" in document:
            made = ed25519.Ed25519PrivateKey.from_private_bytes(decoded(document["d"]))
            document["x"] = encoded(made.public_key().public_bytes_raw())
            key = json.dumps(document)
        return super().jwk_import(key)


class TellsD(Sound):
    """Puts what it refuses into its message."""

    def jwk_import(self, key: Any) -> Any:
        try:
            return super().jwk_import(key)
        except jose.NotValid as error:
            raise jose.NotValid(f"{error}: {key}") from None


class HangsOnExponentOne(Sound):
    """Waits for a number that never comes."""

    def jwk_import(self, key: Any) -> Any:
        if '"e": "AQ"' in key:
            time.sleep(3600)
        return super().jwk_import(key)


class ThumbprintsWhatItSees(Sound):
    """Takes the alg into the thumbprint of keys that have one."""

    def jwk_thumbprint(self, key: Any, hash: str) -> str:
        made = super().jwk_thumbprint(key, hash)
        return made[::-1] if "self" in key.members else made


class WithoutEc(Sound):
    """No fault, and no elliptic curves."""

    kty = ("oct",)


class TellsEverything(Sound):
    """Puts whatever key it reads into its errors and answers, and stumbles over it."""

    def jwk_import(self, key: Any) -> Any:
        document = jose.parse_object(key) if key.startswith("{") else {}
        if "note" in document or "__dict__" in document:
            raise KeyError(f"{sorted(document.items())}")
        try:
            return super().jwk_import(key)
        except jose.NotValid as error:
            octets = [decoded(str(document[name])).hex() for name in ("d", "k") if name in document]
            raise jose.NotValid(f"{error}: {key} {octets}") from None

    def jwk_public(self, key: Any) -> Mapping[str, Any]:
        return self.jwk_private(key) if key.is_private else super().jwk_public(key)

    def jwk_thumbprint(self, key: Any, hash: str) -> str:
        return str(key.members.get("d", key.members.get("k", "")))


class CachesByKid(Sound):
    """Gives whoever names a kid the first key that came with it."""

    def jwk_import(self, key: Any) -> Any:
        made = super().jwk_import(key)
        return _BY_KID.setdefault(made.members["kid"], made) if "kid" in made.members else made


class KeepsACurve(Sound):
    """Reads the next key by the curve of the last one that it refused."""

    def jwk_import(self, key: Any) -> Any:
        try:
            document = json.loads(key)
        except ValueError:
            return super().jwk_import(key)
        if isinstance(document, dict) and document.get("kty") == "EC":
            if _LAST:
                document["crv"] = _LAST.pop()
            try:
                return super().jwk_import(json.dumps(document))
            except jose.NotValid:
                _LAST[:] = [document["crv"]] if document.get("crv") in ("P-256", "P-384") else []
                raise
        return super().jwk_import(key)


class WearsOut(Sound):
    """Signs with an object once."""

    def jws_sign(self, payload: bytes, signers: Any, serialisation: str) -> str:
        key = signers[0].key
        if id(key) in _SIGNED:
            raise ValueError("this key has signed")
        _SIGNED[id(key)] = key
        return super().jws_sign(payload, signers, serialisation)


_BY_KID: dict[str, Any] = {}
_LAST: list[str] = []
_SIGNED: dict[int, Any] = {}


class DiesOfEverything(Sound):
    """Cannot read a thing."""

    def jwk_import(self, key: Any) -> Any:
        os._exit(3)


class TakesItsTime(Sound):
    """A thousand times slower than it should be."""

    def jwk_import(self, key: Any) -> Any:
        time.sleep(0.06)
        return super().jwk_import(key)


class HangsOnACurve(Sound):
    """Waits for ever where the curve is named in the other case."""

    def jwk_import(self, key: Any) -> Any:
        if '"p-256"' in key or '"p-384"' in key:
            time.sleep(3600)
        return super().jwk_import(key)

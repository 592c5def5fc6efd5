"""The reference with one subtle fault each, which only more than one look brings to light."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from typing import Any

from member import Sound

from jwk_adapters.adapter import Opened
from jwk_conformance import jose


def header(token: str) -> dict[str, Any]:
    """The protected header of a compact token; empty where it is none."""
    try:
        found = json.loads(jose.decode(token.split(".")[0]))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


class CachesByKid(Sound):
    """Remembers keys by their kid alone."""

    known: dict[str, Any]

    def jwk_import(self, key: Any) -> Any:
        made = super().jwk_import(key)
        kid = made.members.get("kid")
        if not isinstance(kid, str):
            return made
        self.known = getattr(self, "known", {})
        return self.known.setdefault(kid, made)


class KeepsABadCurve(Sound):
    """After a key that it refused for its curve, refuses the next one too."""

    bad = False

    def jwk_import(self, key: Any) -> Any:
        try:
            made = super().jwk_import(key)
        except jose.NotValid as error:
            self.bad = self.bad or "curve" in str(error)
            raise
        if self.bad:
            self.bad = False
            raise jose.NotValid("off the curve")
        return made


class NamesItsProcess(Sound):
    """Exports what differs from one process to the next."""

    def jwk_public(self, key: Any) -> Mapping[str, Any]:
        return {**super().jwk_public(key), "x5u": f"https://example.com/{os.getpid()}"}


class ObeysAMember(Sound):
    """Waits as long as a key tells it to."""

    def jwk_import(self, key: Any) -> Any:
        made = super().jwk_import(key)
        if json.loads(key).get("delay") == 2:
            time.sleep(0.6)
        return made


class ReservesWhatItIsTold(Sound):
    """Makes room for as many octets as a key says."""

    kept: list[bytearray]

    def jwk_import(self, key: Any) -> Any:
        made = super().jwk_import(key)
        if json.loads(key).get("capacity", 0) > 1000:
            self.kept = [*getattr(self, "kept", []), bytearray(b"\1") * 80_000_000]
        return made


class Babbles(Sound):
    """Writes a member of many octets where a key says so."""

    def jwk_public(self, key: Any) -> Mapping[str, Any]:
        made = dict(super().jwk_public(key))
        if "repeat" in key.members:
            made["kid"] = "x" * 200_000
        return made


class TakesNone(Sound):
    """Takes tokens that nobody signed."""

    def jws_verify(self, key: Any, jws: str, algorithms: Any, detached: Any) -> Any:
        if header(jws).get("alg") == "none" and jws.endswith("."):
            return Opened(jose.decode(jws.split(".")[1]))
        return super().jws_verify(key, jws, algorithms, detached)


class IgnoresCrit(Sound):
    """Goes on where an extension is critical that it does not know."""

    def jws_verify(self, key: Any, jws: str, algorithms: Any, detached: Any) -> Any:
        with jose.without("crit-not-understood"):
            return super().jws_verify(key, jws, algorithms, detached)


class TakesShortMacs(Sound):
    """Compares as many octets of a MAC as there are."""

    def jws_verify(self, key: Any, jws: str, algorithms: Any, detached: Any) -> Any:
        with jose.without("hmac-length"):
            return super().jws_verify(key, jws, algorithms, detached)


class TakesAnyTag(Sound):
    """Decrypts whatever the tag says."""

    def jwe_decrypt(self, key: Any, jwe: str, algorithms: Any) -> Any:
        with jose.without("tag-wrong"):
            return super().jwe_decrypt(key, jwe, algorithms)


class ForgetsTheTime(Sound):
    """Takes tokens that have expired."""

    def jwt_verify(self, key: Any, jwt: str, algorithms: Any, expected: Any) -> Mapping[str, Any]:
        with jose.without("claim-exp-passed"):
            return super().jwt_verify(key, jwt, algorithms, expected)


class WritesWhatItCannotRead(Sound):
    """Marks the keys that it exports, and refuses those that are marked."""

    def jwk_import(self, key: Any) -> Any:
        made = super().jwk_import(key)
        if made.members.get("kid") == "exported":
            raise jose.NotValid("exported already")
        return made

    def jwk_public(self, key: Any) -> Mapping[str, Any]:
        return {**super().jwk_public(key), "kid": "exported"}


class HidesTheSecretBadly(Sound):
    """Exports d under another name."""

    def jwk_public(self, key: Any) -> Mapping[str, Any]:
        made = dict(super().jwk_public(key))
        if key.kty == "OKP" and key.is_private:
            made["kid"] = f"key-{key.members['d']}"
        return made


class CrashesOnOneCodePoint(Sound):
    """Has a table of characters that lacks one."""

    def jwk_import(self, key: Any) -> Any:
        made = super().jwk_import(key)
        for name in made.members:
            if "𝔎" in name:
                raise KeyError(name)
        return made


class FoldsTheCaseOfKid(Sound):
    """Finds keys by their kid in any case."""

    def jwks_select(self, set: Any, kid: str) -> Any:
        for key in set.keys:
            if str(key.members.get("kid")).lower() == kid.lower():
                return key
        return None


class MindsTheOrder(Sound):
    """Wants kty first."""

    def jwk_import(self, key: Any) -> Any:
        made = super().jwk_import(key)
        if not key.lstrip().startswith('{"kty"') and '"kty"' in key and "n" in made.members:
            raise jose.NotValid("kty is not the first member")
        return made


class TakesAnEmptySignature(Sound):
    """Takes a JWS whose signature is empty."""

    def jws_verify(self, key: Any, jws: str, algorithms: Any, detached: Any) -> Any:
        if jws.count(".") == 2 and jws.endswith(".") and header(jws).get("alg") == "EdDSA":
            return Opened(jose.decode(jws.split(".")[1]))
        return super().jws_verify(key, jws, algorithms, detached)


class WorksAsManyRounds(Sound):
    """Derives keys in as many rounds as the sender asks for, and they take their time."""

    def jwe_decrypt(self, key: Any, jwe: str, algorithms: Any) -> Any:
        if header(jwe).get("p2c") == 5_000_000:
            time.sleep(0.6)
        return super().jwe_decrypt(key, jwe, algorithms)


class Swells(Sound):
    """Decompresses to whatever size it comes to."""

    def jwe_decrypt(self, key: Any, jwe: str, algorithms: Any) -> Any:
        opened = jose.decrypt(jwe, key, algorithms=algorithms, inflated_limit=1 << 30)
        return Opened(opened.plaintext, opened.protected)


class TakesAPartForTheIssuer(Sound):
    """Looks for the issuer within the one that it expects."""

    def jwt_verify(self, key: Any, jwt: str, algorithms: Any, expected: Any) -> Mapping[str, Any]:
        claims = dict(super().jwt_verify(key, jwt, algorithms, {}))
        if claims.get("iss", "") not in expected.get("iss", claims.get("iss", "")):
            raise jose.NotValid("another issuer")
        return claims


class ReadsAnotherKey(Sound):
    """Makes another thumbprint where a member has a name beyond ASCII."""

    def jwk_thumbprint(self, key: Any, hash: str) -> str:
        made = super().jwk_thumbprint(key, hash)
        return made[::-1] if "clé" in key.members else made


class RefusesKeyOps(Sound):
    """Wants no key_ops beside use: a choice that is its own."""

    def jwk_import(self, key: Any) -> Any:
        document = json.loads(key)
        if isinstance(document, dict) and "key_ops" in document:
            raise jose.NotValid("key_ops are not for me")
        return super().jwk_import(key)

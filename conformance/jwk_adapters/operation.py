"""The protocol's operations, each as calls on an adapter."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from jwk_adapters import base64url
from jwk_adapters.adapter import Adapter, Encrypted, Opened, Signer, Unsupported
from jwk_adapters.text import Ambiguous, decode

COMMON_MEMBERS = ("kty", "use", "key_ops", "alg", "kid", "x5u", "x5c", "x5t", "x5t#S256", "crv")
KEY_MEMBERS = ("x", "y", "n", "e", "d", "p", "q", "dp", "dq", "qi", "oth", "k", "pub", "priv")
JWK_MEMBERS = frozenset((*COMMON_MEMBERS, *KEY_MEMBERS))
"""What of an exported JWK is reported; anything else a library adds stays with the library."""

PAYLOAD_LENGTH = 1 << 17
"""Octets of a payload that are reported: no vector compares more, and some tokens inflate to what
no reply should carry."""

Args = Mapping[str, Any]
Facts = dict[str, Any]


class Unreached(Exception):
    """A handle is named that no earlier operation made."""


class Session:
    """One adapter, the handles made since the last reset, and how far the operation has come."""

    def __init__(self, adapter: Adapter) -> None:
        self.adapter = adapter
        self.handles: dict[str, Any] = {}
        self.clients: dict[str, Any] = {}
        self.stage = "parse"

    def reset(self) -> None:
        self.handles.clear()
        self.clients.clear()

    def key(self, material: Any) -> Any:
        return self._imported(material, self.adapter.jwk_import)

    def set(self, material: Any) -> Any:
        return self._imported(material, self.adapter.jwks_import)

    def client(self, url: str) -> Any:
        """The library's client of the JWK Set at a URL: made once, kept until the reset."""
        self.stage = "import"
        if url not in self.clients:
            self.clients[url] = self.adapter.jwks_client(url)
        self.stage = "use"
        return self.clients[url]

    def _imported(self, material: Any, read: Callable[[Any], Any]) -> Any:
        if isinstance(material, dict) and "ref" in material:
            made = self._handle(material["ref"])
        else:
            made = self._read(_octets_or_text(material), read)
        self.stage = "use"
        return made

    def _read(self, text: str | bytes, read: Callable[[Any], Any]) -> Any:
        self.stage = "parse"
        document: Any = text
        if not self.adapter.parses_json:
            try:
                document = decode(text)
            except Ambiguous as reason:
                raise Unsupported(f"the library takes a decoded document: {reason}") from None
            if not isinstance(document, dict):  # to some libraries a string is a secret or a PEM
                raise Unsupported("the library takes a decoded JSON object")
        self.stage = "import"
        return read(document)

    def _handle(self, name: str) -> Any:
        try:
            return self.handles[name]
        except KeyError:
            raise Unreached(name) from None


def _octets_or_text(material: Any) -> str | bytes:
    if isinstance(material, str):
        return material
    return base64url.decode(material["b64"])


def _whitelisted(document: Mapping[str, Any] | str) -> dict[str, Any]:
    members = json.loads(document) if isinstance(document, str) else document
    return {name: value for name, value in members.items() if name in JWK_MEMBERS}


def _octets_as_text(value: Any) -> str:
    """Libraries hand out base64url members as octets now and then; anything else is an error."""
    if isinstance(value, bytes):
        return value.decode("ascii")
    raise TypeError(f"a {type(value).__name__} stands in what the library gave back")


_as_text = json.JSONEncoder(default=_octets_as_text).encode


def _jwk(document: Mapping[str, Any] | str) -> Facts:
    return {"jwk": _as_text(_whitelisted(document))}


def _opened(opened: Opened) -> Facts:
    facts: Facts = {}
    if opened.payload is not None:
        facts["payload"] = base64url.encode(opened.payload[:PAYLOAD_LENGTH])
    if opened.claims is not None:
        facts["claims"] = _as_text(opened.claims)
    if opened.protected is not None:
        facts["protected"] = _as_text(opened.protected)
    return facts


def _signers(session: Session, parties: Any) -> list[Signer]:
    return [
        Signer(
            session.key(party["key"]),
            json.loads(party.get("protected", "{}")),
            json.loads(party.get("header", "{}")),
        )
        for party in parties
    ]


def _optional_octets(args: Args, name: str) -> bytes | None:
    return base64url.decode(args[name]) if name in args else None


def jwk_import(session: Session, args: Args) -> tuple[Facts, Any]:
    return {}, session.key(args["key"])


def jwk_export(session: Session, args: Args) -> tuple[Facts, Any]:
    key = session.key(args["key"])
    export = {"public": session.adapter.jwk_public, "private": session.adapter.jwk_private}
    return _jwk(export[args["form"]](key)), None


def jwk_thumbprint(session: Session, args: Args) -> tuple[Facts, Any]:
    key = session.key(args["key"])
    return {"thumbprint": session.adapter.jwk_thumbprint(key, args["hash"])}, None


def jwk_generate(session: Session, args: Args) -> tuple[Facts, Any]:
    session.stage = "use"
    key = session.adapter.jwk_generate(args["kty"], args.get("crv"), args.get("bits"))
    return _jwk(session.adapter.jwk_private(key)), key


def jwk_to_pem(session: Session, args: Args) -> tuple[Facts, Any]:
    key = session.key(args["key"])
    convert = {
        "public": session.adapter.jwk_public_pem,
        "private": session.adapter.jwk_private_pem,
    }
    return {"pem": convert[args["form"]](key)}, None


def jwk_from_pem(session: Session, args: Args) -> tuple[Facts, Any]:
    session.stage = "import"
    key = session.adapter.jwk_from_pem(args["pem"])
    session.stage = "use"
    return _jwk(session.adapter.jwk_public(key)), key


def jwks_import(session: Session, args: Args) -> tuple[Facts, Any]:
    return {}, session.set(args["set"])


def jwks_export(session: Session, args: Args) -> tuple[Facts, Any]:
    document = session.adapter.jwks_public(session.set(args["set"]))
    members = json.loads(document) if isinstance(document, str) else document
    if "keys" not in members:  # what the library wrote, not what it should have
        return {"jwks": "{}"}, None
    return {"jwks": _as_text({"keys": [_whitelisted(key) for key in members["keys"]]})}, None


def jwks_select(session: Session, args: Args) -> tuple[Facts, Any]:
    key = session.adapter.jwks_select(session.set(args["set"]), args["kid"])
    if key is None:
        return {"found": False}, None
    return {"found": True, **_jwk(session.adapter.jwk_public(key))}, key


def jwks_fetch(session: Session, args: Args) -> tuple[Facts, Any]:
    key = session.adapter.jwks_fetch(session.client(args["url"]), args["kid"])
    if key is None:
        return {"found": False}, None
    return {"found": True, **_jwk(session.adapter.jwk_public(key))}, key


def jwks_verify(session: Session, args: Args) -> tuple[Facts, Any]:
    client = session.client(args["url"])
    claims = session.adapter.jwks_verify(client, args["jwt"], args["algorithms"])
    return {"claims": _as_text(claims)}, None


def jws_sign(session: Session, args: Args) -> tuple[Facts, Any]:
    signers = _signers(session, args["signers"])
    payload = base64url.decode(args["payload"])
    return {"jws": session.adapter.jws_sign(payload, signers, args["serialisation"])}, None


def jws_verify(session: Session, args: Args) -> tuple[Facts, Any]:
    detached = _optional_octets(args, "detached")
    jws, algorithms = args["jws"], args["algorithms"]
    if "set" in args:
        keys = session.set(args["set"])
        opened = session.adapter.jws_verify_with_set(keys, jws, algorithms, detached)
    else:
        key = session.key(args["key"])
        opened = session.adapter.jws_verify(key, jws, algorithms, detached)
    return _opened(opened), None


def jwe_encrypt(session: Session, args: Args) -> tuple[Facts, Any]:
    recipients = _signers(session, args["recipients"])
    what = Encrypted(
        base64url.decode(args["plaintext"]),
        json.loads(args.get("protected", "{}")),
        json.loads(args.get("unprotected", "{}")),
        _optional_octets(args, "aad"),
    )
    return {"jwe": session.adapter.jwe_encrypt(what, recipients, args["serialisation"])}, None


def jwe_decrypt(session: Session, args: Args) -> tuple[Facts, Any]:
    key = session.key(args["key"])
    return _opened(session.adapter.jwe_decrypt(key, args["jwe"], args["algorithms"])), None


def jwt_sign(session: Session, args: Args) -> tuple[Facts, Any]:
    key = session.key(args["key"])
    claims, header = json.loads(args["claims"]), json.loads(args["header"])
    return {"jwt": session.adapter.jwt_sign(key, claims, header)}, None


def jwt_verify(session: Session, args: Args) -> tuple[Facts, Any]:
    key = session.key(args["key"])
    expected = args.get("expected", {})
    claims = session.adapter.jwt_verify(key, args["jwt"], args["algorithms"], expected)
    return {"claims": _as_text(claims)}, None


OPERATIONS: dict[str, Callable[[Session, Args], tuple[Facts, Any]]] = {
    "jwk.import": jwk_import,
    "jwk.export": jwk_export,
    "jwk.thumbprint": jwk_thumbprint,
    "jwk.generate": jwk_generate,
    "jwk.to_pem": jwk_to_pem,
    "jwk.from_pem": jwk_from_pem,
    "jwks.import": jwks_import,
    "jwks.export": jwks_export,
    "jwks.select": jwks_select,
    "jwks.fetch": jwks_fetch,
    "jwks.verify": jwks_verify,
    "jws.sign": jws_sign,
    "jws.verify": jws_verify,
    "jwe.encrypt": jwe_encrypt,
    "jwe.decrypt": jwe_decrypt,
    "jwt.sign": jwt_sign,
    "jwt.verify": jwt_verify,
}

NEEDS: dict[str, tuple[str, ...]] = {
    "jwk.import": ("jwk_import",),
    "jwk.export": ("jwk_public",),
    "jwk.thumbprint": ("jwk_thumbprint",),
    "jwk.generate": ("jwk_generate", "jwk_private"),
    "jwk.to_pem": ("jwk_public_pem",),
    "jwk.from_pem": ("jwk_from_pem", "jwk_public"),
    "jwks.import": ("jwks_import",),
    "jwks.export": ("jwks_import", "jwks_public"),
    "jwks.select": ("jwks_import", "jwks_select", "jwk_public"),
    "jwks.fetch": ("jwks_client", "jwks_fetch", "jwk_public"),
    "jwks.verify": ("jwks_client", "jwks_verify"),
    "jws.sign": ("jws_sign",),
    "jws.verify": ("jws_verify",),
    "jwe.encrypt": ("jwe_encrypt",),
    "jwe.decrypt": ("jwe_decrypt",),
    "jwt.sign": ("jwt_sign",),
    "jwt.verify": ("jwt_verify",),
}
"""Operation → the adapter methods without which it cannot be done."""


def offered(adapter: type[Adapter]) -> list[str]:
    """The operations an adapter defines the methods for, but for those it excepts altogether."""

    def defined(method: str) -> bool:
        return getattr(adapter, method) is not getattr(Adapter, method)

    excepted = [one["operation"] for one in adapter.exceptions if set(one) == {"operation"}]
    return [
        op for op, methods in NEEDS.items() if all(map(defined, methods)) and op not in excepted
    ]

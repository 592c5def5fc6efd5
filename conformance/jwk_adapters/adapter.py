"""The class a library's adapter derives from.

An adapter observes: it hands the suite's input to the library the way the library's own
documentation tells its users to, and returns what came back. It never sees an expectation,
never repairs, never emulates what the library lacks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, Literal, NamedTuple

Serialisation = Literal["compact", "flattened", "general"]


class Unsupported(Exception):
    """Raise it where the library offers no way to do what is asked."""


class Opened(NamedTuple):
    """What a library gave back for a token it accepted."""

    payload: bytes | None
    """None where the library gives nothing but the claims that it decoded."""
    protected: Mapping[str, Any] | None = None
    """The protected header as the library reports it; None where it reports none."""
    claims: Mapping[str, Any] | None = None


class Signer(NamedTuple):
    """One signature to make: the key and the headers that go with it."""

    key: Any
    protected: dict[str, Any]
    header: dict[str, Any]
    """The unprotected header; empty for the compact serialisation."""


class Encrypted(NamedTuple):
    """One encryption to make: the plaintext and the headers that go with it."""

    plaintext: bytes
    protected: dict[str, Any]
    unprotected: dict[str, Any]
    """The shared unprotected header; empty for the compact serialisation."""
    aad: bytes | None = None


class Adapter:
    """Maps the protocol's operations to one library's documented calls.

    Declare the library's abilities in the class attributes, define a method for each operation
    the library has, and leave the others out: what is not defined is reported as unsupported.
    """

    distribution: ClassVar[str] = ""
    """The name the library is installed by."""
    backends: ClassVar[Collection[str]] = ("cryptography",)
    """Distributions whose versions belong to the target's identity, where installed."""
    parses_json: ClassVar[bool] = False
    """True where the library reads a JWK's text itself; otherwise it is handed a dict."""
    lazy: ClassVar[bool] = False
    """True where importing stores a key unread and the first use examines it."""
    via: ClassVar[str | None] = None
    """"pem" where the library knows JWKs only through a conversion to PEM."""
    documented_errors: ClassVar[tuple[type[BaseException], ...]] = ()

    kty: ClassVar[Collection[str]] = ()
    crv: ClassVar[Collection[str]] = ()
    alg: ClassVar[Collection[str]] = ()
    enc: ClassVar[Collection[str]] = ()
    serialisations: ClassVar[Collection[str]] = ("compact",)
    features: ClassVar[Collection[str]] = ()
    """Of: detached, b64, b64-detached, many-signers, many-recipients, unprotected,
    no-protected-header, aad, zip,
    multi-prime, claims-only (a JWS is nothing but a JWT: its payload is a JSON object),
    public-only (private keys are refused)."""
    exceptions: ClassVar[Sequence[Mapping[str, str]]] = ()
    """Combinations that the lists above promise and the library does not have."""
    limits: ClassVar[Mapping[str, int]] = {}
    snippets: ClassVar[Mapping[str, str]] = {}
    """Operation, with words for a variant → a reproduction in the library's own API, with
    placeholders: see docs/protocol.md."""

    # JSON Web Keys

    def jwk_import(self, key: Any) -> Any:
        """Read a JWK: its text where `parses_json`, otherwise the decoded document."""
        raise Unsupported

    def jwk_public(self, key: Any) -> Mapping[str, Any] | str:
        """The public JWK of a key."""
        raise Unsupported

    def jwk_private(self, key: Any) -> Mapping[str, Any] | str:
        """The JWK of a key with its private or symmetric members."""
        raise Unsupported

    def jwk_thumbprint(self, key: Any, hash: str) -> str:
        """The thumbprint in base64url; `hash` is named as in RFC 9278, such as "sha-256"."""
        raise Unsupported

    def jwk_generate(self, kty: str, crv: str | None, bits: int | None) -> Any:
        """A fresh key."""
        raise Unsupported

    def jwk_public_pem(self, key: Any) -> str:
        """The public key as PEM."""
        raise Unsupported

    def jwk_private_pem(self, key: Any) -> str:
        """The private key as unencrypted PEM."""
        raise Unsupported

    def jwk_from_pem(self, pem: str) -> Any:
        """The key a PEM text holds."""
        raise Unsupported

    # JWK Sets

    def jwks_import(self, set: Any) -> Any:
        """Read a JWK Set: its text where `parses_json`, otherwise the decoded document."""
        raise Unsupported

    def jwks_public(self, set: Any) -> Mapping[str, Any] | str:
        """The JWK Set with public keys only."""
        raise Unsupported

    def jwks_select(self, set: Any, kid: str) -> Any:
        """The key with this kid; None where the set has none."""
        raise Unsupported

    def jwks_client(self, url: str) -> Any:
        """The library's own client of the JWK Set at a URL, as its users make and keep it."""
        raise Unsupported

    def jwks_fetch(self, client: Any, kid: str) -> Any:
        """The key with this kid, as the client gives it; None where it says that there is none."""
        raise Unsupported

    def jwks_verify(self, client: Any, jwt: str, algorithms: Sequence[str]) -> Mapping[str, Any]:
        """The claims of a JWT, verified with the key that the client finds for it."""
        raise Unsupported

    # JWS, JWE, JWT

    def jws_sign(self, payload: bytes, signers: Sequence[Signer], serialisation: str) -> str:
        """Sign; several signers only for the general serialisation."""
        raise Unsupported

    def jws_verify(
        self, key: Any, jws: str, algorithms: Sequence[str], detached: bytes | None
    ) -> Opened:
        """Verify with a key, accepting these algorithms; `detached` is content sent apart."""
        raise Unsupported

    def jws_verify_with_set(
        self, set: Any, jws: str, algorithms: Sequence[str], detached: bytes | None
    ) -> Opened:
        """Verify with the library's own choice of key from a JWK Set."""
        raise Unsupported

    def jwe_encrypt(self, what: Encrypted, recipients: Sequence[Signer], serialisation: str) -> str:
        """Encrypt to each recipient's key, whose `header` is its own unprotected header."""
        raise Unsupported

    def jwe_decrypt(self, key: Any, jwe: str, algorithms: Sequence[str]) -> Opened:
        """Decrypt, accepting these alg and enc values."""
        raise Unsupported

    def jwt_sign(self, key: Any, claims: dict[str, Any], header: dict[str, Any]) -> str:
        """A signed JWT with these claims."""
        raise Unsupported

    def jwt_verify(
        self, key: Any, jwt: str, algorithms: Sequence[str], expected: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """The claims of a JWT; `expected` may hold iss and aud."""
        raise Unsupported

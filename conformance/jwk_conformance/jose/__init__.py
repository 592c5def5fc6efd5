"""The reference: JOSE as the rulebook has it, on `cryptography`, no judged library in it.

It is the strict target, checks what targets produce, and calibrates the vectors. Whatever it is
given, the only exception that it raises is NotValid (of which NotSupported is one kind).
"""

from jwk_conformance.jose.base64url import decode, decode_integer, encode, encode_integer
from jwk_conformance.jose.document import parse_object
from jwk_conformance.jose.enforce import Watch, enforce, watched, without
from jwk_conformance.jose.error import NotSupported, NotValid
from jwk_conformance.jose.jwe import Decrypted, Envelope, To, decrypt, encrypt
from jwk_conformance.jose.jws import Opened, verify
from jwk_conformance.jose.key import (
    KeySet,
    consistent,
    is_private,
    private_key,
    private_members,
    public_key,
    public_members,
    read_key,
    read_set,
    secret,
)
from jwk_conformance.jose.signing import (
    Signer,
    detach,
    sign,
    sign_detached,
    sign_flattened,
    sign_general,
    signing_input,
)
from jwk_conformance.jose.thumbprint import thumbprint, thumbprint_input, thumbprint_uri

__all__ = [
    "Decrypted",
    "Envelope",
    "KeySet",
    "NotSupported",
    "NotValid",
    "Opened",
    "Signer",
    "To",
    "Watch",
    "consistent",
    "decode",
    "decode_integer",
    "decrypt",
    "detach",
    "encode",
    "encode_integer",
    "encrypt",
    "enforce",
    "is_private",
    "parse_object",
    "private_key",
    "private_members",
    "public_key",
    "public_members",
    "read_key",
    "read_set",
    "secret",
    "sign",
    "sign_detached",
    "sign_flattened",
    "sign_general",
    "signing_input",
    "thumbprint",
    "thumbprint_input",
    "thumbprint_uri",
    "verify",
    "watched",
    "without",
]

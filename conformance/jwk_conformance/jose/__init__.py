"""The suite's own reading of JOSE objects: strict, on `cryptography`, no judged library in it.

It checks what targets produce and calibrates the vectors. Whatever it is given, the only
exception it raises is NotValid (of which NotSupported is one kind).
"""

from jwk_conformance.jose.base64url import decode, decode_integer, encode, encode_integer
from jwk_conformance.jose.error import NotSupported, NotValid
from jwk_conformance.jose.jwe import Decrypted, decrypt
from jwk_conformance.jose.jws import Opened, verify
from jwk_conformance.jose.key import (
    consistent,
    is_private,
    private_key,
    private_members,
    public_key,
    public_members,
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
from jwk_conformance.jose.text import parse_object
from jwk_conformance.jose.thumbprint import thumbprint, thumbprint_input, thumbprint_uri

__all__ = [
    "Decrypted",
    "NotSupported",
    "NotValid",
    "Opened",
    "Signer",
    "consistent",
    "decode",
    "decode_integer",
    "decrypt",
    "detach",
    "encode",
    "encode_integer",
    "is_private",
    "parse_object",
    "private_key",
    "private_members",
    "public_key",
    "public_members",
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
]

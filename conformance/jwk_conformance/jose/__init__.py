"""The suite's own reading of JOSE objects: strict, on `cryptography`, no judged library in it.

It checks what targets produce and calibrates the vectors. Whatever it is given, the only
exception it raises is NotValid.
"""

from jwk_conformance.jose.base64url import decode, encode
from jwk_conformance.jose.error import NotValid
from jwk_conformance.jose.jwe import Decrypted, decrypt
from jwk_conformance.jose.jws import Opened, verify
from jwk_conformance.jose.key import consistent, private_key, public_key, secret
from jwk_conformance.jose.text import parse_object
from jwk_conformance.jose.thumbprint import thumbprint

__all__ = [
    "Decrypted",
    "NotValid",
    "Opened",
    "consistent",
    "decode",
    "decrypt",
    "encode",
    "parse_object",
    "private_key",
    "public_key",
    "secret",
    "thumbprint",
    "verify",
]

"""RFC 7517 appendix C: a private key, encrypted under a passphrase."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import Authored, Expected, b64, text, vector
from authoring.example import key_vectors
from authoring.operation import Party, decrypt, encrypt
from authoring.registry import Chapter
from jwk_vectors.model import Check, Source

PLAINTEXT = {
    "kty": "RSA",
    "kid": "juliet@capulet.lit",
    "use": "enc",
    "n": (
        "t6Q8PWSi1dkJj9hTP8hNYFlvadM7DflW9mWepOJhJ66w7nyoK1gPNqFMSQRyO125Gp-TEkodhWr0iujjHVx7BcV0ll"
        "S4w5ACGgPrcAd6ZcSR0-Iqom-QFcNP8Sjg086MwoqQU_LYywlAGZ21WSdS_PERyGFiNnj3QQlO8Yns5jCtLCRwLHL0"
        "Pb1fEv45AuRIuUfVcPySBWYnDyGxvjYGDSM-AqWS9zIQ2ZilgT-GqUmipg0XOC0Cc20rgLe2ymLHjpHciCKVAbY5-L"
        "32-lSeZO-Os6U15_aXrk9Gw8cPUaX1_I8sLGuSiVdt3C_Fn2PZ3Z8i744FPFGGcG1qs2Wz-Q"
    ),
    "e": "AQAB",
    "d": (
        "GRtbIQmhOZtyszfgKdg4u_N-R_mZGU_9k7JQ_jn1DnfTuMdSNprTeaSTyWfSNkuaAwnOEbIQVy1IQbWVV25NY3ybc_"
        "IhUJtfri7bAXYEReWaCl3hdlPKXy9UvqPYGR0kIXTQRqns-dVJ7jahlI7LyckrpTmrM8dWBo4_PMaenNnPiQgO0xnu"
        "ToxutRZJfJvG4Ox4ka3GORQd9CsCZ2vsUDmsXOfUENOyMqADC6p1M3h33tsurY15k9qMSpG9OX_IJAXmxzAh_tWiZO"
        "wk2K4yxH9tS3Lq1yX8C1EWmeRDkK2ahecG85-oLKQt5VEpWHKmjOi_gJSdSgqcN96X52esAQ"
    ),
    "p": (
        "2rnSOV4hKSN8sS4CgcQHFbs08XboFDqKum3sc4h3GRxrTmQdl1ZK9uw-PIHfQP0FkxXVrx-WE-ZEbrqivH_2iCLUS7"
        "wAl6XvARt1KkIaUxPPSYB9yk31s0Q8UK96E3_OrADAYtAJs-M3JxCLfNgqh56HDnETTQhH3rCT5T3yJws"
    ),
    "q": (
        "1u_RiFDP7LBYh3N4GXLT9OpSKYP0uQZyiaZwBtOCBNJgQxaj10RWjsZu0c6Iedis4S7B_coSKB0Kj9PaPaBzg-IySR"
        "vvcQuPamQu66riMhjVtG6TlV8CLCYKrYl52ziqK0E_ym2QnkwsUX7eYTB7LbAHRK9GqocDE5B0f808I4s"
    ),
    "dp": (
        "KkMTWqBUefVwZ2_Dbj1pPQqyHSHjj90L5x_MOzqYAJMcLMZtbUtwKqvVDq3tbEo3ZIcohbDtt6SbfmWzggabpQxNxu"
        "BpoOOf_a_HgMXK_lhqigI4y_kqS1wY52IwjUn5rgRrJ-yYo1h41KR-vz2pYhEAeYrhttWtxVqLCRViD6c"
    ),
    "dq": (
        "AvfS0-gRxvn0bwJoMSnFxYcK1WnuEjQFluMGfwGitQBWtfZ1Er7t1xDkbN9GQTB9yqpDoYaN06H7CFtrkxhJIBQaj6"
        "nkF5KKS3TQtQ5qCzkOkmxIe3KRbBymXxkb5qwUpX5ELD5xFc6FeiafWYY63TmmEAu_lRFCOJ3xDea-ots"
    ),
    "qi": (
        "lSQi-w9CpyUReMErP1RsBLk7wNtOvs5EQpPqmuMvqW57NBUczScEoPwmUqqabu9V0-Py4dQ57_bapoKRu1R90bvuFn"
        "U63SHWEFglZQvJDMeAvmj4sm-Fp0oYu_neotgQ0hzbI5gry7ajdYy9-2lNx_76aBZoOUu9HCJ-UsfSOI8"
    ),
}
"""Appendix C.1."""
PASSPHRASE = b"Thus from my lips, by yours, my sin is purged."
"""Appendix C.4."""
HEADER = (
    "eyJhbGciOiJQQkVTMi1IUzI1NitBMTI4S1ciLCJwMnMiOiIyV0NUY0paMVJ2ZF9DSnVKcmlwUTF3IiwicDJjIjo0MDk2LC"
    "JlbmMiOiJBMTI4Q0JDLUhTMjU2IiwiY3R5IjoiandrK2pzb24ifQ"
)
CONTENT_KEY = "bxsZNEIdFE5csDjwQdBScKGDJDfK7LmsgReZwsMw_bY"
DERIVED_KEY = "bqupXIFcbXXp8nTpqg4YSw"
SALT = "UEJFUzItSFMyNTYrQTEyOEtXANlgk3CWdUb3fwibia4qUNc"
ENCRYPTED_KEY = "TrqXOwuNUfDV9VPTNbyGvEJ9JMjefAVn-TR1uIxR9p6hsRQh9Tk7BA"
IV = "Ye9j1qs22DmRSAddIh-VnA"
CIPHERTEXT = (
    "AwhB8lxrlKjFn02LGWEqg27H4Tg9fyZAbFv3p5ZicHpj64QyHC44qqlZ3JEmnZTgQowIqZJ13jbyHB8LgePiqUJ1hf6M2H"
    "PLgzw8L-mEeQ0jvDUTrE07NtOerBk8bwBQyZ6g0kQ3DEOIglfYxV8-FJvNBYwbqN1Bck6d_i7OtjSHV-8DIrp-3JcRIe05"
    "YKy3Oi34Z_GOiAc1EK21B11c_AE11PII_wvvtRiUiG8YofQXakWd1_O98Kap-UgmyWPfreUJ3lJPnbD4Ve95owEfMGLOPf"
    "lo2MnjaTDCwQokoJ_xplQ2vNPz8iguLcHBoKllyQFJL2mOWBwqhBo9Oj-O800as5mmLsvQMTflIrIEbbTMzHMBZ8EFW9fW"
    "wwFu0DWQJGkMNhmBZQ-3lvqTc-M6-gWA6D8PDhONfP2Oib2HGizwG1iEaX8GRyUpfLuljCLIe1DkGOewhKuKkZh04DKNM5"
    "Nbugf2atmU9OP0Ldx5peCUtRG1gMVl7Qup5ZXHTjgPDr5b2N731UooCGAUqHdgGhg0JVJ_ObCTdjsH4CF1SJsdUhrXvYx3"
    "HJh2Xd7CwJRzU_3Y1GxYU6-s3GFPbirfqqEipJDBTHpcoCmyrwYjYHFgnlqBZRotRrS95g8F95bRXqsaDY7UgQGwBQBwy6"
    "65d0zpvTasvfXf_c0MWAl-neFaKOW_Px6g4EUDjG1GWSXV9cLStLw_0ovdApDIFLHYHePyagyHjouQUuGiq7BsYwYrwaF0"
    "6tgB8hV8omLNfMEmDPJaZUzMuHw6tBDwGkzD-tS_ub9hxrpJ4UsOWnt5rGUyoN2N_c1-TQlXxm5oto14MxnoAyBQBpwIEg"
    "SH3Y4ZhwKBhHPjSo0cdwuNdYbGPpb-YUvF-2NZzODiQ1OvWQBRHSbPWYz_xbGkgD504LRtqRwCO7CC_CyyURi1sEssPVsM"
    "JRX_U4LFEOc82TiDdqjKOjRUfKK5rqLi8nBE9soQ0DSaOoFQZiGrBrqxDsNYiAYAmxxkos-i3nX4qtByVx85sCE5U_0MqG"
    "7COxZWMOPEFrDaepUV-cOyrvoUIng8i8ljKBKxETY2BgPegKBYCxsAUcAkKamSCC9AiBxA0UOHyhTqtlvMksO7AEhNC2-Y"
    "zPyx1FkhMoS4LLe6E_pFsMlmjA6P1NSge9C5G5tETYXGAn6b1xZbHtmwrPScro9LWhVmAaA7_bxYObnFUxgWtK4vzzQBjZ"
    "J36UTk4OTB-JvKWgfVWCFsaw5WCHj6Oo4jpO7d2yN7WMfAj2hTEabz9wumQ0TMhBduZ-QON3pYObSy7TSC1vVme0NJrwF_"
    "cJRehKTFmdlXGVldPxZCplr7ZQqRQhF8JP-l4mEQVnCaWGn9ONHlemczGOS-A-wwtnmwjIB1V_vgJRf4FdpV-4hUk4-QLp"
    "u3-1lWFxrtZKcggq3tWTduRo5_QebQbUUT_VSCgsFcOmyWKoj56lbxthN19hq1XGWbLGfrrR6MWh23vk01zn8FVwi7uFwE"
    "nRYSafsnWLa1Z5TpBj9GvAdl2H9NHwzpB5NqHpZNkQ3NMDj13Fn8fzO0JB83Etbm_tnFQfcb13X3bJ15Cz-Ww1MGhvIpGG"
    "nMBT_ADp9xSIyAM9dQ1yeVXk-AIgWBUlN5uyWSGyCxp0cJwx7HxM38z0UIeBu-MytL-eqndM7LxytsVzCbjOTSVRmhYEMI"
    "zUAnS1gs7uMQAGRdgRIElTJESGMjb_4bZq9s6Ve1LKkSi0_QDsrABaLe55UY0zF4ZSfOV5PMyPtocwV_dcNPlxLgNAD1BF"
    "X_Z9kAdMZQW6fAmsfFle0zAoMe4l9pMESH0JB4sJGdCKtQXj1cXNydDYozF7l8H00BV_Er7zd6VtIw0MxwkFCTatsv_R-G"
    "sBCH218RgVPsfYhwVuT8R4HarpzsDBufC4r8_c8fc9Z278sQ081jFjOja6L2x0N_ImzFNXU6xwO-Ska-QeuvYZ3X_L31ZO"
    "X4Llp-7QSfgDoHnOxFv1Xws-D5mDHD3zxOup2b2TppdKTZb9eW2vxUVviM8OI9atBfPKMGAOv9omA-6vv5IxUH0-lWMiHL"
    "Q_g8vnswp-Jav0c4t6URVUzujNOoNd_CBGGVnHiJTCHl88LQxsqLHHIu4Fz-U2SGnlxGTj0-ihit2ELGRv4vO8E1BosTmf"
    "0cx3qgG0Pq0eOLBDIHsrdZ_CCAiTc0HVkMbyq1M6qEhM-q5P6y1QCIrwg"
)
TAG = "0HFmhOzsQ98nNWJjIHkR7A"


def encrypted_key() -> Iterator[Authored]:
    """Appendix C.

    The octets C.7 lists as additional authenticated data are those of the header's JSON; the
    ciphertext authenticates its base64url encoding, as RFC 7516 has it.
    """
    yield from key_vectors(
        "rfc7517-c.1",
        "the RSA private key that is encrypted",
        PLAINTEXT,
        group="rfc7517-c",
        source=Source(document="RFC 7517", section="C.1"),
        why="An RSA key for encryption with all its private members.",
    )
    plaintext = text(PLAINTEXT).encode("ascii")
    password = {"kty": "oct", "k": b64(PASSPHRASE)}
    header = {
        "alg": "PBES2-HS256+A128KW",
        "p2s": "2WCTcJZ1Rvd_CJuJripQ1w",
        "p2c": 4096,
        "enc": "A128CBC-HS256",
        "cty": "jwk+json",
    }
    clauses = (
        "rfc7516-7.1-compact-serialisation",
        "rfc7517-7-encrypted-jwk",
        "rfc7518-4.8-pbes2-computation",
        "rfc7518-5.2-aes-cbc-hmac-computation",
    )
    intermediate = {
        "C.2, protected header": text(header),
        "C.3, content encryption key": CONTENT_KEY,
        "C.4, salt": SALT,
        "C.4, derived key": DERIVED_KEY,
        "C.5, encrypted key": ENCRYPTED_KEY,
        "C.6, initialisation vector": IV,
        "C.8, ciphertext": CIPHERTEXT,
        "C.8, authentication tag": TAG,
    }
    yield vector(
        "rfc7517-c-decrypt",
        "Decrypt the RSA private key with the passphrase",
        decrypt(
            password,
            ".".join((HEADER, ENCRYPTED_KEY, IV, CIPHERTEXT, TAG)),
            "PBES2-HS256+A128KW",
            "A128CBC-HS256",
            Expected(facts={"payload": b64(plaintext), "protected": header}),
        ),
        group="rfc7517-c",
        why="A stored private key is often encrypted under a passphrase; whoever cannot open it "
        "has lost the key.",
        clauses=("rfc7516-5.2-output-plaintext", *clauses),
        source=Source(document="RFC 7517", section="C.9"),
        level="token",
        intermediate=intermediate,
    )
    asked = {name: header[name] for name in ("alg", "enc", "cty")}
    yield vector(
        "rfc7517-c-encrypt",
        "Encrypt the RSA private key under the passphrase",
        encrypt(
            [Party(key=password)],
            plaintext,
            "compact",
            Expected(
                check=Check(kind="jwe", key=text(password), payload=b64(plaintext), protected=asked)
            ),
            alg="PBES2-HS256+A128KW",
            enc="A128CBC-HS256",
            protected=text(asked),
        ),
        group="rfc7517-c",
        why="Salt and rounds are for the producer to choose, and anyone with the passphrase must "
        "be able to open what comes of it.",
        clauses=("rfc7516-5.1-produce", *clauses),
        source=Source(document="RFC 7517", section="C.9"),
        level="token",
        intermediate=intermediate,
    )


CHAPTER = Chapter(
    "rfc7517-encrypted", "RFC 7517 appendix C: an encrypted private key", (encrypted_key,)
)

"""A signature inside an encryption: RFC 7520 section 6."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from authoring.build import Authored, Expected, b64, text, unb64, vector
from authoring.example import public, rsa_bits
from authoring.operation import Party, decrypt, encrypt, verify
from authoring.registry import Chapter
from authoring.signing import Example, Signature
from jwk_vectors.model import Check, Source

SIGNER = {
    "kty": "RSA",
    "kid": "hobbiton.example",
    "use": "sig",
    "n": (
        "kNrPIBDXMU6fcyv5i-QHQAQ-K8gsC3HJb7FYhYaw8hXbNJa-t8q0lDKwLZgQXYV-ffWxXJv5GGrlZE4GU52lfMEegT"
        "DzYTrRQ3tepgKFjMGg6Iy6fkl1ZNsx2gEonsnlShfzA9GJwRTmtKPbk1s-hwx1IU5AT-AIelNqBgcF2vE5W25_SGGB"
        "oaROVdUYxqETDggM1z5cKV4ZjDZ8-lh4oVB07bkac6LQdHpJUUySH_Er20DXx30Kyi97PciXKTS-QKXnmm8ivyRCmu"
        "x22ZoPUind2BKC5OiG4MwALhaL2Z2k8CsRdfy-7dg7z41Rp6D0ZeEvtaUp4bX4aKraL4rTfw"
    ),
    "e": "AQAB",
    "d": (
        "ZLe_TIxpE9-W_n2VBa-HWvuYPtjvxwVXClJFOpJsdea8g9RMx34qEOEtnoYc2un3CZ3LtJi-mju5RAT8YSc76YJds3"
        "ZVw0UiO8mMBeG6-iOnvgobobNx7K57-xjTJZU72EjOr9kB7z6ZKwDDq7HFyCDhUEcYcHFVc7iL_6TibVhAhOFONWlq"
        "lJgEgwVYd0rybNGKifdnpEbwyHoMwY6HM1qvnEFgP7iZ0YzHUT535x6jj4VKcdA7ZduFkhUauysySEW7mxZM6fj1vd"
        "jJIy9LD1fIz30Xv4ckoqhKF5GONU6tNmMmNgAD6gIViyEle1PrIxl1tBhCI14bRW-zrpHgAQ"
    ),
    "p": (
        "yKWYoNIAqwMRQlgIBOdT1NIcbDNUUs2Rh-pBaxD_mIkweMt4Mg-0-B2iSYvMrs8horhonV7vxCQagcBAATGW-hAafU"
        "ehWjxWSH-3KccRM8toL4e0q7M-idRDOBXSoe7Z2-CV2x_ZCY3RP8qp642R13WgXqGDIM4MbUkZSjcY9-c"
    ),
    "q": (
        "uND4o15V30KDzf8vFJw589p1vlQVQ3NEilrinRUPHkkxaAzDzccGgrWMWpGxGFFnNL3w5CqPLeU76-5IVYQq0HwYVl"
        "0hVXQHr7sgaGu-483Ad3ENcL23FrOnF45m7_2ooAstJDe49MeLTTQKrSIBl_SKvqpYvfSPTczPcZkh9Kk"
    ),
    "dp": (
        "jmTnEoq2qqa8ouaymjhJSCnsveUXnMQC2gAneQJRQkFqQu-zV2PKPKNbPvKVyiF5b2-L3tM3OW2d2iNDyRUWXlT7V5"
        "l0KwPTABSTOnTqAmYChGi8kXXdlhcrtSvXldBakC6saxwI_TzGGY2MVXzc2ZnCvCXHV4qjSxOrfP3pHFU"
    ),
    "dq": (
        "R9FUvU88OVzEkTkXl3-5-WusE4DjHmndeZIlu3rifBdfLpq_P-iWPBbGaq9wzQ1c-J7SzCdJqkEJDv5yd2C7rnZ6kp"
        "zwBh_nmL8zscAk1qsunnt9CJGAYz7-sGWy1JGShFazfP52ThB4rlCJ0YuEaQMrIzpY77_oLAhpmDA0hLk"
    ),
    "qi": (
        "S8tC7ZknW6hPITkjcwttQOPLVmRfwirRlFAViuDb8NW9CrV_7F2OqUZCqmzHTYAumwGFHI1WVRep7anleWaJjxC_1b"
        "3fq_al4qH3Pe-EKiHg6IMazuRtZLUROcThrExDbF5dYbsciDnfRUWLErZ4N1Be0bnxYuPqxwKd9QZwMo0"
    ),
}
"""Figure 224."""
RECIPIENT = {
    "kty": "RSA",
    "kid": "samwise.gamgee@hobbiton.example",
    "use": "enc",
    "n": (
        "wbdxI55VaanZXPY29Lg5hdmv2XhvqAhoxUkanfzf2-5zVUxa6prHRrI4pP1AhoqJRlZfYtWWd5mmHRG2pAHIlh0ySJ"
        "9wi0BioZBl1XP2e-C-FyXJGcTy0HdKQWlrfhTm42EW7Vv04r4gfao6uxjLGwfpGrZLarohiWCPnkNrg71S2CuNZSQB"
        "IPGjXfkmIy2tl_VWgGnL22GplyXj5YlBLdxXp3XeStsqo571utNfoUTU8E4qdzJ3U1DItoVkPGsMwlmmnJiwA7sXRI"
        "tBCivR4M5qnZtdw-7v4WuR4779ubDuJ5nalMv2S66-RPcnFAzWSKxtBDnFJJDGIUe7Tzizjg1nms0Xq_yPub_UOlWn"
        "0ec85FCft1hACpWG8schrOBeNqHBODFskYpUc2LC5JA2TaPF2dA67dg1TTsC_FupfQ2kNGcE1LgprxKHcVWYQb86B-"
        "HozjHZcqtauBzFNV5tbTuB-TpkcvJfNcFLlH3b8mb-H_ox35FjqBSAjLKyoeqfKTpVjvXhd09knwgJf6VKq6UC418_"
        "TOljMVfFTWXUxlnfhOOnzW6HSSzD1c9WrCuVzsUMv54szidQ9wf1cYWf3g5qFDxDQKis99gcDaiCAwM3yEBIzuNeeC"
        "a5dartHDb1xEB_HcHSeYbghbMjGfasvKn0aZRsnTyC0xhWBlsolZE"
    ),
    "e": "AQAB",
    "alg": "RSA-OAEP",
    "d": (
        "n7fzJc3_WG59VEOBTkayzuSMM780OJQuZjN_KbH8lOZG25ZoA7T4Bxcc0xQn5oZE5uSCIwg91oCt0JvxPcpmqzaJZg"
        "1nirjcWZ-oBtVk7gCAWq-B3qhfF3izlbkosrzjHajIcY33HBhsy4_WerrXg4MDNE4HYojy68TcxT2LYQRxUOCf5TtJ"
        "XvM8olexlSGtVnQnDRutxEUCwiewfmmrfveEogLx9EA-KMgAjTiISXxqIXQhWUQX1G7v_mV_Hr2YuImYcNcHkRvp9E"
        "7ook0876DhkO8v4UOZLwA1OlUX98mkoqwc58A_Y2lBYbVx1_s5lpPsEqbbH-nqIjh1fL0gdNfihLxnclWtW7pCztLn"
        "ImZAyeCWAG7ZIfv-Rn9fLIv9jZ6r7r-MSH9sqbuziHN2grGjD_jfRluMHa0l84fFKl6bcqN1JWxPVhzNZo01yDF-1L"
        "iQnqUYSepPf6X3a2SOdkqBRiquE6EvLuSYIDpJq3jDIsgoL8Mo1LoomgiJxUwL_GWEOGu28gplyzm-9Q0U0nyhEf1u"
        "hSR8aJAQWAiFImWH5W_IQT9I7-yrindr_2fWQ_i1UgMsGzA7aOGzZfPljRy6z-tY_KuBG00-28S_aWvjyUc-Alp8AU"
        "yKjBZ-7CWH32fGWK48j1t-zomrwjL_mnhsPbGs0c9WsWgRzI-K8gE"
    ),
    "p": (
        "7_2v3OQZzlPFcHyYfLABQ3XP85Es4hCdwCkbDeltaUXgVy9l9etKghvM4hRkOvbb01kYVuLFmxIkCDtpi-zLCYAdXK"
        "rAK3PtSbtzld_XZ9nlsYa_QZWpXB_IrtFjVfdKUdMz94pHUhFGFj7nr6NNxfpiHSHWFE1zD_AC3mY46J961Y2LRnre"
        "VwAGNw53p07Db8yD_92pDa97vqcZOdgtybH9q6uma-RFNhO1AoiJhYZj69hjmMRXx-x56HO9cnXNbmzNSCFCKnQmn4"
        "GQLmRj9sfbZRqL94bbtE4_e0Zrpo8RNo8vxRLqQNwIy85fc6BRgBJomt8QdQvIgPgWCv5HoQ"
    ),
    "q": (
        "zqOHk1P6WN_rHuM7ZF1cXH0x6RuOHq67WuHiSknqQeefGBA9PWs6ZyKQCO-O6mKXtcgE8_Q_hA2kMRcKOcvHil1hqM"
        "CNSXlflM7WPRPZu2qCDcqssd_uMbP-DqYthH_EzwL9KnYoH7JQFxxmcv5An8oXUtTwk4knKjkIYGRuUwfQTus0w1Nf"
        "jFAyxOOiAQ37ussIcE6C6ZSsM3n41UlbJ7TCqewzVJaPJN5cxjySPZPD3Vp01a9YgAD6a3IIaKJdIxJS1ImnfPevSJ"
        "QBE79-EXe2kSwVgOzvt-gsmM29QQ8veHy4uAqca5dZzMs7hkkHtw1z0jHV90epQJJlXXnH8Q"
    ),
    "dp": (
        "19oDkBh1AXelMIxQFm2zZTqUhAzCIr4xNIGEPNoDt1jK83_FJA-xnx5kA7-1erdHdms_Ef67HsONNv5A60JaR7w8LH"
        "nDiBGnjdaUmmuO8XAxQJ_ia5mxjxNjS6E2yD44USo2JmHvzeeNczq25elqbTPLhUpGo1IZuG72FZQ5gTjXoTXC2-xt"
        "CDEUZfaUNh4IeAipfLugbpe0JAFlFfrTDAMUFpC3iXjxqzbEanflwPvj6V9iDSgjj8SozSM0dLtxvu0LIeIQAeEgT_"
        "yXcrKGmpKdSO08kLBx8VUjkbv_3Pn20Gyu2YEuwpFlM_H1NikuxJNKFGmnAq9LcnwwT0jvoQ"
    ),
    "dq": (
        "S6p59KrlmzGzaQYQM3o0XfHCGvfqHLYjCO557HYQf72O9kLMCfd_1VBEqeD-1jjwELKDjck8kOBl5UvohK1oDfSP1D"
        "leAy-cnmL29DqWmhgwM1ip0CCNmkmsmDSlqkUXDi6sAaZuntyukyflI-qSQ3C_BafPyFaKrt1fgdyEwYa08pESKwwW"
        "isy7KnmoUvaJ3SaHmohFS78TJ25cfc10wZ9hQNOrIChZlkiOdFCtxDqdmCqNacnhgE3bZQjGp3n83ODSz9zwJcSUvO"
        "DlXBPc2AycH6Ci5yjbxt4Ppox_5pjm6xnQkiPgj01GpsUssMmBN7iHVsrE7N2iznBNCeOUIQ"
    ),
    "qi": (
        "FZhClBMywVVjnuUud-05qd5CYU0dK79akAgy9oX6RX6I3IIIPckCciRrokxglZn-omAY5CnCe4KdrnjFOT5YUZE7G_"
        "Pg44XgCXaarLQf4hl80oPEf6-jJ5Iy6wPRx7G2e8qLxnh9cOdf-kRqgOS3F48Ucvw3ma5V6KGMwQqWFeV31XtZ8l5c"
        "VI-I3NzBS7qltpUVgz2Ju021eyc7IlqgzR98qKONl27DuEES0aK0WE97jnsyO27Yp88Wa2RiBrEocM89QZI1seJiGD"
        "izHRUP4UZxw9zsXww46wy0P6f9grnYp7t8LkyDDk8eoI4KX6SNMNVcyVS9IWjlq8EzqZEKIA"
    ),
}
"""Figure 84."""
CLAIMS = unb64(
    "eyJpc3MiOiJob2JiaXRvbi5leGFtcGxlIiwiZXhwIjoxMzAwODE5MzgwLCJodHRwOi8vZXhhbXBsZS5j"
    "b20vaXNfcm9vdCI6dHJ1ZX0"
)
"""Figures 222 and 223."""
INNER_HEADER = "eyJhbGciOiJQUzI1NiIsInR5cCI6IkpXVCJ9"
"""Figure 226."""
INNER_SIGNATURE = (
    "dPpMqwRZxFYi1UfcDAaf8M99o7kwUWtiXZ-ByvVuJih4MhJ_aZqciprz0OWaIAkIvn1qskChirjKvY9ESZNUCP4JjvfyPS"
    "-nqjJxYoA5ztWOyFk2cZNIPXjcJXSQwXPO9tEe-v4VSqgD0aKHqPxYog4N6Cz1lKph1U1sYDSI67_bLL7elg_vkjfMp5_W"
    "5l5LuUYGMeh6hxQIaIUXf9EwV2JmvTMuZ-vBOWy0Sniy1EFo72CRTvmtrIf5AROo5MNliY3KtUxeP-SOmD-LEYwW9Slkoh"
    "YzMVAZDDOrVbv7KVRHpeYNaK75KEQqdCEEkS_rskZS-Qtt_nlegTWh1mEYaA"
)
"""Figure 227."""
CONTENT_KEY = "0RHSNYwN-6-2QBGsYTZLSQ"
"""Figure 229."""
IV = "GbX1i9kXz0sxXPmA"
"""Figure 230."""
ENCRYPTED_KEY = (
    "a0JHRoITfpX4qRewImjlStn8m3CPxBV1ueYlVhjurCyrBg3I7YhCRYjphDOOS4E7rXbr2Fn6NyQq-A-gqT0FXqNjVOGrG-"
    "bi13mwy7RoYhjTkBEC6P7sMYMXXx4gzMedpiJHQVeyI-zkZV7A9matpgevAJWrXzOUysYGTtwoSN6gtUVtlLaivjvb21O0"
    "ul4YxSHV-ByK1kyeetRp_fuYJxHoKLQL9P424sKx2WGYb4zsBIPF4ssl_e5IR7nany-25_UmC2urosNkoFz9cQ82MypZP8"
    "gqbQJyPN-Fpp4Z-5o6yV64x6yzDUF_5JCIdl-Qv6H5dMVIY7q1eKpXcV1lWO_2FefEBqXxXvIjLeZivjNkzogCq3-IapSj"
    "VFnMjBxjpYLT8muaawo1yy1XXMuinIpNcOY3n4KKrXLrCcteX85m4IIHMZa38s1Hpr56fPPseMA-Jltmt-a9iEDtOzhtxz"
    "8AXy9tsCAZV2XBWNG8c3kJusAamBKOYwfk7JhLRDgOnJjlJLhn7TI4UxDp9dCmUXEN6z0v23W15qJIEXNJtqnblpymooeW"
    "AHCT4e_Owbim1g0AEpTHUdA2iiLNs9WTX_H_TXuPC8yDDhi1smxS_X_xpkIHkiIHWDOLx03BpqDTivpKkBYwqP2UZkcxqX"
    "2Fo_GnVrNwlK7Lgxw6FSQvDO0"
)
"""Figure 231."""
OUTER_HEADER = "eyJhbGciOiJSU0EtT0FFUCIsImN0eSI6IkpXVCIsImVuYyI6IkExMjhHQ00ifQ"
"""Figure 233."""
CIPHERTEXT = (
    "SZI4IvKHmwpazl_pJQXX3mHv1ANnOU4Wf9-utWYUcKrBNgCe2OFMf66cSJ8k2QkxaQD3_R60MGE9ofomwtky3GFxMeGRjt"
    "pMt9OAvVLsAXB0_UTCBGyBg3C2bWLXqZlfJAAoJRUPRk-BimYZY81zVBuIhc7HsQePCpu33SzMsFHjn4lP_idrJz_glZTN"
    "gKDt8zdnUPauKTKDNOH1DD4fuzvDYfDIAfqGPyL5sVRwbiXpXdGokEszM-9ChMPqW1QNhzuX_Zul3bvrJwr7nuGZs4cUSc"
    "Y3n8yE3AHCLurgls-A9mz1X38xEaulV18l4Fg9tLejdkAuQZjPbqeHQBJe4IwGD5Ee0dQ-Mtz4NnhkIWx-YKBb_Xo2zI3Q"
    "_1sYjKUuis7yWW-HTr_vqvFt0bj7WJf2vzB0TZ3dvsoGaTvPH2dyWwumUrlx4gmPUzBdwTO6ubfYSDUEEz5py0d_OtWeUS"
    "YcCYBKD-aM7tXg26qJo21gYjLfhn9zy-W19sOCZGuzgFjPhawXHpvnj_t-0_ES96kogjJLxS1IMU9Y5XmnwZMyNc9EIwno"
    "gsCg-hVuvzyP0sIruktmI94_SL1xgMl7o03phcTMxtlMizR88NKU1WkBsiXMCjy1Noue7MD-ShDp5dmM"
)
"""Figure 234."""
TAG = "KnIKEhN8U-3C9s4gtSpjSw"
"""Figure 235."""

SIGNATURE = Signature(alg="PS256", key=SIGNER, protected=INNER_HEADER, signature=INNER_SIGNATURE)
INNER = f"{INNER_HEADER}.{b64(CLAIMS)}.{INNER_SIGNATURE}"
"""Figure 228."""
ASKED = {"alg": "RSA-OAEP", "cty": "JWT", "enc": "A128GCM"}
"""Figure 232."""
CLAUSES = (
    "rfc7518-4.3-rsaes-oaep-computation",
    "rfc7518-5.3-aes-gcm-computation",
    "rfc7519-5.2-nested-content-type",
)
Serialisation = Literal["compact", "general", "flattened"]
FIGURES: dict[Serialisation, str] = {"compact": "236", "general": "237", "flattened": "238"}
WRITTEN_BY = {
    "compact": "rfc7516-7.1-compact-serialisation",
    "general": "rfc7516-7.2.1-general-serialisation",
    "flattened": "rfc7516-7.2.2-flattened-serialisation",
}
INTERMEDIATE = {
    "figure 226, protected header of the signature": INNER_HEADER,
    "figure 227, signature": INNER_SIGNATURE,
    "figure 229, content encryption key": CONTENT_KEY,
    "figure 230, initialisation vector": IV,
    "figure 231, encrypted key": ENCRYPTED_KEY,
    "figure 233, protected header of the encryption": OUTER_HEADER,
    "figure 234, ciphertext": CIPHERTEXT,
    "figure 235, authentication tag": TAG,
}


def inner() -> Iterator[Authored]:
    """Sections 6.1 to 6.3: the signature by itself."""
    yield from Example(
        id="rfc7520-6.3",
        document="RFC 7520",
        section="6.3",
        group="rfc7520-6",
        payload=CLAIMS,
        signature=SIGNATURE,
        figures={"compact": "228"},
        intermediate={
            "figure 222, payload": CLAIMS.decode("ascii"),
            "figure 223, payload": b64(CLAIMS),
            "figure 226, protected header": INNER_HEADER,
            "figure 227, signature": INNER_SIGNATURE,
        },
        why="This is the signed token that section 6 goes on to encrypt.",
    ).vectors()


def outer(serialisation: Serialisation) -> str:
    """The JWE of section 6.8."""
    if serialisation == "compact":
        return ".".join((OUTER_HEADER, ENCRYPTED_KEY, IV, CIPHERTEXT, TAG))
    key = {"encrypted_key": ENCRYPTED_KEY}
    content = {"protected": OUTER_HEADER, "iv": IV, "ciphertext": CIPHERTEXT, "tag": TAG}
    return text({"recipients": [key], **content} if serialisation == "general" else key | content)


def opened() -> Iterator[Authored]:
    """Section 6.8, consumed: decrypted, then verified."""
    for serialisation, figure in FIGURES.items():
        yield vector(
            f"rfc7520-6.8-open-{serialisation}",
            f"Decrypt a nested token and verify what was inside ({serialisation})",
            decrypt(
                RECIPIENT,
                outer(serialisation),
                "RSA-OAEP",
                "A128GCM",
                Expected(facts={"payload": b64(INNER.encode("ascii")), "protected": ASKED}),
            ),
            verify(public(SIGNER), INNER, ["PS256"], Expected(facts=SIGNATURE.facts(CLAIMS))),
            group="rfc7520-6",
            why="The plaintext is a JWS in the compact serialisation, octet for octet, and must "
            "still verify after the decryption.",
            clauses=(
                "rfc7516-5.2-output-plaintext",
                "rfc7515-5.2-report-success",
                WRITTEN_BY[serialisation],
                "rfc7518-3.5-rsassa-pss-computation",
                *CLAUSES,
            ),
            source=Source(document="RFC 7520", section="6.8", figure=figure),
            level="token",
            intermediate=INTERMEDIATE,
            rsa_bits=rsa_bits(RECIPIENT),
        )


def sealed() -> Iterator[Authored]:
    """Section 6.8, produced."""
    for serialisation, figure in FIGURES.items():
        yield vector(
            f"rfc7520-6.8-encrypt-{serialisation}",
            f"Encrypt a signed token ({serialisation})",
            encrypt(
                [Party(key=public(RECIPIENT))],
                INNER.encode("ascii"),
                serialisation,
                Expected(
                    check=Check(
                        kind="jwe",
                        key=text(RECIPIENT),
                        payload=b64(INNER.encode("ascii")),
                        protected=ASKED,
                    )
                ),
                alg="RSA-OAEP",
                enc="A128GCM",
                protected=text(ASKED),
            ),
            group="rfc7520-6",
            why="Only the recipient may read the token, and its cty tells that a token is inside.",
            clauses=("rfc7516-5.1-produce", WRITTEN_BY[serialisation], *CLAUSES),
            source=Source(document="RFC 7520", section="6.8", figure=figure),
            level="token",
            intermediate=INTERMEDIATE,
            rsa_bits=rsa_bits(RECIPIENT),
        )


CHAPTER = Chapter(
    "rfc7520-nested", "RFC 7520 section 6: signed, then encrypted", (inner, opened, sealed)
)

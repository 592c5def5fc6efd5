"""The keys of RFC 7520 section 3."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.build import Authored
from authoring.example import key_vectors, public
from authoring.registry import Chapter
from jwk_vectors.model import Source

EC_PRIVATE = {
    "kty": "EC",
    "kid": "bilbo.baggins@hobbiton.example",
    "use": "sig",
    "crv": "P-521",
    "x": (
        "AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt"
    ),
    "y": (
        "AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1"
    ),
    "d": (
        "AAhRON2r9cqXX1hg-RoI6R1tX5p2rUAYdmpHZoC1XNM56KtscrX6zbKipQrCW9CGZH3T4ubpnoTKLDYJ_fF3_rJt"
    ),
}
"""Figure 2."""
EC_PUBLIC = public(EC_PRIVATE)
"""Figure 1."""
RSA_PRIVATE = {
    "kty": "RSA",
    "kid": "bilbo.baggins@hobbiton.example",
    "use": "sig",
    "n": (
        "n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJ"
        "mSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tp"
        "e-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vn"
        "iUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw"
    ),
    "e": "AQAB",
    "d": (
        "bWUC9B-EFRIo8kpGfh0ZuyGPvMNKvYWNtB_ikiH9k20eT-O1q_I78eiZkpXxXQ0UTEs2LsNRS-8uJbvQ-A1irkwMSM"
        "kK1J3XTGgdrhCku9gRldY7sNA_AKZGh-Q661_42rINLRCe8W-nZ34ui_qOfkLnK9QWDDqpaIsA-bMwWWSDFu2MUBYw"
        "kHTMEzLYGqOe04noqeq1hExBTHBOBdkMXiuFhUq1BU6l-DqEiWxqg82sXt2h-LMnT3046AOYJoRioz75tSUQfGCshW"
        "TBnP5uDjd18kKhyv07lhfSJdrPdM5Plyl21hsFf4L_mHCuoFau7gdsPfHPxxjVOcOpBrQzwQ"
    ),
    "p": (
        "3Slxg_DwTXJcb6095RoXygQCAZ5RnAvZlno1yhHtnUex_fp7AZ_9nRaO7HX_-SFfGQeutao2TDjDAWU4Vupk8rw9JR"
        "0AzZ0N2fvuIAmr_WCsmGpeNqQnev1T7IyEsnh8UMt-n5CafhkikzhEsrmndH6LxOrvRJlsPp6Zv8bUq0k"
    ),
    "q": (
        "uKE2dh-cTf6ERF4k4e_jy78GfPYUIaUyoSSJuBzp3Cubk3OCqs6grT8bR_cu0Dm1MZwWmtdqDyI95HrUeq3MP15vMM"
        "ON8lHTeZu2lmKvwqW7anV5UzhM1iZ7z4yMkuUwFWoBvyY898EXvRD-hdqRxHlSqAZ192zB3pVFJ0s7pFc"
    ),
    "dp": (
        "B8PVvXkvJrj2L-GYQ7v3y9r6Kw5g9SahXBwsWUzp19TVlgI-YV85q1NIb1rxQtD-IsXXR3-TanevuRPRt5OBOdiMGQ"
        "p8pbt26gljYfKU_E9xn-RULHz0-ed9E9gXLKD4VGngpz-PfQ_q29pk5xWHoJp009Qf1HvChixRX59ehik"
    ),
    "dq": (
        "CLDmDGduhylc9o7r84rEUVn7pzQ6PF83Y-iBZx5NT-TpnOZKF1pErAMVeKzFEl41DlHHqqBLSM0W1sOFbwTxYWZDm6"
        "sI6og5iTbwQGIC3gnJKbi_7k_vJgGHwHxgPaX2PnvP-zyEkDERuf-ry4c_Z11Cq9AqC2yeL6kdKT1cYF8"
    ),
    "qi": (
        "3PiqvXQN0zwMeE-sBvZgi289XP9XCQF3VWqPzMKnIgQp7_Tugo6-NZBKCQsMf3HaEGBjTVJs_jcK8-TRXvaKe-7ZMa"
        "Qj8VfBdYkssbu0NKDDhjJ-GtiseaDVWt7dcH0cfwxgFUHpQh7FoCrjFJ6h6ZEpMF6xmujs4qMpPz8aaI4"
    ),
}
"""Figure 4."""
RSA_PUBLIC = public(RSA_PRIVATE)
"""Figure 3."""
MAC = {
    "kty": "oct",
    "kid": "018c0ae5-4d9b-471b-bfd6-eef314bc7037",
    "use": "sig",
    "alg": "HS256",
    "k": "hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg",
}
"""Figure 5."""
CONTENT_ENCRYPTION = {
    "kty": "oct",
    "kid": "1e571774-2e08-40da-8308-e8d68773842d",
    "use": "enc",
    "alg": "A256GCM",
    "k": "AAPapAv4LbFbiVawEjagUBluYqN5rhna-8nuldDvOx8",
}
"""Figure 6."""


def _source(figure: int) -> Source:
    return Source(document="RFC 7520", section=f"3.{figure}", figure=str(figure))


def keys() -> Iterator[Authored]:
    """Sections 3.1 to 3.6: section 3.n shows its key in figure n."""
    yield from key_vectors(
        "rfc7520-3.1",
        "the P-521 public key",
        EC_PUBLIC,
        group="rfc7520-3",
        source=_source(1),
        why="P-521 coordinates take 66 octets, of which the first holds a single bit.",
    )
    yield from key_vectors(
        "rfc7520-3.2",
        "the P-521 private key",
        EC_PRIVATE,
        group="rfc7520-3",
        source=_source(2),
        why="The private value of a P-521 key begins with a zero octet that must not get lost.",
    )
    yield from key_vectors(
        "rfc7520-3.3",
        "the RSA public key",
        RSA_PUBLIC,
        group="rfc7520-3",
        source=_source(3),
        why="A 2048-bit RSA key with the usual public exponent is the most common key of all.",
    )
    yield from key_vectors(
        "rfc7520-3.4",
        "the RSA private key",
        RSA_PRIVATE,
        group="rfc7520-3",
        source=_source(4),
        why="The private RSA key comes with all its primes, exponents and coefficient.",
    )
    yield from key_vectors(
        "rfc7520-3.5",
        "the HMAC key",
        MAC,
        group="rfc7520-3",
        source=_source(5),
        why="A symmetric key of 32 octets, meant for HS256.",
    )
    yield from key_vectors(
        "rfc7520-3.6",
        "the content encryption key",
        CONTENT_ENCRYPTION,
        group="rfc7520-3",
        source=_source(6),
        why="A symmetric key that begins with a zero octet: it must keep its 32 octets.",
    )


CHAPTER = Chapter("rfc7520-keys", "RFC 7520 section 3: keys", (keys,))

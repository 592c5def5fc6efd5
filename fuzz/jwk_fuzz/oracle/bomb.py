"""Small tokens that ask for much: rounds by the million, and plaintexts that swell."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import replace

import msgspec

from jwk_conformance import jose
from jwk_conformance.engine.plan import missing
from jwk_conformance.jose import content
from jwk_conformance.judge import Judged
from jwk_conformance.protocol import Observation
from jwk_fuzz.case import Case
from jwk_fuzz.forgery import Token
from jwk_fuzz.forgery.genuine import encrypted_to
from jwk_fuzz.forgery.noun import parts
from jwk_fuzz.forgery.noun import written as header_text
from jwk_fuzz.look import Found
from jwk_fuzz.mutation import written
from jwk_fuzz.oracle.audit import Ground, accepted
from jwk_fuzz.oracle.cost import ASKED, SECONDS
from jwk_fuzz.seed import OCT, Seed
from jwk_fuzz.use import Use
from jwk_fuzz.valid import encoded
from jwk_vectors.model import Requires, Step, Vector

ROUNDS = (5_000_000, 2**31 - 1)
"""Of PBKDF2: seconds of work, and hours."""
SWELLING = 10 << 20
"""Octets of a plaintext of nothing but zeros, which compresses to a thousandth."""


def bombs(ground: Ground) -> Iterator[str]:
    """Tokens to a symmetric key: with PBES2, and with zip."""
    for seed in ground.seeds():
        if seed.kind != "oct":
            continue
        for operation, token, label, extra in _tokens(ground):
            requires = Requires(
                operations=(operation,),
                kty=("oct",),
                alg=(token.alg,),
                enc=(token.header["enc"],),
                serialisations=("compact",),
                features=extra,
            )
            algorithms = [token.alg, token.header["enc"]]
            use = Use(operation, {"jwe": token.text, "algorithms": algorithms}, requires)
            if missing(requires, ground.buckets.hello):
                ground.notes[f"not offered: {label}"] = 0
                continue
            _ask(ground, seed, use, token, label)
            yield seed.kind


def _tokens(ground: Ground) -> Iterator[tuple[str, Token, str, tuple[str, ...]]]:
    for enc in ("A128CBC-HS256", "A256GCM"):
        for alg in ("PBES2-HS256+A128KW", "PBES2-HS512+A256KW"):
            genuine = encrypted_to(OCT, alg, enc)
            for rounds in ROUNDS:
                header = {**genuine.header, "p2c": rounds}
                text = ".".join((encoded(header_text(header)), *parts(genuine)[1:]))
                yield "jwe.decrypt", replace(genuine, text=text), f"p2c: {rounds}", ()
        for alg in ("dir", "A256KW"):
            if alg == "dir" and enc != "A256GCM":
                continue
            if alg == "dir":
                yield "jwe.decrypt", _zlib(enc), "zip: the same with the frame of zlib", ("zip",)
            made = _swelling(alg, enc)
            yield "jwe.decrypt", made, "zip: a plaintext that swells a thousandfold", ("zip",)


def _swelling(alg: str, enc: str) -> Token:
    header = {"alg": alg, "enc": enc, "zip": "DEF"}
    plaintext = bytes(SWELLING)
    text = jose.encrypt(plaintext, jose.Envelope(header), [jose.To(OCT)], "compact")
    return Token(text, OCT, plaintext, header)


def _zlib(enc: str) -> Token:
    """With a header and a checksum about the DEFLATE stream, which RFC 7516 does not have."""
    header = {"alg": "dir", "enc": enc, "zip": "DEF"}
    segment, iv = encoded(header_text(header)), bytes(range(12))
    sealed = content.seal(
        enc, jose.secret(OCT), iv, segment.encode(), zlib.compress(bytes(SWELLING))
    )
    three = ".".join(map(encoded, (sealed.iv, sealed.ciphertext, sealed.tag)))
    return Token(f"{segment}..{three}", OCT, bytes(SWELLING), header)


def _ask(ground: Ground, seed: Seed, use: Use, token: Token, label: str) -> None:
    case = Case(seed, (), written(seed.document))
    whole = ground.whole(case, [use])
    name = f"{token.alg}, {token.header['enc']}: {label}"
    whole = msgspec.structs.replace(
        whole,
        id=f"{whole.id}.token",
        title=f"{seed.name}, {name}",
        steps=(Step(operation=use.operation, args=whole.steps[0].args, expect="setup"),),
        mutation=label,
    )
    seen, said = _costs(ground, whole, token)
    if said is None:
        return
    place = f"{use.operation}:{label.partition(':')[0]}"
    ground.buckets.add(
        Found(
            kind="cost",
            place=place,
            said=f"{use.operation} {said} ({label})",
            severity="robustness",
            vector=whole,
            seen=(seen,),
            judged=Judged("choice", said),
        )
    )


def _costs(ground: Ground, whole: Vector, token: Token) -> tuple[Observation, str | None]:
    """What is observed, and in words by how much it is too much; None where it is not."""
    micros = []
    for _ in range(ASKED):
        (seen,) = ground.ask(whole)
        if seen.outcome in ("hung", "died"):
            told = seen.error.message if seen.error else seen.outcome
            return seen, f"{seen.outcome} over a token of {len(token.text)} octets: {told}"
        if accepted(seen) and len(token.payload) >= SWELLING:
            said = f"makes {len(token.payload)} octets of a token of {len(token.text)}"
            return msgspec.structs.replace(seen, facts={}), said
        micros.append(seen.micros)
        if micros[-1] < SECONDS * 1e6:
            return seen, None
    verb = "takes" if accepted(seen) else "refuses"
    return seen, f"{verb} a token of {len(token.text)} octets in {min(micros) / 1e6:.1f} s"

"""Forged tokens never verify, and never decrypt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from jwk_conformance import jose
from jwk_conformance.engine.plan import missing
from jwk_conformance.jose.jwt import verify as verify_jwt
from jwk_conformance.rulebook import RULES
from jwk_fuzz import pool
from jwk_fuzz.case import Case
from jwk_fuzz.forgery import Forgery, Token, forged, of_jwe, of_jws, of_jwt
from jwk_fuzz.forgery.genuine import CLAIMS, ISSUER, encrypted_to, encryption_algorithms, signed_by
from jwk_fuzz.look import look
from jwk_fuzz.mutation import SET, written
from jwk_fuzz.oracle.audit import Ground, accepted
from jwk_fuzz.seed import OCT, Seed
from jwk_fuzz.strategies import signing_algorithms
from jwk_fuzz.use import Use
from jwk_vectors.model import Clause, Requires, Step

_SURROGATE = "\ud83d"
"""What no line of the protocol can carry."""
WITNESS = "of the token everything is genuine but this"
LEFT_OPEN = frozenset({"header-byte-order-mark"})
"""Rules by which a reader may refuse, and need not: RFC 8259 section 8.1 on byte order marks."""
_NOT_OF = {"jws": ("rfc7516",), "jwt": ("rfc7516",), "jwe": ("rfc7515", "rfc7519")}
"""Kind of token → texts on other kinds: the clauses of a rule come from all of them."""
_ARGUMENT = {"jws.verify": "jws", "jwt.verify": "jwt", "jwe.decrypt": "jwe"}


def forged_tokens(ground: Ground) -> Iterator[str]:
    """To every key its genuine tokens, and if the target takes them, the forgeries of each."""
    for seed in ground.seeds():
        for operation, token in _tokens(seed):
            use = _use(seed, operation, token)
            if missing(use.requires, ground.buckets.hello):
                continue
            if _taken(ground, seed, use):
                yield seed.kind
                yield from _forgeries(ground, seed, operation, token, use)
            else:
                yield seed.kind
                ground.notes[f"{operation}: the genuine token of {seed.name} was refused"] = 0


def _tokens(seed: Seed) -> Iterator[tuple[str, Token]]:
    """Operations with the genuine tokens that they open with a key."""
    if seed.kind == SET:
        return
    name = seed.name.removesuffix("-public").removesuffix("-private")
    key = pool.pool().get(name, OCT)
    if seed.private == (seed.kind == "oct"):  # a signature is checked with what is public
        algorithms = signing_algorithms(key)
        for alg in dict.fromkeys((*algorithms[:1], *(a for a in algorithms if a == "PS256"))):
            yield "jws.verify", signed_by(key, alg)
            yield "jwt.verify", signed_by(key, alg, CLAIMS)
    if seed.private:
        for alg, enc in encryption_algorithms(key)[:2]:
            yield "jwe.decrypt", encrypted_to(key, alg, enc)


def _use(seed: Seed, operation: str, token: Token) -> Use:
    key = seed.document
    enc = token.header.get("enc", "")
    requires = Requires(
        operations=(operation,),
        kty=(seed.kind,),
        crv=(key["crv"],) if "crv" in key else (),
        alg=(token.alg,),
        enc=(enc,) if enc else (),
        serialisations=("compact",),
    )
    algorithms = [token.alg, enc] if enc else [token.alg]
    expected = {"expected": {"iss": ISSUER}} if operation == "jwt.verify" else {}
    args = {_ARGUMENT[operation]: token.text, "algorithms": algorithms, **expected}
    return Use(operation, args, requires)


def _taken(ground: Ground, seed: Seed, use: Use) -> bool:
    whole = ground.whole(Case(seed, (), written(seed.document)), [use])
    (seen,) = ground.ask(whole)
    return accepted(seen)


def _forgeries(ground: Ground, seed: Seed, operation: str, token: Token, use: Use) -> Iterator[str]:
    clauses, hello = ground.buckets.library.clauses, ground.buckets.hello
    kind = _ARGUMENT[operation]
    for forgery in _of(operation, hello.operations):
        made = forged(token, forgery)
        if made is None or made.form not in hello.serialisations or _SURROGATE in made.text:
            continue
        clause = clause_of(made, kind, clauses)
        if clause is None:
            continue
        case = Case(seed, (), written(seed.document))
        whole = ground.whole(case, [replace(use, args={**use.args, kind: made.text})])
        whole = msgspec.structs.replace(
            whole,
            id=f"{whole.id}.forged",
            title=f"{seed.name}, {token.alg}: {forgery.label}",
            steps=(Step(operation=operation, args=whole.steps[0].args, expect="reject",
                        witnessed=True),),
            clauses=(clause,),
            reason=forgery.breaks[0],
            witness=WITNESS,
            severity="security",
            level="structure",
            mutation=forgery.label,
        )  # fmt: skip
        (seen,) = ground.ask(whole)
        for found in look(case, whole, whole.steps[0], seen, hello, ground.buckets.library):
            severity = "security" if found.kind == "deviation" else found.severity
            ground.buckets.add(replace(found, case=None, severity=severity))
        yield seed.kind


def _of(operation: str, operations: Sequence[str]) -> tuple[Forgery, ...]:
    """Of a JWT the claims, and all else where the library has JWTs alone."""
    if operation == "jwe.decrypt":
        return of_jwe()
    if operation == "jws.verify":
        return of_jws()
    return of_jwt() if "jws.verify" in operations else (*of_jws(), *of_jwt())


def clause_of(token: Token, kind: str, clauses: Mapping[str, Clause]) -> str | None:
    """The clause by which a reader must refuse a token; None where no text binds him to."""
    with jose.watched() as watch:
        try:
            _open(token, kind)
        except jose.NotValid:
            pass
        else:
            return None
    others = _NOT_OF[kind]
    for code in sorted(watch.refused - LEFT_OPEN):
        for clause in RULES[code].clauses:
            if clauses[clause].force == "must-reject" and not clause.startswith(others):
                return clause
    return None


def _open(token: Token, kind: str) -> Any:
    if kind == "jwe":
        return jose.decrypt(token.text, token.key)
    if kind == "jwt":
        return verify_jwt(token.text, token.key, expected={"iss": ISSUER})
    return jose.verify(token.text, token.key)

"""The suite's own keys and tokens: minted once, fixed ever since.

`keys.json` holds private JWKs by name. `tokens.json` holds what cannot be computed twice, since
the algorithm draws on chance: signatures and encryptions, each under a name made from everything
that went into it, so that none can outlive a change of its inputs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Jwk = Mapping[str, Any]
HERE = Path(__file__).parent
PUBLIC_MEMBERS = ("kty", "crv", "x", "y", "n", "e")
PAIR_MEMBERS = ("kty", "alg", "pub")
"""What a public key of type AKP is made of."""


class NotMinted(Exception):
    """A key or token is not there; `python -m authoring mint` makes it."""


def _stored(name: str) -> dict[str, Any]:
    path = HERE / name
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}


KEYS: dict[str, dict[str, Any]] = _stored("keys.json")
TOKENS: dict[str, str] = _stored("tokens.json")
_minting: list[list[str]] = []


def key(name: str) -> dict[str, Any]:
    """A private or symmetric key of the suite. Raises NotMinted."""
    try:
        return dict(KEYS[name])
    except KeyError:
        raise NotMinted(f"the key {name} is missing: run `python -m authoring mint`") from None


def public(jwk: Jwk) -> dict[str, Any]:
    """The public part of an asymmetric key."""
    names = PAIR_MEMBERS if jwk["kty"] == "AKP" else PUBLIC_MEMBERS
    return {name: jwk[name] for name in names if name in jwk}


def minted(what: str, *inputs: object, make: Callable[[], str]) -> str:
    """The token made from these inputs; outside of `minting` it must be there already."""
    digest = hashlib.sha256(json.dumps([what, *map(str, inputs)]).encode()).hexdigest()[:20]
    name = f"{what} {digest}"
    if name not in TOKENS:
        if not _minting:
            raise NotMinted(f"the token {name} is missing: run `python -m authoring mint`")
        TOKENS[name] = make()
        _minting[-1].append(name)
    return TOKENS[name]


@contextmanager
def minting() -> Iterator[list[str]]:
    """Within, missing tokens are made; yields the list of those that were."""
    _minting.append([])
    try:
        yield _minting[-1]
    finally:
        _minting.pop()


def thumbprint(jwk: Jwk, hash: str = "sha-256") -> str:
    """RFC 7638, with SHA-256 or another hash by its name in RFC 9278."""
    from authoring.build import b64

    members = ("k", "kty") if jwk["kty"] == "oct" else sorted(public(jwk))
    text = json.dumps({name: jwk[name] for name in members}, separators=(",", ":"))
    return b64(hashlib.new(hash.replace("-", ""), text.encode("ascii")).digest())

"""Libraries are asked what they make of a set and of each key."""

from __future__ import annotations

import json

from jwk_conformance.endpoint.clients import Clients
from jwk_conformance.launch import Launcher
from jwk_conformance.rulebook.key import Key

from .site import keys

TARGETS = ["reference", "cmd:no-such-program-at-all"]


def test_a_library_reads_good_keys_and_not_the_bad_one() -> None:
    bad = {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}
    published = [*keys(), bad]
    with Clients(TARGETS, Launcher(say=print)) as clients:
        body = json.dumps({"keys": list(published)}).encode()
        first, lost = clients.ask("idp", body, [Key(key) for key in published])
        again, _ = clients.ask("idp", body, [Key(key) for key in published])
    assert first == again
    assert (first.target, first.client) == ("idp", "reference")
    assert [one.outcome for one in first.keys] == ["accepted"] * 3 + ["rejected"]
    assert first.keys[3].said
    assert "no-such-program" in lost.lost


def test_no_message_is_kept_where_a_secret_is_published() -> None:
    secret = {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "d": "c2VjcmV0"}
    with Clients(TARGETS[:1], Launcher(say=print)) as clients:
        (seen,) = clients.ask("idp", json.dumps({"keys": [secret]}).encode(), [Key(secret)])
    assert ":" not in seen.keys[0].said
    assert "c2VjcmV0" not in str(seen)

"""What the rulebook and `lint` cost: CPU time a document, beside reading it with json.loads."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from jwk_conformance.rulebook import PRIVATE, examine
from jwk_conformance.rulebook.curve import EC

KEYS: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).resolve().parents[2] / "vectors" / "authoring" / "keys.json").read_text()
)
SHOWN = ("rsa-2048-a", "ec-p-256", "ec-p-521", "ec-secp256k1", "okp-ed25519", "okp-x448", "oct-32")
ROUNDS, TIMES = 7, 300
KEYS_IN_SET = 1000
FRESH = 200


def microseconds(function: Callable[[str], object], text: str) -> float:
    """CPU time of one call: the least of several rounds, to which others can only add."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(TIMES):
            function(text)
        best = min(best, time.process_time() - started)
    return 1e6 * best / TIMES


def public(key: dict[str, Any]) -> dict[str, Any]:
    """A key without what is private."""
    return {name: value for name, value in key.items() if name not in PRIVATE[key["kty"]]}


def fresh(crv: str) -> list[str]:
    """Private keys that nothing was computed of yet."""
    made = []
    for _ in range(FRESH):
        if crv in EC:
            point = (private := ec.generate_private_key(EC[crv].curve)).public_key()
            numbers, length = point.public_numbers(), EC[crv].octets
            secret = private.private_numbers().private_value
            x, y, d = (big(one, length) for one in (numbers.x, numbers.y, secret))
            made.append({"kty": "EC", "crv": crv, "x": x, "y": y, "d": d})
        else:
            pair = ed25519.Ed25519PrivateKey.generate()
            x, d = b64(pair.public_key().public_bytes_raw()), b64(pair.private_bytes_raw())
            made.append({"kty": "OKP", "crv": crv, "x": x, "d": d})
    return [json.dumps(key) for key in made]


def once(texts: list[str]) -> float:
    """CPU time of a first examination, in microseconds: the mean of many."""
    started = time.process_time()
    for text in texts:
        examine(text)
    return 1e6 * (time.process_time() - started) / len(texts)


def b64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def big(number: int, length: int) -> str:
    return b64(number.to_bytes(length, "big"))


def a_set() -> str:
    """A JWK Set of distinct kids, three RSA keys in ten."""
    rsa = [public(KEYS[name]) for name in ("rsa-2048-a", "rsa-2048-b", "rsa-e-3")]
    others = [public(key) for key in KEYS.values() if key["kty"] in ("EC", "OKP")]
    mixed = [
        (rsa if number % 10 < 3 else others)[number % (3 if number % 10 < 3 else len(others))]
        for number in range(KEYS_IN_SET)
    ]
    keys = [key | {"kid": str(number), "use": "sig"} for number, key in enumerate(mixed)]
    return json.dumps({"keys": keys}, indent=1)


def main() -> None:
    """Print every figure with its budget."""
    print("the rulebook on a document (budget 30 µs for EC and OKP), each key met before")
    for name in SHOWN:
        for part, key in (("public", public(KEYS[name])), ("private", KEYS[name])):
            if KEYS[name]["kty"] == "oct" and part == "public":
                continue
            text = json.dumps(key)
            cost, reading = microseconds(examine, text), microseconds(json.loads, text)
            ratio = cost / reading
            print(f"  {name:13} {part:8} {cost:6.1f} µs, {ratio:5.1f} times json.loads")
    print("a private key met for the first time, most of it one multiplication in OpenSSL")
    for crv in ("P-256", "P-384", "secp256k1", "Ed25519"):
        texts = fresh(crv)
        bare = [json.dumps(public(json.loads(text))) for text in texts]
        print(f"  {crv:13} public   {once(bare):6.1f} µs, private {once(texts):6.1f} µs")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "set.json"
        path.write_text(a_set())
        command = [str(Path(sys.executable).parent / "jwk-conformance"), "lint", str(path)]
        times = []
        for _ in range(5):
            started = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            times.append(time.perf_counter() - started)
    print(f"lint of {KEYS_IN_SET} keys     {min(times):.2f} s (budget 1)")


if __name__ == "__main__":
    main()

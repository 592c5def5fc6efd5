"""Steps that the bundled vectors do not take: sets, handles, PEM, JWTs, fetching."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
from jwcrypto.jwk import JWK

from jwk_adapters import base64url
from jwk_vectors import Library
from jwk_vectors.model import Requires, Step, Vector

from .shown import FRESH_KEY

KID = "the-one"
SECRET = {"kty": "oct", "k": base64url.encode(bytes(range(64)))}
CLAIMS = {"iss": "joe", "aud": "everyone", "name": "D\u00fcrst"}
JWKS = "/keys.json"


def variants(library: Library, address: str) -> Iterator[Vector]:
    """Vectors derived from the controls; `address` is where a JWK Set is served."""
    for control in library.vectors:
        if control.role == "control" and len(control.steps) == 1:
            derived = enumerate(_derived(control.steps[0], _public_key(library)))
            for number, steps in derived:
                yield _vector(control, f"{control.id}+{number}", steps)
    sample = msgspec.structs.replace(library.vectors[0], requires=Requires())
    for number, steps in enumerate(_others(address, _public_key(library))):
        yield _vector(sample, f"other+{number}", steps)


def _vector(like: Vector, id: str, steps: list[Step]) -> Vector:
    """A vector with other steps, asked of who declares them and what the first vector requires."""
    operations = tuple(dict.fromkeys(step.operation for step in steps))
    requires = msgspec.structs.replace(like.requires, operations=operations)
    vector: Vector = msgspec.structs.replace(like, id=id, steps=tuple(steps), requires=requires)
    return vector


def _step(operation: str, *, named: str = "", **args: Any) -> Step:
    return Step(operation=operation, args=args, expect="accept", as_=named)


def _public_key(library: Library) -> str:
    control = next(
        one for one in library.vectors if one.id.startswith("control-jwk.export-rsa-public")
    )
    return str(control.steps[0].args["key"])


def _derived(step: Step, other: str) -> Iterator[list[Step]]:
    args = step.args
    held = {"ref": "h1"}
    match step.operation:
        case "jws.verify" if "key" in args:
            rest = {name: value for name, value in args.items() if name != "key"}
            imported = _step("jwk.import", named="h1", key=args["key"])
            yield [imported, _step("jws.verify", key=held, **rest)]
            key = {**json.loads(args["key"]), "kid": KID}
            jwks = json.dumps({"keys": [json.loads(other), key]})
            yield [_step("jws.verify", set=jwks, **rest)]
            yield [
                _step("jwks.import", named="h1", set=jwks),
                _step("jws.verify", set=held, **rest),
                _step("jwks.select", named="h2", set=held, kid=KID),
                _step("jws.verify", key={"ref": "h2"}, **rest),
            ]
            yield [_step("jws.verify", set=json.dumps({"keys": [json.loads(other)]}), **rest)]
            yield [_step("jws.verify", key=other, **rest)]
            rest["jwt"] = rest.pop("jws")
            if not rest["jwt"].startswith("{") and "detached" not in rest:
                yield [_step("jwt.verify", key=args["key"], **rest)]
                yield [_step("jwt.verify", key=args["key"], **rest, expected={"iss": "eve"})]
        case "jwk.export":
            yield [_step("jwk.to_pem", **args)]
            yield [_step("jwk.import", named="h1", key=args["key"]),
                   _step("jwk.export", key=held, form=args["form"])]  # fmt: skip
            key = JWK.from_json(args["key"])
            if key["kty"] != "oct":
                pem = key.export_to_pem(args["form"] == "private", None).decode()
                yield [_step("jwk.from_pem", named="h1", pem=pem),
                       _step("jwk.export", key=held, form="public")]  # fmt: skip
        case "jwk.thumbprint":
            for hash in ("sha-384", "sha-512"):
                yield [_step("jwk.thumbprint", key=args["key"], hash=hash)]
        case "jws.sign" if args["serialisation"] == "compact":
            signer = args["signers"][0]
            header = signer["protected"]
            yield [_step("jwt.sign", key=signer["key"], claims=json.dumps(CLAIMS), header=header)]
        case "jws.sign" if args["serialisation"] == "general":
            (signer,) = args["signers"]
            again = {**signer, "key": held, "header": '{"kid":"h1"}'}
            imported = _step("jwk.import", named="h1", key=signer["key"])
            yield [imported, _step("jws.sign", **{**args, "signers": [again, signer]})]
            yield [imported, _step("jws.sign", **{**args, "signers": [again]})]
        case "jwe.encrypt":
            (recipient,) = args["recipients"]
            imported = _step("jwk.import", named="h1", key=recipient["key"])
            again = {**recipient, "key": held}
            yield [imported, _step("jwe.encrypt", **{**args, "recipients": [again]})]


def _others(address: str, key: str) -> Iterator[list[Step]]:
    for kty, bits in (("RSA", 3072), ("oct", 512), ("RSA", None), ("oct", None)):
        sized = {} if bits is None else {"bits": bits}
        made = _step("jwk.generate", named="fresh", kty=kty, **sized)
        yield [made, _step("jwk.export", key=FRESH_KEY, form="private")]
    jwt, secret = _minted(CLAIMS), json.dumps(SECRET)
    given = {"key": secret, "jwt": jwt, "algorithms": ["HS256"]}
    yield [_step("jwt.verify", **given, expected={"iss": "joe", "aud": "everyone"})]
    yield [_step("jwt.verify", **given, expected={"iss": "joe", "aud": "nobody"})]
    yield [_step("jwt.verify", **{**given, "algorithms": ["HS512", "HS384"]})]
    yield [_step("jws.verify", key=secret, jws=jwt, algorithms=["HS512", "HS256"])]
    for kid in (KID, "another"):
        yield [_step("jwks.fetch", url=address + JWKS, kid=kid)]
        yield [_step("jwks.select", set=_set(key), kid=kid)]
    yield [_step("jwk.import", key={"b64": base64url.encode(key.encode())})]
    yield [_step("jwk.import", key='{"kty":"oct","k":"AAAA","x":1e999}')]
    yield [_step("jwk.import", key='{"kty":"oct","k":"AAAA","x":' + "[" * 300 + "]" * 300 + "}")]


def _set(key: str) -> str:
    return json.dumps({"keys": [{**json.loads(key), "kid": KID, "use": "sig"}]})


def _minted(claims: dict[str, Any]) -> str:
    parts = ({"alg": "HS256"}, claims)
    signed = ".".join(base64url.encode(json.dumps(part).encode()) for part in parts)
    tag = hmac.digest(base64url.decode(SECRET["k"]), signed.encode(), hashlib.sha256)
    return f"{signed}.{base64url.encode(tag)}"


class Served:
    """A JWK Set on a port of this machine, while the context lasts."""

    def __init__(self, key: str) -> None:
        body = _set(key).encode()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing: the test tells what it needs."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> str:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def served(library: Library) -> Served:
    """The server of the set that the variants fetch."""
    return Served(_public_key(library))

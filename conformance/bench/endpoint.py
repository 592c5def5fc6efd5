"""What `endpoint` costs on loopback: seconds for one and for a hundred, and memory at its worst."""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import certifi
import trustme

KEYS: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).resolve().parents[2] / "vectors" / "authoring" / "keys.json").read_text()
)
SHOWN = ("rsa-2048-a", "rsa-2048-b", "ec-p-256", "ec-p-521", "okp-ed25519")
MEMBERS = ("kty", "crv", "n", "e", "x", "y")
ROUNDS = 3
MANY = 100
ENDLESS = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + b'{"keys": [' + b" " * 65536
)


def five_keys() -> bytes:
    """A set as an identity provider has it."""
    public = [{name: KEYS[key][name] for name in MEMBERS if name in KEYS[key]} for key in SHOWN]
    return json.dumps({"keys": [key | {"kid": str(n)} for n, key in enumerate(public)]}).encode()


def documents(base: str) -> dict[str, bytes]:
    """What the server has, by path."""
    oidc = {
        "issuer": base,
        "jwks_uri": f"{base}/jwks",
        "authorization_endpoint": f"{base}/authorize",
        "token_endpoint": f"{base}/token",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }
    return {"/.well-known/openid-configuration": json.dumps(oidc).encode(), "/jwks": five_keys()}


async def serve(certificate: str) -> None:
    """Serve until killed, and print the port: cheaply, as both share the machine."""
    routes: dict[str, bytes] = {}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode().partition("?")[0]
            if path == "/endless":
                writer.write(ENDLESS)
                while True:
                    await writer.drain()
                    writer.write(b" " * 65536)
            body = routes.get(path, b"")
            status = b"200 OK" if body else b"404 Not Found"
            length = b"Content-Length: %d\r\nContent-Type: application/json\r\n" % len(body)
            sent = b"" if head.startswith(b"HEAD") else body
            writer.write(b"HTTP/1.1 " + status + b"\r\n" + length + b"\r\n" + sent)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            return  # the client has seen enough
        finally:
            writer.close()

    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context, backlog=1000)
    port = server.sockets[0].getsockname()[1]
    base = f"{'https' if certificate else 'http'}://127.0.0.1:{port}"
    routes |= documents(base)
    print(base, flush=True)
    await server.serve_forever()


def started(certificate: str = "") -> tuple[subprocess.Popen[str], str]:
    """A server of its own process, and where it listens."""
    command = [sys.executable, __file__, "serve", certificate]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    return server, server.stdout.readline().strip()


def run(folder: Path, urls: list[str], *options: str) -> tuple[float, float, float, str]:
    """Seconds by the clock and of the processor, megabytes, and the last line of the command."""
    (folder / "urls").write_text("".join(f"{n}={url}\n" for n, url in enumerate(urls)))
    command = [str(Path(sys.executable).parent / "jwk-conformance"), "endpoint", "--from", "urls"]
    with (folder / "said").open("w") as said:
        begun = time.perf_counter()
        process = subprocess.Popen([*command, *options], cwd=folder, stdout=said, stderr=said)
        _, _, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
    computed = used.ru_utime + used.ru_stime
    return seconds, computed, used.ru_maxrss / 1024, (folder / "said").read_text().splitlines()[-1]


def told(what: str, budget: float, runs: list[tuple[float, float, float, str]]) -> None:
    """A line for the best of several runs: what else the machine does can only add."""
    seconds, computed, megabytes, said = min(runs)
    times = f"{seconds:6.2f} s (budget {budget:g}), {computed:5.2f} s of them computing"
    print(f"  {what:28} {times}, {megabytes:4.0f} MB  {said[17:]}")


def main() -> None:
    """Print every figure with its budget."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        authority = trustme.CA()
        bundle = Path(certifi.where()).read_bytes() + authority.cert_pem.bytes()
        (folder / "ca.pem").write_bytes(bundle)
        chain = folder / "chain.pem"
        authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(chain)
        servers = [started(), started(str(chain))]
        try:
            plain, secure = (base for _, base in servers)
            print(f"endpoint, {len(SHOWN)} keys, all checks, the whole command (memory ≤ 200 MB)")
            for what, base in (("plain", plain), ("TLS, usual authorities", secure)):
                one = [run(folder, [base], "--ca", "ca.pem") for _ in range(ROUNDS)]
                told(f"one, {what}", 2, one)
                told(f"{MANY}, {what}", 30, [run(folder, [base] * MANY, "--ca", "ca.pem")])
            told(f"{MANY} endless answers", 30, [run(folder, [f"{plain}/endless"] * MANY)])
        finally:
            for server, _ in servers:
                server.kill()
                server.wait()


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        asyncio.run(serve(sys.argv[2]))
    else:
        main()

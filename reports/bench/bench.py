"""The report's budgets, measured on a made-up run: its size, the time to write it, its filter."""

from __future__ import annotations

import queue
import random
import re
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec

from jwk_conformance.event import (
    RUN_FORMAT,
    ClauseRecord,
    Event,
    Evidence,
    Footer,
    Header,
    TargetDone,
    TargetStarted,
    VectorRecord,
    Verdict,
)
from jwk_conformance.protocol import Fault, Hello, Observation
from jwk_conformance.runfile import RunWriter, read
from jwk_reports.html import render
from jwk_reports.summary import summarise
from jwk_reports.write import write
from jwk_vectors import Library, bundled
from jwk_vectors.model import Step, Vector

TARGETS = 20
VECTORS = 5_000
LONG_VALUE = re.compile(rb'(?<=[".])[A-Za-z0-9_-]{20,}')
PROBE = """<script>
const ready = setInterval(() => {
  if (document.documentElement.dataset.ready === undefined) return;
  clearInterval(ready);
  document.getElementById("open-all").click();
  setTimeout(() => {
    const form = document.getElementById("filter").elements;
    const wishes = [
      ["words", "rsa"], ["words", "key e"], ["words", ""], ["words", "no such"],
      ["words", "thumbprint"], ["words", ""], ["kty", "EC"], ["kty", ""], ["verdict", "fail"],
      ["verdict", ""], ["alg", "ES256"],
    ];
    const answer = ([name, value]) => {
      const started = performance.now();
      form[name].value = value;
      form[name].dispatchEvent(new Event("input", { bubbles: true }));
      document.body.getBoundingClientRect();
      return performance.now() - started;
    };
    const rounds = [1, 2, 3].map(() => wishes.map(answer));
    const times = wishes.map((_, wish) => Math.min(...rounds.map((round) => round[wish])));
    fetch(`/told/${Math.max(...times)}`);
  }, 3000);
}, 100);
</script>"""
"""Opens every text of the matrix, filters, and tells the server the time of the slowest filter.

Of each filter the best of three counts, layout included: what else the machine does is not ours.
"""


def made_up(library: Library, chance: random.Random) -> list[Vector]:
    """The bundled vectors over and over, each time with one character of each long value changed.

    Thousands of vectors are variations of a few keys, but no two are alike.
    """

    def varied(found: re.Match[bytes]) -> bytes:
        place = chance.randrange(len(found[0]))
        return found[0][:place] + chance.choice([b"A", b"B", b"7", b"_"]) + found[0][place + 1 :]

    made = []
    decode = msgspec.json.Decoder(tuple[Step, ...]).decode
    for number in range(VECTORS):
        vector = library.vectors[number % len(library.vectors)]
        steps = LONG_VALUE.sub(varied, msgspec.json.encode(vector.steps))
        made.append(
            msgspec.structs.replace(vector, id=f"{vector.id}.{number}", steps=decode(steps))
        )
    return made


def events(library: Library, vectors: Sequence[Vector], chance: random.Random) -> Iterator[Event]:
    """A run in which every target has answers of its own."""
    yield Header(
        format=RUN_FORMAT,
        tool="bench",
        started="2026-01-01T00:00:00Z",
        command=(),
        profile="rfc",
        vectors=len(vectors),
        digest=library.digest,
        platform="bench",
    )
    named = {clause for vector in vectors for clause in vector.clauses}
    yield from (ClauseRecord(clause=library.clauses[name]) for name in sorted(named))
    yield from (VectorRecord(vector=vector) for vector in vectors)
    for number in range(TARGETS):
        target = f"library-{number}"
        hello = Hello(
            protocol=1, name=target, version="1", language="Python", operations=(), json="library"
        )
        yield TargetStarted(target=target, hello=hello)
        for vector in vectors:
            yield from answered(target, vector, chance)
        yield TargetDone(target=target, seconds=1, inside=1, requests=len(vectors), restarts=0)
    yield Footer(exit_code=1, reason="bench", ended="2026-01-01T00:01:00Z", seconds=60)


def answered(target: str, vector: Vector, chance: random.Random) -> Iterator[Event]:
    """Accepted or refused in one of some ways that are the target's own; one in ten is a fail."""
    error = Fault(
        type=f"{target}.Refused",
        module=f"{target}.key",
        function=f"read_{chance.randrange(20)}",
        message=f"member {chance.randrange(20)} is not as it should be",
    )
    refused = Observation(outcome="rejected", stage="import", error=error)
    seen = chance.choice([Observation(outcome="accepted"), refused])
    yield Evidence(target=target, vector=vector.id, steps=tuple(seen for _ in vector.steps))
    failed = chance.randrange(10) == 0
    said = f"{vector.operation} was {seen.outcome}: {seen.error.message if seen.error else ''}"
    yield Verdict(target=target, vector=vector.id, verdict="fail" if failed else "pass", said=said)


def filtered(page: Path, browser: str) -> str:
    """The slowest filter of the page, in a headless browser."""
    text = re.sub('<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text("utf-8"))
    probed = text.replace("</body>", f"{PROBE}</body>").encode("utf-8")
    told: queue.Queue[float] = queue.Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            if self.path.startswith("/told/"):
                told.put(float(self.path.rpartition("/")[2]))
            elif self.path == "/":
                self.wfile.write(probed)

        def log_message(self, *_: object) -> None:
            """Nothing: the figures are what is printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"]
        profile = f"--user-data-dir={page.parent / 'profile'}"
        running = subprocess.Popen(
            [browser, *options, profile, f"http://127.0.0.1:{server.server_port}/#matrix"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            return f"{told.get(timeout=60):.0f} ms"
        except queue.Empty:
            return "no figure within a minute"
        finally:
            running.terminate()
            running.wait()
            server.shutdown()


def main() -> None:
    """Print every figure with its budget."""
    chance = random.Random(1)
    library = bundled()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file, page = Path(folder) / "run.jsonl", Path(folder) / "report.html"
        with RunWriter(file) as writer:
            for event in events(library, made_up(library, chance), chance):
                writer(event)
        run = read(file)
        times, busy = [], []
        for _ in range(3):
            started, worked = time.perf_counter(), time.process_time()
            write(page, render(run, summarise(run)))
            times.append(time.perf_counter() - started)
            busy.append(time.process_time() - worked)
        took = (
            f"{statistics.median(times):.2f} s (budget 3), {statistics.median(busy):.2f} s of CPU"
        )
        print(f"report of {TARGETS} x {VECTORS:,}  {took}")
        print(f"                      {page.stat().st_size / 1e6:.2f} MB (budget 5)")
        browser = shutil.which("chromium") or shutil.which("chromium-browser")
        told = filtered(page, browser) if browser else "not measured: no chromium on PATH"
        print(f"slowest filter        {told} (budget 100 ms)")


if __name__ == "__main__":
    main()

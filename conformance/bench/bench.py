"""The budgets of the design, measured: each figure beside the raw library in the same run."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from jwcrypto import jwk

from jwk_conformance.engine.connection import Ask, Connection, Limits
from jwk_conformance.engine.process import Launch
from jwk_conformance.event import TargetDone
from jwk_conformance.run import Plan, run
from jwk_conformance.worker import worker_file
from jwk_vectors import bundled

REQUESTS = 20_000
ROUNDS = 5
KEY = jwk.JWK.generate(kty="EC", crv="P-256").export_public()


def median(measure: Callable[[], float], rounds: int = ROUNDS) -> float:
    """The median of several rounds, in seconds."""
    return statistics.median(measure() for _ in range(rounds))


def best_in_turn(*measures: Callable[[], float]) -> list[float]:
    """The least of several rounds of each, in seconds, taken in turn.

    Whatever else the machine does can only add to a round, and falls on all of them alike.
    """
    rounds = [[measure() for measure in measures] for _ in range(ROUNDS)]
    return [min(times) for times in zip(*rounds, strict=True)]


def timed(command: Sequence[str]) -> float:
    """Seconds a whole command takes."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def launch(cache: Path) -> Launch:
    """The installed jwcrypto, as `run jwcrypto` starts it."""
    adapter = "jwk_adapters.bundled.jwcrypto:Jwcrypto"
    return Launch(argv=(sys.executable, str(worker_file(cache)), adapter, "0"), cwd=cache)


def raw_loop() -> float:
    """Seconds for the imports, called directly."""
    started = time.perf_counter()
    for _ in range(REQUESTS):
        jwk.JWK.from_json(KEY)
    return time.perf_counter() - started


def through_the_engine(connection: Connection) -> float:
    """Seconds for the same imports, asked over the protocol."""
    asks = (Ask("jwk.import", {"key": KEY}) for _ in range(REQUESTS))
    started = time.perf_counter()
    for answer in connection.exchange(asks):
        assert answer.outcome == "accepted"
    return time.perf_counter() - started


def main() -> None:
    """Print every figure with its budget."""
    command = str(Path(sys.executable).parent / "jwk-conformance")
    help_time = median(lambda: timed([command, "--help"]))
    bare = median(lambda: timed([sys.executable, "-c", "pass"]))
    print(f"--help                {help_time:.3f} s (budget 0.150; bare Python {bare:.3f})")
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        with Connection(launch(cache), Limits()) as connection:
            through_the_engine(connection)
            raw, engine = best_in_turn(raw_loop, lambda: through_the_engine(connection))
        over = 1e6 * (engine - raw) / REQUESTS
        print(f"a request             {over:.1f} µs over the library's own (budget 15)")
        print(f"                      {1e6 * raw / REQUESTS:.1f} µs raw, ratio {engine / raw:.2f}")
        library = bundled()
        plan = Plan(
            targets=["jwcrypto"],
            launch=lambda _: launch(cache),
            library=library,
            vectors=library.vectors,
        )
        (done,) = [event for event in run(plan) if isinstance(event, TargetDone)]
    print(
        f"run of {len(library.vectors)} vectors     {done.seconds:.2f} s, of which inside jwcrypto "
        f"{done.inside:.2f} s, ratio {done.seconds / done.inside:.2f}"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory           {peak:.0f} MiB (budget 200)")


if __name__ == "__main__":
    main()

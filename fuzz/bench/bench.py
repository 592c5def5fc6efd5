"""The fuzz loop, measured: beside plain Hypothesis and beside the library in a bare loop.

    python fuzz/bench/bench.py [--seconds 20]

Documents are keys of types EC and OKP, most of them damaged; each is imported, and where that
works exported and put through a thumbprint. All rates are of the same documents on the same machine
in turn; CPU time is shown too, because on a busy machine the clock says little.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from jwk_conformance.engine.connection import Limits
from jwk_conformance.engine.session import Session
from jwk_conformance.event import Fuzzed
from jwk_conformance.launch import Launcher
from jwk_fuzz.asking import LARGEST, Pipeline
from jwk_fuzz.campaign import Plan, campaign
from jwk_fuzz.case import Case
from jwk_fuzz.chance import MUTATIONS, ROUND, Deck, plans
from jwk_fuzz.mutation import mutated
from jwk_fuzz.mutation.chance import makers
from jwk_fuzz.phase import PHASES
from jwk_fuzz.screen import Screen, route
from jwk_fuzz.seed import rare, seeds
from jwk_fuzz.systematic import Selection
from jwk_fuzz.use import offered
from jwk_vectors import bundled

KEYS = Selection(kty=("EC", "OKP"))
SEED = 1
BUDGET = 15_000
MEMORY = 200
Probe = Callable[[str | bytes], None]


def jwcrypto() -> Probe:
    """Import, export, thumbprint, as jwcrypto's users call them."""
    from jwcrypto.jwk import JWK

    def probe(text: str | bytes) -> None:
        key = JWK.from_json(text)
        key.export_public()
        key.thumbprint()

    return probe


def joserfc() -> Probe:
    """The same for joserfc, which takes a decoded document."""
    from joserfc.jwk import JWKRegistry

    def probe(text: str | bytes) -> None:
        key = JWKRegistry.import_key(json.loads(text))
        key.as_dict(private=False)
        key.thumbprint()

    return probe


LIBRARIES: dict[str, Callable[[], Probe]] = {"jwcrypto": jwcrypto, "joserfc": joserfc}


def documents(number: int) -> list[Case]:
    """The first documents of the random phase, but for those that joserfc would never see."""
    deck = Deck(KEYS)
    return list(islice((c for plan in plans(SEED, "1/1") for c in deck.unfold(plan)), number))


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of CPU."""
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - cpu


def bare(probe: Probe, texts: Sequence[str | bytes]) -> tuple[float, float]:
    """Documents a second in a bare loop, by the clock and of CPU."""

    def loop() -> None:
        for text in texts:
            try:
                probe(text)
            except Exception:
                continue

    loop_seconds, cpu = timed(loop)
    return len(texts) / loop_seconds, len(texts) / cpu


def drawn_one_by_one() -> st.SearchStrategy[str | bytes]:
    """The same documents as a test of Hypothesis would draw them: each choice by itself."""
    several = [*KEYS.of(seeds()), *KEYS.of(rare())]
    fitting = {seed.name: KEYS.fitting(seed) for seed in several}

    @st.composite
    def texts(draw: st.DrawFn) -> str | bytes:
        seed = draw(st.sampled_from(several))
        mutations = []
        for _ in range(draw(st.sampled_from(MUTATIONS))):
            if draw(st.booleans()):
                mutations.append(draw(st.sampled_from(fitting[seed.name])))
            else:
                make = draw(st.sampled_from(makers(seed.kind)))
                mutations.append(make(seed.document, seed.kind, draw(st.integers(0, 2**31 - 1))))
        mutations.sort(key=lambda one: one.depth == "text")
        return mutated(seed.document, mutations) or ""

    return texts()


def plain_hypothesis(probe: Probe, number: int) -> tuple[float, float]:
    """Documents a second of a test that calls the library, by the clock and of CPU."""

    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn_one_by_one())
    def test(text: str | bytes) -> None:
        try:
            probe(text)
        except Exception:
            return

    seconds, cpu = timed(test)
    return number / seconds, number / cpu


def whole_loop(library: str, seconds: float, *, first_use: bool) -> dict[str, float]:
    """The fuzz loop into a library, as `fuzz` runs it but for the systematic phases."""
    phases = [phase for phase in PHASES if phase.in_full or phase.by_chance]
    plan = Plan(
        targets=[library],
        launch=Launcher(say=lambda line: None),
        library=bundled(),
        limits=Limits(),
        seconds=seconds,
        selection=KEYS,
        seed=SEED,
        first_use=first_use,
        phases=[replace(phase, share=1.0) for phase in phases],
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = time.process_time()
    events = list(campaign(plan))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    fuzzed = [one for one in events if isinstance(one, Fuzzed)]
    chance = next(one for one in fuzzed if one.seed is not None)
    asked = sum(one.documents for one in fuzzed)
    return {
        "rate": chance.documents / chance.seconds,
        "parent": 1e6 * (time.process_time() - cpu) / asked,
        "worker": 1e6
        * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        / asked,
        "documents": asked,
    }


def parts(library: str, cases: list[Case]) -> dict[str, float]:
    """CPU microseconds a document of what the parent does, each by itself."""
    deck = Deck(KEYS)
    drawing = timed(lambda: list(islice(plans(SEED + 1, "1/1"), ROUND)))[1]
    drawn = list(islice(plans(SEED + 1, "1/1"), ROUND))
    made = [0]

    def unfold() -> None:
        made[0] = sum(1 for plan in drawn for case in deck.unfold(plan))

    making = timed(unfold)[1]
    lines: dict[str, Any] = {"asked": 0.0, "read": 0.0, "judged": 0.0}
    launch = Launcher(say=lambda line: None)(library)
    with Session(launch, Limits()) as session:
        hello = session.hello()
        routes = {seed.name: route(offered(seed, hello)) for seed in (*seeds(), *rare())}
        screen = Screen(bundled().clauses)
        wanted = [
            case
            for case in cases
            if case.seed.name in routes and not (hello.json == "adapter" and case.level == "text")
        ]
        for _ in range(2):  # the second time nothing is new
            judged = 0.0
            for start in range(0, len(wanted), LARGEST):
                known = wanted[start : start + LARGEST]
                window = [replace(case) for case in known]  # with nothing remembered
                follow = [routes[case.seed.name] for case in window]
                pipeline = Pipeline(session)
                lines["asked"] += timed(lambda: pipeline.post(window, follow))[1]  # noqa: B023
                cpu = time.process_time()
                probed = pipeline.collect().probed
                lines["read"] += time.process_time() - cpu
                assert probed is not None
                cpu = time.process_time()
                for case, one, told in zip(window, follow, probed.answers, strict=True):
                    screen.passes(case, one, told, probed.faults)
                judged += time.process_time() - cpu
            lines["judged"] = judged
    each = 1e6 / len(wanted)
    return {
        "drawing": 1e6 * drawing / made[0],
        "making": 1e6 * making / made[0],
        "asking": each * lines["asked"] / 2,
        "reading": each * lines["read"] / 2,
        "judging": each * lines["judged"],
    }


def resident() -> float:
    """MiB of this process, now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / (1 << 20)


def show(name: str, rate: float, told: str) -> None:
    """One line: documents a second, and what goes with it."""
    print(f"  {name:20} {rate:8.0f} documents a second ({told})")


def main() -> None:
    """Print every figure with its budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0, help="of each fuzz loop")
    parser.add_argument("--documents", type=int, default=5000, help="of the loops beside it")
    given_ = parser.parse_args()
    cases = documents(given_.documents)
    print("import + export + thumbprint of EC and OKP keys, most of them damaged")
    for library, make in LIBRARIES.items():
        if importlib.util.find_spec(library) is None:
            print(f"{library}: not installed here, so there is nothing to put beside the loop")
            continue
        probe = make()
        texts = [case.text for case in cases if library == "jwcrypto" or case.level != "text"]
        rate, cpu = bare(probe, texts)
        plain, plain_cpu = plain_hypothesis(probe, given_.documents // 5)
        print(f"{library}")
        show("bare loop", rate, f"CPU {1e6 / cpu:.0f} µs")
        show("plain Hypothesis", plain, f"CPU {1e6 / plain_cpu:.0f} µs")
        for first_use in (False, True):
            seen = whole_loop(library, given_.seconds, first_use=first_use)
            budget = "" if first_use else f"budget {BUDGET:,} and half the bare loop; "
            show(
                "with first use" if first_use else "the fuzz loop",
                seen["rate"],
                f"{budget}{seen['rate'] / rate:.2f} of the bare loop; CPU: parent "
                f"{seen['parent']:.0f} µs, worker {seen['worker']:.0f} µs; "
                f"{seen['documents']:.0f} documents",
            )
        shares = [f"{name} {micros:.1f}" for name, micros in parts(library, cases).items()]
        print(f"  µs of CPU in the parent: {', '.join(shares)} (budget 50 in all)")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory                 {resident():.0f} MiB now, {peak:.0f} at most (budget {MEMORY})")


if __name__ == "__main__":
    main()

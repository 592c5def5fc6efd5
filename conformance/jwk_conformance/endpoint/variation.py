"""Requests as nobody sends them on purpose, made by Hypothesis, always the same ones.

Hypothesis is an extra; without it these requests are not sent, and the run says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from jwk_conformance.endpoint.client import Client
from jwk_conformance.endpoint.exchange import Exchange

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

MARK = "jwkc0n"
"""Stands in every variation; whatever comes back with it was echoed."""
PROBE = f'"><{MARK}>'
"""What a page that echoes carelessly turns into markup."""
PURPOSE = "variation"
LARGEST = 2**18
"""Octets of an answer to an odd request; a larger set is not asked in odd ways."""
NUMBER = 60
"""Variations that are made at most."""
_DRAWING = Lock()


@dataclass(frozen=True)
class Variation:
    """How a request differs from the plain one."""

    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = field(default=())
    query: str = ""
    suffix: str = ""

    def applied(self, url: str) -> str:
        """The address that is asked."""
        parts = urlsplit(url)
        query = "&".join(filter(None, (parts.query, self.query)))
        return urlunsplit(parts._replace(path=parts.path + self.suffix, query=query))


def available() -> bool:
    """Whether Hypothesis is installed."""
    return find_spec("hypothesis") is not None


def vary(client: Client, first: Exchange) -> Iterator[Exchange]:
    """Send as many variations as the options ask for, until the server has had enough of them.

    Answers are kept until all is judged: larger ones than a set has any need to be are cut.
    """
    wanted = client.options.variations if len(first.body) < LARGEST else 0
    for one in variations()[:wanted] if wanted and available() else ():
        headers = dict(one.headers)
        answer = client.ask(one.applied(first.url), PURPOSE, one.method, headers, LARGEST)
        yield answer
        if answer.limited:
            return


def variations() -> tuple[Variation, ...]:
    """The same ones each time: a finding of today can be looked at again tomorrow."""
    with _DRAWING:  # endpoints are asked side by side, and Hypothesis works in one thread
        return _drawn()


@lru_cache(maxsize=1)
def _drawn() -> tuple[Variation, ...]:
    from hypothesis import HealthCheck, Phase, given, settings

    drawn: dict[Variation, None] = {}

    @settings(
        max_examples=3 * NUMBER,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(_variation())
    def draw(one: Variation) -> None:
        drawn.setdefault(one)

    draw()
    return tuple(drawn)[:NUMBER]


def _variation() -> SearchStrategy[Variation]:
    """One thing at a time, mostly: what differs has to be told by the answer."""
    from hypothesis import strategies as st

    headers = st.sampled_from(_HEADERS).map(lambda one: (one,))
    return st.one_of(
        st.builds(Variation, method=st.sampled_from(_METHODS)),
        st.builds(Variation, headers=headers),
        st.builds(Variation, query=st.sampled_from(_QUERIES)),
        st.builds(Variation, suffix=st.sampled_from(_SUFFIXES)),
        st.builds(Variation, headers=headers, query=st.sampled_from(_QUERIES)),
        st.integers(1, 12).map(lambda size: Variation(headers=(("X-Size", "x" * size * 1000),))),
    )


_METHODS = ("HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", MARK.upper())
_HEADERS = (
    ("Accept", "application/jwk-set+json"), ("Accept", "text/html"), ("Accept", "application/xml"),
    ("Accept", "image/png"), ("Accept", "*/*;q=0"), ("Accept", "nonsense"), ("Accept", PROBE),
    ("Accept-Language", "xx, *;q=0.5"), ("Accept-Charset", "utf-16"), ("Accept-Encoding", "br"),
    ("Range", "bytes=0-9"), ("Range", "bytes=999999-"), ("Range", "bytes=5-1"), ("Range", "x=0-1"),
    ("If-None-Match", "*"), ("If-None-Match", MARK), ("If-Match", f'"{MARK}"'), ("If-Match", "*"),
    ("If-Modified-Since", "nonsense"), ("If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"),
    ("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"), ("If-Range", f'"{MARK}"'),
    ("Referer", f"https://{MARK}.example/"), ("X-Forwarded-Host", f"{MARK}.example"),
    ("X-Forwarded-Proto", "http"), ("X-HTTP-Method-Override", "DELETE"), ("Cookie", f"a={MARK}"),
    ("Authorization", f"Bearer {MARK}"), ("Content-Type", "application/json"), ("Expect", MARK),
)  # fmt: skip
_QUERIES = (
    f"callback={MARK}", f"kid={MARK}", f"{MARK}=1", "kid=", "format=xml", "_=1", "a[]=1&a[]=2",
    "%00", "%ff", "%22%3E%3C" + MARK + "%3E", "x=" + "y" * 2000, "pretty", "&&==&",
)  # fmt: skip
_SUFFIXES = (
    "/", f"/{MARK}", ".json", ".html", f"/..%2f{MARK}", "%00", "%22%3E%3C" + MARK + "%3E", ";a=1",
)  # fmt: skip

"""Fault by fault: what is changed on a correct site, and which checks have to notice.

A fault names the check that is about it first, and then those that it cannot help setting off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .server import Answer
from .site import Site

FAULTS: list[Fault] = []


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a site."""

    name: str
    checks: tuple[str, ...]
    make: Callable[[Site], None] = field(repr=False)


def fault(*checks: str) -> Callable[[Callable[[Site], None]], Callable[[Site], None]]:
    """Enter a function that spoils a site."""

    def enter(make: Callable[[Site], None]) -> Callable[[Site], None]:
        FAULTS.append(Fault(make.__name__.replace("_", "-"), checks, make))
        return make

    return enter


@fault("no-set")
def the_set_is_a_login_page(site: Site) -> None:
    site.jwks = b"<html>Sign in</html>"
    site.fields["Content-Type"] = "text/html"


@fault("no-set")
def the_set_is_gone(site: Site) -> None:
    site.routes["/jwks"] = Answer(status=404)


@fault("no-set")
def the_set_ends_early(site: Site) -> None:
    site.jwks = site.text()[:-20]


@fault("set-keys-missing")
def the_set_is_a_bare_array(site: Site) -> None:
    site.jwks = {"key": site.jwks["keys"]}


@fault("empty-set")
def there_are_no_keys(site: Site) -> None:
    site.jwks = {"keys": []}


@fault("private-key")
def the_ec_key_has_its_d(site: Site) -> None:
    site.jwks = {
        "keys": [
            {"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "1",
             "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
             "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
             "d": "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"},
            *site.jwks["keys"],
        ]
    }  # fmt: skip


@fault("symmetric-key")
def a_secret_stands_among_the_keys(site: Site) -> None:
    secret = {"kty": "oct", "k": "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3I", "kid": "s",
              "use": "sig", "alg": "HS256"}  # fmt: skip
    site.jwks["keys"].append(secret)


@fault("ec-off-curve")
def a_point_is_off_its_curve(site: Site) -> None:
    key = site.jwks["keys"][1]
    key["x"], key["y"] = key["y"], key["x"]

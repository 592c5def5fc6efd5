"""Miniature adapters, each with one fault that the suite must see and survive.

The sound one understands one operation on one kind of key: enough to tell right from wrong.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
import urllib.request
from typing import Any

from jwk_adapters import Adapter


class Refused(Exception):
    """What the zoo's members document that they raise."""


class Sound(Adapter):
    """Takes octet keys that are well-formed, refuses all else."""

    distribution = "zoo"
    backends = ()
    parses_json = True
    documented_errors = (Refused,)
    kty = ("oct",)

    def jwk_import(self, key: str) -> Any:
        try:
            members = json.loads(key)
        except ValueError as error:
            raise Refused("not JSON") from error
        if not isinstance(members, dict) or not isinstance(members.get("k"), str):
            raise Refused("no k")
        return members

    def jwk_public(self, key: Any) -> Any:
        return key

    def jwk_thumbprint(self, key: Any, hash: str) -> str:
        return f"thumbprint-of-{key['k']}"


class Lazy(Sound):
    """Stores what it is given; the first use reads it."""

    lazy = True

    def jwk_import(self, key: str) -> Any:
        return key

    def jwk_thumbprint(self, key: Any, hash: str) -> str:
        return super().jwk_thumbprint(super().jwk_import(key), hash)


class Blabs(Sound):
    """Repeats in its error message what it was given, secret included."""

    def jwk_thumbprint(self, key: Any, hash: str) -> str:
        raise Refused(f"cannot work with {'x' * 1000} {key}")


class AcceptsEverything(Sound):
    """Never says no."""

    def jwk_import(self, key: str) -> Any:
        return {"k": key}

    def jwk_thumbprint(self, key: Any, hash: str) -> str:
        return "thumbprint-of-AAAA"


class RejectsEverything(Sound):
    """Never says yes."""

    def jwk_import(self, key: str) -> Any:
        raise Refused("no")


class LeaksKeyError(Sound):
    """Looks members up without asking whether they are there."""

    def jwk_import(self, key: str) -> Any:
        members = json.loads(key)
        members["k"]
        return members


class HangsOnThird(Sound):
    """Sleeps for ever over the third key of each process."""

    count = 0

    def jwk_import(self, key: str) -> Any:
        type(self).count += 1
        if type(self).count == 3:
            time.sleep(3600)
        return super().jwk_import(key)


class DiesOnce(Sound):
    """The first process dies over its first key, as if killed; the next one lives."""

    def jwk_import(self, key: str) -> Any:
        if not os.path.exists("died-once"):
            open("died-once", "x").close()
            os._exit(9)
        return super().jwk_import(key)


class DiesOn(Sound):
    """Ends the process over a key that says so, in the way it says."""

    def jwk_import(self, key: str) -> Any:
        if "die" in key:
            print("about to die", file=sys.stderr, flush=True)
            os._exit(7)
        if "exit" in key:
            sys.exit("enough")
        if "abort" in key:
            os.abort()
        if "grow" in key:
            hog = bytearray(3 << 30)
            hog[::4096] = b"x" * len(hog[::4096])
            time.sleep(5)
        if "child" in key:
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            os._exit(9)
        if "close" in key:
            os.closerange(1, 64)
            time.sleep(3600)
        return super().jwk_import(key)


class LiesAboutCapabilities(Sound):
    """Declares elliptic curves, and knows nothing of them."""

    kty = ("oct", "EC")
    crv = ("P-256",)


class DeclaresNothing(Sound):
    """Offers no key type at all."""

    kty = ()


class Prints(Sound):
    """Talks on standard output, from Python and below it."""

    def jwk_import(self, key: str) -> Any:
        print("hello from Python")
        os.write(1, b"hello from below\n")
        return super().jwk_import(key)


class ChangesItsMind(Sound):
    """Accepts a key once, and refuses it from then on."""

    seen: set[str] = set()

    def jwk_import(self, key: str) -> Any:
        if key in self.seen:
            raise Refused("seen before")
        self.seen.add(key)
        return super().jwk_import(key)


class KeepsState(Sound):
    """After one bad key, every key is bad."""

    spoiled = False

    def jwk_import(self, key: str) -> Any:
        if "spoil" in key:
            type(self).spoiled = True
        if self.spoiled:
            raise Refused("spoiled")
        return super().jwk_import(key)


class Fetches(Sound):
    """Asks a URL for a set, keeps it, and asks again for a kid that it lacks."""

    def jwks_client(self, url: str) -> Any:
        return {"url": url, "keys": []}

    def jwks_fetch(self, client: Any, kid: str) -> Any:
        if not self._named(client, kid):
            client["keys"] = self._asked(client["url"])
        return next(iter(self._named(client, kid)), None)

    def _named(self, client: Any, kid: str) -> list[Any]:
        return [key for key in client["keys"] if key["kid"] == kid]

    def _asked(self, url: str) -> Any:
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                return json.load(answer)["keys"]
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise Refused(f"nothing of use at {url}: {error}") from error


class NeverFetches(Fetches):
    """Claims to have found what it never asked for."""

    def _asked(self, url: str) -> Any:
        return [{"kty": "oct", "k": "AAAA", "kid": "a"}]


class FetchesElsewhere(Fetches):
    """Asks another path than it was told."""

    def _asked(self, url: str) -> Any:
        return super()._asked(f"{url}/../.well-known/jwks.json")


class FetchesLater(Fetches):
    """Asks an address after its time: that of the vector before."""

    before = ""

    def _asked(self, url: str) -> Any:
        FetchesLater.before, url = url, self.before or url
        return super()._asked(url)

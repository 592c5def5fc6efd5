"""The adapters that come with the suite, one module per library.

Nothing here imports a library: a module is loaded by name, inside the environment of its target.
"""

from typing import NamedTuple

__all__ = ["BUNDLED", "Bundled"]


class Bundled(NamedTuple):
    """A library with an adapter of ours."""

    name: str
    """What a target is called by."""
    reference: str
    """The adapter, as module:Class."""
    requirement: str
    """What the library is installed by, with the extras that its key support needs."""
    python: str = ""
    """The oldest Python the library installs on, such as "3.12", where that is later than ours."""

    @property
    def snippets(self) -> str:
        """The module that holds how to reproduce in the library's API."""
        module = self.reference.partition(":")[0].rpartition(".")[2]
        return f"jwk_adapters.snippets.{module}"


BUNDLED: tuple[Bundled, ...] = (
    Bundled("jwcrypto", "jwk_adapters.bundled.jwcrypto:Jwcrypto", "jwcrypto"),
    Bundled("joserfc", "jwk_adapters.bundled.joserfc:Joserfc", "joserfc"),
    Bundled("pyjwt", "jwk_adapters.bundled.pyjwt:Pyjwt", "pyjwt[crypto]"),
    Bundled("authlib", "jwk_adapters.bundled.authlib:Authlib", "authlib"),
    Bundled("python-jose", "jwk_adapters.bundled.python_jose:PythonJose", "python-jose"),
    Bundled(
        "python-jose[cryptography]",
        "jwk_adapters.bundled.python_jose:PythonJose",
        "python-jose[cryptography]",
    ),
    Bundled("cryptojwt", "jwk_adapters.bundled.cryptojwt:Cryptojwt", "cryptojwt"),
    Bundled("clasp-jwt", "jwk_adapters.bundled.clasp_jwt:Clasp", "clasp-jwt"),
    Bundled("jwskate", "jwk_adapters.bundled.jwskate:Jwskate", "jwskate"),
    Bundled("josepy", "jwk_adapters.bundled.josepy:Josepy", "josepy"),
    Bundled("pyjosers", "jwk_adapters.bundled.pyjosers:Pyjosers", "pyjosers"),
    Bundled("oxyjwt", "jwk_adapters.bundled.oxyjwt:Oxyjwt", "oxyjwt"),
    Bundled("ryjwt", "jwk_adapters.bundled.ryjwt:Ryjwt", "ryjwt", python="3.12"),
    Bundled("webcrypt", "jwk_adapters.bundled.webcrypt:Webcrypt", "webcrypt"),
    Bundled("pyjwkest", "jwk_adapters.bundled.pyjwkest:Pyjwkest", "pyjwkest"),
    Bundled("jwt", "jwk_adapters.bundled.jwt:PythonJwt", "jwt"),
    Bundled(
        "jwk-thumbprint-pure",
        "jwk_adapters.bundled.jwk_thumbprint_pure:JwkThumbprintPure",
        "jwk-thumbprint-pure",
    ),
)

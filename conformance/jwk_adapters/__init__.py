"""What runs inside a target's interpreter: the protocol, the worker loop, the bundled adapters.

Standard library only, Python 3.10 and newer, and nothing else of this project, so that the
package can be carried as one file into any environment that has a library under test.
"""

from jwk_adapters.adapter import Adapter, Encrypted, Opened, Signer, Unsupported

__all__ = ["Adapter", "Encrypted", "Opened", "Signer", "Unsupported"]

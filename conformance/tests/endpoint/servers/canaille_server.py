"""canaille with a key of its own; the port is the argument."""

import json
import os
import sys
from pathlib import Path

from joserfc.jwk import RSAKey

COMMAND = str(Path(sys.executable).parent / "canaille")
key = RSAKey.generate_key(2048, {"kid": "of-a-test"}, private=True).as_dict(private=True)
members = ", ".join(f"{name} = {json.dumps(value)}" for name, value in key.items())
Path("canaille.toml").write_text(
    f'SECRET_KEY = "of a test"\n[CANAILLE_OIDC]\nACTIVE_JWKS = [{{{members}}}]\n'
)
os.environ["CANAILLE_CONFIG"] = "canaille.toml"
os.execv(COMMAND, [COMMAND, "run", "--bind", f"127.0.0.1:{sys.argv[1]}"])

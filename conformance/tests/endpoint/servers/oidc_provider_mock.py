"""oidc-provider-mock by its command; the port is the argument."""

import os
import sys
from pathlib import Path

COMMAND = str(Path(sys.executable).parent / "oidc-provider-mock")
os.execv(COMMAND, [COMMAND, "--host", "127.0.0.1", "--port", sys.argv[1]])

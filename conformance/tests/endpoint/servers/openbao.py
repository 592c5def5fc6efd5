"""OpenBao's identity provider, with a key, a client and a user of it; the port is the argument."""

import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PORT = int(sys.argv[1])
ROOT = f"http://127.0.0.1:{PORT}/v1/identity"
BAO = Path(sys.executable).parent / "bao"


def wrote(path: str, **members: object) -> dict:
    request = urllib.request.Request(
        f"{ROOT}/{path}", json.dumps(members).encode(), {"X-Vault-Token": "root"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read() or b"{}")


server = subprocess.Popen(
    [BAO, "server", "-dev", "-dev-root-token-id=root", f"-dev-listen-address=127.0.0.1:{PORT}"]
)
signal.signal(signal.SIGTERM, lambda *_: server.terminate())
for _ in range(100):
    try:
        wrote("oidc/key/k", allowed_client_ids="*", algorithm="ES256")
        break
    except (OSError, urllib.error.URLError):
        time.sleep(0.1)
wrote("oidc/role/r", key="k")
wrote("oidc/client/c", key="k", assignments="allow_all", redirect_uris="http://127.0.0.1/")
Path("configured").touch()
sys.exit(server.wait())

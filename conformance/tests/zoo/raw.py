"""Programs that speak the protocol badly: `python raw.py FAULT`."""

from __future__ import annotations

import json
import os
import sys
import time

HELLO = {
    "protocol": 1,
    "name": "raw",
    "version": "1",
    "language": "Python",
    "operations": ["jwk.import", "jwk.thumbprint", "jwk.export"],
    "kty": ["oct"],
    "json": "library",
}


def reply(seq: int, **more: object) -> None:
    print(json.dumps({"seq": seq, "outcome": "accepted", **more}), flush=True)


def answer(fault: str, request: dict[str, object], count: int) -> None:
    seq = int(str(request["seq"]))
    bad = "bad" in json.dumps(request)
    if request["op"] == "hello":
        hello = {**HELLO, "protocol": 99} if fault == "other-protocol" else HELLO
        reply(seq, facts=hello)
    elif fault == "garbage" and bad:
        print("Segmentation fault (not really)", flush=True)
    elif fault == "wrong-seq" and bad:
        reply(seq + 1)
    elif fault == "no-facts" and request["op"] == "jwk.thumbprint" and bad:
        reply(seq)
    elif fault == "closes-stdout" and bad:
        sys.stdout.flush()
        os.close(1)
        time.sleep(3600)
    elif request["op"] == "jwk.thumbprint":
        reply(seq, facts={"thumbprint": "thumbprint-of-AAAA"})
    elif request["op"] == "jwk.export":
        reply(seq, facts={"jwk": "{}"})
    else:
        reply(seq)


def main(fault: str) -> None:
    held: list[dict[str, object]] = []
    for count, line in enumerate(sys.stdin):
        request = json.loads(line)
        if fault == "out-of-order" and request["op"] != "hello":
            held.append(request)
            if len(held) == 2:
                for one in reversed(held):
                    answer(fault, one, count)
                held.clear()
        else:
            answer(fault, request, count)


if __name__ == "__main__":
    main(sys.argv[1])

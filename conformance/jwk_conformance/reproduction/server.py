"""Code that serves what a vector has a target fetch, with the standard library alone."""

from __future__ import annotations

from collections.abc import Iterator

from jwk_conformance.serving.site import body
from jwk_vectors.model import Answer, Vector

SERVING_IMPORTS = """\
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
"""
SERVING = """\
# path: the answers in turn, each a status, headers, and octets after so many seconds
served = {0.serves}


class Served(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        answers = served.get(self.path, [(404, [], [])])
        status, headers, pieces = answers.pop(0) if len(answers) > 1 else answers[0]
        if status == 0:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        for pause, octets in pieces:
            time.sleep(pause)
            self.wfile.write(octets)


server = ThreadingHTTPServer(("127.0.0.1", 0), Served)
Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}"
"""


def address(path: str) -> str:
    """The expression for the URL of a path that is served."""
    return f"address + {path!r}"


def answers(vector: Vector) -> str:
    """The literal for everything that a vector serves, one answer a line."""
    lines = ["{"]
    for path, turns in vector.serves.items():
        lines += [f"    {path!r}: [", *(f"        {_answer(one)}," for one in turns), "    ],"]
    return "\n".join([*lines, "}"])


def _answer(answer: Answer) -> str:
    return f"({answer.status}, {list(answer.headers)!r}, [{', '.join(_pieces(answer))}])"


def _pieces(answer: Answer) -> Iterator[str]:
    whole = body(answer)
    length = -(-len(whole) // answer.pieces)
    if answer.spaces:
        yield f"({answer.pause:g}, b' ' * {answer.spaces})"
    for start in range(0, len(whole), length or 1):
        yield f"({answer.pause:g}, {whole[start : start + length]!r})"

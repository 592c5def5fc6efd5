"""The page in a real browser: the script runs under the page's own policy and harms nobody."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from jwk_conformance.event import Event
from jwk_conformance.runfile import read
from jwk_reports.html import render
from jwk_reports.summary import summarise
from jwk_vectors.model import Step

from .helpers import FOOTER, answered, opening, ordinary, started, vector, written

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = pytest.mark.skipif(BROWSER is None, reason="needs chromium on PATH")


def opened(tmp_path: Path, events: list[Event], vector_id: str) -> str:
    """The document after the link to a vector was followed."""
    run = read(written(tmp_path / "run.jsonl", events))
    page = tmp_path / "page.html"
    page.write_text(render(run, summarise(run)), "utf-8")
    assert BROWSER is not None
    said = subprocess.run(
        [
            BROWSER,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--enable-logging=stderr",
            "--virtual-time-budget=2000",
            "--dump-dom",
            f"{page.as_uri()}#v/{quote(vector_id, safe='')}",
        ],
        capture_output=True,
        timeout=60,
        check=True,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    assert b"CONSOLE" not in said.stderr, said.stderr.decode()
    return said.stdout.decode("utf-8")


def shown(document: str) -> str:
    """What is between the tags, scripts left out."""
    without = re.sub(r"<script.*?</script>|<style.*?</style>", "", document, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", " ", without))


def test_a_link_to_a_vector_opens_everything_about_it(tmp_path: Path) -> None:
    text = " ".join(shown(opened(tmp_path, ordinary(), "ec-short-x")).split())
    for told in (
        "RFC 7518 section 6.2.1.2 (MUST, must-reject): The x of an EC key has the full length",
        "a genuine signature verifies with the damaged key",
        "alpha 1.0, true finding: Section 6.2.1.2 says so.",
        "Expected: must be refused.",
        "rejected at import with ValueError, raised in lib.key.read",
        "made1 = lib.read({'kty': 'EC', 'crv': 'P-256'",
        "print(lib.verify('eyJhbGciOiJFUzI1NiJ9.aGVsbG8.c2ln', made1, ['ES256']))",
        '→ {"seq":2,"op":"jws.verify","args":{"key":{"ref":"h1"}',
        '← {"seq":2,"outcome":"accepted"}',
    ):
        assert told in text


def test_a_hostile_vector_opens_as_text(tmp_path: Path) -> None:
    hostile = "</script><img src=x onerror=document.title='owned'>\u202e\"'"
    step = Step(operation="jwk.import", args={"key": hostile}, expect="accept")
    bad = vector(hostile, title=hostile, why=hostile, steps=(step,))
    events = [*opening(bad), started("alpha"), *answered("alpha", bad, "fail", hostile), FOOTER]
    document = opened(tmp_path, events, hostile)
    assert "<title>JSON Web Key conformance" in document
    assert "<img" not in document
    assert "\u202e" not in shown(document)
    assert shown(document).count("<img src=x onerror=document.title='owned'>\\u{202e}\"'") >= 6


def test_json_with_a_name_twice_is_shown_as_it_is(tmp_path: Path) -> None:
    twice = '{"kty":"oct","k":"AA","k":"BB"}'
    step = Step(operation="jwk.import", args={"key": twice}, expect="accept")
    bad = vector("twice", steps=(step,))
    events = [*opening(bad), started("alpha"), *answered("alpha", bad, "fail"), FOOTER]
    assert f" {twice} " in shown(opened(tmp_path, events, "twice"))


def test_without_a_filter_every_vector_is_shown(tmp_path: Path) -> None:
    document = opened(tmp_path, ordinary(), "ec-short-x")
    assert 'class="vector"' in document
    assert not re.search(r'class="(vector|group)"[^>]*hidden', document)
    assert re.search(r'<output id="shown"[^>]*>(\d+) of \1 vectors</output>', document)

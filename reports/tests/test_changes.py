"""What changed since an earlier run, in the HTML report, and the option that asks for it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from jwk_conformance.event import Event, Finding
from jwk_conformance.runfile import Run, read
from jwk_reports.command import report
from jwk_reports.html import render
from jwk_reports.summary import summarise
from jwk_vectors.model import Triage

from .helpers import FOOTER, GOOD, PADDED, RAW, SHORT, answered, done, opening, started, written

NEW = msgspec.structs.replace(GOOD, id="ec-new")


def found(target: str, name: str) -> Finding:
    said, vectors = f"alpha: {name}", (GOOD.id,)
    print = f"alpha:deviation:{name}"
    return Finding(target=target, kind="deviation", fingerprint=print, said=said, vectors=vectors)


def earlier() -> list[Event]:
    return [
        *opening(GOOD, SHORT, PADDED, RAW),
        started("alpha==1", name="alpha", version="1"),
        started("gone"),
        *answered("alpha==1", GOOD, "pass"),
        *answered("alpha==1", SHORT, "fail"),
        *answered("alpha==1", PADDED, "choice", option="strict"),
        *answered("alpha==1", RAW, "pass"),
        found("alpha==1", "stays"),
        found("alpha==1", "gone"),
        done("alpha==1"),
        FOOTER,
    ]


def later() -> list[Event]:
    other = msgspec.structs.replace(RAW, severity="security", level="value")
    judged = Triage(target="alpha 2", judged="true finding", reasoning="It is.")
    good = msgspec.structs.replace(GOOD, triage=(judged,))
    return [
        *opening(good, SHORT, PADDED, other, NEW),
        started("alpha==2", name="alpha", version="2"),
        started("beta"),
        *answered("alpha==2", good, "fail", "jwk.import was refused"),
        *answered("alpha==2", SHORT, "pass"),
        *answered("alpha==2", PADDED, "choice", option="lenient"),
        *answered("alpha==2", other, "fail"),
        found("alpha==2", "stays"),
        found("alpha==2", "fresh"),
        done("alpha==2"),
        FOOTER,
    ]


def runs(folder: Path) -> tuple[Run, Run]:
    old, new = folder / "old.jsonl", folder / "new.jsonl"
    return read(written(old, earlier())), read(written(new, later()))


def test_the_page_tells_what_changed(tmp_path: Path) -> None:
    before, after = runs(tmp_path)
    page = render(after, summarise(after), before)
    for words in (
        "alpha 2",
        "was alpha 1",
        "alpha: fresh",
        "strict → lenient",
        "1 vector with another meaning now",
        "Only before: gone 1.0.",
        "1 vector added",
    ):
        assert words in page
    assert 'id="changes"' not in render(after, summarise(after))


@pytest.mark.parametrize(
    ("options", "code"),
    [(["--html", "page.html"], 0), (["--html", "page.html", "--redact"], 2), (["--junit", "a"], 2)],
)
def test_the_command_takes_an_earlier_run(tmp_path: Path, options: list[str], code: int) -> None:
    runs(tmp_path)
    names = [str(tmp_path / one) if "." in one or one == "a" else one for one in options]
    arguments = [str(tmp_path / "new.jsonl"), "--since", str(tmp_path / "old.jsonl"), *names]
    assert CliRunner().invoke(report, arguments).exit_code == code
    assert (tmp_path / "page.html").exists() is (code == 0)
    if code == 0:
        assert "Changes since the run before" in (tmp_path / "page.html").read_text("utf-8")

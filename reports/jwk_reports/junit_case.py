"""A case of JUnit XML, with foreign text made harmless."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree as Xml

from jwk_reports.text import LINE, printable


@dataclass(frozen=True)
class Case:
    """One case; it passes where it neither fails, errs nor is skipped."""

    place: str
    """Its class, by which viewers group cases."""
    name: str
    failure: str = ""
    """What is wrong, in a sentence."""
    error: str = ""
    """Why there was no telling."""
    skipped: str = ""
    """Why it says nothing."""
    type: str = ""
    text: tuple[str, ...] = ()
    """What to know of a failure."""
    out: tuple[str, ...] = ()
    seconds: float = 0.0


def element(case: Case) -> Xml.Element:
    """The case as XML."""
    made = Xml.Element(
        "testcase",
        classname=_line(case.place),
        name=_line(case.name),
        time=f"{case.seconds:.6f}",
    )
    if case.failure or case.error:
        kind = "failure" if case.failure else "error"
        said = {"message": _line(case.failure or case.error), "type": _line(case.type or kind)}
        Xml.SubElement(made, kind, said).text = _lines(case.text) or None
    elif case.skipped:
        Xml.SubElement(made, "skipped", message=_line(case.skipped))
    if case.out:
        Xml.SubElement(made, "system-out").text = _lines(case.out)
    return made


def _line(text: str) -> str:
    return " ".join(printable(text, LINE).split())


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(printable(line) for line in lines if line)
